"""What changed between two editions: rows, words, charts, and whether sheets that are printed must be printed anew.

Two ledgers are compared, so what is told is exact; how a page looks is not evidence. The verdict on a product is
reprint where it prints other figures (its code is another), cosmetic where anything else of it may look different,
and unchanged.
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
from .model import CertificationRecord, FactRecord, Ledger, Passage, PrintedValue, SourceRecord

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
KINDS_BY_TAG = {
    **dict.fromkeys(HEADING_TAGS, "title"),
    "Figure": "chart",
    "TD": "cell",
    "TH": "cell",
}  # others are sentences
SHORT_TEXT, MIN_SIMILARITY = 24, 0.4  # characters of words that need not be alike; the least likeness of others
COMPARED_FIELDS: Mapping[type, tuple[str, ...]] = {  # of each kind of row, what it tells
    FactRecord: ("value", "sources", "as_of", "reliability", "also", "note"),
    CertificationRecord: ("lane", "name", "track", "code_now", "name_now", "note", "source"),
    SourceRecord: ("title", "publisher", "url", "published", "reliability"),
}


class PageSection(NamedTuple):
    """Where on paper: the product, the number of the page, the heading that a reader finds it under."""

    document: str
    page: int
    panel: str = ""


class _HeadedPassage(NamedTuple):
    """A passage, and the heading that it stands under."""

    passage: Passage
    heading: str


class PageArea(NamedTuple):
    """A part of a page as it can be looked at: its number, its box in points."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of the data, or a computed fact, that is another: what it is called, its fields before and after.

    `fields` are (name, old, new), "" where there was nothing; of a row that only one edition prints, or computes with,
    it is the first field. `old_source` and `new_source` say who tells it, and `row` where it stands. A computed fact
    has a `formula`. `places` are where it is printed.
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
    """A title, a sentence, a cell or what a chart shows, before and after; "" and None where there was nothing."""

    kind: str
    place: PageSection
    old: str
    new: str
    old_seen: PageArea | None
    new_seen: PageArea | None


@dataclass(frozen=True, slots=True)
class ProductDiff:
    """A document in both editions: the verdict on it, its codes and pages, its words that changed, how many moved.

    That its code is another is not told among its words.
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
    """Two editions by name, the rows that changed between them, and each product.

    `made` says with what they were made that may look different: "another plotly".
    """

    old: str
    new: str
    made: tuple[str, ...]
    rows: tuple[RowChange, ...]
    products: tuple[ProductDiff, ...]

    @property
    def verdict(self) -> Verdict:
        """The gravest verdict of all."""
        return max((product.verdict for product in self.products), key=VERDICTS.index, default="unchanged")

    def for_document(self, document: str) -> LedgerDiff:
        """Return what of this is about one document: its verdict, its words, the rows that it prints."""
        rows = [replace(r, places=tuple(p for p in r.places if p.document == document)) for r in self.rows]
        products = tuple(p for p in self.products if p.document == document)
        return replace(self, rows=tuple(row for row in rows if row.places), products=products)


def diff_ledgers(
    old: Ledger, new: Ledger, names: tuple[str, str], language: Language, tool_changes: Sequence[str] = ()
) -> LedgerDiff:
    """Compare two ledgers with their passages; `names` are what the editions are called.

    What else they were `made` with may make everything look different; so may what one does not tell: its passages.
    """
    if not (old.passages and new.passages):
        tool_changes = (*tool_changes, "a version that does not tell its words")
        old, new = (book.model_copy(update={"passages": ()}) for book in (old, new))
    before, after = _IndexedLedger(old, language), _IndexedLedger(new, language)
    documents = dict.fromkeys(figure.document for figure in (*old.figures, *new.figures))
    products = tuple(_diff_product(before, after, document, not tool_changes) for document in documents)
    return LedgerDiff(*names, tuple(tool_changes), tuple(_find_row_changes(before, after)), products)


class _IndexedLedger:
    """A ledger, with its passages by document and page, and where its rows are printed."""

    def __init__(self, ledger: Ledger, language: Language) -> None:
        self.ledger, self.language = ledger, language
        self.rows: Mapping[str, Any] = {
            f"{kind}:{key}": record
            for kind, records in (
                ("fact", ledger.facts),
                ("certification", ledger.certifications),
                ("source", ledger.sources),
            )
            for key, record in records.items()
        }

    @cached_property
    def pages(self) -> dict[str, dict[str, list[_HeadedPassage]]]:
        """The passages of each document by the names of its pages."""
        found: dict[str, dict[str, list[_HeadedPassage]]] = {}
        heading, at = "", ("", "")
        for passage in self.ledger.passages:
            here = passage.document, passage.name
            if passage.tag in HEADING_TAGS or here != at:
                heading = passage.text if passage.tag in HEADING_TAGS else ""
            found.setdefault(passage.document, {}).setdefault(passage.name, []).append(_HeadedPassage(passage, heading))
            at = here
        return found

    @cached_property
    def sections(self) -> dict[str, tuple[PageSection, ...]]:
        """Where each row is printed, by its name."""
        found: dict[str, dict[PageSection, None]] = {}
        for figure in self.ledger.figures:
            found.setdefault(figure.of, {})[self._section_of(figure)] = None
        return {of: tuple(places) for of, places in found.items()}

    @cached_property
    def _passages_by_page(self) -> dict[tuple[str, int], list[_HeadedPassage]]:
        """The passages by document and number of the page."""
        found: dict[tuple[str, int], list[_HeadedPassage]] = {}
        for each in (each for pages in self.pages.values() for page in pages.values() for each in page):
            found.setdefault((each.passage.document, each.passage.page), []).append(each)
        return found

    def _section_of(self, figure: PrintedValue) -> PageSection:
        x, y, w, h = figure.box
        middle = Box(x + w / 2, y + h / 2, 0, 0)
        around = self._passages_by_page.get((figure.document, figure.page), ())
        heading = next((each.heading for each in around if Box(*each.passage.box).contains(middle)), "")
        return PageSection(figure.document, figure.page, heading)

    def page_count(self, document: str) -> int:
        """Return how many pages a document has, 0 where there is none of that name."""
        return max((figure.page for figure in self.ledger.figures if figure.document == document), default=0)

    def source_text(self, name: str) -> str:
        """Return who tells a row, or the figures that it is computed from; "" without such a row."""
        record = self.rows.get(name)
        if record is None:
            return ""
        keys = getattr(record, "sources", (getattr(record, "source", ""),))
        sources = [self.ledger.sources[key] for key in keys if key in self.ledger.sources]
        return "; ".join(f"{source.publisher}: {source.title}" for source in sources)

    def field_text(self, name: str, field: str) -> str:
        """Return what a row says in a field, as it is printed."""
        record = self.rows.get(name)
        if record is None:
            return ""
        if field == "value" and isinstance(record, FactRecord):
            return self.language.format_value(record)
        value = getattr(record, field, "")
        return ", ".join(value) if isinstance(value, tuple) else str(value)


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────


def _find_row_changes(before: _IndexedLedger, after: _IndexedLedger) -> list[RowChange]:
    """Return what changed of facts, of certifications and of sources; what is computed comes last."""
    every = (_row_change(before, after, name) for name in dict.fromkeys((*before.rows, *after.rows)))
    return sorted((row for row in every if row), key=lambda row: bool(row.formula))


def _row_change(before: _IndexedLedger, after: _IndexedLedger, name: str) -> RowChange | None:
    either = after.rows.get(name) or before.rows[name]
    formula = getattr(either, "formula", "")
    both = name in before.rows and name in after.rows
    told = [
        (f, before.field_text(name, f), after.field_text(name, f))
        for f in (_fields_to_compare(either) if both else _fields_to_compare(either)[:1])
    ]
    fields = tuple((field, old, new) for field, old, new in told if old != new)
    if not fields:
        return None
    places = tuple(dict.fromkeys((*after.sections.get(name, ()), *before.sections.get(name, ()))))
    sources = before.source_text(name), after.source_text(name)
    return RowChange(name, _row_label(name, either), fields, *sources, either.place, formula, places)


def _fields_to_compare(record: Any) -> tuple[str, ...]:
    """Return the fields of a row that tell something; of a computed fact all but its value follows from its inputs."""
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
    """Return the words of a page that changed, and how many that did not are somewhere else on paper."""
    a, b = ([(each.passage.tag, each.passage.text) for each in side] for side in (old, new))
    same, left = (
        list[tuple[_HeadedPassage, _HeadedPassage]](),
        list[tuple[list[_HeadedPassage], list[_HeadedPassage]]](),
    )
    for kind, first, last, start, end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            same += zip(old[first:last], new[start:end], strict=True)
        else:
            left.append((list(old[first:last]), list(new[start:end])))
    for one, (gone, _) in [(one, part) for part in left for one in part[0]]:
        for _, come in left:  # the same words in another place of the page are no change of words
            if each := next((each for each in come if _is_same_text(one, each)), None):
                same.append((one, each))
                gone.remove(one)
                come.remove(each)
                break
    moved = sum((x.passage.page, x.passage.box) != (y.passage.page, y.passage.box) for x, y in same)
    return [_text_change(*pair) for gone, come in left for pair in _pair_passages(gone, come)], moved


def _is_same_text(one: _HeadedPassage, other: _HeadedPassage) -> bool:
    return (one.passage.tag, one.passage.text) == (other.passage.tag, other.passage.text)


def _is_similar(one: _HeadedPassage, other: _HeadedPassage) -> bool:
    """Tell whether one may have taken the place of the other: long words only when they have much in common."""
    if one.passage.tag != other.passage.tag:
        return False
    texts = one.passage.text, other.passage.text
    short = one.passage.tag in HEADING_TAGS or max(map(len, texts)) < SHORT_TEXT
    return short or SequenceMatcher(None, *texts, autojunk=False).ratio() > MIN_SIMILARITY


def _pair_passages(
    old: Sequence[_HeadedPassage], new: Sequence[_HeadedPassage]
) -> Iterator[tuple[_HeadedPassage | None, _HeadedPassage | None]]:
    """Yield what took the place of what: passages of one tag in their order, if alike; then what took none's."""
    left = list(old)
    for each in new:
        before = next((one for one in left if _is_similar(one, each)), None)
        if before:
            left.remove(before)
        yield before, each
    yield from ((one, None) for one in left)


def _text_change(old: _HeadedPassage | None, new: _HeadedPassage | None) -> TextChange:
    there = new or old
    assert there
    passage = there.passage
    texts = [each.passage.text if each else "" for each in (old, new)]
    seen = [PageArea(each.passage.page, Box(*each.passage.box)) if each else None for each in (old, new)]
    place = PageSection(passage.document, passage.page, there.heading)
    return TextChange(KINDS_BY_TAG.get(passage.tag, "sentence"), place, texts[0], texts[1], seen[0], seen[1])
