"""The score ruler: from which score on the scale of an exam one has passed."""

from __future__ import annotations

import math

from ..dataset.insights import Insights
from ..dataset.model import Fact
from ..geometry import Box
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, string_width
from ..layout.scene import Chart
from ..theme.model import Ink
from .bar_canvas import EMPTY_BAR_INK, BarCanvas, max_text_width

__all__ = ["score_scale"]

SCALE_STYLE, SCORE_STYLE, PASS_STYLE = "body.grey", "value.latest", "body.strong"  # styles


def score_scale(insights: Insights, context: LayoutContext, width: float, lane: int | None = None) -> Chart | None:
    """Draw the scale of scores, its part that passes solid in the colour of `lane` (None: of words), and its start.

    None unless both ends of the scale and the passing score on it are published.
    """
    known = _find_scale(insights)
    if known is None:
        return None
    low, passing, high = known
    m, ink = context.metrics("score"), Ink("ink") if lane is None else Ink(f"lane.{lane}")
    canvas = BarCanvas(
        context, width, max_value=high.number - low.number, label_width=0, right_margin=0, top_margin=m["over"]
    )
    start, word = canvas.to_points(passing.number - low.number), context.style(PASS_STYLE)
    inside = max_text_width(context, PASS_STYLE, [context.message("score.pass")]) + 2 * m["bar"] < width - start
    canvas.top_margin += 0 if inside else math.ceil((CAP_HEIGHT + DESCENT) * word.size)
    canvas.add_bar_in_box(passing, Box(start, 0, width - start, m["bar"]), ink)
    if inside:
        middle, on = (start + width) / 2, context.brand.contrasting_ink(ink, "paper")
        canvas.add_centered_text(
            PASS_STYLE, context.message("score.pass"), middle, m["bar"] / 2, anchor="middle", ink=on
        )
    else:  # too narrow for its word, which stands above its end
        canvas.add_text(
            PASS_STYLE, context.message("score.pass"), width, -m["over"] - DESCENT * word.size, anchor="end"
        )
    mark = max(start - m["mark"], 0)  # behind the line there is nothing but what passes
    canvas.add_rectangle(0, 0, start, m["bar"], EMPTY_BAR_INK)
    canvas.add_rectangle(mark, -m["over"], m["mark"], m["bar"] + 2 * m["over"], Ink("ink"))
    below = m["bar"] + m["over"] + m["gap"]
    total = _draw_scores(canvas, known, mark + m["mark"] / 2, below)
    alt = context.message("alt.score", low=low, high=high, score=passing).text
    return canvas.build_chart("score", total, alt, [(m["bar"] / 2, width)])


def _find_scale(insights: Insights) -> tuple[Fact, Fact, Fact] | None:
    """Return the lowest, the passing and the highest score; None unless all are known, in this order."""
    low, high = (insights.dataset.newest_fact("score_scale", dimension=end) for end in ("minimum", "maximum"))
    passing = insights.dataset.newest_fact("passing_score")
    if low is None or passing is None or high is None or low.number >= high.number:
        return None
    return (low, passing, high) if low.number <= passing.number <= high.number else None


def _draw_scores(canvas: BarCanvas, scores: tuple[Fact, Fact, Fact], center: float, y: float) -> float:
    """Write the passing score below its mark and the ends of the scale below theirs; return where they end.

    Where they would touch, the passing score stands in a line of its own.
    """
    context = canvas.context
    low, passing, high = (context.message("figure", fact=fact) for fact in scores)
    size, ends = context.style(SCORE_STYLE).size, context.style(SCALE_STYLE)
    wide, apart = string_width(passing.text, context.style(SCORE_STYLE)), string_width(" ", ends) * 2
    left = min(max(center - wide / 2, 0), canvas.bar_area_width - wide)
    near = string_width(low.text, ends) + apart, canvas.bar_area_width - string_width(high.text, ends) - apart
    base = y + CAP_HEIGHT * size
    canvas.add_text(SCALE_STYLE, low, 0, base)
    if left < near[0] or left + wide > near[1]:
        base += ends.leading
    canvas.add_text(SCORE_STYLE, passing, left, base)
    canvas.add_text(SCALE_STYLE, high, canvas.bar_area_width, y + CAP_HEIGHT * size, anchor="end")
    return math.ceil(base + DESCENT * size)
