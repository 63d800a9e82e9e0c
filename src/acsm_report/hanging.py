"""The contact sheet: one large scene of headings and captions, and the boxes that it leaves for the exhibits.

It is measured in pixels, a point each, in the type that the brand has for posters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from . import blocks
from .brand import Ink
from .edition import Edition
from .exhibits import PAD, Exhibit, Hall
from .geometry import Box, Format, Path, Size, Track
from .scene import Placed, Scene, Shape

__all__ = ["Hung", "hang"]

COLUMNS, COLUMN, GUTTER, MARGIN = 4, 1056, 64, 128  # a column is a spread wide
WIDE = 2 * MARGIN + COLUMNS * COLUMN + (COLUMNS - 1) * GUTTER
PICTURE = 0.46  # pixels per point of every infographic
HEAD, LANE, PITCH, BEND = 560, 36, 42, 150  # the dark head, and the track that runs through it
CAPTION, ROW, SECTION = 38, 64, 150  # from a thing to its caption, from that to the next thing, between sections


class Hung(NamedTuple):
    """An exhibit of the hall with this number, the box in which it hangs, and whether it does so in grey."""

    hall: int
    exhibit: Exhibit
    box: Box
    grey: bool = False


@dataclass
class _Sheet:
    """The sheet in the making: its words, what hangs on it, and how far down it has come."""

    edition: Edition
    y: float = 0
    items: list[Placed] = field(default_factory=list)
    hung: list[Hung] = field(default_factory=list)

    def hang(self, hall: int, exhibit: Exhibit, x: float, y: float, wide: float, grey: bool = False) -> float:
        """Hang an exhibit so wide, with its frame; return where it ends."""
        high = round(wide) * exhibit.scene.size.h / exhibit.scene.size.w
        box = Box(round(x), round(y), round(wide), round(high))
        frame = Path.box(Box(box.x - 1, box.y - 1, box.w + 2, box.h + 2))
        self.items.append(blocks.shapes(Shape(frame, stroke=Ink("rule"), width=2)))
        self.hung.append(Hung(hall, exhibit, box, grey))
        return box.bottom

    def caption(self, exhibit: Exhibit, x: float, y: float, wide: float) -> None:
        """Set the name of an exhibit below it, and its note where there is room beside that."""
        name = blocks.text(self.edition, "axis.strong", x, y, exhibit.name, role="Caption")
        note = blocks.text(self.edition, "axis", x + name.box.w + 18, y, exhibit.note, role="Caption")
        self.items += [name, note] if note.box.right <= x + wide else [name]

    def heading(self, key: str, said: str = "") -> None:
        """Begin a section: a line, its title, and a sentence beside it."""
        self.y += SECTION
        edition = self.edition
        self.items.append(blocks.rule(MARGIN, self.y, WIDE - MARGIN, Ink("ink"), 4))
        title = blocks.text(edition, "title", MARGIN, self.y + 84, edition.say(key), role="H2")
        self.items.append(title)
        if said:
            self.items.append(blocks.text(edition, "standfirst", _column(1), self.y + 84, edition.say(said)))
        self.y += 84

    def subheading(self, hall: Hall, x: float = MARGIN) -> None:
        """Name an edition of the data: what it is about, and what it is called."""
        y = self.y + 88
        title = blocks.text(self.edition, "heading", x, y, hall.title, role="H3")
        name = blocks.text(self.edition, "axis", title.box.right + 24, y, hall.name)
        self.items += [title, name]


def hang(halls: Sequence[Hall], edition: Edition) -> tuple[Scene, tuple[Hung, ...]]:
    """Lay out the sheet for these halls; return its scene and what is to be hung on it, in reading order."""
    sheet = _Sheet(edition.on(Format("gallery", WIDE, None, scale="poster")))
    _head(sheet, max(hall.lanes for hall in halls))
    sheet.heading("gallery.pages")
    for number, hall in enumerate(halls):
        sheet.subheading(hall)
        _pages(sheet, number, hall)
    sheet.heading("gallery.grey", "gallery.grey.sub")
    for number, hall in enumerate(halls):
        sheet.subheading(hall)
        _proof(sheet, number, hall)
    sheet.heading("gallery.charts")
    for number, hall in enumerate(halls):
        sheet.subheading(hall)
        _charts(sheet, number, hall)
    sheet.heading("gallery.pictures", "gallery.pictures.sub")
    _pictures(sheet, halls)
    size = Size(WIDE, round(sheet.y + MARGIN))
    title = sheet.edition.say("gallery.title").text
    return Scene("gallery", title, size, tuple(sheet.items), ground="sand"), tuple(sheet.hung)


def _column(number: float) -> float:
    return MARGIN + number * (COLUMN + GUTTER)


def _head(sheet: _Sheet, lanes: int) -> None:
    """Place the title on the dark ground, and the track that comes in from the right and leads down to the sheet."""
    edition, words, soft = sheet.edition, Ink("stage.words"), Ink("stage.soft")
    pitch = PITCH * min(1, 5 / lanes)
    turn = WIDE - _column(COLUMNS - 1) - BEND
    track = Track(WIDE, HEAD / 2, 180).straight(turn).bend(BEND, -90).straight(HEAD / 2 - BEND)
    sheet.items += [
        blocks.panel(Box(0, 0, WIDE, HEAD), Ink("stage")),
        *(
            blocks.shapes(
                Shape(
                    track.lane((i - (lanes - 1) / 2) * pitch),
                    stroke=Ink(f"lane.{i + 1}.stage"),
                    width=LANE * pitch / PITCH,
                )
            )
            for i in range(lanes)
        ),
        blocks.text(edition, "cover.wordmark", MARGIN, 136, edition.say("wordmark"), ink=words),
        blocks.text(edition, "cover", MARGIN, 332, edition.say("gallery.title"), ink=words, role="H1"),
        blocks.text(edition, "standfirst", MARGIN, 416, edition.say("gallery.sub"), ink=soft),
    ]
    sheet.y = HEAD - SECTION / 2


def _spreads(pages: Sequence[Exhibit]) -> Iterable[tuple[Exhibit, ...]]:
    """Yield the pages two by two as they face each other; the first and the last are the outside of the sheet."""
    if len(pages) % 2 or len(pages) < 2:
        yield from (tuple(pages[i : i + 2]) for i in range(0, len(pages), 2))
        return
    yield pages[-1], pages[0]
    yield from ((pages[i], pages[i + 1]) for i in range(1, len(pages) - 1, 2))


def _pages(sheet: _Sheet, number: int, hall: Hall) -> None:
    """Hang a brochure as spreads, a column each."""
    sheet.y += 136
    spreads = list(_spreads(hall.pages))
    for first in range(0, len(spreads), COLUMNS):
        bottom = sheet.y
        for column, spread in enumerate(spreads[first : first + COLUMNS]):
            for side, page in enumerate(spread):
                x = _column(column) + side * COLUMN / 2
                low = sheet.hang(number, page, x, sheet.y, COLUMN / 2)
                sheet.caption(page, x, low + CAPTION, 0)
                bottom = max(bottom, low + CAPTION)
        sheet.y = bottom + ROW
    sheet.y -= ROW


def _proof(sheet: _Sheet, number: int, hall: Hall) -> None:
    """Hang a brochure once more, small and in grey."""
    sheet.y += 136
    wide, bottom = (COLUMN - GUTTER / 2) / 4, sheet.y
    for place, spread in enumerate(_spreads(hall.pages)):
        if place and place % (2 * COLUMNS) == 0:
            sheet.y = bottom + ROW / 2
        x = _column(place % (2 * COLUMNS) // 2) + place % 2 * (COLUMN + GUTTER / 2) / 2
        for side, page in enumerate(spread):
            bottom = max(bottom, sheet.hang(number, page, x + side * wide, sheet.y, wide, grey=True))
    sheet.y = bottom


def _charts(sheet: _Sheet, number: int, hall: Hall) -> None:
    """Hang the charts at one scale, each kind in the column that is the shortest so far."""
    sheet.y += 136
    if not hall.charts:
        return
    ends = [sheet.y] * COLUMNS
    widest = max(exhibit.scene.size.w for group in hall.charts for exhibit in group)
    scale = COLUMN / widest
    for group in hall.charts:
        column = ends.index(min(ends))
        x, y, low = _column(column), ends[column], ends[column]
        for exhibit in group:
            wide = exhibit.scene.size.w * scale
            if x + wide > _column(column) + COLUMN + 1:
                x, y = _column(column), low + CAPTION + ROW / 2
            low = max(low, end := sheet.hang(number, exhibit, x, y, wide))
            sheet.caption(exhibit, x, end + CAPTION, wide)
            x += wide + PAD * scale
        ends[column] = low + CAPTION + ROW
    sheet.y = max(ends) - ROW


def _pictures(sheet: _Sheet, halls: Sequence[Hall]) -> None:
    """Hang the infographics at one scale, an edition beside the other while there is room."""
    column, top, bottom = 0, sheet.y, sheet.y
    for number, hall in enumerate(halls):
        stacks = _stacks(hall.pictures)
        wide = sum(max(_wide(e) for e in stack) + GUTTER for stack in stacks) - GUTTER
        spanned = ceil((wide + GUTTER) / (COLUMN + GUTTER))
        if column and column + spanned > COLUMNS:
            column, top = 0, bottom
        x = _column(column)
        sheet.y = top
        sheet.subheading(hall, x)
        left = x
        for stack in stacks:
            y = top + 136
            for exhibit in stack:
                low = sheet.hang(number, exhibit, left, y, _wide(exhibit))
                sheet.caption(exhibit, left, low + CAPTION, _wide(exhibit))
                bottom, y = max(bottom, low + CAPTION), low + CAPTION + ROW
            left += max(_wide(e) for e in stack) + GUTTER
        column += spanned
    sheet.y = bottom


def _wide(exhibit: Exhibit) -> float:
    return exhibit.scene.size.w * PICTURE


def _stacks(pictures: Sequence[Exhibit]) -> list[list[Exhibit]]:
    """Return the pictures in columns, one above another while they are no taller together than the tallest."""
    columns: list[list[Exhibit]] = []
    tallest = max(e.scene.size.h for e in pictures) * PICTURE
    high = 0.0
    for exhibit in pictures:
        more = exhibit.scene.size.h * PICTURE + CAPTION
        if columns and high + ROW + more <= tallest + CAPTION + 1:
            columns[-1].append(exhibit)
            high += ROW + more
        else:
            columns.append([exhibit])
            high = more
    return columns
