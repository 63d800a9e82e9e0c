"""Builds the rows of a table from records of cells, with a diagnostic for each cell or row that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from ...errors import quote_value
from ..diagnostics import Diagnostic
from ..schema import ALL_TABLES, TABLES, Column
from .cell_text import MISSING_WORD_RULE, clean_lines, clean_text, strip_spaces
from .cells import Cell, CellFault, SheetDate, SheetNumber, cell_text
from .header_checks import check_header
from .headers import count_known_names, match_columns, required_columns
from .limits import MAX_CELL_CHARACTERS, MAX_LINES, MAX_ROWS, MAX_ROWS_BY_TABLE, FileError
from .rows import Row, TableLocation
from .totals import is_named_total, is_total

__all__ = ["EMPTY_ROW_RULE", "MAX_HEADER_ROWS", "build_rows"]

Record = tuple[int, list[Cell]]
MAX_HEADER_ROWS = 20  # rows that are not blank, among which the header is searched
LONG_ROW_HINT = 'put quotation marks around a text that holds a comma: "a, b"'
SHORT_ROW_HINT = "put quotation marks around a text that holds a line break, or add the missing cells"
NUMBER_FORMATS = ("whole", "period", "date")  # of columns in which a number of a sheet is read by its digits
TEXT_COLUMNS_WITH_DATES = ("published", "value", "note")
ROW_ABOVE_HEADER = CellFault(
    "above-header", "the row above the header is not read", "put data below it", severity="note"
)
REPEATED_HEADER = CellFault("repeated-header", "the repeated header is not read", "", severity="note")
EMPTY_ROW_RULE = "empty-row"
EMPTY_ROW = CellFault(EMPTY_ROW_RULE, "the empty row is skipped", "", severity="note")
TOTAL_ROW = CellFault("total-row", "the row of totals is not read", "rename it if it is data", severity="note")
NAMED_TOTAL = CellFault(
    "named-total",
    "the name of the row is a word for a total, and it is read",
    "remove it if it is not data",
    severity="note",
)


def build_rows(location: TableLocation, records: Iterable[Record]) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Return rows and diagnostics of numbered records. The header is the record with the most names of columns."""
    rows: list[Row] = []
    diagnostics: list[Diagnostic] = []
    empty: list[int] = []
    try:
        first, others = _read_ahead(_filled_records(location, records, empty))
        if not first:
            next(others, None)  # an error in the first record
            hint = f"write {','.join(required_columns(location.table))} and the rows below"
            return (), [location.diagnostic(CellFault("empty-table", "the table is empty", hint))]
        index = _find_header(location.table, first)
        number, header = first[index]
        names = _column_names(header)
        diagnostics += [location.diagnostic(ROW_ABOVE_HEADER, above) for above, _ in first[:index]]
        found = check_header(location, number, names, header)
        diagnostics += found
        if not any(p.severity == "error" for p in found):
            columns = tuple(match.name for match in match_columns(location.table, names))
            for row, problems in _build_all(location, columns, header, chain(first[index + 1 :], others)):
                rows += [row] if row else []
                diagnostics += problems
    except FileError as error:
        diagnostics.append(location.diagnostic(error, error.row))
    if rows and location.table not in TABLES:  # each row is a copy, so that people count them
        diagnostics += [location.diagnostic(EMPTY_ROW, row) for row in empty if rows[0].number < row < rows[-1].number]
    return tuple(rows), diagnostics


def _read_ahead(records: Iterator[Record]) -> tuple[list[Record], Iterator[Record]]:
    """Return the records among which the header is, and the others, which raise the FileError of either."""
    first: list[Record] = []
    try:
        for record in islice(records, MAX_HEADER_ROWS):
            first.append(record)  # what was read before an error is kept
    except FileError as error:
        return first, _raise_error(error)
    return first, records


def _raise_error(error: FileError) -> Iterator[Record]:
    raise error
    yield  # makes it an iterator


def _filled_records(location: TableLocation, records: Iterable[Record], empty: list[int]) -> Iterator[Record]:
    """Yield the records that are not blank; append the numbers of the others to `empty`.

    Raise FileError if there are too many lines.
    """
    for count, (number, cells) in enumerate(records):
        if count > MAX_LINES:
            raise FileError("limit", f"the table has more than {MAX_LINES:,} lines", "remove the empty ones")
        if any(not isinstance(c, str) or c.strip() for c in cells):
            yield number, cells
        else:
            empty.append(number)


def _find_header(table: str, records: Sequence[Record]) -> int:
    """Return the index of the first record with the most known names."""
    counts = [count_known_names(table, _column_names(cells)) for _, cells in records]
    return counts.index(max(counts))


def _column_names(cells: Sequence[Cell]) -> tuple[str, ...]:
    names = [strip_spaces(cell_text(cell)) for cell in cells]
    while names and not names[-1]:  # spreadsheet programs add empty columns at the end
        names.pop()
    return tuple(names)


def _build_all(
    location: TableLocation, columns: tuple[str, ...], header: Sequence[Cell], records: Iterable[Record]
) -> Iterator[tuple[Row | None, list[Diagnostic]]]:
    """Yield each row with its diagnostics, and None for a record that is not a row."""
    names, width = _column_names(header), len(header)
    max_rows = MAX_ROWS_BY_TABLE.get(location.table, MAX_ROWS)
    above: list[list[Cell]] = []
    for count, (number, cells) in enumerate(records, 1):
        if count > max_rows:
            hint = "split it by edition" if location.table in TABLES else "split it"
            raise FileError("limit", f"the table has more than {max_rows:,} rows", hint, number)
        if _column_names(cells) == names:
            yield None, [location.diagnostic(REPEATED_HEADER, number)]
            continue
        if location.is_sheet:
            cells += [""] * (width - len(cells))
        elif len(cells) != width:
            what = f"the row has {len(cells)} cells, the header {width}"
            hint = LONG_ROW_HINT if len(cells) > width else SHORT_ROW_HINT
            yield None, [location.diagnostic(CellFault("ragged-row", what, hint), number)]
            continue
        row, found = _build_row(location, number, columns, cells)
        if is_total(row, cells, above):
            yield None, [location.diagnostic(TOTAL_ROW, number)]
            continue
        above.append(cells)
        yield row, [*found, *([location.diagnostic(NAMED_TOTAL, number)] if is_named_total(row) else [])]


def _build_row(
    location: TableLocation, number: int, columns: tuple[str, ...], cells: list[Cell]
) -> tuple[Row, list[Diagnostic]]:
    texts = {column.name: "" for column in ALL_TABLES[location.table]}
    shown = {}
    schema = {column.name: column for column in ALL_TABLES[location.table]}
    diagnostics = []
    for index, cell in enumerate(cells):
        name = columns[index] if index < len(columns) else ""
        if not name:
            faults = _check_outside(location, cell, index >= len(columns))
        else:
            texts[name], faults = _read_cell(schema[name], cell)
            if isinstance(cell, SheetNumber):
                shown[name] = cell_text(cell)
        value = _make_printable(cell_text(cell)[:MAX_CELL_CHARACTERS])
        diagnostics += [location.diagnostic(fault, number, index + 1, name, value) for fault in faults]
    return Row(location.table, location.file, location.sheet, number, columns, texts, shown), diagnostics


def _read_cell(column: Column, cell: Cell) -> tuple[str, list[CellFault]]:
    """Return the text of a cell in a column, and what is wrong with it."""
    if isinstance(cell, SheetNumber):
        if column.format in NUMBER_FORMATS or column.name == "value":
            return cell.digits, [_describe_rounding(cell)] if cell.stored else []
        cell = cell.shown
    if isinstance(cell, SheetDate):
        cell = _read_date(column, cell)
    if isinstance(cell, CellFault):
        return cell.text, [cell]
    text, faults = clean_lines(cell) if column.is_multiline else clean_text(cell)
    if column.required and not text:
        hint = "write what belongs here"
        faults = [replace(f, severity="error", hint=hint) if f.rule == MISSING_WORD_RULE else f for f in faults]
    return text, faults


def _read_date(column: Column, date: SheetDate) -> str | CellFault:
    """Return the text of a date, or a fault where a spreadsheet program may have made it of another text."""
    if not date.has_year:
        what = f"the cell shows a day without its year, {date.text}"
        return CellFault(
            "no-year", what, "show the year; if it is not a date, format the cell as text and type it again", date.text
        )
    if column.format in NUMBER_FORMATS or column.name in TEXT_COLUMNS_WITH_DATES:
        return date.text
    what = f"the cell holds a date, {date.text}"
    return CellFault("date-cell", what, "format the cell as text, and type again what belongs here", date.text)


def _describe_rounding(number: SheetNumber) -> CellFault:
    what = f"{number.digits} is read as the sheet shows it; the cell holds {number.stored}"
    return CellFault("rounded", what, "show more decimals if they matter", severity="note")


def _check_outside(location: TableLocation, cell: Cell, has_no_name: bool) -> list[CellFault]:
    """Return what is wrong with a cell in a column that is not read: in a CSV file, it may be part of another cell."""
    text = strip_spaces(cell_text(cell))
    if not text or not has_no_name:
        return []
    what = f"{quote_value(text)} stands in a column without a name"
    if location.is_sheet:
        return [
            CellFault("unnamed-column", f"{what} and is not read", "name the column if it matters", severity="note")
        ]
    return [CellFault("unnamed-column", what, "name it in the header")]


def _make_printable(text: str) -> str:
    return text if text.isprintable() else ascii(text)[1:-1]
