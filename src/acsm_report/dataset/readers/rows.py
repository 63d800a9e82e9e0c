"""Rows of tables, and the package that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from ..diagnostics import Diagnostic
from ..schema import TABLES
from .cells import CellFault
from .limits import FileError

__all__ = ["DataPackage", "Row", "TableLocation"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by column name, and its location.

    `file` is the path as the user typed it, `sheet` the sheet of a workbook, the member of a zip, or "". `number` is
    the first line of the row, or the row of the sheet, from 1 including the header. `columns` has the
    name of each column of the file in the schema, "" for a column that is not read. `cells` has the cleaned text of
    all columns of the schema, "" if the file does not have the column. `shown` has what a sheet shows for its numbers,
    "45 thousand" where the cell has "45", by column.
    """

    table: str
    file: str
    sheet: str
    number: int
    columns: tuple[str, ...]
    cells: dict[str, str]
    shown: Mapping[str, str] = field(default_factory=dict)

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
class TableLocation:
    """The location of a table. `is_sheet` tells a sheet of a workbook from a CSV file."""

    table: str
    file: str
    sheet: str
    is_sheet: bool = False

    def diagnostic(
        self, fault: FileError | CellFault, row: int = 0, column: int = 0, field: str = "", value: str = ""
    ) -> Diagnostic:
        severity = fault.severity if isinstance(fault, CellFault) else "error"
        return Diagnostic(
            fault.rule, fault.what, fault.hint, self.file, self.sheet, row, column, field, value, severity=severity
        )
