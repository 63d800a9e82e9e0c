"""A tagged PDF read back: what its pages paint and under which mark, and the tree that claims it.

Nothing of what wrote the file is used. Words are decoded by what the fonts themselves say of their codes (ToUnicode).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["Mark", "Node", "Note", "Paper", "Stray", "read"]

PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
SHOWING = {"Tj", "TJ", "'", '"'}
WANTED = " ".join(sorted((PAINTING - {"INLINE IMAGE"}) | {"BDC", "BMC", "EMC", "Tf", "BI", "ID", "EI"}))
CODE = rb"<([0-9A-Fa-f]+)>\s*"
ONE, RANGE = re.compile(CODE + CODE), re.compile(CODE + CODE + rb"(?:" + CODE + rb"|\[([^\]]*)\])")
LOST = "\N{REPLACEMENT CHARACTER}"


class Mark(NamedTuple):
    """A piece of marked content: its page and number, from 0, the tag that opens it, and its words."""

    page: int
    number: int
    tag: str
    text: str


class Stray(NamedTuple):
    """Painting that is wrongly marked: its page, which painting it is, from 1, and what is wrong."""

    page: int
    number: int
    what: str


class Note(NamedTuple):
    """An annotation: its page, its place there, both from 0, its kind, its words, its number in the tree or -1."""

    page: int
    number: int
    kind: str
    contents: str
    parent: int


@dataclass
class Node:
    """An element of the tree: its tag, its attributes by name, and what it holds in order.

    That is elements, (page, number) of marks, and annotations as Note.
    """

    tag: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[Node | tuple[int, int] | Note] = field(default_factory=list)
    identity: tuple[int, int] = (0, 0)
    sound: bool = True  # its parent is the element that holds it

    @property
    def nodes(self) -> list[Node]:
        """The elements directly within."""
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def walk(self) -> Iterator[Node]:
        """Yield this element and all within, in reading order."""
        yield self
        for kid in self.nodes:
            yield from kid.walk()

    def marks(self) -> Iterator[tuple[int, int]]:
        """Yield the marks of this element and all within, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.marks()
            elif not isinstance(kid, Note):
                yield kid


@dataclass
class Paper:
    """A PDF as it was read: its catalogue, its marks by page and number, stray painting, annotations, fonts, tree.

    `parents` is what the parent tree says: the identity of the element of each mark, and of each annotation.
    """

    document: Any  # kept open: what is read of it later must still be there
    catalogue: Any
    information: dict[str, str]
    pages: list[Any]
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    doubled: list[Mark] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fonts: dict[tuple[int, int], Any] = field(default_factory=dict)
    tables: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)  # what the codes of each stand for
    tree: Node | None = None
    parents: dict[tuple[int, int] | int, tuple[int, int]] = field(default_factory=dict)
    outline: list[tuple[int, str]] = field(default_factory=list)

    def text(self, node: Node) -> str:
        """Return the words of an element, exactly as they stand in the file."""
        return "".join(self.marks[mark].text for mark in node.marks() if mark in self.marks)


def read(data: bytes) -> Paper:
    """Read a PDF. Raise ValueError for what is none."""
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from None
    information = {str(key): str(value) for key, value in document.docinfo.items()}
    paper = Paper(document, document.Root, information, [page.obj for page in document.pages])
    for number, page in enumerate(document.pages):
        _Content(pikepdf, paper, number).read(page)
        for place, note in enumerate(page.get("/Annots", [])):
            contents, parent = str(note.get("/Contents", "")), int(note.get("/StructParent", -1))
            paper.notes.append(Note(number, place, str(note.get("/Subtype", "")), contents, parent))
    if "/StructTreeRoot" in document.Root:
        _Tree(pikepdf, paper).read(document.Root.StructTreeRoot)
    with document.open_outline() as outline:
        paper.outline = list(_entries(outline.root, 1))
    return paper


def _entries(items: Any, level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, str(item.title)
        yield from _entries(item.children, level + 1)


class _Content:
    """Reads what a page paints."""

    def __init__(self, pikepdf: Any, paper: Paper, page: int) -> None:
        self.pikepdf, self.paper, self.page = pikepdf, paper, page
        self.open: list[tuple[str, int | None]] = []  # the marks around: tag and number
        self.words: dict[int, list[str]] = {}
        self.tags: dict[int, str] = {}
        self.codes: dict[int, str] = {}
        self.count = 0

    def read(self, page: Any) -> None:
        resources = page.obj.get("/Resources", {})
        fonts = dict(resources.get("/Font", {}).items())
        self.paper.fonts |= {font.objgen: font for font in fonts.values()}
        for operands, operator in self.pikepdf.parse_content_stream(page, WANTED):
            name = str(operator)
            if name in ("BDC", "BMC"):
                self.enter(operands)
            elif name == "EMC":
                if not self.open:
                    self.stray("a mark ends that was not begun")
                else:
                    self.open.pop()
            elif name == "Tf":
                self.codes = self.table(fonts.get(str(operands[0])))
            elif name in PAINTING:
                self.paint(name, operands)
        if self.open:
            self.stray("a mark does not end")
        for number, words in self.words.items():
            self.paper.marks[self.page, number] = Mark(self.page, number, self.tags[number], "".join(words))

    def enter(self, operands: Any) -> None:
        """Take a mark: an Artifact, or content with a number."""
        tag = str(operands[0]).lstrip("/")
        own = operands[1] if len(operands) > 1 else {}
        number = int(own.get("/MCID")) if isinstance(own, self.pikepdf.Dictionary) and "/MCID" in own else None
        if tag == "Artifact" and any(n is not None for _, n in self.open):
            self.stray("an artifact lies within content")
        if number is not None:
            if any(name == "Artifact" for name, _ in self.open):
                self.stray("content lies within an artifact")
            if number in self.words:
                self.paper.doubled.append(Mark(self.page, number, tag, ""))
            self.words.setdefault(number, [])
            self.tags[number] = tag
        self.open.append((tag, number))

    def paint(self, name: str, operands: Any) -> None:
        self.count += 1
        number = next((n for _, n in reversed(self.open) if n is not None), None)
        if number is None:
            if not any(tag == "Artifact" for tag, _ in self.open):
                self.stray("it belongs to no mark")
        elif name in SHOWING:
            pieces = operands[-1] if name == "TJ" else [operands[-1]]
            self.words[number] += (self.decoded(bytes(p)) for p in pieces if isinstance(p, self.pikepdf.String))

    def table(self, font: Any) -> dict[int, str]:
        """Return what the codes of a font stand for."""
        if font is None:
            return {}
        if font.objgen not in self.paper.tables:
            self.paper.tables[font.objgen] = _table(font)
        return self.paper.tables[font.objgen]

    def decoded(self, codes: bytes) -> str:
        return "".join(self.codes.get(code, LOST) for code in codes)

    def stray(self, what: str) -> None:
        self.paper.strays.append(Stray(self.page, self.count, what))


def _table(font: Any) -> dict[int, str]:
    """Return the characters that the codes of a font stand for, by its ToUnicode; nothing without one."""
    if "/ToUnicode" not in font:
        return {}
    table: dict[int, str] = {}
    for kind, block in re.findall(rb"begin(bfchar|bfrange)(.*?)endbf", font.ToUnicode.read_bytes(), re.S):
        if kind == b"bfchar":
            table |= {int(code, 16): _characters(meant) for code, meant in ONE.findall(block)}
            continue
        for first, last, start, several in RANGE.findall(block):
            codes = range(int(first, 16), int(last, 16) + 1)
            meant = map(_characters, re.findall(CODE, several))
            table |= zip(codes, map(chr, range(int(start, 16), 0x110000)) if start else meant, strict=False)
    return table


def _characters(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be", "replace")


class _Tree:
    """Reads the structure tree and the parent tree."""

    def __init__(self, pikepdf: Any, paper: Paper) -> None:
        self.pikepdf, self.paper = pikepdf, paper
        self.places = {page.objgen: number for number, page in enumerate(paper.pages)}
        found = (note.objgen for page in paper.pages for note in page.get("/Annots", []))
        self.notes: dict[tuple[int, int], Note] = dict(
            zip(found, paper.notes, strict=True)
        )  # they were read in this order

    def read(self, root: Any) -> None:
        self.paper.tree = Node("StructTreeRoot", identity=root.objgen)
        self.paper.tree.kids = [self.node(kid, root) for kid in self.listed(root.get("/K"))]
        for number, value in self.numbers(root.get("/ParentTree", {})):
            if isinstance(value, self.pikepdf.Array):
                page = next((n for n, p in enumerate(self.paper.pages) if p.get("/StructParents") == number), -1)
                self.paper.parents |= {(page, place): each.objgen for place, each in enumerate(value)}
            else:
                self.paper.parents[number] = value.objgen

    def numbers(self, tree: Any) -> Iterator[tuple[int, Any]]:
        pairs = list(tree.get("/Nums", []))
        yield from ((int(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=True))
        for kid in tree.get("/Kids", []):
            yield from self.numbers(kid)

    def listed(self, kids: Any) -> list[Any]:
        if kids is None:
            return []
        return list(kids) if isinstance(kids, self.pikepdf.Array) else [kids]

    def node(self, element: Any, parent: Any) -> Node:
        attributes = {key: value for key, value in element.items() if key not in ("/K", "/P", "/S", "/A", "/Type")}
        for own in self.listed(element.get("/A")):
            attributes |= dict(own.items())
        node = Node(str(element.S).lstrip("/"), attributes, identity=element.objgen)
        node.sound = "/P" in element and element.P.objgen == parent.objgen
        page = self.places.get(element.Pg.objgen, -1) if "/Pg" in element else -1
        for kid in self.listed(element.get("/K")):
            node.kids.append(self.kid(kid, element, page))
        return node

    def kid(self, kid: Any, element: Any, page: int) -> Node | tuple[int, int] | Note:
        if not isinstance(kid, self.pikepdf.Dictionary):
            return page, int(kid)
        kind = str(kid.get("/Type", ""))
        if kind == "/MCR":
            return self.places.get(kid.Pg.objgen, -1) if "/Pg" in kid else page, int(kid.MCID)
        if kind == "/OBJR":
            return self.notes.get(kid.Obj.objgen, Note(-1, -1, "", "", -1))
        return self.node(kid, element)
