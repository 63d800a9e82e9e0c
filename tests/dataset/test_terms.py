"""Terms of open lists, and currencies."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.numbers import get_currency_name

from acsm_report.dataset.currencies import CURRENCIES, read_currency
from acsm_report.dataset.insights import compute_insights
from acsm_report.dataset.model import Fact
from acsm_report.i18n.catalog import load_language
from support.made_up import write_made_up
from support.packages import read


def test_declared_terms_come_first(tmp_path: Path) -> None:
    """Then shipped ones, then others in order of their first use; levels of education are only the declared ones."""
    terms = compute_insights(read(write_made_up(tmp_path / "made-up"))).terms
    assert [t.key for t in terms["track"]] == ["outdoor", "fitness", "clinical", "stage", "academic"]
    assert [t.key for t in terms["education"]] == ["none", "certificate", "associate", "bachelor", "doctorate"]


def test_spelling_of_a_term_is_unified(tmp_path: Path) -> None:
    """Juggling Teachers are the juggling teachers that are declared, and € is EUR."""
    dataset = read(write_made_up(tmp_path / "made-up"))
    assert {f.dimension for f in dataset.find("median_pay")} == {"juggling teachers", "stilt walkers", "fire eaters"}
    assert {f.unit for c in ("AAA", "BBB") for f in dataset.find("renewal_fee", c)} == {"EUR"}


def test_term_without_label_names_itself(tmp_path: Path) -> None:
    terms = compute_insights(read(write_made_up(tmp_path / "made-up"))).terms
    labels = {t.key: t.label for t in (*terms["education"], *terms["track"])}
    assert labels["doctorate"] == "doctorate" and labels["stage"] == "stage"
    assert labels["outdoor"] == "outdoor work"
    assert labels["bachelor"] == labels["clinical"] == ""  # the language has words for them


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("eur", "EUR"),
        ("€", "EUR"),
        ("US$", "USD"),
        ("$", ""),
        ("EURO", "EUR"),
        ("euros", "EUR"),
        ("zł", "PLN"),
        ("%", ""),
        ("", ""),
    ],
)
def test_currency_is_read_where_one_is_meant(text: str, code: str) -> None:
    assert read_currency(text) == code


def test_each_currency_has_a_name() -> None:
    """The library that prints names knows every code."""
    assert all(get_currency_name(code, locale="en") != code for code in CURRENCIES)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (45, "USD", "$45"),
        (15.5, "USD", "$15.50"),
        (1450, "EUR", "€1,450"),
        (300, "CHF", "CHF\u00a0300"),
        (300, "INR", "INR\u00a0300"),
        (300.4, "JPY", "¥300"),
    ],
)
def test_money_is_printed_with_its_sign_or_code(value: float, unit: str, text: str) -> None:
    """A sign that many fonts lack is printed as the code."""
    assert load_language("en").format_value(Fact("exam_fee", value, unit)) == text
