"""The infographic for feeds: square, social, story and link. Each tells less, larger, and leaves nothing to zoom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...dataset.insights import Insights
from ...dataset.model import Fact
from ...geometry import Box, Size
from ...i18n.phrase import Phrase
from ...layout.blocks import collect_facts
from ...layout.context import LayoutContext
from ...layout.scene import PlacedBlock, Scene
from ...layout.text import last_baseline, paragraph
from ...theme.model import Ink
from .. import colophon
from ..brand_logo import wordmark
from ..wording import (
    as_of_text,
    certification_codes,
    education_counts,
    exam_codes,
    method_terms,
    other_rates_text,
    rate_basis_text,
)
from .headline import headline, headline_for_width, overall_rates
from .rate_lanes import LaneArea, rate_lanes, start_lanes
from .text_fitting import balanced_width

__all__ = ["link_preview", "social_post", "square_post", "story_post"]

AXIS_GAP, FOOTER_GAP = (
    76,
    50,
)  # from the words above the lanes to the lanes, which their marks need; from the lanes to the foot
MIN_RATE_HEIGHT = 60  # cap height of the large rates of a link
TEXT_INK, SOFT_INK = Ink("stage.words"), Ink("stage.soft")


@dataclass(frozen=True)
class Footer:
    """The closing lines of a picture, from the top: style, words and ink of each."""

    lines: tuple[tuple[str, Phrase, Ink], ...]

    def place_above(self, context: LayoutContext, bottom: float) -> list[PlacedBlock]:
        """Return them with their last baseline at `bottom`."""
        tried = self._place_from(context, 0)
        return self._place_from(context, bottom - last_baseline(tried[-1]))

    def _place_from(self, context: LayoutContext, y: float) -> list[PlacedBlock]:
        grid, placed = context.grid, list[PlacedBlock]()
        for style, words, ink in self.lines:
            measure = balanced_width(context, style, grid.text_width, words)
            placed.append(paragraph(context, style, grid.x(0), y, measure, words, ink=ink))
            y = last_baseline(placed[-1]) + 1.04 * context.style(style).leading
        return placed


def social_post(insights: Insights, context: LayoutContext) -> Scene:
    """Compose 1080 × 1350: the finding, the lanes, all exams together, where it comes from."""
    lines = (*_overall_line(insights, context), *_method_line(insights, context))
    return _compose_post(insights, context, bottom_margin=62, wordmark_y=94, lines=lines)


def square_post(insights: Insights, context: LayoutContext) -> Scene:
    """Compose 1080 × 1080: the finding, the lanes, where it comes from."""
    return _compose_post(insights, context, bottom_margin=58, wordmark_y=84)


def story_post(insights: Insights, context: LayoutContext) -> Scene:
    """Compose 1080 × 1920: nothing in the 250 px at top and foot, where a platform has its own; the rates huge."""
    return _compose_post(
        insights,
        context,
        bottom_margin=262,
        wordmark_y=290,
        lines=_requirements_line(insights, context),
        rate_heights=(130, 236),
    )


def _compose_post(
    insights: Insights,
    context: LayoutContext,
    bottom_margin: float,
    wordmark_y: float,
    lines: tuple[tuple[str, Phrase, Ink], ...] = (),
    rate_heights: tuple[float, float] | None = None,
) -> Scene:
    """Compose a picture from both ends: its lanes fill what the words leave; `bottom` points below them stay free."""
    grid, size = context.grid, context.page_format.size
    mark = wordmark(context, grid.x(0), wordmark_y, "medium", "stage", "stage.words").blocks
    first = wordmark_y + 0.36 * context.style("cover").size + 0.8 * context.style("cover").leading
    words = headline_for_width(insights, context, grid.text_width)
    title = paragraph(context, "cover", grid.x(0), first, grid.text_width, words, ink=TEXT_INK, role="H1")
    head, y = [*mark, title], last_baseline(title)
    if rate_heights and insights.overall_rates:
        y += 74 + rate_heights[1]
        head += overall_rates(insights, context, grid.x(0), grid.right, y, rate_heights, 46)
        y += 46 + 40
    sub = paragraph(context, "body", grid.x(0), y + 56, grid.text_width, _subtitle(insights, context), ink=SOFT_INK)
    foot = _build_footer(insights, context, [*head], lines).place_above(context, size.height - bottom_margin)
    course_top = last_baseline(sub) + (AXIS_GAP if insights.records else 34)
    end = min(item.box.y for item in foot) - FOOTER_GAP + 8
    box = Box(0, course_top, grid.right - 16, end - course_top)
    return _build_scene(
        context, size, [*head, sub, *_place_lanes(insights, context, LaneArea(context, box, grid.x(0))), *foot]
    )


def link_preview(insights: Insights, context: LayoutContext) -> Scene:
    """Compose 1200 × 630: the finding and the two rates at the left, the lanes at the right."""
    grid, size = context.grid, context.page_format.size
    left, right = grid.x(0), grid.x(5.5)
    mark = wordmark(context, left, 84, "medium", "stage", "stage.words", width=right - left - 48).blocks
    is_wrapped = len(mark) == 1 and mark[0].box.height > context.style("wordmark").leading
    top = 164 + (context.style("wordmark").leading if is_wrapped else 0)
    words = headline(insights, context, "link")
    title = paragraph(context, "cover", left, top, right - left - 48, words, ink=TEXT_INK, role="H1")
    asked = () if insights.overall_rates else _requirements_line(insights, context)
    below = [paragraph(context, "heading", left, 0, right - left - 56, words, ink=SOFT_INK) for _, words, _ in asked]
    foot = _build_footer(insights, context, [title, *below], ()).place_above(context, size.height - 46)
    end = min(item.box.y for item in foot) - 40
    cap = min(end - 44 - last_baseline(title) - 40, 106)
    if insights.overall_rates and cap > MIN_RATE_HEIGHT:
        below = overall_rates(insights, context, left, right - 56, end - 40, (0.54 * cap, cap), 38)
    elif below:
        y, words = end - last_baseline(below[0]), asked[0][1]
        below = [paragraph(context, "heading", left, y, right - left - 56, words, ink=SOFT_INK)]
    measured, said = grid.right - right, _subtitle(insights, context)
    sub = paragraph(context, "body", right, 84, balanced_width(context, "body", measured, said), said, ink=SOFT_INK)
    top = last_baseline(sub) + (AXIS_GAP - 12 if insights.records else 30)
    box = Box(right, top, grid.right - 16 - right, end - top)
    course = LaneArea(context, box, right + 14, omit_first_year=True)
    return _build_scene(context, size, [*mark, title, *below, sub, *_place_lanes(insights, context, course), *foot])


def _build_scene(context: LayoutContext, size: Size, items: Iterable[PlacedBlock]) -> Scene:
    return Scene("infographic", context.message("infographic.name").text, size, tuple(items), ground="stage")


def _place_lanes(insights: Insights, context: LayoutContext, area: LaneArea) -> list[PlacedBlock]:
    return rate_lanes(insights, context, area) if insights.records else start_lanes(insights, context, area)


def _subtitle(insights: Insights, context: LayoutContext) -> Phrase:
    """Return what the lanes show."""
    if not insights.first_and_last_rate:
        return context.message("post.sub.steps")
    spanned = any(insights.spans_all_years(r) for r in insights.records)
    key = "post.sub.one" if not insights.trend else "post.sub" if spanned else "post.sub.years"
    return context.message(
        key,
        measure=rate_basis_text(insights, context),
        first=insights.first_and_last_rate[0],
        last=insights.first_and_last_rate[1],
    )


def _overall_line(insights: Insights, context: LayoutContext) -> tuple[tuple[str, Phrase, Ink], ...]:
    """Return the line about all exams together, first year and last."""
    if not insights.overall_rates:
        return ()
    codes = exam_codes(insights, context)
    told = {"rate": insights.overall_rates[-1], "sat": insights.total_candidates[-1], "codes": codes}
    words = context.plural_message("post.all", insights.exam_count, **told)
    if len(insights.overall_rates) > 1:
        before = {"first": insights.overall_rates[0], "before": insights.total_candidates[0]}
        words = context.plural_message("post.all.before", insights.exam_count, **told, **before)
    return (("label", words, TEXT_INK),)


def _method_line(insights: Insights, context: LayoutContext) -> tuple[tuple[str, Phrase, Ink], ...]:
    if not insights.has_calculations:
        return ()
    return (("source", context.message("post.method", **method_terms(insights, context)), SOFT_INK),)


def _requirements_line(insights: Insights, context: LayoutContext) -> tuple[tuple[str, Phrase, Ink], ...]:
    """Return the line about what the lanes ask, where both kinds are known."""
    lines = education_counts(insights, context)
    return (("label", Phrase.join(" ", lines), TEXT_INK),) if lines else ()


def _build_footer(
    insights: Insights, context: LayoutContext, placed: list[PlacedBlock], lines: tuple[tuple[str, Phrase, Ink], ...]
) -> Footer:
    """Return the closing lines: those given, then date, source, what is not published, and whose work it is."""
    facts: list[Fact] = [*collect_facts(placed), *(f for _, words, _ in lines for f in words.facts)]
    facts += [sitting.rate for record in insights.records for sitting in (record.exam_years[0], record.latest)]
    facts += [record.latest.rate for record in insights.other_records]
    if not insights.records:
        facts += [f for c in insights.certifications if (f := insights.lowest_education(c))]
    parts = [_format_publishers(insights, context, facts)]
    if day := as_of_text(insights, context):
        parts.insert(0, context.message("sentence", words=day))
    if apart := other_rates_text(insights, context):
        parts.append(apart)
    missing = (*insights.unpublished, *insights.without_rate)
    if insights.records and missing:
        parts.append(
            context.message(
                "post.unpublished",
                codes=certification_codes(context, missing),
                measure=rate_basis_text(insights, context),
            )
        )
    parts += [context.message("independent.short"), context.message("sentence", words=colophon.edition_line(context))]
    return Footer((*lines, ("source", Phrase.join(" ", [p for p in parts if p.text]), SOFT_INK)))


def _format_publishers(insights: Insights, context: LayoutContext, facts: Iterable[Fact]) -> Phrase:
    """Return who published these facts, in a sentence; of the certifications where there are none."""
    keys = {key for fact in facts for key in fact.sources} or {c.source for c in insights.certifications}
    sources = [insights.dataset.sources[key] for key in insights.source_numbers if key in keys]
    names = {source.publisher: context.attribute_phrase(source, "publisher") for source in sources}
    key = "post.source.one" if len(names) == 1 else "post.source.other"
    return context.message(key, names=context.language.format_list(names.values()))
