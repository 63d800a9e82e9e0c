"""Notes about the statistics, above the footer: what is missing, small, computed, and by which method."""

from __future__ import annotations

from collections.abc import Sequence

from ...dataset.exam_statistics import CONFIDENCE_LEVEL, SMALL_SAMPLE
from ...dataset.insights import Insights
from ...dataset.schema import RATE_BASES
from ...i18n.phrase import Phrase, PhraseOrText
from ...layout.context import LayoutContext
from ...layout.measure import wrap_text
from ...layout.scene import PlacedBlock
from ...layout.text import last_baseline, paragraph
from .. import wording
from ..page_frame import footer_y
from ..wording import rate_basis_text

__all__ = ["statistics_notes"]


def statistics_notes(
    insights: Insights, context: LayoutContext, first_notes: Sequence[Phrase | None] = ()
) -> list[PlacedBlock]:
    """Place the notes about the statistics above the footer."""
    method = (
        context.message("statistics.method", **wording.method_terms(insights, context))
        if insights.has_calculations
        else None
    )
    few, computed = _small_samples_note(insights, context), _computed_note(insights, context)
    parts = *first_notes, few, computed, method
    notes: list[PhraseOrText] = [n for n in parts if n]
    notes += wording.fact_notes(insights, context, RATE_BASES)
    style, width = context.style("source"), context.grid.text_width
    lines = sum(len(wrap_text(str(note), style, width)) for note in notes)
    return _stack_paragraphs(
        context, "source", context.grid.x(0), footer_y(context) - style.leading * lines - 3, width, notes, "Note"
    )


def _small_samples_note(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the note about pass rates of few candidates, with their intervals; None if there are none."""
    confidence = context.literal(str(CONFIDENCE_LEVEL), "limit")
    sentences = [
        context.message(
            "small.one",
            lane=record.certification,
            rate=record.latest.rate,
            candidates=record.latest.candidates,
            low=record.latest.interval[0],
            high=record.latest.interval[1],
            confidence=confidence,
        )
        for record in insights.small_samples
        if record.latest.interval
    ]
    limit = context.literal(str(SMALL_SAMPLE), "limit")
    return context.message("small", limit=limit, told=Phrase.join("; ", sentences)) if sentences else None


def _computed_note(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the note that names the rates that are computed, and how; None if there are none."""
    rates = insights.computed_rates
    if not rates:
        return None
    codes = {f.certification: context.attribute_phrase(f, "certification") for f in rates}
    years = {f.period: context.attribute_phrase(f, "period") for f in sorted(rates, key=lambda f: f.period)}
    listed = {name: context.language.format_list(some.values()) for name, some in (("codes", codes), ("years", years))}
    return context.message("statistics.computed", measure=rate_basis_text(insights, context), **listed)


def _stack_paragraphs(
    context: LayoutContext, style: str, x: float, y: float, width: float, texts: list[PhraseOrText], role: str = "P"
) -> list[PlacedBlock]:
    """Place paragraphs below each other without gaps."""
    placed: list[PlacedBlock] = []
    for words in texts:
        placed.append(paragraph(context, style, x, y, width, words, role=role))
        y = last_baseline(placed[-1]) + context.style(style).leading
    return placed
