"""Builds insights from lists of rates and candidates."""

from __future__ import annotations

from collections.abc import Sequence

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Certification, Dataset, Fact


def insights_of(
    *records: Sequence[tuple[float, int | None]], rate_basis: str = "pass_rate", others: tuple[Fact, ...] = ()
) -> Insights:
    """Return insights of exams and `others`. An exam is a list of (rate, candidates) by year from 2010.

    Candidates of None are not published.
    """
    codes = [f"C{number}" for number in range(1, len(records) + 1)]
    facts = []
    for code, record in zip(codes, records, strict=True):
        for year, (rate, count) in enumerate(record, 2010):
            facts.append(Fact(rate_basis, rate, "%", code, period=str(year), source="s"))
            if count is not None:
                facts.append(Fact("candidates", count, "people", code, period=str(year), source="s"))
    lanes = tuple(Certification(code, lane, code, "fitness", code, code, "s") for lane, code in enumerate(codes, 1))
    return compute_insights(Dataset("test", "Test", lanes, (*facts, *others), {}))
