"""Exam statistics: the pass rates on their track, and how many stood at the start and passed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from .. import blocks, charts, fonts
from ..blocks import Words
from ..brand import Ink
from ..edition import Edition
from ..errors import FitError
from ..findings import CONFIDENCE, SMALL, Record
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart, Folios, Placed, Scene
from ..story import Story
from . import furniture
from .column import Column
from .furniture import (
    changes,
    codes,
    down,
    foot,
    numbers,
    scene,
    source_line,
    stacked,
    standfirst,
    unpublished,
)

__all__ = ["statistics", "sure"]

Draw = Callable[[Story, Edition, float, float, tuple[Record, ...]], Chart]

HEAD = ("lead", "label.small", "axis.strong")  # styles of a panel's heading
CHARTS, BETWEEN = 168, 69  # where the charts begin; what stands between them
RANGE, ACROSS = 34, 5  # how tall the figures of an interval are; so many in a row
PEOPLE, OVER_TIME, TALLEST = 168, 4, 330  # where people begin on a sheet of their own; years that want one; its chart


def statistics(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page, with further sheets for what it has no room for; without any exam statistics it says so."""
    if not story.records:
        none, x = edition.say("statistics.none"), edition.grid.x(0)
        items = stacked(edition, "standfirst", x, 152, edition.grid.measure, [none])
        return (_sheet(story, edition, folios, 0, items),)
    notes = _notes(story, edition)
    room = (notes[0].box.y - 14 if notes else foot(edition)) - CHARTS - 14
    filled = list(_filled(story, edition, room, notes[0].box.y if notes else foot(edition)))
    filled[-1] += notes
    scenes = [_sheet(story, edition, folios.next(n), n, items) for n, items in enumerate(filled)]
    if len(story.years) >= OVER_TIME:
        at = len(scenes)
        scenes.append(_sheet(story, edition, folios.next(at), at, _over_time(story, edition), over_time=True))
    return tuple(scenes)


def _over_time(story: Story, edition: Edition) -> list[Placed]:
    """Place the intervals of the rates over the years, and below them, large, those of the last one."""
    known, grid = [r for r in story.records if r.latest.interval], edition.grid
    across = min(max(len(known), 3), ACROSS)
    pitch = (grid.measure + grid.gutter) / across
    for share in (1, 0.85, 0.7, 0.55):  # a lower chart leaves more room for the figures below it
        items = sure(story, edition, CHARTS - 24, down(edition, TALLEST) * share)
        items[-1] = replace(items[-1], fit="" if share == 1 else "lowered")
        if not known:
            return items
        head = Column(edition, grid.x(0), max(item.box.bottom for item in items) + 26, grid.measure, items)
        head.rule(20, width=0.8)
        head.text("heading", edition.say("sure.last", last=known[-1].latest.rate), gap=18, role="H2")
        for start in range(0, len(known), across):
            ends = [
                _ends(edition, record, Column(edition, grid.x(0) + pitch * n, head.y, pitch - grid.gutter))
                for n, record in enumerate(known[start : start + across])
            ]
            head.items += [item for n, one in enumerate(ends, start) for item in blocks.entry(one.items, "sure", n)]
            head.y = max(one.y for one in ends) + 8
        if head.y <= foot(edition):
            break
    return items


def _ends(edition: Edition, record: Record, column: Column) -> Column:
    """Place the interval of an exam's latest rate in lane figures, with how many sat it."""
    assert record.latest.interval and record.latest.candidates
    low, high = record.latest.interval
    lane = record.certification
    column.text("code", edition.told(lane, "code"), gap=10, ink=Ink(f"lane.{lane.lane}.text"))
    column.figure(edition.say("sure.range", low=low, high=high), RANGE, Ink(f"lane.{lane.lane}.text"), 10)
    column.text("body.grey", edition.say("sure.of", rate=record.latest.rate, candidates=record.latest.candidates))
    return column


def _sheet(
    story: Story, edition: Edition, folios: Folios, number: int, items: list[Placed], over_time: bool = False
) -> Scene:
    name = f"statistics-{number + 1}" if number else "statistics"
    about, section = source_line(story, edition, blocks.facts_in(items)), edition.say("statistics.section")
    if over_time:
        small = [r.certification for r in story.small]
        heading = edition.say("sure.title.small", lane=small[0]) if len(small) == 1 else edition.say("sure.title.page")
    else:
        heading = _heading(story, edition) if story.records else edition.say("statistics.title.plain")
    return scene(name, edition, story, folios, heading, items, about, section, dated=True)


def _filled(story: Story, edition: Edition, room: float, end: float) -> Iterator[list[Placed]]:
    """Yield what stands on each sheet: rates and people on one, bars lowered; else as many sheets as they need."""
    width, every = edition.grid.measure, story.records
    rates = charts.pass_rates(story, edition, width)
    people = charts.candidates(story, edition, width) if story.totals else None
    tall = rates.size.h + (people.size.h + BETWEEN - 14 if people else 0)
    if tall > room:
        share = (room - (BETWEEN - 14) * bool(people)) / (tall - (BETWEEN - 14) * bool(people))
        rates = charts.pass_rates(story, edition, width, rates.size.h * share)
        people = charts.candidates(story, edition, width, people.size.h * share) if people else None
        tall = rates.size.h + (people.size.h + BETWEEN - 14 if people else 0)
    if tall <= room + 0.5:
        placed, bottom = _rates(story, edition, every, rates)
        yield [*placed, *(_people(story, edition, every, people, bottom, end) if people else [])]
    else:
        for some, chart in _parts(story, edition, room, charts.pass_rates):
            yield _rates(story, edition, some, chart)[0]
        if people:
            for some, chart in _parts(story, edition, room - 52, charts.candidates):
                yield _people(story, edition, some, chart, 0, end)


def _parts(story: Story, edition: Edition, room: float, draw: Draw) -> Iterator[tuple[tuple[Record, ...], Chart]]:
    """Yield the records in as few parts as sheets can hold, each with its chart. Raise FitError for one too tall."""
    every, width = story.records, edition.grid.measure
    for count in range(1, len(every) + 1):
        size = math.ceil(len(every) / count)
        parts = [every[n : n + size] for n in range(0, len(every), size)]
        drawn = [draw(story, edition, width, room, part) for part in parts]
        if max(chart.size.h for chart in drawn) <= room + 0.5:
            yield from zip(parts, drawn, strict=True)
            return
    raise FitError("chart", edition.say("statistics.section"), max(c.size.h for c in drawn) - room)


def sure(story: Story, edition: Edition, top: float, height: float, heading: Phrase | None = None) -> list[Placed]:
    """Place the rates of every exam over true time, each with the interval that it may stand for."""
    head = Column(edition, edition.grid.x(0), top, edition.grid.measure)
    if heading:
        head.text("heading", heading, gap=8, role="H2")
    confidence = edition.literal(str(CONFIDENCE), "limit")
    chart = charts.intervals(story, edition, head.measure, height - 50)
    told = {"measure": furniture.measure(story, edition), "numbers": numbers(story, edition, chart.facts)}
    role = blocks.captioning(chart)
    head.text("body.grey", edition.say("sure.sub", confidence=confidence, **told), gap=16, role=role)
    head.add([blocks.chart(head.x, head.y, chart)], chart.size.h)
    return head.items


def _notes(story: Story, edition: Edition) -> list[Placed]:
    """Place what a reader must know of the figures just above the foot."""
    method = edition.say("statistics.method", **furniture.calculated(story, edition)) if story.totals else None
    notes: list[Words] = [n for n in (unpublished(story, edition), _small(story, edition), method) if n]
    notes += furniture.remarks(story, edition, (story.measure,))
    style, measure = edition.style("source"), edition.grid.measure
    lines = sum(len(fonts.wrap(str(note), style, measure)) for note in notes)
    return stacked(edition, "source", edition.grid.x(0), foot(edition) - style.lead * lines - 3, measure, notes, "Note")


def _small(story: Story, edition: Edition) -> Phrase | None:
    """Return the warning about exams that so few sat that their rate says little, with its interval."""
    sure = edition.literal(str(CONFIDENCE), "limit")
    told = [
        edition.say(
            "small.one",
            lane=record.certification,
            rate=record.latest.rate,
            candidates=record.latest.candidates,
            low=record.latest.interval[0],
            high=record.latest.interval[1],
            confidence=sure,
        )
        for record in story.small
        if record.latest.interval
    ]
    limit = edition.literal(str(SMALL), "limit")
    return edition.say("small", limit=limit, told=Phrase.joined("; ", told)) if told else None


def _heading(story: Story, edition: Edition) -> Phrase:
    if not story.trend:
        return edition.say("statistics.title.plain")
    assert story.ends
    first, last = story.ends
    passing = edition.say(f"passing.{story.measure}")
    if story.trend.startswith("mostly-"):
        moved = story.moved(story.trend.removeprefix("mostly-"))
        title = f"statistics.title.{story.trend}"
        return edition.counted(title, story.exams, moved=moved, first=first, last=last, passing=passing)
    if story.trend == "mixed" and story.extremes:
        top, bottom = story.extremes
        facts = top.latest.rate, bottom.latest.rate
        lanes, what = {"top": top.certification, "bottom": bottom.certification}, furniture.measure(story, edition)
        return edition.say("statistics.title.extremes", last=last, measure=what, **lanes).telling(*facts)
    return edition.counted(f"statistics.title.{story.trend}", story.exams, first=first, last=last, passing=passing)


def _halfway(story: Story, edition: Edition) -> Phrase | None:
    """Return the sentence about which exams more than half passed in the last year, when all have a rate for it."""
    passed = story.past_halfway
    if len(story.ranked) < len(story.records):
        return None
    key = (
        "none" if not passed else "all" if len(passed) == len(story.records) else "one" if len(passed) == 1 else "some"
    )
    assert story.ends
    told = edition.say(f"halfway.{key}", codes=codes(edition, (r.certification for r in passed)), last=story.ends[1])
    return told.telling(*(r.latest.rate for r in story.records))


def _rates(story: Story, edition: Edition, records: tuple[Record, ...], chart: Chart) -> tuple[list[Placed], float]:
    """Place the standfirst, the chart of pass rates and the changes at its right; return where it ends."""
    grid = edition.grid
    top = down(edition, CHARTS)
    told = {"measure": furniture.measure(story, edition), "numbers": numbers(story, edition, chart.facts)}
    halfway = _halfway(story, edition)
    sub = edition.say("statistics.sub" if halfway else "statistics.sub.plain", halfway=halfway, **told)
    placed = [
        standfirst(edition, sub, role=blocks.captioning(chart)),
        blocks.chart(grid.x(0), top, chart),
        *changes(story, edition, chart, top, 22, records),
    ]
    if any(r.change and story.spans(r) for r in records):
        assert story.ends
        words = edition.say("statistics.points", first=story.ends[0], last=story.ends[1])
        role = blocks.figure_of(chart)
        placed.append(blocks.text(edition, "axis", grid.right, top + 9.5, words, anchor="end", role=role))
    return placed, top + chart.size.h


def _people(
    story: Story, edition: Edition, records: tuple[Record, ...], chart: Chart, above: float, end: float
) -> list[Placed]:
    """Place the chart of candidates and, beside its short bars or below them, the exams together."""
    grid, top = edition.grid, max(down(edition, 448), above + 31) if above else PEOPLE
    at = top + 38
    heading = edition.say(f"people.title.{story.people_trend}", over=edition.say(f"over.{story.measure}"))
    published = any(s.passes and not s.passes.formula for r in story.records for s in r.sittings)
    told = {"measure": furniture.measure(story, edition), "numbers": numbers(story, edition, chart.facts)}
    placed = [
        *([blocks.rule(grid.x(0), top - 18, grid.right, Ink("rule"))] if above else []),
        blocks.text(edition, "heading", grid.x(0), top + 6, heading, role="H2"),
        standfirst(
            edition,
            edition.say("people.sub.published" if published else "people.sub", **told),
            top + 21,
            ("body.grey", "axis"),
            blocks.captioning(chart),
        ),
        blocks.chart(grid.x(0), at, chart),
    ]
    if records[-1] is not story.records[-1]:
        return placed
    return [*placed, *_together(story, edition, chart.rows, Box(grid.x(0), at, chart.size.w, chart.size.h), end)]


def _together(
    story: Story, edition: Edition, rows: tuple[tuple[float, float], ...], chart: Box, end: float
) -> list[Placed]:
    """Place the panel with the pass rate of all exams: beside short bars, else below them where there is room."""
    width, height = edition.grid.right - edition.grid.x(6) + 10, 98.0
    x, y = edition.grid.right - width, chart.bottom - height + 4
    beside = [reach for centre, reach in rows if chart.y + centre > y - 20]
    if y < chart.y or any(chart.x + reach > x - 8 for reach in beside):
        y = chart.bottom + 16
    if y + height > min(end - 4, foot(edition) - 36):
        return []
    first, last = story.overall[0], story.overall[-1]
    left, middle = x + 14, y + 64
    share = edition.say("figure", fact=first)
    head = edition.counted("together.title", story.exams, passing=edition.say(f"passing.{story.measure}"))
    one = blocks.figures(edition, left, middle, share, 32, Ink("ink"))
    placed = [
        blocks.panel(Box(x, y, width, height), Ink("sand")),
        blocks.line(edition, HEAD, left, y + 20, width - 28, head, "heading", role="H3"),
    ]
    told = [(one, story.totals[0])]
    if first is not last:
        placed.append(blocks.arrow(one.box.right + 10, middle - 16, 20, 2, Ink("ink")))
        two = blocks.figures(edition, one.box.right + 42, middle, edition.say("figure", fact=last), 32, Ink("ink"))
        told.append((two, story.totals[-1]))
    for number, (rate, total) in enumerate(told):
        of = blocks.text(edition, "body", rate.box.x, middle + 18, edition.say("together.of", total=total))
        placed += blocks.entry([rate, of], "together", number)
    return placed
