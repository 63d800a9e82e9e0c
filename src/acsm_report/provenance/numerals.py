"""Finds numerals in printed text."""

from __future__ import annotations

import re

__all__ = ["NUMERAL", "SIGNED_NUMERAL", "parse_numbers"]

DIGITS = r"\d+(?:[.,]\d+)*"  # with decimal point and thousands separators
SIGNED_NUMERAL = re.compile(rf"[-−]?{DIGITS}")
NUMERAL = re.compile(rf"{DIGITS}|[¹²³⁰-⁹₀-₉¼-¾⅐-↋①-⓿]")  # digits, and characters such as ½ and ²


def parse_numbers(text: str) -> list[float]:
    """Return the numbers in a text, without signs. A comma before three digits is a thousands separator."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", plain)]
