"""PDF to PNG: a picture of the first page, so that there is one truth."""

from __future__ import annotations

import io

__all__ = ["png"]


def png(pdf: bytes, scale: float = 1) -> bytes:
    """Return page 1 of a PDF as a PNG of `scale` pixels per point, with its resolution in pHYs."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=scale, may_draw_forms=False).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=6, dpi=(72 * scale, 72 * scale))
    return buffer.getvalue()
