"""The carriers, one a file: scenes → bytes. They may look at a scene and know nothing else of a page."""

from __future__ import annotations

__all__ = ["preload_libraries"]


def preload_libraries() -> None:
    """Import what exporting needs: while the browser is still starting, that costs no time."""
    import pikepdf  # noqa: F401
    import pypdfium2  # noqa: F401
    from fontTools import subset  # noqa: F401
    from PIL import PngImagePlugin  # noqa: F401
    from reportlab.pdfgen import canvas  # noqa: F401
