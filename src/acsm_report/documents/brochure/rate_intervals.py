"""Pass rates with their confidence intervals: the chart, and a page of it with the latest intervals as numbers."""

from __future__ import annotations

from dataclasses import replace

from ... import charts
from ...dataset.exam_statistics import CONFIDENCE_LEVEL, ExamRecord
from ...dataset.insights import Insights
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import Chart, PlacedBlock
from ...theme.model import Ink
from .. import wording
from ..citations import source_numbers
from ..page_frame import footer_y, scale_letter_y
from .rates_section import CHARTS_TOP

__all__ = ["intervals_page", "name_apart", "rate_intervals"]

INTERVAL_HEIGHT = 34  # of a display number
INTERVALS_PER_ROW = 5
MAX_CHART_HEIGHT = 330  # of the chart of intervals


def intervals_page(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place the chart of intervals by year, and below it, if there is room, the latest ones as display numbers."""
    records, grid = [r for r in insights.records if r.latest.has_visible_interval], context.grid
    form = "sure.last" if len({r.latest.year for r in records}) == 1 else "sure.last.each"
    per_row = min(max(len(records), 3), INTERVALS_PER_ROW)
    pitch = (grid.text_width + grid.gutter) / per_row
    for share in (1, 0.85, 0.7, 0.55):  # of the height of the chart; the rest is for the numbers below
        items = rate_intervals(insights, context, CHARTS_TOP - 24, scale_letter_y(context, MAX_CHART_HEIGHT) * share)
        items[-1] = replace(items[-1], fit="" if share == 1 else "lowered")
        if not records:
            return items
        column = FlowColumn(context, grid.x(0), max(item.box.bottom for item in items) + 26, grid.text_width, items)
        column.add_rule(20, stroke_width=0.8)
        column.add_paragraph("heading", context.message(form, last=records[-1].latest.rate), gap=18, role="H2")
        for start in range(0, len(records), per_row):
            columns = [
                _latest_interval(
                    context, record, FlowColumn(context, grid.x(0) + pitch * n, column.y, pitch - grid.gutter)
                )
                for n, record in enumerate(records[start : start + per_row])
            ]
            column.blocks += [
                item for n, interval in enumerate(columns, start) for item in list_item(interval.blocks, "sure", n)
            ]
            column.y = max(interval.y for interval in columns) + 8
        if column.y <= footer_y(context):
            return items
    return rate_intervals(insights, context, CHARTS_TOP - 24, footer_y(context) - CHARTS_TOP)


def _latest_interval(context: LayoutContext, record: ExamRecord, column: FlowColumn) -> FlowColumn:
    """Place the interval of an exam's latest rate as a display number, with the number of candidates."""
    assert record.latest.interval and record.latest.candidates
    low, high = record.latest.interval
    lane = record.certification
    column.add_paragraph("code", context.attribute_phrase(lane, "code"), gap=10, ink=Ink(f"lane.{lane.lane}.text"))
    column.add_display_number(
        context.message("sure.range", low=low, high=high), INTERVAL_HEIGHT, Ink(f"lane.{lane.lane}.text"), 10
    )
    column.add_paragraph(
        "body.grey", context.message("sure.of", rate=record.latest.rate, candidates=record.latest.candidates)
    )
    return column


def rate_intervals(
    insights: Insights, context: LayoutContext, top: float, height: float, heading: Phrase | None = None
) -> list[PlacedBlock]:
    """Place the chart of pass rates over time with their confidence intervals."""
    column = FlowColumn(context, context.grid.x(0), top, context.grid.text_width)
    if heading:
        column.add_paragraph("heading", heading, gap=8, role="H2")
    confidence = context.literal(str(CONFIDENCE_LEVEL), "limit")
    chart = name_apart(charts.pass_rate_intervals(insights, context, column.width, height - 50), insights)
    values = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    role = caption_role(chart)
    column.add_paragraph("body.grey", context.message("sure.sub", confidence=confidence, **values), gap=16, role=role)
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)
    return column.blocks


def name_apart(chart: Chart, insights: Insights) -> Chart:
    """Return a chart with a name that the same chart of the main rate basis does not have."""
    return replace(chart, name=f"{chart.name}-apart") if insights.is_apart else chart
