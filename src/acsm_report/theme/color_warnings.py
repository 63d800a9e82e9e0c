"""Warns of shapes in a brand's own colors that are hard to see, and of lanes that are hard to tell apart.

They stop no build: a lane also has a number and a code, and a bar has a label.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from ..dataset.diagnostics import Diagnostic
from .brand_file import Keys
from .color_checks import MIN_LANE_DISTANCE, ColorReport, ContrastCheck, LaneColorDistance
from .contrast_advice import format_ratio, locate_key
from .lightness import nearest_with_contrast
from .model import Brand

__all__ = ["find_color_warnings"]

SHAPES = ("on paper", "on stage")  # the checks of shapes; text is checked on the pages that have it
ColorCheck = TypeVar("ColorCheck", ContrastCheck, LaneColorDistance)


def find_color_warnings(report: ColorReport, brand: Brand) -> Iterator[Diagnostic]:
    """Yield a warning for the worst of each kind of failure, of the colors that brand.yml sets."""
    shapes = [row for row in report.contrasts if row.surface in SHAPES and row.key]
    for worst in _worst_failures(shapes, lambda c: (c.key, c.surface), lambda c: c.ratio):
        ratio = f"{format_ratio(worst.ratio)}:1, below {worst.required:g}:1"
        what = f"{worst.subject} {worst.surface}: {worst.color} on {worst.background} is {ratio}"
        color = nearest_with_contrast(worst.color, [worst.background], worst.required)
        yield _warning(brand, "contrast", what, f"{color} passes", worst.key)
    pairs = [row for row in report.distances if all(brand.color_key(f"lane.{lane}") for lane in row.lanes)]
    for close in _worst_failures(pairs, lambda d: (d.key, d.lanes), lambda d: d.delta):
        one, other = close.lanes
        seen = f"ΔE2000 {format_ratio(close.delta)} in {close.vision} vision, below {MIN_LANE_DISTANCE:g}"
        what = f"lanes {one} and {other} look alike ({close.color_part}): {seen}"
        yield _warning(brand, "alike", what, "choose colors further apart", close.key)


def _warning(brand: Brand, rule: str, what: str, hint: str, keys: Keys | None) -> Diagnostic:
    assert keys, "only colors that brand.yml sets are warned of"
    file, line, column = locate_key(brand, keys)
    field = ".".join(map(str, keys))
    return Diagnostic(rule, what, hint, file, row=line, column=column, field=field, severity="warning")


def _worst_failures(
    checks: Iterable[ColorCheck], group: Callable[[ColorCheck], object], size: Callable[[ColorCheck], float]
) -> list[ColorCheck]:
    """Return the failed check with the smallest size of each group."""
    found = dict[object, ColorCheck]()
    for check in checks:
        if not check.passes and (group(check) not in found or size(check) < size(found[group(check)])):
            found[group(check)] = check
    return list(found.values())
