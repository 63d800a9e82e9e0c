"""Computes what the pages state: derived facts, each with its formula in words and its inputs.

What the data does not know is absent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

from . import exam_statistics
from .decimals import unify_decimals
from .eligibility import Eligibility
from .exam_statistics import ExamRecord, ExamYear
from .model import Certification, Conflict, Dataset, Fact
from .rounding import round_number
from .schema import FACT_KINDS, RATE_BASES

__all__ = ["ExamRecord", "ExamYear", "Insights", "compute_insights"]

REQUIREMENT_KINDS = ("population", "minimum_age", "education", "life_support", "clinical_hours")
ALL_ATTEMPTS = RATE_BASES[0]  # the rate basis of a rate that is computed from candidates and passes


@dataclass(frozen=True)
class Insights(Eligibility):
    """The facts and derived facts that pages state. Each is computed once, on first use."""

    records: tuple[ExamRecord, ...] = field(repr=False)
    rate_basis: str = RATE_BASES[0]  # one of RATE_BASES; all records have it
    other_records: tuple[ExamRecord, ...] = field(default=(), repr=False)  # all have the other rate basis
    is_apart: bool = False  # whether most certifications have the other rate basis

    @cached_property
    def by_rate_basis(self) -> tuple[Insights, ...]:
        """These insights, and those of the certifications with the other rate basis: the two are never compared."""
        if not self.other_records:
            return (self,)
        other = replace(
            self,
            records=self.other_records,
            rate_basis=self.other_records[0].rate_basis,
            other_records=self.records,
            is_apart=not self.is_apart,
        )
        return self, other

    def of_certification(self, certification: Certification) -> Insights:
        """Return the insights with the rate basis of a certification; these if it has no rates."""
        code = certification.code
        return next((i for i in self.by_rate_basis if any(r.certification.code == code for r in i.records)), self)

    @cached_property
    def all_records(self) -> tuple[ExamRecord, ...]:
        """The records of both rate bases, in the order of the certifications; for what does not compare them."""
        found = {r.certification.code: r for r in (*self.records, *self.other_records)}
        return tuple(found[c.code] for c in self.certifications if c.code in found)

    @cached_property
    def unpublished(self) -> tuple[Certification, ...]:
        """Certifications without any published candidates or rates."""
        return tuple(c for c in self._without_record if not self._has_statistics(c))

    @cached_property
    def without_rate(self) -> tuple[Certification, ...]:
        """Other certifications without a rate that can be stated: only candidates are known, or rates conflict."""
        return tuple(c for c in self._without_record if self._has_statistics(c))

    @property
    def _without_record(self) -> tuple[Certification, ...]:
        recorded = {r.certification.code for r in self.all_records}
        return tuple(c for c in self.certifications if c.code not in recorded)

    def _has_statistics(self, certification: Certification) -> bool:
        conflicting = (f for c in self.dataset.conflicts for f in c.others)
        kinds = {f.kind for f in (*self.dataset.facts, *conflicting) if f.certification == certification.code}
        return bool({"candidates", *RATE_BASES} & kinds)

    @cached_property
    def years(self) -> tuple[str, ...]:
        """Each year with a pass rate of any exam."""
        return tuple(sorted({s.year for r in self.records for s in r.exam_years}))

    def with_gaps(self, exam_years: Sequence[ExamYear]) -> tuple[ExamYear | Fact, ...]:
        """Return the years of an exam in order, with a derived fact for each gap between them."""
        return exam_statistics.insert_gaps(exam_years, self._period_step)

    @cached_property
    def _period_step(self) -> int:
        return exam_statistics.smallest_step(self.years)

    @cached_property
    def total_candidates(self) -> tuple[Fact, ...]:
        """Candidates of all exams together, for years in which all are known."""
        known = (self._complete_exam_years(year) for year in self.years)
        return tuple(
            self._mark_basis(exam_statistics.sum_candidates([s.candidates for s in sittings if s.candidates]))
            for sittings in known
            if sittings
        )

    @cached_property
    def total_passes(self) -> tuple[Fact, ...]:
        """Approximate passes of all exams together, for the same years; of one exam its own, published or not."""
        if len(self.records) == 1:
            years = (self._complete_exam_years(t.period)[0] for t in self.total_candidates)
            return tuple(year.passes for year in years if year.passes)
        return tuple(
            self._mark_basis(exam_statistics.sum_passes(_passes_with_inputs(self._complete_exam_years(t.period)), t))
            for t in self.total_candidates
        )

    @cached_property
    def overall_rates(self) -> tuple[Fact, ...]:
        """Pass rate of all exams together, weighted by candidates, for the same years; of one exam its own rate."""
        if len(self.records) == 1:
            return tuple(self._complete_exam_years(t.period)[0].rate for t in self.total_candidates)
        decimals = self.records[0].latest.rate.decimals if self.records else None
        rates = (
            exam_statistics.compute_overall_rate(_passes_with_inputs(self._complete_exam_years(t.period)), t)
            for t in self.total_candidates
        )
        return tuple(self._mark_basis(replace(rate, decimals=decimals)) for rate in rates)

    def _mark_basis(self, fact: Fact) -> Fact:
        """Return a fact of several exams; of those that are apart, its dimension names the rate basis."""
        return replace(fact, dimension=f"{fact.dimension} {self.rate_basis}".strip()) if self.is_apart else fact

    def _complete_exam_years(self, year: str) -> list[ExamYear]:
        """Return all exams in `year`; an empty list unless all candidates are published and not all are 0."""
        found = [s for r in self.records for s in r.exam_years if s.year == year and s.candidates]
        is_complete = len(found) == len(self.records)
        return found if is_complete and any(s.candidates.number for s in found if s.candidates) else []

    @cached_property
    def first_and_last_rate(self) -> tuple[Fact, Fact] | None:
        """A rate of the first year and a rate of the last; None without records."""
        rates = sorted((s.rate for r in self.records for s in r.exam_years), key=lambda rate: rate.period)
        return (rates[0], rates[-1]) if rates else None

    @cached_property
    def trend(self) -> str:
        """How the rates changed from the first to the last year; "" if there is only one year.

        "fell", "rose" and "level" hold for all exams, each with both years; "mostly-fell" and "mostly-rose" for more
        than half of them. Otherwise "mixed", also if a change would be printed as 0.
        """
        if len(self.years) < 2:
            return ""
        changes = (r.change.number for r in self.records if r.change and self.spans_all_years(r))
        if any(change and not round_number(change) for change in changes):
            return "mixed"
        exams, fell, rose = len(self.records), self.count_moved("fell").number, self.count_moved("rose").number
        for name, count in (("fell", fell), ("rose", rose), ("level", self.count_moved("level").number)):
            if count == exams:
                return name
        return "mostly-fell" if 2 * fell > exams else "mostly-rose" if 2 * rose > exams else "mixed"

    def count_moved(self, direction: str) -> Fact:
        """Return how many exams with both the first and the last year "fell", "rose" or were "level" in all years."""

        def fits(record: ExamRecord, change: Fact) -> bool:
            if direction == "level":
                return len({s.rate.number for s in record.exam_years}) == 1
            return change.number < 0 if direction == "fell" else change.number > 0

        inputs = tuple(r.change for r in self.records if r.change and self.spans_all_years(r) and fits(r, r.change))
        formula = f"number of exams whose rate {direction}"
        return self._mark_basis(
            exam_statistics.derive_fact("exams", len(inputs), "exams", inputs, formula, dimension=direction)
        )

    @cached_property
    def ranking(self) -> tuple[tuple[ExamRecord, Fact], ...]:
        """The records of the last year with their ranks, from the highest rate; equal rates share a rank."""
        last = [r for r in self.records if r.latest.year == self.years[-1]]
        rates = tuple(r.latest.rate for r in last)
        ranked = []
        for record in sorted(last, key=lambda r: -r.latest.rate.number):
            place = 1 + sum(rate.number > record.latest.rate.number for rate in rates)
            code, period = record.certification.code, record.latest.year
            formula = "1 + number of exams with a higher rate in that period"
            ranked.append((record, exam_statistics.derive_fact("rank", place, "", rates, formula, code, period)))
        return tuple(ranked)

    @cached_property
    def highest_and_lowest(self) -> tuple[ExamRecord, ExamRecord] | None:
        """The exams with the highest and the lowest rate of the last year; None if one is missing or tied."""
        rates = [record.latest.rate.number for record, _ in self.ranking]
        if not 1 < len(rates) == len(self.records) or rates.count(rates[0]) > 1 or rates.count(rates[-1]) > 1:
            return None
        return self.ranking[0][0], self.ranking[-1][0]

    @cached_property
    def small_samples(self) -> tuple[ExamRecord, ...]:
        """The records with a small sample in the last year."""
        return tuple(r for r in self.records if r.latest.is_small_sample and r.latest.interval)

    @cached_property
    def has_intervals(self) -> bool:
        """Whether the interval of any rate is wide enough to be seen."""
        return any(s.has_visible_interval for r in self.records for s in r.exam_years)

    @cached_property
    def has_computed_passes(self) -> bool:
        """Whether passes of any exam are computed. Of published ones the candidates are those of the rate."""
        return any(s.passes and s.passes.formula for r in self.records for s in r.exam_years)

    @property
    def has_calculations(self) -> bool:
        """Whether candidates of several exams are added up, or passes computed."""
        return bool(self.total_candidates) and (len(self.records) > 1 or self.has_computed_passes)

    @cached_property
    def computed_rates(self) -> tuple[Fact, ...]:
        """The pass rates that are computed from candidates and passes."""
        return tuple(s.rate for r in self.records for s in r.exam_years if s.rate.formula)

    def has_requirements(self, certification: Certification) -> bool:
        """Tell whether any fact says what a certification asks, or whom it serves."""
        return any(self.dataset.find(kind, certification.code) for kind in REQUIREMENT_KINDS)

    def spans_all_years(self, record: ExamRecord) -> bool:
        """Tell whether a record has both the first and the last year."""
        return (record.exam_years[0].year, record.latest.year) == (self.years[0], self.years[-1])

    @cached_property
    def candidates_trend(self) -> str:
        """How candidates and passes of all exams changed: "more-fewer", "more-more", "fewer-fewer", otherwise "plain".

        It compares the first and the last year. The unrounded passes must have changed in the same direction.
        """
        known = [t.period for t in self.total_candidates]
        if len(known) < 2 or (known[0], known[-1]) != (self.years[0], self.years[-1]):
            return "plain"
        exact_passes = [math.fsum(s.exact_passes for s in self._complete_exam_years(known[end])) for end in (0, -1)]
        sat, passed = (
            exam_statistics.compare_facts(self.total_candidates[0], self.total_candidates[-1]),
            exam_statistics.compare_facts(self.total_passes[0], self.total_passes[-1]),
        )
        if passed != (exact_passes[1] > exact_passes[0]) - (exact_passes[1] < exact_passes[0]):
            return "plain"
        return {(1, -1): "more-fewer", (1, 1): "more-more", (-1, -1): "fewer-fewer"}.get((sat, passed), "plain")

    @cached_property
    def steepest_fall(self) -> tuple[ExamRecord, Fact, Fact] | None:
        """The record that fell most, its points lost, and the points lost in its worst year; None if there is a tie."""
        falls = sorted((r.change.number, n) for n, r in enumerate(self.records) if r.change and r.change.number < 0)
        if not falls or (len(falls) > 1 and math.isclose(falls[0][0], falls[1][0])):
            return None
        record = self.records[falls[0][1]]
        before, after = min(pairwise(record.exam_years), key=lambda s: s[1].rate.number - s[0].rate.number)
        lost = exam_statistics.compute_change("points_lost", (record.exam_years[0].rate, record.latest.rate), sign=-1)
        return record, lost, exam_statistics.compute_change("points_lost", (before.rate, after.rate), sign=-1)

    @cached_property
    def above_half(self) -> tuple[ExamRecord, ...]:
        """The records with a pass rate above 50 in the last year."""
        return tuple(r for r in self.records if r.latest.year == self.years[-1] and r.latest.rate.number > 50)

    @cached_property
    def certified_counts(self) -> tuple[Fact, ...]:
        """Certified professionals by certification, in lane order, at the latest date."""
        found = (self.dataset.find("certified", c.code) for c in self.certifications)
        return tuple(max(counts, key=lambda f: exam_statistics.last_day(f.period)) for counts in found if counts)

    @cached_property
    def without_certified_count(self) -> tuple[Certification, ...]:
        """The certifications without a published number of holders."""
        return tuple(c for c in self.certifications if not self.dataset.find("certified", c.code))

    @cached_property
    def certified_total(self) -> Fact | None:
        """All certified professionals together; a person with two certifications counts twice."""
        if not self.certified_counts or len({f.period for f in self.certified_counts}) > 1:
            return None
        formula = "sum over the certifications; who holds several is counted in each"
        return exam_statistics.derive_fact(
            "certified_total", sum(f.number for f in self.certified_counts), "people", self.certified_counts, formula
        )

    @cached_property
    def largest_certification(self) -> tuple[Certification, Fact] | None:
        """The certification with the most certified professionals, and its share; None if there is a tie."""
        if len(self.certified_counts) < 2 or not self.certified_total or not self.certified_total.number:
            return None
        top = max(self.certified_counts, key=lambda f: f.number)
        if [f.number for f in self.certified_counts].count(top.number) > 1:
            return None
        share = 100 * top.number / self.certified_total.number
        fact = exam_statistics.derive_fact(
            "certified_share", share, "%", (top, self.certified_total), "certified of this one ÷ all certified"
        )
        return next(c for c in self.certifications if c.code == top.certification), fact

    @cached_property
    def certification_count(self) -> Fact:
        """The number of certifications."""
        formula = "number of rows of certifications"
        lanes = exam_statistics.derive_fact("lanes", len(self.certifications), "certifications", (), formula)
        return replace(lanes, source=", ".join(sorted({c.source for c in self.certifications})))

    @cached_property
    def exam_count(self) -> Fact:
        """The number of exams with a record."""
        rates = tuple(r.latest.rate for r in self.records)
        formula = "number of certifications with a pass rate"
        return self._mark_basis(exam_statistics.derive_fact("exams", len(rates), "exams", rates, formula))

    @cached_property
    def renamed_count(self) -> Fact:
        """The number of certifications with another code or name today."""
        return self._count_by_status("renamed")

    @cached_property
    def closed_count(self) -> Fact:
        """The number of certifications that are no longer offered."""
        return self._count_by_status("closed")

    @property
    def has_name_history(self) -> bool:
        """Whether any certification has another name today, is closed, or has a note about it."""
        return any(c.present_status != "same" or c.note for c in self.certifications)

    def _count_by_status(self, status: str) -> Fact:
        some = [c for c in self.certifications if c.present_status == status]
        formula = f"number of certifications that are {status}"
        fact = exam_statistics.derive_fact("lanes", len(some), "certifications", (), formula, dimension=status)
        return replace(fact, source=", ".join(sorted({c.source for c in some})))

    @cached_property
    def events(self) -> tuple[Fact, ...]:
        """The events, in order of time."""
        return tuple(sorted(self.dataset.find("event"), key=lambda f: exam_statistics.last_day(f.period)))

    def domain_weights(self, certification: Certification) -> tuple[Fact, ...]:
        """Return the domain weights of the newest exam outline."""
        return self.dataset.newest_facts("domain_weight", certification.code)

    @cached_property
    def source_numbers(self) -> dict[str, int]:
        """The numbers of the sources that pages cite, by key, in the order of the sources table."""
        shown = [f for f in self.dataset.facts if self.is_shown(f)]
        shown += [f for c in self.stated_conflicts for f in c.others]
        keys = {f.source for f in shown} | {c.source for c in self.certifications}
        return {key: number for number, key in enumerate((k for k in self.dataset.sources if k in keys), 1)}

    def is_shown(self, fact: Fact) -> bool:
        """Tell whether a page may show a fact.

        A certification shows only one rate basis. Members are shown only if there is no community, and of a kind that
        holds until it is replaced, such as an exam outline, only the newest fact.
        """
        if fact.kind == "members" and self.dataset.newest_fact("community"):
            return False
        kind = FACT_KINDS[fact.kind]
        dimension = fact.dimension if kind.newest_of == "each" else None
        if kind.newest_of and fact not in self.dataset.newest_facts(fact.kind, fact.certification, dimension):
            return False
        return bool(kind.pages) and (
            fact.kind not in RATE_BASES or self._rate_bases.get(fact.certification) == fact.kind
        )

    @cached_property
    def _rate_bases(self) -> dict[str, str]:
        return {r.certification.code: r.rate_basis for r in self.all_records}

    @cached_property
    def stated_conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts with a fact that pages show."""
        return tuple(c for c in self.dataset.conflicts if c.stated and self.is_shown(c.stated))

    @cached_property
    def as_of(self) -> Fact | None:
        """When this edition was so: the latest date of the statistics that it tells, else of the facts it shows."""
        exams = (f for r in self.all_records for s in r.exam_years for f in (s.rate, s.candidates, s.passes))
        statistics = [f for f in (*exams, *self.certified_counts) if f and not f.formula]
        dated = statistics or [f for f in self.dataset.facts if self.is_shown(f)]
        return exam_statistics.find_latest_date(dated, have_ended=bool(statistics))


def compute_insights(dataset: Dataset) -> Insights:
    """Return the insights of a dataset, with the rate basis that most certifications have; of two equal, the newer.

    Of a certification with both it uses the one whose published rates are newer.
    """
    dataset = unify_decimals(dataset)
    records = [r for c in dataset.certifications if (r := _choose_record(dataset, c))]
    found = {basis: tuple(r for r in records if r.rate_basis == basis) for basis in RATE_BASES}
    main, other = sorted(
        RATE_BASES, key=lambda b: (len(found[b]), max((r.latest.year for r in found[b]), default="")), reverse=True
    )
    return Insights(dataset, dataset.certifications, found[main], main, found[other])


def _choose_record(dataset: Dataset, certification: Certification) -> ExamRecord | None:
    """Return the record of a certification with the rate basis of its newest published rate; None without rates."""
    found = [r for basis in RATE_BASES if (r := _build_record(dataset, certification, basis))]
    return max(found, key=lambda r: max((s.year for s in r.exam_years if not s.rate.formula), default=""), default=None)


def _build_record(dataset: Dataset, certification: Certification, rate_basis: str) -> ExamRecord | None:
    candidates, passed = (
        {f.period: f for f in dataset.find(kind, certification.code)} for kind in ("candidates", "passed")
    )
    published = dataset.find(rate_basis, certification.code)
    computed = _compute_missing_rates(dataset, candidates, passed) if rate_basis == ALL_ATTEMPTS else ()
    rates = sorted((*published, *computed), key=lambda f: f.period)
    sittings = tuple(_build_exam_year(rate, candidates.get(rate.period), passed.get(rate.period)) for rate in rates)
    if not sittings:
        return None
    ends = sittings[0].rate, sittings[-1].rate
    return ExamRecord(
        certification, sittings, exam_statistics.compute_change("change", ends) if len(sittings) > 1 else None
    )


def _compute_missing_rates(
    dataset: Dataset, candidates: Mapping[str, Fact], passed: Mapping[str, Fact]
) -> tuple[Fact, ...]:
    """Return the rates of the periods of an exam with candidates and passes, but without a rate that is published."""
    conflicting = (fact for conflict in dataset.conflicts for fact in conflict.others)
    rated = {(f.certification, f.period) for f in (*dataset.facts, *conflicting) if f.kind in RATE_BASES}
    decimals = next((f.decimals for f in dataset.facts if f.kind == ALL_ATTEMPTS), None)
    return tuple(
        replace(exam_statistics.compute_rate(sat, passed[period], ALL_ATTEMPTS), decimals=decimals)
        for period, sat in candidates.items()
        if period in passed and sat.number and (sat.certification, period) not in rated
    )


def _build_exam_year(rate: Fact, candidates: Fact | None, passed: Fact | None) -> ExamYear:
    if candidates is None:
        return ExamYear(rate.period, rate, None, passed)
    return ExamYear(
        rate.period,
        rate,
        candidates,
        passed or exam_statistics.compute_passes(candidates, rate),
        exam_statistics.compute_interval(candidates, rate),
    )


def _passes_with_inputs(sittings: list[ExamYear]) -> list[tuple[float, tuple[Fact, ...]]]:
    """Return the unrounded passes of each exam with the facts that they come from."""
    return [(s.exact_passes, s.exact_passes_inputs) for s in sittings]
