"""PDF to PNG: a picture of the first page, so that there is one truth."""

from __future__ import annotations

import io
from collections.abc import Mapping

from ..errors import DrawError
from ..scene import About
from .metadata import texts

__all__ = ["png"]

EXACT = 1 - 1e-9  # the renderer rounds up, and 792 pt at 300 dpi are 3300.0000000000005 pixels
LARGEST = 1_000_000  # bytes of a text in a PNG: what readers take without suspicion


def png(
    pdf: bytes,
    scale: float = 1,
    attached: Mapping[str, bytes] | None = None,
    about: About | None = None,
    alternative: str = "",
    brief: str = "",
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
        picture = document[0].render(scale=scale * EXACT, may_draw_forms=False).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    told = texts(about, alternative, brief) if about else PngInfo()
    for name, content in (attached or {}).items():
        if len(content) > LARGEST:
            raise DrawError(
                f"{name} has {len(content):,} bytes, more than a picture can carry", "make a PDF of it", name
            )
        told.add_itxt(name, content.decode(), zip=True)
    picture.save(buffer, "PNG", compress_level=6, dpi=(72 * scale, 72 * scale), pnginfo=told)
    return buffer.getvalue()
