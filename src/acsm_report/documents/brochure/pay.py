"""Pay and jobs: median pay, number of jobs and job growth by occupation."""

from __future__ import annotations

from ... import charts
from ...dataset.insights import Insights
from ...dataset.model import Fact
from ...dataset.schema import OCCUPATIONS
from ...i18n.phrase import Phrase
from ...layout.blocks import caption_role, list_item, place_chart
from ...layout.context import LayoutContext
from ...layout.flow import FlowColumn, FlowSection, distribute_sections, paginate
from ...layout.scene import PageReferences, PlacedBlock, Scene
from ...theme.model import Ink
from ..citations import source_numbers
from ..page_frame import PageFrame, footer_y, inner_pages, standfirst

__all__ = ["pay"]

SECTIONS_TOP = 174
PAY_CHART_HEIGHT = 230
NUMBER_HEIGHT = 52  # of one or two display numbers
SMALL_NUMBER_HEIGHT = 34  # of three or more
SECTION_KINDS = (("median_pay",), ("jobs", "job_growth"))  # kinds of facts of each section


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
        context.message(f"pay.{kind}.sub", numbers=source_numbers(insights, context, chart.facts)),
        gap=14,
        role=caption_role(chart),
    )
    column.add_blocks([place_chart(column.x, column.y, chart)], chart.size.height)
    return FlowSection(column.blocks, column.y)


def _has_chart(insights: Insights, kind: str) -> bool:
    """Return whether a kind has enough facts for a chart: pay in several years, or jobs of all occupations."""
    counts = [len(insights.dataset.find(kind, "", o)) for o in OCCUPATIONS]
    return max(counts) > 1 if kind == "median_pay" else min(counts) > 0


def _numbers_section(insights: Insights, context: LayoutContext, kind: str) -> FlowSection:
    """Return a section of display numbers with captions, for facts that are too few for a chart."""
    facts = [f for o in OCCUPATIONS for f in insights.dataset.newest_facts(kind, "", o)]
    facts += (
        [f for o in OCCUPATIONS for f in insights.dataset.newest_facts("job_growth", "", o)] if kind == "jobs" else []
    )
    column = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    column.add_paragraph("heading", context.message(f"pay.{kind}"), gap=8, role="H2")
    years = {f.period for f in facts if f.kind == kind}
    sub = f"pay.{kind}.years" if kind == "median_pay" and len(years) > 1 else f"pay.{kind}.sub"
    column.add_paragraph("body.grey", context.message(sub, numbers=source_numbers(insights, context, facts)), gap=18)
    pitch, bottom = (column.width + context.grid.gutter) / max(len(facts), 2), column.y
    for number, fact in enumerate(facts):
        number_column = FlowColumn(context, column.x + pitch * number, column.y, pitch - context.grid.gutter)
        number_column.add_display_number(
            context.message("figure", fact=fact),
            NUMBER_HEIGHT if len(facts) < 3 else SMALL_NUMBER_HEIGHT,
            Ink("ink"),
            12,
        )
        number_column.add_paragraph(
            "standfirst", context.message(f"pay.{fact.kind}.of", fact=fact, who=_workers_text(context, fact)), gap=4
        )
        column.blocks += list_item(number_column.blocks, kind, number)
        bottom = max(bottom, number_column.y)
    return FlowSection(column.blocks, bottom)


def _title(insights: Insights, context: LayoutContext) -> Phrase:
    """Return the title: which occupation earned more in the last year with pay for both."""
    trainers, others = ({f.period: f for f in insights.dataset.find("median_pay", "", o)} for o in OCCUPATIONS)
    both = sorted(trainers.keys() & others.keys())
    if not both:
        newest = [f for o in OCCUPATIONS for f in insights.dataset.newest_facts("median_pay", "", o)]
        if not newest:
            return context.message("pay.title.plain")
        last = max(newest, key=lambda f: f.period)
        return context.message("pay.title.half", who=_workers_text(context, last), fact=last)
    one, other = trainers[both[-1]], others[both[-1]]
    if one.number == other.number:
        return context.message("pay.title.plain")
    more, less = (one, other) if one.number > other.number else (other, one)
    workers = {"more": _workers_text(context, more), "less": _workers_text(context, less)}
    return context.message("pay.title.more", fact=more, **workers).with_facts(more, less)


def _workers_text(context: LayoutContext, fact: Fact) -> Phrase:
    return context.message(f"workers.{fact.dimension}")


def _occupation_sections(insights: Insights, context: LayoutContext) -> list[FlowSection]:
    """Return a section with entry education and openings by occupation, side by side; [] without facts."""
    grid, items, height = context.grid, list[PlacedBlock](), 0.0
    facts_by_occupation = [(o, _occupation_facts(insights, o)) for o in OCCUPATIONS if _occupation_facts(insights, o)]
    for number, (occupation, facts) in enumerate(facts_by_occupation):
        column = FlowColumn(context, grid.x(6 * number), 0, grid.span(6))
        column.add_paragraph("heading", context.message(f"occupation.{occupation}"), gap=12, role="H2")
        for fact in facts:
            column.add_paragraph("standfirst", context.message(f"pay.{fact.kind}", fact=fact), gap=8)
        items += column.blocks
        height = max(height, column.y)
    return [FlowSection(items, height)] if items else []


def _occupation_facts(insights: Insights, occupation: str) -> list[Fact]:
    return [f for kind in ("entry_education", "openings") for f in insights.dataset.newest_facts(kind, "", occupation)]
