"""Pay and jobs: median pay, number of jobs and job growth by occupation."""

from __future__ import annotations

from collections.abc import Sequence

from ... import charts
from ...dataset.insights import Insights
from ...dataset.model import Fact, Term
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn, FlowSection, distribute_sections, paginate
from ...layout.scene import PageReferences, PlacedBlock, Scene
from ...theme.model import Ink
from ..citations import source_numbers
from ..page_frame import PageFrame, footer_y, inner_pages, standfirst
from ..wording import currency_names

__all__ = ["pay"]

SECTIONS_TOP = 174
PAY_CHART_HEIGHT = 230
NUMBER_HEIGHT = 52  # of one or two display numbers
SMALL_NUMBER_HEIGHT = 34  # of three or more
NUMBERS_PER_ROW = 4
MAX_LINES = 4  # occupations in one chart of pay
SECTION_KINDS = (("median_pay",), ("jobs", "job_growth"))  # kinds of facts of each section
OTHER_KINDS = ("entry_education", "openings")


def pay(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the pages; return () if there are no facts about occupations."""
    kinds = [kind for kind, *others in SECTION_KINDS if any(insights.dataset.find(k) for k in (kind, *others))]
    sections = [
        (_chart_section if _has_chart(insights, kind) else _numbers_section)(insights, context, kind) for kind in kinds
    ]
    sections += _occupation_sections(insights, context)
    if not sections:
        return ()
    height = footer_y(context) - 12 - SECTIONS_TOP
    pages = [
        distribute_sections(context, sections_of_page, SECTIONS_TOP, height)
        for sections_of_page in paginate(sections, height, height)
    ]
    pages[0].insert(0, standfirst(context, context.message("pay.sub")))
    return inner_pages(insights, context, references, PageFrame("pay", _title(insights, context)), pages)


def _chart_section(insights: Insights, context: LayoutContext, kind: str) -> FlowSection:
    """Return a section with a chart below its heading."""
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    if kind == "median_pay":
        chart = charts.median_pay(insights, context, column.width, PAY_CHART_HEIGHT)
    else:
        chart = charts.job_outlook(insights, context, column.width)
    column.add_paragraph("heading", context.message(f"pay.{kind}"), gap=8, role="H2")
    column.add_paragraph(
        "body.grey",
        context.message(
            f"pay.{kind}.sub",
            currency=currency_names(context, chart.facts) or "",
            numbers=source_numbers(insights, context, chart.facts),
        ),
        gap=14,
        role=caption_role(chart),
    )
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)
    return FlowSection(column.blocks, column.y)


def _has_chart(insights: Insights, kind: str) -> bool:
    """Return whether a kind has enough facts for a chart: pay in several years, or jobs of all occupations."""
    occupations = _occupations(insights)
    counts = [len(insights.dataset.find(kind, "", o.key)) for o in occupations]
    if kind == "median_pay":
        return max(counts) > 1 and len(occupations) <= MAX_LINES and _has_one_currency(insights)
    return min(counts) > 0 and len(occupations) > 1


def _occupations(insights: Insights) -> list[Term]:
    """Return the occupations that the page has facts about."""
    kinds = [kind for some in SECTION_KINDS for kind in some] + [*OTHER_KINDS]
    return [o for o in insights.terms["occupation"] if any(insights.dataset.find(k, "", o.key) for k in kinds)]


def _has_one_currency(insights: Insights) -> bool:
    """Tell whether amounts of pay can be compared."""
    return len({f.unit for f in insights.dataset.find("median_pay")}) < 2


def _newest_by_occupation(insights: Insights, kind: str) -> list[Fact]:
    return [f for o in _occupations(insights) for f in insights.dataset.newest_facts(kind, "", o.key)]


def _numbers_section(insights: Insights, context: LayoutContext, kind: str) -> FlowSection:
    """Return a section of display numbers with captions, for facts that are too few for a chart."""
    facts = _newest_by_occupation(insights, kind)
    facts += _newest_by_occupation(insights, "job_growth") if kind == "jobs" else []
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    column.add_paragraph("heading", context.message(f"pay.{kind}"), gap=8, role="H2")
    years = {f.period for f in facts if f.kind == kind}
    sub = f"pay.{kind}.years" if kind == "median_pay" and len(years) > 1 else f"pay.{kind}.sub"
    if kind == "median_pay" and not _has_one_currency(insights):
        sub = "pay.median_pay.currencies"
    numbers, currency = source_numbers(insights, context, facts), currency_names(context, facts) or ""
    column.add_paragraph("body.grey", context.message(sub, currency=currency, numbers=numbers), gap=18)
    per_row = min(max(len(facts), 2), NUMBERS_PER_ROW)
    pitch, bottom = (column.width + context.grid.gutter) / per_row, column.y
    for number, fact in enumerate(facts):
        if number and number % per_row == 0:
            column.y = bottom + 16
        x = column.x + pitch * (number % per_row)
        number_column = FlowColumn(context, x, column.y, pitch - context.grid.gutter)
        number_column.add_display_number(
            context.message("figure", fact=fact),
            NUMBER_HEIGHT if len(facts) < 3 else SMALL_NUMBER_HEIGHT,
            Ink("ink"),
            12,
        )
        number_column.add_paragraph(
            "standfirst",
            context.message(f"pay.{fact.kind}.of", fact=fact, who=_workers_text(insights, context, fact)),
            gap=4,
        )
        column.blocks += list_item(number_column.blocks, kind, number)
        bottom = max(bottom, number_column.y)
    return FlowSection(column.blocks, bottom)


def _title(insights: Insights, context: LayoutContext) -> Phrase:
    """Return the title: which occupation earned more, or most, in the last year with pay for all of them."""
    newest = _newest_by_occupation(insights, "median_pay")
    if not newest:
        return context.message("pay.title.plain")
    by_period = [
        {f.period: f for f in insights.dataset.find("median_pay", "", key)}
        for key in dict.fromkeys(f.dimension for f in newest)
    ]
    is_comparable = len(by_period) > 1 and _has_one_currency(insights)
    shared = sorted(set.intersection(*map(set, by_period))) if is_comparable else []
    if not shared:
        last = max(newest, key=lambda f: f.period)
        return context.message("pay.title.half", who=_workers_text(insights, context, last), fact=last)
    more, *others = sorted((facts[shared[-1]] for facts in by_period), key=lambda f: -f.number)
    if more.number == others[0].number:
        return context.message("pay.title.plain")
    workers = _workers_text(insights, context, more)
    if len(others) > 1:
        return context.message("pay.title.most", fact=more, most=workers).with_facts(more, *others)
    less = _workers_text(insights, context, others[0])
    return context.message("pay.title.more", fact=more, more=workers, less=less).with_facts(more, others[0])


def _workers_text(insights: Insights, context: LayoutContext, fact: Fact) -> Phrase:
    return context.term_message("workers", insights.term_of(fact))


def _occupation_sections(insights: Insights, context: LayoutContext) -> list[FlowSection]:
    """Return sections with entry education and openings, two occupations side by side; [] without facts."""
    facts = [(o, found) for o in _occupations(insights) if (found := _occupation_facts(insights, o))]
    return [_occupation_row(context, facts[start : start + 2]) for start in range(0, len(facts), 2)]


def _occupation_row(context: LayoutContext, facts_by_occupation: Sequence[tuple[Term, list[Fact]]]) -> FlowSection:
    grid, items, height = context.grid, list[PlacedBlock](), 0.0
    for number, (occupation, facts) in enumerate(facts_by_occupation):
        column = FlowColumn(context, grid.x(6 * number), 0, grid.span(6))
        column.add_paragraph("heading", context.term_message("occupation", occupation), gap=12, role="H2")
        for fact in facts:
            key, is_count = f"pay.{fact.kind}", not isinstance(fact.value, str)
            words = context.plural_message(key, fact, fact=fact) if is_count else context.message(key, fact=fact)
            column.add_paragraph("standfirst", words, gap=8)
        items += column.blocks
        height = max(height, column.y)
    return FlowSection(items, height)


def _occupation_facts(insights: Insights, occupation: Term) -> list[Fact]:
    return [f for kind in OTHER_KINDS for f in insights.dataset.newest_facts(kind, "", occupation.key)]
