"""The transcript: one page of HTML that says what the document says, in its order, to everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element as Tag

import pypdfium2
import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import DrawError, SetupError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.export.html.stylesheet import build_stylesheet
from acsm_report.export.html.writer import HtmlLabels, render_html
from acsm_report.geometry import Box, Size
from acsm_report.geometry import VectorPath as Outline
from acsm_report.i18n.catalog import load_language
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.logical_tree import build_logical_tree, text_of_element
from acsm_report.layout.scene import (
    Chart,
    DataTable,
    DocumentMetadata,
    Drawing,
    Link,
    Mark,
    PlacedBlock,
    Scene,
    Shape,
    TextRun,
)
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.provenance import attachments
from acsm_report.provenance.builder import build_ledger
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import serialize_ledger
from acsm_report.system import resources
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink
from support.paths import DATASETS
from support.processes import run
from support.validators import axe

ABOUT = DocumentMetadata("A guide", "What it asks", "en")
WORDS = HtmlLabels("Skip", "Contents", "Page {}", "Description", "Description and figures", "figure", "table", "Made.")
AGAIN = {"title", "desc", "details", "header", "footer", "style", "script"}  # what is told besides, or once more
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
NAMES = [f"{document}-{dataset}" for dataset in DATASETS for document in ("brochure", "infographic")]


def words(text: str, **more: Any) -> TextRun:
    return TextRun(more.pop("x", 10), more.pop("y", 50), text, "Source Sans Pro", 400, 9.5, ink=Ink("ink"), **more)


def placed(role: str, *marks: Mark | str, **more: Any) -> PlacedBlock:
    every = tuple(words(mark) if isinstance(mark, str) else mark for mark in marks)
    return PlacedBlock(more.pop("box", Box(10, 40, 100, 12)), Drawing(every), role, **more)


def scene(*items: PlacedBlock, name: str = "page", ground: str = "paper") -> Scene:
    return Scene(name, "A page", Size(200, 100), items, ground)


def made(brand: Brand, *items: PlacedBlock, **more: Any) -> Tag:
    """The page that these blocks become."""
    return read(render_html([scene(*items, **more)], brand, ABOUT, WORDS))


def read(content: bytes) -> Tag:
    return ElementTree.fromstring(content)


def find(tag: Tag, path: str) -> Tag:
    """The element at a path, which must exist."""
    found = tag.find(path)
    assert found is not None, path
    return found


def inner(tag: Tag, path: str = "./body/div/main/section/*") -> list[str]:
    """What the elements at a path are, as text, without what only says how they look and are called."""
    told = (ElementTree.tostring(each, encoding="unicode").strip() for each in tag.findall(path))
    return [re.sub(r' (?:class|role|id|tabindex|aria-[a-z]+)="[^"]*"|\n', "", each) for each in told]


def spoken(tag: Tag) -> Iterator[str]:
    """The words of a page in their order, without those that are told besides or again."""
    kind = tag.get("class", "")
    if tag.tag not in AGAIN and kind not in ("beside", "skip") and not kind.startswith("contents"):
        yield tag.text or ""
        for kid in tag:
            yield from spoken(kid)
            yield kid.tail or ""


def run_together(texts: Iterator[str] | list[str]) -> str:
    return "".join("".join(texts).split())


@pytest.fixture(scope="module")
def documents(stories: dict[str, Insights], context: LayoutContext) -> dict[str, tuple[tuple[Scene, ...], bytes]]:
    """The scenes and the transcript of both documents of both editions, as far as they are made without a browser."""
    found = {}
    for name in NAMES:
        document = BROCHURE if name.startswith("brochure") else INFOGRAPHIC
        insights = stories[name.partition("-")[2]]
        on = context if document is BROCHURE else context.with_page_format(PAGE_FORMATS["infographic"])
        pages = place_labels(compose(document, insights, on))
        book = {LEDGER_FILE: serialize_ledger(build_ledger(insights.dataset, {document.name: pages}))}
        found[name] = pages, render_html(pages, context.brand, ABOUT, WORDS, book)
    return found


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest, documents: dict[str, tuple[tuple[Scene, ...], bytes]]) -> Any:
    """Each of them: its scenes, its page, its bytes."""
    pages, content = documents[request.param]
    return pages, read(content), content


# ── The page ──────────────────────────────────────────────────────────────────────────────────────


def test_a_page_says_what_it_is(document: Any) -> None:
    """It names its language, its title and its subject, and lets itself be scaled."""
    _, root, content = document
    assert content.startswith(b"<!DOCTYPE html>\n")
    assert (root.get("lang"), root.findtext("head/title")) == ("en", "A guide")
    metas = {meta.get("name") or meta.get("http-equiv", ""): meta.get("content") for meta in root.iter("meta")}
    assert metas["description"] == "What it asks"
    assert metas["viewport"] == "width=device-width, initial-scale=1"


def test_the_page_fetches_nothing_and_runs_nothing(document: Any) -> None:
    """It may load nothing, and names nothing to load; its links lead within the page or to the web."""
    _, root, content = document
    (policy,) = (m.get("content") for m in root.iter("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
    assert {each.tag for each in root.iter()}.isdisjoint({"img", "link", "iframe", "object", "embed", "use", "image"})
    assert [each.tag for each in root.iter() if {"src", "srcset"} & set(each.keys())] == []
    assert [script.get("type") for script in root.iter("script")] == ["application/json"]
    assert all(re.match(r"#|https?://", link.get("href", "")) for link in root.iter("a"))
    (style,) = root.iter("style")
    assert re.findall(r"@import|url\((?!data:font/woff;)", style.text or "") == []
    assert re.search(rb"\son[a-z]+=", content.partition(b"<script")[0]) is None


def test_it_has_landmarks_and_a_way_past_the_contents(document: Any) -> None:
    """Header, contents, main and footer are there once; the first link leads to the main part."""
    _, root, _ = document
    body = find(root, "body")
    assert [each.tag for each in body] == ["a", "header", "div", "footer", "script"]
    assert [each.tag for each in find(body, "div")] == ["nav", "main"]
    assert find(body, "a").get("href") == f"#{find(body, 'div/main').get('id')}"


def test_identifiers_are_unique_and_references_resolve(document: Any) -> None:
    """Identifiers are unique; links within the page, labels, descriptions and clips find theirs."""
    _, root, content = document
    names = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(names) == len(set(names))
    wanted = [link.get("href")[1:] for link in root.iter("a") if link.get("href").startswith("#")]
    for attribute in ("aria-labelledby", "aria-describedby"):
        wanted += [name for each in root.iter() for name in each.get(attribute, "").split()]
    assert set(wanted) | set(re.findall(r"url\(#([^)]+)\)", content.decode())) <= set(names)
    assert len(wanted) > 5


def test_headings_have_no_gaps(document: Any) -> None:
    """One h1 opens the page, an h2 each of its parts, and no level is left out on the way down."""
    _, root, _ = document
    levels = [HEADINGS.index(each.tag) + 1 for each in root.iter() if each.tag in HEADINGS]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_page_is_a_section_that_its_heading_labels(document: Any) -> None:
    """A page of the document that says anything is a section of its name and number, labelled by its first heading."""
    pages, root, _ = document
    sections = root.findall("body/div/main/section")
    told = [
        (scene.name, str(number))
        for number, scene in enumerate(pages, 1)
        if build_logical_tree([scene]).elements[0].children
    ]
    assert [(section.get("id"), section.get("data-page")) for section in sections] == told
    for section in sections:
        first = next(each for each in section.iter() if each.tag in HEADINGS)
        assert section.get("aria-labelledby") == first.get("id")


def test_words_and_their_order_are_those_of_the_logical_tree(document: Any) -> None:
    """Page by page, the words are those of the logical tree, none added, none lost, none moved."""
    pages, root, _ = document
    parts = {part.name: part for part in build_logical_tree(pages).elements}
    for section in root.findall("body/div/main/section"):
        wanted = text_of_element(parts.pop(section.get("id")), pages)
        assert run_together(spoken(section)) == run_together([wanted]), section.get("id")
    assert [part.name for part in parts.values() if part.children] == []


def test_words_of_different_blocks_are_kept_apart(document: Any) -> None:
    """What a screen reader says has the spaces of the document: no two of its words have become one."""
    pages, root, _ = document
    block = re.compile(r"</?(?:p|h\d|li|d[dtl]|div|t[hdr]|text|section|figcaption|nav|summary|svg|ol|ul)\b[^>]*>")
    for section, part in zip(
        root.findall("body/div/main/section"),
        (p for p in build_logical_tree(pages).elements if p.children),
        strict=True,
    ):
        for gone in [each for each in section.iter() if each.tag in AGAIN or each.get("class") == "beside"]:
            tail, _ = gone.tail, gone.clear()
            gone.tail = tail
        source = block.sub(" ", ElementTree.tostring(section, encoding="unicode"))
        heard = re.sub(r"<[^>]*>", "", source).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").split()
        assert heard == text_of_element(part, pages).split()


def test_every_figure_is_a_picture_with_a_name_and_a_description(document: Any) -> None:
    """It is named by its title, described by the alternative, which stands below it in words as well."""
    pages, root, _ = document
    wanted = [each.alt for each in build_logical_tree(pages).walk() if each.tag == "Figure"]
    figures = list(root.iter("figure"))
    assert len(figures) == len(wanted) > 1
    for figure, alternative in zip(figures, wanted, strict=True):
        (picture,) = figure.iter("svg")
        title, description = find(picture, "title"), find(picture, "desc")
        assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", title.get("id"))
        assert picture.get("aria-describedby") == description.get("id")
        assert description.text == figure.findtext("details/p") == alternative
        assert title.text and title.text in "".join(find(figure, "details/summary").itertext())


def test_a_document_without_contents_lists_its_parts(documents: dict[str, Any]) -> None:
    """The pages of the brochure stand in the contents with their numbers, of the infographic its headings."""
    for name, (pages, content) in documents.items():
        nav = find(read(content), "body/div/nav")
        links = [(item.get("value"), find(item, "a").get("href"), item.findtext("a")) for item in nav.iter("li")]
        if name.startswith("brochure"):
            told = [
                (str(n), f"#{s.name}", s.title)
                for n, s in enumerate(pages, 1)
                if build_logical_tree([s]).elements[0].children
            ]
            assert links == told
        else:
            assert [text for _, _, text in links] == [
                text_of_element(each, pages) for each in build_logical_tree(pages).walk() if each.tag == "H2"
            ]


def test_it_is_small(document: Any) -> None:
    """With its typefaces and its ledger a transcript has less than 600 kilobytes."""
    assert 80_000 < len(document[2]) < 600_000


def test_output_is_reproducible(documents: dict[str, Any], brand: Brand) -> None:
    """The same scenes make the same file."""
    pages, content = documents["infographic-acsm-2014"]
    book = json.loads(next(read(content).iter("script")).text or "")
    once, twice = (render_html(pages, brand, ABOUT, WORDS, {LEDGER_FILE: json.dumps(book).encode()}) for _ in range(2))
    assert once == twice


# ── Its elements ──────────────────────────────────────────────────────────────────────────────────


def test_a_list_with_labels_is_numbered_by_them(brand: Brand) -> None:
    """A label stands before what it labels, in an item of an ordered list."""
    items = [placed("L/LI:1/Lbl", "1"), placed("L/LI:1/LBody", "First"), placed("L/LI:2/Lbl", "2")]
    items.append(placed("L/LI:2/LBody", "Second", words("(gone)", link=Link("https://example.org/"))))
    assert inner(made(brand, *items)) == [
        "<ol><li><div>1</div> <div>First</div></li>"
        '<li><div>2</div> <div>Second <a href="https://example.org/">(gone)</a></div></li></ol>'
    ]


def test_a_list_without_labels_is_plain(brand: Brand) -> None:
    """Its entries are items, whether they are words or hold blocks of their own."""
    items = [placed("L/LI/LBody", "A first entry"), placed("L/LI:2/LBody/P", "One"), placed("L/LI:2/LBody/P", "two")]
    assert inner(made(brand, *items)) == ["<ul><li>A first entry</li><li><div><p>One</p><p>two</p></div></li></ul>"]


def test_bold_terms_with_descriptions_are_a_definition_list(brand: Brand) -> None:
    """Where each entry is a bold block and others beneath or beside it, it is a term and what is said of it."""

    def entry(number: int, term: str, *said: str) -> list[PlacedBlock]:
        role = f"L/LI:{number}/LBody:{number}"
        first = placed(role, replace(words(term), weight=700, y=50))
        return [first, *(placed(role, words(each, y=62 + 12 * n)) for n, each in enumerate(said))]

    root = made(brand, *entry(1, "Minimum age", "18"), *entry(2, "Fee", "$219", "$279"))
    assert inner(root) == [
        "<dl><div><dt>Minimum age</dt><dd>18</dd></div><div><dt>Fee</dt><dd>$219</dd><dd>$279</dd></div></dl>"
    ]


def test_header_cells_have_their_scope(brand: Brand) -> None:
    """Heads of columns and rows have their scope; a cell knows its column where rows are set one under another."""
    cpt, gei, age = (replace(words(text), weight=700) for text in ("CPT", "GEI", "Age"))
    items = [
        placed("Table/THead/TR/TD"), placed("Table/THead/TR/TH", cpt), placed("Table/THead/TR/TH", gei),
        placed("Table/TBody/TR:age/TH", age), placed("Table/TBody/TR:age/TD", "18"),
        placed("Table/TBody/TR:age/TD", "21"),
    ]  # fmt: skip
    root = made(brand, placed("H1", "Asked"), *items)
    assert inner(root)[1] == (
        "<div><table><thead>"
        '<tr><td /><th scope="col">CPT</th><th scope="col">GEI</th></tr></thead><tbody>'
        '<tr><th scope="row">Age</th><td data-head="CPT">18</td><td data-head="GEI">21</td></tr></tbody>'
        "</table></div>"
    )
    table = find(root, ".//table")
    assert table.get("aria-labelledby") == find(root, ".//h2").get("id")
    kinds = " ".join(each.get("role", "") for each in table.iter())
    assert kinds == ("table rowgroup row cell columnheader columnheader rowgroup row rowheader cell cell")


def test_a_table_with_many_columns_can_be_scrolled_by_keys(brand: Brand) -> None:
    """Its box is reached by keys and named; one of a few columns needs none."""
    row = [placed("Table/TR:1/TD", str(column)) for column in range(5)]
    region = find(made(brand, placed("H1", "Asked"), *row), ".//div[@role='region']")
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Asked (table)")
    assert made(brand, *row[:4]).find(".//div[@role='region']") is None
    table = DataTable(("Year", "1", "2", "3", "4"), (("Rate", "1", "2", "3", "4"),))
    assert find(made(brand, bars(data_table=table)), ".//div[@role='region']").get("aria-label") == "A page (table)"


def test_the_caption_of_a_table_is_its_caption(brand: Brand) -> None:
    """It names the table, and nothing else does."""
    root = made(brand, placed("H1", "Asked"), placed("Table/Caption", "What is asked"), placed("Table/TR/TD", "18"))
    (table,) = root.iter("table")
    assert (table.findtext("caption"), table.get("aria-labelledby")) == ("What is asked", None)


def test_contents_are_nested_lists_of_links(brand: Brand) -> None:
    """Each entry is a link as large as all its words; what is below it is a list within."""
    link = Link("#page")
    items = [
        placed("TOC/TOCI:a/Reference:a", words("Where?", link=link)),
        placed("TOC/TOCI:a/Reference:a", words("3", x=90, link=link)),
        placed("TOC/TOCI:a/TOC/TOCI/Lbl", "1"),
    ]
    assert inner(made(brand, placed("H1", "Find it"), *items))[1] == (
        '<nav><ol><li><a href="#page"><span>Where?</span> <span>3</span></a>'
        "<ol><li><span>1</span></li></ol></li></ol></nav>"
    )


def test_a_lane_figure_is_read_and_set_large(brand: Brand) -> None:
    """Strokes over words that are not seen become these words, as large as they are to the type of the page."""
    stroke = Shape(Outline.rectangle(Box(10, 40, 9, 9)), stroke=Ink("lane.2"))

    def number(size: float) -> list[Mark]:
        return [stroke, replace(words("50%"), ink=None, size=size)]

    body = placed("P", words("Body"), replace(words("cover"), size=40))
    figures = (placed("P:1", *number(120)), placed("P:1", "passed"), placed("P", *number(40)), placed("P", *number(16)))
    root = made(brand, body, *figures)
    told = [(each.tag, each.get("class")) for each in root.iter() if each.text == "50%"]
    assert told == [("span", "line n1 b lane-2"), ("p", "n2 b lane-2"), ("p", "n3 b lane-2")]
    assert "50% passed" in " ".join("".join(spoken(root)).split())


def test_words_that_had_no_room_have_it_here(brand: Brand) -> None:
    """What was set in small print so that it fits its page is set as large as the rest; small print stays small."""
    small, body = replace(words("Small"), size=7.5), words("Body")
    root = made(brand, placed("P", body), placed("P", small, fit="smaller"), placed("P", small))
    assert [each.get("class") for each in root.findall(".//section/p")] == [None, None, "xs"]


def test_words_on_the_colours_of_the_stage_stand_on_it(brand: Brand) -> None:
    """Part of a light page that is on the dark ground is so here; a page whose ground it is, as a whole."""
    head = placed("H1", replace(words("Half"), ink=Ink("stage.words")))
    root = made(brand, head, placed("P", "More"))
    assert [each.tag for each in find(root, ".//div[@class='stage']")] == ["h2"]
    assert find(made(brand, head, ground="stage"), ".//section").get("class") == "stage"


def test_a_heading_never_leaves_out_a_level(brand: Brand) -> None:
    """A page that begins with a lower heading still has it at the level of a page."""
    root = made(brand, placed("H3", "Low"), placed("H1", "High"), placed("H3", "Low"))
    assert [each.tag for each in root.iter() if each.tag in HEADINGS] == ["h1", "h2", "h2", "h3"]


def test_a_page_without_a_heading_is_labelled_all_the_same(brand: Brand) -> None:
    """Its title labels it."""
    section = find(made(brand, placed("P", "Words")), ".//section")
    assert (section.get("aria-label"), section.get("aria-labelledby")) == ("A page", None)


def test_links_lead_to_pages_and_to_the_web(brand: Brand) -> None:
    """A name with signs that no address has leads there too; what leads nowhere is a fault."""
    pages = [scene(placed("P", words("there", link=Link("#a b"))), name="a"), scene(placed("P", "x"), name="a b")]
    root = read(render_html(pages, brand, ABOUT, WORDS))
    assert [section.get("id") for section in root.iter("section")] == ["a", "a-b"]
    assert [link.get("href") for link in root.iter("a")][-1] == "#a-b"
    for to in ("#nowhere", "javascript:alert(1)", "file:///etc/passwd"):
        with pytest.raises(DrawError, match="has no target"):
            made(brand, placed("P", words("there", link=Link(to))))


def test_an_address_breaks_where_it_did_and_stays_one(brand: Brand) -> None:
    """Words that are glued have no space between them, and a line may break there."""
    link = Link("https://example.org/long/way")
    marks = (words("example.org/", link=link, unspaced=True), words("long/way", y=62, link=link))
    (told,) = inner(made(brand, placed("P", *marks)))
    assert told == '<p><a href="https://example.org/long/way">example.org/<wbr />long/way</a></p>'


NASTY = """<b>R&D</b> "quoted" 'too' &amp; </section> <!-- $x$ {0} \\n"""


def test_text_is_text(brand: Brand) -> None:
    """Whatever a text holds is read as it is written: in words, titles, alternatives, tables and cells."""
    box = Box(10, 40, 100, 12)
    table = DataTable((NASTY, "Value"), ((NASTY, NASTY),))
    items = (
        placed("H1", NASTY), placed("Table/TR/TH", "Name"), placed("Table/TR/TD", NASTY),
        placed("Figure", NASTY, alt=NASTY, data_table=table, box=box),
    )  # fmt: skip
    pages = [replace(scene(*items), title=NASTY), scene(placed("P", words("x", link=Link("#page"))), name="other")]
    content = render_html(
        pages, brand, DocumentMetadata(NASTY, NASTY, "en"), WORDS, {LEDGER_FILE: json.dumps({"a": NASTY}).encode()}
    )
    root = read(content)
    whole = " ".join(NASTY.split())
    assert {root.findtext("head/title"), root.findtext(".//h1"), root.findtext(".//h2")} == {whole, NASTY}
    assert root.findtext(".//svg/title") == root.findtext(".//details/p") == NASTY
    assert [cell.text for cell in root.findall(".//details//td")] == [NASTY]
    assert [each.tag for each in root.iter("b")] == [] and len(list(root.iter("section"))) == 2
    assert json.loads(next(root.iter("script")).text or "") == {"a": NASTY}
    assert b"</section> <!--" not in content


def test_invalid_characters_become_the_replacement_character(brand: Brand) -> None:
    """A control character is shown as lost, not written."""
    assert inner(made(brand, placed("P", "bell \x07 rings"))) == ["<p>bell \N{REPLACEMENT CHARACTER} rings</p>"]


# ── Figures ───────────────────────────────────────────────────────────────────────────────────────


def bars(**more: Any) -> PlacedBlock:
    clipped = Shape(Outline.rectangle(Box(0, 0, 90, 10)), fill=Ink("lane.1"), clip=Box(10, 40, 60, 12))
    return placed("Figure", clipped, "69%", alt="Bars: 69%.", **more)


def test_the_values_of_a_figure_are_a_table(brand: Brand) -> None:
    """Below its alternative they stand with a caption, and their heads say of what they are."""
    table = DataTable(("Year", "Rate"), (("2012", "69%"), ("2013", "61%")))
    details = find(made(brand, placed("H1", "Rates"), bars(data_table=table)), ".//details")
    assert inner(details, "summary/span") == ["<span>: Rates</span>"]
    assert "".join(find(details, "summary").itertext()) == "Description and figures: Rates"
    assert inner(details, "div/table") == [
        "<table><caption>Rates</caption>"
        '<thead><tr><th scope="col">Year</th><th scope="col">Rate</th></tr></thead><tbody>'
        '<tr><th scope="row">2012</th><td data-head="Rate">69%</td></tr>'
        '<tr><th scope="row">2013</th><td data-head="Rate">61%</td></tr></tbody></table>'
    ]
    assert made(brand, bars()).findtext(".//summary") == "Description"


def test_a_caption_stands_where_it_is_read(brand: Brand) -> None:
    """Captions before the picture are one caption above it, those after it one below."""
    caption = placed("Figure:1/Caption", "Of the candidates")
    picture = replace(bars(), role="Figure:1")
    assert [each.tag for each in find(made(brand, caption, caption, picture), ".//figure")][:2] == ["figcaption", "div"]
    assert [each.tag for each in find(made(brand, picture, caption), ".//figure")][:2] == ["div", "figcaption"]


def test_a_picture_is_its_part_of_the_page(brand: Brand) -> None:
    """It shows its box and a little around it, never more than the page, with the shapes under it and on its ground."""
    panel = PlacedBlock(
        Box(0, 0, 200, 100), Drawing((Shape(Outline.rectangle(Box(0, 0, 200, 100)), fill=Ink("sand")),))
    )
    picture = find(made(brand, panel, bars(box=Box(1, 40, 100, 12)), ground="stage"), ".//svg")
    assert picture.get("viewBox") == "0 36 105 20"
    assert find(picture, "rect").get("fill") == brand.rgb(Ink("stage"))
    assert find(picture, "g/path").get("fill", picture.findall("g/path")[0].get("fill")) == brand.rgb(Ink("sand"))
    (below,) = [g for g in picture.findall("g") if g.get("class") == "beside"]
    assert [each.tag for each in below] == ["path"]


def test_words_that_lie_in_a_picture_are_shown_in_it_and_told_once(brand: Brand) -> None:
    """Those read after it are drawn where they stand, marked as not its own; those read before it are not drawn."""
    root = made(brand, placed("H1", "Before"), bars(box=Box(0, 0, 200, 100)), placed("P", words("after", y=50)))
    shown = [("".join(g.itertext()).strip(), g.get("class")) for g in find(root, ".//svg").findall("g")]
    assert ("after", "beside") in shown and not any("Before" in text for text, _ in shown)
    assert "".join(spoken(root)).split() == ["Before", "69%", "after"]


def test_what_has_a_heading_of_its_own_is_no_part_of_the_picture_before(brand: Brand) -> None:
    """From the next heading or figure on, nothing is shown in a picture, even if it lies there."""
    after = (placed("H3", "low"), placed("H2", "high"), placed("P", "words"), bars())
    root = made(brand, bars(box=Box(0, 0, 200, 100)), *after)
    told = ["".join(g.itertext()).split() for g in find(root, ".//svg").findall("g") if g.get("class") == "beside"]
    assert told == [["low"]]


def test_a_logo_is_a_picture_with_a_title_and_no_description(brand: Brand) -> None:
    """Its alternative says all that there is to say of it."""
    root = made(brand, placed("H1", "A heading"), replace(bars(), role="Figure:logo", alt="Logo of Brookfield"))
    (picture,) = root.iter("svg")
    assert [(each.tag, each.text) for each in picture if each.tag in ("title", "desc")] == [
        ("title", "Logo of Brookfield")
    ]
    assert picture.get("role") == "img" and picture.get("aria-describedby") is None
    assert not list(root.iter("details"))


def test_a_figure_that_a_narrow_screen_would_make_too_small_is_scrolled(brand: Brand) -> None:
    """Its box can be reached by keys, is named, no two alike, and is as wide as its smallest type needs."""
    wide = replace(scene(bars(box=Box(10, 40, 500, 12)), bars(box=Box(10, 60, 500, 12)), bars()), size=Size(600, 100))
    root = read(render_html([wide], brand, ABOUT, WORDS))
    regions = [each for each in root.iter("div") if each.get("role") == "region"]
    assert [each.get("aria-label") for each in regions] == ["A page (figure)", "A page (figure) 2"]
    assert all(each.get("tabindex") == "0" for each in regions)
    least = [each.get("style") for each in root.iter("svg")]
    assert least == ["min-width:25.1rem", "min-width:25.1rem", None]


def test_clips_of_several_pictures_do_not_meet(brand: Brand) -> None:
    """Each picture has clips of its own names."""
    names = [each.get("id") for each in made(brand, bars(), bars()).iter("clipPath")]
    assert names == ["page-figure-clip-1", "page-figure_2-clip-1"]


def test_words_in_a_picture_are_no_links(brand: Brand) -> None:
    """A picture is one thing: no link is reached within it."""
    figure = placed("Figure", words("69%", link=Link("https://example.org/")), alt="x")
    assert [link.get("href") for link in made(brand, figure).iter("a")] == ["#main"]


def test_a_chart_that_was_not_drawn_is_an_error(brand: Brand) -> None:
    """There is no picture with a hole."""
    chart = PlacedBlock(Box(0, 0, 10, 10), Chart("rates", {}, Size(10, 10), "x", ()), "Figure", alt="x")
    with pytest.raises(DrawError, match="the chart was not drawn"):
        made(brand, chart)


def test_a_broken_font_is_an_error(brand: Brand, tmp_path: Path) -> None:
    """A font that is spoilt after it was measured is one line that names it."""
    spoilt = tmp_path / "a.ttf"
    spoilt.write_bytes(brand.font_faces[0].path.read_bytes()[:5000])
    others = replace(brand, font_faces=tuple(replace(face, path=spoilt) for face in brand.font_faces))
    with pytest.raises(SetupError, match=r"a\.ttf: the font cannot be embedded"):
        render_html([scene(placed("P", "x"))], others, ABOUT, WORDS)


# ── Its look ──────────────────────────────────────────────────────────────────────────────────────


def schemes(rules: str) -> list[dict[str, str]]:
    """The colours of each scheme and ground that a sheet knows, by name."""
    found = re.findall(r"\{((?:[a-z-]+:[a-z ]+;)?--ground:[^}]*)\}", rules)
    return [dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-F]{6})", each)) for each in found if "--ink" in each]


@pytest.mark.parametrize("ground", ["screen", "white"])
def test_every_colour_of_words_is_read_easily(ground: str, brand: Brand) -> None:
    """In each scheme words, secondary words and all lanes have 4.5:1 on their ground; blocks of lanes bear theirs."""
    on = brand.with_ground(ground)
    rules = build_stylesheet(on, range(1, len(on.lanes) + 1))
    known = schemes(rules)
    assert len(known) == (3 if ground == "screen" else 2)
    for colours in known:
        assert {"ink", "soft", "lane-1", "lane-9"} <= colours.keys()
        for name in colours.keys() - {"ground", "rule"}:
            assert contrast_ratio(colours[name], colours["ground"]) >= 4.5, (name, colours)
    blocks = re.findall(r"\.chip-\d\{background:(#\w{6});color:(#\w{6})\}", rules)
    assert len(blocks) == 9 and all(contrast_ratio(*pair) >= 4.5 for pair in blocks)


def test_a_brand_whose_stage_is_light_has_no_dark_scheme(brand: Brand) -> None:
    """White pages are white on a dark screen too; the brand's own stage makes a dark scheme."""
    dark = "prefers-color-scheme:dark"
    assert dark in build_stylesheet(brand, [1]) and "color-scheme:light dark" in build_stylesheet(brand, [1])
    white = build_stylesheet(brand.with_ground("white"), [1])
    assert dark not in white and "color-scheme:light;" in white


def test_the_number_of_a_page_is_not_broken() -> None:
    """In the list of contents a question gives way on a narrow screen, its page number, "11", does not."""
    rules = build_stylesheet(load_brand(resources.find_brand_folder()), [1])
    (numbers,) = re.findall(r"\.toc a>:last-child:not\(:first-child\)\{(.*?)\}", rules)
    assert "flex:none" in numbers.split(";")


def test_nothing_moves() -> None:
    """No rule animates, and none scrolls by itself."""
    rules = build_stylesheet(load_brand(resources.find_brand_folder()), [1])
    assert re.findall(r"animation|transition|scroll-behavior|@keyframes", rules) == []


SCREENS = [(1280, "light"), (320, "dark"), (1280, "dark"), (700, "light"), (320, "light")]
SEEN = [(name, *screen) for number, name in enumerate(NAMES) for screen in (SCREENS[:2] if number else SCREENS)]


@pytest.mark.needs(axe)
@pytest.mark.browser
@pytest.mark.parametrize(("name", "width", "scheme"), SEEN)
def test_axe_finds_nothing_and_nobody_scrolls_sideways(
    name: str, width: int, scheme: str, documents: dict[str, Any]
) -> None:
    """WCAG 2.2 AA and best practice hold on any screen, all descriptions open; 320 px are 1280 at a zoom of 400 %."""
    content = documents[name][1].replace(b"<details>", b"<details open>")
    found, metrics = axe.violations(content, width=width, scheme=scheme)
    assert found == []
    assert metrics.scroll == metrics.client == width


@pytest.mark.needs(axe)
@pytest.mark.browser
def test_long_words_and_figures_break_before_they_widen_a_narrow_page(brand: Brand) -> None:
    """A word and a figure wider than the screen, in whatever element, make nobody scroll."""
    word, figure = "Donaudampfschiffahrt" * 4, replace(words("$1,234,567,890"), ink=None, size=120)
    every = ("H1", "P", "L/LI:1/Lbl", "L/LI:1/LBody", "TOC/TOCI", "Table/TR:1/TH", "Table/TR:1/TD", "Note")
    items = [placed(role, word) for role in every]
    items += [placed("H2", figure), placed("P", figure), placed("L:n/LI/LBody", figure), placed("L:n/LI/LBody", figure)]
    pages = [scene(*items), scene(placed("H1", "More"), name="other")]
    _, metrics = axe.violations(render_html(pages, brand, DocumentMetadata(word, word, "en"), WORDS), width=320)
    assert metrics.scroll == 320


# ── From the command line ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["brochure", "infographic"])
def test_a_build_writes_transcripts_with_their_ledgers(name: str, finished: Path) -> None:
    """The file carries the ledger that the PDF carries, and asks of it what its words are."""
    root = read((finished / f"{name}.html").read_bytes())
    language = load_language("en")
    assert root.findtext(".//h1") == pypdfium2.PdfDocument(finished / f"{name}.pdf").get_metadata_value("Title")
    assert root.findtext("body/a") == language.messages["transcript.skip"]
    assert attachments.read_ledger(finished / f"{name}.html") == attachments.read_ledger(finished / f"{name}.pdf")


@pytest.mark.browser
def test_a_transcript_is_made_alone(tmp_path: Path) -> None:
    """`brochure -o guide.html` writes it and its ledger."""
    done = run("brochure", "-o", tmp_path / "guide.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["guide.html", "guide.ledger.json"]
    assert (tmp_path / "guide.html").read_bytes().startswith(b"<!DOCTYPE html>")
