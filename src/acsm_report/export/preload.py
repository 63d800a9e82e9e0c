"""Loads libraries and templates that the writers need, at a time that costs nothing."""

__all__ = ["preload_libraries"]


def preload_libraries() -> None:
    """Import and compile what the writers need later. It saves time while this process waits for the browser."""
    import pikepdf  # noqa: F401
    import pypdfium2  # noqa: F401
    from fontTools import subset  # noqa: F401
    from PIL import PngImagePlugin  # noqa: F401
    from reportlab.pdfgen import canvas  # noqa: F401

    from .html.templates import compile_templates

    compile_templates("transcript")
