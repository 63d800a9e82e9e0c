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

from ..dataset.model import Fact
from ..dataset.parsing import parse_period
from ..geometry import Box
from ..layout.context import LayoutContext
from ..layout.scene import Chart, DataTable, FactLength
from ..theme.model import Ink
from .bar_canvas import BarCanvas

__all__ = ["Subplot", "XYCanvas", "create_xy_canvas", "decimal_year", "square_around"]


def create_xy_canvas(context: LayoutContext, width: float) -> XYCanvas:
    """Return an empty plot, `width` points wide."""
    return XYCanvas(context, width, max_value=width, label_width=0, right_margin=0)


def square_around(x: float, y: float, size: float) -> Box:
    """Return the square of that size around a point."""
    return Box(x - size / 2, y - size / 2, size, size)


def decimal_year(period: str) -> float | None:
    """Return when a period was, in years and to scale: that of a year is its number; None for what is not a period."""
    found = parse_period(period)
    if found is None:
        return None
    ends = (found.first, found.last + timedelta(1)) if found.last < date.max else found
    start, end = (day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365) for day in ends)
    return (start + end - 1) / 2


class Subplot(NamedTuple):
    """A part of a plot: its box in points, the values at its left and right, those at its foot and head."""

    box: Box
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    def x_position(self, value: float) -> float:
        """Return where a value stands, in points of the plot."""
        low, high = self.x_range
        return self.box.x + (value - low) / (high - low) * self.box.width

    def y_position(self, value: float) -> float:
        """Return at which height a value stands, in points of the plot."""
        low, high = self.y_range
        return self.box.bottom - (value - low) / (high - low) * self.box.height

    def x_value(self, x: float) -> float:
        """Return the value that stands at x points."""
        low, high = self.x_range
        return low + (x - self.box.x) / self.box.width * (high - low)

    def y_value(self, y: float) -> float:
        """Return the value that stands at the height of y points."""
        low, high = self.y_range
        return low + (self.box.bottom - y) / self.box.height * (high - low)


@dataclass
class XYCanvas(BarCanvas):
    """A chart of subplots under construction; `create_xy_canvas` makes one."""

    vertical_bars: list[tuple[Box, str]] = field(default_factory=list)
    scatter_traces: list[dict[str, Any]] = field(default_factory=list)
    subplots: list[Subplot] = field(default_factory=list)
    chart_lengths: list[FactLength] = field(default_factory=list)
    height: float = 1

    def add_subplot(self, subplot: Subplot) -> Subplot:
        """Give a part of the plot axes of its own."""
        self.subplots.append(subplot)
        return subplot

    def add_line(self, subplot: Subplot, points: Sequence[tuple[float, float] | None], ink: Ink, width: float) -> None:
        """Draw a line through values (x, y), broken at None."""
        line = {"color": self.color(ink), "width": width, "simplify": False}
        self._add_scatter_trace(subplot, points, {"mode": "lines", "line": line, "connectgaps": False})

    def add_dots(self, subplot: Subplot, facts: Sequence[tuple[float, Fact]], ink: Ink, size: float) -> None:
        """Draw a fact a dot, at x and at the height of its value."""
        marker = {"size": size, "color": self.color(ink), "symbol": "circle", "opacity": 1, "line": {"width": 0}}
        points = [(x, fact.number) for x, fact in facts]
        self._add_scatter_trace(subplot, points, {"mode": "markers", "marker": marker})
        boxes = (square_around(subplot.x_position(x), subplot.y_position(y), size) for x, y in points)
        self.chart_lengths += (FactLength(fact, box) for (_, fact), box in zip(facts, boxes, strict=True))

    def add_intervals(
        self, subplot: Subplot, intervals: Sequence[tuple[float, float, Fact, Fact]], ink: Ink, width: float
    ) -> None:
        """Draw (x, value, low, high): an upright band from low to high; each end is a fact, as far as the value."""
        points: list[tuple[float, float] | None] = []
        for x, value, low, high in intervals:
            points += [(x, low.number), (x, high.number), None]
            left = subplot.x_position(x) - width / 2
            for fact, ends in ((low, (value, low.number)), (high, (high.number, value))):
                top, bottom = (subplot.y_position(end) for end in ends)
                self.chart_lengths.append(FactLength(fact, Box(left, top, width, bottom - top)))
        if points:
            self.add_line(subplot, points[:-1], ink, width)

    def add_vertical_bar(self, box: Box, ink: Ink, fact: Fact | None = None) -> None:
        """Fill a box, which a fact is seen as."""
        self.vertical_bars.append((box, self.color(ink)))
        self.bar_areas.append((box, ink))
        if fact:
            self.chart_lengths.append(FactLength(fact, box))

    def traces(self) -> list[dict[str, Any]]:
        marker = {"color": [colour for _, colour in self.vertical_bars], "line": {"width": 0}}
        places = {
            "x": [box.x + box.width / 2 for box, _ in self.vertical_bars],
            "base": [box.y for box, _ in self.vertical_bars],
            "y": [box.height for box, _ in self.vertical_bars],
            "width": [box.width for box, _ in self.vertical_bars],
        }
        upright = {"type": "bar", "orientation": "v", "marker": marker, **places}
        return [*([upright] if self.vertical_bars else []), *self.scatter_traces]

    def axes(self) -> dict[str, dict[str, Any]]:
        found = {}
        for number, (box, across, up) in enumerate(self.subplots, 2):
            wide = [box.x / self.width, box.right / self.width]
            tall = [1 - box.bottom / self.height, 1 - box.y / self.height]
            shown = {"visible": False}
            found[f"xaxis{number}"] = {"range": [*across], "domain": wide, "anchor": f"y{number}", **shown}
            found[f"yaxis{number}"] = {"range": [*up], "domain": tall, "anchor": f"x{number}", **shown}
        return found

    def build_xy_chart(self, name: str, height: float, alt: str, table: DataTable | None = None) -> Chart:
        """Return the finished chart, `height` points tall."""
        self.height = height
        return self.build_chart(name, height, alt, (), table)

    def lengths_on_chart(self) -> tuple[FactLength, ...]:
        return tuple(self.chart_lengths)

    def _add_scatter_trace(
        self, subplot: Subplot, points: Sequence[tuple[float, float] | None], trace: dict[str, Any]
    ) -> None:
        number = self.subplots.index(subplot) + 2  # the first axes are the canvas's own
        axes = {"xaxis": f"x{number}", "yaxis": f"y{number}", "cliponaxis": False}
        places = {"x": [p[0] if p else None for p in points], "y": [p[1] if p else None for p in points]}
        self.scatter_traces.append({"type": "scatter", **trace, **places, **axes})
