"""Does what is printed agree with the rows that it names, and a ledger with the data?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .errors import shown
from .findings import CONFIDENCE, SMALL
from .language import LITERALS
from .ledger import Figure, Ledger
from .lettering import NUMERAL, numbers
from .stamp import code
from .stamp import figure as printing

__all__ = ["Finding", "against", "coded", "disagreement", "miscoded"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit objects to: its page or 0, its text, and what is wrong."""

    page: int
    text: str
    what: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (f"page {self.page}" if self.page else "", self.text, self.what)))


def against(book: Ledger, truth: Ledger) -> Iterator[Finding]:
    """Yield where a ledger differs from the one that the data gives: a row, a source or a result that is another."""
    if book.data.sha256 != truth.data.sha256:
        yield Finding(0, book.data.name, f"the files of {truth.data.name} are others than those it was made from")
    mine, its = (b.facts | b.sources | b.certifications for b in (book, truth))
    for key, record in mine.items():
        if key not in its:
            yield Finding(0, key, "the data has nothing of that name")
        elif its[key] != record:
            names = [n for n in type(record).model_fields if getattr(record, n) != getattr(its[key], n, None)]
            said = "; ".join(f"{n} is {shown(getattr(its[key], n))}, not {shown(getattr(record, n))}" for n in names)
            yield Finding(0, key, f"by the data its {said}")


def miscoded(book: Ledger) -> Iterator[tuple[str, str]]:
    """Yield the code of each document that is not of the figures that it prints, with what is wrong with it."""
    for document, told in book.codes.items():
        if told != coded(book, document):
            yield told, f"the code of the {document} is of other figures"


def coded(book: Ledger, document: str) -> str:
    """Return the edition code of the figures that a document prints."""
    figures = [f for f in book.figures if f.document == document and not f.of.startswith("literal:")]
    return code(document, filter(None, (printing(f.of, f.shows, _record(book, f.of)) for f in figures)))


def _record(book: Ledger, of: str) -> Any:
    """Return the record that a figure names."""
    what, _, key = of.partition(":")
    records: dict[str, dict[str, Any]] = {
        "fact": book.facts, "source": book.sources, "certification": book.certifications
    }  # fmt: skip
    return records[what][key]


def disagreement(book: Ledger, figure: Figure) -> str:
    """Return how the numerals of a figure differ from what its record says; "" when they do not."""
    what, _, key = figure.of.partition(":")
    if what == "literal":
        return "" if _declared(book, figure) else f"it passes for {LITERALS[key]}"
    if figure.shows in ("words", "length", "number"):
        return ""
    record = _record(book, figure.of)
    says = key if figure.shows in ("code", "certification") else getattr(record, figure.shows, "")
    allowed = {abs(round(says)), abs(says)} if isinstance(says, int | float) else set(numbers(str(says)))
    for numeral in NUMERAL.findall(figure.text):
        part = figure.shows == "url" and numeral in says  # of an address that was cut
        if not part and not set(numbers(numeral)) <= allowed:
            return f"its row says {shown(says)}, which has no {numeral}"
    return ""


def _declared(book: Ledger, figure: Figure) -> bool:
    """Tell whether a literal is one that the program may print by itself."""
    digits = figure.text.replace(",", "")
    number = int(digits) if digits.isdecimal() else -1
    return {
        "folio": number == figure.page,
        "recipient": True,  # nobody but the table and the brand knows better
        "contact": True,
        "page": 0 < number < 1000,
        "lane": 0 < number < 1000,
        "tick": 0 <= number <= 100 or re.fullmatch("[125]0*|[1-9]0+", digits) is not None,
        "limit": number in (SMALL, CONFIDENCE),
        "mark": 0 < number < 100,
        "edition": figure.text == book.codes.get(figure.document),
        "issued": set(numbers(figure.text)) <= set(numbers(book.issued.replace("-", " "))) != set(),
    }.get(figure.shows, False)
