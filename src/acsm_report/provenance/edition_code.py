"""The edition code: a short code of what a product prints, such as M7DS-8BNB.

Two printings have the same code exactly if they print the same values: facts, names and lanes of certifications,
and numerals of periods, notes and sources. Colors, order and wording do not count. A small paper that leaves out a
value has a code of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from ..dataset.model import Certification, Fact, Source, Term
from ..errors import UsageError, quote_value
from ..i18n.catalog import round_for_print
from ..layout.scene import Drawing, PlacedBlock, Scene, TextRun
from .numerals import SIGNED_NUMERAL

__all__ = [
    "collect_printed_values",
    "describe_printed_value",
    "edition_code_from_scenes",
    "edition_code_from_values",
    "parse_edition_code",
    "record_key",
]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32, without letters that look like digits
CODE_LENGTH = 8  # characters; the last is a checksum
LOOKALIKES = str.maketrans("OIL", "011", " -–\t")  # letters read as digits; separators are dropped
VALUE_ATTRIBUTES = ("value", "words", "length")  # attributes that show the value of a fact
NAME_ATTRIBUTES = ("code", "name", "code_now", "name_now")  # attributes that show a certification
IGNORED_SOURCE_ATTRIBUTES = ("number", "url")  # of a source


def edition_code_from_values(document: str, printed_values: Iterable[str]) -> str:
    """Return the edition code, "M7DS-8BNB", of a document that prints these values."""
    content = "\n".join([document, *sorted(set(printed_values))])
    number = int.from_bytes(hashlib.sha256(content.encode()).digest())
    values = [number >> 5 * place & 31 for place in range(CODE_LENGTH - 1)]
    text = "".join(ALPHABET[value] for value in (*values, _checksum(values)))
    return f"{text[: CODE_LENGTH // 2]}-{text[CODE_LENGTH // 2 :]}"


def _checksum(values: Iterable[int]) -> int:
    """Return the checksum. It detects any wrong character and nearly any two swapped neighbors."""
    return sum((2 * place + 1) * value for place, value in enumerate(values)) % len(ALPHABET)


def parse_edition_code(text: str) -> str:
    """Return a typed code in its printed form. Raise UsageError if it is not an edition code."""
    plain = text.upper().translate(LOOKALIKES)
    hint = "write it as it stands on the sheet, in two groups of four"
    if len(plain) != CODE_LENGTH or set(plain) - set(ALPHABET):
        raise UsageError(
            f"{quote_value(text)} is not an edition code, which has {CODE_LENGTH} letters and digits", hint
        )
    *values, check = map(ALPHABET.index, plain)
    if check != _checksum(values):
        raise UsageError(f"{quote_value(text)} is not an edition code; it was misread or mistyped", hint)
    return f"{plain[: CODE_LENGTH // 2]}-{plain[CODE_LENGTH // 2 :]}"


def edition_code_from_scenes(document: str, scenes: Iterable[Scene]) -> str:
    """Return the edition code of a document's pages. Charts may be drawn or not."""
    return edition_code_from_values(
        document, (value for scene in scenes for placed in scene.blocks for value in collect_printed_values(placed))
    )


def collect_printed_values(placed: PlacedBlock) -> Iterable[str]:
    """Yield the printed values of a block as text; a value may come several times."""
    marks = placed.block.marks if isinstance(placed.block, Drawing) else placed.block.labels
    spans = (span for mark in marks if isinstance(mark, TextRun) for span in mark.spans)
    shown = [(span.origin, span.shows) for span in spans]
    for origin, shows in (
        *shown,
        *((fact, "value") for fact in placed.facts),
        *((b.fact, "value") for b in placed.lengths),
    ):
        if (name := record_key(origin)) and (value := describe_printed_value(name, shows, origin)):
            yield value


def record_key(origin: Any) -> str:
    """Return the name of a record in the ledger, "fact:KEY" for instance, or "" for a literal."""
    if isinstance(origin, Fact | Source):
        return f"{'fact' if isinstance(origin, Fact) else 'source'}:{origin.key}"
    if isinstance(origin, Term):
        return f"term:{origin.list}:{origin.key}"
    return f"certification:{origin.code}" if isinstance(origin, Certification) else ""


def describe_printed_value(key: str, shows: str, record: Any) -> str:
    """Return the text that stands for a printed value in the edition code, or "" if it does not count.

    `record` is a fact, source, certification or term, or the ledger's record of it; `shows` is the printed attribute.
    """
    kind = key.partition(":")[0]
    if kind == "fact" and shows in VALUE_ATTRIBUTES:
        return f"{key} = {round_for_print(record)} {record.unit}"
    if kind == "certification" and shows in NAME_ATTRIBUTES:
        return f"{key} = {record.lane} {record.track}, {record.name}, now {record.code_now} {record.name_now}"
    if kind == "source" and shows in IGNORED_SOURCE_ATTRIBUTES:
        return ""
    numerals = " ".join(SIGNED_NUMERAL.findall(str(getattr(record, shows, ""))))
    return f"{kind}.{shows} = {numerals}" if numerals else ""
