"""The back cover: the lanes at their finish, the score that passes, and who hands the guide out."""

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
from ..citations import source_numbers
from ..lane_colors import certifications_with_colors
from ..page_frame import footer_y, page_size, scale_letter_y
from ..personalization import sender_line, white_panel

__all__ = ["back_cover"]

LANE_PITCH, LANE_WIDTH, BEND_RADIUS = 21, 18.4, 92  # lane to lane, a lane's width, the bend's radius on the centre line
LANES_Y = 300  # where the lanes come in, on Letter
SCORE_HEIGHT, QR_SIZE = 110, 84  # the height of the score; the side of a QR code
FINISH_TO_FOOTER, RECIPIENT_PANEL_HEIGHT = 33, 172  # from the finish to the footer; the height of a recipient's room


def back_cover(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the back cover on the ground of the cover."""
    context = replace(context, edition_code=references.edition_code)
    return (_back_cover_scene(insights, context, _contact(context, footer_y(context) - FINISH_TO_FOOTER)),)


def personalized_back_cover(
    insights: Insights, context: LayoutContext, references: PageReferences
) -> tuple[Scene, ...]:
    """Compose the same with room for a recipient, where the contact stands; that is a line above it."""
    context = replace(context, edition_code=references.edition_code)
    grid, end = context.grid, footer_y(context) - FINISH_TO_FOOTER
    room = Box(grid.x(4) + 6, end - RECIPIENT_PANEL_HEIGHT, grid.right - grid.x(4) - 6, RECIPIENT_PANEL_HEIGHT)
    placed = white_panel(context, room)
    head = FlowColumn(context, room.x, 0, room.width)
    if told := sender_line(context):
        head.add_paragraph("body", told, gap=22, ink=Ink("stage.soft"))
    head.add_paragraph("heading", context.message("addressed.to"), gap=12, ink=Ink("stage.words"), role="H2")
    above = move_blocks(head.blocks, 0, room.y - head.y)
    scene = _back_cover_scene(insights, context, [])
    return (replace(scene, blocks=(*scene.blocks, *above, *placed), recipient_fields=(RecipientField("panel", room),)),)


def _back_cover_scene(insights: Insights, context: LayoutContext, sender_blocks: list[PlacedBlock]) -> Scene:
    grid, words, soft = context.grid, Ink("stage.words"), Ink("stage.soft")
    end = footer_y(context) - FINISH_TO_FOOTER
    score = _passing_score(insights, context)
    role = "P" if score else "H1"
    items = [
        *_finish_lanes(insights, context, end),
        text_line(context, "cover.wordmark", grid.x(0), 58, context.message("wordmark"), ink=words),
        text_line(context, "standfirst", grid.x(0), 76, context.message("cover.about"), ink=soft, role=role),
        text_line(
            context, "body.semibold", grid.right, 58, colophon.edition_code_text(context), anchor="end", ink=words
        ),
        *(
            text_line(context, "body", grid.right, 76, told, anchor="end", ink=soft)
            for told in (colophon.issue_date_text(context),)
            if told
        ),
        *score,
        *sender_blocks,
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


def _finish_lanes(insights: Insights, context: LayoutContext, finish_y: float) -> list[PlacedBlock]:
    """Draw the tail of the cover's track: in from the right, round the bend, over the finish."""
    grid, lanes = context.grid, certifications_with_colors(insights, context)
    pitch = LANE_PITCH * min(1, 5 / len(lanes))
    lane, middle = pitch * LANE_WIDTH / LANE_PITCH, (len(lanes) - 1) / 2
    line = scale_letter_y(context, LANES_Y) + middle * pitch
    centre = grid.x(0) + middle * pitch + lane / 2
    start = context.page_format.width + 12
    track = (
        Centerline(start, line, 180)
        .with_straight(start - centre - BEND_RADIUS)
        .with_bend(BEND_RADIUS, -90)
        .with_straight(finish_y - line - BEND_RADIUS)
    )
    placed = [
        shape_block(
            Shape(track.offset_path((i - middle) * pitch), stroke=Ink(f"lane.{c.lane}.stage"), stroke_width=lane)
        )
        for i, c in enumerate(lanes)
    ]
    squares = 4 * len(lanes)
    square = ((len(lanes) - 1) * pitch + lane) / squares
    left = centre - middle * pitch - lane / 2
    ink = Ink("stage.words")
    placed.append(filled_rectangle(Box(left, finish_y - square, squares * square, 2 * square), Ink("stage")))
    placed.append(checkered_strip(left, finish_y - square, 2 * square, square, columns=squares, ink=ink))
    return placed


def _passing_score(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place the score that passes, large, with its scale."""
    find, grid = insights.dataset.newest_fact, context.grid
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing := find("passing_score")):
        return []
    figure, words = context.message("figure", fact=passing), Ink("stage.words")
    score = display_number(context, grid.x(0), LANES_Y - 65, figure, SCORE_HEIGHT, words, role="H1:score")
    beside = FlowColumn(context, score.box.right + 22, score.box.y + 18, grid.right - score.box.right - 22)
    beside.add_paragraph("title.plain", context.message("score.passes"), gap=14, ink=words, role="H1:score")
    if low and high:
        told = source_numbers(insights, context, (passing, low, high))
        beside.add_paragraph(
            "standfirst", context.message("score.scale", low=low, high=high, numbers=told), ink=Ink("stage.soft")
        )
    return [score, *beside.blocks]


def _contact(context: LayoutContext, bottom: float) -> list[PlacedBlock]:
    """Place who hands the guide out, with a QR code to their address; without a contact, room for a stamp."""
    grid, contact = context.grid, context.brand.contact
    x, words, soft = grid.x(4) + 6, Ink("stage.words"), Ink("stage.soft")
    head = FlowColumn(context, x, bottom - 172, grid.right - x)
    head.add_paragraph("heading", context.message("back.from"), gap=12, ink=words, role="H2")
    if contact is None:
        room = Box(x, head.y, grid.right - x, bottom - head.y)
        note = text_line(context, "body.grey", x + 12, room.bottom - 12, context.message("back.stamp"))
        return [*head.blocks, *white_panel(context, room), note]
    beside = FlowColumn(context, x, head.y, grid.right - x - (QR_SIZE + 24 if contact.link else 0))
    beside.add_paragraph("lead", context.literal(contact.name, "contact"), gap=8, ink=words)
    for line in contact.lines:
        beside.add_paragraph("body", context.literal(line, "contact"), ink=words)
    placed = [*head.blocks, *beside.blocks]
    if contact.link:
        shown = context.literal(contact.link.partition("://")[2].rstrip("/"), "contact")
        leads = Link(contact.link, contact.name)
        placed.append(text_line(context, "body", x, beside.y + 9, shown, ink=soft, link=leads))
        placed += colophon.edition_qr_code(context, Box(grid.right - QR_SIZE, head.y - 6, QR_SIZE, QR_SIZE))
    return placed
