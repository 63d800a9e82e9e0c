"""What the data has to tell: the known figures, and claims that hold for any figures."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset import Certification, Dataset, Fact
from acsm_report.story import ROUND_FROM, Story, tell
from conftest import Package

rates = st.integers(0, 100)
people = st.integers(0, 10_000)
sittings = st.lists(st.tuples(rates, people), min_size=1, max_size=6)
exams = st.lists(sittings, min_size=1, max_size=5)


def made(*records: list[tuple[float, int | None]]) -> Story:
    """The story of exams, each a list of (pass rate, candidates) by year from 2010; no candidates is not published."""
    codes = [f"C{number}" for number in range(1, len(records) + 1)]
    facts = []
    for code, record in zip(codes, records, strict=True):
        for year, (rate, count) in enumerate(record, 2010):
            facts.append(Fact("pass_rate", rate, "%", code, period=str(year), source="s"))
            if count is not None:
                facts.append(Fact("candidates", count, "people", code, period=str(year), source="s"))
    lanes = tuple(Certification(code, lane, code, "fitness", code, code, "s") for lane, code in enumerate(codes, 1))
    return tell(Dataset("made", "made", lanes, tuple(facts), {}))


# ── The shipped edition ───────────────────────────────────────────────────────────────────────────


def test_the_totals_are_the_known_ones(story: Story) -> None:
    """In 2012 7,349 sat the four exams, in 2013 5,459, in 2014 8,672."""
    assert [(t.period, t.value) for t in story.totals] == [("2012", 7349), ("2013", 5459), ("2014", 8672)]


def test_the_overall_pass_rate_is_the_known_one(story: Story) -> None:
    """49.6 % of all candidates passed in 2014, after 63.2 % in 2012; about 4,300 people."""
    assert [round(o.number, 1) for o in story.overall] == [63.2, 58.0, 49.6]
    assert [p.value for p in story.passes] == [4640, 3170, 4300]


def test_the_changes_are_the_known_ones(story: Story) -> None:
    """From 2012 to 2014 the pass rates fell by 14, 16, 6 and 5 points."""
    changes = [(r.certification.code, r.change.value, r.change.period) for r in story.records if r.change]
    assert changes == [(c, v, "2012/2014") for c, v in (("CPT", -14), ("HFS", -16), ("CES", -6), ("RCEP", -5))]
    assert story.trend == "fell"


def test_the_steepest_fall_is_the_known_one(story: Story) -> None:
    """HFS lost 16 points, 14 of them in the last year."""
    assert story.steepest
    record, lost, worst = story.steepest
    assert (record.certification.code, lost.value, worst.value, worst.period) == ("HFS", 16, 14, "2013/2014")


def test_the_certified_are_the_known_ones(story: Story) -> None:
    """On 23 June 2015 28,463 were certified, 49.2 % of them as CPT."""
    assert story.certified_total and story.largest
    assert (story.certified_total.value, story.certified_total.period) == (28463, "2015-06-23")
    assert (story.largest[0].code, round(story.largest[1].number, 1)) == ("CPT", 49.2)
    assert story.as_of == "2015-06-23"


def test_who_is_not_published_is_known(story: Story) -> None:
    """GEI has no exam statistics; more than half passed only the CPT."""
    assert [c.code for c in story.unpublished] == ["GEI"]
    assert [r.certification.code for r in story.past_halfway] == ["CPT"]


def test_the_gates_are_the_known_path(story: Story) -> None:
    """A bachelor's degree parts CPT and GEI off, disease HFS, a master's degree CES; RCEP remains."""
    assert [(g.question, [c.code for c in g.no]) for g in story.gates] == [
        ("education.bachelor", ["CPT", "GEI"]),
        ("population.disease", ["HFS"]),
        ("education.master", ["CES"]),
    ]


def test_the_ladder_is_the_known_one(story: Story) -> None:
    """Diploma, bachelor's, bachelor's with hours, master's with hours: the more clinical, the longer."""
    assert story.ladder == (("diploma", False), ("bachelor", False), ("bachelor", True), ("master", True))
    assert story.clinical_is_longer
    assert (story.open_with(["diploma"]).value, story.open_with(["bachelor", "master"]).value) == (2, 3)
    assert (story.lanes.value, story.exams.value) == (5, 4)


# ── Derived facts ─────────────────────────────────────────────────────────────────────────────────


def test_whatever_is_computed_says_how_and_from_what(story: Story) -> None:
    """A derived fact keeps its formula, and following its inputs one arrives at rows of the data."""
    assert story.certified_total and story.largest and story.steepest
    derived = [
        *story.totals,
        *story.passes,
        *story.overall,
        story.certified_total,
        story.largest[1],
        *story.steepest[1:],
    ]
    derived += [r.change for r in story.records if r.change] + [
        s.passes for r in story.records for s in r.sittings if s.passes
    ]
    derived += [story.open_with(["diploma"]), story.exams]

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
    passes = made([(rate, count)]).records[0].sittings[0].passes
    assert passes and [f.kind for f in passes.inputs] == ["candidates", "pass_rate"]
    assert abs(passes.number - count * rate / 100) <= (5 if count >= ROUND_FROM else 0.5)
    if count >= ROUND_FROM:
        assert passes.number % 10 == 0
    assert passes.number <= count + 5


# ── Any figures ───────────────────────────────────────────────────────────────────────────────────


@given(exams)
def test_a_trend_is_told_only_when_every_exam_has_it(records: list[list[tuple[int, int]]]) -> None:
    """All fell, all rose, all held, or none of these; of a single year there is no trend."""
    years = max(map(len, records))
    whole = years > 1 and all(len(record) == years for record in records)
    changes = [record[-1][0] - record[0][0] for record in records]
    expected = {
        "": years == 1,
        "fell": whole and all(c < 0 for c in changes),
        "rose": whole and all(c > 0 for c in changes),
        "level": whole and not any(changes),
    }
    assert made(*records).trend == next((name for name, true in expected.items() if true), "mixed")


@given(exams)
def test_the_overall_rate_lies_between_the_exams(records: list[list[tuple[int, int]]]) -> None:
    """A weighted mean lies within what it is the mean of; it is told only where candidates are."""
    story = made(*records)
    for share in story.overall:
        year = int(share.period) - 2010
        told = [record[year][0] for record in records if record[year][1]]
        assert min(told) - 1e-9 <= share.number <= max(told) + 1e-9


@given(exams)
def test_totals_are_told_only_when_every_exam_is_known(records: list[list[tuple[int, int]]]) -> None:
    """A total over some of the exams would be no total."""
    story = made(*records)
    shortest = min(len(record) for record in records)
    assert [t.period for t in story.totals] == [
        str(2010 + year) for year in range(shortest) if sum(r[year][1] for r in records)
    ]
    assert [t.value for t in story.totals if t.value] == [
        n for year in range(shortest) if (n := sum(r[year][1] for r in records))
    ]
    assert len(story.totals) == len(story.passes) == len(story.overall)


@given(exams)
def test_the_steepest_fell_at_least_as_much_as_any(records: list[list[tuple[int, int]]]) -> None:
    """Points lost are positive, and nobody lost more."""
    story = made(*records)
    falls = [record[0][0] - record[-1][0] for record in records if len(record) > 1]
    if not any(fall > 0 for fall in falls):
        assert story.steepest is None
        return
    assert story.steepest
    _, lost, worst = story.steepest
    assert lost.number == max(falls) > 0
    assert worst.number > 0


def test_years_are_told_in_order_of_time(package: Package) -> None:
    """The order of the rows does not matter."""
    package.save("facts", package.rows("facts")[::-1])
    story = package.tell()
    assert story.years == ("2012", "2013", "2014")
    assert [s.year for s in story.records[0].sittings] == ["2012", "2013", "2014"]


def test_certified_are_those_of_the_latest_day(package: Package) -> None:
    """Of two counts the later one is told, wherever its row stands."""
    rows = package.rows("facts")
    older = [{**row, "period": "2014-01-31", "value": "1"} for row in rows if row["kind"] == "certified"]
    package.save("facts", [*rows, *older])
    assert package.tell().certified_total.value == 28463  # type: ignore[union-attr]


def test_counts_of_two_days_have_no_total(package: Package) -> None:
    """Certified professionals of different days are not added up."""
    package.change("facts", {"kind": "certified", "certification": "CES"}, period="2014-12-31")
    story = package.tell()
    assert story.certified_total is None
    assert story.largest is None


def test_nobody_is_no_whole(package: Package) -> None:
    """Where nobody sat or is certified, there is no share to tell."""
    for kind in ("candidates", "certified"):
        package.change("facts", {"kind": kind}, value="0")
    story = package.tell()
    assert story.overall == ()
    assert story.largest is None


def test_four_certifications_are_a_story_too(package: Package) -> None:
    """Without GEI four remain, each with a record, and the path begins with one."""
    package.only("CPT", "HFS", "CES", "RCEP")
    story = package.tell()
    assert [c.lane for c in story.certifications] == [1, 2, 3, 4]
    assert (story.lanes.value, story.unpublished) == (4, ())
    assert [[c.code for c in gate.no] for gate in story.gates] == [["CPT"], ["HFS"], ["CES"]]


def test_one_certification_needs_no_path(package: Package) -> None:
    """Where there is nothing to choose there is no gate."""
    package.only("RCEP")
    assert package.tell().gates == ()


def test_without_requirements_there_is_no_path(package: Package) -> None:
    """Gates ask only for what is published."""
    package.keep("facts", lambda row: row["kind"] not in ("education", "population"))
    story = package.tell()
    assert story.gates == ()
    assert story.ladder == ()
    assert not story.clinical_is_longer


def test_every_lane_leaves_the_path_once(package: Package) -> None:
    """Whichever education is asked of whom, the gates let off distinct lanes, in their order, and leave some."""

    @given(
        st.lists(st.sampled_from(["diploma", "bachelor", "master"]), min_size=5, max_size=5),
        st.lists(st.booleans(), min_size=5, max_size=5),
    )
    def check(degrees: list[str], disease: list[bool]) -> None:
        codes = ["C1", "C2", "C3", "C4", "C5"]
        facts = [Fact("education", "x", "", code, degree) for code, degree in zip(codes, degrees, strict=True)]
        facts += [Fact("population", "x", "", code, "disease") for code, ill in zip(codes, disease, strict=True) if ill]
        lanes = tuple(Certification(code, lane, code, "fitness", code, code, "s") for lane, code in enumerate(codes, 1))
        gates = tell(Dataset("made", "made", lanes, tuple(facts), {})).gates
        gone = [c.code for gate in gates for c in gate.no]
        assert gone == codes[: len(gone)]
        assert len(gone) < len(codes)

    check()


def test_an_exam_without_the_last_year_is_not_told_of_it(package: Package) -> None:
    """Whose last year is missing has no trend with the others, and is not among those past halfway in that year."""
    package.keep("facts", lambda row: (row["certification"], row["period"]) != ("HFS", "2014"))
    story = package.tell()
    assert story.trend == "mixed"
    assert [r.certification.code for r in story.past_halfway] == ["CPT"]
    assert [story.spans(r) for r in story.records] == [True, False, True, True]
