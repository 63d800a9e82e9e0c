"""The sections of a certification's page: its exam's record, what is asked, the exam and what it costs. No page."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from .. import blocks, charts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..findings import Record
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart, Folios, Placed
from ..story import Story
from .asked import asked
from .column import LEAST, Column, Section
from .furniture import measure, numbers, numeral, see

__all__ = ["particulars"]

ELSEWHERE = ("retest", "voucher")  # fees that a narrow list leaves to the page of renewals
TICK = 3  # the width of the mark beside what is asked
ROW, NUMERAL, LARGE = 5, 24, 34  # figures in a row; how tall they are in a full one, and in another


def particulars(
    story: Story, edition: Edition, folios: Folios, certification: Certification, record: Record | None, room: float
) -> list[Section]:
    """Return the page's sections: the exam's record, what is asked, the exam and what it costs."""
    grid, outline = edition.grid, story.outline(certification)
    ask = _asked(story, edition, folios, certification)
    if outline and record:
        costs = _listed(story, edition, folios, certification, Box(grid.x(7), 0, grid.span(5), 0))
        least = _rates(story, edition, record, 0).height
        width, left = grid.x(7) - grid.x(0) - 2 * grid.gutter, room - ask.height - least - 2 * LEAST
        exam = _domains(story, edition, certification, width, left)
        last = Section([*exam.items, *costs.items], max(exam.height, costs.height))
        return [*_lowered(story, edition, record, room - ask.height - last.height), ask, last]
    costs = _numerals(story, edition, folios, certification, told=record is None)
    named = _named(story, edition, certification)
    if record:
        taken = ask.height + costs.height + math.fsum(s.height + LEAST for s in named)
        return [*_lowered(story, edition, record, room - taken), ask, *named, costs]
    if outline:
        left = room - ask.height - costs.height - 2 * LEAST
        return [_domains(story, edition, certification, grid.measure, left), ask, costs]
    return [ask, *named, costs]


def _lowered(story: Story, edition: Edition, record: Record, room: float) -> list[Section]:
    """Return the section of the rates, its bars lower where it would be taller than `room` with its gaps."""
    natural = _rates(story, edition, record)
    over = natural.height + 2 * LEAST - room
    if over <= 0:
        return [natural]
    chart = next(item.block.size.h for item in natural.items if isinstance(item.block, Chart))
    lower = _rates(story, edition, record, chart - over)
    return [lower._replace(items=[replace(i, fit="lowered") if i.tag == "Figure" else i for i in lower.items])]


def _rates(story: Story, edition: Edition, record: Record, height: float = math.inf) -> Section:
    chart = charts.pass_rate(story, edition, edition.grid.measure, record.certification, height)
    assert chart  # an exam with a record has rates
    head = Column(edition, edition.grid.x(0), 0, edition.grid.measure)
    told = {"lane": record.certification, "measure": measure(story, edition),
            "numbers": numbers(story, edition, chart.facts)}  # fmt: skip
    peak = record.sittings[min(1, len(record.sittings) - 1)].rate
    head.text(
        "heading", edition.say(f"lane.rates.{_course(record)}", peak=peak, last=record.latest.rate), gap=8, role="H2"
    )
    role, noted = blocks.captioning(chart), record.latest.rate.note
    head.text("body.grey", edition.say("lane.rates.sub", **told), gap=6 if noted else 10, role=role)
    if noted:
        head.text("source", edition.say("noted", fact=record.latest.rate), gap=8, role=role)
    return Section([*head.items, blocks.chart(edition.grid.x(0), head.y, chart)], head.y + chart.size.h)


def _course(record: Record) -> str:
    """Return how an exam's rate went by years: fell, rose, turned or dipped after one rise, or plain for the rest."""
    rates = [s.rate.number for s in record.sittings]
    steps = [(b > a) - (b < a) for a, b in pairwise(rates)]
    if len(steps) > 1 and steps[0] == 1 and set(steps[1:]) == {-1}:
        return "turned" if len(steps) > 2 else "dipped"
    return "fell" if set(steps) == {-1} else "rose" if set(steps) == {1} else "plain"


def _domains(story: Story, edition: Edition, certification: Certification, width: float, room: float) -> Section:
    head = Column(edition, edition.grid.x(0), 0, width)
    outline = story.outline(certification)
    head.text("heading", edition.say("lane.domains"), gap=8, role="H2")
    dated = "lane.domains.dated" if outline[0].period else "lane.domains.sub"
    sub = edition.say(dated, fact=outline[0], numbers=numbers(story, edition, outline))
    below = head.text("body.grey", sub, gap=11)
    chart = charts.domains(story, edition, width, certification, room - head.y)
    assert chart  # asked for only where an outline is known
    head.items[-1] = replace(below, role=blocks.captioning(chart))
    return Section([*head.items, blocks.chart(edition.grid.x(0), head.y, chart)], head.y + chart.size.h)


def _named(story: Story, edition: Edition, certification: Certification) -> list[Section]:
    """Return the names of the domains of an exam whose weights are not known, in two columns."""
    facts = sorted(story.dataset.find("exam_domain", certification.code), key=lambda f: (len(f.dimension), f.dimension))
    if not facts:
        return []
    grid, half = edition.grid, (len(facts) + 1) // 2
    head = Column(edition, grid.x(0), 0, grid.measure)
    head.text("heading", edition.say("lane.domains"), gap=8, role="H2")
    told = numbers(story, edition, facts)
    head.text("body.grey", edition.say("lane.domains.named", numbers=told), gap=12)
    tall = head.y
    for side, some in enumerate((facts[:half], facts[half:])):
        one = Column(edition, grid.x(6 * side) + 11, head.y, grid.span(6) - 11)
        for fact in some:
            bar = blocks.panel(Box(one.x - 11, one.y - 2, TICK, 11), Ink(f"lane.{certification.lane}"))
            named = one.text("standfirst", edition.say("figure", fact=fact), gap=10)
            one.items[-1:] = [bar, *blocks.entry([named], "domains", facts.index(fact))]
        head.items += one.items
        tall = max(tall, one.y - 10)
    return [Section(head.items, tall)]


def _asked(story: Story, edition: Edition, folios: Folios, certification: Certification) -> Section:
    """Place what is asked beside whom the certified serve and what became of the name."""
    grid, ink = edition.grid, Ink(f"lane.{certification.lane}")
    start = Column(edition, grid.x(0), 0, grid.x(7) - grid.x(0) - 2 * grid.gutter)
    start.text("heading", edition.say("lane.asked"), gap=12, role="H2")
    rows = [
        (kind, words)
        for kind, words in asked(story, edition, certification)
        if words or kind != "clinical_hours" or certification.track != "fitness"
    ]
    if not any(words for _, words in rows):
        names = edition.language.listed(edition.say(f"kind.{kind}") for kind, _ in rows)
        start.text("body.grey", edition.say("upper", words=edition.say("lane.asked.none", kinds=names)), gap=10)
        rows = []
    half = start.measure / 2
    for number in range(0, len(rows), 2):
        tall = start.y
        for side, (kind, words) in enumerate(rows[number : number + 2]):
            row = Column(edition, grid.x(0) + 11 + side * half, start.y, half - 11 - grid.gutter * (1 - side))
            row.text("body.strong", edition.say(f"row.{kind}"), gap=5)
            style, told = ("body", words) if words else ("body.grey", edition.say("figure.unknown"))
            row.text(style, told, lead=12, gap=0)
            row.items = blocks.entry(row.items, "asked", number + side)
            start.items.append(blocks.panel(Box(row.x - 11, start.y - 1, TICK, row.y - start.y + 3), ink))
            start.items += row.items
            tall = max(tall, row.y)
        start.y = tall + 12
    serve = Column(edition, grid.x(7), 0, grid.span(5))
    serve.text("heading", edition.say("lane.serve"), gap=12, role="H2")
    served = story.dataset.find("population", certification.code)
    words = Phrase.joined("; ", [edition.say("figure", fact=f) for f in served])
    serve.text(
        "body" if served else "body.grey",
        edition.say("upper", words=words) if served else edition.say("figure.unknown"),
        gap=12,
    )
    for fact in story.dataset.find("work_settings", certification.code):
        serve.text("body.strong", edition.say("lane.where"), gap=5)
        serve.text("body", edition.say("figure.Words", fact=fact), lead=12, gap=12)
    if certification.note and not certification.code_now:
        serve.text("body.strong", edition.say("status", lane=certification), gap=12)
    serve.items.append(_see(edition, serve, folios))
    return Section([*start.items, *serve.items], max(start.y - 10, serve.y))


def _see(edition: Edition, column: Column, folios: Folios) -> Placed:
    placed = see(edition, column.x, column.y + 5, column.measure, "requirements", folios)
    column.y = blocks.baseline(placed) + 2
    return placed


def _numerals(story: Story, edition: Edition, folios: Folios, certification: Certification, *, told: bool) -> Section:
    """Place the exam's size and what it costs to sit and to keep, each a large figure with its caption.

    `told` says that the page opens with the number of questions.
    """
    grid = edition.grid
    head = Column(edition, grid.x(0), 0, grid.measure)
    head.text("heading", edition.say("lane.costs"), gap=14, role="H2")
    counted = [one for one in _counted(story, edition, certification) if not told or one[0].kind != "exam_questions"]
    row, cap = min(max(len(counted), 3), ROW), NUMERAL if len(counted) >= ROW else LARGE
    pitch, tall = (grid.measure + grid.gutter) / row, head.y
    for number, (fact, caption) in enumerate(counted):
        if number and number % row == 0:
            head.y = tall = tall + 13
        one = Column(edition, grid.x(0) + pitch * (number % row), head.y, pitch - grid.gutter)
        one.figure(numeral(edition, fact), cap, Ink("ink"), 8)
        one.text("body.grey", caption, lead=11.5, gap=0)
        head.items += blocks.entry(one.items, "costs", number)
        tall = max(tall, one.y)
    head.y = tall + 14
    return _closed(story, edition, folios, certification, head)


def _listed(story: Story, edition: Edition, folios: Folios, certification: Certification, at: Box) -> Section:
    """Place the same in a narrow column, a line each: what it is, and the figure at the right."""
    head = Column(edition, at.x, 0, at.w)
    head.text("heading", edition.say("lane.costs"), gap=13, role="H2")
    for number, (fact, caption) in enumerate(_counted(story, edition, certification)):
        if fact.dimension in ELSEWHERE:
            continue
        figure = numeral(edition, fact)
        wide = blocks.text_width(edition, "lead", figure)
        line = Column(edition, at.x, head.y + 1.5, at.w - wide - 8)
        line.text("body", caption, lead=11.5, gap=0)
        value = blocks.text(edition, "lead", at.right, head.y + 8.2, figure, anchor="end")
        head.add(blocks.entry([value, *line.items], "costs", number), line.y - head.y + 5)
        head.rule(5.5)
    return _closed(story, edition, folios, certification, head)


def _closed(story: Story, edition: Edition, folios: Folios, certification: Certification, head: Column) -> Section:
    """Close the list of costs: what is not published, and where the others are."""
    if not story.dataset.newest("exam_fee", certification.code):
        head.text("body.grey", edition.say("lane.fee.unknown"), gap=8)
    if folios.at("keep") or not folios.of:
        head.items.append(see(edition, head.x, head.y + 7, head.measure, "keep", folios))
        head.y = blocks.baseline(head.items[-1]) + 2
    return Section(head.items, head.y)


def _counted(story: Story, edition: Edition, certification: Certification) -> list[tuple[Fact, Words]]:
    """Return the figures of a certification with their captions, in the order in which one meets them."""
    newest, code = story.dataset.newest, certification.code
    told: list[tuple[Fact, Words]] = [
        (f, edition.say("caption.certified", fact=f)) for f in story.certified if f.certification == code
    ]
    for kind in ("exam_questions", "exam_time"):
        facts = [f for f in newest(kind, code) if f.dimension in ("", "total")]
        told += [(f, _dated(edition, f)) for f in facts]
        if facts and (scored := [f for f in newest(kind, code) if f.dimension == "scored"]):
            words = edition.say("caption.exam_questions.scored", words=told[-1][1], scored=scored[0])
            told[-1] = told[-1][0], words
    told += [(f, edition.say(f"caption.exam_fee.{f.dimension or 'plain'}", fact=f)) for f in newest("exam_fee", code)]
    cycle = story.dataset.first("renewal_cycle")
    for fact in newest("renewal_credits", code):
        key = "caption.renewal_credits"
        told.append((fact, edition.counted(key, cycle) if cycle else edition.say(key)))
    told += [(f, edition.say("caption.renewal_fee")) for f in newest("renewal_fee", code)]
    return told


def _dated(edition: Edition, fact: Fact) -> Phrase:
    return edition.say(f"caption.{fact.kind}.{'dated' if fact.period else 'plain'}", fact=fact)
