"""Tests of the colophon: edition code, issue date and QR code."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC, PERSONALIZED_DOCUMENTS
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import DocumentMetadata, Scene
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES
from acsm_report.provenance.edition_code import edition_code_from_scenes
from acsm_report.theme.model import Contact

PRINTED = ("infographic", "a3", "tabloid")  # shapes for paper, and the portrait, which may be printed


def context_with_link(context: LayoutContext, link: str) -> LayoutContext:
    """Return the layout context of a brand with a link."""
    return replace(context, brand=replace(context.brand, contact=Contact(name="Example Gym", link=link)))


def qr_codes(scene: Scene, context: LayoutContext) -> list[str]:
    """Return the texts of the QR codes on a page."""
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
def test_the_qr_code_of_the_back_cover_has_link_and_edition_code(
    link: str, leads: str, insights: Insights, context: LayoutContext
) -> None:
    """The QR code keeps the query of the brand's link."""
    brand_context = context_with_link(context, link)
    scenes = compose(BROCHURE, insights, brand_context)
    assert qr_codes(scenes[-1], brand_context) == [leads.format(edition_code_from_scenes("brochure", scenes))]


@pytest.mark.parametrize("document", PERSONALIZED_DOCUMENTS)
def test_a_copy_has_the_qr_code_of_the_brand(document: str, insights: Insights, context: LayoutContext) -> None:
    """It stands outside the recipient's panel, so that copies without a url have it, too."""
    paper = PAGE_FORMATS["infographic" if document == "infographic" else "letter"]
    brand_context = context_with_link(context, "https://example.org/gym").with_page_format(paper)
    scenes = place_labels(compose(PERSONALIZED_DOCUMENTS[document], insights, brand_context))
    code = edition_code_from_scenes(document, scenes)
    assert qr_codes(scenes[-1], brand_context) == [f"https://example.org/gym?edition={code}"]


@pytest.mark.parametrize("form", PICTURE_NAMES)
def test_an_infographic_for_paper_has_a_qr_code(form: str, insights: Insights, context: LayoutContext) -> None:
    """Pictures for feeds have no QR code: they are seen on the phone that would have to scan it."""
    picture_context = context_with_link(context, "https://example.org/gym").with_page_format(PAGE_FORMATS[form])
    scenes = compose(INFOGRAPHIC, insights, picture_context)
    wanted = (
        [f"https://example.org/gym?edition={edition_code_from_scenes('infographic', scenes)}"]
        if form in PRINTED
        else []
    )
    assert qr_codes(place_labels(scenes)[0], picture_context) == wanted


def test_without_a_link_there_is_no_qr_code(insights: Insights, context: LayoutContext) -> None:
    assert qr_codes(compose(BROCHURE, insights, context)[-1], context) == []


@pytest.mark.parametrize("issued", ["", "2026-11-27"])
def test_the_back_cover_has_edition_code_and_issue_date(
    issued: str, insights: Insights, context: LayoutContext
) -> None:
    """The back cover has the edition code, and the issue date only if one is given."""
    scenes = compose(BROCHURE, insights, replace(context, issued=issued))
    words = [getattr(item.block, "text", "") for item in scenes[-1].blocks]
    assert f"Edition {edition_code_from_scenes('brochure', scenes)}" in words
    assert ("Issued November 27, 2026" in words) == bool(issued)
