"""Sheets as people make them: merged cells, hidden rows, and sheets with other names."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from acsm_report.dataset.readers import read_package, read_table
from support.tables import (
    GOOD,
    HEADER,
    VALUE,
    Grid,
    book,
    cells,
    grids,
    grids_with_fact,
    messages,
    only_line,
    rewrite_members,
)


def test_hidden_rows_are_left_out(tmp_path: Path) -> None:
    """One note lists the rows that are hidden, by hand or by a filter."""

    def touch(made: Any) -> None:
        for row in (3, 5, 9):  # nothing is in the last one
            made["facts"].row_dimensions[row].hidden = True

    extra = [["CPT", "event", "", "1999", text, "", "page"] for text in ("shown", "hidden")]
    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=[*grids()["facts"], *extra]), touch))
    assert [row.cells["value"] for row in package.rows["facts"]] == ["69.5", "shown"]
    assert only_line(package) == "mine.xlsx:facts!3: the hidden row is not read (likewise row 5); show it if it is data"


def test_hidden_columns_are_left_out(tmp_path: Path) -> None:
    """One note lists them; a second column of values, kept out of sight, is not read."""

    def touch(made: Any) -> None:
        for letter in "AIZ":  # nothing is in the last one
            made["facts"].column_dimensions[letter].hidden = True

    extra = [("value", "note"), ("999", "internal"), ("999", "internal")]
    grid = [[value, *row, note] for row, (value, note) in zip(grids()["facts"], extra, strict=True)]
    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=grid), touch))
    assert [(row.cells["value"], row.cells["note"]) for row in package.rows["facts"]] == [("69.5", ""), ("a, b", "")]
    assert (
        only_line(package) == "mine.xlsx:facts!A1: the hidden column is not read (likewise I1); show it if it is data"
    )


def test_a_hidden_column_that_is_needed_is_missing(tmp_path: Path) -> None:
    """The error names the column, and the note says that it is hidden."""

    def touch(made: Any) -> None:
        made["facts"].column_dimensions["G"].hidden = True

    lines = messages(read_package(book(tmp_path / "mine.xlsx", grids(), touch)))
    assert any("facts!1: the header lacks source" in line for line in lines)
    assert "mine.xlsx:facts!G1: the hidden column is not read; show it if it is data" in lines


def test_cells_that_their_format_hides_are_left_out(tmp_path: Path) -> None:
    """;;; shows neither numbers nor texts; one note lists the cells, and a row of nothing else is blank."""

    def touch(made: Any) -> None:
        sheet = made["facts"]
        for cell in (sheet["H2"], sheet["H3"], sheet["H4"]):
            cell.value, cell.number_format = (5 if cell.row == 4 else "internal"), ";;;"

    grid: Grid = [[*HEADER["facts"], "note"], *([*row, ""] for row in GOOD["facts"])]
    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=grid), touch))
    assert [row.cells["note"] for row in package.rows["facts"]] == ["", ""]
    what = "the format of the cell hides it, and it is not read (likewise H3 and H4); show it if it is data"
    assert only_line(package) == f"mine.xlsx:facts!H2: {what}"


def test_merged_cells_count_for_each_row(tmp_path: Path) -> None:
    """The value of a merged cell is that of all its rows, with a note; blank rows stay blank."""

    def touch(made: Any) -> None:
        made["facts"]["H2"] = "as printed"
        made["facts"].merge_cells("H2:H6")

    grid: Grid = [[*HEADER["facts"], "note"], *([*row, ""] for row in GOOD["facts"])]
    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=grid), touch))
    assert [row.cells["note"] for row in package.rows["facts"]] == ["as printed", "as printed"]
    assert only_line(package).startswith("mine.xlsx:facts!H3: 'as printed' of a merged cell counts for each of its")


def test_a_merged_title_is_no_value(tmp_path: Path) -> None:
    """Cells that are merged across columns above the header change nothing."""

    def touch(made: Any) -> None:
        made["facts"].insert_rows(1)
        made["facts"]["A1"] = "Facts of 2014"
        made["facts"].merge_cells("A1:G1")

    package = read_package(book(tmp_path / "mine.xlsx", grids(), touch))
    assert cells(package) == GOOD
    assert only_line(package).startswith("mine.xlsx:facts!1: the row above the header is not read")


def test_a_rounded_figure_is_told(tmp_path: Path) -> None:
    """A cell that shows fewer digits than it holds is read as it shows, with a note of both."""

    def touch(made: Any) -> None:
        made["facts"].cell(2, VALUE + 1, 2830 / 5152).number_format = "0%"

    package = read_package(book(tmp_path / "mine.xlsx", grids(), touch))
    assert package.rows["facts"][0].cells["value"] == "55"
    assert "55 is read as the sheet shows it; the cell holds 54.9301242236025; show more" in only_line(package)


def test_a_renamed_sheet_is_found_by_its_header(tmp_path: Path) -> None:
    """The only visible sheet with the columns of a table is that table."""

    def touch(made: Any) -> None:
        made["facts"].title = "Facts 2020"

    package = read_package(book(tmp_path / "mine.xlsx", grids(), touch))
    assert cells(package) == GOOD
    assert only_line(package) == (
        "mine.xlsx:Facts 2020: the sheet 'Facts 2020' is read as facts, by its header; call it facts to be sure"
    )


@pytest.mark.parametrize("is_hidden", [True, False])
def test_of_two_sheets_the_visible_one_counts(is_hidden: bool, tmp_path: Path) -> None:
    """A hidden copy is not taken for the table; two visible ones are an error that names both."""

    def touch(made: Any) -> None:
        made["facts"].title = "Facts 2020"
        copy = made.copy_worksheet(made["Facts 2020"])
        copy.title = "Facts 2019"
        copy.sheet_state = "hidden" if is_hidden else "visible"

    line = only_line(read_package(book(tmp_path / "mine.xlsx", grids(), touch)))
    assert (
        line.startswith("mine.xlsx:Facts 2020: the sheet")
        if is_hidden
        else (
            line == "mine.xlsx: 2 sheets have the header of facts: 'Facts 2020', 'Facts 2019'; call one of them facts"
        )
    )


def test_recipients_keep_what_their_cells_show(tmp_path: Path) -> None:
    """Zeros at the start of a code or ZIP code, and the marks of a telephone number, are kept."""
    made = openpyxl.Workbook()
    made.active.append(["name", "address", "code"])
    for number, (value, number_format) in enumerate([(2139, "00000"), (5551234567, "(000) 000-0000")], 2):
        made.active.append(["Made-up Gym", value, number])
        made.active.cell(number, 2).number_format = number_format
        made.active.cell(number, 3).number_format = "000"
    made.save(tmp_path / "gyms.xlsx")
    rows, _ = read_table(tmp_path / "gyms.xlsx", "recipients")
    assert [(row.cells["address"], row.cells["code"]) for row in rows] == [("02139", "002"), ("(555) 123-4567", "003")]


@pytest.mark.parametrize(
    ("column", "number_format", "expected"),
    [
        ("period", "d-mmm", "the cell shows a day without its year, 2014-05-03"),
        ("period", "m/d", "the cell shows a day without its year, 2014-05-03"),
        ("note", "[$-409]d\\-mmm", "the cell shows a day without its year, 2014-05-03"),
        ("dimension", "yyyy-mm-dd", "the cell holds a date, 2014-05-03"),
        ("unit", "yyyy-mm-dd", "the cell holds a date, 2014-05-03"),
        ("period", "mmm-yy", ""),
        ("period", "[$-411]ge.m.d", ""),
        ("note", "m/d/yy", ""),
    ],
)
def test_a_date_that_a_program_made_is_an_error(column: str, number_format: str, expected: str, tmp_path: Path) -> None:
    """Excel makes a day of this year of "3-5"; a day without its year, or a date in a column of words, is refused."""
    grid = grids_with_fact(note="")["facts"]
    number = grid[0].index(column) + 1

    def touch(made: Any) -> None:
        made["facts"].cell(2, number, date(2014, 5, 3)).number_format = number_format

    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=grid), touch))
    errors = [p for p in package.diagnostics if p.severity == "error"]
    assert [(p.what, p.column) for p in errors] == ([(expected, number)] if expected else [])


def test_a_second_sheet_of_a_table_is_told(tmp_path: Path) -> None:
    """A copy with the header of a table is not read, with a note; a sheet of another kind needs none."""

    def touch(made: Any) -> None:
        made.copy_worksheet(made["facts"]).title = "facts (2)"
        made.create_sheet("ideas").append(["anything"])

    package = read_package(book(tmp_path / "mine.xlsx", grids(), touch))
    assert cells(package) == GOOD
    assert only_line(package) == (
        "mine.xlsx:facts (2): the sheet has the header of facts, too, and is not read; "
        "move its rows to facts if they are data"
    )


def test_what_a_merged_cell_covers_is_not_read(tmp_path: Path) -> None:
    """LibreOffice can keep values below a merged cell, which no sheet shows; they are left out, with notes."""
    grid: Grid = [[*HEADER["facts"], "note", "valid_until"], *([*row, "shown", "2030-01-01"] for row in GOOD["facts"])]
    grid[2][-2] = "covered"
    path = book(tmp_path / "mine.xlsx", grids(facts=grid))
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="H2:I3"/></mergeCells>'
    is_facts = "xl/worksheets/sheet2.xml".__eq__
    rewrite_members(path, lambda name, content: content.replace(b"</sheetData>", merge) if is_facts(name) else content)
    package = read_package(path)
    assert [(row.cells["note"], row.cells["valid_until"]) for row in package.rows["facts"]] == [("shown", "")] * 2
    assert [(p.rule, p.inner_location) for p in package.diagnostics] == [
        ("covered-cell", "facts!I2"),
        ("merged-cell", "facts!H3"),
    ]
