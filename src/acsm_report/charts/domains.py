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
from .parts import TRACK, Canvas, lowered, widest

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
    over = style.size * (fonts.CAP + fonts.DESCENT) + m["name"]
    tall = [math.ceil(over + (len(name) - 1) * _lead(edition)) for name in names]
    below = math.ceil(edition.style(ENDS).size * (fonts.CAP + fonts.DESCENT))
    fixed = sum(tall) + m["scale"] + below
    m = lowered(m, [1] * len(facts), height - fixed, fonts.CAP * edition.style(VALUE).size)
    every = [fact for c in story.certifications for fact in _weights(story, c)]
    right = widest(edition, VALUE, (edition.say("figure", fact=fact) for fact in every)) + _inset(m)
    end = max(m["least"], math.ceil(max(fact.number for fact in every) / m["round"]) * m["round"])
    canvas = Canvas(edition, width, high=end, label=0, right=right)
    light, full = (edition.brand.shade(period, 3) for period in (1, 2))
    rows, y = [], 0.0
    for fact, name, high in zip(facts, names, tall, strict=True):
        for number, line in enumerate(name):
            canvas.text(NAME, line, 0, y + fonts.CAP * style.size + number * _lead(edition), ink=Ink("ink"))
        y += high
        heaviest, middle = fact.number == facts[0].number, y + m["bar"] / 2
        canvas.box(0, y, canvas.span, m["bar"], TRACK)
        canvas.bar(fact, fact.number, y, m["bar"], Ink(f"lane.{certification.lane}", full if heaviest else light))
        at = canvas.points(fact.number) + _inset(m)
        rows.append((middle, at + canvas.beside(VALUE, edition.say("figure", fact=fact), at, middle)))
        y += m["bar"] + m["group"]
    y += m["scale"] - m["group"]
    _scale(canvas, y)
    told = "; ".join(edition.say("alt.domain", fact=fact).text for fact in facts)
    alt = edition.say("alt.domains", lane=certification, domains=told).text
    return canvas.chart(f"domains.{certification.code}", y + below, alt, rows)


def _weights(story: Story, certification: Certification) -> tuple[Fact, ...]:
    return story.dataset.newest("domain_weight", certification.code)


def _lead(edition: Edition) -> float:
    return edition.style(NAME).lead * 0.9


def _inset(m: dict[str, float]) -> float:
    return m["bar"] * 0.5


def _scale(canvas: Canvas, y: float) -> None:
    """Write the two ends of the scale below y."""
    edition, size = canvas.edition, canvas.edition.style(ENDS).size
    for value, key, anchor in ((0.0, "axis.zero", "start"), (canvas.high, "axis.percent", "end")):
        words: Phrase = edition.say(key, value=edition.literal(f"{value:g}", "tick"))
        canvas.text(ENDS, words, canvas.points(value), y + fonts.CAP * size, anchor=anchor)
