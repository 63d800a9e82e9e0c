"""What is asked of who wants a certification, in words: shared by pages. No page of its own."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact
from ..dataset.schema import EDUCATION_LEVELS, FACT_KINDS, QUESTION_FORMS
from ..i18n.phrase import Phrase, PhraseOrText
from ..layout.context import LayoutContext

__all__ = [
    "as_of_text",
    "certification_codes",
    "certification_name",
    "clinical_hours_text",
    "display_number_text",
    "fact_notes",
    "list_requirements",
    "method_terms",
    "passing_text",
    "rate_basis_text",
    "requirement_text",
    "share_category",
    "subject_text",
    "unpublished_text",
]


def list_requirements(
    insights: Insights, context: LayoutContext, certification: Certification
) -> list[tuple[str, PhraseOrText]]:
    """Return what is asked, each with the kind that names it; "" is not published."""
    return [
        *(
            (kind, requirement_text(insights, context, kind, certification))
            for kind in ("minimum_age", "education", "life_support")
        ),
        ("clinical_hours", clinical_hours_text(insights, context, certification)),
    ]


def requirement_text(
    insights: Insights, context: LayoutContext, kind: str, certification: Certification
) -> PhraseOrText:
    """Return what is told of a kind; two rows are two routes, of which one is enough."""
    told = [context.message("figure", fact=f) for f in insights.dataset.find(kind, certification.code)]
    return context.message("upper", words=Phrase.join(context.message("or").text, told)) if told else ""


def clinical_hours_text(insights: Insights, context: LayoutContext, certification: Certification) -> PhraseOrText:
    """Return the clinical hours, a range or by the degree they come with."""
    low = insights.dataset.newest_fact("clinical_hours", certification.code, "minimum")
    high = insights.dataset.newest_fact("clinical_hours", certification.code, "maximum")
    if low and high:
        return context.message("hours.range", low=low, high=high)
    if low or high:
        return context.message("hours", low=low) if low else context.message("hours.up", high=high)
    by_degree = [
        f for f in insights.dataset.find("clinical_hours", certification.code) if f.dimension in EDUCATION_LEVELS
    ]
    told = [context.message("hours.route", hours=f, degree=context.message(f"degree.{f.dimension}")) for f in by_degree]
    return Phrase.join(context.message("or").text, told) if told else ""


def as_of_text(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the date of the statistics, or where there are none that of the facts; None when there is no date."""
    if insights.as_of is None:
        return None
    key = "edition.of" if insights.records or insights.certified_counts else "edition.of.facts"
    return context.message(key, edition=insights.as_of)


def rate_basis_text(insights: Insights, context: LayoutContext) -> Phrase:
    """Return what the exams of this edition are measured by, in words."""
    return context.message(f"measure.{insights.rate_basis}")


def method_terms(insights: Insights, context: LayoutContext) -> dict[str, Phrase]:
    """Return what a phrase about our calculation names: the measure, and what we take candidates for."""
    return {"measure": rate_basis_text(insights, context), "taken": context.message(f"taken.{insights.rate_basis}")}


def subject_text(context: LayoutContext, *facts: Fact) -> Phrase:
    """Return what facts are about: their certifications, their kinds, and the period when it is one."""
    codes = {f.certification: context.attribute_phrase(f, "certification") for f in facts if f.certification}
    kinds = {f.kind: context.message(f"kind.{f.kind}") for f in facts}
    periods = {f.period: context.attribute_phrase(f, "period") for f in facts}
    forms = {f.dimension: context.message(f"form.{f.dimension}") for f in facts if f.dimension in QUESTION_FORMS}
    listed = [context.language.format_list(some.values()) for some in (codes, kinds, forms)]
    parts = [*listed, *(periods.values() if len(periods) == 1 else ())]
    return Phrase.join(" ", [part for part in parts if part.text])


def fact_notes(insights: Insights, context: LayoutContext, kinds: Container[str] = FACT_KINDS) -> list[Phrase]:
    """Return what the rows note about the facts of these kinds that pages show, each remark once."""
    noted: dict[str, list[Fact]] = {}
    for fact in insights.dataset.facts:
        if fact.note and fact.kind in kinds and insights.is_shown(fact):
            noted.setdefault(fact.note, []).append(fact)
    return [context.message("note", what=subject_text(context, *facts), fact=facts[0]) for facts in noted.values()]


def certification_name(context: LayoutContext, certification: Certification) -> Phrase:
    """Return a certification's name, and its code today when that has changed."""
    if certification.is_renamed:
        return context.message("name.arrow", lane=certification)
    return context.attribute_phrase(certification, "name")


def certification_codes(context: LayoutContext, certifications: Iterable[Certification]) -> Phrase:
    """Return the codes of certifications as a list in words."""
    return context.language.format_list(context.attribute_phrase(c, "code") for c in certifications)


def unpublished_text(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the sentences about the certifications without statistics, or None when there is none."""
    without = (("statistics.unpublished", insights.unpublished), ("statistics.rateless", insights.without_rate))
    what = rate_basis_text(insights, context)
    told = [
        context.message(key, codes=certification_codes(context, lanes), measure=what) for key, lanes in without if lanes
    ]
    return Phrase.join(" ", told) if told else None


def passing_text(insights: Insights, context: LayoutContext) -> Phrase:
    """Return what those did who passed by the measure of this edition, in words."""
    return context.message(f"passing.{insights.rate_basis}")


def share_category(percent: float) -> str:
    """Return the name of the phrase for a share in per cent: few, nearly, half, over or most."""
    for name, above in (("most", 55), ("over", 50.5), ("half", 49.5), ("nearly", 45)):
        if percent > above:
            return name
    return "few"


def display_number_text(context: LayoutContext, fact: Fact) -> Phrase:
    """Return a figure as lane figures can draw it: with its unit, unless that is a letter."""
    return context.message("figure.number" if fact.unit == "hours" else "figure", fact=fact)
