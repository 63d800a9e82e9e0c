"""Makes small TrueType fonts for tests: each letter is a box, as wide as the test says."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph

__all__ = ["make_font", "make_variable_font"]

BOLD_BY = 200  # how much wider the boldest letters of a variable font are than the lightest


def _box(width: int, left: int) -> Glyph:
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for point in ((left, 600), (left + width, 600), (left + width, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def _build(characters: Iterable[str], family: str, weight: int, width: int, left: int = 0) -> FontBuilder:
    names = {ord(c): f"u{ord(c):04X}" for c in sorted({" ", *characters})}
    glyphs = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: _box(width, left) for name in glyphs})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (width, left)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    full_name = f"{family} {weight}"
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "fullName": full_name, "psName": full_name.replace(" ", "-")}
    )
    builder.setupOS2(usWeightClass=weight, sTypoAscender=800, sCapHeight=660, usWidthClass=5)
    builder.setupPost()
    return builder


def make_font(
    path: Path, characters: Iterable[str], family: str = "Made Up", weight: int = 400, width: int = 500, left: int = 0
) -> Path:
    """Write a font with these characters and a space, each `width` thousandths of an em wide.

    `left` is where their boxes begin: below 0 they hang out to the left of their place.
    """
    _build(characters, family, weight, width, left).save(path)
    return path


def make_variable_font(path: Path, characters: Iterable[str], lightest: int, boldest: int) -> Path:
    """Write a variable font, Made Up: 500 thousandths of an em wide at the lightest weight, 700 at the boldest."""
    from fontTools.ttLib.tables.TupleVariation import TupleVariation

    builder = _build(characters, "Made Up", lightest, 500)
    builder.setupFvar([("wght", lightest, lightest, boldest, "Weight")], [])
    corners = [(0, 0), (0, 0), (BOLD_BY, 0), (BOLD_BY, 0)]
    sides = [(0, 0), (BOLD_BY, 0), (0, 0), (0, 0)]  # phantom points: the advance grows
    change = TupleVariation({"wght": (0.0, 1.0, 1.0)}, corners + sides)
    builder.setupGvar({name: [change] for name in builder.font.getGlyphOrder()})
    builder.save(path)
    return path
