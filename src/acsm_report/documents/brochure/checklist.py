"""A checklist for whoever wants to register, and ruled lines for notes."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...dataset.schema import EDUCATION_LEVELS
from ...geometry import Box, VectorPath
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import PlacedBlock, Shape
from ...layout.shapes import horizontal_rule, shape_block
from ...theme.model import Ink
from ..page_frame import footer_y

__all__ = ["checklist_and_lines", "checklist_section", "ruled_lines"]

CHECKBOX_SIDE = 11
LINE_PITCH = 24


def checklist_section(insights: Insights, context: LayoutContext, y: float) -> list[PlacedBlock]:
    """Place the checklist and ruled lines on what is left of a page below `y`, with a heading."""
    column = FlowColumn(context, context.grid.x(0), y, context.grid.text_width)
    column.add_rule(22, Ink("rule"), 0.8)
    column.add_paragraph("heading", context.message("notes.heading"), gap=22, role="H2")
    return [*column.blocks, *checklist_and_lines(insights, context, column.y)]


def checklist_and_lines(insights: Insights, context: LayoutContext, y: float) -> list[PlacedBlock]:
    """Place the checklist below `y`, and ruled lines down to the footer."""
    grid = context.grid
    column = FlowColumn(context, grid.x(0) + 24, y, grid.text_width - 24)
    for step in _checklist(insights):
        box = Shape(
            VectorPath.rectangle(Box(grid.x(0), column.y - 1.5, CHECKBOX_SIDE, CHECKBOX_SIDE)),
            stroke=Ink("ink"),
            stroke_width=1,
        )
        column.blocks.append(shape_block(box))
        column.add_paragraph("standfirst", context.message(f"notes.{step}"), gap=16, role=f"L:steps/LI:{step}/LBody")
    return [*column.blocks, *ruled_lines(context, column.y + 20)]


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


def ruled_lines(context: LayoutContext, y: float) -> list[PlacedBlock]:
    """Place ruled lines from `y` down to the footer."""
    count = int((footer_y(context) - 16 - y) / LINE_PITCH) + 1
    grid = context.grid
    return [horizontal_rule(grid.x(0), y + n * LINE_PITCH, grid.right, Ink("rule"), 0.7) for n in range(count)]
