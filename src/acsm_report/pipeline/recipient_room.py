"""Tells how much of a recipient's text has room, in characters and lines: a spreadsheet knows no points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any

from ..dataset.recipients import Recipient
from ..errors import quote_value

__all__ = ["describe_excess"]

Fits = Callable[[Recipient], bool]


def describe_excess(recipient: Recipient, field: str, fits: Fits) -> tuple[str, str]:
    """Return what is too long in a field that does not fit, and how to fix it. `fits` tests a changed recipient."""
    if field == "address":
        return _describe_address(recipient._replace(code=""), fits)
    # the others are left out, because their texts may not fit either
    alone = _with_text(recipient._replace(name="", address=(), code=""), field, getattr(recipient, field))
    return _describe_text(f"the {field}", getattr(recipient, field), lambda text: fits(_with_text(alone, field, text)))


def _with_text(recipient: Recipient, field: str, text: str) -> Recipient:
    changed: dict[str, Any] = {field: text}
    return recipient._replace(**changed)


def _describe_address(recipient: Recipient, fits: Fits) -> tuple[str, str]:
    def line_fits(line: str) -> bool:
        return fits(recipient._replace(name="", address=(line,)))

    if wide := next((line for line in recipient.address if not line_fits(line)), ""):
        return _describe_text("the line of the address", wide, line_fits)
    lines = len(recipient.address)
    count = _count_fitting(lines, lambda n: fits(recipient._replace(address=recipient.address[:n])))
    return f"the address has {lines} lines; at most {count} fit below this name", "join or remove lines"


def _describe_text(what: str, text: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    count = _count_fitting(len(text), lambda n: fits(text[:n]))
    return f"{what} {quote_value(text, 60)} has {len(text)} characters; at most about {count} fit", "shorten it"


def _count_fitting(count: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number below `count` for which a text of that length fits."""
    return bisect_left(range(count), True, key=lambda n: not fits(n + 1))
