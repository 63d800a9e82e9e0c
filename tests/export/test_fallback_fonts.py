"""Text in several fonts comes out of every format as it went in."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.export.html.writer import HtmlLabels, render_html
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.svg import render_svg
from acsm_report.geometry import Box, Size
from acsm_report.layout.measure import text_run_width
from acsm_report.layout.scene import DocumentMetadata, Drawing, PlacedBlock, Scene, TextRun
from acsm_report.theme.fonts import register_fonts
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink
from support.small_fonts import make_font

LATIN, HAN = string.ascii_letters + string.digits + "–’&<", "健康運動指導士カナ→×"
ABOUT = DocumentMetadata("Title", "", "en")
LABELS = HtmlLabels(*("{}" for _ in HtmlLabels._fields))
words = st.text(st.sampled_from(LATIN + HAN), min_size=1, max_size=12)


@pytest.fixture(scope="module")
def two_fonts(tmp_path_factory: pytest.TempPathFactory, brand: Brand) -> Iterator[Brand]:
    """A brand with Latin letters in one family and Han characters in another of another width."""
    folder: Path = tmp_path_factory.mktemp("two")
    make_font(folder / "a.ttf", LATIN, "Plain", width=500)
    make_font(folder / "b.ttf", HAN, "2 Han", width=1000)
    (folder / "brand.yml").write_text("typography: {fonts: [{family: Plain}, {family: 2 Han}]}")
    found = load_brand(folder)
    register_fonts(found)
    yield found
    register_fonts(brand)


def page(text: str) -> Scene:
    run = TextRun(10, 50, text, "Plain", 400, 12, ink=Ink("ink"))
    block = PlacedBlock(Box(10, 40, 400, 14), Drawing((run,)), "H1")
    return Scene("page", "Page", Size(420, 100), (block,))


@given(words)
def test_text_in_two_fonts_is_the_same_text_in_a_pdf(two_fonts: Brand, text: str) -> None:
    """Any characters of two fonts are read back from the PDF in their order."""
    document = pypdfium2.PdfDocument(render_pdf([page(text)], two_fonts, ABOUT))
    assert document[0].get_textpage().get_text_range().strip() == text


@given(words)
def test_text_in_two_fonts_is_one_text_in_an_svg(two_fonts: Brand, text: str) -> None:
    """It is one element as wide as measured, and its families are those that the file embeds."""
    scene = page(text)
    root = ElementTree.fromstring(render_svg(scene, two_fonts, ABOUT))
    (element,) = root.iter("{http://www.w3.org/2000/svg}text")
    (run,) = scene.blocks[0].block.marks  # type: ignore[union-attr]
    assert element.text == text
    assert float(element.get("textLength", 0)) == pytest.approx(text_run_width(run), abs=0.01)  # type: ignore[arg-type]
    style = root.findtext("{http://www.w3.org/2000/svg}style") or ""
    embedded = set(re.findall(r"font-family:('[^']+')", style))
    assert embedded <= set((element.get("font-family") or "").split(","))
    assert ("'2 Han'" in embedded) == any(c in HAN for c in text)


@given(words)
def test_text_in_two_fonts_is_one_text_in_html(two_fonts: Brand, text: str) -> None:
    """The heading has the text, and the page embeds the second family if it is needed."""
    content = render_html([page(text)], two_fonts, ABOUT, LABELS).decode()
    headings = re.findall(r"<h\d[^>]*>(.*?)</h\d>", content, re.DOTALL)
    assert text in [unescape(re.sub(r"<[^>]+>", "", heading)).strip() for heading in headings]
    assert ("font-family:'2 Han'" in content) == any(c in HAN for c in text)
