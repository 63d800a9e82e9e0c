"""examine(): everything that is wrong with a data package, at once, each with its place and its cure.

Also what has grown old, and what the brand's fonts cannot print. Nothing here raises for bad data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from .consistency import claims, contradictions, gaps
from .errors import shown
from .fields import KINDS, SCHEMAS, TABLES, Column, Kind
from .problems import Problem, in_order
from .tables import Package, Row
from .values import day, days, meant_number, meant_period, number, opening, web

__all__ = ["KEY", "PAGES", "cells", "examine", "lacking", "missing_glyphs", "stale", "twice"]

PAGES = (
    "cover", "contents", "glance", "lane", "requirements", "statistics", "keep", "pay", "changed", "sources", "back",
    "infographic",
)  # fmt: skip
KEY = re.compile(r"[\w.-]+")
LISTED = 12  # how many choices a hint may list


@dataclass(frozen=True, slots=True)
class Known:
    """The keys that a cell may name; None when nobody can tell: a row could not be read, or a key of it is wrong."""

    certifications: tuple[str, ...] | None
    sources: tuple[str, ...] | None


def examine(package: Package) -> tuple[Problem, ...]:
    """Return every problem of the files, the cells and the rows together, in the order of their places."""
    rows = {table: package.rows.get(table, ()) for table in TABLES}
    whole = {table for table in TABLES if _whole(package, table)}
    keys = {table: [*_keys(rows[table], table)] for table in ("certifications", "sources")}
    names = {t: tuple(row.cells[TABLES[t][0].name] for row in rows[t]) for t in keys}
    certain = {table: names[table] if table in whole and not keys[table] else None for table in keys}
    known = Known(certain["certifications"] or None, certain["sources"])  # an empty table of the first is told itself
    found = [p for row in (row for table in rows.values() for row in table) for p in _row(row, known)]
    found += [*keys["certifications"], *keys["sources"], *twice(rows["certifications"], "lane")]
    found = [*package.problems, *_not_told(found, package), *_empty(package, whole)]
    bad = {(p.file, p.sheet, p.row, p.field) for p in found}
    sources = {row.cells["source"]: row for row in rows["sources"]}
    made = claims(rows["facts"], sources, lambda row, name: (row.file, row.sheet, row.number, name) in bad)
    found += contradictions(made)
    if "facts" in whole:
        sound = {claim.row.number for claim in made}
        found += gaps(made, {row.cells["kind"] for row in rows["facts"] if row.number not in sound})
        found += _unused(rows, known)
    return in_order(_with_pages(found, package))


def stale(package: Package, as_of: date, oldest: date | None = None) -> tuple[Problem, ...]:
    """Return a warning for each told fact that no longer holds, is due for a look, or is from before `oldest`."""
    sources = {row.cells["source"]: row for row in package.rows.get("sources", ())}
    found = []
    for row in package.rows.get("facts", ()):
        if row.cells["status"]:
            continue
        source = sources.get(row.cells["source"])
        owner = source.cells["owner"] if source else ""
        hint = f"look it up again (source {row.cells['source']}, {f'owner {owner}' if owner else 'without an owner'})"
        for rule, column, what in _aged(row, source, as_of, oldest):
            found.append(row.problem(rule, column, what, hint, "warning"))
    return in_order(_with_pages(found, package))


def missing_glyphs(package: Package, covers: Callable[[str], bool], font: str) -> tuple[Problem, ...]:
    """Return an error for each cell with a printed character that `covers` denies, naming it and the font."""
    rows = (row for table in package.rows.values() for row in table if _pages(row))
    return in_order(_with_pages([problem for row in rows for problem in lacking(row, covers, font)], package))


def lacking(row: Row, covers: Callable[[str], bool], font: str) -> Iterator[Problem]:
    """Yield an error for each cell of a row with a printed character that `covers` denies."""
    for column in (c.name for c in SCHEMAS[row.table] if c.printed):
        lost = [c for c in dict.fromkeys(row.cells[column]) if c.isprintable() and not covers(c)]
        if lost:
            more = [f"{len(lost) - 3} more"] if len(lost) > 3 else []
            names = " and ".join([*(f"U+{ord(c):04X} {shown(c)}" for c in lost[:3]), *more])
            what = f"{names} {'is' if len(lost) == 1 else 'are'} not in {font}"
            hint = "write it with other characters, or choose a brand whose fonts have them"
            yield row.problem("missing-character", column, what, hint)


# ── Single cells ──────────────────────────────────────────────────────────────────────────────────


def cells(row: Row) -> Iterator[Problem]:
    """Yield what the columns of the table alone forbid."""
    for column in SCHEMAS[row.table]:
        name, text = column.name, row.cells[column.name]
        if column is SCHEMAS[row.table][0] and column.unique:
            continue  # a key, see _keys
        if not text and column.required:
            yield row.problem("missing-cell", name, f"the cell {name} is empty", f"fill it in: {_plain(column)}")
        elif column.choices and text not in column.choices:
            yield _unknown(row, name, column.choices)
        elif text and column.format == "period" and days(text) is None:
            guess = meant_period(text)
            hint = f"did you mean {guess}?" if guess else "write 2014, 2014-11, 2015-06-23 or 2012/2014"
            yield row.problem("not-a-period", name, f"{shown(text)} {_why_no_period(text)}", hint)
        elif text and column.format == "date" and day(text) is None:
            guess = meant_period(text)
            hint = f"did you mean {guess}?" if day(guess) else "write a whole date, 2015-06-23"
            yield row.problem("not-a-date", name, f"{shown(text)} is not a day in the calendar", hint)
        elif text and column.format == "uri" and not web(text) and not re.fullmatch(r"mailto:\S+@\S+", text, re.I):
            hint = "write it in full, with https:// or mailto: in front"
            yield row.problem("not-an-address", name, f"{shown(text)} is no address of the web or of mail", hint)
        elif text and column.format == "whole" and re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) is None:
            yield row.problem("not-a-lane", name, f"{shown(text)} is not a {name}", "write 1, 2, 3 ...")


def _row(row: Row, known: Known) -> Iterator[Problem]:
    yield from cells(row)
    if row.table == "facts":
        yield from _fact(row, known)
    if row.table == "certifications":
        yield from _certification(row, known)


def _certification(row: Row, known: Known) -> Iterator[Problem]:
    if not row.cells["code_now"] and not row.cells["note"]:
        what = "the certification has no code today, and the note does not say why"
        yield row.problem("closed-without-note", "note", what, "write what became of it, or fill in code_now")
    yield from _named(row, "source", known.sources)


def _fact(row: Row, known: Known) -> Iterator[Problem]:
    c = row.cells
    yield from _named(row, "certification", known.certifications)
    yield from _named(row, "source", known.sources)
    yield from _also(row, known)
    if c["kind"] in KINDS:
        yield from _of_kind(row, KINDS[c["kind"]])
    elif c["kind"]:
        yield _unknown(row, "kind", tuple(KINDS))
    until, since = day(c["valid_until"]), days(c["as_of"])
    if until and since and until < since.first:
        what = f"it held until {c['valid_until']}, but the source said so only in {c['as_of']}"
        yield row.problem("ends-before-it-began", "valid_until", what, "correct valid_until or as_of")


def _of_kind(row: Row, kind: Kind) -> Iterator[Problem]:
    """Yield what the kind of a fact forbids in its other cells."""
    certification, dimension, unit = (row.cells[name] for name in ("certification", "dimension", "unit"))
    if not kind.allows(certification):
        what, hint = (
            f"{kind.name} is told about a certification, and the cell names none",
            "write its code, such as CPT",
        )
        if certification:
            what, hint = f"{kind.name} is told about no certification in particular", "leave the cell empty"
        yield row.problem("wrong-subject", "certification", what, hint)
    if kind.dimensions is None and not dimension:
        what = f"{kind.name} needs a dimension: {kind.about[0].lower()}{kind.about[1:]}"
        yield row.problem("missing-dimension", "dimension", what, "name the part in your own words")
    elif kind.dimensions == ("",) and dimension:
        yield row.problem("unknown-dimension", "dimension", f"{kind.name} has no dimensions", "leave the cell empty")
    elif kind.dimensions is not None and dimension not in kind.dimensions:
        yield _unknown(row, "dimension", kind.dimensions)
    if kind.dated and not row.cells["period"]:
        what = f"{kind.name} is told of a period, and the cell names none"
        yield row.problem("missing-period", "period", what, "write its year or its date, 2014 or 2015-06-23")
    if unit != kind.unit:
        what = f"{shown(unit)} is not the unit of {kind.name}" if unit else f"the unit of {kind.name} is missing"
        hint = f"write {kind.unit}" if kind.unit else "leave the cell empty: its value is words"
        yield row.problem("wrong-unit", "unit", what, hint)
    if kind.unit and row.cells["value"]:
        yield from _figure(row, kind, row.cells["value"])


def _figure(row: Row, kind: Kind, text: str) -> Iterator[Problem]:
    figure = number(text)
    if figure is None:
        guess = meant_number(text)
        hint = f"write {guess}: digits and a point only" if guess else "write digits only, such as 5152 or 63.2"
        yield row.problem("not-a-number", "value", f"{shown(text)} is not a number", hint)
    elif not kind.low <= figure <= kind.high:
        hint = (
            f"it is from {kind.low:g} to {kind.high:g}" if kind.high < float("inf") else f"it is {kind.low:g} or more"
        )
        yield row.problem("out-of-bounds", "value", f"{text} cannot be a figure of {kind.name}, in {kind.unit}", hint)
    elif kind.unit == "%" and 0 < figure < 1:
        what = f"{text} % is less than one in a hundred"
        yield row.problem("a-fraction", "value", what, f"did you mean {100 * figure:g}?", "warning")
    elif kind.whole and figure != int(figure):
        what = f"{text} is not a whole number, as every figure of {kind.name} is"
        yield row.problem("not-whole", "value", what, "write it as the source prints it")


def _also(row: Row, known: Known) -> Iterator[Problem]:
    """Yield the further sources that are unknown, named twice, or the row's own source."""
    keys = row.cells["also"].split()
    for key in dict.fromkeys(keys):
        if key == row.cells["source"] or keys.count(key) > 1:
            what = f"the source {shown(key)} is named twice in this row"
            yield row.problem(
                "also-twice", "also", what, "leave it out here" if keys.count(key) == 1 else "name it once"
            )
        elif known.sources is not None and key not in known.sources:
            yield _unknown(row, "also", known.sources, key)


def _named(row: Row, column: str, keys: tuple[str, ...] | None) -> Iterator[Problem]:
    """Yield a cell that names no row of the other table."""
    if keys is not None and row.cells[column] and row.cells[column] not in keys:
        yield _unknown(row, column, keys)


@lru_cache(maxsize=1024)  # a slip is often made all the way down a column
def _nearest(value: str, known: tuple[str, ...]) -> str:
    folded = {key.casefold(): key for key in reversed(known) if key}
    near = get_close_matches(value.casefold(), folded, n=1)
    return folded[near[0]] if near else ""


def _unknown(row: Row, column: str, known: Sequence[str], value: str | None = None) -> Problem:
    """Return the problem of a cell that is none of `known`, with the nearest of them."""
    value = row.cells[column] if value is None else value
    known = tuple(dict.fromkeys(known))
    noun = "source" if column == "also" else column
    near = _nearest(value, known)
    add = f", or add it to {noun}s" if noun in ("certification", "source") else ""
    if near:
        hint = f"did you mean {shown(near)}?"
    elif len(known) > LISTED:
        hint = f"use one of the {len(known)} {noun}s that there are, such as {known[0]}{add}"
    else:
        hint = (
            f"use one of {', '.join(key or 'an empty cell' for key in known)}{add}" if known else f"add it to {noun}s"
        )
    what = f"{shown(value)} is not a known {noun}" if value else f"the {noun} is missing"
    return row.problem(f"unknown-{noun}" if value else f"missing-{noun}", column, what, hint)


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────


def _whole(package: Package, table: str) -> bool:
    """Tell whether every row of a table could be read, so that what is not in it is nowhere."""
    rows = package.rows.get(table)
    broken = [p for p in package.problems if p.severity == "error"]
    if not rows:
        return rows is not None and not broken
    sheets, read = {(row.file, row.sheet) for row in rows}, {(row.file, row.sheet, row.number) for row in rows}
    return not any((p.file, p.sheet) in sheets and (p.file, p.sheet, p.row) not in read for p in broken)


def _empty(package: Package, whole: set[str]) -> Iterator[Problem]:
    for table, noun in (("certifications", "certification"), ("facts", "fact")):
        if table in whole and not package.rows[table]:
            yield Problem(f"no-{noun}", f"there is no {noun}", f"add a row to the table of {table}", package.file)


def _keys(rows: Iterable[Row], table: str) -> Iterator[Problem]:
    """Yield the keys of a table that other rows cannot name."""
    column = TABLES[table][0].name
    for row in rows:
        key = row.cells[column]
        if key and KEY.fullmatch(key) is None:
            yield row.problem(
                "not-a-key", column, f"{shown(key)} is not a key", "write letters, digits, . - and _ only"
            )
        if not key:
            yield row.problem(
                "missing-cell", column, f"the cell {column} is empty", f"fill it in: {_plain(TABLES[table][0])}"
            )
    yield from twice(rows, column)


def twice(rows: Iterable[Row], column: str, alike: Callable[[str], str] = str) -> Iterator[Problem]:
    """Yield the cells of a unique column whose value an earlier row has, as far as `alike` tells them apart."""
    first: dict[str, Row] = {}
    for row in rows:
        value = row.cells[column]
        if value and (other := first.setdefault(alike(value), row)) is not row:
            what = f"the {column} {shown(value)} stands at {other.place} too"
            yield row.problem(f"{column}-twice", column, what, "give every row one of its own")


def _unused(rows: dict[str, tuple[Row, ...]], known: Known) -> Iterator[Problem]:
    """Yield what stands in one table and is told nothing about in the others."""
    told = {row.cells["certification"] for row in rows["facts"]}
    for row in rows["certifications"] if known.certifications else ():
        if (code := row.cells["certification"]) not in told:
            hint = "add what is known, or remove the row"
            yield row.problem("no-facts", "certification", f"no fact is about {shown(code)}", hint, "warning")
    cited = {row.cells["source"] for table in ("certifications", "facts") for row in rows[table]}
    cited.update(key for row in rows["facts"] for key in row.cells["also"].split())
    for row in rows["sources"] if known.sources else ():
        if (key := row.cells["source"]) not in cited:
            what, hint = f"no row names the source {shown(key)}", "remove it, or name it where it was used"
            yield row.problem("unused-source", "source", what, hint, "warning")


def _aged(row: Row, source: Row | None, as_of: date, oldest: date | None) -> Iterator[tuple[str, str, str]]:
    """Yield rule, column and reason for all by which a fact is old."""
    c = row.cells
    if (until := day(c["valid_until"])) and until < as_of:
        yield "expired", "valid_until", f"this held only until {until}"
    if (review := day(c["review_after"])) and review < as_of:
        yield "review-due", "review_after", f"this was to be looked at again after {review}"
    if c["as_of"] and days(c["as_of"]) is None:
        return
    column = "as_of" if c["as_of"] else "source"
    said = days(c["as_of"]) if c["as_of"] else opening(source.cells["published"]) if source else None
    if said and said.first > as_of:
        yield "in-the-future", column, f"this is as of {said.first}, which is still to come"
    if oldest is None:
        return
    if said is None:
        yield "undated", column, "nobody knows how old this is: as_of is empty, and its source has no date"
    elif said.last < oldest:
        yield "old", column, f"this is as of {said.last}, before {oldest}"


def _not_told(problems: Iterable[Problem], package: Package) -> Iterator[Problem]:
    """Leave out what is told already: of the same cell, or at the header that lacks the cell's column."""
    cells = {(p.file, p.sheet, p.row, p.field) for p in package.problems}
    headers = {(p.file, p.sheet) for p in package.problems if p.row <= 1 and p.severity == "error"}
    for p in problems:
        here = p.file, p.sheet
        if (*here, p.row, p.field) not in cells and (p.column or here not in headers):
            yield p


def _with_pages(problems: Iterable[Problem], package: Package) -> Iterator[Problem]:
    """Give each problem of a row the pages that would have shown it."""
    rows = {(row.file, row.sheet, row.number): row for table in package.rows.values() for row in table}
    for problem in problems:
        row = rows.get((problem.file, problem.sheet, problem.row))
        yield replace(problem, shown=_pages(row)) if row else problem


def _pages(row: Row) -> tuple[str, ...]:
    if row.table == "facts":
        return KINDS[row.cells["kind"]].shown if row.cells["kind"] in KINDS else ()
    return PAGES if row.table == "certifications" else ("sources",)


def _plain(column: Column) -> str:
    """Say what belongs into a cell: one of the choices, or what the column is about."""
    if choices := ", ".join(choice for choice in column.choices if choice):
        return f"one of {choices}"
    return column.about[0].lower() + column.about[1:].rstrip(".")


def _why_no_period(text: str) -> str:
    ends = text.split("/")
    if len(ends) == 2 and all(map(days, ends)):
        return "does not run from an earlier to a later time"
    shape = r"\d{4}(-\d{2}){0,2}"
    return "is not in the calendar" if re.fullmatch(f"{shape}(/{shape})?", text, re.ASCII) else "is not a period"
