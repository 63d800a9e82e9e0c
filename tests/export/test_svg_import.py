"""plotly's SVG becomes marks: exactly what is drawn, or a loud refusal."""

from __future__ import annotations

import io
import math
import pathlib
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image, ImageChops

from acsm_report.charts import CHART_BUILDERS
from acsm_report.dataset.insights import Insights
from acsm_report.errors import DrawError
from acsm_report.export.chrome import svg_import
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.raster import render_png
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.context import LayoutContext, TextStyle
from acsm_report.layout.measure import string_width
from acsm_report.layout.scene import Chart, DocumentMetadata, Drawing, Mark, PlacedBlock, Scene, Shape, TextRun
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.theme.model import Brand, Ink
from support.shared_folder import once

BOX, BOX_SIZE = Box(100, 200, 60, 40), Size(60, 40)
FACE = "font-family: &quot;Source Sans Pro&quot;, sans-serif; font-size: 12px; font-weight: 700"
FONT = f'style="{FACE}; fill: rgb(7, 19, 47)"'


def svg(inside: str, size: str = 'width="60" height="40"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{inside}</svg>'


def one(inside: str) -> Mark:
    (mark,) = svg_import.parse_plotly_svg(svg(inside), BOX)
    return mark


# ── What is read ──────────────────────────────────────────────────────────────────────────────────


def test_a_rectangle_lands_where_its_box_is() -> None:
    """What stands at (1, 2) in the drawing stands at that place of the box on the page."""
    mark = one('<rect x="1" y="2" width="3" height="4" style="fill: rgb(240, 100, 30)"/>')
    assert mark == Shape(VectorPath.rectangle(Box(101, 202, 3, 4)), Ink("#F0641E"))


def test_groups_move_what_is_in_them() -> None:
    """The moves of all groups around a mark, and a path's own place, add up."""
    path = '<path d="M0,0h2v2Z" style="fill: rgb(0, 0, 0)"/>'
    mark = one(f'<g transform="translate(10,5)"><g transform="translate(1)">{path}</g></g>')
    assert isinstance(mark, Shape)
    assert mark.path.bounds == Box(111, 205, 2, 2)


def test_a_mark_moves_itself() -> None:
    """A dot is a path that moves itself, and a rectangle may: their own moves count like those of groups."""
    dot = "M3,0A3,3 0 1,1 0,-3A3,3 0 0,1 3,0Z"
    path = one(f'<path class="point" transform="translate(20,10)" d="{dot}" style="fill: rgb(0, 0, 0)"/>')
    rect = one('<rect transform="translate(5,6)" x="1" width="2" height="2" style="fill: rgb(0, 0, 0)"/>')
    assert isinstance(path, Shape) and isinstance(rect, Shape)
    assert path.path.bounds == Box(117, 207, 6, 6)
    assert rect.path.bounds == Box(106, 206, 2, 2)


def test_strokes_keep_their_width_and_colour() -> None:
    """A line is a stroke and no fill."""
    mark = one('<path d="M0,0L5,5" style="fill: none; stroke: rgb(1, 2, 3); stroke-width: 2.5px; stroke-opacity: 1"/>')
    assert isinstance(mark, Shape)
    assert (mark.fill, mark.stroke, mark.stroke_width) == (None, Ink("#010203"), 2.5)


@pytest.mark.parametrize(
    "style",
    [
        "fill: none",
        "fill: rgb(0, 0, 0); fill-opacity: 0",
        "fill: none; stroke: rgb(0, 0, 0); stroke-width: 0px",
        "fill: none; stroke: rgb(0, 0, 0); stroke-opacity: 0",
    ],
)
def test_what_cannot_be_seen_is_no_mark(style: str) -> None:
    """A shape without fill and stroke leaves nothing."""
    assert svg_import.parse_plotly_svg(svg(f'<rect x="1" y="2" width="3" height="4" style="{style}"/>'), BOX) == ()


@pytest.mark.parametrize(("anchor", "share"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_text_becomes_text_of_our_own(anchor: str, share: float, brand: Brand) -> None:
    """Words keep face, weight, size and colour, and their anchor in the widths of our own font."""
    mark = one(f'<text x="30" y="20" text-anchor="{anchor}" {FONT}>R&amp;D 55%</text>')
    wide = string_width("R&D 55%", TextStyle("Source Sans Pro", 700, 12, 12, 0, ""))
    assert isinstance(mark, TextRun)
    assert (mark.text, mark.family, mark.weight, mark.size, mark.ink) == (
        "R&D 55%",
        "Source Sans Pro",
        700,
        12,
        Ink("#07132F"),
    )
    assert (mark.x, mark.y) == (pytest.approx(130 - share * wide), 220)


def test_a_clip_that_cuts_is_kept_and_one_that_does_not_is_dropped() -> None:
    """A mark inside its clip needs none; one that reaches out is seen only inside it."""
    clip = '<defs><clipPath id="c"><rect x="0" y="0" width="20" height="20"/></clipPath></defs>'
    shape = '<g clip-path="url(#c)"><rect x="{x}" y="1" width="10" height="10" style="fill: rgb(0, 0, 0)"/></g>'
    within, cut = one(clip + shape.format(x=1)), one(clip + shape.format(x=15))
    assert isinstance(within, Shape) and isinstance(cut, Shape)
    assert (within.clip, cut.clip) == (None, Box(100, 200, 20, 20))


def test_empty_paths_and_definitions_leave_nothing() -> None:
    """What plotly writes and nobody sees is passed over."""
    assert (
        svg_import.parse_plotly_svg(svg('<defs><rect/></defs><g class="layer"/><path d="M0,0"/><path d=""/>'), BOX)
        == ()
    )


# ── What is refused ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<circle r='3'/>", "unknown"),
        ("<image href='x.png'/>", "unknown"),
        ("<use href='#a'/>", "unknown"),
        ("<foreignObject/>", "unknown element foreignObject"),
        ('<path d="M0,0L1,1" mask="url(#m)"/>', "unknown attribute mask of path"),
        ('<path d="M0,0L1,1" filter="url(#m)"/>', "unknown attribute filter of path"),
        ('<g transform="scale(2)"/>', "unknown transform"),
        ('<g transform="rotate(-90)"/>', "unknown transform"),
        ('<g transform="matrix(1 0 0 1 0 0)"/>', "unknown transform"),
        ('<g transform="translate(1,1)skewX(3)"/>', "unknown transform"),
        ('<g style="opacity: 0.5"/>', "transparent or dashed"),
        ('<path d="M0,0L1,1" style="stroke-dasharray: 3px"/>', "transparent or dashed"),
        ('<rect width="1" height="1" style="fill: rgb(0, 0, 0); fill-opacity: 0.4"/>', "at opacity 0.4"),
        ('<rect width="1" height="1" style="fill: url(#gradient)"/>', "unknown fill 'url(#gradient)'"),
        ('<rect width="1" height="1" style="fill: red"/>', "unknown fill 'red'"),
        ('<rect width="1" height="1" style="mix-blend-mode: multiply"/>', "unknown style mix-blend-mode"),
        ('<rect width="9" height="9" rx="3" style="fill: rgb(0, 0, 0)"/>', "rx of rect"),
        ('<g clip-path="url(#nothing)"><rect width="1" height="1"/></g>', "unknown clip url(#nothing)"),
        (f'<text x="1" y="1" {FONT}>a<tspan>b</tspan></text>', "text of more than one line or style"),
        (f'<text x="nan" y="1" {FONT}>a</text>', "has no place"),
        ('<path d="M0,0X"/>', ""),
        ('<rect width="wide" height="1" style="fill: rgb(0, 0, 0)"/>', ""),
        ('<text x="1" y="1" style="fill: rgb(0, 0, 0)">no face</text>', ""),
        ('<g display="none"><rect width="1" height="1"/></g>', ""),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused(inside: str, told: str, brand: Brand) -> None:
    """An element, attribute, transform, clip, colour or opacity that is not known is an error that names the chart."""
    with pytest.raises(DrawError) as error:
        svg_import.parse_plotly_svg(svg(inside), BOX, "statistics/rates")
    assert told in str(error.value)
    assert error.value.where == "chart 'statistics/rates'"


def test_a_drawing_of_another_size_is_refused() -> None:
    """Nothing scales type: a drawing is exactly as large as its box."""
    with pytest.raises(DrawError, match="it is 61 × 40, its box 60 × 40"):
        svg_import.parse_plotly_svg(svg("", 'width="61" height="40"'), BOX)


def test_what_is_no_xml_is_refused() -> None:
    """A drawing that was cut off is told as such."""
    with pytest.raises(DrawError, match="the drawing is not XML"):
        svg_import.parse_plotly_svg("<svg", BOX)


def test_every_chart_of_a_scene_is_replaced_in_its_place() -> None:
    """Drawing replaces charts by marks; boxes, roles, words for the blind and facts stay."""
    chart = PlacedBlock(BOX, Chart("rates", {}, BOX_SIZE, "Bar chart.", ()), "Figure", (), "Bar chart.")
    words = PlacedBlock(Box(0, 0, 5, 5), Drawing(()), "P")
    scene = Scene("statistics", "Statistics", BOX_SIZE, (words, chart))
    (done,) = svg_import.place_drawings(
        (scene,), {"statistics/rates": svg('<rect width="5" height="5" style="fill: rgb(0, 0, 0)"/>')}
    )
    assert svg_import.chart_key(scene, chart) == "statistics/rates"
    assert done.charts == ()
    assert done.blocks[0] is words
    assert replace(done.blocks[1], block=chart.block) == chart


# ── The same picture as another renderer's ────────────────────────────────────────────────────────

SCALE = 2
NAMES = [f"{chart.__name__}-{form}" for form in ("letter", "infographic") for chart in CHART_BUILDERS]


@pytest.fixture(scope="module")
def drawings(
    insights: Insights, context: LayoutContext, brand: Brand, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Chart, str]]:
    """The first of every kind of chart, on the page and on the poster, with its drawing by a real browser."""
    from acsm_report.export.chrome.session import BrowserSession

    charts = {}
    for form in ("letter", "infographic"):
        on = context.with_page_format(PAGE_FORMATS[form])
        charts.update({f"{c.__name__}-{form}": next(c(insights, on, on.grid.text_width)) for c in CHART_BUILDERS})

    def fill(folder: pathlib.Path) -> None:
        with BrowserSession(brand.font_faces) as session:
            drawn = session.draw({name: (chart.figure, chart.size) for name, chart in charts.items()})
        for name, drawing in drawn.items():
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")

    folder = once(tmp_path_factory, "drawings", fill)
    return {name: (chart, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name, chart in charts.items()}


@pytest.fixture(scope="module")
def judged(brand: Brand) -> Callable[[str], Image.Image]:
    """Render an SVG with another program, with the same fonts, on the same paper."""
    for folder in {face.path.parent for face in brand.font_faces}:
        vl_convert.register_font_directory(str(folder))

    def render(drawing: str) -> Image.Image:
        root = ElementTree.fromstring(drawing)
        wide, high = (math.ceil(float(root.get(side, 0))) for side in ("width", "height"))  # else it would be stretched
        for name, value in (("width", f"{wide}"), ("height", f"{high}"), ("viewBox", f"0 0 {wide} {high}")):
            drawing = re.sub(rf'(<svg\b[^>]*? {name}=")[^"]*', rf"\g<1>{value}", drawing, count=1)
        drawing = drawing.replace("font-family:", "font-kerning: none; font-family:")  # as we set words
        picture = Image.open(io.BytesIO(vl_convert.svg_to_png(drawing, scale=SCALE))).convert("RGBA")
        paper = Image.new("RGBA", picture.size, brand.rgb(Ink("paper")))
        return Image.alpha_composite(paper, picture).convert("L")

    return render


def ours(marks: tuple[Mark, ...], chart: Chart, brand: Brand) -> Image.Image:
    """Render marks as the program does: to PDF, then to a picture."""
    whole = Size(math.ceil(chart.size.width), math.ceil(chart.size.height))
    scene = Scene("chart", "Chart", whole, (PlacedBlock(chart.size.box, Drawing(marks)),))
    return Image.open(
        io.BytesIO(render_png(render_pdf([scene], brand, DocumentMetadata("t", "s", "en")), SCALE))
    ).convert("L")


def different(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ by more than 64 grey levels."""
    size = min(one.width, other.width), min(one.height, other.height)
    assert max(abs(one.width - other.width), abs(one.height - other.height)) <= 1
    counts = ImageChops.difference(one.crop((0, 0, *size)), other.crop((0, 0, *size))).histogram()
    return sum(counts[65:]) / sum(counts)


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_looks_the_same_in_another_renderer(
    name: str, drawings: dict[str, tuple[Chart, str]], judged: Callable[[str], Image.Image], brand: Brand
) -> None:
    """Our marks, rendered, differ from another program's picture of the same SVG in less than 1.5 % of the pixels."""
    chart, drawing = drawings[name]
    marks = svg_import.parse_plotly_svg(drawing, chart.size.box, name)
    picture = judged(drawing)
    seen = different(ours(marks, chart, brand), picture)
    assert seen < 0.015
    for lost in ("bars", "words"):  # and the comparison sees what is missing
        kind: Any = TextRun if lost == "words" else Shape
        rest = tuple(m for m in marks if not isinstance(m, kind))
        assert different(ours(rest, chart, brand), picture) > max(0.01, 2 * seen)


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_every_word_and_bar_of_its_figure(
    name: str, drawings: dict[str, tuple[Chart, str]], brand: Brand
) -> None:
    """No label is lost between the figure and the page, and each bar is exactly as long as its value."""
    chart, drawing = drawings[name]
    marks = svg_import.parse_plotly_svg(drawing, chart.size.box, name)
    words = next(t for t in chart.figure["data"] if t.get("mode") == "text")
    bars = [x for t in chart.figure["data"] if t.get("orientation") == "h" for x in t["x"]]
    assert sorted(m.text for m in marks if isinstance(m, TextRun)) == sorted(
        w.replace("&amp;", "&") for w in words["text"]
    )
    left, right = chart.figure["layout"]["xaxis"]["range"]
    lengths = [round(x / (right - left) * chart.size.width, 1) for x in bars if x]
    shown = [round(m.path.bounds.width, 1) for m in marks if isinstance(m, Shape)]
    assert [length for length in lengths if not any(abs(length - w) < 0.2 for w in shown)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_mark_of_the_ledger_is_where_it_is_drawn(
    name: str, drawings: dict[str, tuple[Chart, str]], brand: Brand
) -> None:
    """Every fact that is seen as a mark has its box where the browser drew one, to a third of a point."""
    chart, drawing = drawings[name]
    shapes = [m for m in svg_import.parse_plotly_svg(drawing, chart.size.box, name) if isinstance(m, Shape)]
    sides = [_sides(m) for m in shapes]
    for fact, box in chart.lengths:
        near = [s for s in sides if abs(s.x - box.x) < 0.7 and abs(s.right - box.right) < 0.7]
        assert not box.width or any(s.contains(box, 0.35) or box.contains(s, 0.35) for s in near), fact


def _sides(mark: Shape) -> Box:
    """What a mark covers: an upright stroke is as wide as its line."""
    bounds, wide = mark.path.bounds, mark.stroke_width if mark.stroke else 0
    return Box(bounds.x - wide / 2, bounds.y, bounds.width + wide, bounds.height)
