"""Pass rates by lane and year: the distance run on a track from 0 to 100 per cent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from .. import fonts
from ..brand import Ink
from ..edition import Edition
from ..errors import FitError
from ..language import Phrase
from ..scene import Chart, Table
from ..story import Record, Story
from .alternatives import dated, exam_in_words, in_words, measured
from .parts import CODES, TRACK, Canvas, lowered, widest
from .tabulated import tabulated, titled, widened

__all__ = ["pass_rates"]

BESIDE = 4  # points between a name and the track


def pass_rates(
    story: Story, edition: Edition, width: float, height: float = math.inf, records: Sequence[Record] | None = None
) -> Chart:
    """Draw exams' pass rates, a group of bars a lane, the years from the first down: of all exams or some `records`.

    Its bars are lower where they would be taller than `height` points.
    """
    records = story.records if records is None else records
    m, counts = edition.measures("pass_rates"), [len(record.sittings) for record in records]
    m = lowered(m, counts, height - m["axis"], 1.2 * edition.style("axis").size)
    m["label"] = _label(edition, records, m)
    canvas = Canvas(edition, width, high=100, label=m["label"], right=m["right"], top=m["axis"])
    rows, y = [], 0.0
    for record in records:
        bars, tall = _lane(canvas, record, y, m)
        rows.append((y + bars / 2, canvas.span))
        y += max(bars, tall) + m["group"]
    total = y - m["group"]
    _axis(canvas, total, m["tick"])
    remark = _remark(canvas, story, records, rows, m)
    canvas.finish(0, total, m["square"])
    alt, table = _alt(story, edition, records, remark), _table(story, edition, records, remark)
    return canvas.chart("pass_rates", total, alt, rows, table)


def _label(edition: Edition, records: Sequence[Record], m: Mapping[str, float]) -> float:
    """Return how wide the column of the codes is: wider than the brand's for a long word of a name below them."""
    codes = [edition.told(r.certification, "code") for r in records]
    names = [word for r in records for word in _name(edition, r).text.split()] if m["names"] else []
    wide = max(widest(edition, CODES[-1], codes), widest(edition, "axis", names))
    return max(m["label"], math.ceil(wide + BESIDE))


def _axis(canvas: Canvas, total: float, tick: float) -> None:
    """Write the ticks above the bars, the halfway mark in bold; its line runs behind all the bars."""
    style = canvas.edition.style("axis")
    above = -0.6 * style.size
    for number in range(int(100 / tick) + 1):
        value = number * tick
        words = canvas.edition.say(
            "axis.zero" if not value else "axis.halfway" if value == 50 else "axis.percent",
            value=canvas.edition.literal(f"{value:g}", "tick"),
        )
        strong = "axis.strong" if value == 50 else "axis"
        canvas.text(strong, words, canvas.points(value) + (4 if value == 100 else 0), above, anchor="middle")
    canvas.upright(50, -0.25 * style.size, total, Ink("ink"), _hairline(canvas))
    canvas.shapes.insert(0, canvas.shapes.pop())  # behind the tracks, which break it at labels


def _hairline(canvas: Canvas) -> float:
    return max(0.9, canvas.edition.style("axis").size / 10)


def _lane(canvas: Canvas, record: Record, y: float, m: dict[str, float]) -> tuple[float, float]:
    """Draw one exam: its code, its bars, the year inside and the rate at the end of each.

    Return how tall its bars are, and how tall its words.
    """
    edition, lane, brand = canvas.edition, record.certification.lane, canvas.edition.brand
    name = fonts.wrapped(_name(edition, record), edition.style("axis"), m["label"] - BESIDE) if m["names"] else ()
    tall = canvas.heading(y, lane, edition.told(record.certification, "code"), m["label"] - BESIDE, name)
    last = len(record.sittings) - 1
    for number, sitting in enumerate(record.sittings):
        top = y + number * (m["bar"] + m["gap"])
        ink = Ink(f"lane.{lane}", brand.shade(number, last + 1))
        rate, style = sitting.rate.number, "value.latest" if number == last else "value"
        words = edition.say("figure", fact=sitting.rate)
        canvas.box(0, top, canvas.span, m["bar"], TRACK)
        canvas.upright(50, top, top + m["bar"], Ink("ink"), _hairline(canvas))
        end, inset = canvas.points(rate), m["bar"] * 0.36
        year = fonts.width(sitting.year, edition.style("axis.strong")) + 2 * inset
        inside = year <= end  # a bar too short for its year has it behind it, before the rate
        value, wide = end + inset if inside else end + year, fonts.width(words.text, edition.style(style))
        room = value + wide + 0.7 * inset
        near, far = (canvas.points(50) + side * _hairline(canvas) for side in (-1, 1))
        if end <= far and near < room:  # the halfway line is broken, whole, behind a label
            canvas.box(end, top, max(room, far) - end, m["bar"], TRACK)
        canvas.bar(sitting.rate, rate, top, m["bar"], ink)
        middle, on = top + m["bar"] / 2, brand.on(ink, "paper") if inside else None
        canvas.beside(
            "axis.strong", edition.told(sitting.rate, "period"), inset if inside else end + inset, middle, ink=on
        )
        if room <= canvas.span:
            canvas.beside(style, words, value, middle)
        else:  # no room before the finish: the rate stands inside its bar
            style = _inside(edition, style, words, end - year - 0.3 * inset)
            canvas.beside(style, words, end - inset, middle, anchor="end", ink=brand.on(ink, "paper"))
    return (last + 1) * (m["bar"] + m["gap"]) - m["gap"], tall


def _inside(edition: Edition, style: str, words: Phrase, room: float) -> str:
    """Return the style of a rate within its bar, a step down if need be. Raise FitError where that is too wide too."""
    style = fonts.largest(edition, (style, "axis.strong"), words, room)
    missing = fonts.width(words.text, edition.style(style)) - room
    if missing > 0.01:
        raise FitError("rate", words, missing)
    return style


def _name(edition: Edition, record: Record) -> Phrase:
    c = record.certification
    return edition.say("name.renamed", lane=c) if c.renamed else edition.told(c, "name")


def _remark(
    canvas: Canvas, story: Story, records: Sequence[Record], rows: list[tuple[float, float]], m: dict[str, float]
) -> Phrase | None:
    """Write about the steepest fall where its bars leave room for three lines; return what was written."""
    if story.steepest is None or not m["names"] or story.steepest[0] not in records:
        return None
    record, lost, worst = story.steepest
    if len(record.sittings) < 3 or max(s.rate.number for s in record.sittings) > 60 or worst.number > lost.number:
        return None
    before, after = worst.inputs
    words = canvas.edition.say(
        "remark.steepest", lane=record.certification, worst=worst, lost=lost, before=before, after=after
    )
    centre = rows[records.index(record)][0]
    for number, line in enumerate(words.lines):
        style = "body.strong" if number == 0 else "body"
        canvas.beside(style, line, canvas.points(70), centre + (number - 1) * (m["bar"] + m["gap"]))
    return words


def _alt(story: Story, edition: Edition, records: Sequence[Record], remark: Phrase | None) -> str:
    """Return the chart in words: every rate, the changes that the page tells beside it, and who fell most."""
    what = edition.say("alt.pass_rates", measure=measured(edition, story.measure))
    what = dated(edition, what, (s.rate for r in records for s in r.sittings))
    told = [exam_in_words(story, edition, r, [s.rate for s in r.sittings]) for r in records]
    finding = " ".join(remark.text.split()) if remark else _finding(story, edition, records)
    return in_words(edition, what, told, finding)


def _finding(story: Story, edition: Edition, records: Sequence[Record]) -> Phrase | None:
    """Return which of several exams fell most, else which ends highest; None where none stands alone."""
    if len(records) > 1 and story.steepest and story.steepest[0] in records and round(story.steepest[1].number):
        return edition.say("alt.steepest", lane=story.steepest[0].certification)
    if len(records) > 1 and story.extremes and story.extremes[0] in records:
        return edition.say("alt.highest", rate=story.extremes[0].latest.rate)
    return None


def _table(story: Story, edition: Edition, records: Sequence[Record], remark: Phrase | None) -> Table | None:
    """Return the rates as a table, with the changes that the page tells beside them and what is written among them."""
    table = tabulated(edition, (s.rate for r in records for s in r.sittings))
    changed = [r.change for r in records if r.change and story.spans(r)]
    if table and changed:
        head = edition.say("table.head", name=edition.say("table.change"), fact=changed[0])
        table = widened(table, head, (_change(story, edition, record) for record in records))
    if table and remark and story.steepest:
        said, none = " ".join(remark.text.split()), edition.say("table.none")
        cells = (said if record is story.steepest[0] else none for record in records)
        table = widened(table, titled(edition, edition.say("table.remark")), cells)
    return table


def _change(story: Story, edition: Edition, record: Record) -> Phrase:
    """Return an exam's change in points, and that it may be chance; of one without both years that there is none."""
    if not (record.change and story.spans(record)):
        return edition.say("table.uncomputed")
    if not record.within_chance:
        return edition.say("figure", fact=record.change)
    return edition.say("table.chance", change=record.change, chance=edition.say("chance"))
