"""How many decimals are printed."""

from __future__ import annotations

import pytest

from acsm_report.dataset.decimals import unify_decimals
from acsm_report.dataset.model import Dataset, Fact
from acsm_report.i18n.catalog import load_language


def printed(*facts: Fact) -> list[str]:
    dataset = unify_decimals(Dataset("test", "Test", (), facts, {}))
    return [load_language("en").format_value(fact) for fact in dataset.facts]


def rate(value: float, code: str = "C1", source: str = "s") -> Fact:
    return Fact("pass_rate", value, "%", code, period="2014", source=source)


def test_rates_of_one_source_get_their_zeros_back() -> None:
    """A spreadsheet drops the zero of 83.60, and all of 80.00."""
    assert printed(rate(83.6), rate(82.71), rate(80)) == ["83.60%", "82.71%", "80.00%"]


def test_rates_of_several_exams_are_as_exact_as_the_coarsest() -> None:
    """No rate is made more exact than its source."""
    assert printed(rate(63), rate(75.1, "C2"), rate(58, "C2", "other")) == ["63%", "75%", "58%"]


def test_whole_rates_stay_whole() -> None:
    """Nothing is added to 69%."""
    assert printed(rate(69), rate(55)) == ["69%", "55%"]


def test_amounts_have_cents_or_none() -> None:
    """$329.50 beside $55.00."""
    assert printed(Fact("exam_fee", 329.5, "USD", "C1"), Fact("exam_fee", 55, "USD", "C2")) == ["$329.50", "$55.00"]
    assert printed(Fact("exam_fee", 1300, "USD", "C1")) == ["$1,300"]


@pytest.mark.parametrize(
    ("currency", "amounts", "texts"),
    [
        ("EUR", (329.5, 55), ["€329.50", "€55.00"]), ("JPY", (32950, 5500), ["¥32,950", "¥5,500"]),
        ("KWD", (32.125, 5.5, 40), ["KWD\u00a032.125", "KWD\u00a05.500", "KWD\u00a040.000"]), ("CAD", (55,), ["CA$55"]),
    ],
)  # fmt: skip
def test_amounts_have_the_decimals_of_their_currency(
    currency: str, amounts: tuple[float, ...], texts: list[str]
) -> None:
    """Euros have cents, yen nothing, Kuwaiti dinars thousandths, if any amount beside them has some."""
    assert printed(*(Fact("exam_fee", amount, currency, "C1") for amount in amounts)) == texts


def test_other_numbers_are_as_published() -> None:
    """Half a credit more is not rounded."""
    assert printed(Fact("renewal_credits", 4.5, "credits", "C1"), Fact("renewal_credits", 20, "credits", "C2")) == [
        "4.5",
        "20",
    ]
