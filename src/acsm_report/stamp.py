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

from .dataset import Certification, Fact, Source
from .errors import UsageError, shown
from .language import printed
from .scene import Drawing, Placed, Run, Scene

__all__ = ["code", "figure", "named", "parsed", "printing", "stamped"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that is taken for another
LENGTH = 8  # characters, of which the last checks the others
MEANT = str.maketrans("OIL", "011", " -–\t")  # what is read for what; marks between do not count
VALUE = ("value", "words", "length")  # what shows the value of a fact, in whatever form
CALLED = ("code", "name", "code_now", "name_now")  # what tells a certification, which has its lane everywhere
UNCOUNTED = ("number", "url")  # of a source: its place in our list, and its address
NUMERAL = re.compile(r"[-−]?\d+(?:[.,]\d+)*")


def code(document: str, figures: Iterable[str]) -> str:
    """Return the code, "M7DS-8BNB", of a document by name and of the figures that it prints."""
    told = "\n".join([document, *sorted(set(figures))])
    number = int.from_bytes(hashlib.sha256(told.encode()).digest())
    values = [number >> 5 * place & 31 for place in range(LENGTH - 1)]
    text = "".join(ALPHABET[value] for value in (*values, _check(values)))
    return f"{text[: LENGTH // 2]}-{text[LENGTH // 2 :]}"


def _check(values: Iterable[int]) -> int:
    """Return what checks these: it notices a wrong character, and nearly any two neighbours that changed places."""
    return sum((2 * place + 1) * value for place, value in enumerate(values)) % len(ALPHABET)


def parsed(text: str) -> str:
    """Return a code as it is printed, from what somebody typed. Raise UsageError for what is none."""
    plain = text.upper().translate(MEANT)
    hint = "write it as it stands on the sheet, in two groups of four"
    if len(plain) != LENGTH or set(plain) - set(ALPHABET):
        raise UsageError(f"{shown(text)} is no edition code: one has {LENGTH} letters and digits", hint)
    *values, check = map(ALPHABET.index, plain)
    if check != _check(values):
        raise UsageError(f"{shown(text)} is no edition code: it was misread or mistyped", hint)
    return f"{plain[: LENGTH // 2]}-{plain[LENGTH // 2 :]}"


def stamped(document: str, scenes: Iterable[Scene]) -> str:
    """Return the code of the pages of a document, whether or not their charts are drawn."""
    return code(document, (told for scene in scenes for item in scene.items for told in printing(item)))


def printing(item: Placed) -> Iterable[str]:
    """Yield the figures of a block, some of them several times."""
    marks = item.block.marks if isinstance(item.block, Drawing) else item.block.labels
    spans = (span for mark in marks if isinstance(mark, Run) for span in mark.spans)
    shows = [(span.of, span.shows) for span in spans]
    for origin, what in (*shows, *((fact, "value") for fact in item.facts), *((b.fact, "value") for b in item.lengths)):
        if (name := named(origin)) and (told := figure(name, what, origin)):
            yield told


def named(origin: Any) -> str:
    """Return how a ledger names a row of the data, "fact:KEY"; "" for a literal."""
    if isinstance(origin, Fact | Source):
        return f"{'fact' if isinstance(origin, Fact) else 'source'}:{origin.key}"
    return f"certification:{origin.code}" if isinstance(origin, Certification) else ""


def figure(name: str, shows: str, record: Any) -> str:
    """Return what of a row's content is a printed figure; "" for words without any, and for what is not counted.

    `record` is a row of the data, or a ledger's record of it.
    """
    kind = name.partition(":")[0]
    if kind == "fact" and shows in VALUE:
        return f"{name} = {printed(record)} {record.unit}"
    if kind == "certification" and shows in CALLED:
        return f"{name} = {record.lane} {record.track}, {record.name}, now {record.code_now} {record.name_now}"
    if kind == "source" and shows in UNCOUNTED:
        return ""
    numerals = " ".join(NUMERAL.findall(str(getattr(record, shows, ""))))
    return f"{kind}.{shows} = {numerals}" if numerals else ""  # of which row, when several say it, is no matter
