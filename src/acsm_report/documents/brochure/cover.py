"""The cover: the lanes run in from staggered start lines; five lanes form the numeral 5."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ...dataset.insights import Insights
from ...errors import FitError
from ...geometry import Box, VectorPath
from ...i18n.phrase import Phrase
from ...layout.blocks import list_item
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.measure import wrap_phrase
from ...layout.scene import PageReferences, PlacedBlock, RecipientField, Scene, Shape
from ...layout.shapes import filled_rectangle, shape_block
from ...layout.text import last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..brand_logo import cover_logo, mark_logoless
from ..lane_colors import certifications_with_colors
from ..page_frame import about_line, page_size
from ..wording import as_of_text

__all__ = ["cover"]

LANE_PITCH = 27
LANE_WIDTH = 24.4
STAGGER = 38  # from one start line to the next
HEADER_BOTTOM = 92
START_TO_EDGE = 54  # from the first start line to the page edge
STEM_X, FIRST_TO_FOOT = 190, 226  # of the middle lane: its stem, and from its first straight down to its second
COUNTER_PADDING = 18  # between the lanes and what stands in the counter
CODE_INSET = 10  # from a start line to its code
TITLE_Y = 582  # last baseline of the title, on Letter
SUBTITLE_WIDTH = 265
TITLE_TO_EDGE = 165  # from the end of its lines, in the bowl, to the page edge
TITLE_FITS = (("cover", 2), ("title", 3), ("heading", 4))  # styles, and how many lines of each fit in the bowl
FULL_PITCH_LANES = 5  # more lanes are narrower, to fit the same total width


def cover(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the cover on the dark ground; the title stands in the bowl of the numeral."""
    size, grid = page_size(context), context.grid
    added_height = size.height - 792  # added above the title on a taller page
    words = Ink("stage.words")
    heading = context.plural_message("cover.title", insights.certification_count)
    title = first_fit(partial(_title, context, heading, *fit, TITLE_Y + added_height) for fit in TITLE_FITS)
    about = _subtitle(insights, context)
    about_words, *date = about_line(context, as_of_text(insights, context))
    lanes, lane_codes, counter = _lanes(insights, context, added_height)
    logo = cover_logo(context, counter, (1, 0.5))
    wordmark = text_line(context, "cover.wordmark", grid.x(0), 58, context.message("wordmark"), ink=words)
    items: list[PlacedBlock] = [
        *lanes,
        mark_logoless(context, wordmark, logo),
        about_words,
    ]
    rates = [rate for some in insights.by_rate_basis for rate in some.first_and_last_rate or ()]
    if rates:
        first, last = (pick(rates, key=lambda rate: rate.period) for pick in (min, max))
        are_years = first.period.isdigit() and last.period.isdigit()
        key = "cover.year" if first.period == last.period else "cover.years" if are_years else "cover.periods"
        years = replace(context.message(key, first=first, last=last), facts=())  # it states the years, not the rates
        items.append(text_line(context, "body.semibold", grid.right, 58, years, anchor="end", ink=words))
    items += date
    y = last_baseline(title) + 27
    items += [*logo, title]
    if about:
        items.append(paragraph(context, "standfirst", grid.x(0), y, SUBTITLE_WIDTH, about, ink=Ink("stage.words", 88)))
    items += lane_codes
    name_y = about_words.box.bottom
    name_box = Box(grid.x(0), name_y, grid.text_width, min(lane.box.y for lane in lanes) - name_y)
    recipient_fields = (
        (RecipientField("name", name_box),) if name_box.height >= context.style("standfirst").leading else ()
    )
    return (Scene("cover", " ".join(heading.text.split()), size, tuple(items), "stage", recipient_fields),)


def _subtitle(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return what the guide answers, only of what the data knows; None if it answers none of this."""
    kinds = {fact.kind for fact in insights.dataset.facts}
    answers = {
        "asks": any(map(insights.has_requirements, insights.certifications)),
        "hard": bool(insights.records),
        "costs": bool(kinds & {"exam_fee", "renewal_fee"}),
        "keep": bool(kinds & {"renewal_cycle", "renewal_credits"}),
    }
    parts = [context.plural_message(f"cover.{a}", insights.certification_count) for a, has in answers.items() if has]
    words = context.message("upper", words=context.language.format_list(parts))
    return context.message("sentence", words=words) if parts else None


def _title(context: LayoutContext, heading: Phrase, style: str, max_lines: int, last_y: float) -> PlacedBlock:
    """Place the title in the bowl, its last baseline at `last_y`. Raise FitError if it has too many lines."""
    x, leading = context.grid.x(0), context.style(style).leading
    width = context.page_format.width - TITLE_TO_EDGE - x
    line_count = len(wrap_phrase(heading, context.style(style), width))
    if line_count > max_lines:
        raise FitError("title", heading, (line_count - max_lines) * leading)
    y = last_y - (line_count - 1) * leading
    return paragraph(context, style, x, y, width, heading, ink=Ink("stage.words"), role="H1")


def _lanes(
    insights: Insights, context: LayoutContext, added_height: float
) -> tuple[list[PlacedBlock], list[PlacedBlock], Box]:
    """Return the lanes with run-ups and start lines, their codes, and the room in the counter of the numeral.

    Lane 1 is the inner one in the first bend.
    """
    width, lanes = context.page_format.width, certifications_with_colors(insights, context)
    middle, scale = (len(lanes) - 1) / 2, min(1, FULL_PITCH_LANES / len(lanes))
    lane_width = LANE_WIDTH * scale
    first_y = max(191.5 + added_height / 2, HEADER_BOTTOM + middle * LANE_PITCH * scale + lane_width / 2)
    code_widths = [text_width(context, "label", context.attribute_phrase(c, "code")) + 2 * CODE_INSET for c in lanes]
    # If a code is too wide, all start lines move left.
    shift = max(0, *(w - START_TO_EDGE - i * STAGGER * scale for i, w in enumerate(code_widths)))
    placed, codes = list[PlacedBlock](), list[PlacedBlock]()
    for i, certification in enumerate(lanes):
        offset, ink = (i - middle) * LANE_PITCH * scale, Ink(f"lane.{certification.lane}.stage")
        y, start = first_y - offset, width - START_TO_EDGE - shift - i * STAGGER * scale
        run_up = Box(start, y - lane_width / 2, width - start, lane_width)
        code = context.attribute_phrase(certification, "code")
        path = (_numeral_five_path if len(lanes) == 5 else _curve_path)(start, width, first_y, added_height, offset)
        placed += [
            filled_rectangle(run_up, Ink(ink.role, 30)),
            shape_block(Shape(path, stroke=ink, stroke_width=lane_width)),
            filled_rectangle(Box(start - 1.5, y - lane_width / 2, 3.5, lane_width), Ink("stage.words")),
        ]
        words = text_line(context, "label", start + CODE_INSET, y + 4.2, code, ink=Ink("stage.words"))
        codes += list_item([words], "lanes", i)
    inner = middle * LANE_PITCH * scale + lane_width / 2 + COUNTER_PADDING
    left, top, bottom = STEM_X + inner, first_y + inner, first_y + FIRST_TO_FOOT + added_height / 2 - inner
    return placed, codes, Box(left, top, context.grid.right - left, bottom - top)


def _numeral_five_path(start: float, width: float, y: float, added_height: float, offset: float) -> VectorPath:
    """Return a lane of the numeral 5: a round bend, a corner at the foot of the stem, the bowl, then to the left."""
    stem, top, bend = STEM_X - offset, y - offset, 82 + offset
    foot, bowl, turn = y + FIRST_TO_FOOT + added_height / 2 + offset, 150 - offset, width - 230
    return VectorPath.parse(
        f"M{start},{top}H{stem + bend}A{bend},{bend} 0 0 0 {stem},{top + bend}"
        f"V{foot}H{turn}A{bowl},{bowl} 0 0 1 {turn},{foot + 2 * bowl}H-20"
    )


def _curve_path(start: float, width: float, y: float, added_height: float, offset: float) -> VectorPath:
    """Return a lane for any other number of lanes: the same course, but with round bends only."""
    stem, top, bend, turn = STEM_X - offset, y - offset, 82 + offset, width - 230
    foot, second, bowl = y + FIRST_TO_FOOT + added_height / 2 + offset, 66 + offset, 150 - offset
    return VectorPath.parse(
        f"M{start},{top}H{stem + bend}A{bend},{bend} 0 0 0 {stem},{top + bend}V{foot - second}"
        f"A{second},{second} 0 0 0 {stem + second},{foot}H{turn}A{bowl},{bowl} 0 0 1 {turn},{foot + 2 * bowl}H-20"
    )
