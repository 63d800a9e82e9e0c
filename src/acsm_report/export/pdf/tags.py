"""Writes the logical tree into a PDF as its structure tree (ISO 32000-1, 14.7 and 14.8; PDF/UA-1, ISO 14289-1).

Marked content on a page has a number (MCID), which counts from 0 in painting order. `PaintedParts` maps the parts of
elements to these numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from ...geometry import Box
from ...layout.logical_tree import Element, MarkRange
from ...layout.scene import Scene

__all__ = ["PaintedParts", "write_structure_tree"]

PRINT_FLAG = 4  # bit in the F entry of an annotation


@dataclass
class PaintedParts:
    """What the pages paint: the MCID of each part, and the index of the link annotation that follows a part.

    Both count per page.
    """

    mcids: dict[MarkRange, int] = field(default_factory=dict)
    annotation_indexes: dict[MarkRange, int] = field(default_factory=dict)


def write_structure_tree(document: Any, root: Element, scenes: Sequence[Scene], painted_parts: PaintedParts) -> None:
    """Write the logical tree `root` into a pikepdf document whose pages were painted from `scenes`."""
    import pikepdf

    _StructureTreeWriter(pikepdf, document, scenes, painted_parts).write(root)


class _StructureTreeWriter:
    def __init__(self, pikepdf: Any, document: Any, scenes: Sequence[Scene], painted_parts: PaintedParts) -> None:
        self.pdf, self.document, self.scenes, self.painted_parts = pikepdf, document, scenes, painted_parts
        self.pages = [page.obj for page in document.pages]
        self.mcid_owners: list[dict[int, Any]] = [{} for _ in scenes]  # elements by MCID, per page
        self.annotated_elements: list[tuple[Any, Any]] = []  # annotations with their elements
        self.elements_by_id: dict[str, Any] = {}

    def write(self, root: Element) -> None:
        pdf, document = self.pdf, self.document
        tree_root = document.make_indirect(pdf.Dictionary(Type=pdf.Name.StructTreeRoot))
        tree_root.K = pdf.Array([self.write_element(root, tree_root)])
        entries: list[Any] = []  # keys and values of the parent tree
        for key, (page, owners) in enumerate(zip(self.pages, self.mcid_owners, strict=True)):
            page.StructParents, page.Tabs = key, pdf.Name.S
            entries += [key, document.make_indirect(pdf.Array([owners[mcid] for mcid in range(len(owners))]))]
        for key, (annotation, element) in enumerate(self.annotated_elements, len(self.pages)):
            annotation.StructParent = key
            entries += [key, element]
        tree_root.ParentTree = document.make_indirect(pdf.Dictionary(Nums=pdf.Array(entries)))
        tree_root.ParentTreeNextKey = len(self.pages) + len(self.annotated_elements)
        if self.elements_by_id:
            names = [part for entry in sorted(self.elements_by_id.items(), key=itemgetter(0)) for part in entry]
            tree_root.IDTree = document.make_indirect(pdf.Dictionary(Names=pdf.Array(names)))
        document.Root.StructTreeRoot = tree_root
        document.Root.MarkInfo = pdf.Dictionary(Marked=True)

    def write_element(self, element: Element, parent: Any) -> Any:
        """Write an element and its descendants; return the structure element."""
        pdf = self.pdf
        node = self.document.make_indirect(pdf.Dictionary(Type=pdf.Name.StructElem, S=pdf.Name(f"/{element.tag}")))
        node.P = parent
        if element.tag == "Sect":
            node.T = pdf.String(self.scenes[element.page].title)
        if element.alt:
            node["/Alt" if element.tag == "Figure" else "/ActualText"] = pdf.String(element.alt)
        if element.tag == "Note":
            note_id = f"note-{len(self.elements_by_id) + 1:04}"
            node.ID = pdf.String(note_id)
            self.elements_by_id[note_id] = node
        if attributes := self.attributes(element, parent):
            node.A = pdf.Dictionary(attributes)
        if kids := [written for kid in element.children for written in self.write_kid(kid, element, node)]:
            node.K = pdf.Array(kids)
        return node

    def attributes(self, element: Element, parent: Any) -> dict[str, Any]:
        """Return the attributes of a header cell, a numbered list or an element with a box."""
        name = self.pdf.Name
        if element.tag == "TH":
            scope = name.Column if str(parent.P.S) == "/THead" else name.Row
            return {"/O": name.Table, "/Scope": scope}
        if element.tag == "L" and any(kid.tag == "Lbl" for item in element.elements for kid in item.elements):
            return {"/O": name.List, "/ListNumbering": name.Decimal}
        if element.box:
            box = self.pdf.Array([round(value, 2) for value in self.pdf_box(element.page, element.box)])
            return {"/O": name.Layout, "/BBox": box, "/Placement": name.Block}
        return {}

    def pdf_box(self, page: int, box: Box) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of a box in PDF coordinates, clipped to its page."""
        size = self.scenes[page].size
        left, right = max(box.x, 0), min(box.right, size.width)
        return left, max(size.height - box.bottom, 0), right, min(size.height - box.y, size.height)

    def write_kid(self, kid: Element | MarkRange, element: Element, node: Any) -> Iterator[Any]:
        """Yield the entries of /K for a child: a structure element, or marked content and the annotation after it."""
        pdf = self.pdf
        if isinstance(kid, Element):
            yield self.write_element(kid, node)
            return
        page = self.pages[kid.page]
        if kid in self.painted_parts.mcids:
            mcid = self.painted_parts.mcids[kid]
            self.mcid_owners[kid.page][mcid] = node
            yield pdf.Dictionary(Type=pdf.Name.MCR, Pg=page, MCID=mcid)
        if (index := self.painted_parts.annotation_indexes.get(kid)) is not None:
            annotation = page.Annots[index]
            annotation.F, annotation.Contents = PRINT_FLAG, pdf.String(element.link.purpose if element.link else "")
            self.annotated_elements.append((annotation, node))
            yield pdf.Dictionary(Type=pdf.Name.OBJR, Pg=page, Obj=annotation)
