"""Open lists: the terms that a dataset declares or uses, and those that are shipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .model import Dataset, Term
from .schema import FACT_KINDS, SHIPPED_TERMS

__all__ = ["ORDERED_LIST", "collect_terms"]

ORDERED_LIST = "education"  # from the lowest to the highest; a package that declares it declares all of it


def collect_terms(dataset: Dataset) -> dict[str, tuple[Term, ...]]:
    """Return all terms by list: the declared ones in their order, then shipped ones, then others that are used.

    An ordered list that is declared has only the declared terms.
    """
    used = list(_used_terms(dataset))
    return {name: _complete_list(name, dataset.terms, used) for name in SHIPPED_TERMS}


def _complete_list(name: str, declared: tuple[Term, ...], used: list[Term]) -> tuple[Term, ...]:
    found = {term.key: term for term in declared if term.list == name}
    if not (found and name == ORDERED_LIST):
        shipped = [Term(name, key) for key in SHIPPED_TERMS[name]]
        for term in (*shipped, *(t for t in used if t.list == name)):
            found.setdefault(term.key, term)
    return tuple(_with_words(term) for term in found.values())


def _with_words(term: Term) -> Term:
    """Return a term with the words that it is printed with: without a label, the term itself, unless it is shipped."""
    is_shipped = term.key in SHIPPED_TERMS[term.list]
    return term if term.label or is_shipped else replace(term, label=term.key)


def _used_terms(dataset: Dataset) -> Iterator[Term]:
    """Yield the terms of certifications and facts, also repeated ones."""
    yield from (Term("track", c.track, place=c.place) for c in dataset.certifications)
    for fact in dataset.facts:
        kind = FACT_KINDS.get(fact.kind)
        if kind and kind.is_term(fact.dimension):
            yield Term(kind.term_list, fact.dimension, place=fact.place)
