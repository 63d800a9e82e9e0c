"""The picture as SVG: vectors and real words, in the typefaces that it carries, alike to the PDF's picture."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
from collections.abc import Callable
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
from acsm_report.geometry import Box, Size
from acsm_report.geometry import VectorPath as Outline
from acsm_report.layout.scene import Chart, DocumentMetadata, Drawing, Link, Mark, PlacedBlock, Scene, Shape, TextRun
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


def words(text: str, **more: Any) -> TextRun:
    return TextRun(10, 50, text, "Source Sans Pro", 400, 12, ink=more.pop("ink", Ink("ink")), **more)


def read(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def texts(root: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def faces(content: bytes) -> dict[int, TTFont]:
    """The typefaces within, by weight."""
    found = EMBEDDED.findall(content.decode())
    return {int(weight): TTFont(io.BytesIO(base64.b64decode(font))) for _, weight, font in found}


@pytest.fixture(scope="module")
def picture(finished: Path) -> bytes:
    """The infographic of a real build."""
    return (finished / "infographic.svg").read_bytes()


# ── What it is ────────────────────────────────────────────────────────────────────────────────────


def test_a_picture_says_what_it_is(picture: bytes, finished: Path) -> None:
    """It is well-formed, as large as the PDF's page, and names its language, its title and its description."""
    root = read(picture)
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


def test_what_cannot_be_seen_is_told(picture: bytes) -> None:
    """The description has the headings, the words and what each chart shows, in the order of the page."""
    description = read(picture).find(f"{SVG}desc")
    assert description is not None
    told = (description.text or "").splitlines()
    wanted = [
        "In 2014 only half reached the finish",
        "The more clinical the work, the longer the run-up",
        "All four pass rates fell",
        "Bar chart of pass rates by exam and year",
        "Passing standard",
    ]
    places = [next(n for n, line in enumerate(told) if line.startswith(start)) for start in wanted]
    assert places == sorted(places)


def test_the_words_are_those_of_the_pdf_in_its_order(picture: bytes, finished: Path) -> None:
    """Whoever selects, searches or copies reads what an independent reader takes from the PDF, lane figures too."""
    document = pypdfium2.PdfDocument(finished / "infographic.pdf")
    printed = document[0].get_textpage().get_text_range().replace("\ufffe", "-").replace("\x02", "-")
    document.close()
    assert "".join("".join(texts(read(picture))).split()) == "".join(printed.split())
    assert {"63%", "50%", "13,999"} <= set(texts(read(picture)))


def test_there_is_no_pixel_in_a_picture(picture: bytes) -> None:
    """Nothing is an image, a script or fetched from anywhere."""
    tags = {element.tag.removeprefix(SVG) for element in read(picture).iter()}
    assert tags == {"svg", "title", "desc", "metadata", "style", "rect", "g", "path", "text"}
    outside = re.sub(rb"(?s)<metadata.*?</metadata>|<desc.*?</desc>|xmlns=\"[^\"]+\"", b"", picture)
    assert b"http" not in outside and b"href" not in outside


def test_it_is_small(picture: bytes) -> None:
    """With its four typefaces and its ledger it has less than 160 kilobytes."""
    assert 60_000 < len(picture) < 160_000


# ── Its typefaces ─────────────────────────────────────────────────────────────────────────────────


def test_the_typefaces_have_the_letters_that_are_used_and_no_others(picture: bytes, brand: Brand) -> None:
    """For each weight the font within has exactly the characters of its words, and as wide as the brand's file."""
    used: dict[int, set[str]] = {}
    for element in read(picture).iter(f"{SVG}text"):
        used.setdefault(int(element.get("font-weight", 0)), set()).update(element.text or "")
    found = faces(picture)
    assert {weight: {chr(c) for c in font.getBestCmap()} for weight, font in found.items()} == used
    for face in brand.font_faces:
        if face.weight in found:
            whole, part = TTFont(face.path), found[face.weight]
            wide = {c: whole["hmtx"][whole.getBestCmap()[c]][0] for c in part.getBestCmap()}
            assert {c: part["hmtx"][name][0] for c, name in part.getBestCmap().items()} == wide
            assert part["head"].modified == whole["head"].modified


def test_nothing_in_a_typeface_moves_its_letters(picture: bytes) -> None:
    """Kerning and ligatures are gone from the fonts and switched off: words are as wide as they were measured."""
    assert [table for font in faces(picture).values() for table in ("GPOS", "GSUB", "kern") if table in font] == []
    style = read(picture).get("style", "")
    assert {"font-kerning:none", "font-variant-ligatures:none"} <= set(style.split(";"))


def test_a_typeface_keeps_its_licence(picture: bytes) -> None:
    """Cut down or not, a font says whose it is and under what licence."""
    for font in faces(picture).values():
        names = {record.nameID: str(record) for record in font["name"].names}
        assert "Adobe" in names[0]
        assert "Open Font License" in names[13]


def test_a_typeface_that_cannot_be_read_is_told(brand: Brand, tmp_path: Path) -> None:
    """A font that is spoilt after it was measured is one line that names it."""
    from dataclasses import replace

    spoilt = tmp_path / "a.ttf"
    spoilt.write_bytes(brand.font_faces[0].path.read_bytes()[:5000])
    others = replace(brand, font_faces=tuple(replace(face, path=spoilt) for face in brand.font_faces))
    with pytest.raises(SetupError, match=r"a\.ttf: the font cannot be embedded"):
        render_svg(page(words("x")), others, ABOUT)


def test_a_face_that_the_brand_lacks_is_told(brand: Brand) -> None:
    """No words are left to whatever font a viewer finds."""
    with pytest.raises(UsageError, match="the brand has no face Nobody 400"):
        render_svg(page(TextRun(10, 50, "x", "Nobody", 400, 12, 1)), brand, ABOUT)


# ── Its marks ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def judged(brand: Brand) -> Callable[[bytes], Image.Image]:
    """Render an SVG with another program, which does not read the fonts within, with the brand's fonts."""
    for folder in {face.path.parent for face in brand.font_faces}:
        vl_convert.register_font_directory(str(folder))
    return lambda content: Image.open(io.BytesIO(vl_convert.svg_to_png(content.decode(), scale=1))).convert("RGB")


def test_a_mark_is_painted_where_and_how_it_says(brand: Brand, judged: Callable[[bytes], Image.Image]) -> None:
    """Colours are the brand's upon the page's ground; a clip cuts; a stroke is as wide as it says."""
    box = Shape(Outline.rectangle(Box(20, 10, 60, 30)), Ink("lane.2"), clip=Box(20, 10, 30, 30))
    line = Shape(Outline.polyline((100, 50), (180, 50)), stroke=Ink("lane.3", 50), stroke_width=20)
    seen = judged(render_svg(page(box, line, ground="ink"), brand, ABOUT))

    def colour(x: int, y: int) -> str:
        return "#{:02X}{:02X}{:02X}".format(*seen.getpixel((x, y)))  # type: ignore[misc]

    ground, ink = brand.rgb(Ink("ink")), brand.rgb(Ink("lane.3", 50), "ink")
    assert seen.size == (200, 100)
    assert [colour(25, 15), colour(70, 15), colour(25, 45)] == [brand.rgb(Ink("lane.2")), ground, ground]
    assert [colour(150, 41), colour(150, 58), colour(150, 38), colour(98, 50)] == [ink, ink, ground, ground]


def test_a_corner_is_as_sharp_as_in_the_pdf(brand: Brand) -> None:
    """Lines join in a point up to eight times their width, and end where they end."""
    root = read(render_svg(page(), brand, ABOUT))
    assert [root.get(f"stroke-{name}") for name in ("linejoin", "miterlimit", "linecap")] == ["miter", "8", "butt"]


def test_text_without_ink_is_there_and_not_seen(brand: Brand, judged: Callable[[bytes], Image.Image]) -> None:
    """Hidden text leaves no pixel and can be read."""
    content = render_svg(page(words("hidden 55%", ink=None, stretch=1.4)), brand, ABOUT)
    assert texts(read(content)) == ["hidden 55%"]
    assert len(judged(content).getcolors() or ()) == 1


def test_a_stretch_and_a_tracking_are_as_wide_as_measured(brand: Brand, judged: Callable[[bytes], Image.Image]) -> None:
    """Letters are widened and spaced as the layout says."""

    def right(**more: float) -> int:
        seen = (
            judged(render_svg(page(words("HHHH", **more)), brand, ABOUT)).convert("L").point(lambda v: 255 * (v < 200))
        )
        box = seen.getbbox()
        assert box
        return int(box[2])

    plain = right()
    assert right(stretch=2) == pytest.approx(10 + 2 * (plain - 10), abs=2)
    assert right(tracking=3) == pytest.approx(plain + 3 * 3, abs=1)


def test_a_space_at_the_end_of_a_line_is_no_width(brand: Brand) -> None:
    """Words are written without it: viewers disagree on whether it counts."""
    assert texts(read(render_svg(page(words("one "), words(" "), words("two")), brand, ABOUT))) == ["one", "two"]


def test_words_lead_to_the_web_and_nowhere_else(brand: Brand) -> None:
    """An address is a link; the name of another page is none in a picture; anything else is refused."""
    marks = (words("a", link=Link("https://example.org/?a=1&b=2")), words("b", link=Link("#sources")))
    root = read(render_svg(page(*marks), brand, ABOUT))
    (link,) = root.iter(f"{SVG}a")
    assert (link.get("href"), texts(link), texts(root)) == ("https://example.org/?a=1&b=2", ["a"], ["a", "b"])
    with pytest.raises(DrawError, match="is no web address"):
        render_svg(page(words("c", link=Link("javascript:alert(1)"))), brand, ABOUT)


def test_a_chart_that_was_not_drawn_is_no_hole(brand: Brand) -> None:
    """A chart that is still a figure is refused, not left out."""
    chart = PlacedBlock(Box(0, 0, 10, 10), Chart("rates", {}, Size(10, 10), "", ()))
    with pytest.raises(DrawError, match="page/rates: the chart was not drawn"):
        render_svg(Scene("page", "A page", Size(20, 20), (chart,)), brand, ABOUT)


def test_text_is_text_whatever_is_in_it(brand: Brand) -> None:
    """Markup in words, titles and attached files is plain text; what XML cannot hold does not break it."""
    hostile = "</text><script>\"'&amp;]]>"
    about = DocumentMetadata(f"{hostile}\x00", "", 'e"n')
    files = {LEDGER_FILE: b'{"a": "</metadata>\xef\xbf\xbf & ]]>"}'}
    root = read(render_svg(page(words(hostile), alt=f"{hostile}\ud800"), brand, about, files))
    assert texts(root) == [hostile]
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        "svg", "title", "desc", "metadata", "style", "rect", "text",
    }  # fmt: skip
    assert (root.get("lang"), root.findtext(f"{SVG}title")) == ('e"n', f"{hostile}\ufffd")
    assert root.findtext(f"{SVG}metadata") == '{"a": "</metadata>\\uffff & ]]>"}'


def test_the_same_scene_gives_the_same_bytes(brand: Brand) -> None:
    """Twice the same is the same file, and no length has more than two decimals."""
    clip = Shape(Outline.rectangle(Box(0, 1 / 3, 9, 2 / 3)), Ink("lane.1"), clip=Box(-0.001, 0, 5, 5))
    content = render_svg(page(clip, words("Same")), brand, ABOUT)
    assert content == render_svg(page(clip, words("Same")), brand, ABOUT)
    numbers = [n for path in read(content).iter(f"{SVG}path") for n in re.findall(r"-?[\d.]+", path.get("d", ""))]
    assert [n for n in numbers if not re.fullmatch(r"-?\d+(\.\d{1,2})?", n) or n == "-0"] == []


# ── What it carries ───────────────────────────────────────────────────────────────────────────────


def test_the_ledger_travels_in_it(picture: bytes, finished: Path) -> None:
    """Byte for byte what the PDF carries."""
    carried = read(picture).findtext(f"{SVG}metadata[@id='{LEDGER_FILE}']")
    assert (carried or "").encode() == serialize_ledger(attachments.read_ledger(finished / "infographic.pdf"))


# ── How it looks ──────────────────────────────────────────────────────────────────────────────────


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures, in grey levels of 255."""
    assert one.size == other.size
    counts = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(level * count for level, count in enumerate(counts)) / sum(counts)


def test_it_looks_like_the_png(picture: bytes, finished: Path, judged: Callable[[bytes], Image.Image]) -> None:
    """Another program's picture of the SVG differs from ours of the PDF by less than 2 grey levels in 255."""
    with Image.open(finished / "infographic.png") as ours:
        assert difference(judged(picture), ours) < 2
        for lost in (rb"<text.*?</text>", rb"<path [^>]*stroke=[^>]*/>", rb"<path [^>]*fill=\"#[^>]*/>"):
            assert difference(judged(re.sub(lost, b"", picture)), ours) > 2  # it sees what is missing


@pytest.mark.browser
def test_a_browser_sets_it_in_the_typefaces_within(picture: bytes, finished: Path, tmp_path: Path) -> None:
    """With no font of that name on the machine a browser's picture still differs by less than 2 grey levels."""
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
