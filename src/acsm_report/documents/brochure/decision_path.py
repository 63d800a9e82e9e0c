"""At a glance: what the organisation is, and the path of questions that leads to a lane."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from ...dataset.eligibility import DecisionQuestion
from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...errors import FitError
from ...geometry import Box, Size, VectorPath, rounded_rectangle
from ...i18n.phrase import Phrase
from ...layout.blocks import collect_origins, list_item, with_role
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.measure import CAP_HEIGHT, wrap_text
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import display_number, display_number_width, filled_rectangle, lane_badge, shape_block
from ...layout.text import fitted_paragraph, last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..citations import source_line
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_page, scale_letter_y
from ..wording import certification_codes, certification_name, passing_text

__all__ = ["decision_path"]

LANE_PITCH, LANE_WIDTH = 15, 11  # of the bundle of lanes
NAME_STYLES = ("label", "label.small", "axis.strong")  # styles of a name
RATE_HEIGHT, RATE_COLUMN_WIDTH = 22, 64  # the height of a rate, and the column of rates
LINE_RANKS = {"body": 0, "body.grey": 1, "body.strong": 2}  # of what is told below a name: the last stays longest
TEXT_OFFSET = 10  # from a lane to the first line below its name
MIN_NOTE_WIDTH, LEADING, MAX_ROW_STRETCH = (
    120,
    12,
    1.6,
)  # the least measure of a note; from line to line; how far rows may be spread
START_Y, GATE_HEIGHT, CLOSING_Y = 242, 26, 728  # the start line, a gate's height, the closing lines (on Letter)
GATE_TO_LANE, LANE_TO_LANE, LANE_TO_GATE = 60, 58, 50  # from a gate's top to its first lane, lane to lane, lane to gate


def decision_path(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page: facts on top, below them every lane leaves the bundle at its gate."""
    items = [
        *_organization_facts(insights, context),
        *_path_and_lanes(insights, context),
        *_renamed_certifications(insights, context),
    ]
    heading = context.message(f"glance.title.{_question_topic(insights)}")
    about = source_line(insights, context, collect_origins(items))
    frame = PageFrame("glance", heading, shows_date=True)
    return (inner_page(insights, context, references, frame, items, about),)


def _question_topic(insights: Insights) -> str:
    """Return what the path asks about: education, population, both, or plain for nothing."""
    asked = {gate.question.partition(".")[0] for gate in insights.decision_path}
    return "both" if len(asked) == 2 else asked.pop() if asked else "plain"


def _organization_facts(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place up to four facts about the organisation in lane figures, each with a caption."""
    find = insights.dataset.newest_fact
    core = find("core_certifications", dimension="total")
    parts = {t: find("core_certifications", dimension=t) for t in ("fitness", "clinical")}
    told: list[tuple[Fact, Phrase]] = []
    if fact := find("founded"):
        told.append((fact, context.message("fact.founded")))
    if fact := find("community") or find("members"):
        told.append((fact, context.message(f"fact.{fact.kind}")))
    if core and all(parts.values()):
        told.append((core, context.message("fact.core", **parts)))
    elif core:
        told.append((core, context.message("fact.core.plain")))
    if fact := insights.certified_total:
        key = "fact.certified.without" if insights.without_certified_count else "fact.certified"
        told.append(
            (
                fact,
                context.message(key, fact=fact, codes=certification_codes(context, insights.without_certified_count)),
            )
        )
    placed: list[PlacedBlock] = []
    for number, (fact, caption) in enumerate(told):
        x, figure = context.grid.x(3 * number), context.message("figure", fact=fact)
        room = Size(context.grid.span(3), START_Y - 5 - 206 + context.style("body").size * CAP_HEIGHT)
        try:
            said = fitted_paragraph(context, ("body.grey", "axis"), x, 206, room, caption, "caption", leading=12)
        except FitError:  # so many codes are not published: the sum says little without them
            continue
        cap = 24 * min(1, context.grid.span(3) / display_number_width(context, figure, 24))  # a long one is lower
        placed += list_item([display_number(context, x, 190, figure, cap, Ink("ink")), said], "facts", number)
    return placed


def _row_positions(
    insights: Insights, context: LayoutContext
) -> tuple[list[tuple[DecisionQuestion, float]], dict[str, float]]:
    """Return each gate with its top, and each certification's height, fitted to the sheet."""
    gates, rows = [], {}
    y, left = START_Y + GATE_HEIGHT, list(insights.certifications)
    for gate in insights.decision_path:
        gates.append((gate, y))
        y += GATE_TO_LANE
        for certification in gate.answered_no:
            rows[certification.code] = y
            left.remove(certification)
            y += LANE_TO_LANE
        y += LANE_TO_GATE - LANE_TO_LANE
    y += GATE_TO_LANE - LANE_TO_GATE if gates else GATE_TO_LANE - GATE_HEIGHT
    for certification in left:
        rows[certification.code] = y
        y += LANE_TO_LANE
    natural, room = y - LANE_TO_LANE - START_Y, scale_letter_y(context, CLOSING_Y) - 59 - START_Y
    fit = min(room / natural, MAX_ROW_STRETCH)
    return [(g, START_Y + (top - START_Y) * fit) for g, top in gates], {
        c: START_Y + (row - START_Y) * fit for c, row in rows.items()
    }


def _available_heights(
    context: LayoutContext, gates: list[tuple[DecisionQuestion, float]], rows: dict[str, float]
) -> dict[str, float]:
    """Return how many points each certification has from its lane down to the next thing."""
    stops = sorted(
        [*(top - 6 for _, top in gates), *(y - 20 for y in rows.values()), scale_letter_y(context, CLOSING_Y) - 12]
    )
    return {code: next(stop for stop in stops if stop > y) - y for code, y in rows.items()}


def _path_and_lanes(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    left, lanes = context.grid.x(0), certifications_with_colors(insights, context)
    gates, rows = _row_positions(insights, context)
    heights = _available_heights(context, gates, rows)
    pitch = LANE_PITCH * min(1, 5 / len(lanes))
    lines = {c.code: left + 6 + (len(lanes) - 1 - i) * pitch for i, c in enumerate(lanes)}
    end = context.grid.x(4) - 8
    inner = max(lines.values()) + 26
    tags = _answers(insights, context)
    placed = [
        _lane_shape(
            c, lines[c.code], rows[c.code], end, _bend_radius(insights, c, pitch), pitch * LANE_WIDTH / LANE_PITCH
        )
        for c in reversed(lanes)
    ]
    placed.append(filled_rectangle(Box(left - 4, START_Y - 2, len(lanes) * pitch + 5, 4), Ink("ink")))
    placed.append(
        text_line(
            context,
            "body.strong",
            left + len(lanes) * pitch + 11,
            START_Y + 3,
            context.message(f"glance.start.{_question_topic(insights)}"),
        )
    )
    passed, rates = _latest_rates(insights, context, rows)
    placed += passed
    full = all(_details_height(insights, context, c, end + 38) <= heights[c.code] for c in lanes)
    asked = {gate.answered_no[0].code: number for number, (gate, _) in enumerate(gates)}
    for certification in lanes:
        y = rows[certification.code]
        if (number := asked.get(certification.code)) is not None:
            gate, top = gates[number]
            before = rows[lanes[lanes.index(certification) - 1].code] if number else None
            placed += _gate_with_answer(context, gate, top, before, lines[certification.code])
        if certification.code in tags:
            placed.append(text_line(context, "body.strong", inner, y - 11, tags[certification.code]))
        heading = f"H2:{certification.lane}"
        placed += lane_badge(context, certification.lane, end, y - 13, 26, role=heading)
        placed += _code_name_and_details(
            insights, context, certification, end + 38, y, heights[certification.code], full
        )
        placed += rates[certification.code]
    return placed


def _gate_with_answer(
    context: LayoutContext, gate: DecisionQuestion, top: float, lane_above_y: float | None, x: float
) -> list[PlacedBlock]:
    """Place a gate with its question; below the lanes `before` that one takes who answered yes, along the line at x."""
    placed = _gate_bar(context, gate, top)
    if lane_above_y is not None:
        yes = text_line(context, "body.strong", x + 14, (lane_above_y + top) / 2 + 8, context.message("yes"))
        return [yes, *placed]
    return [
        *placed,
        *(_open_to_everyone(context, gate, placed[0].box) if gate.question.startswith("education.") else []),
    ]


def _open_to_everyone(context: LayoutContext, gate: DecisionQuestion, bar: Box) -> list[PlacedBlock]:
    """Place beside the first gate what a degree does not change: its lanes stay open to everyone."""
    x = bar.right + 14
    words = context.message("glance.open", codes=certification_codes(context, gate.answered_no))
    room = Size(context.grid.right - x, GATE_HEIGHT)
    if room.width < MIN_NOTE_WIDTH:
        return []
    text = fitted_paragraph(context, ("body", "axis"), x, bar.y + 10, room, words, "note")
    return [text]


def _latest_rates(
    insights: Insights, context: LayoutContext, rows: dict[str, float]
) -> tuple[list[PlacedBlock], defaultdict[str, list[PlacedBlock]]]:
    """Place every exam's latest pass rate at the right margin, level with its lane; return their heading and them."""
    found: defaultdict[str, list[PlacedBlock]] = defaultdict(list)
    if not insights.records:
        return [], found
    right, years = context.grid.right, {r.latest.year for r in insights.records}
    words = passing_text(insights, context)
    if len(years) == 1:
        words = context.message("infographic.passed", passing=words, rate=insights.records[0].latest.rate)
    heading = [text_line(context, "body.strong", right, START_Y + 3, words, anchor="end")]
    heights = sorted(rows[record.certification.code] for record in insights.records)
    close = min((low - high for high, low in pairwise(heights)), default=math.inf)
    cap = (
        RATE_HEIGHT if len(years) == 1 else min(RATE_HEIGHT, close - 13)
    )  # a lower rate leaves room for the year below it
    for record in insights.records:
        y, rate = rows[record.certification.code], record.latest.rate
        ink = Ink(f"lane.{record.certification.lane}.text")
        figure = context.message("figure", fact=rate)
        said = context.message("infographic.passed", passing=passing_text(insights, context), rate=rate)
        number = display_number(context, right, y + cap / 2, figure, cap, ink, anchor="end")
        told = [replace(number, alt=Phrase.join(" ", [figure, said]).text)]
        if len(years) > 1:
            below = y + (cap + RATE_HEIGHT) / 2
            told.append(
                text_line(context, "axis", right, below, context.attribute_phrase(rate, "period"), anchor="end")
            )
        found[record.certification.code] = with_role(told, "P:rate")
    missing = [c for c in insights.certifications if c.code not in {r.certification.code for r in insights.records}]
    unknown = context.message("unknown")
    for c in missing:
        found[c.code] = [text_line(context, "body.grey", right, rows[c.code] + 4, unknown, anchor="end")]
    return heading, found


def _bend_radius(insights: Insights, certification: Certification, pitch: float) -> float:
    """Return the radius of a lane's bend: lanes that leave together bend one inside the other."""
    for group in _lanes_by_gate(insights):
        if certification in group:
            return min(16 + pitch * group.index(certification), 46)
    return 16


def _lanes_by_gate(insights: Insights) -> list[tuple[Certification, ...]]:
    """The lanes by the gate that lets them off; the last group passes every gate."""
    gone = [c for gate in insights.decision_path for c in gate.answered_no]
    return [
        *(gate.answered_no for gate in insights.decision_path),
        tuple(c for c in insights.certifications if c not in gone),
    ]


def _lane_shape(
    certification: Certification, x: float, y: float, end: float, radius: float, width: float
) -> PlacedBlock:
    path = VectorPath.parse(f"M{x},{START_Y}V{y - radius}A{radius},{radius} 0 0 0 {x + radius},{y}H{end}")
    return shape_block(Shape(path, stroke=Ink(f"lane.{certification.lane}"), stroke_width=width))


def _gate_bar(context: LayoutContext, gate: DecisionQuestion, y: float) -> list[PlacedBlock]:
    """Place a question on a dark bar across the lanes."""
    question, left = context.message(f"gate.{gate.question}"), context.grid.x(0)
    bar = rounded_rectangle(Box(left - 4, y, text_width(context, "label", question) + 28, GATE_HEIGHT), 3)
    return [
        shape_block(Shape(bar, fill=Ink("ink"))),
        text_line(context, "label", left + 10, y + 17.3, question, ink=Ink("white"), role="P"),
    ]


def _answers(insights: Insights, context: LayoutContext) -> dict[str, Phrase]:
    """Return the answer that leads to each lane: to the first lanes no, to those after the last gate yes."""
    found: dict[str, Phrase] = {}
    for number, group in enumerate(_lanes_by_gate(insights)):
        gate = insights.decision_path[min(number, len(insights.decision_path) - 1)] if insights.decision_path else None
        for certification in group:
            yes = number == len(insights.decision_path)
            by_degree = gate and gate.question.startswith("education.") and len(group) == 1
            ill = "disease" if yes and gate and gate.question.startswith("population.") else None
            serves = insights.dataset.newest_fact("population", certification.code, ill)
            fact = insights.lowest_education(certification) if by_degree else serves
            if gate and fact:
                key = "answer.yes" if yes else "answer.no"
                found[certification.code] = context.message(key, what=context.message(f"answer.{fact.dimension}"))
    return found


def _text_width(insights: Insights, context: LayoutContext, x: float) -> float:
    return context.grid.right - _rate_column_width(insights, context) - x


def _detail_lines(insights: Insights, context: LayoutContext, certification: Certification) -> list[tuple[str, Phrase]]:
    """Return what is told of a certification below its name: what became of it, whom it serves, what it needs."""
    serves, needs = (
        insights.dataset.newest_fact("population", certification.code),
        _requirements_summary(insights, context, certification),
    )
    told = (
        ("body.strong", None if certification.code_now else context.message("status", lane=certification)),
        ("body", context.message("figure.Words", fact=serves) if serves else None),
        ("body.grey", context.message("needs", what=needs) if needs.text else None),
    )
    return [(style, words) for style, words in told if words]


def _details_height(insights: Insights, context: LayoutContext, certification: Certification, x: float) -> float:
    """Return how far below its lane the last of these lines ends, in points."""
    measure = _text_width(insights, context, x)
    told = _detail_lines(insights, context, certification)
    return TEXT_OFFSET + LEADING * sum(
        len(wrap_text(str(words), context.style(style), measure)) for style, words in told
    )


def _code_name_and_details(
    insights: Insights,
    context: LayoutContext,
    certification: Certification,
    x: float,
    y: float,
    height: float,
    has_requirements: bool,
) -> list[PlacedBlock]:
    """Place a certification's code and name, and below them what is told of it.

    Needs are told of all, where every lane has room for them, or of none; what else its `height` does not hold is
    left to its own page.
    """
    ink, measure, heading = (
        Ink(f"lane.{certification.lane}.text"),
        _text_width(insights, context, x),
        f"H2:{certification.lane}",
    )
    code = text_line(context, "code", x, y - 4, context.attribute_phrase(certification, "code"), ink=ink, role=heading)
    named = _name_after_code(context, certification, code.box.right + 8, y, x + measure, height)
    below = y + TEXT_OFFSET + max(0, last_baseline(named) - y + 1 if named else 0)
    told = {LINE_RANKS[style]: (style, words) for style, words in _detail_lines(insights, context, certification)}
    if not has_requirements:
        told.pop(LINE_RANKS["body.grey"], None)
    closed = LINE_RANKS["body.strong"] in told
    lines = _lines_that_fit(context, told, measure, y + height - below)
    whole = named and (LINE_RANKS["body.strong"] in lines or not closed)
    placed = [code if whole else replace(code, fit="continued"), *([named] if named else [])]
    for rank in sorted(lines):
        style, words = lines[rank]
        placed.append(paragraph(context, style, x, below, measure, words, leading=LEADING))
        below = last_baseline(placed[-1]) + LEADING
    return placed


def _lines_that_fit(
    context: LayoutContext, lines: dict[int, tuple[str, Phrase]], width: float, height: float
) -> dict[int, tuple[str, Phrase]]:
    """Return what of these words so many points hold, each with its style: without the needs, then whom it serves.

    What became of a certification stays longest, and smaller where that helps.
    """
    for rank, style in ((1, ""), (0, ""), (2, "axis.strong"), (2, "")):
        count = sum(len(wrap_text(str(words), context.style(s), width)) for s, words in lines.values())
        if rank in lines and count > int((height - 2) / LEADING) + 1:
            words = lines.pop(rank)[1]
            lines |= {rank: (style, words)} if style else {}
    return lines


def _name_after_code(
    context: LayoutContext, certification: Certification, x: float, y: float, right: float, height: float
) -> PlacedBlock | None:
    """Place a certification's name beside its code, smaller or on more lines as far as its height goes.

    A longer one is left to its own page.
    """
    name, role = certification_name(context, certification), f"H2:{certification.lane}"

    def lay_out(styles: Sequence[str], max_height: float) -> PlacedBlock:
        return fitted_paragraph(context, styles, x, y - 4, Size(right - x, max_height), name, "name", role=role)

    one_line, more_lines = partial(lay_out, NAME_STYLES, 18.0), partial(lay_out, NAME_STYLES[-1:], height - 2)
    return first_fit((one_line, more_lines, lambda: None))


def _rate_column_width(insights: Insights, context: LayoutContext) -> float:
    """Return how wide the column of the rates is."""
    told = (context.message("figure", fact=record.latest.rate) for record in insights.records)
    return max(
        (max(RATE_COLUMN_WIDTH, display_number_width(context, words, RATE_HEIGHT) + 8) for words in told), default=0
    )


def _requirements_summary(insights: Insights, context: LayoutContext, certification: Certification) -> Phrase:
    """Return what a certification asks, in a few words, with the facts that say so."""
    find, code, asks = insights.dataset.newest_fact, certification.code, list[Phrase]()
    if age := find("minimum_age", code):
        asks.append(context.message("needs.age", age=age))
    if education := insights.lowest_education(certification):
        asks.append(context.message(f"degree.{education.dimension}").with_facts(education))
        if hours := insights.lowest_route_hours(certification):
            asks.append(context.message("needs.hours").with_facts(hours))
    return Phrase.join(", ", asks)


def _renamed_certifications(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place what the path does not say: which names have changed; where the names are too long, their codes alone."""
    renamed = [c for c in insights.certifications if c.present_status == "renamed"]
    keys = {c.code: "glance.renamed" if c.name_now else "glance.renamed.code" for c in renamed}
    whole = [context.message(keys[c.code], lane=c) for c in renamed]
    short = [context.message("glance.renamed.code", lane=c) for c in renamed if c.is_renamed]
    x, y, measure = context.grid.x(0), scale_letter_y(context, CLOSING_Y), context.grid.text_width
    room = Size(measure, footer_y(context) - 6 - y + context.style("body").size * CAP_HEIGHT)

    def lay_out(sentences: list[Phrase], fit: str) -> list[PlacedBlock]:
        if not sentences:
            return []
        words = Phrase.join(" ", sentences)
        placed = fitted_paragraph(context, ("body", "axis.ink"), x, y, room, words, "line")
        return [replace(placed, fit=fit or placed.fit)]

    return first_fit((partial(lay_out, whole, ""), partial(lay_out, short, "continued")))
