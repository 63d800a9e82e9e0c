"""What changed: the former and present name of each certification, and events by date."""

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

TABLE_TOP = 166
LANE_PITCH = 56
LOOSE_LANE_PITCH = 64  # if there are few events
MIN_LANE_PITCH = 30
FEW_EVENTS = 6  # up to this many events stand in one column, in larger type
LANE_WIDTH = 9
NOW_COLUMN = 7  # grid column where the lanes end and the present names start
DATE_WIDTH = 108  # from an event's dot to its text
HALF_DOT = 3.4  # half the side of a dot
FIRST_LANE_Y = TABLE_TOP + 26  # baseline of the first lane
EVENTS_TOP = TABLE_TOP - 24  # of events without names above them
CONTINUED_TOP = TABLE_TOP - 24  # of events on a further page
NAME_STYLES = ("label", "body.strong", "axis.strong")
HEADING_ROLE = "Table/THead/TR/TH"
EVENT_GAP = 7  # points from the last line of an event to the next event


def history(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages; return () if there are no events and no certification changed."""
    events = insights.events
    if not events and not insights.renamed_count.number and not insights.closed_count.number:
        return ()
    pages = _names_pages(insights, context) if insights.has_name_history else [NamesPage([], EVENTS_TOP)]
    event_pages = _events_by_page(context, events, pages[-1].bottom)
    blocks = [page.items for page in pages]
    blocks = [*blocks[:-1], [*blocks[-1], *event_pages[0]], *event_pages[1:]]
    return inner_pages(insights, context, references, PageFrame("changed", _title(insights, context)), blocks)


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
    """The blocks of a page, and the y where they end."""

    items: list[PlacedBlock]
    bottom: float


def _names_pages(insights: Insights, context: LayoutContext) -> list[NamesPage]:
    """Place each lane with the name in the data and the present name, on as many pages as they need."""
    grid, lanes = context.grid, certifications_with_colors(insights, context)
    max_pitch = LOOSE_LANE_PITCH if len(insights.events) <= FEW_EVENTS else LANE_PITCH
    pitch = max_pitch if len(lanes) <= 5 else max(MIN_LANE_PITCH, max_pitch * 5 / len(lanes))
    pages = [NamesPage(_column_headings(context), FIRST_LANE_Y)]
    for lane in lanes:
        placed, end = pages[-1]
        current_name, name_height = _current_name(context, lane, grid.x(NOW_COLUMN), grid.span(5), pitch)
        height = max(pitch, name_height)
        if end + height > footer_y(context):
            placed, end = _column_headings(context), FIRST_LANE_Y
            pages.append(NamesPage(placed, end))
        path = f"Table/TBody/TR:{lane.lane}"
        placed += with_role(_former_name(context, lane, end), f"{path}/TH:then")
        placed += with_role(move_blocks(current_name, 0, end - 11), f"{path}/TD:now") or [
            empty_block(f"{path}/TD", grid.x(NOW_COLUMN), end)
        ]
        pages[-1] = NamesPage(placed, end + height)
    return pages


def _column_headings(context: LayoutContext) -> list[PlacedBlock]:
    grid = context.grid
    return [
        text_line(context, "body.strong", grid.x(0), TABLE_TOP, context.message("changed.then"), role=HEADING_ROLE),
        text_line(
            context, "body.strong", grid.x(NOW_COLUMN), TABLE_TOP, context.message("changed.now"), role=HEADING_ROLE
        ),
    ]


def _former_name(context: LayoutContext, lane: Certification, y: float) -> list[PlacedBlock]:
    """Place a lane with its code and, if it fits on the line, the name in the data."""
    grid, ink = context.grid, Ink(f"lane.{lane.lane}")
    left, right = grid.x(0), grid.x(NOW_COLUMN) - 14
    code = text_line(context, "code", left + 34, y, context.attribute_phrase(lane, "code"), ink=Ink(f"{ink.role}.text"))
    x, name = code.box.right + 8, context.attribute_phrase(lane, "name")
    badge = lane_badge(context, lane.lane, left, y - 12, 24, role="TH")
    placed = [*_lane_line(context, lane, left, right, y + 12), *badge]
    code_and_name = first_fit(
        (
            lambda: [code, fitted_line(context, NAME_STYLES, x, y, right - 20 - x, name, "name")],
            lambda: [replace(code, fit="continued")],  # the table of requirements has the name
        )
    )
    return [*placed, *code_and_name]


def _lane_line(context: LayoutContext, lane: Certification, left: float, right: float, y: float) -> list[PlacedBlock]:
    """Draw the line of a lane: an arrow or, if the certification is closed, a line that ends in a checkered strip."""
    ink, status = Ink(f"lane.{lane.lane}"), lane.present_status
    start = left + 34
    if status == "closed":
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
    """Place the present code and name, or the status, from y = 0 down; return the blocks and their height.

    The full name is left out if the row is too low; the table of requirements has it too.
    """
    status, column = lane.present_status, FlowColumn(context, x, 0, width)
    note = context.message("status", lane=lane) if lane.note else None
    if status == "renamed":
        column.add_paragraph(
            "code", context.attribute_phrase(lane, "code_now"), gap=6, ink=Ink(f"lane.{lane.lane}.text")
        )
    elif status == "same":
        column.add_paragraph(
            "standfirst",
            context.message("now.same") if lane.name_now else context.attribute_phrase(lane, "code_now"),
            gap=6,
        )
    elif note:
        column.add_paragraph("body.strong", note, leading=11)
    details = [("body", context.attribute_phrase(lane, "name_now"))] if status == "renamed" and lane.name_now else []
    details += [("body.grey", note)] if note and status != "closed" else []
    for style, text in details:
        lines = len(wrap_text(str(text), context.style(style), width))
        if column.y + lines * 11 <= height + 2:
            column.add_paragraph(style, text, leading=11)
    return column.blocks, column.y


def _events_by_page(context: LayoutContext, events: tuple[Fact, ...], top: float) -> list[list[PlacedBlock]]:
    """Return the events page by page. The first list may be empty: it fills what is left of a page below `top`.

    Raise FitError for an event that is too tall for a page.
    """
    pages, remaining, y = list[list[PlacedBlock]](), events, top
    while remaining:
        for count in range(len(remaining), 0, -1):
            placed, missing = _event_columns(context, remaining[:count], y, len(events) <= FEW_EVENTS)
            if missing <= 0:
                break
        else:
            if pages and y < top:
                raise FitError("event", remaining[0].value, missing)
            placed, count = [], 0
        pages.append(placed)
        remaining, y = remaining[count:], CONTINUED_TOP
    return pages or [[]]


def _event_columns(
    context: LayoutContext, events: tuple[Fact, ...], top: float, is_large: bool
) -> tuple[list[PlacedBlock], float]:
    """Place events by date, in one or two columns. Return their blocks, and by how many points they are too tall."""
    grid, missing = context.grid, -math.inf
    heading = FlowColumn(context, grid.x(0), top + 6, grid.text_width)
    heading.add_rule(22, Ink("rule"), 0.8)
    heading.add_paragraph("heading", context.message("changed.events"), gap=16, role="H2")
    date_width = DATE_WIDTH if len(events) > FEW_EVENTS else DATE_WIDTH * 1.3
    half = (len(events) + 1) // 2 if len(events) > FEW_EVENTS else len(events)
    placed = heading.blocks
    for number, events_of_column in enumerate((events[:half], events[half:])):
        x = grid.x(6 * number)
        width = grid.span(6) if len(events) > FEW_EVENTS else grid.text_width
        column = FlowColumn(context, x + date_width, heading.y, width - date_width)
        dot_ys: list[float] = []
        for event in events_of_column:
            start, first_block = column.y, len(column.blocks)
            strong, plain = ("label", "standfirst") if is_large else ("body.strong", "body")
            cap_height = context.style(strong).size * CAP_HEIGHT
            date = text_line(context, strong, x + 14, start + cap_height, context.attribute_phrase(event, "period"))
            column.blocks.append(date)
            column.add_paragraph(
                plain, context.message("figure.Words", fact=event), gap=3 * EVENT_GAP if is_large else EVENT_GAP + 4
            )
            column.blocks[first_block:] = list_item(column.blocks[first_block:], "events", events.index(event))
            dot_ys.append(start + cap_height / 2)
        missing = max(missing, column.y - footer_y(context) + 10)
        if dot_ys:
            stem = VectorPath.polyline((x + 3, dot_ys[0]), (x + 3, dot_ys[-1]))
            placed.append(shape_block(Shape(stem, stroke=Ink("ink"), stroke_width=1.2)))
            placed += [
                filled_rectangle(Box(x + 3 - HALF_DOT, dot_y - HALF_DOT, 2 * HALF_DOT, 2 * HALF_DOT), Ink("ink"))
                for dot_y in dot_ys
            ]
        placed += column.blocks
    return placed, missing
