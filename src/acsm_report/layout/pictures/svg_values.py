"""Numbers, lengths and opacities as SVG writes them. Only finite ones are read."""

from __future__ import annotations

import math
import re

__all__ = ["parse_length", "parse_number", "parse_numbers", "parse_share"]

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
LENGTH = re.compile(rf"({NUMBER.pattern})(px|pt|pc|in|cm|mm|)", re.IGNORECASE)
PIXELS_PER_UNIT = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}


def parse_number(text: str) -> float:
    """Return a number. Raise ValueError for anything else, and for one that is too large."""
    number = float(text) if NUMBER.fullmatch(text.strip()) else math.nan
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]!r}")
    return number


def parse_length(text: str, whole: float = 0) -> float:
    """Return a length in pixels; percentages are of `whole`. Raise ValueError for another unit."""
    if text.strip().endswith("%"):
        return parse_number(text.strip()[:-1]) / 100 * whole
    match = LENGTH.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"the length {text[:40]!r}")
    return parse_number(match[1]) * PIXELS_PER_UNIT[match[2].lower()]


def parse_numbers(text: str) -> list[float]:
    """Return the numbers in a list. Raise ValueError if it has anything else."""
    if NUMBER.sub("", text).strip(" \t\r\n,"):
        raise ValueError(f"the numbers {text[:40]!r}")
    return [parse_number(number) for number in NUMBER.findall(text)]


def parse_share(text: str) -> float:
    """Return an opacity, "0.5" or "50%", from 0 to 1. Raise ValueError if it is not a number."""
    return min(max(parse_length(text, 1), 0.0), 1.0)
