"""The documents: which pages, in which order. A new page is one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import pages
from .edition import Edition
from .errors import DrawError, FitError
from .scene import Folios, Scene
from .story import Story

__all__ = ["BROCHURE", "INFOGRAPHIC", "Document", "compose"]


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


def compose(document: Document, story: Story, edition: Edition) -> tuple[Scene, ...]:
    """Lay out every page of a document; its charts are still to be drawn.

    Pages name each other's numbers, which are known when all are laid out: so that is done once more, and again
    only where that moves a page. Raise FitError, which names page and block, for what has no room.
    """
    known: dict[str, int] = {}
    for _ in range(4):
        scenes = _composed(document, story, edition, known)
        numbers = {scene.name: number for number, scene in enumerate(scenes, 1)}
        if known == numbers or len(scenes) == 1:
            return scenes
        known = numbers
    raise DrawError("its page numbers do not settle", "report this", document.name)


def _composed(document: Document, story: Story, edition: Edition, known: dict[str, int]) -> tuple[Scene, ...]:
    scenes: list[Scene] = []

    def add(page: Page) -> None:
        try:
            scenes.extend(page(story, edition, Folios(len(scenes) + 1, known)))
        except FitError as error:
            raise error.on(page.__name__) from None

    for page in document.pages:
        add(page)
    fillers = list(document.fillers)
    while fillers and (len(scenes) + len(document.closing)) % document.fold:
        add(fillers[0] if len(fillers) == 1 else fillers.pop(0))
    for page in document.closing:
        add(page)
    return tuple(scenes)
