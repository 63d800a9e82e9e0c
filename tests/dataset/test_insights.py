"""What the data has to tell: the known figures, and claims that hold for any figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.exam_statistics import SMALL_SAMPLE
from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Conflict, Dataset, Fact
from support.insights import made
from support.packages import Package

rates = st.integers(0, 100)
people = st.integers(0, 10_000)
sittings = st.lists(st.tuples(rates, people), min_size=1, max_size=6)
exams = st.lists(sittings, min_size=1, max_size=5)


# ── The shipped edition ───────────────────────────────────────────────────────────────────────────


def test_the_totals_are_the_known_ones(insights: Insights) -> None:
    """In 2012 7,349 sat the four exams, in 2013 5,459, in 2014 8,672."""
    assert [(t.period, t.value) for t in insights.total_candidates] == [("2012", 7349), ("2013", 5459), ("2014", 8672)]


def test_the_overall_pass_rate_is_the_known_one(insights: Insights) -> None:
    """49.6 % of all candidates passed in 2014, after 63.2 % in 2012; about 4,300 people."""
    assert [round(o.number, 1) for o in insights.overall_rates] == [63.2, 58.0, 49.6]
    assert [p.value for p in insights.total_passes] == [4640, 3170, 4300]


def test_the_changes_are_the_known_ones(insights: Insights) -> None:
    """From 2012 to 2014 the pass rates fell by 14, 16, 6 and 5 points."""
    changes = [(r.certification.code, r.change.value, r.change.period) for r in insights.records if r.change]
    assert changes == [(c, v, "2012/2014") for c, v in (("CPT", -14), ("HFS", -16), ("CES", -6), ("RCEP", -5))]
    assert insights.trend == "fell"


def test_the_steepest_fall_is_the_known_one(insights: Insights) -> None:
    """HFS lost 16 points, 14 of them in the last year."""
    assert insights.steepest_fall
    record, lost, worst = insights.steepest_fall
    assert (record.certification.code, lost.value, worst.value, worst.period) == ("HFS", 16, 14, "2013/2014")


def test_the_certified_are_the_known_ones(insights: Insights) -> None:
    """On 23 June 2015 28,463 were certified, 49.2 % of them as CPT."""
    assert insights.certified_total and insights.largest_certification
    assert (insights.certified_total.value, insights.certified_total.period) == (28463, "2015-06-23")
    assert (insights.largest_certification[0].code, round(insights.largest_certification[1].number, 1)) == ("CPT", 49.2)
    assert insights.as_of and insights.as_of.period == "2015-06-23"
    assert [f.as_of for f in insights.as_of.inputs] == ["2015-06-23"]


def test_who_is_not_published_is_known(insights: Insights) -> None:
    """GEI has no exam statistics; more than half passed only the CPT."""
    assert [c.code for c in insights.unpublished] == ["GEI"]
    assert [r.certification.code for r in insights.above_half] == ["CPT"]


# ── Derived facts ─────────────────────────────────────────────────────────────────────────────────


def test_whatever_is_computed_says_how_and_from_what(insights: Insights) -> None:
    """A derived fact keeps its formula, and following its inputs one arrives at rows of the data."""
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
    """Passes are rounded to tens where a whole per cent says no more, else to people; never more than sat."""
    passes = made([(rate, count)]).records[0].exam_years[0].passes
    assert passes and [f.kind for f in passes.inputs] == ["candidates", "pass_rate"]
    assert abs(passes.number - count * rate / 100) <= (5 if count >= SMALL_SAMPLE else 0.5)
    if count >= SMALL_SAMPLE:
        assert passes.number % 10 == 0 or passes.number == count
    assert passes.number <= count


# ── Any figures ───────────────────────────────────────────────────────────────────────────────────


@given(exams)
def test_a_trend_is_told_only_when_every_exam_has_it(records: list[list[tuple[int, int]]]) -> None:
    """All fell, rose or held throughout, most fell or rose, or none of these; of a single year there is no trend."""
    years = max(map(len, records))
    whole = years > 1 and all(len(record) == years for record in records)
    changes = [record[-1][0] - record[0][0] for record in records]
    fell, rose = (
        sum(sign * (r[-1][0] - r[0][0]) > 0 for r in records if len(r) == years > 1) * 2 > len(records)
        for sign in (-1, 1)
    )
    expected = {
        "": years == 1,
        "fell": whole and all(c < 0 for c in changes),
        "rose": whole and all(c > 0 for c in changes),
        "level": whole and all(rate == record[0][0] for record in records for rate, _ in record),
        "mostly-fell": fell,
        "mostly-rose": rose,
    }
    assert made(*records).trend == next((name for name, true in expected.items() if true), "mixed")


@given(exams)
def test_the_overall_rate_lies_between_the_exams(records: list[list[tuple[int, int]]]) -> None:
    """A weighted mean lies within what it is the mean of; it is told only where candidates are."""
    insights = made(*records)
    for share in insights.overall_rates:
        year = int(share.period) - 2010
        told = [record[year][0] for record in records if record[year][1]]
        assert min(told) - 1e-9 <= share.number <= max(told) + 1e-9


@given(exams)
def test_totals_are_told_only_when_every_exam_is_known(records: list[list[tuple[int, int]]]) -> None:
    """A total over some of the exams would be no total."""
    insights = made(*records)
    shortest = min(len(record) for record in records)
    assert [t.period for t in insights.total_candidates] == [
        str(2010 + year) for year in range(shortest) if sum(r[year][1] for r in records)
    ]
    assert [t.value for t in insights.total_candidates if t.value] == [
        n for year in range(shortest) if (n := sum(r[year][1] for r in records))
    ]
    assert len(insights.total_candidates) == len(insights.total_passes) == len(insights.overall_rates)


@given(exams)
def test_the_steepest_fell_at_least_as_much_as_any(records: list[list[tuple[int, int]]]) -> None:
    """Points lost are positive, and nobody else lost as many; where two did, no fall is the steepest."""
    insights = made(*records)
    falls = [record[0][0] - record[-1][0] for record in records if len(record) > 1]
    if max(falls, default=0) <= 0 or falls.count(max(falls)) > 1:
        assert insights.steepest_fall is None
        return
    assert insights.steepest_fall
    _, lost, worst = insights.steepest_fall
    assert lost.number == max(falls) > 0
    assert worst.number > 0


def test_years_are_told_in_order_of_time(package: Package) -> None:
    """The order of the rows does not matter."""
    package.save("facts", package.rows("facts")[::-1])
    insights = package.tell()
    assert insights.years == ("2012", "2013", "2014")
    assert [s.year for s in insights.records[0].exam_years] == ["2012", "2013", "2014"]


def test_certified_are_those_of_the_latest_day(package: Package) -> None:
    """Of two counts the later one is told, wherever its row stands."""
    rows = package.rows("facts")
    older = [{**row, "period": "2014-01-31", "value": "1"} for row in rows if row["kind"] == "certified"]
    package.save("facts", [*rows, *older])
    assert package.tell().certified_total.value == 28463  # type: ignore[union-attr]


def test_counts_of_two_days_have_no_total(package: Package) -> None:
    """Certified professionals of different days are not added up."""
    package.change("facts", {"kind": "certified", "certification": "CES"}, period="2014-12-31")
    insights = package.tell()
    assert insights.certified_total is None
    assert insights.largest_certification is None


def test_nobody_is_no_whole(package: Package) -> None:
    """Where nobody sat or is certified, there is no share to tell."""
    for kind in ("candidates", "certified"):
        package.change("facts", {"kind": kind}, value="0")
    insights = package.tell()
    assert insights.overall_rates == ()
    assert insights.largest_certification is None


def test_four_certifications_are_a_story_too(package: Package) -> None:
    """Without GEI four remain, each with a record, and the path begins with one."""
    package.only("CPT", "HFS", "CES", "RCEP")
    insights = package.tell()
    assert [c.lane for c in insights.certifications] == [1, 2, 3, 4]
    assert (insights.certification_count.value, insights.unpublished) == (4, ())
    assert [[c.code for c in gate.answered_no] for gate in insights.decision_path] == [["CPT"], ["HFS"], ["CES"]]


def test_an_exam_without_the_last_year_is_not_told_of_it(package: Package) -> None:
    """Whose last year is missing has no trend with the others, and is not among those past halfway in that year."""
    package.keep("facts", lambda row: (row["certification"], row["period"]) != ("HFS", "2014"))
    insights = package.tell()
    assert (insights.trend, insights.count_moved("fell").value) == ("mostly-fell", 3)
    assert [r.certification.code for r in insights.above_half] == ["CPT"]
    assert [insights.spans_all_years(r) for r in insights.records] == [True, False, True, True]


# ── Two measures ──────────────────────────────────────────────────────────────────────────────────


def test_the_measure_with_the_later_years_is_told() -> None:
    """Rates of first attempts and of all never share a record: those that go on longer are told."""
    for last, told in ((2012, "pass_rate"), (2009, "first_time_pass_rate")):
        other = Fact("pass_rate", 70, "%", "C1", period=str(last), source="s")
        insights = made([(50, 100), (60, 100)], measure="first_time_pass_rate", others=(other,))
        assert insights.rate_basis == told
        assert {s.rate.kind for r in insights.records for s in r.exam_years} == {told}
        assert [insights.is_shown(Fact(m, 1, "%")) for m in ("pass_rate", "first_time_pass_rate")] == [
            told == "pass_rate",
            told != "pass_rate",
        ]


def test_published_passes_are_of_all_attempts() -> None:
    """How many passed is told as it is published beside the pass rate, and never beside that of first attempts."""
    published = Fact("passed", 61, "people", "C1", period="2010", source="s")
    told = made([(60, 101)], others=(published,))
    assert told.records[0].exam_years[0].passes is published
    assert told.overall_rates[0].number == 100 * 61 / 101
    first = made([(60, 101)], measure="first_time_pass_rate", others=(published,)).records[0].exam_years[0].passes
    assert first and (first.value, [f.kind for f in first.inputs]) == (61, ["candidates", "first_time_pass_rate"])


# ── What must not be said ─────────────────────────────────────────────────────────────────────────


def test_half_a_point_is_no_trend() -> None:
    """A change that is printed as 0 is neither a fall nor a rise, and only what never moved has held."""
    assert made([(50.4, None), (50, None)]).trend == "mixed"
    assert made([(50, None), (70, None), (50, None)]).trend == "mixed"
    assert made([(50, None), (50, None), (50, None)]).trend == "level"


def test_equal_rates_have_no_extreme() -> None:
    """Highest and lowest are told only of exams that stand alone there; equal rates share a place."""
    insights = made([(50, None)], [(50, None)], [(40, None)])
    assert [(r.certification.code, place.value) for r, place in insights.ranking] == [("C1", 1), ("C2", 1), ("C3", 3)]
    assert insights.highest_and_lowest is None
    top = made([(51, None)], [(50, None)], [(40, None)]).highest_and_lowest
    assert top and [r.certification.code for r in top] == ["C1", "C3"]


def test_people_are_compared_before_they_are_rounded() -> None:
    """Fewer passes by rounding alone are not fewer passes."""
    insights = made([(100, 294), (98.3, 300)])
    assert [p.value for p in insights.total_passes] == [294, 290]
    assert insights.candidates_trend == "plain"
    assert made([(100, 294), (96, 300)]).candidates_trend == "more-fewer"


def test_people_are_compared_over_all_years_or_not_at_all() -> None:
    """Where the last year has no total, nothing is said of more or fewer."""
    assert made([(50, 100), (40, 110)]).candidates_trend == "more-fewer"
    assert made([(50, 100), (40, 110), (40, None)]).candidates_trend == "plain"


def test_who_publishes_candidates_alone_is_not_unpublished() -> None:
    """Candidates without a rate, or a rate that is only kept, are not "not published"."""
    insights = made([(50, 100)], [])
    assert ([c.code for c in insights.unpublished], insights.without_rate) == (["C2"], ())
    alone = made([(50, 100)], [], others=(Fact("candidates", 7, "people", "C2", period="2010", source="s"),))
    assert (alone.unpublished, [c.code for c in alone.without_rate]) == ((), ["C2"])
    kept = Conflict(None, (Fact("pass_rate", 7, "%", "C2", period="2010", source="s", status="conflict"),))
    data = Dataset("made", "made", insights.certifications, insights.dataset.facts, {}, (kept,))
    assert [c.code for c in compute_insights(data).without_rate] == ["C2"]


def test_the_largest_part_is_that_of_one() -> None:
    """Where two are certified alike, neither is the largest part."""
    counts = [Fact("certified", n, "people", code, period="2010", source="s") for code, n in (("C1", 5), ("C2", 5))]
    assert made([(50, 1)], [(50, 1)], others=tuple(counts)).largest_certification is None


def test_the_date_is_that_of_the_statistics_that_are_told() -> None:
    """Candidates of a year without a rate, and figures that no page shows, do not make an edition newer."""
    later = Fact("candidates", 5, "people", "C1", period="2013", source="s")
    job = Fact("median_pay", 5, "USD", "", "fitness trainers", period="2024", source="s")
    insights = made([(50, 100), (60, 100)], others=(later, job))
    assert insights.as_of and insights.as_of.period == "2011"


def test_a_year_counts_to_its_last_day() -> None:
    """2014 is later than June 2014, and 2012 to 2015 later than both; without any date there is none."""
    counts = [("C1", "2014-06-23"), ("C2", "2014"), ("C3", "2014-12")]
    facts = [Fact("certified", 5, "people", code, period=period, source="s") for code, period in counts]
    insights = made([], [], [], others=tuple(facts))
    assert insights.as_of and insights.as_of.period == "2014"
    assert made([], others=(Fact("founded", 1954, "year", source="s"),)).as_of is None
