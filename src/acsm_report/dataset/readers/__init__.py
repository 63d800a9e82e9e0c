"""Reads tables from folders, zips and workbooks into rows of text, one file format a module.

The pivot type is `DataPackage`. What the cells mean is left to `interpretation`. All errors in files are diagnostics
of the returned package. Sizes that a file states are not trusted, and nothing is unpacked to disk.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ..diagnostics import Diagnostic
from ..interpretation import interpret_rows
from . import folder, xlsx_file, zip_file
from .csv_file import read_csv
from .headers import required_columns
from .limits import FileError, read_bytes
from .notes import merge_notes
from .rows import DataPackage, Row, TableLocation

__all__ = ["ACCEPTED_INPUT_HINT", "DataPackage", "Row", "read_files", "read_package", "read_table", "required_columns"]

ACCEPTED_INPUT_HINT = (
    "name a folder with facts.csv, certifications.csv and sources.csv, a .zip of it, or a .xlsx workbook"
)
UNSUPPORTED_TYPES = {
    ".xlsm": "a workbook with macros; save it as .xlsx, which holds none",
    ".xls": "a workbook of the old kind; save it as .xlsx",
    ".xlsb": "a binary workbook; save it as .xlsx",
    ".ods": "an OpenDocument workbook; save it as .xlsx",
    ".numbers": "a document of Numbers; export it as .xlsx",
    ".csv": "a single table; name the folder with all of them",
    ".json": "a single file; name the folder that it lies in",
}


def read_package(path: Path) -> DataPackage:
    """Read the tables in a folder, a .zip or an .xlsx. Its errors are in the diagnostics of the package."""
    package = read_files(path)
    rows, found = interpret_rows(package.rows)
    return replace(package, rows=rows, diagnostics=merge_notes([*package.diagnostics, *found]))


def read_files(path: Path) -> DataPackage:
    """Read the tables with their cells as written."""
    try:
        if path.is_dir():
            return folder.read_folder(path)
        suffix = path.suffix.lower()
        if suffix == ".xlsx":
            return xlsx_file.read_workbook(path, read_bytes(path))
        if suffix == ".zip":
            return zip_file.read_zip(path, read_bytes(path))
        if not path.exists():
            raise FileError("missing-file", "nothing is there", ACCEPTED_INPUT_HINT)
        what, _, hint = UNSUPPORTED_TYPES.get(suffix, f"not a data package; {ACCEPTED_INPUT_HINT}").partition("; ")
        raise FileError("file-type", f"is {what}", hint)
    except OSError as error:  # a name that is too long, a folder without permission
        return DataPackage.from_error(
            path, FileError("unreadable", f"cannot be read ({error.strerror})", ACCEPTED_INPUT_HINT)
        )
    except FileError as error:
        return DataPackage.from_error(path, error)


def read_table(path: Path, table: str) -> tuple[tuple[Row, ...], tuple[Diagnostic, ...]]:
    """Read one table from a .csv or an .xlsx; return its rows and diagnostics, with a note for each empty row."""
    suffix, found = path.suffix.lower(), list[Diagnostic]()
    rows: tuple[Row, ...] = ()
    try:
        if suffix not in (".csv", ".xlsx"):
            raise FileError("file-type", "is not a table", f"name a .csv or a .xlsx with the {table}")
        data = read_bytes(path, option="")
        if suffix == ".xlsx":
            rows, found = xlsx_file.read_sheet(path, data, table)
        else:
            rows, found = read_csv(TableLocation(table, str(path), ""), data)
    except FileError as error:
        found.append(Diagnostic(error.rule, error.what, error.hint, str(path), "", error.row, error.column))
    interpreted, more = interpret_rows({table: rows})
    return interpreted[table], (*found, *more)
