"""Finished files read back: the ledger that one carries, what a printed text comes from, and an audit.

The audit trusts nothing of what made the file: an independent reader takes the numerals from the
pages, and each must stand in the ledger, at its place, and agree with the row that it names.
"""

from __future__ import annotations

import io
import re
import zlib
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import lettering, transcript
from .agreement import Finding, disagreement, miscoded
from .errors import DataError, UsageError, shown
from .geometry import Box
from .language import LITERALS
from .ledger import FILE, SLIP, FactRecord, Figure, Ledger, parsed, with_slip
from .lettering import NUMERAL, numbers
from .tables.limits import FileError, content

__all__ = ["Link", "audit", "carried", "chain", "figures_reading"]

LARGEST = 200_000_000  # bytes of a file, and of a ledger within
SLACK = 1.5  # points above and below by which a character may leave the box of its figure: commas hang, slashes rise


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain from the page to the source: how deep it is nested, and what it says."""

    depth: int
    text: str


def carried(path: Path) -> Ledger:
    """Return the ledger inside a PDF, a PNG, an SVG or a transcript of ours, or the one that a .json is.

    Raise UsageError for another kind of file, DataError for a file without a ledger or a damaged one.
    """
    return _carried(path, _content(path))


def _content(path: Path) -> bytes:
    if path.suffix.lower() not in CARRIERS:
        told = f"a {path.suffix}" if path.suffix else "a file without ending"
        raise UsageError(f"{told} carries no ledger", f"name one that ends in {', '.join(CARRIERS)}", str(path))
    try:
        return content(path, LARGEST)
    except FileError as refused:
        raise DataError(refused.what, refused.hint.replace(" or --data", ""), str(path)) from None


def _carried(path: Path, data: bytes) -> Ledger:
    found = CARRIERS[path.suffix.lower()](data, str(path))
    if found is None:
        raise DataError("it carries no ledger", "name a file that acsm-report made", str(path))
    book = parsed(found, str(path))
    own = _from_pdf(data, str(path), SLIP) if path.suffix.lower() == ".pdf" else None
    return with_slip(book, own, str(path)) if own else book


def _from_pdf(data: bytes, where: str, name: str = FILE) -> bytes | None:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if name not in document.attachments:
                return None
            stream = document.attachments[name].get_file().obj
            raw, packed = stream.read_raw_bytes(), "/Filter" in stream
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, KeyError, AttributeError):
        raise DataError("it is no readable PDF", "name another file", where) from None
    return _inflated(raw, where) if packed else bytes(raw)


def _inflated(raw: bytes, where: str) -> bytes:
    """Return what a deflated stream stands for, up to a limit: a small file may stand for gigabytes."""
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(raw, LARGEST)
    except zlib.error as error:
        raise DataError(f"its ledger is damaged ({error})", "name another file", where) from None
    if reader.unconsumed_tail:
        raise DataError(f"its ledger has more than {LARGEST:,} bytes", "name a file of acsm-report", where)
    return found


def _from_png(data: bytes, where: str) -> bytes | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            text = picture.info.get(FILE)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DataError("it is no readable PNG", "name another file", where) from None
    return str(text).encode() if isinstance(text, str) else None


CARRIERS: dict[str, Callable[[bytes, str], bytes | None]] = {
    ".pdf": _from_pdf,
    ".png": _from_png,
    ".svg": lambda data, where: lettering.attached(lettering.opened(data, where), FILE),
    **dict.fromkeys((".html", ".htm"), lambda data, where: transcript.attached(data, FILE, where)),
    ".json": lambda data, where: data,
}


def figures_reading(book: Ledger, text: str, page: int | None = None) -> tuple[Figure, ...]:
    """Return the figures that read `text`: exactly, else those with that numeral in them, else with those words."""
    here = [f for f in book.figures if f.text and page in (None, f.page)]
    wanted = _plain(text)
    ways = [
        [f for f in here if _plain(f.text) == wanted and f.shows != "words"],
        [f for f in here if wanted in map(_plain, NUMERAL.findall(f.text)) and f.shows != "words"],
    ]
    if numerals := set(map(_plain, NUMERAL.findall(text))):  # "30 to 43%" is told of both; 515 not of 5,152
        ways.append([f for f in here if f.shows != "words" and numerals & set(map(_plain, NUMERAL.findall(f.text)))])
    else:
        ways.append([f for f in here if wanted and wanted in _plain(f.text)])
    return tuple(next((way for way in ways if way), []))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"(?<=\d),(?=\d{3})", "", text).replace("−", "-").casefold().split())


def chain(book: Ledger, of: str) -> Iterator[Link]:
    """Yield the steps from a record ("fact:KEY" ...) down to the rows of the data, then their sources, each once."""
    what, _, key = of.partition(":")
    keys: dict[str, None] = {}
    if what == "fact":
        yield from _fact_chain(book, key, keys)
    elif what == "source":
        yield Link(0, f"source {key}, {book.sources[key].place} of {book.data.name}")
        keys[key] = None
    elif what == "certification":
        record = book.certifications[key]
        yield Link(0, f"certification {key}, {record.name}")
        yield Link(1, f"{record.place} of {book.data.name}, from {record.source}")
        keys[record.source] = None
    else:
        row = f", row {book.recipient}" if key == "recipient" else ""
        yield Link(0, f"no fact but {LITERALS[key]}{row}")
    for source in (book.sources[key] for key in keys):
        yield Link(0, f"{source.publisher}: {source.title} ({source.published}; {source.reliability})")
        yield Link(1, source.url)


def _fact_chain(book: Ledger, start: str, keys: dict[str, None]) -> Iterator[Link]:
    """Yield a fact and all that it is computed from, each once; the keys of their sources join `keys`."""
    todo, known = [(start, 0)], set[str]()
    while todo:
        key, depth = todo.pop()
        record = book.facts[key]
        yield Link(depth, _told(record))
        if key in known:
            continue
        known.add(key)
        if record.formula:
            yield Link(depth + 1, f"computed: {record.formula}")
            todo += ((inner, depth + 1) for inner in reversed(record.inputs))
            keys |= dict.fromkeys(record.sources)
            continue
        yield from _row(book, record, depth + 1)
        keys |= dict.fromkeys(source for fact in (record, *_rivals(book, record)) for source in fact.sources)


def _row(book: Ledger, record: FactRecord, depth: int) -> Iterator[Link]:
    """Yield where a fact stands in the data, its note, and what other rows say against it."""
    as_of = f", as of {record.as_of}" if record.as_of else ""
    yield Link(depth, f"{record.place} of {book.data.name}, from {record.sources[0]} ({record.reliability}{as_of})")
    if record.also:
        yield Link(depth, f"also said by {', '.join(record.also)}")
    if record.note:
        yield Link(depth, f"note: {record.note}")
    for rival in _rivals(book, record):
        yield Link(depth, f"others say: {_told(rival)}, {rival.place}, from {' '.join(rival.sources)}")


def _rivals(book: Ledger, record: FactRecord) -> list[FactRecord]:
    return [book.facts[key] for key in record.conflicts]


def _told(record: FactRecord) -> str:
    value = record.value if isinstance(record.value, str) else f"{record.value:.10g}"
    return f"{record.called}: {value} {record.unit}".rstrip(": ")


def audit(path: Path) -> tuple[int, tuple[Finding, ...]]:
    """Read the text back out of a PDF, an SVG or a transcript; return how many numerals there are, and what is wrong.

    Wrong is a numeral that no figure of the ledger covers, a figure whose place reads anything else,
    one that is not what its record says, a page too many or too few, a title with a numeral of its own,
    and what we never put on a page: an annotation that is no link, an element of SVG. Raise as `carried` does.
    """
    readers = {".pdf": _papers, ".svg": _drawing, ".html": _transcript, ".htm": _transcript}
    if (kind := path.suffix.lower()) not in readers:
        what = "only a PDF, an SVG or an HTML can be read back"
        raise UsageError(what, "name the .pdf of the same build", str(path))
    data = _content(path)
    book = _carried(path, data)
    count, findings = readers[kind](book, data, str(path))
    findings += [Finding(f.page, f.text, wrong) for f in book.figures if (wrong := disagreement(book, f))]
    findings += [Finding(0, code, wrong) for code, wrong in miscoded(book)]
    return count, tuple(dict.fromkeys(findings))


def _papers(book: Ledger, data: bytes, where: str) -> tuple[int, list[Finding]]:
    """Compare the pages of a PDF with its ledger; return how many numerals they have, and what is wrong."""
    with _opened(data, where) as document:
        pages = [_Page(page) for page in document]
        named = [*document.get_metadata_dict().values(), *(entry.get_title() for entry in document.get_toc())]
    findings = list(_untold(book, (title for title in named if not title.startswith("D:"))))
    for number, page in enumerate(pages, 1):
        findings += _compared(number, page, [f for f in book.figures if f.page == number])
    findings += [Finding(f.page, f.text, "the file has no such page") for f in book.figures if f.page > len(pages)]
    return sum(len(page.numerals) for page in pages), findings


def _drawing(book: Ledger, data: bytes, where: str) -> tuple[int, list[Finding]]:
    """Compare an SVG, which is one page, with its ledger, as `_papers` does."""
    root = lettering.opened(data, where)
    named = [(f.text.strip(), Box(*f.box)) for f in book.figures if f.page == 1 and f.shows not in ("words", "length")]
    lines = list(lettering.lines(root))
    findings = [*_untold(book, lettering.titles(root)), *(Finding(1, "", what) for what in lettering.foreign(root))]
    findings += [Finding(1, text, what) for text, what in lettering.compared(lines, named)]
    findings += [Finding(f.page, f.text, "the file has no such page") for f in book.figures if f.page > 1]
    return sum(len(NUMERAL.findall(line.text)) for line in lines), findings


def _transcript(book: Ledger, data: bytes, where: str) -> tuple[int, list[Finding]]:
    """Compare the pages of a transcript with its ledger, each in its order, as `_papers` does.

    What it says besides, alternatives and tables among it, may tell any figure of the ledger and any value of its rows.
    """
    reading = transcript.read(data, where)
    findings = [Finding(0, "", what) for what in reading.foreign]
    rows = [value for fact in book.facts.values() for value in (fact.value, fact.period, fact.dimension, fact.note)]
    rows += [text for source in book.sources.values() for text in (source.title, source.published)]
    known = {float(abs(round(value))) for value in rows if isinstance(value, int | float)}
    known |= {number for text in (*(f.text for f in book.figures), *map(str, rows)) for number in numbers(text)}
    for line in reading.beside:
        told = [numeral for numeral in NUMERAL.findall(line) if not set(numbers(numeral)) <= known]
        findings += (Finding(0, numeral, "told besides, and not in the ledger") for numeral in told)
    for page, words in reading.pages.items():
        own = [(f.text, Box(*f.box)) for f in book.figures if f.page == page and f.shows not in ("words", "length")]
        findings += (Finding(page, numeral, "not in the ledger") for numeral in transcript.compared(words, own))
    last = max(reading.pages, default=0)
    findings += [Finding(f.page, f.text, "the file has no such page") for f in book.figures if f.page > last]
    return sum(len(NUMERAL.findall(words)) for words in reading.pages.values()), findings


def _opened(data: bytes, where: str) -> Any:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise DataError(f"it is no readable PDF ({error})", "name another file", where) from None


def _untold(book: Ledger, titles: Iterable[str]) -> Iterator[Finding]:
    """Yield the titles and bookmarks with a numeral that no figure of the ledger has."""
    known = {numeral for figure in book.figures for numeral in NUMERAL.findall(figure.text)}
    for title in titles:
        if not set(NUMERAL.findall(title)) <= known:
            yield Finding(0, title, "a title that no page bears out")


class _Page:
    """What PDFium reads on a page: its characters with their middles, its numerals, its foreign annotations."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        text, high = page.get_textpage(), page.get_height()
        self.text = "".join(chr(pdfium.FPDFText_GetUnicode(text.raw, i) or 0x20) for i in range(text.count_chars()))
        self.text = self.text.replace("\x02", "-")  # PDFium's sign for a hyphen at the end of a line
        self.middles = []
        for i in range(len(self.text)):
            left, bottom, right, top = text.get_charbox(i)
            self.middles.append(((left + right) / 2, high - (top + bottom) / 2))
        self.numerals = [(match[0], range(*match.span())) for match in NUMERAL.finditer(self.text)]
        self.lines = sorted((y, i) for i, (_, y) in enumerate(self.middles) if self.text[i].strip())
        kinds = (pdfium.FPDFAnnot_GetSubtype(note) for note in _notes(page.raw))
        self.foreign = any(kind != pdfium.FPDF_ANNOT_LINK for kind in kinds)

    def within(self, box: tuple[float, float, float, float]) -> str:
        """Return the characters whose middles lie in a box, without spaces, in their order in the file."""
        x, y, w, h = box
        first, last = (bisect(self.lines, (at, -1)) for at in (y - SLACK, y + h + SLACK))
        found = sorted(i for _, i in self.lines[first:last] if x - 0.1 <= self.middles[i][0] <= x + w + 0.1)
        return "".join(self.text[i] for i in found)


def _notes(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        yield note
        pdfium.FPDFPage_CloseAnnot(note)


def _compared(number: int, page: _Page, figures: list[Figure]) -> Iterator[Finding]:
    """Yield where what a page reads and the figures of its ledger differ."""
    named = [f for f in figures if f.shows not in ("words", "length")]
    for figure in named:
        reads, told = page.within(figure.box), "".join(figure.text.split())
        if reads != told:
            yield Finding(number, figure.text, f"the page reads {shown(reads)} there")
    boxes = [Box(*f.box) for f in named if NUMERAL.search(f.text)]
    for numeral, places in page.numerals:
        if not any(all(_inside(page.middles[i], box) for i in places) for box in boxes):
            yield Finding(number, numeral, "not in the ledger")
    if page.foreign:
        yield Finding(number, "", "an annotation lies on the page that is no link")
    if not figures:
        yield Finding(number, "", "the ledger has nothing of this page")


def _inside(middle: tuple[float, float], box: Box) -> bool:
    x, y = middle
    return box.x - 0.1 <= x <= box.right + 0.1 and box.y - SLACK <= y <= box.bottom + SLACK
