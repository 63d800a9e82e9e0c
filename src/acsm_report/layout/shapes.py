"""Places shapes and display numbers, in points from the top left corner."""

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

PLAIN_NUMBER_STYLE = "code"  # whose font also sets the text under the glyphs


def display_number_width(context: LayoutContext, words: PhraseOrText, cap_height: float) -> float:
    """Return the width of a display number, in points."""
    brand = context.brand
    if not _has_glyphs(context, words):
        return _plain_width(context, words, cap_height)
    advance = math.fsum(brand.figures[c].width + brand.figure_gap for c in str(words))
    return (advance - brand.figure_gap) * cap_height / 100


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
    """Draw a number in the brand's glyphs on the baseline y, over invisible text that can be selected and read.

    If the brand has no glyph of a character, such as €, the number is set in its font.
    """
    brand, scale = context.brand, cap_height / 100
    width = display_number_width(context, words, cap_height)
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    s, size, phrase = context.style(PLAIN_NUMBER_STYLE), cap_height / CAP_HEIGHT, as_phrase(words)
    box = Box(left, y - cap_height, width, cap_height)
    if not _has_glyphs(context, words):
        run = TextRun(left, y, phrase.text, s.family, s.weight, size, ink=ink, spans=phrase.spans)
        return PlacedBlock(box, Drawing((run,)), role, phrase.facts)
    marks: list[Mark] = []
    pen = left
    for character in str(words):
        glyph = brand.figures[character]
        place = {"dx": pen, "dy": y - cap_height, "scale": scale}
        marks += [
            Shape(VectorPath.parse(d).transformed(**place), stroke=ink, stroke_width=brand.figure_stroke * scale)
            for d in glyph.strokes
        ]
        marks += [Shape(VectorPath.parse(d).transformed(**place), fill=ink) for d in glyph.fills]
        pen += (glyph.width + brand.figure_gap) * scale
    stretch = width / _plain_width(context, words, cap_height)
    marks.append(TextRun(left, y, phrase.text, s.family, s.weight, size, stretch=stretch, spans=phrase.spans))
    return PlacedBlock(box, Drawing(tuple(marks)), role, phrase.facts)


def _has_glyphs(context: LayoutContext, words: PhraseOrText) -> bool:
    return set(str(words)) <= context.brand.figures.keys()


def _plain_width(context: LayoutContext, words: PhraseOrText, cap_height: float) -> float:
    style = context.style(PLAIN_NUMBER_STYLE)
    return string_width(str(words), style) * cap_height / CAP_HEIGHT / style.size


def shape_block(*marks: Shape) -> PlacedBlock:
    """Place shapes as an artifact."""
    bounds = Box.bounding(
        Box(b.x - pad, b.y - pad, b.width + 2 * pad, b.height + 2 * pad)
        for m in marks
        for b, pad in ((m.path.bounds, m.stroke_width / 2 if m.stroke else 0),)
    )
    return PlacedBlock(bounds, Drawing(marks))


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
    """Draw a checkered strip, the finish line, from (x, y), `columns` squares wide."""
    dark = ink or Ink("ink")
    return shape_block(
        *(Shape(VectorPath.rectangle(box), fill=dark) for box in checkered_squares(x, y, height, square_size, columns))
    )


def lane_badge(
    context: LayoutContext, lane: int, x: float, y: float, side: float, cap_share: float = 0.54, role: str = "Artifact"
) -> tuple[PlacedBlock, ...]:
    """Draw a square in the lane's color with the lane's number, from its top left corner. `role` is for the number."""
    words, ink = context.literal(str(lane), "lane"), Ink(f"lane.{lane}.on")
    number = display_number(
        context, x + side / 2, y + side * (1 + cap_share) / 2, words, side * cap_share, ink, anchor="middle", role=role
    )
    return filled_rectangle(Box(x, y, side, side), Ink(f"lane.{lane}")), number
