"""What the charts share: a figure without any default look, words, bars, the track's marks.

The horizontal axis counts the data's own unit and spans the whole box, the vertical one counts
points from the top of the bars, so that bars and words stand exactly where they are put.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from .. import fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..geometry import Box, Size, chequered
from ..language import Phrase
from ..scene import Chart, Length, Run, Table
from .tabulated import tabulated

__all__ = ["CODES", "TRACK", "Canvas", "lowered", "widest"]

TRACK = Ink("ink", 5.5)  # an empty track
CODES = ("code", "lead", "label.small", "axis.strong")  # styles of a code, from the largest
BELOW = 0.25  # plotly sets the baseline of "middle" text this many em below its point
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}  # of the words, how much stands left of their place
SIDES = {"start": "middle right", "middle": "middle center", "end": "middle left"}


def _natural(m: Mapping[str, float], counts: Sequence[int]) -> float:
    """Return how tall groups of that many bars are with a brand's measures, in points."""
    gap = m.get("gap", 0)
    bars = math.fsum(n * (m["bar"] + gap) - gap for n in counts)
    return bars + max(len(counts) - 1, 0) * m.get("group", 0)


def lowered(m: Mapping[str, float], counts: Sequence[int], height: float, least: float) -> dict[str, float]:
    """Return the measures with lower bars and gaps so that the groups fit `height`; no bar is lower than `least`."""
    share = min(1, max(height / _natural(m, counts), least / m["bar"])) if counts else 1
    return {**m, **{name: m[name] * share for name in ("bar", "gap", "group") if name in m}}


def widest(edition: Edition, style: str, words: Iterable[Phrase | str]) -> float:
    """Return the width of the widest of these words, in points; nothing is 0 wide."""
    return max((fonts.width(str(w), edition.style(style)) for w in words), default=0)


@dataclass
class Canvas:
    """A horizontal bar chart in the making.

    `width` is that of the box in points, `high` the value at the end of the bar area; `label` and
    `right` points are kept free beside that area and `top` points above it. Lengths and places
    (x from zero, y from the top of the bars) are points; only `bar` and `value` speak of values.
    """

    edition: Edition
    width: float
    high: float
    label: float
    right: float
    top: float = 0
    bars: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    words: list[dict[str, Any]] = field(default_factory=list)
    labels: list[Run] = field(default_factory=list)
    lengths: list[Length] = field(default_factory=list)

    @property
    def span(self) -> float:
        """The length of the bar area."""
        return self.width - self.label - self.right

    def points(self, value: float) -> float:
        """Return how long a value is."""
        return value / self.high * self.span if self.high else 0

    def value(self, points: float) -> float:
        """Return the value at the end of that many points."""
        return points / self.span * (self.high or 1)

    def make_room(self, ends: Callable[[], Iterable[float]]) -> None:
        """Shorten the bars until what is written behind them, which ends at `ends`, stays in the box."""
        while max(ends(), default=0) > self.span + self.right:
            self.high *= 1.05

    def colour(self, ink: Ink) -> str:
        return self.edition.brand.rgb(ink, "paper")

    def bar(self, fact: Fact, value: float, y: float, height: float, ink: Ink) -> None:
        """Draw a fact as a bar from zero to `value`, its top at y."""
        self._bar(fact, Box(0, y, self.points(value), height), value, ink)

    def bar_at(self, fact: Fact, box: Box, ink: Ink) -> None:
        """Draw a fact as a bar that fills a box, counted from zero: on a scale of its own."""
        self._bar(fact, box, self.value(box.w), ink)

    def _bar(self, fact: Fact, box: Box, value: float, ink: Ink) -> None:
        self.lengths.append(Length(fact, box))
        drawn = {"x": value, "y": box.y + box.h / 2, "width": box.h, "base": self.value(box.x)}
        self.bars.append({**drawn, "color": self.colour(ink)})

    def box(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """Fill a rectangle behind the bars."""
        self.shapes.append(
            {"type": "rect", "x0": self.value(x), "x1": self.value(x + width), "y0": y, "y1": y + height,
             "fillcolor": self.colour(ink), "line": {"width": 0}, "layer": "below"}
        )  # fmt: skip

    def upright(self, value: float, y: float, end: float, ink: Ink, width: float) -> None:
        """Draw a vertical line behind the bars."""
        self.box(self.points(value) - width / 2, y, width, end - y, ink)

    def text(
        self, style: str, words: Phrase | str, x: float, y: float, *, anchor: str = "start", ink: Ink | None = None
    ) -> float:
        """Write words on the baseline y. Return their width."""
        s = self.edition.style(style)
        place = {"x": self.value(x), "y": y - BELOW * s.size, "side": SIDES[anchor]}
        font = {"family": s.family, "size": s.size, "weight": s.weight, "color": self.colour(ink or Ink(s.ink))}
        self.words.append({"text": html.escape(str(words), quote=False), **place, **font})
        wide = fonts.width(str(words), s)
        left, spans = self.label + x - wide * SHARES[anchor], words.spans if isinstance(words, Phrase) else ()
        run = Run(left, self.top + y, str(words), s.family, s.weight, s.size, ink=ink or Ink(s.ink), spans=spans)
        self.labels.append(run)
        return wide

    def beside(self, style: str, words: Phrase | str, x: float, middle: float, **how: Any) -> float:
        """Write words whose capitals are centred on the height `middle`. Return their width."""
        return self.text(style, words, x, middle + self.edition.style(style).size * fonts.CAP / 2, **how)

    def heading(self, y: float, lane: int, code: Phrase, room: float, name: Sequence[Phrase] = ()) -> float:
        """Write a lane's code at the left of its bars, which start at y, and its name in lines below.

        The code is smaller where it is wider than `room` points. Return how tall it is.
        """
        style = fonts.largest(self.edition, CODES, code, room)
        baseline = y + fonts.CAP * self.edition.style(style).size
        self.text(style, code, -self.label, baseline, ink=Ink(f"lane.{lane}.text"))
        for number, line in enumerate(name, 1):
            at = baseline + 2 + number * 0.95 * self.edition.style("axis").lead
            self.text("axis", line, -self.label, at)
        return (at if name else baseline) + fonts.DESCENT * self.edition.style("axis").size - y

    def finish(self, y: float, end: float, square: float) -> None:
        """Draw the chequered finish after the high end of the axis."""
        for box in chequered(self.span, y, end - y, square):
            self.box(box.x, box.y, box.w, box.h, Ink("ink"))

    def traces(self) -> list[dict[str, Any]]:
        """Return what is drawn below the words, as plotly's traces."""
        keys = ("x", "y", "width", "base") if any(bar["base"] for bar in self.bars) else ("x", "y", "width")
        bars = {key: [bar[key] for bar in self.bars] for key in keys}
        marker = {"color": [bar["color"] for bar in self.bars], "line": {"width": 0}}
        return [{"type": "bar", "orientation": "h", "marker": marker, **bars}]

    def axes(self) -> dict[str, dict[str, Any]]:
        """Return the axes that the traces need besides those of the canvas, by plotly's names."""
        return {}

    def marks(self) -> tuple[Length, ...]:
        """Return the facts that are seen as marks, with their boxes on the chart."""
        return tuple(Length(f, replace(b, x=self.label + b.x, y=self.top + b.y)) for f, b in self.lengths)

    def chart(
        self, name: str, height: float, alt: str, rows: Sequence[tuple[float, float]], table: Table | None = None
    ) -> Chart:
        """Return the finished chart; `height` is that of the bars, rows are counted from their top.

        Its table is made of its facts where none is given.
        """
        words = {key: [word[key] for word in self.words] for key in ("text", "x", "y")}
        font = {key: [word[key] for word in self.words] for key in ("family", "size", "weight", "color")}
        sides = [word["side"] for word in self.words]
        figure = {  # as data: plotly's own classes take longer over it than the browser; the tests ask them
            "data": [
                *self.traces(),
                {"type": "scatter", "mode": "text", "textposition": sides, "textfont": font, "cliponaxis": False,
                 **words},
            ],
            "layout": {
                "barmode": "overlay", "showlegend": False, "hovermode": False,
                "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
                "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
                "xaxis": {"range": [self.value(-self.label), self.value(self.span + self.right)], "visible": False},
                "yaxis": {"range": [height, -self.top], "visible": False},
                "shapes": self.shapes, **self.axes(),
            },
        }  # fmt: skip
        told = (
            span.of
            for label in self.labels
            for span in label.spans
            if span.shows == "value" and isinstance(span.of, Fact)
        )
        facts = tuple(dict.fromkeys((*told, *(length.fact for length in self.marks()))))
        return Chart(
            name,
            figure,
            Size(self.width, height + self.top),
            alt,
            facts,
            tuple((y + self.top, self.label + x) for y, x in rows),
            tuple(self.labels),
            self.marks(),
            table=table or tabulated(self.edition, facts),
        )
