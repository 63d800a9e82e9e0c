"""Insights: known values of the shipped dataset, and properties of any dataset."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.exam_statistics import SMALL_SAMPLE
from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Conflict, Dataset, Fact
from acsm_report.dataset.schema import RATE_BASES
from support.insights import insights_of
from support.packages import Package

rates = st.integers(0, 100)
people = st.integers(0, 10_000)
exam_years = st.lists(st.tuples(rates, people), min_size=1, max_size=6)
exams = st.lists(exam_years, min_size=1, max_size=5)


# ── Shipped dataset ───────────────────────────────────────────────────────────────────────────


def test_shipped_total_candidates(insights: Insights) -> None:
    """7,349 in 2012, 5,459 in 2013, 8,672 in 2014."""
    assert [(t.period, t.value) for t in insights.total_candidates] == [("2012", 7349), ("2013", 5459), ("2014", 8672)]


def test_shipped_overall_rates(insights: Insights) -> None:
    """49.6 percent passed in 2014, about 4,300 people, after 63.2 percent in 2012."""
    assert [round(o.number, 1) for o in insights.overall_rates] == [63.2, 58.0, 49.6]
    assert [p.value for p in insights.total_passes] == [4640, 3170, 4300]


def test_shipped_changes(insights: Insights) -> None:
    """From 2012 to 2014, pass rates fell by 14, 16, 6 and 5 points."""
    changes = [(r.certification.code, r.change.value, r.change.period) for r in insights.records if r.change]
    assert changes == [(c, v, "2012/2014") for c, v in (("CPT", -14), ("HFS", -16), ("CES", -6), ("RCEP", -5))]
    assert insights.trend == "fell"


def test_shipped_steepest_fall(insights: Insights) -> None:
    """HFS lost 16 points, 14 of them in the last year."""
    assert insights.steepest_fall
    record, lost, worst = insights.steepest_fall
    assert (record.certification.code, lost.value, worst.value, worst.period) == ("HFS", 16, 14, "2013/2014")


def test_shipped_certified(insights: Insights) -> None:
    """28,463 were certified on 2015-06-23, 49.2 percent of them as CPT."""
    assert insights.certified_total and insights.largest_certification
    assert (insights.certified_total.value, insights.certified_total.period) == (28463, "2015-06-23")
    assert (insights.largest_certification[0].code, round(insights.largest_certification[1].number, 1)) == ("CPT", 49.2)
    assert insights.as_of and insights.as_of.period == "2015-06-23"
    assert [f.as_of for f in insights.as_of.inputs] == ["2015-06-23"]


def test_shipped_unpublished_and_above_half(insights: Insights) -> None:
    """GEI has no exam statistics. Only CPT has a rate above 50."""
    assert [c.code for c in insights.unpublished] == ["GEI"]
    assert [r.certification.code for r in insights.above_half] == ["CPT"]


# ── Derived facts ─────────────────────────────────────────────────────────────────────────────────


def test_derived_facts_lead_to_rows(insights: Insights) -> None:
    """Each has a formula, and its inputs lead to rows of the data."""
    assert insights.certified_total and insights.largest_certification and insights.steepest_fall
    derived = [
        *insights.total_candidates,
        *insights.total_passes,
        *insights.overall_rates,
        insights.certified_total,
        insights.largest_certification[1],
        *insights.steepest_fall[1:],
    ]
    derived += [r.change for r in insights.records if r.change] + [
        s.passes for r in insights.records for s in r.exam_years if s.passes
    ]
    derived += [insights.count_open_with(["diploma"]), insights.exam_count]

    def rows(fact: Fact) -> list[Fact]:
        return [row for given in fact.inputs for row in rows(given)] if fact.inputs else [fact]

    for fact in derived:
        assert fact.formula
        assert fact.inputs
        assert all(row.place for row in rows(fact))
        assert set(fact.source.split(", ")) == {row.source for row in rows(fact)}


@given(rates, people)
def test_passes_are_candidates_times_rate(rate: int, count: int) -> None:
    """Passes are rounded to tens in large exams, to people in small ones, and never exceed candidates."""
    passes = insights_of([(rate, count)]).records[0].exam_years[0].passes
    assert passes and [f.kind for f in passes.inputs] == ["candidates", "pass_rate"]
    assert abs(passes.number - count * rate / 100) <= (5 if count >= SMALL_SAMPLE else 0.5)
    if count >= SMALL_SAMPLE:
        assert passes.number % 10 == 0 or passes.number == count
    assert passes.number <= count


# ── Any data ───────────────────────────────────────────────────────────────────────────────────


@given(exams)
def test_trend_of_any_exams(records: list[list[tuple[int, int]]]) -> None:
    """A trend holds for all exams, or for most of them; otherwise it is mixed. One year has no trend."""
    years = max(map(len, records))
    is_complete = years > 1 and all(len(record) == years for record in records)
    changes = [record[-1][0] - record[0][0] for record in records]
    fell, rose = (
        sum(sign * (r[-1][0] - r[0][0]) > 0 for r in records if len(r) == years > 1) * 2 > len(records)
        for sign in (-1, 1)
    )
    expected = {
        "": years == 1,
        "fell": is_complete and all(c < 0 for c in changes),
        "rose": is_complete and all(c > 0 for c in changes),
        "level": is_complete and all(rate == record[0][0] for record in records for rate, _ in record),
        "mostly-fell": fell,
        "mostly-rose": rose,
    }
    assert insights_of(*records).trend == next((name for name, true in expected.items() if true), "mixed")


@given(exams)
def test_overall_rate_is_between_exam_rates(records: list[list[tuple[int, int]]]) -> None:
    """It is a weighted mean of exams with candidates."""
    insights = insights_of(*records)
    for share in insights.overall_rates:
        year = int(share.period) - 2010
        year_rates = [record[year][0] for record in records if record[year][1]]
        assert min(year_rates) - 1e-9 <= share.number <= max(year_rates) + 1e-9


@given(exams)
def test_totals_need_all_exams(records: list[list[tuple[int, int]]]) -> None:
    """A year has totals only if all exams have candidates."""
    insights = insights_of(*records)
    shortest = min(len(record) for record in records)
    assert [t.period for t in insights.total_candidates] == [
        str(2010 + year) for year in range(shortest) if sum(r[year][1] for r in records)
    ]
    assert [t.value for t in insights.total_candidates if t.value] == [
        n for year in range(shortest) if (n := sum(r[year][1] for r in records))
    ]
    assert len(insights.total_candidates) == len(insights.total_passes) == len(insights.overall_rates)


@given(exams)
def test_steepest_fall_of_any_exams(records: list[list[tuple[int, int]]]) -> None:
    """No other exam lost as many points; None if two did or none fell."""
    insights = insights_of(*records)
    falls = [record[0][0] - record[-1][0] for record in records if len(record) > 1]
    if max(falls, default=0) <= 0 or falls.count(max(falls)) > 1:
        assert insights.steepest_fall is None
        return
    assert insights.steepest_fall
    _, lost, worst = insights.steepest_fall
    assert lost.number == max(falls) > 0
    assert worst.number > 0


def test_years_are_sorted(package: Package) -> None:
    """The order of rows does not matter."""
    package.save("facts", package.rows("facts")[::-1])
    insights = package.tell()
    assert insights.years == ("2012", "2013", "2014")
    assert [s.year for s in insights.records[0].exam_years] == ["2012", "2013", "2014"]


def test_certified_of_the_latest_date(package: Package) -> None:
    """The later of two counts is used, wherever its row is."""
    rows = package.rows("facts")
    older = [{**row, "period": "2014-01-31", "value": "1"} for row in rows if row["kind"] == "certified"]
    package.save("facts", [*rows, *older])
    assert package.tell().certified_total.value == 28463  # type: ignore[union-attr]


def test_certified_of_different_dates_have_no_total(package: Package) -> None:
    """Counts of different dates are not added."""
    package.change("facts", {"kind": "certified", "certification": "CES"}, period="2014-12-31")
    insights = package.tell()
    assert insights.certified_total is None
    assert insights.largest_certification is None


def test_no_shares_of_zero(package: Package) -> None:
    """Without candidates or certified professionals there are no shares."""
    for kind in ("candidates", "certified"):
        package.change("facts", {"kind": kind}, value="0")
    insights = package.tell()
    assert insights.overall_rates == ()
    assert insights.largest_certification is None


def test_four_certifications(package: Package) -> None:
    """Without GEI, each of the other four has a record and a question."""
    package.only("CPT", "HFS", "CES", "RCEP")
    insights = package.tell()
    assert [c.lane for c in insights.certifications] == [1, 2, 3, 4]
    assert (insights.certification_count.value, insights.unpublished) == (4, ())
    assert [[c.code for c in gate.answered_no] for gate in insights.decision_path] == [["CPT"], ["HFS"], ["CES"]]


def test_exam_without_the_last_year(package: Package) -> None:
    """It does not count in the trend, nor among rates above 50."""
    package.keep("facts", lambda row: (row["certification"], row["period"]) != ("HFS", "2014"))
    insights = package.tell()
    assert (insights.trend, insights.count_moved("fell").value) == ("mostly-fell", 3)
    assert [r.certification.code for r in insights.above_half] == ["CPT"]
    assert [insights.spans_all_years(r) for r in insights.records] == [True, False, True, True]


# ── Rate bases ──────────────────────────────────────────────────────────────────────────────────


def test_rate_basis_with_later_years_is_used() -> None:
    """Rates of first attempts and of all attempts are never in the same record."""
    for last, basis in ((2012, "pass_rate"), (2009, "first_time_pass_rate")):
        other = Fact("pass_rate", 70, "%", "C1", period=str(last), source="s")
        insights = insights_of([(50, 100), (60, 100)], rate_basis="first_time_pass_rate", others=(other,))
        assert insights.rate_basis == basis
        assert {s.rate.kind for r in insights.records for s in r.exam_years} == {basis}
        assert [insights.is_shown(Fact(m, 1, "%", "C1")) for m in ("pass_rate", "first_time_pass_rate")] == [
            basis == "pass_rate",
            basis != "pass_rate",
        ]


def test_certifications_with_different_rate_bases_are_never_compared() -> None:
    """Each has its own rate basis; the one of most is the main one, and totals, trends and ranks count only it."""
    other = [Fact("first_time_pass_rate", n, "%", "C3", period=str(y), source="s") for y, n in ((2010, 9), (2011, 99))]
    insights = insights_of([(60, 100), (50, 100)], [(70, 100), (60, 100)], [], others=tuple(other))
    main, apart = insights.by_rate_basis
    assert main is insights
    assert [(i.rate_basis, [r.certification.code for r in i.records], i.trend) for i in (main, apart)] == [
        ("pass_rate", ["C1", "C2"], "fell"),
        ("first_time_pass_rate", ["C3"], "rose"),
    ]
    assert (main.exam_count.value, len(main.ranking), [r.value for r in main.overall_rates]) == (2, 2, [65, 55])
    assert [insights.of_certification(c).rate_basis for c in insights.certifications][1:] == [
        "pass_rate",
        "first_time_pass_rate",
    ]
    assert (insights.unpublished, insights.without_rate) == ((), ())
    assert all(insights.is_shown(fact) for fact in other)


def test_of_two_rate_bases_of_as_many_certifications_the_newer_is_the_main_one() -> None:
    """The order of the certifications does not matter."""
    newer = Fact("first_time_pass_rate", 60, "%", "C2", period="2012", source="s")
    assert insights_of([(50, 100)], [], others=(newer,)).rate_basis == "first_time_pass_rate"
    assert insights_of([(50, 100)], [], others=(replace(newer, period="2009"),)).rate_basis == "pass_rate"


@pytest.mark.parametrize("basis", RATE_BASES)
def test_published_passes_come_before_computed_ones(basis: str) -> None:
    """Passes and the rate of one exam are those that are published, of all attempts or of first ones."""
    published = Fact("passed", 61, "people", "C1", period="2010", source="s")
    insights = insights_of([(60, 101)], rate_basis=basis, others=(published,))
    assert insights.records[0].exam_years[0].passes is published
    assert insights.total_passes == (published,)
    assert insights.overall_rates == (insights.records[0].latest.rate,)
    assert not insights.has_calculations


def test_published_passes_of_several_exams_are_added_up_exactly() -> None:
    """Their sum is not rounded to tens."""
    passed = tuple(Fact("passed", 611, "people", code, period="2010", source="s") for code in ("C1", "C2"))
    (total,) = insights_of([(60, 1018)], [(60, 1018)], others=passed).total_passes
    assert (total.kind, total.value) == ("passed", 1222)


def test_rate_is_computed_from_candidates_and_passes() -> None:
    """Where no rate is published, it is passes ÷ candidates; nobody's is not computed."""
    facts = [Fact(k, n, "people", "C1", period=y, source="s") for k, n, y in (
        ("candidates", 4060, "2016"), ("passed", 3358, "2016"), ("candidates", 0, "2017"), ("passed", 0, "2017"),
    )]  # fmt: skip
    insights = insights_of([], others=tuple(facts))
    (rate,) = insights.computed_rates
    assert (rate.kind, rate.period, rate.formula) == ("pass_rate", "2016", "passes ÷ candidates")
    assert rate.number == pytest.approx(82.7094, abs=1e-4)
    assert insights.records[0].latest.passes is facts[1]


# ── What must not be stated ─────────────────────────────────────────────────────────────────────────


def test_change_that_rounds_to_zero_is_no_trend() -> None:
    """It is neither a fall nor a rise. Level needs the same rate in all years."""
    assert insights_of([(50.4, None), (50, None)]).trend == "mixed"
    assert insights_of([(50, None), (70, None), (50, None)]).trend == "mixed"
    assert insights_of([(50, None), (50, None), (50, None)]).trend == "level"


def test_highest_and_lowest_need_single_exams() -> None:
    """Ties have no highest or lowest exam; equal rates share a rank."""
    insights = insights_of([(50, None)], [(50, None)], [(40, None)])
    assert [(r.certification.code, place.value) for r, place in insights.ranking] == [("C1", 1), ("C2", 1), ("C3", 3)]
    assert insights.highest_and_lowest is None
    top = insights_of([(51, None)], [(50, None)], [(40, None)]).highest_and_lowest
    assert top and [r.certification.code for r in top] == ["C1", "C3"]


def test_candidates_trend_uses_unrounded_passes() -> None:
    """Fewer passes by rounding alone are not fewer passes."""
    insights = insights_of([(100, 294), (98.3, 300)])
    assert [p.value for p in insights.total_passes] == [294, 290]
    assert insights.candidates_trend == "plain"
    assert insights_of([(100, 294), (96, 300)]).candidates_trend == "more-fewer"


def test_candidates_trend_needs_the_last_year() -> None:
    """If the last year has no total, the trend is plain."""
    assert insights_of([(50, 100), (40, 110)]).candidates_trend == "more-fewer"
    assert insights_of([(50, 100), (40, 110), (40, None)]).candidates_trend == "plain"


def test_without_rate_is_not_unpublished() -> None:
    """Candidates without a rate, or a rate in a conflict, are published."""
    insights = insights_of([(50, 100)], [])
    assert ([c.code for c in insights.unpublished], insights.without_rate) == (["C2"], ())
    alone = insights_of([(50, 100)], [], others=(Fact("candidates", 7, "people", "C2", period="2010", source="s"),))
    assert (alone.unpublished, [c.code for c in alone.without_rate]) == ((), ["C2"])
    conflict = Conflict(None, (Fact("pass_rate", 7, "%", "C2", period="2010", source="s", status="conflict"),))
    data = Dataset("test", "Test", insights.certifications, insights.dataset.facts, {}, (conflict,))
    assert [c.code for c in compute_insights(data).without_rate] == ["C2"]


def test_largest_certification_needs_a_single_one() -> None:
    """With a tie there is none."""
    counts = [Fact("certified", n, "people", code, period="2010", source="s") for code, n in (("C1", 5), ("C2", 5))]
    assert insights_of([(50, 1)], [(50, 1)], others=tuple(counts)).largest_certification is None


def test_as_of_uses_stated_statistics() -> None:
    """Candidates of a year without a rate, and facts that no page shows, do not change the date."""
    later = Fact("candidates", 5, "people", "C1", period="2013", source="s")
    job = Fact("median_pay", 5, "USD", "", "fitness trainers", period="2024", source="s")
    insights = insights_of([(50, 100), (60, 100)], others=(later, job))
    assert insights.as_of and insights.as_of.period == "2011"


def test_as_of_counts_a_year_to_its_last_day() -> None:
    """2014 is later than June 2014. Without dates there is none."""
    counts = [("C1", "2014-06-23"), ("C2", "2014"), ("C3", "2014-12")]
    facts = [Fact("certified", 5, "people", code, period=period, source="s") for code, period in counts]
    insights = insights_of([], [], [], others=tuple(facts))
    assert insights.as_of and insights.as_of.period == "2014"
    assert insights_of([], others=(Fact("founded", 1954, "year", source="s"),)).as_of is None
