"""Reads PNG and JPEG files into pixels in sRGB, no more than print shows."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

from ...errors import DataError
from ...geometry import POINTS_PER_INCH, Size
from ...system import resources
from ..scene import RasterImage
from .picture import Appearance, Picture, resolution_in

__all__ = ["MAX_PIXELS", "read_raster"]

MAX_PIXELS = 25_000_000  # of the file as given: decoded, each takes four bytes of memory
MAX_DPI = 450  # at the largest size in which the picture is printed
JPEG_QUALITY = 92
PROFILE_MODES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # the mode of the images that a color profile is for
STEPS_PER_BYTE_STEP = 257  # of a channel of 16 bits, for one step of 8 bits
EXIF_ORIENTATION, UPRIGHT = 0x0112, 1
SRGB_GAMMA = 0.45455  # as PNG files write it
SAMPLES = 64  # points across and down at which colors are sampled
OPAQUE_ALPHA = 128
JPEG_START, JPEG_SCAN, ADOBE_SEGMENT, COMMENT = b"\xff\xd8", 0xDA, 0xEE, 0xFE
JPEG_APPLICATION_SEGMENTS = range(0xE1, 0xF0)  # Exif, profiles and the like; 0xE0 is the plain header


def read_raster(content: bytes, printed_size: Size) -> Picture:
    """Read a PNG or JPEG file that is printed within `printed_size` points.

    Transparent margins are cut off. Colors are converted by the embedded profile. Raise DataError for a file that
    cannot be decoded, is too large to decode, is animated, or shows nothing.
    """
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large images, refused below, and of bad metadata
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    what = f"is too large a picture ({opened.width} × {opened.height} pixels)"
                    raise DataError(what, f"make it {_largest_width(printed_size)} pixels wide")
                is_photograph = opened.format != "PNG"  # cameras write MPO, a JPEG with more pictures behind it
                if not is_photograph and getattr(opened, "is_animated", False):
                    raise DataError("is an animated picture", "save one of its frames as PNG")
                keeps_file = (
                    opened.format == "JPEG" and opened.mode in ("L", "RGB") and "icc_profile" not in opened.info
                )
                keeps_file = keeps_file and opened.getexif().get(EXIF_ORIENTATION, UPRIGHT) == UPRIGHT
                image = _without_margins(_to_srgb(opened))
    except Image.DecompressionBombError:
        what = f"is too large a picture (more than {MAX_PIXELS:,} pixels)"
        raise DataError(what, f"make it {_largest_width(printed_size)} pixels wide") from None
    except (OSError, ValueError, SyntaxError):
        raise DataError("is a damaged picture", "save it again as PNG or JPEG") from None
    appearance = _appearance(image)
    scale = MAX_DPI / resolution_in(Size(*image.size), printed_size)
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.LANCZOS)
    stored = _without_metadata(content) if keeps_file and scale >= 1 else _encode(image, is_photograph)
    return Picture(Size(*image.size), appearance, RasterImage(image.width, image.height, stored))


def _largest_width(printed_size: Size) -> int:
    return round(printed_size.width / POINTS_PER_INCH * MAX_DPI)


def _to_srgb(opened: Any) -> Any:
    """Return an upright image in the mode RGB, or RGBA if it has transparent parts, in sRGB."""
    from PIL import ImageCms, ImageOps

    profile = opened.info.get("icc_profile")
    image: Any = ImageOps.exif_transpose(opened)
    if image.mode.startswith("I"):  # converting to RGB would clip 16-bit values, not scale them
        image = image.convert("I").point(lambda value: value / STEPS_PER_BYTE_STEP).convert("L")
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    if image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("L" if image.mode in ("1", "LA") else "RGB")
    if profile:
        try:
            image = _convert_to_srgb(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            raise DataError("has a damaged color profile", "save it again in sRGB") from None
    image = image.convert("RGB")
    gamma = opened.info.get("gamma", SRGB_GAMMA)
    if gamma > 0 and not profile and "srgb" not in opened.info:
        image = image.point(lambda value: round(255 * (value / 255) ** (SRGB_GAMMA / gamma)))
    if alpha and alpha.getextrema() != (255, 255):
        image.putalpha(alpha)
    return image


def _convert_to_srgb(image: Any, profile: Any) -> Any:
    """Return an image in sRGB, converted by its profile. One of another kind of image says nothing about its colors."""
    from PIL import ImageCms

    mode = PROFILE_MODES.get(profile.profile.xcolor_space)
    if image.mode == "L" and mode == "RGB":  # a gray image in a color space for colors
        image = image.convert("RGB")
    if image.mode != mode:
        return image
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.profileToProfile(image, profile, str(resources.color_profile()), intent, "RGB", flags=flags)


def _without_margins(image: Any) -> Any:
    """Return the image without transparent margins. Raise DataError if nothing is left."""
    if image.mode != "RGBA":
        return image
    box = image.getchannel("A").getbbox()
    if box is None:
        raise DataError("is empty: all of it is transparent", "save it again with its picture")
    return image.crop(box)


def _appearance(image: Any) -> Appearance:
    """Sample the colors of an image."""
    from PIL import Image

    small = image.convert("RGBA").resize((SAMPLES, SAMPLES), Image.Resampling.NEAREST)
    painted = [pixel for pixel in _pixels(small) if pixel[3] >= OPAQUE_ALPHA]
    colors = tuple("#{:02X}{:02X}{:02X}".format(*pixel[:3]) for pixel in painted)
    if not colors:  # finer than the samples: take the whole
        average = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        return Appearance(("#{:02X}{:02X}{:02X}".format(*average[:3]),), False)
    return Appearance(colors, len(painted) == SAMPLES * SAMPLES)


def _pixels(image: Any) -> Iterator[tuple[int, ...]]:
    data = image.tobytes()
    yield from (tuple(data[start : start + 4]) for start in range(0, len(data), 4))


def _encode(image: Any, is_photograph: bool) -> bytes:
    """Return an image as a file: a photograph as JPEG, any other as PNG, without loss."""
    buffer = io.BytesIO()
    if is_photograph:
        image.save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    else:
        image.save(buffer, "PNG", optimize=True, icc_profile=None)
    return buffer.getvalue()


def _without_metadata(content: bytes) -> bytes:
    """Return a JPEG file without comments, Exif and other metadata, which may say where and by whom it was taken."""
    kept, position = [JPEG_START], 2
    while position + 4 <= len(content) and content[position + 1] != JPEG_SCAN:
        marker, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4], "big")
        is_metadata = marker == COMMENT or (marker in JPEG_APPLICATION_SEGMENTS and marker != ADOBE_SEGMENT)
        if not is_metadata:
            kept.append(content[position : position + 2 + length])
        position += 2 + length
    return b"".join([*kept, content[position:]])
