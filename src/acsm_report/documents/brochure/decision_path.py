"""At a glance: facts about the organization, and the questions that lead to a lane."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ...dataset.eligibility import DecisionQuestion
from ...dataset.insights import Insights
from ...dataset.model import Certification
from ...dataset.schema import EDUCATION_LEVELS
from ...errors import FitError
from ...geometry import Box, Size, VectorPath, rounded_rectangle
from ...i18n.phrase import Phrase
from ...layout.blocks import collect_origins
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.measure import CAP_HEIGHT
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import filled_rectangle, lane_badge, shape_block
from ...layout.text import fitted_line, fitted_paragraph, text_line, text_width
from ...theme.model import Ink
from ..citations import source_line
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_page, scale_letter_y
from ..wording import certification_codes
from .lane_details import code_name_and_details, details_height
from .latest_rates import latest_rates
from .organization_facts import ORGANIZATION_KINDS, START_Y, organization_facts

__all__ = ["decision_path"]

LANE_PITCH = 15  # at the start line
LANE_WIDTH = 11
NATURAL_LANE_COUNT = 5  # more lanes are closer together and thinner
ANSWER_GAP = 4  # before the badge of its lane
ANSWER_OFFSET = 11  # from the baseline of an answer down to its lane
MIN_NOTE_WIDTH = 120
MAX_ROW_STRETCH = 1.6  # rows are spread at most by this factor
GATE_HEIGHT = 26
CLOSING_Y = 728  # of the sentences below the lanes, on Letter
GATE_TO_LANE = 60  # from the top of a gate to the next lane
LANE_TO_LANE = 58
LANE_TO_GATE = 50  # from a lane to the top of the next gate


def decision_path(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page: facts at the top; below, each lane turns off at the gate that leads to it.

    Among a single certification nothing is to be decided: without facts about the organization there is no page.
    """
    if len(insights.certifications) == 1 and not any(map(insights.dataset.find, ORGANIZATION_KINDS)):
        return ()
    items = [
        *organization_facts(insights, context),
        *_path_and_lanes(insights, context),
        *_renamed_certifications(insights, context),
    ]
    topic = _question_topic(insights)
    heading = context.message(
        f"glance.title.{topic}" if topic == "plain" or _asks_degrees(insights) else "glance.title.own"
    )
    about = source_line(insights, context, collect_origins(items))
    frame = PageFrame("glance", heading, shows_date=True)
    return (inner_page(insights, context, references, frame, items, about),)


def _question_topic(insights: Insights) -> str:
    """Return what the questions are about: education, population, both, or plain if there are none."""
    topics = {gate.term.list for gate in insights.decision_path}
    return "both" if len(topics) == 2 else topics.pop() if topics else "plain"


def _asks_degrees(insights: Insights) -> bool:
    """Tell whether no question is about a level of education that the data defines itself."""
    return insights.levels == EDUCATION_LEVELS or _question_topic(insights) == "population"


def _row_positions(
    insights: Insights, context: LayoutContext
) -> tuple[list[tuple[DecisionQuestion, float]], dict[str, float]]:
    """Return the gates with their tops, and the y of each lane by code, fitted to the page height.

    Raise FitError for a page on which questions and answers would cover each other.
    """
    gates, rows = [], {}
    y, remaining = START_Y + GATE_HEIGHT, list(insights.certifications)
    for gate in insights.decision_path:
        gates.append((gate, y))
        y += GATE_TO_LANE
        for certification in gate.answered_no:
            rows[certification.code] = y
            remaining.remove(certification)
            y += LANE_TO_LANE
        y += LANE_TO_GATE - LANE_TO_LANE
    y += GATE_TO_LANE - LANE_TO_GATE if gates else GATE_TO_LANE - GATE_HEIGHT
    for certification in remaining:
        rows[certification.code] = y
        y += LANE_TO_LANE
    natural, available = y - LANE_TO_LANE - START_Y, scale_letter_y(context, CLOSING_Y) - 59 - START_Y
    fit = min(available / natural, MAX_ROW_STRETCH)
    answer = ANSWER_OFFSET * _lane_scale(insights) + context.style("body.strong").size * CAP_HEIGHT
    min_fit = (GATE_HEIGHT + answer) / GATE_TO_LANE  # an answer stands between its gate and its lane
    if gates and fit < min_fit:
        raise FitError("decision path", context.message("glance.section"), min_fit * natural - available)
    return [(g, START_Y + (top - START_Y) * fit) for g, top in gates], {
        c: START_Y + (row - START_Y) * fit for c, row in rows.items()
    }


def _lane_scale(insights: Insights) -> float:
    """Return the scale of lanes across the page: less than 1 if there are many."""
    return min(1, NATURAL_LANE_COUNT / len(insights.certifications))


def _available_heights(
    context: LayoutContext, gates: list[tuple[DecisionQuestion, float]], rows: dict[str, float]
) -> dict[str, float]:
    """Return, by code, the points from each lane down to the next lane, gate or closing sentence."""
    stops = sorted(
        [*(top - 6 for _, top in gates), *(y - 20 for y in rows.values()), scale_letter_y(context, CLOSING_Y) - 12]
    )
    return {code: next(stop for stop in stops if stop > y) - y for code, y in rows.items()}


def _path_and_lanes(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    left, lanes = context.grid.x(0), certifications_with_colors(insights, context)
    gates, rows = _row_positions(insights, context)
    heights = _available_heights(context, gates, rows)
    pitch = LANE_PITCH * _lane_scale(insights)
    lane_xs = {c.code: left + 6 + (len(lanes) - 1 - i) * pitch for i, c in enumerate(lanes)}
    end = context.grid.x(4) - 8
    answer_x = max(lane_xs.values()) + 26
    answers = _answers(insights, context)
    placed = [
        _lane_shape(
            c, lane_xs[c.code], rows[c.code], end, _bend_radius(insights, c, pitch), pitch * LANE_WIDTH / LANE_PITCH
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
    rates_heading, rates = latest_rates(insights, context, rows)
    placed += rates_heading
    has_requirements = all(details_height(insights, context, c, end + 38) <= heights[c.code] for c in lanes)
    gate_numbers = {gate.answered_no[0].code: number for number, (gate, _) in enumerate(gates)}
    for certification in lanes:
        y = rows[certification.code]
        if (number := gate_numbers.get(certification.code)) is not None:
            gate, top = gates[number]
            lane_above_y = rows[lanes[lanes.index(certification) - 1].code] if number else None
            placed += _gate_with_answer(insights, context, gate, top, lane_above_y, lane_xs[certification.code])
        if certification.code in answers:
            baseline = y - ANSWER_OFFSET * _lane_scale(insights)
            placed.append(_answer_line(context, answers[certification.code], answer_x, baseline, end - ANSWER_GAP))
        heading = f"H2:{certification.lane}"
        placed += lane_badge(context, certification.lane, end, y - 13, 26, role=heading)
        placed += code_name_and_details(
            insights, context, certification, end + 38, y, heights[certification.code], has_requirements
        )
        placed += rates[certification.code]
    return placed


def _answer_line(context: LayoutContext, words: Phrase, x: float, y: float, right: float) -> PlacedBlock:
    """Place an answer above its lane, before the badge; without room only its first word, yes or no."""
    first_word = words.slice(0, words.text.index(" "))
    try:
        return fitted_line(context, ("body.strong", "axis.strong"), x, y, right - x, words, "answer")
    except FitError:
        return replace(text_line(context, "body.strong", x, y, first_word), fit="continued")


def _gate_with_answer(
    insights: Insights, context: LayoutContext, gate: DecisionQuestion, top: float, lane_above_y: float | None, x: float
) -> list[PlacedBlock]:
    """Place a gate with its question.

    `lane_above_y` is the y of the lane above the gate, None for the first gate. Below that lane, "Yes" stands to the
    right of the line at `x`. The first gate has a note to its right instead.
    """
    placed = _gate_bar(context, gate, top)
    if lane_above_y is not None:
        yes = text_line(context, "body.strong", x + 14, (lane_above_y + top) / 2 + 8, context.message("yes"))
        return [yes, *placed]
    return [
        *placed,
        *(_open_to_everyone(insights, context, gate, placed[0].box) if gate.term.list == "education" else []),
    ]


def _open_to_everyone(
    insights: Insights, context: LayoutContext, gate: DecisionQuestion, bar: Box
) -> list[PlacedBlock]:
    """Place a note right of the first gate that its lanes stay open to everyone; return [] if there is no room."""
    x = bar.right + 14
    form = "one" if len(gate.answered_no) == 1 else "other"
    key = f"glance.open.degree.{form}" if _asks_degrees(insights) else "glance.open.own"
    words = context.message(key, codes=certification_codes(context, gate.answered_no))
    size = Size(context.grid.right - x, GATE_HEIGHT)
    if size.width < MIN_NOTE_WIDTH:
        return []
    text = fitted_paragraph(context, ("body", "axis"), x, bar.y + 10, size, words, "note")
    return [text]


def _bend_radius(insights: Insights, certification: Certification, pitch: float) -> float:
    """Return the radius of a lane's bend. Lanes that turn off at the same gate bend one inside the other."""
    for group in _lanes_by_gate(insights):
        if certification in group:
            return min(16 + pitch * group.index(certification), 46)
    return 16


def _lanes_by_gate(insights: Insights) -> list[tuple[Certification, ...]]:
    """Return the lanes in groups by the gate where they turn off; the last group passes all gates."""
    turned_off = [c for gate in insights.decision_path for c in gate.answered_no]
    return [
        *(gate.answered_no for gate in insights.decision_path),
        tuple(c for c in insights.certifications if c not in turned_off),
    ]


def _lane_shape(
    certification: Certification, x: float, y: float, end: float, radius: float, width: float
) -> PlacedBlock:
    path = VectorPath.parse(f"M{x},{START_Y}V{y - radius}A{radius},{radius} 0 0 0 {x + radius},{y}H{end}")
    return shape_block(Shape(path, stroke=Ink(f"lane.{certification.lane}"), stroke_width=width))


def _gate_bar(context: LayoutContext, gate: DecisionQuestion, y: float) -> list[PlacedBlock]:
    """Place a gate: its question on a dark bar across the lanes."""
    question, left = context.term_message(f"gate.{gate.term.list}", gate.term), context.grid.x(0)
    bar = rounded_rectangle(Box(left - 4, y, text_width(context, "label", question) + 28, GATE_HEIGHT), 3)
    return [
        shape_block(Shape(bar, fill=Ink("ink"))),
        text_line(context, "label", left + 10, y + 17.3, question, ink=Ink("white"), role="P"),
    ]


def _answers(insights: Insights, context: LayoutContext) -> dict[str, Phrase]:
    """Return the answer that leads to each lane, by code: no, or yes for lanes behind the last gate."""
    answers: dict[str, Phrase] = {}
    for number, group in enumerate(_lanes_by_gate(insights)):
        gate = insights.decision_path[min(number, len(insights.decision_path) - 1)] if insights.decision_path else None
        for certification in group:
            is_yes = number == len(insights.decision_path)
            by_degree = gate and gate.term.list == "education" and len(group) == 1
            condition = gate.term.key if is_yes and gate and gate.term.list == "population" else None
            serves = insights.dataset.newest_fact("population", certification.code, condition)
            fact = insights.lowest_education(certification) if by_degree else serves
            if gate and fact:
                key = "answer.yes" if is_yes else "answer.no"
                what = context.term_message("answer", insights.term_of(fact))
                answers[certification.code] = context.message(key, what=what)
    return answers


def _renamed_certifications(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place the sentences about changed names, only with codes if the names do not fit.

    Raise FitError if the codes do not fit either.
    """
    renamed = [c for c in insights.certifications if c.present_status == "renamed"]
    keys = {c.code: "glance.renamed" if c.name_now else "glance.renamed.code" for c in renamed}
    with_names = [context.message(keys[c.code], lane=c) for c in renamed]
    only_codes = [context.message("glance.renamed.code", lane=c) for c in renamed if c.is_renamed]
    x, y, width = context.grid.x(0), scale_letter_y(context, CLOSING_Y), context.grid.text_width
    size = Size(width, footer_y(context) - 6 - y + context.style("body").size * CAP_HEIGHT)

    def lay_out(sentences: list[Phrase], fit: str) -> list[PlacedBlock]:
        if not sentences:
            return []
        words = Phrase.join(" ", sentences)
        placed = fitted_paragraph(context, ("body", "axis.ink"), x, y, size, words, "line")
        return [replace(placed, fit=fit or placed.fit)]

    return first_fit((partial(lay_out, with_names, ""), partial(lay_out, only_codes, "continued")))
