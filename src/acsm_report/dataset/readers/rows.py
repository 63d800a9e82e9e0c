"""Builds rows from records of cells, with a diagnostic for each cell or row that cannot be used."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path, PurePath

from ...errors import quote_value
from ..diagnostics import Diagnostic
from ..schema import ALL_TABLES, TABLES
from .limits import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_LINES, MAX_ROWS, MAX_ROWS_BY_TABLE, FileError

__all__ = ["Cell", "CellFault", "DataPackage", "Row", "TableLocation", "build_rows", "clean_cell", "required_columns"]

NO_BREAK_SPACES = str.maketrans("\u00a0\u2007\u202f", "   ")
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ALSO_REQUIRED_COLUMNS = {"facts": ("certification", "dimension", "period", "unit")}  # cells may be empty


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by column name, and its location.

    `file` is the path as the user typed it, `sheet` the sheet of a workbook, the member of a zip, or "". `number` is
    the first line of the row, or the row of the sheet, from 1 including the header. `columns` is the header as written.
    `cells` has the stripped text of all columns of the schema, "" if the file does not have the column.
    """

    table: str
    file: str
    sheet: str
    number: int
    columns: tuple[str, ...]
    cells: dict[str, str]

    @property
    def location(self) -> str:
        """Its location without folders: "facts.csv:12", "mine.xlsx:facts!12" or "mine.zip/facts.csv:12"."""
        name = PurePath(self.file).name
        if name.lower().endswith(".xlsx"):
            return f"{name}:{self.sheet}!{self.number}"
        return f"{'/'.join(filter(None, (name, self.sheet)))}:{self.number}"

    def diagnostic(self, rule: str, column: str, what: str, hint: str, severity: str = "error") -> Diagnostic:
        """Return a diagnostic about one of its cells; `column` is "" for the whole row."""
        number = self.columns.index(column) + 1 if column in self.columns else 0
        value = self.cells.get(column, "")
        return Diagnostic(
            rule, what, hint, self.file, self.sheet, self.number, number, column, value, severity=severity
        )


@dataclass(frozen=True, slots=True)
class DataPackage:
    """Tables as read, without rows if one is missing: `rows` by table, `digests` (SHA-256, hexadecimal) by file name.

    `diagnostics` lists all errors of the files themselves, in order of location. A row with a bad cell is kept, with
    that cell cleaned. A row with too few or too many cells is dropped.
    """

    file: str
    name: str
    title: str
    rows: dict[str, tuple[Row, ...]]
    digests: dict[str, str]
    diagnostics: tuple[Diagnostic, ...]

    @classmethod
    def from_error(cls, path: Path, error: FileError) -> DataPackage:
        """Return a package without rows and with one diagnostic."""
        diagnostic = Diagnostic(error.rule, error.what, error.hint, str(path))
        return replace(cls.empty(path), diagnostics=(diagnostic,))

    @classmethod
    def empty(cls, path: Path) -> DataPackage:
        """Return a package without rows, named after a file."""
        return cls(str(path), path.stem, path.stem, dict.fromkeys(TABLES, ()), {}, ())


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with a cell or row. `rule`, `what` and `hint` are as in Diagnostic; `text` replaces the cell."""

    rule: str
    what: str
    hint: str
    text: str = ""


Cell = str | CellFault
CellOrFileFault = FileError | CellFault


@dataclass(frozen=True, slots=True)
class TableLocation:
    """The location of a table. `ragged_hint` says how to fix a row with another number of cells than the header."""

    table: str
    file: str
    sheet: str
    ragged_hint: str

    def diagnostic(
        self, fault: CellOrFileFault, row: int = 0, column: int = 0, field: str = "", value: str = ""
    ) -> Diagnostic:
        return Diagnostic(fault.rule, fault.what, fault.hint, self.file, self.sheet, row, column, field, value)


def required_columns(table: str) -> tuple[str, ...]:
    """Return the columns that the header of a table must have."""
    return tuple(c.name for c in ALL_TABLES[table] if c.required or c.name in ALSO_REQUIRED_COLUMNS.get(table, ()))


def build_rows(
    location: TableLocation, records: Iterable[tuple[int, list[Cell]]]
) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Return rows and diagnostics of numbered records. The first record that is not blank is the header."""
    rows: list[Row] = []
    diagnostics: list[Diagnostic] = []
    header: tuple[str, ...] = ()
    row_count = width = 0
    max_rows = MAX_ROWS_BY_TABLE.get(location.table, MAX_ROWS)
    try:
        for count, (number, cells) in enumerate(records):
            if count > MAX_LINES:
                raise FileError("limit", f"the table has more than {MAX_LINES:,} lines", "remove the empty ones")
            if not any(not isinstance(c, str) or c.strip() for c in cells):
                continue
            if not width:
                header, width = _column_names(cells), len(cells)
                diagnostics += _check_header(location, number, header, cells)
                if diagnostics:
                    break
                continue
            row_count += 1
            if row_count > max_rows:
                hint = "split it by edition" if location.table in TABLES else "split it"
                raise FileError("limit", f"the table has more than {max_rows:,} rows", hint, number)
            if len(cells) != width:
                what = f"the row has {len(cells)} cells, the header {width}"
                diagnostics.append(location.diagnostic(CellFault("ragged-row", what, location.ragged_hint), number))
                continue
            row, found = _build_row(location, number, header, cells)
            rows.append(row)
            diagnostics += found
    except FileError as error:
        diagnostics.append(location.diagnostic(error, error.row))
    if not width and not diagnostics:
        hint = f"write {','.join(required_columns(location.table))} and the rows below"
        diagnostics.append(location.diagnostic(CellFault("empty-table", "the table is empty", hint)))
    return tuple(rows), diagnostics


def _column_names(cells: list[Cell]) -> tuple[str, ...]:
    names = [(c.translate(NO_BREAK_SPACES) if isinstance(c, str) else c.text).strip() for c in cells]
    while names and not names[-1]:  # spreadsheet programs add empty columns at the end
        names.pop()
    return tuple(names)


def _check_header(location: TableLocation, number: int, header: tuple[str, ...], cells: list[Cell]) -> list[Diagnostic]:
    known = [column.name for column in ALL_TABLES[location.table]]
    diagnostics = []
    if len(header) > MAX_COLUMNS:
        fault = CellFault(
            "limit", f"the table has {len(header):,} columns, more than {MAX_COLUMNS}", "remove the needless ones"
        )
        return [location.diagnostic(fault, number)]
    unused = [name for name in known if name not in header]
    for column, name in enumerate(header, 1):
        cell = cells[column - 1]
        if isinstance(cell, CellFault):
            fault = cell
        elif not name:
            fault = CellFault("unnamed-column", "the column has no name", "name it, or remove it")
        elif name in header[: column - 1]:
            fault = CellFault(
                "duplicate-column", f"the column {quote_value(name)} stands twice", "remove one of the two"
            )
        elif name not in known:
            near = get_close_matches(name.lower(), unused, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}"
            fault = CellFault("unknown-column", f"{quote_value(name)} is no column of {location.table}", hint)
        else:
            continue
        diagnostics.append(location.diagnostic(fault, number, column, *_escape_unprintable(name, name)))
    if missing := [name for name in required_columns(location.table) if name not in header]:
        what = f"the header lacks {', '.join(missing)}"
        fault = CellFault("missing-column", what, f"write {','.join(required_columns(location.table))}")
        diagnostics.append(location.diagnostic(fault, number))
    return diagnostics


def _escape_unprintable(*texts: str) -> tuple[str, ...]:
    return tuple(t if t.isprintable() else ascii(t)[1:-1] for t in texts)


def _build_row(
    location: TableLocation, number: int, header: tuple[str, ...], cells: list[Cell]
) -> tuple[Row, list[Diagnostic]]:
    texts = {column.name: "" for column in ALL_TABLES[location.table]}
    multiline = {column.name for column in ALL_TABLES[location.table] if column.is_multiline}
    diagnostics = []
    for column, cell in enumerate(cells, 1):
        name = header[column - 1] if column <= len(header) else ""
        text, fault = clean_multiline_cell(cell) if name in multiline else clean_cell(cell)
        if not name and (text or fault):
            fault = CellFault(
                "unnamed-column", f"{quote_value(text)} stands in a column without a name", "name it in the header"
            )
        if fault:
            value = cell if isinstance(cell, str) else cell.text
            diagnostics.append(
                location.diagnostic(fault, number, column, name, *_escape_unprintable(value[:MAX_CELL_CHARACTERS]))
            )
        if name:
            texts[name] = text
    return Row(location.table, location.file, location.sheet, number, header, texts), diagnostics


def clean_cell(cell: Cell) -> tuple[str, CellFault | None]:
    """Return the text of a cell, stripped, in NFC and with plain spaces, and its fault or None.

    Invisible characters and direction controls are faults, because a page would not show what the cell has.
    """
    if isinstance(cell, CellFault):
        return cell.text, cell
    text = unicodedata.normalize("NFC", cell.translate(NO_BREAK_SPACES).strip())
    if len(text) > MAX_CELL_CHARACTERS:
        what = f"the cell holds {len(text):,} characters, more than {MAX_CELL_CHARACTERS:,}"
        return text[:MAX_CELL_CHARACTERS], CellFault("limit", what, "shorten it")
    hidden = next((c for c in text if _is_hidden(c)), "") if not text.isprintable() else ""
    if not hidden:
        return text, None
    index = text.index(hidden)
    excerpt = text if len(text) <= 40 else text[max(0, index - 15) : index + 15]
    what, hint = _describe_hidden_character(hidden)
    return "".join(c for c in text if not _is_hidden(c)), CellFault(
        "hidden-character", f"{quote_value(excerpt)} holds {what}", hint
    )


def clean_multiline_cell(cell: Cell) -> tuple[str, CellFault | None]:
    """Return the text of a cell with several lines, without blank lines, and its first fault or None."""
    if isinstance(cell, CellFault) or len(cell) > MAX_CELL_CHARACTERS:
        return clean_cell(cell)
    cleaned = [clean_cell(line) for line in cell.splitlines()]
    return "\n".join(text for text, _ in cleaned if text), next((fault for _, fault in cleaned if fault), None)


def _is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")


def _describe_hidden_character(character: str) -> tuple[str, str]:
    if character in "\n\r\x0b\x0c\x85\u2028\u2029":
        return "a line break", "write the text on one line"
    if character == "\t":
        return "a tab", "write a space instead"
    if character in BIDI_CONTROLS:
        return f"a sign that turns the direction of writing (U+{ord(character):04X})", "type the text anew"
    if unicodedata.category(character) == "Cc":
        return "a control character", "type the text anew"
    return f"an invisible character (U+{ord(character):04X})", "type the text anew"
