"""What it takes to stay certified: the lap from one renewal to the next, its credits and its fees."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .. import blocks, charts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..errors import FitError
from ..geometry import Path
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .column import LEAST, Column, Section, sheets, spread
from .furniture import FIRST, codes, foot, lanes_of, numbers, paged, standfirst

__all__ = ["keep"]

KINDS = ("renewal_cycle", "renewal_credits", "renewal_fee")  # without any of these there is no page
OTHER = ("grace_period", "late_fee", "reinstatement_fee", "additional_fee", "life_support_credits", "service_credits")
MIDDLE, INNER, BUNDLE, STRAIGHT = 92, 38, 48, 164  # the lap: its centre, inmost radius, breadth, half a straight
FEES, CAP = 5, 24  # the most fees in one row; the height of their figures


def keep(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page, and one more where it does not hold everything; none when nothing is known of renewals."""
    if not any(f.kind in KINDS for f in story.dataset.facts):
        return ()
    cycle = story.dataset.first("renewal_cycle")
    room = foot(edition) - 10 - FIRST
    rest = [s for s in (_exams(story, edition), _others(story, edition)) if s]
    lap = [_lap(story, edition, cycle)] if cycle else []
    taken = math.fsum(s.height for s in (*lap, *rest)) + LEAST * len((*lap, *rest))
    sections = [*lap, *_renewals(story, edition, room - taken), *rest]
    filled = [spread(edition, some, FIRST, room, 40) for some in sheets(sections, room, room)]
    if cycle:
        filled[0].insert(0, standfirst(edition, edition.counted("keep.sub", cycle)))
    return paged("keep", edition, story, folios, _title(story, edition, cycle), filled)


def _title(story: Story, edition: Edition, cycle: Fact | None) -> Phrase:
    credits = sorted(
        (f for c in story.certifications for f in story.dataset.newest("renewal_credits", c.code)),
        key=lambda f: f.number,
    )
    if not (credits and cycle):
        return edition.say("keep.title.plain")
    low, high = credits[0], credits[-1]
    same = low.number == high.number
    return edition.counted("keep.title.one" if same else "keep.title.range", cycle, low=low, high=high)


# ── The lap ───────────────────────────────────────────────────────────────────────────────────────


def _lap(story: Story, edition: Edition, cycle: Fact) -> Section:
    """Draw the oval, one lap from a renewal to the next, with a mark at the end of each year."""
    lanes, grid = lanes_of(story, edition), edition.grid
    centre = (grid.x(0) + grid.right) / 2
    pitch = BUNDLE / max(len(lanes), 2)
    placed = [
        blocks.shapes(Shape(_oval(centre, INNER + pitch * (n + 0.5)), stroke=Ink(f"lane.{c.lane}"), width=pitch * 0.84))
        for n, c in enumerate(lanes)
    ]
    years = int(cycle.number)
    for year in range(1, years + 1):
        if year < years:
            placed.append(_mark(centre, year / years))
        x, y = _point(centre, INNER - 13, (year - 0.5) / years)
        words = edition.say("keep.year", number=edition.literal(str(year), "mark"))
        placed.append(blocks.text(edition, "body.strong", x, y + 3, words, anchor="middle"))
    edge = MIDDLE + INNER
    placed.append(blocks.chequer(centre - 4.4, edge, BUNDLE, 4.4))
    finish = edition.say("keep.finish")
    placed.append(blocks.text(edition, "body.strong", centre, edge + BUNDLE + 14, finish, anchor="middle"))
    figure = edition.say("figure", fact=cycle)
    number = blocks.figures(edition, centre - 6, MIDDLE + 14, figure, 30, Ink("ink"), anchor="end")
    placed += [
        blocks.text(edition, "axis.strong", centre - 14, MIDDLE + INNER + pitch * (n + 0.5) + 2.5,
                    edition.told(c, "code"), ink=Ink(f"lane.{c.lane}.on"), anchor="end")
        for n, c in enumerate(lanes)
        if pitch * 0.84 > edition.style("axis").size
    ]  # fmt: skip
    placed.append(blocks.arrow(centre + 6, MIDDLE + 28, 26, 1.5, Ink("ink")))
    lap = edition.counted("keep.lap", cycle).lines
    placed += [number, *(blocks.text(edition, "lead", centre + 2, MIDDLE - 3 + 14 * n, w) for n, w in enumerate(lap))]
    alt = edition.counted("alt.lap", cycle, codes=codes(edition, lanes)).text
    parts = [replace(item, role="Figure:lap", alt="" if number else alt) for number, item in enumerate(placed)]
    return Section(parts, edge + BUNDLE + 17)


def _oval(centre: float, radius: float) -> Path:
    left, right, top, low = centre - STRAIGHT, centre + STRAIGHT, MIDDLE - radius, MIDDLE + radius
    arc = f"A{radius},{radius} 0 0 0 "
    return Path.parse(f"M{centre},{low}H{right}{arc}{right},{top}H{left}{arc}{left},{low}Z")


def _point(centre: float, radius: float, share: float) -> tuple[float, float]:
    """Return the place on the oval after this share of a lap from the bottom, to the right."""
    middle = INNER + BUNDLE / 2
    far = share * (4 * STRAIGHT + 2 * math.pi * middle)
    if far <= STRAIGHT:
        return centre + far, MIDDLE + radius
    far -= STRAIGHT
    if far <= math.pi * middle:
        turn = far / middle
        return centre + STRAIGHT + radius * math.sin(turn), MIDDLE + radius * math.cos(turn)
    far -= math.pi * middle
    if far <= 2 * STRAIGHT:
        return centre + STRAIGHT - far, MIDDLE - radius
    far -= 2 * STRAIGHT
    if far <= math.pi * middle:
        turn = far / middle
        return centre - STRAIGHT - radius * math.sin(turn), MIDDLE - radius * math.cos(turn)
    return centre - STRAIGHT + far - math.pi * middle, MIDDLE + radius


def _mark(centre: float, share: float) -> Placed:
    ends = _point(centre, INNER - 4, share), _point(centre, INNER + BUNDLE + 4, share)
    return blocks.shapes(Shape(Path.line(*ends), stroke=Ink("ink"), width=3))


# ── Credits and fees ──────────────────────────────────────────────────────────────────────────────


def _renewals(story: Story, edition: Edition, room: float) -> list[Section]:
    column = Column(edition, edition.grid.x(0), 0, edition.grid.measure)
    chart = charts.renewal(story, edition, column.measure, room - 40)
    if not chart:
        return []
    column.text("heading", edition.say("keep.renewal"), gap=8, role="H2")
    column.text(
        "body.grey",
        edition.say("keep.renewal.sub", numbers=numbers(story, edition, chart.facts)),
        gap=12,
        role=blocks.captioning(chart),
    )
    column.add([blocks.chart(column.x, column.y, chart)], chart.size.h)
    return [Section(column.items, column.y)]


def _others(story: Story, edition: Edition) -> Section | None:
    """Place what else a renewal may cost or bring, each a figure with its caption."""
    grid, fees = edition.grid, [f for kind in OTHER for f in story.dataset.newest(kind)]
    if not fees:
        return None
    items, y, tall = list[Placed](), 0.0, 0.0
    row = len(fees) if len(fees) <= FEES else (len(fees) + 1) // 2
    pitch = (grid.measure + grid.gutter) / max(row, 3)
    for number, fact in enumerate(fees):
        if number and number % row == 0:
            y = tall + 12
        one = Column(edition, grid.x(0) + pitch * (number % row), y, pitch - grid.gutter)
        one.figure(edition.say("figure", fact=fact), CAP, Ink("ink"), 7)
        one.text("body.grey", edition.say(f"caption.{fact.kind}"), lead=11.5, gap=2)
        items += blocks.entry(one.items, "others", number)
        tall = max(tall, one.y)
    return Section(items, tall)


def _exams(story: Story, edition: Edition) -> Section | None:
    """Place the fees of the exams lane by lane, as far as they are published; None when none is."""
    lanes = story.certifications
    fees = {lane.code: story.dataset.newest("exam_fee", lane.code) for lane in lanes}
    if not any(fees.values()):
        return None
    for rows in range(1, len(lanes) + 1):
        try:
            return _listed(edition, lanes, fees, math.ceil(len(lanes) / rows))
        except FitError:  # a code or a fee is wider than its column
            if rows == len(lanes):
                raise
    return None


def _listed(
    edition: Edition, lanes: Sequence[Certification], fees: Mapping[str, Sequence[Fact]], across: int
) -> Section:
    """Place the fees of the exams, so many lanes side by side."""
    grid = edition.grid
    head = Column(edition, grid.x(0), 0, grid.measure)
    head.text("heading", edition.say("keep.exams"), gap=14, role="H2")
    pitch, tall = (grid.measure + grid.gutter) / across, head.y
    for number, lane in enumerate(lanes):
        if number and number % across == 0:
            head.y = tall + 6
        one = Column(edition, grid.x(0) + pitch * (number % across), head.y, pitch - grid.gutter)
        one.text("lead", edition.told(lane, "code"), gap=5, ink=Ink(f"lane.{lane.lane}.text"))
        told = [edition.say(f"fee.{f.dimension or 'plain'}", fact=f) for f in fees[lane.code]]
        for words in told or [edition.say("unknown")]:
            one.text("body" if told else "body.grey", words, lead=11.5, gap=5)
        head.items += blocks.entry(one.items, "exams", number)
        tall = max(tall, one.y)
    return Section(head.items, tall)
