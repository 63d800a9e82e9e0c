"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.interpretation.numbers import clean_digits, find_style, read_number, split_sign
from acsm_report.dataset.parsing import parse_number


def read(text: str, style: str = "", high: float = float("inf"), is_whole: bool = False) -> tuple[str, tuple[str, ...]]:
    """Read a text as a number from 0 to `high`."""

    def is_possible(digits: str) -> bool:
        number = parse_number(digits)
        return number is not None and 0 <= number <= high and (not is_whole or number == int(number))

    return read_number(text, style, is_possible)


@pytest.mark.parametrize(
    ("text", "digits", "sign"),
    [
        ("$1,299", "1,299", "$"), ("1299 USD", "1299", "USD"), ("US$ 1299", "1299", "US$"), ("83 %", "83", "%"),
        ("83%", "83", "%"), ("€300", "300", "€"), ("−5%", "-5", "%"), ("-$5", "-5", "$"), ("+10 %", "10", "%"),
        ("300 CHF", "300", "CHF"), ("63.2", "63.2", ""), ("many", "many", ""), ("%", "%", ""),
    ],
)  # fmt: skip
def test_signs(text: str, digits: str, sign: str) -> None:
    """A currency or percent sign is split off."""
    assert split_sign(text) == (digits, sign)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("82.71000000000001", "82.71"), ("82.999999999999986", "83"), ("-0.30000000000000004", "-0.3"),
        ("1234.5600000000002", "1234.56"), ("12\u2009345", "12 345"),
        ("83.594722429", "83.594722429"), ("83.5947224291", "83.5947224291"), ("82.7100", "82.7100"), ("many", "many"),
    ],
)  # fmt: skip
def test_noise_of_computed_decimals_is_left_out(text: str, digits: str) -> None:
    """Decimals that a program has added are left out; those that a figure has are kept."""
    assert clean_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("5152", "5152"), ("63.2", "63.2"), ("83,6", "83.6"), ("83,60", "83.60"), ("1,234,567", "1234567"),
        ("1.234.567", "1234567"), ("1,299.50", "1299.50"), ("1.299,50", "1299.50"), ("4 121", "4121"),
        ("4’121", "4121"), ("4 121,5", "4121.5"), ("0.125", "0.125"), ("0,125", "0.125"), ("1,299", "1299"),
    ],
)  # fmt: skip
def test_numbers_with_one_meaning(text: str, digits: str) -> None:
    """Separators of thousands and decimal commas are read wherever they can be nothing else."""
    assert read(text) == (digits, ())


@pytest.mark.parametrize("style", ["", "point", "mixed"])
def test_a_point_and_three_digits_is_never_taken_for_decimals(style: str) -> None:
    """40.390 dollars may be 40390 dollars, in German; both are named."""
    assert read("40.390", style) == ("", ("40390", "40.390"))


@pytest.mark.parametrize(
    ("text", "style", "digits"),
    [("40.390", "comma", "40390"), ("1,299", "point", "1299"), ("1,299", "comma", ""), ("1,299", "mixed", "")],
)
def test_other_numbers_of_the_table_decide(text: str, style: str, digits: str) -> None:
    """Thousands are read where the other numbers of the table have the other separator for decimals."""
    assert read(text, style)[0] == digits


@pytest.mark.parametrize(
    ("text", "style", "high", "is_whole", "digits"),
    [
        ("5.152", "", float("inf"), True, "5152"),
        ("5.152", "point", float("inf"), True, ""),
        ("4,060", "mixed", float("inf"), True, "4060"),
        ("82.714", "", 100, False, "82.714"),
        ("82,714", "", 100, False, "82.714"),
    ],
)
def test_bounds_of_the_kind_decide(text: str, style: str, high: float, is_whole: bool, digits: str) -> None:
    """People are whole and a rate is at most 100, so one of two meanings is left."""
    assert read(text, style, high, is_whole)[0] == digits


@pytest.mark.parametrize("text", ["many", "1e3", "12,34,56", "1.2.3", "5.", ".5", "", "1,23,456", "٥٥"])
def test_other_texts_are_no_numbers(text: str) -> None:
    """What is not a number has no meaning."""
    assert read(text) == ("", ())


@pytest.mark.parametrize(
    ("texts", "style"),
    [(["83,6", "40.390"], "comma"), (["83.6%", "1,299"], "point"), (["83.6", "83,6"], "mixed"), (["40.390", "5"], "")],
)
def test_style_of_a_table(texts: list[str], style: str) -> None:
    """Only numbers with one meaning tell the style."""
    assert find_style(texts) == style


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["point", "comma"]), st.sampled_from(["", "$", "%"]))
def test_any_number_in_any_style_reads_back(whole: int, cents: int, style: str, sign: str) -> None:
    """A number with separators in the style of its table is read as it is."""
    text = f"{whole:,}.{cents:02}"
    typed = text if style == "point" else text.translate(str.maketrans(",.", ".,"))
    digits, unit = split_sign(f"{sign}{typed}")
    assert read(digits, style)[0] == f"{whole}.{cents:02}"
    assert bool(unit) is bool(sign)
