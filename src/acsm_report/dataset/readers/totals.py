"""Tells rows of totals from rows of data."""

from __future__ import annotations

from collections.abc import Sequence

from ..parsing import parse_number
from ..schema import ALL_TABLES
from .cells import Cell, SheetNumber, cell_text
from .headers import fold_words
from .rows import Row

__all__ = ["is_named_total", "is_total"]

TOTAL_WORDS = {
    *("total", "totals", "grand total", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "insgesamt"),
    *("suma", "totales", "total general", "somme", "totaux"),
}


def is_total(row: Row, cells: Sequence[Cell], above: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether a row has a word for a total first, and nothing else but numbers.

    In a table whose rows need only a name, each number must be the sum or the count of the rows above. `cells` are
    those of the row in the file, `above` those of the earlier rows.
    """
    filled = [(index, cell) for index, cell in enumerate(cells) if cell_text(cell).strip()]
    if not filled or fold_words(cell_text(filled[0][1])) not in TOTAL_WORDS:
        return False
    numbers = {index: _number(cell) for index, cell in filled[1:]}
    if None in numbers.values():
        return False
    return _name_column(row) == "" or bool(numbers and all(_totals(above, i) >= {n} for i, n in numbers.items()))


def is_named_total(row: Row) -> bool:
    """Tell whether the name of a row, the only cell that it needs, is a word for a total."""
    column = _name_column(row)
    return column != "" and fold_words(row.cells[column]) in TOTAL_WORDS


def _name_column(row: Row) -> str:
    """Return the only column that its table requires, "" if there are several."""
    first, *others = [column.name for column in ALL_TABLES[row.table] if column.required]
    return "" if others else first


def _totals(rows: Sequence[Sequence[Cell]], index: int) -> set[float | None]:
    """Return the sum of a column, the number of its filled cells, and the number of rows."""
    column = [row[index] for row in rows if index < len(row)]
    numbers = [number for number in map(_number, column) if number is not None]
    return {round(sum(numbers), 6), sum(bool(cell_text(cell).strip()) for cell in column), len(rows)}


def _number(cell: Cell) -> float | None:
    text = cell.digits if isinstance(cell, SheetNumber) else cell_text(cell).strip()
    return parse_number(text.replace(",", ""))
