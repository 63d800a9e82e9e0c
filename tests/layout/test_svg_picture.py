"""Tests of SVG files as shapes: drawn as other programs draw them, or refused by name and line."""

from __future__ import annotations

import io
from contextlib import suppress
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageChops, ImageStat

from acsm_report.errors import DataError
from acsm_report.export.svg import SvgPen
from acsm_report.geometry import Box, Size
from acsm_report.layout.pictures.picture import Picture
from acsm_report.layout.pictures.svg import read_svg
from acsm_report.layout.pictures.svg_style import INITIAL_STYLE, OWN_PROPERTIES
from acsm_report.layout.scene import Scene
from acsm_report.theme.model import Brand

SIDE = 120  # of the view, in pixels
LOGOS = Path(__file__).parents[1] / "data" / "logos"


def svg(content: str, attributes: str = f'viewBox="0 0 {SIDE} {SIDE}"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>\n{content}</svg>'.encode()


def refusal(content: bytes) -> str:
    with pytest.raises(DataError) as raised:
        read_svg(content)
    return str(raised.value)


# ── Drawn as by another program ───────────────────────────────────────────────────────────────────

number = some.integers(-20, 140)
positive = some.integers(4, 80)
color = some.sampled_from(["#c8102e", "navy", "rgb(10, 120, 60)", "rgb(90% 70% 0%)", "#fa0", "none"])
basic_shape = some.one_of(
    some.builds('<rect x="{}" y="{}" width="{}" height="{}" rx="{}"'.format, *[number] * 2, *[positive] * 3),
    some.builds('<circle cx="{}" cy="{}" r="{}"'.format, number, number, positive),
    some.builds('<ellipse cx="{}" cy="{}" rx="{}" ry="{}"'.format, number, number, positive, positive),
    some.builds('<polygon points="{},{} {},{} {} {}"'.format, *[number] * 6),
    some.builds('<line x1="{}" y1="{}" x2="{}" y2="{}"'.format, *[number] * 4),
    some.builds('<path d="M{} {}q{},{} {},{}T{} {}z"'.format, *[number] * 8),
    some.builds('<path fill-rule="evenodd" d="M9 9H99V99H9ZM{} {}h{}v9h-{}z"'.format, *[number] * 3, positive),
)  # fmt: skip
join, opacity = some.sampled_from(["miter", "round", "bevel"]), some.sampled_from(["1", ".5"])
look = some.one_of(
    some.builds(' fill="{}" opacity="{}"/>'.format, color, opacity),
    some.builds(' fill="none" stroke="{}" stroke-width="5" stroke-opacity="{}"/>'.format, color, opacity),
    some.builds(
        ' fill="{}" fill-opacity="{}" stroke="{}" stroke-width="{}" stroke-linejoin="{}"/>'.format,
        color, opacity, color, some.integers(0, 12), join,
    ),
)  # fmt: skip
transform = some.one_of(
    some.builds("translate({} {})".format, number, number),
    some.builds("rotate({})".format, some.integers(-180, 180)),
    some.builds("rotate({} 60,60)".format, some.integers(-180, 180)),
    some.builds("scale(.{})".format, some.integers(3, 9)),
    some.builds("matrix(.7 .3 -.3 .7 {} {})".format, number, number),
)
group = some.builds(
    '<g transform="{} {}">{}</g>'.format,
    transform, transform, some.lists(some.builds(str.__add__, basic_shape, look), min_size=1, max_size=3).map("".join),
)  # fmt: skip


def draw(content: str) -> Image.Image:
    """Return a picture on white, as resvg draws it."""
    return Image.open(io.BytesIO(vl_convert.svg_to_png(content))).convert("RGB")


def difference(expected: Image.Image, drawn: Image.Image) -> float:
    """Return the mean difference of the gray of two pictures of one size, 0 to 255."""
    return float(ImageStat.Stat(ImageChops.difference(expected, drawn).convert("L")).mean[0])


def redraw(picture: Picture, brand: Brand, place: Box) -> str:
    """Return our own SVG of a picture in a place of the view."""
    pen = SvgPen(Scene("logo", "", Size(place.width, place.height), ()), brand)
    lines = [pen.mark_element(mark) for mark in picture.marks(place)]
    ground = '<rect width="100%" height="100%" fill="white"/>'
    size = f'width="{place.width}" height="{place.height}" stroke-miterlimit="8"'
    return svg("".join([ground, *pen.clip_path_elements(), *lines]), size).decode()


@given(some.lists(group, min_size=1, max_size=4).map("".join))
def test_random_shapes_look_as_another_program_draws_them(brand: Brand, content: str) -> None:
    """Hardly any pixel differs; a frame keeps the picture's size that of its view."""
    frame = f'<rect width="{SIDE}" height="{SIDE}" fill="white"/>'
    picture = read_svg(svg(frame + content))
    assert picture.size == Size(SIDE, SIDE)
    expected = draw(svg(frame + content, f'width="{SIDE}" height="{SIDE}"').decode())
    assert difference(expected, draw(redraw(picture, brand, Box(0, 0, SIDE, SIDE)))) < 0.5


@pytest.mark.parametrize("file", sorted(LOGOS.glob("*.svg")), ids=lambda file: file.stem)
def test_logos_look_as_another_program_draws_them(brand: Brand, file: Path) -> None:
    """Each is written as the program of its name writes it: document types, <switch>, clips, namespaces, styles.

    Edges of shapes may differ by a part of a pixel, because sizes in millimeters are no whole pixels.
    """
    expected = draw(file.read_text())
    width, height = expected.size
    drawn = draw(redraw(read_svg(file.read_bytes()), brand, Box(0, 0, width, height)))
    assert difference(expected, drawn) < 2


@pytest.mark.parametrize(
    ("content", "attributes"),
    [
        ('<circle cx="60" cy="60" r="50" fill="navy"/>', 'viewBox="0 0 120 120" preserveAspectRatio="none"'),
        ('<circle cx="60" cy="60" r="70" fill="navy"/>', 'viewBox="0 0 120 120" preserveAspectRatio="xMinYMax slice"'),
        ('<circle cx="60" cy="60" r="70" fill="navy"/>', 'viewBox="20 10 90 100" preserveAspectRatio="xMaxYMid"'),
        ('<path d="M9 9H90V90Z" transform="rotate(20)" transform-origin="60px 40px"/>', 'viewBox="0 0 240 120"'),
        ('<path d="M20 20H90V90Z" fill="red" stroke="navy" stroke-width="9" paint-order="stroke"/>', ""),
        ('<rect width="50" height="50" style="fill:red;stroke:none"/><style>rect{fill:blue!important}</style>', ""),
        ('<path d="M10 90L60 -5L110 90" fill="none" stroke="navy" stroke-width="9" stroke-miterlimit="9"/>', ""),
        ('<clipPath id="c" transform="translate(20 9)"><rect width="50" height="50"/></clipPath>'
         '<clipPath id="d" clip-path="url(#c)"><rect width="40" height="90" transform="scale(1.5 1)"/></clipPath>'
         '<g transform="scale(1.5)"><circle r="70" clip-path="url(#d)"/></g>', ""),
    ],
)  # fmt: skip
def test_views_and_clips_look_as_another_program_draws_them(brand: Brand, content: str, attributes: str) -> None:
    """A white frame far beyond the view keeps the picture's size that of what shows."""
    frame = '<path d="M-999 -999H999V999H-999z" fill="white"/>'
    original = svg(frame + content, f'width="240" height="120" {attributes}')
    picture = read_svg(original)
    assert picture.size.width / picture.size.height == pytest.approx(2)
    assert difference(draw(original.decode()), draw(redraw(picture, brand, Box(0, 0, 240, 120)))) < 0.5


@pytest.mark.parametrize(
    ("content", "box"),
    [
        ('<rect x="10" y="20" width="30" height="40"/>', Size(30, 40)),
        ('<rect x="10" y="20" width="30" height="40" stroke="red" stroke-width="4"/>', Size(34, 44)),
        ('<rect x="100" y="20" width="300" height="40"/>', Size(20, 40)),
        ('<rect x="25%" y="0" width="50%" height="1in"/>', Size(60, 96)),
        ('<g transform="scale(2)"><circle cx="20" cy="20" r="10"/></g>', Size(40, 40)),
        ('<defs><rect id="a" width="9" height="7"/></defs><use href="#a" x="50"/><use href="#a"/>', Size(59, 7)),
        ('<clipPath id="c"><rect width="30" height="20"/></clipPath><circle clip-path="url(#c)" r="9"/>', Size(9, 9)),
        ('<symbol id="s"><rect width="9" height="7"/></symbol><use href="#s"/>', Size(9, 7)),
        ('<rect width="9" height="9" display="none"/><rect width="5" height="5"/>', Size(5, 5)),
        ('<title>Logo</title><metadata><x xmlns="urn:x"/></metadata><rect width="5" height="5"/>', Size(5, 5)),
    ],
)  # fmt: skip
def test_the_size_is_that_of_what_is_painted_in_the_view(content: str, box: Size) -> None:
    size = read_svg(svg(content)).size
    assert (size.width, size.height) == pytest.approx((box.width, box.height))


PRESENTATION_ATTRIBUTES = sorted({*INITIAL_STYLE, *OWN_PROPERTIES} - {"transform", "display", "marker"})


@given(some.sampled_from(PRESENTATION_ATTRIBUTES), some.text("x1\"'<>&= ;#", max_size=8).map("round".__add__))
def test_no_value_of_a_logo_becomes_markup(brand: Brand, name: str, value: str) -> None:
    """Whatever an attribute holds, our SVG has the attributes of a path and no others, or the logo is refused."""
    content = f'<path d="M0 0H9V9" stroke="red" {name}="{escape(value)}"/>'
    with suppress(DataError):
        drawn = redraw(read_svg(svg(content)), brand, Box(0, 0, SIDE, SIDE))
        names = {key for element in ElementTree.fromstring(drawn) for key in element.attrib}
        assert names <= {*PRESENTATION_ATTRIBUTES, "d", "width", "height", "id"}


def test_styles_count_in_the_order_of_css() -> None:
    """An attribute gives way to a rule of its element, that to its class, that to its id, that to its own style.

    What is !important wins over all of these.
    """
    sheet = (
        "<style>/* sheet */ rect{fill:#000001} .c,.d{fill:#000002} #i{fill:#000003} .e{fill:#000007!important}</style>"
    )
    shapes = [
        '<rect width="9" height="9" fill="red"/>',
        '<rect width="9" height="9" class="a c" fill="red"/>',
        '<rect width="9" height="9" class="d" id="i"/>',
        '<rect width="9" height="9" class="d" id="j" style="fill:#000004"/>',
        '<g fill="#000005"><circle r="9"/></g>',
        '<g color="#000006"><circle r="9" fill="currentColor"/></g>',
        '<rect width="9" height="9" class="e" style="fill:#000004"/>',
        '<rect width="9" height="9" style="fill:#000004;fill:color(display-p3 0 0 0.029)"/>',
    ]
    picture = read_svg(svg(sheet + "".join(shapes)))
    assert [shape.fill.role for shape in picture.shapes if shape.fill] == [f"#00000{n}" for n in range(1, 9)]


def test_transparent_fill_and_stroke_are_two_shapes() -> None:
    """The stroke lies on the fill, and the fill shows through it."""
    content = '<rect x="9" y="9" width="9" height="9" stroke="red" fill-opacity=".5" stroke-opacity="50%"/>'
    shapes = read_svg(svg(content)).shapes
    assert [(shape.fill is None, shape.stroke is None, shape.opacity) for shape in shapes] == [
        (False, True, 0.5),
        (True, False, 0.5),
    ]


def test_the_colors_are_those_on_top() -> None:
    """Half of a blue square is covered by white."""
    content = '<rect width="100" height="100" fill="blue"/><rect width="50" height="100" fill="white"/>'
    appearance = read_svg(svg(content)).appearance
    assert appearance.is_opaque
    assert appearance.colors.count("#FFFFFF") == appearance.colors.count("#0000FF") == 800


# ── Refused ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<text>ABC</text>", "has text in line 2, which cannot be drawn; save it as PNG, or convert text to paths"),
        ('<image href="#a"/>', "has a picture of pixels in line 2"),
        ('<image href="https://example.org/a.png"/>', "has a picture of pixels in line 2"),
        ('<use href="https://example.org/a.svg#a"/>', "has a reference to 'https://example.org/a.svg#a' in line 2"),
        ('<use href="other.svg#a"/>', "has a reference to 'other.svg#a' in line 2"),
        ("<script>1</script>", "has a script in line 2"),
        ("<g><foreignObject/></g>", "has <foreignObject> in line 2"),
        ('<p xmlns="http://www.w3.org/1999/xhtml">A</p>', "has HTML, <p>, in line 2"),
        ('<rect width="9" height="9"><animate attributeName="x"/></rect>', "has <animate> in line 2"),
        ('<g systemLanguage="de"><rect width="9" height="9"/></g>', "has a part for some languages only in line 2"),
        ('<svg><rect width="9" height="9"/></svg>', "has a picture within the picture in line 2"),
        ('<rect width="9" height="9" style="rotate:5deg"/>', "has the style 'rotate' in line 2"),
        ('<rect width="9" height="9" vector-effect="non-scaling-stroke"/>', "has vector-effect 'non-scaling-stroke'"),
        ('<rect width="9" height="9" transform="rotate(9)" transform-origin="50% 0"/>', "has transform-origin '50% 0'"),
        ('<rect width="9" height="9" stroke="red" paint-order="all"/>', "has paint-order 'all' in line 2"),
        ('<rect width="9" height="9" stroke="red" opacity=".5"/>', "has the opacity of a group, or of a fill with its"),
        ('<style media="print">g{fill:red}</style>', "has a style sheet of another type or medium in line 2"),
        (
            '<defs><g id="a"><rect width="9" height="9"/><rect width="9" height="5"/></g></defs>'
            '<use href="#a" opacity=".5"/>',
            "has the opacity of a group, or",
        ),
        (
            '<clipPath id="c" clipPathUnits="objectBoundingBox"><rect width="1" height="1"/></clipPath>'
            '<g clip-path="url(#c)"><rect width="9" height="9"/></g>',
            "has clipPathUnits 'objectBoundingBox' in line 2",
        ),
        ('<g clip-path="url(#c)"><rect width="9" height="9"/></g>', "has the clip 'url(#c)' in line 2"),
        ('<rect width="9" height="9" fill="url(#g)"/>', "has a gradient or pattern as its fill in line 2"),
        ('<g filter="url(#f)"><rect width="9" height="9"/></g>', "has filter 'url(#f)' in line 2"),
        ('<g mask="url(#f)"/>', "has mask 'url(#f)' in line 2"),
        ('<path d="M0 0H9" stroke="red" stroke-dasharray="4 2"/>', "has stroke-dasharray '4 2' in line 2"),
        ('<path d="M0 0H9" style="mix-blend-mode:multiply"/>', "has mix-blend-mode 'multiply' in line 2"),
        ('<path d="M0 0H9" stroke-linecap="&quot; onload=&quot;x"/>', "has stroke-linecap '\" onload=\"x' in line 2"),
        ('<path d="M0 0H9" stroke-linejoin="arcs"/>', "has stroke-linejoin 'arcs' in line 2"),
        ('<path d="M0 0H9" stroke="red" stroke-miterlimit="nan"/>', "has the number 'nan' in line 2"),
        ('<path d="M0 0H9" stroke="red" stroke-miterlimit=".5"/>', "has stroke-miterlimit 0.5 in line 2"),
        ('<rect width="9" height="9" opacity="nan"/>', "has the length 'nan' in line 2"),
        ('<rect width="9" height="9" transform="scale(1e200)scale(1e200)"/>', "has numbers that are too large"),
        ('<path d="M0 0H1e999V9"/>', "has numbers that are too large"),
        ('<path d="M0 0H9" marker-end="url(#m)"/>', "has marker-end 'url(#m)' in line 2"),
        ("<style>@import url(a.css);</style>", "has a style sheet with @ or url() in line 2"),
        ("<style>g > a{fill:red}</style>", "has a style for 'g > a' in line 2"),
        ('<path d="M0 0X9"/>', "has not SVG path data"),
        ('<rect width="9em" height="9"/>', "has the length '9em' in line 2"),
        ('<g transform="turn(9)"/>', "has the transform 'turn(9)' in line 2"),
        ('<g transform="rotate(1 2)"/>', "has the transform 'rotate(1 2)'"),
        ('<rect width="9" height="9" fill="bogus"/>', "has the fill 'bogus' in line 2"),
        ('<g transform="scale(1 2)"><path d="M0 0H9" stroke="red"/></g>', "has a stroke that a transform stretches"),
        ('<g opacity=".5"><rect width="9" height="9"/><rect width="9" height="5"/></g>', "has the opacity of a group"),
        ('<g id="a"><use href="#a"/></g>', "has a reference to what contains it in line 2"),
        ('<clipPath id="c"><circle r="9"/></clipPath><g clip-path="url(#c)"/>', "has a clip that is not a rectangle"),
        ("<video/>", "has <video> in line 2"),
        ("<g></g>", "is empty: it has no shape in its view"),
        ('<rect x="500" width="9" height="9"/>', "is empty: it has no shape in its view"),
        ("<g>", "is a damaged SVG picture (line 2 is not XML)"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_name_and_line(content: str, what: str) -> None:
    assert refusal(svg(content)).startswith(what)


@pytest.mark.parametrize("attributes", ["", 'viewBox="0 0 9"', 'width="9em" height="9"', 'width="100%" height="9"'])
def test_a_file_that_says_no_size_is_refused(attributes: str) -> None:
    assert refusal(svg("<g/>", attributes)) == (
        "has neither a viewBox nor a width and height; save it again as SVG or PNG"
    )


@pytest.mark.parametrize(
    "entity",
    ['a SYSTEM "file:///etc/hostname"', '% a SYSTEM "http://e.org/a"', 'a "&#38;b;&#38;b;"', f'a "{"x" * 101}"'],
    ids=["file", "address", "bomb", "long"],
)
def test_an_entity_that_reads_or_grows_is_refused(entity: str) -> None:
    """No file or address is read, and no text becomes much longer than it is."""
    bomb = f'<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY {entity}>]>\n<svg/>'.encode()
    assert refusal(bomb) == "is not read: line 2 declares the entity 'a'; delete <!DOCTYPE …>, or save it as PNG"


def test_a_style_sheet_of_another_file_is_refused() -> None:
    content = b'<?xml-stylesheet href="a.css"?>' + svg('<rect width="9" height="9"/>')
    assert refusal(content) == "has a style sheet of another file in line 1, which is not read; save it as PNG"


@pytest.mark.parametrize("content", ["<g>" * 100 + "</g>" * 100, "<g/>" * 30_000], ids=["deep", "long"])
def test_a_file_of_too_many_elements_is_refused(content: str) -> None:
    assert refusal(svg(content)) == "is too large an SVG picture; simplify it, or save it as PNG"


def test_references_that_multiply_are_refused() -> None:
    """Five levels of ten references each would be 100,000 shapes."""
    levels = [f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 6)]
    drawn, empty = '<rect id="l0" width="9" height="9"/>', '<g id="l0"/>'
    for first, what in ((drawn, "has more than 3,000 shapes"), (empty, "has more than 30,000 elements")):
        content = f'<defs>{first}{"".join(levels)}</defs><use href="#l5"/>'
        assert refusal(svg(content)).startswith(what)
