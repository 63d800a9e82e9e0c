"""The change of each exam's pass rate, placed beside the bars of the chart of pass rates."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from ..dataset.exam_statistics import ExamRecord
from ..dataset.insights import Insights
from ..layout.blocks import figure_role, with_role
from ..layout.context import LayoutContext
from ..layout.measure import wrap_phrase
from ..layout.scene import Chart, PlacedBlock
from ..layout.shapes import display_number
from ..layout.text import paragraph
from ..theme.model import Ink

__all__ = ["rate_changes"]


def rate_changes(
    insights: Insights,
    context: LayoutContext,
    chart: Chart,
    top: float,
    cap_height: float,
    records: Iterable[ExamRecord] | None = None,
) -> list[PlacedBlock]:
    """Place the change of each exam, in percentage points, at the right margin, level with its bars.

    A change that may be chance is marked so. Its number is lower if the mark has no room below it otherwise. The blocks
    belong to the figure of `chart`, which is placed at `top`.
    """
    placed, leading, metrics = [], context.style("axis").leading, context.metrics("pass_rates")
    width = metrics["right"] - 3 * metrics["square"]  # of the mark: clear of the checkered strip
    line_count = len(wrap_phrase(context.message("chance"), context.style("axis"), width))
    records = insights.records if records is None else tuple(records)
    if any(record.may_be_chance for record in records):
        distances = (below - above for (above, _), (below, _) in pairwise(chart.bar_rows))
        cap_height = min((cap_height, *(distance - (line_count + 0.3) * leading for distance in distances)))
    for record, (center, _) in zip(records, chart.bar_rows, strict=True):
        if not (record.change and insights.spans_all_years(record)):
            continue
        right, ink = context.grid.right, Ink(f"lane.{record.certification.lane}.text")
        figure, y = context.message("figure", fact=record.change), top + center + cap_height / 2
        if record.may_be_chance:
            y -= (line_count - 1) * leading / 2
        placed.append(display_number(context, right, y, figure, cap_height, ink, anchor="end"))
        if record.may_be_chance:
            mark = context.message("chance")
            placed.append(paragraph(context, "axis", right, y + leading, width, mark, anchor="end"))
    return with_role(placed, figure_role(chart))
