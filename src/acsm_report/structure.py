"""The logical tree of a document, read off its scenes: what a tagged PDF and a transcript are written from.

Placed blocks name their place in it by a path of tags, "Table/TBody/TR:age/TD". Blocks that follow each other in
reading order are in the same element as far as their paths agree; a last step without a name always begins an element
of its own. So "H2:1" twice in a row is one heading of two blocks, "P" twice two paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from .geometry import Box
from .scene import Drawing, Link, Placed, Run, Scene, Table

__all__ = ["HEADINGS", "Element", "Part", "alternative", "headline", "passages", "text_of", "tree"]

HEADINGS = ("H1", "H2", "H3")


class Part(NamedTuple):
    """Marks of a placed block that belong to one element: page and block from 0, marks [start, stop)."""

    page: int
    item: int
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
    kids: list[Element | Part] = field(default_factory=list)
    page: int = 0
    alt: str = ""
    table: Table | None = None
    box: Box | None = None
    link: Link | None = None

    @property
    def elements(self) -> list[Element]:
        """The elements directly within."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield this element and all within, in reading order."""
        yield self
        for kid in self.elements:
            yield from kid.walk()

    def parts(self) -> Iterator[Part]:
        """Yield its marks and those of all elements within, in reading order."""
        for kid in self.kids:
            yield from kid.parts() if isinstance(kid, Element) else (kid,)

    def describe(self, scenes: Sequence[Scene], depth: int = 0) -> str:
        """Return the tree as text: a line an element, with its words, its alternative, where it leads."""
        own = "".join(
            f" {told}" for told in (self.alt and f"“{self.alt}”", self.link and f"→ {self.link.purpose}") if told
        )
        leaf = not self.elements and self.tag != "Figure"
        words = f" {text_of(self, scenes)}" if leaf and self.kids else ""
        lines = [f"{'  ' * depth}{self.tag}{own}{words}"]
        for kid in self.kids:
            if isinstance(kid, Element):
                lines.append(kid.describe(scenes, depth + 1))
            elif not leaf and self.tag != "Figure":
                lines.append(f"{'  ' * (depth + 1)}{_words(kid, scenes)}")
        return "\n".join(line for line in lines if line.strip())


def tree(scenes: Sequence[Scene]) -> Element:
    """Return the document of these scenes: a Sect for each, in it what its blocks say they are, but Artifacts."""
    document = Element("Document")
    titles = {f"#{scene.name}": scene.title for scene in scenes}
    for page, scene in enumerate(scenes):
        section = Element("Sect", scene.name, page=page)
        document.kids.append(section)
        opened: list[tuple[str, Element]] = []
        for number, item in enumerate(scene.items):
            if item.role != "Artifact":
                opened = _entered(section, opened, item.role.split("/"), page)
                _take(opened[-1][1], item, number, titles)
    return document


def _entered(
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
        (way[-1][1] if way else section).kids.append(element)
        way.append((step, element))
    return way


def _take(element: Element, item: Placed, number: int, titles: dict[str, str]) -> None:
    """Put a block into its element; words that lead somewhere into a Link of their own within."""
    element.alt = " ".join(filter(None, (element.alt, item.alt)))
    if element.tag == "Figure":
        element.table = element.table or item.table
        element.box = Box.around([element.box, item.box] if element.box else [item.box])
    for link, start, stop in _stretches(item):
        target = element
        if link:
            last = element.elements[-1] if element.elements else None
            target = last if last and last.link and last.link.to == link.to else Element("Link", page=element.page)
            if target is not last:
                target.link = link if link.purpose else link._replace(purpose=titles.get(link.to, link.to))
                element.kids.append(target)
        target.kids.append(Part(element.page, number, start, stop))


def _stretches(item: Placed) -> Iterator[tuple[Link | None, int, int]]:
    """Yield the marks of a block as stretches that lead to one place, or nowhere; nothing for a block without marks."""
    marks = item.block.marks if isinstance(item.block, Drawing) else (None,)
    start = 0
    links = [mark.link if isinstance(mark, Run) else None for mark in marks]
    for number in range(1, len(links) + 1):
        if number == len(links) or links[number] != links[start]:
            yield links[start], start, number
            start = number


def text_of(element: Element, scenes: Sequence[Scene]) -> str:
    """Return the words of an element and of all within, as they are read."""
    return " ".join(filter(None, (_words(part, scenes) for part in element.parts())))


def alternative(scene: Scene) -> str:
    """Return what a picture of the scene says to those who do not see it: in reading order, an element a line.

    That is its words, or what a figure shows; nothing of an Artifact.
    """
    return "\n".join(text for _, text in passages((scene,)))


def passages(scenes: Sequence[Scene]) -> Iterator[tuple[Element, str]]:
    """Yield in reading order the elements that hold no others, each with what is read of it: words, or what it shows.

    What a figure holds is not read, nor is an element without words.
    """
    for element in tree(scenes).walk():
        inner = any(kid.tag != "Link" for kid in element.elements)
        text = ""
        if element.tag == "Figure":
            text = element.alt
        elif not inner and element.tag != "Link":
            text = element.alt or text_of(element, scenes)
        if text:
            yield element, text


def headline(scene: Scene) -> str:
    """Return the first heading of a scene; "" without one."""
    return next((text_of(e, (scene,)) for e in tree((scene,)).walk() if e.tag == HEADINGS[0]), "")


def _words(part: Part, scenes: Sequence[Scene]) -> str:
    block = scenes[part.page].items[part.item].block
    return replace(block, marks=block.marks[part.start : part.stop]).text if isinstance(block, Drawing) else ""
