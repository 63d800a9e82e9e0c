"""Candidates and passes of the exams, with the panel of all exams."""

from __future__ import annotations

from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...geometry import Box
from ...layout.blocks import caption_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.measure import text_run_width
from ...layout.scene import Chart, PlacedBlock, TextRun
from ...layout.shapes import arrow, display_number, display_number_width, filled_rectangle, horizontal_rule
from ...layout.text import fitted_line, paragraph, text_line
from ...theme.model import Ink
from .. import wording
from ..citations import source_numbers
from ..page_frame import footer_y, scale_letter_y, standfirst

__all__ = ["candidates_section"]

HEADING_STYLES = ("lead", "label.small", "axis.strong")  # of the panel of all exams
OVERALL_HEIGHT = 32  # of the rates of all exams
ARROW_ROOM = 42  # between them
MAX_SECTION_GAP = 84  # between rates and candidates
CANDIDATES_TOP = 168  # of the chart of candidates on a page of its own


def candidates_section(
    insights: Insights,
    context: LayoutContext,
    records: tuple[ExamRecord, ...],
    chart: Chart,
    rates_bottom: float,
    lower_limit: float,
) -> list[PlacedBlock]:
    """Place the chart of candidates and, after the last exam, the panel of all exams."""
    grid, top = context.grid, float(CANDIDATES_TOP)
    if rates_bottom:
        top = max(min(scale_letter_y(context, 448), rates_bottom + MAX_SECTION_GAP), rates_bottom + 31)
    chart_y = top + 38
    heading = context.message(
        f"people.title.{insights.candidates_trend}", over=context.message(f"over.{insights.rate_basis}")
    )
    published = any(s.passes and not s.passes.formula for r in insights.records for s in r.exam_years)
    values = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    placed = [
        *([horizontal_rule(grid.x(0), top - 18, grid.right, Ink("rule"))] if rates_bottom else []),
        text_line(context, "heading", grid.x(0), top + 6, heading, role="H2"),
        standfirst(
            context,
            context.message("people.sub.published" if published else "people.sub", **values),
            top + 21,
            ("body.grey", "axis"),
            caption_role(chart),
        ),
        place_chart(grid.x(0), chart_y, chart),
    ]
    if records[-1] is not insights.records[-1]:
        return placed
    return [
        *placed,
        *_all_exams_panel(
            insights, context, chart.labels, Box(grid.x(0), chart_y, chart.size.width, chart.size.height), lower_limit
        ),
    ]


def _all_exams_panel(
    insights: Insights, context: LayoutContext, labels: tuple[TextRun, ...], chart: Box, lower_limit: float
) -> list[PlacedBlock]:
    """Place the panel of all exams beside short bars, clear of the chart's `labels`, or below the chart.

    Return [] if there is no room.
    """
    width, height = context.grid.right - context.grid.x(6) + 10, 98.0
    x, y = context.grid.right - width, chart.bottom - height + 4
    ends = [chart.x + label.x + text_run_width(label) for label in labels if chart.y + label.y > y - 8]
    if y < chart.y or any(end > x - 8 for end in ends):
        y = chart.bottom + 16
    if y + height > min(lower_limit - 4, footer_y(context) - 36):
        return []
    first, last = insights.overall_rates[0], insights.overall_rates[-1]
    if context.message("figure", fact=first).text == context.message("figure", fact=last).text:
        first = last  # no step from 56% to 56%
    left, baseline = x + 14, y + 64
    share = context.message("figure", fact=first)
    heading = context.plural_message(
        "together.title",
        insights.exam_count,
        passing=context.message(f"passing.{insights.rate_basis}"),
        codes=wording.exam_codes(insights, context),
    )
    last_share = context.message("figure", fact=last)
    natural = display_number_width(context, share, OVERALL_HEIGHT) + display_number_width(
        context, last_share, OVERALL_HEIGHT
    )
    height_of_number = OVERALL_HEIGHT * min(1, (width - 28 - ARROW_ROOM) / natural)
    first_number = display_number(context, left, baseline, share, height_of_number, Ink("ink"))
    placed = [
        filled_rectangle(Box(x, y, width, height), Ink("sand")),
        fitted_line(context, HEADING_STYLES, left, y + 20, width - 28, heading, "heading", role="H3"),
    ]
    rates = [(first_number, insights.total_candidates[-1 if first is last else 0])]
    if first is not last:
        placed.append(arrow(first_number.box.right + 10, baseline - 16, 20, 2, Ink("ink")))
        last_number = display_number(
            context, first_number.box.right + ARROW_ROOM, baseline, last_share, height_of_number, Ink("ink")
        )
        rates.append((last_number, insights.total_candidates[-1]))
    for number, (rate, total) in enumerate(rates):
        end = rates[number + 1][0].box.x - 6 if number + 1 < len(rates) else x + width - 6
        words = context.message("together.of", total=total)
        candidates = paragraph(context, "body", rate.box.x, baseline + 18, end - rate.box.x, words, leading=12)
        placed += list_item([rate, candidates], "together", number)
    return placed
