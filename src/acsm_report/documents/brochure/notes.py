"""Filler pages for a folded guide: a checklist for the exam, and ruled lines for notes."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...dataset.schema import EDUCATION_LEVELS
from ...geometry import Box, VectorPath
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import horizontal_rule, shape_block
from ...theme.model import Ink
from ..page_frame import PageFrame, footer_y, inner_page

__all__ = ["notes", "ruled_page"]

CHECKBOX_SIDE = 11
LINE_PITCH = 24
LIST_TOP = 182


def notes(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose a page with a checklist for the exam and ruled lines."""
    grid = context.grid
    column = FlowColumn(context, grid.x(0) + 24, LIST_TOP, grid.text_width - 24)
    for step in _checklist(insights):
        box = Shape(
            VectorPath.rectangle(Box(grid.x(0), column.y - 1.5, CHECKBOX_SIDE, CHECKBOX_SIDE)),
            stroke=Ink("ink"),
            stroke_width=1,
        )
        column.blocks.append(shape_block(box))
        column.add_paragraph("standfirst", context.message(f"notes.{step}"), gap=16, role=f"L:steps/LI:{step}/LBody")
    items = [*column.blocks, *_ruled_lines(context, column.y + 20)]
    frame = PageFrame("notes", context.message("notes.title"))
    return (inner_page(insights, context, references, frame, items, context.message("independent")),)


def _checklist(insights: Insights) -> list[str]:
    """Return the steps that this guide helps with. Their words name a degree only where the data has shipped levels."""
    kinds = {fact.kind for fact in insights.dataset.facts}
    has_degrees = insights.levels == EDUCATION_LEVELS
    steps = {
        "lane" if has_degrees and {"education", "population"} <= kinds else "lane.plain": insights.certifications[1:],
        "handbook": True,
        "start" if has_degrees and {"education", "life_support", "clinical_hours"} <= kinds else "start.plain": any(
            map(insights.has_requirements, insights.certifications)
        ),
        "score": kinds & {"domain_weight", "exam_domain"},
        "keep": kinds & {"renewal_cycle", "renewal_credits", "renewal_fee"},
    }
    return [step for step, is_needed in steps.items() if is_needed]


def ruled_page(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose a page of ruled lines."""
    section = context.message("notes.section")
    items, about = _ruled_lines(context, LIST_TOP), context.message("independent")
    frame = PageFrame(f"lines-{references.page_number}", section, section)
    return (inner_page(insights, context, references, frame, items, about),)


def _ruled_lines(context: LayoutContext, y: float) -> list[PlacedBlock]:
    count = int((footer_y(context) - 16 - y) / LINE_PITCH) + 1
    grid = context.grid
    return [horizontal_rule(grid.x(0), y + n * LINE_PITCH, grid.right, Ink("rule"), 0.7) for n in range(count)]
