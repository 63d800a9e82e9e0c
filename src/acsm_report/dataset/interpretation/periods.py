"""Dates and periods as people type them: June 23, 2015; 23.06.2015; 2015–16; Q1 2015."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..parsing import parse_date, parse_period

__all__ = [
    "DAY_FIRST",
    "MONTH_FIRST",
    "are_maybe_year_pairs",
    "find_day_order",
    "has_year_pairs",
    "is_maybe_year_pair",
    "read_period",
    "spell_month",
]

DAY_FIRST, MONTH_FIRST = "day first", "month first"
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner ene enero janvier janv", "feb february februar febrero févr février",
            "mar march mär märz mrz marzo mars", "apr april abr abril avr avril", "may mai mayo",
            "jun june juni junio juin", "jul july juli julio juil juillet", "aug august ago agosto août",
            "sep sept september septiembre septembre", "oct october okt oktober octubre octobre",
            "nov november noviembre novembre", "dec december dez dezember dic diciembre déc décembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS = (
    "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
    "mo montag di dienstag mi mittwoch do donnerstag fr freitag sa samstag sonnabend so sonntag "
    "lun lunes mar martes mié miércoles jue jueves vie viernes sáb sábado dom domingo "
    "lundi mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche"
)
WEEKDAY = re.compile(rf"^(?:{WEEKDAYS.replace(' ', '|')})(?:[.,]+\s*|\s+)", re.IGNORECASE)
MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?Z?$")
MONTH_DAY_YEAR = re.compile(r"(?P<month>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})")
DAY_MONTH_YEAR = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]+(?:de |of )?(?P<month>[^\W\d_]+)\.?,?[\s-]+(?:de )?(?P<year>\d{4})"
)
MONTH_YEAR = re.compile(r"(?P<month>[^\W\d_]+)\.?,?[\s-]+(?:de )?(?P<year>\d{4})")
YEAR_MONTH_DAY = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})", re.ASCII)
DOTTED_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
SLASHED_DATE = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
QUARTER = re.compile(r"(?:Q([1-4])[\s/-]*(\d{4})|(\d{4})[\s/-]*Q([1-4]))", re.IGNORECASE | re.ASCII)
YEAR_PREFIX = re.compile(r"^(?:FY|AY|SY|(?:fiscal|academic|school) year)\s*", re.IGNORECASE)
YEAR_PAIR = re.compile(r"(\d{4})\s*([-–—/])\s*(\d{2})", re.ASCII)
RANGE = re.compile(
    r"(.+?)(?:\s*[–—]\s*|\s+(?:-|/|to|until|through|bis|à|a)\s+|(?<=\d{4})\s*[-/]\s*(?=\d{4}$))(.+)", re.ASCII
)


def find_day_order(texts: Iterable[str]) -> str:
    """Return whether dates such as 23/6/2015 have the day or the month first; "" if none tells, or they differ."""
    orders = set()
    for text in texts:
        if found := SLASHED_DATE.fullmatch(text):
            meanings = _slashed_dates(text)
            if len(meanings) == 1 and found[1] != found[3]:
                orders.add(DAY_FIRST if int(found[1]) > 12 else MONTH_FIRST)
    return orders.pop() if len(orders) == 1 else ""


def has_year_pairs(texts: Iterable[str]) -> bool:
    """Tell whether some periods are pairs of years that cannot be months, such as 2015-16."""
    return any(
        (found := YEAR_PAIR.fullmatch(text)) and int(found[3]) > 12 and _year_pair(found[1], found[3]) for text in texts
    )


def are_maybe_year_pairs(texts: Iterable[str]) -> bool:
    """Tell whether all periods that look like months could be two years that follow each other."""
    pairs = [text for text in texts if YEAR_PAIR.fullmatch(text)]
    return bool(pairs) and all(map(is_maybe_year_pair, pairs))


def is_maybe_year_pair(text: str) -> bool:
    """Tell whether a month such as 2011-12 could be two years that follow each other."""
    found = YEAR_PAIR.fullmatch(text)
    return found is not None and int(found[3]) == (int(found[1]) + 1) % 100


def read_period(text: str, day_order: str = "", with_year_pairs: bool = False) -> tuple[str, ...]:
    """Return the periods that a text may mean, as 2015, 2015-06, 2015-06-23 or two of them with a slash.

    `day_order` and `with_year_pairs` are what other cells tell.
    """
    text = MIDNIGHT.sub("", " ".join(text.split()))
    bare = YEAR_PREFIX.sub("", text)
    if pair := YEAR_PAIR.fullmatch(bare):
        return _read_year_pair(pair[1], pair[2], pair[3], bare != text, with_year_pairs)
    if bare != text:
        text = bare if RANGE.fullmatch(bare) else text
    if parse_period(text):
        return (text,)
    if found := QUARTER.fullmatch(text):
        year, quarter = found[2] or found[3], int(found[1] or found[4])
        return (f"{year}-{3 * quarter - 2:02}/{year}-{3 * quarter:02}",)
    if dates := _read_date(text, day_order):
        return dates
    if ends := RANGE.fullmatch(text):
        first, last = (read_period(end, day_order) for end in ends.groups())
        periods = [f"{a}/{b}" for a in first for b in last if "/" not in a + b]
        return tuple(period for period in periods if parse_period(period))
    return ()


def spell_month(text: str) -> str:
    """Return a month in words, Dec 2011 for 2011-12, which can be nothing else; other periods unchanged."""
    if len(text) != len("2011-12"):
        return text
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{names[int(text[5:7]) - 1]} {text[:4]}"


def _read_date(text: str, day_order: str) -> tuple[str, ...]:
    """Return the days or months that a text may mean. A day of the week does not count; Mar may be March, too."""
    return _read_day_or_month(text, day_order) or _read_day_or_month(WEEKDAY.sub("", text), day_order)


def _read_day_or_month(text: str, day_order: str) -> tuple[str, ...]:
    for pattern in (MONTH_DAY_YEAR, DAY_MONTH_YEAR, MONTH_YEAR):
        found = pattern.fullmatch(text)
        if found and (month := MONTHS.get(found["month"].casefold())):
            day = found.groupdict().get("day")
            return _valid(f"{found['year']}-{month:02}-{int(day):02}" if day else f"{found['year']}-{month:02}")
    if found := YEAR_MONTH_DAY.fullmatch(text):
        return _valid(f"{found[1]}-{int(found[3]):02}-{int(found[4]):02}")
    if found := DOTTED_DATE.fullmatch(text):
        return _valid(f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}")
    dates = _slashed_dates(text)
    if len(dates) > 1 and day_order:
        return dates[:1] if day_order == MONTH_FIRST else dates[1:]
    return dates


def _slashed_dates(text: str) -> tuple[str, ...]:
    """Return the days that 6/5/2015 may mean: that with the month first, then that with the day first."""
    found = SLASHED_DATE.fullmatch(text)
    if found is None:
        return ()
    first, last, year = int(found[1]), int(found[3]), found[4]
    return tuple(dict.fromkeys((*_valid(f"{year}-{first:02}-{last:02}"), *_valid(f"{year}-{last:02}-{first:02}"))))


def _valid(text: str) -> tuple[str, ...]:
    return (text,) if parse_date(text) or (len(text) == len("2015-06") and parse_period(text)) else ()


def _year_pair(first: str, last: str) -> str:
    """Return the years that "2015" and "18" may be, or ""."""
    start, end = int(first), int(first[:2] + last)
    end += 100 if end == start - 99 else 0  # 1999-00
    return f"{start}/{end}" if end > start else ""


def _read_year_pair(first: str, dash: str, last: str, has_prefix: bool, with_year_pairs: bool) -> tuple[str, ...]:
    """Return what 2015-16 may mean: two years, or a month."""
    years, month = _year_pair(first, last), f"{first}-{last}" if parse_period(f"{first}-{last}") else ""
    if years and (has_prefix or not month or dash in "–—"):
        return (years,)
    if month and (dash == "/" or with_year_pairs) and is_maybe_year_pair(month):
        return (month, years)
    return (month,) if month and dash in "-/" else ()
