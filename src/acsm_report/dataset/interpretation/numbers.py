"""Numbers as people type them: 1,299 and 83,6 and 82.71 %, in the style of their table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import NamedTuple

from ..currencies import UNIT_SIGNS

__all__ = ["Reading", "clean_digits", "find_style", "possible_readings", "read_number", "split_sign", "words_around"]

SIGN = "|".join(map(re.escape, sorted(UNIT_SIGNS, key=len, reverse=True)))
SIGNED_NUMBER = re.compile(rf"(?P<minus>[-−+]?)\s*(?P<before>{SIGN})?\s*(?P<digits>\S.*?)\s*(?P<after>{SIGN})?")
SPACED_THOUSANDS = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?", re.ASCII)
GROUPED = re.compile(r"[1-9]\d{0,2}(?P<separator>[.,])\d{3}(?:(?P=separator)\d{3})*", re.ASCII)
DECIMAL = re.compile(r"\d+([.,])\d+", re.ASCII)
BOTH = re.compile(GROUPED.pattern + r"(?!(?P=separator))(?P<point>[.,])\d+", re.ASCII)
SHOWN_NUMBER = re.compile(r"(?P<before>\D*?)(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)(?P<after>\D*)", re.ASCII)
THIN_SPACE = "\u2009"
SIGNS_OF_NEGATIVES = " ()-–—−"  # also of zero, in accounts
NOISY_DECIMAL = re.compile(r"-?\d+\.\d{7,}", re.ASCII)
SURE_DIGITS = 12  # of the 15 to 17 that a program writes for a computed number
DECIMAL_POINTS = {".": "point", ",": "comma"}


class Reading(NamedTuple):
    """A number that a text may mean, and the style that it then has: "point" or "comma" for decimals, "" for either."""

    digits: str
    style: str


def split_sign(text: str) -> tuple[str, str]:
    """Return the digits of a text with separators, and its sign: "1,299" and "$" of "$1,299"."""
    found = SIGNED_NUMBER.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        return text, ""
    return ("-" if found["minus"] in ("-", "−") else "") + found["digits"], found["before"] or found["after"] or ""


def words_around(shown: str, digits: str) -> str | None:
    """Return what a sheet shows around a number, "k" of "45 k"; None if it shows another number.

    Signs of negative numbers do not count.
    """
    found = SHOWN_NUMBER.fullmatch(shown)
    if found is None:
        return shown.strip(SIGNS_OF_NEGATIVES) if digits == "0" and not any(map(str.isdigit, shown)) else None
    if Decimal(found["number"].replace(",", "")) != abs(Decimal(digits)):
        return None
    words = found["before"].strip(SIGNS_OF_NEGATIVES + "+"), found["after"].strip(SIGNS_OF_NEGATIVES)
    return " ".join(filter(None, words))


def clean_digits(text: str) -> str:
    """Return a number without thin spaces and the noise of computed decimals: 82.71 for 82.71000000000001."""
    text = text.replace(THIN_SPACE, " ")
    if NOISY_DECIMAL.fullmatch(text):
        short = format(round(Decimal(text), SURE_DIGITS - len(text.partition(".")[0])).normalize(), "f")
        return short if NOISY_DECIMAL.fullmatch(short) is None else text
    return text


def possible_readings(text: str) -> tuple[Reading, ...]:
    """Return the numbers that a text without signs may mean: that with thousands first. "40.390" is 40390 or 40.39."""
    minus, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if SPACED_THOUSANDS.fullmatch(digits):
        digits = re.sub(r"[ '’]", "", digits)
        point = next((p for p in DECIMAL_POINTS if p in digits), "")
        return (Reading(minus + digits.replace(",", "."), DECIMAL_POINTS.get(point, "")),)
    if re.fullmatch(r"\d+", digits, re.ASCII):
        return (Reading(minus + digits, ""),)
    readings = []
    if found := GROUPED.fullmatch(digits):
        separator = found["separator"]
        readings.append(Reading(minus + digits.replace(separator, ""), "point" if separator == "," else "comma"))
    if found := DECIMAL.fullmatch(digits):
        readings.append(Reading(minus + digits.replace(",", "."), DECIMAL_POINTS[found[1]]))
    if found := BOTH.fullmatch(digits):
        whole, _, decimals = digits.rpartition(found["point"])
        whole = whole.replace(found["separator"], "")
        readings.append(Reading(f"{minus}{whole}.{decimals}", DECIMAL_POINTS[found["point"]]))
    return tuple(readings)


def find_style(texts: Iterable[str]) -> str:
    """Return the style of numbers that allow only one: "point", "comma", "mixed", or "" if there are none."""
    readings = (possible_readings(split_sign(text)[0]) for text in texts)
    styles = {found[0].style for found in readings if len(found) == 1} - {""}
    return styles.pop() if len(styles) == 1 else "mixed" if styles else ""


def read_number(text: str, style: str, is_possible: Callable[[str], bool]) -> tuple[str, tuple[str, ...]]:
    """Return the digits that a text without signs means in a table of this style, or "" and what it may mean.

    Without other evidence, "1,299" has a separator of thousands. "40.390" is never taken for 40.39.
    """
    readings = possible_readings(text)
    if len(readings) < 2:
        return (readings[0].digits if readings else ""), ()
    possible = [reading for reading in readings if is_possible(reading.digits)]
    if len(possible) == 1 and ("," in text or style in ("", possible[0].style) or possible[0].digits == text):
        return possible[0].digits, ()
    if len(possible) == 2 and readings[0].style == (style or "point"):
        return readings[0].digits, ()
    return "", tuple(reading.digits for reading in possible)
