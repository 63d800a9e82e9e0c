"""The logical tree of a document, read off its scenes. Tagged PDF and HTML are written from it.

The role of a placed block is a path in the tree, "Table/TBody/TR:age/TD". Consecutive blocks share elements as far as
their paths agree. A last step without a name always starts a new element: "H2:1" twice in a row is one heading of two
blocks, "P" twice is two paragraphs.
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
    """Marks of a placed block that belong to one element: page and block number from 0, marks [start, stop)."""

    page: int
    block: int
    start: int
    stop: int


@dataclass
class Element:
    """An element with its PDF tag and, in reading order, its child elements and marks.

    `name` comes from the role; a Sect has the name of its page. A Figure has alt text, a box in points on its page
    and, if it is a chart, a data table. A Link has a target and a purpose. Alt text on other elements replaces text
    that makes sense only by its position.
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
        """The child elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield this element and its descendants, in reading order."""
        yield self
        for child in self.elements:
            yield from child.walk()

    def mark_ranges(self) -> Iterator[MarkRange]:
        """Yield the marks of this element and its descendants, in reading order."""
        for child in self.children:
            yield from child.mark_ranges() if isinstance(child, Element) else (child,)

    def describe(self, scenes: Sequence[Scene], depth: int = 0) -> str:
        """Return the tree as text with one line per element: tag, alt text, link, text."""
        notes = (self.alt and f"“{self.alt}”", self.link and f"→ {self.link.purpose}")
        own = "".join(f" {note}" for note in notes if note)
        is_leaf = not self.elements and self.tag != "Figure"
        text = f" {text_of_element(self, scenes)}" if is_leaf and self.children else ""
        lines = [f"{'  ' * depth}{self.tag}{own}{text}"]
        for child in self.children:
            if isinstance(child, Element):
                lines.append(child.describe(scenes, depth + 1))
            elif not is_leaf and self.tag != "Figure":
                lines.append(f"{'  ' * (depth + 1)}{_text_of_range(child, scenes)}")
        return "\n".join(line for line in lines if line.strip())


def build_logical_tree(scenes: Sequence[Scene]) -> Element:
    """Return the Document element: a Sect for each scene, with the elements of its blocks except Artifacts."""
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
    """Return the elements of a path, each with its step. Add new ones where it differs from `opened`."""
    shared = 0
    for number, ((step, _), wanted) in enumerate(zip(opened, steps, strict=False), 1):
        if step != wanted or (number == len(steps) and ":" not in step):
            break
        shared = number
    path = opened[:shared]
    for step in steps[shared:]:
        tag, _, name = step.partition(":")
        element = Element(tag, name, page=page)
        (path[-1][1] if path else section).children.append(element)
        path.append((step, element))
    return path


def _add_block(element: Element, placed: PlacedBlock, number: int, titles: dict[str, str]) -> None:
    """Add a block to its element. Linked text goes into a Link element inside it."""
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
    """Yield (link, start, stop) for each series of marks with the same link or none."""
    marks = placed.block.marks if isinstance(placed.block, Drawing) else (None,)
    start = 0
    links = [mark.link if isinstance(mark, TextRun) else None for mark in marks]
    for number in range(1, len(links) + 1):
        if number == len(links) or links[number] != links[start]:
            yield links[start], start, number
            start = number


def text_of_element(element: Element, scenes: Sequence[Scene]) -> str:
    """Return the text of an element and its descendants, in reading order."""
    return " ".join(filter(None, (_text_of_range(part, scenes) for part in element.mark_ranges())))


def compose_alt_text(scene: Scene) -> str:
    """Return the alt text of a picture of the scene: one line per element, in reading order, without Artifacts."""
    return "\n".join(text for _, text in iterate_passages((scene,)))


def iterate_passages(scenes: Sequence[Scene]) -> Iterator[tuple[Element, str]]:
    """Yield each innermost element with its text, or a Figure with its alt text, in reading order.

    Elements inside a Figure and elements without text are left out.
    """
    for element in build_logical_tree(scenes).walk():
        has_inner_elements = any(child.tag != "Link" for child in element.elements)
        text = ""
        if element.tag == "Figure":
            text = element.alt
        elif not has_inner_elements and element.tag != "Link":
            text = element.alt or text_of_element(element, scenes)
        if text:
            yield element, text


def find_main_heading(scene: Scene) -> str:
    """Return the text of the first H1 of a scene, or ""."""
    return next(
        (text_of_element(e, (scene,)) for e in build_logical_tree((scene,)).walk() if e.tag == HEADING_TAGS[0]), ""
    )


def _text_of_range(mark_range: MarkRange, scenes: Sequence[Scene]) -> str:
    block = scenes[mark_range.page].blocks[mark_range.block].block
    return (
        replace(block, marks=block.marks[mark_range.start : mark_range.stop]).text if isinstance(block, Drawing) else ""
    )
