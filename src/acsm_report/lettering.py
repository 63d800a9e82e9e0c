"""An SVG of ours read back: its words, each line with its place, and whatever in it we never draw.

This reads what a viewer reads and knows nothing of what wrote it: elements and attributes that could hide,
move or add something are told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from .errors import DataError, shown
from .fonts import CAP
from .geometry import Box

__all__ = ["NUMERAL", "Line", "attached", "compared", "foreign", "lines", "numbers", "opened", "titles"]

NUMERAL = re.compile(r"\d+(?:[.,]\d+)*|[¹²³⁰-⁹₀-₉¼-¾⅐-↋①-⓿]")  # digits, and signs that stand for a number
SLACK = 1.5  # points by which a line may stand above or below its figure
SVG = "{http://www.w3.org/2000/svg}"
TAGS = 1_000_000
LOOK = {"fill", "fill-opacity", "stroke", "stroke-width", "clip-path"}
KNOWN = {
    "svg": {
        "version", "width", "height", "viewBox", "lang", "{http://www.w3.org/XML/1998/namespace}lang",
        "{http://www.w3.org/XML/1998/namespace}space", "role", "aria-labelledby", "aria-describedby",
        "stroke-linejoin", "stroke-linecap", "stroke-miterlimit", "text-rendering", "style",
    },
    "title": {"id"}, "desc": {"id"}, "metadata": {"id"}, "style": set[str](), "g": set[str](), "clipPath": {"id"},
    "path": {"d", *LOOK}, "rect": {"width", "height", "fill"}, "a": {"href"},
    "text": {
        "x", "y", "transform", "font-family", "font-weight", "font-size", "letter-spacing", "textLength",
        "lengthAdjust", "fill", "fill-opacity",
    },
}  # fmt: skip
PLACED = re.compile(r"matrix\(([\d.]+) 0 0 1 (-?[\d.]+) (-?[\d.]+)\)")
FACES = re.compile(r"(?:\s*@font-face\{[^{}]*\})*\s*")
SET = "font-kerning:none;font-variant-ligatures:none"


class Line(NamedTuple):
    """Words on one baseline: where they begin, in points from the top left corner, and the size of their type."""

    text: str
    x: float
    y: float
    size: float


def opened(data: bytes, where: str) -> ElementTree.Element:
    """Return the root of an SVG. Raise DataError for anything else, and for one that would cost too much to read."""
    try:
        text = data.decode()
        if "<!DOCTYPE" in text or text.count("<") > TAGS:  # a few lines of the one can stand for gigabytes
            raise ValueError
        root = ElementTree.fromstring(text)
        if root.tag != f"{SVG}svg":
            raise ValueError
    except (ElementTree.ParseError, ValueError):
        raise DataError("it is no readable SVG", "name another file", where) from None
    return root


def attached(root: ElementTree.Element, name: str) -> bytes | None:
    """Return the file of that name that travels in an SVG, or None."""
    found = [element for element in root.findall(f"{SVG}metadata") if element.get("id") == name]
    return (found[0].text or "").encode() if found else None


def titles(root: ElementTree.Element) -> tuple[str, ...]:
    """Return what an SVG says of itself, line by line: its titles and its description."""
    named = (element.text or "" for tag in ("title", "desc") for element in root.iter(f"{SVG}{tag}"))
    return tuple(line for text in named for line in text.splitlines())


def lines(root: ElementTree.Element) -> Iterator[Line]:
    """Yield the lines of words in the order in which they are read."""
    for element in root.iter(f"{SVG}text"):
        place = PLACED.fullmatch(element.get("transform", ""))
        x, y = (place[2], place[3]) if place else (element.get("x", ""), element.get("y", ""))
        yield Line("".join(element.itertext()), _number(x), _number(y), _number(element.get("font-size", "")))


def compared(lines: Sequence[Line], figures: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, str]]:
    """Yield where lines of words differ from the figures that are said to stand in them: a text, and what is wrong.

    A figure is a text and its box in points; it belongs to the last line that begins left of it at its height.
    """
    owned: dict[int, list[tuple[str, Box]]] = {}
    for text, box in figures:
        level = (n for n, line in enumerate(lines) if abs(line.y - CAP * line.size - box.y) < SLACK)
        found = max((n for n in level if lines[n].x <= box.x + 0.1), key=lambda n: lines[n].x, default=-1)
        if found < 0:
            yield text, "the picture reads '' there"
        owned.setdefault(found, []).append((text, box))
    for number, line in enumerate(lines):
        yield from _differences(line.text, sorted(owned.get(number, ()), key=lambda f: (f[1].x, -f[1].w)))


def _differences(line: str, figures: Iterable[tuple[str, Box]]) -> Iterator[tuple[str, str]]:
    """Yield the figures, told from the left, that a line does not read, and its numerals that are in none of them."""
    covered, right = [range(0)], 0.0
    for text, box in figures:
        within = box.right <= right + 0.1  # the figure before it
        found = line.find(text, covered[-1].start if within else covered[-1].stop)
        if found < 0:
            yield text, f"the picture reads {shown(line)} there"
            continue
        covered.append(range(found, found + len(text)))
        right = box.right
    for match in NUMERAL.finditer(line):
        if not any(match.start() in part and match.end() - 1 in part for part in covered):
            yield match[0], "not in the ledger"


def foreign(root: ElementTree.Element) -> Iterator[str]:
    """Yield, in words, what an SVG holds that we never write: it could show or hide anything."""
    for element in root.iter():
        tag = str(element.tag).removeprefix(SVG)
        if tag not in KNOWN:
            yield f"it holds {shown(tag)}, which we never draw"
            continue
        yield from (f"its {tag} has {shown(name)}, which we never write" for name in set(element.keys()) - KNOWN[tag])
        if tag == "style" and not FACES.fullmatch(element.text or ""):
            yield "its style holds more than typefaces"
        if element.get("style", SET) != SET or (tag == "svg" and element is not root):
            yield f"its {tag} has a look of its own"
        if not PLACED.fullmatch(element.get("transform", "matrix(1 0 0 1 0 0)")):
            yield f"its {tag} is moved in a way that we never use"


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", text) else float("nan")


def numbers(text: str) -> list[float]:
    """Return the numbers of a text, without signs; a comma before three digits groups."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", plain)]
