"""The cover: the lanes run in from their staggered starts and, where there are five, write a 5."""

from __future__ import annotations

from .. import blocks
from ..brand import Ink
from ..edition import Edition
from ..geometry import Box, Path
from ..scene import Folios, Placed, Room, Scene, Shape
from ..story import Story
from .furniture import as_of, lanes_of, sheet

__all__ = ["cover"]

PITCH, LANE, STAGGER = 27, 24.4, 38  # from lane to lane, the width of one, from start line to start line
HEAD = 92  # what stands above the lanes ends here
OUT, INSET = 54, 10  # from the first start line to the edge of the sheet; from a start line to its code
BUNDLE = 5  # as many lanes have this pitch; more of them share its width


def cover(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the cover on the dark ground; the title sits in the bowl of the numeral."""
    size, grid = sheet(edition), edition.grid
    lower = size.h - 792  # what a taller sheet adds above the title
    words, soft = Ink("stage.words"), Ink("stage.soft")
    heading = edition.say("cover.title", lanes=story.lanes)
    about = edition.say("cover.sub.cost" if story.dataset.first("renewal_cycle") else "cover.sub")
    title = blocks.paragraph(edition, "cover", grid.x(0), 540 + lower, grid.measure, heading, ink=words, role="H1")
    named = blocks.text(edition, "standfirst", grid.x(0), 76, edition.say("cover.about"), ink=soft)
    lanes, named_lanes = _lanes(story, edition, lower)
    items: list[Placed] = [
        *lanes,
        blocks.text(edition, "cover.wordmark", grid.x(0), 58, edition.say("wordmark"), ink=words),
        named,
    ]
    if story.ends:
        first, last = story.ends
        key = "cover.years" if first.period != last.period else "cover.year"
        years = edition.say(key, first=first, last=last)
        items.append(blocks.text(edition, "body.semibold", grid.right, 58, years, anchor="end", ink=words))
    right = grid.right
    if day := as_of(story, edition):
        wide = blocks.text_width(edition, "body", day)
        free = wide <= grid.right - named.box.right - 12
        right -= 0 if free else wide + 12
        items.append(blocks.text(edition, "body", grid.right, 76 if free else 92, day, anchor="end", ink=soft))
    y = blocks.baseline(title) + 27
    below = blocks.paragraph(edition, "standfirst", grid.x(0), y, 300, about, ink=Ink("stage.words", 88))
    items += [title, below, *named_lanes]
    room = Box(grid.x(0), named.box.bottom, right - grid.x(0), min(lane.box.y for lane in lanes) - named.box.bottom)
    rooms = (Room("name", room),) if room.h >= edition.style("standfirst").lead else ()
    return (Scene("cover", " ".join(heading.text.split()), size, tuple(items), "stage", rooms),)


def _lanes(story: Story, edition: Edition, lower: float) -> tuple[list[Placed], list[Placed]]:
    """Draw the lanes with their run-ups and start lines, lane 1 inside the first bend; return them and their codes."""
    width, lanes = edition.format.width, lanes_of(story, edition)
    middle, scale = (len(lanes) - 1) / 2, min(1, BUNDLE / len(lanes))
    lane = LANE * scale
    first = max(191.5 + lower / 2, HEAD + middle * PITCH * scale + lane / 2)
    wide = [blocks.text_width(edition, "label", edition.told(c, "code")) + 2 * INSET for c in lanes]
    give = max(
        0, *(w - OUT - i * STAGGER * scale for i, w in enumerate(wide))
    )  # for a code that is wider than its lane
    placed, codes = list[Placed](), list[Placed]()
    for i, certification in enumerate(lanes):
        offset, ink = (i - middle) * PITCH * scale, Ink(f"lane.{certification.lane}.stage")
        y, start = first - offset, width - OUT - give - i * STAGGER * scale
        run_up = Box(start, y - lane / 2, width - start, lane)
        code = edition.told(certification, "code")
        path = (_five if len(lanes) == 5 else _sweep)(start, width, first, lower, offset)
        placed += [
            blocks.panel(run_up, Ink(ink.role, 30)),
            blocks.shapes(Shape(path, stroke=ink, width=lane)),
            blocks.panel(Box(start - 1.5, y - lane / 2, 3.5, lane), Ink("stage.words")),
        ]
        words = blocks.text(edition, "label", start + INSET, y + 4.2, code, ink=Ink("stage.words"))
        codes += blocks.entry([words], "lanes", i)
    return placed, codes


def _five(start: float, width: float, y: float, lower: float, offset: float) -> Path:
    """The numeral 5: a round first bend, a hard corner at the foot of the stem, a bowl, off to the left."""
    stem, top, bend = 190 - offset, y - offset, 82 + offset
    foot, bowl, turn = y + 226 + lower / 2 + offset, 150 - offset, width - 230
    return Path.parse(
        f"M{start},{top}H{stem + bend}A{bend},{bend} 0 0 0 {stem},{top + bend}"
        f"V{foot}H{turn}A{bowl},{bowl} 0 0 1 {turn},{foot + 2 * bowl}H-20"
    )


def _sweep(start: float, width: float, y: float, lower: float, offset: float) -> Path:
    """Any other number of lanes: down, round the title's bowl and off to the left, all bends round."""
    stem, top, bend, turn = 190 - offset, y - offset, 82 + offset, width - 230
    foot, second, bowl = y + 226 + lower / 2 + offset, 66 + offset, 150 - offset
    return Path.parse(
        f"M{start},{top}H{stem + bend}A{bend},{bend} 0 0 0 {stem},{top + bend}V{foot - second}"
        f"A{second},{second} 0 0 0 {stem + second},{foot}H{turn}A{bowl},{bowl} 0 0 1 {turn},{foot + 2 * bowl}H-20"
    )
