"""The cover: the lanes run in from their staggered starts and, where there are five, write a 5."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...geometry import Box, VectorPath
from ...layout.blocks import list_item
from ...layout.context import LayoutContext
from ...layout.scene import PageReferences, PlacedBlock, RecipientField, Scene, Shape
from ...layout.shapes import filled_rectangle, shape_block
from ...layout.text import last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..lane_colors import certifications_with_colors
from ..page_frame import page_size
from ..wording import as_of_text

__all__ = ["cover"]

LANE_PITCH, LANE_WIDTH, STAGGER = 27, 24.4, 38  # from lane to lane, the width of one, from start line to start line
HEADER_BOTTOM = 92  # what stands above the lanes ends here
START_TO_EDGE, CODE_INSET = 54, 10  # from the first start line to the edge of the sheet; from a start line to its code
FULL_PITCH_LANES = 5  # as many lanes have this pitch; more of them share its width


def cover(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the cover on the dark ground; the title sits in the bowl of the numeral."""
    size, grid = page_size(context), context.grid
    lower = size.height - 792  # what a taller sheet adds above the title
    words, soft = Ink("stage.words"), Ink("stage.soft")
    heading = context.message("cover.title", lanes=insights.certification_count)
    about = context.message("cover.sub.cost" if insights.dataset.newest_fact("renewal_cycle") else "cover.sub")
    title = paragraph(context, "cover", grid.x(0), 540 + lower, grid.text_width, heading, ink=words, role="H1")
    named = text_line(context, "standfirst", grid.x(0), 76, context.message("cover.about"), ink=soft)
    lanes, named_lanes = _lanes(insights, context, lower)
    items: list[PlacedBlock] = [
        *lanes,
        text_line(context, "cover.wordmark", grid.x(0), 58, context.message("wordmark"), ink=words),
        named,
    ]
    if insights.first_and_last_rate:
        first, last = insights.first_and_last_rate
        key = "cover.years" if first.period != last.period else "cover.year"
        years = context.message(key, first=first, last=last)
        items.append(text_line(context, "body.semibold", grid.right, 58, years, anchor="end", ink=words))
    right = grid.right
    if day := as_of_text(insights, context):
        wide = text_width(context, "body", day)
        free = wide <= grid.right - named.box.right - 12
        right -= 0 if free else wide + 12
        items.append(text_line(context, "body", grid.right, 76 if free else 92, day, anchor="end", ink=soft))
    y = last_baseline(title) + 27
    below = paragraph(context, "standfirst", grid.x(0), y, 300, about, ink=Ink("stage.words", 88))
    items += [title, below, *named_lanes]
    room = Box(grid.x(0), named.box.bottom, right - grid.x(0), min(lane.box.y for lane in lanes) - named.box.bottom)
    rooms = (RecipientField("name", room),) if room.height >= context.style("standfirst").leading else ()
    return (Scene("cover", " ".join(heading.text.split()), size, tuple(items), "stage", rooms),)


def _lanes(
    insights: Insights, context: LayoutContext, added_height: float
) -> tuple[list[PlacedBlock], list[PlacedBlock]]:
    """Draw the lanes with their run-ups and start lines, lane 1 inside the first bend; return them and their codes."""
    width, lanes = context.page_format.width, certifications_with_colors(insights, context)
    middle, scale = (len(lanes) - 1) / 2, min(1, FULL_PITCH_LANES / len(lanes))
    lane = LANE_WIDTH * scale
    first = max(191.5 + added_height / 2, HEADER_BOTTOM + middle * LANE_PITCH * scale + lane / 2)
    wide = [text_width(context, "label", context.attribute_phrase(c, "code")) + 2 * CODE_INSET for c in lanes]
    give = max(
        0, *(w - START_TO_EDGE - i * STAGGER * scale for i, w in enumerate(wide))
    )  # for a code that is wider than its lane
    placed, codes = list[PlacedBlock](), list[PlacedBlock]()
    for i, certification in enumerate(lanes):
        offset, ink = (i - middle) * LANE_PITCH * scale, Ink(f"lane.{certification.lane}.stage")
        y, start = first - offset, width - START_TO_EDGE - give - i * STAGGER * scale
        run_up = Box(start, y - lane / 2, width - start, lane)
        code = context.attribute_phrase(certification, "code")
        path = (_numeral_five_path if len(lanes) == 5 else _curve_path)(start, width, first, added_height, offset)
        placed += [
            filled_rectangle(run_up, Ink(ink.role, 30)),
            shape_block(Shape(path, stroke=ink, stroke_width=lane)),
            filled_rectangle(Box(start - 1.5, y - lane / 2, 3.5, lane), Ink("stage.words")),
        ]
        words = text_line(context, "label", start + CODE_INSET, y + 4.2, code, ink=Ink("stage.words"))
        codes += list_item([words], "lanes", i)
    return placed, codes


def _numeral_five_path(start: float, width: float, y: float, added_height: float, offset: float) -> VectorPath:
    """The numeral 5: a round first bend, a hard corner at the foot of the stem, a bowl, off to the left."""
    stem, top, bend = 190 - offset, y - offset, 82 + offset
    foot, bowl, turn = y + 226 + added_height / 2 + offset, 150 - offset, width - 230
    return VectorPath.parse(
        f"M{start},{top}H{stem + bend}A{bend},{bend} 0 0 0 {stem},{top + bend}"
        f"V{foot}H{turn}A{bowl},{bowl} 0 0 1 {turn},{foot + 2 * bowl}H-20"
    )


def _curve_path(start: float, width: float, y: float, added_height: float, offset: float) -> VectorPath:
    """Any other number of lanes: down, round the title's bowl and off to the left, all bends round."""
    stem, top, bend, turn = 190 - offset, y - offset, 82 + offset, width - 230
    foot, second, bowl = y + 226 + added_height / 2 + offset, 66 + offset, 150 - offset
    return VectorPath.parse(
        f"M{start},{top}H{stem + bend}A{bend},{bend} 0 0 0 {stem},{top + bend}V{foot - second}"
        f"A{second},{second} 0 0 0 {stem + second},{foot}H{turn}A{bowl},{bowl} 0 0 1 {turn},{foot + 2 * bowl}H-20"
    )
