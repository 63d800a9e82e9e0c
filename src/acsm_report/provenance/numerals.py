"""An SVG of ours read back: its words, each line with its place, and whatever in it we never draw.

This reads what a viewer reads and knows nothing of what wrote it: elements and attributes that could hide,
move or add something are told, never passed over.
"""

from __future__ import annotations

import re

__all__ = ["NUMERAL", "parse_numbers"]

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*|[¹²³⁰-⁹₀-₉¼-¾⅐-↋①-⓿]")  # digits, and signs that stand for a number


def parse_numbers(text: str) -> list[float]:
    """Return the numbers of a text, without signs; a comma before three digits groups."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", plain)]
