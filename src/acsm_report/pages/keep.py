"""What it takes to stay certified: the lap from one renewal to the next, its credits and its fees."""

from __future__ import annotations

import math

from .. import blocks, charts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box, Path
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .column import Column
from .furniture import foot, lanes_of, numbers, scene, source_line

__all__ = ["keep"]

KINDS = ("renewal_cycle", "renewal_credits", "renewal_fee")  # without any of these there is no page
OTHER = ("grace_period", "late_fee", "reinstatement_fee", "additional_fee", "life_support_credits", "service_credits")
MIDDLE, INNER, BUNDLE, STRAIGHT = 254, 34, 46, 168  # the lap: its centre, inmost radius, breadth, half a straight
BELOW, FEES, CAP = 372, 4, 24  # where the lap ends; fees in a row; the height of their figures


def keep(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page; none when nothing is known of renewals."""
    if not any(f.kind in KINDS for f in story.dataset.facts):
        return ()
    cycle = story.dataset.first("renewal_cycle")
    items, y = (_lap(story, edition, cycle), float(BELOW)) if cycle else ([], 168.0)
    room = foot(edition) - 14
    column = Column(edition, edition.grid.x(0), y, edition.grid.measure, items)
    fees = [f for kind in OTHER for f in story.dataset.find(kind)]
    rows = math.ceil(len(fees) / FEES)
    tail = (34 + rows * 66 if fees else 0) + _exams_height(story)
    if any(story.dataset.find(kind, c.code) for kind in KINDS[1:] for c in story.certifications):
        _renewals(story, edition, column, room - tail - y)
    if fees:
        _others(story, edition, column, fees)
    _exams(story, edition, column)
    if column.y > room:
        raise FitError("page", edition.say("keep.section"), column.y - room)
    about = source_line(story, edition, blocks.rows_in(column.items))
    return (scene("keep", edition, story, folios, _title(story, edition, cycle), column.items, about),)


def _title(story: Story, edition: Edition, cycle: Fact | None) -> Phrase:
    credits = sorted(
        (f for c in story.certifications for f in story.dataset.find("renewal_credits", c.code)), key=lambda f: f.number
    )
    if not (credits and cycle):
        return edition.say("keep.title.plain")
    low, high = credits[0], credits[-1]
    key = "keep.title.one" if low.number == high.number else "keep.title.range"
    return edition.counted(key, cycle, low=low, high=high)


# ── The lap ───────────────────────────────────────────────────────────────────────────────────────


def _lap(story: Story, edition: Edition, cycle: Fact) -> list[Placed]:
    """Draw the oval, one lap from a renewal to the next, with a mark at the end of each year."""
    lanes, grid = lanes_of(story, edition), edition.grid
    centre = (grid.x(0) + grid.right) / 2
    pitch = BUNDLE / max(len(lanes), 2)
    placed = [
        blocks.text(edition, "standfirst", grid.x(0), 152, edition.counted("keep.sub", cycle)),
        *(
            blocks.shapes(
                Shape(_oval(centre, INNER + pitch * (n + 0.5)), stroke=Ink(f"lane.{c.lane}"), width=pitch * 0.84)
            )
            for n, c in enumerate(lanes)
        ),
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
    number = blocks.figures(edition, centre - 6, MIDDLE + 14, edition.say("figure", fact=cycle), 30, Ink("ink"), anchor="end")
    lap = edition.counted("keep.lap", cycle).lines
    placed += [number, *(blocks.text(edition, "lead", centre + 2, MIDDLE - 2 + 14 * n, w) for n, w in enumerate(lap))]
    return placed


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


def _renewals(story: Story, edition: Edition, column: Column, room: float) -> None:
    chart = charts.renewal(story, edition, column.measure, room - 50)
    column.text("heading", edition.say("keep.renewal"), gap=8, role="H2")
    column.text("body.grey", edition.say("keep.renewal.sub", numbers=numbers(story, edition, chart.facts)), gap=12)
    column.add([blocks.chart(column.x, column.y, chart)], chart.size.h + 20)


def _others(story: Story, edition: Edition, column: Column, fees: list[Fact]) -> None:
    """Place what else a renewal may cost or bring, each a figure with its caption."""
    grid = edition.grid
    column.rule(18, width=0.8)
    pitch, tall = (grid.measure + grid.gutter) / FEES, 0.0
    for number, fact in enumerate(fees):
        if number and number % FEES == 0:
            column.y, tall = tall + 12, 0.0
        one = Column(edition, column.x + pitch * (number % FEES), column.y, pitch - grid.gutter)
        one.figure(edition.say("figure", fact=fact), CAP, Ink("ink"), 7)
        one.text("body.grey", edition.say(f"caption.{fact.kind}"), lead=11.5, gap=0)
        column.items += one.items
        tall = max(tall, one.y)
    column.y = tall + 14


def _exams_height(story: Story) -> float:
    return 62.0 if _fees(story) else 0.0


def _fees(story: Story) -> bool:
    return any(story.dataset.newest("exam_fee", c.code) for c in story.certifications)


def _exams(story: Story, edition: Edition, column: Column) -> None:
    """Place the fees of the exams lane by lane, as far as they are published."""
    if not _fees(story):
        return
    lanes, grid = story.certifications, edition.grid
    column.rule(16, width=0.8)
    column.text("body.strong", edition.say("keep.exams"), gap=10, role="H2")
    pitch, tall = (grid.measure + grid.gutter) / len(lanes), column.y
    for number, lane in enumerate(lanes):
        one = Column(edition, column.x + pitch * number, column.y, pitch - grid.gutter)
        one.text("lead", edition.told(lane, "code"), gap=5, ink=Ink(f"lane.{lane.lane}.text"))
        told: list[Words] = [
            edition.say(f"fee.{f.dimension or 'plain'}", fact=f) for f in story.dataset.newest("exam_fee", lane.code)
        ]
        for words in told or [edition.say("unknown")]:
            one.text("body" if told else "body.grey", words, lead=11.5, gap=5)
        column.items += one.items
        tall = max(tall, one.y)
    column.y = tall
