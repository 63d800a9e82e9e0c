"""PNG files: size, resolution, metadata, and agreement with the PDF."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.raster import render_png
from acsm_report.geometry import Size
from acsm_report.layout.scene import DocumentMetadata, Scene
from acsm_report.provenance import attachments
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import serialize_ledger
from acsm_report.theme.model import Brand
from support.xmp import xmp_properties

ABOUT = DocumentMetadata("A title", "A subject", "en")
EMPTY_PAGE = Scene("page", "A page", Size(200, 100), ())


def test_infographic_png_is_1080_pixels_wide(finished: Path) -> None:
    """It is 1080 pixels wide and about 3000 high, has many colors, and states its resolution."""
    with Image.open(finished / "infographic.png") as picture:
        assert picture.format == "PNG"
        assert picture.width == 1080
        assert 2500 <= picture.height <= 4000
        assert picture.info["dpi"] == (pytest.approx(72, abs=0.1), pytest.approx(72, abs=0.1))
        colors = picture.convert("RGB").getcolors(10_000_000)
        assert colors
        assert len(colors) > 200
        assert max(count for count, _ in colors) < 0.7 * picture.width * picture.height


def test_png_is_rendered_from_the_pdf(finished: Path) -> None:
    """Rendering the PDF again gives the PNG, byte for byte."""
    ledger = attachments.read_ledger(finished / "infographic.pdf")
    with Image.open(finished / "infographic.png") as picture:
        alt, packet = picture.info["Description"], picture.info["XML:com.adobe.xmp"]
        about = DocumentMetadata(picture.info["Title"], xmp_properties(packet)["description"], "en", ledger.issued)
    short_alt = next(line for line in alt.splitlines() if line.startswith("In 2014"))
    content = render_png(
        (finished / "infographic.pdf").read_bytes(), 1, {LEDGER_FILE: serialize_ledger(ledger)}, about, alt, short_alt
    )
    assert content == (finished / "infographic.png").read_bytes()


def test_png_has_title_and_description(finished: Path) -> None:
    """Title and description are uncompressed, state their language, and equal those of the SVG."""
    content = (finished / "infographic.png").read_bytes()
    assert (
        content.index(b"iTXtTitle\0\0\0en\0Title\0")
        < content.index(b"iTXtDescription\0\0\0en\0")
        < content.index(b"IDAT")
    )
    root = ElementTree.parse(finished / "infographic.svg").getroot()
    with Image.open(finished / "infographic.png") as picture:
        texts = [picture.info["Title"], picture.info["Description"]]
    assert texts == [root.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc")]


def test_png_has_iptc_alt_text(finished: Path) -> None:
    """The XMP packet has a short and a full text alternative, and the language."""
    with Image.open(finished / "infographic.png") as picture:
        packet, alt = picture.info["XML:com.adobe.xmp"], picture.info["Description"]
    properties = xmp_properties(packet)
    assert properties["AltTextAccessibility"] == (
        "ACSM Certification Requirements and Statistics. In 2014 only half reached the finish"
    )
    assert (properties["ExtDescrAccessibility"], properties["language"]) == (alt, "en")
    assert len(properties["AltTextAccessibility"]) <= 250  # the maximum of the IPTC


def test_scale_is_pixels_per_point(brand: Brand) -> None:
    """Twice the scale gives twice the pixels and twice the stated resolution."""
    with Image.open(io.BytesIO(render_png(render_pdf([EMPTY_PAGE], brand, ABOUT), 2))) as picture:
        assert picture.size == (400, 200)
        assert picture.info["dpi"][0] == pytest.approx(144, abs=0.1)
