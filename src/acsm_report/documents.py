"""The documents: which pages, in which order. A new page is one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import pages
from .edition import Edition
from .scene import Scene
from .story import Story

__all__ = ["BROCHURE", "INFOGRAPHIC", "Document", "compose"]


@dataclass(frozen=True, slots=True)
class Document:
    """A product: its name, the message that titles it, and its pages in order."""

    name: str
    title: str
    pages: tuple[Callable[[Story, Edition, int], Scene], ...]


BROCHURE = Document(
    "brochure",
    "brochure.name",
    (pages.cover, pages.glance, pages.requirements, pages.statistics, pages.sources),
)
INFOGRAPHIC = Document("infographic", "infographic.name", (pages.infographic,))


def compose(document: Document, story: Story, edition: Edition) -> tuple[Scene, ...]:
    """Lay out every page of a document; its charts are still to be drawn."""
    return tuple(page(story, edition, folio) for folio, page in enumerate(document.pages, 1))
