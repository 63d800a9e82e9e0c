"""The domains of one exam by their share of it: on one scale for all exams, so that pages compare."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, wrap_phrase
from ..layout.scene import Chart
from ..theme.model import Ink
from .alt_text import add_period, format_alt_text
from .bar_canvas import EMPTY_BAR_INK, BarCanvas, max_text_width, shrink_bars

__all__ = ["exam_domains"]

TEXT_INSET = 0.5  # of a bar's height, from its end to words
NAME_STYLE, VALUE_STYLE, SCALE_STYLE = "body", "count.latest", "axis"  # styles


@dataclass(frozen=True)
class _DomainBar:
    """A domain: the lines of its name, how far down its bar starts in its row, and how tall that is with its space."""

    fact: Fact
    name_lines: list[Phrase]
    bar_offset: float
    height: float


def exam_domains(
    insights: Insights, context: LayoutContext, width: float, certification: Certification, height: float = math.inf
) -> Chart | None:
    """Draw the newest domain weights of an exam, from the heaviest, the share at the end of each bar.

    A name stands above its bar; it stands at its left in a wide chart, where names are many, and where that would be
    taller than `height` points. Bars are lower where that is not enough. None when no weight is published. Raise
    FitError for a word of a name that is wider than its room.
    """
    facts = sorted(_domain_weights(insights, certification), key=lambda fact: -fact.number)
    if not facts:
        return None
    m = context.metrics("domains")
    below = math.ceil(context.style(SCALE_STYLE).size * (CAP_HEIGHT + DESCENT)) + m["scale"]
    label = 0.0
    m, rows = _layout_names_above(context, facts, m, width, height - below)
    tall = math.fsum(row.height for row in rows) - m["group"]
    if width >= m["wide"] or len(facts) > m["many"] or tall > height - below + 0.01:
        words = (word for fact in facts for word in context.attribute_phrase(fact, "dimension").text.split())
        label = max(width * m["label"], math.ceil(max_text_width(context, NAME_STYLE, words) + m["tall"] * TEXT_INSET))
        m, rows = _layout_names_left(context, facts, context.metrics("domains"), label, width >= m["wide"])
    every = [fact for c in insights.certifications for fact in _domain_weights(insights, c)]
    right = max_text_width(
        context, VALUE_STYLE, (context.message("figure", fact=fact) for fact in every)
    ) + _text_inset(m)
    end = max(m["least"], math.ceil(max(fact.number for fact in every) / m["round"]) * m["round"])
    canvas = BarCanvas(context, width, max_value=end, label_width=label, right_margin=right)
    places, y = [], 0.0
    for row in rows:
        lightness = 2 if row.fact.number == facts[0].number else 1
        ink = context.brand.year_tint(certification.lane, lightness, 3)
        places.append((y + row.bar_offset + m["bar"] / 2, _draw_domain(canvas, row, y, m, ink)))
        y += row.height
    y += m["scale"] - m["group"]
    _draw_scale_ends(canvas, y)
    alt = _alt_text(context, certification, facts)
    return canvas.build_chart(f"domains.{certification.code}", y + below - m["scale"], alt, places)


def _layout_names_above(
    context: LayoutContext, facts: list[Fact], metrics: dict[str, float], width: float, height: float
) -> tuple[dict[str, float], list[_DomainBar]]:
    """Return the rows with each name above its bar, the bars lower where they would be taller than `height`."""
    style = context.style(NAME_STYLE)
    names = [wrap_phrase(context.attribute_phrase(fact, "dimension"), style, width) for fact in facts]
    over = style.size * (CAP_HEIGHT + DESCENT) + metrics["name"]
    tall = [math.ceil(over + (len(name) - 1) * _name_leading(context)) for name in names]
    metrics = shrink_bars(metrics, [1] * len(facts), height - sum(tall), CAP_HEIGHT * context.style(VALUE_STYLE).size)
    return metrics, [
        _DomainBar(fact, name, high, high + metrics["bar"] + metrics["group"])
        for fact, name, high in zip(facts, names, tall, strict=True)
    ]


def _layout_names_left(
    context: LayoutContext, facts: list[Fact], metrics: dict[str, float], name_width: float, is_wide: bool
) -> tuple[dict[str, float], list[_DomainBar]]:
    """Return the rows with each name at the left of its bar, in the column `label`; a `wide` chart has taller bars."""
    metrics = (
        {**metrics, "bar": metrics["tall"], "group": metrics["apart"]}
        if is_wide
        else {**metrics, "group": metrics["close"]}
    )
    rows = []
    for fact in facts:
        name = wrap_phrase(
            context.attribute_phrase(fact, "dimension"), context.style(NAME_STYLE), name_width - _text_inset(metrics)
        )
        high = math.ceil(max(metrics["bar"], context.style(NAME_STYLE).size + (len(name) - 1) * _name_leading(context)))
        rows.append(_DomainBar(fact, name, (high - metrics["bar"]) / 2, high + metrics["group"]))
    return metrics, rows


def _draw_domain(canvas: BarCanvas, bar: _DomainBar, y: float, metrics: dict[str, float], ink: Ink) -> float:
    """Draw one domain; return where its words end, in points after zero."""
    context, top = canvas.context, y + bar.bar_offset
    middle = top + metrics["bar"] / 2
    for number, line in enumerate(bar.name_lines):
        if canvas.label_width:
            at = middle + (number - (len(bar.name_lines) - 1) / 2) * _name_leading(context)
            canvas.add_centered_text(NAME_STYLE, line, -canvas.label_width, at, ink=Ink("ink"))
        else:
            at = y + CAP_HEIGHT * context.style(NAME_STYLE).size + number * _name_leading(context)
            canvas.add_text(NAME_STYLE, line, 0, at, ink=Ink("ink"))
    canvas.add_rectangle(0, top, canvas.bar_area_width, metrics["bar"], EMPTY_BAR_INK)
    canvas.add_bar(bar.fact, bar.fact.number, top, metrics["bar"], ink)
    at = canvas.to_points(bar.fact.number) + _text_inset(metrics)
    return at + canvas.add_centered_text(VALUE_STYLE, context.message("figure", fact=bar.fact), at, middle)


def _domain_weights(insights: Insights, certification: Certification) -> tuple[Fact, ...]:
    return insights.domain_weights(certification)


def _name_leading(context: LayoutContext) -> float:
    return context.style(NAME_STYLE).leading * 0.9


def _text_inset(metrics: dict[str, float]) -> float:
    return metrics["bar"] * TEXT_INSET


def _draw_scale_ends(canvas: BarCanvas, y: float) -> None:
    """Write the two ends of the scale below y."""
    context, size = canvas.context, canvas.context.style(SCALE_STYLE).size
    for value, key, anchor in ((0.0, "axis.zero", "start"), (canvas.max_value, "axis.percent", "end")):
        words: Phrase = context.message(key, value=context.literal(f"{value:g}", "tick"))
        canvas.add_text(SCALE_STYLE, words, canvas.to_points(value), y + CAP_HEIGHT * size, anchor=anchor)


def _alt_text(context: LayoutContext, certification: Certification, facts: list[Fact]) -> str:
    """Return the chart in words: every share from the largest, and which that is where one stands alone."""
    what = add_period(context, context.message("alt.domains", lane=certification), facts)
    alone = len(facts) > 1 and facts[0].number > facts[1].number
    finding = context.message("alt.domains.most", fact=facts[0]) if alone else None
    return format_alt_text(context, what, (context.message("alt.domain", fact=fact) for fact in facts), finding)
