"""The pass rates of one exam, year by year, and what was lost or gained between the first and the last."""

from __future__ import annotations

import math
from dataclasses import replace

from .. import fonts
from ..brand import Ink
from ..dataset import Certification
from ..edition import Edition
from ..findings import Record, Sitting
from ..language import Phrase
from ..scene import Chart, Table
from ..story import Story
from .alternatives import dated, in_words, measured
from .parts import TRACK, Canvas, lowered, widest
from .tabulated import tabulated, widened

__all__ = ["pass_rate"]

WHOLE = 100  # per cent
YEAR, WORDS = "body.grey", "body.strong"  # styles


def pass_rate(
    story: Story, edition: Edition, width: float, certification: Certification, height: float = math.inf
) -> Chart | None:
    """Draw an exam's pass rates on a track, the years from the first down, and the change as a bracket below.

    Its bars are lower where they would be taller than `height` points. None when no rate is published.
    """
    record = next((r for r in story.records if r.certification == certification), None)
    if record is None:
        return None
    m, years = edition.measures("pass_rate"), [edition.told(s.rate, "period") for s in record.sittings]
    label = math.ceil(max(m["label"], widest(edition, WORDS, years) + m["bar"] * 0.4))
    canvas = Canvas(edition, width, high=WHOLE, label=label, right=m["right"], top=m["axis"])
    words, trial = _moved(edition, record), replace(canvas, shapes=[], words=[], labels=[])
    below = _bracket(trial, record, words, 0, m["bracket"]) if words else 0
    m = lowered(m, [len(years)], height - m["axis"] - below, 1.2 * edition.style("axis").size)
    y = 0.0
    for number, sitting in enumerate(record.sittings):
        ink = Ink(f"lane.{certification.lane}", edition.brand.shade(number, len(years)))
        _bar(canvas, sitting, y, m["bar"], ink, latest=sitting is record.latest)
        y += m["bar"] + m["gap"]
    total = y - m["gap"]
    _axis(canvas, m)
    canvas.finish(-m["mark"], total, m["square"])
    if words:
        total += _bracket(canvas, record, words, total, m["bracket"])
    what = edition.say("alt.pass_rate", lane=certification, measure=measured(edition, story.measure))
    told = Phrase.joined(", ", (edition.say("alt.rate", rate=s.rate) for s in record.sittings))
    alt = in_words(edition, dated(edition, what, (s.rate for s in record.sittings)), [told], words)
    rows = [((y - m["gap"]) / 2, canvas.span)]
    return canvas.chart(f"pass_rate.{certification.code}", total, alt, rows, _table(edition, record, words))


def _moved(edition: Edition, record: Record) -> Phrase | None:
    if record.moved is None:
        return None
    points, years = record.moved
    return edition.counted(f"points.{points.dimension}", points, over=edition.counted("years", years))


def _table(edition: Edition, record: Record, words: Phrase | None) -> Table | None:
    """Return the rates as a table, with what was lost or gained as it is written."""
    table = tabulated(edition, (s.rate for s in record.sittings))
    if not (table and words and record.moved):
        return table
    head = edition.say("table.head", name=edition.say("table.change"), fact=record.moved[0])
    return widened(table, head, [words])


def _axis(canvas: Canvas, m: dict[str, float]) -> None:
    """Write the scale above the bars, fewer marks where it is narrow; the finish is the last of them."""
    edition, size, tick, mark = canvas.edition, canvas.edition.style("axis").size, m["tick"], m["mark"]

    def words(value: float) -> Phrase:
        key = "axis.percent" if value else "axis.zero"
        return edition.say(key, value=edition.literal(f"{value:g}", "tick"))

    wide = fonts.width(words(WHOLE).text, edition.style("axis")) + size
    while canvas.points(tick) < wide and tick < WHOLE:
        tick *= 2
    for number in range(int(WHOLE / tick) + 1):
        value = number * tick
        at = canvas.points(value) + (m["square"] if value == WHOLE else 0)
        canvas.text("axis", words(value), at, -mark - 0.4 * size, anchor="middle")
        if value < WHOLE:
            canvas.upright(value, -mark, 0, Ink("ink"), _hairline(canvas))


def _hairline(canvas: Canvas) -> float:
    return max(0.9, canvas.edition.style("axis").size / 10)


def _bar(canvas: Canvas, sitting: Sitting, y: float, height: float, ink: Ink, *, latest: bool) -> None:
    """Draw one year: its name at the left, its rate at the bar's end, within it where the finish is near."""
    edition, middle, inset = canvas.edition, y + height / 2, height * 0.36
    style = "value" if height >= edition.style("value").size else "count"  # no taller than its bar
    style = f"{style}.latest" if latest else style
    year = edition.told(sitting.rate, "period")
    canvas.beside(WORDS if latest else YEAR, year, -height * 0.4, middle, anchor="end")
    canvas.box(0, y, canvas.span, height, TRACK)
    canvas.upright(WHOLE / 2, y, y + height, Ink("ink"), _hairline(canvas))
    words, end = edition.say("figure", fact=sitting.rate), canvas.points(sitting.rate.number)
    wide, half = 1.7 * inset + fonts.width(words.text, edition.style(style)), canvas.points(WHOLE / 2)
    if end <= half + _hairline(canvas) and half - _hairline(canvas) < end + wide <= canvas.span:
        canvas.box(end, y, max(wide, half + _hairline(canvas) - end), height, TRACK)  # the line is broken at the label
    canvas.bar(sitting.rate, sitting.rate.number, y, height, ink)
    if end + wide <= canvas.span:
        canvas.beside(style, words, end + inset, middle)
    else:
        canvas.beside(style, words, end - inset, middle, anchor="end", ink=edition.brand.on(ink, "paper"))


def _bracket(canvas: Canvas, record: Record, words: Phrase, y: float, high: float) -> float:
    """Draw from the first rate to the last below the bars, which end at y, and say what that is.

    The words stand at its left, else at its right, else below it. Return how tall all is.
    """
    style, line, ink = canvas.edition.style(WORDS), 1.25 * _hairline(canvas), Ink("ink")
    first, last = sorted(canvas.points(s.rate.number) for s in (record.sittings[0], record.latest))
    left, right, top = first - line / 2, last + line / 2, y + high * 0.6
    for x in (left, right - line):
        canvas.box(x, top, line, high, ink)
    canvas.box(left, top + high - line, right - left, line, ink)
    gap, wide, middle = style.size * 0.75, fonts.width(words.text, style), top + high - style.size * fonts.CAP / 2
    for x, room, anchor in (
        (left - gap, left + canvas.label, "end"),
        (right + gap, canvas.width - canvas.label - right, "start"),
    ):
        if gap + wide <= room:
            canvas.beside(WORDS, words, x, middle, anchor=anchor)
            return math.ceil(top + high + style.size * fonts.DESCENT - y)
    lines = fonts.wrapped(words, style, canvas.width)
    base = top + high + gap * 0.6 + style.size * fonts.CAP
    for number, text in enumerate(lines):
        half = fonts.width(text.text, style) / 2
        at = min(max((first + last) / 2, half - canvas.label), canvas.width - canvas.label - half)
        canvas.text(WORDS, text, at, base + number * style.lead, anchor="middle")
    return math.ceil(base + (len(lines) - 1) * style.lead + style.size * fonts.DESCENT - y)
