"""Judges cells by their fonts: crossed-out text no longer holds, a raised digit is not part of a figure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from ...errors import quote_value
from .cells import Cell, CellFault, cell_text

__all__ = ["FONT_TAGS", "check_fonts", "font_tags", "is_crossed_out"]

STRIKE, RAISED = FONT_TAGS = ("strike", "vertAlign")  # as the XML of a workbook names them
CROSSED_OUT = "crossed-out"
FIGURE = re.compile(r"[\d\s.,%$€£+-]*\d[\d\s.,%$€£+-]*")


def font_tags(cell: Any) -> set[str]:
    """Return the tags of the font of a cell, or of the parts of its text. `cell` is opened as rich text."""
    if not isinstance(cell.value, list):
        return {STRIKE} if cell.font is not None and cell.font.strike else set()
    fonts = [getattr(run, "font", None) for run in cell.value]
    return {tag for tag in FONT_TAGS for font in fonts if getattr(font, tag, None)}


def check_fonts(cell: Cell, tags: Collection[str]) -> Cell:
    """Return a cell with text, or a fault if its fonts say that it is not what it seems."""
    text = cell_text(cell)
    if STRIKE in tags:
        what = f"{quote_value(text, 40)} is crossed out, or a part of it is"
        return CellFault(CROSSED_OUT, what, "delete what no longer holds, and remove the strikethrough", text)
    if RAISED in tags and FIGURE.fullmatch(text):
        what = f"{quote_value(text, 40)} has raised or lowered characters, such as the mark of a footnote"
        return CellFault("raised-character", what, "write the figure alone, and the rest in the note", text)
    return cell


def is_crossed_out(cell: Cell) -> bool:
    """Tell whether a cell is the fault for crossed-out text."""
    return isinstance(cell, CellFault) and cell.rule == CROSSED_OUT
