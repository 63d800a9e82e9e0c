"""The sections of a certification's page: its exam's record, what is asked, the exam and what it costs. No page."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from ... import charts
from ...dataset.exam_statistics import ExamRecord
from ...dataset.insights import Insights
from ...dataset.model import Certification, Fact
from ...geometry import Box
from ...i18n.phrase import Phrase, PhraseOrText
from ...layout.blocks import caption_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import MIN_SECTION_GAP, FlowColumn, FlowSection
from ...layout.scene import Chart, Link, PageReferences
from ...layout.shapes import filled_rectangle
from ...layout.text import last_baseline, paragraph, text_line, text_width
from ...theme.model import Ink
from ..citations import source_numbers
from ..wording import display_number_text, list_requirements, rate_basis_text

__all__ = ["certification_sections"]

RENEWAL_PAGE_FEES = ("retest", "voucher")  # fees that a narrow list leaves to the page of renewals
TICK_WIDTH = 3  # the width of the mark beside what is asked
NUMBERS_PER_ROW, NUMBER_HEIGHT, LARGE_NUMBER_HEIGHT = (
    5,
    24,
    34,
)  # figures in a row; how tall they are in a full one, and in another


def certification_sections(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certification: Certification,
    record: ExamRecord | None,
    height: float,
) -> list[FlowSection]:
    """Return the page's sections: the exam's record, what is asked, the exam and what it costs."""
    grid, outline = context.grid, insights.domain_weights(certification)
    ask = _requirements_section(insights, context, references, certification)
    if outline and record:
        costs = _cost_list_section(insights, context, references, certification, Box(grid.x(7), 0, grid.span(5), 0))
        least = _rates_section(insights, context, record, 0).height
        width, left = grid.x(7) - grid.x(0) - 2 * grid.gutter, height - ask.height - least - 2 * MIN_SECTION_GAP
        exam = _domains_section(insights, context, certification, width, left)
        last = FlowSection([*exam.blocks, *costs.blocks], max(exam.height, costs.height))
        return [*_fitted_rates_section(insights, context, record, height - ask.height - last.height), ask, last]
    costs = _cost_numbers_section(insights, context, references, certification, is_question_count_shown=record is None)
    named = _domain_names_section(insights, context, certification)
    if record:
        taken = ask.height + costs.height + math.fsum(s.height + MIN_SECTION_GAP for s in named)
        return [*_fitted_rates_section(insights, context, record, height - taken), ask, *named, costs]
    if outline:
        left = height - ask.height - costs.height - 2 * MIN_SECTION_GAP
        return [_domains_section(insights, context, certification, grid.text_width, left), ask, costs]
    return [ask, *named, costs]


def _fitted_rates_section(
    insights: Insights, context: LayoutContext, record: ExamRecord, height: float
) -> list[FlowSection]:
    """Return the section of the rates, its bars lower where it would be taller than `room` with its gaps."""
    natural = _rates_section(insights, context, record)
    over = natural.height + 2 * MIN_SECTION_GAP - height
    if over <= 0:
        return [natural]
    chart = next(item.block.size.height for item in natural.blocks if isinstance(item.block, Chart))
    lower = _rates_section(insights, context, record, chart - over)
    return [lower._replace(blocks=[replace(i, fit="lowered") if i.tag == "Figure" else i for i in lower.blocks])]


def _rates_section(
    insights: Insights, context: LayoutContext, record: ExamRecord, height: float = math.inf
) -> FlowSection:
    chart = charts.exam_pass_rates(insights, context, context.grid.text_width, record.certification, height)
    assert chart  # an exam with a record has rates
    head = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    told = {"lane": record.certification, "measure": rate_basis_text(insights, context),
            "numbers": source_numbers(insights, context, chart.facts)}  # fmt: skip
    peak = record.exam_years[min(1, len(record.exam_years) - 1)].rate
    head.add_paragraph(
        "heading",
        context.message(f"lane.rates.{_rate_trend(record)}", peak=peak, last=record.latest.rate),
        gap=8,
        role="H2",
    )
    role, noted = caption_role(chart), record.latest.rate.note
    head.add_paragraph("body.grey", context.message("lane.rates.sub", **told), gap=6 if noted else 10, role=role)
    if noted:
        head.add_paragraph("source", context.message("noted", fact=record.latest.rate), gap=8, role=role)
    return FlowSection([*head.blocks, place_chart(context.grid.x(0), head.y, chart)], head.y + chart.size.height)


def _rate_trend(record: ExamRecord) -> str:
    """Return how an exam's rate went by years: fell, rose, turned or dipped after one rise, or plain for the rest."""
    rates = [s.rate.number for s in record.exam_years]
    steps = [(b > a) - (b < a) for a, b in pairwise(rates)]
    if len(steps) > 1 and steps[0] == 1 and set(steps[1:]) == {-1}:
        return "turned" if len(steps) > 2 else "dipped"
    return "fell" if set(steps) == {-1} else "rose" if set(steps) == {1} else "plain"


def _domains_section(
    insights: Insights, context: LayoutContext, certification: Certification, width: float, height: float
) -> FlowSection:
    head = FlowColumn(context, context.grid.x(0), 0, width)
    outline = insights.domain_weights(certification)
    head.add_paragraph("heading", context.message("lane.domains"), gap=8, role="H2")
    dated = "lane.domains.dated" if outline[0].period else "lane.domains.sub"
    sub = context.message(dated, fact=outline[0], numbers=source_numbers(insights, context, outline))
    below = head.add_paragraph("body.grey", sub, gap=11)
    chart = charts.exam_domains(insights, context, width, certification, height - head.y)
    assert chart  # asked for only where an outline is known
    head.blocks[-1] = replace(below, role=caption_role(chart))
    return FlowSection([*head.blocks, place_chart(context.grid.x(0), head.y, chart)], head.y + chart.size.height)


def _domain_names_section(
    insights: Insights, context: LayoutContext, certification: Certification
) -> list[FlowSection]:
    """Return the names of the domains of an exam whose weights are not known, in two columns."""
    facts = sorted(
        insights.dataset.find("exam_domain", certification.code), key=lambda f: (len(f.dimension), f.dimension)
    )
    if not facts:
        return []
    grid, half = context.grid, (len(facts) + 1) // 2
    head = FlowColumn(context, grid.x(0), 0, grid.text_width)
    head.add_paragraph("heading", context.message("lane.domains"), gap=8, role="H2")
    told = source_numbers(insights, context, facts)
    head.add_paragraph("body.grey", context.message("lane.domains.named", numbers=told), gap=12)
    tall = head.y
    for side, some in enumerate((facts[:half], facts[half:])):
        one = FlowColumn(context, grid.x(6 * side) + 11, head.y, grid.span(6) - 11)
        for fact in some:
            bar = filled_rectangle(Box(one.x - 11, one.y - 2, TICK_WIDTH, 11), Ink(f"lane.{certification.lane}"))
            named = one.add_paragraph("standfirst", context.message("figure", fact=fact), gap=10)
            one.blocks[-1:] = [bar, *list_item([named], "domains", facts.index(fact))]
        head.blocks += one.blocks
        tall = max(tall, one.y - 10)
    return [FlowSection(head.blocks, tall)]


def _requirements_section(
    insights: Insights, context: LayoutContext, references: PageReferences, certification: Certification
) -> FlowSection:
    """Place what is asked beside whom the certified serve and what became of the name."""
    grid, ink = context.grid, Ink(f"lane.{certification.lane}")
    start = FlowColumn(context, grid.x(0), 0, grid.x(7) - grid.x(0) - 2 * grid.gutter)
    start.add_paragraph("heading", context.message("lane.asked"), gap=12, role="H2")
    rows = [
        (kind, words)
        for kind, words in list_requirements(insights, context, certification)
        if words or kind != "clinical_hours" or certification.track != "fitness"
    ]
    if not any(words for _, words in rows):
        names = context.language.format_list(context.message(f"kind.{kind}") for kind, _ in rows)
        start.add_paragraph(
            "body.grey", context.message("upper", words=context.message("lane.asked.none", kinds=names)), gap=10
        )
        rows = []
    half = start.width / 2
    for number in range(0, len(rows), 2):
        tall = start.y
        for side, (kind, words) in enumerate(rows[number : number + 2]):
            row = FlowColumn(context, grid.x(0) + 11 + side * half, start.y, half - 11 - grid.gutter * (1 - side))
            row.add_paragraph("body.strong", context.message(f"row.{kind}"), gap=5)
            style, told = ("body", words) if words else ("body.grey", context.message("figure.unknown"))
            row.add_paragraph(style, told, leading=12, gap=0)
            row.blocks = list_item(row.blocks, "asked", number + side)
            start.blocks.append(filled_rectangle(Box(row.x - 11, start.y - 1, TICK_WIDTH, row.y - start.y + 3), ink))
            start.blocks += row.blocks
            tall = max(tall, row.y)
        start.y = tall + 12
    serve = FlowColumn(context, grid.x(7), 0, grid.span(5))
    serve.add_paragraph("heading", context.message("lane.serve"), gap=12, role="H2")
    served = insights.dataset.find("population", certification.code)
    words = Phrase.join("; ", [context.message("figure", fact=f) for f in served])
    serve.add_paragraph(
        "body" if served else "body.grey",
        context.message("upper", words=words) if served else context.message("figure.unknown"),
        gap=12,
    )
    for fact in insights.dataset.find("work_settings", certification.code):
        serve.add_paragraph("body.strong", context.message("lane.where"), gap=5)
        serve.add_paragraph("body", context.message("figure.Words", fact=fact), leading=12, gap=12)
    if certification.note and not certification.code_now:
        serve.add_paragraph("body.strong", context.message("status", lane=certification), gap=12)
    _add_cross_reference(context, serve, 5, "requirements", references)
    return FlowSection([*start.blocks, *serve.blocks], max(start.y - 10, serve.y))


def _add_cross_reference(
    context: LayoutContext, column: FlowColumn, gap: float, page_name: str, references: PageReferences
) -> None:
    """Add a line, `gap` points below, that names another page with its number and links to it."""
    number = context.literal(str(references.page_number_of(page_name)), "page")
    words = context.message("see", section=context.message(f"{page_name}.section"), folio=number)
    line = paragraph(context, "body.strong", column.x, column.y + gap, column.width, words, link=Link(f"#{page_name}"))
    column.blocks.append(line)
    column.y = last_baseline(line) + 2


def _cost_numbers_section(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certification: Certification,
    *,
    is_question_count_shown: bool,
) -> FlowSection:
    """Place the exam's size and what it costs to sit and to keep, each a large figure with its caption.

    `told` says that the page opens with the number of questions.
    """
    grid = context.grid
    head = FlowColumn(context, grid.x(0), 0, grid.text_width)
    head.add_paragraph("heading", context.message("lane.costs"), gap=14, role="H2")
    counted = [
        one
        for one in _captioned_facts(insights, context, certification)
        if not is_question_count_shown or one[0].kind != "exam_questions"
    ]
    row, cap = (
        min(max(len(counted), 3), NUMBERS_PER_ROW),
        NUMBER_HEIGHT if len(counted) >= NUMBERS_PER_ROW else LARGE_NUMBER_HEIGHT,
    )
    pitch, tall = (grid.text_width + grid.gutter) / row, head.y
    for number, (fact, caption) in enumerate(counted):
        if number and number % row == 0:
            head.y = tall = tall + 13
        one = FlowColumn(context, grid.x(0) + pitch * (number % row), head.y, pitch - grid.gutter)
        one.add_display_number(display_number_text(context, fact), cap, Ink("ink"), 8)
        one.add_paragraph("body.grey", caption, leading=11.5, gap=0)
        head.blocks += list_item(one.blocks, "costs", number)
        tall = max(tall, one.y)
    head.y = tall + 14
    return _close_cost_section(insights, context, references, certification, head)


def _cost_list_section(
    insights: Insights, context: LayoutContext, references: PageReferences, certification: Certification, box: Box
) -> FlowSection:
    """Place the same in a narrow column, a line each: what it is, and the figure at the right."""
    head = FlowColumn(context, box.x, 0, box.width)
    head.add_paragraph("heading", context.message("lane.costs"), gap=13, role="H2")
    for number, (fact, caption) in enumerate(_captioned_facts(insights, context, certification)):
        if fact.dimension in RENEWAL_PAGE_FEES:
            continue
        figure = display_number_text(context, fact)
        wide = text_width(context, "lead", figure)
        line = FlowColumn(context, box.x, head.y + 1.5, box.width - wide - 8)
        line.add_paragraph("body", caption, leading=11.5, gap=0)
        value = text_line(context, "lead", box.right, head.y + 8.2, figure, anchor="end")
        head.add_blocks(list_item([value, *line.blocks], "costs", number), line.y - head.y + 5)
        head.add_rule(5.5)
    return _close_cost_section(insights, context, references, certification, head)


def _close_cost_section(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certification: Certification,
    head: FlowColumn,
) -> FlowSection:
    """Close the list of costs: what is not published, and where the others are."""
    if not insights.dataset.newest_facts("exam_fee", certification.code):
        head.add_paragraph("body.grey", context.message("lane.fee.unknown"), gap=8)
    if references.page_number_of("keep") or not references.is_resolved:
        _add_cross_reference(context, head, 7, "keep", references)
    return FlowSection(head.blocks, head.y)


def _captioned_facts(
    insights: Insights, context: LayoutContext, certification: Certification
) -> list[tuple[Fact, PhraseOrText]]:
    """Return the figures of a certification with their captions, in the order in which one meets them."""
    newest, code = insights.dataset.newest_facts, certification.code
    told: list[tuple[Fact, PhraseOrText]] = [
        (f, context.message("caption.certified", fact=f)) for f in insights.certified_counts if f.certification == code
    ]
    for kind in ("exam_questions", "exam_time"):
        facts = [f for f in newest(kind, code) if f.dimension in ("", "total")]
        told += [(f, _caption(context, f)) for f in facts]
        if facts and (scored := [f for f in newest(kind, code) if f.dimension == "scored"]):
            words = context.message("caption.exam_questions.scored", words=told[-1][1], scored=scored[0])
            told[-1] = told[-1][0], words
    told += [
        (f, context.message(f"caption.exam_fee.{f.dimension or 'plain'}", fact=f)) for f in newest("exam_fee", code)
    ]
    cycle = insights.dataset.newest_fact("renewal_cycle")
    for fact in newest("renewal_credits", code):
        key = "caption.renewal_credits"
        told.append((fact, context.plural_message(key, cycle) if cycle else context.message(key)))
    told += [(f, context.message("caption.renewal_fee")) for f in newest("renewal_fee", code)]
    return told


def _caption(context: LayoutContext, fact: Fact) -> Phrase:
    return context.message(f"caption.{fact.kind}.{'dated' if fact.period else 'plain'}", fact=fact)
