"""Sizes, boxes, grids and vector paths, in points (1/72 inch). x runs to the right, y down.

It must not know certifications, brands or PDF.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = [
    "POINTS_PER_INCH",
    "Box",
    "Centerline",
    "Grid",
    "Size",
    "VectorPath",
    "checkered_squares",
    "rounded_rectangle",
]

POINTS_PER_INCH = 72


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
    """A rectangle: left, top, width and height, in points."""

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

    def moved(self, dx: float, dy: float) -> Box:
        """Return the box moved right by `dx` and down by `dy` points."""
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def padded(self, padding: float) -> Box:
        """Return the box with `padding` points more on each side."""
        return Box(self.x - padding, self.y - padding, self.width + 2 * padding, self.height + 2 * padding)

    def contains(self, other: Box, tolerance: float = 0.01) -> bool:
        """Tell whether `other` lies inside, with a tolerance in points."""
        return (
            other.x >= self.x - tolerance
            and other.y >= self.y - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def overlaps(self, other: Box, tolerance: float = 0.5) -> bool:
        """Tell whether the boxes overlap by more than `tolerance` points in both directions."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > tolerance
            and min(self.bottom, other.bottom) - max(self.y, other.y) > tolerance
        )

    def touches(self, other: Box) -> bool:
        """Tell whether the boxes have a point in common."""
        return min(self.right, other.right) >= max(self.x, other.x) and min(self.bottom, other.bottom) >= max(
            self.y, other.y
        )

    def intersection(self, other: Box) -> Box:
        """Return what the boxes have in common, without width or height if that is nothing."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(x, y, max(right - x, 0), max(bottom - y, 0))

    @staticmethod
    def bounding(boxes: Iterable[Box]) -> Box:
        """Return the smallest box that contains all `boxes`. Raise ValueError if there are none."""
        all_boxes = list(boxes)
        x, y = min(b.x for b in all_boxes), min(b.y for b in all_boxes)
        return Box(x, y, max(b.right for b in all_boxes) - x, max(b.bottom for b in all_boxes) - y)


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns of equal width between two margins, in points. x(0) is the left margin."""

    width: float
    margin: float
    gutter: float
    columns: int = 12

    @property
    def pitch(self) -> float:
        """The width of a column and a gutter."""
        return (self.width - 2 * self.margin + self.gutter) / self.columns

    @property
    def right(self) -> float:
        return self.width - self.margin

    @property
    def text_width(self) -> float:
        """The width of the text area."""
        return self.width - 2 * self.margin

    def x(self, column: float) -> float:
        """Return the left edge of a column, counted from 0."""
        return self.margin + self.pitch * column

    def span(self, columns: float) -> float:
        """Return the width of that many columns and the gutters between them."""
        return self.pitch * columns - self.gutter


Segment = tuple[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class VectorPath:
    """A path of lines and cubic curves, as in SVG: M (x, y), L (x, y), C (x1, y1, x2, y2, x, y) and Z ()."""

    segments: tuple[Segment, ...]

    @staticmethod
    def rectangle(box: Box) -> VectorPath:
        """Return the outline of `box`."""
        corners = ((box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
        return VectorPath((("M", (box.x, box.y)), *(("L", c) for c in corners), ("Z", ())))

    @staticmethod
    def polyline(*points: tuple[float, float]) -> VectorPath:
        """Return the open line through `points`, at least one."""
        first, *rest = points
        return VectorPath((("M", first), *(("L", p) for p in rest)))

    @staticmethod
    def parse(data: str) -> VectorPath:
        """Parse SVG path data. Arcs and quadratic curves become cubic curves.

        Raise ValueError if it is not path data.
        """
        return _parse_svg_path(data)

    def transformed(self, dx: float = 0, dy: float = 0, scale: float = 1) -> VectorPath:
        """Return the path, scaled about the origin and then moved by (dx, dy) points."""
        shift = (dx, dy)
        return VectorPath(
            tuple((op, tuple(v * scale + shift[i % 2] for i, v in enumerate(xs))) for op, xs in self.segments)
        )

    def mapped(self, matrix: Sequence[float]) -> VectorPath:
        """Return the path under an affine transformation (a, b, c, d, e, f) as SVG writes it."""
        a, b, c, d, e, f = matrix
        return VectorPath(
            tuple(
                (
                    op,
                    tuple(
                        v
                        for x, y in zip(xs[::2], xs[1::2], strict=True)
                        for v in (a * x + c * y + e, b * x + d * y + f)
                    ),
                )
                for op, xs in self.segments
            )
        )

    @property
    def bounds(self) -> Box:
        """The smallest box around all points, including control points."""
        xs = [v for _, values in self.segments for v in values[::2]]
        ys = [v for _, values in self.segments for v in values[1::2]]
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


SVG_PATH_DATA = re.compile(  # fontTools skips what is neither a command nor a number
    r"[\s,]*+(?:(?:[MLHVCSQTAZmlhvcsqtaz]|[+-]?(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?+)[\s,]*+)*+"
)


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
    if not all(math.isfinite(value) for _, values in segments for value in values):
        raise ValueError(f"numbers that are too large: {data[:60]!r}")
    return VectorPath(tuple(segments))


def _to_cubic(previous: Segment, quadratic: tuple[float, ...]) -> Segment:
    """Return the cubic form of a quadratic curve (x1, y1, x, y)."""
    x0, y0 = previous[1][-2:]
    x1, y1, x2, y2 = quadratic
    return (
        "C",
        (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3, x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3, x2, y2),
    )


@dataclass(frozen=True, slots=True)
class Centerline:
    """The center line of a running track: straights and bends from a start point.

    `heading` is in degrees: 0 to the right, 90 down. A lane is a parallel path at an offset: its straights keep their
    length, and its bends keep their center.
    """

    x: float
    y: float
    heading: float
    legs: tuple[tuple[float, float], ...] = ()  # (length, 0) or (radius, turn in degrees)

    def with_straight(self, length: float) -> Centerline:
        """Return the line with a straight of `length` points at the end."""
        return replace(self, legs=(*self.legs, (length, 0.0)))

    def with_bend(self, radius: float, turn: float) -> Centerline:
        """Return the line with a bend at the end. `turn` is in degrees, positive to the right."""
        return replace(self, legs=(*self.legs, (radius, turn)))

    def offset_path(self, offset: float = 0) -> VectorPath:
        """Return the parallel path `offset` points to the right of the center line, seen in its direction."""
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
            center = x - math.sin(angle) * radius * side, y + math.cos(angle) * radius * side
            angle += math.radians(turn)
            x = center[0] + math.sin(angle) * radius * side
            y = center[1] - math.cos(angle) * radius * side
            data.append(f"A{radius:.4f},{radius:.4f} 0 {int(abs(turn) > 180)} {int(side > 0)} {x:.4f},{y:.4f}")
        return VectorPath.parse("".join(data))


def checkered_squares(x: float, y: float, height: float, square: float, columns: int = 2) -> Iterator[Box]:
    """Yield the dark squares of a checkered strip, `columns` squares wide. The last row may be cut off at `height`."""
    row, top = 0, y
    while top < y + height - 0.01:
        row_height = min(square, y + height - top)
        yield from (Box(x + c * square, top, square, row_height) for c in range(columns) if (row + c) % 2 == 0)
        row, top = row + 1, top + square


def rounded_rectangle(box: Box, radius: float) -> VectorPath:
    """Return the outline of `box` with rounded corners of `radius` points."""
    x, y, w, h, r = box.x, box.y, box.width, box.height, radius
    arc = f"A{r},{r} 0 0 1"
    return VectorPath.parse(
        f"M{x + r},{y}H{x + w - r}{arc} {x + w},{y + r}V{y + h - r}{arc} {x + w - r},{y + h}"
        f"H{x + r}{arc} {x},{y + h - r}V{y + r}{arc} {x + r},{y}Z"
    )
