"""The workbook template: it reads back unchanged, and has notes, formats and dropdown lists."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset import readers
from acsm_report.dataset.readers.cell_text import clean_text
from acsm_report.dataset.readers.rows import DataPackage, Row
from acsm_report.dataset.schema import FACT_KINDS, SHIPPED_TERMS, TABLES
from acsm_report.dataset.workbook_template import build_workbook
from acsm_report.system import resources
from support.processes import python, run


@pytest.fixture(scope="module")
def shipped() -> DataPackage:
    """Return the data package of the shipped dataset."""
    return readers.read_package(resources.find_data_package())


@pytest.fixture(scope="module")
def content(shipped: DataPackage) -> bytes:
    """Return the bytes of the workbook of the shipped dataset."""
    return build_workbook(shipped)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    """Return that workbook, opened with openpyxl."""
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(package: DataPackage) -> dict[str, list[dict[str, str]]]:
    return {table: [row.cells for row in rows] for table, rows in package.rows.items()}


def column(sheet: Any, name: str) -> str:
    """Return the letter of a column."""
    return next(str(cell.column_letter) for cell in sheet[1] if cell.value == name)


def package_of(**facts: str) -> DataPackage:
    """Return a data package with one fact."""
    texts = {column.name: facts.get(column.name, "") for column in TABLES["facts"]}
    row = Row("facts", "facts.csv", "", 2, tuple(texts), texts)
    return DataPackage("", "mine", "Mine", {**dict.fromkeys(TABLES, ()), "facts": (row,)}, {}, ())


def read_back(package: DataPackage, folder: Path) -> DataPackage:
    path = folder / "back.xlsx"
    path.write_bytes(build_workbook(package))
    return readers.read_package(path)


def test_workbook_reads_back(shipped: DataPackage, tmp_path: Path) -> None:
    """All cells and the title are unchanged, without diagnostics."""
    back = read_back(shipped, tmp_path)
    assert back.diagnostics == ()
    assert cells(back) == cells(shipped)
    assert back.title == shipped.title


def test_bytes_are_reproducible(shipped: DataPackage, content: bytes) -> None:
    """They do not depend on time, time zone or hash seed."""
    code = "import sys; from pathlib import Path; from acsm_report.dataset import readers, workbook_template as t; " \
        "sys.stdout.buffer.write(t.build_workbook(readers.read_package(Path(sys.argv[1]))).hex().encode())"  # fmt: skip
    other = python("-c", code, str(resources.find_data_package()), env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert (build_workbook(shipped), bytes.fromhex(other.stdout)) == (content, content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb">(\d{4})-\d\d-\d\dT", file.read("docProps/core.xml"))) == {b"1980"}


def test_sheets(book: Any) -> None:
    """Facts come first, because they are filled in most; kinds come last, for reference."""
    assert book.sheetnames == ["facts", "certifications", "sources", "organization", "terms", "kinds"]
    for table, columns in TABLES.items():
        assert [cell.value for cell in book[table][1]] == [c.name for c in columns]
    assert [cell.value for cell in book["kinds"]["A"]][1:] == list(FACT_KINDS)


def test_header_is_frozen_with_notes(book: Any) -> None:
    """Headers are bold, filled and frozen; each has a note, which says if the column is required."""
    for table, columns in TABLES.items():
        assert book[table].freeze_panes == "A2"
        for cell, described in zip(book[table][1], columns, strict=True):
            assert cell.font.bold
            assert cell.fill.fgColor.rgb.endswith("DCE6EE")
            assert described.description in cell.comment.text
            assert ("Required." in cell.comment.text) == described.required


def test_column_widths(book: Any) -> None:
    """No column is narrower than its name or wider than 48 characters."""
    for sheet in book:
        for cell in sheet[1]:
            assert len(cell.value) < sheet.column_dimensions[cell.column_letter].width <= 48


def dropdowns(sheet: Any) -> dict[str, Any]:
    """Return the dropdown lists by column name."""
    found = sheet.data_validations.dataValidation
    assert all(validation.type == "list" and not validation.showDropDown for validation in found)
    return {str(sheet[f"{str(v.sqref).split(':')[0][:-1]}1"].value): v for v in found}


def test_dropdown_lists(book: Any) -> None:
    """Columns with choices have lists, for 1,000 rows."""
    facts = {name: listed.formula1 for name, listed in dropdowns(book["facts"]).items()}
    assert facts == {
        "certification": "certifications!$A$2:$A$1001",
        "kind": f"kinds!$A$2:$A${len(FACT_KINDS) + 1}",
        "unit": f'"{",".join(dict.fromkeys(kind.unit for kind in FACT_KINDS.values() if kind.unit))}"',
        "source": "sources!$A$2:$A$1001",
        "reliability": '"official,official_copy,secondary,low"',
        "status": '"conflict"',
    }
    assert {n: v.formula1 for n, v in dropdowns(book["certifications"]).items()} == {
        "track": '"fitness,clinical"',
        "source": "sources!$A$2:$A$1001",
    }
    assert set(dropdowns(book["sources"])) == {"reliability"}
    assert {n: v.formula1 for n, v in dropdowns(book["organization"]).items()} == {"publication": '"independent,own"'}
    assert {n: v.formula1 for n, v in dropdowns(book["terms"]).items()} == {"list": f'"{",".join(SHIPPED_TERMS)}"'}
    for table in TABLES:
        for name, listed in dropdowns(book[table]).items():
            assert str(listed.sqref) == f"{column(book[table], name)}2:{column(book[table], name)}1001"
            assert len(listed.formula1) <= 255, "a spreadsheet cuts it off"


def test_unknown_keys_are_warnings(book: Any) -> None:
    """A key may be entered before its row in the other sheet exists; an unknown kind is refused."""
    styles = {name: listed.errorStyle for name, listed in dropdowns(book["facts"]).items()}
    assert (styles["source"], styles["certification"], styles["unit"]) == ("warning",) * 3
    assert styles["kind"] in ("stop", None)


def test_text_columns_have_text_format(book: Any) -> None:
    """A spreadsheet program does not turn periods or codes into dates or numbers."""
    for table, columns in TABLES.items():
        for described in columns:
            form = book[table].column_dimensions[column(book[table], described.name)].number_format
            assert form == ("General" if described.name in ("value", "lane") else "@")


def test_numbers_are_number_cells(shipped: DataPackage, book: Any) -> None:
    """Only facts with a unit have numeric cells."""
    sheet = book["facts"]
    for number, row in enumerate(shipped.rows["facts"], 2):
        value = sheet[f"{column(sheet, 'value')}{number}"].value
        assert isinstance(value, int | float) == bool(row.cells["unit"])
    assert all(
        isinstance(cell.value, int) for cell in book["certifications"][column(book["certifications"], "lane")][1:]
    )


@pytest.mark.parametrize("text", ["=1+1", "+1", "-a", "@SUM(A1)", '=HYPERLINK("x")', "#N/A", "TRUE", "2014-11", "'a"])
def test_text_is_never_a_formula(text: str, tmp_path: Path) -> None:
    """Text that starts like a formula or an error stays text."""
    package = package_of(kind="event", value=text, note=text)
    sheet = openpyxl.load_workbook(io.BytesIO(build_workbook(package)))["facts"]
    cell = sheet[f"{column(sheet, 'note')}2"]
    assert (cell.value, cell.number_format) == (text, "@")
    with zipfile.ZipFile(io.BytesIO(build_workbook(package))) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")
    assert cells(read_back(package, tmp_path)) == cells(package)


@pytest.mark.parametrize(
    "text", ["69", "-3", "0.5", "007", "69.0", "-0", "1e3", "12345678901234567890", "0.1234567890123456"]
)
def test_number_text_is_kept(text: str, tmp_path: Path) -> None:
    """A number that a spreadsheet would write differently is stored as text."""
    package = package_of(kind="pass_rate", unit="%", value=text)
    assert cells(read_back(package, tmp_path)) == cells(package)


def test_any_row_reads_back() -> None:
    """Any text in a row is read back unchanged, except leftovers of programs."""
    plain = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
    number_texts = st.floats(allow_nan=False, allow_infinity=False).map(str) | st.integers().map(str)
    texts = (plain | number_texts).filter(lambda text: not clean_text(text)[1])
    values = st.fixed_dictionaries({"kind": st.sampled_from(["pass_rate", "event", "x"]), "value": texts,
                                    "period": texts, "note": texts})  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:

        @given(values)
        def check(texts: dict[str, str]) -> None:
            package = package_of(**texts)
            back = read_back(package, Path(folder))
            assert back.diagnostics == ()
            assert cells(back) == cells(package)

        check()


# ── The command ───────────────────────────────────────────────────────────────────────────────────


def test_command_writes_workbook(content: bytes, tmp_path: Path) -> None:
    """It prints the path only. The workbook can be the input of the next one."""
    one, two = tmp_path / "one.xlsx", tmp_path / "deep" / "two.XLSX"
    ended = run("template", "-o", one)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{one}\n", "")
    assert one.read_bytes() == content
    assert run("template", "-o", two, "--data", one).returncode == 0
    assert cells(readers.read_package(two)) == cells(readers.read_package(one))


def test_command_needs_xlsx_suffix(tmp_path: Path) -> None:
    """Another suffix is a usage error, before anything is read."""
    ended = run("template", "-o", tmp_path / "mine.csv", "--data", "nothing")
    assert ended.returncode == 2
    assert ended.stderr == f"acsm-report: error: {tmp_path}/mine.csv: is not the name of a workbook; end it in .xlsx\n"
    assert list(tmp_path.iterdir()) == []


def test_command_refuses_folder_as_output(tmp_path: Path) -> None:
    """It is an error, before anything is read."""
    (tmp_path / "mine.xlsx").mkdir()
    ended = run("template", "-o", tmp_path / "mine.xlsx")
    assert ended.returncode == 2
    assert "mine.xlsx: is a folder; name a file" in ended.stderr


def test_command_refuses_invalid_data(tmp_path: Path) -> None:
    """It reports the first error and writes nothing."""
    for table in TABLES:
        (tmp_path / f"{table}.csv").write_text("certification,kind\n")
    ended = run("template", "-o", tmp_path / "mine.xlsx", "--data", tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"acsm-report: error: {tmp_path}/certifications.csv:1: the header lacks lane")
    assert not (tmp_path / "mine.xlsx").exists()


def test_command_keeps_existing_workbook(tmp_path: Path) -> None:
    """It may have been filled in; only --force replaces it."""
    output = tmp_path / "mine.xlsx"
    output.write_bytes(b"an afternoon of typing")
    done = run("template", "-o", output)
    assert (done.returncode, done.stdout) == (2, "")
    assert "mine.xlsx: is there already; name another file, or add --force" in done.stderr
    assert output.read_bytes() == b"an afternoon of typing"
    assert run("template", "-o", output, "--force").returncode == 0
    assert output.read_bytes().startswith(b"PK")


def test_empty_template(tmp_path: Path) -> None:
    """It has the columns, notes, lists and kinds of the full one, and no rows."""
    path = tmp_path / "mine.xlsx"
    assert run("template", "--empty", "-o", path).returncode == 0
    book, package = openpyxl.load_workbook(path), readers.read_package(path)
    assert package.diagnostics == () and not any(package.rows.values())
    for table, columns in TABLES.items():
        sheet = book[table]
        assert [cell.value for cell in sheet[1]] == [column.name for column in columns]
        assert all(cell.comment for cell in sheet[1]) and sheet.max_row == 1
    assert book["facts"].data_validations.dataValidation and book["kinds"].max_row > 10
    assert book.properties.title == "mine"


def test_empty_template_takes_no_data(tmp_path: Path) -> None:
    """The data would be the example that is left out."""
    ended = run("template", "--empty", "--data", "acsm-2023", "-o", tmp_path / "mine.xlsx")
    assert ended.returncode == 2 and "--data is the example, and --empty leaves it out" in ended.stderr
