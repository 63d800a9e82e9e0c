"""The carriers of the contact sheet: pages hung on a sheet, and pictures in a page of HTML."""

from __future__ import annotations

import base64
import io
import re
from xml.etree import ElementTree

import pytest
from PIL import Image

from acsm_report.export.html.gallery import GalleryRow, GallerySection, GalleryTile, render_gallery
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.raster import PastedPage, render_contact_sheet, render_thumbnail
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.scene import DocumentMetadata, Drawing, PlacedBlock, Scene, Shape
from acsm_report.theme.model import Brand, Ink

ABOUT = DocumentMetadata('A <title> & "more"', "A subject", "en")


def filled(role: str, size: Size) -> Scene:
    mark = Shape(VectorPath.rectangle(size.box), fill=Ink(role))
    return Scene(role, role, size, (PlacedBlock(size.box, Drawing((mark,))),))


def rgb(brand: Brand, role: str) -> tuple[int, ...]:
    value = brand.rgb(Ink(role))
    return tuple(int(value[i : i + 2], 16) for i in (1, 3, 5))


def test_a_leaf_hangs_in_its_box_and_nowhere_else(brand: Brand) -> None:
    """Each leaf is the page that it names, fills its box to the pixel, and leaves the sheet around it as it was."""
    ground = render_pdf([filled("ink", Size(200, 100))], brand, ABOUT)
    pages = render_pdf([filled("lane.1", Size(612, 792)), filled("lane.4", Size(612, 792))], brand, ABOUT)
    box = Box(20, 10, 53, 69)
    made = render_contact_sheet(
        ground, [PastedPage(pages, 1, box), PastedPage(pages, 0, Box(120, 10, 53, 69), gray=True)], ABOUT, "words"
    )
    with Image.open(io.BytesIO(made)) as drawn:
        assert drawn.size == (200, 100)
        assert drawn.info["Title"] == ABOUT.title
        assert drawn.info["Description"] == "words"
        found = {name: drawn.getpixel(at) for name, at in {
            "inside": (21, 11), "its end": (72, 78), "left of it": (19, 40), "below it": (40, 79), "right": (73, 40),
            "grey": (140, 40),
        }.items()}  # fmt: skip
    assert found["inside"] == found["its end"] == rgb(brand, "lane.4")
    assert found["left of it"] == found["below it"] == found["right"] == rgb(brand, "ink")
    red, green, blue = found["grey"]  # type: ignore[misc]
    assert red == green == blue != 0


def test_the_same_sheet_is_the_same_bytes(brand: Brand) -> None:
    """Nothing of the time or the machine is in it."""
    paper = render_pdf([filled("ink", Size(50, 50))], brand, ABOUT)
    assert render_contact_sheet(paper, [], ABOUT) == render_contact_sheet(paper, [], ABOUT)
    assert render_thumbnail(paper, 0, 40) == render_thumbnail(paper, 0, 40)


@pytest.mark.parametrize("wide", [40, 420])
def test_a_picture_is_as_wide_as_asked_and_small(wide: int, brand: Brand) -> None:
    """It keeps the page's shape and its colours, in a palette of its own."""
    paper = render_pdf([filled("lane.2", Size(612, 792))], brand, ABOUT)
    with Image.open(io.BytesIO(render_thumbnail(paper, 0, wide))) as drawn:
        assert (drawn.mode, drawn.width) == ("P", wide)
        assert abs(drawn.height - wide * 792 / 612) <= 1
        assert drawn.convert("RGB").getpixel((wide // 2, wide // 2)) == rgb(brand, "lane.2")


def test_words_of_the_data_are_words_of_the_html(brand: Brand) -> None:
    """Markup and quotes in names, notes and alternatives are text; a picture comes back as it was."""
    strange = """<b>&"'\n</style>"""
    tile = GalleryTile(strange, strange, strange, b"<svg/>", Size(10, 20))
    made = render_gallery(
        ABOUT, [GallerySection(strange, "pages", (GalleryRow(strange, strange, (tile,)),))], brand, strange, 3
    )
    page = ElementTree.fromstring(made.decode().partition("\n")[2])
    assert page.findtext("head/title") == ABOUT.title
    (figure,) = page.iter("figure")
    image = figure.find("img")
    assert image is not None
    assert (figure.findtext("figcaption/b"), figure.findtext("figcaption/span"), image.get("alt")) == (strange,) * 3
    assert base64.b64decode(image.get("src", "").partition(",")[2]) == b"<svg/>"


def test_the_html_is_in_the_colours_of_the_brand(brand: Brand) -> None:
    """Its ground, its words and its stripes are the brand's, a stripe a lane."""
    look = render_gallery(ABOUT, [], brand, "grey", 4).decode()
    assert f"--ground:{brand.rgb(Ink('sand'))}" in look
    stripes = re.search(r"linear-gradient\(90deg,(.*?)\) 1", look)
    assert stripes
    assert [s.split()[0] for s in stripes[1].split(",")] == [brand.rgb(Ink(f"lane.{n}.stage")) for n in range(1, 5)]
