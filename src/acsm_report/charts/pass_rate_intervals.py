"""The rates of each exam over the years with their intervals: small multiples on one scale from 0 to 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ..dataset.exam_statistics import CONFIDENCE_LEVEL, ExamRecord, ExamYear
from ..dataset.insights import Insights
from ..dataset.model import Fact
from ..geometry import Box
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, largest_fitting_style, string_width, wrap_phrase
from ..layout.scene import Chart
from ..theme.model import Ink
from .alt_text import add_period, describe_gap, describe_rate_basis, format_alt_text
from .bar_canvas import CODE_STYLES, EMPTY_BAR_INK
from .data_table import build_data_table
from .xy_canvas import Subplot, XYCanvas, create_xy_canvas, decimal_year

__all__ = ["pass_rate_intervals"]


class SubplotGrid(NamedTuple):
    """How the panels stand, in points: in columns and rows, at which pitch; the parts of each from its top down.

    `left` and `right` are kept free beside its scale, for the values of the first and the last year.
    """

    columns: int
    rows: int
    pitch: float
    width: float
    left_margin: float
    right_margin: float
    header_height: float
    scale_height: float
    footer_height: float
    row_gap: float

    def subplot_box(self, left: float, number: int) -> Box:
        """Return where the scale of a panel stands; `left` is that of the first column."""
        row, column = divmod(number, self.columns)
        top = row * (self.header_height + self.scale_height + self.footer_height + self.row_gap) + self.header_height
        return Box(left + column * self.pitch, top, self.width, self.scale_height)

    @property
    def height(self) -> float:
        return self.rows * (self.header_height + self.scale_height + self.footer_height + self.row_gap) - self.row_gap


def pass_rate_intervals(insights: Insights, context: LayoutContext, width: float, height: float = math.inf) -> Chart:
    """Draw every recorded exam's rates and what they may stand for, a panel an exam, all on the same scales.

    The scales fill `height` points when that is given, not below half their measure.
    """
    m, canvas = context.metrics("intervals"), create_xy_canvas(context, width)
    frame = _layout_grid(insights, context, width, height, m)
    ends = [decimal_year(year) or 0 for year in (insights.years[0], insights.years[-1])] if insights.years else [0, 0]
    across = (ends[0], ends[1]) if ends[1] > ends[0] else (ends[0] - 0.5, ends[0] + 0.5)
    for row in range(frame.rows):
        _draw_scale_labels(canvas, frame.subplot_box(m["label"], row * frame.columns), m)
    for number, record in enumerate(insights.records):
        bed = frame.subplot_box(m["label"], number)
        inner = Box(bed.x + frame.left_margin, bed.y, bed.width - frame.left_margin - frame.right_margin, bed.height)
        _draw_header(canvas, record, bed, bed.y - frame.header_height)
        _draw_background(canvas, bed)
        _draw_exam(canvas, insights, record, canvas.add_subplot(Subplot(inner, across, (0, 100))), bed, m)
    table = build_data_table(context, (f for r in insights.records for s in r.exam_years for f in _sitting_facts(s)))
    return canvas.build_xy_chart("intervals", max(math.ceil(frame.height), 1), _alt_text(insights, context), table)


def _layout_grid(
    insights: Insights, context: LayoutContext, width: float, height: float, metrics: dict[str, float]
) -> SubplotGrid:
    """Divide the width among the panels: as many in a row as have room, and in all rows about as many."""
    left, right = (
        max((string_width(context.message("figure", fact=s.rate).text, context.style(style)) for s in ends), default=0)
        + metrics["dot"] / 2 + 2.5 * metrics["gap"]
        for style, ends in (("value", [r.exam_years[0] for r in insights.records]),
                            ("value.latest", [r.latest for r in insights.records]))
    )  # fmt: skip
    count, room = max(len(insights.records), 1), width - metrics["label"] + metrics["gutter"]
    most = max(1, min(int(metrics["most"]), int(room / (left + right + metrics["span"] + metrics["gutter"]))))
    rows = math.ceil(count / most)
    pitch = room / math.ceil(count / rows)
    axis, code = context.style("axis"), context.style("code")
    lines = [len(_candidate_lines(context, r, pitch - metrics["gutter"])) for r in insights.records]
    head = CAP_HEIGHT * code.size + max(lines, default=0) * axis.leading + 3 * metrics["gap"]
    foot = axis.leading + DESCENT * axis.size
    filled = (height - 1 + metrics["group"]) / rows - metrics["group"] - head - foot
    scale = metrics["tall"] if math.isinf(height) else max(metrics["tall"] / 2, filled)
    return SubplotGrid(
        math.ceil(count / rows),
        rows,
        pitch,
        pitch - metrics["gutter"],
        left,
        right,
        head,
        scale,
        foot,
        metrics["group"],
    )


def _candidate_lines(context: LayoutContext, record: ExamRecord, width: float) -> list[Phrase]:
    """Return the lines that say how many sat the exam in its last year; none when nobody tells."""
    last = record.latest
    words = context.message("intervals.sat", sat=last.candidates) if last.candidates else None
    return wrap_phrase(words, context.style("axis"), width) if words else []


def _draw_scale_labels(canvas: XYCanvas, scale_box: Box, metrics: dict[str, float]) -> None:
    """Write the marks of the scale at the left of a row of panels: their ends and halfway."""
    context, style = canvas.context, canvas.context.style("axis.strong")
    for value in (0, 50, 100):
        key = "axis.zero" if not value else "axis.halfway" if value == 50 else "axis.percent"
        words = context.message(key, value=context.literal(f"{value:g}", "tick"))
        lines = wrap_phrase(words, style, scale_box.x - metrics["gap"])
        edge = CAP_HEIGHT / 2 * style.size * (value - 50) / 50  # within the bed at its ends
        for number, line in enumerate(lines):
            middle = (
                scale_box.bottom
                - scale_box.height * value / 100
                + edge
                + (number - (len(lines) - 1) / 2) * style.leading
            )
            strong = "axis.strong" if value == 50 else "axis"
            canvas.add_centered_text(strong, line, scale_box.x - metrics["gap"], middle, anchor="end")


def _draw_header(canvas: XYCanvas, record: ExamRecord, scale_box: Box, top: float) -> None:
    """Write whose panel it is, and how many sat the last exam."""
    context, lane = canvas.context, record.certification.lane
    y, code = top + CAP_HEIGHT * context.style("code").size, context.attribute_phrase(record.certification, "code")
    canvas.add_text(
        largest_fitting_style(context, CODE_STYLES, code, scale_box.width),
        code,
        scale_box.x,
        y,
        ink=Ink(f"lane.{lane}.text"),
    )
    for line in _candidate_lines(context, record, scale_box.width):
        y += context.style("axis").leading
        canvas.add_text("axis", line, scale_box.x, y)


def _draw_background(canvas: XYCanvas, scale_box: Box) -> None:
    hair = max(0.9, canvas.context.style("axis").size / 10)
    canvas.add_rectangle(scale_box.x, scale_box.y, scale_box.width, scale_box.height, EMPTY_BAR_INK)
    canvas.add_rectangle(scale_box.x, scale_box.y + (scale_box.height - hair) / 2, scale_box.width, hair, Ink("ink"))


def _draw_exam(
    canvas: XYCanvas,
    insights: Insights,
    record: ExamRecord,
    subplot: Subplot,
    scale_box: Box,
    metrics: dict[str, float],
) -> None:
    """Draw an exam's rates: what each may stand for, the line from year to year, the dots, the ends in words."""
    ink = Ink(f"lane.{record.certification.lane}")
    points = [(decimal_year(s.year) or 0, s) for s in record.exam_years]
    spans = [(x, s.rate.number, *s.interval) for x, s in points if s.interval]
    canvas.add_intervals(subplot, spans, Ink(ink.role, metrics["share"]), metrics["range"])
    canvas.add_line(subplot, _line_points(insights, points), ink, metrics["line"])
    canvas.add_dots(subplot, [(x, s.rate) for x, s in points], ink, metrics["dot"])
    _draw_value(canvas, subplot, points[-1], scale_box, metrics, is_latest=True)
    if len(points) > 1:
        _draw_value(canvas, subplot, points[0], scale_box, metrics, is_latest=False)
    _draw_years(canvas, subplot, scale_box, [points[0], points[-1]] if len(points) > 1 else points)


def _draw_value(
    canvas: XYCanvas,
    subplot: Subplot,
    point: tuple[float, ExamYear],
    scale_box: Box,
    metrics: dict[str, float],
    *,
    is_latest: bool,
) -> None:
    """Write a rate beside its dot, wholly on the bed; the halfway line ends before it."""
    name = "value.latest" if is_latest else "value"
    style, words = canvas.context.style(name), canvas.context.message("figure", fact=point[1].rate)
    x, half = subplot.x_position(point[0]), CAP_HEIGHT * style.size / 2
    middle = min(
        max(subplot.y_position(point[1].rate.number), scale_box.y + half + metrics["gap"]),
        scale_box.bottom - half - metrics["gap"],
    )
    away = metrics["dot"] / 2 + 1.5 * metrics["gap"]
    wide = string_width(words.text, style)
    left = x + away if is_latest else x - away - wide
    if abs(middle - (scale_box.y + scale_box.height / 2)) < half + metrics["gap"]:
        begin, end = (
            (left - metrics["gap"], scale_box.right) if is_latest else (scale_box.x, left + wide + metrics["gap"])
        )
        for ink in (Ink("paper"), EMPTY_BAR_INK):
            canvas.add_rectangle(begin, scale_box.y + scale_box.height / 2 - half, end - begin, 2 * half, ink)
    canvas.add_centered_text(name, words, left, middle)


def _draw_years(canvas: XYCanvas, subplot: Subplot, scale_box: Box, ends: Sequence[tuple[float, ExamYear]]) -> None:
    """Write the first and the last year below their dots, in one where they would touch."""
    context, style = canvas.context, canvas.context.style("axis")
    told = [(subplot.x_position(x), context.period_label(sitting.rate)) for x, sitting in ends]
    widths = [string_width(words.text, style) for _, words in told]
    y = scale_box.bottom + style.leading
    if len(told) > 1 and told[1][0] - told[0][0] < sum(widths) / 2 + style.size / 2:
        is_plain = all(words.text.isdigit() for _, words in told)
        words = context.message(
            "intervals.years" if is_plain else "intervals.periods", first=told[0][1], last=told[1][1]
        )
        middle = (told[0][0] + told[1][0]) / 2
        told, widths = [(middle, words)], [string_width(words.text, style)]
    for (x, words), wide in zip(told, widths, strict=True):
        canvas.add_text("axis", words, min(max(x - wide / 2, scale_box.x), scale_box.right - wide), y)


def _line_points(insights: Insights, points: Sequence[tuple[float, ExamYear]]) -> list[tuple[float, float] | None]:
    """Return the line through the rates, broken where a year is missing or others have one."""
    line: list[tuple[float, float] | None] = []
    for (x, sitting), after in [*pairwise(points), (points[-1], None)]:
        line.append((x, sitting.rate.number))
        is_next = after and insights.years.index(after[1].year) == insights.years.index(sitting.year) + 1
        if after and (not is_next or len(insights.with_gaps((sitting, after[1]))) > 2):
            line.append(None)
    return line


def _sitting_facts(sitting: ExamYear) -> list[Fact]:
    """Return what a year of an exam tells: who sat it, its rate, and from where to where that may stand."""
    return [fact for fact in (sitting.candidates, sitting.rate, *(sitting.interval or ())) if fact]


def _alt_text(insights: Insights, context: LayoutContext) -> str:
    """Return the chart in words: every rate with what it may stand for, and which of them is the least certain."""
    every = [s for r in insights.records for s in r.exam_years]
    key = "alt.intervals" if any(s.interval for s in every) else "alt.intervals.bare"
    confidence = context.literal(str(CONFIDENCE_LEVEL), "limit")
    what = context.message(key, measure=describe_rate_basis(context, insights.rate_basis), confidence=confidence)
    told = (
        context.message("alt.rates", code=_describe_exam(context, r),
                    rates=Phrase.join(", ", (_describe_rate(context, s) for s in insights.with_gaps(r.exam_years))))
        for r in insights.records
    )  # fmt: skip
    widths = sorted((s.interval[1].number - s.interval[0].number, number)
                    for number, s in enumerate(every) if s.interval)  # fmt: skip
    alone = len(widths) > 1 and not math.isclose(widths[-1][0], widths[-2][0])
    finding = context.message("alt.intervals.widest", rate=every[widths[-1][1]].rate) if alone else None
    return format_alt_text(context, add_period(context, what, (s.rate for s in every)), told, finding)


def _describe_exam(context: LayoutContext, record: ExamRecord) -> Phrase | str:
    code, last = record.certification.code, record.latest
    return context.message("alt.intervals.sat", code=code, sat=last.candidates) if last.candidates else code


def _describe_rate(context: LayoutContext, sitting: ExamYear | Fact) -> Phrase:
    if isinstance(sitting, Fact):
        return describe_gap(context, sitting)
    if sitting.interval is None:
        return context.message("alt.rate", rate=sitting.rate)
    low, high = sitting.interval
    return context.message("alt.interval", rate=sitting.rate, low=low, high=high)
