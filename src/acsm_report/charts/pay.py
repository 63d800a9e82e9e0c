"""Median annual pay of the occupations over the years: time to scale, pay from zero."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from .. import fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..fields import OCCUPATIONS
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart
from ..story import Story
from .alternatives import dated, in_words
from .plot import Panel, Plot, centred, moment, plot

__all__ = ["pay"]

AIR = 1  # points between two values: a $ is taller than a capital

Spot = tuple[float, float]


@dataclass(frozen=True)
class Series:
    """An occupation's pay: its facts by time, its name in lines, and whether its words stand above its line."""

    occupation: str
    points: tuple[tuple[float, Fact], ...]
    name: tuple[Phrase, ...]
    above: bool


def pay(story: Story, edition: Edition, width: float, height: float = math.inf) -> Chart:
    """Draw a line an occupation through its dots, each with its value; the line has its name at its end.

    The scale fills `height` points when that is given, not below half its measure.
    A value that would cover another word or a dot is told by its dot alone.
    """
    m, canvas = {**edition.measures("pay")}, plot(edition, width)
    series = _series(story, edition, m)
    if not series:
        return canvas.finished("pay", 1, _alt(edition, series))
    marks = _marks(edition, series, m)
    m["label"] = max(m["label"], *(fonts.width(words.text, edition.style("axis")) + m["gap"] for _, words in marks))
    panel = canvas.panel(_panel(edition, series, width, height, m))
    _guides(canvas, panel, marks, m)
    ends = _ends(canvas, panel, series, m)
    taken = [centred(panel.x(x), panel.y(f.number), m["dot"]) for one in series for x, f in one.points]
    taken += ends
    lines = [segment for one in series for segment in _segments(panel, one)]
    for one, end in zip(series, ends, strict=True):
        first = one.occupation == OCCUPATIONS[0]
        ink = Ink("ink") if first else Ink("ink", m["share"])
        if len(one.points) > 1:
            canvas.line(panel, [(x, fact.number) for x, fact in one.points], ink, m["line" if first else "fine"])
        canvas.dots(panel, one.points, ink, m["dot"])
        _name(canvas, one, end)
        for point in one.points[:-1]:
            _value(canvas, panel, point, _over(point, one, series), taken, lines, m)
    _years(canvas, panel, series)
    axis = edition.style("axis")
    return canvas.finished(
        "pay", math.ceil(panel.box.bottom + axis.lead + fonts.DESCENT * axis.size), _alt(edition, series)
    )


def _series(story: Story, edition: Edition, m: dict[str, float]) -> list[Series]:
    """Return the occupations whose pay is known, the one that ends highest first."""
    found = []
    for occupation in OCCUPATIONS:
        facts = story.dataset.find("median_pay", "", occupation)
        points = sorted(((at, f) for f in facts if (at := moment(f.period)) is not None), key=lambda point: point[0])
        if points:
            found.append((points[-1][1].number, occupation, tuple(points)))
    found.sort(key=lambda one: -one[0])
    name = edition.style("body.strong")
    return [
        Series(occupation, points, tuple(fonts.wrapped(edition.say(f"occupation.{occupation}"), name, m["right"])),
               not number and len(found) > 1)
        for number, (_, occupation, points) in enumerate(found)
    ]  # fmt: skip


def _panel(edition: Edition, series: Sequence[Series], width: float, height: float, m: dict[str, float]) -> Panel:
    """Return where the pay is drawn: beside it the marks of the scale and the names, above and below room for words."""
    times = [x for one in series for x, _ in one.points]
    first, last = min(times), max(times)
    across = (first, last) if last > first else (first - 0.5, first)
    facts = [fact for one in series for _, fact in one.points]
    wide = max(fonts.width(edition.say("figure", fact=f).text, edition.style("value.latest")) for f in facts)
    named = max(fonts.width(line.text, edition.style("body.strong")) for one in series for line in one.name)
    axis = edition.style("axis")
    top = max(len(one.name) for one in series) * edition.style("body.strong").lead + edition.style("value.latest").size
    filled = height - 1 - top - axis.lead - fonts.DESCENT * axis.size
    scale = m["tall"] if math.isinf(height) else max(m["tall"] / 2, filled)
    left = m["label"] + wide / 2
    right = width - max(wide, named) - m["dot"] / 2 - 2 * m["gap"]
    return Panel(Box(left, top, right - left, scale), across, (0, _high(series)))


def _high(series: Sequence[Series]) -> float:
    return max(fact.number for one in series for _, fact in one.points) or 1


def _marks(edition: Edition, series: Sequence[Series], m: dict[str, float]) -> list[tuple[float, Phrase]]:
    """Return the round amounts that the scale is marked with, from zero, in words."""
    step = next(step for step in _steps() if _high(series) / step <= m["guides"])
    found: list[tuple[float, Phrase]] = []
    for value in range(0, int(_high(series)) + 1, step):
        told = edition.language.number(Fact("median_pay", value, "USD"))
        key = "axis.dollars" if value else "axis.zero"
        found.append((value, edition.say(key, value=edition.literal(told, "tick"))))
    return found


def _guides(canvas: Plot, panel: Panel, marks: Sequence[tuple[float, Phrase]], m: dict[str, float]) -> None:
    """Draw a few quiet lines with the pay that they mark, and the base at zero."""
    style, right = canvas.edition.style("axis"), panel.box.right + m["dot"] / 2
    for value, words in marks:
        y = panel.y(value)
        ink, thick = (Ink("rule"), m["leader"]) if value else (Ink("ink"), max(0.9, style.size / 10))
        canvas.box(m["label"], y - thick / 2, right - m["label"], thick, ink)
        canvas.beside("axis", words, m["label"] - m["gap"], y, anchor="end")


def _steps() -> Iterator[int]:
    """Yield round distances: 1, 2, 5, 10 ..."""
    yield from (factor * 10**power for power, factor in product(range(16), (1, 2, 5)))


def _ends(canvas: Plot, panel: Panel, series: Sequence[Series], m: dict[str, float]) -> list[Box]:
    """Return the box of the words at the end of each line: at the last dot where it is free, else at the right."""
    away = m["dot"] / 2 + m["gap"]
    near = [_near(canvas, panel, one, series, m) for one in series]
    column = [_box(canvas, one, (panel.box.right + away, panel.y(one.points[-1][1].number))) for one in series]
    for free in (near, [None] * len(series)):
        aside = [there for there, here in zip(column, free, strict=True) if here is None]
        places = iter(_stacked(aside, panel.box.bottom, m["gap"]))
        found = [here or next(places) for here in free]
        if not any(one.overlaps(other, slack=0) for one, other in combinations(found, 2)):
            break
    _leaders(canvas, panel, [(one, box) for one, box, here in zip(series, found, free, strict=True) if not here], m)
    return found


def _near(canvas: Plot, panel: Panel, one: Series, series: Sequence[Series], m: dict[str, float]) -> Box | None:
    """Return where the words stand right of the last dot, or above or below it; None where something is drawn."""
    away = m["dot"] / 2 + m["gap"]
    x, y = panel.x(one.points[-1][0]), panel.y(one.points[-1][1].number)
    beside = _box(canvas, one, (x + away, y))
    shifted = replace(beside, x=x - beside.w / 2, y=y - away - beside.h if one.above else y + away)
    dots = [centred(panel.x(x), panel.y(f.number), m["dot"] + m["gap"]) for o in series for x, f in o.points]
    sheet = Box(m["label"], 0, canvas.width - m["label"], panel.box.bottom)

    def free(box: Box, drawn: Sequence[Series]) -> bool:
        crossed = any(_crosses(box, line) for other in drawn for line in _segments(panel, other))
        return sheet.contains(box) and not crossed and not any(box.overlaps(dot, slack=0.6 * m["gap"]) for dot in dots)

    if free(beside, [other for other in series if other is not one]):
        return beside
    return shifted if free(shifted, series) else None


def _leaders(canvas: Plot, panel: Panel, away: Sequence[tuple[Series, Box]], m: dict[str, float]) -> None:
    """Lead from the last dot of a line to its words where these stand away from it."""
    for one, box in away:
        x, fact = one.points[-1]
        level = box.bottom - _drop(canvas, one) if one.above else box.y + _drop(canvas, one)
        if box.x - panel.x(x) > m["dot"] / 2 + m["gap"] + 0.01 or abs(level - panel.y(fact.number)) > m["dot"] / 2:
            points = [(x, fact.number), (panel.across_at(box.x - m["gap"] / 2), panel.up_at(level))]
            canvas.line(panel, points, Ink("grey"), m["leader"])


def _drop(canvas: Plot, one: Series) -> float:
    """Return how far the middle of the last value is from the edge of the words that it stands at."""
    style = canvas.edition.style("value.latest")
    return style.size * (fonts.CAP / 2 + (fonts.DESCENT if one.above else 0))


def _box(canvas: Plot, one: Series, at: Spot) -> Box:
    """Return the box of a name and its last value, the value's left and middle at that place."""
    value, name = canvas.edition.style("value.latest"), canvas.edition.style("body.strong")
    words = canvas.edition.say("figure", fact=one.points[-1][1])
    wide = max(fonts.width(words.text, value), *(fonts.width(line.text, name) for line in one.name))
    below = value.size * fonts.DESCENT if one.above else 0
    tall = value.size * fonts.CAP + len(one.name) * name.lead + fonts.DESCENT * (value.size if one.above else name.size)
    top = at[1] + value.size * fonts.CAP / 2 + below - tall if one.above else at[1] - value.size * fonts.CAP / 2
    return Box(at[0], top, wide, tall)


def _stacked(boxes: Sequence[Box], bottom: float, gap: float) -> list[Box]:
    """Return the boxes moved up and down so that none is on another and all are from 0 to `bottom`; from the top."""
    found: list[Box] = []
    for box in boxes:
        top = max(box.y, found[-1].bottom + gap if found else 0)
        found.append(Box(box.x, top, box.w, box.h))
    floor = bottom
    for number in reversed(range(len(found))):
        box = found[number]
        found[number] = Box(box.x, min(box.y, floor - box.h), box.w, box.h)
        floor = found[number].y - gap
    return found


def _name(canvas: Plot, one: Series, box: Box) -> None:
    """Write the last value and the name in their box."""
    value, name = canvas.edition.style("value.latest"), canvas.edition.style("body.strong")
    words = canvas.edition.say("figure", fact=one.points[-1][1])
    y = box.y
    if not one.above:
        y += fonts.CAP * value.size
        canvas.text("value.latest", words, box.x, y)
    for number, line in enumerate(one.name):
        y += fonts.CAP * name.size if one.above and not number else name.lead
        canvas.text("body.strong", line, box.x, y)
    if one.above:
        canvas.text("value.latest", words, box.x, box.bottom - fonts.DESCENT * value.size)


def _segments(panel: Panel, one: Series) -> list[tuple[Spot, Spot]]:
    spots = [(panel.x(x), panel.y(fact.number)) for x, fact in one.points]
    return [*pairwise(spots)]


def _crosses(box: Box, segment: tuple[Spot, Spot]) -> bool:
    """Tell whether a straight line touches a box."""
    (x, y), (right, bottom) = segment
    first, last = 0.0, 1.0  # the part of the line, by shares, that is within both pairs of sides
    for start, way, low, high in ((x, right - x, box.x, box.right), (y, bottom - y, box.y, box.bottom)):
        if not way:
            if not low <= start <= high:
                return False
            continue
        near, far = sorted(((low - start) / way, (high - start) / way))
        first, last = max(first, near), min(last, far)
    return first <= last


def _over(point: tuple[float, Fact], one: Series, series: Sequence[Series]) -> bool:
    """Tell whether a value is to stand above its dot: of two at one time the higher, else that of the upper line."""
    rivals = [fact.number for other in series if other is not one for x, fact in other.points if x == point[0]]
    lower = [number < point[1].number for number in rivals if number != point[1].number]
    return lower[0] if lower else one.above


def _value(
    canvas: Plot, panel: Panel, point: tuple[float, Fact], above: bool, taken: list[Box],
    lines: Sequence[tuple[Spot, Spot]], m: dict[str, float],
) -> None:  # fmt: skip
    """Write a value as near its dot as there is room, away from lines when that is possible."""
    style, words = canvas.edition.style("value"), canvas.edition.say("figure", fact=point[1])
    wide, tall = fonts.width(words.text, style), (fonts.CAP + fonts.DESCENT) * style.size
    x, y = panel.x(point[0]), panel.y(point[1].number)
    sheet = Box(m["label"], 0, canvas.width - m["label"], panel.box.bottom)
    free: list[tuple[bool, int, int, Box]] = []
    for up, shift, ring in product((above, not above), (0, 1, -1), (0, 1)):
        off = m["dot"] / 2 + m["gap"] + ring * tall
        box = Box(x - wide / 2 + shift * wide / 2, y - off - tall if up else y + off, wide, tall)
        if sheet.contains(box) and not any(box.overlaps(other, slack=-AIR) for other in taken):
            free.append((any(_crosses(box, line) for line in lines), ring, len(free), box))
    if not free:
        return
    box = min(free, key=lambda one: one[:3])[3]
    taken.append(box)
    canvas.box(box.x - 1, box.y - 1, box.w + 2, box.h + 1, Ink("paper"))
    canvas.text("value", words, box.x, box.y + fonts.CAP * style.size)


def _years(canvas: Plot, panel: Panel, series: Sequence[Series]) -> None:
    """Write the years below their dots: the ends, and what has room between them."""
    style = canvas.edition.style("axis")
    facts = {x: fact for one in series for x, fact in one.points}
    times = sorted(facts)
    taken: list[tuple[float, float]] = []
    for x in [times[-1], *times[:-1]]:
        words = canvas.edition.told(facts[x], "period")
        wide = fonts.width(words.text, style)
        left = panel.x(x) - wide / 2
        if all(left > end + style.size / 2 or left + wide < begin - style.size / 2 for begin, end in taken):
            taken.append((left, left + wide))
            canvas.text("axis", words, left, panel.box.bottom + style.lead)


def _alt(edition: Edition, series: Sequence[Series]) -> str:
    """Return the chart in words: every value, and the highest of the last period that all have where one is alone."""
    if not series:
        return edition.say("alt.pay.none").text
    order = sorted(series, key=lambda one: OCCUPATIONS.index(one.occupation))
    told = (
        edition.say("alt.rates", code=edition.say(f"occupation.{one.occupation}"),
                    rates=Phrase.joined(", ", (edition.say("alt.rate", rate=fact) for _, fact in one.points)))
        for one in order
    )  # fmt: skip
    what = dated(edition, edition.say("alt.pay"), (fact for one in series for _, fact in one.points))
    by_period = [{fact.period: fact for _, fact in one.points} for one in series]
    last = max(set.intersection(*(set(facts) for facts in by_period)), default="")
    ends = sorted((facts[last] for facts in by_period if last), key=lambda fact: -fact.number)
    if len(ends) < 2 or ends[0].number == ends[1].number:
        return in_words(edition, what, told)
    name = edition.say(f"occupation.{ends[0].dimension}")
    return in_words(edition, what, told, edition.say("alt.pay.most", pay=ends[0], name=name))
