"""Does what is printed agree with the rows that it names, and a ledger with the data?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..dataset.exam_statistics import CONFIDENCE_LEVEL, SMALL_SAMPLE
from ..errors import quote_value
from ..i18n.phrase import LITERAL_KINDS
from .edition_code import describe_printed_value as printing
from .edition_code import edition_code_from_values
from .model import Ledger, PrintedValue
from .numerals import NUMERAL, parse_numbers

__all__ = [
    "AuditFinding",
    "compare_with_data",
    "describe_disagreement",
    "edition_code_from_ledger",
    "find_wrong_edition_codes",
]


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """What the audit objects to: its page or 0, its text, and what is wrong."""

    page: int
    text: str
    what: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (f"page {self.page}" if self.page else "", self.text, self.what)))


def compare_with_data(ledger: Ledger, expected: Ledger) -> Iterator[AuditFinding]:
    """Yield where a ledger differs from the one that the data gives: a row, a source or a result that is another."""
    if ledger.data.sha256 != expected.data.sha256:
        yield AuditFinding(
            0, ledger.data.name, f"the files of {expected.data.name} are others than those it was made from"
        )
    mine, its = (b.facts | b.sources | b.certifications for b in (ledger, expected))
    for key, record in mine.items():
        if key not in its:
            yield AuditFinding(0, key, "the data has nothing of that name")
        elif its[key] != record:
            names = [n for n in type(record).model_fields if getattr(record, n) != getattr(its[key], n, None)]
            said = "; ".join(
                f"{n} is {quote_value(getattr(its[key], n))}, not {quote_value(getattr(record, n))}" for n in names
            )
            yield AuditFinding(0, key, f"by the data its {said}")


def find_wrong_edition_codes(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield the code of each document that is not of the figures that it prints, with what is wrong with it."""
    for document, told in ledger.codes.items():
        if told != edition_code_from_ledger(ledger, document):
            yield told, f"the code of the {document} is of other figures"


def edition_code_from_ledger(ledger: Ledger, document: str) -> str:
    """Return the edition code of the figures that a document prints."""
    figures = [f for f in ledger.figures if f.document == document and not f.of.startswith("literal:")]
    return edition_code_from_values(
        document, filter(None, (printing(f.of, f.shows, _find_record(ledger, f.of)) for f in figures))
    )


def _find_record(ledger: Ledger, record_key: str) -> Any:
    """Return the record that a figure names."""
    what, _, key = record_key.partition(":")
    records: dict[str, dict[str, Any]] = {
        "fact": ledger.facts, "source": ledger.sources, "certification": ledger.certifications
    }  # fmt: skip
    return records[what][key]


def describe_disagreement(ledger: Ledger, value: PrintedValue) -> str:
    """Return how the numerals of a figure differ from what its record says; "" when they do not."""
    what, _, key = value.of.partition(":")
    if what == "literal":
        return "" if _is_allowed_literal(ledger, value) else f"it passes for {LITERAL_KINDS[key]}"
    if value.shows in ("words", "length", "number"):
        return ""
    record = _find_record(ledger, value.of)
    says = key if value.shows in ("code", "certification") else getattr(record, value.shows, "")
    allowed = {abs(round(says)), abs(says)} if isinstance(says, int | float) else set(parse_numbers(str(says)))
    for numeral in NUMERAL.findall(value.text):
        part = value.shows == "url" and numeral in says  # of an address that was cut
        if not part and not set(parse_numbers(numeral)) <= allowed:
            return f"its row says {quote_value(says)}, which has no {numeral}"
    return ""


def _is_allowed_literal(ledger: Ledger, value: PrintedValue) -> bool:
    """Tell whether a literal is one that the program may print by itself."""
    digits = value.text.replace(",", "")
    number = int(digits) if digits.isdecimal() else -1
    return {
        "folio": number == value.page,
        "recipient": True,  # nobody but the table and the brand knows better
        "contact": True,
        "page": 0 < number < 1000,
        "lane": 0 < number < 1000,
        "tick": 0 <= number <= 100 or re.fullmatch("[125]0*|[1-9]0+", digits) is not None,
        "limit": number in (SMALL_SAMPLE, CONFIDENCE_LEVEL),
        "mark": 0 < number < 100,
        "edition": value.text == ledger.codes.get(value.document),
        "issued": set(parse_numbers(value.text)) <= set(parse_numbers(ledger.issued.replace("-", " "))) != set(),
    }.get(value.shows, False)
