"""The contents, and a legend of the symbols in the guide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ... import charts
from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...errors import FitError
from ...geometry import Box
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, collect_origins, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn
from ...layout.scene import Chart, Link, PageReferences, PlacedBlock, Scene
from ...layout.shapes import checkered_strip, filled_rectangle, lane_badge
from ...layout.text import fitted_line, text_line, text_width
from ...theme.model import Ink
from ..citations import source_line, source_numbers
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_page
from ..wording import certification_name

__all__ = ["contents"]

LIST_TOP = 174
QUESTION_PITCH = 38  # from one question to the next
MIN_QUESTION_PITCH = 24
LANE_PITCH = 25  # from one lane to the next
MIN_LANE_PITCH = 15.5
QUESTION_STYLES = ("lead", "label.small", "axis.strong")
SYMBOL_WIDTH = 40
SYMBOL_GAP = 12  # between a symbol and its text
LEGEND_GAP = 26  # between two entries
MIN_LEGEND_GAP = 10
BAR_HEIGHT = 14  # of the bars in symbols


def contents(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page: questions with page numbers on the left, the legend on the right."""
    items = [*_page_list(insights, context, references), *_legend(insights, context)]
    about = source_line(insights, context, collect_origins(items))
    frame = PageFrame("contents", context.message("contents.title"))
    return (inner_page(insights, context, references, frame, items, about),)


def _page_list(insights: Insights, context: LayoutContext, references: PageReferences) -> list[PlacedBlock]:
    """Place the list: a question for each page, with the lanes below theirs, and the passing score if there is room.

    Raise FitError if the list is too long for the page.
    """
    grid, lanes = context.grid, certifications_with_colors(insights, context)
    names = [name for name in references.page_numbers if f"ask.{name}" in context.language.messages]
    listed_lanes = [lane for lane in lanes if _page_name(lane) in references.page_numbers]
    height = footer_y(context) - 14 - LIST_TOP
    score = charts.score_scale(insights, context, grid.span(6) - 20)
    score_height = 76 + score.size.height if score else 0.0
    question_count = len(names) + bool(listed_lanes)
    lane_pitch = min(LANE_PITCH, (height - question_count * MIN_QUESTION_PITCH) / max(len(listed_lanes), 1))
    question_pitch = min(
        QUESTION_PITCH, (height - score_height - len(listed_lanes) * lane_pitch) / max(question_count, 1)
    )
    if question_pitch < MIN_QUESTION_PITCH:
        score_height, question_pitch = 0.0, (height - len(listed_lanes) * lane_pitch) / max(question_count, 1)
    if (lowest := min(question_pitch, lane_pitch)) < MIN_LANE_PITCH:
        missing = (MIN_LANE_PITCH - lowest) * (question_count + len(listed_lanes))
        raise FitError("list of pages", context.message("contents.section"), missing)
    column = FlowColumn(context, grid.x(0), LIST_TOP - 11, grid.span(6) - 20)
    lanes_follow = "glance" if "glance" in names else None
    for name in names if lanes_follow else [None, *names]:
        if name:
            key = "ask.events" if name == "changed" and not insights.has_name_history else f"ask.{name}"
            _question_entry(context, column, context.message(key), name, references, question_pitch)
        if name == lanes_follow and listed_lanes:
            _question_entry(
                context,
                column,
                context.plural_message("contents.lanes", insights.certification_count),
                _page_name(listed_lanes[0]),
                references,
                question_pitch,
                "lanes",
            )
            for certification in listed_lanes:
                _certification_entry(context, column, certification, references, lane_pitch)
    if score and score_height:
        _passing_score(insights, context, column, score)
    return column.blocks


def _page_name(lane: Certification) -> str:
    return f"lane-{lane.lane}"


def _question_entry(
    context: LayoutContext,
    column: FlowColumn,
    words: Phrase,
    name: str,
    references: PageReferences,
    pitch: float,
    list_entry: str = "",
) -> None:
    """Add a question with the number of the page that answers it. `list_entry` names the entry, by default the page."""
    options: dict[str, Any] = {
        "link": Link(f"#{name}"),
        "role": f"TOC/TOCI:{list_entry or name}/Reference:{list_entry or name}",
    }
    end = column.y + pitch
    column.add_rule(pitch * 0.3)
    page_number = context.literal(str(references.page_number_of(name)), "page")
    y, width = column.y + 9, column.width - text_width(context, "lead", page_number) - 4
    column.blocks += [
        fitted_line(context, QUESTION_STYLES, column.x, y, width, words, "question", **options),
        text_line(context, "lead", column.x + column.width, y, page_number, anchor="end", **options),
    ]
    column.y = end


def _certification_entry(
    context: LayoutContext, column: FlowColumn, lane: Certification, references: PageReferences, pitch: float
) -> None:
    """Add a lane with its page number: badge, code and, if it fits on the line, the name."""
    side, y, entry = min(18, pitch - 3), column.y + 6, f"TOC/TOCI:lanes/TOC/TOCI:{_page_name(lane)}"
    options: dict[str, Any] = {"link": Link(f"#{_page_name(lane)}"), "role": f"{entry}/Reference:{_page_name(lane)}"}
    column.blocks += lane_badge(context, lane.lane, column.x, y - side * 0.5, side, role=f"{entry}/Lbl")
    ink = Ink(f"lane.{lane.lane}.text")
    code = text_line(context, "lead", column.x + 26, y + 4, context.attribute_phrase(lane, "code"), ink=ink, **options)
    page_number = context.literal(str(references.page_number_of(_page_name(lane))), "page")
    right = column.x + column.width
    name, left = certification_name(context, lane), code.box.right + 8
    style = next((s for s in ("body", "axis.ink") if text_width(context, s, name) < right - 24 - left), "")
    column.blocks.append(replace(code, fit="" if style else "nameless"))
    if style:
        column.blocks.append(text_line(context, style, left, y + 4, name, **options))
    column.blocks.append(text_line(context, "body", right, y + 4, page_number, anchor="end", **options))
    column.y += pitch


def _passing_score(insights: Insights, context: LayoutContext, column: FlowColumn, chart: Chart) -> None:
    passing = insights.dataset.newest_fact("passing_score")
    assert passing
    column.y += 10
    column.add_rule(20, Ink("ink"), 0.8)
    column.add_paragraph("heading", context.message("contents.score", passing=passing), gap=8, role="H2")
    numbers = source_numbers(insights, context, chart.facts)
    column.add_paragraph(
        "body.grey", context.message("contents.score.sub", numbers=numbers), gap=12, role=caption_role(chart)
    )
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)


LegendSymbol = Callable[[LayoutContext, float, float, int], list[PlacedBlock]]


def _legend(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place all symbols with their meaning, closer together on a low page. Raise FitError if they do not fit."""
    grid, lane = context.grid, insights.certifications[0].lane
    names = [name for name in LEGEND_SYMBOLS if name not in _unused_symbols(insights)]
    column = _legend_entries(context, names, lane, LEGEND_GAP)
    if (over := column.y - footer_y(context) + 6) > 0:
        column = _legend_entries(context, names, lane, max(MIN_LEGEND_GAP, LEGEND_GAP - over / len(names)))
    if column.y > footer_y(context):
        raise FitError("list of marks", context.message("contents.signs"), column.y - footer_y(context))
    panel = Box(grid.x(6), LIST_TOP - 11, grid.right - grid.x(6), column.y - LIST_TOP + 14)
    return [filled_rectangle(panel, Ink("sand")), *column.blocks]


def _unused_symbols(insights: Insights) -> set[str]:
    """Return the symbols that no page draws: those of requirements, of rates, and of rates of several periods."""
    unused = set() if any(map(insights.has_requirements, insights.certifications)) else {"start"}
    unused |= set() if insights.records else {"halfway", "finish"}
    return unused | (set() if any(len(r.exam_years) > 1 for r in insights.records) else {"years"})


def _legend_entries(context: LayoutContext, names: list[str], lane: int, gap: float) -> FlowColumn:
    """Return a column of the symbols of these names, each with its text beside it."""
    grid = context.grid
    column = FlowColumn(context, grid.x(6) + 16, LIST_TOP + 9, grid.right - grid.x(6) - 30)
    column.add_paragraph("heading", context.message("contents.signs"), gap=18, role="H2")
    for name in names:
        text = FlowColumn(
            context, column.x + SYMBOL_WIDTH + SYMBOL_GAP, column.y, column.width - SYMBOL_WIDTH - SYMBOL_GAP
        )
        text.add_paragraph("body.strong", context.message(f"sign.{name}"), gap=5, role=f"H3:{name}")
        text.add_paragraph("body", context.message(f"sign.{name}.about"), leading=12.5, gap=gap)
        column.blocks += [*LEGEND_SYMBOLS[name](context, column.x, column.y, lane), *text.blocks]
        column.y = text.y
    return column


def _lane_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    return list(lane_badge(context, lane, x, y - 2, 26))


def _start_line_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    return [
        filled_rectangle(Box(x, y + 1, SYMBOL_WIDTH, BAR_HEIGHT), Ink(f"lane.{lane}", 30, "sand")),
        filled_rectangle(Box(x, y + 1, SYMBOL_WIDTH * 0.5, BAR_HEIGHT), Ink(f"lane.{lane}")),
        filled_rectangle(Box(x + SYMBOL_WIDTH * 0.5, y - 2, 3, BAR_HEIGHT + 6), Ink("ink")),
    ]


def _years_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    shares = [context.brand.year_share(n, 3) for n in range(3)]
    return [
        filled_rectangle(Box(x, y + n * 8, SYMBOL_WIDTH * (1 - 0.12 * n), 6), Ink(f"lane.{lane}", share, "sand"))
        for n, share in enumerate(shares)
    ]


def _halfway_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    return [
        filled_rectangle(Box(x, y + 1, SYMBOL_WIDTH, BAR_HEIGHT), Ink("ink", 8, "sand")),
        filled_rectangle(Box(x, y + 1, SYMBOL_WIDTH * 0.34, BAR_HEIGHT), Ink(f"lane.{lane}")),
        filled_rectangle(Box(x + SYMBOL_WIDTH / 2, y - 3, 1, BAR_HEIGHT + 8), Ink("ink")),
    ]


def _finish_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    return [
        filled_rectangle(Box(x, y + 1, SYMBOL_WIDTH - 8, BAR_HEIGHT), Ink(f"lane.{lane}")),
        checkered_strip(x + SYMBOL_WIDTH - 8, y - 2, BAR_HEIGHT + 6, 4),
    ]


def _source_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    words = context.message("source.numbers", numbers=context.message("sign.source.example"))
    return [text_line(context, "heading", x, y + 12, words, role="H3:source")]


def _unpublished_symbol(context: LayoutContext, x: float, y: float, lane: int) -> list[PlacedBlock]:
    return [
        filled_rectangle(Box(x, y + 1, SYMBOL_WIDTH, BAR_HEIGHT), Ink("ink", 8, "sand")),
    ]


LEGEND_SYMBOLS: dict[str, LegendSymbol] = {
    "lane": _lane_symbol,
    "start": _start_line_symbol,
    "years": _years_symbol,
    "halfway": _halfway_symbol,
    "finish": _finish_symbol,
    "source": _source_symbol,
    "unknown": _unpublished_symbol,
}
