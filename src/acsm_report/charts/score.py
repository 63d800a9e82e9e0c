"""The score ruler: from which score on the scale of an exam one has passed."""

from __future__ import annotations

from .. import fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..geometry import Box
from ..scene import Chart
from ..story import Story
from .parts import TRACK, Canvas

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
    start = canvas.points(passing.number - low.number)
    canvas.top += _zone(canvas, passing, start, m["bar"], ink)
    mark = min(max(start - m["mark"] / 2, 0), canvas.span - m["mark"])
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


def _zone(canvas: Canvas, passing: Fact, start: float, height: float, ink: Ink) -> float:
    """Draw the part that passes with its word within, else above its end; return how much room that takes above."""
    edition, word = canvas.edition, canvas.edition.say("score.pass")
    canvas.bar_at(passing, Box(start, 0, canvas.span - start, height), ink)
    wide, size = fonts.width(word.text, edition.style(WORD)), edition.style(WORD).size
    if wide + 2 * height < canvas.span - start:
        middle = (start + canvas.span) / 2
        canvas.beside(WORD, word, middle, height / 2, anchor="middle", ink=edition.brand.on(ink, "paper"))
        return 0
    canvas.text(WORD, word, canvas.span, -canvas.top - fonts.DESCENT * size, anchor="end")
    return (fonts.CAP + fonts.DESCENT) * size


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
        base += fonts.DESCENT * ends.size + fonts.CAP * size
    canvas.text(SCORE, passing, left, base)
    canvas.text(ENDS, high, canvas.span, y + fonts.CAP * size, anchor="end")
    return base + fonts.DESCENT * size
