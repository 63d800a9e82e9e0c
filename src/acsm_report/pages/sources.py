"""Sources and method: where every number comes from, where sources disagree, what we computed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .. import blocks
from ..brand import Ink
from ..dataset import Conflict, Fact, Source
from ..edition import Edition
from ..errors import FitError
from ..findings import SMALL
from ..language import Phrase
from ..scene import Folios, Link, Placed, Scene
from ..story import Story
from ..values import web
from .column import Column
from .furniture import FIRST, calculated, foot, numbered, numbers, remarks, scene, subject
from .statistics import OVER_TIME, sure

__all__ = ["sources"]

TOP, APART, INSET = FIRST - 14, 5, 18  # where the list begins; between two sources; from a number to its words
SURE = 135  # what the intervals of the rates want below the topics
TOPIC, PORTION = 13, 12  # from a topic's rule to its name; how many sentences are not parted


class Entry(NamedTuple):
    """A piece that is not broken, placed as if it began at 0, and how tall it is with the space below."""

    items: list[Placed]
    height: float


def sources(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the pages: the numbered sources in two columns, then the topics; they go on as far as they need."""
    sheets = list(_filled(story, edition))
    about = edition.say("independent")
    last = len(sheets) > 1
    told = []
    for number, items in enumerate(sheets, 1):
        key = "sources.title.method" if last and number == len(sheets) else "sources.title"
        name = "sources" if number == 1 else f"sources-{number}"
        section, at = edition.say("sources.section"), folios.next(number - 1)
        told.append(scene(name, edition, story, at, edition.say(key), items, about, section))
    return tuple(told)


def _filled(story: Story, edition: Edition) -> Iterator[list[Placed]]:
    """Yield what stands on each page, as much as it holds."""
    grid, end = edition.grid, foot(edition) - 10
    left = [_source(story, edition, story.dataset.sources[key]) for key in story.cited]
    items: list[Placed] = []
    y = float(TOP)
    while left:
        count, high = _column(left, end - TOP)
        if count == len(left):  # the rest fits one column: two of equal height leave room below
            count, high = _column(left, math.fsum(e.height for e in left) / 2 + left[0].height / 2)
        first, left = left[:count], left[count:]
        more, other = _column(left, max(high, end - TOP if len(left) > count else high))
        second, left = left[:more], left[more:]
        items += _stacked(first, grid.x(0), TOP)
        items += _stacked(second, grid.x(6), TOP)
        y = TOP + max(high, other)
        if left:
            yield items
            items = []
    for entry in _topics(story, edition):
        if y + entry.height > end and items:
            yield items
            items, y = [], TOP + 4.0
        if y + entry.height > end:
            raise FitError("topic", edition.say("sources.section"), y + entry.height - end)
        items += blocks.moved(entry.items, 0, y)
        y += entry.height
    if 1 < len(story.years) < OVER_TIME and end - y > SURE:
        made = sure(story, edition, y + 12, min(end - y - 12, SURE + 80), edition.say("sure.title"))
        if max(item.box.bottom for item in made) > end:
            yield items
            items, made = [], sure(story, edition, TOP, SURE + 80, edition.say("sure.title"))
        items += made
    yield items


def _column(entries: list[Entry], room: float) -> tuple[int, float]:
    """Return how many entries fit `room` points, at least one, and how tall they are together."""
    high = 0.0
    for number, entry in enumerate(entries):
        if number and high + entry.height - APART > room:
            return number, high
        high += entry.height
    return len(entries), high


def _stacked(entries: Iterable[Entry], x: float, y: float) -> list[Placed]:
    placed: list[Placed] = []
    for entry in entries:
        placed += blocks.moved(entry.items, x, y)
        y += entry.height
    return placed


def _source(story: Story, edition: Edition, source: Source) -> Entry:
    """Return a source: its number, publisher, title, date and reliability, and below them its address."""
    ink = Ink("ink")
    reliability = edition.say(f"reliability.{source.reliability}")
    told = edition.say("source.note", source=source, reliability=reliability)
    words = Column(edition, INSET, 0, edition.grid.span(6) - INSET)
    item = f"L:sources/LI:{story.cited[source.key]}"
    words.text("source", told, ink=ink, role=f"{item}/LBody:told", lead=9)
    address = blocks.address(edition, "source", edition.told(source, "url"), words.measure)
    words.text("source", address, role=f"{item}/LBody:told", link=_leads(source), lead=9, gap=4, glued=True)
    first = blocks.baseline_of_first(words.items[0])
    number = blocks.text(edition, "axis.strong", 0, first, numbered(story, source), role=f"{item}/Lbl")
    return Entry([number, *words.items], words.y + APART)


def _leads(source: Source) -> Link | None:
    """Return the way to a source, if it has an address of the web."""
    address = web(source.url)
    return Link(address, f"{source.publisher}: {source.title}") if address else None


def _topics(story: Story, edition: Edition) -> Iterator[Entry]:
    """Yield the conflicts, the notes, the method and the use: each under its name, in two columns of equal height."""
    limit = edition.literal(str(SMALL), "limit")
    for key, sentences in (
        ("topic.conflicts", [_conflict(story, edition, c) for c in story.conflicts]),
        ("topic.notes", remarks(story, edition)),
    ):
        for number, some in enumerate(_portions(edition, sentences)):
            yield _topic(edition, edition.say(key) if not number else None, some)
    grid, told = edition.grid, edition.say("sources.method", limit=limit, **calculated(story, edition))
    method, use = Column(edition, grid.x(0), 0, grid.span(6)), Column(edition, grid.x(6), TOPIC, grid.span(6))
    method.items.append(blocks.rule(grid.x(0), 0, grid.right, Ink("rule"), 0.7))
    method.y = TOPIC
    for column, key, words in ((method, "topic.method", told), (use, "topic.use", edition.say("sources.use"))):
        column.text("body.strong", edition.say(key), gap=9, role="H2")
        column.text("source", words, ink=Ink("ink"), lead=9.5)
    yield Entry([*method.items, *use.items], max(method.y, use.y))


def _portions(edition: Edition, sentences: list[Phrase]) -> Iterator[list[Entry]]:
    """Yield the sentences of a topic as paragraphs, in portions of which a page holds several."""
    entries = []
    for words in sentences:
        one = Column(edition, 0, 0, edition.grid.span(6))
        one.text("source", words, ink=Ink("ink"), lead=9.5, gap=5)
        entries.append(Entry(one.items, one.y))
    for start in range(0, len(entries), PORTION):
        yield entries[start : start + PORTION]


def _topic(edition: Edition, name: Phrase | None, entries: list[Entry]) -> Entry:
    """Return a portion of a topic in two columns, the first the longer one."""
    grid, head = edition.grid, Column(edition, edition.grid.x(0), 0, edition.grid.measure)
    if name:
        head.rule(TOPIC, width=0.7)
        head.text("body.strong", name, gap=9, role="H2")
    count, high = _column(entries, math.fsum(e.height for e in entries) / 2 + entries[0].height / 2)
    head.items += _stacked(entries[:count], grid.x(0), head.y) + _stacked(entries[count:], grid.x(6), head.y)
    return Entry(head.items, head.y + max(high, math.fsum(e.height for e in entries[count:])))


def _conflict(story: Story, edition: Edition, conflict: Conflict) -> Phrase:
    """Return the sentence about a figure of which the sources say different things: what we tell, what others say."""
    assert conflict.told
    others = [_said(story, edition, fact) for fact in conflict.others]
    what = subject(edition, conflict.told)
    return edition.say(
        "conflict", what=what, told=_said(story, edition, conflict.told), others=edition.language.listed(others)
    )


def _said(story: Story, edition: Edition, fact: Fact) -> Phrase:
    return edition.say("conflict.said", fact=fact, numbers=numbers(story, edition, [fact]))
