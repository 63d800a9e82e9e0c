"""Reads the text lines of an SVG that the program made, and reports markup that it never writes.

The reader is independent of the writer. It reports elements and attributes that could hide, move or add something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from ..errors import DataError, quote_value
from ..geometry import Box
from ..layout.measure import CAP_HEIGHT
from .numerals import NUMERAL

__all__ = [
    "SvgTextLine",
    "find_svg_attachment",
    "find_svg_mismatches",
    "find_unexpected_markup",
    "parse_svg",
    "read_text_lines",
    "read_titles",
]

TOLERANCE = 1.5  # points between the top of a line and the box of its text
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
MAX_TAGS = 1_000_000
PAINT_ATTRIBUTES = {"fill", "fill-opacity", "stroke", "stroke-width", "clip-path"}
ALLOWED_ATTRIBUTES = {
    "svg": {
        "version", "width", "height", "viewBox", "lang", "{http://www.w3.org/XML/1998/namespace}lang",
        "{http://www.w3.org/XML/1998/namespace}space", "role", "aria-labelledby", "aria-describedby",
        "stroke-linejoin", "stroke-linecap", "stroke-miterlimit", "text-rendering", "style",
    },
    "title": {"id"}, "desc": {"id"}, "metadata": {"id"}, "style": set[str](), "g": set[str](), "clipPath": {"id"},
    "path": {"d", *PAINT_ATTRIBUTES}, "rect": {"width", "height", "fill"}, "a": {"href"},
    "text": {
        "x", "y", "transform", "font-family", "font-weight", "font-size", "letter-spacing", "textLength",
        "lengthAdjust", "fill", "fill-opacity",
    },
}  # fmt: skip
MATRIX_TRANSFORM = re.compile(r"matrix\(([\d.]+) 0 0 1 (-?[\d.]+) (-?[\d.]+)\)")
FONT_FACE_RULES = re.compile(r"(?:\s*@font-face\{[^{}]*\})*\s*")
FONT_SETTINGS = "font-kerning:none;font-variant-ligatures:none;font-synthesis:none"


class SvgTextLine(NamedTuple):
    """A line of text: its start, in points from the top left corner, and its font size in points."""

    text: str
    x: float
    y: float
    size: float


def parse_svg(data: bytes, where: str) -> ElementTree.Element:
    """Return the root element of an SVG. Raise DataError if it is not an SVG or is too large to read."""
    try:
        text = data.decode()
        if "<!DOCTYPE" in text or text.count("<") > MAX_TAGS:  # entities in a DOCTYPE can expand to gigabytes
            raise ValueError
        root = ElementTree.fromstring(text)
        if root.tag != f"{SVG_NAMESPACE}svg":
            raise ValueError
    except (ElementTree.ParseError, ValueError):
        raise DataError("it is not a readable SVG", "name another file", where) from None
    return root


def find_svg_attachment(root: ElementTree.Element, name: str) -> bytes | None:
    """Return the embedded file of that name, or None."""
    found = [element for element in root.findall(f"{SVG_NAMESPACE}metadata") if element.get("id") == name]
    return (found[0].text or "").encode() if found else None


def read_titles(root: ElementTree.Element) -> tuple[str, ...]:
    """Return the titles and the description of an SVG, line by line."""
    named = (element.text or "" for tag in ("title", "desc") for element in root.iter(f"{SVG_NAMESPACE}{tag}"))
    return tuple(line for text in named for line in text.splitlines())


def read_text_lines(root: ElementTree.Element) -> Iterator[SvgTextLine]:
    """Yield the lines of text in reading order."""
    for element in root.iter(f"{SVG_NAMESPACE}text"):
        place = MATRIX_TRANSFORM.fullmatch(element.get("transform", ""))
        x, y = (place[2], place[3]) if place else (element.get("x", ""), element.get("y", ""))
        yield SvgTextLine(
            "".join(element.itertext()),
            _parse_coordinate(x),
            _parse_coordinate(y),
            _parse_coordinate(element.get("font-size", "")),
        )


def find_svg_mismatches(lines: Sequence[SvgTextLine], values: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, str]]:
    """Yield each text that differs from the printed values, with what is wrong.

    A value is a text and its box in points. It belongs to the last line that starts left of it at its height.
    """
    owned: dict[int, list[tuple[str, Box]]] = {}
    for text, box in values:
        level = (n for n, line in enumerate(lines) if abs(line.y - CAP_HEIGHT * line.size - box.y) < TOLERANCE)
        found = max((n for n in level if lines[n].x <= box.x + 0.1), key=lambda n: lines[n].x, default=-1)
        if found < 0:
            yield text, "the picture reads '' there"
        owned.setdefault(found, []).append((text, box))
    for number, line in enumerate(lines):
        yield from _mismatches_in_line(line.text, sorted(owned.get(number, ()), key=lambda f: (f[1].x, -f[1].width)))


def _mismatches_in_line(line: str, values: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, str]]:
    """Yield values, from left to right, that a line does not contain, and numerals that belong to no value."""
    covered, right = [range(0)], 0.0
    for text, box in values:
        within = box.right <= right + 0.1  # inside the value before it
        found = line.find(text, covered[-1].start if within else covered[-1].stop)
        if found < 0:
            yield text, f"the picture reads {quote_value(line)} there"
            continue
        covered.append(range(found, found + len(text)))
        right = box.right
    for match in NUMERAL.finditer(line):
        if not any(match.start() in part and match.end() - 1 in part for part in covered):
            yield match[0], "not in the ledger"


def find_unexpected_markup(root: ElementTree.Element) -> Iterator[str]:
    """Yield descriptions of markup that the program never writes; it could show or hide anything."""
    for element in root.iter():
        tag = str(element.tag).removeprefix(SVG_NAMESPACE)
        if tag not in ALLOWED_ATTRIBUTES:
            yield f"it holds {quote_value(tag)}, which we never draw"
            continue
        yield from (
            f"its {tag} has {quote_value(name)}, which we never write"
            for name in set(element.keys()) - ALLOWED_ATTRIBUTES[tag]
        )
        if tag == "style" and not FONT_FACE_RULES.fullmatch(element.text or ""):
            yield "its style holds more than typefaces"
        if element.get("style", FONT_SETTINGS) != FONT_SETTINGS or (tag == "svg" and element is not root):
            yield f"its {tag} has a look of its own"
        if not MATRIX_TRANSFORM.fullmatch(element.get("transform", "matrix(1 0 0 1 0 0)")):
            yield f"its {tag} is moved in a way that we never use"


def _parse_coordinate(text: str) -> float:
    return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else float("nan")
