"""Renewal: the cycle as a lap of a track, the credits and the fees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from ... import charts
from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...geometry import VectorPath
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.flow import MIN_SECTION_GAP, FlowColumn, FlowSection, distribute_sections, paginate
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import arrow, checkered_strip, display_number, shape_block
from ...layout.text import text_line
from ...theme.model import Ink
from ..citations import source_numbers
from ..lane_colors import certifications_with_colors
from ..page_frame import CONTENT_TOP, PageFrame, footer_y, inner_pages, standfirst
from ..wording import certification_codes, currency_names

__all__ = ["renewal"]

REQUIRED_KINDS = ("renewal_cycle", "renewal_credits", "renewal_fee")  # the page needs at least one of these
OTHER_KINDS = (
    "grace_period",
    "late_fee",
    "reinstatement_fee",
    "additional_fee",
    "life_support_credits",
    "service_credits",
)
OVAL_CENTER_Y = 92
INNER_RADIUS = 38  # of the oval track
LANES_WIDTH = 48  # of all lanes together
HALF_STRAIGHT = 164  # half the length of a straight of the oval
FEES_PER_ROW = 5
FEE_HEIGHT = 24


def renewal(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages; return () if there are no facts about renewals."""
    if not any(f.kind in REQUIRED_KINDS for f in insights.dataset.facts):
        return ()
    cycle = insights.dataset.newest_fact("renewal_cycle")
    height = footer_y(context) - 10 - CONTENT_TOP
    fees = [s for s in (_exam_fees(insights, context), _other_fees(insights, context)) if s]
    oval = [_renewal_oval(insights, context, cycle)] if cycle else []
    used_height = math.fsum(s.height for s in (*oval, *fees)) + MIN_SECTION_GAP * len((*oval, *fees))
    sections = [*oval, *_costs_section(insights, context, height - used_height), *fees]
    pages = [
        distribute_sections(context, sections_of_page, CONTENT_TOP, height, 40)
        for sections_of_page in paginate(sections, height, height)
    ]
    if cycle:
        pages[0].insert(0, standfirst(context, context.plural_message("keep.sub", cycle)))
    return inner_pages(insights, context, references, PageFrame("keep", _title(insights, context, cycle)), pages)


def _title(insights: Insights, context: LayoutContext, cycle: Fact | None) -> Phrase:
    credits = sorted(
        (f for c in insights.certifications for f in insights.dataset.newest_facts("renewal_credits", c.code)),
        key=lambda f: f.number,
    )
    if not (credits and cycle and credits[-1].number):
        return context.message("keep.title.plain")
    low, high = credits[0], credits[-1]
    is_same = low.number == high.number
    return context.plural_message("keep.title.one" if is_same else "keep.title.range", cycle, low=low, high=high)


# ── The oval ──────────────────────────────────────────────────────────────────────────────────────


def _renewal_oval(insights: Insights, context: LayoutContext, cycle: Fact) -> FlowSection:
    """Draw an oval track, one lap of which is a renewal cycle, with a mark at the end of each year."""
    lanes, grid = certifications_with_colors(insights, context), context.grid
    center = (grid.x(0) + grid.right) / 2
    pitch = LANES_WIDTH / max(len(lanes), 2)
    placed = [
        shape_block(
            Shape(
                _oval_path(center, INNER_RADIUS + pitch * (n + 0.5)),
                stroke=Ink(f"lane.{c.lane}"),
                stroke_width=pitch * 0.84,
            )
        )
        for n, c in enumerate(lanes)
    ]
    years = int(cycle.number)
    for year in range(1, years + 1):
        if year < years:
            placed.append(_year_mark(center, year / years))
        x, y = _point_on_oval(center, INNER_RADIUS - 13, (year - 0.5) / years)
        words = context.message("keep.year", number=context.literal(str(year), "mark"))
        placed.append(text_line(context, "body.strong", x, y + 3, words, anchor="middle"))
    edge = OVAL_CENTER_Y + INNER_RADIUS
    placed.append(checkered_strip(center - 4.4, edge, LANES_WIDTH, 4.4))
    finish = context.message("keep.finish")
    placed.append(text_line(context, "body.strong", center, edge + LANES_WIDTH + 14, finish, anchor="middle"))
    number_text = context.message("figure", fact=cycle)
    number = display_number(context, center - 6, OVAL_CENTER_Y + 14, number_text, 30, Ink("ink"), anchor="end")
    placed += [
        text_line(context, "axis.strong", center - 14, OVAL_CENTER_Y + INNER_RADIUS + pitch * (n + 0.5) + 2.5,
                    context.attribute_phrase(c, "code"), ink=Ink(f"lane.{c.lane}.on"), anchor="end")
        for n, c in enumerate(lanes)
        if pitch * 0.84 > context.style("axis").size
    ]  # fmt: skip
    placed.append(arrow(center + 6, OVAL_CENTER_Y + 28, 26, 1.5, Ink("ink")))
    lap_lines = context.plural_message("keep.lap", cycle).lines
    placed += [
        number,
        *(text_line(context, "lead", center + 2, OVAL_CENTER_Y - 3 + 14 * n, w) for n, w in enumerate(lap_lines)),
    ]
    alt = context.plural_message("alt.lap", cycle, codes=certification_codes(context, lanes)).text
    parts = [replace(item, role="Figure:lap", alt="" if number else alt) for number, item in enumerate(placed)]
    return FlowSection(parts, edge + LANES_WIDTH + 17)


def _oval_path(center: float, radius: float) -> VectorPath:
    left, right, top, bottom = (
        center - HALF_STRAIGHT,
        center + HALF_STRAIGHT,
        OVAL_CENTER_Y - radius,
        OVAL_CENTER_Y + radius,
    )
    arc = f"A{radius},{radius} 0 0 0 "
    return VectorPath.parse(f"M{center},{bottom}H{right}{arc}{right},{top}H{left}{arc}{left},{bottom}Z")


def _point_on_oval(center: float, radius: float, share: float) -> tuple[float, float]:
    """Return the point on the oval after a share of a lap, which starts at the bottom and runs to the right."""
    middle = INNER_RADIUS + LANES_WIDTH / 2
    distance = share * (4 * HALF_STRAIGHT + 2 * math.pi * middle)
    if distance <= HALF_STRAIGHT:
        return center + distance, OVAL_CENTER_Y + radius
    distance -= HALF_STRAIGHT
    if distance <= math.pi * middle:
        angle = distance / middle
        return center + HALF_STRAIGHT + radius * math.sin(angle), OVAL_CENTER_Y + radius * math.cos(angle)
    distance -= math.pi * middle
    if distance <= 2 * HALF_STRAIGHT:
        return center + HALF_STRAIGHT - distance, OVAL_CENTER_Y - radius
    distance -= 2 * HALF_STRAIGHT
    if distance <= math.pi * middle:
        angle = distance / middle
        return center - HALF_STRAIGHT - radius * math.sin(angle), OVAL_CENTER_Y - radius * math.cos(angle)
    return center - HALF_STRAIGHT + distance - math.pi * middle, OVAL_CENTER_Y + radius


def _year_mark(center: float, share: float) -> PlacedBlock:
    ends = (
        _point_on_oval(center, INNER_RADIUS - 4, share),
        _point_on_oval(center, INNER_RADIUS + LANES_WIDTH + 4, share),
    )
    return shape_block(Shape(VectorPath.polyline(*ends), stroke=Ink("ink"), stroke_width=3))


# ── Credits and fees ──────────────────────────────────────────────────────────────────────────────


def _costs_section(insights: Insights, context: LayoutContext, height: float) -> list[FlowSection]:
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    chart = charts.renewal_costs(insights, context, column.width, height - 40)
    if not chart:
        return []
    column.add_paragraph("heading", context.message("keep.renewal"), gap=8, role="H2")
    column.add_paragraph(
        "body.grey",
        _costs_caption(insights, context, chart.facts),
        gap=12,
        role=caption_role(chart),
    )
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)
    return [FlowSection(column.blocks, column.y)]


def _costs_caption(insights: Insights, context: LayoutContext, facts: Sequence[Fact]) -> Phrase:
    numbers = source_numbers(insights, context, facts)
    if not (currencies := currency_names(context, facts)):
        return context.message("keep.renewal.sub.credits", numbers=numbers)
    key = "keep.renewal.sub" if any(fact.kind == "renewal_credits" for fact in facts) else "keep.renewal.sub.fee"
    return context.message(key, currency=currencies, numbers=numbers)


def _other_fees(insights: Insights, context: LayoutContext) -> FlowSection | None:
    """Return a section of the other fees and credits, each a display number with a caption; None without any."""
    grid, fees = context.grid, [f for kind in OTHER_KINDS for f in insights.dataset.newest_facts(kind)]
    if not fees:
        return None
    items, y, bottom = list[PlacedBlock](), 0.0, 0.0
    per_row = len(fees) if len(fees) <= FEES_PER_ROW else (len(fees) + 1) // 2
    pitch = (grid.text_width + grid.gutter) / max(per_row, 3)
    for number, fact in enumerate(fees):
        if number and number % per_row == 0:
            y = bottom + 12
        column = FlowColumn(context, grid.x(0) + pitch * (number % per_row), y, pitch - grid.gutter)
        column.add_display_number(context.message("figure", fact=fact), FEE_HEIGHT, Ink("ink"), 7)
        column.add_paragraph("body.grey", context.plural_message(f"caption.{fact.kind}", fact), leading=11.5, gap=2)
        items += list_item(column.blocks, "others", number)
        bottom = max(bottom, column.y)
    return FlowSection(items, bottom)


def _exam_fees(insights: Insights, context: LayoutContext) -> FlowSection | None:
    """Return a section of exam fees by certification; None if no fee is published."""
    lanes = insights.certifications
    fees = {lane.code: insights.dataset.newest_facts("exam_fee", lane.code) for lane in lanes}
    if not any(fees.values()):
        return None
    row_counts = range(1, len(lanes) + 1)  # with more rows, the columns are wider
    return first_fit(
        partial(_exam_fee_columns, insights, context, lanes, fees, math.ceil(len(lanes) / n)) for n in row_counts
    )


def _exam_fee_columns(
    insights: Insights,
    context: LayoutContext,
    lanes: Sequence[Certification],
    fees: Mapping[str, Sequence[Fact]],
    columns: int,
) -> FlowSection:
    """Return a section of exam fees with `columns` certifications side by side. Raise FitError for a word too wide."""
    grid = context.grid
    heading = FlowColumn(context, grid.x(0), 0, grid.text_width)
    currency = currency_names(context, [fee for some in fees.values() for fee in some])
    heading.add_paragraph("heading", context.message("keep.exams", currency=currency), gap=14, role="H2")
    pitch, bottom = (grid.text_width + grid.gutter) / columns, heading.y
    for number, lane in enumerate(lanes):
        if number and number % columns == 0:
            heading.y = bottom + 6
        column = FlowColumn(context, grid.x(0) + pitch * (number % columns), heading.y, pitch - grid.gutter)
        column.add_paragraph("lead", context.attribute_phrase(lane, "code"), gap=5, ink=Ink(f"lane.{lane.lane}.text"))
        texts = [_fee_text(insights, context, f) for f in fees[lane.code]]
        for words in texts or [context.message("unknown")]:
            column.add_paragraph("body" if texts else "body.grey", words, leading=11.5, gap=5)
        heading.blocks += list_item(column.blocks, "exams", number)
        bottom = max(bottom, column.y)
    return FlowSection(heading.blocks, bottom)


def _fee_text(insights: Insights, context: LayoutContext, fee: Fact) -> Phrase:
    """Return an exam fee, and who pays it or what for."""
    if not fee.dimension:
        return context.message("fee.plain", fact=fee)
    return context.term_message("fee", insights.term_of(fee), fact=fee)
