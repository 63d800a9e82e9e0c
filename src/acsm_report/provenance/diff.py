"""Compares two editions by their ledgers: changed rows, changed text, and whether printed sheets are out of date.

The verdict on a product is "reprint" if its edition code changed, that is, if it prints other values; "cosmetic" if
anything else may look different; otherwise "unchanged".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Literal, NamedTuple

from ..geometry import Box
from ..i18n.catalog import Language
from ..layout.logical_tree import HEADING_TAGS
from .ledger_check import edition_code_from_ledger
from .model import CertificationRecord, FactRecord, Ledger, Passage, PrintedValue, SourceRecord, TermRecord

__all__ = [
    "VERDICTS",
    "LedgerDiff",
    "PageArea",
    "PageSection",
    "ProductDiff",
    "RowChange",
    "TextChange",
    "Verdict",
    "diff_ledgers",
]

Verdict = Literal["unchanged", "cosmetic", "reprint"]
VERDICTS: tuple[Verdict, ...] = ("unchanged", "cosmetic", "reprint")
# kinds of text by PDF tag; all others are sentences
KINDS_BY_TAG = {**dict.fromkeys(HEADING_TAGS, "title"), "Figure": "chart", "TD": "cell", "TH": "cell"}
SHORT_TEXT = 24  # characters; a shorter text may be replaced by any other of its tag
MIN_SIMILARITY = 0.4  # ratio between a longer text and its replacement
COMPARED_FIELDS: Mapping[type, tuple[str, ...]] = {  # by kind of record
    FactRecord: ("value", "sources", "as_of", "reliability", "also", "note"),
    CertificationRecord: ("lane", "name", "track", "code_now", "name_now", "note", "source"),
    SourceRecord: ("title", "publisher", "url", "published", "reliability"),
    TermRecord: ("label", "short"),
}


class PageSection(NamedTuple):
    """A place on paper: product, page number, and the heading above it."""

    document: str
    page: int
    panel: str = ""


class _HeadedPassage(NamedTuple):
    """A passage and the heading above it."""

    passage: Passage
    heading: str


class PageArea(NamedTuple):
    """A part of a page: page number and box in points."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class RowChange:
    """A changed row of the data, or a changed derived fact.

    `fields` holds (name, old, new); "" stands for nothing. If only one edition uses the row, `fields` has its
    first field only. `row` is its location in the data, `places` where it is printed. Only a derived fact has
    a `formula`.
    """

    key: str
    what: str
    fields: tuple[tuple[str, str, str], ...]
    old_source: str
    new_source: str
    row: str
    formula: str
    places: tuple[PageSection, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """A changed title, sentence, cell or chart, with its text before and after; "" and None stand for nothing."""

    kind: str
    place: PageSection
    old: str
    new: str
    old_seen: PageArea | None
    new_seen: PageArea | None


@dataclass(frozen=True, slots=True)
class ProductDiff:
    """A product in both editions: verdict, edition codes, page counts, changed texts, number of moved texts.

    `words` leaves out texts in which only the edition code changed.
    """

    document: str
    verdict: Verdict
    old_code: str
    new_code: str
    old_pages: int
    new_pages: int
    words: tuple[TextChange, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class LedgerDiff:
    """The difference between two editions, given by name: changed rows, and each product.

    `made` lists changed tools that may make pages look different: "another plotly".
    """

    old: str
    new: str
    made: tuple[str, ...]
    rows: tuple[RowChange, ...]
    products: tuple[ProductDiff, ...]

    @property
    def verdict(self) -> Verdict:
        """The most serious verdict on any product."""
        return max((product.verdict for product in self.products), key=VERDICTS.index, default="unchanged")

    def for_document(self, document: str) -> LedgerDiff:
        """Return the difference of one document: its verdict, its texts, and the rows that it prints."""
        rows = [replace(r, places=tuple(p for p in r.places if p.document == document)) for r in self.rows]
        products = tuple(p for p in self.products if p.document == document)
        return replace(self, rows=tuple(row for row in rows if row.places), products=products)


def diff_ledgers(
    old: Ledger, new: Ledger, names: tuple[str, str], language: Language, tool_changes: Sequence[str] = ()
) -> LedgerDiff:
    """Compare two ledgers. `names` are the names of the editions.

    Anything may look different if `tool_changes` is not empty, or if one of the ledgers has no passages.
    """
    if not (old.passages and new.passages):
        tool_changes = (*tool_changes, "a version that does not tell its words")
        old, new = (ledger.model_copy(update={"passages": ()}) for ledger in (old, new))
    before, after = _IndexedLedger(old, language), _IndexedLedger(new, language)
    documents = dict.fromkeys(figure.document for figure in (*old.figures, *new.figures))
    products = tuple(_diff_product(before, after, document, not tool_changes) for document in documents)
    return LedgerDiff(*names, tuple(tool_changes), tuple(_find_row_changes(before, after)), products)


class _IndexedLedger:
    """A ledger with its passages by document and page, and the places where its records are printed."""

    def __init__(self, ledger: Ledger, language: Language) -> None:
        self.ledger, self.language = ledger, language
        self.rows: Mapping[str, Any] = {
            f"{kind}:{key}": record
            for kind, records in (
                ("fact", ledger.facts),
                ("certification", ledger.certifications),
                ("source", ledger.sources),
                ("term", ledger.terms),
            )
            for key, record in records.items()
        }

    @cached_property
    def pages(self) -> dict[str, dict[str, list[_HeadedPassage]]]:
        """The passages by document and page name."""
        found: dict[str, dict[str, list[_HeadedPassage]]] = {}
        heading, previous = "", ("", "")
        for passage in self.ledger.passages:
            here = passage.document, passage.name
            if passage.tag in HEADING_TAGS or here != previous:
                heading = passage.text if passage.tag in HEADING_TAGS else ""
            found.setdefault(passage.document, {}).setdefault(passage.name, []).append(_HeadedPassage(passage, heading))
            previous = here
        return found

    @cached_property
    def sections(self) -> dict[str, tuple[PageSection, ...]]:
        """The places where each record is printed, by the name of the record. A period alone does not print a fact."""
        found: dict[str, dict[PageSection, None]] = {}
        for figure in self.ledger.figures:
            if figure.shows != "period":
                found.setdefault(figure.of, {})[self._section_of(figure)] = None
        return {of: tuple(places) for of, places in found.items()}

    @cached_property
    def _passages_by_page(self) -> dict[tuple[str, int], list[_HeadedPassage]]:
        """The passages by document and page number."""
        found: dict[tuple[str, int], list[_HeadedPassage]] = {}
        for each in (each for pages in self.pages.values() for page in pages.values() for each in page):
            found.setdefault((each.passage.document, each.passage.page), []).append(each)
        return found

    def _section_of(self, figure: PrintedValue) -> PageSection:
        x, y, w, h = figure.box
        center = Box(x + w / 2, y + h / 2, 0, 0)
        candidates = self._passages_by_page.get((figure.document, figure.page), ())
        heading = next((each.heading for each in candidates if Box(*each.passage.box).contains(center)), "")
        return PageSection(figure.document, figure.page, heading)

    def page_count(self, document: str) -> int:
        """Return the number of pages of a document; 0 if there is no such document."""
        return max((figure.page for figure in self.ledger.figures if figure.document == document), default=0)

    def source_text(self, name: str) -> str:
        """Return publishers and titles of a record's sources; "" if there is no such record."""
        record = self.rows.get(name)
        if record is None:
            return ""
        keys = getattr(record, "sources", (getattr(record, "source", ""),))
        sources = [self.ledger.sources[key] for key in keys if key in self.ledger.sources]
        return "; ".join(f"{source.publisher}: {source.title}" for source in sources)

    def field_text(self, name: str, field: str) -> str:
        """Return the value of a record's field as it is printed; "" if there is no such record."""
        record = self.rows.get(name)
        if record is None:
            return ""
        if field == "value" and isinstance(record, FactRecord):
            return self.language.format_value(record)
        value = getattr(record, field, "")
        return ", ".join(value) if isinstance(value, tuple) else str(value)


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────


def _find_row_changes(before: _IndexedLedger, after: _IndexedLedger) -> list[RowChange]:
    """Return the changed facts, certifications and sources. Derived facts come last."""
    every = (_row_change(before, after, name) for name in dict.fromkeys((*before.rows, *after.rows)))
    return sorted((row for row in every if row), key=lambda row: bool(row.formula))


def _row_change(before: _IndexedLedger, after: _IndexedLedger, name: str) -> RowChange | None:
    either = after.rows.get(name) or before.rows[name]
    formula = getattr(either, "formula", "")
    both = name in before.rows and name in after.rows
    values = [
        (f, before.field_text(name, f), after.field_text(name, f))
        for f in (_fields_to_compare(either) if both else _fields_to_compare(either)[:1])
    ]
    fields = tuple((field, old, new) for field, old, new in values if old != new)
    if not fields:
        return None
    places = tuple(dict.fromkeys((*after.sections.get(name, ()), *before.sections.get(name, ()))))
    sources = before.source_text(name), after.source_text(name)
    return RowChange(name, _row_label(name, either), fields, *sources, either.place, formula, places)


def _fields_to_compare(record: Any) -> tuple[str, ...]:
    """Return the fields to compare; for a derived fact only its value, since the rest follows from its inputs."""
    kind = type(record)
    return ("value",) if kind is FactRecord and record.formula else COMPARED_FIELDS[kind]


def _row_label(name: str, record: Any) -> str:
    kind, _, key = name.partition(":")
    return record.label if isinstance(record, FactRecord) else f"{kind} {key}"


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────


def _diff_product(before: _IndexedLedger, after: _IndexedLedger, document: str, same_look: bool) -> ProductDiff:
    old, new = before.pages.get(document, {}), after.pages.get(document, {})
    pages = [each.page_count(document) for each in (before, after)]
    codes = [
        edition_code_from_ledger(each.ledger, document) if count else ""
        for each, count in zip((before, after), pages, strict=True)
    ]
    words, moved = list[TextChange](), 0
    for name in dict.fromkeys((*new, *old)):
        changed, shifted = _diff_page(old.get(name, []), new.get(name, []))
        words += (each for each in changed if each.old.replace(codes[0] or "\n", codes[1]) != each.new)
        moved += shifted
    same = same_look and not words and not moved
    verdict: Verdict = "reprint" if codes[0] != codes[1] else "unchanged" if same else "cosmetic"
    return ProductDiff(document, verdict, codes[0], codes[1], pages[0], pages[1], tuple(words), moved)


def _diff_page(old: Sequence[_HeadedPassage], new: Sequence[_HeadedPassage]) -> tuple[list[TextChange], int]:
    """Return the changed texts of a page, and the number of unchanged texts that moved."""
    a, b = ([(each.passage.tag, each.passage.text) for each in side] for side in (old, new))
    same = list[tuple[_HeadedPassage, _HeadedPassage]]()
    rest = list[tuple[list[_HeadedPassage], list[_HeadedPassage]]]()  # removed and added passages, change by change
    for kind, first, last, start, end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            same += zip(old[first:last], new[start:end], strict=True)
        else:
            rest.append((list(old[first:last]), list(new[start:end])))
    for passage, siblings in [(passage, removed) for removed, _ in rest for passage in removed]:
        for _, added in rest:  # a text that only moved on its page has not changed
            if twin := next((other for other in added if _is_same_text(passage, other)), None):
                same.append((passage, twin))
                siblings.remove(passage)
                added.remove(twin)
                break
    moved = sum((x.passage.page, x.passage.box) != (y.passage.page, y.passage.box) for x, y in same)
    return [_text_change(*pair) for removed, added in rest for pair in _pair_passages(removed, added)], moved


def _is_same_text(one: _HeadedPassage, other: _HeadedPassage) -> bool:
    return (one.passage.tag, one.passage.text) == (other.passage.tag, other.passage.text)


def _is_similar(one: _HeadedPassage, other: _HeadedPassage) -> bool:
    """Tell whether one text may have replaced the other; long texts must have much in common."""
    if one.passage.tag != other.passage.tag:
        return False
    texts = one.passage.text, other.passage.text
    short = one.passage.tag in HEADING_TAGS or max(map(len, texts)) < SHORT_TEXT
    return short or SequenceMatcher(None, *texts, autojunk=False).ratio() > MIN_SIMILARITY


def _pair_passages(
    old: Sequence[_HeadedPassage], new: Sequence[_HeadedPassage]
) -> Iterator[tuple[_HeadedPassage | None, _HeadedPassage | None]]:
    """Yield pairs of a passage and its replacement, in order; then the removed passages without a replacement."""
    unpaired = list(old)
    for passage in new:
        replaced = next((other for other in unpaired if _is_similar(other, passage)), None)
        if replaced:
            unpaired.remove(replaced)
        yield replaced, passage
    yield from ((passage, None) for passage in unpaired)


def _text_change(old: _HeadedPassage | None, new: _HeadedPassage | None) -> TextChange:
    present = new or old
    assert present
    passage = present.passage
    texts = [each.passage.text if each else "" for each in (old, new)]
    seen = [PageArea(each.passage.page, Box(*each.passage.box)) if each else None for each in (old, new)]
    place = PageSection(passage.document, passage.page, present.heading)
    return TextChange(KINDS_BY_TAG.get(passage.tag, "sentence"), place, texts[0], texts[1], seen[0], seen[1])
