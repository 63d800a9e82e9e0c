"""Lays out the pages of a document and resolves the page numbers and the edition code that they print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..dataset.insights import Insights
from ..errors import DrawError, FitError
from ..layout.context import LayoutContext
from ..layout.scene import PageReferences, Scene
from ..provenance.edition_code import edition_code_from_scenes

__all__ = ["Document", "Page", "PageFunction", "compose"]

MAX_PASSES = 6  # a page number moves a page, and so other numbers, at most this often
SHORT_SHEETS = 3  # a document of so many sheets is short

PageFunction = Callable[[Insights, LayoutContext, PageReferences], tuple[Scene, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document: its name, the function that lays it out, and what it prints of the other pages.

    The function returns no scene if the data has nothing for the page, and several if they do not fit on one. It gets
    the numbers of the pages that it `refers_to`, or of all pages if it `lists_pages`, and no others. A short document
    whose other pages fill its sheets leaves an `is_optional` page out.
    """

    name: str
    lay_out: PageFunction
    refers_to: tuple[str, ...] = ()
    lists_pages: bool = False
    prints_edition_code: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A product: its name, the message that is its title, and its pages in order.

    The number of pages is a multiple of `page_multiple`: filler pages are added before the closing pages, the last of
    them as often as needed.
    """

    name: str
    title: str
    pages: tuple[Page, ...]
    closing_pages: tuple[Page, ...] = ()
    filler_pages: tuple[Page, ...] = ()
    page_multiple: int = 1


@dataclass(frozen=True, slots=True)
class _DocumentReferences:
    """The page numbers by name and the edition code of a whole document; unknown before the first pass."""

    page_numbers: Mapping[str, int]
    edition_code: str
    is_resolved: bool

    def for_page(self, page: Page, page_number: int) -> PageReferences:
        """Return what a page may print: what it declares, and nothing else."""
        declared = {name: self.page_numbers.get(name, 0) for name in page.refers_to}
        return PageReferences(
            page_number,
            self.page_numbers if page.lists_pages else declared,
            self.edition_code if page.prints_edition_code else "",
            self.is_resolved or not (page.lists_pages or page.refers_to),
        )


def compose(document: Document, insights: Insights, context: LayoutContext) -> tuple[Scene, ...]:
    """Lay out all pages of a document; charts are not drawn yet.

    The page numbers and the edition code are known after a first pass. Then only pages that print one that changed are
    laid out again. Raise FitError, with page and block, for content that does not fit.
    """
    references = _DocumentReferences({}, "", is_resolved=False)
    layouts: dict[tuple[str, int], _PageLayout] = {}
    has_optional_pages = True
    for _ in range(MAX_PASSES):
        scenes, needed = _lay_out_pages(document, insights, context, references, layouts, has_optional_pages)
        page_numbers = {scene.name: number for number, scene in enumerate(scenes, 1)}
        found = _DocumentReferences(page_numbers, edition_code_from_scenes(document.name, scenes), is_resolved=True)
        is_full = needed % document.page_multiple == 0 and needed <= SHORT_SHEETS * document.page_multiple
        if references == found and has_optional_pages != is_full:
            return scenes
        references, has_optional_pages = found, not is_full
    raise DrawError("its page numbers do not settle", "report this", document.name)


class _PageLayout(NamedTuple):
    """The scenes of a page, and the references with which it was laid out."""

    references: PageReferences
    scenes: tuple[Scene, ...]


def _lay_out_pages(
    document: Document,
    insights: Insights,
    context: LayoutContext,
    references: _DocumentReferences,
    layouts: dict[tuple[str, int], _PageLayout],
    has_optional_pages: bool,
) -> tuple[tuple[Scene, ...], int]:
    """Return the scenes of all pages, and how many of them are neither optional nor fillers.

    Reuse a layout, by page name and number, if its references are the same.
    """
    scenes: list[Scene] = []

    def add(page: Page) -> int:
        place, own = (page.name, len(scenes) + 1), references.for_page(page, len(scenes) + 1)
        if place not in layouts or layouts[place].references != own:
            try:
                layouts[place] = _PageLayout(own, page.lay_out(insights, context, own))
            except FitError as error:
                raise error.add_page(page.name) from None
        scenes.extend(layouts[place].scenes)
        return len(layouts[place].scenes)

    pages = [page for page in document.pages if has_optional_pages or not page.is_optional]
    needed = sum([add(page) * (not page.is_optional) for page in pages]) + len(document.closing_pages)
    fillers = list(document.filler_pages)
    while fillers and (len(scenes) + len(document.closing_pages)) % document.page_multiple:
        add(fillers[0] if len(fillers) == 1 else fillers.pop(0))
    for page in document.closing_pages:
        add(page)
    return tuple(scenes), needed
