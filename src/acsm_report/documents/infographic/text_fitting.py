"""Fits text in the infographic: balanced lines, smaller styles, and lines that stop at text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ...i18n.phrase import Phrase
from ...layout.context import LayoutContext
from ...layout.measure import wrap_text
from ...layout.scene import PlacedBlock
from ...layout.text import paragraph, text_width

__all__ = ["balanced_width", "fitting_paragraph", "line_segments_around_text"]


def balanced_width(context: LayoutContext, style: str, width: float, words: Phrase) -> float:
    """Return the narrowest measure in which the words need no more lines than in `measure`: no last word alone.

    Words of which one is wider than `measure` keep it.
    """
    how, least = context.style(style), _widest_word_width(context, style, words)
    if least > width:
        return width
    lines = len(wrap_text(words.text, how, width))
    while width - 0.5 * how.size >= least and len(wrap_text(words.text, how, width - 0.5 * how.size)) == lines:
        width -= 0.5 * how.size
    return width


def _widest_word_width(context: LayoutContext, style: str, words: Phrase) -> float:
    return max(text_width(context, style, word) for word in words.text.replace("\n", " ").split(" "))


def fitting_paragraph(
    context: LayoutContext, styles: Sequence[str], x: float, y: float, width: float, words: Phrase, **how: Any
) -> PlacedBlock:
    """Set a paragraph in the first of `styles` in which none of its words is wider than `measure` points.

    Raise FitError, which names the word, where it is too wide in all of them.
    """
    style = next((s for s in styles if _widest_word_width(context, s, words) <= width + 0.01), styles[-1])
    placed = paragraph(context, style, x, y, width, words, **how)
    return replace(placed, fit="" if style == styles[0] else "smaller")


def line_segments_around_text(
    x: float, start_y: float, end_y: float, words: Iterable[PlacedBlock], padding: float
) -> list[tuple[float, float]]:
    """Return the pieces of an upright line at x, from `y` down to `end`, that keep `pad` points off the words."""
    gaps = sorted(
        (w.box.y - padding, w.box.bottom + padding) for w in words if w.box.x - padding < x < w.box.right + padding
    )
    pieces = list[tuple[float, float]]()
    for top, bottom in [*gaps, (end_y + padding, end_y)]:
        if min(top, end_y + padding) - start_y > padding:
            pieces.append((start_y, min(top, end_y)))
        start_y = max(start_y, bottom)
    return [(top, bottom) for top, bottom in pieces if bottom > top]
