"""The workbook to fill in: the tables of a package as an example, with notes, lists to choose from, and the kinds."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from .fields import KINDS, TABLES, Column, described
from .tables import Package, Row

__all__ = ["workbook"]

ROWS = 1_000  # below the header that are ready to be filled in
MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can name: the same package gives the same bytes
TINT = "DCE6EE"
NARROW, WIDE = 12, 48  # characters
TEXT = "@"  # a spreadsheet takes what is typed into it as it stands, and makes no date of 2014-11
KINDS_HEADER = ("kind", "what it tells", "of", "dimension", "unit", "from, to")


def workbook(package: Package) -> bytes:
    """Return a .xlsx with the sheets facts, certifications, sources, kinds; `tables.load` reads the same rows."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = package.title, "acsm-report"
    book.properties.created = book.properties.modified = datetime(*MOMENT)  # noqa: DTZ001  # zips know no zone
    for table in ("facts", "certifications", "sources"):
        _table(book.create_sheet(table), table, package.rows[table])
    _kinds(book.create_sheet("kinds"))
    return _packed(book)


def _table(sheet: Any, table: str, rows: tuple[Row, ...]) -> None:
    from openpyxl.utils import get_column_letter

    columns = TABLES[table]
    notes = [f"{c.about} {'Must be filled.' if c.required else ''}".strip() for c in columns]
    _header(sheet, [column.name for column in columns], notes)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        texts = [row.cells[column.name] for row in rows]
        _width(sheet, letter, [column.name, *texts])
        if not (column.format == "whole" or column.name == "value"):
            sheet.column_dimensions[letter].number_format = TEXT
        for at, (row, text) in enumerate(zip(rows, texts, strict=True), 2):
            _write(sheet.cell(at, number), text, _is_figure(column, row))
        if choices := _choices(table, column):
            _offer(sheet, f"{letter}2:{letter}{max(ROWS, len(rows)) + 1}", choices)


def _is_figure(column: Column, row: Row) -> bool:
    """Tell whether a cell is a number that a spreadsheet's number gives back to the last sign: 69, not 069 or 69.0."""
    kind = KINDS.get(row.cells.get("kind", ""))
    if column.format != "whole" and not (column.name == "value" and kind and kind.unit):
        return False
    text = row.cells[column.name]
    return len(text) <= 15 and re.fullmatch(r"(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?", text, re.ASCII) is not None


def _write(cell: Any, text: str, figure: bool) -> None:
    if figure:
        cell.value = float(text) if "." in text else int(text)
    elif text:
        cell.value = text
        cell.data_type = "s"  # whatever it begins with: =1+1 is words here, never a formula, and #N/A no error
        cell.number_format = TEXT


def _choices(table: str, column: Column) -> str:
    """Return what may be chosen in a column as a spreadsheet's list, or "" for anything."""
    if column.name == "kind":
        return f"kinds!$A$2:$A${len(KINDS) + 1}"
    if column.name == "unit":
        return _list(dict.fromkeys(kind.unit for kind in KINDS.values()))
    if column.choices:
        return _list(dict.fromkeys(column.choices))
    if column.name != TABLES[table][0].name or table == "facts":
        for other, columns in TABLES.items():
            if other not in (table, "facts") and column.name == columns[0].name:
                return f"{other}!$A$2:$A${ROWS + 1}"
    return ""


def _list(words: dict[str, None]) -> str:
    return f'"{",".join(filter(None, words))}"'


def _offer(sheet: Any, cells: str, choices: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    listed.errorStyle = "stop" if choices.startswith(('"', "kinds!")) else "warning"
    listed.errorTitle, listed.error = "Not in the list", "Choose from the list, or add the key to its sheet first."
    sheet.add_data_validation(listed)
    listed.add(cells)


def _kinds(sheet: Any) -> None:
    from openpyxl.utils import get_column_letter

    _header(sheet, list(KINDS_HEADER), ["What may be told. To read, not to fill in."])
    rows = [described(kind) for kind in KINDS.values()]
    for at, row in enumerate(rows, 2):
        for number, text in enumerate(row, 1):
            _write(sheet.cell(at, number), text, figure=False)
    for number, texts in enumerate(zip(KINDS_HEADER, *rows, strict=True), 1):
        _width(sheet, get_column_letter(number), list(texts))


def _header(sheet: Any, names: list[str], notes: list[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0  # who prints it has whole rows
    sheet.sheet_properties.pageSetUpPr, sheet.print_title_rows = PageSetupProperties(fitToPage=True), "1:1"
    for number, name in enumerate(names, 1):
        cell = sheet.cell(1, number, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=TINT)
        cell.number_format = TEXT
        if number <= len(notes):
            cell.comment = Comment(notes[number - 1], "acsm-report", height=90, width=280)


def _width(sheet: Any, letter: str, texts: list[str]) -> None:
    sheet.column_dimensions[letter].width = min(WIDE, max(NARROW, 2 + max(map(len, texts))))


def _packed(book: Any) -> bytes:
    """Return a workbook's bytes with no time of day in them."""
    from openpyxl.writer.excel import ExcelWriter

    stamped, plain = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(stamped, "w")).save()  # not book.save(), which asks the clock
    with zipfile.ZipFile(stamped) as old, zipfile.ZipFile(plain, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return plain.getvalue()
