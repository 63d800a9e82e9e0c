"""The reader of tagged PDF: marked content and its text, wrongly marked painting, structure tree and parent tree."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.export.pdf.reader import Annotation, read_tagged_pdf
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.scene import DocumentMetadata, Drawing, Link, PlacedBlock, Scene, Shape, TextRun
from acsm_report.theme.model import Brand, Ink

ABOUT = DocumentMetadata("A file", "What it is about", "en")
SQUARE = Shape(VectorPath.rectangle(Box(10, 10, 5, 5)), fill=Ink("ink"))


def text_run(text: str, y: float = 50, weight: int = 400, link: Link | None = None) -> TextRun:
    return TextRun(10, y, text, "Source Sans Pro", weight, 10, ink=Ink("ink"), link=link)


def block(role: str, *marks: TextRun | Shape) -> PlacedBlock:
    return PlacedBlock(Box(0, 0, 50, 50), Drawing(marks), role)


def render_page(brand: Brand, *blocks: PlacedBlock) -> bytes:
    return render_pdf([Scene("page", "A page", Size(200, 200), blocks)], brand, ABOUT)


def replace_content(data: bytes, old: bytes, new: bytes) -> bytes:
    """Replace a piece of the content of the first page."""
    with pikepdf.open(io.BytesIO(data)) as document:
        content = document.pages[0].Contents.read_bytes()
        assert old in content
        document.pages[0].Contents = document.make_stream(content.replace(old, new, 1))
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def test_text_is_decoded_with_the_fonts(brand: Brand) -> None:
    """Marked content has its page, MCID, tag and text, in any font face and beyond ASCII."""
    data = render_page(brand, block("H1", text_run("Prüfung – 50%", weight=900)), block("P", text_run("→ ‘so’")))
    contents = read_tagged_pdf(data).marked_content
    assert [(m.page, m.mcid, m.tag, m.text) for m in contents.values()] == [
        (0, 0, "H1", "Prüfung – 50%"),
        (0, 1, "P", "→ ‘so’"),
    ]


@given(text=st.text(st.sampled_from("abcXYZ 0123456789()\\<>&–’·→éüñ"), min_size=1, max_size=300))
def test_any_text_is_read_back(text: str, brand: Brand) -> None:
    """Any text comes back exactly, also when it needs several subsets of a font."""
    pdf = read_tagged_pdf(render_page(brand, block("P", text_run(text))))
    assert pdf.marked_content[0, 0].text == text


def test_text_in_several_font_subsets_is_read_back(brand: Brand) -> None:
    """reportlab splits a font into subsets of 256 codes; text in any of them is read."""
    text = "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0xAC), *range(0xAE, 0x17F)]))
    assert read_tagged_pdf(render_page(brand, block("P", text_run(text)))).marked_content[0, 0].text == text


def test_text_without_to_unicode_is_unknown(brand: Brand) -> None:
    """A code without a ToUnicode table is a replacement character."""
    with pikepdf.open(io.BytesIO(render_page(brand, block("P", text_run("abc"))))) as document:
        for font in document.pages[0].Resources.Font.values():
            del font["/ToUnicode"]
        buffer = io.BytesIO()
        document.save(buffer)
    assert read_tagged_pdf(buffer.getvalue()).marked_content[0, 0].text == "\N{REPLACEMENT CHARACTER}" * 3


@pytest.mark.parametrize(
    ("table", "character"),
    [
        (b"1 beginbfchar <41> <0058> endbfchar", "X"),
        (b"1 beginbfrange <41> <43> <0058> endbfrange", "X"),
        (b"1 beginbfrange <40> <43> [<0058>] endbfrange", "\N{REPLACEMENT CHARACTER}"),
        (b"1 beginbfrange <40> <42> [<0058> <D835DD38> <0061>] endbfrange", "\U0001d538"),
        (b"1 beginbfchar <41> <00660069> endbfchar", "fi"),
        (b"1 beginbfrange <40> <42> <D835DD38> endbfrange", "\U0001d539"),
        (b"1 beginbfchar <40> <0059> endbfchar 1 beginbfchar <41> <0058> endbfchar", "X"),
    ],
)  # fmt: skip
def test_to_unicode_is_read_in_all_its_forms(table: bytes, character: str, brand: Brand) -> None:
    """Single codes, ranges with a start or a list, surrogate pairs, ligatures and several blocks."""
    with pikepdf.open(io.BytesIO(render_page(brand, block("P", text_run("A"))))) as document:
        for font in document.pages[0].Resources.Font.values():
            font.ToUnicode = document.make_stream(table)
        buffer = io.BytesIO()
        document.save(buffer)
    assert read_tagged_pdf(buffer.getvalue()).marked_content[0, 0].text == character


def test_all_painting_is_marked(brand: Brand) -> None:
    """Ground, shapes and text without a role are artifacts."""
    data = render_page(brand, block("Artifact", SQUARE, text_run("4")), block("P", SQUARE, text_run("text")))
    pdf = read_tagged_pdf(data)
    assert (pdf.marking_faults, [m.text for m in pdf.marked_content.values()]) == ([], ["text"])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"/P <</MCID 0>> BDC", b"", "a mark ends that was not begun"),
        (b"/Artifact BMC", b"/Span <<>> BDC", "it belongs to no mark"),
        (b"/P <</MCID 0>> BDC", b"/P <</MCID 0>> BDC /Artifact BMC EMC", "an artifact lies within content"),
        (b"/Artifact BMC", b"/Artifact BMC /P <</MCID 7>> BDC EMC", "content lies within an artifact"),
        (b"/P <</MCID 0>> BDC", b"/Span BMC /P <</MCID 0>> BDC", "a mark does not end"),
    ],
)
def test_wrongly_marked_painting_is_found(old: bytes, new: bytes, what: str, brand: Brand) -> None:
    """Painting outside all marks, unbalanced marks, artifacts in content and content in artifacts."""
    pdf = read_tagged_pdf(replace_content(render_page(brand, block("P", text_run("text"))), old, new))
    assert what in [fault.what for fault in pdf.marking_faults]


def test_duplicate_mcid_is_found(brand: Brand) -> None:
    """An MCID that occurs twice on a page is a duplicate."""
    data = replace_content(
        render_page(brand, block("P", text_run("a")), block("P", text_run("b"))), b"/MCID 1", b"/MCID 0"
    )
    assert [content.mcid for content in read_tagged_pdf(data).duplicates] == [0]


def test_structure_tree_is_read_with_its_kids(brand: Brand) -> None:
    """Elements have their attributes, marked content, annotations and parents; the outline is read."""
    link = Link("https://example.org", "An example")
    pdf = read_tagged_pdf(
        render_page(brand, block("H1", text_run("Title")), block("P", text_run("see "), text_run("x", link=link)))
    )
    assert pdf.structure_tree
    nodes = [(node.tag, pdf.text(node)) for node in pdf.structure_tree.walk()]
    assert nodes[1:] == [
        ("Document", "Titlesee x"), ("Sect", "Titlesee x"), ("H1", "Title"), ("P", "see x"), ("Link", "x")
    ]  # fmt: skip
    *_, link_node = pdf.structure_tree.walk()
    assert [kid for kid in link_node.kids if isinstance(kid, Annotation)] == [
        Annotation(0, 0, "/Link", "An example", 1)
    ]
    assert pdf.parent_tree[1] == link_node.object_id and all(
        node.has_correct_parent for node in pdf.structure_tree.walk()
    )
    assert pdf.outline == [(1, "Title")]


def test_data_that_is_not_a_pdf_is_an_error() -> None:
    """Data that is not a PDF is a ValueError."""
    with pytest.raises(ValueError, match="trailer"):
        read_tagged_pdf(b"no file at all")
