"""Reads the SVG that plotly draws into marks, so that charts are vectors and their text is set in our own fonts.

plotly writes a small part of SVG: groups with a translation, rectangles, paths and lines of text. The reader knows this
part and raises DrawError for anything else, because a chart that lacks a mark would be wrong.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from xml.etree import ElementTree

from ...errors import DrawError, quote_value
from ...geometry import Box, VectorPath
from ...layout.context import TextStyle
from ...layout.measure import string_width
from ...layout.scene import Chart, Drawing, Mark, PlacedBlock, Scene, Shape, TextRun
from ...theme.model import Ink

__all__ = ["chart_key", "parse_plotly_svg", "place_drawings", "place_labels"]

SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
RGB_COLOR = re.compile(r"rgb\((\d+), (\d+), (\d+)\)")
TRANSFORM = re.compile(r"(translate|rotate)\(([-\d.e]+)(?:[, ]([-\d.e]+))?(?:[, ]([-\d.e]+))?\)\s*")
KNOWN_ATTRIBUTES = {
    "id", "class", "style", "transform", "clip-path", "viewBox", "width", "height", "x", "y", "d",
    "text-anchor", "fill-rule", "shape-rendering", "data-index", "data-notex", "data-unformatted", "data-math",
}  # fmt: skip
KNOWN_STYLES = {
    "fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-miterlimit", "stroke-dasharray",
    "opacity", "font-family", "font-size", "font-weight", "white-space", "vector-effect", "pointer-events",
}  # fmt: skip
TEXT_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def chart_key(scene: Scene, placed: PlacedBlock) -> str:
    """Return the key of a placed chart in the jobs and drawings of a session: scene and chart name."""
    assert isinstance(placed.block, Chart)
    return f"{scene.name}/{placed.block.name}"


def place_drawings(scenes: tuple[Scene, ...], drawings: Mapping[str, str]) -> tuple[Scene, ...]:
    """Return the scenes with every chart replaced by its drawing (SVG by `chart_key`) in the chart's box.

    Raise DrawError for a drawing that cannot be read or has other text than its chart.
    """

    def draw_block(scene: Scene, placed: PlacedBlock) -> PlacedBlock:
        if not isinstance(placed.block, Chart):
            return placed
        key = chart_key(scene, placed)
        marks = parse_plotly_svg(drawings[key], placed.box, key)
        return replace(placed, block=Drawing(_attach_spans(key, marks, placed.block.labels)))

    return tuple(replace(s, blocks=tuple(draw_block(s, placed) for placed in s.blocks)) for s in scenes)


def place_labels(scenes: tuple[Scene, ...]) -> tuple[Scene, ...]:
    """Return the scenes with every chart replaced by its labels and what is filled beneath them."""

    def keep_labels(placed: PlacedBlock) -> PlacedBlock:
        if not isinstance(placed.block, Chart):
            return placed
        dx, dy = placed.box.x, placed.box.y
        areas = (replace(area, path=area.path.transformed(dx, dy)) for area in placed.block.areas)
        labels = (replace(run, x=dx + run.x, y=dy + run.y) for run in placed.block.labels)
        return replace(placed, block=Drawing((*areas, *labels)))

    return tuple(replace(scene, blocks=tuple(map(keep_labels, scene.blocks))) for scene in scenes)


def _attach_spans(name: str, marks: tuple[Mark, ...], labels: Iterable[TextRun]) -> tuple[Mark, ...]:
    """Return the marks, each text run with the spans of its label: plotly keeps text and order, no more."""
    visible_labels = [label for label in labels if label.text.strip()]
    drawn, expected = [m.text for m in marks if isinstance(m, TextRun)], [label.text for label in visible_labels]
    if drawn != expected:
        difference = next(pair for pair in zip_longest(drawn, expected) if pair[0] != pair[1])
        what = f"it reads {quote_value(difference[0])} instead of {quote_value(difference[1])}"
        raise DrawError(what, "report this", f"chart {name!r}")
    remaining = iter(visible_labels)
    return tuple(replace(m, spans=next(remaining).spans) if isinstance(m, TextRun) else m for m in marks)


def parse_plotly_svg(svg: str, box: Box, name: str = "chart") -> tuple[Mark, ...]:
    """Return the marks of a drawing in page coordinates (points), placed in `box`.

    Raise DrawError, with the chart's `name`, for an unknown part of SVG and for a drawing of another size than `box`.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise DrawError(f"the drawing is not XML ({error})", "report this", f"chart {name!r}") from None
    reader = _PlotlySvgReader(name, {c.get("id", ""): c for c in root.iter(f"{SVG_NAMESPACE}clipPath")})
    try:
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        if abs(width - box.width) > 0.01 or abs(height - box.height) > 0.01:
            raise reader.error(f"it is {width:g} × {height:g}, its box {box.width:g} × {box.height:g}")
        reader.read(root, box.x, box.y, None)
    except (ValueError, KeyError) as error:
        raise reader.error(f"{error}") from None
    return tuple(reader.marks)


@dataclass
class _PlotlySvgReader:
    """Reads the elements of one drawing; collects its `marks`. `clips` are its clipPath elements by id."""

    name: str
    clips: dict[str, ElementTree.Element]
    marks: list[Mark] = field(default_factory=list)

    def error(self, what: str) -> DrawError:
        return DrawError(
            f"the drawing cannot be placed: {what}", "report this with the version of plotly", f"chart {self.name!r}"
        )

    def read(self, element: ElementTree.Element, dx: float, dy: float, clip: Box | None) -> None:
        """Read an element and its children. (dx, dy) is its origin on the page, `clip` the part that shows."""
        tag = element.tag.removeprefix(SVG_NAMESPACE)
        if tag == "defs":
            return
        if element.get("display") == "none":  # plotly silently hides what is outside the axes
            raise self.error("a mark lies outside the chart")
        if unknown := set(element.keys()) - KNOWN_ATTRIBUTES:
            raise self.error(f"unknown attribute {sorted(unknown)[0]} of {tag}")
        style = self._parse_style(element)
        if tag in ("svg", "g"):
            mx, my = self._translation(element)
            inner = self._clip_box(element, dx, dy, clip)
            for child in element:
                self.read(child, dx + mx, dy + my, inner)
        elif tag == "rect":
            sides = (float(element.get(k, 0)) for k in ("x", "y", "width", "height"))
            mx, my = self._translation(element)
            self._add_shape(VectorPath.rectangle(Box(*sides)), style, dx + mx, dy + my, clip)
        elif tag == "path":
            data = element.get("d", "")
            mx, my = self._translation(element)
            if data and data != "M0,0":
                self._add_shape(VectorPath.parse(data), style, dx + mx, dy + my, self._clip_box(element, dx, dy, clip))
        elif tag == "text":
            self._add_text_run(element, style, dx, dy)
        else:
            raise self.error(f"unknown element {tag}")

    def _parse_style(self, element: ElementTree.Element) -> dict[str, str]:
        pairs = (part.partition(":") for part in element.get("style", "").split(";") if part.strip())
        style = {name.strip(): value.strip() for name, _, value in pairs}
        if unknown := set(style) - KNOWN_STYLES:
            raise self.error(f"unknown style {sorted(unknown)[0]}")
        if float(style.get("opacity", 1)) != 1 or style.get("stroke-dasharray", "none") != "none":
            raise self.error("transparent or dashed marks are not used")
        return style

    def _translation(self, element: ElementTree.Element) -> tuple[float, float]:
        text, dx, dy = element.get("transform", ""), 0.0, 0.0
        while text:
            match = TRANSFORM.match(text)
            if match is None or (match[1] == "rotate" and float(match[2]) != 0):
                raise self.error(f"unknown transform {quote_value(text)}")
            if match[1] == "translate":
                dx, dy = dx + float(match[2]), dy + float(match[3] or 0)
            text = text[match.end() :]
        return dx, dy

    def _clip_box(self, element: ElementTree.Element, dx: float, dy: float, outer: Box | None) -> Box | None:
        """Return the part of the page in which an element shows; its clip path is in its own coordinates."""
        reference = element.get("clip-path")
        if reference is None:
            return outer
        shape = self.clips.get(reference.removeprefix("url(#").removesuffix(")"))
        if shape is None or len(shape) != 1 or shape[0].tag != f"{SVG_NAMESPACE}rect":
            raise self.error(f"unknown clip {reference}")
        mx, my = self._translation(element)
        x, y, w, h = (float(shape[0].get(k, 0)) for k in ("x", "y", "width", "height"))
        return Box(x + dx + mx, y + dy + my, w, h)

    def _ink(self, style: dict[str, str], part: str, default: str) -> Ink | None:
        value = style.get(part, default)
        opacity = float(style.get(f"{part}-opacity", 1))
        if value == "none" or opacity == 0:
            return None
        match = RGB_COLOR.fullmatch(value)
        if match is None or opacity != 1:
            raise self.error(f"unknown {part} {quote_value(value)} at opacity {opacity:g}")
        return Ink("#" + "".join(f"{int(v):02X}" for v in match.groups()))

    def _add_shape(self, path: VectorPath, style: dict[str, str], dx: float, dy: float, clip: Box | None) -> None:
        fill, stroke = self._ink(style, "fill", "rgb(0, 0, 0)"), self._ink(style, "stroke", "none")
        width = float(style.get("stroke-width", "1").removesuffix("px"))
        if not width:
            stroke = None
        placed = path.transformed(dx, dy)
        if fill is None and stroke is None:
            return
        if clip is not None and clip.contains(placed.bounds):
            clip = None
        self.marks.append(Shape(placed, fill, stroke, width, clip))

    def _add_text_run(self, element: ElementTree.Element, style: dict[str, str], dx: float, dy: float) -> None:
        if len(element):
            raise self.error("text of more than one line or style")
        text, ink = element.text or "", self._ink(style, "fill", "rgb(0, 0, 0)")
        family = style["font-family"].split(",")[0].strip(" \"'")
        size, weight = float(style["font-size"].removesuffix("px")), int(style.get("font-weight", 400))
        width = string_width(text, TextStyle(family, weight, size, size, 0, ""))
        mx, my = self._translation(element)
        x = float(element.get("x", 0)) + dx + mx - width * TEXT_ANCHORS[element.get("text-anchor", "start")]
        y = float(element.get("y", 0)) + dy + my
        if not (math.isfinite(x) and math.isfinite(y)):
            raise self.error(f"{quote_value(text)} has no place")
        if text.strip():
            self.marks.append(TextRun(x, y, text, family, weight, size, ink=ink))
