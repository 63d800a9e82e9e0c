"""What a reader hands on for a cell: its text, a number or a date of a sheet, or a fault."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cell", "CellFault", "SheetDate", "SheetNumber", "cell_text"]


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell or row. `rule`, `what` and `hint` are as in Diagnostic; `text` replaces the cell."""

    rule: str
    what: str
    hint: str
    text: str = ""
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class SheetNumber:
    """A number in a sheet: `shown` as the sheet shows it, "02139" or "69%"; `digits` for a column of numbers, "69".

    `shown` is a fault if its format is unknown. `stored` has all digits, if the sheet shows fewer; otherwise "".
    """

    shown: str | CellFault
    digits: str
    stored: str = ""


@dataclass(frozen=True, slots=True)
class SheetDate:
    """A date in a sheet, with the precision that its cell shows: 2015-06-23, 2014-11 or 2014.

    A cell without `has_year` shows only "5-Mar". The spreadsheet program has made a date of "3-5", and added a year.
    """

    text: str
    has_year: bool = True


Cell = str | CellFault | SheetNumber | SheetDate


def cell_text(cell: Cell) -> str:
    """Return the text of a cell as far as it has one."""
    shown = cell.shown if isinstance(cell, SheetNumber) else cell
    return shown if isinstance(shown, str) else shown.text
