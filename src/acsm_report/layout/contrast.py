"""Finds text on a finished page whose contrast with what is painted beneath it is too low."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..geometry import Box, VectorPath
from ..theme.colors import NON_TEXT_CONTRAST, TEXT_CONTRAST, contrast_ratio
from ..theme.model import Brand, Ink
from .measure import text_run_box
from .scene import Drawing, PlacedBlock, Scene, Shape, TextRun

__all__ = ["LowContrastText", "find_low_contrast_text", "sample_inks"]

LARGE_SIZE, BOLD_WEIGHT, LARGE_BOLD_SIZE = 18, 700, 14  # points, weight, points: from there text is large (WCAG 2.2)
SAMPLES_ACROSS = (0.02, 0.2, 0.4, 0.6, 0.8, 0.98)  # shares of the width of a text's box
SAMPLES_DOWN = (0.2, 0.75)  # shares of its height
CURVE_STEPS = 12  # straight segments per curve

Point = tuple[float, float]


class LowContrastText(NamedTuple):
    """Text with too little contrast: page (from 1), text, contrast ratio, required ratio.

    `ink` and `background` are its worst pair of inks on a page whose ground has the role `ground`.
    """

    page: int
    text: str
    ratio: float
    required: float
    ink: Ink
    background: Ink
    ground: str


class _PaintedShape(NamedTuple):
    """A shape on a page, the box that it paints, and whether it fills that box.

    `polylines` is its path as straight segments; it is empty until it is needed.
    """

    left: float
    top: float
    right: float
    bottom: float
    shape: Shape
    fills_box: bool
    polylines: list[list[Point]]


def find_low_contrast_text(scenes: Iterable[Scene], brand: Brand) -> Iterator[LowContrastText]:
    """Yield text on finished pages whose lowest contrast with its background is too low."""
    for page, scene in enumerate(scenes, 1):
        painted: list[_PaintedShape] = []
        for item in scene.blocks:
            marks = item.block.marks if isinstance(item.block, Drawing) else ()
            shapes = [mark for mark in marks if isinstance(mark, Shape)]
            if outlined := _find_outlined_run(item, shapes):
                yield from _check_text_run(page, scene, brand, painted, outlined, _inks_of_shapes(shapes))
                painted += map(_to_painted_shape, shapes)
                continue
            for mark in marks:
                if isinstance(mark, Shape):
                    painted.append(_to_painted_shape(mark))
                elif isinstance(mark, TextRun) and mark.ink and mark.text.strip():
                    yield from _check_text_run(page, scene, brand, painted, mark, {mark.ink})


def sample_inks(shapes: Iterable[Shape], box: Box, count: int) -> list[Ink | None]:
    """Return the topmost ink at `count` times `count` points of a box; None where no shape paints."""
    painted, nothing = [_to_painted_shape(shape) for shape in shapes], Ink("")
    steps = [(number + 0.5) / count for number in range(count)]
    found = (_ink_at(painted, (box.x + u * box.width, box.y + v * box.height), nothing) for v in steps for u in steps)
    return [None if ink is nothing else ink for ink in found]


def _find_outlined_run(placed: PlacedBlock, shapes: Sequence[Shape]) -> TextRun | None:
    """Return the invisible text run of a block that draws its text as outlines, or None."""
    runs = (
        [mark for mark in placed.block.marks if isinstance(mark, TextRun)] if isinstance(placed.block, Drawing) else []
    )
    return runs[0] if len(runs) == 1 and runs[0].ink is None and shapes else None


def _inks_of_shapes(shapes: Iterable[Shape]) -> set[Ink]:
    return {ink for shape in shapes for ink in (shape.fill, shape.stroke) if ink}


def _to_painted_shape(shape: Shape) -> _PaintedShape:
    box, pad = shape.path.bounds, shape.stroke_width / 2 if shape.stroke else 0.0
    fills_box = shape.fill is not None and not shape.stroke and shape.path == VectorPath.rectangle(box)
    return _PaintedShape(box.x - pad, box.y - pad, box.right + pad, box.bottom + pad, shape, fills_box, [])


def _check_text_run(
    page: int, scene: Scene, brand: Brand, painted: Sequence[_PaintedShape], run: TextRun, inks: Iterable[Ink]
) -> Iterator[LowContrastText]:
    """Yield the text if one of its inks has too little contrast with any sampled background."""
    is_large = run.size >= (LARGE_BOLD_SIZE if run.weight >= BOLD_WEIGHT else LARGE_SIZE)
    required, box = NON_TEXT_CONTRAST if is_large else TEXT_CONTRAST, text_run_box(run)
    backgrounds = _inks_beneath(painted, box, Ink(scene.ground))
    ratios = {
        (ink, under): contrast_ratio(brand.rgb(ink, scene.ground), brand.rgb(under, scene.ground))
        for ink in inks
        for under in backgrounds
    }
    ratio = min(ratios.values())
    if ratio < required:
        ink, under = min((pair for pair in ratios if ratios[pair] == ratio), key=str)
        yield LowContrastText(page, run.text.strip(), ratio, required, ink, under, scene.ground)


def _inks_beneath(painted: Sequence[_PaintedShape], box: Box, background: Ink) -> set[Ink]:
    """Return the inks at the sample points of a box."""
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    near = [p for p in painted if p[0] < right and p[2] > left and p[1] < bottom and p[3] > top]
    if not near:
        return {background}
    points = [(left + u * box.width, top + v * box.height) for u in SAMPLES_ACROSS for v in SAMPLES_DOWN]
    return {_ink_at(near, point, background) for point in points}


def _ink_at(painted: Sequence[_PaintedShape], point: Point, background: Ink) -> Ink:
    """Return the topmost ink at a point."""
    x, y = point
    for left, top, right, bottom, shape, fills_box, polylines in reversed(painted):
        clip = shape.clip
        if not (left <= x <= right and top <= y <= bottom):
            continue
        if clip and not (clip.x <= x <= clip.right and clip.y <= y <= clip.bottom):
            continue
        if fills_box:
            return shape.fill or background
        if not polylines:
            polylines += _flatten_path(shape.path)
        if shape.stroke and any(_distance_to_line(point, line) <= shape.stroke_width / 2 for line in polylines):
            return shape.stroke
        if shape.fill:
            winding = sum(_winding_number(point, line) for line in polylines)
            if winding % 2 if shape.is_even_odd else winding:
                return shape.fill
    return background


def _flatten_path(path: VectorPath) -> list[list[Point]]:
    """Return a path as polylines, each a list of points."""
    lines: list[list[Point]] = []
    for operator, values in path.segments:
        if operator == "M":
            lines.append([(values[0], values[1])])
        elif operator == "L":
            lines[-1].append((values[0], values[1]))
        elif operator == "C":
            lines[-1] += _curve_points(lines[-1][-1], values)
        else:
            lines[-1].append(lines[-1][0])
    return lines


def _curve_points(start: Point, values: tuple[float, ...]) -> Iterator[Point]:
    """Yield points on a cubic Bézier curve after its start."""
    x1, y1, x2, y2, x3, y3 = values
    for step in range(1, CURVE_STEPS + 1):
        t = step / CURVE_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield a * start[0] + b * x1 + c * x2 + d * x3, a * start[1] + b * y1 + c * y2 + d * y3


def _distance_to_line(point: Point, polyline: Sequence[Point]) -> float:
    """Return the distance of a point from a polyline with butt ends; infinity where the point is beside no part of it.

    A point is beside a segment, or in the wedge on the outer side of a corner. What lies beyond an end is beside
    nothing, however short the last segment is.
    """
    (x, y), nearest = point, math.inf
    is_closed = polyline[0] == polyline[-1]
    segments = [*pairwise(polyline), (polyline[0], polyline[1])] if is_closed else pairwise(polyline)
    is_past_previous = False
    for (ax, ay), (bx, by) in segments:
        if (ax, ay) == (bx, by):
            continue
        share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
        if share < 0 and is_past_previous:
            nearest = min(nearest, math.hypot(x - ax, y - ay))
        elif 0 <= share <= 1:
            nearest = min(nearest, math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)))
        is_past_previous = share > 1
    return nearest


def _winding_number(point: Point, polyline: Sequence[Point]) -> int:
    """Return the winding number of a closed polyline around a point; nonzero means inside."""
    x, y = point
    count = 0
    for (ax, ay), (bx, by) in pairwise([*polyline, polyline[0]]):
        if (ay <= y) != (by <= y) and ax + (y - ay) / (by - ay) * (bx - ax) > x:
            count += 1 if by > ay else -1
    return count
