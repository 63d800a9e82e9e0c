"""The sections of a certification's page: pass rates, requirements, domains of the exam, costs."""

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
from .open_questions import open_questions_section

__all__ = ["certification_sections"]

RENEWAL_PAGE_FEES = ("retest", "voucher")  # fees that only the renewal page has if the list is narrow
TICK_WIDTH = 3  # of the mark beside a requirement
NUMBERS_PER_ROW = 5
NUMBER_GAP_SHARE = 0.7  # of the height of a number, between it and the next, at least
NUMBER_HEIGHT = 24  # in a full row
LARGE_NUMBER_HEIGHT = 34  # in a row with fewer numbers


def certification_sections(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certification: Certification,
    record: ExamRecord | None,
    height: float,
) -> list[FlowSection]:
    """Return the sections of the page, in order. `height` is the height of all of them, in points.

    Where nothing says what the certification asks, or what its exam has and costs, the page has open questions
    instead, if there is room.
    """
    if insights.has_requirements(certification) or _has_remarks(insights, certification):
        requirements = _requirements_section(insights, context, references, certification)
        sections = _published_sections(insights, context, references, certification, record, requirements, height)
        outline = insights.domain_weights(certification)
        if record or outline or _captioned_facts(insights, context, certification):
            return sections
        return _with_questions(insights, context, certification, sections[:-1], height) or sections
    if _is_little_known(insights, context, certification):
        sections = _fitted_rates_section(insights, context, record, height) if record else []
    else:
        nothing = FlowSection([], 0)
        sections = _published_sections(insights, context, references, certification, record, nothing, height)
        sections = [section for section in sections if section.blocks]
    return _with_questions(insights, context, certification, sections, height) or sections


def _with_questions(
    insights: Insights, context: LayoutContext, certification: Certification, sections: list[FlowSection], height: float
) -> list[FlowSection]:
    """Return the sections and after them the open questions; [] if there is no room."""
    questions = open_questions_section(insights, context, certification)
    total = math.fsum(section.height + MIN_SECTION_GAP for section in sections) + questions.height
    return [*sections, questions] if total <= height else []


def _published_sections(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certification: Certification,
    record: ExamRecord | None,
    requirements: FlowSection,
    height: float,
) -> list[FlowSection]:
    """Return the sections of a certification that has more than rates."""
    grid, outline = context.grid, insights.domain_weights(certification)
    if outline and record:
        costs = _cost_list_section(insights, context, references, certification, Box(grid.x(7), 0, grid.span(5), 0))
        min_rates_height = _rates_section(insights, context, record, 0).height
        width, left_height = (
            grid.x(7) - grid.x(0) - 2 * grid.gutter,
            height - requirements.height - min_rates_height - 2 * MIN_SECTION_GAP,
        )
        domains = _domains_section(insights, context, certification, width, left_height)
        last = FlowSection([*domains.blocks, *costs.blocks], max(domains.height, costs.height))
        return [
            *_fitted_rates_section(insights, context, record, height - requirements.height - last.height),
            requirements,
            last,
        ]
    costs = _cost_numbers_section(insights, context, references, certification, is_question_count_shown=record is None)
    domain_names = _domain_names_section(insights, context, certification)
    if record:
        used_height = requirements.height + costs.height + math.fsum(s.height + MIN_SECTION_GAP for s in domain_names)
        return [
            *_fitted_rates_section(insights, context, record, height - used_height),
            requirements,
            *domain_names,
            costs,
        ]
    if outline:
        left_height = height - requirements.height - costs.height - 2 * MIN_SECTION_GAP
        return [_domains_section(insights, context, certification, grid.text_width, left_height), requirements, costs]
    return [requirements, *domain_names, costs]


def _is_little_known(insights: Insights, context: LayoutContext, certification: Certification) -> bool:
    """Tell whether nothing but rates can be said of a certification: what it asks, covers and costs is not known."""
    find, code = insights.dataset.find, certification.code
    has_facts = any(find(kind, code) for kind in ("domain_weight", "exam_domain"))
    is_described = _has_remarks(insights, certification) or insights.has_requirements(certification)
    return not (has_facts or is_described or _captioned_facts(insights, context, certification))


def _has_remarks(insights: Insights, certification: Certification) -> bool:
    """Tell whether it is known where the certified work, or why the certification is closed."""
    is_closed = bool(certification.note) and not certification.code_now
    return is_closed or bool(insights.dataset.find("work_settings", certification.code))


def _fitted_rates_section(
    insights: Insights, context: LayoutContext, record: ExamRecord, height: float
) -> list[FlowSection]:
    """Return the section of the pass rates; its bars are lower if it would exceed `height` with its gaps."""
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
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    values = {"lane": record.certification, "measure": rate_basis_text(insights, context),
            "numbers": source_numbers(insights, context, chart.facts)}  # fmt: skip
    peak = record.exam_years[min(1, len(record.exam_years) - 1)].rate
    column.add_paragraph(
        "heading",
        context.message(
            f"lane.rates.{_rate_trend(record)}{_period_form(insights, record)}", peak=peak, last=record.latest.rate
        ),
        gap=8,
        role="H2",
    )
    role, has_note = caption_role(chart), record.latest.rate.note
    column.add_paragraph("body.grey", context.message("lane.rates.sub", **values), gap=6 if has_note else 10, role=role)
    if has_note:
        column.add_paragraph("source", context.message("noted", fact=record.latest.rate), gap=8, role=role)
    return FlowSection([*column.blocks, place_chart(context.grid.x(0), column.y, chart)], column.y + chart.size.height)


def _rate_trend(record: ExamRecord) -> str:
    """Return the trend of a pass rate: single, fell, fell.once, rose, rose.once, dipped, turned or plain.

    It dipped if it fell once after one rise, and turned if it fell more than once after one rise.
    """
    rates = [s.rate.number for s in record.exam_years]
    steps = [(b > a) - (b < a) for a, b in pairwise(rates)]
    if len(steps) > 1 and steps[0] == 1 and set(steps[1:]) == {-1}:
        return "turned" if len(steps) > 2 else "dipped"
    if not steps:
        return "single"
    once = ".once" if len(steps) == 1 else ""
    return f"fell{once}" if set(steps) == {-1} else f"rose{once}" if set(steps) == {1} else "plain"


def _period_form(insights: Insights, record: ExamRecord) -> str:
    """Return the suffix of the messages about periods that are no years, or years with gaps; "" for all others."""
    if len(record.exam_years) == 2 and _rate_trend(record) != "plain":  # those messages name the period
        return ""
    has_gaps = len(insights.with_gaps(record.exam_years)) > len(record.exam_years)
    is_yearly = all("-" not in s.year for s in record.exam_years) and not has_gaps
    return "" if is_yearly or len(record.exam_years) == 1 else ".periods"


def _domains_section(
    insights: Insights, context: LayoutContext, certification: Certification, width: float, height: float
) -> FlowSection:
    column = FlowColumn(context, context.grid.x(0), 0, width)
    outline = insights.domain_weights(certification)
    column.add_paragraph("heading", context.message("lane.domains"), gap=8, role="H2")
    dated = "lane.domains.dated" if outline[0].period else "lane.domains.sub"
    sub = context.message(dated, fact=outline[0], numbers=source_numbers(insights, context, outline))
    subtitle = column.add_paragraph("body.grey", sub, gap=11)
    chart = charts.exam_domains(insights, context, width, certification, height - column.y)
    assert chart  # callers check that weights are published
    column.blocks[-1] = replace(subtitle, role=caption_role(chart))
    return FlowSection([*column.blocks, place_chart(context.grid.x(0), column.y, chart)], column.y + chart.size.height)


def _domain_names_section(
    insights: Insights, context: LayoutContext, certification: Certification
) -> list[FlowSection]:
    """Return the names of an exam's domains in two columns, for exams without published weights; [] without names."""
    facts = sorted(
        insights.dataset.find("exam_domain", certification.code), key=lambda f: (len(f.dimension), f.dimension)
    )
    if not facts:
        return []
    grid, half = context.grid, (len(facts) + 1) // 2
    column = FlowColumn(context, grid.x(0), 0, grid.text_width)
    column.add_paragraph("heading", context.message("lane.domains"), gap=8, role="H2")
    numbers = source_numbers(insights, context, facts)
    column.add_paragraph("body.grey", context.message("lane.domains.named", numbers=numbers), gap=12)
    bottom = column.y
    for side, facts_of_side in enumerate((facts[:half], facts[half:])):
        side_column = FlowColumn(context, grid.x(6 * side) + 11, column.y, grid.span(6) - 11)
        for fact in facts_of_side:
            bar = filled_rectangle(
                Box(side_column.x - 11, side_column.y - 2, TICK_WIDTH, 11), Ink(f"lane.{certification.lane}")
            )
            name = side_column.add_paragraph("standfirst", context.message("figure", fact=fact), gap=10)
            side_column.blocks[-1:] = [bar, *list_item([name], "domains", facts.index(fact))]
        column.blocks += side_column.blocks
        bottom = max(bottom, side_column.y - 10)
    return [FlowSection(column.blocks, bottom)]


def _requirements_section(
    insights: Insights, context: LayoutContext, references: PageReferences, certification: Certification
) -> FlowSection:
    """Place the requirements and, beside them, the population served and the present status."""
    grid, ink = context.grid, Ink(f"lane.{certification.lane}")
    left_column = FlowColumn(context, grid.x(0), 0, grid.x(7) - grid.x(0) - 2 * grid.gutter)
    left_column.add_paragraph("heading", context.message("lane.asked"), gap=12, role="H2")
    listed = list_requirements(insights, context, certification)
    requirements = [(kind, words) for kind, words in listed if words or _is_asked(insights, certification, kind)]
    if not any(words for _, words in requirements):
        names = context.language.format_list(context.message(f"kind.{kind}") for kind, _ in requirements or listed)
        left_column.add_paragraph(
            "body.grey", context.message("upper", words=context.message("lane.asked.none", kinds=names)), gap=10
        )
        requirements = []
    half = left_column.width / 2
    for number in range(0, len(requirements), 2):
        bottom = left_column.y
        for side, (kind, words) in enumerate(requirements[number : number + 2]):
            cell = FlowColumn(
                context, grid.x(0) + 11 + side * half, left_column.y, half - 11 - grid.gutter * (1 - side)
            )
            cell.add_paragraph("body.strong", context.message(f"row.{kind}"), gap=5)
            style, text = ("body", words) if words else ("body.grey", context.message("figure.unknown"))
            cell.add_paragraph(style, text, leading=12, gap=0)
            cell.blocks = list_item(cell.blocks, "asked", number + side)
            left_column.blocks.append(
                filled_rectangle(Box(cell.x - 11, left_column.y - 1, TICK_WIDTH, cell.y - left_column.y + 3), ink)
            )
            left_column.blocks += cell.blocks
            bottom = max(bottom, cell.y)
        left_column.y = bottom + 12
    right_column = FlowColumn(context, grid.x(7), 0, grid.span(5))
    if _is_asked(insights, certification, "population"):
        right_column.add_paragraph("heading", context.message("lane.serve"), gap=12, role="H2")
        populations = insights.dataset.find("population", certification.code)
        words = Phrase.join("; ", [context.message("figure", fact=f) for f in populations])
        right_column.add_paragraph(
            "body" if populations else "body.grey",
            context.message("upper", words=words) if populations else context.message("figure.unknown"),
            gap=12,
        )
    for fact in insights.dataset.find("work_settings", certification.code):
        right_column.add_paragraph("body.strong", context.message("lane.where"), gap=5)
        right_column.add_paragraph("body", context.message("figure.Words", fact=fact), leading=12, gap=12)
    if certification.note and not certification.code_now:
        right_column.add_paragraph("body.strong", context.message("status", lane=certification), gap=12)
    _add_cross_reference(context, right_column, 5, "requirements", references)
    return FlowSection([*left_column.blocks, *right_column.blocks], max(left_column.y - 10, right_column.y))


def _is_asked(insights: Insights, certification: Certification, kind: str) -> bool:
    """Tell whether a requirement is known of any certification, or clinical hours of any of the same track."""
    is_of_track = kind == "clinical_hours"
    others = (c.code for c in insights.certifications if not is_of_track or c.track == certification.track)
    return any(insights.dataset.find(kind, code) for code in others)


def _add_cross_reference(
    context: LayoutContext, column: FlowColumn, gap: float, page_name: str, references: PageReferences
) -> None:
    """Add a line, `gap` points below, that names another page with its number and links to it."""
    number = context.literal(str(references.page_number_of(page_name)), "page")
    words = context.message("see", section=context.message(f"{page_name}.section"), folio=number)
    if references.is_resolved and not references.page_number_of(page_name):
        return
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
    """Place the numbers of the exam and its costs, each as a display number with a caption.

    The number of questions is left out if `is_question_count_shown` at the top of the page.
    """
    grid = context.grid
    column = FlowColumn(context, grid.x(0), 0, grid.text_width)
    column.add_paragraph("heading", context.message("lane.costs"), gap=14, role="H2")
    captioned_facts = [
        (fact, caption)
        for fact, caption in _captioned_facts(insights, context, certification)
        if not is_question_count_shown or fact.kind != "exam_questions"
    ]
    per_row = min(max(len(captioned_facts), 3), NUMBERS_PER_ROW)
    number_height = NUMBER_HEIGHT if len(captioned_facts) >= NUMBERS_PER_ROW else LARGE_NUMBER_HEIGHT
    pitch, bottom = (grid.text_width + grid.gutter) / per_row, column.y
    for number, (fact, caption) in enumerate(captioned_facts):
        if number and number % per_row == 0:
            column.y = bottom = bottom + 13
        width = pitch - max(grid.gutter, NUMBER_GAP_SHARE * number_height)
        number_column = FlowColumn(context, grid.x(0) + pitch * (number % per_row), column.y, width)
        number_column.add_display_number(display_number_text(context, fact), number_height, Ink("ink"), 8)
        number_column.width = pitch - grid.gutter
        number_column.add_paragraph("body.grey", caption, leading=11.5, gap=0)
        column.blocks += list_item(number_column.blocks, "costs", number)
        bottom = max(bottom, number_column.y)
    column.y = bottom + 14
    return _close_cost_section(insights, context, references, certification, column)


def _cost_list_section(
    insights: Insights, context: LayoutContext, references: PageReferences, certification: Certification, box: Box
) -> FlowSection:
    """Place the numbers of the exam and its costs in a narrow column, one line each: caption left, number right."""
    column = FlowColumn(context, box.x, 0, box.width)
    column.add_paragraph("heading", context.message("lane.costs"), gap=13, role="H2")
    for number, (fact, caption) in enumerate(_captioned_facts(insights, context, certification)):
        if fact.dimension in RENEWAL_PAGE_FEES:
            continue
        number_text = display_number_text(context, fact)
        number_width = text_width(context, "lead", number_text)
        line = FlowColumn(context, box.x, column.y + 1.5, box.width - number_width - 8)
        line.add_paragraph("body", caption, leading=11.5, gap=0)
        value = text_line(context, "lead", box.right, column.y + 8.2, number_text, anchor="end")
        column.add_blocks(list_item([value, *line.blocks], "costs", number), line.y - column.y + 5)
        column.add_rule(5.5)
    return _close_cost_section(insights, context, references, certification, column)


def _close_cost_section(
    insights: Insights,
    context: LayoutContext,
    references: PageReferences,
    certification: Certification,
    column: FlowColumn,
) -> FlowSection:
    """Add to the costs whether the exam fee is not published, and a reference to the renewal page."""
    if not insights.dataset.newest_facts("exam_fee", certification.code):
        column.add_paragraph("body.grey", context.message("lane.fee.unknown"), gap=8)
    if references.page_number_of("keep") or not references.is_resolved:
        _add_cross_reference(context, column, 7, "keep", references)
    return FlowSection(column.blocks, column.y)


def _captioned_facts(
    insights: Insights, context: LayoutContext, certification: Certification
) -> list[tuple[Fact, PhraseOrText]]:
    """Return the numbers of a certification with their captions, in order: the exam, its fees, the renewal."""
    newest, code = insights.dataset.newest_facts, certification.code
    captioned: list[tuple[Fact, PhraseOrText]] = [
        (f, context.message("caption.certified", fact=f)) for f in insights.certified_counts if f.certification == code
    ]
    if all(record.certification.code != code for record in insights.records):
        captioned += [
            (counts[-1], context.message(f"caption.{kind}", fact=counts[-1]))
            for kind in ("candidates", "passed")
            if (counts := sorted(insights.dataset.find(kind, code), key=lambda f: f.period))
        ]
    for kind in ("exam_questions", "exam_time"):
        facts = [f for f in newest(kind, code) if f.dimension in ("", "total")]
        if not facts:
            parts = [f for f in newest(kind, code) if f.dimension]
            captioned += [(f, context.message(f"caption.{kind}.part.{f.dimension}", fact=f)) for f in parts]
        captioned += [(f, _caption(context, f)) for f in facts]
        if facts and (scored := [f for f in newest(kind, code) if f.dimension == "scored"]):
            words = context.message("caption.exam_questions.scored", words=captioned[-1][1], scored=scored[0])
            captioned[-1] = captioned[-1][0], words
    captioned += [(f, _fee_caption(insights, context, f)) for f in newest("exam_fee", code)]
    cycle = insights.dataset.newest_fact("renewal_cycle")
    for fact in newest("renewal_credits", code):
        key = "caption.renewal_credits"
        captioned.append((fact, context.plural_message(key, cycle) if cycle else context.message(key)))
    captioned += [(f, context.message("caption.renewal_fee")) for f in newest("renewal_fee", code)]
    return captioned


def _fee_caption(insights: Insights, context: LayoutContext, fee: Fact) -> Phrase:
    if not fee.dimension:
        return context.message("caption.exam_fee.plain")
    return context.term_message("caption.exam_fee", insights.term_of(fee))


def _caption(context: LayoutContext, fact: Fact) -> Phrase:
    return context.message(f"caption.{fact.kind}.{'dated' if fact.period else 'plain'}", fact=fact)
