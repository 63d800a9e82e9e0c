"""Requirements side by side: the chart of eligibility steps, and below it the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ... import charts
from ...dataset.insights import REQUIREMENT_KINDS, Insights
from ...dataset.model import Certification
from ...geometry import Box
from ...i18n.phrase import Phrase, PhraseOrText
from ...layout.blocks import figure_role, move_blocks, place_chart, with_role
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.flow import FlowSection, paginate
from ...layout.scene import PageReferences, PlacedBlock, Scene
from ...layout.shapes import display_number, horizontal_rule
from ...theme.model import Ink
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_pages, standfirst
from ..wording import education_counts
from .requirements_table import CertificationColumn, certification_columns, codes_row, table_rows

__all__ = ["requirements"]

MAX_COLUMNS = 5  # certifications side by side
CHART_TOP = 172
MAX_CHART_HEIGHT = 330
MIN_CHART_HEIGHT = 190
MIN_FOOTER_GAP = 18  # from the last line of the table to the footer, at least
LANE_NUMBER_HEIGHT = 26


def requirements(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages, with as many certifications side by side as fit; rows continue on further pages.

    Return () for a single certification, whose own page has them, and if there is nothing to compare but one row.
    """
    lanes = insights.certifications
    known = [kind for kind in REQUIREMENT_KINDS if any(insights.dataset.find(kind, lane.code) for lane in lanes)]
    if len(lanes) == 1 or not known or (len(known) == 1 and not any(map(insights.step_of, lanes))):
        return ()
    count = len(certifications_with_colors(insights, context))
    group_counts = range(math.ceil(count / MAX_COLUMNS), count + 1)  # smaller groups have wider columns
    return first_fit(partial(_pages, insights, context, references, math.ceil(count / n)) for n in group_counts)


def _pages(
    insights: Insights, context: LayoutContext, references: PageReferences, group_size: int
) -> tuple[Scene, ...]:
    """Compose the pages with at most `group_size` certifications side by side."""
    certifications, scenes = certifications_with_colors(insights, context), list[Scene]()
    for start in range(0, len(certifications), group_size):
        scenes += _pages_of_group(
            insights, context, references, certifications[start : start + group_size], len(scenes)
        )
    return tuple(scenes)


def _pages_of_group(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certifications: Sequence[Certification],
    pages_before: int,
) -> tuple[Scene, ...]:
    """Compose the pages of these certifications; the chart takes the height that the table leaves.

    Without any education there is no chart.
    """
    columns = certification_columns(context, certifications)
    codes, rows = codes_row(context, columns), table_rows(insights, context, columns)
    height = footer_y(context) - 10 - CHART_TOP
    chart_height = height - codes.height - math.fsum(row.height for row in rows)
    chart = _eligibility_steps(insights, context, columns, min(max(chart_height, MIN_CHART_HEIGHT), MAX_CHART_HEIGHT))
    charted = [chart] if any(map(insights.step_of, certifications)) else []
    pages = paginate([*charted, codes, *rows], height, height - codes.height, gap=0)
    blocks = []
    for number, sections in enumerate(pages):
        items, y = [_standfirst(insights, context)], float(CHART_TOP)
        for section in sections if not number else [codes, *sections]:
            items += move_blocks(section.blocks, 0, y)
            y += section.height
        if y < footer_y(context) - MIN_FOOTER_GAP:
            items.append(horizontal_rule(context.grid.x(0), y, context.grid.right, Ink("rule"), 0.7))
        blocks.append(items)
    frame = PageFrame("requirements", _heading(insights, context))
    return inner_pages(insights, context, references, frame, blocks, pages_before)


def _heading(insights: Insights, context: LayoutContext) -> PhraseOrText:
    lines = education_counts(insights, context)
    return Phrase.join("\n", lines) if lines else context.message("requirements.title.plain")


def _standfirst(insights: Insights, context: LayoutContext) -> PlacedBlock:
    track = insights.longest_track
    words = context.term_message("requirements.sub.longer", track) if track else context.message("requirements.sub")
    return standfirst(context, words)


def _eligibility_steps(
    insights: Insights, context: LayoutContext, columns: Sequence[CertificationColumn], height: float
) -> FlowSection:
    """Return the chart of eligibility steps, with the number of each lane on its last step."""
    grid, certifications = context.grid, tuple(lane.certification for lane in columns)
    places = [(lane.x - grid.x(0), lane.width) for lane in columns]
    chart = charts.eligibility_steps(
        replace(insights, certifications=certifications), context, grid.text_width, height, places
    )
    lane_of = {certification.code: certification.lane for certification in certifications}
    numbers = [
        _lane_number(context, lane_of[code], replace(box, x=box.x + grid.x(0))) for code, box in chart.reserved_boxes
    ]
    return FlowSection([place_chart(grid.x(0), 0, chart), *with_role(numbers, figure_role(chart))], chart.size.height)


def _lane_number(context: LayoutContext, lane: int, box: Box) -> PlacedBlock:
    """Place the number of a lane in the center of `box`, smaller if the box is low."""
    words, height = context.literal(str(lane), "lane"), min(LANE_NUMBER_HEIGHT, box.height * 0.6)
    ink = Ink(f"lane.{lane}.on")
    return display_number(
        context, box.x + box.width / 2, box.y + (box.height + height) / 2, words, height, ink, anchor="middle"
    )
