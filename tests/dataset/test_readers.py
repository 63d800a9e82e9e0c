"""Readers: folders, zips and workbooks give the same rows, and errors have location and hint."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
import os
import tempfile
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from acsm_report.dataset.diagnostics import Diagnostic
from acsm_report.dataset.readers import read_files, read_package
from acsm_report.dataset.readers.cell_text import clean_text
from acsm_report.dataset.readers.headers import required_columns
from acsm_report.dataset.readers.limits import MAX_ROWS
from acsm_report.dataset.readers.rows import DataPackage, Row
from acsm_report.dataset.schema import TABLES
from acsm_report.system import resources
from support.packages import SHIPPED_TABLES
from support.processes import python
from support.tables import (
    GOOD,
    HEADER,
    REQUIRED_TABLES,
    VALUE,
    Grid,
    all_formats,
    book,
    cells,
    folder,
    grids,
    grids_with_fact,
    members,
    messages,
    only_line,
    rewrite_members,
    text,
    with_facts,
    write_zip,
)

# ── Rows and locations ─────────────────────────────────────────────────────────────────────────


def test_formats_give_the_same_cells(tmp_path: Path) -> None:
    """Folder, zip and workbook of the same tables have the same cells, and no diagnostics."""
    for path in all_formats(tmp_path, grids()):
        package = read_package(path)
        assert messages(package) == []
        assert cells(package) == GOOD
        assert (package.file, package.name, package.title) == (str(path), "mine", "mine")


def test_shipped_package_is_read_completely() -> None:
    """Each line of the shipped tables is a row; the descriptor has name and title."""
    path = resources.find_data_package()
    package = read_package(path)
    assert package.diagnostics == ()
    assert package.title == json.loads((path / "datapackage.json").read_text(encoding="utf-8"))["title"]
    assert package.rows["terms"] == ()
    for table in SHIPPED_TABLES:
        rows = package.rows[table]
        with (path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            expected = list(csv.DictReader(file))
        assert [{name: row.cells[name] for name in row.columns} for row in rows] == expected


def test_row_location(tmp_path: Path) -> None:
    """File and line, zip and member, or workbook and sheet."""
    places = [read_package(path).rows["facts"][1].location for path in all_formats(tmp_path, grids())]
    assert places == ["facts.csv:3", "mine.zip/facts.csv:3", "mine.xlsx:facts!3"]


def test_row_diagnostic(tmp_path: Path) -> None:
    """It has file, row, column and value; a missing column has number 0."""
    row = read_package(folder(tmp_path / "mine", grids())).rows["facts"][0]
    problem = row.diagnostic("odd", "value", "is odd", "make it even", severity="warning")
    assert problem == Diagnostic(
        "odd", "is odd", "make it even", row.file, "", 2, VALUE + 1, "value", "69.5", (), "warning"
    )
    assert problem.location == f"{row.file}:2:{VALUE + 1}"
    assert row.diagnostic("odd", "note", "is odd", "write one").column == 0


def test_workbook_cell_location(tmp_path: Path) -> None:
    """A cell of a workbook is for instance facts!E2."""
    row = read_package(book(tmp_path / "mine.xlsx", grids())).rows["facts"][0]
    assert row.diagnostic("odd", "value", "is odd", "make it even").location == f"{tmp_path}/mine.xlsx:facts!E2"


def test_row_has_all_columns_of_the_schema(tmp_path: Path) -> None:
    """Missing columns are empty cells; `columns` has those of the file."""
    row = read_package(folder(tmp_path / "mine", grids())).rows["facts"][0]
    assert list(row.cells) == [column.name for column in TABLES["facts"]]
    assert (row.cells["note"], row.columns) == ("", tuple(HEADER["facts"]))


def test_columns_in_any_order(tmp_path: Path) -> None:
    """Tables with reversed columns read the same."""
    turned = {table: [row[::-1] for row in grid] for table, grid in grids().items()}
    for path in all_formats(tmp_path, turned):
        assert cells(read_package(path)) == GOOD


def test_row_number_is_the_first_line(tmp_path: Path) -> None:
    """A record of several lines has the number of the first; blank lines are counted and skipped."""
    lines = text(grids()["facts"]).splitlines()
    facts = "\n".join([lines[0], "", ",,,,,,", f'{lines[1]}\n\n"CPT",event,,2014,"one\ntwo",,page\n{lines[1]}'])
    package = read_package(with_facts(tmp_path / "mine", facts.encode()))
    assert [row.number for row in package.rows["facts"]] == [4, 6, 8]


def test_digests(tmp_path: Path) -> None:
    """Tables, descriptor, zip members and the workbook have their SHA-256."""
    for path in all_formats(tmp_path, grids()):
        content = path.read_bytes() if path.suffix == ".xlsx" else (tmp_path / "mine" / "facts.csv").read_bytes()
        name = "mine.xlsx" if path.suffix == ".xlsx" else "facts.csv"
        assert read_package(path).digests[name] == hashlib.sha256(content).hexdigest()
    assert "datapackage.json" in read_package(resources.find_data_package()).digests


def test_all_diagnostics_in_order(tmp_path: Path) -> None:
    """By table, row and column, all at once."""
    bad = grids(
        certifications=[["certification", "lane"]],
        facts=[HEADER["facts"], ["CPT", "x\u202e", "", "2014", "a\tb", "%", "page"], ["short"], *GOOD["facts"]],
        sources=[[*HEADER["sources"], "extra"], [*GOOD["sources"][0], ""]],
    )
    package = read_package(folder(tmp_path / "mine", bad))
    places = [str(p.location).rpartition("/")[2] for p in package.diagnostics]
    assert places == ["certifications.csv:1", "facts.csv:2:2", "facts.csv:3", "facts.csv:2:5", "sources.csv:1:7"]
    counts = {table: len(rows) for table, rows in package.rows.items()}
    assert counts == {"certifications": 0, "facts": 3, "sources": 1, "organization": 1, "terms": 1}


# ── Folders and their descriptors ─────────────────────────────────────────────────────────────────


def test_descriptor_names_files(tmp_path: Path) -> None:
    """datapackage.json has the file of each table, and the name and title of the package."""
    path = folder(tmp_path / "mine", grids())
    (path / "inner").mkdir()
    (path / "facts.csv").rename(path / "inner" / "figures.csv")
    named = [{"name": t, "path": "./inner/figures.csv" if t == "facts" else f"{t}.csv"} for t in TABLES]
    (path / "datapackage.json").write_text(json.dumps({"name": "one", "title": "The one", "resources": named}))
    package = read_package(path)
    assert (messages(package), package.name, package.title) == ([], "one", "The one")
    assert package.rows["facts"][0].location == "figures.csv:2"
    zipped = {p.relative_to(path).as_posix(): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    assert cells(read_package(write_zip(tmp_path / "mine.zip", zipped))) == GOOD


@pytest.mark.parametrize(
    ("descriptor", "expected"),
    [
        ("{", "datapackage.json:1:2: not JSON: Expecting property name"),
        ('{\n "a": }', "datapackage.json:2:7: not JSON"),
        ("[]", 'datapackage.json: not a Data Package; give it a list of "resources"'),
        ('{"resources": 1}', "datapackage.json: not a Data Package"),
        ('{"resources": []}', "datapackage.json: no table 'certifications' is named; name its CSV under resources"),
        ('{"resources": [{"name": "facts", "path": "../facts.csv"}]}', "datapackage.json: no table 'facts' is named"),
        ('{"resources": [{"name": "facts", "path": "/etc/passwd"}]}', "datapackage.json: no table 'facts' is named"),
        ('{"resources": [{"name": "facts", "path": "a\\u0000b"}]}', "datapackage.json: no table 'facts' is named"),
        ('{"resources": [{"name": "facts", "path": ["facts.csv"]}]}', "datapackage.json: no table 'facts' is named"),
        ('{"resources": [{"name": ["facts"], "path": "facts.csv"}]}', "datapackage.json: no table 'facts' is named"),
        ('{"resources": [], "title": 1}', "datapackage.json: its title is not text"),
        ('{"resources": [], "title": "a\\u202eb"}', "holds a sign that turns the direction of writing (U+202E)"),
        ("[" * 100_000, "datapackage.json: nested too deeply; write a plain Data Package descriptor"),
        ("1" * 5_000, "datapackage.json: holds a number that is too long"),
        ("é".encode("latin-1"), "datapackage.json:1: byte 0 is not UTF-8; save the file as UTF-8"),
        (" " * 1_000_001, "datapackage.json: the file has more than 1,000,000 bytes"),
    ],
)
def test_bad_descriptor(descriptor: str | bytes, expected: str, tmp_path: Path) -> None:
    """Invalid JSON, and missing or outside paths are reported."""
    path = folder(tmp_path / "mine", grids())
    (path / "datapackage.json").write_bytes(descriptor if isinstance(descriptor, bytes) else descriptor.encode())
    assert any(expected in line for line in messages(read_package(path)))


@pytest.mark.parametrize("table", REQUIRED_TABLES)
def test_missing_table(table: str, tmp_path: Path) -> None:
    """It is named, and the others are read."""
    path = folder(tmp_path / "mine", grids())
    (path / f"{table}.csv").unlink()
    package = read_package(path)
    assert only_line(package) == f"mine/{table}.csv: the file is missing; restore it or correct --data"
    assert [name for name, rows in package.rows.items() if not rows] == [table]


def test_table_of_the_organization_may_be_missing(tmp_path: Path) -> None:
    """A folder, a zip and a workbook without it have no diagnostics, and no row of it."""
    without = {table: grid for table, grid in grids().items() if table != "organization"}
    for path in all_formats(tmp_path, without):
        package = read_package(path)
        assert messages(package) == []
        assert package.rows["organization"] == ()


def test_table_that_the_descriptor_forgets_is_read(tmp_path: Path) -> None:
    """Whoever adds organization.csv to a package need not know of datapackage.json."""
    path = folder(tmp_path / "mine", grids())
    named = [{"name": table, "path": f"{table}.csv"} for table in TABLES if table != "organization"]
    (path / "datapackage.json").write_text(json.dumps({"resources": named}))
    package = read_package(path)
    assert messages(package) == []
    assert cells(package) == GOOD
    assert "organization.csv" in package.digests


def test_table_that_is_no_regular_file(tmp_path: Path) -> None:
    """A folder, a pipe and a link to the outside are refused; the pipe is not opened."""
    path = folder(tmp_path / "mine", grids())
    for table in REQUIRED_TABLES:
        (path / f"{table}.csv").rename(tmp_path / f"{table}.csv")
    (path / "certifications.csv").mkdir()
    os.mkfifo(path / "facts.csv")
    (path / "sources.csv").symlink_to(tmp_path / "sources.csv")
    assert messages(read_package(path)) == [
        "mine/certifications.csv: cannot be read (it is not a regular file); correct the file or --data",
        "mine/facts.csv: cannot be read (it is not a regular file); correct the file or --data",
        "mine/sources.csv: the file lies outside the folder; put it inside",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mine.xlsm", "is a workbook with macros; save it as .xlsx, which holds none"),
        ("mine.XLS", "is a workbook of the old kind; save it as .xlsx"),
        ("mine.ods", "is an OpenDocument workbook; save it as .xlsx"),
        ("facts.csv", "is a single table; name the folder with all of them"),
        ("mine.txt", "is not a data package; name a folder with facts.csv, certifications.csv and sources.csv, a .zip"),
        ("mine.zip", "is not a zip, or it is cut off; save or make it again"),
        ("mine.xlsx", "is not a workbook, or it is cut off; save or make it again"),
    ],
)
def test_unsupported_file_type(name: str, expected: str, tmp_path: Path) -> None:
    """The diagnostic names the type of the file and says what to do."""
    (tmp_path / name).write_bytes(b"hello")
    assert only_line(read_package(tmp_path / name)).startswith(f"{name}: {expected}")


@pytest.mark.parametrize("name", ["none", "none.xlsx", "none.zip", "a\0b", "n" * 5_000, "a\0b.xlsx"])
def test_missing_path_is_a_diagnostic(name: str, tmp_path: Path) -> None:
    """A path that does not or cannot exist does not raise."""
    package = read_package(tmp_path / name)
    assert len(package.diagnostics) == 1
    assert set(package.rows) == set(TABLES)


def test_empty_folder(tmp_path: Path) -> None:
    """The diagnostic lists the missing files."""
    assert only_line(read_package(tmp_path)).endswith(
        ": there is no datapackage.json and no certifications.csv and no facts.csv and no sources.csv;"
        " name the folder that has them"
    )


# ── Encodings and line ends ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-mark", "utf-16-be-mark"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_spreadsheet_csv_is_accepted(encoding: str, delimiter: str, end: str, tmp_path: Path) -> None:
    """All encodings, delimiters and line ends give the same rows at the same lines."""

    def write(grid: Grid) -> bytes:
        content = text(grid, delimiter).replace("\n", end)
        if encoding.endswith("-mark"):
            return ("\ufeff" + content).encode(encoding.removesuffix("-mark"))
        return content.encode(encoding)

    package = read_package(folder(tmp_path / "mine", grids_with_fact(kind="événement"), write))
    assert messages(package) == []
    assert package.rows["facts"][0].cells["kind"] == "événement"
    assert package.rows["facts"][0].number == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("certification,é".encode("latin-1"), ":1: byte 14 is not UTF-8; save the file as UTF-8"),
        (b"\xef\xbb\xbfab\xff", ":1: byte 5 is not UTF-8"),
        (b"a\r\nb\r\n\xff", ":3: byte 6 is not UTF-8"),
        (b"\xff\xfea\0b\0\0\xdc", ":1: byte 6 is not UTF-16"),
        (b"\xff\xfea\0b", ":1: byte 4 is not UTF-16"),
        (b"ab\0", ": byte 2 is zero; save the file as UTF-8"),
        ("kind".encode("utf-16-le"), ": byte 1 is zero"),
        ("kind".encode("utf-32"), ": byte 2 is zero"),
    ],
)
def test_wrong_encoding_names_the_first_bad_byte(content: bytes, expected: str, tmp_path: Path) -> None:
    """Text that is neither UTF-8 nor UTF-16 with a mark is reported once, with its line."""
    assert only_line(read_package(with_facts(tmp_path / "mine", content))).startswith(f"mine/facts.csv{expected}")


# ── The shape of a table ──────────────────────────────────────────────────────────────────────────

FACTS = ",".join(HEADER["facts"])
ROW = "CPT,pass_rate,,2014,69.5,%,page"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "facts.csv: the table is empty; write certification,"),
        ("\n,,\n", "facts.csv: the table is empty"),
        (f"{FACTS},valid_untill\n", "facts.csv:1:8: 'valid_untill' is not a column of facts; did you mean 'valid_"),
        (f"{FACTS},xyz\n", "facts.csv:1:8: the column 'xyz' is not read; the columns of facts are certification, kind"),
        (f"{FACTS},unit\n", "facts.csv:1:8: the column 'unit' stands twice; remove or rename one of the two"),
        (f"{FACTS},remark,comment\n", "facts.csv:1:9: the column 'note' stands twice, here as 'comment'; remove or"),
        (FACTS.replace(",period,value", ""), "facts.csv:1: the header lacks period, value; write certification,"),
        (f"{FACTS}\n{ROW},\n", "facts.csv:2: the row has 8 cells, the header 7; put quotation marks around a text"),
        (f"{FACTS}\n\nCPT,pass_rate\n", "facts.csv:3: the row has 2 cells, the header 7; put quotation marks"),
        (f'{FACTS}\n{ROW}\n\n"CPT,\n\n', "facts.csv:4: a quotation mark is opened and never closed; close it"),
        (f'{FACTS}\n"CPT"x,\n', "facts.csv:2: not CSV: ',' expected after '\"'; check the quotation marks"),
        (f'{FACTS}\n"{"x" * 140_000}"', "facts.csv:2: a cell has more than 2,000 characters; check the quotation"),
        (f"{FACTS},\n{ROW},stray\n", "facts.csv:2:8: 'stray' stands in a column without a name; name it in the header"),
    ],
)
def test_bad_table_has_one_diagnostic(content: str, expected: str, tmp_path: Path) -> None:
    """Each error of a table has one diagnostic with line and hint."""
    assert only_line(read_package(with_facts(tmp_path / "mine", content.encode()))).startswith(f"mine/{expected}")


def test_empty_columns_at_the_end_are_ignored(tmp_path: Path) -> None:
    """Spreadsheet programs write empty columns to the right."""
    wide = {table: [[*row, "", " "] for row in grid] for table, grid in grids().items()}
    for path in all_formats(tmp_path, wide):
        assert messages(read_package(path)) == []
        assert cells(read_package(path)) == GOOD


def test_column_names_are_stripped(tmp_path: Path) -> None:
    """Spaces and no-break spaces around a name are ignored."""
    spaced = {table: [[f" {c}\u00a0" for c in grid[0]], *grid[1:]] for table, grid in grids().items()}
    for path in all_formats(tmp_path, spaced):
        assert cells(read_package(path)) == GOOD


def test_cells_are_stripped(tmp_path: Path) -> None:
    """No-break spaces inside a cell become spaces."""
    for path in all_formats(tmp_path, grids_with_fact(source=" page ", note="a\u00a0b\u202fc\u00a0")):
        assert [read_package(path).rows["facts"][0].cells[c] for c in ("source", "note")] == ["page", "a b c"]


def test_comma_in_a_semicolon_table(tmp_path: Path) -> None:
    """The header determines the delimiter, not the cells."""
    path = folder(tmp_path / "mine", grids_with_fact(note="a, b, c, d"), lambda grid: text(grid, ";").encode())
    assert read_package(path).rows["facts"][0].cells["note"] == "a, b, c, d"


# ── Characters ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        ("\x07", "'a\\x07b' holds a control character; type the text again"),
        ("\x7f", "'a\\x7fb' holds a control character; type the text again"),
        *((c, f"'a\\u{ord(c):04x}b' holds a sign that turns the direction of writing (U+{ord(c):04X}); type")
          for c in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        *((c, f"'a\\u{ord(c):04x}b' holds an invisible character (U+{ord(c):04X}); type the text again")
          for c in "\u200c\u200d\ue000"),
    ],
)  # fmt: skip
def test_invisible_characters_are_refused(character: str, expected: str, tmp_path: Path) -> None:
    """Control, direction and invisible characters are reported in escaped form and removed from the row."""
    package = read_package(folder(tmp_path / "mine", grids_with_fact(note=f"a{character}b")))
    assert only_line(package).startswith(f"mine/facts.csv:2:8: {expected}")
    assert package.diagnostics[0].value.isprintable()
    assert (package.diagnostics[0].field, package.rows["facts"][0].cells["note"]) == ("note", "ab")


def test_invisible_characters_in_a_workbook(tmp_path: Path) -> None:
    """The same for direction controls in a workbook."""
    line = only_line(read_package(book(tmp_path / "mine.xlsx", grids_with_fact(source="p\u202eage"))))
    assert line.startswith("mine.xlsx:facts!G2: 'p\\u202eage' holds a sign that turns")


def test_text_of_any_script(tmp_path: Path) -> None:
    """Accents, other scripts and emoji are accepted."""
    words = "Größe, naïve, Ωμέγα, 健康, صحة, 🏋"
    for path in all_formats(tmp_path, grids_with_fact(note=words)):
        assert read_package(path).rows["facts"][0].cells["note"] == words


# ── Zips ──────────────────────────────────────────────────────────────────────────────────────────


def test_zip_with_one_folder(tmp_path: Path) -> None:
    """The tables may be in one folder at the top. Files that macOS adds do not count."""
    zip_members = members(grids(), "pack/") | {"__MACOSX/pack/._facts.csv": "x", "pack/readme.txt": "x"}
    package = read_package(write_zip(tmp_path / "mine.zip", zip_members))
    assert (messages(package), cells(package)) == ([], GOOD)
    assert package.rows["facts"][0].location == "mine.zip/pack/facts.csv:2"
    assert set(package.digests) == {f"{table}.csv" for table in TABLES}


@pytest.mark.parametrize(
    ("zip_members", "expected"),
    [
        ({"readme.txt": "x"}, "mine.zip: there is no datapackage.json and no facts.csv in it; put them at its top"),
        (members(grids(), "a/b/"), "mine.zip: there is no datapackage.json and no facts.csv in it"),
        (members(grids(), "a/") | members(grids(), "b/"), "mine.zip: tables lie in several places of it: 'a', 'b'"),
        (members(grids()) | members(grids(), "b/"), "mine.zip: tables lie in several places of it: its top, 'b'"),
        (members(grids()) | {"../x": ""}, "mine.zip: '../x' in it leads out of the zip; make it again"),
        (members(grids()) | {"/x": ""}, "mine.zip: '/x' in it leads out"),
        (members(grids()) | {"a\\..\\x": ""}, "mine.zip: 'a\\\\..\\\\x' in it leads out"),
        (members(grids()) | {"C:\\x": ""}, "mine.zip: 'C:\\\\x' in it leads out"),
        (members(grids(facts=[["x"]])), "mine.zip/facts.csv:1: the header lacks certification, kind"),
        (members(grids()) | {"datapackage.json": "{"}, "mine.zip/datapackage.json:1:2: not JSON"),
        ({"facts.csv": FACTS, "sources.csv": text(grids()["sources"])}, "mine.zip/certifications.csv: the file is mis"),
        (dict.fromkeys(map(str, range(1_001)), ""), "mine.zip: a zip holds more than 1,000 files"),
    ],
)  # fmt: skip
def test_bad_zip(zip_members: dict[str, bytes | str], expected: str, tmp_path: Path) -> None:
    """A zip without a package, with two, or with paths that lead out."""
    assert messages(read_package(write_zip(tmp_path / "mine.zip", zip_members)))[0].startswith(expected)


def test_descriptor_in_a_zip_stays_inside(tmp_path: Path) -> None:
    """A path that leads out of its folder names no table."""
    named = [{"name": table, "path": f"../{table}.csv"} for table in TABLES]
    zip_members = {"pack/datapackage.json": json.dumps({"resources": named})}
    lines = messages(read_package(write_zip(tmp_path / "mine.zip", zip_members)))
    assert [line.split(";")[0] for line in lines] == [
        f"mine.zip/pack/datapackage.json: no table '{table}' is named" for table in TABLES
    ]


def test_duplicate_member(tmp_path: Path) -> None:
    """It would be unclear which of the two counts."""
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "mine.zip", "w") as file:
        warnings.simplefilter("ignore")
        file.writestr("facts.csv", FACTS)
        file.writestr("facts.csv", FACTS)
    assert only_line(read_package(tmp_path / "mine.zip")).startswith("mine.zip: a zip holds 'facts.csv' twice")


def test_damaged_or_encrypted_zip(tmp_path: Path) -> None:
    """A wrong byte, a password, an unusual compression: one diagnostic each."""
    path = write_zip(tmp_path / "mine.zip", members(grids()))
    content = path.read_bytes()
    path.write_bytes(content[:40] + bytes(b ^ 255 for b in content[40:60]) + content[60:])
    assert only_line(read_package(path)).startswith("mine.zip: 'certifications.csv' in it is damaged")
    marks = [content.index(b"PK\x01\x02") + 8, 6]  # flags in the directory and before the member
    path.write_bytes(bytes(b | 1 if at in marks else b for at, b in enumerate(content)))
    assert only_line(read_package(path)).startswith("mine.zip: 'certifications.csv' is encrypted")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("facts.csv", FACTS)
    assert only_line(read_package(path)).startswith("mine.zip: 'facts.csv' is packed in a rare way")
    path.write_bytes(content[:-30])
    assert only_line(read_package(path)).startswith("mine.zip: is not a zip, or it is cut off")


# ── Workbooks ─────────────────────────────────────────────────────────────────────────────────────


def read_cell(tmp_path: Path, value: Any, form: str = "General", column: str = "value") -> tuple[str, list[str]]:
    """Return the text of a workbook cell with this value and number format, and the diagnostics."""

    def touch(made: Any) -> None:
        made["facts"].cell(2, [cell.value for cell in made["facts"][1]].index(column) + 1).number_format = form

    package = read_package(book(tmp_path / "mine.xlsx", grids_with_fact(**{column: value}), touch))
    return package.rows["facts"][0].cells[column], messages(package)


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (69, "General", "69"),
        (69.0, "General", "69"),
        (69.5, "General", "69.5"),
        (0.1 + 0.2, "General", "0.3"),
        (-0.0, "General", "0"),
        (1e-7, "General", "0.0000001"),
        (45_000, "#,##0", "45000"),
        (123456789012, "0.00E+00", "123456789012"),
        (1e14, "General", "100000000000000"),
        (0.69, "0%", "69"),
        (0.6925, "0.00%", "69.25"),
        (1, "0%", "100"),
        (69, '0"%"', "69"),
        (69, "0\\%", "69"),
        (datetime.date(2015, 6, 23), "yyyy-mm-dd", "2015-06-23"),
        (datetime.datetime(2015, 6, 23), "d/m/yy", "2015-06-23"),  # noqa: DTZ001
        (datetime.date(2014, 11, 1), "mmm-yy", "2014-11"),
        (datetime.date(2014, 11, 1), '[$-409]mmmm\\-yyyy"d"', "2014-11"),
        (datetime.date(2014, 1, 1), "yyyy", "2014"),
    ],
)
def test_workbook_cell_text(value: Any, form: str, expected: str, tmp_path: Path) -> None:
    """Numbers have no exponent or noise, percentages are numbers, dates have the precision that is shown."""
    assert read_cell(tmp_path, value, form) == (expected, [])


def test_percentages_of_other_columns_keep_their_sign(tmp_path: Path) -> None:
    """In a text a percentage is what the sheet shows."""
    assert read_cell(tmp_path, 0.5, "0%", "note")[0] == "50%"


@pytest.mark.parametrize(
    ("value", "form", "expected"),
    [
        (True, "General", "TRUE is neither a figure nor words; write a figure or words"),
        ("#REF!", "General", "the cell shows the error #REF!; correct its formula"),
        ("#N/A", "General", "the cell shows the error #N/A; correct its formula"),
        ("=1+1", "General", "the formula has no stored result; save the workbook in a spreadsheet program"),
        (datetime.datetime(2015, 6, 23, 12, 30), "d/m/yy h:mm", "'2015-06-23 12:30:00' holds a time of day"),  # noqa: DTZ001
        (datetime.time(12, 30), "h:mm", "'12:30:00' holds a time of day"),
        (datetime.timedelta(hours=30), "[h]:mm", "'1 day, 6:00:00' holds a length of time"),
        (1e12, "yyyy-mm-dd", "the cell shows the error #VALUE!"),
        (4929123456789012, "0", "a spreadsheet keeps no more than 15 digits of a number, and this one has more"),
    ],
)
def test_workbook_cell_of_wrong_type(value: Any, form: str, expected: str, tmp_path: Path) -> None:
    """Booleans, errors, formulas without a result, times and lost digits are reported with their cell."""
    lines = read_cell(tmp_path, value, form)[1]
    assert len(lines) == 1
    assert lines[0].startswith(f"mine.xlsx:facts!E2: {expected}")


def book_with_formula(path: Path, cached: str) -> Path:
    """Write a workbook with a formula as value; `cached` is the XML of its stored result."""
    made = book(path, grids_with_fact(value="=23*3"))
    old = b'<c r="E2"><f>23*3</f><v></v></c>'
    assert old in zipfile.ZipFile(made).read("xl/worksheets/sheet2.xml").replace(b"<v />", b"<v></v>")
    new = f'<c r="E2"{cached}</c>'.encode()
    return rewrite_members(made, lambda name, content: content.replace(b"<v />", b"<v></v>").replace(old, new))


@pytest.mark.parametrize(
    ("cached", "expected"),
    [
        ("><f>23*3</f><v>69</v>", "69"),
        (' t="str"><f>"a"</f><v>a</v>', "a"),
        (' t="str"><f>""</f><v></v>', ""),
    ],
)
def test_formula_has_its_stored_result(cached: str, expected: str, tmp_path: Path) -> None:
    """The result of a formula is its text, also if empty."""
    package = read_package(book_with_formula(tmp_path / "mine.xlsx", cached))
    assert (messages(package), package.rows["facts"][0].cells["value"]) == ([], expected)


def test_infinite_number(tmp_path: Path) -> None:
    """A number that overflows is reported."""
    package = read_package(book_with_formula(tmp_path / "mine.xlsx", "><v>1e999</v>"))
    assert only_line(package).startswith("mine.xlsx:facts!E2: the number is out of all bounds")


def test_sheet_names_ignore_case(tmp_path: Path) -> None:
    """The hidden sheet of a table is read with a note, other sheets are not. The title of the file is the title."""

    def touch(made: Any) -> None:
        made["facts"].title = "FACTS "
        made["sources"].sheet_state = "veryHidden"
        made.create_sheet("notes").append(["#REF!", "=1+1"])
        made.properties.title = "My own"

    package = read_package(book(tmp_path / "mine.xlsx", grids(), touch))
    assert (cells(package), package.title) == (GOOD, "My own")
    assert only_line(package) == (
        "mine.xlsx:sources: the hidden sheet is read; call it something else if it is not data"
    )
    assert package.rows["facts"][0].location == "mine.xlsx:FACTS !2"


def test_missing_sheet(tmp_path: Path) -> None:
    """Each missing or duplicate sheet is reported."""
    lines = messages(read_package(book(tmp_path / "mine.xlsx", {"facts": grids()["facts"], " Facts": []})))
    assert lines == [
        "mine.xlsx: there is no sheet 'certifications'; add it, with its header in the first row",
        "mine.xlsx: 2 sheets are called 'facts'; give the others other names",
        "mine.xlsx: there is no sheet 'sources'; add it, with its header in the first row",
    ]


def test_blank_rows_of_a_sheet_are_counted(tmp_path: Path) -> None:
    """Empty rows are skipped, short rows are padded, cells right of the header are a note."""
    grid = [[], HEADER["facts"], [], GOOD["facts"][0], [*GOOD["facts"][1], "", "stray"]]
    package = read_package(book(tmp_path / "mine.xlsx", grids(facts=grid)))
    assert [row.number for row in package.rows["facts"]] == [4, 5]
    assert only_line(package) == (
        "mine.xlsx:facts!I5: 'stray' stands in a column without a name and is not read; name the column if it matters"
    )
    assert package.diagnostics[0].severity == "note"


def test_wrong_dimensions_of_a_sheet(tmp_path: Path) -> None:
    """The dimensions that a sheet states are ignored."""
    path = book(tmp_path / "mine.xlsx", grids())
    rewrite_members(path, lambda name, content: content.replace(b'<dimension ref="A1:G3"', b'<dimension ref="A1:B2"'))
    assert cells(read_package(path)) == GOOD


def test_merged_header(tmp_path: Path) -> None:
    """Only the first of merged cells has a name."""

    def touch(made: Any) -> None:
        made["facts"].merge_cells("B1:C1")
        made["facts"]["A1"].font = Font(bold=True)

    lines = messages(read_package(book(tmp_path / "mine.xlsx", grids(), touch)))
    assert lines == [f"mine.xlsx:facts!1: the header lacks dimension; write {FACTS}"]


def test_dates_of_the_1904_calendar(tmp_path: Path) -> None:
    """Workbooks of old Macs count days from 1904."""

    def touch(made: Any) -> None:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    path = book(tmp_path / "mine.xlsx", grids_with_fact(value=datetime.date(2015, 6, 23)), touch)
    assert read_package(path).rows["facts"][0].cells["value"] == "2015-06-23"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + c, "is encrypted, or a workbook of the old kind; save it as"),
        (lambda c: c[: len(c) // 2], "is not a workbook, or it is cut off; save or make it again"),
        (lambda c: b"", "is not a workbook, or it is cut off"),
    ],
)
def test_unreadable_workbook(change: Callable[[bytes], bytes], expected: str, tmp_path: Path) -> None:
    """An encrypted, truncated or empty workbook has one diagnostic."""
    path = book(tmp_path / "mine.xlsx", grids())
    path.write_bytes(change(path.read_bytes()))
    assert only_line(read_package(path)).startswith(f"mine.xlsx: {expected}")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("xl/vbaProject.bin", b"x", "is a workbook with macros; save it as .xlsx, which holds none"),
        ("xl/workbook.xml", b"<", "is a zip, but no workbook that can be read; open it in a spreadsheet program"),
        ("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "a workbook holds a document type definition"),
        ("x.xml", "<!DOCTYPE x>".encode("utf-16"), "a workbook holds a document type definition; save it again"),
    ],
)
def test_bad_part_of_a_workbook(name: str, content: bytes, expected: str, tmp_path: Path) -> None:
    """Macros, broken XML and document types are refused."""
    path = book(tmp_path / "mine.xlsx", grids())
    with zipfile.ZipFile(path) as file:
        old = {n: file.read(n) for n in file.namelist()}
    assert only_line(read_package(write_zip(path, old | {name: content}))).startswith(f"mine.xlsx: {expected}")


def test_broken_sheet_names_the_row(tmp_path: Path) -> None:
    """The rows before it are kept."""
    path = rewrite_members(
        book(tmp_path / "mine.xlsx", grids()),
        lambda name, content: content.replace(b'<row r="3"', b'<row r="x"') if name.endswith("sheet2.xml") else content,
    )
    package = read_package(path)
    assert only_line(package).startswith("mine.xlsx:facts!3: the sheet cannot be read on from here; open it")
    assert len(package.rows["facts"]) == 1


def test_pictures_of_a_workbook_are_ignored(tmp_path: Path) -> None:
    """A picture may have any bytes."""
    path = book(tmp_path / "mine.xlsx", grids())
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("xl/media/a.svg", "<!DOCTYPE svg><svg/>")
    assert messages(read_package(path)) == []


# ── Limits ────────────────────────────────────────────────────────────────────────────────────────


def test_limits_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many rows, columns or characters are reported with the limit, in each format."""
    many = grids(facts=[HEADER["facts"], *[GOOD["facts"][0]] * (MAX_ROWS + 1)])
    assert only_line(read_package(folder(tmp_path / "many", many))) == (
        "many/facts.csv:20002: the table has more than 20,000 rows; split it by edition"
    )
    wide = grids(facts=[[*HEADER["facts"], *map(str, range(58))], GOOD["facts"][0]])
    for path in all_formats(tmp_path, wide):
        assert "the table has 65 columns, more than 64; remove the needless ones" in only_line(read_package(path))
    for path in all_formats(tmp_path, grids_with_fact(note="x" * 2_001)):
        package = read_package(path)
        assert "the cell holds 2,001 characters, more than 2,000; shorten it" in only_line(package)
        assert len(package.rows["facts"][0].cells["note"]) == 2_000


def test_too_many_lines(tmp_path: Path) -> None:
    """Blank lines count."""
    content = f"{FACTS}\n{ROW}\n".encode() + b"\n" * 1_100_000
    assert only_line(read_package(with_facts(tmp_path / "mine", content))).startswith(
        "mine/facts.csv: the table has more than 1,048,576 lines; remove the empty ones"
    )


def sparse(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(1_000_000_000)
    return path


def sheet_bomb(path: Path, *pieces: tuple[bytes, int]) -> Path:
    """Write a workbook whose facts sheet has each of `pieces` as often as it says."""
    book(path, grids())
    with zipfile.ZipFile(path) as file:
        old = {name: file.read(name) for name in file.namelist() if not name.endswith("sheet2.xml")}
    write_zip(path, old)
    return append_member(path, "xl/worksheets/sheet2.xml", *pieces)


def zip_bomb(path: Path) -> Path:
    return append_member(write_zip(path, members(grids())), "big.csv", (b"\0", 400 << 20))


def append_member(path: Path, name: str, *pieces: tuple[bytes, int]) -> Path:
    """Add a member to a zip with each of `pieces` as often as it says, without building it in memory."""
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=6) as file,
        file.open(name, "w", force_zip64=True) as member,
    ):
        for piece, times in pieces:
            block = max(1, min(times, (1 << 20) // len(piece)))
            for _ in range(times // block):
                member.write(piece * block)
    return path


START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
END = b"</sheetData></worksheet>"


def noise(count: int) -> bytes:
    """Return bytes that do not compress, so that a bomb passes the compression ratio."""
    return b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(count // 32))


def with_noise(path: Path) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as file:
        file.writestr("xl/media/noise.bin", noise(1 << 20))
    return path


BOMBS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a line of 1 GB": (
        lambda p: sparse(folder(p / "mine", grids()) / "facts.csv").parent,
        "the file has 1,000,000,000 bytes, more than 20,000,000",
    ),
    "a workbook of 1 GB": (lambda p: sparse(p / "a.xlsx"), "the file has 1,000,000,000 bytes, more than 20,000,000"),
    "a zip of 1 GB": (lambda p: sparse(p / "a.zip"), "the file has 1,000,000,000 bytes, more than 20,000,000"),
    "a table of 400 MB": (lambda p: zip_bomb(p / "a.zip"), "a zip inflates to more than 200 times its size"),
    "a sheet of 400 MB": (
        lambda p: sheet_bomb(p / "a.xlsx", (b"\0" * 1_000 + b"<", 400_000)),
        "a workbook inflates to more than 100,000,000 bytes",
    ),
    "a sheet of 120 MB among noise": (
        lambda p: with_noise(sheet_bomb(p / "a.xlsx", (b"<a>", 1), (b"\0" * 1_000 + b"<", 120_000))),
        "a workbook inflates to more than 100,000,000 bytes",
    ),
    "cells without end": (
        lambda p: with_noise(sheet_bomb(p / "a.xlsx", (START, 1), (b"<c/>", 20_000_000))),
        "a workbook holds more than 2,000,000 XML tags",
    ),
    "formats without end": (
        lambda p: rewrite_members(
            book(p / "a.xlsx", grids()), lambda name, old: b"<xf/>" * 150_000 if name == "xl/styles.xml" else old
        ),
        "or 100,000 beside its cells; copy the cells, without formats, into a new workbook, or save them as .csv",
    ),
    "a cell without end": (
        lambda p: with_noise(sheet_bomb(p / "a.xlsx", (START, 1), (b"<c><v>", 1), (b"9", 90_000_000))),
        "a workbook holds a cell of more than 2,000 characters",
    ),
    "a billion laughs": (
        lambda p: sheet_bomb(p / "a.xlsx", (b"<!DOCTYPE a [<!ENTITY b 'ha'>]>" + START, 1), (b"&b;", 1)),
        "a workbook holds a document type definition",
    ),
    "a table of zeros": (
        lambda p: with_noise(write_zip(p / "a.zip", {"facts.csv": b" " * 30_000_000})),
        "the file has more bytes, more than 20,000,000",
    ),
    "a cell in the last column": (
        lambda p: sheet_bomb(p / "a.xlsx", (START[:-5], 1), (b'<row><c r="XFD1"><v>1</v></c></row>', 20_000), (END, 1)),
        "the table has 16,384 columns, more than 64",
    ),
    "empty cells in the last column": (
        lambda p: sheet_bomb(
            p / "a.xlsx", (START[:-5], 1), (b'<row><c r="XFD1"/></row>', 20_000), (END, 1)
        ),
        "cells stand right of column 64; clear them",
    ),
    "a row after the last": (
        lambda p: sheet_bomb(
            p / "a.xlsx", (START[:-5], 1), (b'<row r="999999999"><c r="A999999999"><v>1</v></c></row>', 1), (END, 1)
        ),
        "the table has more than 1,048,576 lines",
    ),
}  # fmt: skip

MEASURED = """
import re, sys, time
from pathlib import Path
from acsm_report.dataset.readers import read_files, read_package
import openpyxl
start = time.process_time()
problems = read_package(Path(sys.argv[1])).diagnostics
spent = time.process_time() - start
status = Path("/proc/self/status")  # getrusage has the peak of the parent; without it, only time is measured
peak = re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1] if status.exists() else 0
print(spent, int(peak) // 1024, *problems, sep="\\n")
"""


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb_is_refused(bomb: str, tmp_path: Path) -> None:
    """A limit stops it in less than 10 seconds and 300 MB."""
    make, expected = BOMBS[bomb]
    ended = python("-W", "error", "-c", MEASURED, str(make(tmp_path)))
    assert ended.stderr == ""
    seconds, megabytes, *problems = ended.stdout.splitlines()
    assert any(expected in line for line in problems), problems
    assert float(seconds) < 10
    assert int(megabytes) < 300


# ── Any input ───────────────────────────────────────────────────────────────────────────────

plain = st.characters(exclude_categories=["C", "Zl", "Zp"])
cell = st.one_of(
    st.sampled_from(["", "CPT", "69", "69.5", "-0", "007", "1e5", "TRUE", "2014-11", "a, b", '"', ";", "'x"]),
    st.text(plain, max_size=12).filter(lambda text: not clean_text(text)[1]),
)  # fmt: skip


def clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(str.maketrans("\u00a0\u2007\u202f", "   "))).strip()


def as_read(grid: Grid) -> Grid:
    """Return a grid as it should be read: stripped, without blank rows."""
    return [row for row in ([clean(c) for c in row] for row in grid) if any(row)]


@pytest.mark.parametrize("file_format", ["utf-8", "utf-16", ";", "\t", "zip", "xlsx"])
def test_any_table_reads_back(file_format: str) -> None:
    """Any text is unchanged when written and read in each format."""
    with tempfile.TemporaryDirectory() as place:

        @given(st.lists(st.lists(cell, min_size=7, max_size=7), max_size=4))
        def check(grid: Grid) -> None:
            all_grids = grids(facts=[HEADER["facts"], *grid])
            if file_format == "zip":
                path = write_zip(Path(place) / "mine.zip", members(all_grids))
            elif file_format == "xlsx":
                path = book(Path(place) / "mine.xlsx", all_grids, as_text)
            elif file_format.startswith("utf"):
                path = folder(Path(place) / "mine", all_grids, lambda g: text(g).encode(file_format))
            else:
                path = folder(Path(place) / "mine", all_grids, lambda g: text(g, file_format).encode())
            package = read_files(path)
            assert messages(package) == []
            assert cells(package)["facts"] == as_read(grid)

        check()


def as_text(made: Any) -> None:
    """Make each cell text, whatever it starts with."""
    for row in made["facts"].iter_rows():
        for one in row:
            if isinstance(one.value, str):
                one.data_type = "s"


pieces = st.sampled_from([*HEADER["facts"], ",", ";", "\t", '"', "\n", "\r", "\0", "\ufeff", "\u202e", "CPT", "é", " "])
contents = st.one_of(
    st.binary(max_size=200),
    st.lists(pieces, max_size=30).map(lambda parts: "".join(parts).encode()),
    st.lists(pieces, max_size=30).map(lambda parts: "".join(parts).encode("utf-16")),
    st.lists(pieces, max_size=30).map(lambda parts: f"{FACTS}\n{''.join(parts)}".encode()),
)


def check_package(package: DataPackage) -> None:
    """Check that a package has rows of all tables, and diagnostics of one line with rule, fault and hint."""
    assert set(package.rows) == set(TABLES)
    assert all(isinstance(row, Row) and set(row.cells) >= set(row.columns) for row in package.rows["facts"])
    for problem in package.diagnostics:
        assert problem.what and problem.hint and problem.rule and problem.file
        assert "\n" not in problem.what + problem.value


@pytest.mark.parametrize("name", ["facts.csv", "datapackage.json", "a.zip", "a.xlsx"])
def test_any_bytes_do_not_raise(name: str) -> None:
    """Whatever bytes a file has, it is read or has diagnostics."""
    with tempfile.TemporaryDirectory() as place:
        path = folder(Path(place), grids())

        @given(contents)
        def check(content: bytes) -> None:
            (path / name).write_bytes(content)
            check_package(read_package(path / name if name.startswith("a.") else path))

        check()


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_any_damage_does_not_raise(name: str) -> None:
    """A damaged zip or workbook is read or has diagnostics."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / name
        (write_zip(path, members(grids())) if name == "a.zip" else book(path, grids()))
        good = path.read_bytes()

        @given(st.integers(0, len(good) - 1), st.binary(max_size=4), st.integers(0, 4))
        def check(at: int, new: bytes, gone: int) -> None:
            path.write_bytes(good[:at] + new + good[at + gone :])
            check_package(read_package(path))

        check()


def test_any_damaged_xml_does_not_raise(tmp_path: Path) -> None:
    """A workbook with damaged XML is read or has diagnostics."""
    path = book(tmp_path / "a.xlsx", grids_with_fact(value=datetime.date(2015, 6, 23)))
    with zipfile.ZipFile(path) as file:
        good = {name: file.read(name) for name in file.namelist()}
    words = [b"<", b">", b'"', b"r=", b"x", b"9", b"-1", b"e", b"&#0;", b"</row>", b"<c>", b"\xff", b' t="s"']

    @given(st.sampled_from(sorted(good)), st.integers(0, 10_000), st.sampled_from(words), st.integers(0, 3))
    def check(name: str, at: int, new: bytes, gone: int) -> None:
        old = good[name]
        at %= len(old)
        write_zip(path, good | {name: old[:at] + new + old[at + gone :]})
        check_package(read_package(path))

    check()


def test_required_columns() -> None:
    """Facts need their first seven columns, the other tables those that are required."""
    assert required_columns("facts") == tuple(column.name for column in TABLES["facts"][:7])
    for table in ("certifications", "sources"):
        assert required_columns(table) == tuple(column.name for column in TABLES[table] if column.required)


def test_a_repeated_header_is_left_out(tmp_path: Path) -> None:
    """A header in the middle, as some programs print it on each page, is not read, with a note."""
    grid = grids()["facts"]
    package = read_package(folder(tmp_path / "mine", grids(facts=[*grid[:2], grid[0], *grid[2:]])))
    assert cells(package) == GOOD
    assert only_line(package) == "mine/facts.csv:3: the repeated header is not read"


def test_a_space_before_a_quotation_mark_is_left_out(tmp_path: Path) -> None:
    """A comma in quotation marks after a space divides no cells."""
    spaced = text(grids()["facts"]).replace(",", ", ").replace('"a,  b"', '"a, b"')
    package = read_package(with_facts(tmp_path / "mine", spaced.encode()))
    assert (cells(package), messages(package)) == (GOOD, [])
