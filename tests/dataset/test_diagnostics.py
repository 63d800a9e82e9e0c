"""Diagnostics and their text, JSON, GitHub and SARIF formats."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report import __version__
from acsm_report.dataset.diagnostics import (
    FORMATTERS,
    SEVERITIES,
    Diagnostic,
    format_github,
    format_json,
    format_sarif,
    format_text,
    sort_diagnostics,
    summarize_counts,
)

PAGES = ("glance", "requirements")
CELL = Diagnostic("wrong-unit", "'%' is wrong", "write years", "my data/facts.csv", "", 12, 6, "unit", "%", PAGES)
ROW = Diagnostic("fact-twice", "it stands twice", "keep one", "facts.csv", row=9)
FILE = Diagnostic("unreadable", "cannot be read", "restore it", "facts.csv")
BOOK = Diagnostic("not-a-number", "no number", "write digits", "mine.xlsx", "facts", 12, 28, severity="warning")
SHEET = Diagnostic("unreadable", "no header", "write one", "mine.xlsx", "facts")
MEMBER = Diagnostic("not-a-number", "no number", "write digits", "mine.zip", "facts.csv", 12, 5)
ALL = (CELL, ROW, FILE, BOOK, SHEET, MEMBER)
diagnostics = st.builds(
    Diagnostic,
    *[st.text(max_size=8)] * 5,
    row=st.integers(0, 99),
    column=st.integers(0, 99),
    shown=st.sampled_from([(), PAGES]),
    severity=st.sampled_from(SEVERITIES),
)


def log(*found: Diagnostic) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(format_sarif(found))
    return parsed


@pytest.mark.parametrize(
    ("diagnostic", "location"),
    [
        (CELL, "my data/facts.csv:12:6"),
        (ROW, "facts.csv:9"),
        (FILE, "facts.csv"),
        (BOOK, "mine.xlsx:facts!AB12"),
        (SHEET, "mine.xlsx:facts"),
        (MEMBER, "mine.zip/facts.csv:12:5"),
    ],
)
def test_location_of_text_file_workbook_and_zip(diagnostic: Diagnostic, location: str) -> None:
    """A text file has line and column, a workbook has sheet and cell."""
    assert diagnostic.location == location


def test_text_format() -> None:
    """One line a diagnostic: location, severity, fault, hint, and pages if any."""
    assert format_text([CELL, ROW]) == (
        "my data/facts.csv:12:6: error: '%' is wrong; write years (shown on glance, requirements)\n"
        "facts.csv:9: error: it stands twice; keep one\n"
    )


def test_json_format() -> None:
    """JSON has the counts and all fields of each diagnostic."""
    report = json.loads(format_json(ALL))
    assert (report["errors"], report["warnings"]) == (5, 1)
    assert list(report["problems"][0]) == ["place", *(f.name for f in fields(Diagnostic))]
    assert report["problems"][0]["shown"] == ["glance", "requirements"]


def test_github_format() -> None:
    """File, line, column and rule are properties of the command."""
    assert format_github([CELL]) == (
        "::error file=my data/facts.csv,line=12,col=6,title=wrong-unit::"
        "'%25' is wrong; write years (shown on glance, requirements)\n"
    )
    assert format_github([FILE]) == "::error file=facts.csv,title=unreadable::cannot be read; restore it\n"


def test_github_names_workbook_cell_in_message() -> None:
    """A workbook has no lines, so the message has the location."""
    expected = "::warning file=mine.xlsx,title=not-a-number::mine.xlsx:facts!AB12: no number; write digits\n"
    assert format_github([BOOK]) == expected


def test_github_properties_are_escaped() -> None:
    """Commas, colons, percent signs and line ends of a file name are escaped."""
    assert "file=a%25%2C%3A%0D%0Ab.csv," in format_github([Diagnostic("r", "w", "h", "a%,:\r\nb.csv", row=1)])


def test_sarif_run() -> None:
    """The log has the name and version of the program and the rules of its results."""
    parsed = log(*ALL)
    (run,) = parsed["runs"]
    assert parsed["version"] == "2.1.0"
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["version"]) == ("acsm-report", __version__)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    assert [rules[r["ruleIndex"]] for r in run["results"]] == [p.rule for p in ALL] == [
        r["ruleId"] for r in run["results"]
    ]  # fmt: skip


def test_sarif_locations() -> None:
    """A line of a text file is a region; a cell of a workbook is a logical location."""
    cell, row, file, book, _, member = (r["locations"][0] for r in log(*ALL)["runs"][0]["results"])
    assert cell["physicalLocation"]["artifactLocation"]["uri"] == "my%20data/facts.csv"
    assert cell["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 6}
    assert row["physicalLocation"]["region"] == {"startLine": 9}
    assert "region" not in file["physicalLocation"]
    assert (book["logicalLocations"], book["physicalLocation"]) == (
        [{"fullyQualifiedName": "facts!AB12"}],
        {"artifactLocation": {"uri": "mine.xlsx"}},
    )
    assert member["logicalLocations"] == [{"fullyQualifiedName": "facts.csv:12:5"}]


def test_sarif_uri_of_absolute_path() -> None:
    """A file outside the working folder has a file:// URI."""
    where = log(Diagnostic("r", "w", "h", "/a b/facts.csv"))["runs"][0]["results"][0]["locations"][0]
    assert where["physicalLocation"]["artifactLocation"]["uri"] == "file:///a%20b/facts.csv"


def test_diagnostics_are_sorted() -> None:
    """By file, sheet, row and column, as numbers."""
    places = [(file, row, column) for file in "ab" for row in (9, 10) for column in (1, 2)]
    found = [Diagnostic("r", "w", "h", file, row=row, column=column) for file, row, column in reversed(places)]
    assert [(p.file, p.row, p.column) for p in sort_diagnostics(found)] == places


def test_summary_counts() -> None:
    """Singular, plural and none."""
    assert summarize_counts([CELL, ROW, BOOK]) == "2 errors, 1 warning"
    assert summarize_counts([BOOK, BOOK]) == "2 warnings"
    assert summarize_counts([]) == "no problem"


NOTE = Diagnostic("encoding", "it is read as Windows-1252", "", "facts.csv", severity="note")


def test_a_note_is_no_problem() -> None:
    """Notes are counted apart from errors and warnings."""
    assert summarize_counts([NOTE, NOTE]) == "no problem, 2 notes"
    assert summarize_counts([BOOK, NOTE]) == "1 warning, 1 note"


def test_a_note_without_a_hint_is_one_clause() -> None:
    """Nothing follows what a note says, if there is nothing to do."""
    assert format_text([NOTE]) == "facts.csv: note: it is read as Windows-1252\n"


def test_notes_come_last() -> None:
    """Errors and warnings are listed before notes, whatever their files."""
    assert sort_diagnostics([NOTE, ROW, BOOK]) == (ROW, BOOK, NOTE)


def test_github_calls_a_note_a_notice() -> None:
    """GitHub has no command named note."""
    assert format_github([NOTE]).startswith("::notice file=facts.csv,")


@pytest.mark.parametrize("name", FORMATTERS)
def test_formats_without_diagnostics(name: str) -> None:
    """JSON and SARIF are complete documents; the others are empty."""
    output = FORMATTERS[name]([])
    assert json.loads(output) if name in ("json", "sarif") else output == ""


@given(st.lists(diagnostics, max_size=3))
def test_output_is_printable_lines(found: list[Diagnostic]) -> None:
    """Whatever a path or message has, each diagnostic is one printable line, and JSON stays valid."""
    assert len(format_text(found).splitlines()) == len(found)
    assert all(line.isprintable() for line in format_text(found).splitlines())
    assert format_github(found).count("\n") == len(found)
    assert "\r" not in format_github(found)
    assert len(json.loads(format_json(found))["problems"]) == len(json.loads(format_sarif(found))["runs"][0]["results"])
