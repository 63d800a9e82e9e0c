"""Checks the terms of open lists: their table, levels without an order, and spellings that are almost the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from ...errors import quote_value
from ..diagnostics import Diagnostic
from ..readers.rows import DataPackage, Row
from ..schema import FACT_KINDS, SHIPPED_TERMS, TABLES
from ..terms import ORDERED_LIST

__all__ = ["check_terms", "education_levels", "unify_spelling", "unknown_level"]

TERM_COLUMNS = {
    "certifications": next(c for c in TABLES["certifications"] if c.term_list),
    "facts": next(c for c in TABLES["facts"] if c.name == "dimension"),
}
SAME_WORD = 0.85  # how alike two spellings of one word are, at least


def unify_spelling(package: DataPackage) -> DataPackage:
    """Return the package with one spelling of each term: Fitness is fitness.

    The declared spelling counts first, then the shipped one, then the first that is used.
    """
    spellings = {name: {_fold(key): key for key in reversed(_known_keys(package, name))} for name in SHIPPED_TERMS}

    def unified(row: Row) -> Row:
        name = _term_list(row)
        if not name:
            return row
        column = TERM_COLUMNS[row.table].name
        spelling = spellings[name].setdefault(_fold(row.cells[column]), row.cells[column])
        return row if spelling == row.cells[column] else replace(row, cells={**row.cells, column: spelling})

    return replace(package, rows={table: tuple(map(unified, rows)) for table, rows in package.rows.items()})


def education_levels(package: DataPackage) -> tuple[str, ...]:
    """Return the known levels of education, from the lowest: the declared ones, else the shipped ones."""
    return tuple(_declared_keys(package, ORDERED_LIST)) or SHIPPED_TERMS[ORDERED_LIST]


def unknown_level(row: Row, levels: Sequence[str]) -> Diagnostic:
    """Return the error for a level of education whose place in the order is not known."""
    level = row.cells["dimension"]
    table = "the sheet terms" if row.file.lower().endswith(".xlsx") else "terms.csv"
    near = get_close_matches(level.casefold(), levels, n=1)
    hint = f"list all levels in {table} (list {ORDERED_LIST}), from the lowest to the highest"
    hint = f"did you mean {quote_value(near[0])}? If not, {hint}" if near else hint
    what = f"{quote_value(level)} has no place among the levels of education: {', '.join(levels)}"
    return row.diagnostic("unknown-level", "dimension", what, hint)


def check_terms(package: DataPackage) -> Iterator[Diagnostic]:
    """Yield terms that are declared twice, and warnings for terms that look like another one misspelled."""
    first: dict[tuple[str, str], Row] = {}
    for row in package.rows.get("terms", ()):
        key = row.cells["list"], _fold(row.cells["term"])
        if key[1] and (other := first.setdefault(key, row)) is not row:
            what = f"the term {quote_value(row.cells['term'])} is declared at {other.location} too"
            yield row.diagnostic("term-twice", "term", what, "keep one of the two rows")
    for name in SHIPPED_TERMS:
        if name != ORDERED_LIST:
            yield from _find_misspelled(package, name)


def _find_misspelled(package: DataPackage, name: str) -> Iterator[Diagnostic]:
    """Yield each term that is neither declared nor shipped, and almost the same as one that is used more often."""
    rows = [row for table in TERM_COLUMNS for row in package.rows.get(table, ()) if _term_list(row) == name]
    uses = Counter(row.cells[TERM_COLUMNS[row.table].name] for row in rows)
    declared = _declared_keys(package, name)
    expected = list(declared)
    for key, _ in uses.most_common():  # of equal counts the first used comes first
        near = get_close_matches(key, expected, n=1, cutoff=SAME_WORD)
        expected.append(key)
        if near and key not in (*declared, *SHIPPED_TERMS[name]):
            row = next(r for r in rows if r.cells[TERM_COLUMNS[r.table].name] == key)
            what = f"{quote_value(key)} looks like {quote_value(near[0])}, written another way"
            hint = "use one of them, or declare both as terms"
            yield row.diagnostic("similar-terms", TERM_COLUMNS[row.table].name, what, hint, "warning")


def _term_list(row: Row) -> str:
    """Return the open list that a row names a term of, "" for none."""
    column = TERM_COLUMNS.get(row.table)
    if column is None or not row.cells[column.name]:
        return ""
    if row.table == "facts":
        kind = FACT_KINDS.get(row.cells["kind"])
        return kind.term_list if kind and kind.is_term(row.cells["dimension"]) else ""
    return column.term_list


def _known_keys(package: DataPackage, name: str) -> list[str]:
    return [*_declared_keys(package, name), *SHIPPED_TERMS[name]]


def _declared_keys(package: DataPackage, name: str) -> Mapping[str, Row]:
    """Return the declared terms of a list with their rows, in order."""
    rows = (row for row in package.rows.get("terms", ()) if row.cells["list"] == name and row.cells["term"])
    return {row.cells["term"]: row for row in rows}


def _fold(text: str) -> str:
    """Return a text as terms are compared: without case, hyphens and underscores are spaces."""
    return re.sub(r"[-_\s]+", " ", text).casefold()
