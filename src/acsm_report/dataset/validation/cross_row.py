"""What rows say together: the same fact told twice, a better source passed over, sums that do not add up."""

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

PRECEDENCE = "official before official copy before secondary, then the newer one"


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of facts that can be compared with others; `figure` is None for words, `dated` when nobody says when."""

    row: Row
    kind: FactKind
    number: float | None
    reliability: str
    dates: DateRange | None

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What two rows that contradict each other have in common."""
        c = self.row.cells
        return c["certification"], c["kind"], c["dimension"], c["period"]

    @property
    def exam(self) -> tuple[str, str]:
        return self.row.cells["certification"], self.row.cells["period"]

    @property
    def is_stated(self) -> bool:
        return not self.row.cells["status"]

    @property
    def text(self) -> str:
        """Its value, fit for a message."""
        value = self.row.cells["value"]
        return value if self.number is not None else quote_value(value)


def read_fact_rows(
    facts: Iterable[Row], sources: Mapping[str, Row], is_flawed: Callable[[Row, str], bool]
) -> tuple[FactRow, ...]:
    """Return the rows whose subject is sound; `flawed` tells whether a cell has a problem of its own."""
    found = []
    for row in facts:
        c = row.cells
        if any(is_flawed(row, column) for column in ("certification", "kind", "dimension", "period", "status")):
            continue
        kind, source = FACT_KINDS[c["kind"]], sources.get(c["source"])
        figure = parse_number(c["value"]) if kind.unit and not is_flawed(row, "value") else None
        reliability = c["reliability"] or (source.cells["reliability"] if source else "")
        published = parse_leading_period(source.cells["published"]) if source else None
        dated = parse_period(c["as_of"]) if c["as_of"] else published
        found.append(FactRow(row, kind, figure, reliability if reliability in RELIABILITIES else "", dated))
    return tuple(found)


def find_contradictions(fact_rows: Sequence[FactRow]) -> Iterator[Diagnostic]:
    """Yield what cannot be true, or cannot be told, together."""
    told = [claim for claim in fact_rows if claim.is_stated]
    first: dict[tuple[str, str, str, str], FactRow] = {}
    for claim in told:
        if (other := first.setdefault(claim.subject, claim)) is not claim:
            here = "" if claim.text == other.text else f", here {claim.text} and there {other.text},"
            what = f"the same fact{here} stands at {other.row.location}"
            yield claim.row.diagnostic(
                "fact-twice", "", what, f"keep one, or mark the weaker one conflict ({PRECEDENCE})"
            )
    yield from _check_conflicts([claim for claim in fact_rows if not claim.is_stated], first)
    for claim in told:
        if claim.reliability == "low":
            column = "reliability" if claim.row.cells["reliability"] else "source"
            what = "its reliability is low, and a low figure is never told alone"
            yield claim.row.diagnostic("low-told", column, what, "mark it conflict, or find a better source")
    figures = [claim for claim in first.values() if claim.number is not None]
    yield from _check_ranges(figures)
    yield from _check_exams(figures)
    yield from _check_scores(figures)


def find_gaps(fact_rows: Sequence[FactRow], uncertain_kinds: Set[str]) -> Iterator[Diagnostic]:
    """Yield what the facts lack: weights that make a whole, candidates beside every rate.

    `doubtful` are the kinds of the rows whose subject nobody can tell: of these nothing is said to be missing.
    """
    told = [*{claim.subject: claim for claim in reversed(fact_rows) if claim.is_stated}.values()][::-1]
    if not uncertain_kinds <= set(FACT_KINDS):
        return
    if "domain_weight" not in uncertain_kinds:
        yield from _check_weights(told)
    if "candidates" in uncertain_kinds:
        return
    known = {claim.exam for claim in told if claim.kind.name == "candidates"}
    for claim in told:
        if claim.kind.name in RATE_BASES and claim.exam not in known:
            what = f"nothing tells how many candidates of {_exam_name(claim)} this rate is about"
            hint = "add a row of candidates, if any source tells it"
            yield claim.row.diagnostic("rate-without-candidates", "", what, hint, "warning")


def _check_conflicts(
    unstated: Iterable[FactRow], stated: Mapping[tuple[str, str, str, str], FactRow]
) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, ...], FactRow] = {}
    for claim in unstated:
        same = (*claim.subject, claim.row.cells["source"], claim.row.cells["value"])
        if (other := seen.setdefault(same, claim)) is not claim:
            what = f"the same conflict, from the same source, stands at {other.row.location}"
            yield claim.row.diagnostic("conflict-twice", "", what, "remove one of the two rows")
        elif (weaker := stated.get(claim.subject)) and (why := _explain_outranked(weaker, claim)):
            hint = f"mark this row conflict and empty the status at {claim.row.location} ({PRECEDENCE})"
            yield weaker.row.diagnostic("outranked", "status", why, hint)


def _explain_outranked(stated: FactRow, unstated: FactRow) -> str:
    """Say why `kept` should be told instead of `told`; "" when it should not, or nobody can know."""
    if not stated.reliability or not unstated.reliability:
        return ""
    ranks = [RELIABILITIES.index(claim.reliability) for claim in (unstated, stated)]
    mine, its = f"{stated.text} at {stated.row.location}", f"{unstated.text} at {unstated.row.location}"
    if ranks[0] < ranks[1]:
        better, worse = (claim.reliability.replace("_", " ") for claim in (unstated, stated))
        return f"{mine} is of {worse} reliability, but {its}, marked conflict, is {better}"
    if ranks[0] == ranks[1] and unstated.dates and stated.dates and unstated.dates.last > stated.dates.last:
        days = f"of {unstated.dates.last} and not of {stated.dates.last}"
        return f"{its}, marked conflict, is as reliable as {mine} and newer, {days}"
    return ""


def _check_ranges(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    low, high = RANGE_ENDS
    pairs = {claim.subject: claim for claim in fact_rows if claim.row.cells["dimension"] in RANGE_ENDS}
    for (certification, kind, dimension, period), claim in pairs.items():
        other = pairs.get((certification, kind, high, period)) if dimension == low else None
        if other and (claim.number or 0) > (other.number or 0):
            what = f"the {low} of {kind}, {claim.text}, is above its {high}, {other.text} at {other.row.location}"
            yield claim.row.diagnostic("range-reversed", "value", what, "exchange or correct them")


def _check_exams(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    """Yield what the figures of one exam in one period say against each other."""
    exams: dict[tuple[str, str], dict[tuple[str, str], FactRow]] = defaultdict(dict)
    for claim in fact_rows:
        exams[claim.exam][claim.kind.name, claim.row.cells["dimension"]] = claim
    for exam in exams.values():
        sat, passed = exam.get(("candidates", "")), exam.get(("passed", ""))
        if sat and passed and (passed.number or 0) > (sat.number or 0):
            what = f"{passed.text} passed, but only {sat.text} sat the exam ({sat.row.location})"
            yield passed.row.diagnostic("more-passed-than-sat", "value", what, "correct one of the two")
        yield from _check_passes(sat, passed, exam.get(("pass_rate", "")))
        for one, other in combinations([exam[m, ""] for m in RATE_BASES if (m, "") in exam], 2):
            what = f"{one.kind.name} at {one.row.location} is another measure of the same exam in the same period"
            hint = "keep one of them, or mark one conflict: two measures never share a line of a chart"
            yield other.row.diagnostic("two-measures", "kind", what, hint)
        yield from _check_question_total(
            *(exam.get(("exam_questions", form)) for form in ("scored", "unscored", "total"))
        )


def _check_passes(sat: FactRow | None, passed: FactRow | None, rate: FactRow | None) -> Iterator[Diagnostic]:
    """Yield a number of passes that is not what candidates and rate make, as exactly as the rate is told."""
    if not (sat and passed and rate and sat.number and passed.number is not None and rate.number is not None):
        return
    made, slack = 100 * passed.number / sat.number, 0.5 if rate.number == int(rate.number) else 0.05
    if passed.number <= sat.number and abs(made - rate.number) > slack + 1e-9:
        what = f"{passed.text} of {sat.text} candidates ({sat.row.location}) are {made:.4g} %, "
        what += f"and the rate is {rate.text} %"
        yield passed.row.diagnostic(
            "passes-and-rate", "value", what, f"correct one of them; the rate is at {rate.row.location}"
        )


def _check_question_total(
    scored: FactRow | None, unscored: FactRow | None, total: FactRow | None
) -> Iterator[Diagnostic]:
    if not (scored and unscored and total):
        return
    made = (scored.number or 0) + (unscored.number or 0)
    if made != total.number:
        parts = f"{scored.text} scored ({scored.row.location}) and {unscored.text} unscored ({unscored.row.location})"
        what = f"the exam has {total.text} questions in total, but {parts} make {made:.0f}"
        yield total.row.diagnostic("questions-sum", "value", what, "correct one of the three")


def _check_scores(fact_rows: Sequence[FactRow]) -> Iterator[Diagnostic]:
    ends = [claim for claim in fact_rows if claim.kind.name == "score_scale"]
    for claim in fact_rows:
        if claim.kind.name != "passing_score":
            continue
        for end in ends:
            (_, mine), (_, its) = claim.exam, end.exam
            below = end.row.cells["dimension"] == RANGE_ENDS[0]
            beyond = (claim.number or 0) < (end.number or 0) if below else (claim.number or 0) > (end.number or 0)
            if beyond and (mine == its or not mine or not its):
                side = "below the lowest" if below else "above the highest"
                what = f"{claim.text} is {side} score of the scale, {end.text} at {end.row.location}"
                yield claim.row.diagnostic("score-off-scale", "value", what, "correct the score or the scale")


def _check_weights(fact_rows: Iterable[FactRow]) -> Iterator[Diagnostic]:
    """Yield domain weights that make no whole; each may be half a point off, since it was rounded."""
    exams: dict[tuple[str, str], list[FactRow]] = defaultdict(list)
    unweighted = {claim.exam for claim in fact_rows if claim.kind.name == "exam_domain"}
    for claim in fact_rows:
        if claim.kind.name == "domain_weight":
            exams[claim.exam].append(claim)
    for exam, weights in exams.items():
        figures = [claim.number for claim in weights if claim.number is not None]
        total, slack = math.fsum(figures), len(weights) / 2 + 1e-9
        if len(figures) < len(weights) or (total <= 100 + slack and (exam in unweighted or total >= 100 - slack)):
            continue
        places = ", ".join(claim.row.location for claim in weights)
        what = f"the domain weights of {_exam_name(weights[-1])} add up to {round(total, 6):.12g} %, not 100 ({places})"
        hint = "correct them, or add the domain that is missing"
        yield weights[-1].row.diagnostic("weights-sum", "value", what, hint)


def _exam_name(row: FactRow) -> str:
    certification, period = row.exam
    return f"{certification} in {period}" if period else certification
