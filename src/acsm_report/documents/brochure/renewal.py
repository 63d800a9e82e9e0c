"""What it takes to stay certified: the lap from one renewal to the next, its credits and its fees."""

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
from ..wording import certification_codes

__all__ = ["renewal"]

REQUIRED_KINDS = ("renewal_cycle", "renewal_credits", "renewal_fee")  # without any of these there is no page
OTHER_KINDS = (
    "grace_period",
    "late_fee",
    "reinstatement_fee",
    "additional_fee",
    "life_support_credits",
    "service_credits",
)
OVAL_CENTER_Y, INNER_RADIUS, LANES_WIDTH, HALF_STRAIGHT = (
    92,
    38,
    48,
    164,
)  # the lap: its centre, inmost radius, breadth, half a straight
FEES_PER_ROW, FEE_HEIGHT = 5, 24  # the most fees in one row; the height of their figures


def renewal(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page, and one more where it does not hold everything; none when nothing is known of renewals."""
    if not any(f.kind in REQUIRED_KINDS for f in insights.dataset.facts):
        return ()
    cycle = insights.dataset.newest_fact("renewal_cycle")
    room = footer_y(context) - 10 - CONTENT_TOP
    rest = [s for s in (_exam_fees(insights, context), _other_fees(insights, context)) if s]
    lap = [_renewal_oval(insights, context, cycle)] if cycle else []
    taken = math.fsum(s.height for s in (*lap, *rest)) + MIN_SECTION_GAP * len((*lap, *rest))
    sections = [*lap, *_costs_section(insights, context, room - taken), *rest]
    filled = [distribute_sections(context, some, CONTENT_TOP, room, 40) for some in paginate(sections, room, room)]
    if cycle:
        filled[0].insert(0, standfirst(context, context.plural_message("keep.sub", cycle)))
    return inner_pages(insights, context, references, PageFrame("keep", _title(insights, context, cycle)), filled)


def _title(insights: Insights, context: LayoutContext, cycle: Fact | None) -> Phrase:
    credits = sorted(
        (f for c in insights.certifications for f in insights.dataset.newest_facts("renewal_credits", c.code)),
        key=lambda f: f.number,
    )
    if not (credits and cycle):
        return context.message("keep.title.plain")
    low, high = credits[0], credits[-1]
    same = low.number == high.number
    return context.plural_message("keep.title.one" if same else "keep.title.range", cycle, low=low, high=high)


# ── The lap ───────────────────────────────────────────────────────────────────────────────────────


def _renewal_oval(insights: Insights, context: LayoutContext, cycle: Fact) -> FlowSection:
    """Draw the oval, one lap from a renewal to the next, with a mark at the end of each year."""
    lanes, grid = certifications_with_colors(insights, context), context.grid
    centre = (grid.x(0) + grid.right) / 2
    pitch = LANES_WIDTH / max(len(lanes), 2)
    placed = [
        shape_block(
            Shape(
                _oval_path(centre, INNER_RADIUS + pitch * (n + 0.5)),
                stroke=Ink(f"lane.{c.lane}"),
                stroke_width=pitch * 0.84,
            )
        )
        for n, c in enumerate(lanes)
    ]
    years = int(cycle.number)
    for year in range(1, years + 1):
        if year < years:
            placed.append(_year_mark(centre, year / years))
        x, y = _point_on_oval(centre, INNER_RADIUS - 13, (year - 0.5) / years)
        words = context.message("keep.year", number=context.literal(str(year), "mark"))
        placed.append(text_line(context, "body.strong", x, y + 3, words, anchor="middle"))
    edge = OVAL_CENTER_Y + INNER_RADIUS
    placed.append(checkered_strip(centre - 4.4, edge, LANES_WIDTH, 4.4))
    finish = context.message("keep.finish")
    placed.append(text_line(context, "body.strong", centre, edge + LANES_WIDTH + 14, finish, anchor="middle"))
    figure = context.message("figure", fact=cycle)
    number = display_number(context, centre - 6, OVAL_CENTER_Y + 14, figure, 30, Ink("ink"), anchor="end")
    placed += [
        text_line(context, "axis.strong", centre - 14, OVAL_CENTER_Y + INNER_RADIUS + pitch * (n + 0.5) + 2.5,
                    context.attribute_phrase(c, "code"), ink=Ink(f"lane.{c.lane}.on"), anchor="end")
        for n, c in enumerate(lanes)
        if pitch * 0.84 > context.style("axis").size
    ]  # fmt: skip
    placed.append(arrow(centre + 6, OVAL_CENTER_Y + 28, 26, 1.5, Ink("ink")))
    lap = context.plural_message("keep.lap", cycle).lines
    placed += [
        number,
        *(text_line(context, "lead", centre + 2, OVAL_CENTER_Y - 3 + 14 * n, w) for n, w in enumerate(lap)),
    ]
    alt = context.plural_message("alt.lap", cycle, codes=certification_codes(context, lanes)).text
    parts = [replace(item, role="Figure:lap", alt="" if number else alt) for number, item in enumerate(placed)]
    return FlowSection(parts, edge + LANES_WIDTH + 17)


def _oval_path(center: float, radius: float) -> VectorPath:
    left, right, top, low = (
        center - HALF_STRAIGHT,
        center + HALF_STRAIGHT,
        OVAL_CENTER_Y - radius,
        OVAL_CENTER_Y + radius,
    )
    arc = f"A{radius},{radius} 0 0 0 "
    return VectorPath.parse(f"M{center},{low}H{right}{arc}{right},{top}H{left}{arc}{left},{low}Z")


def _point_on_oval(center: float, radius: float, share: float) -> tuple[float, float]:
    """Return the place on the oval after this share of a lap from the bottom, to the right."""
    middle = INNER_RADIUS + LANES_WIDTH / 2
    far = share * (4 * HALF_STRAIGHT + 2 * math.pi * middle)
    if far <= HALF_STRAIGHT:
        return center + far, OVAL_CENTER_Y + radius
    far -= HALF_STRAIGHT
    if far <= math.pi * middle:
        turn = far / middle
        return center + HALF_STRAIGHT + radius * math.sin(turn), OVAL_CENTER_Y + radius * math.cos(turn)
    far -= math.pi * middle
    if far <= 2 * HALF_STRAIGHT:
        return center + HALF_STRAIGHT - far, OVAL_CENTER_Y - radius
    far -= 2 * HALF_STRAIGHT
    if far <= math.pi * middle:
        turn = far / middle
        return center - HALF_STRAIGHT - radius * math.sin(turn), OVAL_CENTER_Y - radius * math.cos(turn)
    return center - HALF_STRAIGHT + far - math.pi * middle, OVAL_CENTER_Y + radius


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
        context.message("keep.renewal.sub", numbers=source_numbers(insights, context, chart.facts)),
        gap=12,
        role=caption_role(chart),
    )
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)
    return [FlowSection(column.blocks, column.y)]


def _other_fees(insights: Insights, context: LayoutContext) -> FlowSection | None:
    """Place what else a renewal may cost or bring, each a figure with its caption."""
    grid, fees = context.grid, [f for kind in OTHER_KINDS for f in insights.dataset.newest_facts(kind)]
    if not fees:
        return None
    items, y, tall = list[PlacedBlock](), 0.0, 0.0
    row = len(fees) if len(fees) <= FEES_PER_ROW else (len(fees) + 1) // 2
    pitch = (grid.text_width + grid.gutter) / max(row, 3)
    for number, fact in enumerate(fees):
        if number and number % row == 0:
            y = tall + 12
        one = FlowColumn(context, grid.x(0) + pitch * (number % row), y, pitch - grid.gutter)
        one.add_display_number(context.message("figure", fact=fact), FEE_HEIGHT, Ink("ink"), 7)
        one.add_paragraph("body.grey", context.message(f"caption.{fact.kind}"), leading=11.5, gap=2)
        items += list_item(one.blocks, "others", number)
        tall = max(tall, one.y)
    return FlowSection(items, tall)


def _exam_fees(insights: Insights, context: LayoutContext) -> FlowSection | None:
    """Place the fees of the exams lane by lane, as far as they are published; None when none is."""
    lanes = insights.certifications
    fees = {lane.code: insights.dataset.newest_facts("exam_fee", lane.code) for lane in lanes}
    if not any(fees.values()):
        return None
    row_counts = range(1, len(lanes) + 1)  # with more rows, the columns are wider
    return first_fit(partial(_exam_fee_columns, context, lanes, fees, math.ceil(len(lanes) / n)) for n in row_counts)


def _exam_fee_columns(
    context: LayoutContext, lanes: Sequence[Certification], fees: Mapping[str, Sequence[Fact]], columns: int
) -> FlowSection:
    """Place the fees of the exams, so many lanes side by side."""
    grid = context.grid
    head = FlowColumn(context, grid.x(0), 0, grid.text_width)
    head.add_paragraph("heading", context.message("keep.exams"), gap=14, role="H2")
    pitch, tall = (grid.text_width + grid.gutter) / columns, head.y
    for number, lane in enumerate(lanes):
        if number and number % columns == 0:
            head.y = tall + 6
        one = FlowColumn(context, grid.x(0) + pitch * (number % columns), head.y, pitch - grid.gutter)
        one.add_paragraph("lead", context.attribute_phrase(lane, "code"), gap=5, ink=Ink(f"lane.{lane.lane}.text"))
        told = [context.message(f"fee.{f.dimension or 'plain'}", fact=f) for f in fees[lane.code]]
        for words in told or [context.message("unknown")]:
            one.add_paragraph("body" if told else "body.grey", words, leading=11.5, gap=5)
        head.blocks += list_item(one.blocks, "exams", number)
        tall = max(tall, one.y)
    return FlowSection(head.blocks, tall)
