"""At a glance: facts about the organization, and the questions that lead to a lane."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from ...dataset.eligibility import DecisionQuestion
from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...dataset.schema import EDUCATION_LEVELS
from ...errors import FitError
from ...geometry import Box, Size, VectorPath, rounded_rectangle
from ...i18n.phrase import Phrase
from ...layout.blocks import collect_origins, list_item, with_role
from ...layout.context import LayoutContext
from ...layout.fitting import first_fit
from ...layout.measure import CAP_HEIGHT, wrap_text
from ...layout.scene import PageReferences, PlacedBlock, Scene, Shape
from ...layout.shapes import display_number, display_number_width, filled_rectangle, lane_badge, shape_block
from ...layout.text import fitted_line, fitted_paragraph, last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..citations import source_line
from ..lane_colors import certifications_with_colors
from ..page_frame import PageFrame, footer_y, inner_page, scale_letter_y
from ..wording import certification_codes, certification_name, passing_text

__all__ = ["decision_path"]

LANE_PITCH = 15  # at the start line
LANE_WIDTH = 11
NATURAL_LANE_COUNT = 5  # more lanes are closer together and thinner
ANSWER_GAP = 4  # before the badge of its lane
ANSWER_OFFSET = 11  # from the baseline of an answer down to its lane
NAME_STYLES = ("label", "label.small", "axis.strong")
RATE_HEIGHT = 22
RATE_COLUMN_WIDTH = 64
LINE_RANKS = {"body": 0, "body.grey": 1, "body.strong": 2}  # order of the lines below a name, by style
TEXT_OFFSET = 10  # from a lane to the first line below its name
ORGANIZATION_KINDS = ("founded", "community", "members", "core_certifications")
MIN_NOTE_WIDTH = 120
LEADING = 12
MAX_ROW_STRETCH = 1.6  # rows are spread at most by this factor
START_Y = 242  # of the start line
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
        *_organization_facts(insights, context),
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


def _organization_facts(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
    """Place up to four facts about the organization as display numbers, each with a caption."""
    find = insights.dataset.newest_fact
    core = find("core_certifications", dimension="total")
    parts = [f for t in insights.terms["track"] if (f := find("core_certifications", dimension=t.key))]
    facts: list[tuple[Fact, Phrase]] = []
    if fact := find("founded"):
        facts.append((fact, context.message("fact.founded")))
    if fact := find("community") or find("members"):
        facts.append((fact, context.message(f"fact.{fact.kind}")))
    if core and parts:
        texts = (context.term_message("fact.core.part", insights.term_of(f), fact=f) for f in parts)
        facts.append((core, context.message("fact.core", parts=Phrase.join(", ", texts))))
    elif core:
        facts.append((core, context.message("fact.core.plain")))
    if fact := insights.certified_total:
        key = "fact.certified.without" if insights.without_certified_count else "fact.certified"
        facts.append(
            (
                fact,
                context.message(key, fact=fact, codes=certification_codes(context, insights.without_certified_count)),
            )
        )
    placed: list[PlacedBlock] = []
    for number, (fact, caption) in enumerate(facts):
        x, number_text = context.grid.x(3 * number), context.message("figure", fact=fact)
        size = Size(context.grid.span(3), START_Y - 5 - 206 + context.style("body").size * CAP_HEIGHT)
        try:
            caption_block = fitted_paragraph(
                context, ("body.grey", "axis"), x, 206, size, caption, "caption", leading=12
            )
        except FitError:  # lists too many missing codes for the total to be useful
            continue
        height = 24 * min(1, context.grid.span(3) / display_number_width(context, number_text, 24))
        number_block = display_number(context, x, 190, number_text, height, Ink("ink"))
        placed += list_item([number_block, caption_block], "facts", number)
    return placed


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
    rates_heading, rates = _latest_rates(insights, context, rows)
    placed += rates_heading
    has_requirements = all(_details_height(insights, context, c, end + 38) <= heights[c.code] for c in lanes)
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
        placed += _code_name_and_details(
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


def _latest_rates(
    insights: Insights, context: LayoutContext, rows: dict[str, float]
) -> tuple[list[PlacedBlock], defaultdict[str, list[PlacedBlock]]]:
    """Return the heading of the column of latest pass rates, and each lane's blocks in the column by code."""
    blocks: defaultdict[str, list[PlacedBlock]] = defaultdict(list)
    if not insights.records:
        return [], blocks
    right, years = context.grid.right, {r.latest.year for r in insights.all_records}
    words = passing_text(insights, context)
    if len(years) == 1:
        words = context.message("infographic.passed", passing=words, rate=insights.records[0].latest.rate)
    has_captions = len(years) > 1 or bool(insights.other_records)
    heading = [text_line(context, "body.strong", right, START_Y + 3, words, anchor="end")]
    ys = sorted(rows[record.certification.code] for record in insights.all_records)
    min_distance = min((low - high for high, low in pairwise(ys)), default=math.inf)
    # Different years and rate bases are printed below the rates and need room.
    height = min(RATE_HEIGHT, min_distance - 13) if has_captions else RATE_HEIGHT
    for record in insights.all_records:
        y, rate = rows[record.certification.code], record.latest.rate
        ink = Ink(f"lane.{record.certification.lane}.text")
        number_text = context.message("figure", fact=rate)
        passing = passing_text(insights.of_certification(record.certification), context)
        alt = context.message("infographic.passed", passing=passing, rate=rate)
        number = display_number(context, right, y + height / 2, number_text, height, ink, anchor="end")
        rate_blocks = [replace(number, alt=Phrase.join(" ", [number_text, alt]).text)]
        if has_captions:
            year_y = y + (height + RATE_HEIGHT) / 2
            caption = _rate_caption(insights, context, record)
            rate_blocks.append(text_line(context, "axis", right, year_y, caption, anchor="end"))
        blocks[record.certification.code] = with_role(rate_blocks, "P:rate")
    recorded = {r.certification.code for r in insights.all_records}
    missing = [c for c in insights.certifications if c.code not in recorded]
    unknown = context.message("unknown")
    for c in missing:
        blocks[c.code] = [text_line(context, "body.grey", right, rows[c.code] + 4, unknown, anchor="end")]
    return ([] if insights.other_records else heading), blocks


def _rate_caption(insights: Insights, context: LayoutContext, record: ExamRecord) -> Phrase:
    """Return the year of a rate or, where certifications have different rate bases, who "passed first time" in it."""
    rate = record.latest.rate
    if not insights.other_records:
        return context.attribute_phrase(rate, "period")
    passing = passing_text(insights.of_certification(record.certification), context)
    return context.message("infographic.passed", passing=passing, rate=rate)


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


def _text_width(insights: Insights, context: LayoutContext, x: float) -> float:
    return context.grid.right - _rate_column_width(insights, context) - x


def _detail_lines(insights: Insights, context: LayoutContext, certification: Certification) -> list[tuple[str, Phrase]]:
    """Return the lines below a certification's name with their styles: status if closed, population, requirements."""
    population, requirements = (
        insights.dataset.newest_fact("population", certification.code),
        _requirements_summary(insights, context, certification),
    )
    lines = (
        ("body.strong", None if certification.code_now else context.message("status", lane=certification)),
        ("body", context.message("figure.Words", fact=population) if population else None),
        ("body.grey", context.message("needs", what=requirements) if requirements.text else None),
    )
    return [(style, words) for style, words in lines if words]


def _details_height(insights: Insights, context: LayoutContext, certification: Certification, x: float) -> float:
    """Return the distance from a lane to the end of its last detail line, in points."""
    width = _text_width(insights, context, x)
    lines = _detail_lines(insights, context, certification)
    return TEXT_OFFSET + LEADING * sum(
        len(wrap_text(str(words), context.style(style), width)) for style, words in lines
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
    """Place a certification's code and name, and below them as many detail lines as fit in `height`.

    `has_requirements` is true only if the requirements of all lanes fit. The certification's own page has all details.
    """
    ink, width, heading = (
        Ink(f"lane.{certification.lane}.text"),
        _text_width(insights, context, x),
        f"H2:{certification.lane}",
    )
    code = text_line(context, "code", x, y - 4, context.attribute_phrase(certification, "code"), ink=ink, role=heading)
    name = _name_after_code(context, certification, code.box.right + 8, y, x + width, height)
    line_y = y + TEXT_OFFSET + max(0, last_baseline(name) - y + 1 if name else 0)
    details = {LINE_RANKS[style]: (style, words) for style, words in _detail_lines(insights, context, certification)}
    if not has_requirements:
        details.pop(LINE_RANKS["body.grey"], None)
    has_status = LINE_RANKS["body.strong"] in details
    lines = _lines_that_fit(context, details, width, y + height - line_y)
    is_complete = name and (LINE_RANKS["body.strong"] in lines or not has_status)
    placed = [code if is_complete else replace(code, fit="continued"), *([name] if name else [])]
    for rank in sorted(lines):
        style, words = lines[rank]
        placed.append(paragraph(context, style, x, line_y, width, words, leading=LEADING))
        line_y = last_baseline(placed[-1]) + LEADING
    return placed


def _lines_that_fit(
    context: LayoutContext, lines: dict[int, tuple[str, Phrase]], width: float, height: float
) -> dict[int, tuple[str, Phrase]]:
    """Return the lines that fit in `height`, by rank, each with its style.

    The requirements are dropped first, then the population. The status is set smaller before it is dropped.
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
    """Place a certification's name beside its code: on one line, else smaller on as many lines as fit in `height`.

    Return None if it does not fit. The certification's own page has the name.
    """
    name, role = certification_name(context, certification), f"H2:{certification.lane}"

    def lay_out(styles: Sequence[str], max_height: float) -> PlacedBlock:
        return fitted_paragraph(context, styles, x, y - 4, Size(right - x, max_height), name, "name", role=role)

    one_line, more_lines = partial(lay_out, NAME_STYLES, 18.0), partial(lay_out, NAME_STYLES[-1:], height - 2)
    return first_fit((one_line, more_lines, lambda: None))


def _rate_column_width(insights: Insights, context: LayoutContext) -> float:
    """Return the width of the column of pass rates in points, 0 without rates."""
    if not insights.records:
        return 0
    numbers = (context.message("figure", fact=record.latest.rate) for record in insights.all_records)
    widths = [display_number_width(context, words, RATE_HEIGHT) for words in numbers]
    if insights.other_records:
        widths += [text_width(context, "axis", _rate_caption(insights, context, r)) for r in insights.all_records]
    return max(RATE_COLUMN_WIDTH, max(widths) + 8)


def _requirements_summary(insights: Insights, context: LayoutContext, certification: Certification) -> Phrase:
    """Return the requirements of a certification in a few words, with their facts."""
    find, code, requirements = insights.dataset.newest_fact, certification.code, list[Phrase]()
    if age := find("minimum_age", code):
        requirements.append(context.message("needs.age", age=age))
    if education := insights.lowest_education(certification):
        requirements.append(context.term_message("degree", insights.term_of(education)).with_facts(education))
        if hours := insights.lowest_route_hours(certification):
            requirements.append(context.message("needs.hours").with_facts(hours))
    return Phrase.join(", ", requirements)


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
