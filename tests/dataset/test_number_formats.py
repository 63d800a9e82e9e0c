"""Numbers of a sheet as it shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.readers.cells import CellFault, SheetNumber
from acsm_report.dataset.readers.format_sections import show_text
from acsm_report.dataset.readers.number_formats import read_number

PHONE = "[<=9999999]###-####;(###) ###-####"


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (2139, "00000", "02139"), (7, "000", "007"), (123456789, "00000-0000", "12345-6789"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"), (5551234567, PHONE, "(555) 123-4567"),
        (5551234, PHONE, "555-1234"), (0.69, "0%", "69%"), (0.6925, "0.0%", "69.3%"), (1234567, "#,##0", "1,234,567"),
        (1299, "$#,##0.00", "$1,299.00"), (1299, '"$"#,##0_);("$"#,##0)', "$1,299"),
        (-1299, '"$"#,##0_);("$"#,##0)', "($1,299)"), (1299.5, "[$€-407] #,##0.00", "€ 1,299.50"),
        (5, "[$-409]0", "5"), (12, '"Gym "000', "Gym 012"), (69, "0\\%", "69%"), (-5, "0", "-5"), (0, "#,##0", "0"),
        (45, '0" thousand"', "45 thousand"), (45, 'General" k"', "45 k"), (1299.5, "€#,##0.00", "€1,299.50"),
        (-5, "-0", "--5"), (-5, "0;-0", "-5"), (5, '0;0;0;"Gym "@', "5"), (5, '"n/a"', "n/a"), (5, '"Gym "@', "Gym 5"),
        (0, '0;-0;"none"', "none"), (83.6, "0.00", "83.60"), (2139, "General", "2139"), (2139, "@", "2139"),
        (5, "[Red]0", "5"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_shown(value: float, number_format: str, shown: str) -> None:
    """Zeros, separators, literals, signs and conditions of a format are applied."""
    number = read_number(value, number_format)
    assert isinstance(number, SheetNumber)
    assert number.shown == shown


@pytest.mark.parametrize(
    ("value", "number_format", "digits", "stored"),
    [
        (2830 / 5152, "0%", "55", "54.9301242236025"), (82.71, "0", "83", "82.71"), (82.71, "0.00", "82.71", ""),
        (0.1 + 0.2, "General", "0.3", ""), (1299, "$#,##0.00", "1299", ""), (1e-7, "General", "0.0000001", ""),
        (123456789012, "0.00E+00", "123456789012", ""), (-0.001, "0.00", "0", "-0.001"),
    ],
)  # fmt: skip
def test_a_figure_has_the_shown_digits(value: float, number_format: str, digits: str, stored: str) -> None:
    """In a column of figures the number is rounded as shown, and all stored digits are known."""
    number = read_number(value, number_format)
    assert isinstance(number, SheetNumber)
    assert (number.digits, number.stored) == (digits, stored)


@pytest.mark.parametrize(
    ("value", "number_format"),
    [(5152, "#,##0,"), (45123, "0.0,"), (45123, "0.0,€"), (0.5, "# ?/?"), (float("inf"), "0")],
)
def test_what_cannot_be_shown_is_a_fault(value: float, number_format: str) -> None:
    """Fractions and thousands would print another number than the cell holds."""
    assert isinstance(read_number(value, number_format), CellFault)


@pytest.mark.parametrize(("value", "number_format"), [(5, ";;;"), (5, ";"), (-5, "0;;"), (0, "0;-0;;@"), (5, "[>9]0;")])
def test_a_format_may_hide_a_number(value: float, number_format: str) -> None:
    """An empty section shows nothing."""
    assert read_number(value, number_format) == ""


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [("General", "A"), ("0", "A"), ("@", "A"), ('"Gym "@', "Gym A"), ('0;0;0;@" Inc."', "A Inc."), ("0;;", "A"),
     ('"Gym "0', "A"), (";;;", ""), ('0;"Gym "@', "Gym A")],
)  # fmt: skip
def test_texts_are_read_as_shown(number_format: str, shown: str) -> None:
    """A format may have literals for texts; formats of numbers leave texts as they are."""
    assert show_text("A", number_format) == shown


@given(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9), st.text('0#?.,%-+ ()$E/;"\\_*[]<>=1d€@', max_size=12))
def test_any_format_gives_text(value: float, number_format: str) -> None:
    """Whatever a format is, the cell has a text or a fault."""
    number = read_number(value, number_format)
    assert isinstance(number, CellFault) or number == "" or (isinstance(number, SheetNumber) and number.digits)
    assert isinstance(show_text("A", number_format), str)
