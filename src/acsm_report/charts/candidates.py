"""Candidates and those who passed, by lane and year, all on one scale of people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .. import fonts
from ..brand import Ink
from ..edition import Edition
from ..findings import Record, Sitting
from ..language import Phrase
from ..scene import Chart
from ..story import Story
from .alternatives import dated, in_words
from .parts import CODES, Canvas, lowered, widest

__all__ = ["candidates"]


def candidates(
    story: Story, edition: Edition, width: float, height: float = math.inf, records: Sequence[Record] | None = None
) -> Chart:
    """Draw how many sat each exam (full bar) and about how many passed (solid part): of all exams or some `records`.

    Its bars are lower where they would be taller than `height` points.
    """
    records = story.records if records is None else records
    counted = [(r, [s for s in r.sittings if s.candidates and s.passes]) for r in records]
    counted = [(record, sittings) for record, sittings in counted if sittings]
    counts = [len(sittings) for _, sittings in counted]
    m = lowered(edition.measures("candidates"), counts, height, edition.style("axis").size)
    high = max((s.candidates.number for _, sittings in counted for s in sittings if s.candidates), default=1)
    codes = [edition.told(record.certification, "code") for record, _ in counted]
    years = [edition.told(s.rate, "period") for _, sittings in counted for s in sittings]
    beside = 2 * _gap(m["bar"]) + widest(edition, "axis.strong", years)
    label = max(m["label"], math.ceil(beside + widest(edition, CODES[-1], codes)))
    canvas = Canvas(edition, width, high=high, label=label, right=m["right"])
    every = [(sitting, sitting is sittings[-1]) for _, sittings in counted for sitting in sittings]
    canvas.make_room(lambda: [_ends(canvas, *one, m["bar"])[1] for one in every])
    rows, y = [], 0.0
    for record, sittings in counted:
        code = edition.told(record.certification, "code")
        tall = canvas.heading(y, record.certification.lane, code, label - beside)
        reach, start = 0.0, y
        for number, sitting in enumerate(sittings):
            ends = _bar(canvas, record.certification.lane, sitting, y, m["bar"], number == len(sittings) - 1)
            reach = max(reach, ends)
            y += m["bar"] + m["gap"]
        rows.append(((start + y - m["gap"]) / 2, reach))
        y = max(y - m["gap"], start + tall) + m["group"]
    alt = _alt(story, edition, counted, whole=len(records) == len(story.records))
    return canvas.chart("candidates", max(y - m["group"], 1), alt, rows)


def _gap(height: float) -> float:
    """Return how far words stand from the end of a bar of that height."""
    return height * 0.45


def _passed(edition: Edition, sitting: Sitting) -> Phrase:
    return edition.say(f"passed.{sitting.rate.kind}", passed=sitting.passes)


def _ends(canvas: Canvas, sitting: Sitting, latest: bool, height: float) -> tuple[bool, float]:
    """Return whether the passes stand inside the solid part, and where the words end, in points after zero."""
    assert sitting.candidates and sitting.passes
    edition, gap = canvas.edition, _gap(height)
    count, passed = edition.say("figure", fact=sitting.candidates), _passed(edition, sitting)
    solid = canvas.points(sitting.passing)
    end = canvas.points(sitting.candidates.number) + gap
    end += fonts.width(count.text, edition.style("count.latest" if latest else "count"))
    if fonts.width(passed.text, edition.style("axis.strong")) + 2 * gap < solid:
        return True, end
    return False, end + 2 * gap + fonts.width(passed.text, edition.style("axis"))


def _bar(canvas: Canvas, lane: int, sitting: Sitting, y: float, height: float, latest: bool) -> float:
    """Draw one year; return where its words end, in points after zero."""
    assert sitting.candidates and sitting.passes
    edition, full, ink = canvas.edition, sitting.candidates.number, Ink(f"lane.{lane}")
    canvas.bar(sitting.candidates, full, y, height, Ink(f"lane.{lane}", 30))
    canvas.bar(sitting.passes, sitting.passing, y, height, ink)
    middle, gap, inside, reach = y + height / 2, _gap(height), *_ends(canvas, sitting, latest, height)
    year: dict[str, Any] = {"anchor": "end", "ink": Ink("ink") if latest else None}
    canvas.beside("axis.strong" if latest else "axis", edition.told(sitting.rate, "period"), -gap, middle, **year)
    count = edition.say("figure", fact=sitting.candidates)
    canvas.beside("count.latest" if latest else "count", count, canvas.points(full) + gap, middle)
    passed = _passed(edition, sitting)
    if inside:
        on = edition.brand.on(ink, "paper")
        canvas.beside("axis.strong", passed, canvas.points(sitting.passing) - gap, middle, anchor="end", ink=on)
    else:
        canvas.beside("axis", passed, reach, middle, anchor="end")
    return reach


def _alt(story: Story, edition: Edition, counted: Sequence[tuple[Record, Sequence[Sitting]]], *, whole: bool) -> str:
    """Return the chart in words: who sat and who passed, and of the `whole` field how both moved."""
    what = dated(edition, edition.say("alt.candidates"), (s.candidates for _, sittings in counted for s in sittings))
    told = [
        edition.say("alt.rates", code=r.certification.code, rates=Phrase.joined(", ", (_sat(edition, s) for s in some)))
        for r, some in counted
    ]
    if not whole or story.people_trend == "plain":
        return in_words(edition, what, told)
    ends = {"first": story.totals[0], "last": story.totals[-1]}
    passing = edition.say(f"passing.{story.measure}")
    return in_words(edition, what, told, edition.say(f"alt.people.{story.people_trend}", passing=passing, **ends))


def _sat(edition: Edition, sitting: Sitting) -> Phrase:
    """Return how many sat in a year and how many passed: about, where that is computed."""
    passed = _passed(edition, sitting)
    if sitting.passes and sitting.passes.formula:
        passed = edition.say("alt.about", told=passed)
    return edition.say("alt.sat", sat=sitting.candidates, told=passed)
