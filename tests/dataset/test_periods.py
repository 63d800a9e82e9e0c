"""Dates and periods as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.interpretation.periods import (
    DAY_FIRST,
    MONTH_FIRST,
    MONTHS,
    are_maybe_year_pairs,
    find_day_order,
    has_year_pairs,
    read_period,
)
from acsm_report.dataset.parsing import parse_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2014", "2014"), ("2014-11", "2014-11"), ("2012/2014", "2012/2014"), ("2013-11/2014", "2013-11/2014"),
        ("2015-2016", "2015/2016"), ("2015–2016", "2015/2016"), ("2015 – 2016", "2015/2016"), ("2015-16", "2015/2016"),
        ("2015–16", "2015/2016"), ("2015/16", "2015/2016"), ("2011–12", "2011/2012"), ("1999-00", "1999/2000"),
        ("2012–14", "2012/2014"), ("FY 2015-16", "2015/2016"), ("AY2011-12", "2011/2012"),
        ("2012 to 2014", "2012/2014"),
        ("academic year 2015–16", "2015/2016"), ("2015/06", "2015-06"), ("Dec 2014", "2014-12"),
        ("Q1 2015", "2015-01/2015-03"), ("2015-Q4", "2015-10/2015-12"), ("June 23, 2015", "2015-06-23"),
        ("Jun 23rd 2015", "2015-06-23"), ("23 June 2015", "2015-06-23"), ("23. Juni 2015", "2015-06-23"),
        ("23 de junio de 2015", "2015-06-23"), ("23 juin 2015", "2015-06-23"), ("23.06.2015", "2015-06-23"),
        ("23-Jun-2015", "2015-06-23"), ("6/23/2015", "2015-06-23"), ("23/6/2015", "2015-06-23"),
        ("6/6/2015", "2015-06-06"), ("2015/6/3", "2015-06-03"), ("2018-06-23 00:00:00", "2018-06-23"),
        ("Tuesday, June 23, 2015", "2015-06-23"),
        ("Di., 23. Juni 2015", "2015-06-23"), ("Mar 23 juin 2015", "2015-06-23"),
        ("martes, 23 de junio de 2015", "2015-06-23"),
        ("Mar. 23, 2015", "2015-03-23"), ("Sun 5.4.2015", "2015-04-05"), ("June 2015 – May 2016", "2015-06/2016-05"),
    ],
)  # fmt: skip
def test_periods_with_one_meaning(text: str, period: str) -> None:
    """Dates and periods are read in every style that has one meaning."""
    assert read_period(text) == (period,)


@pytest.mark.parametrize(
    "text",
    ["soon", "in 2014", "2014/2012", "2015-13", "FY 2015", "June 31, 2015", "31/31/2015", "6/23/15", "2015-00", ""],
)
def test_other_texts_are_no_periods(text: str) -> None:
    """What has no certain meaning, such as a year of two digits, is not read."""
    assert read_period(text) == ()


def test_day_or_month_first() -> None:
    """5/6/2015 has two meanings, unless another date of the column tells which number is the month."""
    assert read_period("5/6/2015") == ("2015-05-06", "2015-06-05")
    assert read_period("5/6/2015", MONTH_FIRST) == ("2015-05-06",)
    assert read_period("5/6/2015", DAY_FIRST) == ("2015-06-05",)


@pytest.mark.parametrize(
    ("texts", "order"),
    [(["5/6/2015", "6/23/2015"], MONTH_FIRST), (["23/6/2015", "2014"], DAY_FIRST), (["23/6/2015", "6/23/2015"], "")],
)
def test_a_column_tells_the_order(texts: list[str], order: str) -> None:
    """One date with a number above 12 tells the order; dates that differ tell none."""
    assert find_day_order(texts) == order


def test_a_month_that_may_be_two_years() -> None:
    """2011-12 is December, but beside 2012-13 it has two meanings."""
    assert read_period("2011-12") == ("2011-12",)
    assert are_maybe_year_pairs(["2008-09", "2009-10", "2010"]) is True
    assert are_maybe_year_pairs(["2008-09", "2008-10"]) is False
    assert has_year_pairs(["2011-12"]) is False
    assert has_year_pairs(["2011-12", "2012-13"]) is True
    assert read_period("2011-12", with_year_pairs=True) == ("2011-12", "2011/2012")
    assert read_period("2015-12", with_year_pairs=True) == ("2015-12",)


@pytest.mark.parametrize("name", MONTHS)
def test_every_name_of_a_month_is_a_month(name: str) -> None:
    """Dic. is December in Spanish, not a day of the week; so it is with a day, and without its point."""
    month = f"2015-{MONTHS[name]:02}"
    for text in (f"{name} 2015", f"{name.title()}. 2015", f"{name.title()}., 2015"):
        assert read_period(text) == (month,)
    assert read_period(f"{name.title()}. 5, 2015") == read_period(f"5. {name} 2015") == (f"{month}-05",)


STYLES = (
    "{:%B} {d}, {:%Y}",
    "{d} {:%B} {:%Y}",
    "{:%d.%m.%Y}",
    "{:%Y/%m/%d}",
    "{d}-{:%b}-{:%Y}",
    "{:%Y-%m-%d} 00:00:00",
)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(STYLES))
def test_any_date_in_any_style_reads_back(day: date, style: str) -> None:
    """A date in an unambiguous style is read as it is."""
    text = style.replace("{:", "{0:").format(day, d=day.day)
    assert read_period(text) == (day.isoformat(),)


@given(st.text("0123456789-/ –.QFYJun", max_size=14))
def test_any_reading_is_a_period(text: str) -> None:
    """Whatever a text is, its meanings are periods."""
    assert all(parse_period(meaning) for meaning in read_period(text))
