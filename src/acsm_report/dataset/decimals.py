"""Decides how many decimals are printed, so that figures that stand side by side have the same number of them.

A spreadsheet drops zeros: 83.6 beside 82.71 is 83.60. So the rates of one exam from one source have as many decimals as
the longest of them. Of exams or sources that differ, the coarsest decides, because no rate is made more exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from .currencies import CURRENCIES
from .model import Dataset, Fact
from .schema import RATE_BASES

__all__ = ["count_decimals", "unify_decimals"]


def unify_decimals(dataset: Dataset) -> Dataset:
    """Return the dataset with a number of decimals for all percentages and amounts of money, unless all are whole."""
    groups: dict[Hashable, list[Fact]] = defaultdict(list)
    for fact in dataset.facts:
        if fact.unit in ("%", *CURRENCIES) and not isinstance(fact.value, str):
            groups[_printed_together(fact)].append(fact)
    decimals = {key: _common_decimals(facts) for key, facts in groups.items() if any(map(count_decimals, facts))}
    if not decimals:
        return dataset
    facts = (replace(f, decimals=decimals.get(_printed_together(f))) for f in dataset.facts)
    return replace(dataset, facts=tuple(facts))


def count_decimals(fact: Fact) -> int:
    """Return how many decimals the value of a fact has as it was written, without zeros at its end."""
    return len(f"{fact.number:.10f}".rstrip("0").partition(".")[2])


def _printed_together(fact: Fact) -> tuple[str, str, str]:
    """Return what facts have in common that pages print side by side: the unit and kind, and the exam of domains."""
    return fact.unit, fact.kind, "" if fact.kind in RATE_BASES or fact.unit in CURRENCIES else fact.certification


def _common_decimals(facts: Iterable[Fact]) -> int:
    series: dict[tuple[str, str], int] = defaultdict(int)
    for fact in facts:
        if fact.unit in CURRENCIES:
            return _minor_units(fact.unit)
        key = fact.certification, fact.source
        series[key] = max(series[key], count_decimals(fact))
    return min(series.values())


def _minor_units(currency: str) -> int:
    """Return how many decimals amounts of a currency have: 2 for cents, 0 for yen, 3 for Kuwaiti dinars."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))
