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

from . import __version__, tagged
from .brand import Brand
from .dataset import Fact
from .errors import ConformanceError, shown
from .exports.metadata import CLAIM, EXTENSION, plain
from .legibility import pale
from .lettering import NUMERAL, numbers
from .scene import About, Drawing, Run, Scene
from .structure import HEADINGS, Element, text_of, tree
from .tagged import Node, Note, Paper

__all__ = ["CHECKS", "Examined", "Fault", "evidence", "examined", "faults", "refuse"]

CLAIMS = ["PDF/UA-1 (ISO 14289-1:2014)", "PDF/A-3a (ISO 19005-3:2012)"]

PERSONS = (  # what no machine decides
    "The alternatives of the figures say what matters of them, in words that their readers understand.",
    "The order in which the pages are read makes sense.",
    "Headings, lists and tables are what their tags say, and nothing that matters is an artifact.",
    "The purpose of a link is clear from its words or its description.",
    "Nothing is told by colour alone.",
    "The language is plain, and words in another language are few and known.",
)
PRINTED = 4  # the flag of an annotation
HOLDS = {  # what an element may hold
    "L": {"LI", "Caption"}, "LI": {"Lbl", "LBody"}, "Table": {"THead", "TBody", "Caption"}, "THead": {"TR"},
    "TBody": {"TR"}, "TR": {"TH", "TD"}, "TOC": {"TOCI", "TOC", "Caption"}, "Document": {"Sect"},
    "TOCI": {"Lbl", "Reference", "TOC", "P"},
}  # fmt: skip


class Fault(NamedTuple):
    """What is wrong: the page from 1, or 0 for the file, the block by its words, and what it is."""

    page: int
    block: str
    what: str

    def __str__(self) -> str:
        block = shown(self.block, 40) if self.block else ""
        return ": ".join(filter(None, (f"page {self.page}" if self.page else "", block, self.what)))


@dataclass
class Subject:
    """What is judged: the file as it was read, the scenes it was made from, the brand, what it says about itself."""

    paper: Paper
    scenes: Sequence[Scene]
    brand: Brand
    about: About

    @cached_property
    def meant(self) -> Element:
        """The tree that the scenes have."""
        return tree(self.scenes)

    @cached_property
    def nodes(self) -> list[Node]:
        """The elements that the file has, in reading order."""
        return list(self.paper.tree.walk())[1:] if self.paper.tree else []

    def at(self, node: Node) -> tuple[int, str]:
        """Return the page of an element, from 1, and its words."""
        page = next((page + 1 for page, _ in node.marks()), 0)
        return page, " ".join(self.paper.text(node).split()) or node.tag


def faults(pdf: bytes, scenes: Sequence[Scene], brand: Brand, about: About) -> dict[str, list[Fault]]:
    """Return what every check found, by its name."""
    try:
        subject = Subject(tagged.read(pdf), scenes, brand, about)
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return {"readable": [Fault(0, "", f"it cannot be read back ({error})")]}
    return {name: list(check(subject)) for name, (_, check) in CHECKS.items()}


class Examined(NamedTuple):
    """A file after its examination: its bytes, which claim to conform where nothing was found, and what was found."""

    content: bytes
    found: Mapping[str, Sequence[Fault]]

    @property
    def conforms(self) -> bool:
        """Whether no check found a fault."""
        return not any(self.found.values())


def examined(pdf: bytes, scenes: Sequence[Scene], brand: Brand, about: About) -> Examined:
    """Read a file back; write the identifiers of PDF/UA and PDF/A into the room that it leaves, if nothing is wrong."""
    found, room = faults(pdf, scenes, brand, about), EXTENSION.encode() + b" " * len(CLAIM)
    if not any(found.values()) and pdf.count(room) != 1:
        found["document"] = [Fault(0, "", "it has no room for what it claims")]
    if any(found.values()):
        return Examined(pdf, found)
    return Examined(pdf.replace(room, (EXTENSION + CLAIM).encode()), found)


def refuse(files: Mapping[str, Examined]) -> None:
    """Raise ConformanceError, which names file, page and block, for the first fault of these files."""
    for name, file in files.items():
        for check, fault in ((check, fault) for check, found in file.found.items() for fault in found):
            cure = "change the colour in brand.yml" if check == "contrast" else "report this"
            raise ConformanceError(f"it would not be what it claims: {fault}", cure, name)


def evidence(files: Mapping[str, Examined]) -> bytes:
    """Return what was found of finished files, by path, as JSON: what a machine checked, what needs a person."""
    told = [
        {
            "file": PurePath(name).name,
            "sha256": hashlib.sha256(file.content).hexdigest(),
            "claims": CLAIMS if file.conforms else [],
            "machine": [
                {"check": check, "claim": claim, "faults": list(map(str, file.found.get(check, ())))}
                for check, (claim, _) in CHECKS.items()
            ],
            "person": [{"claim": claim, "checked": False} for claim in PERSONS],
        }
        for name, file in files.items()
    ]
    program = {"program": f"acsm-report {__version__}", "files": told}
    return (json.dumps(program, ensure_ascii=False, indent=1) + "\n").encode()


# ── Tree and marks ────────────────────────────────────────────────────────────────────────────────


def _marks(subject: Subject) -> Iterator[Fault]:
    """Every mark is claimed once, every claim has its mark, and the way back leads to who claims it."""
    paper, claims = subject.paper, Counter[tuple[int, int]]()
    owners: dict[tuple[int, int], Node] = {}
    for node in subject.nodes:
        if not node.sound:
            yield Fault(*subject.at(node), "its parent in the tree is another element")
        for kid in node.kids:
            if isinstance(kid, tuple) and not isinstance(kid, Note):
                claims[kid] += 1
                owners[kid] = node
    for place, count in claims.items():
        if place not in paper.marks:
            yield Fault(place[0] + 1, owners[place].tag, "its element names a mark that the page does not have")
        elif count > 1:
            yield Fault(place[0] + 1, paper.marks[place].text, "two elements claim it")
        elif paper.parents.get(place) != owners[place].identity:
            yield Fault(place[0] + 1, paper.marks[place].text, "the parent tree leads to another element")
        elif paper.marks[place].tag != owners[place].tag:
            yield Fault(place[0] + 1, paper.marks[place].text, f"it is marked as {paper.marks[place].tag}")
    yield from (Fault(m.page + 1, m.text, "no element claims it") for p, m in paper.marks.items() if p not in claims)
    yield from (Fault(m.page + 1, m.tag, "two marks have the same number") for m in paper.doubled)


def _paint(subject: Subject) -> Iterator[Fault]:
    """Everything that is painted is content or an artifact."""
    for stray in subject.paper.strays:
        yield Fault(stray.page + 1, f"painting {stray.number}", stray.what)


def _order(subject: Subject) -> Iterator[Fault]:
    """The elements and their words, with a space between any two and as they are read, are those that were laid out."""
    if len(subject.nodes) == 0 or subject.nodes[0].tag != "Document":
        yield Fault(0, "", "it has no document in its tree")
        return
    yield from _held(subject, subject.nodes[0], subject.meant)


def _held(subject: Subject, node: Node, element: Element) -> Iterator[Fault]:
    mine, meant = node.nodes, element.elements
    if [n.tag for n in mine] != [e.tag for e in meant]:
        page = element.page + 1 if element.tag != "Document" else 0
        yield Fault(page, text_of(element, subject.scenes), f"its parts are {_tags(mine)}, not {_tags(meant)}")
        return
    if all(kid.tag == "Link" for kid in meant):
        reads, laid = (" ".join(t.split()) for t in (subject.paper.text(node), text_of(element, subject.scenes)))
        if reads != laid:
            yield Fault(element.page + 1, laid, f"the file reads {shown(reads, 60)}")
            return
    said = str(node.attributes.get("/ActualText", ""))
    if said != (element.alt if element.tag != "Figure" else ""):
        yield Fault(element.page + 1, text_of(element, subject.scenes), f"it is read as {shown(said, 60)}")
    for kid, other in zip(mine, meant, strict=True):
        yield from _held(subject, kid, other)


def _tags(kids: Iterable[Node | Element]) -> str:
    return " ".join(kid.tag for kid in kids) or "nothing"


# ── What elements need ────────────────────────────────────────────────────────────────────────────


def _figures(subject: Subject) -> Iterator[Fault]:
    """Every figure has an alternative in which all its figures stand, and a box on its page."""
    meant = [element for element in subject.meant.walk() if element.tag == "Figure"]
    nodes = [node for node in subject.nodes if node.tag == "Figure"]
    for node, element in zip(nodes, meant, strict=False):
        page, scene, alternative = element.page + 1, subject.scenes[element.page], str(node.attributes.get("/Alt", ""))
        if not alternative.strip():
            yield Fault(page, element.alt or element.name, "it has no alternative")
            continue
        known = set(numbers(alternative))
        for numeral in _printed(element, scene):
            if not set(numbers(numeral)) <= known:
                yield Fault(page, alternative, f"its alternative does not tell {numeral}")
        box = [float(value) for value in node.attributes.get("/BBox", [])]
        if len(box) != 4 or not (0 <= box[0] < box[2] <= scene.size.w + 1 and 0 <= box[1] < box[3] <= scene.size.h + 1):
            yield Fault(page, alternative, "it has no box on its page")


def _printed(element: Element, scene: Scene) -> Iterator[str]:
    """Yield the numerals of facts that stand in a figure itself: not its caption's, not marks on a scale."""
    for kid in element.kids:
        block = scene.items[kid.item].block if not isinstance(kid, Element) else None
        for run in block.marks if isinstance(block, Drawing) else ():
            if isinstance(run, Run):
                values = (s for s in run.spans if isinstance(s.of, Fact) and s.shows == "value")
                yield from (n for span in values for n in NUMERAL.findall(run.text[span.start : span.end]))


def _headings(subject: Subject) -> Iterator[Fault]:
    """The first heading is of the first level, and none is more than one level below the one before it."""
    before = 0
    for node in (n for n in subject.nodes if n.tag in HEADINGS):
        level = HEADINGS.index(node.tag) + 1
        if level > before + 1:
            yield Fault(*subject.at(node), f"an {node.tag} follows {f'an H{before}' if before else 'no heading'}")
        before = level


def _parts(subject: Subject) -> Iterator[Fault]:
    """Lists, tables and contents hold what they may; every note has an identifier of its own."""
    names = Counter(str(n.attributes.get("/ID", "")) for n in subject.nodes if n.tag == "Note")
    for node in subject.nodes:
        if wrong := {kid.tag for kid in node.nodes} - HOLDS.get(node.tag, {kid.tag for kid in node.nodes}):
            yield Fault(*subject.at(node), f"a {node.tag} holds {', '.join(sorted(wrong))}")
        if node.tag == "Note" and names[str(node.attributes.get("/ID", ""))] != 1:
            yield Fault(*subject.at(node), "a note has no identifier of its own")


def _tables(subject: Subject) -> Iterator[Fault]:
    """Rows have as many cells as the first, header cells a scope, and every cell with words its two headers."""
    for table in (n for n in subject.nodes if n.tag == "Table"):
        rows = [row.nodes for row in table.walk() if row.tag == "TR"]
        heads = rows[0] if rows else []
        for row in rows:
            if len(row) != len(heads):
                yield Fault(*subject.at(row[0] if row else table), f"its row has {len(row)} cells, not {len(heads)}")
            for cell, head in zip(row, heads, strict=False):
                scope = str(cell.attributes.get("/Scope", ""))
                if cell.tag == "TH" and scope != ("/Column" if row is heads else "/Row"):
                    yield Fault(*subject.at(cell), "a header cell has no scope of its own")
                if cell.tag == "TD" and subject.paper.text(cell).strip() and not (row[0].tag == head.tag == "TH"):
                    yield Fault(*subject.at(cell), "a cell has no header")


def _links(subject: Subject) -> Iterator[Fault]:
    """Every annotation is a link that an element holds, that says what for, and that is printed."""
    paper = subject.paper
    held = {(kid.page, kid.number): node for node in subject.nodes for kid in node.kids if isinstance(kid, Note)}
    for note in paper.notes:
        node = held.get((note.page, note.number))
        raw = paper.pages[note.page].Annots[note.number]
        if note.kind != "/Link" or node is None or node.tag != "Link":
            yield Fault(note.page + 1, note.contents, "an annotation that no link holds")
        elif paper.parents.get(note.parent) != node.identity:
            yield Fault(note.page + 1, note.contents, "the parent tree leads from its annotation to another element")
        elif not note.contents.strip():
            yield Fault(note.page + 1, paper.text(node), "a link does not say what for")
        elif not int(raw.get("/F", 0)) & PRINTED:
            yield Fault(note.page + 1, note.contents, "an annotation that is not printed")
    for node in subject.nodes:
        if node.tag == "Link" and not any(isinstance(kid, Note) for kid in node.kids):
            yield Fault(*subject.at(node), "a link that leads nowhere")


# ── The file ──────────────────────────────────────────────────────────────────────────────────────


def _fonts(subject: Subject) -> Iterator[Fault]:
    """Every font travels in the file and says which characters its codes are."""
    for font in subject.paper.fonts.values():
        name, described = str(font.get("/BaseFont", "")), font.get("/FontDescriptor", {})
        if not any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield Fault(0, name, "a font that is not in the file")
        if "/ToUnicode" not in font:
            yield Fault(0, name, "a font that does not say what its codes mean")


def _contrast(subject: Subject) -> Iterator[Fault]:
    """Words have a contrast of 4.5:1, large ones of 3:1, with what lies beneath them."""
    for page, text, ratio, needed in pale(subject.scenes, subject.brand):
        yield Fault(page, text, f"its contrast is {ratio:.2f}:1, below {needed:g}:1")


def _bookmarks(subject: Subject) -> Iterator[Fault]:
    """The bookmarks are the headings, at their levels."""
    told = [
        (HEADINGS.index(n.tag) + 1, " ".join(subject.paper.text(n).split())) for n in subject.nodes if n.tag in HEADINGS
    ]
    kept = [(level, " ".join(title.split())) for level, title in subject.paper.outline]
    if kept != told:
        first = next((pair for pair in zip(kept, told, strict=False) if pair[0] != pair[1]), (kept[-1:], told[-1:]))
        yield Fault(0, str(first[0]), f"a bookmark where the heading is {shown(str(first[1]), 60)}")


def _document(subject: Subject) -> Iterator[Fault]:
    """The file is marked as tagged, says its language, and shows its title; pages are walked in the tree's order."""
    root, about = subject.paper.catalogue, subject.about
    wanted = (
        (str(root.get("/Lang", "")) == about.language, f"its language is {shown(str(root.get('/Lang', '')))}"),
        (bool(root.get("/MarkInfo", {}).get("/Marked", False)), "it is not marked as tagged"),
        (bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)), "its title is not shown"),
        (about.title.strip() != "" and subject.paper.information.get("/Title") == about.title, "it has another title"),
        (all(str(p.get("/Tabs", "")) == "/S" for p in subject.paper.pages), "a page is walked in another order"),
    )
    yield from (Fault(0, "", what) for holds, what in wanted if not holds)


def _archive(subject: Subject) -> Iterator[Fault]:
    """Its colours are defined, its metadata say what the file says, nothing in it runs, its attachments are named."""
    root, information = subject.paper.catalogue, subject.paper.information
    xmp = root.Metadata.read_bytes().decode() if "/Metadata" in root else ""
    day = subject.about.issued
    dates = {information.get(key, "") for key in ("/CreationDate", "/ModDate")}
    intents = [i for i in root.get("/OutputIntents", []) if str(i.S) == "/GTS_PDFA1" and "/DestOutputProfile" in i]
    attached = list(root.get("/AF", []))
    wanted: tuple[tuple[Any, str], ...] = (
        (len(intents) == 1, "its colours are not defined"),
        (
            all(plain(information.get(k, "")) in xmp for k in ("/Title", "/Subject", "/Producer")),
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
    yield from (Fault(0, "", what) for holds, what in wanted if not holds)


Check = Callable[[Subject], Iterator[Fault]]
CHECKS: dict[str, tuple[str, Check]] = {
    check.__name__.removeprefix("_"): (str(check.__doc__), check)
    for check in (
        _marks, _paint, _order, _figures, _headings, _parts, _tables, _links, _fonts, _contrast, _bookmarks, _document,
        _archive,
    )
}  # fmt: skip
