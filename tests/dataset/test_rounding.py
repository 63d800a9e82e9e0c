"""Numbers are rounded half away from zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.rounding import round_number


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (62.5, 0, 63), (63.5, 0, 64), (-62.5, 0, -63), (62.4, 0, 62), (-0.4, 0, 0), (0.125, 2, 0.13), (2.675, 2, 2.68),
        (100 * 57 / 200, 0, 29), (100 * 1.15, 0, 115), (5152, 0, 5152), (5152, 2, 5152),
    ],
)  # fmt: skip
def test_halves_are_rounded_away_from_zero(value: float, decimals: int, rounded: float) -> None:
    """So are halves of which a computer stores a little less, such as 57 of 200: 28.499999999999996 %."""
    assert round_number(value, decimals) == rounded


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_any_half_is_rounded_away_from_zero(number: int, decimals: int) -> None:
    """A digit 5 behind the last printed place makes the number larger."""
    sign = -1 if number < 0 else 1
    half = Decimal(10 * number + sign * 5).scaleb(-decimals - 1)
    assert round_number(float(half), decimals) == float(Decimal(number + sign).scaleb(-decimals))
