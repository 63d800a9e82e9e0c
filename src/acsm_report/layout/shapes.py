"""What can stand on a page: text, lane figures, shapes, the marks of the track. Each is Placed.

Positions are points from the top left corner; text is placed by its baseline.
"""

from __future__ import annotations

import math

from ..geometry import Box, VectorPath, checkered_squares
from ..i18n.phrase import PhraseOrText, as_phrase
from ..theme.model import Ink
from .context import LayoutContext
from .measure import CAP_HEIGHT, string_width
from .scene import Drawing, Mark, PlacedBlock, Shape, TextRun

__all__ = [
    "arrow",
    "checkered_strip",
    "display_number",
    "display_number_width",
    "filled_rectangle",
    "horizontal_rule",
    "lane_badge",
    "shape_block",
]


def display_number_width(context: LayoutContext, words: PhraseOrText, cap_height: float) -> float:
    """Return the width of lane figures of cap height `cap`, in points."""
    brand = context.brand
    return (
        (math.fsum(brand.figures[c].width + brand.figure_gap for c in str(words)) - brand.figure_gap) * cap_height / 100
    )


def display_number(
    context: LayoutContext,
    x: float,
    y: float,
    words: PhraseOrText,
    cap_height: float,
    ink: Ink,
    *,
    anchor: str = "start",
    role: str = "P",
) -> PlacedBlock:
    """Draw a number in lane figures on the baseline y, with real text that is not seen beneath it."""
    brand, k = context.brand, cap_height / 100
    wide = display_number_width(context, words, cap_height)
    left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    marks: list[Mark] = []
    pen = left
    for character in str(words):
        figure = brand.figures[character]
        place = {"dx": pen, "dy": y - cap_height, "scale": k}
        marks += [
            Shape(VectorPath.parse(d).transformed(**place), stroke=ink, stroke_width=brand.figure_stroke * k)
            for d in figure.strokes
        ]
        marks += [Shape(VectorPath.parse(d).transformed(**place), fill=ink) for d in figure.fills]
        pen += (figure.width + brand.figure_gap) * k
    s = context.style("code")
    size = cap_height / CAP_HEIGHT
    natural = string_width(str(words), s) * size / s.size
    phrase = as_phrase(words)
    marks.append(TextRun(left, y, phrase.text, s.family, s.weight, size, stretch=wide / natural, spans=phrase.spans))
    return PlacedBlock(Box(left, y - cap_height, wide, cap_height), Drawing(tuple(marks)), role, phrase.facts)


def shape_block(*marks: Shape) -> PlacedBlock:
    """Place shapes that carry no meaning of their own."""
    around = Box.bounding(
        Box(b.x - pad, b.y - pad, b.width + 2 * pad, b.height + 2 * pad)
        for m in marks
        for b, pad in ((m.path.bounds, m.stroke_width / 2 if m.stroke else 0),)
    )
    return PlacedBlock(around, Drawing(marks))


def filled_rectangle(box: Box, fill: Ink) -> PlacedBlock:
    """Fill a rectangle."""
    return shape_block(Shape(VectorPath.rectangle(box), fill=fill))


def horizontal_rule(x: float, y: float, right: float, ink: Ink, stroke_width: float = 0.8) -> PlacedBlock:
    """Draw a horizontal line."""
    return shape_block(Shape(VectorPath.polyline((x, y), (right, y)), stroke=ink, stroke_width=stroke_width))


def arrow(x: float, y: float, length: float, stroke_width: float, ink: Ink) -> PlacedBlock:
    """Draw an arrow to the right from (x, y)."""
    head = length * 0.28
    return shape_block(
        Shape(VectorPath.polyline((x, y), (x + length, y)), stroke=ink, stroke_width=stroke_width),
        Shape(
            VectorPath.polyline((x + length - head, y - head), (x + length, y), (x + length - head, y + head)),
            stroke=ink,
            stroke_width=stroke_width,
        ),
    )


def checkered_strip(
    x: float, y: float, height: float, square_size: float, *, columns: int = 2, ink: Ink | None = None
) -> PlacedBlock:
    """Draw the finish: a chequered strip from (x, y), `columns` squares wide."""
    dark = ink or Ink("ink")
    return shape_block(
        *(Shape(VectorPath.rectangle(box), fill=dark) for box in checkered_squares(x, y, height, square_size, columns))
    )


def lane_badge(
    context: LayoutContext, lane: int, x: float, y: float, side: float, cap_share: float = 0.54, role: str = "Artifact"
) -> tuple[PlacedBlock, ...]:
    """Draw a start block: a square in the lane's colour with its number, from its top left corner.

    `role` is that of the number.
    """
    words, ink = context.literal(str(lane), "lane"), Ink(f"lane.{lane}.on")
    number = display_number(
        context, x + side / 2, y + side * (1 + cap_share) / 2, words, side * cap_share, ink, anchor="middle", role=role
    )
    return filled_rectangle(Box(x, y, side, side), Ink(f"lane.{lane}")), number
