"""Sources and method: the numbered sources, conflicts between them, notes, and how values are computed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...dataset.exam_statistics import SMALL_SAMPLE
from ...dataset.insights import Insights
from ...dataset.model import Conflict, Fact, Source
from ...dataset.web_addresses import normalize_url
from ...errors import FitError
from ...i18n.phrase import Phrase
from ...layout.blocks import move_blocks
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import Link, PageReferences, PlacedBlock, Scene
from ...layout.shapes import horizontal_rule
from ...layout.text import break_url, first_baseline, text_line
from ...theme.model import Ink
from ..citations import source_number, source_numbers
from ..page_frame import CONTENT_TOP, PageFrame, footer_y, inner_page
from ..wording import fact_notes, method_terms_of_all, subject_text
from .checklist import checklist_section
from .rate_intervals import rate_intervals
from .statistics import INTERVALS_PAGE_YEARS

__all__ = ["has_checklist", "sources"]

LIST_TOP = CONTENT_TOP - 14
SOURCE_GAP = 5
NUMBER_INDENT = 18  # from the number of a source to its text
INTERVALS_HEIGHT = 135  # minimum height of the chart of intervals
TOPIC_GAP = 13  # from the rule above a topic to its heading
MAX_FILLED_SHARE = 0.5  # of a last page that has the checklist below
SENTENCES_PER_PORTION = 12  # sentences of a topic that stay on one page


class ColumnEntry(NamedTuple):
    """Blocks that stay together, placed from y = 0, and their height with the gap below."""

    items: list[PlacedBlock]
    height: float


def sources(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages: the sources in two columns, then the topics, on as many pages as they need."""
    pages = list(_blocks_by_page(insights, context))
    about = context.message("independent")
    has_method_page = len(pages) > 1
    scenes = []
    for number, items in enumerate(pages, 1):
        key = "sources.title.method" if has_method_page and number == len(pages) else "sources.title"
        name = "sources" if number == 1 else f"sources-{number}"
        frame = PageFrame(name, context.message(key), context.message("sources.section"))
        scenes.append(inner_page(insights, context, references.advanced_by(number - 1), frame, items, about))
    return tuple(scenes)


def has_checklist(insights: Insights, context: LayoutContext) -> bool:
    """Tell whether the last page of sources has room for the checklist."""
    *_, last = _blocks_by_page(insights, context)
    return any(item.role.startswith("L:steps") for item in last)


def _blocks_by_page(insights: Insights, context: LayoutContext) -> Iterator[list[PlacedBlock]]:
    """Yield the blocks of each page. Raise FitError for a topic that is taller than a page."""
    grid, end = context.grid, footer_y(context) - 10
    remaining = [_source_entry(insights, context, insights.dataset.sources[key]) for key in insights.source_numbers]
    items: list[PlacedBlock] = []
    y = float(LIST_TOP)
    while remaining:
        count, first_height = _fill_column(remaining, end - LIST_TOP)
        if count == len(remaining):  # fits in one column: balance two
            count, first_height = _fill_column(
                remaining, math.fsum(e.height for e in remaining) / 2 + remaining[0].height / 2
            )
        first, remaining = remaining[:count], remaining[count:]
        second_count, second_height = _fill_column(
            remaining, max(first_height, end - LIST_TOP if len(remaining) > count else first_height)
        )
        second, remaining = remaining[:second_count], remaining[second_count:]
        items += _stack_entries(first, grid.x(0), LIST_TOP)
        items += _stack_entries(second, grid.x(6), LIST_TOP)
        y = LIST_TOP + max(first_height, second_height)
        if remaining:
            yield items
            items = []
    for entry in _topics(insights, context):
        if y + entry.height > end and items:
            yield items
            items, y = [], LIST_TOP + 4.0
        if y + entry.height > end:
            raise FitError("topic", context.message("sources.section"), y + entry.height - end)
        items += move_blocks(entry.items, 0, y)
        y += entry.height
    is_charted = False
    for some in insights.by_rate_basis:
        if not (1 < len(some.years) < INTERVALS_PAGE_YEARS and some.has_intervals):
            continue
        if end - y <= INTERVALS_HEIGHT:
            if not some.is_apart:
                continue
            yield items
            items, y = [], LIST_TOP
        intervals = rate_intervals(
            some, context, y + 12, min(end - y - 12, INTERVALS_HEIGHT + 80), context.message("sure.title")
        )
        if max(item.box.bottom for item in intervals) > end:
            yield items
            items, intervals = (
                [],
                rate_intervals(some, context, LIST_TOP, INTERVALS_HEIGHT + 80, context.message("sure.title")),
            )
        items += intervals
        y = max(item.box.bottom for item in intervals)
        is_charted = True
    if not is_charted and y < LIST_TOP + MAX_FILLED_SHARE * (end - LIST_TOP):
        items += checklist_section(insights, context, y + 26)
    yield items


def _fill_column(entries: list[ColumnEntry], height: float) -> tuple[int, float]:
    """Return how many entries fit in `height` points, at least one, and their total height."""
    total = 0.0
    for number, entry in enumerate(entries):
        if number and total + entry.height - SOURCE_GAP > height:
            return number, total
        total += entry.height
    return len(entries), total


def _stack_entries(entries: Iterable[ColumnEntry], x: float, y: float) -> list[PlacedBlock]:
    placed: list[PlacedBlock] = []
    for entry in entries:
        placed += move_blocks(entry.items, x, y)
        y += entry.height
    return placed


def _source_entry(insights: Insights, context: LayoutContext, source: Source) -> ColumnEntry:
    """Return the entry of a source: number, publisher, title, date and reliability, and below them the URL."""
    ink = Ink("ink")
    reliability = context.message(f"reliability.{source.reliability}")
    about = context.message("source.note", source=source, reliability=reliability)
    column = FlowColumn(context, NUMBER_INDENT, 0, context.grid.span(6) - NUMBER_INDENT)
    item = f"L:sources/LI:{insights.source_numbers[source.key]}"
    column.add_paragraph("source", about, ink=ink, role=f"{item}/LBody:told", leading=9)
    address = break_url(context, "source", context.attribute_phrase(source, "url"), column.width)
    column.add_paragraph(
        "source", address, role=f"{item}/LBody:told", link=_source_link(source), leading=9, gap=4, unspaced=True
    )
    first = first_baseline(column.blocks[0])
    number = text_line(context, "axis.strong", 0, first, source_number(insights, source), role=f"{item}/Lbl")
    return ColumnEntry([number, *column.blocks], column.y + SOURCE_GAP)


def _source_link(source: Source) -> Link | None:
    """Return a link to a source; None if it has no web address."""
    address = normalize_url(source.url)
    return Link(address, f"{source.publisher}: {source.title}") if address else None


def _topics(insights: Insights, context: LayoutContext) -> Iterator[ColumnEntry]:
    """Yield the topics: conflicts, notes, and, side by side, method and use."""
    limit = context.literal(str(SMALL_SAMPLE), "limit")
    for key, sentences in (
        ("topic.conflicts", [_conflict_text(insights, context, c) for c in insights.stated_conflicts]),
        ("topic.notes", fact_notes(insights, context)),
    ):
        for number, portion in enumerate(_topic_portions(context, sentences)):
            yield _topic_entry(context, context.message(key) if not number else None, portion)
    grid, form = context.grid, "sources.method.plain"
    if any(some.has_calculations for some in insights.by_rate_basis):
        form = "sources.method"
    elif insights.certified_total or any(_has_computed_figures(some) for some in insights.by_rate_basis):
        form = "sources.method.computed"
    method_text = context.message(form, limit=limit, **method_terms_of_all(insights, context))
    method, use = (
        FlowColumn(context, grid.x(0), 0, grid.span(6)),
        FlowColumn(context, grid.x(6), TOPIC_GAP, grid.span(6)),
    )
    method.blocks.append(horizontal_rule(grid.x(0), 0, grid.right, Ink("rule"), 0.7))
    method.y = TOPIC_GAP
    for column, key, words in (
        (method, "topic.choice" if form == "sources.method.plain" else "topic.method", method_text),
        (use, "topic.use", context.message("sources.use")),
    ):
        column.add_paragraph("body.strong", context.message(key), gap=9, role="H2")
        column.add_paragraph("source", words, ink=Ink("ink"), leading=9.5)
    yield ColumnEntry([*method.blocks, *use.blocks], max(method.y, use.y))


def _has_computed_figures(insights: Insights) -> bool:
    """Tell whether rates or their changes are computed."""
    return bool(insights.computed_rates) or any(record.change for record in insights.records)


def _topic_portions(context: LayoutContext, sentences: list[Phrase]) -> Iterator[list[ColumnEntry]]:
    """Yield the sentences of a topic as paragraphs, in portions that stay on one page."""
    entries = []
    for words in sentences:
        column = FlowColumn(context, 0, 0, context.grid.span(6))
        column.add_paragraph("source", words, ink=Ink("ink"), leading=9.5, gap=5)
        entries.append(ColumnEntry(column.blocks, column.y))
    for start in range(0, len(entries), SENTENCES_PER_PORTION):
        yield entries[start : start + SENTENCES_PER_PORTION]


def _topic_entry(context: LayoutContext, name: Phrase | None, entries: list[ColumnEntry]) -> ColumnEntry:
    """Return a portion of a topic in two columns of about equal height, below its name if given."""
    grid, heading = context.grid, FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    if name:
        heading.add_rule(TOPIC_GAP, stroke_width=0.7)
        heading.add_paragraph("body.strong", name, gap=9, role="H2")
    count, height = _fill_column(entries, math.fsum(e.height for e in entries) / 2 + entries[0].height / 2)
    heading.blocks += _stack_entries(entries[:count], grid.x(0), heading.y) + _stack_entries(
        entries[count:], grid.x(6), heading.y
    )
    return ColumnEntry(heading.blocks, heading.y + max(height, math.fsum(e.height for e in entries[count:])))


def _conflict_text(insights: Insights, context: LayoutContext, conflict: Conflict) -> Phrase:
    """Return the sentence about a conflict between sources: the value that pages state, and the others."""
    assert conflict.stated
    others = [_conflicting_value(insights, context, fact) for fact in conflict.others]
    what = subject_text(context, conflict.stated)
    return context.message(
        "conflict",
        what=what,
        told=_conflicting_value(insights, context, conflict.stated),
        others=context.language.format_list(others),
    )


def _conflicting_value(insights: Insights, context: LayoutContext, fact: Fact) -> Phrase:
    return context.message("conflict.said", fact=fact, numbers=source_numbers(insights, context, [fact]))
