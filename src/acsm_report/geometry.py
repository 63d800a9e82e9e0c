"""Sizes, boxes, paths and tracks. Points (1/72 inch) everywhere; x to the right, y downwards.

Knows nothing of certifications, brands or PDF. SVG path data is read by fontTools.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from .errors import UsageError, shown

__all__ = [
    "FORMATS",
    "PAPERS",
    "PICTURES",
    "Box",
    "Format",
    "Grid",
    "Path",
    "Size",
    "Track",
    "chequered",
    "paper_named",
    "picture_named",
    "rounded",
]

INCH = 72.0
MM = INCH / 25.4
PX = 1.0  # a screen format's pixel is one point, as in Illustrator and Figma


@dataclass(frozen=True, slots=True)
class Size:
    """A width and a height, in points."""

    w: float
    h: float

    @property
    def box(self) -> Box:
        """The box of this size at the origin."""
        return Box(0, 0, self.w, self.h)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its left, its top, its width and its height, in points."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def contains(self, other: Box, slack: float = 0.01) -> bool:
        """Tell whether `other` lies inside, up to `slack` points."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def overlaps(self, other: Box, slack: float = 0.5) -> bool:
        """Tell whether the two share more than `slack` points in both directions."""
        return (
            min(self.right, other.right) - max(self.x, other.x) > slack
            and min(self.bottom, other.bottom) - max(self.y, other.y) > slack
        )

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """Return the smallest box that contains all of `boxes` (at least one)."""
        found = list(boxes)
        x, y = min(b.x for b in found), min(b.y for b in found)
        return Box(x, y, max(b.right for b in found) - x, max(b.bottom for b in found) - y)


@dataclass(frozen=True, slots=True)
class Format:
    """A paper or picture size, in points. A height of None means: as tall as its content.

    `scale` names the brand's type scale for it: "page" is held in the hand, "poster" scrolls on a screen, "post"
    and "card" are seen whole on a phone, "wall" is read from one to two metres. `dpi` is what a picture of it has,
    in pixels per inch.
    """

    name: str
    width: float
    height: float | None
    scale: str = "page"
    dpi: float = 72

    @property
    def sized(self) -> Size:
        """Its size. Raise UsageError when its height is that of its content."""
        if self.height is None:
            raise UsageError(f"{self.name} is no paper", "choose a paper such as letter or a4")
        return Size(self.width, self.height)


FORMATS = {
    f.name: f
    for f in (
        Format("letter", 8.5 * INCH, 11 * INCH),
        Format("a4", 210 * MM, 297 * MM),
        Format("infographic", 1080 * PX, None, scale="poster"),
        Format("square", 1080 * PX, 1080 * PX, scale="post"),
        Format("social", 1080 * PX, 1350 * PX, scale="post"),
        Format("story", 1080 * PX, 1920 * PX, scale="post"),
        Format("link", 1200 * PX, 630 * PX, scale="card"),
        Format("a3", 297 * MM, 420 * MM, scale="wall", dpi=300),
        Format("tabloid", 11 * INCH, 17 * INCH, scale="wall", dpi=300),
    )
}
PAPERS = tuple(name for name, f in FORMATS.items() if f.scale == "page")
PICTURES = tuple(name for name in FORMATS if name not in PAPERS)
UNITS = {"mm": MM, "cm": 10 * MM, "in": INCH, "pt": 1.0}
MEASURED = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*[x×]\s*(\d{1,5}(?:\.\d{1,3})?)\s*(mm|cm|in|pt)", re.ASCII)
SMALLEST, LARGEST = 3 * INCH, 60 * INCH  # sides of a paper


def paper_named(name: str) -> Format:
    """Return the paper called `name`, or of a size such as 200x250mm. Raise UsageError when there is none."""
    low = name.strip().lower()
    if low in PAPERS:
        return FORMATS[low]
    found = MEASURED.fullmatch(low)
    if found is None:
        cure = f"choose {', '.join(PAPERS)}, or a size such as 200x250mm or 8x10in"
        raise UsageError(f"no paper is called {shown(name)}", cure)
    width, height = (float(found[side]) * UNITS[found[3]] for side in (1, 2))
    if not all(SMALLEST <= side <= LARGEST for side in (width, height)):
        cure = f"choose sides from {SMALLEST / MM:.0f} to {LARGEST / MM:.0f} mm"
        raise UsageError(f"a paper of {shown(name)} cannot be composed", cure)
    return Format(low, width, height)


def picture_named(name: str) -> Format:
    """Return the picture format called `name`. Raise UsageError when there is none."""
    if name.lower() not in PICTURES:
        raise UsageError(f"no picture is called {shown(name)}", f"choose {', '.join(PICTURES)}")
    return FORMATS[name.lower()]


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
    def measure(self) -> float:
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
class Path:
    """Straight lines and cubic curves: segments M (x, y), L (x, y), C (x1, y1, x2, y2, x, y), Z ()."""

    segments: tuple[Segment, ...]

    @staticmethod
    def box(box: Box) -> Path:
        """Return the outline of `box`."""
        corners = ((box.right, box.y), (box.right, box.bottom), (box.x, box.bottom))
        return Path((("M", (box.x, box.y)), *(("L", c) for c in corners), ("Z", ())))

    @staticmethod
    def line(*points: tuple[float, float]) -> Path:
        """Return the open line through `points`."""
        first, *others = points
        return Path((("M", first), *(("L", p) for p in others)))

    @staticmethod
    def parse(data: str) -> Path:
        """Read SVG path data; arcs and quadratic curves become cubic ones.

        Raise ValueError for anything that is not path data.
        """
        return _parse(data)

    def placed(self, dx: float = 0, dy: float = 0, scale: float = 1) -> Path:
        """Return the path scaled about the origin, then moved."""
        shift = (dx, dy)
        return Path(tuple((op, tuple(v * scale + shift[i % 2] for i, v in enumerate(xs))) for op, xs in self.segments))

    @property
    def bounds(self) -> Box:
        """The box around all of its points, control points included."""
        xs = [v for _, values in self.segments for v in values[::2]]
        ys = [v for _, values in self.segments for v in values[1::2]]
        return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


PATH_DATA = re.compile(r"[MLHVCSQTAZmlhvcsqtaz0-9eE.,+\-\s]*")  # fontTools passes over other letters in silence


@lru_cache(maxsize=512)
def _parse(data: str) -> Path:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path

    pen = RecordingPen()
    try:
        if PATH_DATA.fullmatch(data) is None:
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
        segments.append(_cubic(segments[-1], values) if operator == "qCurveTo" else (letters[operator], values))
    return Path(tuple(segments))


def _cubic(before: Segment, quadratic: tuple[float, ...]) -> Segment:
    """Return the cubic curve that a quadratic one (x1, y1, x, y) is."""
    x0, y0 = before[1][-2:]
    x1, y1, x2, y2 = quadratic
    return (
        "C",
        (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3, x2 + (x1 - x2) * 2 / 3, y2 + (y1 - y2) * 2 / 3, x2, y2),
    )


@dataclass(frozen=True, slots=True)
class Track:
    """The centre line of a running track: straights and bends from a start, heading in degrees.

    Heading 0 runs to the right, 90 downwards. A lane at `offset` runs that far to the runner's
    right: its straights keep their length and its bends stay concentric.
    """

    x: float
    y: float
    heading: float
    legs: tuple[tuple[float, float], ...] = ()  # (length, 0) or (radius, turn in degrees)

    def straight(self, length: float) -> Track:
        """Return the track with a straight of `length` points added."""
        return replace(self, legs=(*self.legs, (length, 0.0)))

    def bend(self, radius: float, turn: float) -> Track:
        """Return the track with a bend added; a positive `turn` is to the right, in degrees."""
        return replace(self, legs=(*self.legs, (radius, turn)))

    def lane(self, offset: float = 0) -> Path:
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
        return Path.parse("".join(data))


def chequered(x: float, y: float, height: float, square: float, columns: int = 2) -> Iterator[Box]:
    """Yield the dark squares of a chequered strip, `columns` squares wide; the last row may be lower."""
    row, top = 0, y
    while top < y + height - 0.01:
        high = min(square, y + height - top)
        yield from (Box(x + c * square, top, square, high) for c in range(columns) if (row + c) % 2 == 0)
        row, top = row + 1, top + square


def rounded(box: Box, radius: float) -> Path:
    """Return the outline of `box` with round corners."""
    x, y, w, h, r = box.x, box.y, box.w, box.h, radius
    arc = f"A{r},{r} 0 0 1"
    return Path.parse(
        f"M{x + r},{y}H{x + w - r}{arc} {x + w},{y + r}V{y + h - r}{arc} {x + w - r},{y + h}"
        f"H{x + r}{arc} {x},{y + h - r}V{y + r}{arc} {x + r},{y}Z"
    )
