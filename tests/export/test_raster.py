"""The PNG and the HTML of a contact sheet."""

from __future__ import annotations

import base64
import io
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


def filled_page(role: str, size: Size) -> Scene:
    mark = Shape(VectorPath.rectangle(size.box), fill=Ink(role))
    return Scene(role, role, size, (PlacedBlock(size.box, Drawing((mark,))),))


def rgb(brand: Brand, role: str) -> tuple[int, ...]:
    value = brand.rgb(Ink(role))
    return tuple(int(value[i : i + 2], 16) for i in (1, 3, 5))


def test_a_pasted_page_fills_its_box_and_nothing_else(brand: Brand) -> None:
    """Each pasted page is the page asked for and fills its box to the pixel; the sheet around it does not change."""
    background = render_pdf([filled_page("ink", Size(200, 100))], brand, ABOUT)
    pages = render_pdf([filled_page("lane.1", Size(612, 792)), filled_page("lane.4", Size(612, 792))], brand, ABOUT)
    box = Box(20, 10, 53, 69)
    sheet = render_contact_sheet(
        background,
        [PastedPage(pages, 1, box), PastedPage(pages, 0, Box(120, 10, 53, 69), gray=True)],
        ABOUT,
        "alt text",
    )
    with Image.open(io.BytesIO(sheet)) as picture:
        assert picture.size == (200, 100)
        assert picture.info["Title"] == ABOUT.title
        assert picture.info["Description"] == "alt text"
        found = {name: picture.getpixel(at) for name, at in {
            "first": (21, 11), "last": (72, 78), "left of it": (19, 40), "below it": (40, 79), "right of it": (73, 40),
            "gray": (140, 40),
        }.items()}  # fmt: skip
    assert found["first"] == found["last"] == rgb(brand, "lane.4")
    assert found["left of it"] == found["below it"] == found["right of it"] == rgb(brand, "ink")
    red, green, blue = found["gray"]  # type: ignore[misc]
    assert red == green == blue != 0


def test_pictures_are_reproducible(brand: Brand) -> None:
    """Neither the time nor the machine changes a byte."""
    pdf = render_pdf([filled_page("ink", Size(50, 50))], brand, ABOUT)
    assert render_contact_sheet(pdf, [], ABOUT) == render_contact_sheet(pdf, [], ABOUT)
    assert render_thumbnail(pdf, 0, 40) == render_thumbnail(pdf, 0, 40)


@pytest.mark.parametrize("width", [40, 420])
def test_a_thumbnail_has_the_width_asked_for_and_a_palette(width: int, brand: Brand) -> None:
    """It keeps the proportions and the colors of the page."""
    pdf = render_pdf([filled_page("lane.2", Size(612, 792))], brand, ABOUT)
    with Image.open(io.BytesIO(render_thumbnail(pdf, 0, width))) as picture:
        assert (picture.mode, picture.width) == ("P", width)
        assert abs(picture.height - width * 792 / 612) <= 1
        assert picture.convert("RGB").getpixel((width // 2, width // 2)) == rgb(brand, "lane.2")


def test_markup_in_the_data_is_text_in_the_html(brand: Brand) -> None:
    """Markup and quotes in names, notes and alternatives are text; a picture is embedded unchanged."""
    strange = """<b>&"'\n</style>"""
    tile = GalleryTile(strange, strange, strange, b"<svg/>", Size(10, 20))
    content = render_gallery(
        ABOUT, [GallerySection(strange, "pages", (GalleryRow(strange, strange, (tile,)),))], brand, strange, 3
    )
    page = ElementTree.fromstring(content.decode().partition("\n")[2])
    assert page.findtext("head/title") == ABOUT.title
    (figure,) = page.iter("figure")
    image = figure.find("img")
    assert image is not None
    assert (figure.findtext("figcaption/b"), figure.findtext("figcaption/span"), image.get("alt")) == (strange,) * 3
    assert base64.b64decode(image.get("src", "").partition(",")[2]) == b"<svg/>"


def test_the_html_has_the_colors_of_the_brand(brand: Brand) -> None:
    """Its background and its stripes, one for each lane, have the brand's colors."""
    html = render_gallery(ABOUT, [], brand, "grey", 4).decode()
    assert f"--ground:{brand.rgb(Ink('sand'))}" in html
    page = ElementTree.fromstring(html.partition("\n")[2])
    stripes = [stripe.get("style") for stripe in page.findall("body/div[@class='lanes']/span")]
    assert stripes == [f"background:{brand.rgb(Ink(f'lane.{n}.stage'))}" for n in range(1, 5)]
