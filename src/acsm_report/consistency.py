"""What rows say together: the same fact told twice, a better source passed over, sums that do not add up."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from .errors import shown
from .fields import KINDS, MEASURES, RANGE, RELIABILITIES, Kind
from .problems import Problem
from .tables import Row
from .values import Days, days, number, opening

__all__ = ["Claim", "claims", "contradictions", "gaps"]

RULE = "official before official copy before secondary, then the newer one"


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of facts that can be compared with others; `figure` is None for words, `dated` when nobody says when."""

    row: Row
    kind: Kind
    figure: float | None
    reliability: str
    dated: Days | None

    @property
    def about(self) -> tuple[str, str, str, str]:
        """What two rows that contradict each other have in common."""
        c = self.row.cells
        return c["certification"], c["kind"], c["dimension"], c["period"]

    @property
    def exam(self) -> tuple[str, str]:
        return self.row.cells["certification"], self.row.cells["period"]

    @property
    def told(self) -> bool:
        return not self.row.cells["status"]

    @property
    def text(self) -> str:
        """Its value, fit for a message."""
        value = self.row.cells["value"]
        return value if self.figure is not None else shown(value)


def claims(facts: Iterable[Row], sources: Mapping[str, Row], flawed: Callable[[Row, str], bool]) -> tuple[Claim, ...]:
    """Return the rows whose subject is sound; `flawed` tells whether a cell has a problem of its own."""
    found = []
    for row in facts:
        c = row.cells
        if any(flawed(row, column) for column in ("certification", "kind", "dimension", "period", "status")):
            continue
        kind, source = KINDS[c["kind"]], sources.get(c["source"])
        figure = number(c["value"]) if kind.unit and not flawed(row, "value") else None
        reliability = c["reliability"] or (source.cells["reliability"] if source else "")
        published = opening(source.cells["published"]) if source else None
        dated = days(c["as_of"]) if c["as_of"] else published
        found.append(Claim(row, kind, figure, reliability if reliability in RELIABILITIES else "", dated))
    return tuple(found)


def contradictions(made: Sequence[Claim]) -> Iterator[Problem]:
    """Yield what cannot be true, or cannot be told, together."""
    told = [claim for claim in made if claim.told]
    first: dict[tuple[str, str, str, str], Claim] = {}
    for claim in told:
        if (other := first.setdefault(claim.about, claim)) is not claim:
            here = "" if claim.text == other.text else f", here {claim.text} and there {other.text},"
            what = f"the same fact{here} stands at {other.row.place}"
            yield claim.row.problem("fact-twice", "", what, f"keep one, or mark the weaker one conflict ({RULE})")
    yield from _conflicts([claim for claim in made if not claim.told], first)
    for claim in told:
        if claim.reliability == "low":
            column = "reliability" if claim.row.cells["reliability"] else "source"
            what = "its reliability is low, and a low figure is never told alone"
            yield claim.row.problem("low-told", column, what, "mark it conflict, or find a better source")
    figures = [claim for claim in first.values() if claim.figure is not None]
    yield from _ranges(figures)
    yield from _exams(figures)
    yield from _scores(figures)


def gaps(made: Sequence[Claim], doubtful: Set[str]) -> Iterator[Problem]:
    """Yield what the facts lack: weights that make a whole, candidates beside every rate.

    `doubtful` are the kinds of the rows whose subject nobody can tell: of these nothing is said to be missing.
    """
    told = [*{claim.about: claim for claim in reversed(made) if claim.told}.values()][::-1]
    if not doubtful <= set(KINDS):
        return
    if "domain_weight" not in doubtful:
        yield from _weights(told)
    if "candidates" in doubtful:
        return
    known = {claim.exam for claim in told if claim.kind.name == "candidates"}
    for claim in told:
        if claim.kind.name in MEASURES and claim.exam not in known:
            what = f"nothing tells how many candidates of {_exam(claim)} this rate is about"
            hint = "add a row of candidates, if any source tells it"
            yield claim.row.problem("rate-without-candidates", "", what, hint, "warning")


def _conflicts(kept: Iterable[Claim], told: Mapping[tuple[str, str, str, str], Claim]) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], Claim] = {}
    for claim in kept:
        same = (*claim.about, claim.row.cells["source"], claim.row.cells["value"])
        if (other := seen.setdefault(same, claim)) is not claim:
            what = f"the same conflict, from the same source, stands at {other.row.place}"
            yield claim.row.problem("conflict-twice", "", what, "remove one of the two rows")
        elif (weaker := told.get(claim.about)) and (why := _outranked(weaker, claim)):
            hint = f"mark this row conflict and empty the status at {claim.row.place} ({RULE})"
            yield weaker.row.problem("outranked", "status", why, hint)


def _outranked(told: Claim, kept: Claim) -> str:
    """Say why `kept` should be told instead of `told`; "" when it should not, or nobody can know."""
    if not told.reliability or not kept.reliability:
        return ""
    ranks = [RELIABILITIES.index(claim.reliability) for claim in (kept, told)]
    mine, its = f"{told.text} at {told.row.place}", f"{kept.text} at {kept.row.place}"
    if ranks[0] < ranks[1]:
        better, worse = (claim.reliability.replace("_", " ") for claim in (kept, told))
        return f"{mine} is of {worse} reliability, but {its}, marked conflict, is {better}"
    if ranks[0] == ranks[1] and kept.dated and told.dated and kept.dated.last > told.dated.last:
        days = f"of {kept.dated.last} and not of {told.dated.last}"
        return f"{its}, marked conflict, is as reliable as {mine} and newer, {days}"
    return ""


def _ranges(figures: Iterable[Claim]) -> Iterator[Problem]:
    low, high = RANGE
    pairs = {claim.about: claim for claim in figures if claim.row.cells["dimension"] in RANGE}
    for (certification, kind, dimension, period), claim in pairs.items():
        other = pairs.get((certification, kind, high, period)) if dimension == low else None
        if other and (claim.figure or 0) > (other.figure or 0):
            what = f"the {low} of {kind}, {claim.text}, is above its {high}, {other.text} at {other.row.place}"
            yield claim.row.problem("range-reversed", "value", what, "exchange or correct them")


def _exams(figures: Iterable[Claim]) -> Iterator[Problem]:
    """Yield what the figures of one exam in one period say against each other."""
    exams: dict[tuple[str, str], dict[tuple[str, str], Claim]] = defaultdict(dict)
    for claim in figures:
        exams[claim.exam][claim.kind.name, claim.row.cells["dimension"]] = claim
    for exam in exams.values():
        sat, passed = exam.get(("candidates", "")), exam.get(("passed", ""))
        if sat and passed and (passed.figure or 0) > (sat.figure or 0):
            what = f"{passed.text} passed, but only {sat.text} sat the exam ({sat.row.place})"
            yield passed.row.problem("more-passed-than-sat", "value", what, "correct one of the two")
        yield from _passed(sat, passed, exam.get(("pass_rate", "")))
        for one, other in combinations([exam[m, ""] for m in MEASURES if (m, "") in exam], 2):
            what = f"{one.kind.name} at {one.row.place} is another measure of the same exam in the same period"
            hint = "keep one of them, or mark one conflict: two measures never share a line of a chart"
            yield other.row.problem("two-measures", "kind", what, hint)
        yield from _questions(*(exam.get(("exam_questions", form)) for form in ("scored", "unscored", "total")))


def _passed(sat: Claim | None, passed: Claim | None, rate: Claim | None) -> Iterator[Problem]:
    """Yield a number of passes that is not what candidates and rate make, as exactly as the rate is told."""
    if not (sat and passed and rate and sat.figure and passed.figure is not None and rate.figure is not None):
        return
    made, slack = 100 * passed.figure / sat.figure, 0.5 if rate.figure == int(rate.figure) else 0.05
    if passed.figure <= sat.figure and abs(made - rate.figure) > slack + 1e-9:
        what = (
            f"{passed.text} of {sat.text} candidates ({sat.row.place}) are {made:.4g} %, and the rate is {rate.text} %"
        )
        yield passed.row.problem(
            "passes-and-rate", "value", what, f"correct one of them; the rate is at {rate.row.place}"
        )


def _questions(scored: Claim | None, unscored: Claim | None, total: Claim | None) -> Iterator[Problem]:
    if not (scored and unscored and total):
        return
    made = (scored.figure or 0) + (unscored.figure or 0)
    if made != total.figure:
        parts = f"{scored.text} scored ({scored.row.place}) and {unscored.text} unscored ({unscored.row.place})"
        what = f"the exam has {total.text} questions in total, but {parts} make {made:.0f}"
        yield total.row.problem("questions-sum", "value", what, "correct one of the three")


def _scores(figures: Sequence[Claim]) -> Iterator[Problem]:
    ends = [claim for claim in figures if claim.kind.name == "score_scale"]
    for claim in figures:
        if claim.kind.name != "passing_score":
            continue
        for end in ends:
            (_, mine), (_, its) = claim.exam, end.exam
            below = end.row.cells["dimension"] == RANGE[0]
            beyond = (claim.figure or 0) < (end.figure or 0) if below else (claim.figure or 0) > (end.figure or 0)
            if beyond and (mine == its or not mine or not its):
                side = "below the lowest" if below else "above the highest"
                what = f"{claim.text} is {side} score of the scale, {end.text} at {end.row.place}"
                yield claim.row.problem("score-off-scale", "value", what, "correct the score or the scale")


def _weights(told: Iterable[Claim]) -> Iterator[Problem]:
    """Yield domain weights that make no whole; each may be half a point off, since it was rounded."""
    exams: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    unweighted = {claim.exam for claim in told if claim.kind.name == "exam_domain"}
    for claim in told:
        if claim.kind.name == "domain_weight":
            exams[claim.exam].append(claim)
    for exam, weights in exams.items():
        figures = [claim.figure for claim in weights if claim.figure is not None]
        total, slack = math.fsum(figures), len(weights) / 2 + 1e-9
        if len(figures) < len(weights) or (total <= 100 + slack and (exam in unweighted or total >= 100 - slack)):
            continue
        places = ", ".join(claim.row.place for claim in weights)
        what = f"the domain weights of {_exam(weights[-1])} add up to {round(total, 6):.12g} %, not 100 ({places})"
        hint = "correct them, or add the domain that is missing"
        yield weights[-1].row.problem("weights-sum", "value", what, hint)


def _exam(claim: Claim) -> str:
    certification, period = claim.exam
    return f"{certification} in {period}" if period else certification
