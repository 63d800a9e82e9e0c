"""A page for each certification: title and opening number. `certification_sections` has the rest."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...geometry import Box, Centerline, Size
from ...i18n.phrase import Phrase
from ...layout.blocks import with_role
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.flow import FlowColumn, distribute_sections, paginate
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import display_number, display_number_width, filled_rectangle, shape_block
from ...layout.text import fitted_paragraph, last_baseline, text_line
from ...theme.model import Ink
from ..citations import source_numbers
from ..lane_colors import certifications_with_colors
from ..page_frame import CONTENT_TOP, PageFrame, footer_y, inner_pages
from ..shares import is_about_half_or_more, share_message
from ..wording import certification_name, display_number_text, passing_text, rate_basis_text
from .certification_sections import certification_sections

__all__ = ["certification_pages"]

OPENING_BASELINE = 246  # of the opening number
OPENING_HEIGHT = 82  # of the opening number
OPENING_WIDTHS = (200, 150, 100, 60)  # maximum widths of the opening number, in the order they are tried
BEND_Y = 276  # bottom of the lanes
LANES_WIDTH = 75  # of all lanes together
INNER_RADIUS = 50  # radius inside the bend
SECTIONS_TOP = 302


def certification_pages(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages: one for each certification, and more if its sections do not fit on one."""
    scenes: list[Scene] = []
    for certification in certifications_with_colors(insights, context):
        scenes += _pages_of_certification(insights, context, references.advanced_by(len(scenes)), certification)
    return tuple(scenes)


def _pages_of_certification(
    insights: Insights, context: LayoutContext, references: PageReferences, certification: Certification
) -> tuple[Scene, ...]:
    """Compose the pages of a certification, with its own rate basis."""
    insights = insights.of_certification(certification)
    record = next((r for r in insights.records if r.certification is certification), None)
    top = SECTIONS_TOP
    first_height, next_height = footer_y(context) - 14 - top, footer_y(context) - 14 - CONTENT_TOP
    sections = certification_sections(insights, context, references, certification, record, first_height)
    opening = _opening(insights, context, certification, record)
    section = context.message("lane.section", number=_lane_number(context, certification), lane=certification)
    heading = _title(insights, context, certification, record)
    first, *rest = paginate(sections, first_height, next_height)
    pages = [
        [*opening, *distribute_sections(context, first, top, first_height)],
        *(distribute_sections(context, sections_of_page, CONTENT_TOP, next_height) for sections_of_page in rest),
    ]
    name = f"lane-{certification.lane}"
    frame = PageFrame(name, heading, section, certification, shows_date=True)
    return inner_pages(insights, context, references, frame, pages)


def _lane_number(context: LayoutContext, certification: Certification) -> Phrase:
    return context.literal(str(certification.lane), "lane")


# ── The opening ───────────────────────────────────────────────────────────────────────────────────


def _opening_fact(insights: Insights, certification: Certification, record: ExamRecord | None) -> Fact | None:
    """Return the fact that the page opens with: the latest rate, else the number of questions, else the hours.

    Never use another percentage: readers could take it for a pass rate.
    """
    if record:
        return record.latest.rate
    size = (f for f in insights.dataset.newest_facts("exam_questions", certification.code) if f.dimension == "total")
    return next(size, None) or insights.fewest_hours(certification)


def _title(
    insights: Insights, context: LayoutContext, certification: Certification, record: ExamRecord | None
) -> Phrase:
    if record:
        rate = record.latest.rate
        share = context.message(share_message(rate.number))
        return context.message(
            f"lane.title.{insights.rate_basis}", share=share, lane=certification, rate=rate
        ).with_facts(rate)
    outline = insights.domain_weights(certification)
    if outline:
        top, opening_fact = max(outline, key=lambda f: f.number), _opening_fact(insights, certification, record)
        share = context.message(share_message(top.number))
        key = "lane.title.outline" if is_about_half_or_more(top.number) else "lane.title.largest"
        if key == "lane.title.outline" and opening_fact and opening_fact.kind == "exam_questions":
            return context.message("lane.title.questions", share=share, questions=opening_fact).with_facts(top)
        return context.message(key, share=share, lane=certification, fact=top).with_facts(top)
    if hours := insights.fewest_hours(certification):
        return context.message("lane.title.clinical_hours", lane=certification, fact=hours)
    serves = insights.dataset.find("population", certification.code)
    form = "serve" if serves else "plain" if insights.has_requirements(certification) else "open"
    return context.message(f"lane.title.{form}", lane=certification)


def _opening(
    insights: Insights, context: LayoutContext, certification: Certification, record: ExamRecord | None
) -> list[PlacedBlock]:
    """Place the opening number with its sentence, and the lanes with this one in color.

    The number is smaller if the text beside it does not fit otherwise.
    """
    placed = first_fit(
        partial(_opening_number, insights, context, certification, record, width) for width in OPENING_WIDTHS
    )
    return [*_lanes_bend(insights, context, certification), *placed]


def _opening_number(
    insights: Insights, context: LayoutContext, certification: Certification, record: ExamRecord | None, widest: float
) -> list[PlacedBlock]:
    """Place the opening number, at most `widest` points wide, with the name and the sentence beside it."""
    grid, ink = context.grid, Ink(f"lane.{certification.lane}")
    placed, fact = list[PlacedBlock](), _opening_fact(insights, certification, record)
    column = FlowColumn(
        context, grid.x(0), OPENING_BASELINE - OPENING_HEIGHT, grid.right - LANES_WIDTH - 128 - grid.x(0)
    )
    if fact:
        words = display_number_text(context, fact)
        height = OPENING_HEIGHT * min(1, widest / display_number_width(context, words, OPENING_HEIGHT))
        number = display_number(context, grid.x(0), OPENING_BASELINE, words, height, ink)
        placed.append(replace(number, fit="" if widest == OPENING_WIDTHS[0] else "smaller"))
        x = number.box.right + 16
        column = FlowColumn(context, x, OPENING_BASELINE - OPENING_HEIGHT, grid.right - LANES_WIDTH - 128 - x)
    name_styles = ("lead", "label.small", "axis.strong") if fact else ("heading", "lead", "label.small", "axis.strong")
    name = fitted_paragraph(
        context,
        name_styles,
        column.x,
        column.y + 9,
        Size(column.width, 42),
        certification_name(context, certification),
        "name",
    )
    column.y = last_baseline(name) + 10
    if fact:
        words = _opening_sentence(insights, context, certification, record, fact)
        size, y = Size(column.width, BEND_Y - 8 - column.y), column.y + 8
        styles = ("standfirst", "body", "axis.ink")
        placed.append(fitted_paragraph(context, styles, column.x, y, size, words, "sentence"))
    return [name, *with_role(placed, "P:hero")]


def _opening_sentence(
    insights: Insights,
    context: LayoutContext,
    certification: Certification,
    record: ExamRecord | None,
    opening_fact: Fact,
) -> Phrase:
    """Return the sentence that explains the opening number."""
    outline = insights.domain_weights(certification)
    values = {
        "passing": passing_text(insights, context),
        "numbers": source_numbers(insights, context, [opening_fact, *outline]),
    }
    if record is None:
        sentences = [_sentence_without_rates(insights, context, opening_fact, outline, values)]
        if certification in insights.unpublished:
            missing = {
                "codes": context.attribute_phrase(certification, "code"),
                "measure": rate_basis_text(insights, context),
            }
            sentences.append(context.message("statistics.unpublished", **missing))
        return Phrase.join(" ", sentences)
    values["numbers"] = source_numbers(insights, context, [opening_fact])
    latest = record.latest
    if latest.passes and not latest.candidates:
        return context.message("lane.hero.people", rate=latest.rate, passed=latest.passes, **values)
    if not (latest.candidates and latest.passes):
        return context.message("lane.hero.rate", rate=latest.rate, **values)
    key = "lane.hero.sat" if latest.passes.formula else "lane.hero.passed"
    people = context.message(key, rate=latest.rate, sat=latest.candidates, passed=latest.passes, **values)
    if not (latest.is_small_sample and latest.interval):
        return people
    low, high = latest.interval
    return Phrase.join(" ", [people, context.message("lane.hero.small", low=low, high=high)])


def _sentence_without_rates(
    insights: Insights, context: LayoutContext, opening_fact: Fact, outline: tuple[Fact, ...], values: dict[str, Phrase]
) -> Phrase:
    """Return the sentence that explains the opening number of an exam without pass rates."""
    if opening_fact.kind == "clinical_hours" and opening_fact.dimension in insights.levels:
        return context.term_message("lane.hero.degree", insights.term_of(opening_fact), **values)
    if opening_fact.kind == "exam_questions" and outline:
        top = max(outline, key=lambda f: f.number)
        return context.message(
            "lane.hero.outline", weight=top, domain=context.attribute_phrase(top, "dimension"), **values
        )
    return context.message(f"lane.hero.{opening_fact.kind}", **values)


def _lanes_bend(insights: Insights, context: LayoutContext, certification: Certification) -> list[PlacedBlock]:
    """Draw the lanes in the top right corner, this one in color, with its number at the start line."""
    lanes, width = certifications_with_colors(insights, context), context.page_format.width
    pitch = LANES_WIDTH / max(len(lanes), 2)
    lane_width, right = pitch * 0.76, context.grid.right
    left = right - LANES_WIDTH - 82
    placed = []
    for i, other in enumerate(lanes):
        radius = INNER_RADIUS + pitch * (i + 0.5)
        x = left + LANES_WIDTH - pitch * (i + 0.5)
        ink = Ink(f"lane.{other.lane}") if other is certification else Ink("idle")
        track = Centerline(x, BEND_Y, -90).with_straight(2).with_bend(radius, 90).with_straight(width - x - radius + 10)
        placed.append(
            (other is certification, shape_block(Shape(track.offset_path(), stroke=ink, stroke_width=lane_width)))
        )
    lane_shapes = [p for _, p in sorted(placed, key=lambda pair: pair[0])]
    end = left + LANES_WIDTH
    number = display_number(
        context, end + 10, BEND_Y, _lane_number(context, certification), 30, Ink(f"lane.{certification.lane}.text"),
        role="Artifact",
    )  # fmt: skip
    position = context.message(
        "lane.of", number=_lane_number(context, certification), lanes=insights.certification_count
    )
    return [
        *lane_shapes,
        filled_rectangle(Box(left - 1, BEND_Y, LANES_WIDTH + 2, 3), Ink("ink")),
        number,
        text_line(context, "wordmark", number.box.right + 8, BEND_Y - 13, position),
        text_line(
            context,
            "body",
            number.box.right + 8,
            BEND_Y,
            context.term_message("track", insights.track_of(certification)),
        ),
    ]
