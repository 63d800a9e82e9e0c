"""Requirements in steps, and the questions of the decision path."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Certification, Dataset, Fact
from support.insights import insights_of
from support.packages import Package


def test_shipped_decision_path(insights: Insights) -> None:
    """A bachelor's degree separates CPT and GEI, disease HFS, a master's degree CES; RCEP remains."""
    assert [(f"{g.term.list}.{g.term.key}", [c.code for c in g.answered_no]) for g in insights.decision_path] == [
        ("education.bachelor", ["CPT", "GEI"]),
        ("population.disease", ["HFS"]),
        ("education.master", ["CES"]),
    ]


def test_shipped_steps(insights: Insights) -> None:
    """Diploma, bachelor's, bachelor's with hours, master's with hours. Clinical certifications have higher steps."""
    steps = [(step.education.key, step.needs_hours) for step in insights.steps]
    assert steps == [("diploma", False), ("bachelor", False), ("bachelor", True), ("master", True)]
    assert insights.longest_track
    assert insights.longest_track.key == "clinical"
    assert (insights.count_open_with(["diploma"]).value, insights.count_open_with(["bachelor", "master"]).value) == (
        2,
        3,
    )
    assert (insights.certification_count.value, insights.exam_count.value) == (5, 4)


def test_no_decision_path_for_one_certification(package: Package) -> None:
    """Without a choice there are no questions."""
    package.only("RCEP")
    assert package.tell().decision_path == ()


def test_no_decision_path_without_requirements(package: Package) -> None:
    """Questions use published requirements only."""
    package.keep("facts", lambda row: row["kind"] not in ("education", "population"))
    insights = package.tell()
    assert insights.decision_path == ()
    assert insights.steps == ()
    assert not insights.longest_track


def test_each_certification_leaves_the_path_once(package: Package) -> None:
    """For any requirements, certifications leave the path in lane order, at most once, and at least one remains."""

    @given(
        st.lists(st.sampled_from(["diploma", "bachelor", "master"]), min_size=5, max_size=5),
        st.lists(st.booleans(), min_size=5, max_size=5),
    )
    def check(degrees: list[str], disease: list[bool]) -> None:
        codes = ["C1", "C2", "C3", "C4", "C5"]
        facts = [Fact("education", "x", "", code, degree) for code, degree in zip(codes, degrees, strict=True)]
        facts += [
            Fact("population", "x", "", code, "disease") for code, serves in zip(codes, disease, strict=True) if serves
        ]
        lanes = tuple(Certification(code, lane, code, "fitness", code, code, "s") for lane, code in enumerate(codes, 1))
        path = compute_insights(Dataset("test", "Test", lanes, tuple(facts), {})).decision_path
        left = [c.code for question in path for c in question.answered_no]
        assert left == codes[: len(left)]
        assert len(left) < len(codes)

    check()


def test_longest_track_needs_all_requirements(package: Package) -> None:
    """If one education is unknown, clinical certifications are not said to need more."""
    package.keep("facts", lambda row: (row["kind"], row["certification"]) != ("education", "GEI"))
    insights = package.tell()
    assert not insights.longest_track
    assert (insights.count_open_with(["diploma"]).value, insights.count_open_with(["bachelor", "master"]).value) == (
        1,
        3,
    )


def test_lowest_route_hours_ignore_other_routes(package: Package) -> None:
    """Hours of the master's route do not count for a bachelor's degree; 0 hours count as none."""
    package.change("facts", {"kind": "clinical_hours", "dimension": "maximum"}, dimension="master")
    package.change("facts", {"kind": "clinical_hours", "dimension": "minimum", "certification": "CES"}, value="0")
    insights = package.tell()
    hours = [insights.lowest_route_hours(certification) for certification in insights.certifications]
    assert [fact and fact.value for fact in hours] == [None, None, None, None, 600]


def test_question_asks_for_the_lowest_remaining_degree() -> None:
    """No later certification accepts a lower degree. An unknown population gives no question."""
    degrees = zip(("C1", "C2", "C3"), ("diploma", "master", "bachelor"), strict=True)
    facts = [Fact("education", "x", "", code, degree) for code, degree in degrees]
    insights = insights_of([], [], [], others=tuple(facts))
    assert [g.term.key for g in insights.decision_path] == ["bachelor"]
    assert insights_of([], [], others=(Fact("population", "x", "", "C2", "disease"),)).decision_path == ()


def test_fewest_hours_of_any_route(package: Package) -> None:
    """The route with fewer hours counts; a maximum is not a minimum."""
    package.keep("facts", lambda row: row["kind"] != "clinical_hours")
    (row,) = [r for r in package.rows("facts") if (r["certification"], r["kind"]) == ("CES", "education")]
    hours = {**row, "kind": "clinical_hours", "unit": "hours", "note": ""}
    routes = (("bachelor", "1200"), ("master", "600"))
    package.add("facts", *({**hours, "dimension": degree, "value": value} for degree, value in routes))
    package.add("facts", {**hours, "certification": "RCEP", "dimension": "maximum", "value": "500"})
    insights = package.tell()
    fewest = {c.code: insights.fewest_hours(c) for c in insights.certifications}
    assert fewest["CES"] and (fewest["CES"].number, fewest["CES"].dimension) == (600, "master")
    assert fewest["RCEP"] is None
