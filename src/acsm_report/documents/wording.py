"""Phrases that several pages share: requirements, names, rate basis, dates and notes."""

from __future__ import annotations

from collections.abc import Container, Iterable

from ..dataset.insights import Insights
from ..dataset.model import Certification, Fact
from ..dataset.schema import EDUCATION_LEVELS, FACT_KINDS, QUESTION_FORMS, RATE_BASES
from ..i18n.phrase import Phrase, PhraseOrText
from ..layout.context import LayoutContext

__all__ = [
    "as_of_text",
    "certification_codes",
    "certification_name",
    "clinical_hours_text",
    "currency_names",
    "display_number_text",
    "education_counts",
    "exam_codes",
    "fact_notes",
    "list_requirements",
    "method_terms",
    "method_terms_of_all",
    "other_rates_text",
    "passing_text",
    "rate_basis_text",
    "requirement_text",
    "subject_text",
    "unpublished_text",
]


def list_requirements(
    insights: Insights, context: LayoutContext, certification: Certification
) -> list[tuple[str, PhraseOrText]]:
    """Return the requirements of a certification as pairs of kind and text. A text is "" if it is not published."""
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
    """Return the facts of a kind, joined by "or" because each of them is enough; "" if none is published."""
    values = [context.message("figure", fact=f) for f in insights.dataset.find(kind, certification.code)]
    return context.message("upper", words=Phrase.join(context.message("or").text, values)) if values else ""


def clinical_hours_text(insights: Insights, context: LayoutContext, certification: Certification) -> PhraseOrText:
    """Return the clinical hours: a range, a limit, or the hours for each degree; "" if not published."""
    low = insights.dataset.newest_fact("clinical_hours", certification.code, "minimum")
    high = insights.dataset.newest_fact("clinical_hours", certification.code, "maximum")
    if low and high:
        return context.message("hours.range", low=low, high=high)
    if low or high:
        return context.message("hours", low=low) if low else context.message("hours.up", high=high)
    by_degree = [
        f for f in insights.dataset.find("clinical_hours", certification.code) if f.dimension in insights.levels
    ]
    routes = [context.term_message("hours.route", insights.term_of(f), hours=f) for f in by_degree]
    return Phrase.join(context.message("or").text, routes) if routes else ""


def education_counts(insights: Insights, context: LayoutContext) -> tuple[Phrase, ...]:
    """Return how many certifications open with the lowest level of education, and how many need more; () if none do."""
    steps = [step for c in insights.certifications if (step := insights.step_of(c))]
    lowest = min((insights.levels.index(step.education.key) for step in steps), default=0)
    low, high = (
        insights.count_open_with(insights.levels[part]) for part in (slice(lowest + 1), slice(lowest + 1, None))
    )
    if not (low.number and high.number):
        return ()
    term = insights.terms["education"][lowest]
    if insights.levels == EDUCATION_LEVELS and not lowest and not term.label:
        return context.plural_message("requirements.open.diploma", low), context.plural_message(
            "requirements.degree", high
        )
    label = context.language.term_phrase(term)
    return (
        context.plural_message("requirements.open", low, label=label),
        context.plural_message("requirements.more", high),
    )


def as_of_text(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the date of the statistics or, without statistics, of the facts; None if there is no date."""
    if insights.as_of is None:
        return None
    key = "edition.of" if insights.records or insights.certified_counts else "edition.of.facts"
    return context.message(key, edition=insights.as_of)


def rate_basis_text(insights: Insights, context: LayoutContext) -> Phrase:
    """Return the rate basis: "pass rate" or "first-time pass rate"."""
    return context.message(f"measure.{insights.rate_basis}")


def method_terms(insights: Insights, context: LayoutContext) -> dict[str, Phrase]:
    """Return the arguments of messages about our calculation: the rate basis, and how it counts candidates."""
    taken = f"taken.{insights.rate_basis}" if insights.has_computed_passes else "none"
    return {"measure": rate_basis_text(insights, context), "taken": context.message(taken)}


def method_terms_of_all(insights: Insights, context: LayoutContext) -> dict[str, Phrase]:
    """Return the same arguments for the certifications of both rate bases."""
    if not insights.other_records:
        return method_terms(insights, context)
    some = insights.by_rate_basis
    takes = any(i.has_computed_passes and i.rate_basis != RATE_BASES[0] for i in some)
    one, other = (rate_basis_text(i, context) for i in some)
    measure = context.message("measure.either", one=one, other=other)
    return {"measure": measure, "taken": context.message("taken.both" if takes else "none")}


def subject_text(context: LayoutContext, *facts: Fact) -> Phrase:
    """Return what facts are about: certifications, kinds and, if all have the same one, the period."""
    codes = {f.certification: context.attribute_phrase(f, "certification") for f in facts if f.certification}
    kinds = {f.kind: context.message(f"kind.{f.kind}") for f in facts}
    periods = {f.period: context.attribute_phrase(f, "period") for f in facts}
    forms = {f.dimension: context.message(f"form.{f.dimension}") for f in facts if f.dimension in QUESTION_FORMS}
    listed = [context.language.format_list(some.values()) for some in (codes, kinds, forms)]
    parts = [*listed, *(periods.values() if len(periods) == 1 else ())]
    return Phrase.join(" ", [part for part in parts if part.text])


def fact_notes(insights: Insights, context: LayoutContext, kinds: Container[str] = FACT_KINDS) -> list[Phrase]:
    """Return the notes on the facts of these kinds that pages show, each note once."""
    noted: dict[str, list[Fact]] = {}
    for fact in insights.dataset.facts:
        if fact.note and fact.kind in kinds and insights.is_shown(fact):
            noted.setdefault(fact.note, []).append(fact)
    return [context.message("note", what=subject_text(context, *facts), fact=facts[0]) for facts in noted.values()]


def certification_name(context: LayoutContext, certification: Certification) -> Phrase:
    """Return the name of a certification, with its present code if that has changed."""
    if certification.is_renamed:
        return context.message("name.arrow", lane=certification)
    return context.attribute_phrase(certification, "name")


def certification_codes(context: LayoutContext, certifications: Iterable[Certification]) -> Phrase:
    """Return a list of codes: "CPT, GEI and HFS"."""
    return context.language.format_list(context.attribute_phrase(c, "code") for c in certifications)


def exam_codes(insights: Insights, context: LayoutContext) -> Phrase:
    """Return the codes of the exams with rates."""
    return certification_codes(context, (r.certification for r in insights.records))


def unpublished_text(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the sentences that name certifications without statistics; None if all have them."""
    without = (("statistics.unpublished", insights.unpublished), ("statistics.rateless", insights.without_rate))
    what = rate_basis_text(insights, context)
    sentences = [
        context.message(key, codes=certification_codes(context, lanes), measure=what) for key, lanes in without if lanes
    ]
    return Phrase.join(" ", sentences) if sentences else None


def other_rates_text(insights: Insights, context: LayoutContext) -> Phrase | None:
    """Return the latest rates of the certifications with the other rate basis; None if all have the same one."""
    if not insights.other_records:
        return None
    rates = [context.message("apart.rate", lane=r.certification, rate=r.latest.rate) for r in insights.other_records]
    what = rate_basis_text(insights.by_rate_basis[1], context)
    return context.message("apart", measure=what, rates=context.language.format_list(rates))


def passing_text(insights: Insights, context: LayoutContext) -> Phrase:
    """Return "passed" or "passed first time", depending on the rate basis."""
    return context.message(f"passing.{insights.rate_basis}")


def currency_names(context: LayoutContext, facts: Iterable[Fact]) -> Phrase | None:
    """Return the names of the currencies of facts; None if none is money."""
    units = [fact.unit for fact in facts if FACT_KINDS[fact.kind].is_money]
    return context.language.currency_names(units) if units else None


def display_number_text(context: LayoutContext, fact: Fact) -> Phrase:
    """Return the number of a fact as a display number can draw it: without a unit that is a letter."""
    return context.message("figure.number" if fact.unit == "hours" else "figure", fact=fact)
