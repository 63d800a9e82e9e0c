"""The portrait: a tall page for screens, as high as its content, also with room for a recipient."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from ... import charts
from ...dataset.insights import Insights
from ...errors import UsageError
from ...geometry import Box, Size
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import PageReferences, PlacedBlock, RecipientField, Scene
from ...layout.shapes import filled_rectangle
from ...layout.text import last_baseline, paragraph
from ...theme.model import Ink
from .. import colophon
from ..personalization import sender_line, white_panel
from ..rate_changes import rate_changes
from .certified_shares import CERTIFIED_SHARES_ROLE, min_certified_shares_height
from .certified_shares import certified_shares as lanes_seen_from_above
from .eligibility_lanes import TITLE_STYLES, EligibilityLanes, half_bundle_width, lane_metrics
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
from .text_fitting import balanced_width, fitting_paragraph

__all__ = ["addressed_infographic", "portrait"]

MIN_HEADER_GAP, SECTION_GAP = (
    196,
    62,
)  # from the header's last words to its end, at least; from the ladder's to the next section
RECIPIENT_PANEL_EMS = 18  # the height of a recipient's room, in ems
QR_SIZE = 190  # the side of a QR code
MIN_LANE_CLEARANCE = 32  # from the header's last words to the lanes, at least


@dataclass
class PortraitLayout:
    """The page in the making: what is placed, and how far down it has come."""

    insights: Insights
    context: LayoutContext
    y: float = 0
    blocks: list[PlacedBlock] = field(default_factory=list)

    def add(self, *placed: PlacedBlock) -> None:
        self.blocks += placed


def portrait(insights: Insights, context: LayoutContext) -> Scene:
    """Compose the portrait from the top down: finding, ladder, pass rates, certified, sources."""
    page = PortraitLayout(insights, context)
    _add_header(page)
    _add_eligibility_lanes(page)
    if insights.records:
        _add_pass_rates(page)
    if insights.certified_counts:
        _add_certified_shares(page)
    _add_footer(page)
    size = Size(context.page_format.width, page.y)
    return Scene("infographic", context.message("infographic.name").text, size, tuple(page.blocks))


def addressed_infographic(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the portrait with room for a recipient at its foot. Raise UsageError for another shape."""
    if context.page_format.type_scale != "poster":
        raise UsageError(f"a {context.page_format.name} has no room for a recipient", "leave out --format")
    scene, grid = portrait(insights, replace(context, edition_code=references.edition_code)), context.grid
    words = context.style("body")
    head = FlowColumn(context, grid.x(0), scene.size.height + words.leading, grid.text_width)
    if told := sender_line(context):
        head.add_paragraph("source", told, gap=1.5 * words.leading, ink=Ink("stage.soft"))
    head.add_paragraph("heading", context.message("addressed.to"), gap=words.leading, ink=Ink("stage.words"), role="H2")
    room = Box(grid.x(0), head.y, grid.text_width, RECIPIENT_PANEL_EMS * words.size)
    size = Size(scene.size.width, room.bottom + grid.x(0))
    ground = filled_rectangle(Box(0, scene.size.height, size.width, size.height - scene.size.height), Ink("stage"))
    items = (*scene.blocks, ground, *head.blocks, *white_panel(context, room))
    return (replace(scene, size=size, blocks=items, recipient_fields=(RecipientField("panel", room),)),)


def _add_header(page: PortraitLayout) -> None:
    """Place the finding on the dark ground: the pass rate of all exams, first year and last."""
    insights, context, grid = page.insights, page.context, page.context.grid
    white = Ink("stage.words")
    head, added_height = masthead(context, 88)
    y, words = 208 + added_height, headline(insights, context)
    title = paragraph(context, "cover", grid.x(0), y, grid.text_width, words, ink=white, role="H1")
    placed, y = [title], last_baseline(title)
    if insights.overall_rates:
        told, ink = exam_totals(insights, context), Ink("stage.words", 88, "stage")
        placed.append(paragraph(context, "standfirst", grid.x(0), y + 56, grid.text_width, told, ink=ink))
        y = last_baseline(placed[-1]) + 230
        placed += overall_rates(insights, context, grid.x(0), grid.right, y, (170, 170), 44)
        y += 44
    m = lane_metrics(insights, context)
    page.y = y + max(
        MIN_HEADER_GAP, MIN_LANE_CLEARANCE + half_bundle_width(m, len(insights.certifications)) + m["start"]
    )
    page.add(
        filled_rectangle(Box(0, 0, context.page_format.width, page.y), Ink("stage")),
        *head,
        *placed,
    )


def _add_eligibility_lanes(page: PortraitLayout) -> None:
    """Let the lanes run in from the right on the dark ground and stop at their start lines."""
    context = page.context
    placed, last = EligibilityLanes(
        page.insights, context, page.y, context.grid.right, context.page_format.width
    ).lay_out()
    page.add(*placed)
    page.y = last + SECTION_GAP


def _add_section_heading(page: PortraitLayout, title: Phrase, sub: Phrase, role: str) -> None:
    """Open a section with a heavy rule, its title and its subtitle."""
    context, grid = page.context, page.context.grid
    measure = balanced_width(context, TITLE_STYLES[0], grid.text_width, title)
    heading = fitting_paragraph(context, TITLE_STYLES, grid.x(0), page.y + 64, measure, title, role="H2")
    measure = balanced_width(context, "body.grey", grid.text_width, sub)
    below = fitting_paragraph(
        context, ("body.grey", "axis"), grid.x(0), last_baseline(heading) + 46, measure, sub, role=role
    )
    page.add(filled_rectangle(Box(grid.x(0), page.y - 12, grid.text_width, 4), Ink("ink")), heading, below)
    page.y = last_baseline(below)


def _add_pass_rates(page: PortraitLayout) -> None:
    insights, context, grid = page.insights, page.context, page.context.grid
    chart = charts.pass_rates(insights, context, grid.text_width)
    _add_section_heading(page, *rates_heading(insights, context, chart), caption_role(chart))
    top = page.y + 24
    page.add(place_chart(grid.x(0), top, chart), *rate_changes(insights, context, chart, top, 52))
    page.y = top + chart.size.height + 50


def _add_certified_shares(page: PortraitLayout) -> None:
    """Let the lanes run down to the finish line, as wide as their shares, across the whole sheet."""
    insights, context, grid = page.insights, page.context, page.context.grid
    _add_section_heading(page, *certified_heading(insights, context), f"{CERTIFIED_SHARES_ROLE}/Caption")
    area = Box(0, page.y + 34, context.page_format.width, context.metrics("field")["height"])
    area = replace(
        area, height=max(area.height, min_certified_shares_height(insights, context, area, grid.x(0), grid.right))
    )
    page.add(*lanes_seen_from_above(insights, context, area, grid.x(0), grid.right))
    page.y = area.bottom


def _add_footer(page: PortraitLayout) -> None:
    """Place the passing standard, the sources, the method and whose work this is, on the dark ground."""
    insights, context, grid = page.insights, page.context, page.context.grid
    y, placed = page.y + 60, list[PlacedBlock]()
    if score := passing_standard(insights, context):
        placed.append(paragraph(context, "label", grid.x(0), y, grid.text_width, score, ink=Ink("stage.words")))
        y = last_baseline(placed[-1]) + 48
    words = Phrase.join("\n", footer_notes(insights, context, [*page.blocks, *placed]))
    code = colophon.edition_qr_code(
        context, Box(grid.right - QR_SIZE, y - context.style("source").size, QR_SIZE, QR_SIZE)
    )
    measure = grid.text_width - (QR_SIZE + 2 * context.style("source").size if code else 0)
    body = paragraph(context, "source", grid.x(0), y, measure, words, ink=Ink("stage.soft"))
    y, ink = last_baseline(body) + 1.6 * context.style("source").leading, Ink("stage.words")
    named = paragraph(context, "axis.strong", grid.x(0), y, measure, colophon.edition_line(context), ink=ink)
    bottom = math.ceil(max(last_baseline(named), *(item.box.bottom for item in code), 0) + 60)  # in whole pixels
    ground = filled_rectangle(Box(0, page.y, context.page_format.width, bottom - page.y), Ink("stage"))
    page.add(ground, *placed, body, named, *code)
    page.y = bottom
