"""The resources of pages that show pictures: image objects, one for each image, and graphics states with opacity."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...layout.scene import Drawing, Mark, RasterImage, RasterPicture, Scene, Shape

__all__ = ["EncodedImage", "add_picture_resources", "encode_image", "opacity_name", "resource_group"]


class EncodedImage(NamedTuple):
    """An image as PDF stores it: its samples, their filter and color space, and compressed alpha, if any."""

    samples: bytes
    filter: str
    color_space: str
    alpha: bytes | None


def opacity_name(opacity: float) -> str:
    """Return the name of the graphics state that paints with an opacity from 0 to 1."""
    return f"Opacity{round(opacity * 1000)}"


def add_picture_resources(document: Any, scenes: Sequence[Scene]) -> None:
    """Add the images and opacities of the scenes to the resources of their pages in a pikepdf document."""
    import pikepdf

    images: dict[str, Any] = {}
    for page, scene in zip(document.pages, scenes, strict=True):
        for mark in _marks(scene):
            if isinstance(mark, RasterPicture):
                name = mark.image.name
                if name not in images:
                    images[name] = _make_image(document, mark.image)
                resource_group(page, "/XObject")[f"/{name}"] = images[name]
            elif isinstance(mark, Shape) and mark.opacity < 1:
                state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=mark.opacity, CA=mark.opacity)
                resource_group(page, "/ExtGState")[f"/{opacity_name(mark.opacity)}"] = state


def _marks(scene: Scene) -> Iterator[Mark]:
    for placed in scene.blocks:
        if isinstance(placed.block, Drawing):
            yield from placed.block.marks


def resource_group(page: Any, key: str) -> Any:
    """Return a dictionary of a page's resources; create it if there is none."""
    import pikepdf

    if key not in page.Resources:
        page.Resources[key] = pikepdf.Dictionary()
    return page.Resources[key]


def _make_image(document: Any, image: RasterImage) -> Any:
    """Return an image object of a pikepdf document, with its alpha as a soft mask."""
    import pikepdf

    encoded = encode_image(image)

    def make_stream(samples: bytes, filter_name: str, color_space: str) -> Any:
        stream = document.make_stream(b"")
        stream.write(samples, filter=pikepdf.Name(f"/{filter_name}"))
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
        stream.ColorSpace = pikepdf.Name(f"/{color_space}")
        return stream

    made = make_stream(encoded.samples, encoded.filter, encoded.color_space)
    if encoded.alpha:
        made.SMask = make_stream(encoded.alpha, "FlateDecode", "DeviceGray")
    return made


def encode_image(image: RasterImage) -> EncodedImage:
    """Return an image for a PDF: a JPEG as it is, the pixels of a PNG without loss."""
    from PIL import Image

    with Image.open(io.BytesIO(image.content)) as opened:
        if image.is_jpeg:
            return EncodedImage(image.content, "DCTDecode", "DeviceGray" if opened.mode == "L" else "DeviceRGB", None)
        samples = zlib.compress(opened.convert("RGB").tobytes())
        alpha = zlib.compress(opened.getchannel("A").tobytes()) if "A" in opened.mode else None
    return EncodedImage(samples, "FlateDecode", "DeviceRGB", alpha)
