"""Audits a finished file: are all of its numerals in its ledger?

The audit does not trust the code that made the file. Independent readers extract the numerals from the pages. Each must
be in the ledger, at its place, and agree with its record.
"""

from __future__ import annotations

import ctypes
from bisect import bisect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..dataset.rounding import round_number
from ..errors import DataError, UsageError, quote_value
from ..geometry import Box
from . import html_reader, svg_reader
from .attachments import extract_ledger, read_finished_file
from .ledger_check import AuditFinding, describe_disagreement, find_wrong_edition_codes
from .model import Ledger, PrintedValue
from .numerals import NUMERAL, parse_numbers

__all__ = ["audit_file"]

TOLERANCE = 1.5  # points that a character may rise above or hang below the box of its text, as commas do


def audit_file(path: Path) -> tuple[int, tuple[AuditFinding, ...]]:
    """Extract the text of a PDF, SVG or HTML file. Return the number of numerals and what is wrong.

    Wrong are numerals that are not in the ledger; printed values that the file does not show at their place, or that
    disagree with their record; missing and extra pages; titles with numerals of their own; and anything that the
    program never writes, such as annotations other than links. Raise UsageError for other types of files, DataError
    for a file without a sound ledger.
    """
    readers = {".pdf": _audit_pdf, ".svg": _audit_svg, ".html": _audit_html, ".htm": _audit_html}
    if (kind := path.suffix.lower()) not in readers:
        what = "only a PDF, an SVG or an HTML can be read back"
        raise UsageError(what, "name the .pdf of the same build", str(path))
    data = read_finished_file(path)
    ledger = extract_ledger(path, data)
    count, findings = readers[kind](ledger, data, str(path))
    findings += [
        AuditFinding(f.page, f.text, wrong) for f in ledger.figures if (wrong := describe_disagreement(ledger, f))
    ]
    findings += [AuditFinding(0, code, wrong) for code, wrong in find_wrong_edition_codes(ledger)]
    return count, tuple(dict.fromkeys(findings))


def _audit_pdf(ledger: Ledger, data: bytes, where: str) -> tuple[int, list[AuditFinding]]:
    """Compare the pages of a PDF with its ledger. Return the number of numerals and what is wrong."""
    with _open_pdf(data, where) as document:
        pages = [PdfPage(page) for page in document]
        named = [*document.get_metadata_dict().values(), *(entry.get_title() for entry in document.get_toc())]
    findings = list(_check_titles(ledger, (title for title in named if not title.startswith("D:"))))
    for number, page in enumerate(pages, 1):
        findings += _check_page(number, page, [f for f in ledger.figures if f.page == number])
    findings += [
        AuditFinding(f.page, f.text, "the file has no such page") for f in ledger.figures if f.page > len(pages)
    ]
    return sum(len(page.numerals) for page in pages), findings


def _audit_svg(ledger: Ledger, data: bytes, where: str) -> tuple[int, list[AuditFinding]]:
    """Compare an SVG, which has one page, with its ledger. Return the number of numerals and what is wrong."""
    root = svg_reader.parse_svg(data, where)
    named = [
        (f.text.strip(), Box(*f.box)) for f in ledger.figures if f.page == 1 and f.shows not in ("words", "length")
    ]
    lines = list(svg_reader.read_text_lines(root))
    findings = [
        *_check_titles(ledger, svg_reader.read_titles(root)),
        *(AuditFinding(1, "", what) for what in svg_reader.find_unexpected_markup(root)),
    ]
    findings += [AuditFinding(1, text, what) for text, what in svg_reader.find_svg_mismatches(lines, named)]
    findings += [AuditFinding(f.page, f.text, "the file has no such page") for f in ledger.figures if f.page > 1]
    return sum(len(NUMERAL.findall(line.text)) for line in lines), findings


def _audit_html(ledger: Ledger, data: bytes, where: str) -> tuple[int, list[AuditFinding]]:
    """Compare an HTML transcript with its ledger. Return the number of numerals and what is wrong.

    Supplements, such as alt text and data tables, may contain any printed value and any value of a record.
    """
    reading = html_reader.read_html(data, where)
    findings = [AuditFinding(0, "", what) for what in reading.unexpected]
    rows = [value for fact in ledger.facts.values() for value in (fact.value, fact.period, fact.dimension, fact.note)]
    rows += [text for term in ledger.terms.values() for text in (term.label, term.short)]
    rows += [text for source in ledger.sources.values() for text in (source.title, source.published)]
    known = {float(abs(round_number(value))) for value in rows if isinstance(value, int | float)}
    known |= {number for text in (*(f.text for f in ledger.figures), *map(str, rows)) for number in parse_numbers(text)}
    for line in reading.supplements:
        unknown = [numeral for numeral in NUMERAL.findall(line) if not set(parse_numbers(numeral)) <= known]
        findings += (AuditFinding(0, numeral, "told besides, and not in the ledger") for numeral in unknown)
    for page, words in reading.pages.items():
        own = [(f.text, Box(*f.box)) for f in ledger.figures if f.page == page and f.shows not in ("words", "length")]
        findings += (
            AuditFinding(page, numeral, "not in the ledger")
            for numeral in html_reader.find_unlisted_numerals(words, own)
        )
    last = max(reading.pages, default=0)
    findings += [AuditFinding(f.page, f.text, "the file has no such page") for f in ledger.figures if f.page > last]
    return sum(len(NUMERAL.findall(words)) for words in reading.pages.values()), findings


def _open_pdf(data: bytes, where: str) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DataError(f"it is not a readable PDF ({error})", "name another file", where) from None


def _check_titles(ledger: Ledger, titles: Iterable[str]) -> Iterator[AuditFinding]:
    """Yield titles and bookmarks with a numeral that is not in the ledger."""
    known = {numeral for figure in ledger.figures for numeral in NUMERAL.findall(figure.text)}
    for title in titles:
        if not set(NUMERAL.findall(title)) <= known:
            yield AuditFinding(0, title, "a title that no page bears out")


class PdfPage:
    """What PDFium reads on a page: characters with their centers, numerals, unexpected annotations."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        text, high = page.get_textpage(), page.get_height()
        self.text = "".join(chr(pdfium.FPDFText_GetUnicode(text.raw, i) or 0x20) for i in range(text.count_chars()))
        self.text = self.text.replace("\x02", "-")  # how PDFium marks a hyphen at the end of a line
        self.centers = []
        x, y = ctypes.c_double(), ctypes.c_double()
        for i in range(len(self.text)):
            _, bottom, _, top = text.get_charbox(i)
            _, _, right, _ = text.get_charbox(i, loose=True)
            pdfium.FPDFText_GetCharOrigin(text.raw, i, x, y)  # the ink of a J may begin left of its place
            self.centers.append(((x.value + right) / 2, high - (top + bottom) / 2))
        self.numerals = [(match[0], range(*match.span())) for match in NUMERAL.finditer(self.text)]
        self.lines = sorted((y, i) for i, (_, y) in enumerate(self.centers) if self.text[i].strip())
        kinds = (pdfium.FPDFAnnot_GetSubtype(note) for note in _iterate_annotations(page.raw))
        self.has_unexpected_annotation = any(kind != pdfium.FPDF_ANNOT_LINK for kind in kinds)

    def text_within(self, box: tuple[float, float, float, float]) -> str:
        """Return the characters whose centers lie in a box, without spaces, in file order."""
        x, y, w, h = box
        first, last = (bisect(self.lines, (at, -1)) for at in (y - TOLERANCE, y + h + TOLERANCE))
        found = sorted(i for _, i in self.lines[first:last] if x - 0.1 <= self.centers[i][0] <= x + w + 0.1)
        return "".join(self.text[i] for i in found)


def _iterate_annotations(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        yield note
        pdfium.FPDFPage_CloseAnnot(note)


def _check_page(number: int, page: PdfPage, values: list[PrintedValue]) -> Iterator[AuditFinding]:
    """Yield the differences between the text of a page and its printed values."""
    named = [f for f in values if f.shows not in ("words", "length")]
    for figure in named:
        reads, expected = page.text_within(figure.box), "".join(figure.text.split())
        if reads != expected:
            yield AuditFinding(number, figure.text, f"the page reads {quote_value(reads)} there")
    boxes = [Box(*f.box) for f in named if NUMERAL.search(f.text)]
    for numeral, places in page.numerals:
        if not any(all(_is_inside(page.centers[i], box) for i in places) for box in boxes):
            yield AuditFinding(number, numeral, "not in the ledger")
    if page.has_unexpected_annotation:
        yield AuditFinding(number, "", "the page has an annotation that is not a link")
    if not values:
        yield AuditFinding(number, "", "the ledger has nothing of this page")


def _is_inside(center: tuple[float, float], box: Box) -> bool:
    x, y = center
    return box.x - 0.1 <= x <= box.right + 0.1 and box.y - TOLERANCE <= y <= box.bottom + TOLERANCE
