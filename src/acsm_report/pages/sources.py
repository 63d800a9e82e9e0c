"""Sources and method: where every number comes from, what we computed, and who we are not."""

from __future__ import annotations

from .. import blocks
from ..brand import Ink
from ..dataset import Conflict, Fact, Source
from ..edition import Edition
from ..findings import SMALL
from ..geometry import Track
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from ..values import web
from .furniture import FIRST, calculated, foot, lanes_of, numbered, numbers, remarks, scene, subject

__all__ = ["sources"]

PITCH, LANE, SCORE = 21, 18.4, 98  # lane to lane and a lane's width at the finish; what the score wants below them


def sources(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page: the numbered sources, the conflicts between them, the method, the lanes at their finish."""
    items, y = _notes(story, edition)
    more, y = _topics(story, edition, y + 8)
    items += more
    if y + 30 < foot(edition):
        items += _legend(story, edition, y + 2)
        items += _finish(story, edition, y + 46)
    title = edition.say("sources.title")
    return (scene("sources", edition, story, folios, title, items, edition.say("independent")),)


def _notes(story: Story, edition: Edition) -> tuple[list[Placed], float]:
    """Place the cited sources in two columns, each with its number and its address; return where they end."""
    grid, known = edition.grid, [story.dataset.sources[key] for key in story.cited]
    half = (len(known) + 1) // 2
    placed: list[Placed] = []
    ends = []
    for column, some in enumerate((known[:half], known[half:])):
        y = FIRST - 14.0
        for source in some:
            note = _note(story, edition, source, grid.x(6 * column), y, grid.span(6))
            placed += note
            y = blocks.baseline(note[-1]) + 15
        ends.append(y)
    return placed, max(ends)


def _note(story: Story, edition: Edition, source: Source, x: float, y: float, measure: float) -> list[Placed]:
    """Place a source: its number, publisher, title, date and reliability, and below them its address."""
    inset, lead = 18, edition.style("source").lead
    reliability = edition.say(f"reliability.{source.reliability}")
    told = edition.say("source.note", source=source, reliability=reliability)
    ink = Ink("ink")
    words = blocks.paragraph(edition, "source", x + inset, y, measure - inset, told, ink=ink, role="Note")
    address = _address(edition, source, measure - inset)
    return [
        blocks.text(edition, "axis.strong", x, y, numbered(story, source), role="Note"),
        words,
        blocks.text(
            edition, "source", x + inset, blocks.baseline(words) + lead, address, role="Note", link=web(source.url)
        ),
    ]


def _address(edition: Edition, source: Source, measure: float) -> Phrase:
    """Return an address without its scheme, cut where it does not fit a line; the link is whole."""
    whole = edition.told(source, "url")
    start = whole.text.find("://") + 3 if "://" in whole.text else 0
    told = whole.part(start, len(whole.text.rstrip("/")))
    while blocks.text_width(edition, "source", edition.say("cut", words=told)) > measure:
        told = told.part(0, len(told.text) - 1)
        shortened = edition.say("cut", words=told)
        if blocks.text_width(edition, "source", shortened) <= measure:
            return shortened
    return told


def _topics(story: Story, edition: Edition, y: float) -> tuple[list[Placed], float]:
    """Place a row for the conflicts, the notes, the method and the use; return where the next thing may stand."""
    limit = edition.literal(str(SMALL), "limit")
    told = (
        ("topic.conflicts", Phrase.joined(" ", [_conflict(story, edition, c) for c in story.conflicts])),
        ("topic.notes", remarks(story, edition)),
        ("topic.method", edition.say("sources.method", limit=limit, **calculated(story, edition))),
        ("topic.use", edition.say("sources.use")),
    )
    grid = edition.grid
    placed: list[Placed] = []
    for key, words in told:
        if not words.text:
            continue
        placed.append(blocks.rule(grid.x(0), y - 13, grid.right, Ink("rule"), 0.7))
        placed.append(blocks.text(edition, "body.strong", grid.x(0), y, edition.say(key), role="H2"))
        text = blocks.paragraph(edition, "source", grid.x(3), y, grid.span(9), words, ink=Ink("ink"))
        placed.append(text)
        y = blocks.baseline(text) + 20
    return placed, y


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


def _legend(story: Story, edition: Edition, y: float) -> list[Placed]:
    """Place every lane's block with its code and track."""
    grid, lanes = edition.grid, lanes_of(story, edition)
    pitch = (grid.measure + grid.gutter) / len(lanes)
    placed: list[Placed] = []
    for number, certification in enumerate(lanes):
        x = grid.x(0) + number * pitch
        placed += blocks.lane_block(edition, certification.lane, x, y, 24)
        ink = Ink(f"lane.{certification.lane}.text")
        code = edition.told(certification, "code")
        placed.append(blocks.text(edition, "lead", x + 31, y + 11, code, ink=ink))
        placed.append(blocks.text(edition, "body.grey", x + 31, y + 23, edition.say(f"track.{certification.track}")))
    return placed


def _finish(story: Story, edition: Edition, top: float) -> list[Placed]:
    """Draw the tail of the cover's track: in from the right, round the bend, over the finish."""
    grid, lanes, end = edition.grid, lanes_of(story, edition), foot(edition) - 33
    pitch = min(PITCH, (end - top - SCORE) / len(lanes))
    lane, middle = pitch * LANE / PITCH, (len(lanes) - 1) / 2
    if pitch < PITCH / 3:  # no room for a track
        return _score(story, edition, grid.x(0), end) if top < end - SCORE + 24 else []
    centre, line = grid.x(0) + middle * pitch + 9, top + middle * pitch + 9
    bend = min(92, end - line - 30)
    start = edition.format.width + 12
    track = Track(start, line, 180).straight(start - centre - bend).bend(bend, -90).straight(end - line - bend)
    placed = [
        blocks.shapes(Shape(track.lane((i - middle) * pitch), stroke=Ink(f"lane.{c.lane}"), width=lane))
        for i, c in enumerate(lanes)
    ]
    squares = 4 * len(lanes)
    square = ((len(lanes) - 1) * pitch + lane) / squares
    placed.append(blocks.chequer(centre - middle * pitch - lane / 2, end - square, 2 * square, square, columns=squares))
    return placed + _score(story, edition, grid.x(4) + 6, end - 20)


def _score(story: Story, edition: Edition, x: float, y: float) -> list[Placed]:
    """Place the score that passes, large, with its scale."""
    find = story.dataset.first
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing := find("passing_score")):
        return []
    score = blocks.figures(edition, x, y, edition.say("figure", fact=passing), 64, Ink("ink"))
    beside = score.box.right + 14
    placed = [
        score,
        blocks.paragraph(edition, "heading", beside, y - 38, edition.grid.right - beside, edition.say("score.passes")),
    ]
    if low and high:
        told = numbers(story, edition, (passing, low, high))
        scale = edition.say("score.scale", low=low, high=high, numbers=told)
        placed.append(blocks.text(edition, "body.grey", beside, y - 1, scale))
    return placed
