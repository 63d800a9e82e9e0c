"""The rates of each exam over the years with their intervals: small multiples on one scale from 0 to 100."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .. import fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..findings import CONFIDENCE
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart
from ..story import Record, Sitting, Story
from .alternatives import dated, in_words, measured
from .parts import CODES, TRACK
from .plot import Panel, Plot, moment, plot
from .tabulated import tabulated

__all__ = ["intervals"]


class Frame(NamedTuple):
    """How the panels stand, in points: in columns and rows, at which pitch; the parts of each from its top down.

    `left` and `right` are kept free beside its scale, for the values of the first and the last year.
    """

    columns: int
    rows: int
    pitch: float
    width: float
    left: float
    right: float
    head: float
    scale: float
    foot: float
    group: float

    def bed(self, left: float, number: int) -> Box:
        """Return where the scale of a panel stands; `left` is that of the first column."""
        row, column = divmod(number, self.columns)
        top = row * (self.head + self.scale + self.foot + self.group) + self.head
        return Box(left + column * self.pitch, top, self.width, self.scale)

    @property
    def total(self) -> float:
        return self.rows * (self.head + self.scale + self.foot + self.group) - self.group


def intervals(story: Story, edition: Edition, width: float, height: float = math.inf) -> Chart:
    """Draw every recorded exam's rates and what they may stand for, a panel an exam, all on the same scales.

    The scales fill `height` points when that is given, not below half their measure.
    """
    m, canvas = edition.measures("intervals"), plot(edition, width)
    frame = _frame(story, edition, width, height, m)
    ends = [moment(year) or 0 for year in (story.years[0], story.years[-1])] if story.years else [0, 0]
    across = (ends[0], ends[1]) if ends[1] > ends[0] else (ends[0] - 0.5, ends[0] + 0.5)
    for row in range(frame.rows):
        _scale(canvas, frame.bed(m["label"], row * frame.columns), m)
    for number, record in enumerate(story.records):
        bed = frame.bed(m["label"], number)
        inner = Box(bed.x + frame.left, bed.y, bed.w - frame.left - frame.right, bed.h)
        _head(canvas, record, bed, bed.y - frame.head)
        _bed(canvas, bed)
        _exam(canvas, story, record, canvas.panel(Panel(inner, across, (0, 100))), bed, m)
    table = tabulated(edition, (f for r in story.records for s in r.sittings for f in _facts(s)))
    return canvas.finished("intervals", max(math.ceil(frame.total), 1), _alt(story, edition), table)


def _frame(story: Story, edition: Edition, width: float, height: float, m: dict[str, float]) -> Frame:
    """Divide the width among the panels: as many in a row as have room, and in all rows about as many."""
    left, right = (
        max((fonts.width(edition.say("figure", fact=s.rate).text, edition.style(style)) for s in ends), default=0)
        + m["dot"] / 2 + 2.5 * m["gap"]
        for style, ends in (("value", [r.sittings[0] for r in story.records]),
                            ("value.latest", [r.latest for r in story.records]))
    )  # fmt: skip
    count, room = max(len(story.records), 1), width - m["label"] + m["gutter"]
    most = max(1, min(int(m["most"]), int(room / (left + right + m["span"] + m["gutter"]))))
    rows = math.ceil(count / most)
    pitch = room / math.ceil(count / rows)
    axis, code = edition.style("axis"), edition.style("code")
    lines = [len(_people(edition, r, pitch - m["gutter"])) for r in story.records]
    head = fonts.CAP * code.size + max(lines, default=0) * axis.lead + 3 * m["gap"]
    foot = axis.lead + fonts.DESCENT * axis.size
    filled = (height - 1 + m["group"]) / rows - m["group"] - head - foot
    scale = m["tall"] if math.isinf(height) else max(m["tall"] / 2, filled)
    return Frame(math.ceil(count / rows), rows, pitch, pitch - m["gutter"], left, right, head, scale, foot, m["group"])


def _people(edition: Edition, record: Record, measure: float) -> list[Phrase]:
    """Return the lines that say how many sat the exam in its last year; none when nobody tells."""
    last = record.latest
    words = edition.say("intervals.sat", sat=last.candidates) if last.candidates else None
    return fonts.wrapped(words, edition.style("axis"), measure) if words else []


def _scale(canvas: Plot, bed: Box, m: dict[str, float]) -> None:
    """Write the marks of the scale at the left of a row of panels: their ends and halfway."""
    edition, style = canvas.edition, canvas.edition.style("axis.strong")
    for value in (0, 50, 100):
        key = "axis.zero" if not value else "axis.halfway" if value == 50 else "axis.percent"
        words = edition.say(key, value=edition.literal(f"{value:g}", "tick"))
        lines = fonts.wrapped(words, style, bed.x - m["gap"])
        edge = fonts.CAP / 2 * style.size * (value - 50) / 50  # within the bed at its ends
        for number, line in enumerate(lines):
            middle = bed.bottom - bed.h * value / 100 + edge + (number - (len(lines) - 1) / 2) * style.lead
            strong = "axis.strong" if value == 50 else "axis"
            canvas.beside(strong, line, bed.x - m["gap"], middle, anchor="end")


def _head(canvas: Plot, record: Record, bed: Box, top: float) -> None:
    """Write whose panel it is, and how many sat the last exam."""
    edition, lane = canvas.edition, record.certification.lane
    y, code = top + fonts.CAP * edition.style("code").size, edition.told(record.certification, "code")
    canvas.text(fonts.largest(edition, CODES, code, bed.w), code, bed.x, y, ink=Ink(f"lane.{lane}.text"))
    for line in _people(edition, record, bed.w):
        y += edition.style("axis").lead
        canvas.text("axis", line, bed.x, y)


def _bed(canvas: Plot, bed: Box) -> None:
    hair = max(0.9, canvas.edition.style("axis").size / 10)
    canvas.box(bed.x, bed.y, bed.w, bed.h, TRACK)
    canvas.box(bed.x, bed.y + (bed.h - hair) / 2, bed.w, hair, Ink("ink"))


def _exam(canvas: Plot, story: Story, record: Record, panel: Panel, bed: Box, m: dict[str, float]) -> None:
    """Draw an exam's rates: what each may stand for, the line from year to year, the dots, the ends in words."""
    ink = Ink(f"lane.{record.certification.lane}")
    points = [(moment(s.year) or 0, s) for s in record.sittings]
    spans = [(x, s.rate.number, *s.interval) for x, s in points if s.interval]
    canvas.ranges(panel, spans, Ink(ink.role, m["share"]), m["range"])
    canvas.line(panel, _joined(story, points), ink, m["line"])
    canvas.dots(panel, [(x, s.rate) for x, s in points], ink, m["dot"])
    _value(canvas, panel, points[-1], bed, m, latest=True)
    if len(points) > 1:
        _value(canvas, panel, points[0], bed, m, latest=False)
    _years(canvas, panel, bed, [points[0], points[-1]] if len(points) > 1 else points)


def _value(
    canvas: Plot, panel: Panel, point: tuple[float, Sitting], bed: Box, m: dict[str, float], *, latest: bool
) -> None:
    """Write a rate beside its dot, wholly on the bed; the halfway line ends before it."""
    name = "value.latest" if latest else "value"
    style, words = canvas.edition.style(name), canvas.edition.say("figure", fact=point[1].rate)
    x, half = panel.x(point[0]), fonts.CAP * style.size / 2
    middle = min(max(panel.y(point[1].rate.number), bed.y + half + m["gap"]), bed.bottom - half - m["gap"])
    away = m["dot"] / 2 + 1.5 * m["gap"]
    wide = fonts.width(words.text, style)
    left = x + away if latest else x - away - wide
    if abs(middle - (bed.y + bed.h / 2)) < half + m["gap"]:
        begin, end = (left - m["gap"], bed.right) if latest else (bed.x, left + wide + m["gap"])
        for ink in (Ink("paper"), TRACK):
            canvas.box(begin, bed.y + bed.h / 2 - half, end - begin, 2 * half, ink)
    canvas.beside(name, words, left, middle)


def _years(canvas: Plot, panel: Panel, bed: Box, ends: Sequence[tuple[float, Sitting]]) -> None:
    """Write the first and the last year below their dots, in one where they would touch."""
    edition, style = canvas.edition, canvas.edition.style("axis")
    told = [(panel.x(x), edition.told(sitting.rate, "period")) for x, sitting in ends]
    widths = [fonts.width(words.text, style) for _, words in told]
    y = bed.bottom + style.lead
    if len(told) > 1 and told[1][0] - told[0][0] < sum(widths) / 2 + style.size / 2:
        middle, words = (told[0][0] + told[1][0]) / 2, Phrase.joined("–", [words for _, words in told])
        told, widths = [(middle, words)], [fonts.width(words.text, style)]
    for (x, words), wide in zip(told, widths, strict=True):
        canvas.text("axis", words, min(max(x - wide / 2, bed.x), bed.right - wide), y)


def _joined(story: Story, points: Sequence[tuple[float, Sitting]]) -> list[tuple[float, float] | None]:
    """Return the line through the rates, broken where an exam has none for a year that others have."""
    line: list[tuple[float, float] | None] = []
    for (x, sitting), after in [*pairwise(points), (points[-1], None)]:
        line.append((x, sitting.rate.number))
        if after and story.years.index(after[1].year) > story.years.index(sitting.year) + 1:
            line.append(None)
    return line


def _facts(sitting: Sitting) -> list[Fact]:
    """Return what a year of an exam tells: who sat it, its rate, and from where to where that may stand."""
    return [fact for fact in (sitting.candidates, sitting.rate, *(sitting.interval or ())) if fact]


def _alt(story: Story, edition: Edition) -> str:
    """Return the chart in words: every rate with what it may stand for, and which of them is the least certain."""
    every = [s for r in story.records for s in r.sittings]
    key = "alt.intervals" if any(s.interval for s in every) else "alt.intervals.bare"
    confidence = edition.literal(str(CONFIDENCE), "limit")
    what = edition.say(key, measure=measured(edition, story.measure), confidence=confidence)
    told = (
        edition.say("alt.rates", code=_whose(edition, r),
                    rates=Phrase.joined(", ", (_told(edition, s) for s in r.sittings)))
        for r in story.records
    )  # fmt: skip
    widths = sorted((s.interval[1].number - s.interval[0].number, number)
                    for number, s in enumerate(every) if s.interval)  # fmt: skip
    alone = len(widths) > 1 and not math.isclose(widths[-1][0], widths[-2][0])
    finding = edition.say("alt.intervals.widest", rate=every[widths[-1][1]].rate) if alone else None
    return in_words(edition, dated(edition, what, (s.rate for s in every)), told, finding)


def _whose(edition: Edition, record: Record) -> Phrase | str:
    code, last = record.certification.code, record.latest
    return edition.say("alt.intervals.sat", code=code, sat=last.candidates) if last.candidates else code


def _told(edition: Edition, sitting: Sitting) -> Phrase:
    if sitting.interval is None:
        return edition.say("alt.rate", rate=sitting.rate)
    low, high = sitting.interval
    return edition.say("alt.interval", rate=sitting.rate, low=low, high=high)
