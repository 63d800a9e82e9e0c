"""Files that spreadsheet programs wrote: see tests/data/spreadsheets/README.md."""

from __future__ import annotations

import pytest

from acsm_report.dataset.readers import read_package, read_table
from acsm_report.dataset.validation.rules import validate_package
from support.paths import ROOT

FILES = ROOT / "tests" / "data" / "spreadsheets"
GYMS = [
    ("Müller & Söhne – Fitness", "1 Main Street Springfield", "0007"),
    ("O’Neill’s Made-up Gym", "2 Elm Street", "0012"),
    ("Café Größe", "3 Oak Street", "0130"),
]


@pytest.mark.parametrize("name", ["utf8", "windows", "mac", "utf16"])
def test_a_table_in_any_encoding(name: str) -> None:
    """Each export of the same table has the same recipients, and the columns that are not read are told."""
    rows, notes = read_table(FILES / f"libreoffice-{name}.csv", "recipients")
    assert [(row.cells["name"], row.cells["street"], row.cells["code"]) for row in rows] == GYMS
    assert {note.severity for note in notes} == {"note"}


def test_a_workbook_with_habits() -> None:
    """Title, number formats, hidden row, formulas, totals and other names are read as the sheet shows them."""
    package = read_package(FILES / "libreoffice.xlsx")
    facts = [tuple(row.cells[c] for c in ("kind", "period", "value", "source")) for row in package.rows["facts"]]
    assert facts == [
        ("pass_rate", "2015/2016", "82.71", "made-up_page"),
        ("candidates", "2015/2016", "4060", "made-up_page"),
        ("exam_fee", "2015", "1299", "made-up_page"),
        ("founded", "1989", "1989", "made-up_page"),
        ("minimum_age", "", "18", "made-up_page"),
    ]
    assert package.rows["facts"][0].cells["note"] == "Größe, naïve, “quoted”"
    assert package.rows["sources"][0].cells["published"] == "2016-06-23"
    assert [p for p in validate_package(package) if p.severity == "error"] == []
    assert {p.rule for p in package.diagnostics} == {
        *("above-header", "address", "column-name", "hidden-row", "period", "renamed-sheet", "spelling", "total-row"),
        "unknown-column",
    }


def test_fonts_of_parts_of_a_text() -> None:
    """A part of a text that is crossed out, or the raised mark of a footnote, is not part of a figure."""
    found = read_package(FILES / "libreoffice-fonts.xlsx").diagnostics
    assert [(p.rule, p.inner_location) for p in found] == [
        ("crossed-out", "facts!E2"),
        ("raised-character", "facts!E3"),
    ]
