"""What the data does not know of a certification, as questions with room for the answers."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn, FlowSection
from ...layout.measure import CAP_HEIGHT
from ...layout.scene import PageReferences, PlacedBlock, Scene
from ...layout.shapes import horizontal_rule
from ...layout.text import fitted_line
from ...theme.model import Ink
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_page, standfirst

__all__ = ["find_open_topics", "open_questions", "open_questions_section"]

TOPICS = (  # kinds of fact that whoever registers needs to know
    "minimum_age", "education", "life_support", "exam_questions", "exam_time", "exam_fee", "renewal_credits",
    "renewal_fee",
)  # fmt: skip
CODE_STYLES = ("lead", "label.small", "axis.strong")
LIST_TOP = 196
ANSWER_HEIGHT = 34  # of a topic and the line for its answer
GROUP_GAP = 26  # between certifications


def find_open_topics(insights: Insights, certification: Certification) -> list[str]:
    """Return the kinds of fact that the data does not have of a certification."""
    return [kind for kind in TOPICS if not insights.dataset.find(kind, certification.code)]


def open_questions(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose a page of questions, certification by certification, as many as fit; () if all is known."""
    items: list[PlacedBlock] = []
    y = float(LIST_TOP)
    for certification in certifications_with_colors(insights, context):
        topics = find_open_topics(insights, certification)
        height = 24 + ANSWER_HEIGHT * ((len(topics) + 1) // 2)
        if not topics or y + height > footer_y(context) - 10:
            continue
        ink, name = Ink(f"lane.{certification.lane}.text"), context.attribute_phrase(certification, "code")
        baseline, width = y + CAP_HEIGHT * context.style(CODE_STYLES[0]).size, context.grid.text_width
        items.append(fitted_line(context, CODE_STYLES, context.grid.x(0), baseline, width, name, "code", ink=ink,
                                 role="H2"))  # fmt: skip
        items += _answer_lines(context, topics, y + 24, f"open-{certification.lane}")
        y += height + GROUP_GAP
    if not items:
        return ()
    placed = [standfirst(context, context.message("open.sub")), *items]
    frame = PageFrame("open", context.message("open.title"), context.message("open.section"))
    return (inner_page(insights, context, references, frame, placed, context.message("independent")),)


def open_questions_section(insights: Insights, context: LayoutContext, certification: Certification) -> FlowSection:
    """Return the questions about one certification as a section of its page."""
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    column.add_paragraph("heading", context.message("open.heading"), gap=8, role="H2")
    column.add_paragraph("body.grey", context.message("open.sub"), gap=26)
    topics = find_open_topics(insights, certification)
    column.blocks += _answer_lines(context, topics, column.y, "open")
    return FlowSection(column.blocks, column.y + ANSWER_HEIGHT * ((len(topics) + 1) // 2))


def _answer_lines(context: LayoutContext, topics: list[str], y: float, list_name: str) -> list[PlacedBlock]:
    """Place the topics in two columns, each with a line for the answer."""
    placed, grid = list[PlacedBlock](), context.grid
    for number, topic in enumerate(topics):
        column = FlowColumn(context, grid.x(6 * (number % 2)), y + ANSWER_HEIGHT * (number // 2), grid.span(6))
        words = context.message("upper", words=context.message(f"kind.{topic}"))
        column.add_paragraph("body", words, gap=10, role=f"L:{list_name}/LI:{topic}/LBody")
        line = horizontal_rule(column.x, column.y, column.x + column.width, Ink("rule"), 0.7)
        placed += [*column.blocks, line]
    return placed
