"""What a product says of its edition: its code, its day, and where they lead."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from acsm_report.artwork import labelled
from acsm_report.brand import Contact
from acsm_report.documents import BROCHURE, INFOGRAPHIC, compose
from acsm_report.edition import Edition
from acsm_report.exports.pdf import pdf
from acsm_report.geometry import FORMATS, PICTURES
from acsm_report.scene import About, Scene
from acsm_report.stamp import stamped
from acsm_report.story import Story

PRINTED = ("infographic", "a3", "tabloid")  # shapes for paper, and the portrait, which may be printed


def leading(edition: Edition, link: str) -> Edition:
    """The edition of a brand with an address."""
    return replace(edition, brand=replace(edition.brand, contact=Contact(name="Example Gym", link=link)))


def codes(scene: Scene, edition: Edition) -> list[str]:
    """What a telephone reads on a page."""
    with pypdfium2.PdfDocument(pdf([scene], edition.brand, About("t", "s", "en"))) as document:
        picture = document[0].render(scale=2).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("https://example.org/gym", "https://example.org/gym?edition={}"),
        ("https://example.org/?from=paper#top", "https://example.org/?from=paper&edition={}#top"),
    ],
)
def test_the_back_cover_leads_to_the_brand_with_the_code(link: str, leads: str, story: Story, edition: Edition) -> None:
    """What the address asked for already stays."""
    on = leading(edition, link)
    scenes = compose(BROCHURE, story, on)
    assert codes(scenes[-1], on) == [leads.format(stamped("brochure", scenes))]


@pytest.mark.parametrize("form", PICTURES)
def test_an_infographic_on_paper_leads_there_too(form: str, story: Story, edition: Edition) -> None:
    """A picture for feeds does not: it is seen on the telephone that would have to read it."""
    on = leading(edition, "https://example.org/gym").on(FORMATS[form])
    scenes = compose(INFOGRAPHIC, story, on)
    wanted = [f"https://example.org/gym?edition={stamped('infographic', scenes)}"] if form in PRINTED else []
    assert codes(labelled(scenes)[0], on) == wanted


def test_without_an_address_there_is_no_code_to_read(story: Story, edition: Edition) -> None:
    assert codes(compose(BROCHURE, story, edition)[-1], edition) == []


@pytest.mark.parametrize("issued", ["", "2026-11-27"])
def test_the_back_cover_says_its_code_and_its_day(issued: str, story: Story, edition: Edition) -> None:
    """The day only where one was asked for: that of the data stands on the cover."""
    scenes = compose(BROCHURE, story, replace(edition, issued=issued))
    words = [getattr(item.block, "text", "") for item in scenes[-1].items]
    assert f"Edition {stamped('brochure', scenes)}" in words
    assert ("Issued 27 November 2026" in words) == bool(issued)
