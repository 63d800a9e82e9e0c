"""What the data does not know of a certification, as questions with room for the answers."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...layout.blocks import empty_block, move_blocks
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn, FlowSection
from ...layout.scene import PageReferences, PlacedBlock, Scene
from ...layout.shapes import horizontal_rule
from ...layout.text import paragraph
from ...theme.model import Ink
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_page, standfirst
from .requirements_table import HEADING_COLUMN_WIDTH, CertificationColumn, certification_columns, codes_row

__all__ = ["find_open_topics", "open_questions", "open_questions_section"]

TOPICS = (  # kinds of fact that whoever registers needs to know
    "minimum_age", "education", "life_support", "exam_questions", "exam_time", "exam_fee", "renewal_credits",
    "renewal_fee",
)  # fmt: skip
TABLE_TOP = 160
MAX_ROW_HEIGHT = 76  # of a topic in the table, for handwriting
ANSWER_HEIGHT = 34  # of a topic and the line for its answer, on the page of a certification


def find_open_topics(insights: Insights, certification: Certification) -> list[str]:
    """Return the kinds of fact that the data does not have of a certification."""
    return [kind for kind in TOPICS if not insights.dataset.find(kind, certification.code)]


def open_questions(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose a page with a table of questions: a row a topic, a column a certification; () if all is known."""
    lanes = certifications_with_colors(insights, context)
    open_topics = {lane.code: found for lane in lanes if (found := find_open_topics(insights, lane))}
    if not open_topics:
        return ()
    columns = certification_columns(context, [lane for lane in lanes if lane.code in open_topics])
    codes = codes_row(context, columns)
    placed = [standfirst(context, context.message("open.write")), *move_blocks(codes.blocks, 0, TABLE_TOP)]
    topics = [topic for topic in TOPICS if any(topic in found for found in open_topics.values())]
    y = TABLE_TOP + codes.height
    height = min(MAX_ROW_HEIGHT, (footer_y(context) - 10 - y) / len(topics))
    for topic in topics:
        row = _question_row(
            context, columns, topic, [topic in open_topics[c.certification.code] for c in columns], height
        )
        placed += move_blocks(row, 0, y)
        y += height
    frame = PageFrame("open", context.message("open.title"), context.message("open.section"))
    return (inner_page(insights, context, references, frame, placed, context.message("independent")),)


def _question_row(
    context: LayoutContext, columns: list[CertificationColumn], topic: str, is_open: list[bool], height: float
) -> list[PlacedBlock]:
    """Place a topic and, for each certification, a line for the answer, or that this guide has it."""
    left, baseline, role = context.grid.x(0), height - 8, f"Table/TBody/TR:{topic}"
    words = context.message("upper", words=context.message(f"kind.{topic}"))
    width = HEADING_COLUMN_WIDTH - 8
    placed = [paragraph(context, "body.strong", left, baseline, width, words, role=f"{role}/TH:{topic}")]
    for column, asks in zip(columns, is_open, strict=True):
        if asks:
            line = horizontal_rule(column.x, height - 4, column.x + column.width, Ink("ink", 45), 0.7)
            placed += [empty_block(f"{role}/TD", column.x, baseline), line]
        else:
            known = context.message("open.known")
            placed.append(paragraph(context, "axis", column.x, baseline, column.width, known, role=f"{role}/TD"))
    return placed


def open_questions_section(insights: Insights, context: LayoutContext, certification: Certification) -> FlowSection:
    """Return the questions about one certification as a section of its page."""
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    column.add_paragraph("heading", context.message("open.heading"), gap=8, role="H2")
    column.add_paragraph("body.grey", context.message("open.sub"), gap=26)
    topics = find_open_topics(insights, certification)
    column.blocks += _answer_lines(context, topics, column.y)
    return FlowSection(column.blocks, column.y + ANSWER_HEIGHT * ((len(topics) + 1) // 2))


def _answer_lines(context: LayoutContext, topics: list[str], y: float) -> list[PlacedBlock]:
    """Place the topics in two columns, each with a line for the answer."""
    placed, grid = list[PlacedBlock](), context.grid
    for number, topic in enumerate(topics):
        column = FlowColumn(context, grid.x(6 * (number % 2)), y + ANSWER_HEIGHT * (number // 2), grid.span(6))
        words = context.message("upper", words=context.message(f"kind.{topic}"))
        column.add_paragraph("body", words, gap=10, role=f"L:open/LI:{topic}/LBody")
        line = horizontal_rule(column.x, column.y, column.x + column.width, Ink("rule"), 0.7)
        placed += [*column.blocks, line]
    return placed
