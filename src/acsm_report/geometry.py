"""Sizes, boxes, paths and tracks. Points (1/72 inch) everywhere; x to the right, y downwards.

Knows nothing of certifications, brands or PDF. SVG path data is read by fontTools.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = ["Box", "Centerline", "Grid", "Size", "VectorPath", "checkered_squares", "rounded_rectangle"]


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height, in points."""

    width: float
    height: float

    @property
    def box(self) -> Box:
        """The box of this size at the origin."""
        return Box(0, 0, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left, its top, its width and its height, in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def contains(self, other: Box, tolerance: float = 0.01) -> bool:
        """Tell whether `other` lies inside, up to `slack` points."""
        return (
            other.x >= self.x - tolerance
            and other.y >= self.y - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def overlaps(self, other: Box, tolerance: float = 0.5) -> bool:
        """Tell whether the two share more than `slack` points in both directions."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > tolerance
            and min(self.bottom, other.bottom) - max(self.y, other.y) > tolerance
        )

    @staticmethod
    def bounding(boxes: Iterable[Box]) -> Box:
        """Return the smallest box that contains all of `boxes` (at least one)."""
        found = list(boxes)
        x, y = min(b.x for b in found), min(b.y for b in found)
        return Box(x, y, max(b.right for b in found) - x, max(b.bottom for b in found) - y)


@dataclass(frozen=True, slots=True)
class Grid:
    """Twelve columns between two margins; x(0) is the left margin, x(12) one gutter past the right."""

    width: float
    margin: float
    gutter: float
    columns: int = 12

    @property
    def pitch(self) -> float:
        return (self.width - 2 * self.margin + self.gutter) / self.columns

    @property
    def right(self) -> float:
        return self.width - self.margin

    @property
    def text_width(self) -> float:
        """The width of the text area."""
        return self.width - 2 * self.margin

    def x(self, column: float) -> float:
        """Return where `column` starts."""
        return self.margin + self.pitch * column

    def span(self, columns: float) -> float:
        """Return the width of that many columns with the gutters between them."""
        return self.pitch * columns - self.gutter


Segment = tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class VectorPath:
    """Straight lines and cubic curves: segments M (x, y), L (x, y), C (x1, y1, x2, y2, x, y), Z ()."""

    segments: tuple[Segment, ...]

    @staticmethod
    def rectangle(box: Box) -> VectorPath:
        """Return the outline of `box`."""
        corners = ((box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
        return VectorPath((("M", (box.x, box.y)), *(("L", c) for c in corners), ("Z", ())))

    @staticmethod
    def polyline(*points: tuple[float, float]) -> VectorPath:
        """Return the open line through `points`."""
        first, *others = points
        return VectorPath((("M", first), *(("L", p) for p in others)))

    @staticmethod
    def parse(data: str) -> VectorPath:
        """Read SVG path data; arcs and quadratic curves become cubic ones.

        Raise ValueError for anything that is not path data.
        """
        return _parse_svg_path(data)

    def transformed(self, dx: float = 0, dy: float = 0, scale: float = 1) -> VectorPath:
        """Return the path scaled about the origin, then moved."""
        shift = (dx, dy)
        return VectorPath(
            tuple((op, tuple(v * scale + shift[i % 2] for i, v in enumerate(xs))) for op, xs in self.segments)
        )

    @property
    def bounds(self) -> Box:
        """The box around all of its points, control points included."""
        xs = [v for _, values in self.segments for v in values[::2]]
        ys = [v for _, values in self.segments for v in values[1::2]]
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


SVG_PATH_DATA = re.compile(r"[MLHVCSQTAZmlhvcsqtaz0-9eE.,+\-\s]*")  # fontTools passes over other letters in silence


@lru_cache(maxsize=512)
def _parse_svg_path(data: str) -> VectorPath:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path

    pen = RecordingPen()
    try:
        if SVG_PATH_DATA.fullmatch(data) is None:
            raise ValueError
        parse_path(data, pen)
    except (ValueError, IndexError, AssertionError, StopIteration) as error:
        raise ValueError(f"not SVG path data: {data[:60]!r}") from error
    letters = {"moveTo": "M", "lineTo": "L", "curveTo": "C", "qCurveTo": "Q", "closePath": "Z"}
    segments: list[Segment] = []
    for operator, points in pen.value:
        if operator == "endPath":
            continue
        values = tuple(float(v) for point in points for v in point)
        segments.append(_to_cubic(segments[-1], values) if operator == "qCurveTo" else (letters[operator], values))
    return VectorPath(tuple(segments))


def _to_cubic(previous: Segment, quadratic: tuple[float, ...]) -> Segment:
    """Return the cubic curve that a quadratic one (x1, y1, x, y) is."""
    x0, y0 = previous[1][-2:]
    x1, y1, x2, y2 = quadratic
    return (
        "C",
        (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3, x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3, x2, y2),
    )


@dataclass(frozen=True, slots=True)
class Centerline:
    """The centre line of a running track: straights and bends from a start, heading in degrees.

    Heading 0 runs to the right, 90 downwards. A lane at `offset` runs that far to the runner's
    right: its straights keep their length and its bends stay concentric.
    """

    x: float
    y: float
    heading: float
    legs: tuple[tuple[float, float], ...] = ()  # (length, 0) or (radius, turn in degrees)

    def with_straight(self, length: float) -> Centerline:
        """Return the track with a straight of `length` points added."""
        return replace(self, legs=(*self.legs, (length, 0.0)))

    def with_bend(self, radius: float, turn: float) -> Centerline:
        """Return the track with a bend added; a positive `turn` is to the right, in degrees."""
        return replace(self, legs=(*self.legs, (radius, turn)))

    def offset_path(self, offset: float = 0) -> VectorPath:
        """Return the line that runs `offset` points to the right of the centre line."""
        angle = math.radians(self.heading)
        x, y = self.x - math.sin(angle) * offset, self.y + math.cos(angle) * offset
        data = [f"M{x:.4f},{y:.4f}"]
        for length, turn in self.legs:
            if not turn:
                x, y = x + math.cos(angle) * length, y + math.sin(angle) * length
                data.append(f"L{x:.4f},{y:.4f}")
                continue
            side = math.copysign(1, turn)
            radius = length - side * offset
            centre = x - math.sin(angle) * radius * side, y + math.cos(angle) * radius * side
            angle += math.radians(turn)
            x = centre[0] + math.sin(angle) * radius * side
            y = centre[1] - math.cos(angle) * radius * side
            data.append(f"A{radius:.4f},{radius:.4f} 0 {int(abs(turn) > 180)} {int(side > 0)} {x:.4f},{y:.4f}")
        return VectorPath.parse("".join(data))


def checkered_squares(x: float, y: float, height: float, square: float, columns: int = 2) -> Iterator[Box]:
    """Yield the dark squares of a chequered strip, `columns` squares wide; the last row may be lower."""
    row, top = 0, y
    while top < y + height - 0.01:
        high = min(square, y + height - top)
        yield from (Box(x + c * square, top, square, high) for c in range(columns) if (row + c) % 2 == 0)
        row, top = row + 1, top + square


def rounded_rectangle(box: Box, radius: float) -> VectorPath:
    """Return the outline of `box` with round corners."""
    x, y, w, h, r = box.x, box.y, box.width, box.height, radius
    arc = f"A{r},{r} 0 0 1"
    return VectorPath.parse(
        f"M{x + r},{y}H{x + w - r}{arc} {x + w},{y + r}V{y + h - r}{arc} {x + w - r},{y + h}"
        f"H{x + r}{arc} {x},{y + h - r}V{y + r}{arc} {x + r},{y}Z"
    )
