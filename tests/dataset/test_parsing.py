"""Parsing of cells: numbers, dates, periods and URLs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.parsing import (
    parse_date,
    parse_leading_period,
    parse_number,
    parse_period,
    subtract_from_date,
    suggest_number,
    suggest_period,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [("5152", 5152), ("63.2", 63.2), ("55.0", 55), ("-3", -3), ("-0", 0), ("999999999999", 999_999_999_999)],
)
def test_parse_number(text: str, value: float) -> None:
    """Digits with an optional decimal point; a whole number is an int."""
    found = parse_number(text)
    assert found == value
    assert isinstance(found, int) is float(value).is_integer()


@pytest.mark.parametrize("text", ["", "5,152", "55%", "1e3", "nan", "inf", "٥٥", "+5", ".5", "5.", "1" * 13, "0x10"])
def test_parse_number_rejects_other_text(text: str) -> None:
    """Separators, percent signs, exponents and other digits are not accepted."""
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("55%", "55"), ("$1,299", "1299"), ("13,999", "13999"), ("5,5", "5.5"), ("5 152", "5152"), ("many", ""), ("", "")],
)
def test_suggest_number(text: str, suggestion: str) -> None:
    """Common typos give the number that was probably meant."""
    assert suggest_number(text) == suggestion


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2015-06-23", "2015-06-23", "2015-06-23"),
        ("2012/2014", "2012-01-01", "2014-12-31"),
        ("2013-11/2014", "2013-11-01", "2014-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_parse_period(text: str, first: str, last: str) -> None:
    """A year, month, day or range has a first and a last day."""
    assert parse_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "in 2014", "2015-02-29", "2014-13", "2014-00", "2014-01-00", "0000", "/2014", "2014/", "2014/2012", "٢٠١٤",
     "2014/2014", "2014/2014-06", "2012/2013/2014", "2014-1", "20140101"],
)  # fmt: skip
def test_parse_period_rejects_other_text(text: str) -> None:
    """A period must be in the calendar and run from an earlier to a later time."""
    assert parse_period(text) is None


@given(st.dates())
def test_any_date_is_a_period(day: date) -> None:
    """A date parses as itself, as a date and as a period."""
    assert parse_date(day.isoformat()) == day
    assert parse_period(day.isoformat()) == (day, day)


def test_parse_date_needs_a_full_date() -> None:
    """A month or a year is not enough."""
    assert (parse_date("2014-06"), parse_date("2014"), parse_date("2014-06-31"), parse_date("")) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2015-06-23", "2015-06-23"),
        ("2015-11, in print", "2015-11-30"),
        ("2024 or later", "2024-12-31"),
        ("2018–2019", "2019-12-31"),
        ("2018-2019", "2019-12-31"),
        ("2018/2019", "2019-12-31"),
        ("undated, 2011–2014", None),
        ("20155", None),
        ("2015-02-30", None),
        ("", None),
    ],
)
def test_parse_leading_period(text: str, last: str | None) -> None:
    """A period at the start of the text counts; other text has no date."""
    found = parse_leading_period(text)
    assert (found.last.isoformat() if found else None) == last


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("6/23/2015", "2015-06-23"), ("23/6/2015", ""), ("2012–2014", "2012/2014"), ("2014/2012", "2012/2014"),
     ("2014 / 2012", "2012/2014"), ("2014", ""), ("soon", "")],
)  # fmt: skip
def test_suggest_period(text: str, suggestion: str) -> None:
    """American dates, dashes and reversed years are recognized."""
    assert suggest_period(text) == suggestion


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [("2026-03-31", 1, "2026-02-28"), ("2024-03-31", 1, "2024-02-29"), ("2026-01-15", 18, "2024-07-15"),
     ("2026-01-31", 12, "2025-01-31"), ("2026-01-31", 99_999, "0001-01-01"), ("2024-02-29", 12, "2023-02-28")],
)  # fmt: skip
def test_subtract_months_clips_to_month_end(start: str, months: int, expected: str) -> None:
    """A month before the 31st is the last day of a shorter month. The minimum is year 1."""
    assert subtract_from_date(date.fromisoformat(start), months).isoformat() == expected


@given(st.dates(), st.integers(0, 99_999))
def test_subtract_days(today: date, count: int) -> None:
    """The difference is exact, as far as the calendar goes back."""
    earlier = subtract_from_date(today, days=count)
    assert today - earlier == timedelta(count) or earlier == date.min


@given(st.text("0123456789-/ –", max_size=12))
def test_parsers_accept_any_text(text: str) -> None:
    """Any text is a valid period or None, and suggestions are valid."""
    for found in (parse_period(text), parse_leading_period(text)):
        assert found is None or found.first <= found.last
    assert suggest_period(text) == "" or parse_period(suggest_period(text))
