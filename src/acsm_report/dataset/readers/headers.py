"""Tells which column of the schema a name in a header means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from ..column_synonyms import COLUMN_SYNONYMS
from ..schema import ALL_TABLES

__all__ = [
    "ColumnMatch",
    "count_known_names",
    "fold_words",
    "match_columns",
    "required_columns",
]

ALSO_REQUIRED_COLUMNS = {"facts": ("certification", "dimension", "period", "unit")}  # cells may be empty
MIN_SIMILARITY = 0.85  # of a name that is a typing error rather than a column of another purpose


class ColumnMatch(NamedTuple):
    """A column of a file: its name in the schema or "".

    `is_synonym` tells that the header has another word for it. `meant` is the name of which this is a typing error.
    """

    name: str
    is_synonym: bool = False
    meant: str = ""


def required_columns(table: str) -> tuple[str, ...]:
    """Return the columns that the header of a table must have."""
    return tuple(c.name for c in ALL_TABLES[table] if c.required or c.name in ALSO_REQUIRED_COLUMNS.get(table, ()))


def fold_words(text: str) -> str:
    """Return a text in small letters without accents and brackets, its words separated by single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)|\[.*?\]", " ", bare)))


def match_columns(table: str, names: Sequence[str]) -> list[ColumnMatch]:
    """Return the column that each name of a header means. Of two names for one column, the nearer one has it."""
    matches, ranks = _find_columns(table, names)
    unused = [column.name for column in ALL_TABLES[table] if column.name not in matches]
    return [
        ColumnMatch(column, rank == 2, "" if column or not name else _closest_name(name, unused))
        for column, rank, name in zip(matches, ranks, names, strict=True)
    ]


def _find_columns(table: str, names: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the column of each name, or "", and whether it is 0 the exact name, 1 nearly so, or 2 a synonym."""
    matches, ranks = [""] * len(names), [0] * len(names)
    for rank, known in enumerate((_exact_names(table), _folded_names(table), _folded_synonyms(table))):
        taken = set(matches)
        for index, name in enumerate(names):
            word = name if rank == 0 else fold_words(name)
            column = known.get(word) or known.get(word.removesuffix("s"), "")
            if not matches[index] and column not in taken:
                matches[index], ranks[index] = column, rank
    return matches, ranks


def count_known_names(table: str, names: Sequence[str]) -> int:
    """Return how many columns of the table these names mean."""
    return len({*_find_columns(table, names)[0]} - {""})


def _closest_name(name: str, unused: list[str]) -> str:
    folded = {fold_words(column): column for column in unused}
    found = get_close_matches(fold_words(name), folded, n=1, cutoff=MIN_SIMILARITY)
    return folded[found[0]] if found else ""


@cache
def _exact_names(table: str) -> dict[str, str]:
    return {column.name: column.name for column in ALL_TABLES[table]}


@cache
def _folded_names(table: str) -> dict[str, str]:
    return {fold_words(column.name): column.name for column in ALL_TABLES[table]}


@cache
def _folded_synonyms(table: str) -> dict[str, str]:
    synonyms = COLUMN_SYNONYMS.get(table, {})
    return {fold_words(word): column for column, words in synonyms.items() for word in words.split(",")}
