"""The ledger: what is printed or drawn where, and from which row of the data.

A figure of a page is a piece of text or the mark of a chart with its box in points from the top
left corner of its page; it names a record: a fact, a source, a certification, or a literal such
as the number of the page. A computed fact names its formula and its inputs, down to the rows.
The ledger is written beside the files and travels inside them; assets/ledger.schema.json is its
published JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from . import __version__, fonts
from .dataset import Certification, Dataset, Fact, Source
from .errors import DataError, shown
from .geometry import Box
from .language import LITERALS, Span
from .language import Literal as Numeral
from .manifest import LEDGER as FILE
from .manifest import versions
from .scene import Drawing, Placed, Run, Scene
from .stamp import stamped
from .structure import passages

__all__ = ["FILE", "SLIP", "Figure", "Ledger", "Passage", "joined", "ledger", "parsed", "slip", "with_slip", "written"]

SLIP = "recipient.json"
RECIPIENT = "literal:recipient"
LIBRARIES = ("fonttools", "kaleido", "pikepdf", "plotly", "pypdfium2", "reportlab")  # those that make what is seen


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, allow_inf_nan=False)


class Figure(_Record):
    """A piece of text or a mark: its page (from 1), its text ("" for a mark), its box (x, y, w, h).

    `shows` says what of the record stands there: value, period, note, title, number ..., words for
    words that tell it without naming it, length for a mark.
    """

    document: str
    page: int
    text: str
    box: tuple[float, float, float, float]
    shows: str
    of: str


class Passage(_Record):
    """Words as they are read, or what a figure shows: its page by number and name, its tag (H1, P, TD, Figure ...).

    `box` is that of a passage's blocks (x, y, w, h). An alternative that is read in place of words is told instead.
    """

    document: str
    page: int
    name: str
    tag: str
    text: str
    box: tuple[float, float, float, float]


class FactRecord(_Record):
    """A fact: a row of the data, or computed from others by a formula in words."""

    kind: str
    value: int | float | str
    unit: str
    certification: str = ""
    dimension: str = ""
    period: str = ""
    sources: tuple[str, ...] = ()
    as_of: str = ""
    reliability: str = ""
    also: tuple[str, ...] = ()
    note: str = ""
    place: str = ""
    formula: str = ""
    inputs: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What it is about: "CPT pass rate 2014"."""
        return " ".join(filter(None, (self.certification, self.kind.replace("_", " "), self.dimension, self.period)))


class SourceRecord(_Record):
    """A source: a row of the table of sources."""

    title: str
    publisher: str
    url: str
    published: str
    reliability: str
    place: str = ""


class CertificationRecord(_Record):
    """A certification: a row of the table of certifications."""

    lane: int = 0
    name: str
    track: str = ""
    code_now: str = ""
    name_now: str = ""
    note: str = ""
    source: str
    place: str = ""


class Data(_Record):
    """The data package: its name and title, the hash of the whole and of every file (SHA-256, hex)."""

    name: str
    title: str
    sha256: str
    files: dict[str, str]


class Ledger(_Record):
    """The whole ledger; `of` of a figure is "fact:KEY", "source:KEY", "certification:CODE" or "literal:WHAT".

    `issued` is the day of issue, 2026-11-27, or "" where nothing tells one; `codes` are those of the editions of the
    documents, by their names. `recipient` is the row of the recipient whose copy it is of, 0 for none. The `passages`
    are in the ledger beside the files alone.
    """

    format: Literal[1] = 1
    program: str
    libraries: dict[str, str]
    issued: str = ""
    codes: dict[str, str] = {}
    data: Data
    facts: dict[str, FactRecord]
    sources: dict[str, SourceRecord]
    certifications: dict[str, CertificationRecord]
    figures: tuple[Figure, ...]
    passages: tuple[Passage, ...] = ()
    recipient: int = 0


class Slip(_Record):
    """What a copy tells besides what all copies do: the row of its recipient, and the figures of that."""

    row: int = 0
    figures: tuple[Figure, ...] = ()


def ledger(dataset: Dataset, documents: Mapping[str, Sequence[Scene]], issued: str = "") -> Ledger:
    """Return the ledger of finished documents, by name, and of their day of issue; only what they show is in it."""
    book = _Book(dataset)
    figures = [
        figure
        for document, scenes in documents.items()
        for page, scene in enumerate(scenes, 1)
        for item in scene.items
        for figure in book.figures(document, page, item)
    ]
    return Ledger(
        program=f"acsm-report {__version__}",
        libraries=versions(LIBRARIES),
        issued=issued,
        codes={document: stamped(document, scenes) for document, scenes in documents.items()},
        data=Data(name=dataset.name, title=dataset.title, sha256=dataset.digest, files=dict(dataset.digests)),
        facts=dict(sorted(book.facts.items())),
        sources={key: book.sources[key] for key in dataset.sources if key in book.sources},
        certifications=book.certifications,
        figures=tuple(figures),
    )


def joined(dataset: Dataset, books: Sequence[Ledger], documents: Mapping[str, Sequence[Scene]]) -> Ledger:
    """Return the ledger of all the documents that have these, with the passages of their pages."""
    sources = {key: record for book in books for key, record in book.sources.items()}
    return books[0].model_copy(
        update={
            "facts": dict(sorted({key: record for book in books for key, record in book.facts.items()}.items())),
            "sources": {key: sources[key] for key in dataset.sources if key in sources},
            "certifications": {code: record for book in books for code, record in book.certifications.items()},
            "codes": {document: code for book in books for document, code in book.codes.items()},
            "figures": tuple(figure for book in books for figure in book.figures),
            "passages": tuple(p for document, scenes in documents.items() for p in _passages(document, scenes)),
        }
    )


def _passages(document: str, scenes: Sequence[Scene]) -> Iterable[Passage]:
    for element, text in passages(scenes):
        scene = scenes[element.page]
        box = _box(element.box or Box.around(scene.items[part.item].box for part in element.parts()))
        number, name = element.page + 1, scene.name
        yield Passage(document=document, page=number, name=name, tag=element.tag, text=text, box=box)


def written(book: Ledger) -> bytes:
    """Return the ledger as JSON, a record a line, so that a changed figure is a line of difference."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def lines(name: str, value: Any) -> str:
        if name in ("figures", "passages"):
            return "[\n" + ",\n".join(map(line, value)) + "\n]"
        if name in ("facts", "sources", "certifications"):
            return "{\n" + ",\n".join(f"{line(key)}: {line(record)}" for key, record in value.items()) + "\n}"
        return line(value)

    plain = {"format": book.format, **book.model_dump(exclude_defaults=True)}
    return (
        "{\n" + ",\n".join(f"{line(name)}: {lines(name, value)}" for name, value in plain.items()) + "\n}\n"
    ).encode()


def slip(row: int, document: str, own: Mapping[int, Iterable[Placed]]) -> bytes:
    """Return the slip of a copy as JSON: what the recipient's own blocks tell, by the numbers of their pages."""
    figures = [
        {"document": document, "page": page, "text": text, "box": _box(box), "shows": span.shows, "of": RECIPIENT}
        for page, placed in own.items()
        for item in placed
        for span, text, box in _spans(item)
    ]
    return (json.dumps({"row": row, "figures": figures}, ensure_ascii=False) + "\n").encode()


def with_slip(book: Ledger, content: bytes, where: str) -> Ledger:
    """Return the ledger of a copy: that of all copies, and what its slip adds. Raise DataError for a damaged one."""
    try:
        own = Slip.model_validate_json(content)
    except ValidationError:
        raise DataError("what it says of its recipient is damaged", "make the copy again", where) from None
    if any(figure.of != RECIPIENT for figure in own.figures):
        raise DataError("what it says of its recipient is damaged", "make the copy again", where)
    return book.model_copy(update={"figures": (*book.figures, *own.figures), "recipient": own.row})


def parsed(content: bytes, where: str) -> Ledger:
    """Read a ledger. Raise DataError when it is none, or of a later format."""
    hint = "build the file again with this version"
    try:
        book = Ledger.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"its ledger is damaged at {'.'.join(map(str, first['loc'])) or 'the start'} ({first['msg']})"
        raise DataError(what, hint, where) from None
    if lost := _unfounded(book):
        raise DataError(f"its ledger is damaged: {shown(lost)} leads to no row", hint, where)
    return book


def _unfounded(book: Ledger) -> str:
    """Return the first name in a ledger that does not lead to rows of the data; "" when all do."""
    sound: set[str] = set()
    for key in _inputs_first(book):
        record = book.facts.get(key)
        if record is None or not (set(record.inputs) <= sound and set(record.sources) <= set(book.sources)):
            return key
        sound.add(key)
    known = {f"fact:{key}" for key in book.facts} | {f"source:{key}" for key in book.sources}
    known |= {f"certification:{key}" for key in book.certifications} | {f"literal:{what}" for what in LITERALS}
    wanted = [f"source:{record.source}" for record in book.certifications.values()]
    wanted += [f"fact:{key}" for record in book.facts.values() for key in record.conflicts]
    return next((of for of in (*wanted, *(figure.of for figure in book.figures)) if of not in known), "")


def _inputs_first(book: Ledger) -> Iterable[str]:
    """Yield every fact after its inputs; one that is within itself comes before them."""
    todo, seen = [(key, False) for key in book.facts], set[str]()
    while todo:
        key, done = todo.pop()
        if done:
            yield key
        elif key not in seen:
            seen.add(key)
            todo.append((key, True))
            todo += ((inner, False) for inner in (book.facts[key].inputs if key in book.facts else (key,)))


class _Book:
    """The records that figures name, gathered as they are met."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.facts: dict[str, FactRecord] = {}
        self.sources: dict[str, SourceRecord] = {}
        self.certifications: dict[str, CertificationRecord] = {}
        self.conflicts = {c.told.key: c.others for c in dataset.conflicts if c.told}

    def figures(self, document: str, page: int, item: Placed) -> Iterable[Figure]:
        """Yield the figures of a block: what its words tell, what they tell unnamed, and its marks."""
        told = list(_spans(item))
        named = {span.of.key for span, _, _ in told if isinstance(span.of, Fact) and span.shows == "value"}
        for span, text, box in told:
            yield Figure(document=document, page=page, text=text, box=_box(box), shows=span.shows, of=self.of(span.of))
        for fact, box in item.lengths:
            yield Figure(document=document, page=page, text="", box=_box(box), shows="length", of=self.of(fact))
            named.add(fact.key)
        words = item.block.text if isinstance(item.block, Drawing) and not item.alt else ""
        for fact in {f.key: f for f in item.facts if f.key not in named}.values():
            yield Figure(document=document, page=page, text=words, box=_box(item.box), shows="words", of=self.of(fact))

    def of(self, origin: Any) -> str:
        """Return the name of an origin's record, which from now on is in the ledger."""
        if isinstance(origin, Fact):
            return f"fact:{self.fact(origin)}"
        if isinstance(origin, Source):
            return f"source:{self.source(origin.key)}"
        if isinstance(origin, Certification):
            self.source(origin.source)
            self.certifications[origin.code] = CertificationRecord.model_validate(origin)
            return f"certification:{origin.code}"
        assert isinstance(origin, Numeral)
        return f"literal:{origin.what}"

    def fact(self, fact: Fact) -> str:
        if fact.key in self.facts and fact.place:
            return fact.key
        record = FactRecord(
            kind=fact.kind,
            value=fact.value,
            unit=fact.unit,
            certification=fact.certification,
            dimension=fact.dimension,
            period=fact.period,
            sources=tuple(self.source(key) for key in fact.sources),
            as_of=fact.as_of,
            reliability=fact.reliability,
            also=tuple(map(self.source, fact.also)),
            note=fact.note,
            place=fact.place,
            formula=fact.formula,
            inputs=tuple(self.fact(f) for f in fact.inputs),
            conflicts=tuple(self.fact(f) for f in self.conflicts.get(fact.key, ())),
        )
        known = self.facts.setdefault(fact.key, record)
        assert known == record, f"two facts are called {fact.key}"
        return fact.key

    def source(self, key: str) -> str:
        self.sources[key] = SourceRecord.model_validate(self.dataset.sources[key])
        return key


def _box(box: Box) -> tuple[float, float, float, float]:
    return round(box.x, 2), round(box.y, 2), round(box.w, 2), round(box.h, 2)


def _spans(item: Placed) -> Iterable[tuple[Span, str, Box]]:
    """Yield what the words of a block tell, each with its text and its box on the page."""
    runs = item.block.marks if isinstance(item.block, Drawing) else ()
    for run in runs:
        if isinstance(run, Run):
            yield from (
                (span, run.text[span.start : span.end], fonts.run_box(run, span.start, span.end)) for span in run.spans
            )
