"""Checks of rows against each other: conflicts, ranges, sums."""

from __future__ import annotations

from functools import partial
from itertools import permutations

import pytest

from acsm_report.dataset.readers import read_package
from acsm_report.dataset.schema import RELIABILITIES
from acsm_report.dataset.validation.cross_row import FactRow, find_contradictions, find_gaps, read_fact_rows
from support.packages import Small


def fact_rows(small: Small, *edits: str) -> tuple[FactRow, ...]:
    """Edit the package, and return its facts table as comparable rows."""
    for edit in edits:
        small.edit(edit)
    rows = read_package(small.folder).rows
    sources = {row.cells["source"]: row for row in rows["sources"]}
    return read_fact_rows(rows["facts"], sources, lambda row, column: False)


def test_reliability_and_date_of_row_or_source(small: Small) -> None:
    """Reliability and date of a row come before those of its source."""
    rows = {fact.row.number: fact for fact in fact_rows(small, "facts.csv 8 reliability = low")}
    assert (rows[7].reliability, rows[8].reliability) == ("official", "low")
    assert str(rows[14].dates and rows[14].dates.last) == "2015-12-31"
    assert str(rows[7].dates and rows[7].dates.last) == "2015-06-23"
    assert rows[8].dates is None


@pytest.mark.parametrize(("stated", "conflict"), [*permutations(RELIABILITIES[:-1], 2)])
def test_conflict_with_better_source_is_reported(stated: str, conflict: str, small: Small) -> None:
    """Official outranks official copy, which outranks secondary, whatever their dates."""
    edits = [f"facts.csv 7 reliability = {stated}", f"facts.csv 8 reliability = {conflict}"]
    rules = [p.rule for p in find_contradictions(fact_rows(small, *edits))]
    assert rules == (["outranked"] if RELIABILITIES.index(conflict) < RELIABILITIES.index(stated) else [])


@pytest.mark.parametrize(
    ("stated", "conflict", "is_outranked"),
    [("2014", "2015", True), ("2015", "2014", False), ("2014", "2014-12-31", False), ("2014-06", "2014", True)],
)
def test_newer_conflict_is_reported(stated: str, conflict: str, is_outranked: bool, small: Small) -> None:
    """Between equally reliable sources the newer one wins. A year counts as its last day."""
    edits = [f"facts.csv 7 as_of = {stated}", "facts.csv 8 reliability = official", f"facts.csv 8 as_of = {conflict}"]
    rules = [p.rule for p in find_contradictions(fact_rows(small, *edits))]
    assert rules == (["outranked"] if is_outranked else [])


def test_outranked_names_both_rows(small: Small) -> None:
    """The diagnostic is at the status of the stated row, and names the other row."""
    edits = ["facts.csv 7 reliability = secondary", "facts.csv 8 reliability = official"]
    (problem,) = find_contradictions(fact_rows(small, *edits))
    assert (problem.row, problem.field) == (7, "status")
    assert "facts.csv:7" in problem.what
    assert "facts.csv:8" in problem.what


def test_gaps_ignore_uncertain_kinds(small: Small) -> None:
    """If candidates or unknown kinds have errors, missing candidates are not reported."""
    found = fact_rows(small, "facts.csv - 6", "facts.csv - 5")
    assert [p.rule for p in find_gaps(found, set())] == ["rate-without-candidates"]
    assert list(find_gaps(found, {"candidates"})) == []
    assert list(find_gaps(found, {"candidate"})) == []


def is_column(column: str, row: object, name: str) -> bool:
    return name == column


def test_flawed_subject_is_not_compared(small: Small) -> None:
    """Rows with an error in the subject or status are left out; with an error in the value, they have no number."""
    rows = read_package(small.folder).rows["facts"]
    for column in ("certification", "kind", "dimension", "period", "status"):
        assert read_fact_rows(rows, {}, partial(is_column, column)) == ()
    assert [fact.number for fact in read_fact_rows(rows, {}, lambda row, name: name == "value")] == [None] * len(rows)
