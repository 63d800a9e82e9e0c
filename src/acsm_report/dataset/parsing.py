"""Parses the text of a cell: numbers, dates and periods."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

__all__ = [
    "DateRange",
    "parse_date",
    "parse_leading_period",
    "parse_number",
    "parse_period",
    "subtract_from_date",
    "suggest_number",
    "suggest_period",
]

NUMBER_PATTERN = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)
DATE_PATTERN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
LEADING_PERIOD_PATTERN = re.compile(
    r"(\d{4}(?:-\d{2}){0,2})(?!\d)(?:\s*[/–-]\s*(\d{4}(?:-\d{2}){0,2})(?!\d))?", re.ASCII
)


class DateRange(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


def parse_number(text: str) -> int | float | None:
    """Return a plain number (digits, a decimal point, no separators), as int if it is whole; otherwise None."""
    if NUMBER_PATTERN.fullmatch(text) is None:
        return None
    value = float(text)
    return int(value) if value.is_integer() else value


def suggest_number(text: str) -> str:
    """Return the plain number that "69%", "$1,299" or "5,5" probably means, or ""."""
    bare = re.sub(r"[\s%$]", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare, re.ASCII):
        bare = bare.replace(",", "")
    bare = re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", bare)
    return bare if parse_number(bare) is not None else ""


def parse_date(text: str) -> date | None:
    """Return the date of a text such as 2015-06-23, or None."""
    found = _parse_partial_date(text)
    return found.first if found and len(text) == len("2015-06-23") else None


def parse_period(text: str) -> DateRange | None:
    """Return the days of a year, month or day, or of two of them with a slash, the earlier first; otherwise None."""
    ends = [_parse_partial_date(end) for end in text.split("/")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None or (len(ends) == 2 and first.last >= last.first):
        return None
    return DateRange(first.first, last.last)


def parse_leading_period(text: str) -> DateRange | None:
    """Return the days of the period at the start of a text, "2018–2019" or "2024 or later"; otherwise None."""
    found = LEADING_PERIOD_PATTERN.match(text)
    return parse_period("/".join(filter(None, found.groups()))) if found else None


def suggest_period(text: str) -> str:
    """Return the period that "6/23/2015", "42178", "2012–2014" or "2014/2012" probably means, or ""."""
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text, re.ASCII)
    if american:
        month, day, year = american.groups()
        guess = f"{year}-{month:0>2}-{day:0>2}"
    elif re.fullmatch(r"[345]\d{4}", text, re.ASCII):  # days since 1899, as spreadsheet programs store dates
        guess = (date(1899, 12, 30) + timedelta(int(text))).isoformat()
    else:
        guess = "/".join(sorted(re.split(r"\s*[–—/]\s*", text)))
    return guess if guess != text and parse_period(guess) else ""


def subtract_from_date(start: date, months: int = 0, days: int = 0) -> date:
    """Return the date so many months and days earlier, clipped to the end of its month and to date.min."""
    count = start.year * 12 + start.month - 1 - months
    if count < 12:
        return date.min
    year, month = divmod(count, 12)
    clipped = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return clipped - timedelta(min(days, (clipped - date.min).days))


def _parse_partial_date(text: str) -> DateRange | None:
    found = DATE_PATTERN.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        if day:
            return DateRange(first, first)
        end = int(month or 12)
        return DateRange(first, date(int(year), end, monthrange(int(year), end)[1]))
    except ValueError:  # month 13, 29 February, year 0
        return None
