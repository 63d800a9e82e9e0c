"""A workbook with the sheets certifications, facts and sources, as its user sees them: text, cell by cell."""

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

from ..fields import TABLES
from ..problems import Problem
from .limits import COLUMNS, LINES, FileError, archive
from .rows import Cell, Fault, Package, Place, Row, clean, tabulate

__all__ = ["figure", "load", "sheet"]

RAGGED = "name its column in the header, or empty the cell"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wraps an encrypted workbook in, and wrote before 2007
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')  # parts of a number format that say nothing of its kind
SAVE = "open it in a spreadsheet program and save it as .xlsx"
FAR = 4 * LINES  # cells, with the empty ones to the left of what stands far right


def load(path: Path, data: bytes) -> Package:
    """Read the three tables of a workbook of these bytes; other sheets are ignored. Raise FileError."""
    _refuse_others(data)
    rows: dict[str, tuple[Row, ...]] = dict.fromkeys(TABLES, ())
    problems: list[Problem] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out, none of it cells
        told, asked = _open(data, data_only=True), _open(data, data_only=False)
        title, fault = clean(str(told.properties.title or path.stem))
        if fault:
            problems.append(Problem(fault.rule, f"its title: {fault.what}", fault.hint, str(path), field="title"))
        for table in TABLES:
            names = [sheet.title for sheet in told.worksheets if str(sheet.title).strip().lower() == table]
            if len(names) != 1:
                what = f"{len(names)} sheets are called {table!r}" if names else f"there is no sheet {table!r}"
                hint = "give the others other names" if names else "add it, with its header in the first row"
                problems.append(Problem("missing-table", what, hint, str(path)))
                continue
            place = Place(table, str(path), names[0], RAGGED)
            rows[table], found = tabulate(place, _records(told[names[0]], asked[names[0]]))
            problems += found
    digests = {path.name: hashlib.sha256(data).hexdigest()}
    return Package(str(path), path.stem, title or path.stem, rows, digests, tuple(problems))


def sheet(path: Path, data: bytes, table: str) -> tuple[tuple[Row, ...], list[Problem]]:
    """Read one table: the sheet called like it, or the only one of a workbook of these bytes. Raise FileError."""
    _refuse_others(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        told, asked = _open(data, data_only=True), _open(data, data_only=False)
        titles = [str(sheet.title) for sheet in told.worksheets]
        names = [title for title in titles if title.strip().lower() == table] or titles
        if len(names) != 1:
            raise FileError("missing-table", f"none of its {len(names)} sheets is called {table!r}", "name one so")
        return tabulate(Place(table, str(path), names[0], RAGGED), _records(told[names[0]], asked[names[0]]))


def _refuse_others(data: bytes) -> None:
    """Raise FileError for bytes that are no plain workbook."""
    if data.startswith(OLE):
        raise FileError(
            "encrypted", "is encrypted, or a workbook of the old kind", "save it as .xlsx without a password"
        )
    with archive(data, "a workbook", markup=True) as opened:
        if any(name.lower().endswith("vbaproject.bin") for name in opened.namelist()):
            raise FileError("file-type", "is a workbook with macros", "save it as .xlsx, which holds none")


def _open(data: bytes, data_only: bool) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
    except Exception:  # openpyxl raises whatever its parsing stumbles over
        raise FileError("not-a-workbook", "is a zip, but no workbook that can be read", SAVE) from None


def _records(told: Any, asked: Any) -> Iterator[tuple[int, list[Cell]]]:
    """Yield each row's number and cells: `told` has the results of formulas, `asked` the formulas. Raise FileError."""
    number = width = cells = percent = 0
    try:
        for sheet in (told, asked):
            sheet.reset_dimensions()  # they are only what the file says of itself
        for number, pair in enumerate(zip(told.iter_rows(), asked.iter_rows(), strict=True), 1):
            cells += len(pair[0])
            if cells > FAR:
                raise FileError("limit", f"cells stand right of column {COLUMNS}", "clear them", number)
            texts = [_cell(*both, column == percent) for column, both in enumerate(zip(*pair, strict=True), 1)]
            while texts and isinstance(texts[-1], str) and not texts[-1].strip():
                texts.pop()
            if texts and not width:
                width = len(texts)
                names = [text.strip() if isinstance(text, str) else "" for text in texts]
                percent = names.index("value") + 1 if "value" in names else 0
            yield number, texts + [""] * (width - len(texts) if texts else 0)
    except FileError:
        raise
    except Exception:
        raise FileError("not-a-workbook", "the sheet cannot be read on from here", SAVE, number + 1) from None


def _cell(told: Any, asked: Any, percent: bool) -> Cell:
    """Return what a cell shows; a percentage in the column of values as its figure, 69 for 69%."""
    value = told.value
    if value is None:
        if asked.data_type == "f" and told.data_type != "str":  # str is a formula whose result is no text at all
            return Fault("no-result", "the formula has no stored result", "save the workbook in a spreadsheet program")
        return ""
    if told.data_type == "e":
        return Fault("cell-error", f"the cell shows the error {value}", "correct its formula", str(value))
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        text = str(value).upper()
        return Fault("cell-type", f"{text} is neither a figure nor words", "write a figure or words", text)
    if isinstance(value, int | float):
        hundred = percent and "%" in LITERAL.sub("", told.number_format)
        return figure(value, 100 if hundred else 1)
    return _day(value, told.number_format)


def figure(value: float, times: int = 1) -> Cell:
    """Return a number's text without an exponent, to the 15 digits that a spreadsheet shows: 69, 69.5."""
    if isinstance(value, float) and not math.isfinite(value):
        return Fault("cell-type", "the number is out of all bounds", "correct it", str(value))
    number = Decimal(value if isinstance(value, int) else format(value, ".15g")) * times
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _day(value: object, form: str) -> Cell:
    """Return a date as precisely as its cell shows it: 2015-06-23, 2014-11 for "Nov-14", 2014."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, date) and not isinstance(value, datetime):
        form = LITERAL.sub("", form).lower()
        return value.isoformat()[: 10 if "d" in form else 7 if "m" in form else 4 if "y" in form else 10]
    what = "a length of time" if isinstance(value, timedelta) else "a time of day"
    return Fault("cell-type", f"{str(value)!r} holds {what}", "write the day alone, 2015-06-23", str(value))
