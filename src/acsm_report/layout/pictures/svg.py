"""Reads an SVG logo into shapes: vectors stay vectors.

What cannot be drawn exactly, such as text, gradients and filters, is refused by its name and line: a logo that lacks a
part would be wrong.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ...errors import DataError
from ...geometry import Box, Size
from ..contrast import sample_inks
from ..scene import Shape
from .picture import Appearance, Picture
from .svg_css import refuse
from .svg_paint import any_overlap, miter_length, paint_shape, painted_box
from .svg_shapes import SHAPE_NAMES, Transform, parse_matrix
from .svg_source import SVG_NAMESPACES, SvgSource, drawn_children, is_drawn_here
from .svg_style import INITIAL_STYLE
from .svg_values import parse_length, parse_share
from .svg_view import read_view
from .xml_tree import XmlElement, parse_xml

__all__ = ["read_svg"]

GROUPS = ("svg", "g", "a", "switch", "symbol")
NAMES = {"text": "text", "image": "a picture of pixels"}  # of elements, where "<image>" says too little
MAX_SHAPES = 3_000
MAX_READ = 30_000  # elements, each as often as it is used
SAMPLES = 40  # points across and down at which colors are sampled


def read_svg(content: bytes) -> Picture:
    """Read an SVG file. Raise DataError, with the line, for what is not safe or cannot be drawn."""
    root = parse_xml(content)
    if root.name == "html":
        raise DataError("is a web page", "save the picture itself, not the page that shows it")
    if root.name != "svg" or root.namespace not in SVG_NAMESPACES:
        raise DataError(f"is not an SVG picture, but <{root.name}>", "save it as SVG or PNG")
    source = SvgSource(read_view(root))
    source.collect(root)
    reader = _SvgReader(source)
    reader.read(root, _State(source.view.matrix, INITIAL_STYLE, 1.0, source.view.shown))
    if not reader.shapes:
        raise DataError("is empty: it has no shape in its view", "save it again with its picture")
    bounds = Box.bounding(map(painted_box, reader.shapes))
    if not (bounds.width > 0 and bounds.height > 0):
        raise DataError("is a single line", "save it again with its picture")
    shapes = tuple(_moved_shape(shape, -bounds.x, -bounds.y) for shape in reader.shapes)
    size = Size(bounds.width, bounds.height)
    return Picture(size, _appearance(shapes, size), shapes=shapes)


class _State(NamedTuple):
    """What an element inherits: the matrix to the view, its style, its opacity, and the part in which it shows."""

    matrix: Transform
    style: Mapping[str, str]
    opacity: float
    clip: Box


@dataclass
class _SvgReader:
    """Reads the elements of one file; collects its `shapes` in the coordinates of the view."""

    source: SvgSource
    shapes: list[Shape] = field(default_factory=list)
    used: list[XmlElement] = field(default_factory=list)  # what the <use> elements around the current one refer to
    read_count: int = 0

    def read(self, element: XmlElement, parent: _State) -> None:
        """Read an element and its children."""
        self.read_count += 1
        if self.read_count > MAX_READ:
            raise refuse(element, f"more than {MAX_READ:,} elements, references included,")
        try:
            style = self.source.style_of(element, parent.style)
            if style["display"] == "none":
                return
            matrix = parent.matrix.transform(parse_matrix(style))
            own_opacity = parse_share(style["opacity"])
            clip = self.source.clip_box(element, style["clip-path"], matrix, parent.clip)
            before = len(self.shapes)
            self._read_kind(element, _State(matrix, style, parent.opacity * own_opacity, clip))
        except ValueError as error:
            raise refuse(element, str(error)) from None
        if own_opacity < 1 and any_overlap(self.shapes[before:]):
            raise refuse(element, "the opacity of a group, or of a fill with its stroke")

    def _read_kind(self, element: XmlElement, state: _State) -> None:
        kids = drawn_children(element)
        if element.name in SHAPE_NAMES:
            if kids:
                raise refuse(kids[0], f"<{kids[0].name}>")
            path = self.source.shape(element)
            if path and state.style["visibility"] == "visible":
                path = path.mapped(state.matrix)
                for shape in paint_shape(element, path, state.style, state.matrix, self.source.view.box):
                    self._keep(element, shape, state)
        elif element.name in GROUPS:
            if element.name == "svg" and state.style["transform"]:
                raise refuse(element, "a transform of the whole picture")
            for child in kids:
                if child.name == "svg":
                    raise refuse(child, "a picture within the picture")
                self.read(child, state)
        elif element.name == "use":
            self._read_use(element, state)
        elif element.name != "text" or _has_text(element):
            raise refuse(element, NAMES.get(element.name, f"<{element.name}>"))

    def _read_use(self, element: XmlElement, state: _State) -> None:
        target = self.source.find(element)
        if any(target is other for other in self.used):
            raise refuse(element, "a reference to what contains it")
        if target.name == "svg" or (target.name == "symbol" and "viewBox" in target.attributes):
            raise refuse(element, "a symbol of another scale")
        x, y = (parse_length(element.attributes.get(name, "0")) for name in ("x", "y"))
        self.used.append(target)
        if target.name == "symbol" or is_drawn_here(target):
            self.read(target, state._replace(matrix=state.matrix.translate(x, y)))
        self.used.pop()

    def _keep(self, element: XmlElement, shape: Shape, state: _State) -> None:
        """Keep a shape if any of it shows."""
        painted, opacity = painted_box(shape), shape.opacity * state.opacity
        if not (math.isfinite(painted.right) and math.isfinite(painted.bottom)):
            raise refuse(element, "numbers that are too large")
        if opacity <= 0 or not state.clip.touches(painted):
            return
        if len(self.shapes) >= MAX_SHAPES:
            raise refuse(element, f"more than {MAX_SHAPES:,} shapes")
        clip = None if state.clip.contains(painted.padded(miter_length(shape)), 0) else state.clip
        self.shapes.append(replace(shape, opacity=opacity, clip=clip))


def _has_text(element: XmlElement) -> bool:
    return bool(element.text.strip()) or any(map(_has_text, element.children))


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
