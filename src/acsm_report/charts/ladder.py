"""What each lane asks before the exam: education in equal steps, on top of it clinical hours to scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .. import fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..errors import FitError
from ..fields import EDUCATION, RANGE
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart, Length, Table
from ..story import Story
from .alternatives import in_words
from .plot import Plot, plot
from .tabulated import titled

__all__ = ["ladder"]


@dataclass(frozen=True)
class Route:
    """A way to the start of a lane: its education, the fewest and the most hours, where it stands across."""

    education: Fact
    least: Fact | None
    most: Fact | None
    left: float
    width: float

    @property
    def level(self) -> int:
        """How many steps of education it climbs."""
        return EDUCATION.index(self.education.dimension) + 1

    @property
    def hours(self) -> float:
        """The most hours that it may take."""
        return max(fact.number for fact in (self.least, self.most) if fact) if self.least or self.most else 0


@dataclass(frozen=True)
class Scale:
    """How tall things are: the base, a step of education, an hour; which routes tell their hours above the start."""

    base: float
    step: float
    hour: float
    outside: frozenset[int]


def ladder(
    story: Story,
    edition: Edition,
    width: float,
    height: float | None = None,
    columns: Sequence[tuple[float, float]] = (),
) -> Chart:
    """Draw every lane's way to its start line: equal steps of education, then hours, all on one scale of hours.

    `columns` are the left and the width of each lane, in points from the chart's left, in the order of the
    certifications; left of them stand the names of the steps. `kept` of the chart are the places of the lanes'
    numbers. Raise FitError where a word is wider than its column.
    """
    m, canvas, lanes = edition.measures("ladder"), plot(edition, width), story.certifications
    tall = math.floor(height or m["tall"])
    places = columns or _columns(len(lanes), width, m)
    ways = [_routes(story, lane, *place) for lane, place in zip(lanes, places, strict=True)]
    routes = [route for way in ways for route in way]
    levels = max((route.level for route in routes), default=0)
    note = edition.say("ladder.scale" if any(route.hours for route in routes) else "ladder.steps")
    scale, beside = _scale(edition, routes, levels, tall, m), _beside(edition, note, places, m)
    lead = edition.style("axis").lead
    if not beside or len(beside) * lead > scale.base - levels * scale.step:  # no room above the names of the steps
        beside, below = [], fonts.wrapped(note, edition.style("axis"), width)
        scale = _scale(edition, routes, levels, tall - len(below) * lead, m)
        for number, line in enumerate(below, 1):
            canvas.text("axis", line, 0, scale.base + number * lead - fonts.DESCENT * lead)
    for number, line in enumerate(beside):
        canvas.text("axis", line, 0, fonts.CAP * edition.style("axis").size + number * lead)
    _ground(canvas, scale, levels, places, m)
    kept, number = [], 0
    for lane, way, place in zip(lanes, ways, places, strict=True):
        if not way:
            _unknown(canvas, scale.base, *place, m)
        for route in way:
            kept.append((lane.code, _route(canvas, lane, route, scale, number in scale.outside, m)))
            number += 1
    finished = canvas.finished("ladder", tall, _alt(story, edition, lanes, ways), _table(edition, lanes, ways))
    return replace(finished, kept=tuple(kept))


def _beside(edition: Edition, note: Phrase, places: Sequence[tuple[float, float]], m: dict[str, float]) -> list[Phrase]:
    """Return the note on the scales in lines that fit left of the lanes; none when a word does not."""
    try:
        return fonts.wrapped(note, edition.style("axis"), places[0][0] - m["pad"]) if places else []
    except FitError:
        return []


def _columns(count: int, width: float, m: dict[str, float]) -> list[tuple[float, float]]:
    pitch = (width - m["label"] + m["gutter"]) / max(count, 1)
    return [(m["label"] + number * pitch, pitch - m["gutter"]) for number in range(count)]


def _routes(story: Story, lane: Certification, left: float, width: float) -> list[Route]:
    """Return the ways to a lane's start, from the lowest education, side by side in its column."""
    told = story.dataset.first
    known = [f for degree in EDUCATION if (f := told("education", lane.code, degree))]
    share = (width + 1) / max(len(known), 1)
    found = []
    for number, education in enumerate(known):
        least, most = (told("clinical_hours", lane.code, end) for end in RANGE)
        if own := told("clinical_hours", lane.code, education.dimension):
            least, most = own, None
        least, most = least if least and least.number else None, most if most and most.number else None
        if least and most and most.number <= least.number:
            most = None
        found.append(Route(education, least, most, left + number * share, share - 1))
    return found


def _scale(edition: Edition, routes: Sequence[Route], levels: int, base: float, m: dict[str, float]) -> Scale:
    """Return the largest scale at which every route has room below the top, its words at the start line included."""
    asked = [route for route in routes if route.hours]
    outside, before = frozenset[int](), None
    while outside != before:
        before = outside
        lines = max((len(_hours(edition, routes[n])[1]) for n in outside), default=0)
        room = base - _above(edition, m) - lines * edition.style("body.strong").lead
        step = min(m["step"], (room - (m["least"] if asked else 0)) / max(levels, 1))
        free = [(room - r.level * step - m["gap"]) / r.hours for r in asked]
        hour = max(min([m["hundred"] / 100, *free]), 0)
        outside |= {n for n, r in enumerate(routes) if r.hours and not _fits(edition, r, hour, m)}
    return Scale(base, step, hour, outside)


def _above(edition: Edition, m: dict[str, float]) -> float:
    """Return how tall the start line is with its word."""
    return m["start"] + 2 * m["pad"] + fonts.CAP * edition.style("body.strong").size


def _hours(edition: Edition, route: Route) -> tuple[str, list[Phrase]]:
    """Return the hours of a route in lines that fit its width, and their style: the first that fits."""
    words, styles = _words(edition, route), ("body.strong", "axis.strong")
    try:
        return _wrapped(edition, styles, words, route.width)
    except FitError:
        end = words.text.find("–") + 1
        if not end:
            raise
    low, high = words.part(0, end), words.part(end, len(words.text))
    style, lines = _wrapped(edition, styles[1:], high, route.width)
    return style, [*fonts.wrapped(low, edition.style(style), route.width), *lines]


def _wrapped(edition: Edition, styles: Sequence[str], words: Phrase, measure: float) -> tuple[str, list[Phrase]]:
    """Return words in lines of that measure, and the first of the styles in which they fit; else raise FitError."""
    *larger, last = styles
    for style in larger:
        try:
            return style, fonts.wrapped(words, edition.style(style), measure)
        except FitError:
            continue
    return last, fonts.wrapped(words, edition.style(last), measure)


def _words(edition: Edition, route: Route) -> Phrase:
    if route.least and route.most:
        return edition.say("hours.range", low=route.least, high=route.most)
    return edition.say("hours", low=route.least) if route.least else edition.say("hours.up", high=route.most)


def _fits(edition: Edition, route: Route, hour: float, m: dict[str, float]) -> bool:
    """Tell whether the hours stand within their block, below the lane's number when it is there too."""
    lead = edition.style("body.strong").lead
    tall = len(_hours(edition, route)[1]) * lead + m["pad"]
    if route.least:
        return route.least.number * hour >= tall + m["figure"]
    return route.hours * hour >= tall + m["pad"]


def _ground(
    canvas: Plot, scale: Scale, levels: int, places: Sequence[tuple[float, float]], m: dict[str, float]
) -> None:
    """Draw the beds of the lanes, and across them a guide for each step, with its name at the left."""
    for left, width in places:
        canvas.box(left, 0, width, scale.base, Ink("sand"))
    end = max((left + width for left, width in places), default=canvas.width)
    for number in range(levels):
        y = scale.base - (number + 1) * scale.step
        canvas.box(0, y - m["guide"] / 2, end, m["guide"], Ink("rule"))
        for style, line, at in _named(canvas.edition, EDUCATION[number], places[0][0] - m["pad"], scale.step, m):
            canvas.text(style, line, 0, y + at)


def _named(
    edition: Edition, level: str, measure: float, step: float, m: dict[str, float]
) -> list[tuple[str, Phrase, float]]:
    """Return the lines of a step's name with their styles and how far below its guide they stand."""
    strong, plain = edition.style("body.strong"), edition.style("body")
    first, *rest = edition.say(f"step.{level}").lines
    wide = [fonts.width(first.text, strong), *(fonts.width(line.text, plain) for line in rest)]
    tall = m["pad"] + fonts.CAP * strong.size + len(rest) * m["lead"] + fonts.DESCENT * plain.size
    if max(wide) > measure or tall > step:
        first, *rest = fonts.wrapped(edition.say(f"short.{level}"), strong, measure)
    top = m["pad"] + fonts.CAP * strong.size
    return [("body" if n else "body.strong", line, top + n * m["lead"]) for n, line in enumerate([first, *rest])]


def _route(canvas: Plot, lane: Certification, route: Route, scale: Scale, outside: bool, m: dict[str, float]) -> Box:
    """Draw a route: the steps climbed, the hours, the start line. Return the place of the lane's number."""
    edition, ink, x, width = canvas.edition, Ink(f"lane.{lane.lane}"), route.left, route.width
    top = scale.base - route.level * scale.step
    solid = route.least.number * scale.hour if route.least else 0
    inside = bool(route.hours) and not outside
    lead, words = edition.style("body.strong").lead, _hours(edition, route) if route.hours else ("", [])
    below = len(words[1]) * lead + m["pad"] if inside else 0
    in_hours = solid - below >= m["figure"]  # else the number stands on the last step of education
    canvas.box(x, top, width, scale.base - top, Ink("paper"))
    for level in range(route.level):
        full = level == route.level - 1 and not in_hours
        y = scale.base - (level + 1) * scale.step
        box = Box(x, y, width, scale.step - (m["gap"] if level else 0))
        canvas.block(box, ink if full else Ink(ink.role, m["share"]))
    canvas.seen.append(Length(route.education, Box(x, top, width, scale.base - top)))
    base = top - (m["gap"] if route.hours else 0)
    seat = Box(x, base - solid, width, solid - below) if in_hours else Box(x, top, width, scale.step - m["gap"])
    if route.least:
        canvas.block(Box(x, base - solid, width, solid), ink, route.least)
    end = base - route.hours * scale.hour
    more = Ink(ink.role, m["more"])
    if route.most:
        canvas.block(Box(x, end, width, base - solid - end), more)
        canvas.seen.append(Length(route.most, Box(x, end, width, base - end)))
    on = edition.brand.on(ink if route.least else more, "paper")
    _start(canvas, route, end, words if outside else ("", []), m)
    for number, line in enumerate(words[1] if inside else []):
        y = base - m["pad"] - (len(words[1]) - 1 - number) * lead
        canvas.text(words[0], line, x + width / 2, y, anchor="middle", ink=on)
    return seat


def _start(canvas: Plot, route: Route, y: float, told: tuple[str, list[Phrase]], m: dict[str, float]) -> None:
    """Draw the start line on top of a route, above it its word, and the hours that have no room in their block."""
    edition, middle = canvas.edition, route.left + route.width / 2
    canvas.block(Box(route.left, y - m["start"], route.width, m["start"]), Ink("ink"))
    word, at = edition.say("start"), y - m["start"] - m["pad"]
    style = next(
        (s for s in ("body.strong", "axis.strong") if fonts.width(word.text, edition.style(s)) <= route.width), ""
    )
    if style:
        canvas.text(style, word, middle, at, anchor="middle")
    lead = edition.style("body.strong").lead
    for number, line in enumerate(reversed(told[1])):
        canvas.text(told[0], line, middle, at - (number + bool(style)) * lead, anchor="middle")


def _unknown(canvas: Plot, base: float, left: float, width: float, m: dict[str, float]) -> None:
    """Say at the base of a lane that nobody published what it asks."""
    style, lines = _wrapped(canvas.edition, ("body.grey", "axis"), canvas.edition.say("unknown"), width)
    lead = canvas.edition.style(style).lead
    for number, line in enumerate(reversed(lines)):
        canvas.text(style, line, left + width / 2, base - m["pad"] - number * lead, anchor="middle")


def _alt(story: Story, edition: Edition, lanes: Sequence[Certification], ways: Sequence[Sequence[Route]]) -> str:
    """Return the chart in words: what each lane asks, and that the clinical lanes ask more where they do."""
    what = edition.say("alt.ladder" if any(route.hours for way in ways for route in way) else "alt.ladder.bare")
    told = (
        edition.say(
            "alt.rates",
            code=lane.code,
            rates=Phrase.joined(edition.say("alt.or").text, (_told(edition, route) for route in way))
            if way else edition.say("unknown"),
        )
        for lane, way in zip(lanes, ways, strict=True)
    )  # fmt: skip
    return in_words(edition, what, told, edition.say("alt.ladder.longer") if story.clinical_is_longer else None)


def _told(edition: Edition, route: Route) -> Phrase:
    education = edition.say("figure", fact=route.education)
    if not route.hours:
        return education
    return edition.say("alt.ladder.hours", education=education, hours=_words(edition, route))


def _table(edition: Edition, lanes: Sequence[Certification], ways: Sequence[Sequence[Route]]) -> Table | None:
    """Return the ways to the start as a table, a row a route; without hours where nobody asks for any."""
    if not any(ways):
        return None
    hours = any(route.hours for way in ways for route in way)
    kinds = ("education", "clinical_hours") if hours else ("education",)
    names = (edition.say("table.row.certification"), *(edition.say(f"kind.{kind}") for kind in kinds))
    unknown = edition.say("unknown").text
    rows = list[tuple[str, ...]]()
    for lane, way in zip(lanes, ways, strict=True):
        rows += [] if way else [(lane.code, unknown, unknown)]
        for route in way:
            degree = edition.say(f"degree.{route.education.dimension}")
            label = Phrase.joined(", ", (lane.code, degree)).text if len(way) > 1 else lane.code
            asked = _words(edition, route).text if route.hours else unknown
            rows.append((label, edition.say("figure", fact=route.education).text, asked))
    heads = tuple(titled(edition, name).text for name in names)
    return Table(heads, tuple(row[: len(heads)] for row in rows))
