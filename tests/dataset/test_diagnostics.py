"""Problems, and the four ways in which they are told."""

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
EVERY = (CELL, ROW, FILE, BOOK, SHEET, MEMBER)
problems = st.builds(
    Diagnostic,
    *[st.text(max_size=8)] * 5,
    row=st.integers(0, 99),
    column=st.integers(0, 99),
    shown=st.sampled_from([(), PAGES]),
    severity=st.sampled_from(["error", "warning"]),
)


def log(*found: Diagnostic) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(format_sarif(found))
    return told


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        (CELL, "my data/facts.csv:12:6"),
        (ROW, "facts.csv:9"),
        (FILE, "facts.csv"),
        (BOOK, "mine.xlsx:facts!AB12"),
        (SHEET, "mine.xlsx:facts"),
        (MEMBER, "mine.zip/facts.csv:12:5"),
    ],
)
def test_a_place_reads_as_its_program_writes_it(problem: Diagnostic, place: str) -> None:
    """A text file has line and column, a workbook sheet and cell."""
    assert problem.location == place


def test_a_person_reads_place_severity_fault_cure_and_pages() -> None:
    """One line a problem, and no more pages than there are."""
    assert format_text([CELL, ROW]) == (
        "my data/facts.csv:12:6: error: '%' is wrong; write years (shown on glance, requirements)\n"
        "facts.csv:9: error: it stands twice; keep one\n"
    )


def test_a_program_reads_every_field() -> None:
    """JSON has the counts and each field of each problem."""
    told = json.loads(format_json(EVERY))
    assert (told["errors"], told["warnings"]) == (5, 1)
    assert list(told["problems"][0]) == ["place", *(f.name for f in fields(Diagnostic))]
    assert told["problems"][0]["shown"] == ["glance", "requirements"]


def test_github_annotates_the_line() -> None:
    """File, line, column and rule are properties of the command."""
    assert format_github([CELL]) == (
        "::error file=my data/facts.csv,line=12,col=6,title=wrong-unit::"
        "'%25' is wrong; write years (shown on glance, requirements)\n"
    )
    assert format_github([FILE]) == "::error file=facts.csv,title=unreadable::cannot be read; restore it\n"


def test_github_is_told_the_cell_of_a_workbook_in_words() -> None:
    """A workbook has no lines: the message says where."""
    said = "::warning file=mine.xlsx,title=not-a-number::mine.xlsx:facts!AB12: no number; write digits\n"
    assert format_github([BOOK]) == said


def test_what_would_end_a_github_property_is_escaped() -> None:
    """A comma, a colon, a per cent sign and line ends of a file's name stay in its name."""
    assert "file=a%25%2C%3A%0D%0Ab.csv," in format_github([Diagnostic("r", "w", "h", "a%,:\r\nb.csv", row=1)])


def test_sarif_has_one_run_of_this_program() -> None:
    """The log names the program, its version and the rules that its results refer to."""
    told = log(*EVERY)
    (run,) = told["runs"]
    assert told["version"] == "2.1.0"
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["version"]) == ("acsm-report", __version__)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(set(rules))
    assert [rules[r["ruleIndex"]] for r in run["results"]] == [p.rule for p in EVERY] == [
        r["ruleId"] for r in run["results"]
    ]  # fmt: skip


def test_sarif_knows_where() -> None:
    """A line of a text file is a region; a cell of a workbook has a name of its own."""
    cell, row, file, book, _, member = (r["locations"][0] for r in log(*EVERY)["runs"][0]["results"])
    assert cell["physicalLocation"]["artifactLocation"]["uri"] == "my%20data/facts.csv"
    assert cell["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 6}
    assert row["physicalLocation"]["region"] == {"startLine": 9}
    assert "region" not in file["physicalLocation"]
    assert (book["logicalLocations"], book["physicalLocation"]) == (
        [{"fullyQualifiedName": "facts!AB12"}],
        {"artifactLocation": {"uri": "mine.xlsx"}},
    )
    assert member["logicalLocations"] == [{"fullyQualifiedName": "facts.csv:12:5"}]


def test_an_absolute_path_is_a_uri() -> None:
    """A file outside the working folder is named in full."""
    where = log(Diagnostic("r", "w", "h", "/a b/facts.csv"))["runs"][0]["results"][0]["locations"][0]
    assert where["physicalLocation"]["artifactLocation"]["uri"] == "file:///a%20b/facts.csv"


def test_problems_stand_in_the_order_of_their_places() -> None:
    """By file, sheet, row and column, as numbers."""
    places = [(file, row, column) for file in "ab" for row in (9, 10) for column in (1, 2)]
    found = [Diagnostic("r", "w", "h", file, row=row, column=column) for file, row, column in reversed(places)]
    assert [(p.file, p.row, p.column) for p in sort_diagnostics(found)] == places


def test_problems_are_counted_in_words() -> None:
    """One is an error, two are errors, none is no problem."""
    assert summarize_counts([CELL, ROW, BOOK]) == "2 errors, 1 warning"
    assert summarize_counts([BOOK, BOOK]) == "2 warnings"
    assert summarize_counts([]) == "no problem"


@pytest.mark.parametrize("name", FORMATTERS)
def test_no_problem_is_a_whole_answer(name: str) -> None:
    """Without problems a program still gets a document, a person nothing."""
    told = FORMATTERS[name]([])
    assert json.loads(told) if name in ("json", "sarif") else told == ""


@given(st.lists(problems, max_size=3))
def test_nothing_in_the_data_breaks_a_line_or_steers_a_terminal(found: list[Diagnostic]) -> None:
    """Whatever a file is called or a message quotes, each problem is one printable line, and JSON stays JSON."""
    assert len(format_text(found).splitlines()) == len(found)
    assert all(line.isprintable() for line in format_text(found).splitlines())
    assert format_github(found).count("\n") == len(found)
    assert "\r" not in format_github(found)
    assert len(json.loads(format_json(found))["problems"]) == len(json.loads(format_sarif(found))["runs"][0]["results"])
