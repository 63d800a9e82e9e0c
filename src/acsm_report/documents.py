"""The documents: which pages, in which order. A new page is one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from . import pages
from .edition import Edition
from .errors import DrawError, FitError
from .scene import Folios, Scene
from .stamp import stamped
from .story import Story

__all__ = ["ADDRESSED", "BROCHURE", "DOCUMENTS", "INFOGRAPHIC", "Document", "compose"]


Page = Callable[[Story, Edition, Folios], tuple[Scene, ...]]


@dataclass(frozen=True, slots=True)
class Document:
    """A product: its name, the message that titles it, and its pages in order; one of them may be several sheets.

    Where their number is no multiple of `fold`, `fillers` come before the `closing` ones, the last as often as needed.
    """

    name: str
    title: str
    pages: tuple[Page, ...]
    closing: tuple[Page, ...] = ()
    fillers: tuple[Page, ...] = ()
    fold: int = 1


BROCHURE = Document(
    "brochure",
    "brochure.name",
    (
        pages.cover,
        pages.contents,
        pages.glance,
        pages.lanes,
        pages.requirements,
        pages.statistics,
        pages.keep,
        pages.pay,
        pages.changed,
        pages.sources,
    ),
    closing=(pages.back,),
    fillers=(pages.notes, pages.lines),
    fold=4,
)
INFOGRAPHIC = Document("infographic", "infographic.name", (pages.infographic,))
DOCUMENTS = {document.name: document for document in (BROCHURE, INFOGRAPHIC)}
ADDRESSED = {  # the same, with room for a recipient
    "brochure": replace(BROCHURE, closing=(pages.addressed_back,)),
    "infographic": replace(INFOGRAPHIC, pages=(pages.addressed_infographic,)),
}


def compose(document: Document, story: Story, edition: Edition) -> tuple[Scene, ...]:
    """Lay out every page of a document; its charts are still to be drawn.

    Pages name each other's numbers, and the code of all, which are known when all are laid out: so that is done once
    more, and again only where that moves a page. Raise FitError, which names page and block, for what has no room.
    """
    known = _Known({}, "")
    done: dict[tuple[Page, int], _Sheets] = {}
    for _ in range(4):
        scenes = _composed(document, story, edition, known, done)
        numbers = {scene.name: number for number, scene in enumerate(scenes, 1)}
        found = _Known(numbers, stamped(document.name, scenes))
        if known == found:
            return scenes
        known = found
    raise DrawError("its page numbers do not settle", "report this", document.name)


class _Known(NamedTuple):
    """What is known of a whole document: the numbers of its pages by name, the code of its edition."""

    numbers: Mapping[str, int]
    code: str


class _Asked(Mapping[str, int]):
    """The numbers of pages by name and the code, and what of them a page asked for: all, if it looks at all."""

    def __init__(self, known: _Known) -> None:
        self.known = known
        self.answers: dict[str, int] = {}
        self.all = self.coded = False

    def __getitem__(self, name: str) -> int:
        self.answers[name] = self.known.numbers.get(name, 0)
        return self.known.numbers[name]

    def __iter__(self) -> Iterator[str]:
        self.all = True
        return iter(self.known.numbers)

    def __len__(self) -> int:
        self.all = True
        return len(self.known.numbers)

    def code(self) -> str:
        self.coded = True
        return self.known.code


class _Sheets(NamedTuple):
    """What a page was laid out as, and what it asked for."""

    scenes: tuple[Scene, ...]
    asked: _Asked

    def holds(self, known: _Known) -> bool:
        """Tell whether it would be the same with what is known now."""
        if self.asked.all or (self.asked.coded and self.asked.known.code != known.code):
            return False
        return all(known.numbers.get(name, 0) == number for name, number in self.asked.answers.items())


def _composed(
    document: Document,
    story: Story,
    edition: Edition,
    known: _Known,
    done: dict[tuple[Page, int], _Sheets],
) -> tuple[Scene, ...]:
    """Lay out every page of which nothing is `done` that holds, by page and its number."""
    scenes: list[Scene] = []

    def add(page: Page) -> None:
        place, asked = (page, len(scenes) + 1), _Asked(known)
        before = done.get(place)
        if before is None or not before.holds(known):
            try:
                done[place] = _Sheets(page(story, edition, Folios(len(scenes) + 1, asked, asked.code)), asked)
            except FitError as error:
                raise error.on(page.__name__) from None
        scenes.extend(done[place].scenes)

    for page in document.pages:
        add(page)
    fillers = list(document.fillers)
    while fillers and (len(scenes) + len(document.closing)) % document.fold:
        add(fillers[0] if len(fillers) == 1 else fillers.pop(0))
    for page in document.closing:
        add(page)
    return tuple(scenes)
