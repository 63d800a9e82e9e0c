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
from .limits import MAX_COLUMNS, MAX_LINES, FileError, open_zip
from .rows import Cell, CellFault, DataPackage, Row, TableLocation, build_rows, clean_cell

__all__ = ["format_cell_number", "read_sheet", "read_workbook"]

RAGGED_ROW_HINT = "name its column in the header, or empty the cell"
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
        title, fault = clean_cell(str(results.properties.title or path.stem))
        if fault:
            diagnostics.append(Diagnostic(fault.rule, f"its title: {fault.what}", fault.hint, str(path), field="title"))
        for table in TABLES:
            names = [sheet.title for sheet in results.worksheets if str(sheet.title).strip().lower() == table]
            if not names and table in OPTIONAL_TABLES:
                continue
            if len(names) != 1:
                what = f"{len(names)} sheets are called {table!r}" if names else f"there is no sheet {table!r}"
                hint = "give the others other names" if names else "add it, with its header in the first row"
                diagnostics.append(Diagnostic("missing-table", what, hint, str(path)))
                continue
            location = TableLocation(table, str(path), names[0], RAGGED_ROW_HINT)
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
            TableLocation(table, str(path), names[0], RAGGED_ROW_HINT),
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
    number = width = cell_count = value_column = 0
    try:
        for sheet in (results, formulas):
            sheet.reset_dimensions()  # what the file states may be wrong
        for number, pair in enumerate(zip(results.iter_rows(), formulas.iter_rows(), strict=True), 1):
            cell_count += len(pair[0])
            if cell_count > MAX_PADDED_CELLS:
                raise FileError("limit", f"cells stand right of column {MAX_COLUMNS}", "clear them", number)
            cells = enumerate(zip(*pair, strict=True), 1)
            texts = [_cell_text(result, formula, column == value_column) for column, (result, formula) in cells]
            while texts and isinstance(texts[-1], str) and not texts[-1].strip():
                texts.pop()
            if texts and not width:
                width = len(texts)
                names = [text.strip() if isinstance(text, str) else "" for text in texts]
                value_column = names.index("value") + 1 if "value" in names else 0
            yield number, texts + [""] * (width - len(texts) if texts else 0)
    except FileError:
        raise
    except Exception:
        raise FileError("not-a-workbook", "the sheet cannot be read on from here", RESAVE_HINT, number + 1) from None


def _cell_text(result: Any, formula: Any, is_value_column: bool) -> Cell:
    """Return what a cell shows. In the value column, a percentage is its number: 69 for 69%."""
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
        is_percent = is_value_column and "%" in FORMAT_LITERALS.sub("", result.number_format)
        return format_cell_number(value, 100 if is_percent else 1)
    return _date_text(value, result.number_format)


def format_cell_number(value: float, factor: int = 1) -> Cell:
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
