"""Checks a data package: cells, keys, references, age of facts, and characters that fonts lack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from ...errors import quote_value
from ..currencies import CURRENCIES
from ..diagnostics import Diagnostic, sort_diagnostics
from ..parsing import (
    parse_date,
    parse_leading_period,
    parse_number,
    parse_period,
    suggest_number,
    suggest_period,
)
from ..readers.rows import DataPackage, Row
from ..schema import ALL_TABLES, FACT_KINDS, RATE_BASES, TABLES, Column, FactKind
from ..scripts import refused_scripts
from ..terms import ORDERED_LIST
from ..web_addresses import normalize_url
from .cross_row import find_contradictions, find_gaps, read_fact_rows
from .current_codes import check_current_codes
from .term_rules import check_terms, education_levels, unify_spelling, unknown_level

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

ORGANIZATION_PAGES = ("cover", "glance", "lane", "sources", "notes", "back", "infographic")
CERTIFICATION_PAGES = (
    "cover", "contents", "glance", "lane", "requirements", "statistics", "keep", "pay", "changed", "sources", "back",
    "infographic",
)  # fmt: skip
KEY_PATTERN = re.compile(r"[\w.-]+")
MAX_DECIMALS = 6
MAX_PRINTED_DECIMALS = 2  # of a percentage; more are probably computed
MAX_LISTED_CHOICES = 12  # how many choices a hint may list


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """The keys that a cell may name; None if they are unknown because the table or its keys have errors."""

    certifications: tuple[str, ...] | None
    sources: tuple[str, ...] | None
    levels: tuple[str, ...]  # of education, from the lowest


def validate_package(package: DataPackage) -> tuple[Diagnostic, ...]:
    """Return all diagnostics of files, cells and rows, in order of location."""
    package = unify_spelling(package)
    rows = {table: package.rows.get(table, ()) for table in TABLES}
    complete = {table for table in TABLES if _is_complete(package, table)}
    key_errors = {table: [*_check_keys(rows[table], table)] for table in ("certifications", "sources")}
    names = {t: tuple(row.cells[TABLES[t][0].name] for row in rows[t]) for t in key_errors}
    certain = {
        table: names[table] if table in complete and not errors else None for table, errors in key_errors.items()
    }
    # an empty table of certifications has its own diagnostic
    known = KnownKeys(certain["certifications"] or None, certain["sources"], education_levels(package))
    found = [p for table in rows.values() for row in table for p in _check_row(row, known)]
    found += [*key_errors["certifications"], *key_errors["sources"], *find_duplicates(rows["certifications"], "lane")]
    found += check_current_codes(rows["certifications"])
    found += check_terms(package)
    found = [*package.diagnostics, *_drop_repeated(found, package), *_check_not_empty(package, complete)]
    found += _check_organization(package, complete)
    bad = {(p.file, p.sheet, p.row, p.field) for p in found if p.severity == "error"}
    sources = {row.cells["source"]: row for row in rows["sources"]}
    fact_rows = read_fact_rows(rows["facts"], sources, lambda row, name: (row.file, row.sheet, row.number, name) in bad)
    found += find_contradictions(fact_rows)
    if "facts" in complete:
        sound = {fact.row.number for fact in fact_rows}
        found += find_gaps(fact_rows, {row.cells["kind"] for row in rows["facts"] if row.number not in sound})
        found += _find_unused(rows, known)
    return sort_diagnostics(_add_pages(found, package))


def find_stale_facts(package: DataPackage, as_of: date, oldest: date | None = None) -> tuple[Diagnostic, ...]:
    """Return a warning for each stated fact that is expired or due for review at `as_of`, or older than `oldest`.

    Without `oldest`, age is not checked.
    """
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
    """Return an error for each printed cell with characters that the fonts lack.

    `covers` tells whether the fonts, called `font`, have a character.
    """
    rows = (row for table in package.rows.values() for row in table if _pages_showing(row))
    return sort_diagnostics(_add_pages([error for row in rows for error in check_glyphs(row, covers, font)], package))


def check_glyphs(row: Row, covers: Callable[[str], bool], font: str) -> Iterator[Diagnostic]:
    """Yield an error for each printed cell of a row with characters that `covers` does not have.

    Characters that no font makes readable, such as those of Arabic, are named by their script.
    """
    for column in (c.name for c in ALL_TABLES[row.table] if c.is_printed):
        if refused := next(refused_scripts(row.cells[column]), ""):
            hint = "write it in letters that stand side by side from left to right"
            yield row.diagnostic("unsupported-script", column, f"{refused} cannot be set", hint)
            continue
        missing = [c for c in dict.fromkeys(row.cells[column]) if c.isprintable() and not covers(c)]
        if missing:
            more = [f"{len(missing) - 3} more"] if len(missing) > 3 else []
            names = " and ".join([*(f"U+{ord(c):04X} {quote_value(c)}" for c in missing[:3]), *more])
            what = f"{names} {'is' if len(missing) == 1 else 'are'} not in {font}"
            hint = "write it with other characters, or choose a brand whose fonts have them"
            yield row.diagnostic("missing-character", column, what, hint)


# ── Single cells ──────────────────────────────────────────────────────────────────────────────────


def check_cells(row: Row) -> Iterator[Diagnostic]:
    """Yield errors of single cells: empty, not a choice, or not of the format of the column."""
    for column in ALL_TABLES[row.table]:
        name, text = column.name, row.cells[column.name]
        if column is ALL_TABLES[row.table][0] and column.unique:
            continue  # see _check_keys
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
            yield row.diagnostic("not-an-address", name, f"{quote_value(text)} is not a web or mail address", hint)
        elif text and column.format == "whole" and re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII) is None:
            yield row.diagnostic("not-a-lane", name, f"{quote_value(text)} is not a {name}", "write 1, 2, 3 ...")


def _check_row(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    yield from check_cells(row)
    if row.table == "facts":
        yield from _check_fact(row, known)
    if row.table == "certifications":
        yield from _check_reference(row, "source", known.sources)
    if row.table == "organization":
        yield from _check_noun(row)


def _check_noun(row: Row) -> Iterator[Diagnostic]:
    """Yield the noun or the plural of an organization if only the other one is given."""
    for column, other in (("noun", "plural"), ("plural", "noun")):
        if row.cells[other] and not row.cells[column]:
            what = f"the {other} is {quote_value(row.cells[other])}, and the {column} is missing"
            yield row.diagnostic("half-a-noun", column, what, "fill in both, or empty both")


def _check_fact(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    c = row.cells
    yield from _check_reference(row, "certification", known.certifications)
    yield from _check_reference(row, "source", known.sources)
    yield from _check_also(row, known)
    if c["kind"] in FACT_KINDS:
        yield from _check_kind(row, FACT_KINDS[c["kind"]], known)
    elif c["kind"]:
        yield _unknown_value(row, "kind", tuple(FACT_KINDS))
    until, since = parse_date(c["valid_until"]), parse_period(c["as_of"])
    if until and since and until < since.first:
        what = f"it held until {c['valid_until']}, but the source said so only in {c['as_of']}"
        yield row.diagnostic("ends-before-it-began", "valid_until", what, "correct valid_until or as_of")


def _check_kind(row: Row, kind: FactKind, known: KnownKeys) -> Iterator[Diagnostic]:
    """Yield cells that do not match the kind of the fact."""
    certification, dimension, unit = (row.cells[name] for name in ("certification", "dimension", "unit"))
    if not kind.allows(certification):
        if certification:
            what, hint = f"{kind.name} is told about no certification in particular", "leave the cell empty"
        else:
            what, hint = (
                f"{kind.name} is told about a certification, and the cell names none",
                "write its code, such as CPT",
            )
        yield row.diagnostic("wrong-subject", "certification", what, hint)
    if kind.dimensions is None and not dimension:
        what = f"{kind.name} needs a dimension: {kind.description[0].lower()}{kind.description[1:]}"
        yield row.diagnostic("missing-dimension", "dimension", what, "name the part in your own words")
    elif kind.dimensions == ("",) and dimension:
        yield row.diagnostic("unknown-dimension", "dimension", f"{kind.name} has no dimensions", "leave the cell empty")
    elif kind.is_term(dimension):
        if kind.term_list == ORDERED_LIST and dimension not in known.levels:
            yield unknown_level(row, known.levels)
    elif kind.dimensions is not None and dimension not in kind.dimensions:
        yield _unknown_value(row, "dimension", kind.dimensions)
    if kind.needs_period and not row.cells["period"]:
        what = f"{kind.name} is told of a period, and the cell names none"
        yield row.diagnostic("missing-period", "period", what, "write its year or its date, 2014 or 2015-06-23")
    if kind.is_money and unit:
        if unit not in CURRENCIES:
            yield _unknown_currency(row)
    elif unit != kind.unit:
        what = f"{quote_value(unit)} is not the unit of {kind.name}" if unit else f"the unit of {kind.name} is missing"
        expected = f"{kind.unit}, or the code of another currency" if kind.is_money else kind.unit
        hint = f"write {expected}" if kind.unit else "leave the cell empty: its value is words"
        yield row.diagnostic("wrong-unit", "unit", what, hint)
    if kind.unit and row.cells["value"]:
        yield from _check_number(row, kind, row.cells["value"])


def _unknown_currency(row: Row) -> Diagnostic:
    unit = row.cells["unit"]
    near = get_close_matches(unit.upper(), CURRENCIES, n=1)
    hint = f"did you mean {near[0]}?" if near else "write the code of a currency, such as USD, EUR or GBP"
    return row.diagnostic("unknown-currency", "unit", f"{quote_value(unit)} is not the code of a currency", hint)


def _check_number(row: Row, kind: FactKind, text: str) -> Iterator[Diagnostic]:
    number = parse_number(text)
    decimals = len(text.rstrip("0").partition(".")[2])
    if number is None and re.fullmatch(r"-?\d+\.\d+", text, re.ASCII):
        what = f"{quote_value(text)} has {decimals} decimals, more than {MAX_DECIMALS}"
        yield row.diagnostic("too-many-decimals", "value", what, "round it as the source prints it")
    elif number is None:
        guess = suggest_number(text)
        hint = f"write {guess}: digits and a point only" if guess else "write digits only, such as 5152 or 63.2"
        yield row.diagnostic("not-a-number", "value", f"{quote_value(text)} is not a number", hint)
    elif not kind.low <= number <= kind.high:
        hint = (
            f"it is from {kind.low:g} to {kind.high:g}" if kind.high < float("inf") else f"it is {kind.low:g} or more"
        )
        yield row.diagnostic(
            "out-of-bounds", "value", f"{text} cannot be a figure of {kind.name}, in {kind.unit}", hint
        )
    elif kind.unit == "%" and 0 < number < 1 and kind.name not in RATE_BASES:  # those are compared with the passes
        what = f"{text} % is less than one in a hundred"
        yield row.diagnostic("a-fraction", "value", what, f"did you mean {100 * number:g}?", "warning")
    elif kind.unit == "%" and decimals > MAX_PRINTED_DECIMALS:
        what = f"{text} % is printed with {decimals} decimals"
        yield row.diagnostic("many-decimals", "value", what, "round it as the source prints it", "warning")
    elif kind.is_integer and number != int(number):
        what = f"{text} is not a whole number, as every figure of {kind.name} is"
        yield row.diagnostic("not-whole", "value", what, "write it as the source prints it")


def _check_also(row: Row, known: KnownKeys) -> Iterator[Diagnostic]:
    """Yield further sources that are unknown, listed twice, or the same as the source of the row."""
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
    """Yield a cell whose key is not in the other table. `keys` is None if the keys are unknown."""
    if keys is not None and row.cells[column] and row.cells[column] not in keys:
        yield _unknown_value(row, column, keys)


@lru_cache(maxsize=1024)  # the same typo often fills a column
def _closest_match(value: str, known: tuple[str, ...]) -> str:
    folded = {key.casefold(): key for key in reversed(known) if key}
    matches = get_close_matches(value.casefold(), folded, n=1)
    return folded[matches[0]] if matches else ""


def _unknown_value(row: Row, column: str, known: Sequence[str], value: str | None = None) -> Diagnostic:
    """Return an error for a cell, or one value in it, that is not in `known`. The hint names the closest match."""
    value = row.cells[column] if value is None else value
    known = tuple(dict.fromkeys(known))
    noun = "source" if column == "also" else column
    closest = _closest_match(value, known)
    suggestion = f", or add it to {noun}s" if noun in ("certification", "source") else ""
    if closest:
        hint = f"did you mean {quote_value(closest)}?"
    elif len(known) > MAX_LISTED_CHOICES:
        hint = f"use one of the {len(known)} {noun}s that there are, such as {known[0]}{suggestion}"
    else:
        hint = (
            f"use one of {', '.join(key or 'an empty cell' for key in known)}{suggestion}"
            if known
            else f"add it to {noun}s"
        )
    what = f"{quote_value(value)} is not a known {noun}" if value else f"the {noun} is missing"
    return row.diagnostic(f"unknown-{noun}" if value else f"missing-{noun}", column, what, hint)


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────


def _is_complete(package: DataPackage, table: str) -> bool:
    """Tell whether all rows of a table could be read, so that a key that is not in it does not exist."""
    rows = package.rows.get(table)
    errors = [p for p in package.diagnostics if p.severity == "error"]
    if not rows:
        return rows is not None and not errors
    sheets, read = {(row.file, row.sheet) for row in rows}, {(row.file, row.sheet, row.number) for row in rows}
    return not any((p.file, p.sheet) in sheets and (p.file, p.sheet, p.row) not in read for p in errors)


def _check_not_empty(package: DataPackage, complete: set[str]) -> Iterator[Diagnostic]:
    for table, noun in (("certifications", "certification"), ("facts", "fact")):
        if table in complete and not package.rows[table]:
            yield Diagnostic(f"no-{noun}", f"there is no {noun}", f"add a row to the table of {table}", package.file)


def _check_organization(package: DataPackage, complete: set[str]) -> Iterator[Diagnostic]:
    """Yield a warning if no organization is named, and an error for each row below the first."""
    rows = package.rows.get("organization", ())
    for row in rows[1:]:
        what = f"the organization stands at {rows[0].location} already"
        yield row.diagnostic("organization-twice", "", what, "keep one row")
    if "organization" in complete and not rows:
        table = "the sheet organization" if package.file.lower().endswith(".xlsx") else "organization.csv"
        hint = f"add {table} with one row; `acsm-report template` writes one with notes"
        yield Diagnostic("no-organization", "the pages name no organization", hint, package.file, severity="warning")


def _check_keys(rows: Iterable[Row], table: str) -> Iterator[Diagnostic]:
    """Yield keys of a table that are empty, malformed or not unique."""
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
    yield from find_duplicates(rows, column, str.casefold)


def find_duplicates(rows: Iterable[Row], column: str, normalize: Callable[[str], str] = str) -> Iterator[Diagnostic]:
    """Yield cells of a unique column with the value of an earlier row. Values are compared after `normalize`."""
    first: dict[str, Row] = {}
    for row in rows:
        value = row.cells[column]
        if value and (other := first.setdefault(normalize(value), row)) is not row:
            what = f"the {column} {quote_value(value)} stands at {other.location} too"
            yield row.diagnostic(f"{column}-twice", column, what, "give every row one of its own")


def _find_unused(rows: dict[str, tuple[Row, ...]], known: KnownKeys) -> Iterator[Diagnostic]:
    """Yield warnings for certifications without facts and for sources without references."""
    described = {row.cells["certification"] for row in rows["facts"]}
    for row in rows["certifications"] if known.certifications else ():
        if (code := row.cells["certification"]) not in described:
            hint = "add what is known, or remove the row"
            yield row.diagnostic("no-facts", "certification", f"no fact is about {quote_value(code)}", hint, "warning")
    cited = {row.cells["source"] for table in ("certifications", "facts") for row in rows[table]}
    cited.update(key for row in rows["facts"] for key in row.cells["also"].split())
    for row in rows["sources"] if known.sources else ():
        if (key := row.cells["source"]) not in cited:
            what, hint = f"no row names the source {quote_value(key)}", "remove it, or name it where it was used"
            yield row.diagnostic("unused-source", "source", what, hint, "warning")


def _check_age(row: Row, source: Row | None, as_of: date, oldest: date | None) -> Iterator[tuple[str, str, str]]:
    """Yield rule, column and reason for each way in which a fact is out of date."""
    c = row.cells
    if (until := parse_date(c["valid_until"])) and until < as_of:
        yield "expired", "valid_until", f"this held only until {until}"
    if (review := parse_date(c["review_after"])) and review < as_of:
        yield "review-due", "review_after", f"this was to be looked at again after {review}"
    yield from _check_future(c, as_of)
    if c["as_of"] and parse_period(c["as_of"]) is None:
        return
    if c["as_of"]:
        column, dates = "as_of", parse_period(c["as_of"])
    else:
        column, dates = "source", parse_leading_period(source.cells["published"]) if source else None
    if dates and dates.first > as_of:
        yield "in-the-future", column, f"this is as of {dates.first}, which is still to come"
    if oldest is None:
        return
    if dates is None:
        yield "undated", column, "nobody knows how old this is: as_of is empty, and its source has no date"
    elif dates.last < oldest:
        yield "old", column, f"this is as of {dates.last}, before {oldest}"


def _check_future(cells: Mapping[str, str], as_of: date) -> Iterator[tuple[str, str, str]]:
    """Yield rule, column and reason if a fact is about a time that is still to come, probably a typing error."""
    kind, period = FACT_KINDS.get(cells["kind"]), parse_period(cells["period"])
    if kind and kind.needs_period and period and period.first > as_of:
        yield "in-the-future", "period", f"this is about {cells['period']}, which is still to come"
    year = parse_number(cells["value"]) if kind and kind.unit == "year" else None
    if year and year > as_of.year:
        yield "in-the-future", "value", f"the year {cells['value']} is still to come"


def _drop_repeated(diagnostics: Iterable[Diagnostic], package: DataPackage) -> Iterator[Diagnostic]:
    """Drop diagnostics of cells that already have an error, or whose column is missing in the header."""
    cells = {(p.file, p.sheet, p.row, p.field) for p in package.diagnostics if p.severity == "error"}
    headers = {(p.file, p.sheet) for p in package.diagnostics if p.row <= 1 and p.severity == "error"}
    for p in diagnostics:
        table = p.file, p.sheet
        if (*table, p.row, p.field) not in cells and (p.column or table not in headers):
            yield p


def _add_pages(diagnostics: Iterable[Diagnostic], package: DataPackage) -> Iterator[Diagnostic]:
    """Add to the diagnostics of rows the pages that would show them."""
    rows = {(row.file, row.sheet, row.number): row for table in package.rows.values() for row in table}
    for p in diagnostics:
        row = rows.get((p.file, p.sheet, p.row))
        yield replace(p, shown=_pages_showing(row)) if row and p.severity != "note" else p


def _pages_showing(row: Row) -> tuple[str, ...]:
    if row.table == "facts":
        return FACT_KINDS[row.cells["kind"]].pages if row.cells["kind"] in FACT_KINDS else ()
    if row.table == "terms":
        pages = (kind.pages for kind in FACT_KINDS.values() if kind.term_list == row.cells["list"])
        return tuple(dict.fromkeys(page for some in pages for page in some))
    return {"certifications": CERTIFICATION_PAGES, "organization": ORGANIZATION_PAGES}.get(row.table, ("sources",))


def _expected_content(column: Column) -> str:
    """Return what a cell should have: one of the choices, or the description of the column."""
    if choices := ", ".join(choice for choice in column.choices if choice):
        return f"one of {choices}"
    return column.description[0].lower() + column.description[1:].rstrip(".")


def _explain_bad_period(text: str) -> str:
    ends = text.split("/")
    if len(ends) == 2 and all(map(parse_period, ends)):
        return "does not run from an earlier to a later time"
    shape = r"\d{4}(-\d{2}){0,2}"
    return "is not in the calendar" if re.fullmatch(f"{shape}(/{shape})?", text, re.ASCII) else "is not a period"
