"""Builds the ledger of finished scenes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .. import __version__
from ..dataset.model import Certification, Dataset, Fact, Source, Term
from ..geometry import Box
from ..i18n.phrase import LiteralText, Span
from ..layout.logical_tree import iterate_passages
from ..layout.measure import text_run_box
from ..layout.scene import Drawing, PlacedBlock, Scene, TextRun
from ..system.versions import installed_versions
from .edition_code import edition_code_from_scenes
from .model import (
    RECIPIENT_LITERAL,
    CertificationRecord,
    DatasetRecord,
    FactRecord,
    Ledger,
    Passage,
    PrintedValue,
    SourceRecord,
    TermRecord,
)

__all__ = ["build_ledger", "merge_ledgers", "serialize_recipient_record"]

# libraries that determine how a page looks
RENDERING_LIBRARIES = ("fonttools", "kaleido", "pikepdf", "plotly", "pypdfium2", "reportlab")


def build_ledger(dataset: Dataset, documents: Mapping[str, Sequence[Scene]], issued: str = "") -> Ledger:
    """Return the ledger of finished documents, given by name. It holds only records that the documents print."""
    records = _RecordCollector(dataset)
    figures = [
        figure
        for document, scenes in documents.items()
        for page, scene in enumerate(scenes, 1)
        for item in scene.blocks
        for figure in records.printed_values(document, page, item)
    ]
    return Ledger(
        program=f"acsm-report {__version__}",
        libraries=installed_versions(RENDERING_LIBRARIES),
        issued=issued,
        codes={document: edition_code_from_scenes(document, scenes) for document, scenes in documents.items()},
        data=DatasetRecord(name=dataset.name, title=dataset.title, sha256=dataset.digest, files=dict(dataset.digests)),
        facts=dict(sorted(records.facts.items())),
        sources={key: records.sources[key] for key in dataset.sources if key in records.sources},
        certifications=records.certifications,
        terms=records.terms,
        figures=tuple(figures),
    )


def merge_ledgers(dataset: Dataset, ledgers: Sequence[Ledger], documents: Mapping[str, Sequence[Scene]]) -> Ledger:
    """Return one ledger for all documents, with the passages of their pages."""
    sources = {key: record for ledger in ledgers for key, record in ledger.sources.items()}
    return ledgers[0].model_copy(
        update={
            "facts": dict(sorted({key: record for ledger in ledgers for key, record in ledger.facts.items()}.items())),
            "sources": {key: sources[key] for key in dataset.sources if key in sources},
            "certifications": {code: record for ledger in ledgers for code, record in ledger.certifications.items()},
            "terms": {key: record for ledger in ledgers for key, record in ledger.terms.items()},
            "codes": {document: code for ledger in ledgers for document, code in ledger.codes.items()},
            "figures": tuple(figure for ledger in ledgers for figure in ledger.figures),
            "passages": tuple(
                p for document, scenes in documents.items() for p in _passages_of_document(document, scenes)
            ),
        }
    )


def _passages_of_document(document: str, scenes: Sequence[Scene]) -> Iterable[Passage]:
    for element, text in iterate_passages(scenes):
        scene = scenes[element.page]
        box = _rounded_box(element.box or Box.bounding(scene.blocks[part.block].box for part in element.mark_ranges()))
        number, name = element.page + 1, scene.name
        yield Passage(document=document, page=number, name=name, tag=element.tag, text=text, box=box)


def serialize_recipient_record(row: int, document: str, recipient_blocks: Mapping[int, Iterable[PlacedBlock]]) -> bytes:
    """Return the recipient record of a copy as JSON.

    `recipient_blocks` holds the blocks that only this copy has, by page number.
    """
    figures = [
        {
            "document": document,
            "page": page,
            "text": text,
            "box": _rounded_box(box),
            "shows": span.shows,
            "of": RECIPIENT_LITERAL,
        }
        for page, placed in recipient_blocks.items()
        for item in placed
        for span, text, box in _located_spans(item)
    ]
    return (json.dumps({"row": row, "figures": figures}, ensure_ascii=False) + "\n").encode()


class _RecordCollector:
    """Collects the records that printed values name."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.facts: dict[str, FactRecord] = {}
        self.sources: dict[str, SourceRecord] = {}
        self.certifications: dict[str, CertificationRecord] = {}
        self.terms: dict[str, TermRecord] = {}
        self.conflicts = {c.stated.key: c.others for c in dataset.conflicts if c.stated}

    def printed_values(self, document: str, page: int, placed: PlacedBlock) -> Iterable[PrintedValue]:
        """Yield the printed values of a block: spans of its text, bars, facts stated without a span."""
        spans = list(_located_spans(placed))
        named = {span.origin.key for span, _, _ in spans if isinstance(span.origin, Fact) and span.shows == "value"}
        for span, text, box in spans:
            yield PrintedValue(
                document=document,
                page=page,
                text=text,
                box=_rounded_box(box),
                shows=span.shows,
                of=self.add_record(span.origin),
            )
        for fact, box in placed.lengths:
            yield PrintedValue(
                document=document, page=page, text="", box=_rounded_box(box), shows="length", of=self.add_record(fact)
            )
            named.add(fact.key)
        words = placed.block.text if isinstance(placed.block, Drawing) and not placed.alt else ""
        for fact in {f.key: f for f in placed.facts if f.key not in named}.values():
            yield PrintedValue(
                document=document,
                page=page,
                text=words,
                box=_rounded_box(placed.box),
                shows="words",
                of=self.add_record(fact),
            )

    def add_record(self, origin: Any) -> str:
        """Add the record of a fact, source, certification, term or literal. Return its name, "fact:KEY"."""
        if isinstance(origin, Fact):
            return f"fact:{self.add_fact(origin)}"
        if isinstance(origin, Source):
            return f"source:{self.add_source(origin.key)}"
        if isinstance(origin, Certification):
            self.add_source(origin.source)
            self.certifications[origin.code] = CertificationRecord.model_validate(origin)
            return f"certification:{origin.code}"
        if isinstance(origin, Term):
            key = f"{origin.list}:{origin.key}"
            self.terms[key] = TermRecord.model_validate(origin)
            return f"term:{key}"
        assert isinstance(origin, LiteralText)
        return f"literal:{origin.kind}"

    def add_fact(self, fact: Fact) -> str:
        if fact.key in self.facts and fact.place:
            return fact.key
        record = FactRecord(
            kind=fact.kind,
            value=fact.value,
            unit=fact.unit,
            certification=fact.certification,
            dimension=fact.dimension,
            period=fact.period,
            sources=tuple(self.add_source(key) for key in fact.sources),
            as_of=fact.as_of,
            reliability=fact.reliability,
            also=tuple(map(self.add_source, fact.also)),
            note=fact.note,
            place=fact.place,
            formula=fact.formula,
            inputs=tuple(self.add_fact(f) for f in fact.inputs),
            conflicts=tuple(self.add_fact(f) for f in self.conflicts.get(fact.key, ())),
            decimals=fact.decimals,
        )
        known = self.facts.setdefault(fact.key, record)
        assert known == record, f"two facts have the key {fact.key}"
        return fact.key

    def add_source(self, key: str) -> str:
        self.sources[key] = SourceRecord.model_validate(self.dataset.sources[key])
        return key


def _rounded_box(box: Box) -> tuple[float, float, float, float]:
    return round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2)


def _located_spans(placed: PlacedBlock) -> Iterable[tuple[Span, str, Box]]:
    """Yield each span of a block with its text and its box on the page."""
    runs = placed.block.marks if isinstance(placed.block, Drawing) else ()
    for run in runs:
        if isinstance(run, TextRun):
            yield from (
                (span, run.text[span.start : span.end], text_run_box(run, span.start, span.end)) for span in run.spans
            )
