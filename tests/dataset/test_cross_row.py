"""What rows say together: which of two figures is told, and what must add up."""

from __future__ import annotations

from functools import partial
from itertools import permutations

import pytest

from acsm_report.dataset.readers import read_package
from acsm_report.dataset.schema import RELIABILITIES
from acsm_report.dataset.validation.cross_row import FactRow, find_contradictions, find_gaps, read_fact_rows
from support.packages import Small


def made(small: Small, *edits: str) -> tuple[FactRow, ...]:
    """Spoil the package, and return its claims."""
    for edit in edits:
        small.edit(edit)
    rows = read_package(small.folder).rows
    sources = {row.cells["source"]: row for row in rows["sources"]}
    return read_fact_rows(rows["facts"], sources, lambda row, column: False)


def test_a_claim_is_as_reliable_as_its_source_unless_it_says_otherwise(small: Small) -> None:
    """The row's own reliability and date come before those of its source."""
    told = {claim.row.number: claim for claim in made(small, "facts.csv 8 reliability = low")}
    assert (told[7].reliability, told[8].reliability) == ("official", "low")
    assert str(told[14].dates and told[14].dates.last) == "2015-12-31"
    assert str(told[7].dates and told[7].dates.last) == "2015-06-23"
    assert told[8].dates is None


@pytest.mark.parametrize(("told", "kept"), [*permutations(RELIABILITIES[:-1], 2)])
def test_the_more_reliable_figure_is_told(told: str, kept: str, small: Small) -> None:
    """Official comes before official copy before secondary, whatever their dates."""
    edits = [f"facts.csv 7 reliability = {told}", f"facts.csv 8 reliability = {kept}"]
    rules = [p.rule for p in find_contradictions(made(small, *edits))]
    assert rules == (["outranked"] if RELIABILITIES.index(kept) < RELIABILITIES.index(told) else [])


@pytest.mark.parametrize(
    ("told", "kept", "outranked"),
    [("2014", "2015", True), ("2015", "2014", False), ("2014", "2014-12-31", False), ("2014-06", "2014", True)],
)
def test_of_two_equals_the_newer_is_told(told: str, kept: str, outranked: bool, small: Small) -> None:
    """A year counts as its last day."""
    edits = [f"facts.csv 7 as_of = {told}", "facts.csv 8 reliability = official", f"facts.csv 8 as_of = {kept}"]
    rules = [p.rule for p in find_contradictions(made(small, *edits))]
    assert rules == (["outranked"] if outranked else [])


def test_both_rows_of_a_conflict_are_named(small: Small) -> None:
    """The problem stands at the status of the told row, and names the other."""
    edits = ["facts.csv 7 reliability = secondary", "facts.csv 8 reliability = official"]
    (problem,) = find_contradictions(made(small, *edits))
    assert (problem.row, problem.field) == (7, "status")
    assert "facts.csv:7" in problem.what
    assert "facts.csv:8" in problem.what


def test_nothing_is_missing_where_nobody_can_tell(small: Small) -> None:
    """A row of candidates whose year cannot be read is no lack of candidates; nor is a row of an unknown kind."""
    found = made(small, "facts.csv - 6", "facts.csv - 5")
    assert [p.rule for p in find_gaps(found, set())] == ["rate-without-candidates"]
    assert list(find_gaps(found, {"candidates"})) == []
    assert list(find_gaps(found, {"candidate"})) == []


def is_column(column: str, row: object, name: str) -> bool:
    return name == column


def test_a_flawed_subject_is_compared_with_nothing(small: Small) -> None:
    """Rows whose certification, kind, dimension, period or status is wrong make no claim; a bad figure makes one."""
    rows = read_package(small.folder).rows["facts"]
    for column in ("certification", "kind", "dimension", "period", "status"):
        assert read_fact_rows(rows, {}, partial(is_column, column)) == ()
    assert [c.number for c in read_fact_rows(rows, {}, lambda row, name: name == "value")] == [None] * len(rows)
