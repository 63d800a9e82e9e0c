"""Whether a finished PDF is what it would claim to be: PDF/UA-1 (ISO 14289-1) and PDF/A-3a (ISO 19005-3).

The file is read back and held against the scenes that it was made from. Only one without a fault says that it conforms.
"""

from __future__ import annotations

import hashlib
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
from ...theme.model import Brand
from ..xmp import CONFORMANCE_CLAIM, EXTENSION_SCHEMA, escape_xml
from .reader import Annotation, StructureNode, TaggedPdf, read_tagged_pdf

__all__ = [
    "CHECKS",
    "ConformanceFault",
    "ConformanceResult",
    "check_conformance",
    "find_faults",
    "raise_first_fault",
    "render_evidence",
]

CLAIMS = ["PDF/UA-1 (ISO 14289-1:2014)", "PDF/A-3a (ISO 19005-3:2012)"]

MANUAL_CHECKS = (  # what no machine decides
    "The alternatives of the figures say what matters of them, in words that their readers understand.",
    "The order in which the pages are read makes sense.",
    "Headings, lists and tables are what their tags say, and nothing that matters is an artifact.",
    "The purpose of a link is clear from its words or its description.",
    "Nothing is told by colour alone.",
    "The language is plain, and words in another language are few and known.",
)
PRINT_FLAG = 4  # the flag of an annotation
FORBIDDEN_CHARACTERS = {"\0", "\ufeff", "\ufffe"}  # in a ToUnicode table (PDF/UA-1, 7.21.7)
ALLOWED_CHILDREN = {  # what an element may hold
    "L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"}, "Table": {"THead", "TBody", "Caption"}, "THead": {"TR"},
    "TBody": {"TR"}, "TR": {"TH", "TD"}, "TOC": {"TOCI", "TOC", "Caption"}, "Document": {"Sect"},
    "TOCI": {"Lbl", "Reference", "TOC", "P"},
}  # fmt: skip


class ConformanceFault(NamedTuple):
    """What is wrong: the page from 1, or 0 for the file, the block by its words, and what it is."""

    page: int
    block: str
    what: str

    def __str__(self) -> str:
        block = quote_value(self.block, 40) if self.block else ""
        return ": ".join(filter(None, (f"page {self.page}" if self.page else "", block, self.what)))


@dataclass
class CheckedFile:
    """What is judged: the file as it was read, the scenes it was made from, the brand, what it says about itself."""

    tagged_pdf: TaggedPdf
    scenes: Sequence[Scene]
    brand: Brand
    about: DocumentMetadata

    @cached_property
    def expected_tree(self) -> Element:
        """The tree that the scenes have."""
        return build_logical_tree(self.scenes)

    @cached_property
    def nodes(self) -> list[StructureNode]:
        """The elements that the file has, in reading order."""
        return list(self.tagged_pdf.structure_tree.walk())[1:] if self.tagged_pdf.structure_tree else []

    def page_and_text(self, node: StructureNode) -> tuple[int, str]:
        """Return the page of an element, from 1, and its words."""
        page = next((page + 1 for page, _ in node.marked_content()), 0)
        return page, " ".join(self.tagged_pdf.text(node).split()) or node.tag


def find_faults(
    pdf: bytes, scenes: Sequence[Scene], brand: Brand, about: DocumentMetadata
) -> dict[str, list[ConformanceFault]]:
    """Return what every check found, by its name."""
    try:
        subject = CheckedFile(read_tagged_pdf(pdf), scenes, brand, about)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return {"readable": [ConformanceFault(0, "", f"it cannot be read back ({error})")]}
    return {name: list(check(subject)) for name, (_, check) in CHECKS.items()}


class ConformanceResult(NamedTuple):
    """A file after its examination: its bytes, which claim to conform where nothing was found, and what was found."""

    content: bytes
    faults: Mapping[str, Sequence[ConformanceFault]]

    @property
    def conforms(self) -> bool:
        """Whether no check found a fault."""
        return not any(self.faults.values())


def check_conformance(pdf: bytes, scenes: Sequence[Scene], brand: Brand, about: DocumentMetadata) -> ConformanceResult:
    """Read a file back; write the identifiers of PDF/UA and PDF/A into the room that it leaves, if nothing is wrong."""
    found, room = find_faults(pdf, scenes, brand, about), EXTENSION_SCHEMA.encode() + b" " * len(CONFORMANCE_CLAIM)
    if not any(found.values()) and pdf.count(room) != 1:
        found["document"] = [ConformanceFault(0, "", "it has no room for what it claims")]
    if any(found.values()):
        return ConformanceResult(pdf, found)
    return ConformanceResult(pdf.replace(room, (EXTENSION_SCHEMA + CONFORMANCE_CLAIM).encode()), found)


def raise_first_fault(files: Mapping[str, ConformanceResult]) -> None:
    """Raise ConformanceError, which names file, page and block, for the first fault of these files."""
    for name, file in files.items():
        for check, fault in ((check, fault) for check, found in file.faults.items() for fault in found):
            cure = "change the colour in brand.yml" if check == "contrast" else "report this"
            raise ConformanceError(f"it would not be what it claims: {fault}", cure, name)


def render_evidence(files: Mapping[str, ConformanceResult]) -> bytes:
    """Return what was found of finished files, by path, as JSON: what a machine checked, what needs a person."""
    told = [
        {
            "file": PurePath(name).name,
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "claims": CLAIMS if file.conforms else [],
            "machine": [
                {"check": check, "claim": claim, "faults": list(map(str, file.faults.get(check, ())))}
                for check, (claim, _) in CHECKS.items()
            ],
            "person": [{"claim": claim, "checked": False} for claim in MANUAL_CHECKS],
        }
        for name, file in files.items()
    ]
    program = {"program": f"acsm-report {__version__}", "files": told}
    return (json.dumps(program, ensure_ascii=False, indent=1) + "\n").encode()


# ── Tree and marks ────────────────────────────────────────────────────────────────────────────────


def _marks(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Every mark is claimed once, every claim has its mark, and the way back leads to who claims it."""
    paper, claims = checked_file.tagged_pdf, Counter[tuple[int, int]]()
    owners: dict[tuple[int, int], StructureNode] = {}
    for node in checked_file.nodes:
        if not node.has_correct_parent:
            yield ConformanceFault(*checked_file.page_and_text(node), "its parent in the tree is another element")
        for kid in node.kids:
            if isinstance(kid, tuple) and not isinstance(kid, Annotation):
                claims[kid] += 1
                owners[kid] = node
    for place, count in claims.items():
        if place not in paper.marked_content:
            yield ConformanceFault(
                place[0] + 1, owners[place].tag, "its element names a mark that the page does not have"
            )
        elif count > 1:
            yield ConformanceFault(place[0] + 1, paper.marked_content[place].text, "two elements claim it")
        elif paper.parent_tree.get(place) != owners[place].object_id:
            yield ConformanceFault(
                place[0] + 1, paper.marked_content[place].text, "the parent tree leads to another element"
            )
        elif paper.marked_content[place].tag != owners[place].tag:
            yield ConformanceFault(
                place[0] + 1, paper.marked_content[place].text, f"it is marked as {paper.marked_content[place].tag}"
            )
    yield from (
        ConformanceFault(m.page + 1, m.text, "no element claims it")
        for p, m in paper.marked_content.items()
        if p not in claims
    )
    yield from (ConformanceFault(m.page + 1, m.tag, "two marks have the same number") for m in paper.duplicates)


def _paint(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Everything that is painted is content or an artifact."""
    for stray in checked_file.tagged_pdf.marking_faults:
        yield ConformanceFault(stray.page + 1, f"painting {stray.painting_number}", stray.what)


def _order(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """The elements and their words, with a space between any two and as they are read, are those that were laid out."""
    if len(checked_file.nodes) == 0 or checked_file.nodes[0].tag != "Document":
        yield ConformanceFault(0, "", "it has no document in its tree")
        return
    yield from _compare_elements(checked_file, checked_file.nodes[0], checked_file.expected_tree)


def _compare_elements(checked_file: CheckedFile, node: StructureNode, element: Element) -> Iterator[ConformanceFault]:
    mine, meant = node.nodes, element.elements
    if [n.tag for n in mine] != [e.tag for e in meant]:
        page = element.page + 1 if element.tag != "Document" else 0
        yield ConformanceFault(
            page,
            text_of_element(element, checked_file.scenes),
            f"its parts are {_tag_names(mine)}, not {_tag_names(meant)}",
        )
        return
    if all(kid.tag == "Link" for kid in meant):
        reads, laid = (
            " ".join(t.split())
            for t in (checked_file.tagged_pdf.text(node), text_of_element(element, checked_file.scenes))
        )
        if reads != laid:
            yield ConformanceFault(element.page + 1, laid, f"the file reads {quote_value(reads, 60)}")
            return
    said = str(node.attributes.get("/ActualText", ""))
    if said != (element.alt if element.tag != "Figure" else ""):
        yield ConformanceFault(
            element.page + 1, text_of_element(element, checked_file.scenes), f"it is read as {quote_value(said, 60)}"
        )
    for kid, other in zip(mine, meant, strict=True):
        yield from _compare_elements(checked_file, kid, other)


def _tag_names(kids: Iterable[StructureNode | Element]) -> str:
    return " ".join(kid.tag for kid in kids) or "nothing"


# ── What elements need ────────────────────────────────────────────────────────────────────────────


def _figures(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Every figure has an alternative in which all its figures stand, and a box on its page."""
    meant = [element for element in checked_file.expected_tree.walk() if element.tag == "Figure"]
    nodes = [node for node in checked_file.nodes if node.tag == "Figure"]
    for node, element in zip(nodes, meant, strict=False):
        page, scene, alternative = (
            element.page + 1,
            checked_file.scenes[element.page],
            str(node.attributes.get("/Alt", "")),
        )
        if not alternative.strip():
            yield ConformanceFault(page, element.alt or element.name, "it has no alternative")
            continue
        known = set(parse_numbers(alternative))
        for numeral in _printed_numbers(element, scene):
            if not set(parse_numbers(numeral)) <= known:
                yield ConformanceFault(page, alternative, f"its alternative does not tell {numeral}")
        box = [float(value) for value in node.attributes.get("/BBox", [])]
        if len(box) != 4 or not (
            0 <= box[0] < box[2] <= scene.size.width + 1 and 0 <= box[1] < box[3] <= scene.size.height + 1
        ):
            yield ConformanceFault(page, alternative, "it has no box on its page")


def _printed_numbers(element: Element, scene: Scene) -> Iterator[str]:
    """Yield the numerals of facts that stand in a figure itself: not its caption's, not marks on a scale."""
    for kid in element.children:
        block = scene.blocks[kid.block].block if not isinstance(kid, Element) else None
        for run in block.marks if isinstance(block, Drawing) else ():
            if isinstance(run, TextRun):
                values = (s for s in run.spans if isinstance(s.origin, Fact) and s.shows == "value")
                yield from (n for span in values for n in NUMERAL.findall(run.text[span.start : span.end]))


def _headings(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """The first heading is of the first level, and none is more than one level below the one before it."""
    before = 0
    for node in (n for n in checked_file.nodes if n.tag in HEADING_TAGS):
        level = HEADING_TAGS.index(node.tag) + 1
        if level > before + 1:
            yield ConformanceFault(
                *checked_file.page_and_text(node),
                f"an {node.tag} follows {f'an H{before}' if before else 'no heading'}",
            )
        before = level


def _parts(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Lists, tables and contents hold what they may; every note has an identifier of its own."""
    names = Counter(str(n.attributes.get("/ID", "")) for n in checked_file.nodes if n.tag == "Note")
    for node in checked_file.nodes:
        if wrong := {kid.tag for kid in node.nodes} - ALLOWED_CHILDREN.get(node.tag, {kid.tag for kid in node.nodes}):
            yield ConformanceFault(*checked_file.page_and_text(node), f"a {node.tag} holds {', '.join(sorted(wrong))}")
        if node.tag == "Note" and names[str(node.attributes.get("/ID", ""))] != 1:
            yield ConformanceFault(*checked_file.page_and_text(node), "a note has no identifier of its own")


def _tables(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Rows have as many cells as the first, header cells a scope, and every cell with words its two headers."""
    for table in (n for n in checked_file.nodes if n.tag == "Table"):
        rows = [row.nodes for row in table.walk() if row.tag == "TR"]
        heads = rows[0] if rows else []
        for row in rows:
            if len(row) != len(heads):
                yield ConformanceFault(
                    *checked_file.page_and_text(row[0] if row else table),
                    f"its row has {len(row)} cells, not {len(heads)}",
                )
            for cell, head in zip(row, heads, strict=False):
                scope = str(cell.attributes.get("/Scope", ""))
                if cell.tag == "TH" and scope != ("/Column" if row is heads else "/Row"):
                    yield ConformanceFault(*checked_file.page_and_text(cell), "a header cell has no scope of its own")
                if (
                    cell.tag == "TD"
                    and checked_file.tagged_pdf.text(cell).strip()
                    and not (row[0].tag == head.tag == "TH")
                ):
                    yield ConformanceFault(*checked_file.page_and_text(cell), "a cell has no header")


def _links(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Every annotation is a link that an element holds, that says what for, and that is printed."""
    paper = checked_file.tagged_pdf
    held = {
        (kid.page, kid.annotation_index): node
        for node in checked_file.nodes
        for kid in node.kids
        if isinstance(kid, Annotation)
    }
    for note in paper.annotations:
        node = held.get((note.page, note.annotation_index))
        raw = paper.pages[note.page].Annots[note.annotation_index]
        if note.subtype != "/Link" or node is None or node.tag != "Link":
            yield ConformanceFault(note.page + 1, note.contents, "an annotation that no link holds")
        elif paper.parent_tree.get(note.parent_key) != node.object_id:
            yield ConformanceFault(
                note.page + 1, note.contents, "the parent tree leads from its annotation to another element"
            )
        elif not note.contents.strip():
            yield ConformanceFault(note.page + 1, paper.text(node), "a link does not say what for")
        elif not int(raw.get("/F", 0)) & PRINT_FLAG:
            yield ConformanceFault(note.page + 1, note.contents, "an annotation that is not printed")
    for node in checked_file.nodes:
        if node.tag == "Link" and not any(isinstance(kid, Annotation) for kid in node.kids):
            yield ConformanceFault(*checked_file.page_and_text(node), "a link that leads nowhere")


# ── The file ──────────────────────────────────────────────────────────────────────────────────────


def _fonts(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Every font travels in the file and says which characters its codes are."""
    for object_id, font in checked_file.tagged_pdf.fonts.items():
        name, described = str(font.get("/BaseFont", "")), font.get("/FontDescriptor", {})
        if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield ConformanceFault(0, name, "a font that is not in the file")
        if "/ToUnicode" not in font:
            yield ConformanceFault(0, name, "a font that does not say what its codes mean")
        characters = set("".join(checked_file.tagged_pdf.character_maps[object_id].values()))
        if forbidden := characters & FORBIDDEN_CHARACTERS:
            codes = ", ".join(f"U+{ord(character):04X}" for character in sorted(forbidden))
            yield ConformanceFault(0, name, f"a font that maps a code to {codes}")


def _contrast(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Words have a contrast of 4.5:1, large ones of 3:1, with what lies beneath them."""
    for page, text, ratio, needed in find_low_contrast_text(checked_file.scenes, checked_file.brand):
        yield ConformanceFault(page, text, f"its contrast is {ratio:.2f}:1, below {needed:g}:1")


def _bookmarks(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """The bookmarks are the headings, at their levels."""
    told = [
        (HEADING_TAGS.index(n.tag) + 1, " ".join(checked_file.tagged_pdf.text(n).split()))
        for n in checked_file.nodes
        if n.tag in HEADING_TAGS
    ]
    kept = [(level, " ".join(title.split())) for level, title in checked_file.tagged_pdf.outline]
    if kept != told:
        first = next((pair for pair in zip(kept, told, strict=False) if pair[0] != pair[1]), (kept[-1:], told[-1:]))
        yield ConformanceFault(0, str(first[0]), f"a bookmark where the heading is {quote_value(str(first[1]), 60)}")


def _document(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """The file is marked as tagged, says its language, and shows its title; pages are walked in the tree's order."""
    root, about = checked_file.tagged_pdf.catalog, checked_file.about
    wanted = (
        (str(root.get("/Lang", "")) == about.language, f"its language is {quote_value(str(root.get('/Lang', '')))}"),
        (bool(root.get("/MarkInfo", {}).get("/Marked", False)), "it is not marked as tagged"),
        (bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)), "its title is not shown"),
        (
            about.title.strip() != "" and checked_file.tagged_pdf.information.get("/Title") == about.title,
            "it has another title",
        ),
        (
            all(str(p.get("/Tabs", "")) == "/S" for p in checked_file.tagged_pdf.pages),
            "a page is walked in another order",
        ),
    )
    yield from (ConformanceFault(0, "", what) for holds, what in wanted if not holds)


def _archive(checked_file: CheckedFile) -> Iterator[ConformanceFault]:
    """Its colours are defined, its metadata say what the file says, nothing in it runs, its attachments are named."""
    root, information = checked_file.tagged_pdf.catalog, checked_file.tagged_pdf.information
    xmp = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    day = checked_file.about.issued
    dates = {information.get(key, "") for key in ("/CreationDate", "/ModDate")}
    intents = [i for i in root.get("/OutputIntents", []) if str(i.S) == "/GTS_PDFA1" and "/DestOutputProfile" in i]
    attached = list(root.get("/AF", []))
    wanted: tuple[tuple[Any, str], ...] = (
        (len(intents) == 1, "its colours are not defined"),
        (
            all(escape_xml(information.get(k, "")) in xmp for k in ("/Title", "/Subject", "/Producer")),
            "its metadata differ",
        ),
        (
            dates == {f"D:{day.replace('-', '')}000000Z" if day else ""}
            and xmp.count(f">{day}T00:00:00Z<") == 2 * bool(day),
            "it has another day of issue",
        ),
        ("/Filter" not in root.get("/Metadata", {}), "its metadata are packed"),
        (not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys()), "something in it runs or is to be filled in"),
        (all(str(a.get("/AFRelationship", "")) == "/Data" for a in attached), "an attachment is not named"),
        (all("/Subtype" in a.EF.F for a in attached), "an attachment does not say what it is"),
    )
    yield from (ConformanceFault(0, "", what) for holds, what in wanted if not holds)


ConformanceCheck = Callable[[CheckedFile], Iterator[ConformanceFault]]
CHECKS: dict[str, tuple[str, ConformanceCheck]] = {
    check.__name__.removeprefix("_"): (str(check.__doc__), check)
    for check in (
        _marks, _paint, _order, _figures, _headings, _parts, _tables, _links, _fonts, _contrast, _bookmarks, _document,
        _archive,
    )
}  # fmt: skip
