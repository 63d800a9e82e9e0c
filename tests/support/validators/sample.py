"""A small conforming PDF, made without code of acsm-report: validators must accept it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

Tree = tuple[Any, ...]  # the tag of an element, then its kids: elements, and content as its text
DOCUMENT: Tree = (
    "Document",
    ("Sect", ("H1", "How many passed"), ("P", "Read it ", ("Link", "at the source"), " of the figures.")),
    ("Sect", ("Figure", "", "Half passed"), ("Figure", ""), ("Table", ("TR", ("TH", "Year"), ("TD", "2014")))),
)
CLAIMS = {"ua1": {"pdfuaid:part": "1"}, "3a": {"pdfaid:part": "3", "pdfaid:conformance": "A"}}


def tagged(flavor: str) -> bytes:
    """Return a PDF that conforms to a flavor ("ua1", "3a") and claims it, with a page for each section of DOCUMENT."""
    pdfmetrics.registerFont(
        TTFont("Sample", str(resources.files("font_source_sans_pro") / "files" / "SourceSansPro-Regular.ttf"))
    )
    buffer = io.BytesIO()
    canvas = Canvas(buffer, lang="en", initialFontName="Sample", invariant=1)
    for section in DOCUMENT[1:]:
        for number, (tag, text) in enumerate(leaves(section)):
            canvas.addLiteral(f"/{tag} <</MCID {number}>> BDC")
            if text:
                canvas.drawString(72, 700 - 20 * number, text)
            else:
                canvas.rect(72, 700 - 20 * number, 30, 10)
            canvas.addLiteral("EMC")
            if tag == "Link":
                canvas.linkURL("https://example.org/", (72, 700 - 20 * number, 150, 712 - 20 * number))
        canvas.showPage()
    canvas.save()
    with pikepdf.open(buffer) as document:
        _explain_unused_codes(document)
        _tag(document)
        _claim(document, CLAIMS[flavor])
        document.save(result := io.BytesIO())
    return result.getvalue()


def leaves(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield the tag of the element and the text of each piece of content, in reading order."""
    for kid in tree[1:]:
        yield from leaves(kid) if isinstance(kid, tuple) else [(tree[0], kid)]


def _explain_unused_codes(document: pikepdf.Pdf) -> None:
    """Map the unused codes of the font to U+FFFD: reportlab maps them to U+0000, which PDF/UA-1, 7.21.7, forbids."""
    (font,) = document.pages[0].resources.Font.values()
    font.ToUnicode.write(font.ToUnicode.read_bytes().replace(b"<0000>", b"<FFFD>"))


def _tag(document: pikepdf.Pdf) -> None:
    """Write the structure tree of DOCUMENT into a PDF whose pages have its marked content."""
    root = document.Root.StructTreeRoot = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    owners: list[list[Any]] = []  # per page, the element of each MCID
    links: list[Any] = []

    def element(tree: Tree, parent: Any) -> Any:
        node = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{tree[0]}"), P=parent, K=Array()))
        if tree[0] == "Sect":
            owners.append([])
        if tree[0] == "Figure":
            node.Alt = String("A drawing of a half")
            node.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([70, 690, 300, 720]))
        if tree[0] == "TH":
            node.A = Dictionary(O=Name.Table, Scope=Name.Row)
        for kid in tree[1:]:
            if isinstance(kid, tuple):
                node.K.append(element(kid, node))
            else:
                page = document.pages[len(owners) - 1].obj
                node.K.append(Dictionary(Type=Name.MCR, Pg=page, MCID=len(owners[-1])))
                owners[-1].append(node)
                if tree[0] == "Link":
                    annotation = page.Annots[len(links)]
                    annotation.F, annotation.Contents, annotation.StructParent = (
                        4,
                        String("The source"),
                        len(document.pages),
                    )
                    node.K.append(Dictionary(Type=Name.OBJR, Pg=page, Obj=annotation))
                    links.append(node)
        return node

    root.K = element(DOCUMENT, root)
    parents = [*(document.make_indirect(Array(page)) for page in owners), *links]
    root.ParentTree = Dictionary(Nums=Array([part for pair in enumerate(parents) for part in pair]))
    for number, page in enumerate(document.pages):
        page.obj.StructParents, page.obj.Tabs = number, Name.S


def _claim(document: pikepdf.Pdf, claim: dict[str, str]) -> None:
    """Write the title, the output intent and the claim of conformance."""
    profile = document.make_stream(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, OutputConditionIdentifier=String("sRGB"), DestOutputProfile=profile
    )
    document.Root.OutputIntents = Array([intent])
    document.Root.MarkInfo = Dictionary(Marked=True)
    document.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with document.open_metadata(set_pikepdf_as_editor=False) as about:
        about["dc:title"] = "How many passed"
        about.register_xml_namespace("http://www.aiim.org/pdfua/ns/id/", "pdfuaid")
        about.update(claim)
