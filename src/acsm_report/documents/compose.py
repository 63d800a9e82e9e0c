"""The documents: which pages, in which order. A new page is one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..dataset.insights import Insights
from ..errors import DrawError, FitError
from ..layout.context import LayoutContext
from ..layout.scene import PageReferences, Scene
from ..provenance.edition_code import edition_code_from_scenes

__all__ = ["Document", "compose"]

PageFunction = Callable[[Insights, LayoutContext, PageReferences], tuple[Scene, ...]]


@dataclass(frozen=True, slots=True)
class Document:
    """A product: its name, the message that titles it, and its pages in order; one of them may be several sheets.

    Where their number is no multiple of `fold`, `fillers` come before the `closing` ones, the last as often as needed.
    """

    name: str
    title: str
    pages: tuple[PageFunction, ...]
    closing: tuple[PageFunction, ...] = ()
    fillers: tuple[PageFunction, ...] = ()
    page_multiple: int = 1


def compose(document: Document, insights: Insights, context: LayoutContext) -> tuple[Scene, ...]:
    """Lay out every page of a document; its charts are still to be drawn.

    Pages name each other's numbers, and the code of all, which are known when all are laid out: so that is done once
    more, and again only where that moves a page. Raise FitError, which names page and block, for what has no room.
    """
    known = _ResolvedReferences({}, "")
    done: dict[tuple[PageFunction, int], _PageLayout] = {}
    for _ in range(4):
        scenes = _compose_pages(document, insights, context, known, done)
        numbers = {scene.name: number for number, scene in enumerate(scenes, 1)}
        found = _ResolvedReferences(numbers, edition_code_from_scenes(document.name, scenes))
        if known == found:
            return scenes
        known = found
    raise DrawError("its page numbers do not settle", "report this", document.name)


class _ResolvedReferences(NamedTuple):
    """What is known of a whole document: the numbers of its pages by name, the code of its edition."""

    page_numbers: Mapping[str, int]
    code: str


class _LookupRecorder(Mapping[str, int]):
    """The numbers of pages by name and the code, and what of them a page asked for: all, if it looks at all."""

    def __init__(self, resolved: _ResolvedReferences) -> None:
        self.resolved = resolved
        self.looked_up: dict[str, int] = {}
        self.read_all = self.coded = False

    def __getitem__(self, name: str) -> int:
        self.looked_up[name] = self.resolved.page_numbers.get(name, 0)
        return self.resolved.page_numbers[name]

    def __iter__(self) -> Iterator[str]:
        self.read_all = True
        return iter(self.resolved.page_numbers)

    def __len__(self) -> int:
        self.read_all = True
        return len(self.resolved.page_numbers)

    def code(self) -> str:
        self.coded = True
        return self.resolved.code


class _PageLayout(NamedTuple):
    """What a page was laid out as, and what it asked for."""

    scenes: tuple[Scene, ...]
    lookups: _LookupRecorder

    def is_current(self, resolved: _ResolvedReferences) -> bool:
        """Tell whether it would be the same with what is known now."""
        if self.lookups.read_all or (self.lookups.coded and self.lookups.resolved.code != resolved.code):
            return False
        return all(resolved.page_numbers.get(name, 0) == number for name, number in self.lookups.looked_up.items())


def _compose_pages(
    document: Document,
    insights: Insights,
    context: LayoutContext,
    resolved: _ResolvedReferences,
    layouts: dict[tuple[PageFunction, int], _PageLayout],
) -> tuple[Scene, ...]:
    """Lay out every page of which nothing is `done` that holds, by page and its number."""
    scenes: list[Scene] = []

    def add(page: PageFunction) -> None:
        place, asked = (page, len(scenes) + 1), _LookupRecorder(resolved)
        before = layouts.get(place)
        if before is None or not before.is_current(resolved):
            try:
                layouts[place] = _PageLayout(
                    page(insights, context, PageReferences(len(scenes) + 1, asked, asked.code)), asked
                )
            except FitError as error:
                raise error.add_page(page.__name__) from None
        scenes.extend(layouts[place].scenes)

    for page in document.pages:
        add(page)
    fillers = list(document.fillers)
    while fillers and (len(scenes) + len(document.closing)) % document.page_multiple:
        add(fillers[0] if len(fillers) == 1 else fillers.pop(0))
    for page in document.closing:
        add(page)
    return tuple(scenes)
