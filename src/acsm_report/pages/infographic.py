"""The infographic: one document, composed for the shape that is asked for.

The portrait, a tall page for screens, is here; its height is that of its content.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .. import blocks, charts
from ..brand import Ink
from ..edition import Edition
from ..errors import UsageError
from ..geometry import Box, Size
from ..language import Phrase
from ..scene import Folios, Placed, Room, Scene
from ..story import Story
from . import colophon
from .addressed import panelled, sender
from .column import Column
from .field import FIELD, least
from .field import field as lanes_seen_from_above
from .furniture import changes
from .ladder import TITLES, Ladder, bundle, run_up
from .post import link, social, square, tall
from .poster import certified_heading, even, finding, notes, passing_standard, rates_heading, shares, stepped, sums
from .wall import wall

__all__ = ["infographic"]

BEFORE, AFTER = 196, 62  # from the header's last words to its end, at least; from the ladder's to the next section
PANEL = 18  # the height of a recipient's room, in ems
CODE = 190  # the side of a QR code
CLEAR = 32  # from the header's last words to the lanes, at least


@dataclass
class Scroll:
    """The page in the making: what is placed, and how far down it has come."""

    story: Story
    edition: Edition
    y: float = 0
    items: list[Placed] = field(default_factory=list)

    def add(self, *placed: Placed) -> None:
        self.items += placed


def infographic(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the infographic for its format, by that one's name or else by its scale."""
    shape = SHAPES.get(edition.format.name) or SHAPES[edition.format.scale]
    return (shape(story, replace(edition, code=folios.code())),)


def portrait(story: Story, edition: Edition) -> Scene:
    """Compose the portrait from the top down: finding, ladder, pass rates, certified, sources."""
    page = Scroll(story, edition)
    _header(page)
    _ladder(page)
    if story.records:
        _rates(page)
    if story.certified:
        _certified(page)
    _footer(page)
    size = Size(edition.format.width, page.y)
    return Scene("infographic", edition.say("infographic.name").text, size, tuple(page.items))


def addressed_infographic(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the portrait with room for a recipient at its foot. Raise UsageError for another shape."""
    if edition.format.scale != "poster":
        raise UsageError(f"a {edition.format.name} has no room for a recipient", "leave out --format")
    scene, grid = portrait(story, replace(edition, code=folios.code())), edition.grid
    words = edition.style("body")
    head = Column(edition, grid.x(0), scene.size.h + words.lead, grid.measure)
    if told := sender(edition):
        head.text("source", told, gap=1.5 * words.lead, ink=Ink("stage.soft"))
    head.text("heading", edition.say("addressed.to"), gap=words.lead, ink=Ink("stage.words"), role="H2")
    room = Box(grid.x(0), head.y, grid.measure, PANEL * words.size)
    size = Size(scene.size.w, room.bottom + grid.x(0))
    ground = blocks.panel(Box(0, scene.size.h, size.w, size.h - scene.size.h), Ink("stage"))
    items = (*scene.items, ground, *head.items, *panelled(edition, room))
    return (replace(scene, size=size, items=items, rooms=(Room("panel", room),)),)


def _header(page: Scroll) -> None:
    """Place the finding on the dark ground: the pass rate of all exams, first year and last."""
    story, edition, grid = page.story, page.edition, page.edition.grid
    white, mist = Ink("stage.words"), Ink("stage.soft")
    title = blocks.paragraph(
        edition, "cover", grid.x(0), 208, grid.measure, finding(story, edition), ink=white, role="H1"
    )
    placed, y = [title], blocks.baseline(title)
    if story.overall:
        told, ink = sums(story, edition), Ink("stage.words", 88, "stage")
        placed.append(blocks.paragraph(edition, "standfirst", grid.x(0), y + 56, grid.measure, told, ink=ink))
        y = blocks.baseline(placed[-1]) + 230
        placed += shares(story, edition, grid.x(0), grid.right, y, (170, 170), 44)
        y += 44
    m = run_up(story, edition)
    page.y = y + max(BEFORE, CLEAR + bundle(m, len(story.certifications)) + m["start"])
    page.add(
        blocks.panel(Box(0, 0, edition.format.width, page.y), Ink("stage")),
        blocks.text(edition, "wordmark", grid.x(0), 88, edition.say("wordmark"), ink=white),
        blocks.text(edition, "axis", grid.right, 88, edition.say("infographic.name"), anchor="end", ink=mist),
        *placed,
    )


def _ladder(page: Scroll) -> None:
    """Let the lanes run in from the right on the dark ground and stop at their start lines."""
    edition = page.edition
    placed, last = Ladder(page.story, edition, page.y, edition.grid.right, edition.format.width).placed()
    page.add(*placed)
    page.y = last + AFTER


def _section(page: Scroll, title: Phrase, sub: Phrase, role: str) -> None:
    """Open a section with a heavy rule, its title and its subtitle."""
    edition, grid = page.edition, page.edition.grid
    measure = even(edition, TITLES[0], grid.measure, title)
    heading = stepped(edition, TITLES, grid.x(0), page.y + 64, measure, title, role="H2")
    measure = even(edition, "body.grey", grid.measure, sub)
    below = stepped(edition, ("body.grey", "axis"), grid.x(0), blocks.baseline(heading) + 46, measure, sub, role=role)
    page.add(blocks.panel(Box(grid.x(0), page.y - 12, grid.measure, 4), Ink("ink")), heading, below)
    page.y = blocks.baseline(below)


def _rates(page: Scroll) -> None:
    story, edition, grid = page.story, page.edition, page.edition.grid
    chart = charts.pass_rates(story, edition, grid.measure)
    _section(page, *rates_heading(story, edition, chart), blocks.captioning(chart))
    top = page.y + 24
    page.add(blocks.chart(grid.x(0), top, chart), *changes(story, edition, chart, top, 52))
    page.y = top + chart.size.h + 50


def _certified(page: Scroll) -> None:
    """Let the lanes run down to the finish line, as wide as their shares, across the whole sheet."""
    story, edition, grid = page.story, page.edition, page.edition.grid
    _section(page, *certified_heading(story, edition), f"{FIELD}/Caption")
    area = Box(0, page.y + 34, edition.format.width, edition.measures("field")["height"])
    area = replace(area, h=max(area.h, least(story, edition, area, grid.x(0), grid.right)))
    page.add(*lanes_seen_from_above(story, edition, area, grid.x(0), grid.right))
    page.y = area.bottom


def _footer(page: Scroll) -> None:
    """Place the passing standard, the sources, the method and whose work this is, on the dark ground."""
    story, edition, grid = page.story, page.edition, page.edition.grid
    y, placed = page.y + 60, list[Placed]()
    if score := passing_standard(story, edition):
        placed.append(blocks.paragraph(edition, "label", grid.x(0), y, grid.measure, score, ink=Ink("stage.words")))
        y = blocks.baseline(placed[-1]) + 48
    words = Phrase.joined("\n", notes(story, edition, [*page.items, *placed]))
    code = colophon.square(edition, Box(grid.right - CODE, y - edition.style("source").size, CODE, CODE))
    measure = grid.measure - (CODE + 2 * edition.style("source").size if code else 0)
    body = blocks.paragraph(edition, "source", grid.x(0), y, measure, words, ink=Ink("stage.soft"))
    y, ink = blocks.baseline(body) + 1.6 * edition.style("source").lead, Ink("stage.words")
    named = blocks.paragraph(edition, "axis.strong", grid.x(0), y, measure, colophon.line(edition), ink=ink)
    bottom = math.ceil(max(blocks.baseline(named), *(item.box.bottom for item in code), 0) + 60)  # in whole pixels
    ground = blocks.panel(Box(0, page.y, edition.format.width, bottom - page.y), Ink("stage"))
    page.add(ground, *placed, body, named, *code)
    page.y = bottom


SHAPES: dict[str, Callable[[Story, Edition], Scene]] = {
    "poster": portrait,
    "square": square,
    "social": social,
    "story": tall,
    "link": link,
    "wall": wall,
}
