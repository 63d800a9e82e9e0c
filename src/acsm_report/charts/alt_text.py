"""The alternative of a chart: what it shows and when, every value of it, and what they come to, as sentences.

For who does not see it, so it needs no look at the chart and repeats no heading of the page.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..dataset.exam_statistics import ExamRecord
from ..dataset.insights import Insights
from ..dataset.model import Fact
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext

__all__ = [
    "add_period",
    "describe_exam_rates",
    "describe_gap",
    "describe_rate_basis",
    "describe_rates",
    "format_alt_text",
    "list_rates",
]


def format_alt_text(
    context: LayoutContext, what: Phrase, values: Iterable[Phrase | str], conclusion: Phrase | str | None = None
) -> str:
    """Return what a chart shows, its values (for instance one phrase an exam), and the finding where there is one."""
    told = context.message("alt.chart", what=what, values=Phrase.join("; ", values))
    return (context.message("alt.remark", chart=told, words=conclusion) if conclusion else told).text


def describe_exam_rates(
    insights: Insights, context: LayoutContext, record: ExamRecord, rates: Iterable[Fact]
) -> Phrase:
    """Return an exam with these of its rates, and its change in points where it has the first and the last year."""
    told = describe_rates(context, rates)
    if record.change and insights.spans_all_years(record):
        key = "alt.changed.chance" if record.may_be_chance else "alt.changed"
        told = context.message(key, rates=told, change=record.change, chance=context.message("chance"))
    return context.message("alt.rates", code=record.certification.code, rates=told)


def describe_rates(context: LayoutContext, rates: Iterable[Fact]) -> Phrase:
    """Return rates with their periods, and the gaps between them."""
    return Phrase.join(", ", (_describe_rate(context, rate) for rate in rates))


def _describe_rate(context: LayoutContext, rate: Fact) -> Phrase:
    """Return a rate with its period, or that none is published of it."""
    return describe_gap(context, rate) if rate.kind == "no_rate" else context.message("alt.rate", rate=rate)


def describe_gap(context: LayoutContext, gap: Fact) -> Phrase:
    """Return that no rate of a period between others is published."""
    return context.message("alt.gap", gap=gap)


def list_rates(insights: Insights, record: ExamRecord) -> list[Fact]:
    """Return the rates of an exam in order, with the gaps between them."""
    return [s if isinstance(s, Fact) else s.rate for s in insights.with_gaps(record.exam_years)]


def add_period(context: LayoutContext, what: Phrase, facts: Iterable[Fact | None]) -> Phrase:
    """Return what a chart shows with the period of these facts, from the first to the last; as it is without any."""
    known = sorted({fact.period: fact for fact in facts if fact and fact.period}.values(), key=lambda f: f.period)
    if not known:
        return what
    key = "alt.years" if len(known) > 1 else "alt.year"
    return context.message(key, what=what, first=known[0], last=known[-1])


def describe_rate_basis(context: LayoutContext, basis: str) -> Phrase:
    """Return the rates of a measure of the exams, one of fields.MEASURES, in words."""
    return context.message(f"alt.measure.{basis}")
