"""The basic shapes and transformations of SVG."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

from fontTools.misc.transform import Identity, Transform

from ...geometry import Box, VectorPath
from .svg_values import parse_length, parse_numbers
from .xml_tree import XmlElement

__all__ = ["SHAPE_NAMES", "Transform", "parse_matrix", "shape_path", "stroke_scale"]

MAX_STRETCH = 1.02  # of a stroke in one direction against the other
TRANSFORM = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)\s*")


def parse_matrix(style: Mapping[str, str]) -> Transform:
    """Return the transformation of an element about its origin. Raise ValueError if it cannot be read."""
    text = style["transform"]
    matrix = Identity if text == "none" else _parse_transform(text)
    if matrix == Identity:
        return matrix
    origin = re.split(r"[\s,]+", style["transform-origin"])
    if len(origin) != 2 or any("%" in length for length in origin):
        raise ValueError(f"transform-origin {style['transform-origin'][:40]!r}")
    x, y = map(parse_length, origin)
    return Identity.translate(x, y).transform(matrix).translate(-x, -y)


def _parse_transform(text: str) -> Transform:
    """Return a list of transformations as one. Raise ValueError if it cannot be read."""
    matrix, position = Identity, 0
    while position < len(text.rstrip()):
        match = TRANSFORM.match(text, position)
        if match is None:
            raise ValueError(f"the transform {text[:40]!r}")
        numbers = parse_numbers(match[2])
        try:
            matrix = matrix.transform(_TRANSFORMATIONS[match[1]](*numbers))
        except (TypeError, ValueError):  # another number of values
            raise ValueError(f"the transform {match[0].strip()!r}") from None
        position = match.end()
    return matrix


def stroke_scale(matrix: Transform) -> float | None:
    """Return by what a matrix scales a stroke; None if it does so more in one direction."""
    a, b, c, d = matrix[:4]
    total, determinant = a * a + b * b + c * c + d * d, abs(a * d - b * c)
    root = math.sqrt(max(total * total - 4 * determinant * determinant, 0))
    large, small = math.sqrt((total + root) / 2), math.sqrt(max(total - root, 0) / 2)
    return math.sqrt(determinant) if small > 0 and large / small <= MAX_STRETCH else None


def _matrix(a: float, b: float, c: float, d: float, e: float, f: float) -> Transform:
    return Transform(a, b, c, d, e, f)


def _rotate(angle: float, *center: float) -> Transform:
    x, y = center or (0.0, 0.0)
    return Identity.translate(x, y).rotate(math.radians(angle)).translate(-x, -y)


_TRANSFORMATIONS: dict[str, Callable[..., Transform]] = {
    "matrix": _matrix,
    "translate": lambda x, y=0.0: Identity.translate(x, y),
    "scale": lambda x, y=None: Identity.scale(x, x if y is None else y),
    "rotate": _rotate,
    "skewX": lambda angle: Identity.skew(math.radians(angle), 0),
    "skewY": lambda angle: Identity.skew(0, math.radians(angle)),
}


def _rectangle(length: Callable[[str], float]) -> str:
    x, y, width, height = map(length, ("x", "y", "width", "height"))
    rx, ry = length("rx"), length("ry")
    rx, ry = min(rx or ry, width / 2), min(ry or rx, height / 2)
    if not (width > 0 and height > 0):
        return ""
    if not rx:
        return f"M{x},{y}H{x + width}V{y + height}H{x}Z"
    arc = f"A{rx},{ry} 0 0 1"
    return (
        f"M{x + rx},{y}H{x + width - rx}{arc} {x + width},{y + ry}V{y + height - ry}{arc} {x + width - rx},{y + height}"
        f"H{x + rx}{arc} {x},{y + height - ry}V{y + ry}{arc} {x + rx},{y}Z"
    )


def _ellipse(x: float, y: float, rx: float, ry: float) -> str:
    if not (rx > 0 and ry > 0):
        return ""
    return f"M{x - rx},{y}A{rx},{ry} 0 1 1 {x + rx},{y}A{rx},{ry} 0 1 1 {x - rx},{y}Z"


SHAPE_NAMES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")


def shape_path(element: XmlElement, view: Box) -> VectorPath | None:
    """Return the path of a basic shape; None if it draws nothing. Percentages are of `view`.

    Raise ValueError for lengths or path data that cannot be read.
    """
    wholes = {"x": view.width, "c": view.width, "w": view.width, "r": view.width}

    def length(name: str) -> float:
        whole = view.height if name in ("y", "cy", "y1", "y2", "height", "ry") else wholes.get(name[0], 0)
        text = element.attributes.get(name, "0")
        return 0.0 if text == "auto" else parse_length(text, whole)

    if element.name in ("polyline", "polygon"):
        numbers = parse_numbers(element.attributes.get("points", ""))
        points = list(zip(numbers[::2], numbers[1::2], strict=False))
        data = "M" + "L".join(f"{x},{y}" for x, y in points) if points else ""
        data += "Z" if points and element.name == "polygon" else ""
    elif element.name == "line":
        data = f"M{length('x1')},{length('y1')}L{length('x2')},{length('y2')}"
    elif element.name == "rect":
        data = _rectangle(length)
    elif element.name == "circle":
        data = _ellipse(length("cx"), length("cy"), length("r"), length("r"))
    elif element.name == "ellipse":
        data = _ellipse(length("cx"), length("cy"), length("rx"), length("ry"))
    else:
        data = element.attributes.get("d", "").strip()
    path = VectorPath.parse(data) if data and data != "none" else None
    return path if path and path.segments else None
