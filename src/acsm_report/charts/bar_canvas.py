"""A canvas for horizontal bar charts: bars, text and shapes in a plotly figure without default styling.

The horizontal axis uses the unit of the data and spans the whole box. The vertical axis uses points from the top of the
bars. So bars and text are drawn exactly where they are placed.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..dataset.model import Fact
from ..errors import FitError
from ..geometry import Box, Size, VectorPath, checkered_squares
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, largest_fitting_style, string_width
from ..layout.scene import Chart, DataTable, FactLength, Shape, TextRun
from ..theme.model import Ink
from .data_table import build_data_table

__all__ = ["CODE_STYLES", "EMPTY_BAR_INK", "BarCanvas", "draw_gap", "max_text_width", "shrink_bars"]

EMPTY_BAR_INK = Ink("ink", 5.5)  # where a bar could be
CODE_STYLES = ("code", "lead", "label.small", "axis.strong")  # styles of a certification code, from the largest
PLOTLY_BASELINE_OFFSET = 0.25  # plotly sets the baseline of "middle" text this many em below its point
ANCHOR_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}  # share of the text that lies left of its position
PLOTLY_TEXT_POSITIONS = {"start": "middle right", "middle": "middle center", "end": "middle left"}


def _natural_height(metrics: Mapping[str, float], bar_counts: Sequence[int]) -> float:
    """Return the height of groups with that many bars, in points, with the brand's metrics."""
    gap = metrics.get("gap", 0)
    bars = math.fsum(n * (metrics["bar"] + gap) - gap for n in bar_counts)
    return bars + max(len(bar_counts) - 1, 0) * metrics.get("group", 0)


def shrink_bars(
    metrics: Mapping[str, float], bar_counts: Sequence[int], height: float, min_bar_height: float
) -> dict[str, float]:
    """Return metrics with lower bars and gaps, so that the groups fit `height`. No bar is below `min_bar_height`."""
    share = (
        min(1, max(height / _natural_height(metrics, bar_counts), min_bar_height / metrics["bar"])) if bar_counts else 1
    )
    return {**metrics, **{name: metrics[name] * share for name in ("bar", "gap", "group") if name in metrics}}


def max_text_width(context: LayoutContext, style: str, words: Iterable[Phrase | str]) -> float:
    """Return the width of the widest of these texts, in points; 0 without any."""
    return max((string_width(str(w), context.style(style)) for w in words), default=0)


@dataclass
class BarCanvas:
    """A horizontal bar chart under construction.

    `width` is the width of the chart in points, `max_value` the value at the end of the bar area. `label_width`,
    `right_margin` and `top_margin` points are kept free around that area. Lengths and positions (x from zero, y from
    the top of the bars) are in points, except where a parameter is called value.
    """

    context: LayoutContext
    width: float
    max_value: float
    label_width: float
    right_margin: float
    top_margin: float = 0
    bars: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    labels: list[TextRun] = field(default_factory=list)
    lengths: list[FactLength] = field(default_factory=list)
    rectangle_areas: list[tuple[Box, Ink]] = field(default_factory=list)
    bar_areas: list[tuple[Box, Ink]] = field(default_factory=list)
    row_names: dict[str, Phrase] = field(default_factory=dict)  # of dimensions, in the data table

    @property
    def bar_area_width(self) -> float:
        """The width of the bar area in points."""
        return self.width - self.label_width - self.right_margin

    def to_points(self, value: float) -> float:
        """Return the length of a value in points."""
        return value / self.max_value * self.bar_area_width if self.max_value else 0

    def to_value(self, points: float) -> float:
        """Return the value of a length in points."""
        return points / self.bar_area_width * (self.max_value or 1)

    def shorten_bars_to_fit(self, text_ends: Callable[[], Iterable[float]]) -> None:
        """Shorten the bars until the text behind them fits the chart. `text_ends` gives the right ends of the text."""
        while max(text_ends(), default=0) > self.bar_area_width + self.right_margin:
            self.max_value *= 1.05

    def color(self, ink: Ink) -> str:
        """Return the color of an ink on paper, "#RRGGBB"."""
        return self.context.brand.rgb(ink, "paper")

    def add_bar(self, fact: Fact, value: float, y: float, height: float, ink: Ink) -> None:
        """Add a bar for a fact, from zero to `value`, with its top at y."""
        self._append_bar(fact, Box(0, y, self.to_points(value), height), value, ink)

    def add_bar_in_box(self, fact: Fact, box: Box, ink: Ink) -> None:
        """Add a bar for a fact that fills a box, on a scale of its own."""
        self._append_bar(fact, box, self.to_value(box.width), ink)

    def _append_bar(self, fact: Fact, box: Box, value: float, ink: Ink) -> None:
        self.lengths.append(FactLength(fact, box))
        self.bar_areas.append((box, ink))
        bar = {"x": value, "y": box.y + box.height / 2, "width": box.height, "base": self.to_value(box.x)}
        self.bars.append({**bar, "color": self.color(ink)})

    def add_rectangle(
        self, x: float, y: float, width: float, height: float, ink: Ink, *, at_back: bool = False
    ) -> None:
        """Add a filled rectangle behind the bars; `at_back` is behind all other rectangles, too."""
        place = 0 if at_back else len(self.shapes)
        self.rectangle_areas.insert(place, (Box(x, y, width, height), ink))
        self.shapes.insert(
            place,
            {"type": "rect", "x0": self.to_value(x), "x1": self.to_value(x + width), "y0": y, "y1": y + height,
             "fillcolor": self.color(ink), "line": {"width": 0}, "layer": "below"}
        )  # fmt: skip

    def add_vertical_line(
        self, value: float, y: float, end: float, ink: Ink, width: float, *, at_back: bool = False
    ) -> None:
        """Add a vertical line behind the bars."""
        self.add_rectangle(self.to_points(value) - width / 2, y, width, end - y, ink, at_back=at_back)

    def add_text(
        self, style: str, words: Phrase | str, x: float, y: float, *, anchor: str = "start", ink: Ink | None = None
    ) -> float:
        """Add text on the baseline y. Return its width."""
        s = self.context.style(style)
        position = {
            "x": self.to_value(x),
            "y": y - PLOTLY_BASELINE_OFFSET * s.size,
            "side": PLOTLY_TEXT_POSITIONS[anchor],
        }
        font = {
            "family": _css_family(s.family),
            "size": s.size,
            "weight": s.weight,
            "color": self.color(ink or Ink(s.ink)),
        }
        self.words.append({"text": html.escape(str(words), quote=False), **position, **font})
        text_width = string_width(str(words), s)
        left = self.label_width + x - text_width * ANCHOR_SHARES[anchor]
        spans = words.spans if isinstance(words, Phrase) else ()
        run = TextRun(
            left, self.top_margin + y, str(words), s.family, s.weight, s.size, ink=ink or Ink(s.ink), spans=spans
        )
        self.labels.append(run)
        return text_width

    def add_centered_text(self, style: str, words: Phrase | str, x: float, middle: float, **options: Any) -> float:
        """Add text with its capitals centered on the height `middle`. Return its width."""
        return self.add_text(style, words, x, middle + self.context.style(style).size * CAP_HEIGHT / 2, **options)

    def add_lane_heading(
        self, y: float, lane: int, code: Phrase, max_width: float, name: Sequence[Phrase] = ()
    ) -> float:
        """Add a certification's code left of its bars, which start at y, and its name in lines below.

        The code takes a smaller style if it is wider than `max_width`. Return the height.
        """
        style = largest_fitting_style(self.context, CODE_STYLES, code, max_width)
        baseline = y + CAP_HEIGHT * self.context.style(style).size
        self.add_text(style, code, -self.label_width, baseline, ink=Ink(f"lane.{lane}.text"))
        for number, line in enumerate(name, 1):
            name_baseline = baseline + 2 + number * 0.95 * self.context.style("axis").leading
            self.add_text("axis", line, -self.label_width, name_baseline)
        return (name_baseline if name else baseline) + DESCENT * self.context.style("axis").size - y

    def add_finish_line(self, y: float, end: float, square: float) -> None:
        """Add the checkered finish line after the end of the axis."""
        for box in checkered_squares(self.bar_area_width, y, end - y, square):
            self.add_rectangle(box.x, box.y, box.width, box.height, Ink("ink"))

    def traces(self) -> list[dict[str, Any]]:
        """Return the plotly traces below the text."""
        keys = ("x", "y", "width", "base") if any(bar["base"] for bar in self.bars) else ("x", "y", "width")
        bars = {key: [bar[key] for bar in self.bars] for key in keys}
        marker = {"color": [bar["color"] for bar in self.bars], "line": {"width": 0}}
        return [{"type": "bar", "orientation": "h", "marker": marker, **bars}]

    def axes(self) -> dict[str, dict[str, Any]]:
        """Return further axes that the traces need, by plotly's names."""
        return {}

    def lengths_on_chart(self) -> tuple[FactLength, ...]:
        """Return the facts that are shown as marks, with their boxes on the chart."""
        return tuple(
            FactLength(f, replace(b, x=self.label_width + b.x, y=self.top_margin + b.y)) for f, b in self.lengths
        )

    def areas_on_chart(self) -> tuple[Shape, ...]:
        """Return what is filled beneath the labels, from the back to the front."""
        boxes = (
            (Box(self.label_width + b.x, self.top_margin + b.y, b.width, b.height), ink)
            for b, ink in (*self.rectangle_areas, *self.bar_areas)
        )
        return tuple(Shape(VectorPath.rectangle(box), ink) for box, ink in boxes)

    def build_chart(
        self, name: str, height: float, alt: str, rows: Sequence[tuple[float, float]], table: DataTable | None = None
    ) -> Chart:
        """Return the finished chart. `height` is the height of the bars; `rows` are measured from their top.

        The data table is built from the facts unless one is given.
        """
        words = {key: [word[key] for word in self.words] for key in ("text", "x", "y")}
        font = {key: [word[key] for word in self.words] for key in ("family", "size", "weight", "color")}
        sides = [word["side"] for word in self.words]
        end = self.bar_area_width + self.right_margin
        figure = {  # plain data: plotly's classes are slower than the browser; tests validate the figures with them
            "data": [
                *self.traces(),
                {"type": "scatter", "mode": "text", "textposition": sides, "textfont": font, "cliponaxis": False,
                 **words},
            ],
            "layout": {
                "barmode": "overlay", "showlegend": False, "hovermode": False,
                "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
                "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
                "xaxis": {"range": [self.to_value(-self.label_width), self.to_value(end)], "visible": False},
                "yaxis": {"range": [height, -self.top_margin], "visible": False},
                "shapes": self.shapes, **self.axes(),
            },
        }  # fmt: skip
        stated = (
            span.origin
            for label in self.labels
            for span in label.spans
            if span.shows == "value" and isinstance(span.origin, Fact)
        )
        facts = tuple(dict.fromkeys((*stated, *(length.fact for length in self.lengths_on_chart()))))
        return Chart(
            name,
            figure,
            Size(self.width, height + self.top_margin),
            alt,
            facts,
            tuple((y + self.top_margin, self.label_width + x) for y, x in rows),
            tuple(self.labels),
            self.lengths_on_chart(),
            self.areas_on_chart(),
            data_table=table or build_data_table(self.context, facts, names=self.row_names),
        )


def _css_family(name: str) -> str:
    """Return the name of a font family as plotly passes it to CSS: quoted unless each of its words is an identifier."""
    words = name.replace("-", "_").split(" ")
    return name if all(word.isidentifier() for word in words) else f"'{name}'"


def draw_gap(
    canvas: BarCanvas, gap: Fact, x: float, middle: float, *, has_period: bool = True, line_x: float | None = None
) -> None:
    """Write in the place of a bar that its period is not published, after the period if it `has_period`.

    Words that a vertical line at `line_x` would cross stand right of it or, without room before the finish, break it.
    Raise FitError for words that reach the finish all the same.
    """
    context = canvas.context
    space = context.style("axis").size
    words = [("axis", context.message("unknown"))]
    if has_period:
        words.insert(0, ("axis.strong", context.period_label(gap)))
    widths = [string_width(text.text, context.style(style)) for style, text in words]
    for number, (style, text) in enumerate(words):
        if line_x is not None and x < line_x < x + widths[number] + space / 2:
            left = math.fsum(widths[number:]) + space * (len(words) - number)
            if line_x + left <= canvas.bar_area_width:
                x = line_x + space / 2
            else:
                canvas.add_rectangle(x, middle - space, widths[number], 2 * space, Ink("paper"))
        x += canvas.add_centered_text(style, text, x, middle) + space
    missing = x - space - canvas.bar_area_width
    if line_x is not None and missing > 0.01:
        raise FitError("gap", words[0][1], missing)
