"""tell(): a Dataset into a Story: the findings, each a fact derived from facts.

Whatever is computed is computed here: a derived Fact keeps its formula in words and its inputs.
What cannot be computed, because the data does not know it, is absent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from .dataset import Certification, Dataset, Fact
from .fields import EDUCATION

__all__ = ["ROUND_FROM", "Gate", "Record", "Rung", "Sitting", "Story", "tell"]

ROUND_FROM = 300  # candidates from which derived passes are rounded to tens: the rate is a whole per cent


@dataclass(frozen=True, slots=True)
class Sitting:
    """One year of one exam: its pass rate and, where published, its candidates and how many passed."""

    year: str
    rate: Fact
    candidates: Fact | None
    passes: Fact | None

    @property
    def passing(self) -> float:
        """Candidates × pass rate before it is rounded: what is drawn, so that no bar jumps where rounding starts."""
        return self.candidates.number * self.rate.number / 100 if self.candidates else 0


@dataclass(frozen=True, slots=True)
class Record:
    """The exam record of a certification: at least one year, in order of time, and the change in points."""

    certification: Certification
    sittings: tuple[Sitting, ...]
    change: Fact | None

    @property
    def latest(self) -> Sitting:
        return self.sittings[-1]


class Rung(NamedTuple):
    """A step of the run-up: the degree it asks for, and whether it asks for clinical hours too."""

    education: str
    hours: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """A question of the decision path: who answers no takes one of these lanes, who answers yes goes on."""

    question: str  # "education.<degree>" or "population.<whom>"
    no: tuple[Certification, ...]


@dataclass(frozen=True)
class Story:
    """What the data has to tell. Findings are computed when first asked for, and only once."""

    dataset: Dataset
    certifications: tuple[Certification, ...]
    records: tuple[Record, ...] = field(repr=False)

    @cached_property
    def unpublished(self) -> tuple[Certification, ...]:
        """The certifications without any exam statistics."""
        told = {r.certification.code for r in self.records}
        return tuple(c for c in self.certifications if c.code not in told)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """Every year that some exam has a pass rate for."""
        return tuple(sorted({s.year for r in self.records for s in r.sittings}))

    @cached_property
    def totals(self) -> tuple[Fact, ...]:
        """Candidates of all recorded exams together, for the years in which every one is known."""
        return tuple(_total("candidates", year, self._known(year)) for year in self.years if self._known(year))

    @cached_property
    def passes(self) -> tuple[Fact, ...]:
        """About how many passed all recorded exams together, for the same years."""
        return tuple(_total("passes", t.period, self._known(t.period)) for t in self.totals)

    @cached_property
    def overall(self) -> tuple[Fact, ...]:
        """The pass rate of all recorded exams together, weighted by candidates, for the same years."""
        return tuple(_overall(t.period, self._known(t.period)) for t in self.totals)

    def _known(self, year: str) -> list[tuple[Fact, Fact]]:
        """Candidates and rate of every record in `year`; nothing unless all are published, and somebody sat."""
        found = [(s.candidates, s.rate) for r in self.records for s in r.sittings if s.year == year and s.candidates]
        return found if len(found) == len(self.records) and any(n.number for n, _ in found) else []

    @cached_property
    def trend(self) -> str:
        """How the pass rates moved from the first to the last year: fell, rose, level or mixed; "" for one year.

        Only where every exam has both years can all of them be said to fall, rise or hold.
        """
        if len(self.years) < 2:
            return ""
        changes = [r.change.number for r in self.records if r.change and self.spans(r)]
        if len(changes) < len(self.records):
            return "mixed"
        return "fell" if max(changes) < 0 else "rose" if min(changes) > 0 else "mixed" if any(changes) else "level"

    def spans(self, record: Record) -> bool:
        """Tell whether a record has both the first and the last year."""
        return (record.sittings[0].year, record.latest.year) == (self.years[0], self.years[-1])

    @cached_property
    def people_trend(self) -> str:
        """What candidates and passes of all exams did: more-fewer, more-more, fewer-fewer, or plain for the rest."""
        if len(self.totals) < 2:
            return "plain"
        sat = self.totals[-1].number - self.totals[0].number
        passed = self.passes[-1].number - self.passes[0].number
        if sat > 0 and passed < 0:
            return "more-fewer"
        return "more-more" if sat > 0 and passed > 0 else "fewer-fewer" if sat < 0 and passed < 0 else "plain"

    @cached_property
    def steepest(self) -> tuple[Record, Fact, Fact] | None:
        """The record that fell most, the points it lost, and those of its worst year; None when none fell."""
        falling = [r for r in self.records if r.change and r.change.number < 0]
        if not falling:
            return None
        record = min(falling, key=lambda r: r.change.number if r.change else 0)
        before, after = min(pairwise(record.sittings), key=lambda s: s[1].rate.number - s[0].rate.number)
        lost = _points("points_lost", (record.sittings[0].rate, record.latest.rate), sign=-1)
        return record, lost, _points("points_lost", (before.rate, after.rate), sign=-1)

    @cached_property
    def past_halfway(self) -> tuple[Record, ...]:
        """The records whose pass rate in the last year is above one half."""
        return tuple(r for r in self.records if r.latest.year == self.years[-1] and r.latest.rate.number > 50)

    @cached_property
    def certified(self) -> tuple[Fact, ...]:
        """Certified professionals by certification, in lane order, at the latest date."""
        found = (self.dataset.find("certified", c.code) for c in self.certifications)
        return tuple(max(counts, key=lambda f: f.period) for counts in found if counts)

    @cached_property
    def certified_total(self) -> Fact | None:
        """All certified professionals together; who holds two certificates counts twice."""
        if not self.certified or len({f.period for f in self.certified}) > 1:
            return None
        formula = "sum over the certifications; who holds two counts twice"
        return _derived("certified_total", sum(f.number for f in self.certified), "people", self.certified, formula)

    @cached_property
    def largest(self) -> tuple[Certification, Fact] | None:
        """The certification with the most certified professionals and its share of them, in per cent."""
        if not self.certified_total or not self.certified_total.number:
            return None
        top = max(self.certified, key=lambda f: f.number)
        share = 100 * top.number / self.certified_total.number
        fact = _derived(
            "certified_share", share, "%", (top, self.certified_total), "certified of this one ÷ all certified"
        )
        return next(c for c in self.certifications if c.code == top.certification), fact

    @cached_property
    def ladder(self) -> tuple[Rung, ...]:
        """The distinct steps of the run-up, from the lowest."""
        return tuple(sorted({r for c in self.certifications if (r := self.rung(c))}, key=_height))

    def rung(self, certification: Certification) -> Rung | None:
        """Return the step that a certification starts from, or None when its education is not published."""
        education = self.dataset.first("education", certification.code)
        if education is None:
            return None
        return Rung(education.dimension, self.dataset.first("clinical_hours", certification.code) is not None)

    @cached_property
    def clinical_is_longer(self) -> bool:
        """Whether every clinical certification starts from a higher step than every other."""
        heights: dict[bool, list[tuple[int, bool]]] = {True: [], False: []}
        for c in self.certifications:
            if rung := self.rung(c):
                heights[c.track == "clinical"].append(_height(rung))
        return bool(heights[True] and heights[False]) and min(heights[True]) > max(heights[False])

    def open_with(self, degrees: Sequence[str]) -> Fact:
        """Return how many certifications start from one of these degrees."""
        inputs = tuple(
            f for c in self.certifications for f in self.dataset.find("education", c.code) if f.dimension in degrees
        )
        return _derived(
            "lanes", len(inputs), "certifications", inputs, "number of certifications with such an education"
        )

    @cached_property
    def lanes(self) -> Fact:
        """How many certifications there are."""
        return _derived("lanes", len(self.certifications), "certifications", (), "number of rows of certifications")

    @cached_property
    def exams(self) -> Fact:
        """How many exams have a record."""
        rates = tuple(r.latest.rate for r in self.records)
        return _derived("exams", len(rates), "exams", rates, "number of certifications with a pass rate")

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The decision path: questions that let the first lanes off, one gate after another.

        Of the questions that can be asked, the one that lets off the fewest lanes comes first,
        so that lanes leave the path in their order. The last lanes need no gate.
        """
        left, gates = list(self.certifications), []
        while len(left) > 1:
            splits = [(len(no), question, no) for question, no in self._questions(left)]
            if not splits:
                break
            _, question, no = min(splits, key=lambda s: s[0])
            gates.append(Gate(question, tuple(no)))
            left = left[len(no) :]
        return tuple(gates)

    def _questions(self, left: list[Certification]) -> list[tuple[str, list[Certification]]]:
        """The questions that divide `left` cleanly into first lanes (no) and later ones (yes)."""
        ranks = [EDUCATION.index(r.education) if (r := self.rung(c)) else -1 for c in left]
        disease = [bool(self.dataset.find("population", c.code, "disease")) for c in left]
        found = []
        for marks, name in ((ranks, "education"), ([int(d) for d in disease], "population")):
            count = next((i for i, mark in enumerate(marks) if mark != marks[0]), 0)
            if count and marks[0] >= 0 and min(marks[count:]) > marks[0]:
                answer = EDUCATION[marks[count]] if name == "education" else "disease"
                found.append((f"{name}.{answer}", left[:count]))
        return found

    @cached_property
    def as_of(self) -> str:
        """The latest day that a fact of this edition is dated to, ISO 8601; "" when none has a day."""
        return max(
            (f.period for f in self.dataset.facts if f.period.count("-") == 2 and "/" not in f.period), default=""
        )


def tell(dataset: Dataset) -> Story:
    """Turn a data set into what it has to tell."""
    records = tuple(r for c in dataset.certifications if (r := _record(dataset, c)))
    return Story(dataset, dataset.certifications, records)


def _record(dataset: Dataset, certification: Certification) -> Record | None:
    candidates = {f.period: f for f in dataset.find("candidates", certification.code)}
    rates = sorted(dataset.find("pass_rate", certification.code), key=lambda f: f.period)
    sittings = tuple(Sitting(r.period, r, n := candidates.get(r.period), _passes(n, r) if n else None) for r in rates)
    if not sittings:
        return None
    ends = sittings[0].rate, sittings[-1].rate
    return Record(certification, sittings, _points("change", ends) if len(sittings) > 1 else None)


def _passes(candidates: Fact, rate: Fact) -> Fact:
    formula = f"candidates × pass rate, rounded; to tens from {ROUND_FROM} candidates"
    value = _rounded(candidates.number * rate.number / 100, candidates.number)
    return _derived("passes", value, "people", (candidates, rate), formula, rate.certification, rate.period)


def _rounded(value: float, candidates: float) -> int:
    return round(value / 10) * 10 if candidates >= ROUND_FROM else round(value)


def _points(kind: str, ends: tuple[Fact, Fact], sign: int = 1) -> Fact:
    """The change of a rate between two periods, in points; `sign` -1 tells a fall as points lost."""
    first, last = ends
    unit = "points" if sign == 1 else "points lost"
    formula = "pass rate of the later period − pass rate of the earlier one"
    return _derived(
        kind,
        sign * (last.number - first.number),
        unit,
        ends,
        formula,
        last.certification,
        f"{first.period}/{last.period}",
    )


def _total(kind: str, year: str, known: list[tuple[Fact, Fact]]) -> Fact:
    if kind == "candidates":
        value = sum(n.number for n, _ in known)
        return _derived(kind, value, "people", tuple(n for n, _ in known), "sum over the exams", period=year)
    total = sum(n.number for n, _ in known)
    value = _rounded(math.fsum(n.number * r.number / 100 for n, r in known), total)
    return _derived(
        kind,
        value,
        "people",
        tuple(f for pair in known for f in pair),
        "sum of candidates × pass rate, rounded",
        period=year,
    )


def _overall(year: str, known: list[tuple[Fact, Fact]]) -> Fact:
    value = math.fsum(n.number * r.number for n, r in known) / sum(n.number for n, _ in known)
    formula = "sum of candidates × pass rate ÷ sum of candidates"
    return _derived("overall_pass_rate", value, "%", tuple(f for pair in known for f in pair), formula, period=year)


def _derived(
    kind: str, value: float, unit: str, inputs: Sequence[Fact], formula: str, certification: str = "", period: str = ""
) -> Fact:
    """A computed fact: its sources are those of its inputs, its period theirs when they agree."""
    periods = {f.period for f in inputs}
    sources = ", ".join(sorted({f.source for f in inputs if f.source}))
    period = period or (periods.pop() if len(periods) == 1 else "")
    return Fact(kind, value, unit, certification, period=period, source=sources, formula=formula, inputs=tuple(inputs))


def _height(rung: Rung) -> tuple[int, bool]:
    return EDUCATION.index(rung.education), rung.hours
