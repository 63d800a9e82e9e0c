"""A tagged PDF read back: what its pages paint and under which mark, and the tree that claims it.

Nothing of what wrote the file is used. Words are decoded by what the fonts themselves say of their codes (ToUnicode).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

__all__ = ["Annotation", "MarkedContent", "MarkingFault", "StructureNode", "TaggedPdf", "read_tagged_pdf"]

PAINTING_OPERATORS = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
TEXT_OPERATORS = {"Tj", "TJ", "'", '"'}
READ_OPERATORS = " ".join(
    sorted((PAINTING_OPERATORS - {"INLINE IMAGE"}) | {"BDC", "BMC", "EMC", "Tf", "BI", "ID", "EI"})
)
UNKNOWN_CHARACTER = "\N{REPLACEMENT CHARACTER}"


class MarkedContent(NamedTuple):
    """A piece of marked content: its page and number, from 0, the tag that opens it, and its words."""

    page: int
    mcid: int
    tag: str
    text: str


class MarkingFault(NamedTuple):
    """Painting that is wrongly marked: its page, which painting it is, from 1, and what is wrong."""

    page: int
    painting_number: int
    what: str


class Annotation(NamedTuple):
    """An annotation: its page, its place there, both from 0, its kind, its words, its number in the tree or -1."""

    page: int
    annotation_index: int
    subtype: str
    contents: str
    parent_key: int


@dataclass
class StructureNode:
    """An element of the tree: its tag, its attributes by name, and what it holds in order.

    That is elements, (page, number) of marks, and annotations as Note.
    """

    tag: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[StructureNode | tuple[int, int] | Annotation] = field(default_factory=list)
    object_id: tuple[int, int] = (0, 0)
    has_correct_parent: bool = True  # its parent is the element that holds it

    @property
    def nodes(self) -> list[StructureNode]:
        """The elements directly within."""
        return [kid for kid in self.kids if isinstance(kid, StructureNode)]

    def walk(self) -> Iterator[StructureNode]:
        """Yield this element and all within, in reading order."""
        yield self
        for kid in self.nodes:
            yield from kid.walk()

    def marked_content(self) -> Iterator[tuple[int, int]]:
        """Yield the marks of this element and all within, in reading order."""
        for kid in self.kids:
            if isinstance(kid, StructureNode):
                yield from kid.marked_content()
            elif not isinstance(kid, Annotation):
                yield kid


@dataclass
class TaggedPdf:
    """A PDF as it was read: its catalogue, its marks by page and number, stray painting, annotations, fonts, tree.

    `parents` is what the parent tree says: the identity of the element of each mark, and of each annotation.
    """

    document: Any  # kept open: what is read of it later must still be there
    catalog: Any
    information: dict[str, str]
    pages: list[Any]
    marked_content: dict[tuple[int, int], MarkedContent] = field(default_factory=dict)
    duplicates: list[MarkedContent] = field(default_factory=list)
    marking_faults: list[MarkingFault] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    fonts: dict[tuple[int, int], Any] = field(default_factory=dict)
    character_maps: dict[tuple[int, int], dict[int, str]] = field(
        default_factory=dict
    )  # what the codes of each stand for
    structure_tree: StructureNode | None = None
    parent_tree: dict[tuple[int, int] | int, tuple[int, int]] = field(default_factory=dict)
    outline: list[tuple[int, str]] = field(default_factory=list)

    def text(self, node: StructureNode) -> str:
        """Return the words of an element, exactly as they stand in the file."""
        return "".join(self.marked_content[mark].text for mark in node.marked_content() if mark in self.marked_content)


def read_tagged_pdf(data: bytes) -> TaggedPdf:
    """Read a PDF. Raise ValueError for what is none."""
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from None
    information = {str(key): str(value) for key, value in document.docinfo.items()}
    paper = TaggedPdf(document, document.Root, information, [page.obj for page in document.pages])
    for number, page in enumerate(document.pages):
        _PageContentReader(pikepdf, paper, number).read(page)
        for place, note in enumerate(page.get("/Annots", [])):
            contents, parent = str(note.get("/Contents", "")), int(note.get("/StructParent", -1))
            paper.annotations.append(Annotation(number, place, str(note.get("/Subtype", "")), contents, parent))
    if "/StructTreeRoot" in document.Root:
        _StructureTreeReader(pikepdf, paper).read(document.Root.StructTreeRoot)
    with document.open_outline() as outline:
        paper.outline = list(_outline_entries(outline.root, 1))
    return paper


def _outline_entries(items: Any, level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, str(item.title)
        yield from _outline_entries(item.children, level + 1)


class _PageContentReader:
    """Reads what a page paints."""

    def __init__(self, pikepdf: Any, tagged_pdf: TaggedPdf, page: int) -> None:
        self.pikepdf, self.tagged_pdf, self.page = pikepdf, tagged_pdf, page
        self.open_tags: list[tuple[str, int | None]] = []  # the marks around: tag and number
        self.texts: dict[int, list[str]] = {}
        self.tags: dict[int, str] = {}
        self.characters_by_code: dict[int, str] = {}
        self.painting_count = 0

    def read(self, page: Any) -> None:
        resources = page.obj.get("/Resources", {})
        fonts = dict(resources.get("/Font", {}).items())
        for font in fonts.values():
            self.tagged_pdf.fonts[font.objgen] = font
            self.character_map(font)
        for operands, operator in self.pikepdf.parse_content_stream(page, READ_OPERATORS):
            name = str(operator)
            if name in ("BDC", "BMC"):
                self.begin_marked_content(operands)
            elif name == "EMC":
                if not self.open_tags:
                    self.record_fault("a mark ends that was not begun")
                else:
                    self.open_tags.pop()
            elif name == "Tf":
                self.characters_by_code = self.character_map(fonts.get(str(operands[0])))
            elif name in PAINTING_OPERATORS:
                self.record_painting(name, operands)
        if self.open_tags:
            self.record_fault("a mark does not end")
        for number, words in self.texts.items():
            self.tagged_pdf.marked_content[self.page, number] = MarkedContent(
                self.page, number, self.tags[number], "".join(words)
            )

    def begin_marked_content(self, operands: Any) -> None:
        """Take a mark: an Artifact, or content with a number."""
        tag = str(operands[0]).lstrip("/")
        own = operands[1] if len(operands) > 1 else {}
        number = int(own.get("/MCID")) if isinstance(own, self.pikepdf.Dictionary) and "/MCID" in own else None
        if tag == "Artifact" and any(n is not None for _, n in self.open_tags):
            self.record_fault("an artifact lies within content")
        if number is not None:
            if any(name == "Artifact" for name, _ in self.open_tags):
                self.record_fault("content lies within an artifact")
            if number in self.texts:
                self.tagged_pdf.duplicates.append(MarkedContent(self.page, number, tag, ""))
            self.texts.setdefault(number, [])
            self.tags[number] = tag
        self.open_tags.append((tag, number))

    def record_painting(self, name: str, operands: Any) -> None:
        self.painting_count += 1
        number = next((n for _, n in reversed(self.open_tags) if n is not None), None)
        if number is None:
            if not any(tag == "Artifact" for tag, _ in self.open_tags):
                self.record_fault("it belongs to no mark")
        elif name in TEXT_OPERATORS:
            pieces = operands[-1] if name == "TJ" else [operands[-1]]
            self.texts[number] += (self.decode(bytes(p)) for p in pieces if isinstance(p, self.pikepdf.String))

    def character_map(self, font: Any) -> dict[int, str]:
        """Return what the codes of a font stand for."""
        if font is None:
            return {}
        if font.objgen not in self.tagged_pdf.character_maps:
            self.tagged_pdf.character_maps[font.objgen] = _parse_to_unicode(self.pikepdf, font)
        return self.tagged_pdf.character_maps[font.objgen]

    def decode(self, codes: bytes) -> str:
        return "".join(self.characters_by_code.get(code, UNKNOWN_CHARACTER) for code in codes)

    def record_fault(self, what: str) -> None:
        self.tagged_pdf.marking_faults.append(MarkingFault(self.page, self.painting_count, what))


def _parse_to_unicode(pikepdf: Any, font: Any) -> dict[int, str]:
    """Return the characters that the codes of a font stand for, by its ToUnicode; nothing without one."""
    table: dict[int, str] = {}
    if "/ToUnicode" not in font:
        return table
    for operands, operator in pikepdf.parse_content_stream(font.ToUnicode, "endbfchar endbfrange"):
        if str(operator) == "endbfchar":
            table |= {_code(code): _decode_utf16(text) for code, text in _groups(operands, 2)}
        elif str(operator) == "endbfrange":
            for first, last, texts in _groups(operands, 3):
                codes = range(_code(first), _code(last) + 1)
                if isinstance(texts, pikepdf.Array):
                    table |= zip(codes, map(_decode_utf16, texts), strict=False)
                elif start := _decode_utf16(texts):  # the last character counts up
                    table |= {code: start[:-1] + chr(ord(start[-1]) + n) for n, code in enumerate(codes)}
    return table


def _groups(operands: Any, size: int) -> Iterator[tuple[Any, ...]]:
    """Yield operands in groups of equal size."""
    return zip(*(list(operands)[start::size] for start in range(size)), strict=True)


def _code(operand: Any) -> int:
    return int.from_bytes(bytes(operand))


def _decode_utf16(operand: Any) -> str:
    return bytes(operand).decode("utf-16-be", "replace")


class _StructureTreeReader:
    """Reads the structure tree and the parent tree."""

    def __init__(self, pikepdf: Any, tagged_pdf: TaggedPdf) -> None:
        self.pikepdf, self.tagged_pdf = pikepdf, tagged_pdf
        self.page_numbers = {page.objgen: number for number, page in enumerate(tagged_pdf.pages)}
        found = (note.objgen for page in tagged_pdf.pages for note in page.get("/Annots", []))
        self.annotations_by_id: dict[tuple[int, int], Annotation] = dict(
            zip(found, tagged_pdf.annotations, strict=True)
        )  # they were read in this order

    def read(self, root: Any) -> None:
        self.tagged_pdf.structure_tree = StructureNode("StructTreeRoot", object_id=root.objgen)
        self.tagged_pdf.structure_tree.kids = [self.read_node(kid, root) for kid in self.as_list(root.get("/K"))]
        for number, value in self.number_tree_entries(root.get("/ParentTree", {})):
            if isinstance(value, self.pikepdf.Array):
                page = next((n for n, p in enumerate(self.tagged_pdf.pages) if p.get("/StructParents") == number), -1)
                self.tagged_pdf.parent_tree |= {(page, place): each.objgen for place, each in enumerate(value)}
            else:
                self.tagged_pdf.parent_tree[number] = value.objgen

    def number_tree_entries(self, tree: Any) -> Iterator[tuple[int, Any]]:
        pairs = list(tree.get("/Nums", []))
        yield from ((int(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=True))
        for kid in tree.get("/Kids", []):
            yield from self.number_tree_entries(kid)

    def as_list(self, kids: Any) -> list[Any]:
        if kids is None:
            return []
        return list(kids) if isinstance(kids, self.pikepdf.Array) else [kids]

    def read_node(self, element: Any, parent: Any) -> StructureNode:
        attributes = {key: value for key, value in element.items() if key not in ("/K", "/P", "/S", "/A", "/Type")}
        for own in self.as_list(element.get("/A")):
            attributes |= dict(own.items())
        node = StructureNode(str(element.S).lstrip("/"), attributes, object_id=element.objgen)
        node.has_correct_parent = "/P" in element and element.P.objgen == parent.objgen
        page = self.page_numbers.get(element.Pg.objgen, -1) if "/Pg" in element else -1
        for kid in self.as_list(element.get("/K")):
            node.kids.append(self.read_kid(kid, element, page))
        return node

    def read_kid(self, kid: Any, element: Any, page: int) -> StructureNode | tuple[int, int] | Annotation:
        if not isinstance(kid, self.pikepdf.Dictionary):
            return page, int(kid)
        kind = str(kid.get("/Type", ""))
        if kind == "/MCR":
            return self.page_numbers.get(kid.Pg.objgen, -1) if "/Pg" in kid else page, int(kid.MCID)
        if kind == "/OBJR":
            return self.annotations_by_id.get(kid.Obj.objgen, Annotation(-1, -1, "", "", -1))
        return self.read_node(kid, element)
