"""Reads one cell by the format of its column."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ...errors import quote_value
from ..currencies import possible_units
from ..parsing import parse_date, parse_number, parse_period
from ..readers.rows import Row
from ..schema import ALL_TABLES, FACT_KINDS, TABLES, Column, FactKind
from ..web_addresses import complete_url
from . import numbers, periods, words

__all__ = ["ColumnContext", "Interpreted", "collect_context", "interpret_cell"]

WHOLE_DECIMAL = re.compile(r"^(\d{1,4})\.0+$", re.ASCII)  # 2015.0, as programs write whole numbers beside gaps


@dataclass(frozen=True, slots=True)
class ColumnContext:
    """What other cells tell about a cell: keys, the style of numbers, and that of the dates in each column.

    `year_pairs` has the kinds of facts whose periods may be pairs of years.
    """

    certifications: tuple[str, ...]
    sources: tuple[str, ...]
    number_style: str
    day_orders: dict[tuple[str, str], str]
    year_pairs: frozenset[str]


class Interpreted(NamedTuple):
    """A cell as it is read. `what` and `hint` say how, or which meanings it has if it `is_error`."""

    text: str
    rule: str
    what: str
    hint: str
    is_error: bool = False


def collect_context(tables: Mapping[str, tuple[Row, ...]]) -> ColumnContext:
    """Collect what cells tell about others."""
    texts = {
        (table, column.name): [row.cells[column.name] for row in rows]
        for table, rows in tables.items()
        for column in ALL_TABLES[table]
    }
    return ColumnContext(
        tuple(dict.fromkeys(texts.get(("certifications", "certification"), ()))),
        tuple(dict.fromkeys(map(words.read_key, texts.get(("sources", "source"), ())))),
        numbers.find_style(
            row.cells["value"] for row in tables.get("facts", ()) if _is_figure(row) and "value" not in row.shown
        ),
        {
            (table, column.name): periods.find_day_order(texts[table, column.name])
            for table in tables
            for column in ALL_TABLES[table]
            if column.format in ("date", "period")
        },
        _kinds_with_year_pairs(tables.get("facts", ())),
    )


def interpret_cell(
    table: str, column: Column, text: str, shown: str, cells: Mapping[str, str], context: ColumnContext
) -> Interpreted | None:
    """Return how a cell is read that is not written as the schema has it; None for the others.

    `shown` is what a sheet shows for a number. `cells` are those of its row; those to the left are interpreted already.
    """
    kind = FACT_KINDS.get(cells.get("kind", "")) if table == "facts" else None
    if column.format == "whole":
        return _changed("number", text, WHOLE_DECIMAL.sub(r"\1", text))
    if column.format in ("period", "date"):
        return _read_period(table, column, text, cells.get("kind", ""), context)
    if column.format == "uri" and table in TABLES:  # that of a recipient is completed when it is checked
        return _changed("address", text, complete_url(text), "write https:// in front")
    if table == "facts" and column.name == "value":
        return _read_value(text, shown, kind, cells["unit"], context)
    if column.name == "source":
        key = words.read_key(text)
        return _changed("spelling", text, key if table == "sources" else _match(key, context.sources))
    if column.name == "also":
        keys = [_match(key, context.sources) for key in _split_keys(text, context.sources)]
        return _changed("spelling", text, " ".join(keys))
    if table == "facts":
        return _read_fact_word(column, text, kind, context)
    return _changed("spelling", text, _match(text, column.choices))


def _read_fact_word(column: Column, text: str, kind: FactKind | None, context: ColumnContext) -> Interpreted | None:
    if column.name == "certification":
        return _changed("spelling", text, _match(text, context.certifications))
    if column.name == "kind":
        return _changed("spelling", text, _match(text, FACT_KINDS, plurals=True))
    if column.name == "dimension":
        return _changed("spelling", text, _match(text, (kind.dimensions if kind else None) or ()))
    if column.name == "unit":
        return _changed("spelling", text, words.read_unit(text, kind.unit) or text) if kind and kind.unit else None
    return _changed("spelling", text, _match(text, column.choices))


def _read_value(text: str, shown: str, kind: FactKind | None, unit: str, context: ColumnContext) -> Interpreted | None:
    """Read a figure, or words. The sign of a figure must be that of its unit; a number of a sheet has one meaning."""
    if kind is None or not kind.unit:
        return Interpreted(shown, "", "", "") if kind and shown else None
    unit = words.read_unit(unit, kind.unit) if kind.is_money else kind.unit
    if shown:
        return _check_shown(text, shown, unit)
    digits, sign = numbers.split_sign(numbers.clean_digits(text))
    if sign and unit and unit not in possible_units(sign):
        return _other_sign(text, sign, unit)
    read, meanings = numbers.read_number(digits, context.number_style, _is_possible(kind))
    if not meanings:
        return _changed("number", text, read or text, "correct the cell if it is another number")
    suggestion, *others = meanings
    other = f" Otherwise write {_unmistakable(others[0])}" if others else ""
    what = f"{quote_value(text)} may have a separator of thousands or decimals"
    return Interpreted(text, "ambiguous-number", what, f"did you mean {suggestion}?{other}", is_error=True)


def _check_shown(text: str, shown: str, unit: str) -> Interpreted | None:
    """Return an error if a sheet shows more than a number and its unit."""
    around = numbers.words_around(shown, text)
    what = f"the cell shows {quote_value(shown)}, but holds {text}"
    if around is None:
        return Interpreted(text, "number-format", what, "correct it or its number format", is_error=True)
    if not around or unit in possible_units(around) or (unit and words.read_unit(around, unit) == unit):
        return None
    if possible_units(around):
        return _other_sign(text, around, unit) if unit else None  # a missing unit has an error of its own
    hint = f"write the whole number, and take {quote_value(around)} out of its number format"
    return Interpreted(text, "number-format", what, hint, is_error=True)


def _other_sign(text: str, sign: str, unit: str) -> Interpreted:
    what = f"the cell shows {quote_value(sign)}, but the unit is {unit}"
    return Interpreted(text, "other-sign", what, "correct the sign or the unit", is_error=True)


def _unmistakable(digits: str) -> str:
    """Return a decimal number in a form that has no other meaning: without zeros at its end, or with a fourth digit."""
    bare = digits.rstrip("0")
    return f"{digits}0" if bare == digits else bare.rstrip(".")


def _is_possible(kind: FactKind) -> Callable[[str], bool]:
    def is_possible(digits: str) -> bool:
        number = parse_number(digits)
        return number is not None and kind.low <= number <= kind.high and (not kind.is_integer or number == int(number))

    return is_possible


def _read_period(table: str, column: Column, text: str, kind: str, context: ColumnContext) -> Interpreted | None:
    is_period = column.format == "period"
    day_order = context.day_orders.get((table, column.name), "")
    with_year_pairs = kind in context.year_pairs and (table, column.name) == ("facts", "period")
    meanings = periods.read_period(WHOLE_DECIMAL.sub(r"\1", text), day_order, with_year_pairs)
    meanings = tuple(meaning for meaning in meanings if (parse_period if is_period else parse_date)(meaning))
    if len(meanings) > 1:
        written = [periods.spell_month(meaning) for meaning in meanings]
        what = f"{quote_value(text)} may be {' or '.join(written)}"
        in_sheets = " (the month as text, in a workbook)" if written != list(meanings) else ""
        hint = f"write {' or '.join(written)}{in_sheets}"
        return Interpreted(text, "ambiguous-period", what, hint, is_error=True)
    if meanings == (text,) and column.name == "period" and periods.is_maybe_year_pair(text):
        years = f"{text[:4]}/{int(text[:4]) + 1}"
        return Interpreted(
            text, "month", f"{quote_value(text)} is read as a month", f"write {years} if it is two years"
        )
    return _changed("period", text, meanings[0], "correct the cell if it is another time") if meanings else None


def _kinds_with_year_pairs(rows: Iterable[Row]) -> frozenset[str]:
    """Return the kinds whose periods may be pairs of years.

    These are all kinds if some period can be nothing else, else those without a period that must be a month.
    """
    periods_of: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        periods_of[_kind_name(row)].append(row.cells["period"])
    is_certain = any(map(periods.has_year_pairs, periods_of.values()))
    return frozenset(kind for kind, texts in periods_of.items() if is_certain or periods.are_maybe_year_pairs(texts))


def _kind_name(row: Row) -> str:
    return _match(row.cells["kind"], FACT_KINDS, plurals=True)


def _is_figure(row: Row) -> bool:
    kind = FACT_KINDS.get(_kind_name(row))
    return kind is not None and bool(kind.unit)


def _split_keys(text: str, known: Collection[str]) -> list[str]:
    """Split keys of sources at spaces, commas and semicolons, but not inside a known key that has spaces."""
    keys = []
    for part in re.split(r"[,;]", text):
        names = part.split()
        while names:
            counts = range(len(names), 0, -1)
            count = next((n for n in counts if _match("_".join(names[:n]), known) in known), 1)
            keys.append("_".join(names[:count]))
            names = names[count:]
    return keys


def _match(text: str, known: Collection[str], plurals: bool = False) -> str:
    """Return the known word of which a text is another spelling; other texts unchanged."""
    return text if text in known else words.match_word(text, known, plurals) or text


def _changed(rule: str, text: str, read: str, hint: str = "correct the cell if not") -> Interpreted | None:
    if read == text:
        return None
    return Interpreted(read, rule, f"{quote_value(text, 40)} is read as {quote_value(read, 40)}", hint)
