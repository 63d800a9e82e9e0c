"""Fonts that change what a cell says: strikethrough and raised characters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from acsm_report.dataset.readers import read_package, read_table
from support.tables import VALUE, book, grids, messages, only_line

FIGURE = openpyxl.utils.get_column_letter(VALUE + 1) + "2"
STRIKE, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")


def write_value(path: Path, value: Any, font: Font | None = None) -> Path:
    """Write the valid workbook with another value of the first fact."""

    def touch(made: Any) -> None:
        made["facts"][FIGURE] = value
        if font:
            made["facts"][FIGURE].font = font

    return book(path, grids(), touch)


def test_a_crossed_out_figure_is_an_error(tmp_path: Path) -> None:
    """A figure with a strikethrough is not read without a word."""
    package = read_package(write_value(tmp_path / "mine.xlsx", 70, Font(strike=True)))
    assert only_line(package) == (
        f"mine.xlsx:facts!{FIGURE}: '70' is crossed out, or a part of it is; "
        "delete what no longer holds, and remove the strikethrough"
    )


def test_the_crossed_out_part_of_a_text_is_an_error(tmp_path: Path) -> None:
    """69 crossed out before 70 is not 6970."""
    value = CellRichText(TextBlock(STRIKE, "69"), "70")
    line = only_line(read_package(write_value(tmp_path / "mine.xlsx", value)))
    assert line.startswith(f"mine.xlsx:facts!{FIGURE}: '6970' is crossed out, or a part of it is")


def test_a_raised_digit_is_no_part_of_a_figure(tmp_path: Path) -> None:
    """70 with the raised mark of a footnote is not 701."""
    value = CellRichText("70", TextBlock(RAISED, "1"))
    line = only_line(read_package(write_value(tmp_path / "mine.xlsx", value)))
    assert line.startswith(f"mine.xlsx:facts!{FIGURE}: '701' has raised or lowered characters")


def test_fonts_of_words_are_read(tmp_path: Path) -> None:
    """Bold letters and a raised digit among words change nothing."""

    def touch(made: Any) -> None:
        made["facts"][FIGURE[0] + "3"] = CellRichText(
            TextBlock(InlineFont(b=True), "a room of 90 m"), TextBlock(RAISED, "2")
        )

    package = read_package(book(tmp_path / "mine.xlsx", grids(), touch))
    assert (messages(package), package.rows["facts"][1].cells["value"]) == ([], "a room of 90 m2")


def test_a_crossed_out_row_is_left_out(tmp_path: Path) -> None:
    """A row of which every cell is crossed out is not read, with a note."""
    made = openpyxl.Workbook()
    for row in (["name", "address"], ["Old Gym", "Closed Road 1"], ["New Gym", "Open Road 2"]):
        made.active.append(row)
    for cell in made.active[2]:
        cell.font = Font(strike=True)
    made.save(tmp_path / "gyms.xlsx")
    rows, found = read_table(tmp_path / "gyms.xlsx", "recipients")
    assert [row.cells["name"] for row in rows] == ["New Gym"]
    assert [(note.rule, note.row, note.severity) for note in found] == [("crossed-out-row", 2, "note")]
