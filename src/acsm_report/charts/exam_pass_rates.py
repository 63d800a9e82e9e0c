"""The pass rates of one exam, year by year, and what was lost or gained between the first and the last."""

from __future__ import annotations

import math
from dataclasses import replace

from ..dataset.exam_statistics import ExamRecord, ExamYear
from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, string_width, wrap_phrase
from ..layout.scene import Chart, DataTable
from ..theme.model import Ink
from .alt_text import add_period, describe_rate_basis, describe_rates, format_alt_text, list_rates
from .bar_canvas import EMPTY_BAR_INK, BarCanvas, draw_gap, max_text_width, shrink_bars
from .data_table import add_column, build_data_table

__all__ = ["exam_pass_rates"]

MAX_PERCENT = 100  # per cent
YEAR_STYLE, TEXT_STYLE = "body.grey", "body.strong"  # styles


def exam_pass_rates(
    insights: Insights, context: LayoutContext, width: float, certification: Certification, height: float = math.inf
) -> Chart | None:
    """Draw an exam's pass rates on a track, the years from the first down, and the change as a bracket below.

    Its bars are lower where they would be taller than `height` points. None when no rate is published.
    """
    record = next((r for r in insights.records if r.certification == certification), None)
    if record is None:
        return None
    m, rows = context.metrics("pass_rate"), insights.with_gaps(record.exam_years)
    years = [context.period_label(s if isinstance(s, Fact) else s.rate) for s in rows]
    label = math.ceil(max(m["label"], max_text_width(context, TEXT_STYLE, years) + m["bar"] * 0.4))
    canvas = BarCanvas(
        context, width, max_value=MAX_PERCENT, label_width=label, right_margin=m["right"], top_margin=m["axis"]
    )
    words, trial = _format_change(context, record), replace(canvas, shapes=[], rectangle_areas=[], words=[], labels=[])
    below = _draw_change_bracket(trial, record, words, 0, m["bracket"]) if words else 0
    m = shrink_bars(m, [len(years)], height - m["axis"] - below, 1.2 * context.style("axis").size)
    y = 0.0
    for words_of_year, sitting in zip(years, rows, strict=True):
        if isinstance(sitting, Fact):
            middle = y + m["bar"] / 2
            canvas.add_centered_text(YEAR_STYLE, words_of_year, -m["bar"] * 0.4, middle, anchor="end")
            draw_gap(canvas, sitting, m["bar"] * 0.36, middle, has_period=False)
        else:
            number = record.exam_years.index(sitting)
            ink = context.brand.year_tint(certification.lane, number, len(record.exam_years))
            _draw_year(canvas, sitting, y, m["bar"], ink, is_latest=sitting is record.latest)
        y += m["bar"] + m["gap"]
    total = y - m["gap"]
    _draw_axis(canvas, m)
    canvas.add_finish_line(-m["mark"], total, m["square"])
    if words:
        total += _draw_change_bracket(canvas, record, words, total, m["bracket"])
    what = context.message(
        "alt.pass_rate", lane=certification, measure=describe_rate_basis(context, insights.rate_basis)
    )
    told = describe_rates(context, list_rates(insights, record))
    alt = format_alt_text(context, add_period(context, what, (s.rate for s in record.exam_years)), [told], words)
    bar_rows = [((y - m["gap"]) / 2, canvas.bar_area_width)]
    return canvas.build_chart(
        f"pass_rate.{certification.code}", total, alt, bar_rows, _rate_table(context, record, words)
    )


def _format_change(context: LayoutContext, record: ExamRecord) -> Phrase | None:
    if record.rounded_change is None:
        return None
    points, years = record.rounded_change
    return context.plural_message(f"points.{points.dimension}", points, over=context.plural_message("years", years))


def _rate_table(context: LayoutContext, record: ExamRecord, words: Phrase | None) -> DataTable | None:
    """Return the rates as a table, with what was lost or gained as it is written."""
    table = build_data_table(context, (s.rate for s in record.exam_years))
    if not (table and words and record.rounded_change):
        return table
    head = context.message("table.head", name=context.message("table.change"), fact=record.rounded_change[0])
    return add_column(table, head, [words])


def _draw_axis(canvas: BarCanvas, metrics: dict[str, float]) -> None:
    """Write the scale above the bars, fewer marks where it is narrow; the finish is the last of them."""
    context, size, tick, mark = canvas.context, canvas.context.style("axis").size, metrics["tick"], metrics["mark"]

    def words(value: float) -> Phrase:
        key = "axis.percent" if value else "axis.zero"
        return context.message(key, value=context.literal(f"{value:g}", "tick"))

    wide = string_width(words(MAX_PERCENT).text, context.style("axis")) + size
    while canvas.to_points(tick) < wide and tick < MAX_PERCENT:
        tick *= 2
    for number in range(int(MAX_PERCENT / tick) + 1):
        value = number * tick
        at = canvas.to_points(value) + (metrics["square"] if value == MAX_PERCENT else 0)
        canvas.add_text("axis", words(value), at, -mark - 0.4 * size, anchor="middle")
        if value < MAX_PERCENT:
            canvas.add_vertical_line(value, -mark, 0, Ink("ink"), _hairline_width(canvas))


def _hairline_width(canvas: BarCanvas) -> float:
    return max(0.9, canvas.context.style("axis").size / 10)


def _draw_year(canvas: BarCanvas, sitting: ExamYear, y: float, height: float, ink: Ink, *, is_latest: bool) -> None:
    """Draw one year: its name at the left, its rate at the bar's end, within it where the finish is near."""
    context, middle, inset = canvas.context, y + height / 2, height * 0.36
    style = "value" if height >= context.style("value").size else "count"  # no taller than its bar
    style = f"{style}.latest" if is_latest else style
    year = context.period_label(sitting.rate)
    canvas.add_centered_text(TEXT_STYLE if is_latest else YEAR_STYLE, year, -height * 0.4, middle, anchor="end")
    canvas.add_rectangle(0, y, canvas.bar_area_width, height, EMPTY_BAR_INK)
    canvas.add_vertical_line(MAX_PERCENT / 2, y, y + height, Ink("ink"), _hairline_width(canvas))
    words, end = context.message("figure", fact=sitting.rate), canvas.to_points(sitting.rate.number)
    wide, half = 1.7 * inset + string_width(words.text, context.style(style)), canvas.to_points(MAX_PERCENT / 2)
    if end <= half + _hairline_width(canvas) and half - _hairline_width(canvas) < end + wide <= canvas.bar_area_width:
        canvas.add_rectangle(
            end, y, max(wide, half + _hairline_width(canvas) - end), height, EMPTY_BAR_INK
        )  # the line is broken at the label
    canvas.add_bar(sitting.rate, sitting.rate.number, y, height, ink)
    if end + wide <= canvas.bar_area_width:
        canvas.add_centered_text(style, words, end + inset, middle)
    else:
        canvas.add_centered_text(
            style, words, end - inset, middle, anchor="end", ink=context.brand.contrasting_ink(ink, "paper")
        )


def _draw_change_bracket(
    canvas: BarCanvas, record: ExamRecord, words: Phrase, y: float, bracket_height: float
) -> float:
    """Draw from the first rate to the last below the bars, which end at y, and say what that is.

    The words stand at its left, else at its right, else below it. Return how tall all is.
    """
    style, line, ink = canvas.context.style(TEXT_STYLE), 1.25 * _hairline_width(canvas), Ink("ink")
    first, last = sorted(canvas.to_points(s.rate.number) for s in (record.exam_years[0], record.latest))
    left, right, top = first - line / 2, last + line / 2, y + bracket_height * 0.6
    for x in (left, right - line):
        canvas.add_rectangle(x, top, line, bracket_height, ink)
    canvas.add_rectangle(left, top + bracket_height - line, right - left, line, ink)
    gap, wide, middle = (
        style.size * 0.75,
        string_width(words.text, style),
        top + bracket_height - style.size * CAP_HEIGHT / 2,
    )
    for x, room, anchor in (
        (left - gap, left + canvas.label_width, "end"),
        (right + gap, canvas.width - canvas.label_width - right, "start"),
    ):
        if gap + wide <= room:
            canvas.add_centered_text(TEXT_STYLE, words, x, middle, anchor=anchor)
            return math.ceil(top + bracket_height + style.size * DESCENT - y)
    lines = wrap_phrase(words, style, canvas.width)
    base = top + bracket_height + gap * 0.6 + style.size * CAP_HEIGHT
    for number, text in enumerate(lines):
        half = string_width(text.text, style) / 2
        at = min(max((first + last) / 2, half - canvas.label_width), canvas.width - canvas.label_width - half)
        canvas.add_text(TEXT_STYLE, text, at, base + number * style.leading, anchor="middle")
    return math.ceil(base + (len(lines) - 1) * style.leading + style.size * DESCENT - y)
