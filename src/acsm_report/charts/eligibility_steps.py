"""What each lane asks before the exam: education in equal steps, on top of it clinical hours to scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact, Term
from ..dataset.schema import RANGE_ENDS
from ..errors import FitError
from ..geometry import Box
from ..i18n.phrase import Phrase
from ..layout.context import LayoutContext
from ..layout.measure import CAP_HEIGHT, DESCENT, string_width, wrap_phrase
from ..layout.scene import Chart, DataTable, FactLength
from ..theme.model import Ink
from .alt_text import format_alt_text
from .data_table import capitalize_heading
from .xy_canvas import XYCanvas, create_xy_canvas

__all__ = ["eligibility_steps"]


STEP_GROWTH = 2  # of a step of education where no hours are asked


@dataclass(frozen=True)
class Route:
    """A way to the start of a lane: its education, the steps that it climbs, its hours, and where it stands across."""

    education: Fact
    level: int
    min_hours: Fact | None
    max_hours: Fact | None
    left: float
    width: float

    @property
    def longest_hours(self) -> float:
        """The most hours that it may take."""
        return (
            max(fact.number for fact in (self.min_hours, self.max_hours) if fact)
            if self.min_hours or self.max_hours
            else 0
        )


@dataclass(frozen=True)
class StepScale:
    """How tall things are: the base, a step of education, an hour; which routes tell their hours above the start."""

    base_y: float
    step_height: float
    hour_height: float
    labels_outside: frozenset[int]


def eligibility_steps(
    insights: Insights,
    context: LayoutContext,
    width: float,
    height: float | None = None,
    columns: Sequence[tuple[float, float]] = (),
) -> Chart:
    """Draw every lane's way to its start line: equal steps of education, then hours, all on one scale of hours.

    `columns` are the left and the width of each lane, in points from the chart's left, in the order of the
    certifications; left of them stand the names of the steps. `kept` of the chart are the places of the lanes'
    numbers. Raise FitError where a word is wider than its column.
    """
    m, canvas, lanes = context.metrics("ladder"), create_xy_canvas(context, width), insights.certifications
    tall = math.floor(height or m["tall"])
    places = columns or _divide_width(len(lanes), width, m)
    ways = [_find_routes(insights, lane, *place) for lane, place in zip(lanes, places, strict=True)]
    routes = [route for way in ways for route in way]
    levels = max((route.level for route in routes), default=0)
    if not any(route.longest_hours for route in routes):  # nothing rises above the steps
        m = {**m, "step": STEP_GROWTH * m["step"]}
        tall = min(tall, math.ceil(levels * m["step"] + _start_line_height(context, m)))
    note = context.message("ladder.scale" if any(route.longest_hours for route in routes) else "ladder.steps")
    scale, beside = _compute_scale(context, routes, levels, tall, m), _wrap_scale_note(context, note, places, m)
    lead = context.style("axis").leading
    if (
        not beside or len(beside) * lead > scale.base_y - levels * scale.step_height
    ):  # no room above the names of the steps
        beside, below = [], wrap_phrase(note, context.style("axis"), width)
        scale = _compute_scale(context, routes, levels, tall - len(below) * lead, m)
        for number, line in enumerate(below, 1):
            canvas.add_text("axis", line, 0, scale.base_y + number * lead - DESCENT * lead)
    for number, line in enumerate(beside):
        canvas.add_text("axis", line, 0, CAP_HEIGHT * context.style("axis").size + number * lead)
    _draw_background(canvas, scale, insights.terms["education"][:levels], places, m)
    kept, number = [], 0
    for lane, way, place in zip(lanes, ways, places, strict=True):
        if not way:
            _draw_unknown(canvas, scale.base_y, *place, m)
        for route in way:
            kept.append((lane.code, _draw_route(canvas, lane, route, scale, number in scale.labels_outside, m)))
            number += 1
    finished = canvas.build_xy_chart(
        "ladder", tall, _alt_text(insights, context, lanes, ways), _route_table(insights, context, lanes, ways)
    )
    return replace(finished, reserved_boxes=tuple(kept))


def _wrap_scale_note(
    context: LayoutContext, note: Phrase, columns: Sequence[tuple[float, float]], metrics: dict[str, float]
) -> list[Phrase]:
    """Return the note on the scales in lines that fit left of the lanes; none when a word does not."""
    try:
        return wrap_phrase(note, context.style("axis"), columns[0][0] - metrics["pad"]) if columns else []
    except FitError:
        return []


def _divide_width(count: int, width: float, metrics: dict[str, float]) -> list[tuple[float, float]]:
    pitch = (width - metrics["label"] + metrics["gutter"]) / max(count, 1)
    return [(metrics["label"] + number * pitch, pitch - metrics["gutter"]) for number in range(count)]


def _find_routes(insights: Insights, lane: Certification, left: float, width: float) -> list[Route]:
    """Return the ways to a lane's start, from the lowest education, side by side in its column."""
    told = insights.dataset.newest_fact
    known = [(f, level) for level, key in enumerate(insights.levels, 1) if (f := told("education", lane.code, key))]
    share = (width + 1) / max(len(known), 1)
    found = []
    for number, (education, level) in enumerate(known):
        least, most = (told("clinical_hours", lane.code, end) for end in RANGE_ENDS)
        if own := told("clinical_hours", lane.code, education.dimension):
            least, most = own, None
        least, most = least if least and least.number else None, most if most and most.number else None
        if least and most and most.number <= least.number:
            most = None
        found.append(Route(education, level, least, most, left + number * share, share - 1))
    return found


def _compute_scale(
    context: LayoutContext, routes: Sequence[Route], levels: int, base: float, metrics: dict[str, float]
) -> StepScale:
    """Return the largest scale at which every route has room below the top, its words at the start line included."""
    asked = [route for route in routes if route.longest_hours]
    outside, before = frozenset[int](), None
    while outside != before:
        before = outside
        lines = max((len(_wrap_hours(context, routes[n])[1]) for n in outside), default=0)
        room = base - _start_line_height(context, metrics) - lines * context.style("body.strong").leading
        step = min(metrics["step"], (room - (metrics["least"] if asked else 0)) / max(levels, 1))
        free = [(room - r.level * step - metrics["gap"]) / r.longest_hours for r in asked]
        hour = max(min([metrics["hundred"] / 100, *free]), 0)
        outside |= {n for n, r in enumerate(routes) if r.longest_hours and not _hours_fit(context, r, hour, metrics)}
    return StepScale(base, step, hour, outside)


def _start_line_height(context: LayoutContext, metrics: dict[str, float]) -> float:
    """Return how tall the start line is with its word."""
    return metrics["start"] + 2 * metrics["pad"] + CAP_HEIGHT * context.style("body.strong").size


def _wrap_hours(context: LayoutContext, route: Route) -> tuple[str, list[Phrase]]:
    """Return the hours of a route in lines that fit its width, and their style: the first that fits."""
    words, styles = _format_hours(context, route), ("body.strong", "axis.strong")
    try:
        return _wrap_in_first_fitting_style(context, styles, words, route.width)
    except FitError:
        end = words.text.find("–") + 1
        if not end:
            raise
    low, high = words.slice(0, end), words.slice(end, len(words.text))
    style, lines = _wrap_in_first_fitting_style(context, styles[1:], high, route.width)
    return style, [*wrap_phrase(low, context.style(style), route.width), *lines]


def _wrap_in_first_fitting_style(
    context: LayoutContext, styles: Sequence[str], words: Phrase, width: float
) -> tuple[str, list[Phrase]]:
    """Return words in lines of that measure, and the first of the styles in which they fit; else raise FitError."""
    *larger, last = styles
    for style in larger:
        try:
            return style, wrap_phrase(words, context.style(style), width)
        except FitError:
            continue
    return last, wrap_phrase(words, context.style(last), width)


def _format_hours(context: LayoutContext, route: Route) -> Phrase:
    if route.min_hours and route.max_hours:
        return context.message("hours.range", low=route.min_hours, high=route.max_hours)
    return (
        context.message("hours", low=route.min_hours)
        if route.min_hours
        else context.message("hours.up", high=route.max_hours)
    )


def _hours_fit(context: LayoutContext, route: Route, hour_height: float, metrics: dict[str, float]) -> bool:
    """Tell whether the hours stand within their block, below the lane's number when it is there too."""
    lead = context.style("body.strong").leading
    tall = len(_wrap_hours(context, route)[1]) * lead + metrics["pad"]
    if route.min_hours:
        return route.min_hours.number * hour_height >= tall + metrics["figure"]
    return route.longest_hours * hour_height >= tall + metrics["pad"]


def _draw_background(
    canvas: XYCanvas,
    scale: StepScale,
    levels: Sequence[Term],
    columns: Sequence[tuple[float, float]],
    metrics: dict[str, float],
) -> None:
    """Draw the beds of the lanes, and across them a guide for each step, with its name at the left."""
    for left, width in columns:
        canvas.add_rectangle(left, 0, width, scale.base_y, Ink("sand"))
    end = max((left + width for left, width in columns), default=canvas.width)
    for number, level in enumerate(levels):
        y = scale.base_y - (number + 1) * scale.step_height
        canvas.add_rectangle(0, y - metrics["guide"] / 2, end, metrics["guide"], Ink("rule"))
        for style, line, at in _layout_step_name(
            canvas.context, level, columns[0][0] - metrics["pad"], scale.step_height, metrics
        ):
            canvas.add_text(style, line, 0, y + at)


def _layout_step_name(
    context: LayoutContext, level: Term, width: float, step_height: float, metrics: dict[str, float]
) -> list[tuple[str, Phrase, float]]:
    """Return the lines of a step's name with their styles and how far below its guide they stand."""
    strong, plain = context.style("body.strong"), context.style("body")
    first, *rest = _step_lines(context, level, width)
    wide = [string_width(first.text, strong), *(string_width(line.text, plain) for line in rest)]
    tall = metrics["pad"] + CAP_HEIGHT * strong.size + len(rest) * metrics["lead"] + DESCENT * plain.size
    if max(wide) > width or tall > step_height:
        first, *rest = wrap_phrase(context.term_message("short", level), strong, width)
    top = metrics["pad"] + CAP_HEIGHT * strong.size
    return [("body" if n else "body.strong", line, top + n * metrics["lead"]) for n, line in enumerate([first, *rest])]


def _step_lines(context: LayoutContext, level: Term, width: float) -> list[Phrase]:
    """Return the full name of a step in lines; longer lines than `width` if a word is too wide."""
    name = context.term_message("step", level)
    try:
        return wrap_phrase(name, context.style("body.strong"), width) if level.label else name.lines
    except FitError:
        return name.lines


def _draw_route(
    canvas: XYCanvas,
    lane: Certification,
    route: Route,
    scale: StepScale,
    label_outside: bool,
    metrics: dict[str, float],
) -> Box:
    """Draw a route: the steps climbed, the hours, the start line. Return the place of the lane's number."""
    context, ink, x, width = canvas.context, Ink(f"lane.{lane.lane}"), route.left, route.width
    top = scale.base_y - route.level * scale.step_height
    solid = route.min_hours.number * scale.hour_height if route.min_hours else 0
    inside = bool(route.longest_hours) and not label_outside
    lead, words = context.style("body.strong").leading, _wrap_hours(context, route) if route.longest_hours else ("", [])
    below = len(words[1]) * lead + metrics["pad"] if inside else 0
    in_hours = solid - below >= metrics["figure"]  # else the number stands on the last step of education
    canvas.add_rectangle(x, top, width, scale.base_y - top, Ink("paper"))
    for level in range(route.level):
        full = level == route.level - 1 and not in_hours
        y = scale.base_y - (level + 1) * scale.step_height
        box = Box(x, y, width, scale.step_height - (metrics["gap"] if level else 0))
        canvas.add_vertical_bar(box, ink if full else Ink(ink.role, metrics["share"]))
    canvas.chart_lengths.append(FactLength(route.education, Box(x, top, width, scale.base_y - top)))
    base = top - (metrics["gap"] if route.longest_hours else 0)
    seat = (
        Box(x, base - solid, width, solid - below)
        if in_hours
        else Box(x, top, width, scale.step_height - metrics["gap"])
    )
    if route.min_hours:
        canvas.add_vertical_bar(Box(x, base - solid, width, solid), ink, route.min_hours)
    end = base - route.longest_hours * scale.hour_height
    more = context.brand.readable_tint(Ink(ink.role, metrics["more"]))
    if route.max_hours:
        canvas.add_vertical_bar(Box(x, end, width, base - solid - end), more)
        canvas.chart_lengths.append(FactLength(route.max_hours, Box(x, end, width, base - end)))
    on = context.brand.contrasting_ink(ink if route.min_hours else more, "paper")
    _draw_start_line(canvas, route, end, words if label_outside else ("", []), metrics)
    for number, line in enumerate(words[1] if inside else []):
        y = base - metrics["pad"] - (len(words[1]) - 1 - number) * lead
        canvas.add_text(words[0], line, x + width / 2, y, anchor="middle", ink=on)
    return seat


def _draw_start_line(
    canvas: XYCanvas, route: Route, y: float, hours_label: tuple[str, list[Phrase]], metrics: dict[str, float]
) -> None:
    """Draw the start line on top of a route, above it its word, and the hours that have no room in their block."""
    context, middle = canvas.context, route.left + route.width / 2
    canvas.add_vertical_bar(Box(route.left, y - metrics["start"], route.width, metrics["start"]), Ink("ink"))
    word, at = context.message("start"), y - metrics["start"] - metrics["pad"]
    style = next(
        (s for s in ("body.strong", "axis.strong") if string_width(word.text, context.style(s)) <= route.width), ""
    )
    if style:
        canvas.add_text(style, word, middle, at, anchor="middle")
    lead = context.style("body.strong").leading
    for number, line in enumerate(reversed(hours_label[1])):
        canvas.add_text(hours_label[0], line, middle, at - (number + bool(style)) * lead, anchor="middle")


def _draw_unknown(canvas: XYCanvas, base: float, left: float, width: float, metrics: dict[str, float]) -> None:
    """Say at the base of a lane that nobody published what it asks."""
    style, lines = _wrap_in_first_fitting_style(
        canvas.context, ("body.grey", "axis"), canvas.context.message("unknown"), width
    )
    lead = canvas.context.style(style).leading
    for number, line in enumerate(reversed(lines)):
        canvas.add_text(style, line, left + width / 2, base - metrics["pad"] - number * lead, anchor="middle")


def _alt_text(
    insights: Insights,
    context: LayoutContext,
    lanes: Sequence[Certification],
    routes_by_lane: Sequence[Sequence[Route]],
) -> str:
    """Return the chart in words: what each lane asks, and that the clinical lanes ask more where they do."""
    what = context.message(
        "alt.ladder" if any(route.longest_hours for way in routes_by_lane for route in way) else "alt.ladder.bare"
    )
    told = (
        context.message(
            "alt.rates",
            code=lane.code,
            rates=Phrase.join(context.message("alt.or").text, (_describe_route(context, route) for route in way))
            if way else context.message("unknown"),
        )
        for lane, way in zip(lanes, routes_by_lane, strict=True)
    )  # fmt: skip
    return format_alt_text(context, what, told, _longest_track(insights, context))


def _longest_track(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return which track asks more than the other, or than all others; None if there is none."""
    track = insights.longest_track
    if not track:
        return None
    others = dict.fromkeys(c.track for c in insights.certifications if c.track != track.key)
    if len(others) > 1:
        return context.term_message("alt.ladder.longer", track)
    other = context.language.term_phrase(insights.term("track", next(iter(others))))
    return context.term_message("alt.ladder.longer.other", track, other=other)


def _describe_route(context: LayoutContext, route: Route) -> Phrase:
    education = context.message("figure", fact=route.education)
    if not route.longest_hours:
        return education
    return context.message("alt.ladder.hours", education=education, hours=_format_hours(context, route))


def _route_table(
    insights: Insights,
    context: LayoutContext,
    lanes: Sequence[Certification],
    routes_by_lane: Sequence[Sequence[Route]],
) -> DataTable | None:
    """Return the ways to the start as a table, a row a route; without hours where nobody asks for any."""
    if not any(routes_by_lane):
        return None
    hours = any(route.longest_hours for way in routes_by_lane for route in way)
    kinds = ("education", "clinical_hours") if hours else ("education",)
    names = (context.message("table.row.certification"), *(context.message(f"kind.{kind}") for kind in kinds))
    unknown = context.message("unknown").text
    rows = list[tuple[str, ...]]()
    for lane, way in zip(lanes, routes_by_lane, strict=True):
        rows += [] if way else [(lane.code, unknown, unknown)]
        for route in way:
            degree = context.term_message("degree", insights.term_of(route.education))
            label = Phrase.join(", ", (lane.code, degree)).text if len(way) > 1 else lane.code
            asked = _format_hours(context, route).text if route.longest_hours else unknown
            rows.append((label, context.message("figure", fact=route.education).text, asked))
    heads = tuple(capitalize_heading(context, name).text for name in names)
    return DataTable(heads, tuple(row[: len(heads)] for row in rows))
