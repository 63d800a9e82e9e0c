"""Rounds numbers as readers expect, half away from zero: 62.5 is 63, and 28.5 that is stored as 28.4999… is 29."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

__all__ = ["round_decimal", "round_number", "to_decimal"]

MAX_DIGITS = 400  # more than any float has before its decimal point


def round_number(value: float, decimals: int = 0) -> float:
    """Return a number with at most so many decimals; without any, as int."""
    rounded = round_decimal(to_decimal(value), decimals)
    return float(rounded) if decimals > 0 else int(rounded)


def round_decimal(number: Decimal, decimals: int) -> Decimal:
    """Return a number with so many decimals."""
    with localcontext(prec=MAX_DIGITS):
        return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def to_decimal(value: float) -> Decimal:
    """Return a number with the 15 digits that spreadsheet programs show of it."""
    return Decimal(value if isinstance(value, int) else format(value, ".15g"))
