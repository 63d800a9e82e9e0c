"""Facts about the organization as display numbers, at the top of the decision path."""

from __future__ import annotations

from ...dataset.insights import Insights
from ...dataset.model import Fact
from ...errors import FitError
from ...geometry import Size
from ...i18n.phrase import Phrase
from ...layout.blocks import list_item
from ...layout.context import LayoutContext
from ...layout.measure import CAP_HEIGHT
from ...layout.scene import PlacedBlock
from ...layout.shapes import display_number, display_number_width
from ...layout.text import fitted_paragraph
from ...theme.model import Ink
from ..wording import certification_codes

__all__ = ["ORGANIZATION_KINDS", "START_Y", "organization_facts"]

ORGANIZATION_KINDS = ("founded", "community", "members", "core_certifications")
START_Y = 242  # of the start line


def organization_facts(insights: Insights, context: LayoutContext) -> list[PlacedBlock]:
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
