"""Reading the table of recipients: values, and all errors at once with locations."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook

from acsm_report.dataset.recipients import Recipient, read_recipients
from acsm_report.errors import DataErrors

HEADER = "name,address,url,logo,code\n"
line = some.text("abcdefgh WYZ0123456789.,-'()&", max_size=20).map(lambda text: f"A{text}".strip())
recipients = some.lists(some.tuples(line, some.lists(line, max_size=4)), min_size=1, max_size=8)


def table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "gyms.csv"
    path.write_text(text, encoding="utf-8")
    return path


def errors_of(tmp_path: Path, rows: str, header: str = HEADER) -> list[str]:
    """Read these rows; return the error lines without the folder."""
    with pytest.raises(DataErrors) as raised:
        read_recipients(table(tmp_path, header + rows), lambda character: character != "Ж", "Sans")
    return [line.removeprefix(f"{tmp_path}/") for line in raised.value.lines]


@given(recipients)
def test_rows_are_read_as_written(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, list[str]]]) -> None:
    """Names and address lines are unchanged; each row has its first line number."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([("name", "address"), *((name, "\n".join(lines)) for name, lines in rows)])
    found = read_recipients(
        table(tmp_path_factory.mktemp("table"), text.getvalue()), lambda character: True, "Sans"
    ).recipients
    assert [(r.name, list(r.address)) for r in found] == [(" ".join([name]), lines) for name, lines in rows]
    starts = [2 + sum(max(1, len(lines)) for _, lines in rows[:number]) for number in range(len(rows))]
    assert [r.row for r in found] == starts


def test_workbook_with_one_sheet(tmp_path: Path) -> None:
    """The only sheet is the table; line breaks in a cell separate address lines."""
    book = Workbook()
    assert book.active
    for row in (("name", "address", "code"), ("Gym", "1 Track Road\nAlder Creek", "G-1")):
        book.active.append(row)
    book.save(tmp_path / "gyms.xlsx")
    found = read_recipients(tmp_path / "gyms.xlsx", lambda character: True, "Sans")
    assert found.recipients == (Recipient(2, "Gym", ("1 Track Road", "Alder Creek"), code="G-1", file_stem="G-1"),)


def test_workbook_with_several_sheets(tmp_path: Path) -> None:
    """The sheet "recipients" is read, else the only one with its header; of two, none is guessed."""
    book = Workbook()
    book.create_sheet("recipients").append(("name",))
    book["recipients"].append(("Gym",))
    book.save(tmp_path / "gyms.xlsx")
    assert [r.name for r in read_recipients(tmp_path / "gyms.xlsx", lambda c: True, "Sans").recipients] == ["Gym"]
    book["recipients"].title = "others"
    book.save(tmp_path / "gyms.xlsx")
    assert [r.name for r in read_recipients(tmp_path / "gyms.xlsx", lambda c: True, "Sans").recipients] == ["Gym"]
    book.create_sheet("more").append(("name",))
    book.save(tmp_path / "gyms.xlsx")
    with pytest.raises(DataErrors, match="none of its 3 sheets is called 'recipients'; name one so"):
        read_recipients(tmp_path / "gyms.xlsx", lambda c: True, "Sans")


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (",1 Track Road,,,", "gyms.csv:2:1: the cell name is empty; fill it in: name of the person or organization"),
        ("Gym,,see flyer,,", "gyms.csv:2:3: 'see flyer' is not a web or mail address; write it in full"),
        ("Gym,,mailto:a@b.example,,", "gyms.csv:2:3: a copy leads to the web alone; write a https:// address"),
        (f"Gym,,https://a.example/{'a' * 200},,", "gyms.csv:2:3: the url has 218 characters, more than 200"),
        ("Gym,,,,../up", "gyms.csv:2:5: '../up' cannot name a file; begin with a letter or digit"),
        ("Gym,,,,.hidden", "gyms.csv:2:5: '.hidden' cannot name a file"),
        ("Gym,,,,row-000003", "gyms.csv:2:5: 'row-000003' cannot name a file"),
        ("Gym,,,,ROW-000003", "gyms.csv:2:5: 'ROW-000003' cannot name a file"),
        (f"Gym,,,,{'é' * 51}", "gyms.csv:2:5: the code has more than 100 bytes; write a shorter one"),
        (f"Gym,,https://example.org/{'é' * 60},,", "gyms.csv:2:3: the url has 380 characters, more than 200"),
        (f'Gym,"{"x" * 9}\n{"y" * 2000}",,,', "gyms.csv:2:2: the cell holds 2,010 characters, more than 2,000"),
        ("Gym Ж,,,,", "gyms.csv:2:1: U+0416 'Ж' is not in Sans; write it with other characters"),
        ("Gym,,,", "gyms.csv:2: the row has 4 cells, the header 5"),
        ("Gym\u202e,,,,", "gyms.csv:2:1: 'Gym\\u202e' holds a sign that turns the direction of writing"),
    ],
)  # fmt: skip
def test_bad_cell(tmp_path: Path, row: str, error: str) -> None:
    assert [e[: len(error)] for e in errors_of(tmp_path, row + "\n")] == [error]


def test_codes_are_unique(tmp_path: Path) -> None:
    """Codes may not differ by case alone, because some file systems ignore case."""
    (error,) = errors_of(tmp_path, "Gym,,,,g-1\nOther,,,,G-1\n")
    assert error == "gyms.csv:3:5: the code 'G-1' stands at gyms.csv:2 too; give every row one of its own"


def test_unknown_column_has_a_suggestion(tmp_path: Path) -> None:
    assert errors_of(tmp_path, "Gym,x\n", "name,adress\n") == [
        "gyms.csv:1:2: 'adress' is not a column of recipients; did you mean 'address'?"
    ]


def test_all_errors_are_reported_in_order(tmp_path: Path) -> None:
    found = errors_of(tmp_path, ",,,,\n,,ftp://x,,\n")
    assert [e.partition(": ")[0] for e in found] == ["gyms.csv:3:1", "gyms.csv:3:3"]


@pytest.mark.parametrize("text", [HEADER, "", "\n"], ids=["header", "nothing", "blank"])
def test_empty_table(tmp_path: Path, text: str) -> None:
    (error,) = errors_of(tmp_path, "", text)
    assert "the table" in error


def test_other_file_types_and_missing_files(tmp_path: Path) -> None:
    (tmp_path / "gyms.pdf").write_bytes(b"%PDF")
    with pytest.raises(DataErrors, match=r"gyms\.pdf: is not a table; name a \.csv or a \.xlsx with the recipients"):
        read_recipients(tmp_path / "gyms.pdf", lambda c: True, "Sans")
    with pytest.raises(DataErrors, match=r"lost\.csv: the file is missing; restore it or correct the name"):
        read_recipients(tmp_path / "lost.csv", lambda c: True, "Sans")


def test_combining_accents_are_composed(tmp_path: Path) -> None:
    """A name in NFD, as macOS may write it, becomes NFC."""
    (found,) = read_recipients(
        table(tmp_path, "name\nJose\u0301 Mu\u0308ller\n"), lambda character: True, "Sans"
    ).recipients
    assert found.name == "José Müller"


def test_summary_counts(tmp_path: Path) -> None:
    """Empty rows are skipped and counted; a row with name and address of another is a warning, and gets a copy."""
    text = "Gym name;Street;PLZ;City;Phone\nGym;Weg 1;50667;Köln;1\n;;;;\ngym ;Weg 1;50667;Köln;2\nGym;;;;\n;;;;\n"
    found = read_recipients(table(tmp_path, text), lambda character: True, "Sans")
    assert [(r.row, r.address, r.file_stem) for r in found.recipients] == [
        (2, ("Weg 1", "50667 Köln"), "gym"),
        (4, ("Weg 1", "50667 Köln"), "gym-2"),
        (5, (), "gym-3"),
    ]
    assert (found.empty_row_count, found.duplicate_count) == (1, 1)
    rules = {p.rule: p for p in found.remarks}
    assert rules["same-recipient"].what == "'gym' has the same name and address at gyms.csv:2"
    assert (rules["same-recipient"].severity, rules["same-recipient"].row) == ("warning", 4)
    assert rules["joined-address"].what == "the address is joined from street, postcode, city"
    assert rules["empty-row"].row == 3


def test_web_address_with_other_letters(tmp_path: Path) -> None:
    """An address is printed as it is written; its letters are encoded for the QR code alone."""
    found = read_recipients(table(tmp_path, "name,url\nA,Müller.example/ü\n"), lambda character: True, "Sans")
    assert found.recipients[0].url == "https://Müller.example/ü"


def test_web_address_without_scheme(tmp_path: Path) -> None:
    """www.a.example is an address of the web, with one note for the table."""
    found = read_recipients(
        table(tmp_path, "name,url\nA,www.a.example\nB,WWW.b.example/x\n"), lambda character: True, "Sans"
    )
    assert [r.url for r in found.recipients] == ["https://www.a.example", "https://WWW.b.example/x"]
    (note,) = found.remarks
    assert note.severity == "note"
    assert note.what == "'www.a.example' is read as https://www.a.example (likewise 3:2)"
