"""Parts of the pages of a PDF as pictures, to be looked at."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from ..errors import DataError
from ..geometry import Box

__all__ = ["crops"]

SCALE, WIDEST = 2.0, 960  # pixels per point at most, and pixels of the width of a picture at most


def crops(pdf: bytes, wanted: Iterable[tuple[int, Box]]) -> list[bytes]:
    """Return a PNG of each part of a PDF: the number of its page from 1, its box in points from the top left corner.

    What lies outside the page is left away. Raise DataError for a file that is no PDF with these pages.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return [_crop(document[page - 1], box) for page, box in wanted]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DataError(f"its pages cannot be shown ({error})", "build the file again") from None


def _crop(page: Any, box: Box) -> bytes:
    wide, high = page.get_size()
    left, top, right, bottom = max(box.x, 0), max(box.y, 0), min(box.right, wide), min(box.bottom, high)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    scale = min(SCALE, WIDEST / (right - left))
    edges = (left, high - bottom, wide - right, top)  # what is left away at the left, below, at the right and above
    buffer = io.BytesIO()
    page.render(scale=scale, crop=edges, may_draw_forms=False).to_pil().save(buffer, "PNG")
    return buffer.getvalue()
