"""Reads a tagged PDF back: the marked content of its pages, its structure tree, annotations, fonts and outline.

The reader shares no code with the writer. It decodes text with the ToUnicode tables of the fonts.
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
    """A piece of marked content: its page and MCID, both from 0, its tag and its text."""

    page: int
    mcid: int
    tag: str
    text: str


class MarkingFault(NamedTuple):
    """Painting that is wrongly marked: its page from 0, its number among the paintings there, and what is wrong."""

    page: int
    painting_number: int
    what: str


class Annotation(NamedTuple):
    """An annotation: its page and index there, both from 0, its subtype, its contents, its StructParent or -1."""

    page: int
    annotation_index: int
    subtype: str
    contents: str
    parent_key: int


@dataclass
class StructureNode:
    """A structure element: its tag, its attributes by key, and its kids in order.

    A kid is an element, the (page, MCID) of marked content, or an annotation.
    """

    tag: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list[StructureNode | tuple[int, int] | Annotation] = field(default_factory=list)
    object_id: tuple[int, int] = (0, 0)
    has_correct_parent: bool = True  # /P leads to the element that has this one as a kid

    @property
    def nodes(self) -> list[StructureNode]:
        """The kids that are elements."""
        return [kid for kid in self.kids if isinstance(kid, StructureNode)]

    def walk(self) -> Iterator[StructureNode]:
        """Yield this element and its descendants in reading order."""
        yield self
        for kid in self.nodes:
            yield from kid.walk()

    def marked_content(self) -> Iterator[tuple[int, int]]:
        """Yield the (page, MCID) pairs of this element and its descendants in reading order."""
        for kid in self.kids:
            if isinstance(kid, StructureNode):
                yield from kid.marked_content()
            elif not isinstance(kid, Annotation):
                yield kid


@dataclass
class TaggedPdf:
    """A PDF as read back.

    `marked_content` is keyed by page and MCID, `fonts` and `character_maps` (the text of each code) by object id.
    `parent_tree` has the object id of the element for each (page, MCID) and for each annotation's StructParent.
    `outline` has the level, from 1, and title of each bookmark.
    """

    document: Any  # kept open: pikepdf loads objects when they are accessed
    catalog: Any
    information: dict[str, str]
    pages: list[Any]
    marked_content: dict[tuple[int, int], MarkedContent] = field(default_factory=dict)
    duplicates: list[MarkedContent] = field(default_factory=list)
    marking_faults: list[MarkingFault] = field(default_factory=list)
    annotations: list[Annotation] = field(default_factory=list)
    fonts: dict[tuple[int, int], Any] = field(default_factory=dict)
    character_maps: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    structure_tree: StructureNode | None = None
    parent_tree: dict[tuple[int, int] | int, tuple[int, int]] = field(default_factory=dict)
    outline: list[tuple[int, str]] = field(default_factory=list)

    def text(self, node: StructureNode) -> str:
        """Return the text of an element exactly as the file has it."""
        return "".join(self.marked_content[key].text for key in node.marked_content() if key in self.marked_content)


def read_tagged_pdf(data: bytes) -> TaggedPdf:
    """Read a PDF. Raise ValueError for data that is not one or is damaged."""
    import pikepdf

    try:
        return _read_document(pikepdf, pikepdf.open(io.BytesIO(data)))
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from None


def _read_document(pikepdf: Any, document: Any) -> TaggedPdf:
    information = {str(key): str(value) for key, value in document.docinfo.items()}
    pdf = TaggedPdf(document, document.Root, information, [page.obj for page in document.pages])
    for number, page in enumerate(document.pages):
        _PageContentReader(pikepdf, pdf, number).read(page)
        for index, annotation in enumerate(page.get("/Annots", [])):
            subtype, contents = str(annotation.get("/Subtype", "")), str(annotation.get("/Contents", ""))
            parent_key = int(annotation.get("/StructParent", -1))
            pdf.annotations.append(Annotation(number, index, subtype, contents, parent_key))
    if "/StructTreeRoot" in document.Root:
        _StructureTreeReader(pikepdf, pdf).read(document.Root.StructTreeRoot)
    with document.open_outline() as outline:
        pdf.outline = list(_outline_entries(outline.root, 1))
    return pdf


def _outline_entries(items: Any, level: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield level, str(item.title)
        yield from _outline_entries(item.children, level + 1)


class _PageContentReader:
    """Reads the content stream of a page."""

    def __init__(self, pikepdf: Any, tagged_pdf: TaggedPdf, page: int) -> None:
        self.pikepdf, self.tagged_pdf, self.page = pikepdf, tagged_pdf, page
        self.open_tags: list[tuple[str, int | None]] = []  # tag and MCID of each open sequence, outermost first
        self.texts: dict[int, list[str]] = {}  # by MCID
        self.tags: dict[int, str] = {}  # by MCID
        self.characters_by_code: dict[int, str] = {}  # of the current font
        self.painting_count = 0

    def read(self, page: Any) -> None:
        fonts = dict(page.obj.get("/Resources", {}).get("/Font", {}).items())
        for font in fonts.values():
            self.tagged_pdf.fonts[font.objgen] = font
            self.character_map(font)
        for operands, operator in self.pikepdf.parse_content_stream(page, READ_OPERATORS):
            name = str(operator)
            if name in ("BDC", "BMC"):
                self.begin_marked_content(operands)
            elif name == "EMC":
                self.end_marked_content()
            elif name == "Tf":
                self.characters_by_code = self.character_map(fonts.get(str(operands[0])))
            elif name in PAINTING_OPERATORS:
                self.record_painting(name, operands)
        if self.open_tags:
            self.record_fault("a mark does not end")
        for mcid, texts in self.texts.items():
            content = MarkedContent(self.page, mcid, self.tags[mcid], "".join(texts))
            self.tagged_pdf.marked_content[self.page, mcid] = content

    def begin_marked_content(self, operands: Any) -> None:
        """Open a marked-content sequence, with an MCID or without."""
        tag = str(operands[0]).lstrip("/")
        properties = operands[1] if len(operands) > 1 else None
        mcid = None
        if isinstance(properties, self.pikepdf.Dictionary) and "/MCID" in properties:
            mcid = int(properties.MCID)
        if tag == "Artifact" and any(outer_mcid is not None for _, outer_mcid in self.open_tags):
            self.record_fault("an artifact lies within content")
        if mcid is not None:
            if any(outer_tag == "Artifact" for outer_tag, _ in self.open_tags):
                self.record_fault("content lies within an artifact")
            if mcid in self.texts:
                self.tagged_pdf.duplicates.append(MarkedContent(self.page, mcid, tag, ""))
            self.texts.setdefault(mcid, [])
            self.tags[mcid] = tag
        self.open_tags.append((tag, mcid))

    def end_marked_content(self) -> None:
        if self.open_tags:
            self.open_tags.pop()
        else:
            self.record_fault("a mark ends that was not begun")

    def record_painting(self, operator: str, operands: Any) -> None:
        """Count a painting operator; add the text that it shows to the innermost open MCID."""
        self.painting_count += 1
        mcid = next((mcid for _, mcid in reversed(self.open_tags) if mcid is not None), None)
        if mcid is None:
            if not any(tag == "Artifact" for tag, _ in self.open_tags):
                self.record_fault("it belongs to no mark")
        elif operator in TEXT_OPERATORS:
            pieces = operands[-1] if operator == "TJ" else [operands[-1]]
            self.texts[mcid] += (self.decode(bytes(p)) for p in pieces if isinstance(p, self.pikepdf.String))

    def character_map(self, font: Any) -> dict[int, str]:
        """Return the text of each code of a font."""
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
    """Return the text of each code from the ToUnicode table of a font; nothing without a table."""
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
                    table |= {code: start[:-1] + chr(ord(start[-1]) + offset) for offset, code in enumerate(codes)}
    return table


def _groups(operands: Any, size: int) -> Iterator[tuple[Any, ...]]:
    """Return operands in groups of equal size."""
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
        object_ids = (annotation.objgen for page in tagged_pdf.pages for annotation in page.get("/Annots", []))
        self.annotations_by_id: dict[tuple[int, int], Annotation] = dict(
            zip(object_ids, tagged_pdf.annotations, strict=True)  # both in the order of the pages
        )

    def read(self, root: Any) -> None:
        tree = StructureNode("StructTreeRoot", object_id=root.objgen)
        tree.kids = [self.read_node(kid, root) for kid in self.as_list(root.get("/K"))]
        self.tagged_pdf.structure_tree = tree
        pages_by_key = {int(page.get("/StructParents", -1)): n for n, page in enumerate(self.tagged_pdf.pages)}
        for key, value in self.number_tree_entries(root.get("/ParentTree", {})):
            if isinstance(value, self.pikepdf.Array):
                page = pages_by_key.get(key, -1)
                self.tagged_pdf.parent_tree |= {(page, mcid): element.objgen for mcid, element in enumerate(value)}
            else:
                self.tagged_pdf.parent_tree[key] = value.objgen

    def number_tree_entries(self, tree: Any) -> Iterator[tuple[int, Any]]:
        """Yield the keys and values of a number tree."""
        entries = list(tree.get("/Nums", []))
        yield from ((int(key), value) for key, value in zip(entries[::2], entries[1::2], strict=True))
        for kid in tree.get("/Kids", []):
            yield from self.number_tree_entries(kid)

    def as_list(self, kids: Any) -> list[Any]:
        if kids is None:
            return []
        return list(kids) if isinstance(kids, self.pikepdf.Array) else [kids]

    def read_node(self, element: Any, parent: Any) -> StructureNode:
        attributes = {key: value for key, value in element.items() if key not in ("/K", "/P", "/S", "/A", "/Type")}
        for dictionary in self.as_list(element.get("/A")):
            attributes |= dict(dictionary.items())
        node = StructureNode(str(element.S).lstrip("/"), attributes, object_id=element.objgen)
        node.has_correct_parent = "/P" in element and element.P.objgen == parent.objgen
        page = self.page_number(element, -1)
        node.kids = [self.read_kid(kid, element, page) for kid in self.as_list(element.get("/K"))]
        return node

    def read_kid(self, kid: Any, element: Any, page: int) -> StructureNode | tuple[int, int] | Annotation:
        """Read a kid of an element; `page` is the number of the element's page."""
        if not isinstance(kid, self.pikepdf.Dictionary):
            return page, int(kid)
        kind = str(kid.get("/Type", ""))
        if kind == "/MCR":
            return self.page_number(kid, page), int(kid.MCID)
        if kind == "/OBJR":
            return self.annotations_by_id.get(kid.Obj.objgen, Annotation(-1, -1, "", "", -1))
        return self.read_node(kid, element)

    def page_number(self, dictionary: Any, default: int) -> int:
        """Return the number of the page that /Pg names, or -1 for one that is not in the file."""
        return self.page_numbers.get(dictionary.Pg.objgen, -1) if "/Pg" in dictionary else default
