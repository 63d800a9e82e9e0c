"""Reads an SVG logo into shapes: vectors stay vectors.

What cannot be drawn exactly, such as text, gradients and filters, is refused by its name and line: a logo that lacks a
part would be wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ...errors import DataError
from ...geometry import Box, Size, VectorPath
from ...theme.model import Ink
from ..contrast import sample_inks
from ..scene import Shape, StrokeStyle
from .picture import Appearance, Picture
from .svg_shapes import SHAPE_NAMES, Transform, parse_transform, shape_path, stroke_scale
from .svg_style import INITIAL_STYLE, StyleRule, parse_style_sheet, refuse, resolve_color, resolve_style
from .svg_values import parse_length, parse_number, parse_numbers, parse_share
from .xml_tree import XmlElement, parse_xml

__all__ = ["read_svg"]

SVG_NAMESPACES = ("http://www.w3.org/2000/svg", "")
GROUPS = ("svg", "g", "a", "switch", "symbol")
NOT_DRAWN = ("defs", "title", "desc", "metadata", "style", "clipPath", "linearGradient", "radialGradient", "symbol")
NEVER_DRAWN = {"text": "text", "image": "a picture of pixels", "foreignObject": "foreignObject", "script": "a script"}
MAX_SHAPES = 3_000
SAMPLES = 40  # points across and down at which colors are sampled


def read_svg(content: bytes) -> Picture:
    """Read an SVG file. Raise DataError, with the line, for what is not safe or cannot be drawn."""
    root = parse_xml(content)
    if root.name != "svg" or root.namespace not in SVG_NAMESPACES:
        raise DataError(f"is no SVG picture but <{root.name}>", "save it as SVG or PNG")
    reader = _SvgReader(_view_box(root))
    reader.collect(root)
    reader.read(root, _State(Transform(), INITIAL_STYLE, 1.0, reader.view))
    if not reader.shapes:
        raise DataError("is empty: it has no shape in its view", "save it again with its picture")
    bounds = Box.bounding(map(_painted_box, reader.shapes))
    if not (bounds.width > 0 and bounds.height > 0):
        raise DataError("is a single line", "save it again with its picture")
    shapes = tuple(_moved_shape(shape, -bounds.x, -bounds.y) for shape in reader.shapes)
    size = Size(bounds.width, bounds.height)
    return Picture(size, _appearance(shapes, size), shapes=shapes)


def _view_box(root: XmlElement) -> Box:
    """Return the part of the drawing that is shown. Raise DataError if the file does not say."""
    try:
        if "viewBox" in root.attributes:
            x, y, width, height = parse_numbers(root.attributes["viewBox"])
        else:
            x = y = 0.0
            width, height = (parse_length(root.attributes[name]) for name in ("width", "height"))
    except (KeyError, ValueError):
        raise DataError("has neither a viewBox nor a width and height", "save it again as SVG or PNG") from None
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise DataError("has a size of 0", "save it again as SVG or PNG")
    return Box(x, y, width, height)


class _State(NamedTuple):
    """What an element inherits: the matrix to the view, its style, its opacity, and the part in which it shows."""

    matrix: Transform
    style: Mapping[str, str]
    opacity: float
    clip: Box


@dataclass
class _SvgReader:
    """Reads the elements of one file; collects its `shapes` in the coordinates of the view."""

    view: Box
    shapes: list[Shape] = field(default_factory=list)
    rules: list[StyleRule] = field(default_factory=list)
    elements_by_id: dict[str, XmlElement] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)  # the ids that the <use> elements around the current one refer to

    def collect(self, element: XmlElement) -> None:
        """Collect ids and style sheets, and refuse what is never read."""
        href = element.attributes.get("href", "")
        if href and not href.startswith("#"):
            raise refuse(element, f"a reference to {href[:40]!r}")
        if element.name in NEVER_DRAWN and element.namespace in SVG_NAMESPACES:
            raise refuse(element, NEVER_DRAWN[element.name])
        if element.name == "style":
            self.rules += parse_style_sheet(element, len(self.rules))
        if key := element.attributes.get("id"):
            self.elements_by_id.setdefault(key, element)
        for child in element.children:
            self.collect(child)

    def read(self, element: XmlElement, parent: _State) -> None:
        """Read an element and its children."""
        if element.namespace not in SVG_NAMESPACES or (element.name in NOT_DRAWN and not self._is_used(element)):
            return
        style = resolve_style(element, parent.style, self.rules)
        if style["display"] == "none":
            return
        try:
            state = self._own_state(element, style, parent)
            if element.name in SHAPE_NAMES:
                path = shape_path(element, self.view)
                if path and style["visibility"] == "visible":
                    self._add_shape(element, path.mapped(state.matrix), state)
            elif element.name in GROUPS:
                self._read_group(element, state)
            elif element.name == "use":
                self._read_use(element, state)
            else:
                raise refuse(element, f"<{element.name}>")
        except ValueError as error:
            raise refuse(element, str(error)) from None

    def _is_used(self, element: XmlElement) -> bool:
        return bool(self.used) and element.name == "symbol" and element.attributes.get("id") == self.used[-1]

    def _own_state(self, element: XmlElement, style: Mapping[str, str], parent: _State) -> _State:
        matrix = parent.matrix.transform(parse_transform(style["transform"]))
        clip = self._clip_box(element, style["clip-path"], matrix, parent.clip)
        return _State(matrix, style, parent.opacity * parse_share(style["opacity"]), clip)

    def _clip_box(self, element: XmlElement, reference: str, matrix: Transform, outer: Box) -> Box:
        """Return the part of the view in which an element shows. Raise DataError for a clip that is no rectangle."""
        if reference == "none":
            return outer
        clip = self.elements_by_id.get(reference.removeprefix("url(").removesuffix(")").strip("\"'").removeprefix("#"))
        kids = clip.children if clip and "clipPathUnits" not in clip.attributes else []
        path = shape_path(kids[0], self.view) if len(kids) == 1 and kids[0].name in SHAPE_NAMES else None
        if path:
            path = path.mapped(matrix.transform(parse_transform(kids[0].attributes.get("transform", ""))))
        if path is None or not _is_rectangle(path):
            raise refuse(element, "a clip that is no rectangle")
        return outer.intersection(path.bounds)

    def _read_group(self, element: XmlElement, state: _State) -> None:
        before = len(self.shapes)
        for child in element.children:
            if child.name == "svg":
                raise refuse(child, "a picture within the picture")
            self.read(child, state)
        if parse_share(state.style["opacity"]) < 1 and _any_overlap(self.shapes[before:]):
            raise refuse(element, "the opacity of a group whose shapes overlap")

    def _read_use(self, element: XmlElement, state: _State) -> None:
        key = element.attributes.get("href", "").removeprefix("#")
        target = self.elements_by_id.get(key)
        if target is None or key in self.used:
            raise refuse(element, f"a reference to {key!r}")
        if target.name == "svg" or (target.name == "symbol" and "viewBox" in target.attributes):
            raise refuse(element, "a symbol of another scale")
        x, y = (parse_length(element.attributes.get(name, "0")) for name in ("x", "y"))
        self.used.append(key)
        self.read(target, state._replace(matrix=state.matrix.translate(x, y)))
        self.used.pop()

    def _add_shape(self, element: XmlElement, path: VectorPath, state: _State) -> None:
        """Add a shape. Transparent fill and stroke become two, because each shows through the other."""
        style, clip = state.style, state.clip
        fill = resolve_color(element, style, "fill") if element.name != "line" else None
        stroke = resolve_color(element, style, "stroke")
        diagonal = math.hypot(self.view.width, self.view.height) / math.sqrt(2)
        width, scale = parse_length(style["stroke-width"], diagonal), stroke_scale(state.matrix)
        if stroke and width > 0 and scale is None:
            raise refuse(element, "a stroke that a transform stretches")
        line = StrokeStyle(style["stroke-linecap"], style["stroke-linejoin"], _miter_limit(style))
        plain = Shape(path, clip=clip, is_even_odd=style["fill-rule"] == "evenodd", opacity=state.opacity)
        parts = []
        if fill:
            parts.append(replace(plain, fill=Ink(fill[0]), opacity=state.opacity * fill[1]))
        if stroke and width > 0:
            look: Any = {"stroke": Ink(stroke[0]), "stroke_width": width * (scale or 1), "stroke_style": line}
            if fill and fill[1] == stroke[1] == 1:
                parts = [replace(parts[0], **look)]
            else:
                parts.append(replace(plain, opacity=state.opacity * stroke[1], **look))
        for part in parts:
            self._keep(element, part, clip)

    def _keep(self, element: XmlElement, shape: Shape, clip: Box) -> None:
        painted = _painted_box(replace(shape, clip=None))
        if not (math.isfinite(painted.right) and math.isfinite(painted.bottom)):
            raise refuse(element, "numbers that are too large")
        if shape.opacity <= 0 or not clip.touches(painted):
            return
        if len(self.shapes) >= MAX_SHAPES:
            raise refuse(element, f"more than {MAX_SHAPES:,} shapes")
        self.shapes.append(replace(shape, clip=None) if clip.contains(painted, 0) else shape)


def _miter_limit(style: Mapping[str, str]) -> float:
    limit = parse_number(style["stroke-miterlimit"])
    if limit < 1:
        raise ValueError(f"stroke-miterlimit {limit:g}")
    return limit


def _painted_box(shape: Shape) -> Box:
    """Return the box that a shape paints, its clip considered."""
    box = shape.path.bounds.padded(shape.stroke_width / 2 if shape.stroke else 0)
    return box.intersection(shape.clip) if shape.clip else box


def _any_overlap(shapes: Sequence[Shape]) -> bool:
    boxes = [_painted_box(shape) for shape in shapes]
    return any(one.overlaps(other, 0) for number, one in enumerate(boxes) for other in boxes[:number])


def _is_rectangle(path: VectorPath) -> bool:
    """Tell whether a path is an upright rectangle."""
    points = [
        (round(values[0], 4), round(values[1], 4)) for operator, values in path.segments if operator in ("M", "L")
    ]
    corners = {(x, y) for x in {x for x, _ in points} for y in {y for _, y in points}}
    return all(operator != "C" for operator, _ in path.segments) and len(corners) == 4 and set(points) == corners


def _moved_shape(shape: Shape, dx: float, dy: float) -> Shape:
    clip = shape.clip.moved(dx, dy) if shape.clip else None
    return replace(shape, path=shape.path.transformed(dx, dy), clip=clip)


def _appearance(shapes: Sequence[Shape], size: Size) -> Appearance:
    """Sample the colors of the shapes; of shapes that are finer than the samples, take them all."""
    inks = sample_inks(shapes, size.box, SAMPLES)
    colors = tuple(ink.role for ink in inks if ink)
    if not colors:
        return Appearance(tuple(ink.role for s in shapes for ink in (s.fill, s.stroke) if ink), is_opaque=False)
    return Appearance(colors, None not in inks)
