"""Sources and method: where every number comes from, where sources disagree, what we computed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...dataset.exam_statistics import SMALL_SAMPLE
from ...dataset.insights import Insights
from ...dataset.model import Conflict, Fact, Source
from ...dataset.parsing import normalize_url
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
from ..wording import fact_notes, method_terms, subject_text
from .statistics import INTERVALS_PAGE_YEARS, rate_intervals

__all__ = ["sources"]

LIST_TOP, SOURCE_GAP, NUMBER_INDENT = (
    CONTENT_TOP - 14,
    5,
    18,
)  # where the list begins; between two sources; from a number to its words
INTERVALS_HEIGHT = 135  # what the intervals of the rates want below the topics
TOPIC_GAP, SENTENCES_PER_PORTION = 13, 12  # from a topic's rule to its name; how many sentences are not parted


class ColumnEntry(NamedTuple):
    """A piece that is not broken, placed as if it began at 0, and how tall it is with the space below."""

    items: list[PlacedBlock]
    height: float


def sources(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages: the numbered sources in two columns, then the topics; they go on as far as they need."""
    sheets = list(_blocks_by_page(insights, context))
    about = context.message("independent")
    last = len(sheets) > 1
    told = []
    for number, items in enumerate(sheets, 1):
        key = "sources.title.method" if last and number == len(sheets) else "sources.title"
        name = "sources" if number == 1 else f"sources-{number}"
        frame = PageFrame(name, context.message(key), context.message("sources.section"))
        told.append(inner_page(insights, context, references.advanced_by(number - 1), frame, items, about))
    return tuple(told)


def _blocks_by_page(insights: Insights, context: LayoutContext) -> Iterator[list[PlacedBlock]]:
    """Yield what stands on each page, as much as it holds."""
    grid, end = context.grid, footer_y(context) - 10
    left = [_source_entry(insights, context, insights.dataset.sources[key]) for key in insights.source_numbers]
    items: list[PlacedBlock] = []
    y = float(LIST_TOP)
    while left:
        count, high = _fill_column(left, end - LIST_TOP)
        if count == len(left):  # the rest fits one column: two of equal height leave room below
            count, high = _fill_column(left, math.fsum(e.height for e in left) / 2 + left[0].height / 2)
        first, left = left[:count], left[count:]
        more, other = _fill_column(left, max(high, end - LIST_TOP if len(left) > count else high))
        second, left = left[:more], left[more:]
        items += _stack_entries(first, grid.x(0), LIST_TOP)
        items += _stack_entries(second, grid.x(6), LIST_TOP)
        y = LIST_TOP + max(high, other)
        if left:
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
    if 1 < len(insights.years) < INTERVALS_PAGE_YEARS and end - y > INTERVALS_HEIGHT:
        made = rate_intervals(
            insights, context, y + 12, min(end - y - 12, INTERVALS_HEIGHT + 80), context.message("sure.title")
        )
        if max(item.box.bottom for item in made) > end:
            yield items
            items, made = (
                [],
                rate_intervals(insights, context, LIST_TOP, INTERVALS_HEIGHT + 80, context.message("sure.title")),
            )
        items += made
    yield items


def _fill_column(entries: list[ColumnEntry], height: float) -> tuple[int, float]:
    """Return how many entries fit `room` points, at least one, and how tall they are together."""
    high = 0.0
    for number, entry in enumerate(entries):
        if number and high + entry.height - SOURCE_GAP > height:
            return number, high
        high += entry.height
    return len(entries), high


def _stack_entries(entries: Iterable[ColumnEntry], x: float, y: float) -> list[PlacedBlock]:
    placed: list[PlacedBlock] = []
    for entry in entries:
        placed += move_blocks(entry.items, x, y)
        y += entry.height
    return placed


def _source_entry(insights: Insights, context: LayoutContext, source: Source) -> ColumnEntry:
    """Return a source: its number, publisher, title, date and reliability, and below them its address."""
    ink = Ink("ink")
    reliability = context.message(f"reliability.{source.reliability}")
    told = context.message("source.note", source=source, reliability=reliability)
    words = FlowColumn(context, NUMBER_INDENT, 0, context.grid.span(6) - NUMBER_INDENT)
    item = f"L:sources/LI:{insights.source_numbers[source.key]}"
    words.add_paragraph("source", told, ink=ink, role=f"{item}/LBody:told", leading=9)
    address = break_url(context, "source", context.attribute_phrase(source, "url"), words.width)
    words.add_paragraph(
        "source", address, role=f"{item}/LBody:told", link=_source_link(source), leading=9, gap=4, unspaced=True
    )
    first = first_baseline(words.blocks[0])
    number = text_line(context, "axis.strong", 0, first, source_number(insights, source), role=f"{item}/Lbl")
    return ColumnEntry([number, *words.blocks], words.y + SOURCE_GAP)


def _source_link(source: Source) -> Link | None:
    """Return the way to a source, if it has an address of the web."""
    address = normalize_url(source.url)
    return Link(address, f"{source.publisher}: {source.title}") if address else None


def _topics(insights: Insights, context: LayoutContext) -> Iterator[ColumnEntry]:
    """Yield the conflicts, the notes, the method and the use: each under its name, in two columns of equal height."""
    limit = context.literal(str(SMALL_SAMPLE), "limit")
    for key, sentences in (
        ("topic.conflicts", [_conflict_text(insights, context, c) for c in insights.stated_conflicts]),
        ("topic.notes", fact_notes(insights, context)),
    ):
        for number, some in enumerate(_topic_portions(context, sentences)):
            yield _topic_entry(context, context.message(key) if not number else None, some)
    grid, told = context.grid, context.message("sources.method", limit=limit, **method_terms(insights, context))
    method, use = (
        FlowColumn(context, grid.x(0), 0, grid.span(6)),
        FlowColumn(context, grid.x(6), TOPIC_GAP, grid.span(6)),
    )
    method.blocks.append(horizontal_rule(grid.x(0), 0, grid.right, Ink("rule"), 0.7))
    method.y = TOPIC_GAP
    for column, key, words in ((method, "topic.method", told), (use, "topic.use", context.message("sources.use"))):
        column.add_paragraph("body.strong", context.message(key), gap=9, role="H2")
        column.add_paragraph("source", words, ink=Ink("ink"), leading=9.5)
    yield ColumnEntry([*method.blocks, *use.blocks], max(method.y, use.y))


def _topic_portions(context: LayoutContext, sentences: list[Phrase]) -> Iterator[list[ColumnEntry]]:
    """Yield the sentences of a topic as paragraphs, in portions of which a page holds several."""
    entries = []
    for words in sentences:
        one = FlowColumn(context, 0, 0, context.grid.span(6))
        one.add_paragraph("source", words, ink=Ink("ink"), leading=9.5, gap=5)
        entries.append(ColumnEntry(one.blocks, one.y))
    for start in range(0, len(entries), SENTENCES_PER_PORTION):
        yield entries[start : start + SENTENCES_PER_PORTION]


def _topic_entry(context: LayoutContext, name: Phrase | None, entries: list[ColumnEntry]) -> ColumnEntry:
    """Return a portion of a topic in two columns, the first the longer one."""
    grid, head = context.grid, FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    if name:
        head.add_rule(TOPIC_GAP, stroke_width=0.7)
        head.add_paragraph("body.strong", name, gap=9, role="H2")
    count, high = _fill_column(entries, math.fsum(e.height for e in entries) / 2 + entries[0].height / 2)
    head.blocks += _stack_entries(entries[:count], grid.x(0), head.y) + _stack_entries(
        entries[count:], grid.x(6), head.y
    )
    return ColumnEntry(head.blocks, head.y + max(high, math.fsum(e.height for e in entries[count:])))


def _conflict_text(insights: Insights, context: LayoutContext, conflict: Conflict) -> Phrase:
    """Return the sentence about a figure of which the sources say different things: what we tell, what others say."""
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
