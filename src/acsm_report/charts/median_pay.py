"""Median annual pay of the occupations over the years: time to scale, pay from zero."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from ..dataset.insights import Insights
from ..dataset.model import Fact, Term
from ..geometry import Box
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, string_width, wrap_phrase
from ..layout.scene import Chart
from ..theme.model import Ink
from .alt_text import add_period, format_alt_text
from .xy_canvas import Subplot, XYCanvas, create_xy_canvas, decimal_year, square_around

__all__ = ["median_pay"]

VALUE_GAP = 1  # points between two values: a $ is taller than a capital

Point = tuple[float, float]


@dataclass(frozen=True)
class PaySeries:
    """An occupation's pay: its facts by time, its name in lines, and whether its words stand above its line."""

    occupation: Term
    points: tuple[tuple[float, Fact], ...]
    name_lines: tuple[Phrase, ...]
    label_above: bool


def median_pay(insights: Insights, context: LayoutContext, width: float, height: float = math.inf) -> Chart:
    """Draw a line an occupation through its dots, each with its value; the line has its name at its end.

    The scale fills `height` points when that is given, not below half its measure.
    A value that would cover another word or a dot is told by its dot alone.
    """
    m, canvas = {**context.metrics("pay")}, create_xy_canvas(context, width)
    series = _find_series(insights, context, m)
    if not series:
        return canvas.build_xy_chart("pay", 1, _alt_text(insights, context, series))
    marks = _axis_ticks(context, series, m)
    m["label"] = max(m["label"], *(string_width(words.text, context.style("axis")) + m["gap"] for _, words in marks))
    panel = canvas.add_subplot(_layout_subplot(context, series, width, height, m))
    _draw_grid_lines(canvas, panel, marks, m)
    ends = _place_end_labels(canvas, panel, series, m)
    taken = [
        square_around(panel.x_position(x), panel.y_position(f.number), m["dot"])
        for one in series
        for x, f in one.points
    ]
    taken += ends
    lines = [segment for one in series for segment in _line_segments(panel, one)]
    order = _list_order(insights, series)
    canvas.row_names = {o.key: context.term_message("occupation", o) for o in order}
    for one, end in zip(series, ends, strict=True):
        first = one.occupation == order[0]
        ink = Ink("ink") if first else Ink("ink", m["share"])
        if len(one.points) > 1:
            canvas.add_line(panel, [(x, fact.number) for x, fact in one.points], ink, m["line" if first else "fine"])
        canvas.add_dots(panel, one.points, ink, m["dot"])
        _draw_end_label(canvas, one, end)
        for point in one.points[:-1]:
            _draw_value(canvas, panel, point, _is_above_dot(point, one, series), taken, lines, m)
    _draw_years(canvas, panel, series)
    axis = context.style("axis")
    return canvas.build_xy_chart(
        "pay", math.ceil(panel.box.bottom + axis.leading + DESCENT * axis.size), _alt_text(insights, context, series)
    )


def _find_series(insights: Insights, context: LayoutContext, metrics: dict[str, float]) -> list[PaySeries]:
    """Return the occupations whose pay is known, the one that ends highest first."""
    found = []
    for occupation in insights.terms["occupation"]:
        facts = insights.dataset.find("median_pay", "", occupation.key)
        points = sorted(
            ((at, f) for f in facts if (at := decimal_year(f.period)) is not None), key=lambda point: point[0]
        )
        if points:
            found.append((points[-1][1].number, occupation, tuple(points)))
    found.sort(key=lambda one: -one[0])
    name = context.style("body.strong")
    return [
        PaySeries(
            occupation,
            points,
            tuple(wrap_phrase(context.term_message("occupation", occupation), name, metrics["right"])),
            not number and len(found) > 1,
        )
        for number, (_, occupation, points) in enumerate(found)
    ]


def _layout_subplot(
    context: LayoutContext, series: Sequence[PaySeries], width: float, height: float, metrics: dict[str, float]
) -> Subplot:
    """Return where the pay is drawn: beside it the marks of the scale and the names, above and below room for words."""
    times = [x for one in series for x, _ in one.points]
    first, last = min(times), max(times)
    across = (first, last) if last > first else (first - 0.5, first)
    facts = [fact for one in series for _, fact in one.points]
    wide = max(string_width(context.message("figure", fact=f).text, context.style("value.latest")) for f in facts)
    named = max(string_width(line.text, context.style("body.strong")) for one in series for line in one.name_lines)
    axis = context.style("axis")
    top = (
        max(len(one.name_lines) for one in series) * context.style("body.strong").leading
        + context.style("value.latest").size
    )
    filled = height - 1 - top - axis.leading - DESCENT * axis.size
    scale = metrics["tall"] if math.isinf(height) else max(metrics["tall"] / 2, filled)
    left = metrics["label"] + wide / 2
    right = width - max(wide, named) - metrics["dot"] / 2 - 2 * metrics["gap"]
    return Subplot(Box(left, top, right - left, scale), across, (0, _max_pay(series)))


def _max_pay(series: Sequence[PaySeries]) -> float:
    return max(fact.number for one in series for _, fact in one.points) or 1


def _axis_ticks(
    context: LayoutContext, series: Sequence[PaySeries], metrics: dict[str, float]
) -> list[tuple[float, Phrase]]:
    """Return the round amounts that the scale is marked with, from zero, in words."""
    currency = series[0].points[0][1].unit
    step = next(step for step in _round_steps() if _max_pay(series) / step <= metrics["guides"])
    found: list[tuple[float, Phrase]] = []
    for value in range(0, int(_max_pay(series)) + 1, step):
        tick = Fact("median_pay", value, currency)
        amount = context.literal(context.language.format_number(tick), "tick")
        words = context.language.money_phrase(amount, currency) if value else context.message("axis.zero", value=amount)
        found.append((value, words))
    return found


def _draw_grid_lines(
    canvas: XYCanvas, subplot: Subplot, ticks: Sequence[tuple[float, Phrase]], metrics: dict[str, float]
) -> None:
    """Draw a few quiet lines with the pay that they mark, and the base at zero."""
    style, right = canvas.context.style("axis"), subplot.box.right + metrics["dot"] / 2
    for value, words in ticks:
        y = subplot.y_position(value)
        ink, thick = (Ink("rule"), metrics["leader"]) if value else (Ink("ink"), max(0.9, style.size / 10))
        canvas.add_rectangle(metrics["label"], y - thick / 2, right - metrics["label"], thick, ink)
        canvas.add_centered_text("axis", words, metrics["label"] - metrics["gap"], y, anchor="end")


def _round_steps() -> Iterator[int]:
    """Yield round distances: 1, 2, 5, 10 ..."""
    yield from (factor * 10**power for power, factor in product(range(16), (1, 2, 5)))


def _place_end_labels(
    canvas: XYCanvas, subplot: Subplot, series: Sequence[PaySeries], metrics: dict[str, float]
) -> list[Box]:
    """Return the box of the words at the end of each line: at the last dot where it is free, else at the right."""
    away = metrics["dot"] / 2 + metrics["gap"]
    near = [_place_near_last_dot(canvas, subplot, one, series, metrics) for one in series]
    column = [
        _label_box(canvas, one, (subplot.box.right + away, subplot.y_position(one.points[-1][1].number)))
        for one in series
    ]
    for free in (near, [None] * len(series)):
        aside = [there for there, here in zip(column, free, strict=True) if here is None]
        places = iter(_stack_boxes(aside, subplot.box.bottom, metrics["gap"]))
        found = [here or next(places) for here in free]
        if not any(one.overlaps(other, tolerance=0) for one, other in combinations(found, 2)):
            break
    _draw_leader_lines(
        canvas, subplot, [(one, box) for one, box, here in zip(series, found, free, strict=True) if not here], metrics
    )
    return found


def _place_near_last_dot(
    canvas: XYCanvas, subplot: Subplot, one: PaySeries, series: Sequence[PaySeries], metrics: dict[str, float]
) -> Box | None:
    """Return where the words stand right of the last dot, or above or below it; None where something is drawn."""
    away = metrics["dot"] / 2 + metrics["gap"]
    x, y = subplot.x_position(one.points[-1][0]), subplot.y_position(one.points[-1][1].number)
    beside = _label_box(canvas, one, (x + away, y))
    shifted = replace(beside, x=x - beside.width / 2, y=y - away - beside.height if one.label_above else y + away)
    dots = [
        square_around(subplot.x_position(x), subplot.y_position(f.number), metrics["dot"] + metrics["gap"])
        for o in series
        for x, f in o.points
    ]
    sheet = Box(metrics["label"], 0, canvas.width - metrics["label"], subplot.box.bottom)

    def free(box: Box, drawn: Sequence[PaySeries]) -> bool:
        crossed = any(_crosses(box, line) for other in drawn for line in _line_segments(subplot, other))
        return (
            sheet.contains(box)
            and not crossed
            and not any(box.overlaps(dot, tolerance=0.6 * metrics["gap"]) for dot in dots)
        )

    if free(beside, [other for other in series if other is not one]):
        return beside
    return shifted if free(shifted, series) else None


def _draw_leader_lines(
    canvas: XYCanvas, subplot: Subplot, distant_labels: Sequence[tuple[PaySeries, Box]], metrics: dict[str, float]
) -> None:
    """Lead from the last dot of a line to its words where these stand away from it."""
    for one, box in distant_labels:
        x, fact = one.points[-1]
        level = box.bottom - _label_offset(canvas, one) if one.label_above else box.y + _label_offset(canvas, one)
        if (
            box.x - subplot.x_position(x) > metrics["dot"] / 2 + metrics["gap"] + 0.01
            or abs(level - subplot.y_position(fact.number)) > metrics["dot"] / 2
        ):
            points = [(x, fact.number), (subplot.x_value(box.x - metrics["gap"] / 2), subplot.y_value(level))]
            canvas.add_line(subplot, points, Ink("grey"), metrics["leader"])


def _label_offset(canvas: XYCanvas, one: PaySeries) -> float:
    """Return how far the middle of the last value is from the edge of the words that it stands at."""
    style = canvas.context.style("value.latest")
    return style.size * (CAP_HEIGHT / 2 + (DESCENT if one.label_above else 0))


def _label_box(canvas: XYCanvas, one: PaySeries, at: Point) -> Box:
    """Return the box of a name and its last value, the value's left and middle at that place."""
    value, name = canvas.context.style("value.latest"), canvas.context.style("body.strong")
    words = canvas.context.message("figure", fact=one.points[-1][1])
    wide = max(string_width(words.text, value), *(string_width(line.text, name) for line in one.name_lines))
    below = value.size * DESCENT if one.label_above else 0
    tall = (
        value.size * CAP_HEIGHT
        + len(one.name_lines) * name.leading
        + DESCENT * (value.size if one.label_above else name.size)
    )
    top = at[1] + value.size * CAP_HEIGHT / 2 + below - tall if one.label_above else at[1] - value.size * CAP_HEIGHT / 2
    return Box(at[0], top, wide, tall)


def _stack_boxes(boxes: Sequence[Box], bottom: float, gap: float) -> list[Box]:
    """Return the boxes moved up and down so that none is on another and all are from 0 to `bottom`; from the top."""
    found: list[Box] = []
    for box in boxes:
        top = max(box.y, found[-1].bottom + gap if found else 0)
        found.append(Box(box.x, top, box.width, box.height))
    floor = bottom
    for number in reversed(range(len(found))):
        box = found[number]
        found[number] = Box(box.x, min(box.y, floor - box.height), box.width, box.height)
        floor = found[number].y - gap
    return found


def _draw_end_label(canvas: XYCanvas, one: PaySeries, box: Box) -> None:
    """Write the last value and the name in their box."""
    value, name = canvas.context.style("value.latest"), canvas.context.style("body.strong")
    words = canvas.context.message("figure", fact=one.points[-1][1])
    y = box.y
    if not one.label_above:
        y += CAP_HEIGHT * value.size
        canvas.add_text("value.latest", words, box.x, y)
    for number, line in enumerate(one.name_lines):
        y += CAP_HEIGHT * name.size if one.label_above and not number else name.leading
        canvas.add_text("body.strong", line, box.x, y)
    if one.label_above:
        canvas.add_text("value.latest", words, box.x, box.bottom - DESCENT * value.size)


def _line_segments(subplot: Subplot, one: PaySeries) -> list[tuple[Point, Point]]:
    spots = [(subplot.x_position(x), subplot.y_position(fact.number)) for x, fact in one.points]
    return [*pairwise(spots)]


def _crosses(box: Box, segment: tuple[Point, Point]) -> bool:
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


def _is_above_dot(point: tuple[float, Fact], one: PaySeries, series: Sequence[PaySeries]) -> bool:
    """Tell whether a value is to stand above its dot: of two at one time the higher, else that of the upper line."""
    rivals = [fact.number for other in series if other is not one for x, fact in other.points if x == point[0]]
    lower = [number < point[1].number for number in rivals if number != point[1].number]
    return lower[0] if lower else one.label_above


def _draw_value(
    canvas: XYCanvas, subplot: Subplot, point: tuple[float, Fact], above: bool, occupied: list[Box],
    lines: Sequence[tuple[Point, Point]], metrics: dict[str, float],
) -> None:  # fmt: skip
    """Write a value as near its dot as there is room, away from lines when that is possible."""
    style, words = canvas.context.style("value"), canvas.context.message("figure", fact=point[1])
    wide, tall = string_width(words.text, style), (CAP_HEIGHT + DESCENT) * style.size
    x, y = subplot.x_position(point[0]), subplot.y_position(point[1].number)
    sheet = Box(metrics["label"], 0, canvas.width - metrics["label"], subplot.box.bottom)
    free: list[tuple[bool, int, int, Box]] = []
    for up, shift, ring in product((above, not above), (0, 1, -1), (0, 1)):
        off = metrics["dot"] / 2 + metrics["gap"] + ring * tall
        box = Box(x - wide / 2 + shift * wide / 2, y - off - tall if up else y + off, wide, tall)
        if sheet.contains(box) and not any(box.overlaps(other, tolerance=-VALUE_GAP) for other in occupied):
            free.append((any(_crosses(box, line) for line in lines), ring, len(free), box))
    if not free:
        return
    box = min(free, key=lambda one: one[:3])[3]
    occupied.append(box)
    canvas.add_rectangle(box.x - 1, box.y - 1, box.width + 2, box.height + 1, Ink("paper"))
    canvas.add_text("value", words, box.x, box.y + CAP_HEIGHT * style.size)


def _draw_years(canvas: XYCanvas, subplot: Subplot, series: Sequence[PaySeries]) -> None:
    """Write the years below their dots: the ends, and what has room between them."""
    style = canvas.context.style("axis")
    facts = {x: fact for one in series for x, fact in one.points}
    times = sorted(facts)
    taken: list[tuple[float, float]] = []
    for x in [times[-1], *times[:-1]]:
        words = canvas.context.period_label(facts[x])
        wide = string_width(words.text, style)
        left = subplot.x_position(x) - wide / 2
        if all(left > end + style.size / 2 or left + wide < begin - style.size / 2 for begin, end in taken):
            taken.append((left, left + wide))
            canvas.add_text("axis", words, left, subplot.box.bottom + style.leading)


def _list_order(insights: Insights, series: Sequence[PaySeries]) -> list[Term]:
    """Return the occupations of the series in the order of their list."""
    drawn = {one.occupation for one in series}
    return [occupation for occupation in insights.terms["occupation"] if occupation in drawn]


def _alt_text(insights: Insights, context: LayoutContext, series: Sequence[PaySeries]) -> str:
    """Return the chart in words: every value, and the highest of the last period that all have where one is alone."""
    if not series:
        return context.message("alt.pay.none").text
    listed = _list_order(insights, series)
    order = sorted(series, key=lambda one: listed.index(one.occupation))
    told = (
        context.message("alt.rates", code=context.term_message("occupation", one.occupation),
                    rates=Phrase.join(", ", (context.message("alt.rate", rate=fact) for _, fact in one.points)))
        for one in order
    )  # fmt: skip
    what = add_period(context, context.message("alt.pay"), (fact for one in series for _, fact in one.points))
    by_period = [{fact.period: fact for _, fact in one.points} for one in series]
    last = max(set.intersection(*(set(facts) for facts in by_period)), default="")
    ends = sorted((facts[last] for facts in by_period if last), key=lambda fact: -fact.number)
    if len(ends) < 2 or ends[0].number == ends[1].number:
        return format_alt_text(context, what, told)
    name = context.term_message("occupation", insights.term_of(ends[0]))
    return format_alt_text(context, what, told, context.message("alt.pay.most", pay=ends[0], name=name))
