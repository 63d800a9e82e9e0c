"""Exam statistics: pass rates, candidates and passes, and confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from ... import charts
from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...errors import FitError
from ...i18n.phrase import Phrase
from ...layout.blocks import collect_facts
from ...layout.context import LayoutContext
from ...layout.scene import Chart, PageReferences, PlacedBlock, Scene
from .. import wording
from ..citations import source_line
from ..page_frame import PageFrame, footer_y, inner_page
from ..wording import unpublished_text
from .candidates_section import candidates_section
from .rate_intervals import intervals_page, name_apart
from .rates_section import CHARTS_TOP, group_heading, other_rates_section, rates_section
from .statistics_notes import statistics_notes

__all__ = ["INTERVALS_PAGE_YEARS", "statistics"]

ChartFunction = Callable[[Insights, LayoutContext, float, float, tuple[ExamRecord, ...]], Chart]

CHART_GAP = 69
SECTION_GAP = 38  # above the rates of the other rate basis, and from their heading to their chart
INTERVALS_PAGE_YEARS = 4  # from this many years on, the intervals have a page of their own


def statistics(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages. Return () without rates, and for what the page of an exam shows: one rate, or its rates alone.

    Certifications with the other rate basis have a section of their own or, where that has no room, pages of their own;
    a note names the rate of one that has no candidates.
    """
    is_single = sum(len(record.exam_years) for record in insights.all_records) == 1
    if not insights.records or ((is_single or len(insights.certifications) == 1) and not insights.total_candidates):
        return ()
    main, *others = insights.by_rate_basis
    shared = _shared_page(main, others[0], context) if others else None
    if shared:
        return _scenes(main, context, references, 0, [shared])
    others = [some for some in others if len(some.records) > 1 or some.total_candidates]
    first_notes = [unpublished_text(main, context), None if others else wording.other_rates_text(main, context)]
    scenes = _scenes(main, context, references, 0, _pages(main, context, first_notes))
    for some in others:
        scenes += _scenes(some, context, references, len(scenes), _pages(some, context))
    return scenes


def _pages(
    insights: Insights, context: LayoutContext, first_notes: Sequence[Phrase | None] = ()
) -> list[list[PlacedBlock]]:
    """Return the blocks of the pages of one rate basis, with its notes."""
    notes = statistics_notes(insights, context, first_notes)
    limit = notes[0].box.y if notes else footer_y(context)
    height = (limit - 14 if notes else limit) - CHARTS_TOP - 14
    pages = list(_blocks_by_page(insights, context, height, limit))
    pages[-1] += notes
    return pages


def _shared_page(main: Insights, other: Insights, context: LayoutContext) -> list[PlacedBlock] | None:
    """Place the rates of both rate bases on one page; return None if they do not fit, or `other` has candidates."""
    if any(s.candidates for r in other.records for s in r.exam_years):
        return None
    notes = statistics_notes(main, context, [unpublished_text(main, context)])
    chart = name_apart(charts.pass_rates(other, context, context.grid.text_width), other)
    limit = (notes[0].box.y if notes else footer_y(context)) - chart.size.height - 2 * SECTION_GAP
    try:
        pages = list(_blocks_by_page(main, context, max(limit - CHARTS_TOP - 28, 1), limit))
    except FitError:
        return None
    bottom = max(item.box.bottom for item in pages[0])
    if len(pages) > 1 or bottom > limit:
        return None
    return [*pages[0], *other_rates_section(other, context, chart, bottom + SECTION_GAP), *notes]


def _scenes(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    start: int,
    pages: list[list[PlacedBlock]],
) -> tuple[Scene, ...]:
    """Return the pages of one rate basis, the first with the number `start`, and the page of their intervals."""
    scenes = [
        _statistics_page(insights, context, references.advanced_by(n), n, items) for n, items in enumerate(pages, start)
    ]
    if len(insights.years) >= INTERVALS_PAGE_YEARS and insights.has_intervals:
        number = start + len(scenes)
        scenes.append(
            _statistics_page(
                insights,
                context,
                references.advanced_by(number),
                number,
                intervals_page(insights, context),
                is_intervals_page=True,
            )
        )
    return tuple(scenes)


def _statistics_page(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    number: int,
    items: list[PlacedBlock],
    is_intervals_page: bool = False,
) -> Scene:
    name = f"statistics-{number + 1}" if number else "statistics"
    about, section = source_line(insights, context, collect_facts(items)), context.message("statistics.section")
    if is_intervals_page:
        small = [r.certification for r in insights.small_samples]
        heading = (
            context.message("sure.title.small", lane=small[0])
            if len(small) == 1
            else context.message("sure.title.page")
        )
    else:
        heading = _heading(insights, context) if insights.records else context.message("statistics.title.plain")
    frame = PageFrame(name, heading, section, shows_date=True)
    return inner_page(insights, context, references, frame, items, about)


def _blocks_by_page(
    insights: Insights, context: LayoutContext, height: float, lower_limit: float
) -> Iterator[list[PlacedBlock]]:
    """Yield the blocks of each page: rates and candidates on one, with lower bars if needed, else on several."""
    width, records = context.grid.text_width, insights.records
    rates = charts.pass_rates(insights, context, width)
    candidates = charts.candidates(insights, context, width) if insights.total_candidates else None
    total = rates.size.height + (candidates.size.height + CHART_GAP - 14 if candidates else 0)
    if total > height:
        share = (height - (CHART_GAP - 14) * bool(candidates)) / (total - (CHART_GAP - 14) * bool(candidates))
        rates = charts.pass_rates(insights, context, width, rates.size.height * share)
        candidates = charts.candidates(insights, context, width, candidates.size.height * share) if candidates else None
        total = rates.size.height + (candidates.size.height + CHART_GAP - 14 if candidates else 0)
    if total <= height + 0.5:
        placed, bottom = rates_section(insights, context, records, rates)
        yield [
            *placed,
            *(candidates_section(insights, context, records, candidates, bottom, lower_limit) if candidates else []),
        ]
    else:
        for part, chart in _split_records(insights, context, height, charts.pass_rates):
            yield rates_section(insights, context, part, chart)[0]
        if candidates:
            for part, chart in _split_records(insights, context, height - 52, charts.candidates):
                yield candidates_section(insights, context, part, chart, 0, lower_limit)


def _split_records(
    insights: Insights, context: LayoutContext, height: float, chart_function: ChartFunction
) -> Iterator[tuple[tuple[ExamRecord, ...], Chart]]:
    """Yield the records in as few parts as fit on pages, each with its chart. Raise FitError if a chart is too tall."""
    records, width = insights.records, context.grid.text_width
    for count in range(1, len(records) + 1):
        size = math.ceil(len(records) / count)
        parts = [records[n : n + size] for n in range(0, len(records), size)]
        part_charts = [chart_function(insights, context, width, height, part) for part in parts]
        if max(chart.size.height for chart in part_charts) <= height + 0.5:
            yield from zip(parts, part_charts, strict=True)
            return
    raise FitError("chart", context.message("statistics.section"), max(c.size.height for c in part_charts) - height)


def _heading(insights: Insights, context: LayoutContext) -> Phrase:
    if insights.other_records:  # "all exams" would be all of one rate basis
        return group_heading(insights, context)
    if not insights.trend:
        return context.message("statistics.title.plain")
    assert insights.first_and_last_rate
    first, last = insights.first_and_last_rate
    passing = context.message(f"passing.{insights.rate_basis}")
    if insights.trend.startswith("mostly-"):
        moved = insights.count_moved(insights.trend.removeprefix("mostly-"))
        title = f"statistics.title.{insights.trend}"
        told = {"moved": moved, "first": first, "last": last, "passing": passing}
        return context.plural_message(title, insights.exam_count, **told)
    if insights.trend == "mixed" and insights.highest_and_lowest:
        top, bottom = insights.highest_and_lowest
        facts = top.latest.rate, bottom.latest.rate
        lanes, what = (
            {"top": top.certification, "bottom": bottom.certification},
            wording.rate_basis_text(insights, context),
        )
        return context.message("statistics.title.extremes", last=last, measure=what, **lanes).with_facts(*facts)
    told = {"first": first, "last": last, "passing": passing, "codes": wording.exam_codes(insights, context)}
    return context.plural_message(f"statistics.title.{insights.trend}", insights.exam_count, **told)
