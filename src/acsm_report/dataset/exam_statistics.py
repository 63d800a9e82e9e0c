"""What is computed from facts: derived facts, each with its formula in words and its inputs.

The only place where figures are computed. A measure of the exams is never mixed with another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .model import Certification, Fact
from .parsing import parse_period
from .schema import RATE_BASES

__all__ = [
    "CONFIDENCE_LEVEL",
    "SMALL_SAMPLE",
    "ExamRecord",
    "ExamYear",
    "compare_facts",
    "compute_change",
    "compute_interval",
    "compute_overall_rate",
    "compute_passes",
    "derive_fact",
    "find_latest_date",
    "last_day",
    "round_passes",
    "sum_candidates",
    "sum_passes",
]

SMALL_SAMPLE = (
    300  # fewer candidates are small numbers: their rate is flagged, and their passes are not rounded to tens
)
CONFIDENCE_LEVEL, Z_SCORE = 95, 1.959964  # per cent of an interval, and the normal quantile of a two-sided one


@dataclass(frozen=True, slots=True)
class ExamYear:
    """One year of one exam: its rate and, where published, its candidates, how many passed, and the 95 % interval."""

    year: str
    rate: Fact
    candidates: Fact | None
    passes: Fact | None
    interval: tuple[Fact, Fact] | None = None

    @property
    def exact_passes(self) -> float:
        """Candidates × pass rate before it is rounded: what is drawn, so that no bar jumps where rounding starts."""
        if self.passes and not self.passes.formula:
            return self.passes.number
        return self.candidates.number * self.rate.number / 100 if self.candidates else 0

    @property
    def exact_passes_inputs(self) -> tuple[Fact, ...]:
        """The facts that `passing` is computed from."""
        if self.passes and not self.passes.formula:
            return (self.passes,)
        return (self.candidates, self.rate) if self.candidates else ()

    @property
    def is_small_sample(self) -> bool:
        """Whether so few sat the exam that a few of them move its rate."""
        return self.candidates is not None and self.candidates.number < SMALL_SAMPLE


@dataclass(frozen=True, slots=True)
class ExamRecord:
    """The exam record of a certification: at least one year, in order of time, and the change in points."""

    certification: Certification
    exam_years: tuple[ExamYear, ...]
    change: Fact | None

    @property
    def latest(self) -> ExamYear:
        return self.exam_years[-1]

    @property
    def has_overlapping_intervals(self) -> bool:
        """Whether the intervals of the first and the last rate meet, so that the change may be chance."""
        one, other = self.exam_years[0].interval, self.latest.interval
        if not one or not other:
            return False
        return max(one[0].number, other[0].number) <= min(one[1].number, other[1].number)

    @property
    def rounded_change(self) -> tuple[Fact, Fact] | None:
        """The points lost or gained from the first to the last year, as printed, and the years that this took.

        None for one year, for a change that would be printed as 0, and for periods of one calendar year.
        """
        ends = self.exam_years[0].rate, self.latest.rate
        moved = round(self.change.number) if self.change else 0
        years = last_day(ends[1].period).year - last_day(ends[0].period).year
        if not moved or not years:
            return None
        at = self.certification.code, f"{ends[0].period}/{ends[1].period}"
        how = "lost" if moved < 0 else "gained"
        formula = "pass rates of the two periods, the lower from the higher, in whole points"
        points = derive_fact("points_moved", abs(moved), f"points {how}", ends, formula, *at, how)
        return points, derive_fact(
            "years_between", years, "years", ends, "years from the earlier period to the later", *at
        )


def compute_passes(candidates: Fact, rate: Fact) -> Fact:
    """Return about how many candidates passed an exam."""
    formula = f"candidates × pass rate, rounded; to tens from {SMALL_SAMPLE} candidates, never above them"
    value = round_passes(candidates.number * rate.number / 100, candidates.number)
    return derive_fact("passes", value, "people", (candidates, rate), formula, rate.certification, rate.period)


def compute_interval(candidates: Fact, rate: Fact) -> tuple[Fact, Fact] | None:
    """Return the Wilson 95 % interval of a rate, in per cent; None when nobody sat."""
    n, p = candidates.number, rate.number / 100
    if not n:
        return None
    middle = p + Z_SCORE * Z_SCORE / (2 * n)
    half = Z_SCORE * math.sqrt(p * (1 - p) / n + Z_SCORE * Z_SCORE / (4 * n * n))
    low, high = (max(0.0, min(1.0, (middle + sign * half) / (1 + Z_SCORE * Z_SCORE / n))) for sign in (-1, 1))
    formula = f"Wilson {CONFIDENCE_LEVEL} % interval of the rate with that number of candidates"

    def end(value: float, dimension: str) -> Fact:
        at = rate.certification, rate.period, dimension
        return derive_fact("interval", 100 * value, "%", (candidates, rate), formula, *at)

    return end(low, "low"), end(high, "high")


def round_passes(value: float, candidates: float) -> int:
    """Return a number of passes as it is told: in tens, except where the numbers are small; never more than sat."""
    tens = round(value / 10) * 10 if candidates >= SMALL_SAMPLE else 0
    return min(tens or round(value), int(candidates))


def compute_change(kind: str, ends: tuple[Fact, Fact], sign: int = 1) -> Fact:
    """Return the change of a rate between two periods, in points; `sign` -1 tells a fall as points lost."""
    first, last = ends
    later, earlier = "pass rate of the later period", "pass rate of the earlier one"
    unit, formula = ("points", f"{later} − {earlier}") if sign == 1 else ("points lost", f"{earlier} − {later}")
    return derive_fact(
        kind,
        sign * (last.number - first.number),
        unit,
        ends,
        formula,
        last.certification,
        f"{first.period}/{last.period}",
    )


def compare_facts(earlier: Fact, later: Fact) -> int:
    """Return 1, -1 or 0 where the later figure is more, less or the same."""
    return (later.number > earlier.number) - (later.number < earlier.number)


def sum_candidates(candidates: Sequence[Fact]) -> Fact:
    """Return the candidates of several exams of one period together."""
    return derive_fact("candidates", sum(n.number for n in candidates), "people", candidates, "sum over the exams")


def sum_passes(counted: Sequence[tuple[float, tuple[Fact, ...]]], total: Fact) -> Fact:
    """Return about how many passed several exams; `counted` are the passes of each with their facts."""
    value = round_passes(math.fsum(passed for passed, _ in counted), total.number)
    formula = (
        f"sum of passes, published or candidates × pass rate; in tens from {SMALL_SAMPLE} candidates, never above them"
    )
    return derive_fact("passes", value, "people", _flatten_inputs(counted), formula, period=total.period)


def compute_overall_rate(counted: Sequence[tuple[float, tuple[Fact, ...]]], total: Fact) -> Fact:
    """Return the rate of several exams together, in per cent, weighted by their candidates."""
    value = 100 * math.fsum(passed for passed, _ in counted) / total.number
    inputs = tuple(dict.fromkeys((*_flatten_inputs(counted), *total.inputs)))
    formula = "sum of passes, published or candidates × pass rate, ÷ sum of candidates"
    return derive_fact("overall_pass_rate", value, "%", inputs, formula, period=total.period)


def find_latest_date(facts: Iterable[Fact]) -> Fact | None:
    """Return the latest date of these facts, when their sources said so or else their periods; None without any.

    Of several years a period counts by its beginning: it may be a projection.
    """
    ends = ((f.as_of or f.period.partition("/")[0], f) for f in facts)
    dated = [(last_day(end), end.rpartition("/")[2], f) for end, f in ends if end]
    if not dated:
        return None
    _, said, fact = max(dated, key=lambda d: d[0])
    return derive_fact("as_of", said, "", (fact,), "the latest date of these facts", period=said)


def last_day(period: str) -> date:
    """Return the last day of a period; of what is none, the first of all days."""
    found = parse_period(period)
    return found.last if found else date.min


def _flatten_inputs(counted: Sequence[tuple[float, tuple[Fact, ...]]]) -> tuple[Fact, ...]:
    return tuple(fact for _, facts in counted for fact in facts)


def derive_fact(
    kind: str,
    value: float | str,
    unit: str,
    inputs: Sequence[Fact],
    formula: str,
    certification: str = "",
    period: str = "",
    dimension: str = "",
) -> Fact:
    """A computed fact: its sources are those of its inputs, its period theirs when they agree.

    Raise ValueError for inputs of two measures: they can never be compared.
    """
    if len({f.kind for f in inputs} & set(RATE_BASES)) > 1:
        raise ValueError(f"{kind} would mix {' and '.join(RATE_BASES)}")
    periods = {f.period for f in inputs}
    sources = ", ".join(sorted({key for f in inputs for key in f.sources}))
    period = period or (periods.pop() if len(periods) == 1 else "")
    return Fact(kind, value, unit, certification, dimension, period, sources, formula=formula, inputs=tuple(inputs))
