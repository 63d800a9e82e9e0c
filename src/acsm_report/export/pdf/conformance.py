"""Checks a finished PDF against PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3).

An independent reader reads the file back, and every check compares it with the scenes that it was made from. Only a
file without faults gets the identifiers that claim conformance.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any, NamedTuple

from ... import __version__
from ...dataset.model import Fact
from ...errors import ConformanceError, quote_value
from ...layout.contrast import find_low_contrast_text
from ...layout.logical_tree import HEADING_TAGS, Element, build_logical_tree, text_of_element
from ...layout.scene import DocumentMetadata, Drawing, Scene, TextRun
from ...provenance.numerals import NUMERAL, parse_numbers
from ...theme.contrast_advice import UnreadablePair, advise
from ...theme.model import Brand
from ..xmp import add_conformance_claim, escape_xml
from .reader import Annotation, StructureNode, TaggedPdf, read_tagged_pdf

__all__ = [
    "CHECKS",
    "ConformanceCheck",
    "ConformanceFault",
    "ConformanceResult",
    "check_conformance",
    "find_faults",
    "raise_first_fault",
    "render_evidence",
]

CLAIMS = ["PDF/UA-1 (ISO 14289-1:2014)", "PDF/A-3a (ISO 19005-3:2012)"]

MANUAL_CHECKS = (  # only a person can decide these
    "The alternative texts of figures say what matters, in words that readers understand.",
    "The reading order makes sense.",
    "Headings, lists and tables are tagged as such, and nothing important is an artifact.",
    "The purpose of a link is clear from its words or its description.",
    "Nothing is conveyed by color alone.",
    "The language is plain, and foreign words are few and well known.",
)
PRINT_FLAG = 4  # bit in the F entry of an annotation
FORBIDDEN_CHARACTERS = {"\0", "\ufeff", "\ufffe"}  # in a ToUnicode table (PDF/UA-1, 7.21.7)
ALLOWED_CHILDREN = {  # by tag; an element with another tag may have any children
    "L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"}, "Table": {"THead", "TBody", "Caption"}, "THead": {"TR"},
    "TBody": {"TR"}, "TR": {"TH", "TD"}, "TOC": {"TOCI", "TOC", "Caption"}, "Document": {"Sect"},
    "TOCI": {"Lbl", "Reference", "TOC", "P"},
}  # fmt: skip


class ConformanceFault(NamedTuple):
    """A broken rule: the page from 1 or 0 for the whole file, the text of the block, what is wrong and what to do."""

    page: int
    block: str
    what: str
    hint: str = "report this"

    def __str__(self) -> str:
        block = quote_value(self.block, 40) if self.block else ""
        return ": ".join(filter(None, (f"page {self.page}" if self.page else "", block, self.what)))


@dataclass
class CheckedFile:
    """Input of the checks: the file as read back, and the scenes, brand and metadata that it was made from."""

    tagged_pdf: TaggedPdf
    scenes: Sequence[Scene]
    brand: Brand
    about: DocumentMetadata

    @cached_property
    def expected_tree(self) -> Element:
        """The logical tree of the scenes."""
        return build_logical_tree(self.scenes)

    @cached_property
    def nodes(self) -> list[StructureNode]:
        """The elements of the file's structure tree in reading order."""
        return list(self.tagged_pdf.structure_tree.walk())[1:] if self.tagged_pdf.structure_tree else []

    def page_and_text(self, node: StructureNode) -> tuple[int, str]:
        """Return the page of an element, from 1, and its text, or its tag when it has none."""
        page = next((page + 1 for page, _ in node.marked_content()), 0)
        return page, self.plain_text(node) or node.tag

    def plain_text(self, node: StructureNode) -> str:
        """Return the text of an element with single spaces."""
        return " ".join(self.tagged_pdf.text(node).split())

    def expected_text(self, element: Element) -> str:
        """Return the text that the scenes have for an element."""
        return text_of_element(element, self.scenes)


class ConformanceCheck(NamedTuple):
    """A check: its id and description in the evidence, and the function that yields the faults of a file."""

    id: str
    description: str
    find_faults: Callable[[CheckedFile], Iterator[ConformanceFault]]


class ConformanceResult(NamedTuple):
    """A checked file: its bytes, which claim conformance when there are no faults, and the faults by check id."""

    content: bytes
    faults: Mapping[str, Sequence[ConformanceFault]]

    @property
    def conforms(self) -> bool:
        """Whether no check found a fault."""
        return not any(self.faults.values())


def find_faults(
    pdf: bytes, scenes: Sequence[Scene], brand: Brand, about: DocumentMetadata
) -> dict[str, list[ConformanceFault]]:
    """Return the faults that every check found, by check id; "readable" alone when the file cannot be read."""
    try:
        checked_file = CheckedFile(read_tagged_pdf(pdf), scenes, brand, about)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return {"readable": [ConformanceFault(0, "", f"it cannot be read back ({error})")]}
    return {check.id: list(check.find_faults(checked_file)) for check in CHECKS}


def check_conformance(pdf: bytes, scenes: Sequence[Scene], brand: Brand, about: DocumentMetadata) -> ConformanceResult:
    """Check a file; when nothing is wrong, write the PDF/UA and PDF/A identifiers into it."""
    faults = find_faults(pdf, scenes, brand, about)
    if not any(faults.values()):
        try:
            return ConformanceResult(add_conformance_claim(pdf), faults)
        except ValueError:
            faults["document"] = [ConformanceFault(0, "", "it has no room for what it claims")]
    return ConformanceResult(pdf, faults)


def raise_first_fault(files: Mapping[str, ConformanceResult]) -> None:
    """Raise ConformanceError for the first fault of these files; it names file, page and block."""
    for name, file in files.items():
        for fault in itertools.chain.from_iterable(file.faults.values()):
            raise ConformanceError(f"the PDF/UA and PDF/A check failed: {fault}", fault.hint, name)


def render_evidence(files: Mapping[str, ConformanceResult]) -> bytes:
    """Return as JSON what the checks found in these files, by path, and what a person still has to check."""
    records = [
        {
            "file": PurePath(name).name,
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "claims": CLAIMS if file.conforms else [],
            "machine": [
                {
                    "check": check.id,
                    "claim": check.description,
                    "faults": [str(fault) for fault in file.faults.get(check.id, ())],
                }
                for check in CHECKS
            ],
            "person": [{"claim": claim, "checked": False} for claim in MANUAL_CHECKS],
        }
        for name, file in files.items()
    ]
    evidence = {"program": f"acsm-report {__version__}", "files": records}
    return (json.dumps(evidence, ensure_ascii=False, indent=1) + "\n").encode()


# ── Structure tree and marked content ─────────────────────────────────────────────────────────────


def _check_marks(file: CheckedFile) -> Iterator[ConformanceFault]:
    """Compare the marked content of the pages with the structure tree and the parent tree."""
    pdf = file.tagged_pdf
    claim_counts = Counter[tuple[int, int]]()
    owners: dict[tuple[int, int], StructureNode] = {}
    for node in file.nodes:
        if not node.has_correct_parent:
            yield ConformanceFault(*file.page_and_text(node), "its parent in the tree is another element")
        for kid in node.kids:
            if isinstance(kid, tuple) and not isinstance(kid, Annotation):
                claim_counts[kid] += 1
                owners[kid] = node
    for key, count in claim_counts.items():
        page, owner, content = key[0] + 1, owners[key], pdf.marked_content.get(key)
        if content is None:
            yield ConformanceFault(page, owner.tag, "its element names a mark that the page does not have")
        elif count > 1:
            yield ConformanceFault(page, content.text, "two elements claim it")
        elif pdf.parent_tree.get(key) != owner.object_id:
            yield ConformanceFault(page, content.text, "the parent tree leads to another element")
        elif content.tag != owner.tag:
            yield ConformanceFault(page, content.text, f"it is marked as {content.tag}")
    for key, content in pdf.marked_content.items():
        if key not in claim_counts:
            yield ConformanceFault(content.page + 1, content.text, "no element claims it")
    for content in pdf.duplicates:
        yield ConformanceFault(content.page + 1, content.tag, "two marks have the same number")


def _check_paint(file: CheckedFile) -> Iterator[ConformanceFault]:
    for fault in file.tagged_pdf.marking_faults:
        yield ConformanceFault(fault.page + 1, f"painting {fault.painting_number}", fault.what)


def _check_order(file: CheckedFile) -> Iterator[ConformanceFault]:
    if not file.nodes or file.nodes[0].tag != "Document":
        yield ConformanceFault(0, "", "it has no document in its tree")
        return
    yield from _compare_elements(file, file.nodes[0], file.expected_tree)


def _compare_elements(file: CheckedFile, node: StructureNode, element: Element) -> Iterator[ConformanceFault]:
    """Compare an element of the file, with all its descendants, to the one that the scenes have."""
    kids, expected_kids = node.nodes, element.elements
    if [kid.tag for kid in kids] != [kid.tag for kid in expected_kids]:
        page = element.page + 1 if element.tag != "Document" else 0
        what = f"its parts are {_tag_names(kids)}, not {_tag_names(expected_kids)}"
        yield ConformanceFault(page, file.expected_text(element), what)
        return
    if all(kid.tag == "Link" for kid in expected_kids):
        text, expected_text = file.plain_text(node), " ".join(file.expected_text(element).split())
        if text != expected_text:
            yield ConformanceFault(element.page + 1, expected_text, f"the file reads {quote_value(text, 60)}")
            return
    actual_text = str(node.attributes.get("/ActualText", ""))
    if actual_text != (element.alt if element.tag != "Figure" else ""):
        what = f"it is read as {quote_value(actual_text, 60)}"
        yield ConformanceFault(element.page + 1, file.expected_text(element), what)
    for kid, expected_kid in zip(kids, expected_kids, strict=True):
        yield from _compare_elements(file, kid, expected_kid)


def _tag_names(elements: Iterable[StructureNode | Element]) -> str:
    return " ".join(element.tag for element in elements) or "nothing"


# ── Kinds of elements ─────────────────────────────────────────────────────────────────────────────


def _check_figures(file: CheckedFile) -> Iterator[ConformanceFault]:
    nodes = [node for node in file.nodes if node.tag == "Figure"]
    elements = [element for element in file.expected_tree.walk() if element.tag == "Figure"]
    for node, element in zip(nodes, elements, strict=False):  # the order check finds a wrong number of figures
        page, scene = element.page + 1, file.scenes[element.page]
        alt = str(node.attributes.get("/Alt", ""))
        if not alt.strip():
            yield ConformanceFault(page, element.alt or element.name, "it has no alternative")
            continue
        alt_numbers = set(parse_numbers(alt))
        for numeral in _printed_numerals(element, scene):
            if not set(parse_numbers(numeral)) <= alt_numbers:
                yield ConformanceFault(page, alt, f"its alternative text lacks {numeral}")
        if not _is_on_page(node.attributes.get("/BBox", []), scene):
            yield ConformanceFault(page, alt, "it has no box on its page")


def _is_on_page(bbox: Iterable[Any], scene: Scene) -> bool:
    """Tell whether a BBox is a rectangle on its page, give or take a point."""
    sides = [float(side) for side in bbox]
    if len(sides) != 4:
        return False
    left, bottom, right, top = sides
    return 0 <= left < right <= scene.size.width + 1 and 0 <= bottom < top <= scene.size.height + 1


def _printed_numerals(element: Element, scene: Scene) -> Iterator[str]:
    """Yield the numerals of facts in a figure, without its caption and the numbers of its scales."""
    for kid in element.children:
        block = scene.blocks[kid.block].block if not isinstance(kid, Element) else None
        for mark in block.marks if isinstance(block, Drawing) else ():
            if isinstance(mark, TextRun):
                for span in mark.spans:
                    if isinstance(span.origin, Fact) and span.shows == "value":
                        yield from NUMERAL.findall(mark.text[span.start : span.end])


def _check_headings(file: CheckedFile) -> Iterator[ConformanceFault]:
    previous = 0
    for node in file.nodes:
        if node.tag in HEADING_TAGS:
            level = HEADING_TAGS.index(node.tag) + 1
            if level > previous + 1:
                what = f"an {node.tag} follows {f'an H{previous}' if previous else 'no heading'}"
                yield ConformanceFault(*file.page_and_text(node), what)
            previous = level


def _check_parts(file: CheckedFile) -> Iterator[ConformanceFault]:
    note_ids = Counter(str(node.attributes.get("/ID", "")) for node in file.nodes if node.tag == "Note")
    for node in file.nodes:
        kid_tags = {kid.tag for kid in node.nodes}
        if wrong_tags := kid_tags - ALLOWED_CHILDREN.get(node.tag, kid_tags):
            what = f"a {node.tag} holds {', '.join(sorted(wrong_tags))}"
            yield ConformanceFault(*file.page_and_text(node), what)
        if node.tag == "Note" and note_ids[str(node.attributes.get("/ID", ""))] != 1:
            yield ConformanceFault(*file.page_and_text(node), "a note has no identifier of its own")


def _check_tables(file: CheckedFile) -> Iterator[ConformanceFault]:
    for table in file.nodes:
        if table.tag != "Table":
            continue
        rows = [row.nodes for row in table.walk() if row.tag == "TR"]
        header_row = rows[0] if rows else []
        for row in rows:
            if len(row) != len(header_row):
                what = f"its row has {len(row)} cells, not {len(header_row)}"
                yield ConformanceFault(*file.page_and_text(row[0] if row else table), what)
            for cell, column_header in zip(row, header_row, strict=False):
                scope = str(cell.attributes.get("/Scope", ""))
                if cell.tag == "TH" and scope != ("/Column" if row is header_row else "/Row"):
                    yield ConformanceFault(*file.page_and_text(cell), "a header cell has no scope of its own")
                has_headers = row[0].tag == column_header.tag == "TH"
                if cell.tag == "TD" and file.plain_text(cell) and not has_headers:
                    yield ConformanceFault(*file.page_and_text(cell), "a cell has no header")


def _check_links(file: CheckedFile) -> Iterator[ConformanceFault]:
    pdf = file.tagged_pdf
    owners = {
        (kid.page, kid.annotation_index): node
        for node in file.nodes
        for kid in node.kids
        if isinstance(kid, Annotation)
    }
    for annotation in pdf.annotations:
        page, owner = annotation.page + 1, owners.get((annotation.page, annotation.annotation_index))
        flags = int(pdf.pages[annotation.page].Annots[annotation.annotation_index].get("/F", 0))
        if annotation.subtype != "/Link" or owner is None or owner.tag != "Link":
            yield ConformanceFault(page, annotation.contents, "an annotation that no link holds")
        elif pdf.parent_tree.get(annotation.parent_key) != owner.object_id:
            what = "the parent tree leads from its annotation to another element"
            yield ConformanceFault(page, annotation.contents, what)
        elif not annotation.contents.strip():
            yield ConformanceFault(page, pdf.text(owner), "a link does not say what for")
        elif not flags & PRINT_FLAG:
            yield ConformanceFault(page, annotation.contents, "an annotation that is not printed")
    for node in file.nodes:
        if node.tag == "Link" and not any(isinstance(kid, Annotation) for kid in node.kids):
            yield ConformanceFault(*file.page_and_text(node), "a link without a target")


# ── The file ──────────────────────────────────────────────────────────────────────────────────────


def _check_fonts(file: CheckedFile) -> Iterator[ConformanceFault]:
    for object_id, font in file.tagged_pdf.fonts.items():
        name, descriptor = str(font.get("/BaseFont", "")), font.get("/FontDescriptor", {})
        if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield ConformanceFault(0, name, "a font that is not in the file")
        if "/ToUnicode" not in font:
            yield ConformanceFault(0, name, "a font that does not say what its codes mean")
        characters = set("".join(file.tagged_pdf.character_maps[object_id].values()))
        if forbidden := characters & FORBIDDEN_CHARACTERS:
            codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(forbidden))
            yield ConformanceFault(0, name, f"a font that maps a code to {codes}")


def _check_contrast(file: CheckedFile) -> Iterator[ConformanceFault]:
    for text in find_low_contrast_text(file.scenes, file.brand):
        pair = UnreadablePair(file.brand, text.ground, text.ink, text.background, text.required)
        yield ConformanceFault(text.page, text.text, pair.what, advise(pair))


def _check_bookmarks(file: CheckedFile) -> Iterator[ConformanceFault]:
    headings = [
        (HEADING_TAGS.index(node.tag) + 1, file.plain_text(node)) for node in file.nodes if node.tag in HEADING_TAGS
    ]
    bookmarks = [(level, " ".join(title.split())) for level, title in file.tagged_pdf.outline]
    if bookmarks != headings:
        bookmark, heading = next(
            (pair for pair in zip(bookmarks, headings, strict=False) if pair[0] != pair[1]),
            (bookmarks[-1:], headings[-1:]),
        )
        what = f"a bookmark where the heading is {quote_value(str(heading), 60)}"
        yield ConformanceFault(0, str(bookmark), what)


def _check_document(file: CheckedFile) -> Iterator[ConformanceFault]:
    catalog, pdf, title = file.tagged_pdf.catalog, file.tagged_pdf, file.about.title
    language = str(catalog.get("/Lang", ""))
    requirements = (
        (language == file.about.language, f"its language is {quote_value(language)}"),
        (bool(catalog.get("/MarkInfo", {}).get("/Marked", False)), "it is not marked as tagged"),
        (bool(catalog.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)), "its title is not shown"),
        (title.strip() != "" and pdf.information.get("/Title") == title, "it has another title"),
        (all(str(page.get("/Tabs", "")) == "/S" for page in pdf.pages), "a page is walked in another order"),
    )
    yield from (ConformanceFault(0, "", what) for is_met, what in requirements if not is_met)


def _check_archive(file: CheckedFile) -> Iterator[ConformanceFault]:
    catalog, information, issued = file.tagged_pdf.catalog, file.tagged_pdf.information, file.about.issued
    xmp = catalog.Metadata.read_bytes().decode() if "/Metadata" in catalog else ""
    dates = {information.get(key, "") for key in ("/CreationDate", "/ModDate")}
    expected_date = f"D:{issued.replace('-', '')}000000Z" if issued else ""
    intents = [
        intent
        for intent in catalog.get("/OutputIntents", [])
        if str(intent.S) == "/GTS_PDFA1" and "/DestOutputProfile" in intent
    ]
    properties = [escape_xml(information.get(key, "")) for key in ("/Title", "/Subject", "/Producer")]
    attached = list(catalog.get("/AF", []))
    requirements = (
        (len(intents) == 1, "its colours are not defined"),
        (all(text in xmp for text in properties), "its metadata differ"),
        (
            dates == {expected_date} and xmp.count(f">{issued}T00:00:00Z<") == 2 * bool(issued),
            "it has another day of issue",
        ),
        ("/Filter" not in catalog.get("/Metadata", {}), "its metadata are packed"),
        (not {"/OpenAction", "/AA", "/AcroForm"} & set(catalog.keys()), "something in it runs or is to be filled in"),
        (all(str(spec.get("/AFRelationship", "")) == "/Data" for spec in attached), "an attachment is not named"),
        (all("/Subtype" in spec.EF.F for spec in attached), "an attachment has no media type"),
    )
    yield from (ConformanceFault(0, "", what) for is_met, what in requirements if not is_met)


CHECKS = (  # ids and descriptions are published in the evidence
    ConformanceCheck(
        "marks",
        "Every mark belongs to one element, every element has its marks, and both point to each other.",
        _check_marks,
    ),
    ConformanceCheck("paint", "Everything that is painted is content or an artifact.", _check_paint),
    ConformanceCheck(
        "order",
        "Elements and words are those of the layout, in its order, with a space between words.",
        _check_order,
    ),
    ConformanceCheck(
        "figures",
        "Every figure has an alternative text with all its values, and a box on its page.",
        _check_figures,
    ),
    ConformanceCheck(
        "headings",
        "The first heading has level 1, and no heading skips a level.",
        _check_headings,
    ),
    ConformanceCheck(
        "parts",
        "Lists, tables and contents have only allowed children, and every note has its own identifier.",
        _check_parts,
    ),
    ConformanceCheck(
        "tables",
        "All rows have the same number of cells, header cells have a scope, and every cell with text has two headers.",
        _check_tables,
    ),
    ConformanceCheck(
        "links",
        "Every annotation is a printable link with a description, and belongs to an element.",
        _check_links,
    ),
    ConformanceCheck("fonts", "Every font is embedded and maps its codes to characters.", _check_fonts),
    ConformanceCheck(
        "contrast",
        "Text has a contrast of 4.5:1, large text 3:1, with what is beneath it.",
        _check_contrast,
    ),
    ConformanceCheck("bookmarks", "The bookmarks are the headings, at their levels.", _check_bookmarks),
    ConformanceCheck(
        "document",
        "The file is tagged, has a language, shows its title, and follows the structure when tabbing.",
        _check_document,
    ),
    ConformanceCheck(
        "archive",
        "Colors are defined, metadata match the file, there are no scripts, and attachments are named.",
        _check_archive,
    ),
)
