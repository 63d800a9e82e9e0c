"""An SVG file as it was written: its elements by id, its rules of style, its view, and the part that a clip shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...geometry import Box, VectorPath
from .svg_css import StyleRule, parse_style_sheet, refuse
from .svg_shapes import SHAPE_NAMES, Transform, parse_matrix, shape_path
from .svg_style import INITIAL_STYLE, resolve_style
from .svg_values import parse_length
from .svg_view import SvgView
from .xml_tree import XmlElement

__all__ = ["SVG_NAMESPACES", "SvgSource", "drawn_children", "is_drawn_here"]

SVG_NAMESPACES = ("http://www.w3.org/2000/svg", "")
HTML_NAMESPACE = "http://www.w3.org/1999/xhtml"
NOT_DRAWN = (
    "defs", "title", "desc", "metadata", "style", "symbol", "clipPath", "linearGradient", "radialGradient", "pattern",
    "mask", "filter", "marker", "view", "font", "color-profile",
)  # fmt: skip
LOCAL_URL = re.compile(r"""url\(\s*["']?#([^"')]+)["']?\s*\)""")
MAX_CLIPS = 20  # within each other


def is_drawn_here(element: XmlElement) -> bool:
    """Tell whether an element is drawn where it is: no definition, no foreign data, nothing for other programs only."""
    is_svg = element.namespace in SVG_NAMESPACES
    return is_svg and element.name not in NOT_DRAWN and "requiredExtensions" not in element.attributes


def drawn_children(element: XmlElement) -> list[XmlElement]:
    """Return the children that are drawn where they are; of a <switch>, the first of them."""
    drawn = [child for child in element.children if is_drawn_here(child)]
    return drawn[:1] if element.name == "switch" else drawn


@dataclass
class SvgSource:
    """The parts of one file that its elements refer to."""

    view: SvgView
    rules: list[StyleRule] = field(default_factory=list)
    elements_by_id: dict[str, XmlElement] = field(default_factory=dict)

    def collect(self, element: XmlElement) -> None:
        """Collect ids and style sheets, and refuse what may change the drawing from outside."""
        is_svg = element.namespace in SVG_NAMESPACES
        if (is_svg and element.name == "script") or (element.namespace == HTML_NAMESPACE and element.name != "style"):
            raise refuse(element, "a script" if element.name == "script" else f"HTML, <{element.name}>,")
        if element.name == "style":
            self.rules += parse_style_sheet(element, len(self.rules))
        if key := element.attributes.get("id"):
            self.elements_by_id.setdefault(key, element)
        for child in element.children:
            self.collect(child)

    def style_of(self, element: XmlElement, parent: Mapping[str, str]) -> dict[str, str]:
        """Return the properties of an element, given those of its parent."""
        if "systemLanguage" in element.attributes:
            raise refuse(element, "a part for some languages only")
        return resolve_style(element, parent, self.rules)

    def find(self, element: XmlElement) -> XmlElement:
        """Return the element that a <use> refers to. Raise DataError if it is not in this file."""
        reference = element.attributes.get("href", "")
        target = self.elements_by_id.get(reference[1:]) if reference.startswith("#") else None
        if target is None:
            raise refuse(element, f"a reference to {reference[:40]!r}")
        return target

    def shape(self, element: XmlElement) -> VectorPath | None:
        """Return the path of a basic shape; None if it draws nothing."""
        return shape_path(element, self.view.box)

    def clip_box(
        self, element: XmlElement, reference: str, matrix: Transform, outer: Box, depth: int = MAX_CLIPS
    ) -> Box:
        """Return the part of `outer` in which an element shows. Raise DataError for a clip that is not a rectangle."""
        if reference == "none":
            return outer
        match = LOCAL_URL.fullmatch(reference)
        clip = self.elements_by_id.get(match[1]) if match else None
        if clip is None or clip.name != "clipPath" or not depth:
            raise refuse(element, f"the clip {reference[:40]!r}")
        if (unit := clip.attributes.get("clipPathUnits", "userSpaceOnUse")) != "userSpaceOnUse":
            raise refuse(clip, f"clipPathUnits {unit[:40]!r}")
        style = self.style_of(clip, INITIAL_STYLE)
        matrix = matrix.transform(parse_matrix(style))
        outer = self.clip_box(clip, style["clip-path"], matrix, outer, depth - 1)
        kids = drawn_children(clip)
        if len(kids) != 1:
            raise refuse(element, "a clip that is not a rectangle")
        return self._clip_shape(kids[0], style, matrix, outer, depth - 1)

    def _clip_shape(
        self, element: XmlElement, parent: Mapping[str, str], matrix: Transform, outer: Box, depth: int
    ) -> Box:
        """Return the part of `outer` in the only shape of a clip, or in the one that a <use> refers to."""
        style = self.style_of(element, parent)
        matrix = matrix.transform(parse_matrix(style))
        outer = self.clip_box(element, style["clip-path"], matrix, outer, depth)
        if element.name == "use" and depth:
            x, y = (parse_length(element.attributes.get(name, "0")) for name in ("x", "y"))
            return self._clip_shape(self.find(element), style, matrix.translate(x, y), outer, depth - 1)
        path = self.shape(element) if element.name in SHAPE_NAMES else None
        if path:
            path = path.mapped(matrix)
        if path is None or not _is_rectangle(path) or style["display"] == "none" or style["visibility"] != "visible":
            raise refuse(element, "a clip that is not a rectangle")
        return outer.intersection(path.bounds)


def _is_rectangle(path: VectorPath) -> bool:
    """Tell whether a path is an upright rectangle."""
    points = [
        (round(values[0], 4), round(values[1], 4)) for operator, values in path.segments if operator in ("M", "L")
    ]
    corners = {(x, y) for x in {x for x, _ in points} for y in {y for _, y in points}}
    return all(operator != "C" for operator, _ in path.segments) and len(corners) == 4 and set(points) == corners
