"""plotly's SVG becomes marks that show exactly what was drawn; anything unknown is an error."""

from __future__ import annotations

import io
import math
import pathlib
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import vl_convert
from PIL import Image, ImageChops

from acsm_report.charts.registry import CHART_BUILDERS
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


def parse_mark(inside: str) -> Mark:
    (mark,) = svg_import.parse_plotly_svg(svg(inside), BOX)
    return mark


# ── Marks ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_rectangle_is_placed_in_the_box() -> None:
    """(1, 2) in the drawing is (1, 2) from the corner of the box on the page."""
    mark = parse_mark('<rect x="1" y="2" width="3" height="4" style="fill: rgb(240, 100, 30)"/>')
    assert mark == Shape(VectorPath.rectangle(Box(101, 202, 3, 4)), Ink("#F0641E"))


def test_translations_of_groups_add_up() -> None:
    """The translations of all groups around a mark add up, with the coordinates of its path."""
    path = '<path d="M0,0h2v2Z" style="fill: rgb(0, 0, 0)"/>'
    mark = parse_mark(f'<g transform="translate(10,5)"><g transform="translate(1)">{path}</g></g>')
    assert isinstance(mark, Shape)
    assert mark.path.bounds == Box(111, 205, 2, 2)


def test_a_mark_has_a_translation_of_its_own() -> None:
    """plotly gives a transform to the path of a dot; rectangles may have one as well."""
    dot = "M3,0A3,3 0 1,1 0,-3A3,3 0 0,1 3,0Z"
    path = parse_mark(f'<path class="point" transform="translate(20,10)" d="{dot}" style="fill: rgb(0, 0, 0)"/>')
    rect = parse_mark('<rect transform="translate(5,6)" x="1" width="2" height="2" style="fill: rgb(0, 0, 0)"/>')
    assert isinstance(path, Shape) and isinstance(rect, Shape)
    assert path.path.bounds == Box(117, 207, 6, 6)
    assert rect.path.bounds == Box(106, 206, 2, 2)


def test_strokes_keep_their_width_and_color() -> None:
    """A line has a stroke and no fill."""
    mark = parse_mark(
        '<path d="M0,0L5,5" style="fill: none; stroke: rgb(1, 2, 3); stroke-width: 2.5px; stroke-opacity: 1"/>'
    )
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
def test_invisible_shapes_are_no_marks(style: str) -> None:
    """A shape without fill and stroke is left out."""
    assert svg_import.parse_plotly_svg(svg(f'<rect x="1" y="2" width="3" height="4" style="{style}"/>'), BOX) == ()


@pytest.mark.parametrize(("anchor", "share"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_text_becomes_a_text_run(anchor: str, share: float, brand: Brand) -> None:
    """Text keeps font, weight, size and color, and its anchor by the widths of our own font."""
    mark = parse_mark(f'<text x="30" y="20" text-anchor="{anchor}" {FONT}>R&amp;D 55%</text>')
    width = string_width("R&D 55%", TextStyle("Source Sans Pro", 700, 12, 12, 0, ""))
    assert isinstance(mark, TextRun)
    assert (mark.text, mark.family, mark.weight, mark.size, mark.ink) == (
        "R&D 55%",
        "Source Sans Pro",
        700,
        12,
        Ink("#07132F"),
    )
    assert mark.x == pytest.approx(130 - share * width)
    assert mark.y == 220


def test_a_clip_is_kept_only_if_it_cuts() -> None:
    """A mark that is within its clip path needs none."""
    clip = '<defs><clipPath id="c"><rect x="0" y="0" width="20" height="20"/></clipPath></defs>'
    shape = '<g clip-path="url(#c)"><rect x="{x}" y="1" width="10" height="10" style="fill: rgb(0, 0, 0)"/></g>'
    inside, cut = parse_mark(clip + shape.format(x=1)), parse_mark(clip + shape.format(x=15))
    assert isinstance(inside, Shape) and isinstance(cut, Shape)
    assert (inside.clip, cut.clip) == (None, Box(100, 200, 20, 20))


def test_empty_paths_and_definitions_are_no_marks() -> None:
    """plotly writes them, and they draw nothing."""
    assert (
        svg_import.parse_plotly_svg(svg('<defs><rect/></defs><g class="layer"/><path d="M0,0"/><path d=""/>'), BOX)
        == ()
    )


# ── Errors ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("inside", "message"),
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
def test_unknown_svg_is_an_error(inside: str, message: str, brand: Brand) -> None:
    """An unknown element, attribute, transform, clip path, color or opacity is an error that names the chart."""
    with pytest.raises(DrawError) as error:
        svg_import.parse_plotly_svg(svg(inside), BOX, "statistics/rates")
    assert message in str(error.value)
    assert error.value.where == "chart 'statistics/rates'"


def test_a_drawing_of_another_size_is_an_error() -> None:
    """A drawing is not scaled, because its text would be."""
    with pytest.raises(DrawError, match="it is 61 × 40, its box 60 × 40"):
        svg_import.parse_plotly_svg(svg("", 'width="61" height="40"'), BOX)


def test_invalid_xml_is_an_error() -> None:
    """A truncated drawing is reported as such."""
    with pytest.raises(DrawError, match="the drawing is not XML"):
        svg_import.parse_plotly_svg("<svg", BOX)


def test_charts_are_replaced_by_drawings() -> None:
    """Only the block changes: box, role, text alternative and facts stay."""
    chart = PlacedBlock(BOX, Chart("rates", {}, BOX_SIZE, "Bar chart.", ()), "Figure", (), "Bar chart.")
    text = PlacedBlock(Box(0, 0, 5, 5), Drawing(()), "P")
    scene = Scene("statistics", "Statistics", BOX_SIZE, (text, chart))
    (drawn,) = svg_import.place_drawings(
        (scene,), {"statistics/rates": svg('<rect width="5" height="5" style="fill: rgb(0, 0, 0)"/>')}
    )
    assert svg_import.chart_key(scene, chart) == "statistics/rates"
    assert drawn.charts == ()
    assert drawn.blocks[0] is text
    assert replace(drawn.blocks[1], block=chart.block) == chart


# ── Comparison with another renderer ────────────────────────────────────────────────────────────────

SCALE = 2
NAMES = [f"{chart.__name__}-{form}" for form in ("letter", "infographic") for chart in CHART_BUILDERS]


@pytest.fixture(scope="module")
def drawings(
    insights: Insights, context: LayoutContext, brand: Brand, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Chart, str]]:
    """The first chart of every kind, on a page and on the infographic, with its drawing by a real browser."""
    from acsm_report.export.chrome.session import BrowserSession

    charts = {}
    for form in ("letter", "infographic"):
        page = context.with_page_format(PAGE_FORMATS[form])
        charts.update({f"{c.__name__}-{form}": next(c(insights, page, page.grid.text_width)) for c in CHART_BUILDERS})

    def fill(folder: pathlib.Path) -> None:
        with BrowserSession(brand.font_faces) as session:
            drawn = session.draw({name: (chart.figure, chart.size) for name, chart in charts.items()})
        for name, drawing in drawn.items():
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")

    folder = once(tmp_path_factory, "drawings", fill)
    return {name: (chart, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name, chart in charts.items()}


@pytest.fixture(scope="module")
def rasterize(brand: Brand) -> Callable[[str], Image.Image]:
    """Return a function that renders an SVG with another program, with the same fonts and background color."""
    for folder in {face.path.parent for face in brand.font_faces}:
        vl_convert.register_font_directory(str(folder))

    def render(drawing: str) -> Image.Image:
        root = ElementTree.fromstring(drawing)
        width, height = (math.ceil(float(root.get(side, 0))) for side in ("width", "height"))  # or it is stretched
        for name, value in (("width", f"{width}"), ("height", f"{height}"), ("viewBox", f"0 0 {width} {height}")):
            drawing = re.sub(rf'(<svg\b[^>]*? {name}=")[^"]*', rf"\g<1>{value}", drawing, count=1)
        drawing = drawing.replace("font-family:", "font-kerning: none; font-family:")  # as in our layout
        picture = Image.open(io.BytesIO(vl_convert.svg_to_png(drawing, scale=SCALE))).convert("RGBA")
        paper = Image.new("RGBA", picture.size, brand.rgb(Ink("paper")))
        return Image.alpha_composite(paper, picture).convert("L")

    return render


def rasterize_marks(marks: tuple[Mark, ...], chart: Chart, brand: Brand) -> Image.Image:
    """Render marks as the program does: to PDF, then to a picture."""
    size = Size(math.ceil(chart.size.width), math.ceil(chart.size.height))
    scene = Scene("chart", "Chart", size, (PlacedBlock(chart.size.box, Drawing(marks)),))
    return Image.open(
        io.BytesIO(render_png(render_pdf([scene], brand, DocumentMetadata("t", "s", "en")), SCALE))
    ).convert("L")


def differing_share(one: Image.Image, other: Image.Image) -> float:
    """Return the share of pixels that differ by more than 64 gray levels."""
    size = min(one.width, other.width), min(one.height, other.height)
    assert max(abs(one.width - other.width), abs(one.height - other.height)) <= 1
    counts = ImageChops.difference(one.crop((0, 0, *size)), other.crop((0, 0, *size))).histogram()
    return sum(counts[65:]) / sum(counts)


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_looks_the_same_in_another_renderer(
    name: str, drawings: dict[str, tuple[Chart, str]], rasterize: Callable[[str], Image.Image], brand: Brand
) -> None:
    """Our rendering of the marks differs from another program's of the SVG in less than 1.5% of the pixels."""
    chart, drawing = drawings[name]
    marks = svg_import.parse_plotly_svg(drawing, chart.size.box, name)
    picture = rasterize(drawing)
    share = differing_share(rasterize_marks(marks, chart, brand), picture)
    assert share < 0.015
    missing_kinds: tuple[type, ...] = (Shape, TextRun)
    for kind in missing_kinds:  # the comparison notices missing marks
        rest = tuple(m for m in marks if not isinstance(m, kind))
        assert differing_share(rasterize_marks(rest, chart, brand), picture) > max(0.01, 2 * share)


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_has_every_label_and_bar_of_its_figure(
    name: str, drawings: dict[str, tuple[Chart, str]], brand: Brand
) -> None:
    """No label is missing, and each bar is as long as its value."""
    chart, drawing = drawings[name]
    marks = svg_import.parse_plotly_svg(drawing, chart.size.box, name)
    labels = next(t for t in chart.figure["data"] if t.get("mode") == "text")
    bars = [x for t in chart.figure["data"] if t.get("orientation") == "h" for x in t["x"]]
    assert sorted(m.text for m in marks if isinstance(m, TextRun)) == sorted(
        label.replace("&amp;", "&") for label in labels["text"]
    )
    left, right = chart.figure["layout"]["xaxis"]["range"]
    lengths = [round(x / (right - left) * chart.size.width, 1) for x in bars if x]
    drawn = [round(m.path.bounds.width, 1) for m in marks if isinstance(m, Shape)]
    assert [length for length in lengths if not any(abs(length - w) < 0.2 for w in drawn)] == []


@pytest.mark.parametrize("name", NAMES)
def test_marks_are_where_the_ledger_says(name: str, drawings: dict[str, tuple[Chart, str]], brand: Brand) -> None:
    """The box of each fact that is drawn as a mark is where the browser drew it, to a third of a point."""
    chart, drawing = drawings[name]
    shapes = [m for m in svg_import.parse_plotly_svg(drawing, chart.size.box, name) if isinstance(m, Shape)]
    boxes = [_covered_box(m) for m in shapes]
    for fact, box in chart.lengths:
        near = [s for s in boxes if abs(s.x - box.x) < 0.7 and abs(s.right - box.right) < 0.7]
        assert not box.width or any(s.contains(box, 0.35) or box.contains(s, 0.35) for s in near), fact


def _covered_box(mark: Shape) -> Box:
    """Return what a shape covers horizontally, with the width of its stroke."""
    bounds, stroke_width = mark.path.bounds, mark.stroke_width if mark.stroke else 0
    return Box(bounds.x - stroke_width / 2, bounds.y, bounds.width + stroke_width, bounds.height)
