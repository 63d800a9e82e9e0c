"""The logical tree written into a PDF: elements, what of the pages they hold, and the way back from there.

The marks on the pages carry numbers (MCID), counted on each page from 0 in the order of painting; `Marked` remembers
which part of which element has which. PDF/UA-1 (ISO 14289-1), on PDF 1.7 (ISO 32000-1, 14.7 and 14.8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...geometry import Box
from ...layout.logical_tree import Element, MarkRange
from ...layout.scene import Scene

__all__ = ["PaintedParts", "write_structure_tree"]

PRINT_FLAG = 4  # the flag of an annotation that is printed


@dataclass
class PaintedParts:
    """What was painted: the number of each part on its page, and after which parts annotations come, counted there."""

    mcids: dict[MarkRange, int] = field(default_factory=dict)
    annotation_indexes: dict[MarkRange, int] = field(default_factory=dict)


def write_structure_tree(document: Any, root: Element, scenes: Sequence[Scene], painted_parts: PaintedParts) -> None:
    """Write the tree below `root` into a pikepdf document whose pages were painted from `scenes`."""
    import pikepdf

    _StructureTreeWriter(pikepdf, document, scenes, painted_parts).write(root)


class _StructureTreeWriter:
    def __init__(self, pikepdf: Any, document: Any, scenes: Sequence[Scene], painted_parts: PaintedParts) -> None:
        self.pdf, self.document, self.scenes, self.painted_parts = pikepdf, document, scenes, painted_parts
        self.pages = [page.obj for page in document.pages]
        self.mcid_owners: list[dict[int, Any]] = [{} for _ in scenes]  # of each page, the element of each mark
        self.annotated_elements: list[tuple[Any, Any]] = []  # annotations with their elements
        self.elements_with_id: list[tuple[str, Any]] = []  # elements that have an identifier

    def write(self, root: Element) -> None:
        pdf, document = self.pdf, self.document
        top = document.make_indirect(pdf.Dictionary(Type=pdf.Name.StructTreeRoot))
        top.K = pdf.Array([self.write_element(root, top)])
        numbers: list[Any] = []
        for number, (page, owners) in enumerate(zip(self.pages, self.mcid_owners, strict=True)):
            page.StructParents, page.Tabs = number, pdf.Name.S
            numbers += [number, document.make_indirect(pdf.Array([owners[n] for n in range(len(owners))]))]
        for number, (note, element) in enumerate(self.annotated_elements, len(self.pages)):
            note.StructParent = number
            numbers += [number, element]
        top.ParentTree = document.make_indirect(pdf.Dictionary(Nums=pdf.Array(numbers)))
        top.ParentTreeNextKey = len(self.pages) + len(self.annotated_elements)
        if self.elements_with_id:
            names = [
                part for name, element in sorted(self.elements_with_id, key=lambda n: n[0]) for part in (name, element)
            ]
            top.IDTree = document.make_indirect(pdf.Dictionary(Names=pdf.Array(names)))
        document.Root.StructTreeRoot = top
        document.Root.MarkInfo = pdf.Dictionary(Marked=True)

    def write_element(self, element: Element, parent: Any) -> Any:
        """Write an element and all within it; return it."""
        pdf = self.pdf
        made = self.document.make_indirect(pdf.Dictionary(Type=pdf.Name.StructElem, S=pdf.Name(f"/{element.tag}")))
        made.P = parent
        if element.tag == "Sect":
            made.T = pdf.String(self.scenes[element.page].title)
        if element.alt:
            made["/Alt" if element.tag == "Figure" else "/ActualText"] = pdf.String(element.alt)
        if element.tag == "Note":
            made.ID = pdf.String(f"note-{len(self.elements_with_id) + 1:04}")
            self.elements_with_id.append((f"note-{len(self.elements_with_id) + 1:04}", made))
        if attributes := self.attributes(element, parent):
            made.A = pdf.Dictionary(attributes)
        kids = [own for kid in element.children for own in self.write_kids(kid, element, made)]
        if kids:
            made.K = pdf.Array(kids)
        return made

    def attributes(self, element: Element, parent: Any) -> dict[str, Any]:
        name = self.pdf.Name
        if element.tag == "TH":
            row = "/Column" if str(parent.P.S) == "/THead" else "/Row"
            return {"/O": name.Table, "/Scope": name(row)}
        if element.tag == "L" and any(kid.tag == "Lbl" for item in element.elements for kid in item.elements):
            return {"/O": name.List, "/ListNumbering": name.Decimal}
        if element.box:
            box = self.pdf.Array([round(value, 2) for value in self.pdf_box(element.page, element.box)])
            return {"/O": name.Layout, "/BBox": box, "/Placement": name.Block}
        return {}

    def pdf_box(self, page: int, box: Box) -> tuple[float, float, float, float]:
        """Return a box as a PDF counts it, from the bottom, as far as it lies on its page."""
        size = self.scenes[page].size
        left, right = max(box.x, 0), min(box.right, size.width)
        return left, max(size.height - box.bottom, 0), right, min(size.height - box.y, size.height)

    def write_kids(self, kid: Element | MarkRange, element: Element, made: Any) -> Iterator[Any]:
        """Yield what an element holds: an element, or a mark and the annotation that lies upon it and those before."""
        pdf = self.pdf
        if isinstance(kid, Element):
            yield self.write_element(kid, made)
            return
        page = self.pages[kid.page]
        if kid in self.painted_parts.mcids:
            number = self.painted_parts.mcids[kid]
            self.mcid_owners[kid.page][number] = made
            yield pdf.Dictionary(Type=pdf.Name.MCR, Pg=page, MCID=number)
        if (index := self.painted_parts.annotation_indexes.get(kid)) is not None:
            note = page.Annots[index]
            note.F, note.Contents = PRINT_FLAG, pdf.String(element.link.purpose if element.link else "")
            self.annotated_elements.append((note, made))
            yield pdf.Dictionary(Type=pdf.Name.OBJR, Pg=page, Obj=note)
