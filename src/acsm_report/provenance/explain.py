"""Finished files read back: the ledger that one carries, what a printed text comes from, and an audit.

The audit trusts nothing of what made the file: an independent reader takes the numerals from the
pages, and each must stand in the ledger, at its place, and agree with the row that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..i18n.phrase import LITERAL_KINDS
from .model import FactRecord, Ledger, PrintedValue
from .numerals import NUMERAL

__all__ = ["ProvenanceStep", "find_printed_values", "trace_provenance"]


@dataclass(frozen=True, slots=True)
class ProvenanceStep:
    """A step of a chain from the page to the source: how deep it is nested, and what it says."""

    depth: int
    text: str


def find_printed_values(ledger: Ledger, text: str, page: int | None = None) -> tuple[PrintedValue, ...]:
    """Return the figures that read `text`: exactly, else those with that numeral in them, else with those words."""
    here = [f for f in ledger.figures if f.text and page in (None, f.page)]
    wanted = _normalize(text)
    ways = [
        [f for f in here if _normalize(f.text) == wanted and f.shows != "words"],
        [f for f in here if wanted in map(_normalize, NUMERAL.findall(f.text)) and f.shows != "words"],
    ]
    if numerals := set(map(_normalize, NUMERAL.findall(text))):  # "30 to 43%" is told of both; 515 not of 5,152
        ways.append(
            [f for f in here if f.shows != "words" and numerals & set(map(_normalize, NUMERAL.findall(f.text)))]
        )
    else:
        ways.append([f for f in here if wanted and wanted in _normalize(f.text)])
    return tuple(next((way for way in ways if way), []))


def _normalize(text: str) -> str:
    return " ".join(re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("−", "-").casefold().split())


def trace_provenance(ledger: Ledger, record_key: str) -> Iterator[ProvenanceStep]:
    """Yield the steps from a record ("fact:KEY" ...) down to the rows of the data, then their sources, each once."""
    what, _, key = record_key.partition(":")
    keys: dict[str, None] = {}
    if what == "fact":
        yield from _trace_fact(ledger, key, keys)
    elif what == "source":
        yield ProvenanceStep(0, f"source {key}, {ledger.sources[key].place} of {ledger.data.name}")
        keys[key] = None
    elif what == "certification":
        record = ledger.certifications[key]
        yield ProvenanceStep(0, f"certification {key}, {record.name}")
        yield ProvenanceStep(1, f"{record.place} of {ledger.data.name}, from {record.source}")
        keys[record.source] = None
    else:
        row = f", row {ledger.recipient}" if key == "recipient" else ""
        yield ProvenanceStep(0, f"no fact but {LITERAL_KINDS[key]}{row}")
    for source in (ledger.sources[key] for key in keys):
        yield ProvenanceStep(0, f"{source.publisher}: {source.title} ({source.published}; {source.reliability})")
        yield ProvenanceStep(1, source.url)


def _trace_fact(ledger: Ledger, start: str, source_keys: dict[str, None]) -> Iterator[ProvenanceStep]:
    """Yield a fact and all that it is computed from, each once; the keys of their sources join `keys`."""
    todo, known = [(start, 0)], set[str]()
    while todo:
        key, depth = todo.pop()
        record = ledger.facts[key]
        yield ProvenanceStep(depth, _describe_fact(record))
        if key in known:
            continue
        known.add(key)
        if record.formula:
            yield ProvenanceStep(depth + 1, f"computed: {record.formula}")
            todo += ((inner, depth + 1) for inner in reversed(record.inputs))
            source_keys |= dict.fromkeys(record.sources)
            continue
        yield from _describe_row(ledger, record, depth + 1)
        source_keys |= dict.fromkeys(
            source for fact in (record, *_conflicting_facts(ledger, record)) for source in fact.sources
        )


def _describe_row(ledger: Ledger, record: FactRecord, depth: int) -> Iterator[ProvenanceStep]:
    """Yield where a fact stands in the data, its note, and what other rows say against it."""
    as_of = f", as of {record.as_of}" if record.as_of else ""
    yield ProvenanceStep(
        depth, f"{record.place} of {ledger.data.name}, from {record.sources[0]} ({record.reliability}{as_of})"
    )
    if record.also:
        yield ProvenanceStep(depth, f"also said by {', '.join(record.also)}")
    if record.note:
        yield ProvenanceStep(depth, f"note: {record.note}")
    for rival in _conflicting_facts(ledger, record):
        yield ProvenanceStep(
            depth, f"others say: {_describe_fact(rival)}, {rival.place}, from {' '.join(rival.sources)}"
        )


def _conflicting_facts(ledger: Ledger, record: FactRecord) -> list[FactRecord]:
    return [ledger.facts[key] for key in record.conflicts]


def _describe_fact(record: FactRecord) -> str:
    value = record.value if isinstance(record.value, str) else f"{record.value:.10g}"
    return f"{record.label}: {value} {record.unit}".rstrip(": ")
