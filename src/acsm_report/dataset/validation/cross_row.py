"""Checks rows against each other: duplicate facts, conflicts with better sources, sums that do not add up."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from ...errors import quote_value
from ..diagnostics import Diagnostic
from ..parsing import DateRange, parse_leading_period, parse_number, parse_period
from ..readers.rows import Row
from ..schema import FACT_KINDS, RANGE_ENDS, RATE_BASES, RELIABILITIES, FactKind

__all__ = ["FactRow", "find_contradictions", "find_gaps", "read_fact_rows"]

MAX_CHECKED_DECIMALS = 1  # of a rate: a spreadsheet drops zeros, so 83.6 may stand for 83.60
MIN_LEAP = 250  # the largest figure of a series divided by the smallest
PRECEDENCE = "official before official copy before secondary, then the newer one"


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of the facts table that can be compared with others.

    `number` is None for text. `reliability` is its own or its source's, "" if unknown. `dates` is when it was
    published, None if unknown.
    """

    row: Row
    kind: FactKind
    number: float | None
    reliability: str
    dates: DateRange | None

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """Certification, kind, dimension and period. Two rows with the same subject contradict each other."""
        c = self.row.cells
        return c["certification"], c["kind"], c["dimension"].casefold(), c["period"]

    @property
    def exam(self) -> tuple[str, str]:
        """Certification and period."""
        return self.row.cells["certification"], self.row.cells["period"]

    @property
    def is_stated(self) -> bool:
        """Whether pages may print it: it is not marked conflict."""
        return not self.row.cells["status"]

    @property
    def text(self) -> str:
        """Its value for a message; text is quoted."""
        value = self.row.cells["value"]
        return value if self.number is not None else quote_value(value)


def read_fact_rows(
    facts: Iterable[Row], sources: Mapping[str, Row], is_flawed: Callable[[Row, str], bool]
) -> tuple[FactRow, ...]:
    """Return the rows whose subject has no errors. `is_flawed` tells whether a cell, by row and column, has errors."""
    found = []
    for row in facts:
        c = row.cells
        if any(is_flawed(row, column) for column in ("certification", "kind", "dimension", "period", "status")):
            continue
        kind, source = FACT_KINDS[c["kind"]], sources.get(c["source"])
        number = parse_number(c["value"]) if kind.unit and not is_flawed(row, "value") else None
        reliability = c["reliability"] or (source.cells["reliability"] if source else "")
        published = parse_leading_period(source.cells["published"]) if source else None
        dates = parse_period(c["as_of"]) if c["as_of"] else published
        found.append(FactRow(row, kind, number, reliability if reliability in RELIABILITIES else "", dates))
    return tuple(found)


def find_contradictions(fact_rows: Sequence[FactRow]) -> Iterator[Diagnostic]:
    """Yield diagnostics for facts that contradict each other, or are too unreliable to state."""
    stated = [fact for fact in fact_rows if fact.is_stated]
    first: dict[tuple[str, str, str, str], FactRow] = {}
    for fact in stated:
        if (other := first.setdefault(fact.subject, fact)) is not fact:
            difference = "" if fact.text == other.text else f", here {fact.text} and there {other.text},"
            what = f"the same fact{difference} stands at {other.row.location}"
            yield fact.row.diagnostic(
                "fact-twice", "", what, f"keep one, or mark the weaker one conflict ({PRECEDENCE})"
            )
    yield from _check_conflicts([fact for fact in fact_rows if not fact.is_stated], first)
    for fact in stated:
        if fact.reliability == "low":
            column = "reliability" if fact.row.cells["reliability"] else "source"
            what = "its reliability is low, and a low figure is never told alone"
            yield fact.row.diagnostic("low-told", column, what, "mark it conflict, or find a better source")
    numeric = [fact for fact in first.values() if fact.number is not None]
    yield from _check_ranges(numeric)
    yield from _check_exams(numeric)
    yield from _check_scores(numeric)
    yield from _check_leaps(numeric)


def find_gaps(fact_rows: Sequence[FactRow], uncertain_kinds: Set[str]) -> Iterator[Diagnostic]:
    """Yield diagnostics for missing facts: domain weights that do not add up to 100, rates without candidates.

    `uncertain_kinds` are the kinds of rows with a flawed subject. Facts of these kinds are not reported as missing.
    If the schema does not have one of them, nothing is reported.
    """
    stated = [*{fact.subject: fact for fact in reversed(fact_rows) if fact.is_stated}.values()][::-1]
    if not uncertain_kinds <= set(FACT_KINDS):
        return
    if "domain_weight" not in uncertain_kinds:
        yield from _check_weights(stated)
    if "candidates" in uncertain_kinds:
        return
    known = {fact.exam for fact in stated if fact.kind.name == "candidates"}
    for fact in stated:
        if fact.kind.name in RATE_BASES and fact.exam not in known:
            what = f"nothing tells how many candidates of {_exam_name(fact)} this rate is about"
            hint = "add a row of candidates, if any source tells it"
            yield fact.row.diagnostic("rate-without-candidates", "", what, hint, "warning")


def _check_conflicts(
    unstated: Iterable[FactRow], stated: Mapping[tuple[str, str, str, str], FactRow]
) -> Iterator[Diagnostic]:
    first: dict[tuple[str, ...], FactRow] = {}
    for fact in unstated:
        identity = (*fact.subject, fact.row.cells["source"], fact.row.cells["value"])
        if (other := first.setdefault(identity, fact)) is not fact:
            what = f"the same conflict, from the same source, stands at {other.row.location}"
            yield fact.row.diagnostic("conflict-twice", "", what, "remove one of the two rows")
        elif (weaker := stated.get(fact.subject)) and (reason := _explain_outranked(weaker, fact)):
            hint = f"mark this row conflict and empty the status at {fact.row.location} ({PRECEDENCE})"
            yield weaker.row.diagnostic("outranked", "status", reason, hint)


def _explain_outranked(stated: FactRow, unstated: FactRow) -> str:
    """Return why `unstated` should be stated instead of `stated`; "" if it should not, or this is unknown."""
    if not stated.reliability or not unstated.reliability:
        return ""
    ranks = [RELIABILITIES.index(fact.reliability) for fact in (unstated, stated)]
    stated_text = f"{stated.text} at {stated.row.location}"
    unstated_text = f"{unstated.text} at {unstated.row.location}"
    if ranks[0] < ranks[1]:
        better, worse = (fact.reliability.replace("_", " ") for fact in (unstated, stated))
        return f"{stated_text} is of {worse} reliability, but {unstated_text}, marked conflict, is {better}"
    if ranks[0] == ranks[1] and unstated.dates and stated.dates and unstated.dates.last > stated.dates.last:
        days = f"of {unstated.dates.last} and not of {stated.dates.last}"
        return f"{unstated_text}, marked conflict, is as reliable as {stated_text} and newer, {days}"
    return ""


def _check_ranges(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    low, high = RANGE_ENDS
    pairs = {fact.subject: fact for fact in fact_rows if fact.row.cells["dimension"] in RANGE_ENDS}
    for (certification, kind, dimension, period), fact in pairs.items():
        other = pairs.get((certification, kind, high, period)) if dimension == low else None
        if other and (fact.number or 0) > (other.number or 0):
            what = f"the {low} of {kind}, {fact.text}, is above its {high}, {other.text} at {other.row.location}"
            yield fact.row.diagnostic("range-reversed", "value", what, "exchange or correct them")


def _check_exams(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    """Yield contradictions between numbers of the same exam and period."""
    exams: dict[tuple[str, str], dict[tuple[str, str], FactRow]] = defaultdict(dict)
    for fact in fact_rows:
        exams[fact.exam][fact.kind.name, fact.row.cells["dimension"]] = fact
    for exam in exams.values():
        candidates, passed = exam.get(("candidates", "")), exam.get(("passed", ""))
        if candidates and passed and (passed.number or 0) > (candidates.number or 0):
            what = f"{passed.text} passed, but only {candidates.text} sat the exam ({candidates.row.location})"
            yield passed.row.diagnostic("more-passed-than-sat", "value", what, "correct one of the two")
        rate = next((exam[basis, ""] for basis in RATE_BASES if (basis, "") in exam), None)
        yield from _check_passes(candidates, passed, rate)
        if not (candidates and passed):
            yield from _check_fractions(exam[basis, ""] for basis in RATE_BASES if (basis, "") in exam)
        for one, other in combinations([exam[m, ""] for m in RATE_BASES if (m, "") in exam], 2):
            what = f"{one.kind.name} at {one.row.location} is another measure of the same exam in the same period"
            hint = "keep one of them, or mark one conflict: two measures never share a line of a chart"
            yield other.row.diagnostic("two-measures", "kind", what, hint)
        yield from _check_question_total(
            *(exam.get(("exam_questions", form)) for form in ("scored", "unscored", "total"))
        )


def _check_passes(candidates: FactRow | None, passed: FactRow | None, rate: FactRow | None) -> Iterator[Diagnostic]:
    """Yield passes that do not match candidates and rate, to the precision of the rate: half of its last digit."""
    if not (candidates and passed and rate):
        return
    if not candidates.number or passed.number is None or rate.number is None:
        return
    percent = 100 * passed.number / candidates.number
    tolerance = 0.5 / 10 ** min(len(f"{rate.number:.6g}".partition(".")[2]), MAX_CHECKED_DECIMALS) + 1e-9
    if passed.number <= candidates.number and abs(percent - rate.number) > tolerance:
        what = f"{passed.text} of {candidates.text} candidates ({candidates.row.location}) are {percent:.4g} %, "
        what += f"and the rate is {rate.text} %"
        yield passed.row.diagnostic(
            "passes-and-rate", "value", what, f"correct one of them; the rate is at {rate.row.location}"
        )


def _check_fractions(rates: Iterable[FactRow]) -> Iterator[Diagnostic]:
    """Yield rates that are probably fractions of one. With candidates and passes, a very low rate can be checked."""
    for rate in rates:
        if rate.number and 0 < rate.number <= 1:
            what = f"a rate of {rate.text} % is very low"
            hint = f"did you mean {100 * rate.number:g}? If not, add rows of candidates and passed, which confirm it"
            yield rate.row.diagnostic("a-fraction", "value", what, hint)


def _check_question_total(
    scored: FactRow | None, unscored: FactRow | None, total: FactRow | None
) -> Iterator[Diagnostic]:
    if not (scored and unscored and total):
        return
    questions = (scored.number or 0) + (unscored.number or 0)
    if questions != total.number:
        parts = f"{scored.text} scored ({scored.row.location}) and {unscored.text} unscored ({unscored.row.location})"
        what = f"the exam has {total.text} questions in total, but {parts} make {questions:.0f}"
        yield total.row.diagnostic("questions-sum", "value", what, "correct one of the three")


def _check_scores(fact_rows: Sequence[FactRow]) -> Iterator[Diagnostic]:
    ends = [fact for fact in fact_rows if fact.kind.name == "score_scale"]
    for fact in fact_rows:
        if fact.kind.name != "passing_score":
            continue
        for end in ends:
            (_, score_period), (_, scale_period) = fact.exam, end.exam
            is_minimum = end.row.cells["dimension"] == RANGE_ENDS[0]
            score, limit = fact.number or 0, end.number or 0
            is_outside = score < limit if is_minimum else score > limit
            if is_outside and (score_period == scale_period or not score_period or not scale_period):
                side = "below the lowest" if is_minimum else "above the highest"
                what = f"{fact.text} is {side} score of the scale, {end.text} at {end.row.location}"
                yield fact.row.diagnostic("score-off-scale", "value", what, "correct the score or the scale")


def _check_leaps(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    """Yield the largest figure of a series if it is so far from the smallest that one may be in thousands."""
    series: dict[tuple[str, ...], list[FactRow]] = defaultdict(list)
    for fact in fact_rows:
        if fact.number and fact.kind.unit != "%":
            series[(*fact.subject[:3], fact.row.cells["unit"])].append(fact)
    for facts in series.values():
        lowest, highest = (choose(facts, key=lambda fact: abs(fact.number or 0)) for choose in (min, max))
        ratio = abs((highest.number or 0) / (lowest.number or 1))
        if ratio >= MIN_LEAP:
            what = f"{highest.text} is {ratio:,.0f} times {lowest.text} at {lowest.row.location}"
            hint = "correct it if one of the two counts thousands"
            yield highest.row.diagnostic("leap", "value", what, hint, "warning")


def _check_weights(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    """Yield domain weights that do not add up to 100. Each was rounded, so it may be off by half a percent."""
    exams: dict[tuple[str, str], list[FactRow]] = defaultdict(list)
    unweighted = {fact.exam for fact in fact_rows if fact.kind.name == "exam_domain"}
    for fact in fact_rows:
        if fact.kind.name == "domain_weight":
            exams[fact.exam].append(fact)
    for exam, weights in exams.items():
        numbers = [fact.number for fact in weights if fact.number is not None]
        total, tolerance = math.fsum(numbers), len(weights) / 2 + 1e-9
        is_partial = exam in unweighted  # domains without a weight may make up the difference
        if len(numbers) < len(weights) or (total <= 100 + tolerance and (is_partial or total >= 100 - tolerance)):
            continue
        locations = ", ".join(fact.row.location for fact in weights)
        what = (
            f"the domain weights of {_exam_name(weights[-1])} add up to {round(total, 6):.12g} %, not 100 ({locations})"
        )
        hint = "correct them, or add the domain that is missing"
        yield weights[-1].row.diagnostic("weights-sum", "value", what, hint)


def _exam_name(row: FactRow) -> str:
    certification, period = row.exam
    return f"{certification} in {period}" if period else certification
