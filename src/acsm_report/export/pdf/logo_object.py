"""The logo of a recipient as one PDF object that paints the unit square: an image, or the shapes of an SVG."""

from __future__ import annotations

import io
from typing import Any

from ...layout.pictures.picture import Picture
from ...layout.scene import RasterImage, Scene, Shape
from ...theme.model import Brand, Ink
from .incremental import build_stream_object
from .pictures import encode_image, opacity_name
from .tags import PaintedParts
from .writer import PdfPen

__all__ = ["build_logo_object"]


def build_logo_object(picture: Picture, plate: Ink | None, canvas: Any, brand: Brand) -> bytes:
    """Return the body of the object that paints a picture on its plate, or on white.

    `canvas` is only a pen: nothing stays on it.
    """
    if picture.image:
        return _image_object(picture.image, brand.rgb(plate or Ink("white")))
    scene = Scene("logo", "", picture.size, ())
    pen = PdfPen(canvas, scene, brand, PaintedParts())
    pen.paint_marks(picture.marks(picture.size.box))
    content = canvas.getCurrentPageContent()
    canvas.showPage()
    width, height = picture.size.width, picture.size.height
    opacities = sorted({mark.opacity for mark in picture.shapes if isinstance(mark, Shape) and mark.opacity < 1})
    states = " ".join(f"/{opacity_name(o)} << /Type /ExtGState /ca {o:.3f} /CA {o:.3f} >>" for o in opacities)
    entries = (
        f"/Type /XObject /Subtype /Form /BBox [0 0 {width:.3f} {height:.3f}]"
        f" /Matrix [{1 / width:.6f} 0 0 {1 / height:.6f} 0 0] /Resources << /ExtGState << {states} >> >>"
    )
    return build_stream_object(content.encode(), entries)


def _image_object(image: RasterImage, ground: str) -> bytes:
    """Return an image without transparency: PDF allows one object for a logo in all copies."""
    from PIL import Image

    if not image.is_jpeg:
        with Image.open(io.BytesIO(image.content)) as opened:
            colored = opened.convert("RGBA")
        flat = Image.new("RGB", colored.size, ground)
        flat.paste(colored, mask=colored.getchannel("A"))
        return build_stream_object(flat.tobytes(), _image_entries(image, "DeviceRGB"))
    encoded = encode_image(image)
    entries = f"{_image_entries(image, encoded.color_space)} /Filter /DCTDecode /Length {len(encoded.samples)}"
    return f"<< {entries} >>".encode() + b"\nstream\n" + encoded.samples + b"\nendstream"


def _image_entries(image: RasterImage, color_space: str) -> str:
    size = f"/Width {image.width} /Height {image.height}"
    return f"/Type /XObject /Subtype /Image {size} /ColorSpace /{color_space} /BitsPerComponent 8"
