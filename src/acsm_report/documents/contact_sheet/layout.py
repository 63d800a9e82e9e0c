"""The contact sheet: one large scene of headings and captions, and the boxes that it leaves for the exhibits.

It is measured in pixels, a point each, in the type that the brand has for posters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from ...geometry import Box, Centerline, Size, VectorPath
from ...layout.context import LayoutContext
from ...layout.scene import PlacedBlock, Scene, Shape
from ...layout.shapes import filled_rectangle, horizontal_rule, shape_block
from ...layout.text import text_line
from ...page_formats import PageFormat
from ...theme.model import Ink
from .items import CHART_PADDING, ContactSheetItem, DatasetItems

__all__ = ["PlacedItem", "lay_out_contact_sheet"]

COLUMN_COUNT, COLUMN_WIDTH, GUTTER, MARGIN = 4, 1056, 64, 128  # a column is a spread wide
SHEET_WIDTH = 2 * MARGIN + COLUMN_COUNT * COLUMN_WIDTH + (COLUMN_COUNT - 1) * GUTTER
INFOGRAPHIC_SCALE = 0.46  # pixels per point of every infographic
HEADER_HEIGHT, LANE_WIDTH, LANE_PITCH, BEND_RADIUS = (
    560,
    36,
    42,
    150,
)  # the dark head, and the track that runs through it
CAPTION_OFFSET, ROW_GAP, SECTION_GAP = (
    38,
    64,
    150,
)  # from a thing to its caption, from that to the next thing, between sections


class PlacedItem(NamedTuple):
    """An exhibit of the hall with this number, the box in which it hangs, and whether it does so in grey."""

    dataset_number: int
    item: ContactSheetItem
    box: Box
    is_gray: bool = False


@dataclass
class _ContactSheet:
    """The sheet in the making: its words, what hangs on it, and how far down it has come."""

    context: LayoutContext
    y: float = 0
    blocks: list[PlacedBlock] = field(default_factory=list)
    placed_items: list[PlacedItem] = field(default_factory=list)

    def place_item(
        self, dataset_number: int, item: ContactSheetItem, x: float, y: float, width: float, is_gray: bool = False
    ) -> float:
        """Hang an exhibit so wide, with its frame; return where it ends."""
        high = round(width) * item.scene.size.height / item.scene.size.width
        box = Box(round(x), round(y), round(width), round(high))
        frame = VectorPath.rectangle(Box(box.x - 1, box.y - 1, box.width + 2, box.height + 2))
        self.blocks.append(shape_block(Shape(frame, stroke=Ink("rule"), stroke_width=2)))
        self.placed_items.append(PlacedItem(dataset_number, item, box, is_gray))
        return box.bottom

    def add_caption(self, item: ContactSheetItem, x: float, y: float, width: float) -> None:
        """Set the name of an exhibit below it, and its note where there is room beside that."""
        name = text_line(self.context, "axis.strong", x, y, item.name, role="Caption")
        note = text_line(self.context, "axis", x + name.box.width + 18, y, item.note, role="Caption")
        self.blocks += [name, note] if note.box.right <= x + width else [name]

    def add_heading(self, key: str, subtitle: str = "") -> None:
        """Begin a section: a line, its title, and a sentence beside it."""
        self.y += SECTION_GAP
        context = self.context
        self.blocks.append(horizontal_rule(MARGIN, self.y, SHEET_WIDTH - MARGIN, Ink("ink"), 4))
        title = text_line(context, "title", MARGIN, self.y + 84, context.message(key), role="H2")
        self.blocks.append(title)
        if subtitle:
            self.blocks.append(text_line(context, "standfirst", _column_x(1), self.y + 84, context.message(subtitle)))
        self.y += 84

    def add_subheading(self, dataset_items: DatasetItems, x: float = MARGIN) -> None:
        """Name an edition of the data: what it is about, and what it is called."""
        y = self.y + 88
        title = text_line(self.context, "heading", x, y, dataset_items.title, role="H3")
        name = text_line(self.context, "axis", title.box.right + 24, y, dataset_items.name)
        self.blocks += [title, name]


def lay_out_contact_sheet(
    datasets: Sequence[DatasetItems], context: LayoutContext
) -> tuple[Scene, tuple[PlacedItem, ...]]:
    """Lay out the sheet for these halls; return its scene and what is to be hung on it, in reading order."""
    sheet = _ContactSheet(context.with_page_format(PageFormat("gallery", SHEET_WIDTH, None, type_scale="poster")))
    _place_header(sheet, max(hall.lane_count for hall in datasets))
    sheet.add_heading("gallery.pages")
    for number, hall in enumerate(datasets):
        sheet.add_subheading(hall)
        _place_spreads(sheet, number, hall)
    sheet.add_heading("gallery.grey", "gallery.grey.sub")
    for number, hall in enumerate(datasets):
        sheet.add_subheading(hall)
        _place_gray_proofs(sheet, number, hall)
    sheet.add_heading("gallery.charts")
    for number, hall in enumerate(datasets):
        sheet.add_subheading(hall)
        _place_charts(sheet, number, hall)
    sheet.add_heading("gallery.pictures", "gallery.pictures.sub")
    _place_infographics(sheet, datasets)
    size = Size(SHEET_WIDTH, round(sheet.y + MARGIN))
    title = sheet.context.message("gallery.title").text
    return Scene("gallery", title, size, tuple(sheet.blocks), ground="sand"), tuple(sheet.placed_items)


def _column_x(number: float) -> float:
    return MARGIN + number * (COLUMN_WIDTH + GUTTER)


def _place_header(sheet: _ContactSheet, lane_count: int) -> None:
    """Place the title on the dark ground, and the track that comes in from the right and leads down to the sheet."""
    context, words, soft = sheet.context, Ink("stage.words"), Ink("stage.soft")
    pitch = LANE_PITCH * min(1, 5 / lane_count)
    turn = SHEET_WIDTH - _column_x(COLUMN_COUNT - 1) - BEND_RADIUS
    track = (
        Centerline(SHEET_WIDTH, HEADER_HEIGHT / 2, 180)
        .with_straight(turn)
        .with_bend(BEND_RADIUS, -90)
        .with_straight(HEADER_HEIGHT / 2 - BEND_RADIUS)
    )
    sheet.blocks += [
        filled_rectangle(Box(0, 0, SHEET_WIDTH, HEADER_HEIGHT), Ink("stage")),
        *(
            shape_block(
                Shape(
                    track.offset_path((i - (lane_count - 1) / 2) * pitch),
                    stroke=Ink(f"lane.{i + 1}.stage"),
                    stroke_width=LANE_WIDTH * pitch / LANE_PITCH,
                )
            )
            for i in range(lane_count)
        ),
        text_line(context, "cover.wordmark", MARGIN, 136, context.message("wordmark"), ink=words),
        text_line(context, "cover", MARGIN, 332, context.message("gallery.title"), ink=words, role="H1"),
        text_line(context, "standfirst", MARGIN, 416, context.message("gallery.sub"), ink=soft),
    ]
    sheet.y = HEADER_HEIGHT - SECTION_GAP / 2


def _pair_pages(pages: Sequence[ContactSheetItem]) -> Iterable[tuple[ContactSheetItem, ...]]:
    """Yield the pages two by two as they face each other; the first and the last are the outside of the sheet."""
    if len(pages) % 2 or len(pages) < 2:
        yield from (tuple(pages[i : i + 2]) for i in range(0, len(pages), 2))
        return
    yield pages[-1], pages[0]
    yield from ((pages[i], pages[i + 1]) for i in range(1, len(pages) - 1, 2))


def _place_spreads(sheet: _ContactSheet, dataset_number: int, dataset_items: DatasetItems) -> None:
    """Hang a brochure as spreads, a column each."""
    sheet.y += 136
    spreads = list(_pair_pages(dataset_items.pages))
    for first in range(0, len(spreads), COLUMN_COUNT):
        bottom = sheet.y
        for column, spread in enumerate(spreads[first : first + COLUMN_COUNT]):
            for side, page in enumerate(spread):
                x = _column_x(column) + side * COLUMN_WIDTH / 2
                low = sheet.place_item(dataset_number, page, x, sheet.y, COLUMN_WIDTH / 2)
                sheet.add_caption(page, x, low + CAPTION_OFFSET, 0)
                bottom = max(bottom, low + CAPTION_OFFSET)
        sheet.y = bottom + ROW_GAP
    sheet.y -= ROW_GAP


def _place_gray_proofs(sheet: _ContactSheet, dataset_number: int, dataset_items: DatasetItems) -> None:
    """Hang a brochure once more, small and in grey."""
    sheet.y += 136
    wide, bottom = (COLUMN_WIDTH - GUTTER / 2) / 4, sheet.y
    for place, spread in enumerate(_pair_pages(dataset_items.pages)):
        if place and place % (2 * COLUMN_COUNT) == 0:
            sheet.y = bottom + ROW_GAP / 2
        x = _column_x(place % (2 * COLUMN_COUNT) // 2) + place % 2 * (COLUMN_WIDTH + GUTTER / 2) / 2
        for side, page in enumerate(spread):
            bottom = max(bottom, sheet.place_item(dataset_number, page, x + side * wide, sheet.y, wide, is_gray=True))
    sheet.y = bottom


def _place_charts(sheet: _ContactSheet, dataset_number: int, dataset_items: DatasetItems) -> None:
    """Hang the charts at one scale, each kind in the column that is the shortest so far."""
    sheet.y += 136
    if not dataset_items.chart_groups:
        return
    ends = [sheet.y] * COLUMN_COUNT
    widest = max(exhibit.scene.size.width for group in dataset_items.chart_groups for exhibit in group)
    scale = COLUMN_WIDTH / widest
    for group in dataset_items.chart_groups:
        column = ends.index(min(ends))
        x, y, low = _column_x(column), ends[column], ends[column]
        for exhibit in group:
            wide = exhibit.scene.size.width * scale
            if x + wide > _column_x(column) + COLUMN_WIDTH + 1:
                x, y = _column_x(column), low + CAPTION_OFFSET + ROW_GAP / 2
            low = max(low, end := sheet.place_item(dataset_number, exhibit, x, y, wide))
            sheet.add_caption(exhibit, x, end + CAPTION_OFFSET, wide)
            x += wide + CHART_PADDING * scale
        ends[column] = low + CAPTION_OFFSET + ROW_GAP
    sheet.y = max(ends) - ROW_GAP


def _place_infographics(sheet: _ContactSheet, datasets: Sequence[DatasetItems]) -> None:
    """Hang the infographics at one scale, an edition beside the other while there is room."""
    column, top, bottom = 0, sheet.y, sheet.y
    for number, hall in enumerate(datasets):
        stacks = _stack_pictures(hall.pictures)
        wide = sum(max(_scaled_width(e) for e in stack) + GUTTER for stack in stacks) - GUTTER
        spanned = ceil((wide + GUTTER) / (COLUMN_WIDTH + GUTTER))
        if column and column + spanned > COLUMN_COUNT:
            column, top = 0, bottom
        x = _column_x(column)
        sheet.y = top
        sheet.add_subheading(hall, x)
        left = x
        for stack in stacks:
            y = top + 136
            for exhibit in stack:
                low = sheet.place_item(number, exhibit, left, y, _scaled_width(exhibit))
                sheet.add_caption(exhibit, left, low + CAPTION_OFFSET, _scaled_width(exhibit))
                bottom, y = max(bottom, low + CAPTION_OFFSET), low + CAPTION_OFFSET + ROW_GAP
            left += max(_scaled_width(e) for e in stack) + GUTTER
        column += spanned
    sheet.y = bottom


def _scaled_width(item: ContactSheetItem) -> float:
    return item.scene.size.width * INFOGRAPHIC_SCALE


def _stack_pictures(pictures: Sequence[ContactSheetItem]) -> list[list[ContactSheetItem]]:
    """Return the pictures in columns, one above another while they are no taller together than the tallest."""
    columns: list[list[ContactSheetItem]] = []
    tallest = max(e.scene.size.height for e in pictures) * INFOGRAPHIC_SCALE
    high = 0.0
    for exhibit in pictures:
        more = exhibit.scene.size.height * INFOGRAPHIC_SCALE + CAPTION_OFFSET
        if columns and high + ROW_GAP + more <= tallest + CAPTION_OFFSET + 1:
            columns[-1].append(exhibit)
            high += ROW_GAP + more
        else:
            columns.append([exhibit])
            high = more
    return columns
