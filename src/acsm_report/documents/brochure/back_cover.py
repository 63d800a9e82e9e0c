"""The back cover: the ends of the lanes, the passing score, and the contact or the recipient."""

from __future__ import annotations

from dataclasses import replace

from ...dataset.insights import Insights
from ...geometry import Box, Centerline
from ...layout.blocks import move_blocks
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import Link, PageReferences, PlacedBlock, RecipientField, Scene, Shape
from ...layout.shapes import checkered_strip, display_number, filled_rectangle, shape_block
from ...layout.text import paragraph, text_line
from ...theme.model import Ink
from .. import colophon
from ..brand_logo import cover_logo, mark_logoless
from ..citations import source_numbers
from ..lane_colors import certifications_with_colors
from ..page_frame import about_line, footer_y, page_size, scale_letter_y
from ..personalization import sender_line, white_panel

__all__ = ["back_cover"]

LANE_PITCH = 21  # of up to five lanes
LANE_WIDTH = 18.4  # of up to five lanes
BEND_RADIUS = 92  # of the center line
LANES_Y = 300  # where the lanes enter, on Letter
SCORE_HEIGHT = 110
QR_SIZE = 84
LOGO_GAP = 20  # between the logo and what is above and below it
FINISH_TO_FOOTER = 33  # from the finish line to the footer
RECIPIENT_PANEL_HEIGHT = 172
HEADING_GAP = 12  # above the recipient's panel


def back_cover(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the back cover with the brand's contact, on the ground of the cover."""
    context = replace(context, edition_code=references.edition_code)
    contact = _contact(context, footer_y(context) - FINISH_TO_FOOTER)
    return (_back_cover_scene(insights, context, _logo_above(insights, context, contact), contact),)


def personalized_back_cover(
    insights: Insights, context: LayoutContext, references: PageReferences
) -> tuple[Scene, ...]:
    """Compose the back cover with a panel for the recipient; above it the contact is a line, with its QR code."""
    context = replace(context, edition_code=references.edition_code)
    grid, end = context.grid, footer_y(context) - FINISH_TO_FOOTER
    panel = Box(grid.x(4) + 6, end - RECIPIENT_PANEL_HEIGHT, grid.right - grid.x(4) - 6, RECIPIENT_PANEL_HEIGHT)
    panel_blocks = white_panel(context, panel)
    code = colophon.edition_qr_code(
        context, Box(panel.right - QR_SIZE, panel.y - HEADING_GAP - QR_SIZE, QR_SIZE, QR_SIZE)
    )
    column = FlowColumn(context, panel.x, 0, panel.width - (QR_SIZE + 24 if code else 0))
    if sender := sender_line(context):
        column.add_paragraph("body", sender, gap=22, ink=Ink("stage.soft"))
    column.add_paragraph("heading", context.message("addressed.to"), gap=HEADING_GAP, ink=Ink("stage.words"), role="H2")
    above = move_blocks(column.blocks, 0, panel.y - column.y)
    scene = _back_cover_scene(insights, context, _logo_above(insights, context, above), [])
    return (
        replace(
            scene,
            blocks=(*scene.blocks, *above, *code, *panel_blocks),
            recipient_fields=(RecipientField("panel", panel),),
        ),
    )


def _back_cover_scene(
    insights: Insights, context: LayoutContext, logo: list[PlacedBlock], sender: list[PlacedBlock]
) -> Scene:
    grid, words, soft = context.grid, Ink("stage.words"), Ink("stage.soft")
    end = footer_y(context) - FINISH_TO_FOOTER
    score = _passing_score(insights, context)
    about, *date = about_line(context, colophon.issue_date_text(context), "P" if score else "H1")
    wordmark = text_line(context, "cover.wordmark", grid.x(0), 58, context.message("wordmark"), ink=words)
    items = [
        *_finish_lanes(insights, context, end),
        mark_logoless(context, wordmark, logo),
        about,
        text_line(
            context, "body.semibold", grid.right, 58, colophon.edition_code_text(context), anchor="end", ink=words
        ),
        *date,
        *score,
        *logo,
        *sender,
        paragraph(
            context,
            "body",
            grid.x(0),
            footer_y(context) + 10,
            grid.text_width,
            context.message("independent"),
            ink=soft,
        ),
    ]
    title = context.message("back.title")
    return Scene("back", title.text, page_size(context), tuple(items), ground="stage")


def _logo_above(insights: Insights, context: LayoutContext, blocks: list[PlacedBlock]) -> list[PlacedBlock]:
    """Place the logo between the lanes and the blocks of the sender; return [] if the brand has none."""
    top = _lanes_y(insights, context) + LOGO_GAP
    left, bottom = blocks[0].box.x, min(item.box.y for item in blocks) - LOGO_GAP
    return list(cover_logo(context, Box(left, top, context.grid.right - left, bottom - top), (0, 1)))


def _lanes_y(insights: Insights, context: LayoutContext) -> float:
    """Return where the lanes end that enter at the right."""
    count = len(certifications_with_colors(insights, context))
    pitch = LANE_PITCH * min(1, 5 / count)
    return scale_letter_y(context, LANES_Y) + (count - 1) * pitch + pitch * LANE_WIDTH / LANE_PITCH / 2


def _finish_lanes(insights: Insights, context: LayoutContext, finish_y: float) -> list[PlacedBlock]:
    """Draw the end of the cover's track: the lanes enter at the right, bend down and cross the finish line."""
    grid, lanes = context.grid, certifications_with_colors(insights, context)
    pitch = LANE_PITCH * min(1, 5 / len(lanes))
    lane, middle = pitch * LANE_WIDTH / LANE_PITCH, (len(lanes) - 1) / 2
    first_lane_y = scale_letter_y(context, LANES_Y) + middle * pitch
    center = grid.x(0) + middle * pitch + lane / 2
    start = context.page_format.width + 12
    track = (
        Centerline(start, first_lane_y, 180)
        .with_straight(start - center - BEND_RADIUS)
        .with_bend(BEND_RADIUS, -90)
        .with_straight(finish_y - first_lane_y - BEND_RADIUS)
    )
    placed = [
        shape_block(
            Shape(track.offset_path((i - middle) * pitch), stroke=Ink(f"lane.{c.lane}.stage"), stroke_width=lane)
        )
        for i, c in enumerate(lanes)
    ]
    squares = 4 * len(lanes)
    square = ((len(lanes) - 1) * pitch + lane) / squares
    left = center - middle * pitch - lane / 2
    ink = Ink("stage.words")
    placed.append(filled_rectangle(Box(left, finish_y - square, squares * square, 2 * square), Ink("stage")))
    placed.append(checkered_strip(left, finish_y - square, 2 * square, square, columns=squares, ink=ink))
    return placed


def _passing_score(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place the passing score as a display number, with its scale; return [] if it is not published."""
    find, grid = insights.dataset.newest_fact, context.grid
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing := find("passing_score")):
        return []
    number_text, words = context.message("figure", fact=passing), Ink("stage.words")
    score = display_number(context, grid.x(0), LANES_Y - 65, number_text, SCORE_HEIGHT, words, role="H1:score")
    column = FlowColumn(context, score.box.right + 22, score.box.y + 18, grid.right - score.box.right - 22)
    column.add_paragraph("title.plain", context.message("score.passes"), gap=14, ink=words, role="H1:score")
    if low and high:
        numbers = source_numbers(insights, context, (passing, low, high))
        column.add_paragraph(
            "standfirst", context.message("score.scale", low=low, high=high, numbers=numbers), ink=Ink("stage.soft")
        )
    return [score, *column.blocks]


def _contact(context: LayoutContext, bottom: float) -> list[PlacedBlock]:
    """Place the contact with a QR code of its link or, if the brand has no contact, a panel for a stamp."""
    grid, contact = context.grid, context.brand.contact
    x, words, soft = grid.x(4) + 6, Ink("stage.words"), Ink("stage.soft")
    heading = FlowColumn(context, x, bottom - 172, grid.right - x)
    heading.add_paragraph("heading", context.message("back.from"), gap=12, ink=words, role="H2")
    if contact is None:
        panel = Box(x, heading.y, grid.right - x, bottom - heading.y)
        note = text_line(context, "body.grey", x + 12, panel.bottom - 12, context.message("back.stamp"))
        return [*heading.blocks, *white_panel(context, panel), note]
    column = FlowColumn(context, x, heading.y, grid.right - x - (QR_SIZE + 24 if contact.link else 0))
    column.add_paragraph("lead", context.literal(contact.name, "contact"), gap=8, ink=words)
    for line in contact.lines:
        column.add_paragraph("body", context.literal(line, "contact"), ink=words)
    placed = [*heading.blocks, *column.blocks]
    if contact.link:
        address = context.literal(contact.link.partition("://")[2].rstrip("/"), "contact")
        link = Link(contact.link, contact.name)
        placed.append(text_line(context, "body", x, column.y + 9, address, ink=soft, link=link))
        placed += colophon.edition_qr_code(context, Box(grid.right - QR_SIZE, heading.y - 6, QR_SIZE, QR_SIZE))
    return placed
