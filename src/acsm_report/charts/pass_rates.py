"""Pass rates by lane and year: the distance run on a track from 0 to 100 per cent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..dataset.exam_statistics import ExamRecord
from ..dataset.insights import Insights
from ..dataset.model import Fact
from ..dataset.rounding import round_number
from ..errors import FitError
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import largest_fitting_style, string_width, wrap_phrase
from ..layout.scene import Chart, DataTable
from ..theme.model import Ink
from .alt_text import add_period, describe_exam_rates, describe_rate_basis, format_alt_text, list_rates
from .bar_canvas import CODE_STYLES, EMPTY_BAR_INK, BarCanvas, draw_gap, max_text_width, shrink_bars
from .data_table import add_column, build_data_table, capitalize_heading

__all__ = ["pass_rates"]

NAME_GAP = 4  # points between a name and the track


def pass_rates(
    insights: Insights,
    context: LayoutContext,
    width: float,
    height: float = math.inf,
    records: Sequence[ExamRecord] | None = None,
) -> Chart:
    """Draw exams' pass rates, a group of bars a lane, the years from the first down: of all exams or some `records`.

    Its bars are lower where they would be taller than `height` points.
    """
    records = insights.records if records is None else records
    m, counts = context.metrics("pass_rates"), [len(insights.with_gaps(record.exam_years)) for record in records]
    m = shrink_bars(m, counts, height - m["axis"], 1.2 * context.style("axis").size)
    m["label"] = _label_width(context, records, m)
    canvas = BarCanvas(
        context, width, max_value=100, label_width=m["label"], right_margin=m["right"], top_margin=m["axis"]
    )
    rows, y = [], 0.0
    for record in records:
        bars, tall = _draw_exam(canvas, insights, record, y, m)
        rows.append((y + bars / 2, canvas.bar_area_width))
        y += max(bars, tall) + m["group"]
    total = y - m["group"]
    _draw_axis(canvas, total, m["tick"])
    remark = _draw_remark(canvas, insights, records, rows, m)
    canvas.add_finish_line(0, total, m["square"])
    alt, table = _alt_text(insights, context, records, remark), _rate_table(insights, context, records, remark)
    return canvas.build_chart("pass_rates", total, alt, rows, table)


def _label_width(context: LayoutContext, records: Sequence[ExamRecord], metrics: Mapping[str, float]) -> float:
    """Return how wide the column of the codes is: wider than the brand's for a long word of a name below them."""
    codes = [context.attribute_phrase(r.certification, "code") for r in records]
    names = [word for r in records for word in _format_name(context, r).text.split()] if metrics["names"] else []
    wide = max(max_text_width(context, CODE_STYLES[-1], codes), max_text_width(context, "axis", names))
    return max(metrics["label"], math.ceil(wide + NAME_GAP))


def _draw_axis(canvas: BarCanvas, total: float, tick: float) -> None:
    """Write the ticks above the bars, the halfway mark in bold; its line runs behind all the bars."""
    style = canvas.context.style("axis")
    above = -0.6 * style.size
    for number in range(int(100 / tick) + 1):
        value = number * tick
        words = canvas.context.message(
            "axis.zero" if not value else "axis.halfway" if value == 50 else "axis.percent",
            value=canvas.context.literal(f"{value:g}", "tick"),
        )
        strong = "axis.strong" if value == 50 else "axis"
        canvas.add_text(strong, words, canvas.to_points(value) + (4 if value == 100 else 0), above, anchor="middle")
    width = _hairline_width(canvas)
    canvas.add_vertical_line(50, -0.25 * style.size, total, Ink("ink"), width, at_back=True)  # labels break it


def _hairline_width(canvas: BarCanvas) -> float:
    return max(0.9, canvas.context.style("axis").size / 10)


def _draw_exam(
    canvas: BarCanvas, insights: Insights, record: ExamRecord, y: float, metrics: dict[str, float]
) -> tuple[float, float]:
    """Draw one exam: its code, its bars, the year inside and the rate at the end of each.

    Return how tall its bars are, and how tall its words.
    """
    context, lane, brand = canvas.context, record.certification.lane, canvas.context.brand
    name = (
        wrap_phrase(_format_name(context, record), context.style("axis"), metrics["label"] - NAME_GAP)
        if metrics["names"]
        else ()
    )
    tall = canvas.add_lane_heading(
        y, lane, context.attribute_phrase(record.certification, "code"), metrics["label"] - NAME_GAP, name
    )
    last, rows = len(record.exam_years) - 1, insights.with_gaps(record.exam_years)
    for place, sitting in enumerate(rows):
        top = y + place * (metrics["bar"] + metrics["gap"])
        if isinstance(sitting, Fact):
            middle = top + metrics["bar"] / 2
            draw_gap(canvas, sitting, metrics["bar"] * 0.36, middle, line_x=canvas.to_points(50))
            continue
        number = record.exam_years.index(sitting)
        ink = brand.year_tint(lane, number, last + 1)
        rate, style = sitting.rate.number, "value.latest" if number == last else "value"
        words = context.message("figure", fact=sitting.rate)
        canvas.add_rectangle(0, top, canvas.bar_area_width, metrics["bar"], EMPTY_BAR_INK)
        canvas.add_vertical_line(50, top, top + metrics["bar"], Ink("ink"), _hairline_width(canvas))
        end, inset = canvas.to_points(rate), metrics["bar"] * 0.36
        period = context.period_label(sitting.rate)
        year = string_width(period.text, context.style("axis.strong")) + 2 * inset
        inside = year <= end  # a bar too short for its year has it behind it, before the rate
        value, wide = end + inset if inside else end + year, string_width(words.text, context.style(style))
        room = value + wide + 0.7 * inset
        near, far = (canvas.to_points(50) + side * _hairline_width(canvas) for side in (-1, 1))
        if end <= far and near < room:  # the halfway line is broken, whole, behind a label
            canvas.add_rectangle(end, top, max(room, far) - end, metrics["bar"], EMPTY_BAR_INK)
        canvas.add_bar(sitting.rate, rate, top, metrics["bar"], ink)
        middle, on = top + metrics["bar"] / 2, brand.contrasting_ink(ink, "paper") if inside else None
        canvas.add_centered_text(
            "axis.strong",
            period,
            inset if inside else end + inset,
            middle,
            ink=on,
        )
        if room <= canvas.bar_area_width:
            canvas.add_centered_text(style, words, value, middle)
        else:  # no room before the finish: the rate stands inside its bar
            style = _choose_rate_style(context, style, words, end - year - 0.3 * inset)
            canvas.add_centered_text(
                style, words, end - inset, middle, anchor="end", ink=brand.contrasting_ink(ink, "paper")
            )
    return len(rows) * (metrics["bar"] + metrics["gap"]) - metrics["gap"], tall


def _choose_rate_style(context: LayoutContext, style: str, words: Phrase, max_width: float) -> str:
    """Return the style of a rate within its bar, a step down if need be. Raise FitError where that is too wide too."""
    style = largest_fitting_style(context, (style, "axis.strong"), words, max_width)
    missing = string_width(words.text, context.style(style)) - max_width
    if missing > 0.01:
        raise FitError("rate", words, missing)
    return style


def _format_name(context: LayoutContext, record: ExamRecord) -> Phrase:
    c = record.certification
    return context.message("name.renamed", lane=c) if c.is_renamed else context.attribute_phrase(c, "name")


def _draw_remark(
    canvas: BarCanvas,
    insights: Insights,
    records: Sequence[ExamRecord],
    rows: list[tuple[float, float]],
    metrics: dict[str, float],
) -> Phrase | None:
    """Write about the steepest fall where its bars leave room for three lines; return what was written."""
    if insights.steepest_fall is None or not metrics["names"] or insights.steepest_fall[0] not in records:
        return None
    record, lost, worst = insights.steepest_fall
    is_crowded = len(record.exam_years) < 3 or max(s.rate.number for s in record.exam_years) > 60
    if is_crowded or not round_number(lost.number) or worst.number > lost.number:
        return None
    before, after = worst.inputs
    words = canvas.context.message(
        "remark.steepest", lane=record.certification, worst=worst, lost=lost, before=before, after=after
    )
    centre = rows[records.index(record)][0]
    for number, line in enumerate(words.lines):
        style = "body.strong" if number == 0 else "body"
        canvas.add_centered_text(
            style, line, canvas.to_points(70), centre + (number - 1) * (metrics["bar"] + metrics["gap"])
        )
    return words


def _alt_text(insights: Insights, context: LayoutContext, records: Sequence[ExamRecord], remark: Phrase | None) -> str:
    """Return the chart in words: every rate, the changes that the page tells beside it, and who fell most."""
    what = context.message("alt.pass_rates", measure=describe_rate_basis(context, insights.rate_basis))
    what = add_period(context, what, (s.rate for r in records for s in r.exam_years))
    told = [describe_exam_rates(insights, context, r, list_rates(insights, r)) for r in records]
    finding = " ".join(remark.text.split()) if remark else _describe_extreme(insights, context, records)
    return format_alt_text(context, what, told, finding)


def _describe_extreme(insights: Insights, context: LayoutContext, records: Sequence[ExamRecord]) -> Phrase | None:
    """Return which of several exams fell most, else which ends highest; None where none stands alone."""
    if (
        len(records) > 1
        and insights.steepest_fall
        and insights.steepest_fall[0] in records
        and round_number(insights.steepest_fall[1].number)
    ):
        return context.message("alt.steepest", lane=insights.steepest_fall[0].certification)
    if len(records) > 1 and insights.highest_and_lowest and insights.highest_and_lowest[0] in records:
        return context.message("alt.highest", rate=insights.highest_and_lowest[0].latest.rate)
    return None


def _rate_table(
    insights: Insights, context: LayoutContext, records: Sequence[ExamRecord], remark: Phrase | None
) -> DataTable | None:
    """Return the rates as a table, with the changes that the page tells beside them and what is written among them."""
    table = build_data_table(context, (s.rate for r in records for s in r.exam_years))
    changed = [r.change for r in records if r.change and insights.spans_all_years(r)]
    if table and changed:
        head = context.message("table.head", name=context.message("table.change"), fact=changed[0])
        table = add_column(table, head, (_format_change(insights, context, record) for record in records))
    if table and remark and insights.steepest_fall:
        said, none = " ".join(remark.text.split()), context.message("table.none")
        cells = (said if record is insights.steepest_fall[0] else none for record in records)
        table = add_column(table, capitalize_heading(context, context.message("table.remark")), cells)
    return table


def _format_change(insights: Insights, context: LayoutContext, record: ExamRecord) -> Phrase:
    """Return an exam's change in points, and that it may be chance; of one without both years that there is none."""
    if not (record.change and insights.spans_all_years(record)):
        return context.message("table.uncomputed")
    if not record.may_be_chance:
        return context.message("figure", fact=record.change)
    return context.message("table.chance", change=record.change, chance=context.message("chance"))
