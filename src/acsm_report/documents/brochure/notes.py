"""Filler pages for a folded guide: a checklist for the exam, and ruled lines for notes."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...layout.context import LayoutContext
from ...layout.scene import PageReferences, Scene
from ..page_frame import PageFrame, inner_page
from .checklist import checklist_and_lines, ruled_lines
from .sources import has_checklist

__all__ = ["notes", "ruled_page"]

LIST_TOP = 182


def notes(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose a page with a checklist for the exam and ruled lines; () if the page of sources has them."""
    if has_checklist(insights, context):
        return ()
    items = checklist_and_lines(insights, context, LIST_TOP)
    frame = PageFrame("notes", context.message("notes.title"))
    return (inner_page(insights, context, references, frame, items, context.message("independent")),)


def ruled_page(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose a page of ruled lines."""
    section = context.message("notes.section")
    items, about = ruled_lines(context, LIST_TOP), context.message("independent")
    frame = PageFrame(f"lines-{references.page_number}", section, section)
    return (inner_page(insights, context, references, frame, items, about),)
