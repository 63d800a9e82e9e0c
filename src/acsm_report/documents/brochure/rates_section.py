"""Pass rates of the exams with their changes, and those of the other rate basis below them."""

from __future__ import annotations

from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, figure_role, place_chart
from ...layout.context import LayoutContext
from ...layout.measure import text_run_width
from ...layout.scene import Chart, PlacedBlock
from ...layout.shapes import horizontal_rule
from ...layout.text import fitted_line, text_line, text_width
from ...theme.model import Ink
from .. import wording
from ..citations import source_numbers
from ..page_frame import scale_letter_y, standfirst
from ..rate_changes import rate_changes
from ..wording import certification_codes, rate_basis_text

__all__ = ["CHARTS_TOP", "group_heading", "other_rates_section", "rates_section"]

CHARTS_TOP = 168
HEADING_STYLES = ("lead", "label.small", "axis.strong")  # of the other rate basis
SCALE_HEIGHT = 12  # of the scale above the bars


def rates_section(
    insights: Insights, context: LayoutContext, records: tuple[ExamRecord, ...], chart: Chart
) -> tuple[list[PlacedBlock], float]:
    """Place the standfirst, the chart of pass rates and its changes; return the blocks and the y where they end."""
    top = scale_letter_y(context, CHARTS_TOP)
    caption = standfirst(context, _rates_caption(insights, context, chart), role=caption_role(chart))
    return [caption, *_rates_chart(insights, context, records, chart, top)], top + chart.size.height


def other_rates_section(insights: Insights, context: LayoutContext, chart: Chart, top: float) -> list[PlacedBlock]:
    """Place the rates of the other rate basis under a rule and a heading of their own."""
    left, right = context.grid.x(0), context.grid.right
    heading = Phrase.join(": ", group_heading(insights, context).lines)
    caption = _rates_caption(insights, context, chart)
    return [
        horizontal_rule(left, top - 18, right, Ink("rule")),
        fitted_line(context, ("heading", *HEADING_STYLES), left, top + 6, right - left, heading, "heading", role="H2"),
        standfirst(context, caption, top + 21, ("body.grey", "axis"), caption_role(chart)),
        *_rates_chart(insights, context, insights.records, chart, top + 38),
    ]


def group_heading(insights: Insights, context: LayoutContext) -> Phrase:
    """Return the heading that names a rate basis and the certifications that have it."""
    codes = certification_codes(context, (r.certification for r in insights.records))
    return context.message("statistics.title.apart", measure=rate_basis_text(insights, context), codes=codes)


def _rates_caption(insights: Insights, context: LayoutContext, chart: Chart) -> Phrase:
    values = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    halfway = _passed_by_half(insights, context)
    return context.message("statistics.sub" if halfway else "statistics.sub.plain", halfway=halfway, **values)


def _passed_by_half(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the sentence about exams that more than half passed in the last year; None if a rate is missing."""
    above_half = insights.above_half
    if len(insights.ranking) < len(insights.records):
        return None
    if len(insights.records) == 1:
        key = "single" if above_half else "single.none"
    else:
        some = "one" if len(above_half) == 1 else "some"
        key = "none" if not above_half else "all" if len(above_half) == len(insights.records) else some
    assert insights.first_and_last_rate
    sentence = context.message(
        f"halfway.{key}",
        codes=certification_codes(context, (r.certification for r in above_half or insights.records)),
        last=insights.first_and_last_rate[1],
    )
    return sentence.with_facts(*(r.latest.rate for r in insights.records))


def _rates_chart(
    insights: Insights, context: LayoutContext, records: tuple[ExamRecord, ...], chart: Chart, top: float
) -> list[PlacedBlock]:
    """Place the chart of pass rates with its changes at the right."""
    grid = context.grid
    placed = [
        place_chart(grid.x(0), top, chart),
        *rate_changes(insights, context, chart, top, 22, records),
    ]
    if any(r.change and insights.spans_all_years(r) for r in records):
        assert insights.first_and_last_rate
        first, last = insights.first_and_last_rate
        words = context.message("statistics.points", first=first, last=last)
        scale_end = grid.x(0) + max(label.x + text_run_width(label) for label in chart.labels if label.y < SCALE_HEIGHT)
        if text_width(context, "axis", words) > grid.right - scale_end - 6:
            words = context.message("statistics.points.short")
        role = figure_role(chart)
        placed.append(text_line(context, "axis", grid.right, top + 9.5, words, anchor="end", role=role))
    return placed
