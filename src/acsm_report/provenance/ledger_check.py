"""Checks a ledger against its own records and against the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..dataset.exam_statistics import CONFIDENCE_LEVEL, SMALL_SAMPLE
from ..dataset.rounding import round_number
from ..errors import quote_value
from ..i18n.phrase import LITERAL_KINDS
from .edition_code import describe_printed_value, edition_code_from_values
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
    """Something wrong in a finished file: page (0 for the whole file), text, and what is wrong."""

    page: int
    text: str
    what: str

    def __str__(self) -> str:
        return ": ".join(filter(None, (f"page {self.page}" if self.page else "", self.text, self.what)))


def compare_with_data(ledger: Ledger, expected: Ledger) -> Iterator[AuditFinding]:
    """Yield each record of a ledger that differs from the ledger that the data gives now."""
    if ledger.data.sha256 != expected.data.sha256:
        yield AuditFinding(
            0, ledger.data.name, f"the files of {expected.data.name} are others than those it was made from"
        )
    actual_records, expected_records = (
        book.facts | book.sources | book.certifications | book.terms for book in (ledger, expected)
    )
    for key, record in actual_records.items():
        if key not in expected_records:
            yield AuditFinding(0, key, "the data has nothing of that name")
        elif expected_records[key] != record:
            names = [
                n for n in type(record).model_fields if getattr(record, n) != getattr(expected_records[key], n, None)
            ]
            differences = "; ".join(
                f"{n} is {quote_value(getattr(expected_records[key], n))}, not {quote_value(getattr(record, n))}"
                for n in names
            )
            yield AuditFinding(0, key, f"by the data its {differences}")


def find_wrong_edition_codes(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Yield each edition code that does not match the printed values, with what is wrong."""
    for document, code in ledger.codes.items():
        if code != edition_code_from_ledger(ledger, document):
            yield code, f"the code of the {document} is of other figures"


def edition_code_from_ledger(ledger: Ledger, document: str) -> str:
    """Return the edition code of a document, computed from its printed values in the ledger."""
    figures = [f for f in ledger.figures if f.document == document and not f.of.startswith("literal:")]
    return edition_code_from_values(
        document, filter(None, (describe_printed_value(f.of, f.shows, _find_record(ledger, f.of)) for f in figures))
    )


def _find_record(ledger: Ledger, record_key: str) -> Any:
    """Return the record called `record_key`, "fact:KEY" for instance."""
    what, _, key = record_key.partition(":")
    records: dict[str, dict[str, Any]] = {
        "fact": ledger.facts, "source": ledger.sources, "certification": ledger.certifications,
        "term": ledger.terms,
    }  # fmt: skip
    return records[what][key]


def describe_disagreement(ledger: Ledger, value: PrintedValue) -> str:
    """Return how the numerals of a printed value differ from its record, or "" if they agree."""
    what, _, key = value.of.partition(":")
    if what == "literal":
        return "" if _is_allowed_literal(ledger, value) else f"it passes for {LITERAL_KINDS[key]}"
    if value.shows in ("words", "length", "number"):
        return ""
    record = _find_record(ledger, value.of)
    says = key if value.shows in ("code", "certification") else getattr(record, value.shows, "")
    allowed = {abs(round_number(says)), abs(says)} if isinstance(says, int | float) else set(parse_numbers(str(says)))
    for numeral in NUMERAL.findall(value.text):
        part = value.shows == "url" and numeral in says  # a URL may be broken over lines
        if not part and not set(parse_numbers(numeral)) <= allowed:
            return f"its row says {quote_value(says)}, which has no {numeral}"
    return ""


def _is_allowed_literal(ledger: Ledger, value: PrintedValue) -> bool:
    """Tell whether the program may print this literal without a fact."""
    digits = value.text.replace(",", "")
    number = int(digits) if digits.isdecimal() else -1
    return {
        "folio": number == value.page,
        "recipient": True,  # only the recipients table and the brand know these
        "contact": True,
        "organization": True,
        "page": 0 < number < 1000,
        "lane": 0 < number < 1000,
        "tick": 0 <= number <= 100 or re.fullmatch("[125]0*|[1-9]0+", digits) is not None,
        "limit": number in (SMALL_SAMPLE, CONFIDENCE_LEVEL),
        "mark": 0 < number < 100,
        "edition": value.text == ledger.codes.get(value.document),
        "issued": set(parse_numbers(value.text)) <= set(parse_numbers(ledger.issued.replace("-", " "))) != set(),
    }.get(value.shows, False)
