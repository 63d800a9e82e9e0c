"""The content of a transcript as plain data, in reading order: what the templates turn into HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from .figure import FigureSvg

__all__ = [
    "Block",
    "Cell",
    "Content",
    "ContentsEntry",
    "DefinitionEntry",
    "DefinitionList",
    "FigureBlock",
    "Heading",
    "InlineElement",
    "ItemList",
    "ListItem",
    "Paragraph",
    "RowGroup",
    "Section",
    "StageGroup",
    "TableBlock",
    "TableOfContents",
    "TocEntry",
    "Words",
]


class InlineElement(NamedTuple):
    """An inline element: a, b, span or wbr."""

    tag: str
    children: Words = ()
    classes: str = ""
    href: str = ""


Words = Sequence[str | InlineElement]


@dataclass(frozen=True)
class Content:
    """What a list item, a cell or a caption holds: words or blocks."""

    words: Words = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    level: int
    id: str
    words: Words
    text: str  # the same without markup


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; screen readers read `alt` in place of its words, if there is one."""

    kind: ClassVar[str] = "paragraph"
    words: Words
    classes: str = ""
    alt: str = ""


class DefinitionEntry(NamedTuple):
    term: Words
    descriptions: Sequence[Words]


@dataclass(frozen=True)
class DefinitionList:
    """Bold terms, each with its descriptions below it (`stack`) or beside it (`rows`)."""

    kind: ClassVar[str] = "definition_list"
    classes: str
    entries: Sequence[DefinitionEntry]


class ListItem(NamedTuple):
    """An item of words, or of parts, each with the class `label` or `body`."""

    words: Words = ()
    parts: Sequence[tuple[str, Content]] = ()


@dataclass(frozen=True)
class ItemList:
    kind: ClassVar[str] = "item_list"
    tag: str
    classes: str
    items: Sequence[ListItem]


class TocEntry(NamedTuple):
    words: Words
    lists: Sequence[Sequence[TocEntry]]


@dataclass(frozen=True)
class TableOfContents:
    """The table of contents that the document itself has."""

    kind: ClassVar[str] = "table_of_contents"
    label_id: str
    entries: Sequence[TocEntry]


class Cell(NamedTuple):
    """A table cell; a header cell has the scope col or row, a data cell may have the name of its column."""

    content: Content
    scope: str = ""
    column_name: str = ""


class RowGroup(NamedTuple):
    is_head: bool
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class TableBlock:
    """A table. One that is wide for a narrow screen has a `region_label`: its box scrolls and can be focused."""

    kind: ClassVar[str] = "table"
    region_label: str
    label_id: str
    captions: Sequence[Content]
    groups: Sequence[RowGroup]


@dataclass(frozen=True)
class FigureBlock:
    """A figure: its captions, its picture, and what that shows in words and as a table."""

    kind: ClassVar[str] = "figure"
    title: str
    captions: Sequence[Block]
    is_caption_first: bool
    picture: FigureSvg | None
    region_label: str  # of the picture's box, if it scrolls
    summary: str
    alt: str
    table: TableBlock | None


@dataclass(frozen=True)
class StageGroup:
    """Blocks that stand on the dark ground within a light page."""

    kind: ClassVar[str] = "stage_group"
    blocks: Sequence[Block]


Block = Heading | Paragraph | DefinitionList | ItemList | TableOfContents | TableBlock | FigureBlock | StageGroup


@dataclass
class Section:
    """A page of the document; without a heading its title labels it."""

    id: str
    title: str
    number: int
    classes: str
    folio: str
    blocks: Sequence[Block] = ()
    headings: list[Heading] = field(default_factory=list)


class ContentsEntry(NamedTuple):
    """A link to a page or to a part of the document; a page has a number, a part has 0."""

    number: int
    id: str
    text: str
