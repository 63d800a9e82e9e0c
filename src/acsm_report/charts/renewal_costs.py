"""What it takes to stay certified: credits and fee of a renewal, lane by lane, each on a scale of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact
from ..errors import FitError
from ..geometry import Box
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, wrap_phrase
from ..layout.scene import Chart
from ..theme.model import Ink
from .alt_text import add_period, format_alt_text
from .bar_canvas import BarCanvas, max_text_width
from .data_table import build_data_table

__all__ = ["renewal_costs"]

COST_HEADINGS = {"renewal_credits": "renewal.credits", "renewal_fee": "renewal.fee"}  # kind → its heading
CODE_STYLE, HEADING_STYLE, UNKNOWN_STYLE, VALUE_STYLE = "code", "axis", "axis", "value.latest"  # styles


class _CostColumn(NamedTuple):
    """The facts of a kind by lane, their place after zero, their width and that of the longest bar, in points."""

    kind: str
    heading: Phrase
    facts: dict[str, Fact]
    x: float
    width: float
    max_bar_length: float

    @property
    def is_comparable(self) -> bool:
        """Whether all facts have the same unit: a euro is not a dollar."""
        return len({fact.unit for fact in self.facts.values()}) == 1

    def bar_length(self, fact: Fact) -> float:
        """Return how long a fact is."""
        high = max(other.number for other in self.facts.values())
        return fact.number / high * self.max_bar_length if high else 0

    def unknown_lines(self, context: LayoutContext) -> list[Phrase]:
        """Return the lines that stand where a lane has no fact."""
        return wrap_phrase(context.message("unknown"), context.style(UNKNOWN_STYLE), self.width)

    def min_row_height(self, lane: Certification, context: LayoutContext) -> float:
        """Return how tall the row of a lane must be for what is written in it."""
        return 0 if lane.code in self.facts else len(self.unknown_lines(context)) * context.style(UNKNOWN_STYLE).leading


def renewal_costs(insights: Insights, context: LayoutContext, width: float, height: float = math.inf) -> Chart | None:
    """Draw the credits and the fee of a renewal, a row a lane; what nobody has of them has no column.

    Its rows stand closer where they would be taller than `height` points. None when neither is published. Raise
    FitError when a column is too narrow for its words.
    """
    lanes, m = insights.certifications, context.metrics("renewal")
    label = math.ceil(max(m["label"], max_text_width(context, CODE_STYLE, (c.code for c in lanes)) + m["bar"] * 0.75))
    columns = _layout_columns(insights, context, width - label, m)
    if not columns:
        return None
    heads = [wrap_phrase(column.heading, context.style(HEADING_STYLE), column.width) for column in columns]
    code = context.style(CODE_STYLE).size
    tall = [
        max(m["bar"], math.ceil(CAP_HEIGHT * code), *(c.min_row_height(lane, context) for c in columns))
        for lane in lanes
    ]
    head, over = context.style(HEADING_STYLE), m["bar"] / 2
    top = math.ceil(head.size * CAP_HEIGHT + (max(map(len, heads)) - 1) * head.leading + over)
    between = (height - top - math.fsum(tall)) / max(len(lanes) - 1, 1)
    between = min(m["group"], max(DESCENT * code, between))
    canvas = BarCanvas(context, width, max_value=1, label_width=label, right_margin=0, top_margin=top)
    for column, lines in zip(columns, heads, strict=True):
        for number, line in enumerate(reversed(lines)):
            canvas.add_text(HEADING_STYLE, line, column.x, -over - number * head.leading)
    rows, y = [], 0.0
    for lane, row in zip(lanes, tall, strict=True):
        _draw_lane(canvas, lane, columns, y + row / 2, m["bar"])
        rows.append((y + row / 2, canvas.bar_area_width))
        y += row + between
    facts = [column.facts[lane.code] for lane in lanes for column in columns if lane.code in column.facts]
    table = build_data_table(context, facts, [lane.code for lane in lanes])
    return canvas.build_chart("renewal", y - between, _alt_text(context, lanes, columns), rows, table)


def _layout_columns(
    insights: Insights, context: LayoutContext, width: float, metrics: dict[str, float]
) -> list[_CostColumn]:
    """Return the columns within `width`, as wide as each other."""
    found = {
        kind: [insights.dataset.newest_facts(kind, c.code)[:1] for c in insights.certifications]
        for kind in COST_HEADINGS
    }
    told = {kind: [fact for few in facts for fact in few] for kind, facts in found.items()}
    told = {kind: facts for kind, facts in told.items() if facts}
    wide, columns = (width - metrics["column"] * (len(told) - 1)) / max(len(told), 1), list[_CostColumn]()
    for kind, facts in told.items():
        heading, values = context.message(COST_HEADINGS[kind]), [context.message("figure", fact=fact) for fact in facts]
        longest = wide - _text_gap(metrics["bar"]) - max_text_width(context, VALUE_STYLE, values)
        if longest < metrics["bar"]:
            raise FitError("chart", heading, metrics["bar"] - longest)
        x = len(columns) * (wide + metrics["column"])
        columns.append(_CostColumn(kind, heading, {f.certification: f for f in facts}, x, wide, longest))
    return columns


def _text_gap(bar_height: float) -> float:
    return bar_height * 0.4


def _draw_lane(
    canvas: BarCanvas, lane: Certification, columns: list[_CostColumn], middle: float, bar_height: float
) -> None:
    """Draw what one lane asks, a bar a column, and say where nothing is published."""
    context, ink = canvas.context, Ink(f"lane.{lane.lane}")
    code = context.attribute_phrase(lane, "code")
    canvas.add_centered_text(CODE_STYLE, code, -canvas.label_width, middle, ink=Ink(f"lane.{lane.lane}.text"))
    for column in columns:
        fact = column.facts.get(lane.code)
        if fact:
            x = column.x
            if column.is_comparable:
                long = column.bar_length(fact)
                canvas.add_bar_in_box(fact, Box(x, middle - bar_height / 2, long, bar_height), ink)
                x += long + _text_gap(bar_height)
            canvas.add_centered_text(VALUE_STYLE, context.message("figure", fact=fact), x, middle)
            continue
        lines, lead = column.unknown_lines(context), context.style(UNKNOWN_STYLE).leading
        for number, line in enumerate(lines):
            canvas.add_centered_text(UNKNOWN_STYLE, line, column.x, middle + (number - (len(lines) - 1) / 2) * lead)


def _alt_text(context: LayoutContext, lanes: Sequence[Certification], columns: list[_CostColumn]) -> str:
    """Return the chart in words: what every lane asks, and who asks least where it is known of all."""
    what = add_period(context, context.message("alt.renewal"), (fact for c in columns for fact in c.facts.values()))
    least = next((words for column in columns if (words := _describe_lowest(context, lanes, column))), None)
    return format_alt_text(context, what, (_describe_lane(context, lane, columns) for lane in lanes), least)


def _describe_lowest(context: LayoutContext, lanes: Sequence[Certification], column: _CostColumn) -> Phrase | None:
    low = min(fact.number for fact in column.facts.values())
    some = [fact for fact in column.facts.values() if fact.number == low]
    if len(column.facts) < len(lanes) or len(some) == len(lanes) or not column.is_comparable:
        return None
    codes = context.language.format_list(context.attribute_phrase(fact, "certification") for fact in some)
    return context.message(f"alt.least.{column.kind}", codes=codes)


def _describe_lane(context: LayoutContext, lane: Certification, columns: list[_CostColumn]) -> Phrase:
    facts = [(c.kind, c.facts[lane.code]) for c in columns if lane.code in c.facts]
    asks = Phrase.join(", ", (context.message(f"alt.{kind}", fact=fact) for kind, fact in facts))
    return context.message("alt.rates", code=lane.code, rates=asks if facts else context.message("unknown"))
