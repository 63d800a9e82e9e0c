"""Packages with the file names of exports, of macOS and of open workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.dataset.readers import read_package
from acsm_report.dataset.readers.file_names import find_table_file
from support.tables import GOOD, book, cells, folder, grids, members, messages, only_line, rewrite_members, write_zip


@pytest.mark.parametrize("is_zip", [True, False])
def test_capitals_make_no_difference(is_zip: bool, tmp_path: Path) -> None:
    """Facts.csv and SOURCES.CSV are the tables, on every system."""
    path = tmp_path / "mine"
    if is_zip:
        path = write_zip(tmp_path / "mine.zip", {name.upper(): text for name, text in members(grids()).items()})
    else:
        for file in folder(path, grids()).iterdir():
            file.rename(file.with_name(file.name.capitalize()))
    package = read_package(path)
    assert (cells(package), messages(package)) == (GOOD, [])


def test_an_export_of_google_sheets_is_found(tmp_path: Path) -> None:
    """A table is found behind the title of its workbook, with a note."""
    (folder(tmp_path / "mine", grids()) / "facts.csv").rename(tmp_path / "mine" / "My guide - facts.csv")
    package = read_package(tmp_path / "mine")
    assert cells(package) == GOOD
    assert only_line(package) == (
        "mine/My guide - facts.csv: the file is read as facts, by its name; call it facts.csv to be sure"
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["facts.csv", "Old - facts.csv"], "facts.csv"),
        (["New - facts.csv", "Old - facts.csv"], "facts.csv"),
        (["facts-Table 1.csv", "sources-Table 1.csv"], "facts-Table 1.csv"),
        (["facts.csv.bak", "oldfacts.csv"], "facts.csv"),
    ],
)
def test_one_file_is_the_table(names: list[str], expected: str) -> None:
    """The usual name comes first; two other names are not chosen from."""
    assert find_table_file("facts", names) == expected


def test_what_macos_adds_to_a_zip_is_ignored(tmp_path: Path) -> None:
    """Its own files beside and below the tables are no tables."""
    extra = {"__MACOSX/facts.csv": b"\0", "__MACOSX/mine/._facts.csv": b"\0", "mine/._facts.csv": b"\0"}
    package = read_package(write_zip(tmp_path / "mine.zip", members(grids(), "mine/") | extra))
    assert (cells(package), messages(package)) == (GOOD, [])


def test_a_folder_or_zip_with_a_workbook_is_told(tmp_path: Path) -> None:
    """The hint names the workbook; the lock file of an open one is passed over."""
    place = tmp_path / "mine"
    place.mkdir()
    book(place / "guide.xlsx", grids())
    (place / "~$guide.xlsx").write_bytes(b"\5me")
    assert only_line(read_package(place)).endswith("; name the workbook guide.xlsx itself")
    path = write_zip(tmp_path / "mine.zip", {"guide.xlsx": (place / "guide.xlsx").read_bytes()})
    assert only_line(read_package(path)).endswith("; unpack it, and name the workbook")
    assert only_line(read_package(place / "~$guide.xlsx")) == (
        "~$guide.xlsx: only tells that a spreadsheet program has the workbook open; name the workbook, guide.xlsx"
    )


def test_a_strict_workbook_is_refused(tmp_path: Path) -> None:
    """A workbook of another file type is named as what it is, not as one without sheets."""
    old, new = b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main"
    path = rewrite_members(book(tmp_path / "mine.xlsx", grids()), lambda name, content: content.replace(old, new))
    assert only_line(read_package(path)) == (
        "mine.xlsx: is a workbook of the type Strict Open XML; save it as the type Excel Workbook (.xlsx)"
    )
