"""Exam statistics: pass rates, candidates and passes, and confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from ... import charts
from ...dataset.exam_statistics import CONFIDENCE_LEVEL, SMALL_SAMPLE, ExamRecord
from ...dataset.insights import Insights
from ...dataset.schema import RATE_BASES
from ...errors import FitError
from ...geometry import Box
from ...i18n.phrase import Phrase, PhraseOrText
from ...layout.blocks import caption_role, collect_facts, figure_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.measure import text_run_width, wrap_text
from ...layout.scene import Chart, PageReferences, PlacedBlock, Scene
from ...layout.shapes import arrow, display_number, display_number_width, filled_rectangle, horizontal_rule
from ...layout.text import fitted_line, last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from .. import wording
from ..citations import source_line, source_numbers
from ..page_frame import PageFrame, footer_y, inner_page, scale_letter_y, standfirst
from ..rate_changes import rate_changes
from ..wording import certification_codes, rate_basis_text, unpublished_text

__all__ = ["rate_intervals", "statistics"]

ChartFunction = Callable[[Insights, LayoutContext, float, float, tuple[ExamRecord, ...]], Chart]

HEADING_STYLES = ("lead", "label.small", "axis.strong")  # of the panel of all exams
CHARTS_TOP = 168
CHART_GAP = 69
SECTION_GAP = 38  # above the rates of the other rate basis, and from their heading to their chart
SCALE_HEIGHT = 12  # of the scale above the bars
INTERVAL_HEIGHT = 34  # of a display number
INTERVALS_PER_ROW = 5
OVERALL_HEIGHT = 32  # of the rates of all exams
ARROW_ROOM = 42  # between them
MAX_SECTION_GAP = 84  # between rates and candidates
CANDIDATES_TOP = 168  # of the chart of candidates on a page of its own
INTERVALS_PAGE_YEARS = 4  # from this many years on, the intervals have a page of their own
MAX_CHART_HEIGHT = 330  # of the chart of intervals


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
    notes = _notes(insights, context, first_notes)
    limit = notes[0].box.y if notes else footer_y(context)
    height = (limit - 14 if notes else limit) - CHARTS_TOP - 14
    pages = list(_blocks_by_page(insights, context, height, limit))
    pages[-1] += notes
    return pages


def _shared_page(main: Insights, other: Insights, context: LayoutContext) -> list[PlacedBlock] | None:
    """Place the rates of both rate bases on one page; return None if they do not fit, or `other` has candidates."""
    if any(s.candidates for r in other.records for s in r.exam_years):
        return None
    notes = _notes(main, context, [unpublished_text(main, context)])
    chart = _name_apart(charts.pass_rates(other, context, context.grid.text_width), other)
    limit = (notes[0].box.y if notes else footer_y(context)) - chart.size.height - 2 * SECTION_GAP
    try:
        pages = list(_blocks_by_page(main, context, max(limit - CHARTS_TOP - 28, 1), limit))
    except FitError:
        return None
    bottom = max(item.box.bottom for item in pages[0])
    if len(pages) > 1 or bottom > limit:
        return None
    return [*pages[0], *_other_rates_section(other, context, chart, bottom + SECTION_GAP), *notes]


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
                _intervals_page(insights, context),
                is_intervals_page=True,
            )
        )
    return tuple(scenes)


def _intervals_page(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place the chart of intervals by year, and below it, if there is room, the latest ones as display numbers."""
    records, grid = [r for r in insights.records if r.latest.has_visible_interval], context.grid
    form = "sure.last" if len({r.latest.year for r in records}) == 1 else "sure.last.each"
    per_row = min(max(len(records), 3), INTERVALS_PER_ROW)
    pitch = (grid.text_width + grid.gutter) / per_row
    for share in (1, 0.85, 0.7, 0.55):  # of the height of the chart; the rest is for the numbers below
        items = rate_intervals(insights, context, CHARTS_TOP - 24, scale_letter_y(context, MAX_CHART_HEIGHT) * share)
        items[-1] = replace(items[-1], fit="" if share == 1 else "lowered")
        if not records:
            return items
        column = FlowColumn(context, grid.x(0), max(item.box.bottom for item in items) + 26, grid.text_width, items)
        column.add_rule(20, stroke_width=0.8)
        column.add_paragraph("heading", context.message(form, last=records[-1].latest.rate), gap=18, role="H2")
        for start in range(0, len(records), per_row):
            columns = [
                _latest_interval(
                    context, record, FlowColumn(context, grid.x(0) + pitch * n, column.y, pitch - grid.gutter)
                )
                for n, record in enumerate(records[start : start + per_row])
            ]
            column.blocks += [
                item for n, interval in enumerate(columns, start) for item in list_item(interval.blocks, "sure", n)
            ]
            column.y = max(interval.y for interval in columns) + 8
        if column.y <= footer_y(context):
            return items
    return rate_intervals(insights, context, CHARTS_TOP - 24, footer_y(context) - CHARTS_TOP)


def _latest_interval(context: LayoutContext, record: ExamRecord, column: FlowColumn) -> FlowColumn:
    """Place the interval of an exam's latest rate as a display number, with the number of candidates."""
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
        placed, bottom = _rates_section(insights, context, records, rates)
        yield [
            *placed,
            *(_candidates_section(insights, context, records, candidates, bottom, lower_limit) if candidates else []),
        ]
    else:
        for part, chart in _split_records(insights, context, height, charts.pass_rates):
            yield _rates_section(insights, context, part, chart)[0]
        if candidates:
            for part, chart in _split_records(insights, context, height - 52, charts.candidates):
                yield _candidates_section(insights, context, part, chart, 0, lower_limit)


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


def rate_intervals(
    insights: Insights, context: LayoutContext, top: float, height: float, heading: Phrase | None = None
) -> list[PlacedBlock]:
    """Place the chart of pass rates over time with their confidence intervals."""
    column = FlowColumn(context, context.grid.x(0), top, context.grid.text_width)
    if heading:
        column.add_paragraph("heading", heading, gap=8, role="H2")
    confidence = context.literal(str(CONFIDENCE_LEVEL), "limit")
    chart = _name_apart(charts.pass_rate_intervals(insights, context, column.width, height - 50), insights)
    values = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    role = caption_role(chart)
    column.add_paragraph("body.grey", context.message("sure.sub", confidence=confidence, **values), gap=16, role=role)
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)
    return column.blocks


def _name_apart(chart: Chart, insights: Insights) -> Chart:
    """Return a chart with a name that the same chart of the main rate basis does not have."""
    return replace(chart, name=f"{chart.name}-apart") if insights.is_apart else chart


def _notes(insights: Insights, context: LayoutContext, first_notes: Sequence[Phrase | None] = ()) -> list[PlacedBlock]:
    """Place the notes about the statistics above the footer."""
    method = (
        context.message("statistics.method", **wording.method_terms(insights, context))
        if insights.has_calculations
        else None
    )
    few, computed = _small_samples_note(insights, context), _computed_note(insights, context)
    parts = *first_notes, few, computed, method
    notes: list[PhraseOrText] = [n for n in parts if n]
    notes += wording.fact_notes(insights, context, RATE_BASES)
    style, width = context.style("source"), context.grid.text_width
    lines = sum(len(wrap_text(str(note), style, width)) for note in notes)
    return _stack_paragraphs(
        context, "source", context.grid.x(0), footer_y(context) - style.leading * lines - 3, width, notes, "Note"
    )


def _small_samples_note(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the note about pass rates of few candidates, with their intervals; None if there are none."""
    confidence = context.literal(str(CONFIDENCE_LEVEL), "limit")
    sentences = [
        context.message(
            "small.one",
            lane=record.certification,
            rate=record.latest.rate,
            candidates=record.latest.candidates,
            low=record.latest.interval[0],
            high=record.latest.interval[1],
            confidence=confidence,
        )
        for record in insights.small_samples
        if record.latest.interval
    ]
    limit = context.literal(str(SMALL_SAMPLE), "limit")
    return context.message("small", limit=limit, told=Phrase.join("; ", sentences)) if sentences else None


def _computed_note(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the note that names the rates that are computed, and how; None if there are none."""
    rates = insights.computed_rates
    if not rates:
        return None
    codes = {f.certification: context.attribute_phrase(f, "certification") for f in rates}
    years = {f.period: context.attribute_phrase(f, "period") for f in sorted(rates, key=lambda f: f.period)}
    listed = {name: context.language.format_list(some.values()) for name, some in (("codes", codes), ("years", years))}
    return context.message("statistics.computed", measure=rate_basis_text(insights, context), **listed)


def _group_heading(insights: Insights, context: LayoutContext) -> Phrase:
    """Return the heading that names a rate basis and the certifications that have it."""
    codes = certification_codes(context, (r.certification for r in insights.records))
    return context.message("statistics.title.apart", measure=rate_basis_text(insights, context), codes=codes)


def _heading(insights: Insights, context: LayoutContext) -> Phrase:
    if insights.other_records:  # "all exams" would be all of one rate basis
        return _group_heading(insights, context)
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


def _passed_by_half(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the sentence about exams that more than half passed in the last year; None if a rate is missing."""
    above_half = insights.above_half
    if len(insights.ranking) < len(insights.records):
        return None
    if len(insights.records) == 1:
        key = "single" if above_half else "single.none"
    else:
        some = "one" if len(above_half) == 1 else "some"
        key = "none" if not above_half else "all" if len(above_half) == len(insights.records) else some
    assert insights.first_and_last_rate
    sentence = context.message(
        f"halfway.{key}",
        codes=certification_codes(context, (r.certification for r in above_half or insights.records)),
        last=insights.first_and_last_rate[1],
    )
    return sentence.with_facts(*(r.latest.rate for r in insights.records))


def _rates_section(
    insights: Insights, context: LayoutContext, records: tuple[ExamRecord, ...], chart: Chart
) -> tuple[list[PlacedBlock], float]:
    """Place the standfirst, the chart of pass rates and its changes; return the blocks and the y where they end."""
    top = scale_letter_y(context, CHARTS_TOP)
    caption = standfirst(context, _rates_caption(insights, context, chart), role=caption_role(chart))
    return [caption, *_rates_chart(insights, context, records, chart, top)], top + chart.size.height


def _other_rates_section(insights: Insights, context: LayoutContext, chart: Chart, top: float) -> list[PlacedBlock]:
    """Place the rates of the other rate basis under a rule and a heading of their own."""
    left, right = context.grid.x(0), context.grid.right
    heading = Phrase.join(": ", _group_heading(insights, context).lines)
    caption = _rates_caption(insights, context, chart)
    return [
        horizontal_rule(left, top - 18, right, Ink("rule")),
        fitted_line(context, ("heading", *HEADING_STYLES), left, top + 6, right - left, heading, "heading", role="H2"),
        standfirst(context, caption, top + 21, ("body.grey", "axis"), caption_role(chart)),
        *_rates_chart(insights, context, insights.records, chart, top + 38),
    ]


def _rates_caption(insights: Insights, context: LayoutContext, chart: Chart) -> Phrase:
    values = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    halfway = _passed_by_half(insights, context)
    return context.message("statistics.sub" if halfway else "statistics.sub.plain", halfway=halfway, **values)


def _rates_chart(
    insights: Insights, context: LayoutContext, records: tuple[ExamRecord, ...], chart: Chart, top: float
) -> list[PlacedBlock]:
    """Place the chart of pass rates with its changes at the right."""
    grid = context.grid
    placed = [
        place_chart(grid.x(0), top, chart),
        *rate_changes(insights, context, chart, top, 22, records),
    ]
    if any(r.change and insights.spans_all_years(r) for r in records):
        assert insights.first_and_last_rate
        first, last = insights.first_and_last_rate
        words = context.message("statistics.points", first=first, last=last)
        scale_end = grid.x(0) + max(label.x + text_run_width(label) for label in chart.labels if label.y < SCALE_HEIGHT)
        if text_width(context, "axis", words) > grid.right - scale_end - 6:
            words = context.message("statistics.points.short")
        role = figure_role(chart)
        placed.append(text_line(context, "axis", grid.right, top + 9.5, words, anchor="end", role=role))
    return placed


def _candidates_section(
    insights: Insights,
    context: LayoutContext,
    records: tuple[ExamRecord, ...],
    chart: Chart,
    rates_bottom: float,
    lower_limit: float,
) -> list[PlacedBlock]:
    """Place the chart of candidates and, after the last exam, the panel of all exams."""
    grid, top = context.grid, float(CANDIDATES_TOP)
    if rates_bottom:
        top = max(min(scale_letter_y(context, 448), rates_bottom + MAX_SECTION_GAP), rates_bottom + 31)
    chart_y = top + 38
    heading = context.message(
        f"people.title.{insights.candidates_trend}", over=context.message(f"over.{insights.rate_basis}")
    )
    published = any(s.passes and not s.passes.formula for r in insights.records for s in r.exam_years)
    values = {
        "measure": wording.rate_basis_text(insights, context),
        "numbers": source_numbers(insights, context, chart.facts),
    }
    placed = [
        *([horizontal_rule(grid.x(0), top - 18, grid.right, Ink("rule"))] if rates_bottom else []),
        text_line(context, "heading", grid.x(0), top + 6, heading, role="H2"),
        standfirst(
            context,
            context.message("people.sub.published" if published else "people.sub", **values),
            top + 21,
            ("body.grey", "axis"),
            caption_role(chart),
        ),
        place_chart(grid.x(0), chart_y, chart),
    ]
    if records[-1] is not insights.records[-1]:
        return placed
    return [
        *placed,
        *_all_exams_panel(
            insights, context, chart.bar_rows, Box(grid.x(0), chart_y, chart.size.width, chart.size.height), lower_limit
        ),
    ]


def _all_exams_panel(
    insights: Insights, context: LayoutContext, rows: tuple[tuple[float, float], ...], chart: Box, lower_limit: float
) -> list[PlacedBlock]:
    """Place the panel of all exams beside short bars or below the chart; return [] if there is no room."""
    width, height = context.grid.right - context.grid.x(6) + 10, 98.0
    x, y = context.grid.right - width, chart.bottom - height + 4
    bar_ends = [bar_end for center, bar_end in rows if chart.y + center > y - 20]
    if y < chart.y or any(chart.x + bar_end > x - 8 for bar_end in bar_ends):
        y = chart.bottom + 16
    if y + height > min(lower_limit - 4, footer_y(context) - 36):
        return []
    first, last = insights.overall_rates[0], insights.overall_rates[-1]
    if context.message("figure", fact=first).text == context.message("figure", fact=last).text:
        first = last  # no step from 56% to 56%
    left, baseline = x + 14, y + 64
    share = context.message("figure", fact=first)
    heading = context.plural_message(
        "together.title",
        insights.exam_count,
        passing=context.message(f"passing.{insights.rate_basis}"),
        codes=wording.exam_codes(insights, context),
    )
    last_share = context.message("figure", fact=last)
    natural = display_number_width(context, share, OVERALL_HEIGHT) + display_number_width(
        context, last_share, OVERALL_HEIGHT
    )
    height_of_number = OVERALL_HEIGHT * min(1, (width - 28 - ARROW_ROOM) / natural)
    first_number = display_number(context, left, baseline, share, height_of_number, Ink("ink"))
    placed = [
        filled_rectangle(Box(x, y, width, height), Ink("sand")),
        fitted_line(context, HEADING_STYLES, left, y + 20, width - 28, heading, "heading", role="H3"),
    ]
    rates = [(first_number, insights.total_candidates[-1 if first is last else 0])]
    if first is not last:
        placed.append(arrow(first_number.box.right + 10, baseline - 16, 20, 2, Ink("ink")))
        last_number = display_number(
            context, first_number.box.right + ARROW_ROOM, baseline, last_share, height_of_number, Ink("ink")
        )
        rates.append((last_number, insights.total_candidates[-1]))
    for number, (rate, total) in enumerate(rates):
        end = rates[number + 1][0].box.x - 6 if number + 1 < len(rates) else x + width - 6
        words = context.message("together.of", total=total)
        candidates = paragraph(context, "body", rate.box.x, baseline + 18, end - rate.box.x, words, leading=12)
        placed += list_item([rate, candidates], "together", number)
    return placed


def _stack_paragraphs(
    context: LayoutContext, style: str, x: float, y: float, width: float, texts: list[PhraseOrText], role: str = "P"
) -> list[PlacedBlock]:
    """Place paragraphs below each other without gaps."""
    placed: list[PlacedBlock] = []
    for words in texts:
        placed.append(paragraph(context, style, x, y, width, words, role=role))
        y = last_baseline(placed[-1]) + context.style(style).leading
    return placed
