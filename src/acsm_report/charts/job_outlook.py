"""Jobs of the occupations, and how many more there are to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..dataset.insights import Insights
from ..dataset.model import Fact, Term
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, string_width, wrap_phrase
from ..layout.scene import Chart, DataTable
from ..theme.model import Ink
from .alt_text import format_alt_text
from .bar_canvas import BarCanvas
from .data_table import capitalize_heading

__all__ = ["job_outlook"]

StyledLine = list[tuple[str, Phrase]]  # a line: words each in its style


class OccupationJobs(NamedTuple):
    """An occupation: its newest number of jobs and its newest projection, as far as they are known."""

    occupation: Term
    jobs: Fact | None
    growth: Fact | None


def job_outlook(insights: Insights, context: LayoutContext, width: float) -> Chart:
    """Draw how many jobs each occupation has, a bar an occupation; its projected growth is told behind the bar."""
    m, rows = context.metrics("jobs"), _find_occupations(insights)
    high = max((row.jobs.number for row in rows if row.jobs), default=1)
    canvas = BarCanvas(context, width, max_value=high, label_width=m["label"], right_margin=m["right"])
    lines = [_format_lines(context, row) for row in rows]

    def ends() -> list[float]:
        wide = [max(_line_width(canvas, line, m["gap"]) for line in told) for told in lines]
        return [_text_start(canvas, row, m["gap"]) + far for row, far in zip(rows, wide, strict=True)]

    canvas.shorten_bars_to_fit(ends)
    places, y = [], 0.0
    for row, told, reach in zip(rows, lines, ends(), strict=True):
        name = wrap_phrase(
            context.term_message("occupation", row.occupation), context.style("body.strong"), m["label"] - m["gap"]
        )
        tall = max(m["bar"], len(name) * m["lead"], len(told) * m["lead"])
        middle = y + tall / 2
        for number, line in enumerate(name):
            canvas.add_centered_text(
                "body.strong", line, -m["label"], middle + (number - (len(name) - 1) / 2) * m["lead"]
            )
        if row.jobs:
            share = 100 if row is rows[0] else m["share"]
            canvas.add_bar(row.jobs, row.jobs.number, middle - m["bar"] / 2, m["bar"], Ink("ink", share))
        for number, words in enumerate(told):
            _draw_text_line(
                canvas,
                words,
                _text_start(canvas, row, m["gap"]),
                middle + (number - (len(told) - 1) / 2) * m["lead"],
                m["gap"],
            )
        places.append((middle, reach))
        y += tall + m["group"]
    return canvas.build_chart(
        "jobs", max(y - m["group"], 1), _alt_text(context, rows), places, _occupation_table(context, rows)
    )


def _find_occupations(insights: Insights) -> list[OccupationJobs]:
    found = []
    for occupation in insights.terms["occupation"]:
        newest = [insights.dataset.newest_fact(kind, "", occupation.key) for kind in ("jobs", "job_growth")]
        if any(newest):
            found.append(OccupationJobs(occupation, *newest))
    return found


def _format_lines(context: LayoutContext, occupation: OccupationJobs) -> list[StyledLine]:
    """Return what stands behind the bar: the jobs and when, and below them the growth."""
    if occupation.jobs:
        first: StyledLine = [("value.latest", context.message("figure", fact=occupation.jobs))]
        if occupation.jobs.period:
            first.append(("body", context.message("jobs.when", jobs=occupation.jobs)))
    else:
        first = [("body.grey", context.message("unknown"))]
    return [first, *([[("body", _format_growth(context, occupation.growth))]] if occupation.growth else [])]


def _format_growth(context: LayoutContext, growth: Fact) -> Phrase:
    key = "jobs.growth.more" if growth.number > 0 else "jobs.growth"
    return context.message(key, growth=growth)


def _text_start(canvas: BarCanvas, occupation: OccupationJobs, gap: float) -> float:
    return canvas.to_points(occupation.jobs.number) + gap if occupation.jobs else 0


def _line_width(canvas: BarCanvas, line: StyledLine, gap: float) -> float:
    wide = (string_width(words.text, canvas.context.style(style)) for style, words in line)
    return sum(wide) + gap / 2 * (len(line) - 1)


def _draw_text_line(canvas: BarCanvas, line: StyledLine, x: float, middle: float, gap: float) -> None:
    """Write words of several styles on one baseline, the first centred on `middle`."""
    y = middle + canvas.context.style(line[0][0]).size * CAP_HEIGHT / 2
    for style, words in line:
        x += canvas.add_text(style, words, x, y) + gap / 2


def _alt_text(context: LayoutContext, occupations: Sequence[OccupationJobs]) -> str:
    """Return the chart in words: every number with its growth, and who has the most where all are of one period."""
    if not occupations:
        return context.message("alt.jobs.none").text
    what = context.message("alt.jobs" if any(row.growth for row in occupations) else "alt.jobs.bare")
    told = (
        context.message(
            "alt.rates",
            code=context.term_message("occupation", row.occupation),
            rates=_describe_occupation(context, row),
        )
        for row in occupations
    )
    known = sorted(((row.jobs, row) for row in occupations if row.jobs), key=lambda one: one[0].number)
    alone = len(known) > 1 and known[-1][0].number > known[-2][0].number
    if not alone or len({jobs.period for jobs, _ in known}) > 1:
        return format_alt_text(context, what, told)
    name = context.term_message("occupation", known[-1][1].occupation)
    return format_alt_text(context, what, told, context.message("alt.jobs.most", name=name))


def _describe_occupation(context: LayoutContext, occupation: OccupationJobs) -> Phrase:
    """Return what stands behind a bar, and that its growth is a projection."""
    counted = _format_job_count(context, occupation)
    if occupation.growth is None:
        return counted
    return Phrase.join(
        ", ", (counted, context.message("alt.jobs.growth", growth=_format_growth(context, occupation.growth)))
    )


def _format_job_count(context: LayoutContext, occupation: OccupationJobs) -> Phrase:
    return Phrase.join(" ", (words for _, words in _format_lines(context, occupation)[0]))


def _occupation_table(context: LayoutContext, occupations: Sequence[OccupationJobs]) -> DataTable | None:
    """Return the rows as a table, jobs and growth each with their own period; without growth where nobody tells any."""
    if not occupations:
        return None
    wide = 3 if any(row.growth for row in occupations) else 2
    heads = (context.message("table.row.occupation"), context.message("kind.jobs"), context.message("kind.job_growth"))
    told = (
        (
            context.term_message("occupation", row.occupation),
            _format_job_count(context, row),
            _format_growth(context, row.growth) if row.growth else context.message("unknown"),
        )
        for row in occupations
    )
    return DataTable(
        tuple(capitalize_heading(context, head).text for head in heads[:wide]),
        tuple(tuple(cell.text for cell in cells[:wide]) for cells in told),
    )
