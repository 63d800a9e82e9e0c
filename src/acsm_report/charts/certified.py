"""Certified professionals by lane, on one day."""

from __future__ import annotations

import math

from .. import fonts
from ..brand import Ink
from ..dataset import Certification
from ..edition import Edition
from ..scene import Chart
from ..story import Story
from .alternatives import in_words
from .parts import Canvas, widest

__all__ = ["certified"]

CONTEXT = Ink("ink", 26)  # a lane that is not the subject


def certified(story: Story, edition: Edition, width: float, subject: Certification | None = None) -> Chart:
    """Draw how many hold each certification, a bar a lane; with a `subject` only its lane is coloured."""
    m = edition.measures("certified.one" if subject else "certified")
    lanes = {c.code: c.lane for c in story.certifications}
    high = max((f.number for f in story.certified), default=1)
    label = math.ceil(max(m["label"], widest(edition, _code(subject), (f.certification for f in story.certified))))
    canvas = Canvas(edition, width, high=high, label=label, right=m["right"])
    gap, words = m["bar"] * 0.4, [edition.say("figure", fact=fact) for fact in story.certified]
    styles = [_value(subject, fact.certification) for fact in story.certified]
    wide = [fonts.width(w.text, edition.style(style)) for w, style in zip(words, styles, strict=True)]
    canvas.make_room(lambda: [canvas.points(f.number) + gap + w for f, w in zip(story.certified, wide, strict=True)])
    rows, y = [], 0.0
    for fact, word, style in zip(story.certified, words, styles, strict=True):
        lane, middle = Ink(f"lane.{lanes[fact.certification]}"), y + m["bar"] / 2
        ink = Ink("ink") if subject else Ink(f"{lane.role}.text")
        canvas.beside(_code(subject), edition.told(fact, "certification"), -label, middle, ink=ink)
        fill = CONTEXT if subject and subject.code != fact.certification else lane
        canvas.bar(fact, fact.number, y, m["bar"], fill)
        end = canvas.points(fact.number) + gap
        rows.append((middle, end + canvas.beside(style, word, end, middle)))
        y += m["bar"] + m["group"]
    name = f"certified.{subject.code}" if subject else "certified"
    return canvas.chart(name, max(y - m["group"], 1), _alt(story, edition, subject), rows)


def _code(subject: Certification | None) -> str:
    return "body.strong" if subject else "code"


def _value(subject: Certification | None, code: str) -> str:
    """Return the style of a number: the largest for all lanes alike, or for the subject alone."""
    if subject is None:
        return "value.latest"
    return "count.latest" if subject.code == code else "count"


def _alt(story: Story, edition: Edition, subject: Certification | None) -> str:
    """Return the chart in words: how many hold each, and which the most do."""
    days = {f.period: edition.told(f, "period") for f in story.certified}.values()
    what = edition.say("alt.certified", day=edition.language.listed(days))
    if subject:
        what = edition.say("alt.certified.subject", chart=what, lane=subject)
    told = [edition.say("alt.holds", code=f.certification, count=f) for f in story.certified]
    return in_words(edition, what, told, edition.say("alt.most", lane=story.largest[0]) if story.largest else None)
