"""What changed: every name then and now, and the events of the years."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

from .. import blocks, fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box, Path
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .column import Column
from .furniture import foot, lanes_of, paged

__all__ = ["changed"]

TOP, ROW, LOOSE, LEAST = 166, 56, 64, 30  # of the lanes: their top; their pitch, the greatest and the least
FEW = 6  # so few events stand in one column, larger
LANE, NOW = 9, 7  # a lane's width; the column where it arrives
WHEN, DOT = 108, 3.4  # from an event's dot to its words; half a dot
FIRST_LANE, AGAIN = TOP + 26, TOP - 24  # the first lane's baseline; where events go on on a further sheet
NAMES = ("label", "body.strong", "axis.strong")  # styles of a name
HEAD = "Table/THead/TR/TH"
WEEK = 7  # points from one event's last line to the next one's first


def changed(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page; nothing when nothing is known to have changed."""
    events = story.events
    moved = [c for c in story.certifications if c.fate != "same"]
    if not events and not moved:
        return ()
    sheets = _lanes(story, edition)
    told = _years(edition, events, sheets[-1].end)
    filled = [sheet.items for sheet in sheets]
    filled = [*filled[:-1], [*filled[-1], *told[0]], *told[1:]]
    return paged("changed", edition, story, folios, _title(story, edition), filled)


def _title(story: Story, edition: Edition) -> Phrase:
    if not (story.renamed.number or story.closed.number):
        return edition.say("changed.title.plain")
    if not story.closed.number:
        return edition.counted("changed.title.renamed", story.renamed)
    if not story.renamed.number:
        return edition.counted("changed.title.closed", story.closed)
    lines = edition.counted("changed.renamed", story.renamed), edition.counted("changed.closed", story.closed)
    return Phrase.joined("\n", lines)


class Sheet(NamedTuple):
    """What stands on a page, and where it ends."""

    items: list[Placed]
    end: float


def _lanes(story: Story, edition: Edition) -> list[Sheet]:
    """Place every lane from its name in this edition to its name today, on as many sheets as they need."""
    grid, lanes = edition.grid, lanes_of(story, edition)
    most = LOOSE if len(story.events) <= FEW else ROW
    row = most if len(lanes) <= 5 else max(LEAST, most * 5 / len(lanes))
    sheets = [Sheet(_heads(edition), FIRST_LANE)]
    for lane in lanes:
        placed, end = sheets[-1]
        today, used = _today(edition, lane, grid.x(NOW), grid.span(5), row)
        tall = max(row, used)
        if end + tall > foot(edition):
            placed, end = _heads(edition), FIRST_LANE
            sheets.append(Sheet(placed, end))
        path = f"Table/TBody/TR:{lane.lane}"
        placed += blocks.roled(_lane(edition, lane, end), f"{path}/TH:then")
        placed += blocks.roled(blocks.moved(today, 0, end - 11), f"{path}/TD:now") or [
            blocks.empty(f"{path}/TD", grid.x(NOW), end)
        ]
        sheets[-1] = Sheet(placed, end + tall)
    return sheets


def _heads(edition: Edition) -> list[Placed]:
    grid = edition.grid
    return [
        blocks.text(edition, "body.strong", grid.x(0), TOP, edition.say("changed.then"), role=HEAD),
        blocks.text(edition, "body.strong", grid.x(NOW), TOP, edition.say("changed.now"), role=HEAD),
    ]


def _lane(edition: Edition, lane: Certification, y: float) -> list[Placed]:
    """Place a lane's line below its code and, as far as a line holds it, its name in this edition."""
    grid, ink = edition.grid, Ink(f"lane.{lane.lane}")
    left, right = grid.x(0), grid.x(NOW) - 14
    code = blocks.text(edition, "code", left + 34, y, edition.told(lane, "code"), ink=Ink(f"{ink.role}.text"))
    x, name = code.box.right + 8, edition.told(lane, "name")
    block = blocks.lane_block(edition, lane.lane, left, y - 12, 24, role="TH")
    placed = [*_track(edition, lane, left, right, y + 12), *block]
    try:
        return [*placed, code, blocks.line(edition, NAMES, x, y, right - 20 - x, name, "name")]
    except FitError:  # it stands in the table of the requirements
        return [*placed, replace(code, fit="continued")]


def _track(edition: Edition, lane: Certification, left: float, right: float, y: float) -> list[Placed]:
    """Draw a lane's line: it runs on, or ends at the finish when the certification is closed."""
    ink, fate = Ink(f"lane.{lane.lane}"), lane.fate
    start = left + 34
    if fate == "closed":
        end = right - 60
        return [
            blocks.panel(Box(start, y - LANE / 2 + 3, end - start, LANE * 0.6), ink),
            blocks.chequer(end, y - LANE / 2, LANE + 2, LANE / 3 + 0.5),
        ]
    tip = Path.parse(f"M{right - 9},{y - 6}L{right},{y + 0.7}L{right - 9},{y + 7.4}Z")
    return [
        blocks.panel(Box(start, y - LANE / 2 + 3, right - 8 - start, LANE * 0.6), ink),
        blocks.shapes(Shape(tip, fill=ink)),
    ]


def _today(edition: Edition, lane: Certification, x: float, measure: float, row: float) -> tuple[list[Placed], float]:
    """Place what a certification is called today, or what became of it, from 0 down; return how tall that is.

    Its full name of today stands in the table of the requirements too: here as far as its row holds it.
    """
    fate, words = lane.fate, Column(edition, x, 0, measure)
    note = edition.say("status", lane=lane) if lane.note else None
    if fate == "renamed":
        words.text("code", edition.told(lane, "code_now"), gap=6, ink=Ink(f"lane.{lane.lane}.text"))
    elif fate == "same":
        words.text("standfirst", edition.say("now.same") if lane.name_now else edition.told(lane, "code_now"), gap=6)
    elif note:
        words.text("body.strong", note, lead=11)
    more = [("body", edition.told(lane, "name_now"))] if fate == "renamed" and lane.name_now else []
    more += [("body.grey", note)] if note and fate != "closed" else []
    for style, said in more:
        lines = len(fonts.wrap(str(said), edition.style(style), measure))
        if words.y + lines * 11 <= row + 2:
            words.text(style, said, lead=11)
    return words.items, words.y


def _years(edition: Edition, events: tuple[Fact, ...], top: float) -> list[list[Placed]]:
    """Return the events sheet by sheet: the first begins at `top`, if it has room for some of them."""
    sheets, left, y = list[list[Placed]](), events, top
    while left:
        for count in range(len(left), 0, -1):
            placed, missing = _events(edition, left[:count], y, len(events) <= FEW)
            if missing <= 0:
                break
        else:
            if sheets and y < top:
                raise FitError("event", left[0].value, missing)
            placed, count = [], 0
        sheets.append(placed)
        left, y = left[count:], AGAIN
    return sheets or [[]]


def _events(edition: Edition, events: tuple[Fact, ...], top: float, few: bool) -> tuple[list[Placed], float]:
    """Place the events in the order of time, in one or two columns; return the points that they lack as well."""
    grid, missing = edition.grid, -math.inf
    head = Column(edition, grid.x(0), top + 6, grid.measure)
    head.rule(22, Ink("rule"), 0.8)
    head.text("heading", edition.say("changed.events"), gap=16, role="H2")
    when_at = WHEN if len(events) > FEW else WHEN * 1.3
    half = (len(events) + 1) // 2 if len(events) > FEW else len(events)
    placed = head.items
    for number, some in enumerate((events[:half], events[half:])):
        x = grid.x(6 * number)
        width = grid.span(6) if len(events) > FEW else grid.measure
        line = Column(edition, x + when_at, head.y, width - when_at)
        dots: list[float] = []
        for event in some:
            start, before = line.y, len(line.items)
            strong, plain = ("label", "standfirst") if few else ("body.strong", "body")
            high = edition.style(strong).size * fonts.CAP
            when = blocks.text(edition, strong, x + 14, start + high, edition.told(event, "period"))
            line.items.append(when)
            line.text(plain, edition.say("figure.Words", fact=event), gap=3 * WEEK if few else WEEK + 4)
            line.items[before:] = blocks.entry(line.items[before:], "events", events.index(event))
            dots.append(start + high / 2)
        missing = max(missing, line.y - foot(edition) + 10)
        if dots:
            stem = Path.line((x + 3, dots[0]), (x + 3, dots[-1]))
            placed.append(blocks.shapes(Shape(stem, stroke=Ink("ink"), width=1.2)))
            placed += [blocks.panel(Box(x + 3 - DOT, dot - DOT, 2 * DOT, 2 * DOT), Ink("ink")) for dot in dots]
        placed += line.items
    return placed, missing
