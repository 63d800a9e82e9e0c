"""Fills and strokes of the shapes of an SVG picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...geometry import Box, VectorPath
from ...theme.model import Ink
from ..scene import Shape, StrokeStyle
from .svg_css import refuse
from .svg_shapes import Transform, stroke_scale
from .svg_style import resolve_color
from .svg_values import parse_length, parse_number
from .xml_tree import XmlElement

__all__ = ["any_overlap", "miter_length", "paint_shape", "painted_box"]


def paint_shape(
    element: XmlElement, path: VectorPath, style: Mapping[str, str], matrix: Transform, view: Box
) -> list[Shape]:
    """Return a path of the drawing as shapes, the lower one first.

    Fill and stroke are one shape, unless one of them is transparent, so that the other shows through, or the fill is
    on top.
    """
    fill = resolve_color(element, style, "fill") if element.name != "line" else None
    stroke = resolve_color(element, style, "stroke")
    plain = Shape(path, is_even_odd=style["fill-rule"] == "evenodd")
    filled = replace(plain, fill=Ink(fill[0]), opacity=fill[1]) if fill else None
    width = parse_length(style["stroke-width"], math.hypot(view.width, view.height) / math.sqrt(2))
    if not (stroke and width > 0):
        return [filled] if filled else []
    scale = stroke_scale(matrix)
    if scale is None:
        raise refuse(element, "a stroke that a transform stretches")
    line = StrokeStyle(style["stroke-linecap"], style["stroke-linejoin"], _miter_limit(style))
    stroked = replace(plain, stroke=Ink(stroke[0]), stroke_width=width * scale, stroke_style=line, opacity=stroke[1])
    if filled is None:
        return [stroked]
    if _is_stroke_first(style["paint-order"]):
        return [stroked, filled]
    return [replace(stroked, fill=filled.fill)] if fill and fill[1] == stroke[1] == 1 else [filled, stroked]


def _is_stroke_first(paint_order: str) -> bool:
    """Tell whether a stroke lies below its fill. Raise ValueError for an order that cannot be read."""
    names = paint_order.split()
    if names != ["normal"] and not {*names} <= {"fill", "stroke", "markers"}:
        raise ValueError(f"paint-order {paint_order[:40]!r}")
    return next((name == "stroke" for name in names if name != "markers"), False)


def _miter_limit(style: Mapping[str, str]) -> float:
    limit = parse_number(style["stroke-miterlimit"])
    if limit < 1:
        raise ValueError(f"stroke-miterlimit {limit:g}")
    return limit


def painted_box(shape: Shape) -> Box:
    """Return the box that a shape paints, its clip considered."""
    box = shape.path.bounds.padded(shape.stroke_width / 2 if shape.stroke else 0)
    return box.intersection(shape.clip) if shape.clip else box


def miter_length(shape: Shape) -> float:
    """Return how far a sharp corner of a stroke may reach out of `painted_box`."""
    is_mitered = shape.stroke is not None and shape.stroke_style.join == "miter"
    return shape.stroke_width / 2 * (shape.stroke_style.miter_limit - 1) if is_mitered else 0.0


def any_overlap(shapes: Sequence[Shape]) -> bool:
    """Tell whether any two shapes may overlap, or a fill and its stroke: programs differ on a transparent pair."""
    if any(shape.fill and shape.stroke for shape in shapes):
        return True
    boxes = [painted_box(shape) for shape in shapes]
    return any(one.overlaps(other, 0) for number, one in enumerate(boxes) for other in boxes[:number])
