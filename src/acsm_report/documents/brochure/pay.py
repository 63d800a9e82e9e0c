"""Pay and jobs of the occupations that the certified work in."""

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

SECTIONS_TOP, PAY_CHART_HEIGHT = 174, 230  # of the first section; how tall pay is drawn over time
NUMBER_HEIGHT, SMALL_NUMBER_HEIGHT = 52, 34  # how tall two figures are, and more of them
SECTION_KINDS = (("median_pay",), ("jobs", "job_growth"))  # what each section tells


def pay(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
    """Compose the page; none when nothing is known of the occupations."""
    known = [kind for kind, *more in SECTION_KINDS if any(insights.dataset.find(k) for k in (kind, *more))]
    sections = [
        (_chart_section if _has_chart(insights, kind) else _numbers_section)(insights, context, kind) for kind in known
    ]
    sections += _occupation_sections(insights, context)
    if not sections:
        return ()
    room = footer_y(context) - 12 - SECTIONS_TOP
    filled = [distribute_sections(context, some, SECTIONS_TOP, room) for some in paginate(sections, room, room)]
    filled[0].insert(0, standfirst(context, context.message("pay.sub")))
    return inner_pages(insights, context, references, PageFrame("pay", _title(insights, context)), filled)


def _chart_section(insights: Insights, context: LayoutContext, kind: str) -> FlowSection:
    """Return a chart below its heading."""
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
    """Tell whether a kind wants a picture: pay over several years, or jobs of several occupations."""
    counts = [len(insights.dataset.find(kind, "", o)) for o in OCCUPATIONS]
    return max(counts) > 1 if kind == "median_pay" else min(counts) > 0


def _numbers_section(insights: Insights, context: LayoutContext, kind: str) -> FlowSection:
    """Return figures that are too few for a chart, large, each with what it counts."""
    facts = [f for o in OCCUPATIONS for f in insights.dataset.newest_facts(kind, "", o)]
    facts += (
        [f for o in OCCUPATIONS for f in insights.dataset.newest_facts("job_growth", "", o)] if kind == "jobs" else []
    )
    head = FlowColumn(context, context.grid.x(0), 0, context.grid.text_width)
    head.add_paragraph("heading", context.message(f"pay.{kind}"), gap=8, role="H2")
    years = {f.period for f in facts if f.kind == kind}
    sub = f"pay.{kind}.years" if kind == "median_pay" and len(years) > 1 else f"pay.{kind}.sub"
    head.add_paragraph("body.grey", context.message(sub, numbers=source_numbers(insights, context, facts)), gap=18)
    pitch, tall = (head.width + context.grid.gutter) / max(len(facts), 2), head.y
    for number, fact in enumerate(facts):
        one = FlowColumn(context, head.x + pitch * number, head.y, pitch - context.grid.gutter)
        one.add_display_number(
            context.message("figure", fact=fact),
            NUMBER_HEIGHT if len(facts) < 3 else SMALL_NUMBER_HEIGHT,
            Ink("ink"),
            12,
        )
        one.add_paragraph(
            "standfirst", context.message(f"pay.{fact.kind}.of", fact=fact, who=_workers_text(context, fact)), gap=4
        )
        head.blocks += list_item(one.blocks, kind, number)
        tall = max(tall, one.y)
    return FlowSection(head.blocks, tall)


def _title(insights: Insights, context: LayoutContext) -> Phrase:
    """Return which occupation earned more in the last year for which both are known."""
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
    told = {"more": _workers_text(context, more), "less": _workers_text(context, less)}
    return context.message("pay.title.more", fact=more, **told).with_facts(more, less)


def _workers_text(context: LayoutContext, fact: Fact) -> Phrase:
    return context.message(f"workers.{fact.dimension}")


def _occupation_sections(insights: Insights, context: LayoutContext) -> list[FlowSection]:
    """Return what employers ask for and how many posts open, occupation by occupation, side by side."""
    grid, items, tall = context.grid, list[PlacedBlock](), 0.0
    told = [(o, _occupation_facts(insights, o)) for o in OCCUPATIONS if _occupation_facts(insights, o)]
    for number, (occupation, facts) in enumerate(told):
        one = FlowColumn(context, grid.x(6 * number), 0, grid.span(6))
        one.add_paragraph("heading", context.message(f"occupation.{occupation}"), gap=12, role="H2")
        for fact in facts:
            one.add_paragraph("standfirst", context.message(f"pay.{fact.kind}", fact=fact), gap=8)
        items += one.blocks
        tall = max(tall, one.y)
    return [FlowSection(items, tall)] if items else []


def _occupation_facts(insights: Insights, occupation: str) -> list[Fact]:
    return [f for kind in ("entry_education", "openings") for f in insights.dataset.newest_facts(kind, "", occupation)]
