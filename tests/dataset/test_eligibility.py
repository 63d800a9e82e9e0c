"""Who may start: the ladder of what is asked, and the path of questions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Certification, Dataset, Fact
from support.insights import made
from support.packages import Package


def test_the_gates_are_the_known_path(insights: Insights) -> None:
    """A bachelor's degree parts CPT and GEI off, disease HFS, a master's degree CES; RCEP remains."""
    assert [(g.question, [c.code for c in g.answered_no]) for g in insights.decision_path] == [
        ("education.bachelor", ["CPT", "GEI"]),
        ("population.disease", ["HFS"]),
        ("education.master", ["CES"]),
    ]


def test_the_ladder_is_the_known_one(insights: Insights) -> None:
    """Diploma, bachelor's, bachelor's with hours, master's with hours: the more clinical, the longer."""
    assert insights.steps == (("diploma", False), ("bachelor", False), ("bachelor", True), ("master", True))
    assert insights.is_clinical_longer
    assert (insights.count_open_with(["diploma"]).value, insights.count_open_with(["bachelor", "master"]).value) == (
        2,
        3,
    )
    assert (insights.certification_count.value, insights.exam_count.value) == (5, 4)


def test_one_certification_needs_no_path(package: Package) -> None:
    """Where there is nothing to choose there is no gate."""
    package.only("RCEP")
    assert package.tell().decision_path == ()


def test_without_requirements_there_is_no_path(package: Package) -> None:
    """Gates ask only for what is published."""
    package.keep("facts", lambda row: row["kind"] not in ("education", "population"))
    insights = package.tell()
    assert insights.decision_path == ()
    assert insights.steps == ()
    assert not insights.is_clinical_longer


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
        gates = compute_insights(Dataset("made", "made", lanes, tuple(facts), {})).decision_path
        gone = [c.code for gate in gates for c in gate.answered_no]
        assert gone == codes[: len(gone)]
        assert len(gone) < len(codes)

    check()


def test_a_longer_run_up_is_told_only_when_every_one_is_known(package: Package) -> None:
    """An education that nobody published could be any: then clinical is not said to be longer."""
    package.keep("facts", lambda row: (row["kind"], row["certification"]) != ("education", "GEI"))
    insights = package.tell()
    assert not insights.is_clinical_longer
    assert (insights.count_open_with(["diploma"]).value, insights.count_open_with(["bachelor", "master"]).value) == (
        1,
        3,
    )


def test_hours_of_another_route_are_not_asked(package: Package) -> None:
    """Clinical hours with a master's degree say nothing of who comes with a bachelor's; no hours are none."""
    package.change("facts", {"kind": "clinical_hours", "dimension": "maximum"}, dimension="master")
    package.change("facts", {"kind": "clinical_hours", "dimension": "minimum", "certification": "CES"}, value="0")
    insights = package.tell()
    hours = [insights.lowest_route_hours(certification) for certification in insights.certifications]
    assert [fact and fact.value for fact in hours] == [None, None, None, None, 600]


def test_a_gate_asks_for_the_least_degree_behind_it() -> None:
    """Behind a gate that asks for a degree nobody is asked for a lower one; clients unknown are not healthy ones."""
    degrees = zip(("C1", "C2", "C3"), ("diploma", "master", "bachelor"), strict=True)
    facts = [Fact("education", "x", "", code, degree) for code, degree in degrees]
    insights = made([], [], [], others=tuple(facts))
    assert [g.question for g in insights.decision_path] == ["education.bachelor"]
    assert made([], [], others=(Fact("population", "x", "", "C2", "disease"),)).decision_path == ()


def test_the_fewest_hours_are_those_of_any_route(package: Package) -> None:
    """Of two routes the one with fewer hours tells from when on a certification is open; a most is no least."""
    package.keep("facts", lambda row: row["kind"] != "clinical_hours")
    (row,) = [r for r in package.rows("facts") if (r["certification"], r["kind"]) == ("CES", "education")]
    hours = {**row, "kind": "clinical_hours", "unit": "hours", "note": ""}
    routes = (("bachelor", "1200"), ("master", "600"))
    package.add("facts", *({**hours, "dimension": degree, "value": value} for degree, value in routes))
    package.add("facts", {**hours, "certification": "RCEP", "dimension": "maximum", "value": "500"})
    told = package.tell()
    fewest = {c.code: told.fewest_hours(c) for c in told.certifications}
    assert fewest["CES"] and (fewest["CES"].number, fewest["CES"].dimension) == (600, "master")
    assert fewest["RCEP"] is None
