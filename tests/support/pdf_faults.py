"""Faults that tests put into PDF files."""

from __future__ import annotations

import pikepdf


def map_code_to_null(document: pikepdf.Pdf) -> None:
    """Map a code of a font that no page draws to U+0000."""
    font = next(iter(document.pages[0].resources.Font.values()))
    table = font.ToUnicode.read_bytes()
    assert b"<7F> <007F>" in table
    font.ToUnicode.write(table.replace(b"<7F> <007F>", b"<7F> <0000>"))
