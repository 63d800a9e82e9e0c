"""Tests of PNG and JPEG files as pixels in sRGB."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from acsm_report.errors import DataError
from acsm_report.geometry import Size
from acsm_report.layout.pictures.raster import read_raster

PRINTED = Size(144, 36)  # points


def image_file(
    mode: str, size: tuple[int, int] = (600, 150), color: object = 0, format: str = "PNG", **options: Any
) -> bytes:
    Image.new(mode, size, color).save(result := io.BytesIO(), format, **options)  # type: ignore[arg-type]
    return result.getvalue()


def png_file(width: int, height: int, depth: int, kind: int, data: bytes) -> bytes:
    """Return a PNG of one of its color types, with rows that begin with a zero."""
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + name + d + struct.pack(">I", zlib.crc32(name + d)) for name, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pixels(content: bytes) -> Image.Image:
    image = read_raster(content, PRINTED).image
    assert image
    return Image.open(io.BytesIO(image.content))


@pytest.mark.parametrize(
    ("mode", "color", "expected"),
    [
        ("1", 1, (255, 255, 255, 255)),
        ("L", 100, (100, 100, 100, 255)),
        ("LA", (100, 70), (100, 100, 100, 70)),
        ("P", 0, (0, 0, 0, 255)),
        ("RGB", (10, 20, 30), (10, 20, 30, 255)),
        ("RGBA", (10, 20, 30, 51), (10, 20, 30, 51)),
        ("I;16", 100 * 257, (100, 100, 100, 255)),
    ],
)
def test_an_image_of_any_mode_keeps_color_and_transparency(mode: str, color: object, expected: tuple[int, ...]) -> None:
    assert pixels(image_file(mode, color=color)).convert("RGBA").getpixel((9, 9)) == pytest.approx(expected, abs=1)


def test_a_cmyk_photograph_becomes_rgb() -> None:
    red, green, blue = pixels(image_file("CMYK", color=(255, 0, 0, 0), format="JPEG")).getpixel((9, 9))  # type: ignore
    assert red < 60 < 200 < min(green, blue)


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_colors_are_converted_by_the_embedded_profile(format: str) -> None:
    """A profile that swaps red and blue is obeyed, and the result has no profile."""
    swapped = swapped_profile()
    image = pixels(image_file("RGB", color=(200, 60, 20), format=format, icc_profile=swapped))
    assert image.getpixel((9, 9)) == pytest.approx((20, 60, 200), abs=3)
    assert "icc_profile" not in image.info


def swapped_profile() -> bytes:
    """The profile of sRGB with the colorants of red and blue exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for start in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        name = bytes(profile[start : start + 4])
        profile[start : start + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile)


@pytest.mark.parametrize(("mode", "color"), [("L", 128), ("LA", (128, 255)), ("P", 0), ("CMYK", (0, 0, 0, 127))])
def test_a_profile_for_another_kind_of_image_changes_no_gray(mode: str, color: object) -> None:
    """Programs leave the profile of sRGB in gray images."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    format = "JPEG" if mode == "CMYK" else "PNG"
    content = image_file(mode, color=color, format=format, icc_profile=srgb)
    found = pixels(content).convert("RGB").getpixel((9, 9))
    assert found == pytest.approx((0, 0, 0) if mode == "P" else (128, 128, 128), abs=2)


def test_a_damaged_profile_is_an_error() -> None:
    with pytest.raises(DataError, match="has a damaged color profile; save it again in sRGB"):
        read_raster(image_file("RGB", icc_profile=b"no profile"), PRINTED)


def test_exif_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: rotate by 90 degrees clockwise
    assert pixels(image_file("RGB", (150, 600), format="JPEG", exif=exif)).size == (600, 150)


def test_an_image_has_no_more_pixels_than_print_shows() -> None:
    """144 points are 2 inches, 900 pixels at 450 pixels per inch."""
    assert pixels(image_file("RGB", (4800, 1200))).size == (900, 225)


def test_a_photograph_that_is_small_enough_stays_as_it_is() -> None:
    """The compressed pixels are those of the file, without its metadata."""
    exif = Image.Exif()
    exif[0x010E] = "taken at the door of Brookfield Gym"
    content = image_file("RGB", (600, 150), (9, 99, 199), "JPEG", exif=exif, comment=b"by A. Person")
    image = read_raster(content, PRINTED).image
    assert image and image.is_jpeg and len(image.content) < len(content)
    assert content.endswith(image.content[-200:])
    assert b"Brookfield" not in image.content and b"Person" not in image.content


def test_a_large_photograph_stays_a_jpeg() -> None:
    image = read_raster(image_file("RGB", (2400, 600), (9, 99, 199), "JPEG"), PRINTED).image
    assert image and image.is_jpeg and image.width == 900


def test_transparent_margins_are_cut_off() -> None:
    """What counts for the size is what can be seen."""
    framed = Image.new("RGBA", (600, 400))
    framed.paste("red", (100, 50, 400, 150))
    framed.save(content := io.BytesIO(), "PNG")
    assert read_raster(content.getvalue(), PRINTED).size == Size(300, 100)


def test_an_animated_image_is_an_error() -> None:
    """Which of its frames is the logo, only its owner knows."""
    frames = [Image.new("RGB", (600, 150), color) for color in ("red", "blue")]
    frames[0].save(result := io.BytesIO(), "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(DataError, match="is an animated picture; save one of its frames as PNG"):
        read_raster(result.getvalue(), PRINTED)


def test_the_first_picture_of_a_camera_file_is_a_photograph() -> None:
    """Cameras write MPO: a JPEG with further pictures behind it, which are left out."""
    frames = [Image.new("RGB", (600, 150), color) for color in ("red", "blue")]
    frames[0].save(result := io.BytesIO(), "MPO", save_all=True, append_images=frames[1:])
    image = read_raster(result.getvalue(), PRINTED).image
    assert image and image.is_jpeg and image.content.count(b"\xff\xd8\xff") == 1


def test_a_png_of_another_gamma_has_its_colors() -> None:
    """A linear gray of a half is the gray 188 of sRGB; a profile or the mark of sRGB counts more."""
    info = PngInfo()
    info.add(b"gAMA", (100_000).to_bytes(4, "big"))
    assert pixels(image_file("RGB", color=(128, 0, 255), pnginfo=info)).getpixel((9, 9)) == pytest.approx(
        (188, 0, 255), abs=3
    )
    info.add(b"sRGB", b"\0")
    assert pixels(image_file("RGB", color=(128, 0, 255), pnginfo=info)).getpixel((9, 9)) == (128, 0, 255)


@pytest.mark.parametrize(
    ("depth", "kind", "sample", "expected"),
    [
        (16, 2, "80808080FFFF", (128, 128, 255, 255)),
        (16, 4, "80804040", (128, 128, 128, 64)),
        (16, 6, "8080000000004040", (128, 0, 0, 64)),
        (2, 0, "55", (85, 85, 85, 255)),
    ],
)
def test_a_png_of_any_depth_keeps_color_and_transparency(
    depth: int, kind: int, sample: str, expected: tuple[int, ...]
) -> None:
    """`kind` is the color type: 0 gray, 2 color, 4 gray with alpha, 6 color with alpha."""
    row = b"\0" + bytes.fromhex(sample) * (600 if depth == 16 else 150)
    content = png_file(600, 100, depth, kind, row * 100)
    assert pixels(content).convert("RGBA").getpixel((9, 9)) == pytest.approx(expected, abs=1)


def test_a_transparent_image_is_an_error() -> None:
    with pytest.raises(DataError, match="is empty: all of it is transparent"):
        read_raster(image_file("RGBA", color=(0, 0, 0, 0)), PRINTED)


def test_an_image_with_too_many_pixels_is_an_error() -> None:
    with pytest.raises(DataError, match=r"is too large a picture \(5001 × 5000 pixels\); make it 900 pixels wide"):
        read_raster(image_file("1", (5001, 5000)), PRINTED)
    with pytest.raises(DataError, match=r"is too large a picture \(more than 25,000,000 pixels\); make it 900 pixels"):
        read_raster(png_file(20_000, 20_000, 8, 2, b""), PRINTED)
