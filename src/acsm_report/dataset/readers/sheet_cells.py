"""Reads the rows of a sheet as the sheet shows them: number formats, merged cells, hidden and crossed-out rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from ...errors import quote_value
from ..diagnostics import Diagnostic
from .cell_fonts import check_fonts, font_tags, is_crossed_out
from .cells import Cell, CellFault, SheetDate, cell_text
from .format_sections import show_text
from .leftovers import describe_cell_error
from .limits import MAX_COLUMNS, MAX_LINES, FileError
from .number_formats import read_number
from .rows import Row, TableLocation
from .sheet_layout import MergedRange, SheetLayout, read_layout
from .tables import build_rows

__all__ = ["RESAVE_HINT", "read_sheet_table"]

FORMAT_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # parts of a format that hold no codes of dates
ESCAPED_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")  # as Excel writes the carriage returns of Windows
RESAVE_HINT = "open it in a spreadsheet program and save it as .xlsx"
MAX_PADDED_CELLS = 4 * MAX_LINES  # with empty cells to the left of the last cell in a row
HIDDEN_CELL = CellFault(
    "hidden-cell", "the format of the cell hides it, and it is not read", "show it if it is data", severity="note"
)
HIDDEN_ROW = CellFault("hidden-row", "the hidden row is not read", "show it if it is data", severity="note")
HIDDEN_COLUMN = CellFault("hidden-column", "the hidden column is not read", "show it if it is data", severity="note")
COVERED_CELL = CellFault(
    "covered-cell",
    "the cell is covered by a merged cell and is not read",
    "split that cell if it is data",
    severity="note",
)
CROSSED_OUT_ROW = CellFault(
    "crossed-out-row", "the crossed-out row is not read", "remove the strikethrough if it is data", severity="note"
)


def read_sheet_table(location: TableLocation, results: Any, formulas: Any) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Return the rows and diagnostics of a sheet, opened with the results of formulas and with the formulas."""
    notes: list[Diagnostic] = []
    with results._get_source() as source:  # openpyxl keeps the layout from those who stream
        layout = read_layout(source)
    records = _visible_records(location, _read_records(results, formulas), layout, notes)
    rows, diagnostics = build_rows(location, records)
    return rows, [*diagnostics, *notes]


def _visible_records(
    location: TableLocation, records: Iterator[tuple[int, list[Cell]]], layout: SheetLayout, notes: list[Diagnostic]
) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows that are not hidden or crossed out, without hidden cells and columns.

    The value of merged cells counts for each of their rows.
    """
    merged: dict[MergedRange, Cell] = {}  # with their values
    noted_columns: set[int] = set()
    for number, cells in records:
        for column in _hidden_cells(cells, layout):
            if cells[column - 1] is HIDDEN_CELL:
                notes.append(location.diagnostic(HIDDEN_CELL, number, column))
            elif column not in noted_columns:
                notes.append(location.diagnostic(HIDDEN_COLUMN, number, column))
                noted_columns.add(column)
            cells[column - 1] = ""
        for column, tags in layout.font_tags.get(number, {}).items():
            cells[column - 1 : column] = (check_fonts(cell, tags) for cell in cells[column - 1 : column])
        for some in layout.merged_cells.get(number, ()):
            if some.column <= len(cells):
                merged[some] = cells[some.column - 1]
        if any(_is_filled(cell) for cell in cells):
            if number in layout.hidden_rows:
                notes.append(location.diagnostic(HIDDEN_ROW, number))
                continue
            if all(is_crossed_out(cell) for cell in cells if _is_filled(cell)):
                notes.append(location.diagnostic(CROSSED_OUT_ROW, number))
                continue
            notes += _fill_merged(location, number, cells, merged)
        yield number, cells


def _hidden_cells(cells: list[Cell], layout: SheetLayout) -> list[int]:
    """Return the columns of a row, from 1, in which a cell is filled and hidden."""
    return [
        column
        for column, cell in enumerate(cells, 1)
        if cell is HIDDEN_CELL or (layout.hidden_columns and _is_filled(cell) and layout.is_hidden_column(column))
    ]


def _fill_merged(
    location: TableLocation, number: int, cells: list[Cell], merged: dict[MergedRange, Cell]
) -> Iterator[Diagnostic]:
    """Give the cells of a row the values of the merged cells that reach down to it; yield a note for each.

    What a merged cell covers is not read: the sheet does not show it.
    """
    for (column, last_column, last_row), value in merged.items():
        if number > last_row:
            continue
        if _is_filled(value):
            cells += [""] * (column - len(cells))
            if cells[column - 1] != value:
                cells[column - 1] = value
                what = f"{quote_value(cell_text(value), 40)} of a merged cell counts for each of its rows"
                fault = CellFault("merged-cell", what, "split the cell if not", severity="note")
                yield location.diagnostic(fault, number, column)
        for covered in range(column, min(last_column, len(cells))):
            if _is_filled(cells[covered]):
                cells[covered] = ""
                yield location.diagnostic(COVERED_CELL, number, covered + 1)


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _read_records(results: Any, formulas: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the number and cells of each row from the same sheet with results and with formulas.

    Raise FileError if it cannot be read.
    """
    number = cell_count = 0
    try:
        for sheet in (results, formulas):
            sheet.reset_dimensions()  # what the file states may be wrong
        for number, pair in enumerate(zip(results.iter_rows(), formulas.iter_rows(), strict=True), 1):
            cell_count += len(pair[0])
            if cell_count > MAX_PADDED_CELLS:
                raise FileError("limit", f"cells stand right of column {MAX_COLUMNS}", "clear them", number)
            cells = [_read_cell(result, formula) for result, formula in zip(*pair, strict=True)]
            while cells and isinstance(cells[-1], str) and not cells[-1].strip():
                cells.pop()
            yield number, cells
    except FileError:
        raise
    except Exception:
        raise FileError("not-a-workbook", "the sheet cannot be read on from here", RESAVE_HINT, number + 1) from None


def _read_cell(result: Any, formula: Any) -> Cell:
    """Return what a cell shows, or a fault if its fonts say that it does not hold."""
    cell = _read_shown(result, formula)
    return cell if cell is HIDDEN_CELL or not _is_filled(cell) else check_fonts(cell, font_tags(formula))


def _read_shown(result: Any, formula: Any) -> Cell:
    """Return what a cell shows, whatever its fonts are."""
    value = result.value
    if value is None:
        if formula.data_type == "f" and result.data_type != "str":  # type str: the result is an empty text
            return CellFault(
                "no-result", "the formula has no stored result", "save the workbook in a spreadsheet program"
            )
        return ""
    if result.data_type == "e":
        return describe_cell_error(str(value))
    if isinstance(value, str):
        text = ESCAPED_CHARACTER.sub(lambda found: chr(int(found[1], 16)), value)
        return show_text(text, result.number_format) or (HIDDEN_CELL if text.strip() else "")
    if isinstance(value, bool):
        text = str(value).upper()
        return CellFault("cell-type", f"{text} is neither a figure nor words", "write a figure or words", text)
    if isinstance(value, int | float):
        return read_number(value, result.number_format) or HIDDEN_CELL
    return _date_text(value, result.number_format)


def _date_text(value: object, number_format: str) -> Cell:
    """Return a date with the precision that its cell shows: 2014-11 for "Nov-14"; a time is a fault."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        number_format = FORMAT_LITERALS.sub("", number_format).lower()
        length = 10 if "d" in number_format else 7 if "m" in number_format else 4 if "y" in number_format else 10
        return SheetDate(value.isoformat()[:length], bool(set(number_format) & set("ye")) or "m" not in number_format)
    what = "a length of time" if isinstance(value, timedelta) else "a time of day"
    return CellFault("cell-type", f"{str(value)!r} holds {what}", "write the day alone, 2015-06-23", str(value))
