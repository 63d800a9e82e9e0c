"""The logical tree of a document, read off its scenes: what a tagged PDF and a transcript are written from.

Placed blocks name their place in it by a path of tags, "Table/TBody/TR:age/TD". Blocks that follow each other in
reading order are in the same element as far as their paths agree; a last step without a name always begins an element
of its own. So "H2:1" twice in a row is one heading of two blocks, "P" twice two paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..geometry import Box
from .scene import DataTable, Drawing, Link, PlacedBlock, Scene, TextRun

__all__ = [
    "HEADING_TAGS",
    "Element",
    "MarkRange",
    "build_logical_tree",
    "compose_alt_text",
    "find_main_heading",
    "iterate_passages",
    "text_of_element",
]

HEADING_TAGS = ("H1", "H2", "H3")


class MarkRange(NamedTuple):
    """Marks of a placed block that belong to one element: page and block from 0, marks [start, stop)."""

    page: int
    block: int
    start: int
    stop: int


@dataclass
class Element:
    """An element: its tag, and in reading order the elements and the marks within.

    `name` is that of its step, for a Sect that of its page. A Figure has an alternative, a box in points on its page
    and, for a chart, its table; a Link says where it leads and what for. Words that tell something only by where they
    stand have an alternative too, which is read in their place.
    """

    tag: str
    name: str = ""
    children: list[Element | MarkRange] = field(default_factory=list)
    page: int = 0
    alt: str = ""
    data_table: DataTable | None = None
    box: Box | None = None
    link: Link | None = None

    @property
    def elements(self) -> list[Element]:
        """The elements directly within."""
        return [kid for kid in self.children if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield this element and all within, in reading order."""
        yield self
        for kid in self.elements:
            yield from kid.walk()

    def mark_ranges(self) -> Iterator[MarkRange]:
        """Yield its marks and those of all elements within, in reading order."""
        for kid in self.children:
            yield from kid.mark_ranges() if isinstance(kid, Element) else (kid,)

    def describe(self, scenes: Sequence[Scene], depth: int = 0) -> str:
        """Return the tree as text: a line an element, with its words, its alternative, where it leads."""
        own = "".join(
            f" {told}" for told in (self.alt and f"“{self.alt}”", self.link and f"→ {self.link.purpose}") if told
        )
        leaf = not self.elements and self.tag != "Figure"
        words = f" {text_of_element(self, scenes)}" if leaf and self.children else ""
        lines = [f"{'  ' * depth}{self.tag}{own}{words}"]
        for kid in self.children:
            if isinstance(kid, Element):
                lines.append(kid.describe(scenes, depth + 1))
            elif not leaf and self.tag != "Figure":
                lines.append(f"{'  ' * (depth + 1)}{_text_of_range(kid, scenes)}")
        return "\n".join(line for line in lines if line.strip())


def build_logical_tree(scenes: Sequence[Scene]) -> Element:
    """Return the document of these scenes: a Sect for each, in it what its blocks say they are, but Artifacts."""
    document = Element("Document")
    titles = {f"#{scene.name}": scene.title for scene in scenes}
    for page, scene in enumerate(scenes):
        section = Element("Sect", scene.name, page=page)
        document.children.append(section)
        opened: list[tuple[str, Element]] = []
        for number, item in enumerate(scene.blocks):
            if item.role != "Artifact":
                opened = _open_elements(section, opened, item.role.split("/"), page)
                _add_block(opened[-1][1], item, number, titles)
    return document


def _open_elements(
    section: Element, opened: list[tuple[str, Element]], steps: Sequence[str], page: int
) -> list[tuple[str, Element]]:
    """Return the way to the element that a path names, each step with its element, those that are new opened."""
    kept = 0
    for number, ((step, _), wanted) in enumerate(zip(opened, steps, strict=False), 1):
        if step != wanted or (number == len(steps) and ":" not in step):
            break
        kept = number
    way = opened[:kept]
    for step in steps[kept:]:
        tag, _, name = step.partition(":")
        element = Element(tag, name, page=page)
        (way[-1][1] if way else section).children.append(element)
        way.append((step, element))
    return way


def _add_block(element: Element, placed: PlacedBlock, number: int, titles: dict[str, str]) -> None:
    """Put a block into its element; words that lead somewhere into a Link of their own within."""
    element.alt = " ".join(filter(None, (element.alt, placed.alt)))
    if element.tag == "Figure":
        element.data_table = element.data_table or placed.data_table
        element.box = Box.bounding([element.box, placed.box] if element.box else [placed.box])
    for link, start, stop in _split_by_link(placed):
        target = element
        if link:
            last = element.elements[-1] if element.elements else None
            target = (
                last if last and last.link and last.link.target == link.target else Element("Link", page=element.page)
            )
            if target is not last:
                target.link = link if link.purpose else link._replace(purpose=titles.get(link.target, link.target))
                element.children.append(target)
        target.children.append(MarkRange(element.page, number, start, stop))


def _split_by_link(placed: PlacedBlock) -> Iterator[tuple[Link | None, int, int]]:
    """Yield the marks of a block as stretches that lead to one place, or nowhere; nothing for a block without marks."""
    marks = placed.block.marks if isinstance(placed.block, Drawing) else (None,)
    start = 0
    links = [mark.link if isinstance(mark, TextRun) else None for mark in marks]
    for number in range(1, len(links) + 1):
        if number == len(links) or links[number] != links[start]:
            yield links[start], start, number
            start = number


def text_of_element(element: Element, scenes: Sequence[Scene]) -> str:
    """Return the words of an element and of all within, as they are read."""
    return " ".join(filter(None, (_text_of_range(part, scenes) for part in element.mark_ranges())))


def compose_alt_text(scene: Scene) -> str:
    """Return what a picture of the scene says to those who do not see it: in reading order, an element a line.

    That is its words, or what a figure shows; nothing of an Artifact.
    """
    return "\n".join(text for _, text in iterate_passages((scene,)))


def iterate_passages(scenes: Sequence[Scene]) -> Iterator[tuple[Element, str]]:
    """Yield in reading order the elements that hold no others, each with what is read of it: words, or what it shows.

    What a figure holds is not read, nor is an element without words.
    """
    for element in build_logical_tree(scenes).walk():
        inner = any(kid.tag != "Link" for kid in element.elements)
        text = ""
        if element.tag == "Figure":
            text = element.alt
        elif not inner and element.tag != "Link":
            text = element.alt or text_of_element(element, scenes)
        if text:
            yield element, text


def find_main_heading(scene: Scene) -> str:
    """Return the first heading of a scene; "" without one."""
    return next(
        (text_of_element(e, (scene,)) for e in build_logical_tree((scene,)).walk() if e.tag == HEADING_TAGS[0]), ""
    )


def _text_of_range(mark_range: MarkRange, scenes: Sequence[Scene]) -> str:
    block = scenes[mark_range.page].blocks[mark_range.block].block
    return (
        replace(block, marks=block.marks[mark_range.start : mark_range.stop]).text if isinstance(block, Drawing) else ""
    )
