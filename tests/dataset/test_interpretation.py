"""Cells in the meaning of their columns: what is read other than as written is told once, with the cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from acsm_report.dataset.diagnostics import Diagnostic
from acsm_report.dataset.interpretation.words import match_word
from acsm_report.dataset.readers import read_package
from acsm_report.dataset.validation.rules import validate_package
from acsm_report.system import resources
from support.tables import HEADER, VALUE, Grid, book, folder, grids, grids_with_fact


def read_fact(place: Path, column: str, text: str, **cells: Any) -> tuple[str, list[Diagnostic]]:
    """Return how a cell of the only fact is read, and the diagnostics of the package."""
    package = read_package(folder(place / "mine", grids_with_fact(**{column: text}, **cells)))
    return package.rows["facts"][0].cells[column], list(package.diagnostics)


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        ("certification", "cpt", "CPT"), ("kind", "Pass rate", "pass_rate"), ("kind", "pass-rates", "pass_rate"),
        ("period", "2015–16", "2015/2016"), ("value", "69.5 %", "69.5"), ("value", "69,5", "69.5"),
        ("unit", "percent", "%"), ("source", "PAGE", "page"), ("reliability", "Official", "official"),
        ("as_of", "June 2015", "2015-06"), ("valid_until", "23.06.2015", "2015-06-23"),
        ("also", "Page, page", "page page"), ("period", "2015.0", "2015"), ("value", "69.50000000000001", "69.5"),
    ],
)  # fmt: skip
def test_cells_are_read_in_their_meaning(column: str, text: str, read: str, tmp_path: Path) -> None:
    """Each is read as the schema writes it, with a note."""
    found, diagnostics = read_fact(tmp_path, column, text)
    assert found == read
    assert [problem.severity for problem in diagnostics] == ["note"]


@pytest.mark.parametrize(
    ("column", "text", "cells", "message"),
    [
        ("value", "40.390", {"kind": "exam_fee", "unit": "USD"},
         "'40.390' may have a separator of thousands or decimals; did you mean 40390? Otherwise write 40.39"),
        ("value", "1.125", {"kind": "renewal_credits", "unit": "credits"},
         "'1.125' may have a separator of thousands or decimals; did you mean 1125? Otherwise write 1.1250"),
        ("period", "5/6/2015", {}, "'5/6/2015' may be 2015-05-06 or 2015-06-05; write 2015-05-06 or 2015-06-05"),
        ("valid_until", "5/6/2015", {}, "'5/6/2015' may be 2015-05-06 or 2015-06-05; write"),
    ],
)  # fmt: skip
def test_two_meanings_are_an_error(column: str, text: str, cells: dict[str, str], message: str, tmp_path: Path) -> None:
    """The cell is left as it is, and the error names its meanings once."""
    package = read_package(folder(tmp_path / "mine", grids_with_fact(**{column: text}, **cells)))
    assert package.rows["facts"][0].cells[column] == text
    (error,) = (p for p in validate_package(package) if p.field == column)
    assert error.message.startswith(message)


@pytest.mark.parametrize(
    ("value", "unit", "kind"),
    [("€300", "USD", "exam_fee"), ("$300", "EUR", "exam_fee"), ("C$300", "$", "exam_fee"),
     ("52%", "people", "candidates"), ("$52", "%", "pass_rate")],
)  # fmt: skip
def test_the_sign_of_another_unit_is_an_error(value: str, unit: str, kind: str, tmp_path: Path) -> None:
    """300 euros are not 300 dollars, and 52 % are not 52 people; one line says so."""
    package = read_package(folder(tmp_path / "mine", grids_with_fact(value=value, unit=unit, kind=kind)))
    assert package.rows["facts"][0].cells["value"] == value
    (error,) = (p for p in validate_package(package) if p.field == "value")
    assert (error.rule, error.hint) == ("other-sign", "correct the sign or the unit")


@pytest.mark.parametrize(
    ("value", "unit", "code"),
    [("€120", "EUR", "EUR"), ("120 €", "euros", "EUR"), ("$120", "CAD", "CAD"), ("$120", "$", "USD"),
     ("120 CHF", "Fr.", "CHF")],
)  # fmt: skip
def test_money_of_any_currency_may_have_its_sign(value: str, unit: str, code: str, tmp_path: Path) -> None:
    """The sign is that of the currency in the unit, in any spelling; many dollars share one."""
    cells = grids_with_fact(value=value, unit=unit, kind="exam_fee")
    row = read_package(folder(tmp_path / "mine", cells)).rows["facts"][0].cells
    assert (row["value"], row["unit"]) == ("120", code)


def read_number_cell(place: Path, value: float, number_format: str, **cells: Any) -> tuple[str, list[Diagnostic]]:
    """Return how a number in a sheet with this format is read, and the diagnostics of its package."""

    def set_format(made: Any) -> None:
        made["facts"].cell(2, VALUE + 1).number_format = number_format

    package = read_package(book(place / "mine.xlsx", grids_with_fact(value=value, **cells), set_format))
    return package.rows["facts"][0].cells["value"], list(package.diagnostics)


@pytest.mark.parametrize(
    ("value", "number_format", "kind", "unit", "rule", "what"),
    [
        (120, "[$€-407] #,##0.00", "exam_fee", "USD", "other-sign", "the cell shows '€', but the unit is USD"),
        (120, "$#,##0", "exam_fee", "EUR", "other-sign", "the cell shows '$', but the unit is EUR"),
        (0.5, "0%", "candidates", "people", "other-sign", "the cell shows '%', but the unit is people"),
        (45, '0" thousand"', "candidates", "people", "number-format", "the cell shows '45 thousand', but holds 45"),
        (45, 'General"k"', "candidates", "people", "number-format", "the cell shows '45k', but holds 45"),
        (45, '"<"0', "candidates", "people", "number-format", "the cell shows '<45', but holds 45"),
        (0, '0;0;"n/a"', "candidates", "people", "number-format", "the cell shows 'n/a', but holds 0"),
        (1234, "00\\-00", "candidates", "people", "number-format", "the cell shows '12-34', but holds 1234"),
        (45123, "0.0,", "candidates", "people", "number-format",
         "the cell has the number format '0.0,', for fractions or thousands"),
    ],
)  # fmt: skip
def test_what_a_format_adds_to_a_figure_is_an_error(
    value: float, number_format: str, kind: str, unit: str, rule: str, what: str, tmp_path: Path
) -> None:
    """Another unit, or words, would make another figure of what the sheet shows."""
    _, (error,) = read_number_cell(tmp_path, value, number_format, kind=kind, unit=unit)
    assert (error.severity, error.rule, error.what) == ("error", rule, what)


@pytest.mark.parametrize(
    ("value", "number_format", "kind", "unit", "read"),
    [
        (120, "[$€-407] #,##0.00", "exam_fee", "EUR", "120"), (120, "[$USD] 0", "exam_fee", "USD", "120"),
        (45, '0" People"', "candidates", "people", "45"), (0.695, "0.0%", "pass_rate", "%", "69.5"),
        (69.5, "0.0\\%", "pass_rate", "%", "69.5"), (5152, "#,##0", "candidates", "people", "5152"),
        (0, '_(* "-"??_)', "candidates", "people", "0"), (5, '0" weeks"', "question_type", "", "5 weeks"),
    ],
)  # fmt: skip
def test_a_format_may_show_the_unit(
    value: float, number_format: str, kind: str, unit: str, read: str, tmp_path: Path
) -> None:
    """The sign or the name of its own unit belongs to a figure; words are read as shown."""
    assert read_number_cell(tmp_path, value, number_format, kind=kind, unit=unit) == (read, [])


@pytest.mark.parametrize("number_format", ["General", "0.000", "#,##0.000"])
def test_a_number_cell_has_one_meaning(number_format: str, tmp_path: Path) -> None:
    """40.395 in a number cell of a sheet is not typed text, and three decimals of it are decimals."""
    assert read_number_cell(tmp_path, 40.395, number_format, kind="exam_fee", unit="USD") == ("40.395", [])


def test_number_cells_do_not_tell_the_style_of_typed_numbers(tmp_path: Path) -> None:
    """83.6 in a number cell may be shown as 83,6; a typed 82,5 tells that 40.390 beside it is 40390."""
    rows = [["CPT", "exam_fee", "", "2014", value, "USD", "page"] for value in (83.6, "82,5", "40.390")]
    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=[HEADER["facts"], *rows])))
    assert [row.cells["value"] for row in package.rows["facts"]] == ["83.6", "82.5", "40390"]


def test_numbers_of_a_table_with_decimal_commas(tmp_path: Path) -> None:
    """Where the other figures have decimal commas, 40.390 is 40390."""
    rows = [["CPT", "exam_fee", "", "2014", value, "USD", "page"] for value in ("83,6", "40.390")]
    package = read_package(folder(tmp_path / "mine", grids(facts=[HEADER["facts"], *rows])))
    assert [row.cells["value"] for row in package.rows["facts"]] == ["83.6", "40390"]
    assert [(p.what, p.severity) for p in package.diagnostics] == [("'83,6' is read as '83.6' (likewise 3:5)", "note")]


def test_keys_of_sources_may_have_spaces(tmp_path: Path) -> None:
    """A space in a key is read as an underscore, in every table."""
    facts = [[*HEADER["facts"], "also"], ["CPT", "pass_rate", "", "2014", "69.5", "%", "a page", "A  Page page"]]
    sources = [HEADER["sources"], *([key, *grids()["sources"][1][1:]] for key in ("a page", "page"))]
    package = read_package(folder(tmp_path / "mine", grids(facts=facts, sources=sources)))
    assert [row.cells["source"] for row in package.rows["sources"]] == ["a_page", "page"]
    assert [package.rows["facts"][0].cells[name] for name in ("source", "also")] == ["a_page", "a_page page"]


def read_periods(path: Path) -> list[tuple[str, list[str]]]:
    """Return the periods of the facts of a package, each with its messages."""
    package = read_package(path)
    found = {row.number: row.cells["period"] for row in package.rows["facts"]}
    return [(text, [p.message for p in package.diagnostics if p.row == row]) for row, text in found.items()]


def facts_of(*periods: Any, kind: str = "pass_rate") -> Grid:
    return [["CPT", kind, "", period, "69.5", "%", "page"] for period in periods]


def test_a_month_beside_other_months_is_a_note(tmp_path: Path) -> None:
    """2011-12 beside 2011-10 is December 2011, and the note tells how to write the years."""
    rows = facts_of("2011-10", "2011-12")
    assert read_periods(folder(tmp_path / "mine", grids(facts=[HEADER["facts"], *rows]))) == [
        ("2011-10", []),
        ("2011-12", ["'2011-12' is read as a month; write 2011/2012 if it is two years"]),
    ]


@pytest.mark.parametrize("years", [(2008, 2009, 2010, 2011), (2011,)])
def test_academic_years_are_never_months_silently(years: tuple[int, ...], tmp_path: Path) -> None:
    """2008-09 and 2009-10 of one kind may be years; months of another kind do not tell."""
    pairs = [f"{year}-{(year + 1) % 100:02}" for year in years]
    rows = [*facts_of(*pairs), *facts_of("2014-11", kind="event")]
    *found, event = read_periods(folder(tmp_path / "mine", grids(facts=[HEADER["facts"], *rows])))
    assert event == ("2014-11", [])
    for year, pair, (text, lines) in zip(years, pairs, found, strict=True):
        month = f"{date(year, (year + 1) % 100, 1):%b} {year}"
        either = f"{month} or {year}/{year + 1}"
        hint = f"write {either} (the month as text, in a workbook)"
        assert (text, lines) == (pair, [f"'{pair}' may be {either}; {hint}"])


def test_months_that_a_spreadsheet_made_of_years_are_an_error(tmp_path: Path) -> None:
    """Excel takes 2008-09, as it is typed, for the first day of September 2008."""

    def show_months(made: Any) -> None:
        for cell in made["facts"]["D"]:
            cell.number_format = "mmm-yy"

    rows = facts_of(date(2008, 9, 1), date(2009, 10, 1))
    path = book(tmp_path / "mine.xlsx", grids(facts=[HEADER["facts"], *rows]), show_months)
    assert [len(lines) for _, lines in read_periods(path)] == [1, 1]
    assert {p.rule for p in read_package(path).diagnostics} == {"ambiguous-period"}


def test_a_word_must_match_one_only() -> None:
    """Two keys that differ in case alone are not guessed."""
    assert match_word("cmu", ["CMU", "Cmu"]) == ""


@pytest.mark.parametrize("name", ["acsm-2014", "acsm-2023"])
def test_shipped_data_is_read_as_written(name: str) -> None:
    """The shipped packages have neither errors nor notes of the readers."""
    assert read_package(resources.find_data_package(name)).diagnostics == ()
