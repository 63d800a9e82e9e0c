"""What a reader hands on for a cell: its text, a number of a sheet, or a fault."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Cell", "CellFault", "SheetNumber", "cell_text"]


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


Cell = str | CellFault | SheetNumber


def cell_text(cell: Cell) -> str:
    """Return the text of a cell as far as it has one."""
    shown = cell.shown if isinstance(cell, SheetNumber) else cell
    return shown.text if isinstance(shown, CellFault) else shown
