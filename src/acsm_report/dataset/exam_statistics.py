"""Computes derived facts, each with its formula in words and its inputs. The two rate bases are never mixed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from .model import Certification, Fact
from .parsing import parse_period
from .rounding import round_number
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
    "compute_rate",
    "derive_fact",
    "find_latest_date",
    "insert_gaps",
    "last_day",
    "round_passes",
    "smallest_step",
    "sum_candidates",
    "sum_passes",
]

SMALL_SAMPLE = 300  # candidates; with fewer, the rate is flagged and passes are not rounded to tens
CONFIDENCE_LEVEL = 95  # percent
MONTH = re.compile(r"\d{4}-\d{2}")
Z_SCORE = 1.959964  # two-sided normal quantile of the confidence level


@dataclass(frozen=True, slots=True)
class ExamYear:
    """One exam in one year: its rate and, if published, candidates, passes and the 95 percent interval of the rate."""

    year: str
    rate: Fact
    candidates: Fact | None
    passes: Fact | None
    interval: tuple[Fact, Fact] | None = None

    @property
    def exact_passes(self) -> float:
        """Candidates × pass rate, not rounded. Charts draw it, so that bars do not jump where rounding starts."""
        if self.passes and not self.passes.formula:
            return self.passes.number
        return self.candidates.number * self.rate.number / 100 if self.candidates else 0

    @property
    def exact_passes_inputs(self) -> tuple[Fact, ...]:
        """The facts that `exact_passes` is computed from."""
        if self.passes and not self.passes.formula:
            return (self.passes,)
        return (self.candidates, self.rate) if self.candidates else ()

    @property
    def has_visible_interval(self) -> bool:
        """Whether the ends of the interval differ in whole percent, as pages print them."""
        return self.interval is not None and len({round_number(end.number) for end in self.interval}) == 2

    @property
    def is_small_sample(self) -> bool:
        """Whether there are so few candidates that a few of them change the rate."""
        return self.candidates is not None and self.candidates.number < SMALL_SAMPLE


@dataclass(frozen=True, slots=True)
class ExamRecord:
    """The exam record of a certification: one or more years in order, and the change of the rate in points."""

    certification: Certification
    exam_years: tuple[ExamYear, ...]
    change: Fact | None

    @property
    def latest(self) -> ExamYear:
        """The last year."""
        return self.exam_years[-1]

    @property
    def rate_basis(self) -> str:
        """Which candidates the rates count; all rates of a record count the same."""
        return self.latest.rate.kind

    @property
    def may_be_chance(self) -> bool:
        """Whether a change that is not printed as 0 may be chance: the intervals of first and last rate overlap."""
        one, other = self.exam_years[0].interval, self.latest.interval
        if not one or not other or not self.change or not round_number(self.change.number):
            return False
        return max(one[0].number, other[0].number) <= min(one[1].number, other[1].number)

    @property
    def rounded_change(self) -> tuple[Fact, Fact] | None:
        """The points lost or gained from the first to the last year, in whole points, and the years between them.

        None for a single year, for a change that would be printed as 0, and for periods in one calendar year.
        """
        ends = self.exam_years[0].rate, self.latest.rate
        points = round_number(self.change.number) if self.change else 0
        years = last_day(ends[1].period).year - last_day(ends[0].period).year
        if not points or not years:
            return None
        subject = self.certification.code, f"{ends[0].period}/{ends[1].period}"
        direction = "lost" if points < 0 else "gained"
        formula = "pass rates of the two periods, the lower from the higher, in whole points"
        change = derive_fact("points_moved", abs(points), f"points {direction}", ends, formula, *subject, direction)
        return change, derive_fact(
            "years_between", years, "years", ends, "years from the earlier period to the later", *subject
        )


def compute_passes(candidates: Fact, rate: Fact) -> Fact:
    """Return the approximate number of candidates who passed an exam."""
    formula = f"candidates × pass rate, rounded; to tens from {SMALL_SAMPLE} candidates, never above them"
    value = round_passes(candidates.number * rate.number / 100, candidates.number)
    return derive_fact("passes", value, "people", (candidates, rate), formula, rate.certification, rate.period)


def compute_rate(candidates: Fact, passed: Fact, rate_basis: str) -> Fact:
    """Return the pass rate of an exam of which only candidates and passes are published. Somebody must have sat it."""
    value, subject = 100 * passed.number / candidates.number, (candidates.certification, candidates.period)
    return derive_fact(rate_basis, value, "%", (passed, candidates), "passes ÷ candidates", *subject)


def compute_interval(candidates: Fact, rate: Fact) -> tuple[Fact, Fact] | None:
    """Return the Wilson 95 percent interval of a rate, in percent; None without candidates."""
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
    """Return passes rounded to tens, or to whole numbers for small samples, but never more than the candidates."""
    tens = round_number(value / 10) * 10 if candidates >= SMALL_SAMPLE else 0
    return int(min(tens or round_number(value), candidates))


def compute_change(kind: str, ends: tuple[Fact, Fact], sign: int = 1) -> Fact:
    """Return the change of a rate between two periods, in points; `sign` -1 gives points lost."""
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
    """Return 1, -1 or 0 if the later value is more, less or the same."""
    return (later.number > earlier.number) - (later.number < earlier.number)


def sum_candidates(candidates: Sequence[Fact]) -> Fact:
    """Return the candidates of several exams in one period together."""
    return derive_fact("candidates", sum(n.number for n in candidates), "people", candidates, "sum over the exams")


def sum_passes(counted: Sequence[tuple[float, tuple[Fact, ...]]], total: Fact) -> Fact:
    """Return passes of several exams, approximate if any are; `counted` holds those of each with their facts."""
    inputs = _flatten_inputs(counted)
    if all(fact.kind == "passed" for fact in inputs):
        return derive_fact("passed", sum(fact.number for fact in inputs), "people", inputs, "sum over the exams")
    value = round_passes(math.fsum(passed for passed, _ in counted), total.number)
    formula = (
        f"sum of passes, published or candidates × pass rate; in tens from {SMALL_SAMPLE} candidates, never above them"
    )
    return derive_fact("passes", value, "people", inputs, formula, period=total.period)


def compute_overall_rate(counted: Sequence[tuple[float, tuple[Fact, ...]]], total: Fact) -> Fact:
    """Return the rate of several exams together, in per cent, weighted by their candidates."""
    value = 100 * math.fsum(passed for passed, _ in counted) / total.number
    inputs = tuple(dict.fromkeys((*_flatten_inputs(counted), *total.inputs)))
    formula = "sum of passes, published or candidates × pass rate, ÷ sum of candidates"
    return derive_fact("overall_pass_rate", value, "%", inputs, formula, period=total.period)


def find_latest_date(facts: Iterable[Fact], *, have_ended: bool = False) -> Fact | None:
    """Return the latest date of these facts: their as-of date, otherwise the start of their period; None without any.

    Of a period of several years or months the end counts if all `have_ended`; others may be projections.
    """
    ends = ((f.as_of or f.period.split("/")[-1 if have_ended else 0], f) for f in facts)
    dated = [(last_day(end), end.rpartition("/")[2], f) for end, f in ends if end]
    if not dated:
        return None
    _, text, fact = max(dated, key=lambda d: d[0])
    return derive_fact("as_of", text, "", (fact,), "the latest date of these facts", period=text)


def smallest_step(periods: Iterable[str]) -> int:
    """Return the fewest years or months from one of these periods to the next; 1 for fewer than three such periods."""
    starts = sorted({start for period in periods if (start := _start(period))})
    steps = (after - before for (unit, before), (other, after) in pairwise(starts) if unit == other)
    return min(steps, default=1) if len(starts) > 2 else 1


def insert_gaps(exam_years: Sequence[ExamYear], step: int) -> tuple[ExamYear | Fact, ...]:
    """Return the periods of an exam in order, with a derived fact for each gap of more than `step` years or months.

    Its period is the years or months that are missing.
    """
    found: list[ExamYear | Fact] = [*exam_years[:1]]
    for before, after in pairwise(exam_years):
        start, end = _start(before.year), _start(after.year)
        if start and end and start.unit == end.unit and end.number - start.number > step:
            is_split = "/" in before.year
            first = _period_text(start.unit, start.number + step)
            last = _period_text(start.unit, end.number - (0 if is_split else step))
            period, inputs = first if first == last else f"{first}/{last}", (before.rate, after.rate)
            formula, code = "periods between the two without a rate", before.rate.certification
            found.append(derive_fact("no_rate", "", "", inputs, formula, code, period))
        found.append(after)
    return tuple(found)


class _Start(NamedTuple):
    """The first year of a period, or its month, counted from the year 0."""

    unit: str
    number: int


def _start(period: str) -> _Start | None:
    """Return the start of a period that is a year, a month, or two years that follow each other; None for others."""
    if MONTH.fullmatch(period):
        year, month = map(int, period.split("-"))
        return _Start("month", 12 * year + month - 1)
    first, _, last = period.partition("/")
    if len(first) != 4 or not first.isdigit() or (last and last != str(int(first) + 1)):
        return None
    return _Start("year", int(first))


def _period_text(unit: str, number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02}" if unit == "month" else str(number)


def last_day(period: str) -> date:
    """Return the last day of a period; date.min if the text is not a period."""
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
    """Return a derived fact with the sources of its inputs, and with their period if they agree.

    Raise ValueError for inputs of two rate bases, which cannot be compared.
    """
    if len({f.kind for f in inputs} & set(RATE_BASES)) > 1:
        raise ValueError(f"{kind} would mix {' and '.join(RATE_BASES)}")
    periods = {f.period for f in inputs}
    sources = ", ".join(sorted({key for f in inputs for key in f.sources}))
    period = period or (periods.pop() if len(periods) == 1 else "")
    return Fact(kind, value, unit, certification, dimension, period, sources, formula=formula, inputs=tuple(inputs))
