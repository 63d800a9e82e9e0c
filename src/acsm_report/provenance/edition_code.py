"""The edition code: a short name of the figures that a product prints, to be read off paper.

Two sheets have the same code exactly when they print the same figures: the values of facts, the names and lanes of
certifications, and the numerals of periods, notes and sources. Colours, order and wording do not matter; paper does
where a small one leaves a figure out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from ..dataset.model import Certification, Fact, Source
from ..errors import UsageError, quote_value
from ..i18n.catalog import round_for_print
from ..layout.scene import Drawing, PlacedBlock, Scene, TextRun

__all__ = [
    "collect_printed_values",
    "describe_printed_value",
    "edition_code_from_scenes",
    "edition_code_from_values",
    "parse_edition_code",
    "record_key",
]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is taken for another
CODE_LENGTH = 8  # characters, of which the last checks the others
LOOKALIKES = str.maketrans("OIL", "011", " -–\t")  # what is read for what; marks between do not count
VALUE_ATTRIBUTES = ("value", "words", "length")  # what shows the value of a fact, in whatever form
NAME_ATTRIBUTES = ("code", "name", "code_now", "name_now")  # what tells a certification, which has its lane everywhere
IGNORED_SOURCE_ATTRIBUTES = ("number", "url")  # of a source: its place in our list, and its address
SIGNED_NUMERAL = re.compile(r"[-−]?\d+(?:[.,]\d+)*")


def edition_code_from_values(document: str, printed_values: Iterable[str]) -> str:
    """Return the code, "M7DS-8BNB", of a document by name and of the figures that it prints."""
    told = "\n".join([document, *sorted(set(printed_values))])
    number = int.from_bytes(hashlib.sha256(told.encode()).digest())
    values = [number >> 5 * place & 31 for place in range(CODE_LENGTH - 1)]
    text = "".join(ALPHABET[value] for value in (*values, _checksum(values)))
    return f"{text[: CODE_LENGTH // 2]}-{text[CODE_LENGTH // 2 :]}"


def _checksum(values: Iterable[int]) -> int:
    """Return what checks these: it notices a wrong character, and nearly any two neighbours that changed places."""
    return sum((2 * place + 1) * value for place, value in enumerate(values)) % len(ALPHABET)


def parse_edition_code(text: str) -> str:
    """Return a code as it is printed, from what somebody typed. Raise UsageError for what is none."""
    plain = text.upper().translate(LOOKALIKES)
    hint = "write it as it stands on the sheet, in two groups of four"
    if len(plain) != CODE_LENGTH or set(plain) - set(ALPHABET):
        raise UsageError(f"{quote_value(text)} is no edition code: one has {CODE_LENGTH} letters and digits", hint)
    *values, check = map(ALPHABET.index, plain)
    if check != _checksum(values):
        raise UsageError(f"{quote_value(text)} is no edition code: it was misread or mistyped", hint)
    return f"{plain[: CODE_LENGTH // 2]}-{plain[CODE_LENGTH // 2 :]}"


def edition_code_from_scenes(document: str, scenes: Iterable[Scene]) -> str:
    """Return the code of the pages of a document, whether or not their charts are drawn."""
    return edition_code_from_values(
        document, (told for scene in scenes for item in scene.blocks for told in collect_printed_values(item))
    )


def collect_printed_values(placed: PlacedBlock) -> Iterable[str]:
    """Yield the figures of a block, some of them several times."""
    marks = placed.block.marks if isinstance(placed.block, Drawing) else placed.block.labels
    spans = (span for mark in marks if isinstance(mark, TextRun) for span in mark.spans)
    shows = [(span.origin, span.shows) for span in spans]
    for origin, what in (
        *shows,
        *((fact, "value") for fact in placed.facts),
        *((b.fact, "value") for b in placed.lengths),
    ):
        if (name := record_key(origin)) and (told := describe_printed_value(name, what, origin)):
            yield told


def record_key(origin: Any) -> str:
    """Return how a ledger names a row of the data, "fact:KEY"; "" for a literal."""
    if isinstance(origin, Fact | Source):
        return f"{'fact' if isinstance(origin, Fact) else 'source'}:{origin.key}"
    return f"certification:{origin.code}" if isinstance(origin, Certification) else ""


def describe_printed_value(key: str, shows: str, record: Any) -> str:
    """Return what of a row's content is a printed figure; "" for words without any, and for what is not counted.

    `record` is a row of the data, or a ledger's record of it.
    """
    kind = key.partition(":")[0]
    if kind == "fact" and shows in VALUE_ATTRIBUTES:
        return f"{key} = {round_for_print(record)} {record.unit}"
    if kind == "certification" and shows in NAME_ATTRIBUTES:
        return f"{key} = {record.lane} {record.track}, {record.name}, now {record.code_now} {record.name_now}"
    if kind == "source" and shows in IGNORED_SOURCE_ATTRIBUTES:
        return ""
    numerals = " ".join(SIGNED_NUMERAL.findall(str(getattr(record, shows, ""))))
    return f"{kind}.{shows} = {numerals}" if numerals else ""  # of which row, when several say it, is no matter
