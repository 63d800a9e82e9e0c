"""At a glance: what the organisation is, and the path of questions that leads to a lane."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from .. import blocks, fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..eligibility import Gate
from ..errors import FitError
from ..geometry import Box, Path, Size, rounded
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .furniture import codes, down, foot, lane_name, lanes_of, passing, scene, source_line

__all__ = ["glance"]

PITCH, LANE = 15, 11  # of the bundle of lanes
NAMES = ("label", "label.small", "axis.strong")  # styles of a name
RATE, RATES = 22, 64  # the height of a rate, and the column of rates
RANKS = {"body": 0, "body.grey": 1, "body.strong": 2}  # of what is told below a name: the last stays longest
UNDER = 10  # from a lane to the first line below its name
LEAST, LEAD, LOOSEST = 120, 12, 1.6  # the least measure of a note; from line to line; how far rows may be spread
START, GATE, FOOT = 242, 26, 728  # the start line, a gate's height, the closing lines (on Letter)
FIRST_ROW, ROW, NEXT_GATE = 60, 58, 50  # from a gate's top to its first lane, lane to lane, lane to gate


def glance(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page: facts on top, below them every lane leaves the bundle at its gate."""
    items = [*_facts(story, edition), *_path(story, edition), *_closing(story, edition)]
    heading = edition.say(f"glance.title.{_asked(story)}")
    about = source_line(story, edition, blocks.rows_in(items))
    return (scene("glance", edition, story, folios, heading, items, about, dated=True),)


def _asked(story: Story) -> str:
    """Return what the path asks about: education, population, both, or plain for nothing."""
    asked = {gate.question.partition(".")[0] for gate in story.gates}
    return "both" if len(asked) == 2 else asked.pop() if asked else "plain"


def _facts(story: Story, edition: Edition) -> list[Placed]:
    """Place up to four facts about the organisation in lane figures, each with a caption."""
    find = story.dataset.first
    core = find("core_certifications", dimension="total")
    parts = {t: find("core_certifications", dimension=t) for t in ("fitness", "clinical")}
    told: list[tuple[Fact, Phrase]] = []
    if fact := find("founded"):
        told.append((fact, edition.say("fact.founded")))
    if fact := find("community") or find("members"):
        told.append((fact, edition.say(f"fact.{fact.kind}")))
    if core and all(parts.values()):
        told.append((core, edition.say("fact.core", **parts)))
    elif core:
        told.append((core, edition.say("fact.core.plain")))
    if fact := story.certified_total:
        key = "fact.certified.without" if story.uncounted else "fact.certified"
        told.append((fact, edition.say(key, fact=fact, codes=codes(edition, story.uncounted))))
    placed: list[Placed] = []
    for number, (fact, caption) in enumerate(told):
        x, figure = edition.grid.x(3 * number), edition.say("figure", fact=fact)
        room = Size(edition.grid.span(3), START - 5 - 206 + edition.style("body").size * fonts.CAP)
        try:
            said = blocks.fitted(edition, ("body.grey", "axis"), x, 206, room, caption, "caption", lead=12)
        except FitError:  # so many codes are not published: the sum says little without them
            continue
        cap = 24 * min(1, edition.grid.span(3) / blocks.figures_width(edition, figure, 24))  # a long one is lower
        placed += blocks.entry([blocks.figures(edition, x, 190, figure, cap, Ink("ink")), said], "facts", number)
    return placed


def _rows(story: Story, edition: Edition) -> tuple[list[tuple[Gate, float]], dict[str, float]]:
    """Return each gate with its top, and each certification's height, fitted to the sheet."""
    gates, rows = [], {}
    y, left = START + GATE, list(story.certifications)
    for gate in story.gates:
        gates.append((gate, y))
        y += FIRST_ROW
        for certification in gate.no:
            rows[certification.code] = y
            left.remove(certification)
            y += ROW
        y += NEXT_GATE - ROW
    y += FIRST_ROW - NEXT_GATE if gates else FIRST_ROW - GATE
    for certification in left:
        rows[certification.code] = y
        y += ROW
    natural, room = y - ROW - START, down(edition, FOOT) - 59 - START
    fit = min(room / natural, LOOSEST)
    return [(g, START + (top - START) * fit) for g, top in gates], {
        c: START + (row - START) * fit for c, row in rows.items()
    }


def _heights(edition: Edition, gates: list[tuple[Gate, float]], rows: dict[str, float]) -> dict[str, float]:
    """Return how many points each certification has from its lane down to the next thing."""
    stops = sorted([*(top - 6 for _, top in gates), *(y - 20 for y in rows.values()), down(edition, FOOT) - 12])
    return {code: next(stop for stop in stops if stop > y) - y for code, y in rows.items()}


def _path(story: Story, edition: Edition) -> list[Placed]:
    left, lanes = edition.grid.x(0), lanes_of(story, edition)
    gates, rows = _rows(story, edition)
    heights = _heights(edition, gates, rows)
    pitch = PITCH * min(1, 5 / len(lanes))
    lines = {c.code: left + 6 + (len(lanes) - 1 - i) * pitch for i, c in enumerate(lanes)}
    end = edition.grid.x(4) - 8
    inner = max(lines.values()) + 26
    tags = _tags(story, edition)
    placed = [
        _lane(c, lines[c.code], rows[c.code], end, _turn(story, c, pitch), pitch * LANE / PITCH)
        for c in reversed(lanes)
    ]
    placed.append(blocks.panel(Box(left - 4, START - 2, len(lanes) * pitch + 5, 4), Ink("ink")))
    placed.append(
        blocks.text(
            edition,
            "body.strong",
            left + len(lanes) * pitch + 11,
            START + 3,
            edition.say(f"glance.start.{_asked(story)}"),
        )
    )
    passed, rates = _rated(story, edition, rows)
    placed += passed
    full = all(_needed(story, edition, c, end + 38) <= heights[c.code] for c in lanes)
    asked = {gate.no[0].code: number for number, (gate, _) in enumerate(gates)}
    for certification in lanes:
        y = rows[certification.code]
        if (number := asked.get(certification.code)) is not None:
            gate, top = gates[number]
            before = rows[lanes[lanes.index(certification) - 1].code] if number else None
            placed += _question(edition, gate, top, before, lines[certification.code])
        if certification.code in tags:
            placed.append(blocks.text(edition, "body.strong", inner, y - 11, tags[certification.code]))
        heading = f"H2:{certification.lane}"
        placed += blocks.lane_block(edition, certification.lane, end, y - 13, 26, role=heading)
        placed += _told(story, edition, certification, end + 38, y, heights[certification.code], full)
        placed += rates[certification.code]
    return placed


def _question(edition: Edition, gate: Gate, top: float, before: float | None, x: float) -> list[Placed]:
    """Place a gate with its question; below the lanes `before` that one takes who answered yes, along the line at x."""
    placed = _gate(edition, gate, top)
    if before is not None:
        yes = blocks.text(edition, "body.strong", x + 14, (before + top) / 2 + 8, edition.say("yes"))
        return [yes, *placed]
    return [*placed, *(_open(edition, gate, placed[0].box) if gate.question.startswith("education.") else [])]


def _open(edition: Edition, gate: Gate, bar: Box) -> list[Placed]:
    """Place beside the first gate what a degree does not change: its lanes stay open to everyone."""
    x = bar.right + 14
    words = edition.say("glance.open", codes=codes(edition, gate.no))
    room = Size(edition.grid.right - x, GATE)
    if room.w < LEAST:
        return []
    text = blocks.fitted(edition, ("body", "axis"), x, bar.y + 10, room, words, "note")
    return [text]


def _rated(
    story: Story, edition: Edition, rows: dict[str, float]
) -> tuple[list[Placed], defaultdict[str, list[Placed]]]:
    """Place every exam's latest pass rate at the right margin, level with its lane; return their heading and them."""
    found: defaultdict[str, list[Placed]] = defaultdict(list)
    if not story.records:
        return [], found
    right, years = edition.grid.right, {r.latest.year for r in story.records}
    words = passing(story, edition)
    if len(years) == 1:
        words = edition.say("infographic.passed", passing=words, rate=story.records[0].latest.rate)
    heading = [blocks.text(edition, "body.strong", right, START + 3, words, anchor="end")]
    heights = sorted(rows[record.certification.code] for record in story.records)
    close = min((low - high for high, low in pairwise(heights)), default=math.inf)
    cap = RATE if len(years) == 1 else min(RATE, close - 13)  # a lower rate leaves room for the year below it
    for record in story.records:
        y, rate = rows[record.certification.code], record.latest.rate
        ink = Ink(f"lane.{record.certification.lane}.text")
        figure = edition.say("figure", fact=rate)
        said = edition.say("infographic.passed", passing=passing(story, edition), rate=rate)
        number = blocks.figures(edition, right, y + cap / 2, figure, cap, ink, anchor="end")
        told = [replace(number, alt=Phrase.joined(" ", [figure, said]).text)]
        if len(years) > 1:
            below = y + (cap + RATE) / 2
            told.append(blocks.text(edition, "axis", right, below, edition.told(rate, "period"), anchor="end"))
        found[record.certification.code] = blocks.roled(told, "P:rate")
    missing = [c for c in story.certifications if c.code not in {r.certification.code for r in story.records}]
    unknown = edition.say("unknown")
    for c in missing:
        found[c.code] = [blocks.text(edition, "body.grey", right, rows[c.code] + 4, unknown, anchor="end")]
    return heading, found


def _turn(story: Story, certification: Certification, pitch: float) -> float:
    """Return the radius of a lane's bend: lanes that leave together bend one inside the other."""
    for group in _groups(story):
        if certification in group:
            return min(16 + pitch * group.index(certification), 46)
    return 16


def _groups(story: Story) -> list[tuple[Certification, ...]]:
    """The lanes by the gate that lets them off; the last group passes every gate."""
    gone = [c for gate in story.gates for c in gate.no]
    return [*(gate.no for gate in story.gates), tuple(c for c in story.certifications if c not in gone)]


def _lane(certification: Certification, x: float, y: float, end: float, turn: float, width: float) -> Placed:
    path = Path.parse(f"M{x},{START}V{y - turn}A{turn},{turn} 0 0 0 {x + turn},{y}H{end}")
    return blocks.shapes(Shape(path, stroke=Ink(f"lane.{certification.lane}"), width=width))


def _gate(edition: Edition, gate: Gate, y: float) -> list[Placed]:
    """Place a question on a dark bar across the lanes."""
    question, left = edition.say(f"gate.{gate.question}"), edition.grid.x(0)
    bar = rounded(Box(left - 4, y, blocks.text_width(edition, "label", question) + 28, GATE), 3)
    return [
        blocks.shapes(Shape(bar, fill=Ink("ink"))),
        blocks.text(edition, "label", left + 10, y + 17.3, question, ink=Ink("white"), role="P"),
    ]


def _tags(story: Story, edition: Edition) -> dict[str, Phrase]:
    """Return the answer that leads to each lane: to the first lanes no, to those after the last gate yes."""
    found: dict[str, Phrase] = {}
    for number, group in enumerate(_groups(story)):
        gate = story.gates[min(number, len(story.gates) - 1)] if story.gates else None
        for certification in group:
            yes = number == len(story.gates)
            by_degree = gate and gate.question.startswith("education.") and len(group) == 1
            ill = "disease" if yes and gate and gate.question.startswith("population.") else None
            serves = story.dataset.first("population", certification.code, ill)
            fact = story.education(certification) if by_degree else serves
            if gate and fact:
                key = "answer.yes" if yes else "answer.no"
                found[certification.code] = edition.say(key, what=edition.say(f"answer.{fact.dimension}"))
    return found


def _measure(story: Story, edition: Edition, x: float) -> float:
    return edition.grid.right - _rates(story, edition) - x


def _lines(story: Story, edition: Edition, certification: Certification) -> list[tuple[str, Phrase]]:
    """Return what is told of a certification below its name: what became of it, whom it serves, what it needs."""
    serves, needs = story.dataset.first("population", certification.code), _needs(story, edition, certification)
    told = (
        ("body.strong", None if certification.code_now else edition.say("status", lane=certification)),
        ("body", edition.say("figure.Words", fact=serves) if serves else None),
        ("body.grey", edition.say("needs", what=needs) if needs.text else None),
    )
    return [(style, words) for style, words in told if words]


def _needed(story: Story, edition: Edition, certification: Certification, x: float) -> float:
    """Return how far below its lane the last of these lines ends, in points."""
    measure = _measure(story, edition, x)
    told = _lines(story, edition, certification)
    return UNDER + LEAD * sum(len(fonts.wrap(str(words), edition.style(style), measure)) for style, words in told)


def _told(
    story: Story, edition: Edition, certification: Certification, x: float, y: float, height: float, full: bool
) -> list[Placed]:
    """Place a certification's code and name, and below them what is told of it.

    Needs are told of all, where every lane has room for them, or of none; what else its `height` does not hold is
    left to its own page.
    """
    ink, measure, heading = (
        Ink(f"lane.{certification.lane}.text"),
        _measure(story, edition, x),
        f"H2:{certification.lane}",
    )
    code = blocks.text(edition, "code", x, y - 4, edition.told(certification, "code"), ink=ink, role=heading)
    named = _named(edition, certification, code.box.right + 8, y, x + measure, height)
    below = y + UNDER + max(0, blocks.baseline(named) - y + 1 if named else 0)
    told = {RANKS[style]: (style, words) for style, words in _lines(story, edition, certification)}
    if not full:
        told.pop(RANKS["body.grey"], None)
    closed = RANKS["body.strong"] in told
    lines = _held(edition, told, measure, y + height - below)
    whole = named and (RANKS["body.strong"] in lines or not closed)
    placed = [code if whole else replace(code, fit="continued"), *([named] if named else [])]
    for rank in sorted(lines):
        style, words = lines[rank]
        placed.append(blocks.paragraph(edition, style, x, below, measure, words, lead=LEAD))
        below = blocks.baseline(placed[-1]) + LEAD
    return placed


def _held(
    edition: Edition, told: dict[int, tuple[str, Phrase]], measure: float, height: float
) -> dict[int, tuple[str, Phrase]]:
    """Return what of these words so many points hold, each with its style: without the needs, then whom it serves.

    What became of a certification stays longest, and smaller where that helps.
    """
    for rank, style in ((1, ""), (0, ""), (2, "axis.strong"), (2, "")):
        count = sum(len(fonts.wrap(str(words), edition.style(s), measure)) for s, words in told.values())
        if rank in told and count > int((height - 2) / LEAD) + 1:
            words = told.pop(rank)[1]
            told |= {rank: (style, words)} if style else {}
    return told


def _named(
    edition: Edition, certification: Certification, x: float, y: float, right: float, height: float
) -> Placed | None:
    """Place a certification's name beside its code, smaller or on more lines as far as its height goes.

    A longer one is left to its own page.
    """
    name, last = lane_name(edition, certification), NAMES[-1]
    for styles, tall in ((NAMES, 18.0), ((last,), height - 2)):
        try:
            return blocks.fitted(
                edition, styles, x, y - 4, Size(right - x, tall), name, "name", role=f"H2:{certification.lane}"
            )
        except FitError:
            continue
    return None


def _rates(story: Story, edition: Edition) -> float:
    """Return how wide the column of the rates is."""
    told = (edition.say("figure", fact=record.latest.rate) for record in story.records)
    return max((max(RATES, blocks.figures_width(edition, words, RATE) + 8) for words in told), default=0)


def _needs(story: Story, edition: Edition, certification: Certification) -> Phrase:
    """Return what a certification asks, in a few words, with the facts that say so."""
    find, code, asks = story.dataset.first, certification.code, list[Phrase]()
    if age := find("minimum_age", code):
        asks.append(edition.say("needs.age", age=age))
    if education := story.education(certification):
        asks.append(edition.say(f"degree.{education.dimension}").telling(education))
        if hours := story.hours(certification):
            asks.append(edition.say("needs.hours").telling(hours))
    return Phrase.joined(", ", asks)


def _closing(story: Story, edition: Edition) -> list[Placed]:
    """Place what the path does not say: which names have changed; where the names are too long, their codes alone."""
    renamed = [c for c in story.certifications if c.fate == "renamed"]
    keys = {c.code: "glance.renamed" if c.name_now else "glance.renamed.code" for c in renamed}
    whole = [edition.say(keys[c.code], lane=c) for c in renamed]
    short = [edition.say("glance.renamed.code", lane=c) for c in renamed if c.renamed]
    x, y, measure = edition.grid.x(0), down(edition, FOOT), edition.grid.measure
    room = Size(measure, foot(edition) - 6 - y + edition.style("body").size * fonts.CAP)
    for told, fit in ((whole, ""), (short, "continued")):
        try:
            words = Phrase.joined(" ", told)
            placed = blocks.fitted(edition, ("body", "axis.ink"), x, y, room, words, "line") if told else None
            return [replace(placed, fit=fit or placed.fit)] if placed else []
        except FitError:
            if told is short:
                raise
    return []
