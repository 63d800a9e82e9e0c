"""Finished files read back: the chain from a printed text to its row, and an audit that nothing escapes."""

from __future__ import annotations

import io
import json
import os
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from acsm_report.errors import DataError, UsageError
from acsm_report.provenance import attachments, audit, explain
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import FactRecord, Ledger, parse_ledger, serialize_ledger
from support.packages import Package
from support.processes import run
from support.small_fonts import make_font

SAT = "CPT:candidates::2014"


@pytest.fixture(params=["brochure.pdf", "infographic.pdf"])
def paper(request: pytest.FixtureRequest, finished: Path) -> Path:
    """Each finished PDF."""
    return finished / str(request.param)


def book_of(finished: Path) -> Ledger:
    return attachments.read_ledger(finished / "brochure.pdf")


def changed(paper: Path, place: Path, before: str, after: str) -> Path:
    """Return a copy of a PDF with something replaced in its ledger."""
    with pikepdf.open(paper) as document:
        content = document.attachments[LEDGER_FILE].get_file().read_bytes()
        assert before.encode() in content
        del document.attachments[LEDGER_FILE]
        content = content.replace(before.encode(), after.encode(), 1)
        document.attachments[LEDGER_FILE] = pikepdf.AttachedFileSpec(document, content, filename=LEDGER_FILE)
        document.save(place)
    return place


def test_every_numeral_of_every_document_is_in_its_ledger(paper: Path) -> None:
    """An independent reader finds no numeral on any page that the ledger does not have, and none less."""
    count, findings = audit.audit_file(paper)
    assert [str(finding) for finding in findings] == []
    assert count > 60


def test_the_carriers_of_a_document_carry_the_same_ledger(finished: Path) -> None:
    """What travels in the pictures is what travels in the PDF."""
    book = attachments.read_ledger(finished / "infographic.pdf")
    assert [attachments.read_ledger(finished / f"infographic{suffix}") for suffix in (".png", ".svg")] == [book, book]


def test_the_ledger_beside_the_files_holds_those_within(finished: Path) -> None:
    """ledger.json has the figures of both documents."""
    whole = attachments.read_ledger(finished / LEDGER_FILE)
    parts = [attachments.read_ledger(finished / name) for name in ("brochure.pdf", "infographic.pdf")]
    assert whole.figures == parts[0].figures + parts[1].figures
    assert set(whole.facts) == set(parts[0].facts) | set(parts[1].facts)


def test_a_printed_figure_leads_to_its_row(finished: Path) -> None:
    """From 5,152 one arrives at the row, the source and its address."""
    book = book_of(finished)
    figure, *_ = explain.find_printed_values(book, "5,152")
    assert figure.of == f"fact:{SAT}"
    told = [link.text for link in explain.trace_provenance(book, figure.of)]
    assert told[0] == "CPT candidates 2014: 5152 people"
    assert re.fullmatch(r"facts\.csv:\d+ of acsm-2014, from certstats_2015 \(official.*\)", told[1])
    assert told[-1] == "http://certification.acsm.org/certstats"


def test_a_computed_figure_leads_to_all_its_rows(finished: Path) -> None:
    """From 50% one arrives, over the formula, at the candidates and rates of all four exams."""
    book = book_of(finished)
    figure = next(f for f in explain.find_printed_values(book, "50%") if f.of.startswith("fact"))
    told = "\n".join(link.text for link in explain.trace_provenance(book, figure.of))
    assert "computed: sum of passes, published or candidates × pass rate, ÷ sum of candidates" in told
    for code, sat, rate in (("CPT", 5152, 55), ("HFS", 2752, 43), ("CES", 569, 38), ("RCEP", 199, 36)):
        assert f"{code} candidates 2014: {sat} people" in told
        assert f"{code} pass rate 2014: {rate} %" in told


@pytest.mark.parametrize("text", ["5,152", "5152", " 5,152 "])
def test_a_figure_is_found_however_it_is_written(text: str, finished: Path) -> None:
    """With or without grouping."""
    assert {f.of for f in explain.find_printed_values(book_of(finished), text)} == {f"fact:{SAT}"}


def test_a_page_narrows_the_search(finished: Path) -> None:
    """Only figures of that page are told."""
    book = book_of(finished)
    assert {f.page for f in explain.find_printed_values(book, "2014", 4)} == {4}
    assert explain.find_printed_values(book, "5,152", 1) == ()


def test_words_that_tell_a_fact_are_found(finished: Path) -> None:
    """A title that names no figure still says what it rests on."""
    half = explain.find_printed_values(attachments.read_ledger(finished / "infographic.pdf"), "reached the finish")
    assert [f.of for f in half] == ["fact::overall_pass_rate::2014"]


def entry(book: Ledger) -> str:
    """The line of the ledger for the 5,152 candidates that page 4 prints."""
    figure = next(f for f in book.figures if f.of == f"fact:{SAT}" and f.text == "5,152")
    return json.dumps(figure.model_dump(), ensure_ascii=False)


def test_a_changed_numeral_on_the_page_is_found(finished: Path, tmp_path: Path) -> None:
    """A figure that is not what the ledger says, and one that the ledger lacks, are told with their page."""
    row = entry(book_of(finished))
    other = changed(finished / "brochure.pdf", tmp_path / "a.pdf", row, row.replace("5,152", "5,153"))
    told = [str(finding) for finding in audit.audit_file(other)[1]]
    assert "page 4: 5,153: the page reads '5,152' there" in told
    assert any("its row says 5152, which has no 5,153" in line for line in told)
    gone = changed(finished / "brochure.pdf", tmp_path / "b.pdf", f"{row},\n", "")
    assert [str(finding) for finding in audit.audit_file(gone)[1]] == ["page 4: 5,152: not in the ledger"]


def test_a_figure_that_is_not_on_the_page_is_found(finished: Path, tmp_path: Path) -> None:
    """What the ledger has and no reader sees is told too, and so is a page that does not exist."""
    row = entry(book_of(finished))
    moved = json.dumps(json.loads(row) | {"box": [1, 1, 30, 8]})
    gone = changed(finished / "brochure.pdf", tmp_path / "a.pdf", row, f"{row},\n{moved}")
    assert [str(finding) for finding in audit.audit_file(gone)[1]] == ["page 4: 5,152: the page reads '' there"]
    far = row.replace('"page": 4', '"page": 99')
    beyond = changed(finished / "brochure.pdf", tmp_path / "b.pdf", row, f"{row},\n{far}")
    assert "page 99: 5,152: the file has no such page" in map(str, audit.audit_file(beyond)[1])


def test_a_row_that_says_otherwise_is_found(finished: Path, tmp_path: Path) -> None:
    """A printed figure must agree with the value of the fact that it names."""
    spoilt = changed(finished / "brochure.pdf", tmp_path / "a.pdf", '"value": 5152', '"value": 5512')
    assert "page 4: 5,152: its row says 5512, which has no 5,152" in map(str, audit.audit_file(spoilt)[1])


@pytest.mark.parametrize("name", ["brochure.pdf", "infographic.png", "infographic.svg", "guide.txt"])
def test_a_file_without_a_ledger_is_told(name: str, finished: Path, tmp_path: Path) -> None:
    """A file of somebody else's is an error that says so, not a clean audit."""
    from PIL import Image

    path = tmp_path / name
    if path.suffix == ".pdf":
        with pikepdf.new() as document:
            document.add_blank_page()
            document.save(path)
    elif path.suffix == ".png":
        Image.new("RGB", (2, 2)).save(path)
    elif path.suffix == ".svg":
        path.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    else:
        path.write_text("x")
    with pytest.raises((DataError, UsageError), match="carries no ledger"):
        attachments.read_ledger(path)


@pytest.mark.parametrize("suffix", [".pdf", ".png", ".svg", ".html", ".json"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"{}", b"\x00" * 100])
def test_no_bytes_are_more_than_an_error(content: bytes, suffix: str, tmp_path: Path) -> None:
    """Whatever a file holds, it is told in one line."""
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    with pytest.raises(DataError):
        attachments.read_ledger(path)


def test_explain_prints_the_chain(finished: Path) -> None:
    """The command says what is printed where, then step by step where it comes from."""
    done = run("explain", finished / "brochure.pdf", "--page", "4", "5,152")
    assert (done.returncode, done.stderr) == (0, "")
    first, second, *_ = done.stdout.splitlines()
    assert first == "'5,152' (brochure, page 4, value)"
    assert second == "  CPT candidates 2014: 5152 people"


@pytest.mark.parametrize("text", ["-16", "−16"])
def test_a_figure_with_a_minus_is_no_option(text: str, finished: Path) -> None:
    """What is printed can be asked for as it is printed, with either minus."""
    done = run("explain", finished / "brochure.pdf", text)
    assert (done.returncode, done.stderr) == (0, "")
    assert "HFS change 2012/2014: -16 points" in done.stdout


@pytest.mark.parametrize("name", ["infographic.png", "infographic.svg"])
def test_explain_tells_a_picture_too(name: str, finished: Path) -> None:
    """A PNG and an SVG carry their ledger, so they can be asked as well."""
    done = run("explain", finished / name, "13,999", "--json")
    (group,) = json.loads(done.stdout)
    assert group["of"] == "fact:CPT:certified::2015-06-23"
    assert [step["depth"] for step in group["chain"]][:2] == [0, 1]


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["{file}", "5,151"], 1, "no figure reads '5,151'; write it as it is printed"),
        (["{file}", "--page", "1", "5,152"], 1, "no figure on page 1 reads '5,152'"),
        (["{file}"], 2, "explain needs either TEXT or --all"),
        (["{file}", "x", "--all"], 2, "explain needs either TEXT or --all"),
        (["{file}", " "], 2, "TEXT is empty; name what is printed"),
        (["{file}", "x", "--data", "acsm-2014"], 2, "--data goes with --all; leave it out"),
        (["{file}", "--all", "--page", "1"], 2, "--all audits the whole file in plain text; leave out"),
        (["--all", "{picture}"], 2, "only a PDF, an SVG or an HTML can be read back; name the .pdf of the same build"),
        (["nowhere.pdf", "x"], 2, "does not exist"),
    ],
)
def test_what_cannot_be_explained_is_told(arguments: list[str], status: int, told: str, finished: Path) -> None:
    """Each wrong question is one line with its cure."""
    known = {"file": finished / "brochure.pdf", "picture": finished / "infographic.png"}
    done = run("explain", *(a.format(**known) for a in arguments))
    assert (done.returncode, done.stdout) == (status, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_audit_that_finds_something_fails(finished: Path, tmp_path: Path) -> None:
    """explain --all prints each finding, then the count, and exits with 1; a clean file exits with 0."""
    clean = run("explain", "--all", finished / "brochure.pdf")
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "every one is in the ledger and agrees with its row" in clean.stdout
    spoilt = changed(finished / "brochure.pdf", tmp_path / "a.pdf", '"value": 5152', '"value": 5512')
    done = run("explain", "--all", spoilt)
    assert done.returncode == 1
    assert "its row says 5512" in done.stdout


def test_a_ledger_written_again_is_the_same(finished: Path) -> None:
    """The bytes beside the files are those that the model writes."""
    content = (finished / LEDGER_FILE).read_bytes()
    assert serialize_ledger(parse_ledger(content, LEDGER_FILE)) == content
    assert io.BytesIO(content).read(1) == b"{"


# ── Whatever is changed is found ──────────────────────────────────────────────────────────────────


def overwritten(finished: Path, place: Path, change: Callable[[pikepdf.Pdf], object]) -> list[str]:
    """The findings in a brochure that somebody changed without changing its ledger."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        change(document)
        document.save(place)
    return [str(finding) for finding in audit.audit_file(place)[1]]


def draw(document: pikepdf.Pdf, page: int, text: bytes) -> None:
    """Write a text at the middle of a page in its own font."""
    sheet = document.pages[page - 1]
    name = next(iter(sheet.Resources.Font.keys()))
    sheet.contents_add(b"q BT %s 12 Tf 300 400 Td (%s) Tj ET Q" % (name.encode(), text))


def test_what_is_written_over_a_page_is_found(finished: Path, tmp_path: Path) -> None:
    """A digit added to a page of a finished file is not in its ledger."""
    told = overwritten(finished, tmp_path / "a.pdf", lambda document: draw(document, 4, bytes(range(1, 120))))
    assert any(line.startswith("page 4:") for line in told)


def test_a_page_that_is_added_or_taken_is_found(finished: Path, tmp_path: Path) -> None:
    """Pages are those of the ledger, neither more nor fewer."""
    more = overwritten(finished, tmp_path / "a.pdf", lambda document: document.add_blank_page())
    assert more == ["page 17: the ledger has nothing of this page"]
    fewer = overwritten(finished, tmp_path / "b.pdf", lambda document: document.pages.__delitem__(4))
    assert any(line.startswith("page 16:") and line.endswith("the file has no such page") for line in fewer)


def test_a_title_with_a_number_of_its_own_is_found(finished: Path, tmp_path: Path) -> None:
    """What a reader shows beside the pages is read too: titles and bookmarks."""

    def title(document: pikepdf.Pdf) -> None:
        document.docinfo["/Title"] = "97.3% pass"

    def bookmark(document: pikepdf.Pdf) -> None:
        with document.open_outline() as outline:
            outline.root[0].title = "In 1066"

    for change, text in ((title, "97.3% pass"), (bookmark, "In 1066")):
        told = overwritten(finished, tmp_path / "a.pdf", change)
        assert told == [f"{text}: a title that no page bears out"]


def test_a_note_upon_a_page_is_found(finished: Path, tmp_path: Path) -> None:
    """An annotation that is no link may show anything, so it is told."""

    def note(document: pikepdf.Pdf) -> None:
        free = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[100, 100, 200, 120], Contents="88% passed",
            DA="/Helv 12 Tf",
        )  # fmt: skip
        document.pages[1].Annots = pikepdf.Array([document.make_indirect(free)])

    assert overwritten(finished, tmp_path / "a.pdf", note) == ["page 2: the page has an annotation that is not a link"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"box": [0, 0, 612, 792]}, "the page reads"),
        ({"text": "+5,152"}, "the page reads '5,152' there"),
        ({"text": "5,152 h"}, "the page reads '5,152' there"),
        ({"of": "literal:tick", "shows": "tick"}, "it passes for a mark on the scale"),
        ({"of": "literal:folio", "shows": "folio"}, "it passes for the number of the page"),
        ({"of": "literal:limit", "shows": "limit"}, "it passes for a limit that the program states"),
        ({"of": f"fact:{SAT.replace('2014', '2013')}"}, "its row says 3141, which has no 5,152"),
    ],
)
def test_a_figure_that_claims_something_else_is_found(
    change: dict[str, object], told: str, finished: Path, tmp_path: Path
) -> None:
    """Its place, its sign, its unit and what it comes from must be what the page and the row say."""
    row = entry(book_of(finished))
    path = changed(finished / "brochure.pdf", tmp_path / "a.pdf", row, json.dumps(json.loads(row) | change))
    assert any(told in str(finding) for finding in audit.audit_file(path)[1])


# ── Hostile files ─────────────────────────────────────────────────────────────────────────────────


def doubled(count: int) -> dict[str, FactRecord]:
    """Facts that are each computed twice from the one before: two to the power of `count` ways down."""
    facts = {"0": FactRecord(kind="row", value=1, unit="", sources=("certstats_2015",), place="facts.csv:2")}
    for number in range(1, count):
        inputs = (f"{number - 1}",) * 2
        facts[str(number)] = FactRecord(kind="sum", value=1, unit="", formula="sum", inputs=inputs)
    return facts


@pytest.mark.parametrize("count", [40, 3000])
def test_a_ledger_that_leads_everywhere_twice_is_told_once(count: int, finished: Path, tmp_path: Path) -> None:
    """However often and however deep facts stand upon each other, a chain tells each of them once."""
    book = attachments.read_ledger(finished / LEDGER_FILE)
    figure = book.figures[0].model_copy(update={"of": f"fact:{count - 1}", "text": "7777777"})
    path = tmp_path / LEDGER_FILE
    path.write_bytes(
        serialize_ledger(book.model_copy(update={"facts": book.facts | doubled(count), "figures": (figure,)}))
    )
    done = run("explain", path, "7777777")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("computed: sum") == count - 1


def test_an_attachment_that_stands_for_gigabytes_is_refused(tmp_path: Path) -> None:
    """A ledger within a file is inflated up to a limit, and the limit is named."""
    packer, packed = zlib.compressobj(9), b""
    for _ in range(250):
        packed += packer.compress(b" " * 1_000_000)
    packed += packer.flush()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.attachments[LEDGER_FILE] = pikepdf.AttachedFileSpec(document, b"x", filename=LEDGER_FILE)
        document.attachments[LEDGER_FILE].get_file().obj.write(packed, filter=pikepdf.Name.FlateDecode)
        document.save(tmp_path / "bomb.pdf", compress_streams=False)
    assert (tmp_path / "bomb.pdf").stat().st_size < 1_000_000
    with pytest.raises(DataError, match="its ledger has more than 200,000,000 bytes"):
        attachments.read_ledger(tmp_path / "bomb.pdf")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is not a regular file is refused, not read."""
    os.mkfifo(tmp_path / "ledger.json")
    with pytest.raises(DataError, match="it is not a regular file"):
        attachments.read_ledger(tmp_path / "ledger.json")


def test_an_encrypted_file_is_told(finished: Path, tmp_path: Path) -> None:
    """A PDF that asks for a password is an error in one line."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        document.save(tmp_path / "a.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(DataError, match="it is not a readable PDF"):
        attachments.read_ledger(tmp_path / "a.pdf")


def test_a_letter_belongs_where_it_is_set(tmp_path: Path) -> None:
    """The ink of a letter may hang out of its place, as a J does; the letter is read there all the same."""
    from reportlab.pdfbase import pdfmetrics, ttfonts
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(
        ttfonts.TTFont("Hanging", str(make_font(tmp_path / "hanging.ttf", "J1", "Hanging", left=-600)))
    )
    canvas = Canvas(str(tmp_path / "letter.pdf"), pagesize=(100, 100))
    canvas.setFont("Hanging", 10)
    canvas.drawString(50, 50, "J1")
    canvas.save()
    with pypdfium2.PdfDocument(tmp_path / "letter.pdf") as document:
        assert audit.PdfPage(document[0]).text_within((50, 40, 10, 10)) == "J1"


def test_a_part_of_a_figure_is_not_that_figure(finished: Path) -> None:
    """515 is not told of 5,152, and nothing is told of nothing."""
    book = book_of(finished)
    assert explain.find_printed_values(book, "515") == ()
    assert explain.find_printed_values(book, " ") == ()


def test_what_a_ledger_says_cannot_steer_a_terminal(finished: Path, tmp_path: Path) -> None:
    """Escape sequences in a foreign ledger are printed as text."""
    before, after = '"place": "facts.csv:2"', r'"place": "\u001b[2Jfacts.csv:2"'
    spoilt = changed(finished / "brochure.pdf", tmp_path / "a.pdf", before, after)
    done = run("explain", spoilt, "1954")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert r"\x1b[2Jfacts.csv" in done.stdout


# ── Against the data ──────────────────────────────────────────────────────────────────────────────


def test_a_finished_file_is_what_its_data_gives(finished: Path) -> None:
    """Told to look at the data too, the audit finds every row and every computed figure as the data has it."""
    for name in ("brochure.pdf", "infographic.pdf"):
        done = run("explain", "--all", finished / name, "--data", "acsm-2014")
        assert (done.returncode, done.stderr) == (0, "")
        assert "as the data acsm-2014 has it" in done.stdout


def test_a_figure_that_the_data_no_longer_gives_is_found(finished: Path, package: Package) -> None:
    """A changed row is told, and so is every figure that is computed from it."""
    package.change("facts", {"kind": "candidates", "certification": "CPT", "period": "2014"}, value="6000")
    done = run("explain", "--all", finished / "brochure.pdf", "--data", package.folder)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert any(f"{SAT}: by the data its value is 6000, not 5152" in line for line in lines)
    assert any(":candidates::2014: by the data its value is 9520" in line for line in lines)
    assert any("the files of acsm-2014 are others" in line for line in lines)


def test_a_result_that_does_not_follow_is_found(finished: Path, tmp_path: Path) -> None:
    """A computed figure that was changed alone, on the page of the ledger, is not what the data gives."""
    spoilt = changed(finished / "brochure.pdf", tmp_path / "a.pdf", '"value": 28463', '"value": 28462')
    done = run("explain", "--all", spoilt, "--data", "acsm-2014")
    assert done.returncode == 1
    assert ":certified_total::2015-06-23: by the data its value is 28463, not 28462" in done.stdout
