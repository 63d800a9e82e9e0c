"""Headline, rates, headings and notes that the shapes of the infographic share."""

from __future__ import annotations

from collections.abc import Iterable

from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...dataset.schema import RATE_BASES
from ...i18n.phrase import Phrase
from ...layout.blocks import collect_facts, list_item
from ...layout.context import LayoutContext
from ...layout.scene import Chart, PlacedBlock
from ...layout.shapes import arrow, display_number, display_number_width
from ...layout.text import last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..brand_logo import wordmark
from ..citations import source_citations, source_numbers
from ..shares import is_about_half_or_more, share_message
from ..wording import (
    as_of_text,
    certification_codes,
    exam_codes,
    fact_notes,
    method_terms,
    other_rates_text,
    rate_basis_text,
    unpublished_text,
)

__all__ = [
    "certified_heading",
    "exam_totals",
    "footer_notes",
    "headline",
    "headline_for_width",
    "masthead",
    "overall_rates",
    "passing_standard",
    "rates_heading",
]

MASTHEAD_GAP = 24  # from the wordmark to the name of the infographic, at least
MIN_RATE_GAP = 0.4  # of the height of the last rate, between it and the first, at least


def masthead(context: LayoutContext, y: float) -> tuple[list[PlacedBlock], float]:
    """Place the wordmark and, at the right, the name of the infographic; also return its extra height."""
    grid = context.grid
    mark = wordmark(context, grid.x(0), y, "medium", "stage", "stage.words")
    width = grid.right - mark.right - MASTHEAD_GAP
    words, ink = context.message("infographic.name"), Ink("stage.soft")
    name = paragraph(context, "axis", grid.right, y, width, words, anchor="end", ink=ink)
    return [*mark.blocks, name], last_baseline(name) - y


def headline_for_width(insights: Insights, context: LayoutContext, width: float) -> Phrase:
    """Return the finding in two lines where they fit the measure, else in more."""
    words = headline(insights, context, "post")
    fits = all(text_width(context, "cover", line) <= width for line in words.lines)
    return words if fits else headline(insights, context, "link")


def headline(insights: Insights, context: LayoutContext, form: str = "infographic") -> Phrase:
    """Return what the rate of all exams comes to, in words; short in the forms post, for a wide measure, and link."""
    if not insights.overall_rates:
        return context.plural_message("infographic.title.plain", insights.certification_count)
    first, last = insights.overall_rates[0], insights.overall_rates[-1]
    share = share_message(last.number)
    key = f"finish.{insights.rate_basis}" if form == "infographic" else f"post.finish.{insights.rate_basis}"
    is_one_of_several = len(insights.records) == 1 < len(insights.certifications)
    finish = context.message(f"{key}.one" if is_one_of_several else key, codes=exam_codes(insights, context))
    moved = "rate" if share != "half.half" else "fell" if last.number < first.number - 1 else "half"
    told = {"rate": last, "share": context.message(share), "finish": finish}
    key = f"post.title.{moved}" if form == "post" else f"infographic.title.{moved}"
    return context.message(key, **told).with_facts(last)


def exam_totals(insights: Insights, context: LayoutContext) -> Phrase:
    """Return how many sat and passed all exams, in the last year and in the first, with the sources' numbers."""
    first, last = (
        (insights.total_candidates[0], insights.total_passes[0]),
        (insights.total_candidates[-1], insights.total_passes[-1]),
    )
    passing = context.message(f"passing.{insights.rate_basis}")
    passed, then = (_format_passes(context, passes) for _, passes in (last, first))
    told = context.plural_message("infographic.sum", insights.exam_count, sat=last[0], passed=passed, passing=passing)
    if len(insights.total_candidates) > 1:
        told = context.message("infographic.sum.before", told=told, before=first[0], then=then, passing=passing)
    return Phrase.join(" ", [told, source_numbers(insights, context, (*last, *first))])


def _format_passes(context: LayoutContext, passes: Fact) -> Phrase:
    """Return passes as published or, if they are computed, as "about" so many."""
    number = context.message("figure", fact=passes)
    return context.message("alt.about", told=number) if passes.kind == "passes" else number


def overall_rates(
    insights: Insights,
    context: LayoutContext,
    left: float,
    right: float,
    y: float,
    heights: tuple[float, float],
    text_offset: float,
) -> list[PlacedBlock]:
    """Place the first and the last rate of all exams between `left` and `right`, in lane figures of heights `caps`.

    They stand on the baseline y, an arrow between them, their words `below` it. One rate alone has the second height.
    Both are lower where they would leave the arrow no room.
    """
    placed, before, ends = list[PlacedBlock](), None, (insights.overall_rates[0], insights.overall_rates[-1])
    told = list(
        {context.message("figure", fact=share).text: share for share in ends}.values()
    )  # no step from 56% to 56%
    sizes = [display_number_width(context, context.message("figure", fact=share), 1) for share in told]
    natural = sum(w * cap for w, cap in zip(sizes, heights[-len(sizes) :], strict=True)) + MIN_RATE_GAP * heights[1]
    heights = (heights[0] * min(1, (right - left) / natural), heights[1] * min(1, (right - left) / natural))
    passing = context.message(f"passing.{insights.rate_basis}")
    final = context.message("infographic.passed", rate=told[-1], passing=passing)
    least, gap = (
        display_number_width(context, context.message("figure", fact=told[-1]), heights[1]),
        context.style("body").size,
    )
    room = right - max(text_width(context, "body.semibold", final), least) - gap - left
    if len(told) > 1 and text_width(context, "body.semibold", context.message("post.year", rate=told[0])) > room:
        final = context.message("post.year", rate=told[-1])
    for number, share in enumerate(told):
        words, last = context.message("figure", fact=share), share is told[-1]
        cap = heights[1] if last else heights[0]
        x = right - display_number_width(context, words, cap) if before else left
        if before:
            start, long = before.box.right, 0.52 * heights[1]
            long = min(long, 0.62 * (x - start))
            middle = y - heights[0] / 2
            placed.append(arrow((start + x - long) / 2, middle, long, 0.08 * long, Ink("stage.words")))
        passed = final if last else context.message("infographic.passed", rate=share, passing=passing)
        before = display_number(context, x, y, words, cap, Ink("stage.words" if last else "stage.large"))
        soft = Ink("stage.words" if last else "stage.soft")
        wide = text_width(context, "body.semibold", passed)
        at = right - wide if len(told) > 1 and last and x + wide > right else x
        if len(told) > 1 and not last and wide > room:  # too long to stand beside the other: the year alone
            passed = context.message("post.year", rate=share)
        of = text_line(context, "body.semibold", at, y + text_offset, passed, ink=soft)
        placed += list_item([before, of], "shares", number)
    return placed


def rates_heading(insights: Insights, context: LayoutContext, chart: Chart) -> tuple[Phrase, Phrase]:
    """Return the title of the pass rates and the line under it."""
    codes = exam_codes(insights, context)
    title = context.plural_message(f"rates.title.{insights.trend or 'plain'}", insights.exam_count, codes=codes)
    assert insights.first_and_last_rate
    ends = {"first": insights.first_and_last_rate[0], "last": insights.first_and_last_rate[1]}
    told = {"measure": rate_basis_text(insights, context), "numbers": source_numbers(insights, context, chart.facts)}
    spanned = any(insights.spans_all_years(r) for r in insights.records)
    key = "rates.sub.one" if not insights.trend else "rates.sub" if spanned else "rates.sub.years"
    return title, context.message(key, **ends, **told)


def certified_heading(insights: Insights, context: LayoutContext) -> tuple[Phrase, Phrase]:
    """Return the title of who is certified and the line under it."""
    missing = insights.without_certified_count
    if insights.largest_certification:
        certification, share = insights.largest_certification
        part = context.message(share_message(share.number) if is_about_half_or_more(share.number) else "certified.few")
        title = "certified.title.without" if missing else "certified.title"
        heading = context.message(title, share=part, lane=certification).with_facts(share)
    else:
        heading = context.message("certified.title.plain")
    key = "certified.sub.without" if missing else "certified.sub"
    days = {f.period: context.attribute_phrase(f, "period") for f in insights.certified_counts}.values()
    told = {
        "codes": certification_codes(context, missing),
        "numbers": source_numbers(insights, context, insights.certified_counts),
    }
    return heading, context.message(key, day=context.language.format_list(days), **told)


def passing_standard(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the score that passes and its scale, or None when they are not known."""
    find = insights.dataset.newest_fact
    passing = find("passing_score")
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing and low and high):
        return None
    sources = source_numbers(insights, context, (passing, low, high))
    return context.message("infographic.score", score=passing, low=low, high=high, numbers=sources)


def footer_notes(insights: Insights, context: LayoutContext, placed: Iterable[PlacedBlock]) -> list[Phrase]:
    """Return the lines of a full sheet's foot: date and sources, method, remarks, and whose work it is."""
    apart = other_rates_text(insights, context) or Phrase("")
    rows: list[Fact | Certification] = [*collect_facts(placed), *apart.facts, *insights.certifications]
    day = as_of_text(insights, context)
    dated = context.message("sentence", words=day) if day else Phrase("")
    method = context.message(
        "sources.method.short" if insights.has_calculations else "none", **method_terms(insights, context)
    )
    told = (
        (
            dated,
            context.message(
                "infographic.sources", sources=Phrase.join("; ", source_citations(insights, context, rows))
            ),
        ),
        (apart, unpublished_text(insights, context) or Phrase(""), method),
        tuple(fact_notes(insights, context, RATE_BASES)),
        (context.message("independent"),),
    )
    lines = [Phrase.join(" ", [part for part in note if part.text]) for note in told]
    return [line for line in lines if line.text]
