"""A page for each certification: the figure that it opens with; `particulars` are its sections."""

from __future__ import annotations

from dataclasses import replace

from .. import blocks
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..errors import FitError
from ..fields import EDUCATION
from ..findings import Record
from ..geometry import Box, Size, Track
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .column import Column, sheets, spread
from .furniture import (
    FIRST,
    foot,
    lane_name,
    lanes_of,
    measure,
    numbers,
    numeral,
    paged,
    passing,
    share_of,
)
from .particulars import particulars

__all__ = ["lanes"]

HERO, CAP, HEROES = 246, 82, (200, 150, 100, 60)  # the hero's baseline, its height, its greatest width
BEND, BUNDLE, INNER = 276, 75, 50  # where the bundle starts, how wide it is, the radius inside its bend
TOP = 302  # of the first section


def lanes(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the pages: one for each certification, and one more where its sections do not fit one."""
    scenes: list[Scene] = []
    for certification in lanes_of(story, edition):
        scenes += _lane(story, edition, folios.next(len(scenes)), certification)
    return tuple(scenes)


def _lane(story: Story, edition: Edition, folios: Folios, certification: Certification) -> tuple[Scene, ...]:
    """Compose the pages of a certification."""
    record = next((r for r in story.records if r.certification is certification), None)
    top = TOP if _hero(story, certification, record) else TOP - 22
    room, further = foot(edition) - 14 - top, foot(edition) - 14 - FIRST
    sections = particulars(story, edition, folios, certification, record, room)
    opening = _opening(story, edition, certification, record)
    section = edition.say("lane.section", number=_number(edition, certification), lane=certification)
    heading = _title(story, edition, certification, record)
    first, *more = sheets(sections, room, further)
    filled = [[*opening, *spread(edition, first, top, room)], *(spread(edition, m, FIRST, further) for m in more)]
    name = f"lane-{certification.lane}"
    return paged(name, edition, story, folios, heading, filled, section, certification, dated=True)


def _number(edition: Edition, certification: Certification) -> Phrase:
    return edition.literal(str(certification.lane), "lane")


# ── The finding ───────────────────────────────────────────────────────────────────────────────────


def _hero(story: Story, certification: Certification, record: Record | None) -> Fact | None:
    """Return the figure that the page opens with: the latest rate, else the exam's questions, else the hours.

    Never a share that could be taken for a rate.
    """
    if record:
        return record.latest.rate
    size = (f for f in story.dataset.newest("exam_questions", certification.code) if f.dimension == "total")
    return next(size, None) or story.fewest_hours(certification)


def _title(story: Story, edition: Edition, certification: Certification, record: Record | None) -> Phrase:
    if record:
        rate = record.latest.rate
        share = edition.say(f"half.{share_of(rate.number)}")
        return edition.say(f"lane.title.{story.measure}", share=share, lane=certification, rate=rate).telling(rate)
    outline = story.outline(certification)
    if outline:
        top, hero = max(outline, key=lambda f: f.number), _hero(story, certification, record)
        share = edition.say(f"half.{share_of(top.number)}")
        key = "lane.title.outline" if share_of(top.number) != "few" else "lane.title.largest"
        if key == "lane.title.outline" and hero and hero.kind == "exam_questions":
            return edition.say("lane.title.questions", share=share, questions=hero).telling(top)
        return edition.say(key, share=share, lane=certification, fact=top).telling(top)
    if hours := story.fewest_hours(certification):
        return edition.say("lane.title.clinical_hours", lane=certification, fact=hours)
    return edition.say("lane.title.plain", lane=certification)


def _opening(story: Story, edition: Edition, certification: Certification, record: Record | None) -> list[Placed]:
    """Place the hero with its sentence, and the bend of the lanes in which this one is alive.

    The hero is lower where its words have no room beside it.
    """
    for widest in HEROES:
        try:
            placed = _beside(story, edition, certification, record, widest)
        except FitError:
            if widest == HEROES[-1]:
                raise
            continue
        break
    return [*_bend(story, edition, certification), *placed]


def _beside(
    story: Story, edition: Edition, certification: Certification, record: Record | None, widest: float
) -> list[Placed]:
    """Place the hero, at most `widest` points wide, and the name and the sentence beside it."""
    grid, ink = edition.grid, Ink(f"lane.{certification.lane}")
    figures, hero = list[Placed](), _hero(story, certification, record)
    beside = Column(edition, grid.x(0), HERO - CAP, grid.right - BUNDLE - 128 - grid.x(0))
    if hero:
        words = numeral(edition, hero)
        cap = CAP * min(1, widest / blocks.figures_width(edition, words, CAP))
        figure = blocks.figures(edition, grid.x(0), HERO, words, cap, ink)
        figures.append(replace(figure, fit="" if widest == HEROES[0] else "smaller"))
        x = figure.box.right + 16
        beside = Column(edition, x, HERO - CAP, grid.right - BUNDLE - 128 - x)
    style = ("lead", "label.small", "axis.strong")
    name = blocks.fitted(
        edition, style, beside.x, beside.y + 9, Size(beside.measure, 42), lane_name(edition, certification), "name"
    )
    beside.y = blocks.baseline(name) + 10
    if hero:
        words = _sentence(story, edition, certification, record, hero)
        room, at = Size(beside.measure, BEND - 8 - beside.y), beside.y + 8
        styles = ("standfirst", "body", "axis.ink")
        figures.append(blocks.fitted(edition, styles, beside.x, at, room, words, "sentence"))
    return [name, *blocks.roled(figures, "P:hero")]


def _sentence(
    story: Story, edition: Edition, certification: Certification, record: Record | None, hero: Fact
) -> Phrase:
    """Return what the hero counts."""
    outline = story.outline(certification)
    told = {"passing": passing(story, edition), "numbers": numbers(story, edition, [hero, *outline])}
    if record is None:
        words = [_without(edition, hero, outline, told)]
        if certification in story.unpublished:
            missing = {"codes": edition.told(certification, "code"), "measure": measure(story, edition)}
            words.append(edition.say("statistics.unpublished", **missing))
        return Phrase.joined(" ", words)
    told["numbers"] = numbers(story, edition, [hero])
    last = record.latest
    if not (last.candidates and last.passes):
        return edition.say("lane.hero.rate", rate=last.rate, **told)
    key = "lane.hero.sat" if last.passes.formula else "lane.hero.passed"
    people = edition.say(key, rate=last.rate, sat=last.candidates, passed=last.passes, **told)
    if not (last.small and last.interval):
        return people
    low, high = last.interval
    return Phrase.joined(" ", [people, edition.say("lane.hero.small", low=low, high=high)])


def _without(edition: Edition, hero: Fact, outline: tuple[Fact, ...], told: dict[str, Phrase]) -> Phrase:
    """Return what the hero of a page without pass rates counts."""
    if hero.dimension in EDUCATION:
        return edition.say("lane.hero.degree", degree=edition.say(f"degree.{hero.dimension}"), **told)
    if hero.kind == "exam_questions" and outline:
        top = max(outline, key=lambda f: f.number)
        return edition.say("lane.hero.outline", weight=top, domain=edition.told(top, "dimension"), **told)
    return edition.say(f"lane.hero.{hero.kind}", **told)


def _bend(story: Story, edition: Edition, certification: Certification) -> list[Placed]:
    """Draw the lanes in the top right corner, this one in its colour, with its number at the start."""
    every, width = lanes_of(story, edition), edition.format.width
    pitch = BUNDLE / max(len(every), 2)
    lane, right = pitch * 0.76, edition.grid.right
    left = right - BUNDLE - 82
    placed = []
    for i, other in enumerate(every):
        radius = INNER + pitch * (i + 0.5)
        x = left + BUNDLE - pitch * (i + 0.5)
        ink = Ink(f"lane.{other.lane}") if other is certification else Ink("idle")
        track = Track(x, BEND, -90).straight(2).bend(radius, 90).straight(width - x - radius + 10)
        placed.append((other is certification, blocks.shapes(Shape(track.lane(), stroke=ink, width=lane))))
    bundle = [p for _, p in sorted(placed, key=lambda pair: pair[0])]
    end = left + BUNDLE
    number = blocks.figures(
        edition, end + 10, BEND, _number(edition, certification), 30, Ink(f"lane.{certification.lane}.text"),
        role="Artifact",
    )  # fmt: skip
    of = edition.say("lane.of", number=_number(edition, certification), lanes=story.lanes)
    return [
        *bundle,
        blocks.panel(Box(left - 1, BEND, BUNDLE + 2, 3), Ink("ink")),
        number,
        blocks.text(edition, "wordmark", number.box.right + 8, BEND - 13, of),
        blocks.text(edition, "body", number.box.right + 8, BEND, edition.say(f"track.{certification.track}")),
    ]
