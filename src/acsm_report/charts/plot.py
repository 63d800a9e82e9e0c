"""A canvas for dots, lines and blocks: panels, each with a scale of its own.

The canvas counts points from its top left corner in both directions, for words and boxes; a panel
is a part of it with axes in the data's own units. A dot, an end of a range or a block is a fact.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..geometry import Box
from ..scene import Chart, Length, Table
from ..values import days
from .parts import Canvas

__all__ = ["Panel", "Plot", "centred", "moment", "plot"]


def plot(edition: Edition, width: float) -> Plot:
    """Return an empty plot, `width` points wide."""
    return Plot(edition, width, high=width, label=0, right=0)


def centred(x: float, y: float, size: float) -> Box:
    """Return the square of that size around a point."""
    return Box(x - size / 2, y - size / 2, size, size)


def moment(period: str) -> float | None:
    """Return when a period was, in years and to scale: that of a year is its number; None for what is no period."""
    found = days(period)
    if found is None:
        return None
    ends = (found.first, found.last + timedelta(1)) if found.last < date.max else found
    start, end = (day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365) for day in ends)
    return (start + end - 1) / 2


class Panel(NamedTuple):
    """A part of a plot: its box in points, the values at its left and right, those at its foot and head."""

    box: Box
    across: tuple[float, float]
    up: tuple[float, float]

    def x(self, value: float) -> float:
        """Return where a value stands, in points of the plot."""
        low, high = self.across
        return self.box.x + (value - low) / (high - low) * self.box.w

    def y(self, value: float) -> float:
        """Return at which height a value stands, in points of the plot."""
        low, high = self.up
        return self.box.bottom - (value - low) / (high - low) * self.box.h

    def across_at(self, x: float) -> float:
        """Return the value that stands at x points."""
        low, high = self.across
        return low + (x - self.box.x) / self.box.w * (high - low)

    def up_at(self, y: float) -> float:
        """Return the value that stands at the height of y points."""
        low, high = self.up
        return low + (self.box.bottom - y) / self.box.h * (high - low)


@dataclass
class Plot(Canvas):
    """A chart of panels in the making; make one with `plot`."""

    blocks: list[tuple[Box, str]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    seen: list[Length] = field(default_factory=list)
    tall: float = 1

    def panel(self, panel: Panel) -> Panel:
        """Give a part of the plot axes of its own."""
        self.panels.append(panel)
        return panel

    def line(self, panel: Panel, points: Sequence[tuple[float, float] | None], ink: Ink, width: float) -> None:
        """Draw a line through values (x, y), broken at None."""
        line = {"color": self.colour(ink), "width": width, "simplify": False}
        self._trace(panel, points, {"mode": "lines", "line": line, "connectgaps": False})

    def dots(self, panel: Panel, facts: Sequence[tuple[float, Fact]], ink: Ink, size: float) -> None:
        """Draw a fact a dot, at x and at the height of its value."""
        marker = {"size": size, "color": self.colour(ink), "symbol": "circle", "opacity": 1, "line": {"width": 0}}
        points = [(x, fact.number) for x, fact in facts]
        self._trace(panel, points, {"mode": "markers", "marker": marker})
        boxes = (centred(panel.x(x), panel.y(y), size) for x, y in points)
        self.seen += (Length(fact, box) for (_, fact), box in zip(facts, boxes, strict=True))

    def ranges(self, panel: Panel, facts: Sequence[tuple[float, float, Fact, Fact]], ink: Ink, width: float) -> None:
        """Draw (x, value, low, high): an upright band from low to high; each end is a fact, as far as the value."""
        points: list[tuple[float, float] | None] = []
        for x, value, low, high in facts:
            points += [(x, low.number), (x, high.number), None]
            left = panel.x(x) - width / 2
            for fact, ends in ((low, (value, low.number)), (high, (high.number, value))):
                top, bottom = (panel.y(end) for end in ends)
                self.seen.append(Length(fact, Box(left, top, width, bottom - top)))
        if points:
            self.line(panel, points[:-1], ink, width)

    def block(self, box: Box, ink: Ink, fact: Fact | None = None) -> None:
        """Fill a box, which a fact is seen as."""
        self.blocks.append((box, self.colour(ink)))
        if fact:
            self.seen.append(Length(fact, box))

    def traces(self) -> list[dict[str, Any]]:
        marker = {"color": [colour for _, colour in self.blocks], "line": {"width": 0}}
        places = {
            "x": [box.x + box.w / 2 for box, _ in self.blocks],
            "base": [box.y for box, _ in self.blocks],
            "y": [box.h for box, _ in self.blocks],
            "width": [box.w for box, _ in self.blocks],
        }
        upright = {"type": "bar", "orientation": "v", "marker": marker, **places}
        return [*([upright] if self.blocks else []), *self.lines]

    def axes(self) -> dict[str, dict[str, Any]]:
        found = {}
        for number, (box, across, up) in enumerate(self.panels, 2):
            wide = [box.x / self.width, box.right / self.width]
            tall = [1 - box.bottom / self.tall, 1 - box.y / self.tall]
            shown = {"visible": False}
            found[f"xaxis{number}"] = {"range": [*across], "domain": wide, "anchor": f"y{number}", **shown}
            found[f"yaxis{number}"] = {"range": [*up], "domain": tall, "anchor": f"x{number}", **shown}
        return found

    def finished(self, name: str, height: float, alt: str, table: Table | None = None) -> Chart:
        """Return the finished chart, `height` points tall."""
        self.tall = height
        return self.chart(name, height, alt, (), table)

    def marks(self) -> tuple[Length, ...]:
        return tuple(self.seen)

    def _trace(self, panel: Panel, points: Sequence[tuple[float, float] | None], how: dict[str, Any]) -> None:
        number = self.panels.index(panel) + 2  # the first axes are the canvas's own
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "cliponaxis": False}
        places = {"x": [p[0] if p else None for p in points], "y": [p[1] if p else None for p in points]}
        self.lines.append({"type": "scatter", **how, **places, **axes})
