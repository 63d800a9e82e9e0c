"""Renders pages of a PDF as PNG: whole pages, crops, thumbnails and contact sheets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from PIL.Image import Image

from ..errors import DataError, DrawError
from ..geometry import POINTS_PER_INCH, Box
from ..layout.scene import DocumentMetadata
from .xmp import build_png_info

__all__ = ["PastedPage", "crop_pages", "render_contact_sheet", "render_png", "render_thumbnail"]

MAX_CROP_SCALE, MAX_CROP_WIDTH = 2.0, 960  # pixels per point, pixels
SCALE_CORRECTION = 1 - 1e-9  # pdfium rounds sizes up, and 792 pt at 300 dpi are 3300.0000000000005 pixels
MAX_TEXT_BYTES = 1_000_000  # of a text in a PNG; readers distrust longer ones
PALETTE_SIZE = 255  # colors of a thumbnail: enough for a brand's flat colors and the blends at their edges


def crop_pages(pdf: bytes, regions: Iterable[tuple[int, Box]]) -> list[bytes]:
    """Return a PNG of each region of a PDF: its page number, from 1, and its box in points from the top left corner.

    A region is cut off at the edges of the page. Raise DataError if the file is not a PDF or lacks a page.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return [_render_crop(document[page - 1], box) for page, box in regions]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DataError(f"its pages cannot be shown ({error})", "build the file again") from None


def _render_crop(page: Any, box: Box) -> bytes:
    width, height = page.get_size()
    left, top, right, bottom = max(box.x, 0), max(box.y, 0), min(box.right, width), min(box.bottom, height)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    scale = min(MAX_CROP_SCALE, MAX_CROP_WIDTH / (right - left))
    margins = (left, height - bottom, width - right, top)  # in pdfium's order: left, bottom, right, top
    buffer = io.BytesIO()
    page.render(scale=scale, crop=margins, may_draw_forms=False).to_pil().save(buffer, "PNG")
    return buffer.getvalue()


def render_png(
    pdf: bytes,
    scale: float = 1,
    attachments: Mapping[str, bytes] | None = None,
    about: DocumentMetadata | None = None,
    alt: str = "",
    short_alt: str = "",
) -> bytes:
    """Return page 1 of a PDF as a PNG of `scale` pixels per point, with its resolution in the pHYs chunk.

    `attachments` (text files by name) become compressed iTXt chunks. With `about`, the PNG has its title and `alt`,
    the text alternative, as PNG keywords and with `short_alt` as IPTC properties in XMP.
    Raise DrawError for an attachment that is longer than MAX_TEXT_BYTES.
    """
    import pypdfium2
    from PIL.PngImagePlugin import PngInfo

    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=scale * SCALE_CORRECTION, may_draw_forms=False).to_pil()
    buffer = io.BytesIO()
    info = build_png_info(about, alt, short_alt) if about else PngInfo()
    for name, content in (attachments or {}).items():
        if len(content) > MAX_TEXT_BYTES:
            raise DrawError(
                f"{name} has {len(content):,} bytes, more than a picture can carry", "make a PDF of it", name
            )
        info.add_itxt(name, content.decode(), zip=True)
    picture.save(buffer, "PNG", compress_level=6, dpi=(POINTS_PER_INCH * scale, POINTS_PER_INCH * scale), pnginfo=info)
    return buffer.getvalue()


class PastedPage(NamedTuple):
    """A page of a PDF, from 0, and its box on a contact sheet in pixels. `gray` removes the color."""

    pdf: bytes
    page: int
    box: Box
    gray: bool = False


def render_contact_sheet(
    background_pdf: bytes, pasted_pages: Iterable[PastedPage], about: DocumentMetadata, alt: str = ""
) -> bytes:
    """Return page 1 of `background_pdf` as a PNG of one pixel per point, with the other pages pasted over it.

    The PNG has the title of `about` and `alt`, the text alternative, as metadata.
    """
    sheet = _render_page(background_pdf, 0)
    for pdf, page, box, gray in pasted_pages:
        picture = _render_page(pdf, page, (round(box.width), round(box.height)))
        sheet.paste(picture.convert("L").convert("RGB") if gray else picture, (round(box.x), round(box.y)))
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", compress_level=6, pnginfo=build_png_info(about, alt))
    return buffer.getvalue()


def render_thumbnail(pdf: bytes, page: int, width: int) -> bytes:
    """Return a page of a PDF, from 0, as a PNG of this width in pixels, with a palette to keep the file small."""
    from PIL.Image import Dither

    picture = _render_page(pdf, page, (width, 0)).quantize(PALETTE_SIZE, dither=Dither.NONE)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _render_page(pdf: bytes, page: int, size: tuple[int, int] | None = None) -> Image:
    """Return a page, from 0, as an RGB picture of this size in pixels: cut off below if it is too high.

    A height of 0 keeps the page's proportions. Without a size a pixel is a point.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        rendered = document[page]
        scale = size[0] / rendered.get_width() if size else 1
        picture: Image = rendered.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return picture if size is None or not size[1] or picture.size == size else picture.crop((0, 0, *size))
