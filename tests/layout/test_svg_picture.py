"""Tests of SVG files as shapes: drawn as other programs draw them, or refused by name and line."""

from __future__ import annotations

import io
from contextlib import suppress
from html import escape
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
    some.builds('<path fill-rule="evenodd" d="M9 9H99V99H9ZM{} {}h{}v9h-{}z"'.format, *[number] * 4),
)  # fmt: skip
look = some.builds(
    ' fill="{}" stroke="{}" stroke-width="{}" stroke-linejoin="{}" opacity="{}"/>'.format,
    color, color, some.integers(0, 12), some.sampled_from(["miter", "round", "bevel"]), some.sampled_from(["1", ".5"]),
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


def redraw(picture: Picture, brand: Brand, place: Box) -> str:
    """Return our own SVG of a picture in a place of the view."""
    pen = SvgPen(Scene("logo", "", Size(SIDE, SIDE), ()), brand)
    lines = [pen.mark_element(mark) for mark in picture.marks(place)]
    ground = f'<rect width="{SIDE}" height="{SIDE}" fill="white"/>'
    size = f'width="{SIDE}" height="{SIDE}" stroke-miterlimit="8"'
    return svg("".join([ground, *pen.clip_path_elements(), *lines]), size).decode()


@given(some.lists(group, min_size=1, max_size=4).map("".join))
def test_random_shapes_look_as_another_program_draws_them(brand: Brand, content: str) -> None:
    """Hardly any pixel differs; a frame keeps the picture's size that of its view."""
    frame = f'<rect width="{SIDE}" height="{SIDE}" fill="white"/>'
    picture = read_svg(svg(frame + content))
    assert picture.size == Size(SIDE, SIDE)
    expected = draw(svg(frame + content, f'width="{SIDE}" height="{SIDE}"').decode())
    drawn = draw(redraw(picture, brand, Box(0, 0, SIDE, SIDE)))
    difference = ImageStat.Stat(ImageChops.difference(expected, drawn).convert("L")).mean[0]
    assert difference < 0.5


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
    """An attribute gives way to a rule of its element, that to its class, that to its id, that to its own style."""
    sheet = "<style>/* sheet */ rect{fill:#000001} .c,.d{fill:#000002} #i{fill:#000003}</style>"
    shapes = [
        '<rect width="9" height="9" fill="red"/>',
        '<rect width="9" height="9" class="a c" fill="red"/>',
        '<rect width="9" height="9" class="d" id="i"/>',
        '<rect width="9" height="9" class="d" id="j" style="fill:#000004"/>',
        '<g fill="#000005"><circle r="9"/></g>',
        '<g color="#000006"><circle r="9" fill="currentColor"/></g>',
    ]
    picture = read_svg(svg(sheet + "".join(shapes)))
    assert [shape.fill.role for shape in picture.shapes if shape.fill] == [f"#00000{n}" for n in range(1, 7)]


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
        ('<image href="https://example.org/a.png"/>', "has a reference to 'https://example.org/a.png' in line 2"),
        ('<use href="other.svg#a"/>', "has a reference to 'other.svg#a' in line 2"),
        ("<script>1</script>", "has a script in line 2"),
        ("<defs><foreignObject/></defs>", "has foreignObject in line 2"),
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
        ('<g id="a"><use href="#a"/></g>', "has a reference to 'a' in line 2"),
        ('<clipPath id="c"><circle r="9"/></clipPath><g clip-path="url(#c)"/>', "has a clip that is no rectangle"),
        ("<video/>", "has <video> in line 2"),
        ("<g></g>", "is empty: it has no shape in its view"),
        ('<rect x="500" width="9" height="9"/>', "is empty: it has no shape in its view"),
        ("<g>", "is a damaged SVG picture (line 2 is not XML)"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_by_name_and_line(content: str, what: str) -> None:
    assert refusal(svg(content)).startswith(what)


@pytest.mark.parametrize("attributes", ["", 'viewBox="0 0 9"', 'width="9em" height="9"'])
def test_a_file_that_says_no_size_is_refused(attributes: str) -> None:
    assert refusal(svg("<g/>", attributes)) == (
        "has neither a viewBox nor a width and height; save it again as SVG or PNG"
    )


def test_a_document_type_is_refused() -> None:
    """So no entity is ever expanded, and no file or address read."""
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>\n<svg>&a;</svg>'
    assert refusal(bomb) == "is not read: line 2 has a DOCTYPE; delete <!DOCTYPE …>, or save it as PNG"


@pytest.mark.parametrize("content", ["<g>" * 100 + "</g>" * 100, "<g/>" * 30_000], ids=["deep", "long"])
def test_a_file_of_too_many_elements_is_refused(content: str) -> None:
    assert refusal(svg(content)) == "is too large an SVG picture; simplify it, or save it as PNG"


def test_references_that_multiply_are_refused() -> None:
    """Five levels of ten references each would be 100,000 shapes."""
    levels = [f'<g id="l{n}">' + f'<use href="#l{n - 1}"/>' * 10 + "</g>" for n in range(1, 6)]
    content = "<defs>" + '<rect id="l0" width="9" height="9"/>' + "".join(levels) + '</defs><use href="#l5"/>'
    assert refusal(svg(content)).startswith("has more than 3,000 shapes")
