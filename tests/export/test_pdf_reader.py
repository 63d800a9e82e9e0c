"""A tagged PDF read back: marks and their words, stray painting, the tree and the way back from the pages."""

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
DOT = Shape(VectorPath.rectangle(Box(10, 10, 5, 5)), fill=Ink("ink"))


def words(text: str, y: float = 50, weight: int = 400, link: Link | None = None) -> TextRun:
    return TextRun(10, y, text, "Source Sans Pro", weight, 10, ink=Ink("ink"), link=link)


def placed(role: str, *marks: TextRun | Shape) -> PlacedBlock:
    return PlacedBlock(Box(0, 0, 50, 50), Drawing(marks), role)


def paper(brand: Brand, *items: PlacedBlock) -> bytes:
    return render_pdf([Scene("page", "A page", Size(200, 200), items)], brand, ABOUT)


def rewritten(data: bytes, old: bytes, new: bytes) -> bytes:
    """The file with another content on its first page."""
    with pikepdf.open(io.BytesIO(data)) as document:
        content = document.pages[0].Contents.read_bytes()
        assert old in content
        document.pages[0].Contents = document.make_stream(content.replace(old, new, 1))
        buffer = io.BytesIO()
        document.save(buffer)
    return buffer.getvalue()


def test_words_are_read_by_what_their_fonts_say(brand: Brand) -> None:
    """Marks are read with their page, their number, their tag and their words, of every face and beyond ASCII."""
    data = paper(brand, placed("H1", words("Prüfung – 50%", weight=900)), placed("P", words("→ ‘so’")))
    marks = read_tagged_pdf(data).marked_content
    assert [(m.page, m.mcid, m.tag, m.text) for m in marks.values()] == [
        (0, 0, "H1", "Prüfung – 50%"),
        (0, 1, "P", "→ ‘so’"),
    ]


@given(text=st.text(st.sampled_from("abcXYZ 0123456789()\\<>&–’·→éüñ"), min_size=1, max_size=300))
def test_whatever_is_written_is_read_back(text: str, brand: Brand) -> None:
    """Any words come back exactly, more kinds of them than one subset of a font holds too."""
    found = read_tagged_pdf(paper(brand, placed("P", words(text))))
    assert found.marked_content[0, 0].text == text


def test_two_hundred_and_more_characters_come_back(brand: Brand) -> None:
    """A font is cut into subsets of 256 codes; words of several of them are read like all others."""
    text = "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0xAC), *range(0xAE, 0x17F)]))
    assert read_tagged_pdf(paper(brand, placed("P", words(text)))).marked_content[0, 0].text == text


def test_without_tounicode_nothing_is_known_of_the_words(brand: Brand) -> None:
    """A code that no table explains is no letter."""
    with pikepdf.open(io.BytesIO(paper(brand, placed("P", words("abc"))))) as document:
        for font in document.pages[0].Resources.Font.values():
            del font["/ToUnicode"]
        buffer = io.BytesIO()
        document.save(buffer)
    assert read_tagged_pdf(buffer.getvalue()).marked_content[0, 0].text == "\N{REPLACEMENT CHARACTER}" * 3


@pytest.mark.parametrize(
    ("table", "read"),
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
def test_a_table_of_characters_is_read_in_all_its_forms(table: bytes, read: str, brand: Brand) -> None:
    """Single codes, ranges from a start, ranges with a list, characters of several units, ligatures."""
    with pikepdf.open(io.BytesIO(paper(brand, placed("P", words("A"))))) as document:
        for font in document.pages[0].Resources.Font.values():
            font.ToUnicode = document.make_stream(table)
        buffer = io.BytesIO()
        document.save(buffer)
    assert read_tagged_pdf(buffer.getvalue()).marked_content[0, 0].text == read


def test_all_painting_is_marked(brand: Brand) -> None:
    """What no block claims is painted as an artifact: the ground, shapes and words without a role."""
    data = paper(brand, placed("Artifact", DOT, words("4")), placed("P", DOT, words("text")))
    found = read_tagged_pdf(data)
    assert (found.marking_faults, [m.text for m in found.marked_content.values()]) == ([], ["text"])


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
def test_painting_that_is_wrongly_marked_is_found(old: bytes, new: bytes, what: str, brand: Brand) -> None:
    """Painting outside all marks, marks that do not pair, artifacts in content and content in artifacts."""
    found = read_tagged_pdf(rewritten(paper(brand, placed("P", words("text"))), old, new))
    assert what in [stray.what for stray in found.marking_faults]


def test_a_number_that_two_marks_have_is_found(brand: Brand) -> None:
    """The numbers of a page's marks are unique."""
    data = rewritten(paper(brand, placed("P", words("a")), placed("P", words("b"))), b"/MCID 1", b"/MCID 0")
    assert [mark.mcid for mark in read_tagged_pdf(data).duplicates] == [0]


def test_the_tree_is_read_with_what_it_holds(brand: Brand) -> None:
    """Elements come with their attributes, their marks and annotations, and what they lead to is told."""
    link = Link("https://example.org", "An example")
    found = read_tagged_pdf(
        paper(brand, placed("H1", words("Title")), placed("P", words("see ", link=None), words("x", link=link)))
    )
    assert found.structure_tree
    nodes = [(node.tag, found.text(node)) for node in found.structure_tree.walk()]
    assert nodes[1:] == [
        ("Document", "Titlesee x"), ("Sect", "Titlesee x"), ("H1", "Title"), ("P", "see x"), ("Link", "x")
    ]  # fmt: skip
    last = list(found.structure_tree.walk())[-1]
    assert [kid for kid in last.kids if isinstance(kid, Annotation)] == [Annotation(0, 0, "/Link", "An example", 1)]
    assert found.parent_tree[1] == last.object_id and all(
        node.has_correct_parent for node in found.structure_tree.walk()
    )
    assert found.outline == [(1, "Title")]


def test_what_is_no_pdf_is_refused() -> None:
    """Bytes that are no PDF are a ValueError."""
    with pytest.raises(ValueError, match="trailer"):
        read_tagged_pdf(b"no file at all")
