"""Traces a printed text to the rows and sources that it comes from."""

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
    """One line on the way from a printed value to its source, with its depth of nesting."""

    depth: int
    text: str


def find_printed_values(ledger: Ledger, text: str, page: int | None = None) -> tuple[PrintedValue, ...]:
    """Return the printed values that read `text`; else those that contain its numerals; else those with its words."""
    here = [f for f in ledger.figures if f.text and page in (None, f.page)]
    wanted = _normalize(text)
    matches = [
        [f for f in here if _normalize(f.text) == wanted and f.shows != "words"],
        [f for f in here if wanted in map(_normalize, NUMERAL.findall(f.text)) and f.shows != "words"],
    ]
    if numerals := set(map(_normalize, NUMERAL.findall(text))):  # "30 to 43%" finds both ends; 515 does not find 5,152
        matches.append(
            [f for f in here if f.shows != "words" and numerals & set(map(_normalize, NUMERAL.findall(f.text)))]
        )
    else:
        matches.append([f for f in here if wanted and wanted in _normalize(f.text)])
    return tuple(next((found for found in matches if found), []))


def _normalize(text: str) -> str:
    """Return text without thousands separators, upper case, typographic minus signs and extra spaces."""
    return " ".join(re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("−", "-").casefold().split())


def trace_provenance(ledger: Ledger, record_key: str) -> Iterator[ProvenanceStep]:
    """Yield the steps from a record ("fact:KEY", for instance) to rows of the data, then each source once."""
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
    elif what == "term":
        yield ProvenanceStep(0, f"{key.replace(':', ' ', 1)}, {ledger.terms[key].place} of {ledger.data.name}")
    else:
        row = f", row {ledger.recipient}" if key == "recipient" else ""
        yield ProvenanceStep(0, f"no fact but {LITERAL_KINDS[key]}{row}")
    for source in (ledger.sources[key] for key in keys):
        yield ProvenanceStep(0, f"{source.publisher}: {source.title} ({source.published}; {source.reliability})")
        yield ProvenanceStep(1, source.url)


def _trace_fact(ledger: Ledger, start: str, source_keys: dict[str, None]) -> Iterator[ProvenanceStep]:
    """Yield a fact and all its inputs, each once. Add the keys of their sources to `source_keys`."""
    stack, known = [(start, 0)], set[str]()
    while stack:
        key, depth = stack.pop()
        record = ledger.facts[key]
        yield ProvenanceStep(depth, _describe_fact(record))
        if key in known:
            continue
        known.add(key)
        if record.formula:
            yield ProvenanceStep(depth + 1, f"computed: {record.formula}")
            stack += ((inner, depth + 1) for inner in reversed(record.inputs))
            source_keys |= dict.fromkeys(record.sources)
            continue
        yield from _describe_row(ledger, record, depth + 1)
        source_keys |= dict.fromkeys(
            source for fact in (record, *_conflicting_facts(ledger, record)) for source in fact.sources
        )


def _describe_row(ledger: Ledger, record: FactRecord, depth: int) -> Iterator[ProvenanceStep]:
    """Yield the location of a fact in the data, its note, and rows that contradict it."""
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
