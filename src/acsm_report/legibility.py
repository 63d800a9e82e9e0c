"""Whether words can be read: the contrast of each with whatever was painted beneath it, as the scene has it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from . import fonts
from .brand import Brand, Ink, contrast
from .geometry import Box, Path
from .scene import Drawing, Placed, Run, Scene, Shape

__all__ = ["Pale", "pale"]

WORDS, LARGE = 4.5, 3.0  # contrast ratios (WCAG 2.2, 1.4.3)
SIZE, BOLD, SIZE_OF_BOLD = 18, 700, 14  # points from which words are large
ACROSS, UP = (0.02, 0.2, 0.4, 0.6, 0.8, 0.98), (0.2, 0.75)  # where in the box of words it is looked beneath them
STEPS = 12  # straight pieces of a curve

Point = tuple[float, float]


class Pale(NamedTuple):
    """Words that are hard to read: their page from 1, their text, their contrast, and what is needed."""

    page: int
    text: str
    ratio: float
    needed: float


class _Painted(NamedTuple):
    """A shape that lies on a page, and the box of what it paints; `whole` says that it fills that box.

    `lines` is its path as straight pieces, once somebody has asked for them.
    """

    left: float
    top: float
    right: float
    bottom: float
    shape: Shape
    whole: bool
    lines: list[list[Point]]


def pale(scenes: Iterable[Scene], brand: Brand) -> Iterator[Pale]:
    """Yield the words of finished pages whose contrast with what lies beneath them is too low, at its lowest."""
    for page, scene in enumerate(scenes, 1):
        painted: list[_Painted] = []
        for item in scene.items:
            marks = item.block.marks if isinstance(item.block, Drawing) else ()
            shapes = [mark for mark in marks if isinstance(mark, Shape)]
            if outlined := _outlined(item, shapes):
                yield from _judged(page, scene, brand, painted, outlined, _inks(shapes))
                painted += map(_painted, shapes)
                continue
            for mark in marks:
                if isinstance(mark, Shape):
                    painted.append(_painted(mark))
                elif mark.ink and mark.text.strip():
                    yield from _judged(page, scene, brand, painted, mark, {mark.ink})


def _outlined(item: Placed, shapes: Sequence[Shape]) -> Run | None:
    """Return the words of a block that are drawn as outlines above text that is not seen."""
    runs = [mark for mark in item.block.marks if isinstance(mark, Run)] if isinstance(item.block, Drawing) else []
    return runs[0] if len(runs) == 1 and runs[0].ink is None and shapes else None


def _inks(shapes: Iterable[Shape]) -> set[Ink]:
    return {ink for shape in shapes for ink in (shape.fill, shape.stroke) if ink}


def _painted(shape: Shape) -> _Painted:
    box, pad = shape.path.bounds, shape.width / 2 if shape.stroke else 0.0
    whole = shape.fill is not None and not shape.stroke and shape.path == Path.box(box)
    return _Painted(box.x - pad, box.y - pad, box.right + pad, box.bottom + pad, shape, whole, [])


def _judged(
    page: int, scene: Scene, brand: Brand, painted: Sequence[_Painted], run: Run, inks: Iterable[Ink]
) -> Iterator[Pale]:
    """Yield the words where one of their inks is too close to what lies beneath any part of them."""
    large = run.size >= (SIZE_OF_BOLD if run.weight >= BOLD else SIZE)
    needed, box = LARGE if large else WORDS, fonts.run_box(run)
    grounds = {brand.rgb(ink, scene.ground) for ink in _beneath(painted, box, Ink(scene.ground))}
    ratio = min(contrast(brand.rgb(ink, scene.ground), ground) for ink in inks for ground in grounds)
    if ratio < needed:
        yield Pale(page, run.text.strip(), ratio, needed)


def _beneath(painted: Sequence[_Painted], box: Box, ground: Ink) -> set[Ink]:
    """Return what is seen through a box, at the points that are looked at."""
    left, top, right, bottom = box.x, box.y, box.right, box.bottom
    near = [p for p in painted if p[0] < right and p[2] > left and p[1] < bottom and p[3] > top]
    if not near:
        return {ground}
    points = [(left + u * box.w, top + v * box.h) for u in ACROSS for v in UP]
    return {_at(near, point, ground) for point in points}


def _at(painted: Sequence[_Painted], point: Point, ground: Ink) -> Ink:
    """Return the ink that was painted last at a point."""
    x, y = point
    for left, top, right, bottom, shape, whole, lines in reversed(painted):
        clip = shape.clip
        if not (left <= x <= right and top <= y <= bottom):
            continue
        if clip and not (clip.x <= x <= clip.right and clip.y <= y <= clip.bottom):
            continue
        if whole:
            return shape.fill or ground
        if not lines:
            lines += _flat(shape.path)
        if shape.stroke and any(_distance(point, line) <= shape.width / 2 for line in lines):
            return shape.stroke
        if shape.fill and sum(_winding(point, line) for line in lines):
            return shape.fill
    return ground


def _flat(path: Path) -> list[list[Point]]:
    """Return a path as straight lines, each a list of points."""
    lines: list[list[Point]] = []
    for operator, values in path.segments:
        if operator == "M":
            lines.append([(values[0], values[1])])
        elif operator == "L":
            lines[-1].append((values[0], values[1]))
        elif operator == "C":
            lines[-1] += _curve(lines[-1][-1], values)
        else:
            lines[-1].append(lines[-1][0])
    return lines


def _curve(start: Point, values: tuple[float, ...]) -> Iterator[Point]:
    """Yield points of a cubic curve after its start."""
    x1, y1, x2, y2, x3, y3 = values
    for step in range(1, STEPS + 1):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield a * start[0] + b * x1 + c * x2 + d * x3, a * start[1] + b * y1 + c * y2 + d * y3


def _distance(point: Point, line: Sequence[Point]) -> float:
    """Return how far a point is from a line, which is cut off square at its open ends; infinity beyond them."""
    (x, y), nearest = point, math.inf
    ends, last = line[0] != line[-1], len(line) - 2
    for number, ((ax, ay), (bx, by)) in enumerate(pairwise(line)):
        long = (bx - ax) ** 2 + (by - ay) ** 2
        share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long if long else 0.0
        if ends and ((number == 0 and share < 0) or (number == last and share > 1)):
            continue
        share = max(0.0, min(1.0, share))
        nearest = min(nearest, math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)))
    return nearest


def _winding(point: Point, line: Sequence[Point]) -> int:
    """Return how often a closed line winds round a point (nonzero: the point is inside)."""
    x, y = point
    count = 0
    for (ax, ay), (bx, by) in pairwise([*line, line[0]]):
        if (ay <= y) != (by <= y) and ax + (y - ay) / (by - ay) * (bx - ax) > x:
            count += 1 if by > ay else -1
    return count
