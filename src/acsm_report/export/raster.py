"""Parts of the pages of a PDF as pictures, to be looked at."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from PIL.Image import Image

from ..errors import DataError, DrawError
from ..geometry import Box
from ..layout.scene import DocumentMetadata
from .xmp import build_png_info

__all__ = ["PastedPage", "crop_pages", "render_contact_sheet", "render_png", "render_thumbnail"]

MAX_CROP_SCALE, MAX_CROP_WIDTH = 2.0, 960  # pixels per point at most, and pixels of the width of a picture at most


def crop_pages(pdf: bytes, regions: Iterable[tuple[int, Box]]) -> list[bytes]:
    """Return a PNG of each part of a PDF: the number of its page from 1, its box in points from the top left corner.

    What lies outside the page is left away. Raise DataError for a file that is no PDF with these pages.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return [_render_crop(document[page - 1], box) for page, box in regions]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DataError(f"its pages cannot be shown ({error})", "build the file again") from None


def _render_crop(page: Any, box: Box) -> bytes:
    wide, high = page.get_size()
    left, top, right, bottom = max(box.x, 0), max(box.y, 0), min(box.right, wide), min(box.bottom, high)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    scale = min(MAX_CROP_SCALE, MAX_CROP_WIDTH / (right - left))
    edges = (left, high - bottom, wide - right, top)  # what is left away at the left, below, at the right and above
    buffer = io.BytesIO()
    page.render(scale=scale, crop=edges, may_draw_forms=False).to_pil().save(buffer, "PNG")
    return buffer.getvalue()


SCALE_CORRECTION = 1 - 1e-9  # the renderer rounds up, and 792 pt at 300 dpi are 3300.0000000000005 pixels
MAX_TEXT_BYTES = 1_000_000  # bytes of a text in a PNG: what readers take without suspicion


def render_png(
    pdf: bytes,
    scale: float = 1,
    attachments: Mapping[str, bytes] | None = None,
    about: DocumentMetadata | None = None,
    alt: str = "",
    short_alt: str = "",
) -> bytes:
    """Return page 1 of a PDF as a PNG of `scale` pixels per point, with its resolution in pHYs.

    `attached` text files travel in it as compressed iTXt chunks, by name; so do the title that `about` gives and the
    text `alternative` to what is seen, in a few words `brief`, by the names of PNG and of the IPTC.
    Raise DrawError for a text that is too long for a picture.
    """
    import pypdfium2
    from PIL.PngImagePlugin import PngInfo

    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=scale * SCALE_CORRECTION, may_draw_forms=False).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    told = build_png_info(about, alt, short_alt) if about else PngInfo()
    for name, content in (attachments or {}).items():
        if len(content) > MAX_TEXT_BYTES:
            raise DrawError(
                f"{name} has {len(content):,} bytes, more than a picture can carry", "make a PDF of it", name
            )
        told.add_itxt(name, content.decode(), zip=True)
    picture.save(buffer, "PNG", compress_level=6, dpi=(72 * scale, 72 * scale), pnginfo=told)
    return buffer.getvalue()


PALETTE_SIZE = 255  # of a picture: a brand's flat colours and what lies between them at their edges


class PastedPage(NamedTuple):
    """A page of a PDF, counted from 0, and the box in which it hangs, in pixels of the sheet; in grey or in colour."""

    pdf: bytes
    page: int
    box: Box
    gray: bool = False


def render_contact_sheet(
    background_pdf: bytes, pasted_pages: Iterable[PastedPage], about: DocumentMetadata, alt: str = ""
) -> bytes:
    """Return page 1 of the PDF `ground` as a PNG of a pixel a point, with the leaves pasted over it.

    The title that `about` gives and the text `alternative` to what is seen travel in it.
    """
    whole = _render_page(background_pdf, 0)
    for leaf in pasted_pages:
        pasted = _render_page(leaf.pdf, leaf.page, (round(leaf.box.width), round(leaf.box.height)))
        whole.paste(pasted.convert("L").convert("RGB") if leaf.gray else pasted, (round(leaf.box.x), round(leaf.box.y)))
    buffer = io.BytesIO()
    whole.save(buffer, "PNG", compress_level=6, pnginfo=build_png_info(about, alt))
    return buffer.getvalue()


def render_thumbnail(pdf: bytes, page: int, width: int) -> bytes:
    """Return a page of a PDF, counted from 0, as a small PNG that is `wide` pixels wide, in a palette of its own."""
    from PIL.Image import Dither

    drawn = _render_page(pdf, page, (width, 0)).quantize(PALETTE_SIZE, dither=Dither.NONE)
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _render_page(pdf: bytes, page: int, size: tuple[int, int] | None = None) -> Image:
    """Return a page as a picture of this size in pixels; a height of 0 is as the page has it, None a pixel a point."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        scale = size[0] / sheet.get_width() if size else 1
        drawn: Image = sheet.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()
    return drawn if size is None or not size[1] or drawn.size == size else drawn.crop((0, 0, *size))
