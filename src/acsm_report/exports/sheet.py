"""Pages of PDFs to pictures: each alone, or many hung on one large sheet."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ..geometry import Box
from ..scene import About
from .metadata import texts

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["Leaf", "picture", "sheet"]

COLOURS = 255  # of a picture: a brand's flat colours and what lies between them at their edges


class Leaf(NamedTuple):
    """A page of a PDF, counted from 0, and the box in which it hangs, in pixels of the sheet; in grey or in colour."""

    pdf: bytes
    page: int
    box: Box
    grey: bool = False


def sheet(ground: bytes, leaves: Iterable[Leaf], about: About, alternative: str = "") -> bytes:
    """Return page 1 of the PDF `ground` as a PNG of a pixel a point, with the leaves pasted over it.

    The title that `about` gives and the text `alternative` to what is seen travel in it.
    """
    whole = _rendered(ground, 0)
    for leaf in leaves:
        pasted = _rendered(leaf.pdf, leaf.page, (round(leaf.box.w), round(leaf.box.h)))
        whole.paste(pasted.convert("L").convert("RGB") if leaf.grey else pasted, (round(leaf.box.x), round(leaf.box.y)))
    buffer = io.BytesIO()
    whole.save(buffer, "PNG", compress_level=6, pnginfo=texts(about, alternative))
    return buffer.getvalue()


def picture(pdf: bytes, page: int, wide: int) -> bytes:
    """Return a page of a PDF, counted from 0, as a small PNG that is `wide` pixels wide, in a palette of its own."""
    from PIL.Image import Dither

    drawn = _rendered(pdf, page, (wide, 0)).quantize(COLOURS, dither=Dither.NONE)
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _rendered(pdf: bytes, page: int, size: tuple[int, int] | None = None) -> Image:
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
