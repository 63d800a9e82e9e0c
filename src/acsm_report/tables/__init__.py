"""Files into rows of text, each with its place: a folder, a zip or a workbook, one carrier a file.

Nothing here knows what a figure means. Whatever is wrong with a file is a problem in the package that
is returned, all of them at once; no file is trusted about its own size, and nothing is unpacked to disk.
"""

from __future__ import annotations

from pathlib import Path

from ..problems import Problem
from . import csvs, folders, workbooks, zips
from .limits import FileError, content
from .rows import Package, Place, Row, required_header, tabulate

__all__ = ["ACCEPTED", "Package", "Row", "load", "required_header", "single"]

ACCEPTED = "name a folder with facts.csv, certifications.csv and sources.csv, a .zip of it, or a .xlsx workbook"
OTHERS = {
    ".xlsm": "a workbook with macros; save it as .xlsx, which holds none",
    ".xls": "a workbook of the old kind; save it as .xlsx",
    ".xlsb": "a binary workbook; save it as .xlsx",
    ".ods": "an OpenDocument workbook; save it as .xlsx",
    ".csv": "a single table; name the folder with all three",
    ".json": "a single file; name the folder that it lies in",
}


def load(path: Path) -> Package:
    """Read the tables in a folder, a .zip or a .xlsx. What is wrong with them is in the package's problems."""
    try:
        if path.is_dir():
            return folders.load(path)
        suffix = path.suffix.lower()
        if suffix == ".xlsx":
            return workbooks.load(path, content(path))
        if suffix == ".zip":
            return zips.load(path, content(path))
        if not path.exists():
            raise FileError("missing-file", "nothing is there", ACCEPTED)
        what, _, hint = OTHERS.get(suffix, f"no data package; {ACCEPTED}").partition("; ")
        raise FileError("file-type", f"is {what}", hint)
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        return Package.refused(path, FileError("unreadable", f"cannot be read ({error.strerror})", ACCEPTED))
    except FileError as refused:
        return Package.refused(path, refused)


def single(path: Path, table: str) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Read one table alone, from a .csv or a .xlsx; return its rows, and what is wrong with them."""
    suffix, found = path.suffix.lower(), list[Problem]()
    rows: tuple[Row, ...] = ()
    try:
        if suffix not in (".csv", ".xlsx"):
            raise FileError("file-type", "is no table", f"name a .csv or a .xlsx with the {table}")
        data = content(path)
        if suffix == ".xlsx":
            rows, found = workbooks.sheet(path, data, table)
        else:
            rows, found = tabulate(Place(table, str(path), "", csvs.RAGGED), csvs.records(table, csvs.decoded(data)))
    except FileError as refused:
        hint = refused.hint.replace(" or --data", "").replace("--data", "the name")
        found.append(Problem(refused.rule, refused.what, hint, str(path), "", refused.row, refused.column))
    return rows, tuple(found)
