"""What programs and forms leave in a cell in place of its content."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.dataset.readers import read_package, read_table
from acsm_report.dataset.readers.cell_text import clean_text
from support.tables import folder, grids_with_fact, only_line


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("#N/A", "cell-error"), ("#REF!", "cell-error"), ("#NAME?", "cell-error"), ("#DIV/0!", "cell-error"),
        ("#BEZUG!", "cell-error"), ("#NV", "cell-error"), ("Err:502", "cell-error"), ("########", "too-narrow"),
        ("=VLOOKUP(A1,B:C,2)", "formula"), ("=B2", "formula"), ("=Sheet1!$B$2", "formula"), ("=-1+1", "formula"),
        ("4.91711E+11", "shortened-number"), ("1,2e+05", "shortened-number"),
        ("Dear {{first_name}}", "placeholder"), ("<<Gym>>", "placeholder"), ("*|FNAME|*", "placeholder"),
        ("%%name%%", "placeholder"), ("TBD", "placeholder"), ("xxx", "placeholder"), ("???", "placeholder"),
        ("M\ufffdller", "lost-letter"),
    ],
)  # fmt: skip
def test_a_leftover_is_an_error(text: str, rule: str) -> None:
    """A text that is not the content of its cell is refused by its kind, and kept for the message."""
    cleaned, (fault,) = clean_text(text)
    assert (cleaned, fault.rule, fault.severity) == (text, rule, "error")


@pytest.mark.parametrize(
    ("text", "rule"), [("Caf? M?ller", "lost-letter"), ("<b>Gym</b>", "markup"), ('<a href="x">Gym', "markup")]
)
def test_what_may_be_meant_is_a_warning(text: str, rule: str) -> None:
    """Question marks for lost letters and tags of HTML are printed, because they may be meant."""
    cleaned, (fault,) = clean_text(text)
    assert (cleaned, fault.rule, fault.severity) == (text, rule, "warning")


@pytest.mark.parametrize(
    "text",
    [
        "#1 Gym", "# of people", "#FITFAM", "C# minor", "Gym #N", "XX", "XXL Fitness", "Null", "NA", "None", "none",
        "Test", "5 < 6 > 4", "a <b@example.org>", "Why? Because", "https://example.org/?a", "example.org/page?id=1",
        "{gym}", "100%", "1E5 Fitness", "E+00", "tba-gym", "TBD Fitness", "«El Toro»", "= as before", "-5", "–5 °C",
    ],
)  # fmt: skip
def test_sound_text_is_no_leftover(text: str) -> None:
    """Signs and short words that belong to a text are kept without a word."""
    assert clean_text(text) == (text, [])


@pytest.mark.parametrize("text", ["N/A", "n/a", "nan", "NULL", "undefined", "-", "–", "(blank)"])
def test_a_word_for_missing_is_an_empty_cell(text: str) -> None:
    """What says that a cell is empty is never printed; a note says so."""
    cleaned, (fault,) = clean_text(text)
    assert (cleaned, fault.severity) == ("", "note")
    assert fault.what == f"'{text}' is read as an empty cell"


def test_a_word_for_missing_in_a_required_cell_is_an_error(tmp_path: Path) -> None:
    """The error has the word that the cell shows, not that the cell is empty."""
    line = only_line(read_package(folder(tmp_path / "mine", grids_with_fact(value="n/a"))))
    assert line == "mine/facts.csv:2:5: 'n/a' is read as an empty cell; write what belongs here"


def test_a_line_break_of_html_is_a_line(tmp_path: Path) -> None:
    """<br> breaks the lines of an address, and is a space elsewhere."""
    (tmp_path / "gyms.csv").write_text("name,address\nOld<br>Gym,1 Main Street<br />Springfield\n")
    (row,), notes = read_table(tmp_path / "gyms.csv", "recipients")
    assert (row.cells["name"], row.cells["address"]) == ("Old Gym", "1 Main Street\nSpringfield")
    assert [note.rule for note in notes] == ["export-mark", "export-mark"]
