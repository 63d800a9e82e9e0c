"""The part of an SVG picture that is shown: its viewBox, as its size and preserveAspectRatio extend or cut it."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from ...errors import DataError
from ...geometry import Box
from .svg_shapes import Transform
from .svg_values import parse_length, parse_numbers
from .xml_tree import XmlElement

__all__ = ["SvgView", "read_view"]

SAVE_AGAIN = "save it again as SVG or PNG"
ASPECT_RATIO = re.compile(r"(?:defer\s+)?(none|x(Min|Mid|Max)Y(Min|Mid|Max))(?:\s+(meet|slice))?")
ALIGNMENTS = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}


class SvgView(NamedTuple):
    """The viewBox, which percentages refer to; its stretch; and the part of the stretched drawing that shows."""

    box: Box
    matrix: Transform
    shown: Box


def read_view(root: XmlElement) -> SvgView:
    """Return the view of a picture. Raise DataError if the file does not say its size, or says it wrongly."""
    width, height = (_side(root, name) for name in ("width", "height"))
    try:
        if "viewBox" in root.attributes:
            x, y, box_width, box_height = parse_numbers(root.attributes["viewBox"])
        else:
            x, y, box_width, box_height = (0.0, 0.0, *filter(None, (width, height)))
    except ValueError:
        raise DataError("has neither a viewBox nor a width and height", SAVE_AGAIN) from None
    box = Box(x, y, box_width, box_height)
    sides = (box.width, box.height, width or box.width, height or box.height)
    if not all(0 < side < math.inf for side in sides):
        raise DataError("has a size of 0", SAVE_AGAIN)
    if not (width and height):
        return SvgView(box, Transform(), box)
    return _fit_view(box, width, height, root.attributes.get("preserveAspectRatio", "xMidYMid"))


def _side(root: XmlElement, name: str) -> float | None:
    """Return the width or height of the picture in pixels; None if the place where it is shown decides it."""
    text = root.attributes.get(name, "").strip()
    if text.endswith("%"):
        return None
    try:
        return parse_length(text)
    except ValueError:
        return None


def _fit_view(box: Box, width: float, height: float, aspect_ratio: str) -> SvgView:
    match = ASPECT_RATIO.fullmatch(aspect_ratio.strip())
    if match is None:
        raise DataError(f"has preserveAspectRatio {aspect_ratio[:40]!r}", SAVE_AGAIN)
    if match[1] == "none":
        stretch = height / width * box.width / box.height
        return SvgView(box, Transform(1, 0, 0, stretch), Box(box.x, box.y * stretch, box.width, box.height * stretch))
    choose = max if match[4] == "slice" else min
    scale = choose(width / box.width, height / box.height)
    shown_width, shown_height = width / scale, height / scale
    left = box.x - (shown_width - box.width) * ALIGNMENTS[match[2]]
    top = box.y - (shown_height - box.height) * ALIGNMENTS[match[3]]
    return SvgView(box, Transform(), Box(left, top, shown_width, shown_height))
