"""Reads the sheets of a data package in an .xlsx as text, as a spreadsheet program shows it."""

from __future__ import annotations

import hashlib
import io
import math
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..diagnostics import Diagnostic
from ..schema import OPTIONAL_TABLES, TABLES
from .cell_text import clean_text
from .cells import Cell, CellFault, SheetNumber
from .limits import MAX_COLUMNS, MAX_LINES, FileError, open_zip
from .rows import DataPackage, Row, TableLocation
from .tables import build_rows

__all__ = ["format_cell_number", "read_sheet", "read_workbook"]

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of encrypted workbooks and .xls
FORMAT_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # parts that hold no date or percent codes
RESAVE_HINT = "open it in a spreadsheet program and save it as .xlsx"
MAX_PADDED_CELLS = 4 * MAX_LINES  # with empty cells to the left of the last cell in a row


def read_workbook(path: Path, data: bytes) -> DataPackage:
    """Read the tables from the bytes of a workbook. Other sheets are ignored. Raise FileError if unusable."""
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
        for table in TABLES:
            names = [sheet.title for sheet in results.worksheets if str(sheet.title).strip().lower() == table]
            if not names and table in OPTIONAL_TABLES:
                continue
            if len(names) != 1:
                what = f"{len(names)} sheets are called {table!r}" if names else f"there is no sheet {table!r}"
                hint = "give the others other names" if names else "add it, with its header in the first row"
                diagnostics.append(Diagnostic("missing-table", what, hint, str(path)))
                continue
            location = TableLocation(table, str(path), names[0], is_sheet=True)
            rows[table], found = build_rows(location, _read_sheet_records(results[names[0]], formulas[names[0]]))
            diagnostics += found
    digests = {path.name: hashlib.sha256(data).hexdigest()}
    return DataPackage(str(path), path.stem, title or path.stem, rows, digests, tuple(diagnostics))


def read_sheet(path: Path, data: bytes, table: str) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    """Read one table from the bytes of a workbook: the sheet of its name, or the only sheet.

    Raise FileError if the workbook is unusable or has no such sheet.
    """
    _check_is_plain_workbook(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results, formulas = _open_workbook(data, data_only=True), _open_workbook(data, data_only=False)
        titles = [str(sheet.title) for sheet in results.worksheets]
        names = [title for title in titles if title.strip().lower() == table] or titles
        if len(names) != 1:
            raise FileError("missing-table", f"none of its {len(names)} sheets is called {table!r}", "name one so")
        return build_rows(
            TableLocation(table, str(path), names[0], is_sheet=True),
            _read_sheet_records(results[names[0]], formulas[names[0]]),
        )


def _check_is_plain_workbook(data: bytes) -> None:
    """Raise FileError if the workbook is encrypted, has macros or is over a limit."""
    if data.startswith(OLE_SIGNATURE):
        raise FileError(
            "encrypted", "is encrypted, or a workbook of the old kind", "save it as .xlsx without a password"
        )
    with open_zip(data, "a workbook", is_xml=True) as opened:
        if any(name.lower().endswith("vbaproject.bin") for name in opened.namelist()):
            raise FileError("file-type", "is a workbook with macros", "save it as .xlsx, which holds none")


def _open_workbook(data: bytes, data_only: bool) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
    except Exception:  # openpyxl raises many types on damaged input
        raise FileError("not-a-workbook", "is a zip, but no workbook that can be read", RESAVE_HINT) from None


def _read_sheet_records(results: Any, formulas: Any) -> Iterator[tuple[int, list[Cell]]]:
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
    """Return what a cell shows."""
    value = result.value
    if value is None:
        if formula.data_type == "f" and result.data_type != "str":  # type str: the result is an empty text
            return CellFault(
                "no-result", "the formula has no stored result", "save the workbook in a spreadsheet program"
            )
        return ""
    if result.data_type == "e":
        return CellFault("cell-error", f"the cell shows the error {value}", "correct its formula", str(value))
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        text = str(value).upper()
        return CellFault("cell-type", f"{text} is neither a figure nor words", "write a figure or words", text)
    if isinstance(value, int | float):
        is_percent = "%" in FORMAT_LITERALS.sub("", result.number_format)
        digits = format_cell_number(value, 100 if is_percent else 1)
        shown = format_cell_number(value)
        return SheetNumber(shown, digits) if isinstance(digits, str) else digits
    return _date_text(value, result.number_format)


def format_cell_number(value: float, factor: int = 1) -> str | CellFault:
    """Return a number times `factor` as text without an exponent, to the 15 digits of a spreadsheet: 69, 69.5.

    Infinity and NaN are faults.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return CellFault("cell-type", "the number is out of all bounds", "correct it", str(value))
    number = Decimal(value if isinstance(value, int) else format(value, ".15g")) * factor
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _date_text(value: object, number_format: str) -> Cell:
    """Return a date with the precision that its cell shows: 2015-06-23, 2014-11 for "Nov-14", or 2014."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        number_format = FORMAT_LITERALS.sub("", number_format).lower()
        return value.isoformat()[
            : 10 if "d" in number_format else 7 if "m" in number_format else 4 if "y" in number_format else 10
        ]
    what = "a length of time" if isinstance(value, timedelta) else "a time of day"
    return CellFault("cell-type", f"{str(value)!r} holds {what}", "write the day alone, 2015-06-23", str(value))
