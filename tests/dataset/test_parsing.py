"""What the text of a cell says: numbers, days and periods."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.parsing import (
    normalize_url,
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
def test_a_plain_number_is_read(text: str, value: float) -> None:
    """Digits, and a point before decimals, are a number; a whole one is an int."""
    found = parse_number(text)
    assert found == value
    assert isinstance(found, int) is float(value).is_integer()


@pytest.mark.parametrize("text", ["", "5,152", "55%", "1e3", "nan", "inf", "٥٥", "+5", ".5", "5.", "1" * 13, "0x10"])
def test_nothing_else_is_a_number(text: str) -> None:
    """Separators, signs of per cent, exponents and other digits are no number."""
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("55%", "55"), ("$1,299", "1299"), ("13,999", "13999"), ("5,5", "5.5"), ("5 152", "5152"), ("many", ""), ("", "")],
)
def test_what_was_meant_by_a_number_is_guessed(text: str, meant: str) -> None:
    """The usual slips are understood well enough to suggest the number, and never more than suggest."""
    assert suggest_number(text) == meant


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
def test_a_period_is_days(text: str, first: str, last: str) -> None:
    """A year, a month, a day or two of them have a first and a last day."""
    assert parse_period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    ["", "in 2014", "2015-02-29", "2014-13", "2014-00", "2014-01-00", "0000", "/2014", "2014/", "2014/2012", "٢٠١٤",
     "2014/2014", "2014/2014-06", "2012/2013/2014", "2014-1", "20140101"],
)  # fmt: skip
def test_what_the_calendar_lacks_is_no_period(text: str) -> None:
    """A period exists, and runs from an earlier to a later time."""
    assert parse_period(text) is None


@given(st.dates())
def test_every_day_is_its_own_period(given_day: date) -> None:
    """A day is read as itself, as a day and as a period."""
    assert parse_date(given_day.isoformat()) == given_day
    assert parse_period(given_day.isoformat()) == (given_day, given_day)


def test_a_month_is_no_day() -> None:
    """Where a day is asked for, nothing less will do."""
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
def test_a_sources_date_is_what_its_text_begins_with(text: str, last: str | None) -> None:
    """A date at the start counts, a whole span when it is one; a text that begins otherwise is undated."""
    found = parse_leading_period(text)
    assert (found.last.isoformat() if found else None) == last


@pytest.mark.parametrize(
    ("text", "meant"),
    [("6/23/2015", "2015-06-23"), ("23/6/2015", ""), ("2012–2014", "2012/2014"), ("2014/2012", "2012/2014"),
     ("2014 / 2012", "2012/2014"), ("2014", ""), ("soon", "")],
)  # fmt: skip
def test_what_was_meant_by_a_period_is_guessed(text: str, meant: str) -> None:
    """An American date, a dash and two years in the wrong order are understood."""
    assert suggest_period(text) == meant


@pytest.mark.parametrize(
    ("from_day", "months", "then"),
    [("2026-03-31", 1, "2026-02-28"), ("2024-03-31", 1, "2024-02-29"), ("2026-01-15", 18, "2024-07-15"),
     ("2026-01-31", 12, "2025-01-31"), ("2026-01-31", 99_999, "0001-01-01"), ("2024-02-29", 12, "2023-02-28")],
)  # fmt: skip
def test_months_end_where_the_month_ends(from_day: str, months: int, then: str) -> None:
    """A month before the 31st is the last day of a shorter month, and nothing lies before year 1."""
    assert subtract_from_date(date.fromisoformat(from_day), months).isoformat() == then


@given(st.dates(), st.integers(0, 99_999))
def test_days_are_counted_back(today: date, count: int) -> None:
    """Days before a day are days of the calendar, as far as there are any."""
    then = subtract_from_date(today, days=count)
    assert today - then == timedelta(count) or then == date.min


@given(st.text("0123456789-/ –", max_size=12))
def test_no_text_is_more_than_no_period(text: str) -> None:
    """Whatever looks like a date is read, or is none."""
    for found in (parse_period(text), parse_leading_period(text)):
        assert found is None or found.first <= found.last
    assert suggest_period(text) == "" or parse_period(suggest_period(text))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://acsm.org/a?b=c#d", "https://acsm.org/a?b=c#d"),
        ("HTTPS://Example.org", "https://Example.org"),
        ("https://example.org/é ", ""),
        ("https://example.org/é", "https://example.org/%C3%A9"),
        ("https://example.org/%C3%A9", "https://example.org/%C3%A9"),
        ("mailto:somebody@example.org", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("", ""),
    ],
)
def test_an_address_of_the_web_can_be_followed(text: str, address: str) -> None:
    """A web address is told in ASCII, as a PDF wants it; whatever else it is leads nowhere."""
    assert normalize_url(text) == address


@given(st.text())
def test_whatever_is_followed_is_plain(text: str) -> None:
    """No text becomes a link with a space, a bracket or a letter beyond ASCII in it."""
    address = normalize_url(f"https://{text}")
    assert address == "" or (address.isascii() and not re.search(r"[\s<>\"]", address))
