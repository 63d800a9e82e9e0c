"""The domains of one exam by their share of it: on one scale for all exams, so that pages compare."""

from __future__ import annotations

import math

from .. import fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..language import Phrase
from ..scene import Chart
from ..story import Story
from .parts import TRACK, Canvas, lowered

__all__ = ["domains"]

NAME, VALUE, ENDS = "body", "count.latest", "axis"  # styles


def domains(
    story: Story, edition: Edition, width: float, certification: Certification, height: float = math.inf
) -> Chart | None:
    """Draw the newest domain weights of an exam, from the heaviest: the name above its bar, the share at its end.

    Its bars are lower where they would be taller than `height` points. None when no weight is published. Raise
    FitError for a word of a name that is wider than `width`.
    """
    facts = sorted(_weights(story, certification), key=lambda fact: -fact.number)
    if not facts:
        return None
    m, style = edition.measures("domains"), edition.style(NAME)
    names = [fonts.wrapped(edition.told(fact, "dimension"), style, width) for fact in facts]
    tall = [style.size * (fonts.CAP + fonts.DESCENT) + (len(name) - 1) * _lead(edition) for name in names]
    below = edition.style(ENDS).size * (fonts.CAP + fonts.DESCENT)
    fixed = math.fsum(tall) + (len(facts) + 1) * m["name"] + below
    m = lowered(m, [1] * len(facts), height - fixed, fonts.CAP * edition.style(VALUE).size)
    canvas = Canvas(edition, width, high=_high(story, m), label=0, right=0)
    rows, y = [], 0.0
    for fact, name, high in zip(facts, names, tall, strict=True):
        for number, line in enumerate(name):
            canvas.text(NAME, line, 0, y + fonts.CAP * style.size + number * _lead(edition), ink=Ink("ink"))
        y += high + m["name"]
        share = edition.brand.shade(2, 3) if fact.number == facts[0].number else edition.brand.shade(1, 3)
        end = _bar(canvas, fact, y, m["bar"], Ink(f"lane.{certification.lane}", share))
        rows.append((y + m["bar"] / 2, end))
        y += m["bar"] + m["group"]
    total = _scale(canvas, y - m["group"] + m["name"])
    told = "; ".join(edition.say("alt.domain", fact=fact).text for fact in facts)
    alt = edition.say("alt.domains", lane=certification, domains=told).text
    return canvas.chart(f"domains.{certification.code}", total, alt, rows)


def _weights(story: Story, certification: Certification) -> tuple[Fact, ...]:
    return story.dataset.newest("domain_weight", certification.code)


def _lead(edition: Edition) -> float:
    return edition.style(NAME).lead * 0.9


def _high(story: Story, m: dict[str, float]) -> float:
    """Return the end of the scale, in per cent: that of the heaviest domain of all exams, rounded up."""
    heaviest = max(fact.number for c in story.certifications for fact in _weights(story, c))
    return max(m["least"], math.ceil(heaviest / m["round"]) * m["round"])


def _bar(canvas: Canvas, fact: Fact, y: float, height: float, ink: Ink) -> float:
    """Draw one domain; return where its words end, in points after zero."""
    edition, middle, inset = canvas.edition, y + height / 2, height * 0.45
    words = edition.say("figure", fact=fact)
    canvas.box(0, y, canvas.span, height, TRACK)
    canvas.bar(fact, fact.number, y, height, ink)
    end, wide = canvas.points(fact.number), fonts.width(words.text, edition.style(VALUE))
    if end + inset + wide + inset / 2 <= canvas.span:
        return end + inset + canvas.beside(VALUE, words, end + inset, middle)
    canvas.beside(VALUE, words, end - inset, middle, anchor="end", ink=edition.brand.on(ink, "paper"))
    return end


def _scale(canvas: Canvas, y: float) -> float:
    """Write the two ends of the scale below y; return where they end."""
    edition, size = canvas.edition, canvas.edition.style(ENDS).size
    for value, key, anchor in ((0.0, "axis.zero", "start"), (canvas.high, "axis.percent", "end")):
        words: Phrase = edition.say(key, value=edition.literal(f"{value:g}", "tick"))
        canvas.text(ENDS, words, canvas.points(value), y + fonts.CAP * size, anchor=anchor)
    return y + (fonts.CAP + fonts.DESCENT) * size
