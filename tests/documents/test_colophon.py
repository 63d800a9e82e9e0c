"""What a product says of its edition: its code, its day, and where they lead."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import DocumentMetadata, Scene
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES
from acsm_report.provenance.edition_code import edition_code_from_scenes
from acsm_report.theme.model import Contact

PRINTED = ("infographic", "a3", "tabloid")  # shapes for paper, and the portrait, which may be printed


def leading(context: LayoutContext, link: str) -> LayoutContext:
    """The edition of a brand with an address."""
    return replace(context, brand=replace(context.brand, contact=Contact(name="Example Gym", link=link)))


def codes(scene: Scene, context: LayoutContext) -> list[str]:
    """What a telephone reads on a page."""
    with pypdfium2.PdfDocument(render_pdf([scene], context.brand, DocumentMetadata("t", "s", "en"))) as document:
        picture = document[0].render(scale=2).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("https://example.org/gym", "https://example.org/gym?edition={}"),
        ("https://example.org/?from=paper#top", "https://example.org/?from=paper&edition={}#top"),
    ],
)
def test_the_back_cover_leads_to_the_brand_with_the_code(
    link: str, leads: str, insights: Insights, context: LayoutContext
) -> None:
    """What the address asked for already stays."""
    on = leading(context, link)
    scenes = compose(BROCHURE, insights, on)
    assert codes(scenes[-1], on) == [leads.format(edition_code_from_scenes("brochure", scenes))]


@pytest.mark.parametrize("form", PICTURE_NAMES)
def test_an_infographic_on_paper_leads_there_too(form: str, insights: Insights, context: LayoutContext) -> None:
    """A picture for feeds does not: it is seen on the telephone that would have to read it."""
    on = leading(context, "https://example.org/gym").with_page_format(PAGE_FORMATS[form])
    scenes = compose(INFOGRAPHIC, insights, on)
    wanted = (
        [f"https://example.org/gym?edition={edition_code_from_scenes('infographic', scenes)}"]
        if form in PRINTED
        else []
    )
    assert codes(place_labels(scenes)[0], on) == wanted


def test_without_an_address_there_is_no_code_to_read(insights: Insights, context: LayoutContext) -> None:
    assert codes(compose(BROCHURE, insights, context)[-1], context) == []


@pytest.mark.parametrize("issued", ["", "2026-11-27"])
def test_the_back_cover_says_its_code_and_its_day(issued: str, insights: Insights, context: LayoutContext) -> None:
    """The day only where one was asked for: that of the data stands on the cover."""
    scenes = compose(BROCHURE, insights, replace(context, issued=issued))
    words = [getattr(item.block, "text", "") for item in scenes[-1].blocks]
    assert f"Edition {edition_code_from_scenes('brochure', scenes)}" in words
    assert ("Issued 27 November 2026" in words) == bool(issued)
