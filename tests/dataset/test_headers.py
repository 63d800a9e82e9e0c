"""Headers: columns by other names, unknown columns, rows above the header, rows of totals."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.dataset.column_synonyms import COLUMN_SYNONYMS
from acsm_report.dataset.readers import read_package, read_table
from acsm_report.dataset.readers.headers import ColumnMatch, count_known_names, fold_words, match_columns
from acsm_report.dataset.schema import ALL_TABLES
from support.tables import GOOD, HEADER, all_formats, cells, folder, grids, messages, only_line, text, with_facts


@pytest.mark.parametrize(
    ("table", "name", "column"),
    [
        ("recipients", "Name", "name"), ("recipients", "Gym name", "name"), ("recipients", "CLUB_NAME", "name"),
        ("recipients", "Firma", "name"), ("recipients", "Web-site", "url"), ("recipients", "Dirección", "address"),
        ("facts", "Valid until", "valid_until"), ("facts", "AS-OF", "as_of"), ("facts", "Gültig bis", "valid_until"),
        ("facts", "Année", "period"), ("facts", "Values (%)", "value"), ("facts", "Notes", "note"),
        ("sources", "Quelle", "source"), ("certifications", "Code now", "code_now"),
    ],
)  # fmt: skip
def test_other_names_of_columns(table: str, name: str, column: str) -> None:
    """Case, spaces, brackets and plurals make no difference; synonyms and translations are known."""
    assert match_columns(table, [name])[0].name == column


def test_the_nearer_name_has_the_column() -> None:
    """Beside a column `name`, a column Gym is another one."""
    assert [match.name for match in match_columns("recipients", ["Gym", "name", "Club"])] == ["", "name", ""]


def test_a_typing_error_is_no_unknown_column() -> None:
    """A name that is nearly that of a column is not ignored."""
    assert match_columns("facts", ["valid_untill"]) == [ColumnMatch("", meant="valid_until")]


@pytest.mark.parametrize("table", COLUMN_SYNONYMS)
def test_synonyms_are_unambiguous(table: str) -> None:
    """Each synonym means one column of its table, and is not the name of another."""
    names = [fold_words(column.name) for column in ALL_TABLES[table]]
    words = [fold_words(word) for words in COLUMN_SYNONYMS[table].values() for word in words.split(",")]
    assert set(COLUMN_SYNONYMS[table]) <= {column.name for column in ALL_TABLES[table]}
    assert len(set(words)) == len(words)
    assert set(words) & set(names) == set()


def test_synonyms_are_told_once(tmp_path: Path) -> None:
    """One note lists the columns that have other names."""
    path = tmp_path / "gyms.csv"
    path.write_text("Gym name;Website\nAlder Gym;https://alder.example\n")
    rows, (note,) = read_table(path, "recipients")
    assert (rows[0].cells["name"], rows[0].cells["url"]) == ("Alder Gym", "https://alder.example")
    assert note.message == (
        "columns are read by other names: 'Gym name' as name, 'Website' as url; rename one that is another"
    )
    assert (note.severity, note.location) == ("note", f"{path}:1:1")


def test_unknown_columns_are_told_once(tmp_path: Path) -> None:
    """Columns of another purpose are not read; one note lists them."""
    wide = grids(facts=[["my remarks", *HEADER["facts"], "Phone"], *(["x", *row, "y"] for row in GOOD["facts"])])
    for path in all_formats(tmp_path, wide):
        package = read_package(path)
        assert cells(package) == GOOD
        assert "the columns 'my remarks', 'Phone' are not read; the columns of facts are certification, " in only_line(
            package
        )
        assert package.diagnostics[0].severity == "note"


def test_rows_above_the_header_are_told(tmp_path: Path) -> None:
    """The header is the row with the words; a merged title above it is left out with a note."""
    width = len(HEADER["facts"])
    title = [["Facts of 2020", *[""] * (width - 1)], ["by the value team", *[""] * (width - 1)], [""] * width]
    for path in all_formats(tmp_path, grids(facts=[*title, HEADER["facts"], *GOOD["facts"]])):
        package = read_package(path)
        assert cells(package) == GOOD
        assert package.rows["facts"][0].number == 5
        assert "the row above the header is not read (likewise row 2)" in only_line(package)


def test_a_known_name_is_not_a_misspelled_one() -> None:
    """The header is searched by exact names, spellings and synonyms; typing errors are looked for in it alone."""
    assert count_known_names("facts", ["Kind", "Année", "valid_untill", "kind", "x"]) == 2
    assert match_columns("facts", ["valid_untill"])[0].meant == "valid_until"


@pytest.mark.parametrize("word", ["Total", "TOTALS:", "Summe", "Gesamt"])
def test_rows_of_totals_are_told(word: str, tmp_path: Path) -> None:
    """A row that has a word for a total and numbers alone is left out with a note."""
    width = len(HEADER["facts"])
    for path in all_formats(tmp_path, grids(facts=[*grids()["facts"], [word, *[""] * (width - 2), "69.5"]])):
        package = read_package(path)
        assert cells(package) == GOOD
        assert "the row of totals is not read; rename it if it is data" in only_line(package)


@pytest.mark.parametrize(
    ("line", "code"), [("SUM,pass_rate,,2014,69.5,%,page", "SUM"), ("SUM,,,2014,69.5,%,page", "SUM")]
)
def test_a_certification_may_be_called_sum(line: str, code: str, tmp_path: Path) -> None:
    """A row with words beside the code is data, even if its kind is missing."""
    package = read_package(with_facts(tmp_path / "mine", f"{','.join(HEADER['facts'])}\n{line}\n".encode()))
    assert [row.cells["certification"] for row in package.rows["facts"]] == [code]


@pytest.mark.parametrize(
    ("last", "is_read"),
    [("Total,,2", False), ("Total,,30", False), ("Total:,,\"1,030\"", True), ("Total,,", True), ("Total,,7", True),
     ("Total,1 Main Street,2", True), ("Total Fitness,,30", True)],
)  # fmt: skip
def test_only_a_proven_total_of_recipients_is_left_out(last: str, is_read: bool, tmp_path: Path) -> None:
    """It has the sum or the count of the rows above; other rows get a copy, and a note if their name is Total."""
    path = tmp_path / "gyms.csv"
    path.write_text(f"name,address,Members\nGym A,1 Elm Street,10\nGym B,2 Elm Street,20\n{last}\n")
    rows, diagnostics = read_table(path, "recipients")
    name = last.partition(",")[0]
    assert [row.cells["name"] for row in rows] == ["Gym A", "Gym B", *([name] if is_read else [])]
    told = [p.what for p in diagnostics if p.rule in ("total-row", "named-total")]
    kept = [] if "Fitness" in name else ["the name of the row is a word for a total, and it is read"]
    assert told == (kept if is_read else ["the row of totals is not read"])


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_line_that_names_the_separator(separator: str, tmp_path: Path) -> None:
    """Excel writes sep=; above the header and does not show it; rows keep their line numbers."""
    path = folder(
        tmp_path / "mine", grids(), lambda grid: f"sep={separator}\r\n{text(grid, separator)}".encode("utf-8-sig")
    )
    package = read_package(path)
    assert (messages(package), cells(package)) == ([], GOOD)
    assert package.rows["facts"][0].number == 3
