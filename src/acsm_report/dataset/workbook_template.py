"""Writes an .xlsx template: the tables of a data package as an example, with notes and dropdown lists."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from .readers.rows import DataPackage, Row
from .schema import FACT_KINDS, REFERENCED_TABLES, SHIPPED_TERMS, TABLES, Column, dictionary_row

__all__ = ["build_workbook"]

PREPARED_ROWS = 1_000  # rows with dropdown lists, below the header
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date in a zip; fixed, so the bytes are reproducible
HEADER_FILL = "DCE6EE"
MIN_COLUMN_WIDTH, MAX_COLUMN_WIDTH = 12, 48  # characters
TEXT_FORMAT = "@"  # keeps a spreadsheet from turning 2014-11 into a date
KINDS_HEADER = ("kind", "meaning", "about", "dimension", "unit", "range")


def build_workbook(package: DataPackage) -> bytes:
    """Return the bytes of an .xlsx with a sheet for each table, facts first, and one of kinds.

    `readers.read_package` reads the same rows from it.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = package.title, "acsm-report"
    book.properties.created = book.properties.modified = datetime(*ZIP_EPOCH)  # noqa: DTZ001  # zips have no time zone
    for table in ("facts", "certifications", "sources", "organization", "terms"):
        _write_table(book.create_sheet(table), table, package.rows.get(table, ()))
    _write_kinds(book.create_sheet("kinds"))
    return _save_reproducibly(book)


def _write_table(sheet: Any, table: str, rows: tuple[Row, ...]) -> None:
    from openpyxl.utils import get_column_letter

    columns = TABLES[table]
    notes = [f"{c.description} {'Required.' if c.required else ''}".strip() for c in columns]
    _write_header(sheet, [column.name for column in columns], notes)
    for number, column in enumerate(columns, 1):
        letter = get_column_letter(number)
        texts = [row.cells[column.name] for row in rows]
        _set_column_width(sheet, letter, [column.name, *texts])
        if not (column.format == "whole" or column.name == "value"):
            sheet.column_dimensions[letter].number_format = TEXT_FORMAT
        for row_number, (row, text) in enumerate(zip(rows, texts, strict=True), 2):
            _write_cell(sheet.cell(row_number, number), text, _is_exact_number(column, row))
        if choices := _choices_formula(table, column):
            cells = f"{letter}2:{letter}{max(PREPARED_ROWS, len(rows)) + 1}"
            _add_dropdown(sheet, cells, choices, is_open=_is_open(table, column))


def _is_exact_number(column: Column, row: Row) -> bool:
    """Tell whether a spreadsheet number would keep the exact text of a cell: 69 does, 069 and 69.0 do not."""
    kind = FACT_KINDS.get(row.cells.get("kind", ""))
    if column.format != "whole" and not (column.name == "value" and kind and kind.unit):
        return False
    text = row.cells[column.name]
    return len(text) <= 15 and re.fullmatch(r"(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?", text, re.ASCII) is not None


def _write_cell(cell: Any, text: str, as_number: bool) -> None:
    if as_number:
        cell.value = float(text) if "." in text else int(text)
    elif text:
        cell.value = text
        cell.data_type = "s"  # text, even if it starts like a formula or an error: =1+1, #N/A
        cell.number_format = TEXT_FORMAT


def _choices_formula(table: str, column: Column) -> str:
    """Return the list of choices of a column as a spreadsheet formula; "" for any text."""
    if column.name == "kind":
        return f"kinds!$A$2:$A${len(FACT_KINDS) + 1}"
    if column.name == "unit":
        return _inline_choices(dict.fromkeys(kind.unit for kind in FACT_KINDS.values()))
    if column.choices:
        return _inline_choices(dict.fromkeys(column.choices))
    if column.term_list:
        return _inline_choices(dict.fromkeys(SHIPPED_TERMS[column.term_list]))
    if (other := REFERENCED_TABLES.get(column.name, table)) != table:
        return f"{other}!$A$2:$A${PREPARED_ROWS + 1}"
    return ""


def _inline_choices(choices: dict[str, None]) -> str:
    return f'"{",".join(filter(None, choices))}"'


def _is_open(table: str, column: Column) -> bool:
    """Tell whether a column also takes what its list does not have: a term, a unit, a key of another sheet."""
    is_reference = REFERENCED_TABLES.get(column.name, table) != table
    return bool(column.term_list) or column.name == "unit" or is_reference


def _add_dropdown(sheet: Any, cells: str, choices: str, *, is_open: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    validation = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    validation.errorStyle = "warning" if is_open else "stop"
    validation.errorTitle, validation.error = (
        "Not in the list",
        "Choose from the list, or add the word to its sheet: certifications, sources or terms.",
    )
    sheet.add_data_validation(validation)
    validation.add(cells)


def _write_kinds(sheet: Any) -> None:
    from openpyxl.utils import get_column_letter

    _write_header(sheet, list(KINDS_HEADER), ["Kinds of fact, for reference only. Do not fill in."])
    rows = [dictionary_row(kind) for kind in FACT_KINDS.values()]
    for row_number, row in enumerate(rows, 2):
        for number, text in enumerate(row, 1):
            _write_cell(sheet.cell(row_number, number), text, as_number=False)
    for number, texts in enumerate(zip(KINDS_HEADER, *rows, strict=True), 1):
        _set_column_width(sheet, get_column_letter(number), list(texts))


def _write_header(sheet: Any, names: list[str], notes: list[str]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0  # a printed page has complete rows
    sheet.sheet_properties.pageSetUpPr, sheet.print_title_rows = PageSetupProperties(fitToPage=True), "1:1"
    for number, name in enumerate(names, 1):
        cell = sheet.cell(1, number, name)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=HEADER_FILL)
        cell.number_format = TEXT_FORMAT
        if number <= len(notes):
            cell.comment = Comment(notes[number - 1], "acsm-report", height=90, width=280)


def _set_column_width(sheet: Any, letter: str, texts: list[str]) -> None:
    sheet.column_dimensions[letter].width = min(MAX_COLUMN_WIDTH, max(MIN_COLUMN_WIDTH, 2 + max(map(len, texts))))


def _save_reproducibly(book: Any) -> bytes:
    """Return the bytes of a workbook without timestamps of this moment."""
    from openpyxl.writer.excel import ExcelWriter

    dated, reproducible = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(dated, "w")).save()  # book.save() would set the modification time
    with zipfile.ZipFile(dated) as old, zipfile.ZipFile(reproducible, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return reproducible.getvalue()
