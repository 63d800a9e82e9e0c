"""The SVG of the infographic: vectors and text in embedded font subsets, looking like the PNG and the PDF."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
import vl_convert
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

from acsm_report.errors import DrawError, SetupError, UsageError
from acsm_report.export.chrome import discovery
from acsm_report.export.svg import render_svg
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.measure import text_run_width
from acsm_report.layout.scene import (
    Chart,
    DocumentMetadata,
    Drawing,
    Link,
    Mark,
    PlacedBlock,
    Scene,
    Shape,
    StrokeStyle,
    TextRun,
)
from acsm_report.provenance import attachments
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import serialize_ledger
from acsm_report.theme.model import Brand, Ink

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = DocumentMetadata("A title", "A subject", "en")
EMBEDDED = re.compile(
    r"@font-face\{font-family:'([^']+)';font-weight:(\d+);src:url\(data:font/woff;base64,([\w+/=]+)\)\}"
)


def page(*marks: Mark, ground: str = "paper", role: str = "P", alt: str = "") -> Scene:
    placed = PlacedBlock(Box(0, 0, 200, 100), Drawing(marks), role, alt=alt)
    return Scene("page", "A page", Size(200, 100), (placed,), ground)


def text_run(text: str, **more: Any) -> TextRun:
    return TextRun(10, 50, text, "Source Sans Pro", 400, 12, ink=more.pop("ink", Ink("ink")), **more)


def parse(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def embedded_fonts(content: bytes) -> dict[int, TTFont]:
    """Return the embedded fonts by weight."""
    found = EMBEDDED.findall(content.decode())
    return {int(weight): TTFont(io.BytesIO(base64.b64decode(font))) for _, weight, font in found}


@pytest.fixture(scope="module")
def picture(finished: Path) -> bytes:
    """The infographic of a complete build."""
    return (finished / "infographic.svg").read_bytes()


# ── Structure and text ──────────────────────────────────────────────────────────────────────────────


def test_the_root_has_size_language_title_and_description(picture: bytes, finished: Path) -> None:
    """It is well-formed XML and as large as the PDF's page."""
    root = parse(picture)
    document = pypdfium2.PdfDocument(finished / "infographic.pdf")
    width, height = document[0].get_size()
    document.close()
    assert (root.tag, float(root.get("width", 0)), float(root.get("height", 0))) == (f"{SVG}svg", width, height)
    assert root.get("viewBox") == f"0 0 {width:g} {height:g}"
    assert (root.get("lang"), root.get("role")) == ("en", "img")
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), description.get("id"))
    assert title.text == "ACSM Certification Requirements and Statistics"


def test_the_description_is_the_text_alternative(picture: bytes) -> None:
    """The description has the headings, the text and the alternatives of the charts, in the order of the page."""
    description = parse(picture).find(f"{SVG}desc")
    assert description is not None
    lines = (description.text or "").splitlines()
    expected = [
        "In 2014 only half reached the finish",
        "The more clinical the work, the longer the run-up",
        "All four pass rates fell",
        "Bar chart of pass rates by exam and year",
        "Passing standard",
    ]
    positions = [next(n for n, line in enumerate(lines) if line.startswith(start)) for start in expected]
    assert positions == sorted(positions)


def test_the_text_is_that_of_the_pdf_in_the_same_order(picture: bytes, finished: Path) -> None:
    """It can be selected, searched and copied, and equals what pdfium reads from the PDF, display numbers included."""
    document = pypdfium2.PdfDocument(finished / "infographic.pdf")
    printed = document[0].get_textpage().get_text_range().replace("\ufffe", "-").replace("\x02", "-")
    document.close()
    assert "".join("".join(texts(parse(picture))).split()) == "".join(printed.split())
    assert {"63%", "50%", "13,999"} <= set(texts(parse(picture)))


def test_a_picture_has_no_image_script_or_link(picture: bytes) -> None:
    """Everything is a vector, and nothing is loaded from elsewhere."""
    tags = {element.tag.removeprefix(SVG) for element in parse(picture).iter()}
    assert tags == {"svg", "title", "desc", "metadata", "style", "rect", "g", "path", "text"}
    drawing = re.sub(rb"(?s)<metadata.*?</metadata>|<desc.*?</desc>|xmlns=\"[^\"]+\"", b"", picture)
    assert b"http" not in drawing and b"href" not in drawing


def test_the_file_is_small(picture: bytes) -> None:
    """With four fonts and the ledger it has less than 160 kB."""
    assert 60_000 < len(picture) < 160_000


# ── Embedded fonts ──────────────────────────────────────────────────────────────────────────────────


def test_the_fonts_have_the_characters_that_are_used_and_no_others(picture: bytes, brand: Brand) -> None:
    """Each weight has exactly the characters of its text, with the widths of the brand's font file."""
    used: dict[int, set[str]] = {}
    for element in parse(picture).iter(f"{SVG}text"):
        used.setdefault(int(element.get("font-weight", 0)), set()).update(element.text or "")
    found = embedded_fonts(picture)
    assert {weight: {chr(c) for c in font.getBestCmap()} for weight, font in found.items()} == used
    for face in brand.font_faces:
        if face.weight in found:
            full, subset = TTFont(face.path), found[face.weight]
            widths = {c: full["hmtx"][full.getBestCmap()[c]][0] for c in subset.getBestCmap()}
            assert {c: subset["hmtx"][name][0] for c, name in subset.getBestCmap().items()} == widths
            assert subset["head"].modified == full["head"].modified


def test_fonts_have_no_kerning_and_no_ligatures(picture: bytes) -> None:
    """The fonts have no tables for them and CSS switches them off, so that text is as wide as measured."""
    for font in embedded_fonts(picture).values():
        assert {"GPOS", "GSUB", "kern"} & {*font.keys()} == set()
    style = parse(picture).get("style", "")
    assert {"font-kerning:none", "font-variant-ligatures:none"} <= set(style.split(";"))


def test_a_font_subset_keeps_its_license(picture: bytes) -> None:
    """It names its copyright holder and its license."""
    for font in embedded_fonts(picture).values():
        names = {record.nameID: str(record) for record in font["name"].names}
        assert "Adobe" in names[0]
        assert "Open Font License" in names[13]


def test_a_broken_font_is_named(brand: Brand, tmp_path: Path) -> None:
    """A font file that is damaged after the text was measured is one line that names it."""
    from dataclasses import replace

    damaged = tmp_path / "a.ttf"
    damaged.write_bytes(brand.font_faces[0].path.read_bytes()[:5000])
    other_brand = replace(brand, font_faces=tuple(replace(face, path=damaged) for face in brand.font_faces))
    with pytest.raises(SetupError, match=r"a\.ttf: the font cannot be embedded"):
        render_svg(page(text_run("x")), other_brand, ABOUT)


def test_a_font_face_that_the_brand_lacks_is_an_error(brand: Brand) -> None:
    """No text is left to a font that the viewer chooses."""
    with pytest.raises(UsageError, match="the brand has no face Nobody 400"):
        render_svg(page(TextRun(10, 50, "x", "Nobody", 400, 12, 1)), brand, ABOUT)


# ── Marks ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def rasterize(brand: Brand) -> Callable[[bytes], Image.Image]:
    """Return a function that renders an SVG with another program, which uses the brand's font files."""
    for folder in {face.path.parent for face in brand.font_faces}:
        vl_convert.register_font_directory(str(folder))
    return lambda content: Image.open(io.BytesIO(vl_convert.svg_to_png(content.decode(), scale=1))).convert("RGB")


def test_a_shape_has_its_place_color_clip_and_stroke_width(
    brand: Brand, rasterize: Callable[[bytes], Image.Image]
) -> None:
    """Colors are the brand's on the page's ground, a clip cuts, and a stroke has its width."""
    box = Shape(VectorPath.rectangle(Box(20, 10, 60, 30)), Ink("lane.2"), clip=Box(20, 10, 30, 30))
    line = Shape(VectorPath.polyline((100, 50), (180, 50)), stroke=Ink("lane.3", 50), stroke_width=20)
    image = rasterize(render_svg(page(box, line, ground="ink"), brand, ABOUT))

    def color(x: int, y: int) -> str:
        return "#{:02X}{:02X}{:02X}".format(*image.getpixel((x, y)))  # type: ignore[misc]

    ground, ink = brand.rgb(Ink("ink")), brand.rgb(Ink("lane.3", 50), "ink")
    assert image.size == (200, 100)
    assert [color(25, 15), color(70, 15), color(25, 45)] == [brand.rgb(Ink("lane.2")), ground, ground]
    assert [color(150, 41), color(150, 58), color(150, 38), color(98, 50)] == [ink, ink, ground, ground]


def test_lines_join_and_end_as_in_the_pdf(brand: Brand) -> None:
    """Joins are mitered up to eight times the line width; ends are flat."""
    root = parse(render_svg(page(), brand, ABOUT))
    assert [root.get(f"stroke-{name}") for name in ("linejoin", "miterlimit", "linecap")] == ["miter", "8", "butt"]


def test_text_without_ink_is_invisible_but_present(brand: Brand, rasterize: Callable[[bytes], Image.Image]) -> None:
    """Hidden text draws no pixel and can be read."""
    content = render_svg(page(text_run("hidden 55%", ink=None, stretch=1.4)), brand, ABOUT)
    assert texts(parse(content)) == ["hidden 55%"]
    assert len(rasterize(content).getcolors() or ()) == 1


def test_stretched_and_tracked_text_is_as_wide_as_measured(
    brand: Brand, rasterize: Callable[[bytes], Image.Image]
) -> None:
    """The stretch widens the letters, the tracking is added after each."""

    def right_edge(text: str = "HHHH", **more: float) -> int:
        image = rasterize(render_svg(page(text_run(text, **more)), brand, ABOUT)).convert("L")
        box = image.point(lambda level: 255 * (level < 200)).getbbox()
        assert box
        return int(box[2])

    plain = right_edge()
    assert right_edge(stretch=2) == pytest.approx(10 + 2 * (plain - 10), abs=2)
    assert right_edge(9 * "H", tracking=1) == pytest.approx(right_edge(9 * "H") + 9, abs=1)


@pytest.mark.parametrize("tracking", [0.0, 1.5, -0.4])
def test_every_text_has_its_width(brand: Brand, tracking: float) -> None:
    """Text with tracking, too, has the measured width, so that it stays in place in a viewer with another font."""
    run = text_run("reached the finish", tracking=tracking)
    (element,) = parse(render_svg(page(run), brand, ABOUT)).iter(f"{SVG}text")
    assert float(element.get("textLength", 0)) == pytest.approx(text_run_width(run), abs=0.01)


def test_trailing_spaces_are_not_written(brand: Brand) -> None:
    """Viewers disagree on whether they count in the width of the text."""
    root = parse(render_svg(page(text_run("one "), text_run(" "), text_run("two")), brand, ABOUT))
    assert texts(root) == ["one", "two"]


def test_only_web_addresses_are_links(brand: Brand) -> None:
    """A web address is a link, a page reference is plain text, and anything else is an error."""
    marks = (text_run("a", link=Link("https://example.org/?a=1&b=2")), text_run("b", link=Link("#sources")))
    root = parse(render_svg(page(*marks), brand, ABOUT))
    (link,) = root.iter(f"{SVG}a")
    assert (link.get("href"), texts(link), texts(root)) == ("https://example.org/?a=1&b=2", ["a"], ["a", "b"])
    with pytest.raises(DrawError, match="is not a web address"):
        render_svg(page(text_run("c", link=Link("javascript:alert(1)"))), brand, ABOUT)


def test_a_chart_that_has_not_been_drawn_is_an_error(brand: Brand) -> None:
    """A scene with such a chart is refused, so that no chart is missing in a file."""
    chart = PlacedBlock(Box(0, 0, 10, 10), Chart("rates", {}, Size(10, 10), "", ()))
    with pytest.raises(DrawError, match="page/rates: the chart was not drawn"):
        render_svg(Scene("page", "A page", Size(20, 20), (chart,)), brand, ABOUT)


def test_markup_in_text_is_escaped(brand: Brand) -> None:
    """Markup in text, titles and attachments is plain text, and characters that XML does not allow are replaced."""
    hostile = "</text><script>\"'&amp;]]>"
    about = DocumentMetadata(f"{hostile}\x00", "", 'e"n')
    files = {LEDGER_FILE: b'{"a": "</metadata>\xef\xbf\xbf & ]]>"}'}
    root = parse(render_svg(page(text_run(hostile), alt=f"{hostile}\ud800"), brand, about, files))
    assert texts(root) == [hostile]
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "desc", "metadata", "style", "rect", "text",
    }  # fmt: skip
    assert (root.get("lang"), root.findtext(f"{SVG}title")) == ('e"n', f"{hostile}\ufffd")
    assert root.findtext(f"{SVG}metadata") == '{"a": "</metadata>\\uffff & ]]>"}'


def test_markup_in_a_style_is_escaped(brand: Brand) -> None:
    """A line end, a color or the name of a scene never adds an attribute or an element."""
    hostile = 'x" onload="alert(1)"><script/>'
    style = StrokeStyle(hostile, hostile)
    shape = Shape(
        VectorPath.rectangle(Box(0, 0, 9, 9)), Ink(f"#{hostile}"), Ink("ink"), clip=Box(0, 0, 5, 5), stroke_style=style
    )
    root = parse(render_svg(replace(page(shape), name=hostile), brand, ABOUT))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "desc", "style", "clipPath", "rect", "path",
    }  # fmt: skip
    (path,) = root.findall(f"{SVG}path")
    assert (path.get("stroke-linecap"), path.get("onload")) == (hostile, None)


def test_the_bytes_are_reproducible(brand: Brand) -> None:
    """The same scene gives the same file, and no length has more than two decimals."""
    clip = Shape(VectorPath.rectangle(Box(0, 1 / 3, 9, 2 / 3)), Ink("lane.1"), clip=Box(-0.001, 0, 5, 5))
    content = render_svg(page(clip, text_run("Same")), brand, ABOUT)
    assert content == render_svg(page(clip, text_run("Same")), brand, ABOUT)
    numbers = [n for path in parse(content).iter(f"{SVG}path") for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
    assert [n for n in numbers if not re.fullmatch(r"-?\d+(\.\d{1,2})?", n) or n == "-0"] == []


# ── Attachments ─────────────────────────────────────────────────────────────────────────────────────


def test_the_ledger_is_embedded(picture: bytes, finished: Path) -> None:
    """It is byte for byte that of the PDF."""
    ledger = parse(picture).findtext(f"{SVG}metadata[@id='{LEDGER_FILE}']")
    assert (ledger or "").encode() == serialize_ledger(attachments.read_ledger(finished / "infographic.pdf"))


# ── Comparison with the PNG ─────────────────────────────────────────────────────────────────────────


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures in gray levels of 255."""
    assert one.size == other.size
    counts = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)


def test_another_renderer_shows_the_picture_of_the_png(
    picture: bytes, finished: Path, rasterize: Callable[[bytes], Image.Image]
) -> None:
    """Its rendering of the SVG differs from our PNG by less than 2 gray levels of 255."""
    with Image.open(finished / "infographic.png") as ours:
        assert difference(rasterize(picture), ours) < 2
        for pattern in (rb"<text.*?</text>", rb"<path [^>]*stroke=[^>]*/>", rb"<path [^>]*fill=\"#[^>]*/>"):
            without = re.sub(pattern, b"", picture)  # the comparison notices missing marks
            assert difference(rasterize(without), ours) > 2


@pytest.mark.browser
def test_a_browser_uses_the_embedded_fonts(picture: bytes, finished: Path, tmp_path: Path) -> None:
    """Without an installed font of that name its rendering also differs by less than 2 gray levels."""
    browser = discovery.find_browser()
    assert browser
    (tmp_path / "a.svg").write_bytes(picture.replace(b"'Source Sans Pro'", b"'Nobody Has This'"))
    with Image.open(finished / "infographic.png") as ours:
        options = [f"--window-size={ours.width},{ours.height}", "--hide-scrollbars", "--disable-gpu", "--headless"]
        options += ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
        options += [f"--screenshot={tmp_path / 'a.png'}", f"--user-data-dir={tmp_path / 'profile'}"]
        address = (tmp_path / "a.svg").as_uri()
        subprocess.run([browser, *options, address], capture_output=True, timeout=60, check=True)
        with Image.open(tmp_path / "a.png") as theirs:
            assert difference(theirs, ours) < 2
