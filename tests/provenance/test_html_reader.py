"""A transcript read back by a reader that knows nothing of what wrote it: what is changed in it is found."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from acsm_report.errors import DataError
from acsm_report.geometry import Box
from acsm_report.provenance import attachments, audit, html_reader
from acsm_report.provenance.html_format import ALLOWED_ATTRIBUTES
from acsm_report.system import resources
from support.processes import run

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/><title>A title of 2014</title><style>{style}</style></head><body>
<header><h1>A guide</h1></header><main>{body}</main>
<script type="application/json" id="ledger.json">{{"a": "\\u003c50%"}}</script></body></html>"""
SECTION = '<section id="a" data-page="3" data-folio="Page 3">{}</section>'


def reading(body: str, style: str = "") -> html_reader.HtmlText:
    return html_reader.read_html(PAGE.format(body=body, style=style).encode(), "a.html")


@pytest.fixture(scope="module")
def page(finished: Path) -> str:
    """The transcript of the brochure of a real build."""
    return (finished / "brochure.html").read_text(encoding="utf-8")


def audited(content: str, path: Path) -> list[str]:
    path.write_text(content, encoding="utf-8")
    return [str(finding) for finding in audit.audit_file(path)[1]]


# ── The words ─────────────────────────────────────────────────────────────────────────────────────


def test_the_words_of_a_page_are_read_as_they_are_heard() -> None:
    """Blocks and cells end words, pieces of a line do not; entities are the signs that they stand for."""
    body = SECTION.format(
        "<h2>Half &amp; half</h2><p>5<b>0</b>% <span>of</span></p><table><tr><td>18</td><td>21</td></tr></table>"
    )
    assert {number: words.split() for number, words in reading(body).pages.items()} == {
        3: ["Half", "&", "half", "50%", "of", "18", "21"]
    }


def test_what_is_told_besides_is_no_part_of_a_page() -> None:
    """Titles, alternatives, tables of figures and labels are read apart, and so is what a picture shows again."""
    picture = '<svg><title>Rates</title><desc>69%</desc><text>50%</text><g class="beside"><text>61%</text></g></svg>'
    found = reading(SECTION.format(f'{picture}<details><p>55%</p></details><div aria-label="43%">Half</div>'))
    assert found.pages[3].split() == ["50%", "Half"]
    besides = " ".join(found.supplements).split()
    assert {"69%", "61%", "55%", "43%", "Rates", "2014", "guide", "3"} <= set(besides)
    assert "50%" not in besides


def test_what_only_a_browser_reads_is_not_told() -> None:
    """The description of a page is read, how wide its window is not."""
    metas = '<meta name="description" content="Of 50%"/><meta name="viewport" content="initial-scale=1"/>'
    besides = " ".join(reading(metas).supplements)
    assert "50%" in besides and "initial-scale" not in besides


def test_a_file_within_is_read_to_the_letter() -> None:
    """What travels as data is given back as it is, and of another name there is none."""
    content = PAGE.format(body="", style="").encode()
    assert html_reader.find_html_attachment(content, "ledger.json", "a.html") == b'{"a": "\\u003c50%"}'
    assert html_reader.find_html_attachment(content, "other.json", "a.html") is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"<p>50%</p>", b"<!DOCTYPE html><p>" + b"<b>" * 300_000])
def test_a_file_that_is_not_html_is_an_error(content: bytes) -> None:
    """Other files, and those that would cost too much to read, are one line."""
    with pytest.raises(DataError, match=r"a\.html: it is not a readable HTML file"):
        html_reader.read_html(content, "a.html")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<script>alert(1)</script>", "it holds a script that runs"),
        ('<img alt="50%"/>', "it holds img, which we never write"),
        ('<p onclick="x">Half</p>', "its p has onclick, which we never write"),
        ('<p hidden="">Half</p>', "its p has hidden, which we never write"),
        ('<svg style="display:none"></svg>', "its svg has a look of its own"),
        ('<a href="javascript:x">Half</a>', "it leads to something that is not a web address"),
        ("<!-- 50% --><p>Half</p>", "it holds a comment"),
        ("<p>Half</div>", "its elements are not nested as we write them"),
        ('<meta http-equiv="Content-Security-Policy" content="default-src *"/>', "it may fetch things"),
        ('<section data-page="x"></section>', "a section is not a page"),
        (SECTION.format("") * 2, "a section is not a page"),
    ],
)
def test_unknown_elements_and_attributes_are_reported(body: str, told: str) -> None:
    """Whatever could run, hide, add or fetch something is named."""
    assert told in reading(body).unexpected


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("p::before{content:'98%'}", ["its style writes words"]),
        ("p{background:url(https://example.org/a.png)}", ["its style fetches something"]),
        ("@import 'a.css'", ["its style fetches something"]),
        ("ul{justify-content:space-between}p::before{content:attr(data-head)/\"\"}p::after{content:''}", []),
        ("@font-face{src:url(data:font/woff;base64,AAAA)}", []),
    ],
)
def test_a_style_neither_writes_nor_fetches(style: str, told: list[str]) -> None:
    """The style may show what stands in the page; words of its own and addresses are named."""
    assert list(reading("", style).unexpected) == told


# ── Words against figures ─────────────────────────────────────────────────────────────────────────


def figures(*texts: str) -> list[tuple[str, Box]]:
    return [(text, Box(10, 20 * number, 30, 10)) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("69% in 2012, then 61% and −14", []),
        ("69% in 2012, then 61%", []),  # the words need not read all
        ("69% in 2012, then 62% and −14", ["62"]),
        ("69 in 2012, then 61% and −14", ["69"]),  # its unit is gone
        ("69% in 2012, then 61% and 14", ["14"]),  # its sign is gone
        ("61% in 2012, then 69% and −14", ["2012", "69"]),  # two have changed places
        ("69% in 2012, then 61% and 61%", ["61"]),
        ("69% in 20 12, then 61 % and − 14", ["20", "12"]),
    ],
)
def test_numerals_are_the_figures_in_their_order(words: str, told: list[str]) -> None:
    """Each numeral of the words is a figure, with sign and unit, after the one before it."""
    assert list(html_reader.find_unlisted_numerals(words, figures("69%", "2012", "61%", "−14"))) == told


def test_a_figure_in_another_one_counts_once() -> None:
    """A year in a title stands in the title's place; the same figure at another place counts again."""
    within = [("Guide of 2012", Box(0, 0, 90, 10)), ("2012", Box(60, 0, 20, 10)), ("2012", Box(0, 20, 20, 10))]
    assert list(html_reader.find_unlisted_numerals("Guide of 2012, and 2012", within)) == []
    assert list(html_reader.find_unlisted_numerals("Guide of 2012, 2012 and 2012", within)) == ["2012"]


# ── A real one ────────────────────────────────────────────────────────────────────────────────────


def test_a_finished_transcript_stands_up_to_the_audit(finished: Path) -> None:
    """Every numeral of the brochure's is in its ledger, in its order, and agrees with the data; the command says so."""
    done = run("explain", "--all", finished / "brochure.html", "--data", "acsm-2014")
    assert (done.returncode, done.stderr) == (0, "")
    assert "every one is in the ledger and agrees with its row" in done.stdout
    assert audit.audit_file(finished / "brochure.html")[0] > 500


def test_a_numeral_that_was_changed_by_hand_is_found(page: str, tmp_path: Path) -> None:
    """In words, in a picture, in an alternative, in a title, in the contents: each is told."""
    places = [
        r"passed in 2014: about (2,830) of",
        r">(69)%</text>",
        r"<desc[^>]*>[^<]* (69)%",
        r"<h1>()Certification",
        r"<li value=\"4\"><a[^>]*>[^<]*(2014)",
        r"data-folio=\"Page (4)\"",
    ]
    for place in places:
        match = re.search(place, page)
        assert match, place
        other = f"{page[: match.start(1)]}98765{page[match.end(1) :]}"
        assert any("98765" in told for told in audited(other, tmp_path / "a.html")), place


def test_any_numeral_that_was_changed_is_found(page: str, tmp_path: Path) -> None:
    """Wherever in the main part a numeral stands, in words, pictures or tables: every fiftieth is tried."""
    main = range(page.index("<main"), page.index("</main>"))
    texts = (m for m in re.finditer(r">([^<]+)<", page) if m.start() in main)
    numerals = [m.start(1) + n.start() for m in texts for n in re.finditer(r"\d+", m[1])]
    assert len(numerals) > 1000
    for at in numerals[::50]:
        other = page[:at] + re.sub(r"^\d+", "98765", page[at:])
        assert any("98765" in told for told in audited(other, tmp_path / "a.html")), page[at - 40 : at + 20]


def test_a_figure_of_another_page_is_found(page: str, tmp_path: Path) -> None:
    """A numeral that the ledger knows, but not there, is told with its page."""
    other = page.replace("about 2,830 of", "about 1,180 of", 1)
    assert audited(other, tmp_path / "a.html") == ["page 4: 1,180: not in the ledger"]


def test_a_row_that_says_otherwise_is_found(page: str, tmp_path: Path) -> None:
    """A figure must agree with the value of its fact, as in a PDF; a page that is gone is missed."""
    spoilt = page.replace('"kind": "candidates", "value": 5152', '"kind": "candidates", "value": 5512', 1)
    assert "page 4: 5,152: its row says 5512, which has no 5,152" in audited(spoilt, tmp_path / "a.html")
    gone = re.sub(r'(?s)<section id="back".*?</section>', "", page)
    assert any("the file has no such page" in told for told in audited(gone, tmp_path / "b.html"))


def test_explain_tells_a_transcript_too(finished: Path) -> None:
    """Its figures can be asked for as those of a PDF; the ending .htm is as good."""
    done = run("explain", finished / "brochure.html", "--page", "4", "5,152")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["'5,152' (brochure, page 4, value)", "  CPT candidates 2014: 5152 people"]


def test_a_page_without_a_ledger_is_an_error(tmp_path: Path) -> None:
    """Somebody else's page is an error that says so."""
    (tmp_path / "a.htm").write_text("<!DOCTYPE html><p>50%</p>", encoding="utf-8")
    with pytest.raises(DataError, match="carries no ledger"):
        attachments.read_ledger(tmp_path / "a.htm")


def test_the_allow_list_is_what_the_templates_write() -> None:
    """It lists the elements and attributes in the templates and those that Python names, and no others."""
    names = ("page", "transcript", "transcript_body", "blocks")
    folder = resources.html_template_folder()
    source = "".join((folder / f"{name}.html.jinja").read_text(encoding="utf-8") for name in names)
    source = re.sub(r"\{[{%#].*?[}%#]\}", "", source.replace("<h{{", ""))
    written = {tag.lower() for tag in re.findall(r"<([a-z]\w*)", source)}
    written |= {"b", "span", "h2", "h3", "h4", "ul", "ol", "clippath", "path", "text"}  # names from Python
    assert written == set(ALLOWED_ATTRIBUTES)
    attributes = {name.lower() for name in re.findall(r' ([\w-]+)="', source)}
    svg_attributes = ALLOWED_ATTRIBUTES["path"] | ALLOWED_ATTRIBUTES["text"]
    assert attributes | svg_attributes == set().union(*ALLOWED_ATTRIBUTES.values())
