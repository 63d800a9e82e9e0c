"""The score ruler: from which score on the scale of an exam one has passed."""

from __future__ import annotations

import math

from .. import fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..geometry import Box
from ..scene import Chart
from ..story import Story
from .parts import TRACK, Canvas, widest

__all__ = ["score"]

ENDS, SCORE, WORD = "body.grey", "value.latest", "body.strong"  # styles


def score(story: Story, edition: Edition, width: float, lane: int | None = None) -> Chart | None:
    """Draw the scale of scores, its part that passes solid in the colour of `lane` (None: of words), and its start.

    None unless both ends of the scale and the passing score on it are published.
    """
    known = _scale(story)
    if known is None:
        return None
    low, passing, high = known
    m, ink = edition.measures("score"), Ink("ink") if lane is None else Ink(f"lane.{lane}")
    canvas = Canvas(edition, width, high=high.number - low.number, label=0, right=0, top=m["over"])
    start, word = canvas.points(passing.number - low.number), edition.style(WORD)
    inside = widest(edition, WORD, [edition.say("score.pass")]) + 2 * m["bar"] < width - start
    canvas.top += 0 if inside else math.ceil((fonts.CAP + fonts.DESCENT) * word.size)
    canvas.bar_at(passing, Box(start, 0, width - start, m["bar"]), ink)
    if inside:
        middle, on = (start + width) / 2, edition.brand.on(ink, "paper")
        canvas.beside(WORD, edition.say("score.pass"), middle, m["bar"] / 2, anchor="middle", ink=on)
    else:  # too narrow for its word, which stands above its end
        canvas.text(WORD, edition.say("score.pass"), width, -m["over"] - fonts.DESCENT * word.size, anchor="end")
    mark = max(start - m["mark"], 0)  # behind the line there is nothing but what passes
    canvas.box(0, 0, start, m["bar"], TRACK)
    canvas.box(mark, -m["over"], m["mark"], m["bar"] + 2 * m["over"], Ink("ink"))
    below = m["bar"] + m["over"] + m["gap"]
    total = _numbers(canvas, known, mark + m["mark"] / 2, below)
    alt = edition.say("alt.score", low=low, high=high, score=passing).text
    return canvas.chart("score", total, alt, [(m["bar"] / 2, width)])


def _scale(story: Story) -> tuple[Fact, Fact, Fact] | None:
    """Return the lowest, the passing and the highest score; None unless all are known, in this order."""
    low, high = (story.dataset.first("score_scale", dimension=end) for end in ("minimum", "maximum"))
    passing = story.dataset.first("passing_score")
    if low is None or passing is None or high is None or low.number >= high.number:
        return None
    return (low, passing, high) if low.number <= passing.number <= high.number else None


def _numbers(canvas: Canvas, known: tuple[Fact, Fact, Fact], centre: float, y: float) -> float:
    """Write the passing score below its mark and the ends of the scale below theirs; return where they end.

    Where they would touch, the passing score stands in a line of its own.
    """
    edition = canvas.edition
    low, passing, high = (edition.say("figure", fact=fact) for fact in known)
    size, ends = edition.style(SCORE).size, edition.style(ENDS)
    wide, apart = fonts.width(passing.text, edition.style(SCORE)), fonts.width(" ", ends) * 2
    left = min(max(centre - wide / 2, 0), canvas.span - wide)
    near = fonts.width(low.text, ends) + apart, canvas.span - fonts.width(high.text, ends) - apart
    base = y + fonts.CAP * size
    canvas.text(ENDS, low, 0, base)
    if left < near[0] or left + wide > near[1]:
        base += ends.lead
    canvas.text(SCORE, passing, left, base)
    canvas.text(ENDS, high, canvas.span, y + fonts.CAP * size, anchor="end")
    return math.ceil(base + fonts.DESCENT * size)
