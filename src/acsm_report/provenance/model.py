"""The ledger: what is printed or drawn where, and from which row of the data.

A figure of a page is a piece of text or the mark of a chart with its box in points from the top
left corner of its page; it names a record: a fact, a source, a certification, or a literal such
as the number of the page. A computed fact names its formula and its inputs, down to the rows.
The ledger is written beside the files and travels inside them; assets/ledger.schema.json is its
published JSON Schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import DataError, quote_value
from ..i18n.phrase import LITERAL_KINDS

__all__ = ["Ledger", "Passage", "PrintedValue", "add_recipient_record", "parse_ledger", "serialize_ledger"]

RECIPIENT_LITERAL = "literal:recipient"


class _LedgerModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True, allow_inf_nan=False)


class PrintedValue(_LedgerModel):
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


class Passage(_LedgerModel):
    """Words as they are read, or what a figure shows: its page by number and name, its tag (H1, P, TD, Figure ...).

    `box` is that of a passage's blocks (x, y, w, h). An alternative that is read in place of words is told instead.
    """

    document: str
    page: int
    name: str
    tag: str
    text: str
    box: tuple[float, float, float, float]


class FactRecord(_LedgerModel):
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
    def label(self) -> str:
        """What it is about: "CPT pass rate 2014"."""
        return " ".join(filter(None, (self.certification, self.kind.replace("_", " "), self.dimension, self.period)))


class SourceRecord(_LedgerModel):
    """A source: a row of the table of sources."""

    title: str
    publisher: str
    url: str
    published: str
    reliability: str
    place: str = ""


class CertificationRecord(_LedgerModel):
    """A certification: a row of the table of certifications."""

    lane: int = 0
    name: str
    track: str = ""
    code_now: str = ""
    name_now: str = ""
    note: str = ""
    source: str
    place: str = ""


class DatasetRecord(_LedgerModel):
    """The data package: its name and title, the hash of the whole and of every file (SHA-256, hex)."""

    name: str
    title: str
    sha256: str
    files: dict[str, str]


class Ledger(_LedgerModel):
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
    data: DatasetRecord
    facts: dict[str, FactRecord]
    sources: dict[str, SourceRecord]
    certifications: dict[str, CertificationRecord]
    figures: tuple[PrintedValue, ...]
    passages: tuple[Passage, ...] = ()
    recipient: int = 0


class RecipientRecord(_LedgerModel):
    """What a copy tells besides what all copies do: the row of its recipient, and the figures of that."""

    row: int = 0
    figures: tuple[PrintedValue, ...] = ()


def serialize_ledger(ledger: Ledger) -> bytes:
    """Return the ledger as JSON, a record a line, so that a changed figure is a line of difference."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def lines(name: str, value: Any) -> str:
        if name in ("figures", "passages"):
            return "[\n" + ",\n".join(map(line, value)) + "\n]"
        if name in ("facts", "sources", "certifications"):
            return "{\n" + ",\n".join(f"{line(key)}: {line(record)}" for key, record in value.items()) + "\n}"
        return line(value)

    plain = {"format": ledger.format, **ledger.model_dump(exclude_defaults=True)}
    return (
        "{\n" + ",\n".join(f"{line(name)}: {lines(name, value)}" for name, value in plain.items()) + "\n}\n"
    ).encode()


def add_recipient_record(ledger: Ledger, content: bytes, where: str) -> Ledger:
    """Return the ledger of a copy: that of all copies, and what its slip adds. Raise DataError for a damaged one."""
    try:
        own = RecipientRecord.model_validate_json(content)
    except ValidationError:
        raise DataError("what it says of its recipient is damaged", "make the copy again", where) from None
    if any(figure.of != RECIPIENT_LITERAL for figure in own.figures):
        raise DataError("what it says of its recipient is damaged", "make the copy again", where)
    return ledger.model_copy(update={"figures": (*ledger.figures, *own.figures), "recipient": own.row})


def parse_ledger(content: bytes, where: str) -> Ledger:
    """Read a ledger. Raise DataError when it is none, or of a later format."""
    hint = "build the file again with this version"
    try:
        book = Ledger.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"its ledger is damaged at {'.'.join(map(str, first['loc'])) or 'the start'} ({first['msg']})"
        raise DataError(what, hint, where) from None
    if lost := _find_unresolved_reference(book):
        raise DataError(f"its ledger is damaged: {quote_value(lost)} leads to no row", hint, where)
    return book


def _find_unresolved_reference(ledger: Ledger) -> str:
    """Return the first name in a ledger that does not lead to rows of the data; "" when all do."""
    sound: set[str] = set()
    for key in _order_by_inputs(ledger):
        record = ledger.facts.get(key)
        if record is None or not (set(record.inputs) <= sound and set(record.sources) <= set(ledger.sources)):
            return key
        sound.add(key)
    known = {f"fact:{key}" for key in ledger.facts} | {f"source:{key}" for key in ledger.sources}
    known |= {f"certification:{key}" for key in ledger.certifications} | {f"literal:{what}" for what in LITERAL_KINDS}
    wanted = [f"source:{record.source}" for record in ledger.certifications.values()]
    wanted += [f"fact:{key}" for record in ledger.facts.values() for key in record.conflicts]
    return next((of for of in (*wanted, *(figure.of for figure in ledger.figures)) if of not in known), "")


def _order_by_inputs(ledger: Ledger) -> Iterable[str]:
    """Yield every fact after its inputs; one that is within itself comes before them."""
    todo, seen = [(key, False) for key in ledger.facts], set[str]()
    while todo:
        key, done = todo.pop()
        if done:
            yield key
        elif key not in seen:
            seen.add(key)
            todo.append((key, True))
            todo += ((inner, False) for inner in (ledger.facts[key].inputs if key in ledger.facts else (key,)))
