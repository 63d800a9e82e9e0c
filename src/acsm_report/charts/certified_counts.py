"""Certified professionals by lane, on one day."""

from __future__ import annotations

import math

from ..dataset.insights import Insights
from ..dataset.model import Certification
from ..layout.context import LayoutContext
from ..layout.measure import string_width
from ..layout.scene import Chart
from ..theme.model import Ink
from .alt_text import format_alt_text
from .bar_canvas import BarCanvas, max_text_width

__all__ = ["certified_counts"]

MUTED_INK = Ink("ink", 26)  # a lane that is not the subject


def certified_counts(
    insights: Insights, context: LayoutContext, width: float, subject: Certification | None = None
) -> Chart:
    """Draw how many hold each certification, a bar a lane; with a `subject` only its lane is coloured."""
    m = context.metrics("certified.one" if subject else "certified")
    lanes = {c.code: c.lane for c in insights.certifications}
    high = max((f.number for f in insights.certified_counts), default=1)
    label = math.ceil(
        max(
            m["label"],
            max_text_width(context, _code_style(subject), (f.certification for f in insights.certified_counts)),
        )
    )
    canvas = BarCanvas(context, width, max_value=high, label_width=label, right_margin=m["right"])
    gap, words = m["bar"] * 0.4, [context.message("figure", fact=fact) for fact in insights.certified_counts]
    styles = [_count_style(subject, fact.certification) for fact in insights.certified_counts]
    wide = [string_width(w.text, context.style(style)) for w, style in zip(words, styles, strict=True)]
    canvas.shorten_bars_to_fit(
        lambda: [canvas.to_points(f.number) + gap + w for f, w in zip(insights.certified_counts, wide, strict=True)]
    )
    rows, y = [], 0.0
    for fact, word, style in zip(insights.certified_counts, words, styles, strict=True):
        lane, middle = Ink(f"lane.{lanes[fact.certification]}"), y + m["bar"] / 2
        ink = Ink("ink") if subject else Ink(f"{lane.role}.text")
        canvas.add_centered_text(
            _code_style(subject), context.attribute_phrase(fact, "certification"), -label, middle, ink=ink
        )
        fill = MUTED_INK if subject and subject.code != fact.certification else lane
        canvas.add_bar(fact, fact.number, y, m["bar"], fill)
        end = canvas.to_points(fact.number) + gap
        rows.append((middle, end + canvas.add_centered_text(style, word, end, middle)))
        y += m["bar"] + m["group"]
    name = f"certified.{subject.code}" if subject else "certified"
    return canvas.build_chart(name, max(y - m["group"], 1), _alt_text(insights, context, subject), rows)


def _code_style(subject: Certification | None) -> str:
    return "body.strong" if subject else "code"


def _count_style(subject: Certification | None, code: str) -> str:
    """Return the style of a number: the largest for all lanes alike, or for the subject alone."""
    if subject is None:
        return "value.latest"
    return "count.latest" if subject.code == code else "count"


def _alt_text(insights: Insights, context: LayoutContext, subject: Certification | None) -> str:
    """Return the chart in words: how many hold each, and which the most do."""
    days = {f.period: context.attribute_phrase(f, "period") for f in insights.certified_counts}.values()
    what = context.message("alt.certified", day=context.language.format_list(days))
    if subject:
        what = context.message("alt.certified.subject", chart=what, lane=subject)
    told = [context.message("alt.holds", code=f.certification, count=f) for f in insights.certified_counts]
    return format_alt_text(
        context,
        what,
        told,
        context.message("alt.most", lane=insights.largest_certification[0]) if insights.largest_certification else None,
    )
