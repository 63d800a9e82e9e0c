"""Tests of pictures in PDF and SVG: one object for each image, transparency, the logo of a recipient."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from acsm_report.export.pdf.incremental import build_update, read_base_file
from acsm_report.export.pdf.logo_object import build_logo_object
from acsm_report.export.pdf.writer import render_pdf, start_canvas
from acsm_report.export.svg import render_svg
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.pictures.picture import Picture
from acsm_report.layout.pictures.raster import read_raster
from acsm_report.layout.pictures.svg import read_svg
from acsm_report.layout.scene import DocumentMetadata, Drawing, PlacedBlock, RasterPicture, Scene, Shape
from acsm_report.theme.model import Brand, Ink

ABOUT = DocumentMetadata("Logos", "Logos", "en")
PAGE, PLACE = Size(200, 100), Box(20, 20, 160, 40)
HALF_RED = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40">'
    b'<path opacity=".5" fill="red" d="M0 0H160V40H0Z"/></svg>'
)


def image_file(color: tuple[int, ...], format: str = "PNG") -> bytes:
    Image.new("RGBA" if len(color) == 4 else "RGB", (640, 160), color).save(file := io.BytesIO(), format)
    return file.getvalue()


def page_of(picture: Picture, name: str = "one") -> Scene:
    return Scene(name, name, PAGE, (PlacedBlock(PLACE, Drawing(picture.marks(PLACE)), "Figure:logo", alt="Logo"),))


def color_in_pdf(content: bytes, point: tuple[int, int] = (100, 40)) -> tuple[int, ...]:
    with pypdfium2.PdfDocument(content) as document:
        found = document[0].render().to_pil().convert("RGB").getpixel(point)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (read_raster(image_file((10, 120, 60)), PAGE), (10, 120, 60)),
        (read_raster(image_file((10, 120, 60), "JPEG"), PAGE), (10, 120, 60)),
        (read_raster(image_file((255, 0, 0, 128)), PAGE), (255, 127, 127)),
        (read_svg(HALF_RED), (255, 127, 127)),
    ],
    ids=["png", "jpeg", "transparent png", "transparent svg"],
)
def test_a_picture_has_its_colors_in_pdf_and_svg(brand: Brand, picture: Picture, expected: tuple[int, ...]) -> None:
    scene = page_of(picture)
    white = Scene("one", "one", PAGE, scene.blocks, ground="white")
    assert color_in_pdf(render_pdf([white], brand, ABOUT)) == pytest.approx(expected, abs=3)
    svg = render_svg(white, brand, ABOUT).decode()
    assert ("data:image/" in svg) == (picture.image is not None)
    assert "http" not in svg.replace("http://www.w3.org/", "")


def test_an_image_is_stored_once_for_all_pages(brand: Brand) -> None:
    picture = read_raster(image_file((10, 120, 60)), PAGE)
    with pikepdf.open(io.BytesIO(render_pdf([page_of(picture, "a"), page_of(picture, "b")], brand, ABOUT))) as document:
        numbers = {image.objgen for page in document.pages for image in page.Resources.XObject.values()}
        assert len(document.pages) == 2 and len(numbers) == 1


@pytest.mark.parametrize(
    ("picture", "plate", "expected"),
    [
        (read_raster(image_file((10, 120, 60), "JPEG"), PAGE), None, (10, 120, 60)),
        (read_raster(image_file((255, 0, 0, 128)), PAGE), None, (255, 127, 127)),
        (read_svg(HALF_RED), None, (255, 127, 127)),
    ],
    ids=["jpeg", "transparent png", "svg"],
)
def test_the_logo_of_a_recipient_is_one_object_in_the_unit_square(
    brand: Brand, picture: Picture, plate: Ink | None, expected: tuple[int, ...]
) -> None:
    """An image or a form: both are painted by the same operators."""
    body = build_logo_object(picture, plate, start_canvas(brand, ABOUT, {}, io.BytesIO()), brand)
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(200, 100))
        stream = document.make_stream(b"")
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Logo=stream))
        page.Contents = document.make_stream(b"q 160 0 0 40 20 40 cm /Logo Do Q")
        document.docinfo["/Title"] = "logo"
        document.save(file := io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    with pikepdf.open(file) as document:
        number = document.pages[0].Resources.XObject.Logo.objgen[0]
    base = file.getvalue()
    finished = base + build_update(read_base_file(base), {number: body})
    assert color_in_pdf(finished, (100, 40)) == pytest.approx(expected, abs=3)
    assert color_in_pdf(finished, (10, 40)) == (255, 255, 255)


def test_opacity_and_images_do_not_replace_each_other(brand: Brand) -> None:
    """A page may have both a transparent shape and an image."""
    image = read_raster(image_file((10, 120, 60)), PAGE).image
    assert image
    shape = Shape(VectorPath.rectangle(Box(0, 0, 10, 10)), fill=Ink("ink"), opacity=0.25)
    block = PlacedBlock(PLACE, Drawing((shape, RasterPicture(PLACE, image))))
    with pikepdf.open(io.BytesIO(render_pdf([Scene("a", "a", PAGE, (block,))], brand, ABOUT))) as document:
        resources = document.pages[0].Resources
        assert float(resources.ExtGState.Opacity250.ca) == 0.25
        assert f"/{image.name}" in resources.XObject
