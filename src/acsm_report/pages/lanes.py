"""A page for each certification: how hard its exam is, what it asks, what is in it, what it costs."""

from __future__ import annotations

import math
from itertools import pairwise

from .. import blocks, charts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..geometry import Box, Size, Track
from ..language import Phrase
from ..scene import Chart, Folios, Placed, Scene, Shape
from ..story import Record, Story
from .asked import asked
from .column import LEAST, Column, Section, sheets, spread
from .furniture import (
    FIRST,
    foot,
    lane_name,
    lanes_of,
    measure,
    numbers,
    numeral,
    passing,
    scene,
    see,
    share_of,
    source_line,
)

__all__ = ["lanes"]

HERO, CAP, MOST = 246, 82, 200  # the hero's baseline, its height, its greatest width
BEND, BUNDLE, INNER = 276, 75, 50  # where the bundle starts, how wide it is, the radius inside its bend
TOP = 302  # of the first section
TICK = 3  # the width of the mark beside what is asked
ROW, NUMERAL = 5, 24  # figures in a row, and how tall they are


def lanes(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the pages: one for each certification, and one more where its sections do not fit one."""
    scenes: list[Scene] = []
    for certification in lanes_of(story, edition):
        scenes += _lane(story, edition, folios.next(len(scenes)), certification)
    return tuple(scenes)


def _lane(story: Story, edition: Edition, folios: Folios, certification: Certification) -> list[Scene]:
    """Compose the pages of a certification."""
    record = next((r for r in story.records if r.certification is certification), None)
    top = TOP if _hero(story, certification, record) else TOP - 22
    room = foot(edition) - 14 - top
    sections = _sections(story, edition, folios, certification, record, room)
    opening = _opening(story, edition, certification, record)
    section = edition.say("lane.section", number=_number(edition, certification), lane=certification)
    heading = _title(story, edition, certification, record)
    scenes = []
    for number, some in enumerate(sheets(sections, room, foot(edition) - 14 - FIRST), 1):
        items = [*(opening if number == 1 else []), *spread(edition, some, top if number == 1 else FIRST, room)]
        name = f"lane-{certification.lane}" if number == 1 else f"lane-{certification.lane}-{number}"
        about = source_line(story, edition, blocks.rows_in(items))
        at = folios.next(number - 1)
        scenes.append(scene(name, edition, story, at, heading, items, about, section, certification))
    return scenes


def _number(edition: Edition, certification: Certification) -> Phrase:
    return edition.literal(str(certification.lane), "lane")


# ── The finding ───────────────────────────────────────────────────────────────────────────────────


def _hero(story: Story, certification: Certification, record: Record | None) -> Fact | None:
    """Return the figure that the page opens with: the latest rate, else the heaviest domain, else the hours."""
    if record:
        return record.latest.rate
    outline = story.outline(certification)
    return max(outline, key=lambda f: f.number, default=None) or story.fewest_hours(certification)


def _title(story: Story, edition: Edition, certification: Certification, record: Record | None) -> Phrase:
    hero = _hero(story, certification, record)
    if record:
        share = edition.say(f"half.{share_of(record.latest.rate.number)}")
        key, rate = f"lane.title.{story.measure}", record.latest.rate
        return edition.say(key, share=share, lane=certification, rate=rate).telling(rate)
    kind = hero.kind if hero else "plain"
    return edition.say(f"lane.title.{kind}", lane=certification, fact=hero)


def _opening(story: Story, edition: Edition, certification: Certification, record: Record | None) -> list[Placed]:
    """Place the hero with its sentence, and the bend of the lanes in which this one is alive."""
    grid, ink = edition.grid, Ink(f"lane.{certification.lane}")
    placed = _bend(story, edition, certification)
    hero = _hero(story, certification, record)
    beside = Column(edition, grid.x(0), HERO - CAP, grid.right - BUNDLE - 128 - grid.x(0))
    if hero:
        words = numeral(edition, hero)
        cap = CAP * min(1, MOST / blocks.figures_width(edition, words, CAP))
        placed.append(figure := blocks.figures(edition, grid.x(0), HERO, words, cap, ink))
        x = figure.box.right + 16
        beside = Column(edition, x, HERO - CAP, grid.right - BUNDLE - 128 - x)
    style = ("lead", "label.small")
    name = blocks.fitted(
        edition, style, beside.x, beside.y + 9, Size(beside.measure, 42), lane_name(edition, certification), "name"
    )
    placed.append(name)
    beside.y = blocks.baseline(name) + 10
    if hero:
        words = _sentence(story, edition, certification, record, hero)
        room, at = Size(beside.measure, BEND - 8 - beside.y), beside.y + 8
        styles = ("standfirst", "body", "axis.ink")
        beside.items.append(blocks.fitted(edition, styles, beside.x, at, room, words, "sentence"))
    return [*placed, *beside.items]


def _sentence(
    story: Story, edition: Edition, certification: Certification, record: Record | None, hero: Fact
) -> Phrase:
    """Return what the hero counts."""
    told = {"passing": passing(story, edition), "numbers": numbers(story, edition, [hero])}
    if record is None and hero.dimension in EDUCATION:
        return edition.say("lane.hero.degree", degree=edition.say(f"degree.{hero.dimension}"), **told)
    if record is None:
        return edition.say(f"lane.hero.{hero.kind}", domain=edition.told(hero, "dimension"), **told)
    last = record.latest
    if not (last.candidates and last.passes):
        return edition.say("lane.hero.rate", rate=last.rate, **told)
    key = "lane.hero.sat" if last.passes.formula else "lane.hero.passed"
    people = edition.say(key, rate=last.rate, sat=last.candidates, passed=last.passes, **told)
    if not (last.small and last.interval):
        return people
    low, high = last.interval
    return Phrase.joined(" ", [people, edition.say("lane.hero.small", low=low, high=high)])


def _bend(story: Story, edition: Edition, certification: Certification) -> list[Placed]:
    """Draw the lanes in the top right corner, this one in its colour, with its number at the start."""
    every, width = lanes_of(story, edition), edition.format.width
    pitch = BUNDLE / max(len(every), 2)
    lane, right = pitch * 0.76, edition.grid.right
    left = right - BUNDLE - 82
    placed = []
    for i, other in enumerate(every):
        outer = i
        radius = INNER + pitch * (outer + 0.5)
        x = left + BUNDLE - pitch * (outer + 0.5)
        ink = Ink(f"lane.{other.lane}") if other is certification else Ink("idle")
        turn = BEND - 2 - 118 + BUNDLE + INNER - 7
        track = Track(x, BEND, -90).straight(BEND - turn).bend(radius, 90).straight(width - x - radius + 10)
        placed.append((other is certification, blocks.shapes(Shape(track.lane(), stroke=ink, width=lane))))
    bundle = [p for _, p in sorted(placed, key=lambda pair: pair[0])]
    end = left + BUNDLE
    number = blocks.figures(
        edition, end + 10, BEND, _number(edition, certification), 30, Ink(f"lane.{certification.lane}.text")
    )
    of = edition.say("lane.of", number=_number(edition, certification), lanes=story.lanes)
    return [
        *bundle,
        blocks.panel(Box(left - 1, BEND, BUNDLE + 2, 3), Ink("ink")),
        number,
        blocks.text(edition, "wordmark", number.box.right + 8, BEND - 13, of),
        blocks.text(edition, "body", number.box.right + 8, BEND, edition.say(f"track.{certification.track}")),
    ]


# ── Sections ──────────────────────────────────────────────────────────────────────────────────────


def _sections(
    story: Story, edition: Edition, folios: Folios, certification: Certification, record: Record | None, room: float
) -> list[Section]:
    """Return the page's sections: the exam's record, what is asked, the exam and what it costs."""
    grid, outline = edition.grid, story.outline(certification)
    ask = _asked(story, edition, folios, certification)
    if outline and record:
        costs = _listed(story, edition, folios, certification, Box(grid.x(8), 0, grid.span(4), 0))
        least = _rates(story, edition, record, 0).height
        exam = _domains(story, edition, certification, grid.span(7), room - ask.height - least - 2 * LEAST)
        last = Section([*exam.items, *costs.items], max(exam.height, costs.height))
        return [*_lowered(story, edition, record, room - ask.height - last.height), ask, last]
    costs = _numerals(story, edition, folios, certification)
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
    return [_rates(story, edition, record, chart - over)]


def _rates(story: Story, edition: Edition, record: Record, height: float = math.inf) -> Section:
    chart = charts.pass_rate(story, edition, edition.grid.measure, record.certification, height)
    assert chart, "an exam with a record has rates"
    head = Column(edition, edition.grid.x(0), 0, edition.grid.measure)
    told = {"lane": record.certification, "measure": measure(story, edition),
            "numbers": numbers(story, edition, chart.facts)}  # fmt: skip
    head.text("heading", edition.say(f"lane.rates.{_course(record)}"), gap=8, role="H2")
    head.text("body.grey", edition.say("lane.rates.sub", **told), gap=10)
    return Section([*head.items, blocks.chart(edition.grid.x(0), head.y, chart)], head.y + chart.size.h)


def _course(record: Record) -> str:
    """Return how an exam's rate went from year to year: fell, rose, or plain for anything else."""
    rates = [s.rate.number for s in record.sittings]
    steps = {(b > a) - (b < a) for a, b in pairwise(rates)}
    return "fell" if steps == {-1} else "rose" if steps == {1} else "plain"


def _domains(story: Story, edition: Edition, certification: Certification, width: float, room: float) -> Section:
    head = Column(edition, edition.grid.x(0), 0, width)
    outline = story.outline(certification)
    head.text("heading", edition.say("lane.domains"), gap=8, role="H2")
    dated = "lane.domains.dated" if outline[0].period else "lane.domains.sub"
    head.text("body.grey", edition.say(dated, fact=outline[0], numbers=numbers(story, edition, outline)), gap=11)
    chart = charts.domains(story, edition, width, certification, room - head.y)
    assert chart, "the page asks only when an outline is known"
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
            one.text("standfirst", edition.say("figure", fact=fact), gap=10, role="LI")
            one.items.append(bar)
        head.items += one.items
        tall = max(tall, one.y - 10)
    return [Section(head.items, tall)]


def _asked(story: Story, edition: Edition, folios: Folios, certification: Certification) -> Section:
    """Place what is asked beside whom the certified serve and what became of the name."""
    grid, ink = edition.grid, Ink(f"lane.{certification.lane}")
    start = Column(edition, grid.x(0), 0, grid.span(6))
    start.text("heading", edition.say("lane.asked"), gap=12, role="H2")
    rows = [(kind, words) for kind, words in asked(story, edition, certification)]
    for kind, words in rows:
        if not words and kind == "clinical_hours" and certification.track == "fitness":
            continue
        row = Column(edition, grid.x(0) + 11, start.y, grid.span(6) - 11)
        row.text("body.strong", edition.say(f"row.{kind}"), gap=5)
        row.text(
            "body" if words else "body.grey",
            words or edition.say("upper", words=edition.say("unknown")),
            lead=12,
            gap=0,
        )
        bar = blocks.panel(Box(grid.x(0), start.y - 1, TICK, row.y - start.y + 3), ink)
        start.add([bar, *row.items], row.y - start.y + 10)
    serve = Column(edition, grid.x(7), 0, grid.span(5))
    serve.text("heading", edition.say("lane.serve"), gap=12, role="H2")
    served = story.dataset.find("population", certification.code)
    words = Phrase.joined("; ", [edition.say("figure", fact=f) for f in served])
    serve.text(
        "body" if served else "body.grey",
        edition.say("upper", words=words if served else edition.say("unknown")),
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
    placed = see(edition, column.x, column.y + 5, "requirements", folios)
    column.y = blocks.baseline(placed) + 2
    return placed


def _numerals(story: Story, edition: Edition, folios: Folios, certification: Certification) -> Section:
    """Place the exam's size and what it costs to sit and to keep, each a large figure with its caption."""
    grid = edition.grid
    head = Column(edition, grid.x(0), 0, grid.measure)
    head.text("heading", edition.say("lane.costs"), gap=14, role="H2")
    pitch, tall = (grid.measure + grid.gutter) / ROW, head.y
    for number, (fact, caption) in enumerate(_counted(story, edition, certification)):
        if number and number % ROW == 0:
            head.y = tall = tall + 13
        one = Column(edition, grid.x(0) + pitch * (number % ROW), head.y, pitch - grid.gutter)
        one.figure(numeral(edition, fact), NUMERAL, Ink("ink"), 7)
        one.text("body.grey", caption, lead=11.5, gap=0)
        head.items += one.items
        tall = max(tall, one.y)
    head.y = tall + 14
    return _closed(story, edition, folios, certification, head)


def _listed(story: Story, edition: Edition, folios: Folios, certification: Certification, at: Box) -> Section:
    """Place the same in a narrow column, a line each: what it is, and the figure at the right."""
    head = Column(edition, at.x, 0, at.w)
    head.text("heading", edition.say("lane.costs.short"), gap=13, role="H2")
    for fact, caption in _counted(story, edition, certification):
        figure = numeral(edition, fact)
        wide = blocks.text_width(edition, "lead", figure)
        line = Column(edition, at.x, head.y + 1.5, at.w - wide - 8)
        line.text("body", caption, lead=11.5, gap=0)
        value = blocks.text(edition, "lead", at.right, head.y + 8.2, figure, anchor="end")
        head.add([*line.items, value], line.y - head.y + 5)
        head.rule(5.5)
    return _closed(story, edition, folios, certification, head)


def _closed(story: Story, edition: Edition, folios: Folios, certification: Certification, head: Column) -> Section:
    """Close the list of costs: what is not published, and where the others are."""
    if certification in story.unpublished:
        what = measure(story, edition)
        head.text(
            "body.grey",
            edition.say("statistics.unpublished", codes=codes(edition, [certification]), measure=what),
            gap=5,
        )
    if not story.dataset.newest("exam_fee", certification.code):
        head.text("body.grey", edition.say("lane.fee.unknown"), gap=8)
    if folios.at("keep") or not folios.of:
        head.items.append(see(edition, head.x, head.y + 7, "keep", folios))
        head.y += 9
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
    for fact in story.dataset.find("renewal_credits", code):
        key = "caption.renewal_credits"
        told.append((fact, edition.counted(key, cycle) if cycle else edition.say(key)))
    told += [(f, edition.say("caption.renewal_fee")) for f in story.dataset.find("renewal_fee", code)]
    return told


def _dated(edition: Edition, fact: Fact) -> Phrase:
    return edition.say(f"caption.{fact.kind}.{'dated' if fact.period else 'plain'}", fact=fact)
