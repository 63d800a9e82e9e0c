"""What changed: every name then and now, and the events of the years."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...errors import FitError
from ...geometry import Box, VectorPath
from ...i18n.phrase import Phrase
from ...layout.blocks import empty_block, list_item, move_blocks, with_role
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.flow import FlowColumn
from ...layout.measure import CAP_HEIGHT, wrap_text
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import checkered_strip, filled_rectangle, lane_badge, shape_block
from ...layout.text import fitted_line, text_line
from ...theme.model import Ink
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_pages

__all__ = ["history"]

TABLE_TOP, LANE_PITCH, LOOSE_LANE_PITCH, MIN_LANE_PITCH = (
    166,
    56,
    64,
    30,
)  # of the lanes: their top; their pitch, the greatest and the least
FEW_EVENTS = 6  # so few events stand in one column, larger
LANE_WIDTH, NOW_COLUMN = 9, 7  # a lane's width; the column where it arrives
DATE_WIDTH, HALF_DOT = 108, 3.4  # from an event's dot to its words; half a dot
FIRST_LANE_Y, CONTINUED_TOP = (
    TABLE_TOP + 26,
    TABLE_TOP - 24,
)  # the first lane's baseline; where events go on on a further sheet
NAME_STYLES = ("label", "body.strong", "axis.strong")  # styles of a name
HEADING_ROLE = "Table/THead/TR/TH"
EVENT_GAP = 7  # points from one event's last line to the next one's first


def history(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page; nothing when nothing is known to have changed."""
    events = insights.events
    moved = [c for c in insights.certifications if c.present_status != "same"]
    if not events and not moved:
        return ()
    sheets = _names_pages(insights, context)
    told = _events_by_page(context, events, sheets[-1].bottom)
    filled = [sheet.items for sheet in sheets]
    filled = [*filled[:-1], [*filled[-1], *told[0]], *told[1:]]
    return inner_pages(insights, context, references, PageFrame("changed", _title(insights, context)), filled)


def _title(insights: Insights, context: LayoutContext) -> Phrase:
    if not (insights.renamed_count.number or insights.closed_count.number):
        return context.message("changed.title.plain")
    if not insights.closed_count.number:
        return context.plural_message("changed.title.renamed", insights.renamed_count)
    if not insights.renamed_count.number:
        return context.plural_message("changed.title.closed", insights.closed_count)
    lines = (
        context.plural_message("changed.renamed", insights.renamed_count),
        context.plural_message("changed.closed", insights.closed_count),
    )
    return Phrase.join("\n", lines)


class NamesPage(NamedTuple):
    """What stands on a page, and where it ends."""

    items: list[PlacedBlock]
    bottom: float


def _names_pages(insights: Insights, context: LayoutContext) -> list[NamesPage]:
    """Place every lane from its name in this edition to its name today, on as many sheets as they need."""
    grid, lanes = context.grid, certifications_with_colors(insights, context)
    most = LOOSE_LANE_PITCH if len(insights.events) <= FEW_EVENTS else LANE_PITCH
    row = most if len(lanes) <= 5 else max(MIN_LANE_PITCH, most * 5 / len(lanes))
    sheets = [NamesPage(_column_headings(context), FIRST_LANE_Y)]
    for lane in lanes:
        placed, end = sheets[-1]
        today, used = _current_name(context, lane, grid.x(NOW_COLUMN), grid.span(5), row)
        tall = max(row, used)
        if end + tall > footer_y(context):
            placed, end = _column_headings(context), FIRST_LANE_Y
            sheets.append(NamesPage(placed, end))
        path = f"Table/TBody/TR:{lane.lane}"
        placed += with_role(_former_name(context, lane, end), f"{path}/TH:then")
        placed += with_role(move_blocks(today, 0, end - 11), f"{path}/TD:now") or [
            empty_block(f"{path}/TD", grid.x(NOW_COLUMN), end)
        ]
        sheets[-1] = NamesPage(placed, end + tall)
    return sheets


def _column_headings(context: LayoutContext) -> list[PlacedBlock]:
    grid = context.grid
    return [
        text_line(context, "body.strong", grid.x(0), TABLE_TOP, context.message("changed.then"), role=HEADING_ROLE),
        text_line(
            context, "body.strong", grid.x(NOW_COLUMN), TABLE_TOP, context.message("changed.now"), role=HEADING_ROLE
        ),
    ]


def _former_name(context: LayoutContext, lane: Certification, y: float) -> list[PlacedBlock]:
    """Place a lane's line below its code and, as far as a line holds it, its name in this edition."""
    grid, ink = context.grid, Ink(f"lane.{lane.lane}")
    left, right = grid.x(0), grid.x(NOW_COLUMN) - 14
    code = text_line(context, "code", left + 34, y, context.attribute_phrase(lane, "code"), ink=Ink(f"{ink.role}.text"))
    x, name = code.box.right + 8, context.attribute_phrase(lane, "name")
    block = lane_badge(context, lane.lane, left, y - 12, 24, role="TH")
    placed = [*_lane_line(context, lane, left, right, y + 12), *block]
    code_and_name = first_fit(
        (
            lambda: [code, fitted_line(context, NAME_STYLES, x, y, right - 20 - x, name, "name")],
            lambda: [replace(code, fit="continued")],  # the table of requirements has the name
        )
    )
    return [*placed, *code_and_name]


def _lane_line(context: LayoutContext, lane: Certification, left: float, right: float, y: float) -> list[PlacedBlock]:
    """Draw a lane's line: it runs on, or ends at the finish when the certification is closed."""
    ink, fate = Ink(f"lane.{lane.lane}"), lane.present_status
    start = left + 34
    if fate == "closed":
        end = right - 60
        return [
            filled_rectangle(Box(start, y - LANE_WIDTH / 2 + 3, end - start, LANE_WIDTH * 0.6), ink),
            checkered_strip(end, y - LANE_WIDTH / 2, LANE_WIDTH + 2, LANE_WIDTH / 3 + 0.5),
        ]
    tip = VectorPath.parse(f"M{right - 9},{y - 6}L{right},{y + 0.7}L{right - 9},{y + 7.4}Z")
    return [
        filled_rectangle(Box(start, y - LANE_WIDTH / 2 + 3, right - 8 - start, LANE_WIDTH * 0.6), ink),
        shape_block(Shape(tip, fill=ink)),
    ]


def _current_name(
    context: LayoutContext, lane: Certification, x: float, width: float, height: float
) -> tuple[list[PlacedBlock], float]:
    """Place what a certification is called today, or what became of it, from 0 down; return how tall that is.

    Its full name of today stands in the table of the requirements too: here as far as its row holds it.
    """
    fate, words = lane.present_status, FlowColumn(context, x, 0, width)
    note = context.message("status", lane=lane) if lane.note else None
    if fate == "renamed":
        words.add_paragraph(
            "code", context.attribute_phrase(lane, "code_now"), gap=6, ink=Ink(f"lane.{lane.lane}.text")
        )
    elif fate == "same":
        words.add_paragraph(
            "standfirst",
            context.message("now.same") if lane.name_now else context.attribute_phrase(lane, "code_now"),
            gap=6,
        )
    elif note:
        words.add_paragraph("body.strong", note, leading=11)
    more = [("body", context.attribute_phrase(lane, "name_now"))] if fate == "renamed" and lane.name_now else []
    more += [("body.grey", note)] if note and fate != "closed" else []
    for style, said in more:
        lines = len(wrap_text(str(said), context.style(style), width))
        if words.y + lines * 11 <= height + 2:
            words.add_paragraph(style, said, leading=11)
    return words.blocks, words.y


def _events_by_page(context: LayoutContext, events: tuple[Fact, ...], top: float) -> list[list[PlacedBlock]]:
    """Return the events sheet by sheet: the first begins at `top`, if it has room for some of them."""
    sheets, left, y = list[list[PlacedBlock]](), events, top
    while left:
        for count in range(len(left), 0, -1):
            placed, missing = _event_columns(context, left[:count], y, len(events) <= FEW_EVENTS)
            if missing <= 0:
                break
        else:
            if sheets and y < top:
                raise FitError("event", left[0].value, missing)
            placed, count = [], 0
        sheets.append(placed)
        left, y = left[count:], CONTINUED_TOP
    return sheets or [[]]


def _event_columns(
    context: LayoutContext, events: tuple[Fact, ...], top: float, is_large: bool
) -> tuple[list[PlacedBlock], float]:
    """Place the events in the order of time, in one or two columns; return the points that they lack as well."""
    grid, missing = context.grid, -math.inf
    head = FlowColumn(context, grid.x(0), top + 6, grid.text_width)
    head.add_rule(22, Ink("rule"), 0.8)
    head.add_paragraph("heading", context.message("changed.events"), gap=16, role="H2")
    when_at = DATE_WIDTH if len(events) > FEW_EVENTS else DATE_WIDTH * 1.3
    half = (len(events) + 1) // 2 if len(events) > FEW_EVENTS else len(events)
    placed = head.blocks
    for number, some in enumerate((events[:half], events[half:])):
        x = grid.x(6 * number)
        width = grid.span(6) if len(events) > FEW_EVENTS else grid.text_width
        line = FlowColumn(context, x + when_at, head.y, width - when_at)
        dots: list[float] = []
        for event in some:
            start, before = line.y, len(line.blocks)
            strong, plain = ("label", "standfirst") if is_large else ("body.strong", "body")
            high = context.style(strong).size * CAP_HEIGHT
            when = text_line(context, strong, x + 14, start + high, context.attribute_phrase(event, "period"))
            line.blocks.append(when)
            line.add_paragraph(
                plain, context.message("figure.Words", fact=event), gap=3 * EVENT_GAP if is_large else EVENT_GAP + 4
            )
            line.blocks[before:] = list_item(line.blocks[before:], "events", events.index(event))
            dots.append(start + high / 2)
        missing = max(missing, line.y - footer_y(context) + 10)
        if dots:
            stem = VectorPath.polyline((x + 3, dots[0]), (x + 3, dots[-1]))
            placed.append(shape_block(Shape(stem, stroke=Ink("ink"), stroke_width=1.2)))
            placed += [
                filled_rectangle(Box(x + 3 - HALF_DOT, dot - HALF_DOT, 2 * HALF_DOT, 2 * HALF_DOT), Ink("ink"))
                for dot in dots
            ]
        placed += line.blocks
    return placed, missing
