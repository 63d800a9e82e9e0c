"""The domains of one exam by their share of it: on one scale for all exams, so that pages compare."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .. import fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..language import Phrase
from ..scene import Chart
from ..story import Story
from .alternatives import dated, in_words
from .parts import TRACK, Canvas, lowered, widest

__all__ = ["domains"]

INSET = 0.5  # of a bar's height, from its end to words
NAME, VALUE, ENDS = "body", "count.latest", "axis"  # styles


@dataclass(frozen=True)
class _Row:
    """A domain: the lines of its name, how far down its bar starts in its row, and how tall that is with its space."""

    fact: Fact
    name: list[Phrase]
    over: float
    height: float


def domains(
    story: Story, edition: Edition, width: float, certification: Certification, height: float = math.inf
) -> Chart | None:
    """Draw the newest domain weights of an exam, from the heaviest, the share at the end of each bar.

    A name stands above its bar; it stands at its left in a wide chart, where names are many, and where that would be
    taller than `height` points. Bars are lower where that is not enough. None when no weight is published. Raise
    FitError for a word of a name that is wider than its room.
    """
    facts = sorted(_weights(story, certification), key=lambda fact: -fact.number)
    if not facts:
        return None
    m = edition.measures("domains")
    below = math.ceil(edition.style(ENDS).size * (fonts.CAP + fonts.DESCENT)) + m["scale"]
    label = 0.0
    m, rows = _above(edition, facts, m, width, height - below)
    tall = math.fsum(row.height for row in rows) - m["group"]
    if width >= m["wide"] or len(facts) > m["many"] or tall > height - below + 0.01:
        words = (word for fact in facts for word in edition.told(fact, "dimension").text.split())
        label = max(width * m["label"], math.ceil(widest(edition, NAME, words) + m["tall"] * INSET))
        m, rows = _beside(edition, facts, edition.measures("domains"), label, width >= m["wide"])
    every = [fact for c in story.certifications for fact in _weights(story, c)]
    right = widest(edition, VALUE, (edition.say("figure", fact=fact) for fact in every)) + _inset(m)
    end = max(m["least"], math.ceil(max(fact.number for fact in every) / m["round"]) * m["round"])
    canvas = Canvas(edition, width, high=end, label=label, right=right)
    places, y = [], 0.0
    for row in rows:
        lightness = 2 if row.fact.number == facts[0].number else 1
        ink = Ink(f"lane.{certification.lane}", edition.brand.shade(lightness, 3))
        places.append((y + row.over + m["bar"] / 2, _draw(canvas, row, y, m, ink)))
        y += row.height
    y += m["scale"] - m["group"]
    _scale(canvas, y)
    alt = _alt(edition, certification, facts)
    return canvas.chart(f"domains.{certification.code}", y + below - m["scale"], alt, places)


def _above(
    edition: Edition, facts: list[Fact], m: dict[str, float], width: float, height: float
) -> tuple[dict[str, float], list[_Row]]:
    """Return the rows with each name above its bar, the bars lower where they would be taller than `height`."""
    style = edition.style(NAME)
    names = [fonts.wrapped(edition.told(fact, "dimension"), style, width) for fact in facts]
    over = style.size * (fonts.CAP + fonts.DESCENT) + m["name"]
    tall = [math.ceil(over + (len(name) - 1) * _lead(edition)) for name in names]
    m = lowered(m, [1] * len(facts), height - sum(tall), fonts.CAP * edition.style(VALUE).size)
    return m, [
        _Row(fact, name, high, high + m["bar"] + m["group"])
        for fact, name, high in zip(facts, names, tall, strict=True)
    ]


def _beside(
    edition: Edition, facts: list[Fact], m: dict[str, float], label: float, wide: bool
) -> tuple[dict[str, float], list[_Row]]:
    """Return the rows with each name at the left of its bar, in the column `label`; a `wide` chart has taller bars."""
    m = {**m, "bar": m["tall"], "group": m["apart"]} if wide else {**m, "group": m["close"]}
    rows = []
    for fact in facts:
        name = fonts.wrapped(edition.told(fact, "dimension"), edition.style(NAME), label - _inset(m))
        high = math.ceil(max(m["bar"], edition.style(NAME).size + (len(name) - 1) * _lead(edition)))
        rows.append(_Row(fact, name, (high - m["bar"]) / 2, high + m["group"]))
    return m, rows


def _draw(canvas: Canvas, row: _Row, y: float, m: dict[str, float], ink: Ink) -> float:
    """Draw one domain; return where its words end, in points after zero."""
    edition, top = canvas.edition, y + row.over
    middle = top + m["bar"] / 2
    for number, line in enumerate(row.name):
        if canvas.label:
            at = middle + (number - (len(row.name) - 1) / 2) * _lead(edition)
            canvas.beside(NAME, line, -canvas.label, at, ink=Ink("ink"))
        else:
            at = y + fonts.CAP * edition.style(NAME).size + number * _lead(edition)
            canvas.text(NAME, line, 0, at, ink=Ink("ink"))
    canvas.box(0, top, canvas.span, m["bar"], TRACK)
    canvas.bar(row.fact, row.fact.number, top, m["bar"], ink)
    at = canvas.points(row.fact.number) + _inset(m)
    return at + canvas.beside(VALUE, edition.say("figure", fact=row.fact), at, middle)


def _weights(story: Story, certification: Certification) -> tuple[Fact, ...]:
    return story.outline(certification)


def _lead(edition: Edition) -> float:
    return edition.style(NAME).lead * 0.9


def _inset(m: dict[str, float]) -> float:
    return m["bar"] * INSET


def _scale(canvas: Canvas, y: float) -> None:
    """Write the two ends of the scale below y."""
    edition, size = canvas.edition, canvas.edition.style(ENDS).size
    for value, key, anchor in ((0.0, "axis.zero", "start"), (canvas.high, "axis.percent", "end")):
        words: Phrase = edition.say(key, value=edition.literal(f"{value:g}", "tick"))
        canvas.text(ENDS, words, canvas.points(value), y + fonts.CAP * size, anchor=anchor)


def _alt(edition: Edition, certification: Certification, facts: list[Fact]) -> str:
    """Return the chart in words: every share from the largest, and which that is where one stands alone."""
    what = dated(edition, edition.say("alt.domains", lane=certification), facts)
    alone = len(facts) > 1 and facts[0].number > facts[1].number
    finding = edition.say("alt.domains.most", fact=facts[0]) if alone else None
    return in_words(edition, what, (edition.say("alt.domain", fact=fact) for fact in facts), finding)
