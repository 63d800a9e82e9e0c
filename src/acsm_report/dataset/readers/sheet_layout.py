"""Finds in the XML of a sheet what openpyxl does not tell while it streams: hidden parts, merged cells, fonts."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import IO, NamedTuple
from xml.parsers import expat

from .cell_fonts import FONT_TAGS

__all__ = ["MergedRange", "SheetLayout", "read_layout"]

MERGED_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
TRUE = ("1", "true")


class MergedRange(NamedTuple):
    """Merged cells: the column of their value, from 1, their last column and their last row."""

    column: int
    last_column: int
    last_row: int


class SheetLayout(NamedTuple):
    """Hidden rows, and merged cells by their first row.

    `hidden_columns` has the first and the last column of each range. `font_tags` has, by row and column, the tags of
    the fonts in a text that is stored in its cell.
    """

    hidden_rows: frozenset[int]
    hidden_columns: tuple[tuple[int, int], ...]
    merged_cells: dict[int, list[MergedRange]]
    font_tags: dict[int, dict[int, set[str]]]

    def is_hidden_column(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


def read_layout(sheet: IO[bytes]) -> SheetLayout:
    """Read the layout of a sheet as far as its XML is sound."""
    hidden: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    merged: dict[int, list[MergedRange]] = {}
    font_tags: dict[int, dict[int, set[str]]] = {}
    row = column = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        tag = name.rpartition(" ")[2]
        if tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0
            if attributes.get("hidden") in TRUE:
                hidden.add(row)
        elif tag == "col" and attributes.get("hidden") in TRUE:
            hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif tag == "c":
            column = _column_number(attributes["r"].rstrip("0123456789")) if "r" in attributes else column + 1
        elif tag in FONT_TAGS and attributes.get("val") not in ("0", "false", "baseline"):
            font_tags.setdefault(row, {}).setdefault(column, set()).add(tag)
        elif tag == "mergeCell" and (found := MERGED_RANGE.fullmatch(attributes.get("ref", ""))):
            merged_range = MergedRange(_column_number(found[1]), _column_number(found[3]), int(found[4]))
            merged.setdefault(int(found[2]), []).append(merged_range)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    with suppress(expat.ExpatError, ValueError, KeyError):  # the reader of the cells tells what is wrong
        parser.ParseFile(sheet)
    return SheetLayout(frozenset(hidden), tuple(hidden_columns), merged, font_tags)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
