"""Finds the sheets of a workbook that hold the tables: by their names, otherwise by their headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from ...errors import quote_value
from ..diagnostics import Diagnostic
from ..schema import OPTIONAL_TABLES, TABLES
from .headers import match_columns, required_columns
from .limits import FileError

__all__ = ["find_sheet", "find_sheets"]

MAX_SEARCHED_ROWS = 40  # of a sheet with another name


def find_sheets(file: str, sheets: Sequence[Any]) -> tuple[dict[str, str], list[Diagnostic]]:
    """Return the name of the sheet of each table, and what is wrong or was found by its header."""
    found: dict[str, str] = {}
    diagnostics = []
    others = [sheet for sheet in sheets if _is_visible(sheet) and not any(_is_called(sheet, table) for table in TABLES)]
    for table in TABLES:
        names = [str(sheet.title) for sheet in sheets if _is_called(sheet, table)]
        if not names and table not in OPTIONAL_TABLES:
            names = [str(sheet.title) for sheet in others if _has_header(sheet, table)]
            if len(names) == 1:
                what = f"the sheet {quote_value(names[0])} is read as {table}, by its header"
                hint = f"call it {table} to be sure"
                diagnostics.append(Diagnostic("renamed-sheet", what, hint, file, names[0], severity="note"))
        if len(names) == 1:
            found[table] = names[0]
            diagnostics += _note_hidden(file, names[0], sheets)
        elif names or table not in OPTIONAL_TABLES:
            diagnostics.append(_describe_missing(file, table, names))
    return found, [*diagnostics, *_note_unread(file, found, others)]


def _note_hidden(file: str, name: str, sheets: Sequence[Any]) -> Iterator[Diagnostic]:
    if not any(_is_visible(sheet) for sheet in sheets if sheet.title == name):
        hint = "call it something else if it is not data"
        yield Diagnostic("hidden-sheet", "the hidden sheet is read", hint, file, name, severity="note")


def _note_unread(file: str, found: Mapping[str, str], others: Sequence[Any]) -> Iterator[Diagnostic]:
    """Yield a note for each other sheet with the header of a table that is found already."""
    for sheet in others:
        name = str(sheet.title)
        table = next((table for table in found if _has_header(sheet, table)), "")
        if table and name not in found.values():
            what = f"the sheet has the header of {table}, too, and is not read"
            hint = f"move its rows to {found[table]} if they are data"
            yield Diagnostic("unread-sheet", what, hint, file, name, severity="note")


def find_sheet(sheets: Sequence[Any], table: str) -> str:
    """Return the sheet of a table: that of its name, the only visible one, or the only one with its header.

    Raise FileError if there is none.
    """
    visible = [sheet for sheet in sheets if _is_visible(sheet)]
    for names in (
        [str(sheet.title) for sheet in sheets if _is_called(sheet, table)],
        [str(sheet.title) for sheet in visible],
        [str(sheet.title) for sheet in visible if _has_header(sheet, table)],
    ):
        if len(names) == 1:
            return names[0]
    raise FileError("missing-table", f"none of its {len(sheets)} sheets is called {table!r}", "name one so")


def _describe_missing(file: str, table: str, names: Sequence[str]) -> Diagnostic:
    if not names:
        what, hint = f"there is no sheet {table!r}", "add it, with its header in the first row"
    elif all(name.strip().lower() == table for name in names):
        what, hint = f"{len(names)} sheets are called {table!r}", "give the others other names"
    else:
        what = f"{len(names)} sheets have the header of {table}: {', '.join(map(quote_value, names))}"
        hint = f"call one of them {table}"
    return Diagnostic("missing-table", what, hint, file)


def _is_called(sheet: Any, table: str) -> bool:
    return bool(str(sheet.title).strip().lower() == table)


def _is_visible(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _has_header(sheet: Any, table: str) -> bool:
    """Tell whether one of the first rows of a sheet has all columns that its table must have."""
    required = set(required_columns(table))
    try:
        sheet.reset_dimensions()  # what the file states may be wrong
        rows = islice(sheet.iter_rows(values_only=True), MAX_SEARCHED_ROWS)
        names = ([str(value or "").strip() for value in row] for row in rows)
        return any(required <= {match.name for match in match_columns(table, row)} for row in names)
    except Exception:  # openpyxl raises many types on damaged input; a table is not in such a sheet
        return False
