"""The infographic for a wall, A3 or tabloid: everything on one sheet, read from one to two metres.

The dark head and foot take what their words need, the two columns between them all the rest.
"""

from __future__ import annotations

from dataclasses import replace

from ... import charts
from ...dataset.insights import Insights
from ...errors import FitError
from ...geometry import Box
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, move_blocks, place_chart
from ...layout.context import LayoutContext
from ...layout.measure import wrap_phrase
from ...layout.scene import PlacedBlock, Scene
from ...layout.shapes import filled_rectangle
from ...layout.text import join_text_blocks, last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from .. import colophon
from ..rate_changes import rate_changes
from .certified_shares import CERTIFIED_SHARES_ROLE, certified_shares, min_certified_shares_height
from .eligibility_lanes import EligibilityLanes, half_bundle_width, lane_metrics
from .headline import (
    certified_heading,
    exam_totals,
    footer_notes,
    headline,
    masthead,
    overall_rates,
    passing_standard,
    rates_heading,
)
from .text_fitting import balanced_width

__all__ = ["poster"]

LEFT_COLUMNS, GAP = 7.2, 26  # of twelve for the ladder; between the columns, and above the foot
RATE_HEIGHTS, CHANGE_HEIGHT = (42, 78), 24  # heights of the lane figures
QR_SIZE = 92  # the side of a QR code
RATES_WIDTH, MIN_RATES_WIDTH = 310, 220  # how wide the large rates are, and how narrow they may be
TEXT_INK, SOFT_INK = Ink("stage.words"), Ink("stage.soft")


def poster(insights: Insights, context: LayoutContext) -> Scene:
    """Compose the sheet: the finding, the ladder beside rates and certified, the sources.

    Where there is no room for it, whom the lanes serve is left out. Raise FitError where that is not enough.
    """
    try:
        return _compose_poster(insights, context, omit_population=False)
    except FitError:
        return _compose_poster(insights, context, omit_population=True)


def _compose_poster(insights: Insights, context: LayoutContext, omit_population: bool) -> Scene:
    size, grid, alone = context.page_format.size, context.grid, not (insights.records or insights.certified_counts)
    split = grid.right if alone else grid.x(LEFT_COLUMNS) - GAP
    head, top = _place_header(insights, context)
    ladder = EligibilityLanes(
        insights, context, top, split, size.width if alone else split, omit_population=omit_population
    )
    facts = [*head, *ladder.lay_out()[0], *_place_statistics(insights, context, top, size.height)]
    foot, bottom = _place_footer(insights, context, facts, size.height)
    items = [
        *head,
        *_spread_eligibility_lanes(ladder, bottom),
        *_place_statistics(insights, context, top, bottom),
        *foot,
    ]
    return Scene("infographic", context.message("infographic.name").text, size, tuple(items))


def _place_header(insights: Insights, context: LayoutContext) -> tuple[list[PlacedBlock], float]:
    """Place the finding and the rates of all exams on the dark ground, above the bundle of lanes; return its end."""
    grid, m, words = context.grid, lane_metrics(insights, context), headline(insights, context, "link")
    longest = max(text_width(context, "cover", line) for line in words.lines)
    measure = min(longest + 1, grid.text_width - MIN_RATES_WIDTH - GAP) if insights.overall_rates else grid.text_width
    head, added_height = masthead(context, 52)
    title = paragraph(context, "cover", grid.x(0), 106 + added_height, measure, words, ink=TEXT_INK, role="H1")
    placed, y = [title], last_baseline(title)
    if insights.overall_rates:
        left = max(grid.x(0) + measure + GAP, grid.right - RATES_WIDTH)
        words, room = exam_totals(insights, context), left - GAP - grid.x(0)
        whole = all(text_width(context, "standfirst", line) <= room for line in words.lines)
        style = "standfirst" if whole else "body"
        told = paragraph(context, style, grid.x(0), y + 34, room, words, ink=TEXT_INK)
        y, fit = last_baseline(told), (grid.right - left) / RATES_WIDTH
        placed += [
            told,
            *overall_rates(
                insights, context, left, grid.right, y - 24, (RATE_HEIGHTS[0] * fit, RATE_HEIGHTS[1] * fit), 24
            ),
        ]
    top = y + 24 + half_bundle_width(m, len(insights.certifications)) + m["start"]
    return [filled_rectangle(Box(0, 0, context.page_format.width, top), Ink("stage")), *head, *placed], top


def _spread_eligibility_lanes(lanes: EligibilityLanes, bottom: float) -> list[PlacedBlock]:
    """Return the ladder with its rows as far apart as the sheet allows. Raise FitError where it is too tall."""
    spare = bottom - GAP - lanes.lay_out()[1]
    if spare < 0:
        raise FitError("ladder", lanes.context.page_format.name, -spare)
    steps = len(lanes.insights.certifications) - 1
    return replace(
        lanes, extra_row_gap=spare / steps if steps else 0, first_row_offset=0 if steps else 0.4 * spare
    ).lay_out()[0]


def _place_statistics(insights: Insights, context: LayoutContext, top: float, bottom: float) -> list[PlacedBlock]:
    """Fill the right column from `top` to `bottom`: the pass rates, and down to the foot who is certified."""
    placed, y, m = list[PlacedBlock](), top + context.metrics("run_up")["head"], context.metrics("field")
    left, right = context.grid.x(LEFT_COLUMNS), context.grid.right
    below = (
        _place_heading(context, 0, *certified_heading(insights, context), CERTIFIED_SHARES_ROLE)
        if insights.certified_counts
        else []
    )
    area = Box(left, y, context.page_format.width - left, 0)
    high = max(m["height"], min_certified_shares_height(insights, context, area, left, right)) if below else 0
    needed = last_baseline(below[-1]) + context.metrics("run_up")["head"] + high if below else 0
    if insights.records:
        sketch = charts.pass_rates(insights, context, right - left)
        heading = _place_heading(context, y, *rates_heading(insights, context, sketch), caption_role(sketch))
        y = last_baseline(heading[-1]) + 14
        chart = charts.pass_rates(insights, context, right - left, max(bottom - y - needed - GAP, 1))
        if chart.size.height > bottom - y - needed:
            raise FitError("chart", chart.name, chart.size.height - (bottom - y - needed))
        placed += [*heading, place_chart(left, y, chart), *rate_changes(insights, context, chart, y, CHANGE_HEIGHT)]
        y += chart.size.height + context.metrics("run_up")["head"]
    if below:
        if insights.records:
            placed.append(
                filled_rectangle(Box(left, y - context.metrics("run_up")["head"] + 10, right - left, 2.5), Ink("ink"))
            )
        placed += _place_heading(
            context, y + 8, *certified_heading(insights, context), f"{CERTIFIED_SHARES_ROLE}/Caption"
        )
        start = last_baseline(placed[-1]) + 14
        placed += certified_shares(insights, context, replace(area, y=start, height=bottom - start), left, right)
    return placed


def _place_heading(context: LayoutContext, y: float, title: Phrase, sub: Phrase, role: str) -> list[PlacedBlock]:
    """Place a title in the right column, the first baseline at y, and the line under it, whose role is given."""
    left, measure = context.grid.x(LEFT_COLUMNS), context.grid.right - context.grid.x(LEFT_COLUMNS)
    heading = paragraph(context, "title", left, y, balanced_width(context, "title", measure, title), title, role="H2")
    lead, measure = context.style("body.grey").leading, balanced_width(context, "body.grey", measure, sub)
    y = last_baseline(heading) + 1.2 * lead
    return [heading, paragraph(context, "body.grey", left, y, measure, sub, role=role)]


def _place_footer(
    insights: Insights, context: LayoutContext, placed: list[PlacedBlock], sheet_height: float
) -> tuple[list[PlacedBlock], float]:
    """Place the passing standard on the dark ground, below it sources and method in two even columns.

    Return also where the ground begins.
    """
    grid, style = context.grid, context.style("source")
    code = colophon.edition_qr_code(context, Box(grid.right - QR_SIZE, sheet_height - 28 - QR_SIZE, QR_SIZE, QR_SIZE))
    wide = (grid.text_width - (QR_SIZE + GAP if code else 0) - GAP) / 2
    named = text_line(context, "axis.strong", grid.right, 0, colophon.edition_line(context), anchor="end", ink=TEXT_INK)
    first = list[PlacedBlock]()
    if score := passing_standard(insights, context):
        measure = named.box.x - GAP - grid.x(0)
        first.append(paragraph(context, "axis.strong", grid.x(0), 0, measure, score, ink=TEXT_INK))
    lines = wrap_phrase(Phrase.join("\n", footer_notes(insights, context, [*placed, *first])), style, wide)
    half = (len(lines) + 1) // 2
    y = sheet_height - 34 - (half - 1) * style.leading
    at = y - max(last_baseline(item) for item in (*first, named)) - 1.35 * style.leading
    body, top = move_blocks([*first, named], 0, at), at - 28
    columns = [
        paragraph(context, "source", x, y, wide, Phrase.join("\n", told), ink=SOFT_INK)
        for x, told in ((grid.x(0), lines[:half]), (grid.x(0) + wide + GAP, lines[half:]))
        if told
    ]
    body.append(join_text_blocks(columns))  # one text: a sentence may run on in the second column
    top = min(top, *(item.box.y - 28 for item in code), sheet_height)
    return [
        filled_rectangle(Box(0, top, context.page_format.width, sheet_height - top), Ink("stage")),
        *body,
        *code,
    ], top
