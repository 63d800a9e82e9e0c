"""The ledger as data: one entry for each printed value, and the records that the entries name.

An entry gives a text or the mark of a chart, its page and its box in points from the top left corner. It names a
record: a fact, a source, a certification, or a literal such as a page number. The record of a derived fact names its
formula and its inputs, down to rows of the data. The ledger is written beside the files and embedded in them;
assets/ledger.schema.json is its published JSON Schema.
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
    """One printed value: page (from 1), text ("" for the mark of a chart), box (x, y, width, height) and record.

    `of` names the record. `shows` names its attribute: value, period, note, title, number and so on; "words" if the
    text states the fact without its number, "length" for the mark of a chart.
    """

    document: str
    page: int
    text: str
    box: tuple[float, float, float, float]
    shows: str
    of: str


class Passage(_LedgerModel):
    """Text in reading order, or the alt text of a Figure: page number and name, PDF tag (H1, P, TD, Figure), box.

    `box` (x, y, width, height) surrounds the blocks of the passage. Alt text that replaces words when read aloud also
    replaces them here.
    """

    document: str
    page: int
    name: str
    tag: str
    text: str
    box: tuple[float, float, float, float]


class FactRecord(_LedgerModel):
    """A fact from a row of the data, or a derived fact with its formula in words."""

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
    decimals: int | None = None

    @property
    def label(self) -> str:
        """The subject of the fact: "CPT pass rate 2014"."""
        return " ".join(filter(None, (self.certification, self.kind.replace("_", " "), self.dimension, self.period)))


class SourceRecord(_LedgerModel):
    """A row of the sources table."""

    title: str
    publisher: str
    url: str
    published: str
    reliability: str
    place: str = ""


class CertificationRecord(_LedgerModel):
    """A row of the certifications table."""

    lane: int = 0
    name: str
    track: str = ""
    code_now: str = ""
    name_now: str = ""
    note: str = ""
    source: str
    place: str = ""


class TermRecord(_LedgerModel):
    """A term of an open list: the words that are printed, and the row that declares it or uses it first."""

    label: str = ""
    short: str = ""
    place: str = ""


class DatasetRecord(_LedgerModel):
    """The dataset: name, title, and SHA-256 hashes in hexadecimal, of the whole and of each file."""

    name: str
    title: str
    sha256: str
    files: dict[str, str]


class Ledger(_LedgerModel):
    """All printed values of one or more documents, and the records that they name.

    A record is named "fact:KEY", "source:KEY", "certification:CODE", "term:LIST:TERM" or "literal:KIND". `issued` is
    the issue date, 2026-11-27, or "" if unknown. `codes` holds the edition code of each document. `recipient` is the
    row number of a copy's recipient, 0 in other files. Only the ledger beside the files has `passages`.
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
    terms: dict[str, TermRecord] = {}
    figures: tuple[PrintedValue, ...]
    passages: tuple[Passage, ...] = ()
    recipient: int = 0


class RecipientRecord(_LedgerModel):
    """What only one copy prints: the row of its recipient and the values from that row."""

    row: int = 0
    figures: tuple[PrintedValue, ...] = ()


def serialize_ledger(ledger: Ledger) -> bytes:
    """Return the ledger as JSON with one record per line, so that each change is one line of a diff."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def lines(name: str, value: Any) -> str:
        if name in ("figures", "passages"):
            return "[\n" + ",\n".join(map(line, value)) + "\n]"
        if name in ("facts", "sources", "certifications", "terms"):
            return "{\n" + ",\n".join(f"{line(key)}: {line(record)}" for key, record in value.items()) + "\n}"
        return line(value)

    plain = {"format": ledger.format, **ledger.model_dump(exclude_defaults=True)}
    return (
        "{\n" + ",\n".join(f"{line(name)}: {lines(name, value)}" for name, value in plain.items()) + "\n}\n"
    ).encode()


def add_recipient_record(ledger: Ledger, content: bytes, where: str) -> Ledger:
    """Return the ledger of a copy: the ledger of all copies plus the recipient record in `content`.

    Raise DataError if the recipient record is damaged.
    """
    try:
        own = RecipientRecord.model_validate_json(content)
    except ValidationError:
        raise DataError("what it says of its recipient is damaged", "make the copy again", where) from None
    if any(figure.of != RECIPIENT_LITERAL for figure in own.figures):
        raise DataError("what it says of its recipient is damaged", "make the copy again", where)
    return ledger.model_copy(update={"figures": (*ledger.figures, *own.figures), "recipient": own.row})


def parse_ledger(content: bytes, where: str) -> Ledger:
    """Parse a ledger. Raise DataError if `content` is not a ledger of this format or names a missing record."""
    hint = "build the file again with this version"
    try:
        ledger = Ledger.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"its ledger is damaged at {'.'.join(map(str, first['loc'])) or 'the start'} ({first['msg']})"
        raise DataError(what, hint, where) from None
    if lost := _find_unresolved_reference(ledger):
        raise DataError(f"its ledger is damaged: {quote_value(lost)} leads to no row", hint, where)
    return ledger


def _find_unresolved_reference(ledger: Ledger) -> str:
    """Return the first record name that does not lead to rows of the data, or "" if all do."""
    resolved: set[str] = set()
    for key in _order_by_inputs(ledger):
        record = ledger.facts.get(key)
        if record is None or not (set(record.inputs) <= resolved and set(record.sources) <= set(ledger.sources)):
            return key
        resolved.add(key)
    known = {f"fact:{key}" for key in ledger.facts} | {f"source:{key}" for key in ledger.sources}
    known |= {f"certification:{key}" for key in ledger.certifications} | {f"literal:{what}" for what in LITERAL_KINDS}
    known |= {f"term:{key}" for key in ledger.terms}
    wanted = [f"source:{record.source}" for record in ledger.certifications.values()]
    wanted += [f"fact:{key}" for record in ledger.facts.values() for key in record.conflicts]
    return next((of for of in (*wanted, *(figure.of for figure in ledger.figures)) if of not in known), "")


def _order_by_inputs(ledger: Ledger) -> Iterable[str]:
    """Yield the key of each fact after the keys of its inputs. A fact that contains itself comes before them."""
    stack, seen = [(key, False) for key in ledger.facts], set[str]()
    while stack:
        key, inputs_done = stack.pop()
        if inputs_done:
            yield key
        elif key not in seen:
            seen.add(key)
            stack.append((key, True))
            stack += ((inner, False) for inner in (ledger.facts[key].inputs if key in ledger.facts else (key,)))
