"""Notes: one for each kind and table, with the cells."""

from __future__ import annotations

import pytest

from acsm_report.dataset.diagnostics import Diagnostic
from acsm_report.dataset.readers.notes import merge_notes


def note(row: int, column: int = 5, rule: str = "number", file: str = "a.xlsx") -> Diagnostic:
    return Diagnostic(rule, "'1,299' is read as 1299", "correct it", file, "facts", row, column, severity="note")


@pytest.mark.parametrize(
    ("count", "places"),
    [(1, ""), (2, " (likewise E3)"), (3, " (likewise E3 and E4)"), (4, " (likewise E3, E4 and E5)"),
     (9, " (likewise E3, E4, E5 and 5 more)")],
)  # fmt: skip
def test_one_note_lists_the_cells(count: int, places: str) -> None:
    """The note is at the first cell and lists three others."""
    (merged,) = merge_notes([note(2 + number) for number in range(count)])
    assert (merged.location, merged.what) == ("a.xlsx:facts!E2", f"'1,299' is read as 1299{places}")


def test_places_in_text_files_and_rows() -> None:
    """A text file has lines and columns; a whole row has its number."""
    assert merge_notes([note(2, file="a.csv"), note(3, file="a.csv")])[0].what.endswith("(likewise 3:5)")
    assert merge_notes([note(2, 0), note(3, 0)])[0].what.endswith("(likewise row 3)")


def test_other_kinds_and_errors_stay_apart() -> None:
    """Notes of two kinds are two notes, and errors are never merged."""
    error = Diagnostic("number", "no number", "write one", "a.xlsx", "facts", 2, 5)
    assert len(merge_notes([note(2), note(3), note(2, rule="date"), error, error])) == 4
