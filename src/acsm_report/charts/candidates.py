"""Candidates and those who passed, by lane and year, all on one scale of people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..dataset.exam_statistics import ExamRecord, ExamYear
from ..dataset.insights import Insights
from ..dataset.model import Fact
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import string_width
from ..layout.scene import Chart
from ..theme.model import Ink
from .alt_text import add_period, describe_gap, format_alt_text
from .bar_canvas import CODE_STYLES, BarCanvas, draw_gap, max_text_width, shrink_bars

__all__ = ["candidates"]


def candidates(
    insights: Insights,
    context: LayoutContext,
    width: float,
    height: float = math.inf,
    records: Sequence[ExamRecord] | None = None,
) -> Chart:
    """Draw how many sat each exam (full bar) and about how many passed (solid part): of all exams or some `records`.

    Its bars are lower where they would be taller than `height` points.
    """
    records = insights.records if records is None else records
    counted = [(r, [s for s in r.exam_years if s.candidates and s.passes]) for r in records]
    counted = [(record, sittings) for record, sittings in counted if sittings]
    counts = [len(insights.with_gaps(sittings)) for _, sittings in counted]
    m = shrink_bars(context.metrics("candidates"), counts, height, context.style("axis").size)
    high = max((s.candidates.number for _, sittings in counted for s in sittings if s.candidates), default=1)
    codes = [context.attribute_phrase(record.certification, "code") for record, _ in counted]
    years = [context.period_label(s.rate) for _, sittings in counted for s in sittings]
    beside = 2 * _text_gap(m["bar"]) + max_text_width(context, "axis.strong", years)
    label = max(m["label"], math.ceil(beside + max_text_width(context, CODE_STYLES[-1], codes)))
    canvas = BarCanvas(context, width, max_value=high, label_width=label, right_margin=m["right"])
    every = [(sitting, sitting is sittings[-1]) for _, sittings in counted for sitting in sittings]
    canvas.shorten_bars_to_fit(lambda: [_layout_bar_text(canvas, *one, m["bar"])[1] for one in every])
    rows, y = [], 0.0
    for record, sittings in counted:
        code = context.attribute_phrase(record.certification, "code")
        tall = canvas.add_lane_heading(y, record.certification.lane, code, label - beside)
        reach, start = 0.0, y
        for sitting in insights.with_gaps(sittings):
            if isinstance(sitting, Fact):
                draw_gap(canvas, sitting, _text_gap(m["bar"]), y + m["bar"] / 2)
            else:
                is_latest = sitting is sittings[-1]
                reach = max(reach, _draw_year(canvas, record.certification.lane, sitting, y, m["bar"], is_latest))
            y += m["bar"] + m["gap"]
        rows.append(((start + y - m["gap"]) / 2, reach))
        y = max(y - m["gap"], start + tall) + m["group"]
    alt = _alt_text(insights, context, counted, covers_all_exams=len(records) == len(insights.records))
    return canvas.build_chart("candidates", max(y - m["group"], 1), alt, rows)


def _text_gap(bar_height: float) -> float:
    """Return how far words stand from the end of a bar of that height."""
    return bar_height * 0.45


def _format_passes(context: LayoutContext, sitting: ExamYear) -> Phrase:
    return context.message(f"passed.{sitting.rate.kind}", passed=sitting.passes)


def _layout_bar_text(canvas: BarCanvas, sitting: ExamYear, latest: bool, height: float) -> tuple[bool, float]:
    """Return whether the passes stand inside the solid part, and where the words end, in points after zero."""
    assert sitting.candidates and sitting.passes
    context, gap = canvas.context, _text_gap(height)
    count, passed = context.message("figure", fact=sitting.candidates), _format_passes(context, sitting)
    solid = canvas.to_points(sitting.exact_passes)
    end = canvas.to_points(sitting.candidates.number) + gap
    end += string_width(count.text, context.style("count.latest" if latest else "count"))
    if string_width(passed.text, context.style("axis.strong")) + 2 * gap < solid:
        return True, end
    return False, end + 2 * gap + string_width(passed.text, context.style("axis"))


def _draw_year(canvas: BarCanvas, lane: int, sitting: ExamYear, y: float, height: float, latest: bool) -> float:
    """Draw one year; return where its words end, in points after zero."""
    assert sitting.candidates and sitting.passes
    context, full, ink = canvas.context, sitting.candidates.number, Ink(f"lane.{lane}")
    canvas.add_bar(sitting.candidates, full, y, height, Ink(f"lane.{lane}", 30))
    canvas.add_bar(sitting.passes, sitting.exact_passes, y, height, ink)
    middle, gap, inside, reach = y + height / 2, _text_gap(height), *_layout_bar_text(canvas, sitting, latest, height)
    year: dict[str, Any] = {"anchor": "end", "ink": Ink("ink") if latest else None}
    canvas.add_centered_text(
        "axis.strong" if latest else "axis", context.period_label(sitting.rate), -gap, middle, **year
    )
    count = context.message("figure", fact=sitting.candidates)
    canvas.add_centered_text("count.latest" if latest else "count", count, canvas.to_points(full) + gap, middle)
    passed = _format_passes(context, sitting)
    if inside:
        on = context.brand.contrasting_ink(ink, "paper")
        canvas.add_centered_text(
            "axis.strong", passed, canvas.to_points(sitting.exact_passes) - gap, middle, anchor="end", ink=on
        )
    else:
        canvas.add_centered_text("axis", passed, reach, middle, anchor="end")
    return reach


def _alt_text(
    insights: Insights,
    context: LayoutContext,
    sittings_by_exam: Sequence[tuple[ExamRecord, Sequence[ExamYear]]],
    *,
    covers_all_exams: bool,
) -> str:
    """Return the chart in words: who sat and who passed, and of the `whole` field how both moved."""
    what = add_period(
        context, context.message("alt.candidates"), (s.candidates for _, sittings in sittings_by_exam for s in sittings)
    )
    told = [
        context.message(
            "alt.rates",
            code=r.certification.code,
            rates=Phrase.join(", ", (_describe_sitting(context, s) for s in insights.with_gaps(some))),
        )
        for r, some in sittings_by_exam
    ]
    if not covers_all_exams or insights.candidates_trend == "plain":
        return format_alt_text(context, what, told)
    ends = {"first": insights.total_candidates[0], "last": insights.total_candidates[-1]}
    passing = context.message(f"passing.{insights.rate_basis}")
    return format_alt_text(
        context, what, told, context.message(f"alt.people.{insights.candidates_trend}", passing=passing, **ends)
    )


def _describe_sitting(context: LayoutContext, sitting: ExamYear | Fact) -> Phrase:
    """Return how many sat in a year and how many passed: about, where that is computed; of a gap that it is one."""
    if isinstance(sitting, Fact):
        return describe_gap(context, sitting)
    passed = _format_passes(context, sitting)
    if sitting.passes and sitting.passes.formula:
        passed = context.message("alt.about", told=passed)
    return context.message("alt.sat", sat=sitting.candidates, told=passed)
