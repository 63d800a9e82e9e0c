"""Chooses the shape of the infographic by its page format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...dataset.insights import Insights
from ...layout.context import LayoutContext
from ...layout.scene import PageReferences, Scene
from .portrait import portrait
from .poster import poster
from .social import link_preview, social_post, square_post, story_post

__all__ = ["infographic"]


def infographic(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the infographic for its format, by that one's name or else by its scale."""
    shape = PAGES_BY_FORMAT.get(context.page_format.name) or PAGES_BY_FORMAT[context.page_format.type_scale]
    return (shape(insights, replace(context, edition_code=references.edition_code)),)


PAGES_BY_FORMAT: dict[str, Callable[[Insights, LayoutContext], Scene]] = {
    "poster": portrait,
    "square": square_post,
    "social": social_post,
    "story": story_post,
    "link": link_preview,
    "wall": poster,
}
