"""Reads the sheets of a data package in an .xlsx as text, as a spreadsheet program shows it."""

from __future__ import annotations

import hashlib
import io
import warnings
from pathlib import Path
from typing import Any

from ..diagnostics import Diagnostic
from ..schema import TABLES
from .cell_text import clean_text
from .limits import FileError, open_zip, read_member
from .rows import DataPackage, Row, TableLocation
from .sheet_cells import RESAVE_HINT, read_sheet_table
from .sheet_search import find_sheet, find_sheets

__all__ = ["read_sheet", "read_workbook"]

STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/spreadsheetml/main"  # of "Strict Open XML Spreadsheet"
WORKBOOK_PART = "xl/workbook.xml"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of encrypted workbooks and .xls


def read_workbook(path: Path, data: bytes) -> DataPackage:
    """Read the tables from the bytes of a workbook. Other sheets are not read. Raise FileError if unusable."""
    _check_is_plain_workbook(data)
    rows: dict[str, tuple[Row, ...]] = dict.fromkeys(TABLES, ())
    diagnostics: list[Diagnostic] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about parts that it does not read; none are cells
        results, formulas = _open_workbook(data, data_only=True), _open_workbook(data, data_only=False)
        title, faults = clean_text(str(results.properties.title or path.stem))
        diagnostics += [
            Diagnostic(f.rule, f"its title: {f.what}", f.hint, str(path), field="title", severity=f.severity)
            for f in faults
        ]
        found_sheets, problems = find_sheets(str(path), results.worksheets)
        diagnostics += problems
        for table, name in found_sheets.items():
            location = TableLocation(table, str(path), name, is_sheet=True)
            rows[table], found = read_sheet_table(location, results[name], formulas[name])
            diagnostics += found
    digests = {path.name: hashlib.sha256(data).hexdigest()}
    return DataPackage(str(path), path.stem, title or path.stem, rows, digests, tuple(diagnostics))


def read_sheet(path: Path, data: bytes, table: str) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Read one table from the bytes of a workbook: the sheet of its name, the only one, or the one with its header.

    Raise FileError if the workbook is unusable or has no such sheet.
    """
    _check_is_plain_workbook(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results, formulas = _open_workbook(data, data_only=True), _open_workbook(data, data_only=False)
        name = find_sheet(results.worksheets, table)
        return read_sheet_table(TableLocation(table, str(path), name, is_sheet=True), results[name], formulas[name])


def _check_is_plain_workbook(data: bytes) -> None:
    """Raise FileError if the workbook is encrypted, has macros, is of the strict type or is over a limit."""
    if data.startswith(OLE_SIGNATURE):
        raise FileError(
            "encrypted", "is encrypted, or a workbook of the old kind", "save it as .xlsx without a password"
        )
    with open_zip(data, "a workbook", is_xml=True) as opened:
        if any(name.lower().endswith("vbaproject.bin") for name in opened.namelist()):
            raise FileError("file-type", "is a workbook with macros", "save it as .xlsx, which holds none")
        if WORKBOOK_PART in opened.namelist() and STRICT_NAMESPACE in read_member(opened, WORKBOOK_PART):
            hint = "save it as the type Excel Workbook (.xlsx)"
            raise FileError("file-type", "is a workbook of the type Strict Open XML", hint)


def _open_workbook(data: bytes, data_only: bool) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(  # the parts of a text have fonts of their own, which are read with the formulas
            io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False, rich_text=not data_only
        )
    except Exception:  # openpyxl raises many types on damaged input
        raise FileError("not-a-workbook", "is a zip, but no workbook that can be read", RESAVE_HINT) from None
