"""Exam statistics: the pass rates on their track, and how many stood at the start and passed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from ... import charts
from ...dataset.exam_statistics import CONFIDENCE_LEVEL, SMALL_SAMPLE, ExamRecord
from ...dataset.insights import Insights
from ...errors import FitError
from ...geometry import Box
from ...i18n.phrase import Phrase, PhraseOrText
from ...layout.blocks import caption_role, collect_facts, figure_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.measure import wrap_text
from ...layout.scene import Chart, PageReferences, PlacedBlock, Scene
from ...layout.shapes import arrow, display_number, filled_rectangle, horizontal_rule
from ...layout.text import fitted_line, last_baseline, paragraph, text_line
from ...theme.model import Ink
from .. import wording
from ..citations import source_line, source_numbers
from ..page_frame import PageFrame, footer_y, inner_page, scale_letter_y, standfirst
from ..rate_changes import rate_changes
from ..wording import certification_codes, unpublished_text

__all__ = ["rate_intervals", "statistics"]

ChartFunction = Callable[[Insights, LayoutContext, float, float, tuple[ExamRecord, ...]], Chart]

HEADING_STYLES = ("lead", "label.small", "axis.strong")  # styles of a panel's heading
CHARTS_TOP, CHART_GAP = 168, 69  # where the charts begin; what stands between them
INTERVAL_HEIGHT, INTERVALS_PER_ROW = 34, 5  # how tall the figures of an interval are; so many in a row
CANDIDATES_TOP, INTERVALS_PAGE_YEARS, MAX_CHART_HEIGHT = (
    168,
    4,
    330,
)  # where people begin on a sheet of their own; years that want one; its chart


def statistics(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page, with further sheets for what it has no room for; without any exam statistics it says so."""
    if not insights.records:
        none, x = context.message("statistics.none"), context.grid.x(0)
        items = _stack_paragraphs(context, "standfirst", x, 152, context.grid.text_width, [none])
        return (_statistics_page(insights, context, references, 0, items),)
    notes = _notes(insights, context)
    room = (notes[0].box.y - 14 if notes else footer_y(context)) - CHARTS_TOP - 14
    filled = list(_blocks_by_page(insights, context, room, notes[0].box.y if notes else footer_y(context)))
    filled[-1] += notes
    scenes = [
        _statistics_page(insights, context, references.advanced_by(n), n, items) for n, items in enumerate(filled)
    ]
    if len(insights.years) >= INTERVALS_PAGE_YEARS:
        at = len(scenes)
        scenes.append(
            _statistics_page(
                insights,
                context,
                references.advanced_by(at),
                at,
                _intervals_page(insights, context),
                is_intervals_page=True,
            )
        )
    return tuple(scenes)


def _intervals_page(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place the intervals of the rates over the years, and below them, large, those of the last one."""
    known, grid = [r for r in insights.records if r.latest.interval], context.grid
    across = min(max(len(known), 3), INTERVALS_PER_ROW)
    pitch = (grid.text_width + grid.gutter) / across
    for share in (1, 0.85, 0.7, 0.55):  # a lower chart leaves more room for the figures below it
        items = rate_intervals(insights, context, CHARTS_TOP - 24, scale_letter_y(context, MAX_CHART_HEIGHT) * share)
        items[-1] = replace(items[-1], fit="" if share == 1 else "lowered")
        if not known:
            return items
        head = FlowColumn(context, grid.x(0), max(item.box.bottom for item in items) + 26, grid.text_width, items)
        head.add_rule(20, stroke_width=0.8)
        head.add_paragraph("heading", context.message("sure.last", last=known[-1].latest.rate), gap=18, role="H2")
        for start in range(0, len(known), across):
            ends = [
                _latest_interval(
                    context, record, FlowColumn(context, grid.x(0) + pitch * n, head.y, pitch - grid.gutter)
                )
                for n, record in enumerate(known[start : start + across])
            ]
            head.blocks += [item for n, one in enumerate(ends, start) for item in list_item(one.blocks, "sure", n)]
            head.y = max(one.y for one in ends) + 8
        if head.y <= footer_y(context):
            break
    return items


def _latest_interval(context: LayoutContext, record: ExamRecord, column: FlowColumn) -> FlowColumn:
    """Place the interval of an exam's latest rate in lane figures, with how many sat it."""
    assert record.latest.interval and record.latest.candidates
    low, high = record.latest.interval
    lane = record.certification
    column.add_paragraph("code", context.attribute_phrase(lane, "code"), gap=10, ink=Ink(f"lane.{lane.lane}.text"))
    column.add_display_number(
        context.message("sure.range", low=low, high=high), INTERVAL_HEIGHT, Ink(f"lane.{lane.lane}.text"), 10
    )
    column.add_paragraph(
        "body.grey", context.message("sure.of", rate=record.latest.rate, candidates=record.latest.candidates)
    )
    return column


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
    """Yield what stands on each sheet: rates and people on one, bars lowered; else as many sheets as they need."""
    width, every = context.grid.text_width, insights.records
    rates = charts.pass_rates(insights, context, width)
    people = charts.candidates(insights, context, width) if insights.total_candidates else None
    tall = rates.size.height + (people.size.height + CHART_GAP - 14 if people else 0)
    if tall > height:
        share = (height - (CHART_GAP - 14) * bool(people)) / (tall - (CHART_GAP - 14) * bool(people))
        rates = charts.pass_rates(insights, context, width, rates.size.height * share)
        people = charts.candidates(insights, context, width, people.size.height * share) if people else None
        tall = rates.size.height + (people.size.height + CHART_GAP - 14 if people else 0)
    if tall <= height + 0.5:
        placed, bottom = _rates_section(insights, context, every, rates)
        yield [*placed, *(_candidates_section(insights, context, every, people, bottom, lower_limit) if people else [])]
    else:
        for some, chart in _split_records(insights, context, height, charts.pass_rates):
            yield _rates_section(insights, context, some, chart)[0]
        if people:
            for some, chart in _split_records(insights, context, height - 52, charts.candidates):
                yield _candidates_section(insights, context, some, chart, 0, lower_limit)


def _split_records(
    insights: Insights, context: LayoutContext, height: float, chart_function: ChartFunction
) -> Iterator[tuple[tuple[ExamRecord, ...], Chart]]:
    """Yield the records in as few parts as sheets can hold, each with its chart. Raise FitError for one too tall."""
    every, width = insights.records, context.grid.text_width
    for count in range(1, len(every) + 1):
        size = math.ceil(len(every) / count)
        parts = [every[n : n + size] for n in range(0, len(every), size)]
        drawn = [chart_function(insights, context, width, height, part) for part in parts]
        if max(chart.size.height for chart in drawn) <= height + 0.5:
            yield from zip(parts, drawn, strict=True)
            return
    raise FitError("chart", context.message("statistics.section"), max(c.size.height for c in drawn) - height)


def rate_intervals(
    insights: Insights, context: LayoutContext, top: float, height: float, heading: Phrase | None = None
) -> list[PlacedBlock]:
    """Place the rates of every exam over true time, each with the interval that it may stand for."""
    head = FlowColumn(context, context.grid.x(0), top, context.grid.text_width)
    if heading:
        head.add_paragraph("heading", heading, gap=8, role="H2")
    confidence = context.literal(str(CONFIDENCE_LEVEL), "limit")
    chart = charts.pass_rate_intervals(insights, context, head.width, height - 50)
    told = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    role = caption_role(chart)
    head.add_paragraph("body.grey", context.message("sure.sub", confidence=confidence, **told), gap=16, role=role)
    head.add_blocks([place_chart(head.x, head.y, chart)], chart.size.height)
    return head.blocks


def _notes(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place what a reader must know of the figures just above the foot."""
    method = (
        context.message("statistics.method", **wording.method_terms(insights, context))
        if insights.total_candidates
        else None
    )
    notes: list[PhraseOrText] = [
        n for n in (unpublished_text(insights, context), _small_samples_note(insights, context), method) if n
    ]
    notes += wording.fact_notes(insights, context, (insights.rate_basis,))
    style, measure = context.style("source"), context.grid.text_width
    lines = sum(len(wrap_text(str(note), style, measure)) for note in notes)
    return _stack_paragraphs(
        context, "source", context.grid.x(0), footer_y(context) - style.leading * lines - 3, measure, notes, "Note"
    )


def _small_samples_note(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the warning about exams that so few sat that their rate says little, with its interval."""
    sure = context.literal(str(CONFIDENCE_LEVEL), "limit")
    told = [
        context.message(
            "small.one",
            lane=record.certification,
            rate=record.latest.rate,
            candidates=record.latest.candidates,
            low=record.latest.interval[0],
            high=record.latest.interval[1],
            confidence=sure,
        )
        for record in insights.small_samples
        if record.latest.interval
    ]
    limit = context.literal(str(SMALL_SAMPLE), "limit")
    return context.message("small", limit=limit, told=Phrase.join("; ", told)) if told else None


def _heading(insights: Insights, context: LayoutContext) -> Phrase:
    if not insights.trend:
        return context.message("statistics.title.plain")
    assert insights.first_and_last_rate
    first, last = insights.first_and_last_rate
    passing = context.message(f"passing.{insights.rate_basis}")
    if insights.trend.startswith("mostly-"):
        moved = insights.count_moved(insights.trend.removeprefix("mostly-"))
        title = f"statistics.title.{insights.trend}"
        return context.plural_message(title, insights.exam_count, moved=moved, first=first, last=last, passing=passing)
    if insights.trend == "mixed" and insights.highest_and_lowest:
        top, bottom = insights.highest_and_lowest
        facts = top.latest.rate, bottom.latest.rate
        lanes, what = (
            {"top": top.certification, "bottom": bottom.certification},
            wording.rate_basis_text(insights, context),
        )
        return context.message("statistics.title.extremes", last=last, measure=what, **lanes).with_facts(*facts)
    return context.plural_message(
        f"statistics.title.{insights.trend}", insights.exam_count, first=first, last=last, passing=passing
    )


def _passed_by_half(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the sentence about which exams more than half passed in the last year, when all have a rate for it."""
    passed = insights.above_half
    if len(insights.ranking) < len(insights.records):
        return None
    key = (
        "none"
        if not passed
        else "all"
        if len(passed) == len(insights.records)
        else "one"
        if len(passed) == 1
        else "some"
    )
    assert insights.first_and_last_rate
    told = context.message(
        f"halfway.{key}",
        codes=certification_codes(context, (r.certification for r in passed)),
        last=insights.first_and_last_rate[1],
    )
    return told.with_facts(*(r.latest.rate for r in insights.records))


def _rates_section(
    insights: Insights, context: LayoutContext, records: tuple[ExamRecord, ...], chart: Chart
) -> tuple[list[PlacedBlock], float]:
    """Place the standfirst, the chart of pass rates and the changes at its right; return where it ends."""
    grid = context.grid
    top = scale_letter_y(context, CHARTS_TOP)
    told = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    halfway = _passed_by_half(insights, context)
    sub = context.message("statistics.sub" if halfway else "statistics.sub.plain", halfway=halfway, **told)
    placed = [
        standfirst(context, sub, role=caption_role(chart)),
        place_chart(grid.x(0), top, chart),
        *rate_changes(insights, context, chart, top, 22, records),
    ]
    if any(r.change and insights.spans_all_years(r) for r in records):
        assert insights.first_and_last_rate
        words = context.message(
            "statistics.points", first=insights.first_and_last_rate[0], last=insights.first_and_last_rate[1]
        )
        role = figure_role(chart)
        placed.append(text_line(context, "axis", grid.right, top + 9.5, words, anchor="end", role=role))
    return placed, top + chart.size.height


def _candidates_section(
    insights: Insights,
    context: LayoutContext,
    records: tuple[ExamRecord, ...],
    chart: Chart,
    rates_bottom: float,
    lower_limit: float,
) -> list[PlacedBlock]:
    """Place the chart of candidates and, beside its short bars or below them, the exams together."""
    grid, top = context.grid, max(scale_letter_y(context, 448), rates_bottom + 31) if rates_bottom else CANDIDATES_TOP
    at = top + 38
    heading = context.message(
        f"people.title.{insights.candidates_trend}", over=context.message(f"over.{insights.rate_basis}")
    )
    published = any(s.passes and not s.passes.formula for r in insights.records for s in r.exam_years)
    told = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    placed = [
        *([horizontal_rule(grid.x(0), top - 18, grid.right, Ink("rule"))] if rates_bottom else []),
        text_line(context, "heading", grid.x(0), top + 6, heading, role="H2"),
        standfirst(
            context,
            context.message("people.sub.published" if published else "people.sub", **told),
            top + 21,
            ("body.grey", "axis"),
            caption_role(chart),
        ),
        place_chart(grid.x(0), at, chart),
    ]
    if records[-1] is not insights.records[-1]:
        return placed
    return [
        *placed,
        *_all_exams_panel(
            insights, context, chart.bar_rows, Box(grid.x(0), at, chart.size.width, chart.size.height), lower_limit
        ),
    ]


def _all_exams_panel(
    insights: Insights, context: LayoutContext, rows: tuple[tuple[float, float], ...], chart: Box, lower_limit: float
) -> list[PlacedBlock]:
    """Place the panel with the pass rate of all exams: beside short bars, else below them where there is room."""
    width, height = context.grid.right - context.grid.x(6) + 10, 98.0
    x, y = context.grid.right - width, chart.bottom - height + 4
    beside = [reach for centre, reach in rows if chart.y + centre > y - 20]
    if y < chart.y or any(chart.x + reach > x - 8 for reach in beside):
        y = chart.bottom + 16
    if y + height > min(lower_limit - 4, footer_y(context) - 36):
        return []
    first, last = insights.overall_rates[0], insights.overall_rates[-1]
    left, middle = x + 14, y + 64
    share = context.message("figure", fact=first)
    head = context.plural_message(
        "together.title", insights.exam_count, passing=context.message(f"passing.{insights.rate_basis}")
    )
    one = display_number(context, left, middle, share, 32, Ink("ink"))
    placed = [
        filled_rectangle(Box(x, y, width, height), Ink("sand")),
        fitted_line(context, HEADING_STYLES, left, y + 20, width - 28, head, "heading", role="H3"),
    ]
    told = [(one, insights.total_candidates[0])]
    if first is not last:
        placed.append(arrow(one.box.right + 10, middle - 16, 20, 2, Ink("ink")))
        two = display_number(context, one.box.right + 42, middle, context.message("figure", fact=last), 32, Ink("ink"))
        told.append((two, insights.total_candidates[-1]))
    for number, (rate, total) in enumerate(told):
        of = text_line(context, "body", rate.box.x, middle + 18, context.message("together.of", total=total))
        placed += list_item([rate, of], "together", number)
    return placed


def _stack_paragraphs(
    context: LayoutContext, style: str, x: float, y: float, width: float, texts: list[PhraseOrText], role: str = "P"
) -> list[PlacedBlock]:
    """Set paragraphs one under another, each on the next line after the one before."""
    placed: list[PlacedBlock] = []
    for words in texts:
        placed.append(paragraph(context, style, x, y, width, words, role=role))
        y = last_baseline(placed[-1]) + context.style(style).leading
    return placed
