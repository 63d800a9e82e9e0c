"""An SVG read back: its words with their places, and nothing in it that is passed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from acsm_report.errors import DataError
from acsm_report.geometry import Box
from acsm_report.provenance import audit, svg_reader
from acsm_report.provenance.svg_reader import SvgTextLine
from support.processes import run

ROOT = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
LINE = SvgTextLine("12% of 12 in 2014", 10, 50, 10)


def audited(content: str, place: Path) -> list[str]:
    place.write_text(content, encoding="utf-8")
    return [str(finding) for finding in audit.audit_file(place)[1]]


@pytest.fixture(scope="module")
def picture(finished: Path) -> str:
    """The infographic of a real build."""
    return (finished / "infographic.svg").read_text(encoding="utf-8")


def test_a_finished_picture_stands_up_to_the_audit(finished: Path) -> None:
    """As many numerals are read back as from the PDF, and each of them is in the ledger."""
    done = run("explain", "--all", finished / "infographic.svg", "--data", "acsm-2014")
    assert (done.returncode, done.stderr) == (0, "")
    counts = [audit.audit_file(finished / f"infographic{suffix}") for suffix in (".svg", ".pdf")]
    assert counts[0] == counts[1]
    assert counts[0][0] > 60


def test_a_changed_numeral_is_found(picture: str, tmp_path: Path) -> None:
    """Whichever numeral of the words is made another, and whichever is added, the ledger knows better."""
    start = picture.index("<rect")
    places = list(re.finditer(r"(?<=>)[^<>]*\d[^<>]*(?=</text>)", picture[start:]))
    assert len(places) > 50
    for place in places[::4]:
        at = start + place.start() + next(m.start() for m in re.finditer(r"\d", place[0]))
        other = f"{picture[:at]}{(int(picture[at]) + 1) % 10}{picture[at + 1 :]}"
        assert audited(other, tmp_path / "a.svg"), place[0]
    more = picture.replace("</svg>", '<text x="9" y="9" font-size="9" fill="#07132F">98</text></svg>')
    assert audited(more, tmp_path / "a.svg") == ["page 1: 98: not in the ledger"]


def test_a_title_with_a_number_of_its_own_is_found(picture: str, tmp_path: Path) -> None:
    """What is told to those who do not see the picture is read too, line by line."""
    title = re.sub(r"(<title[^>]*>)", r"\g<1>98% pass ", picture)
    (told,) = audited(title, tmp_path / "a.svg")
    assert re.fullmatch("98% pass ACSM .*: a title that no page bears out", told)
    described = re.sub(r"(<desc[^>]*>)", "\\g<1>98% pass\n", picture)
    assert audited(described, tmp_path / "a.svg") == ["98% pass: a title that no page bears out"]


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ('<image href="x.png"/>', "it holds 'image', which we never draw"),
        ("<text>a<tspan>b</tspan></text>", "it holds 'tspan', which we never draw"),
        ("<foreignObject/>", "it holds 'foreignObject', which we never draw"),
        ("<script>alert(1)</script>", "it holds 'script', which we never draw"),
        ('<g opacity="0"/>', "its g has 'opacity', which we never write"),
        ('<text dx="900">a</text>', "its text has 'dx', which we never write"),
        ('<text transform="scale(0)">a</text>', "its text is moved in a way that we never use"),
        ("<style>text{display:none}</style>", "its style holds more than typefaces"),
        ('<svg style="display:none"/>', "its svg has a look of its own"),
        ("<svg/>", "its svg has a look of its own"),
        ('<style>@font-face{font-family:"a"}</style><g><path d="M0 0"/></g>', ""),
    ],
)
def test_what_we_never_draw_is_told(added: str, told: str) -> None:
    """An element, an attribute or a rule of style that could show, move or hide something is named."""
    root = svg_reader.parse_svg(ROOT.format(added).encode(), "a.svg")
    assert list(svg_reader.find_unexpected_markup(root)) == ([told] if told else [])


def test_lines_are_read_with_their_places() -> None:
    """A line begins where its element says, stretched or not; a place that is none is not a number."""
    marks = (
        '<text x="1" y="2" font-size="3">a &amp; b</text><g><a href="x"><text transform="matrix(1.5 0 0 1 4 -5.5)"'
        ' font-size="6">c</text></a></g><text x="1e9" y="2" font-size="3">d</text>'
    )
    one, two, lost = svg_reader.read_text_lines(svg_reader.parse_svg(ROOT.format(marks).encode(), "a.svg"))
    assert (one, two) == (SvgTextLine("a & b", 1, 2, 3), SvgTextLine("c", 4, -5.5, 6))
    assert lost.x != lost.x


def at(text: str, x: float, wide: float = 5, y: float = 43.4) -> tuple[str, Box]:
    return text, Box(x, y, wide, 8.6)


RIGHT = (at("12%", 10), at("12", 30), at("2014", 40))


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (RIGHT, []),
        ((*RIGHT, at("12% of 12", 10, 25)), []),
        (RIGHT[::-1], []),
        (RIGHT[1:], [("12", "not in the ledger")]),
        ((at("13%", 10), *RIGHT[1:]), [("13%", f"the picture reads {LINE.text!r} there"), ("12", "not in the ledger")]),
        ((at("-12%", 10), *RIGHT), [("-12%", f"the picture reads {LINE.text!r} there")]),
        ((*RIGHT[:2], at("201", 40)), [("2014", "not in the ledger")]),
        ((*RIGHT, at("7", 30, y=90)), [("7", "the picture reads '' there")]),
        ((*RIGHT, at("7", 5)), [("7", "the picture reads '' there")]),
    ],
)
def test_a_line_and_its_figures_agree(figures: tuple[tuple[str, Box], ...], told: list[tuple[str, str]]) -> None:
    """Figures stand in their line in their order, one within another too, and leave no numeral over."""
    assert list(svg_reader.find_svg_mismatches([LINE], figures)) == told


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        b"<html/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<!DOCTYPE svg [<!ENTITY a 'aaaa'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<?xml version='1.0' encoding='utf-16'?><svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"),
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 1_000_000,
        b"\xff" * 100,
    ],
    ids=["empty", "no namespace", "HTML", "cut off", "a document type", "UTF-16", "endless", "no text"],
)
def test_what_is_no_svg_is_told(content: bytes) -> None:
    """Whatever a file holds, it is one line, soon."""
    with pytest.raises(DataError, match=r"a\.svg: it is not a readable SVG; name another file"):
        svg_reader.parse_svg(content, "a.svg")
