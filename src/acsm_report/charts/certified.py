"""Certified professionals by lane, on one day."""

from __future__ import annotations

from .. import fonts
from ..brand import Ink
from ..edition import Edition
from ..scene import Chart
from ..story import Story
from .parts import Canvas

__all__ = ["certified"]


def certified(story: Story, edition: Edition, width: float) -> Chart:
    """Draw how many hold each certification, a bar a lane."""
    m = edition.measures("certified")
    lanes = {c.code: c.lane for c in story.certifications}
    high = max((f.number for f in story.certified), default=1)
    canvas = Canvas(edition, width, high=high, label=m["label"], right=m["right"])
    gap, style = m["bar"] * 0.4, edition.style("value.latest")
    words = [edition.say("figure", fact=fact) for fact in story.certified]
    wide = [fonts.width(word.text, style) for word in words]
    canvas.make_room(lambda: [canvas.points(f.number) + gap + w for f, w in zip(story.certified, wide, strict=True)])
    rows, y = [], 0.0
    for fact, word in zip(story.certified, words, strict=True):
        lane, middle = lanes[fact.certification], y + m["bar"] / 2
        canvas.beside("code", edition.told(fact, "certification"), -m["label"], middle, ink=Ink(f"lane.{lane}.text"))
        canvas.bar(fact, fact.number, y, m["bar"], Ink(f"lane.{lane}"))
        end = canvas.points(fact.number) + gap
        rows.append((middle, end + canvas.beside("value.latest", word, end, middle)))
        y += m["bar"] + m["group"]
    told = "; ".join(edition.say("alt.holds", code=f.certification, count=f).text for f in story.certified)
    days = {f.period: edition.told(f, "period") for f in story.certified}.values()
    alt = edition.say("alt.certified", certified=told, day=edition.language.listed(days)).text
    return canvas.chart("certified", max(y - m["group"], 1), alt, rows)
