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

from ...errors import quote_value
from ..diagnostics import Diagnostic, sort_diagnostics
from ..parsing import (
    normalize_url,
    parse_date,
    parse_leading_period,
    parse_number,
    parse_period,
    suggest_number,
    suggest_period,
)
from ..readers.rows import DataPackage, Row
from ..schema import ALL_TABLES, FACT_KINDS, TABLES, Column, FactKind
from .cross_row import find_contradictions, find_gaps, read_fact_rows

__all__ = [
    "CERTIFICATION_PAGES",
    "KEY_PATTERN",
    "check_cells",
    "check_glyphs",
    "find_duplicates",
    "find_missing_glyphs",
    "find_stale_facts",
    "validate_package",
]

CERTIFICATION_PAGES = (
    "cover", "contents", "glance", "lane", "requirements", "statistics", "keep", "pay", "changed", "sources", "back",
    "infographic",
)  # fmt: skip
KEY_PATTERN = re.compile(r"[\w.-]+")
MAX_LISTED_CHOICES = 12  # how many choices a hint may list


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """The keys that a cell may name; None when nobody can tell: a row could not be read, or a key of it is wrong."""

    certifications: tuple[str, ...] | None
    sources: tuple[str, ...] | None


def validate_package(package: DataPackage) -> tuple[Diagnostic, ...]:
    """Return every problem of the files, the cells and the rows together, in the order of their places."""
    rows = {table: package.rows.get(table, ()) for table in TABLES}
    whole = {table for table in TABLES if _is_complete(package, table)}
    keys = {table: [*_check_keys(rows[table], table)] for table in ("certifications", "sources")}
    names = {t: tuple(row.cells[TABLES[t][0].name] for row in rows[t]) for t in keys}
    certain = {table: names[table] if table in whole and not keys[table] else None for table in keys}
    known = KnownKeys(
        certain["certifications"] or None, certain["sources"]
    )  # an empty table of the first is told itself
    found = [p for row in (row for table in rows.values() for row in table) for p in _check_row(row, known)]
    found += [*keys["certifications"], *keys["sources"], *find_duplicates(rows["certifications"], "lane")]
    found = [*package.diagnostics, *_drop_repeated(found, package), *_check_not_empty(package, whole)]
    bad = {(p.file, p.sheet, p.row, p.field) for p in found}
    sources = {row.cells["source"]: row for row in rows["sources"]}
    made = read_fact_rows(rows["facts"], sources, lambda row, name: (row.file, row.sheet, row.number, name) in bad)
    found += find_contradictions(made)
    if "facts" in whole:
        sound = {claim.row.number for claim in made}
        found += find_gaps(made, {row.cells["kind"] for row in rows["facts"] if row.number not in sound})
        found += _find_unused(rows, known)
    return sort_diagnostics(_add_pages(found, package))


def find_stale_facts(package: DataPackage, as_of: date, oldest: date | None = None) -> tuple[Diagnostic, ...]:
    """Return a warning for each told fact that no longer holds, is due for a look, or is from before `oldest`."""
    sources = {row.cells["source"]: row for row in package.rows.get("sources", ())}
    found = []
    for row in package.rows.get("facts", ()):
        if row.cells["status"]:
            continue
        source = sources.get(row.cells["source"])
        owner = source.cells["owner"] if source else ""
        hint = f"look it up again (source {row.cells['source']}, {f'owner {owner}' if owner else 'without an owner'})"
        for rule, column, what in _check_age(row, source, as_of, oldest):
            found.append(row.diagnostic(rule, column, what, hint, "warning"))
    return sort_diagnostics(_add_pages(found, package))


def find_missing_glyphs(package: DataPackage, covers: Callable[[str], bool], font: str) -> tuple[Diagnostic, ...]:
    """Return an error for each cell with a printed character that `covers` denies, naming it and the font."""
    rows = (row for table in package.rows.values() for row in table if _pages_showing(row))
    return sort_diagnostics(
        _add_pages([problem for row in rows for problem in check_glyphs(row, covers, font)], package)
    )


def check_glyphs(row: Row, covers: Callable[[str], bool], font: str) -> Iterator[Diagnostic]:
    """Yield an error for each cell of a row with a printed character that `covers` denies."""
    for column in (c.name for c in ALL_TABLES[row.table] if c.is_printed):
        lost = [c for c in dict.fromkeys(row.cells[column]) if c.isprintable() and not covers(c)]
        if lost:
            more = [f"{len(lost) - 3} more"] if len(lost) > 3 else []
            names = " and ".join([*(f"U+{ord(c):04X} {quote_value(c)}" for c in lost[:3]), *more])
            what = f"{names} {'is' if len(lost) == 1 else 'are'} not in {font}"
            hint = "write it with other characters, or choose a brand whose fonts have them"
            yield row.diagnostic("missing-character", column, what, hint)


# ── Single cells ──────────────────────────────────────────────────────────────────────────────────


def check_cells(row: Row) -> Iterator[Diagnostic]:
    """Yield what the columns of the table alone forbid."""
    for column in ALL_TABLES[row.table]:
        name, text = column.name, row.cells[column.name]
        if column is ALL_TABLES[row.table][0] and column.unique:
            continue  # a key, see _keys
        if not text and column.required:
            yield row.diagnostic(
                "missing-cell", name, f"the cell {name} is empty", f"fill it in: {_expected_content(column)}"
            )
        elif column.choices and text not in column.choices:
            yield _unknown_value(row, name, column.choices)
        elif text and column.format == "period" and parse_period(text) is None:
            guess = suggest_period(text)
            hint = f"did you mean {guess}?" if guess else "write 2014, 2014-11, 2015-06-23 or 2012/2014"
            yield row.diagnostic("not-a-period", name, f"{quote_value(text)} {_explain_bad_period(text)}", hint)
        elif text and column.format == "date" and parse_date(text) is None:
            guess = suggest_period(text)
            hint = f"did you mean {guess}?" if parse_date(guess) else "write a whole date, 2015-06-23"
            yield row.diagnostic("not-a-date", name, f"{quote_value(text)} is not a day in the calendar", hint)
        elif (
            text
            and column.format == "uri"
            and not normalize_url(text)
            and not re.fullmatch(r"mailto:\S+@\S+", text, re.I)
        ):
            hint = "write it in full, with https:// or mailto: in front"
            yield row.diagnostic(
                "not-an-address", name, f"{quote_value(text)} is no address of the web or of mail", hint
            )
        elif text and column.format == "whole" and re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) is None:
            yield row.diagnostic("not-a-lane", name, f"{quote_value(text)} is not a {name}", "write 1, 2, 3 ...")


def _check_row(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    yield from check_cells(row)
    if row.table == "facts":
        yield from _check_fact(row, known)
    if row.table == "certifications":
        yield from _check_certification(row, known)


def _check_certification(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    if not row.cells["code_now"] and not row.cells["note"]:
        what = "the certification has no code today, and the note does not say why"
        yield row.diagnostic("closed-without-note", "note", what, "write what became of it, or fill in code_now")
    yield from _check_reference(row, "source", known.sources)


def _check_fact(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    c = row.cells
    yield from _check_reference(row, "certification", known.certifications)
    yield from _check_reference(row, "source", known.sources)
    yield from _check_also(row, known)
    if c["kind"] in FACT_KINDS:
        yield from _check_kind(row, FACT_KINDS[c["kind"]])
    elif c["kind"]:
        yield _unknown_value(row, "kind", tuple(FACT_KINDS))
    until, since = parse_date(c["valid_until"]), parse_period(c["as_of"])
    if until and since and until < since.first:
        what = f"it held until {c['valid_until']}, but the source said so only in {c['as_of']}"
        yield row.diagnostic("ends-before-it-began", "valid_until", what, "correct valid_until or as_of")


def _check_kind(row: Row, kind: FactKind) -> Iterator[Diagnostic]:
    """Yield what the kind of a fact forbids in its other cells."""
    certification, dimension, unit = (row.cells[name] for name in ("certification", "dimension", "unit"))
    if not kind.allows(certification):
        what, hint = (
            f"{kind.name} is told about a certification, and the cell names none",
            "write its code, such as CPT",
        )
        if certification:
            what, hint = f"{kind.name} is told about no certification in particular", "leave the cell empty"
        yield row.diagnostic("wrong-subject", "certification", what, hint)
    if kind.dimensions is None and not dimension:
        what = f"{kind.name} needs a dimension: {kind.description[0].lower()}{kind.description[1:]}"
        yield row.diagnostic("missing-dimension", "dimension", what, "name the part in your own words")
    elif kind.dimensions == ("",) and dimension:
        yield row.diagnostic("unknown-dimension", "dimension", f"{kind.name} has no dimensions", "leave the cell empty")
    elif kind.dimensions is not None and dimension not in kind.dimensions:
        yield _unknown_value(row, "dimension", kind.dimensions)
    if kind.needs_period and not row.cells["period"]:
        what = f"{kind.name} is told of a period, and the cell names none"
        yield row.diagnostic("missing-period", "period", what, "write its year or its date, 2014 or 2015-06-23")
    if unit != kind.unit:
        what = f"{quote_value(unit)} is not the unit of {kind.name}" if unit else f"the unit of {kind.name} is missing"
        hint = f"write {kind.unit}" if kind.unit else "leave the cell empty: its value is words"
        yield row.diagnostic("wrong-unit", "unit", what, hint)
    if kind.unit and row.cells["value"]:
        yield from _check_number(row, kind, row.cells["value"])


def _check_number(row: Row, kind: FactKind, text: str) -> Iterator[Diagnostic]:
    figure = parse_number(text)
    if figure is None:
        guess = suggest_number(text)
        hint = f"write {guess}: digits and a point only" if guess else "write digits only, such as 5152 or 63.2"
        yield row.diagnostic("not-a-number", "value", f"{quote_value(text)} is not a number", hint)
    elif not kind.low <= figure <= kind.high:
        hint = (
            f"it is from {kind.low:g} to {kind.high:g}" if kind.high < float("inf") else f"it is {kind.low:g} or more"
        )
        yield row.diagnostic(
            "out-of-bounds", "value", f"{text} cannot be a figure of {kind.name}, in {kind.unit}", hint
        )
    elif kind.unit == "%" and 0 < figure < 1:
        what = f"{text} % is less than one in a hundred"
        yield row.diagnostic("a-fraction", "value", what, f"did you mean {100 * figure:g}?", "warning")
    elif kind.is_integer and figure != int(figure):
        what = f"{text} is not a whole number, as every figure of {kind.name} is"
        yield row.diagnostic("not-whole", "value", what, "write it as the source prints it")


def _check_also(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    """Yield the further sources that are unknown, named twice, or the row's own source."""
    keys = row.cells["also"].split()
    for key in dict.fromkeys(keys):
        if key == row.cells["source"] or keys.count(key) > 1:
            what = f"the source {quote_value(key)} is named twice in this row"
            yield row.diagnostic(
                "also-twice", "also", what, "leave it out here" if keys.count(key) == 1 else "name it once"
            )
        elif known.sources is not None and key not in known.sources:
            yield _unknown_value(row, "also", known.sources, key)


def _check_reference(row: Row, column: str, keys: tuple[str, ...] | None) -> Iterator[Diagnostic]:
    """Yield a cell that names no row of the other table."""
    if keys is not None and row.cells[column] and row.cells[column] not in keys:
        yield _unknown_value(row, column, keys)


@lru_cache(maxsize=1024)  # a slip is often made all the way down a column
def _closest_match(value: str, known: tuple[str, ...]) -> str:
    folded = {key.casefold(): key for key in reversed(known) if key}
    near = get_close_matches(value.casefold(), folded, n=1)
    return folded[near[0]] if near else ""


def _unknown_value(row: Row, column: str, known: Sequence[str], value: str | None = None) -> Diagnostic:
    """Return the problem of a cell that is none of `known`, with the nearest of them."""
    value = row.cells[column] if value is None else value
    known = tuple(dict.fromkeys(known))
    noun = "source" if column == "also" else column
    near = _closest_match(value, known)
    add = f", or add it to {noun}s" if noun in ("certification", "source") else ""
    if near:
        hint = f"did you mean {quote_value(near)}?"
    elif len(known) > MAX_LISTED_CHOICES:
        hint = f"use one of the {len(known)} {noun}s that there are, such as {known[0]}{add}"
    else:
        hint = (
            f"use one of {', '.join(key or 'an empty cell' for key in known)}{add}" if known else f"add it to {noun}s"
        )
    what = f"{quote_value(value)} is not a known {noun}" if value else f"the {noun} is missing"
    return row.diagnostic(f"unknown-{noun}" if value else f"missing-{noun}", column, what, hint)


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────


def _is_complete(package: DataPackage, table: str) -> bool:
    """Tell whether every row of a table could be read, so that what is not in it is nowhere."""
    rows = package.rows.get(table)
    broken = [p for p in package.diagnostics if p.severity == "error"]
    if not rows:
        return rows is not None and not broken
    sheets, read = {(row.file, row.sheet) for row in rows}, {(row.file, row.sheet, row.number) for row in rows}
    return not any((p.file, p.sheet) in sheets and (p.file, p.sheet, p.row) not in read for p in broken)


def _check_not_empty(package: DataPackage, complete: set[str]) -> Iterator[Diagnostic]:
    for table, noun in (("certifications", "certification"), ("facts", "fact")):
        if table in complete and not package.rows[table]:
            yield Diagnostic(f"no-{noun}", f"there is no {noun}", f"add a row to the table of {table}", package.file)


def _check_keys(rows: Iterable[Row], table: str) -> Iterator[Diagnostic]:
    """Yield the keys of a table that other rows cannot name."""
    column = TABLES[table][0].name
    for row in rows:
        key = row.cells[column]
        if key and KEY_PATTERN.fullmatch(key) is None:
            yield row.diagnostic(
                "not-a-key", column, f"{quote_value(key)} is not a key", "write letters, digits, . - and _ only"
            )
        if not key:
            yield row.diagnostic(
                "missing-cell",
                column,
                f"the cell {column} is empty",
                f"fill it in: {_expected_content(TABLES[table][0])}",
            )
    yield from find_duplicates(rows, column)


def find_duplicates(rows: Iterable[Row], column: str, normalize: Callable[[str], str] = str) -> Iterator[Diagnostic]:
    """Yield the cells of a unique column whose value an earlier row has, as far as `alike` tells them apart."""
    first: dict[str, Row] = {}
    for row in rows:
        value = row.cells[column]
        if value and (other := first.setdefault(normalize(value), row)) is not row:
            what = f"the {column} {quote_value(value)} stands at {other.location} too"
            yield row.diagnostic(f"{column}-twice", column, what, "give every row one of its own")


def _find_unused(rows: dict[str, tuple[Row, ...]], known: KnownKeys) -> Iterator[Diagnostic]:
    """Yield what stands in one table and is told nothing about in the others."""
    told = {row.cells["certification"] for row in rows["facts"]}
    for row in rows["certifications"] if known.certifications else ():
        if (code := row.cells["certification"]) not in told:
            hint = "add what is known, or remove the row"
            yield row.diagnostic("no-facts", "certification", f"no fact is about {quote_value(code)}", hint, "warning")
    cited = {row.cells["source"] for table in ("certifications", "facts") for row in rows[table]}
    cited.update(key for row in rows["facts"] for key in row.cells["also"].split())
    for row in rows["sources"] if known.sources else ():
        if (key := row.cells["source"]) not in cited:
            what, hint = f"no row names the source {quote_value(key)}", "remove it, or name it where it was used"
            yield row.diagnostic("unused-source", "source", what, hint, "warning")


def _check_age(row: Row, source: Row | None, as_of: date, oldest: date | None) -> Iterator[tuple[str, str, str]]:
    """Yield rule, column and reason for all by which a fact is old."""
    c = row.cells
    if (until := parse_date(c["valid_until"])) and until < as_of:
        yield "expired", "valid_until", f"this held only until {until}"
    if (review := parse_date(c["review_after"])) and review < as_of:
        yield "review-due", "review_after", f"this was to be looked at again after {review}"
    if c["as_of"] and parse_period(c["as_of"]) is None:
        return
    column = "as_of" if c["as_of"] else "source"
    said = (
        parse_period(c["as_of"]) if c["as_of"] else parse_leading_period(source.cells["published"]) if source else None
    )
    if said and said.first > as_of:
        yield "in-the-future", column, f"this is as of {said.first}, which is still to come"
    if oldest is None:
        return
    if said is None:
        yield "undated", column, "nobody knows how old this is: as_of is empty, and its source has no date"
    elif said.last < oldest:
        yield "old", column, f"this is as of {said.last}, before {oldest}"


def _drop_repeated(diagnostics: Iterable[Diagnostic], package: DataPackage) -> Iterator[Diagnostic]:
    """Leave out what is told already: of the same cell, or at the header that lacks the cell's column."""
    cells = {(p.file, p.sheet, p.row, p.field) for p in package.diagnostics}
    headers = {(p.file, p.sheet) for p in package.diagnostics if p.row <= 1 and p.severity == "error"}
    for p in diagnostics:
        here = p.file, p.sheet
        if (*here, p.row, p.field) not in cells and (p.column or here not in headers):
            yield p


def _add_pages(diagnostics: Iterable[Diagnostic], package: DataPackage) -> Iterator[Diagnostic]:
    """Give each problem of a row the pages that would have shown it."""
    rows = {(row.file, row.sheet, row.number): row for table in package.rows.values() for row in table}
    for problem in diagnostics:
        row = rows.get((problem.file, problem.sheet, problem.row))
        yield replace(problem, shown=_pages_showing(row)) if row else problem


def _pages_showing(row: Row) -> tuple[str, ...]:
    if row.table == "facts":
        return FACT_KINDS[row.cells["kind"]].pages if row.cells["kind"] in FACT_KINDS else ()
    return CERTIFICATION_PAGES if row.table == "certifications" else ("sources",)


def _expected_content(column: Column) -> str:
    """Say what belongs into a cell: one of the choices, or what the column is about."""
    if choices := ", ".join(options for options in column.choices if options):
        return f"one of {choices}"
    return column.description[0].lower() + column.description[1:].rstrip(".")


def _explain_bad_period(text: str) -> str:
    ends = text.split("/")
    if len(ends) == 2 and all(map(parse_period, ends)):
        return "does not run from an earlier to a later time"
    shape = r"\d{4}(-\d{2}){0,2}"
    return "is not in the calendar" if re.fullmatch(f"{shape}(/{shape})?", text, re.ASCII) else "is not a period"
