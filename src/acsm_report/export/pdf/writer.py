"""Scenes to PDF: every mark by reportlab, real text in embedded fonts, tagged, the same bytes each time.

What a scene's structure claims is marked with its element; all other painting is an artifact by construction. The file
is laid out as PDF/UA-1 and PDF/A-3a want it, and does not say so: `conformance` reads it back first.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ...errors import DrawError, quote_value
from ...geometry import Box, VectorPath
from ...layout.logical_tree import HEADING_TAGS, Element, MarkRange, build_logical_tree, text_of_element
from ...layout.measure import text_run_box
from ...layout.scene import DocumentMetadata, Drawing, Mark, Scene, Shape, TextRun
from ...system import resources
from ...theme.fonts import registered_font_name
from ...theme.model import Brand, Ink
from ..xmp import AUTHOR, CLAIM_PLACEHOLDER, build_xmp_packet
from .tags import PaintedParts, write_structure_tree
from .to_unicode import remove_null_mappings

__all__ = [
    "RECIPIENT_CONTENT_MARKER",
    "DocumentMetadata",
    "FaceCharacters",
    "PdfPen",
    "paint_blocks",
    "render_pdf",
    "save_document",
    "start_canvas",
]

INVISIBLE_TEXT, VISIBLE_TEXT = 3, 0  # text render modes
RECIPIENT_CONTENT_MARKER = "% what follows is a recipient's own"  # where the content of a page is parted
BOOKMARK_MARGIN = 12  # points that a bookmark shows above its heading
OUTPUT_CONDITION = "sRGB IEC61966-2.1"
FaceCharacters = Mapping[tuple[str, int], str]  # by family and weight of a face: characters that it has in the file


def render_pdf(
    scenes: Iterable[Scene],
    brand: Brand,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes] | None = None,
    face_characters: FaceCharacters | None = None,
) -> bytes:
    """Return the scenes as a PDF, a page each; `attached` JSON files travel inside it, by name.

    Its fonts have `letters`, whether or not they are seen. Raise DrawError when a chart was not drawn.
    """
    pages = tuple(scenes)
    root, marked, buffer = build_logical_tree(pages), PaintedParts(), io.BytesIO()
    canvas = start_canvas(brand, about, face_characters or {}, buffer)
    canvas.setTitle(about.title)
    canvas.setSubject(about.subject)
    canvas.setAuthor(AUTHOR)
    canvas.setCreator(AUTHOR)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    owners, headings = _find_owners(root), _elements_by_page(root, HEADING_TAGS)
    links = _elements_by_page(root, ("Link",))
    for number, scene in enumerate(pages):
        canvas.addPageLabel(number, style="ARABIC", start=number + 1)
        canvas.setPageSize((scene.size.width, scene.size.height))
        canvas.bookmarkPage(scene.name)
        _add_bookmarks(canvas, pages, headings[number])
        _paint_page(canvas, scene, brand, owners[number], links[number], marked)
        canvas.showPage()
    canvas.save()
    return _finish_document(buffer, root, pages, marked, about, attachments or {})


def start_canvas(brand: Brand, about: DocumentMetadata, face_characters: FaceCharacters, buffer: io.BytesIO) -> Any:
    """Return a canvas whose fonts have these letters: those of two canvases with the same have the same codes."""
    from reportlab.pdfgen.canvas import Canvas

    first = brand.font_faces[0]
    initial = registered_font_name(first.family, first.weight)
    canvas = Canvas(buffer, invariant=1, pageCompression=1, lang=about.language, initialFontName=initial)
    for (family, weight), characters in face_characters.items():
        text = canvas.beginText()  # it is never drawn
        text.setFont(registered_font_name(family, weight), 10)
        text.textOut(characters)
    return canvas


PartOwners = dict[
    int, list[tuple[MarkRange, Element, bool]]
]  # by block: its parts, whose they are, whether more words follow


def _find_owners(root: Element) -> dict[int, PartOwners]:
    """Return by page and block the parts of it that belong to elements."""
    found: dict[int, PartOwners] = defaultdict(lambda: defaultdict(list))
    for element in root.walk():
        if element.tag == "Link":
            continue
        held = [(part, kid) for kid in element.children for part, kid in _owned_parts(kid, element)]
        for number, (part, owner) in enumerate(held, 1):
            found[part.page][part.block].append((part, owner, number < len(held)))
    return found


def _owned_parts(kid: Element | MarkRange, element: Element) -> Iterator[tuple[MarkRange, Element]]:
    """Yield the parts of an element's own, those in its links too."""
    if isinstance(kid, MarkRange):
        yield kid, element
    elif kid.tag == "Link":
        yield from ((part, kid) for part in kid.mark_ranges())


def _elements_by_page(root: Element, tags: Sequence[str]) -> dict[int, list[Element]]:
    """Return the elements with these tags by page, in reading order."""
    found: dict[int, list[Element]] = defaultdict(list)
    for element in root.walk():
        if element.tag in tags:
            found[element.page].append(element)
    return found


def _add_bookmarks(canvas: Any, pages: Sequence[Scene], headings: Sequence[Element]) -> None:
    """Let every heading of a page be a bookmark, those of a lower level within."""
    for number, heading in enumerate(headings, 1):
        part = next(heading.mark_ranges())
        scene = pages[part.page]
        key, top = f"{scene.name}.{number}", scene.size.height - scene.blocks[part.block].box.y + BOOKMARK_MARGIN
        whole = heading.tag == HEADING_TAGS[0]
        canvas.bookmarkPage(
            key, **({"fit": "Fit"} if whole else {"fit": "XYZ", "left": 0, "top": min(top, scene.size.height)})
        )
        canvas.addOutlineEntry(text_of_element(heading, pages), key, level=HEADING_TAGS.index(heading.tag), closed=True)


def _finish_document(
    painted_pdf: io.BytesIO,
    root: Element,
    pages: Sequence[Scene],
    painted_parts: PaintedParts,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes],
) -> bytes:
    """Return the painted file with its tree, its metadata, what its colours mean, and the files that go with it."""
    import pikepdf

    name = pikepdf.Name
    with pikepdf.open(painted_pdf) as document:
        remove_null_mappings(document)
        write_structure_tree(document, root, pages, painted_parts)
        for key in set(document.docinfo.keys()) - {"/Title", "/Subject", "/Author", "/Creator", "/Producer"}:
            del document.docinfo[key]
        for key in ("/CreationDate", "/ModDate") if about.issued else ():
            document.docinfo[key] = f"D:{about.issued.replace('-', '')}000000Z"
        told = {"xmp:CreatorTool": AUTHOR, "pdf:Producer": str(document.docinfo.Producer)}
        xmp = document.make_stream(build_xmp_packet(about, told, CLAIM_PLACEHOLDER))
        xmp.Type, xmp.Subtype = name.Metadata, name.XML
        profile = document.make_stream(resources.color_profile().read_bytes(), N=3)
        colours = pikepdf.String(OUTPUT_CONDITION)
        intent = pikepdf.Dictionary(Type=name.OutputIntent, S=name.GTS_PDFA1, OutputConditionIdentifier=colours)
        intent.Info, intent.DestOutputProfile = colours, profile
        document.Root.OutputIntents = pikepdf.Array([intent])
        document.Root.Metadata = xmp
        _attach_files(document, attachments)
        return save_document(document)


def save_document(document: Any) -> bytes:
    """Return a pikepdf document as a file, the same bytes each time."""
    import pikepdf

    result, packed = io.BytesIO(), pikepdf.ObjectStreamMode.generate  # the tree is many small objects
    how = {"deterministic_id": True, "min_version": "1.7", "object_stream_mode": packed}
    document.save(result, fix_metadata_version=False, **how)  # the metadata stay as we write them
    return result.getvalue()


def _attach_files(document: Any, attachments: Mapping[str, bytes]) -> None:
    """Associate files with a document, as PDF/A-3 wants them: the data that it was made from."""
    import pikepdf

    specs = []
    for name, content in attachments.items():
        spec = pikepdf.AttachedFileSpec(
            document, content, filename=name, mime_type="application/json", relationship=pikepdf.Name.Data
        )
        document.attachments[name] = spec
        specs.append(document.attachments[name].obj)
    if specs:
        document.Root.AF = document.make_indirect(pikepdf.Array(specs))


def _paint_page(
    canvas: Any, scene: Scene, brand: Brand, owners: PartOwners, links: Sequence[Element], painted_parts: PaintedParts
) -> None:
    pen, shared = PdfPen(canvas, scene, brand, painted_parts), len(scene.blocks) - scene.recipient_block_count
    with pen.tag_artifact():
        pen.paint_shape(Shape(VectorPath.rectangle(scene.size.box), fill=Ink(scene.ground)))
    _paint_numbered_blocks(pen, scene, range(shared), owners)
    if scene.recipient_block_count:
        canvas.addLiteral(RECIPIENT_CONTENT_MARKER)
        _paint_numbered_blocks(pen, scene, range(shared, len(scene.blocks)), owners)
    for number, link in enumerate(links):
        pen.add_link(link)
        painted_parts.annotation_indexes[list(link.mark_ranges())[-1]] = number


def paint_blocks(canvas: Any, scene: Scene, brand: Brand, first_mcid: int) -> None:
    """Paint the blocks of a scene on a canvas and nothing else, their marks counted from `first`."""
    pen = PdfPen(canvas, scene, brand, PaintedParts())
    pen.next_mcid = first_mcid
    _paint_numbered_blocks(pen, scene, range(len(scene.blocks)), _find_owners(build_logical_tree((scene,)))[0])


def _paint_numbered_blocks(pen: PdfPen, scene: Scene, numbers: Iterable[int], owners: PartOwners) -> None:
    """Paint blocks of a page by their numbers, each part marked as its owner's."""
    for number in numbers:
        item = scene.blocks[number]
        if not isinstance(item.block, Drawing):
            raise DrawError("the chart was not drawn", "report this", f"{scene.name}/{item.block.name}")
        done = 0
        for part, element, goes_on in owners[number]:
            with pen.tag_part(part, element):
                pen.paint_marks(item.block.marks[part.start : part.stop], goes_on)
            done = part.stop
        if done < len(item.block.marks):  # nobody claims it
            with pen.tag_artifact():
                pen.paint_marks(item.block.marks[done:])


class PdfPen:
    """Paints marks on one page; PDF counts upwards from the bottom."""

    def __init__(self, canvas: Any, scene: Scene, brand: Brand, painted_parts: PaintedParts) -> None:
        self.canvas, self.scene, self.brand, self.painted_parts = canvas, scene, brand, painted_parts
        self.next_mcid = 0
        canvas.setMiterLimit(8)

    @contextmanager
    def tag_artifact(self) -> Iterator[None]:
        """Mark what is painted meanwhile as no part of the content."""
        self.canvas.addLiteral("/Artifact BMC")
        yield
        self.canvas.addLiteral("EMC")

    @contextmanager
    def tag_part(self, part: MarkRange, element: Element) -> Iterator[None]:
        """Mark what is painted meanwhile as a part of an element."""
        self.canvas.addLiteral(f"/{element.tag} <</MCID {self.next_mcid}>> BDC")
        self.painted_parts.mcids[part] = self.next_mcid
        self.next_mcid += 1
        yield
        self.canvas.addLiteral("EMC")

    def paint_marks(self, marks: Sequence[Mark], text_continues: bool = False) -> None:
        """Paint marks in order; words are ended by a space where the words of their element go on."""
        last = max((number for number, mark in enumerate(marks) if isinstance(mark, TextRun)), default=-1)
        for number, mark in enumerate(marks):
            if isinstance(mark, Shape):
                self.paint_shape(mark)
            else:
                apart = (text_continues or number < last) and not (mark.unspaced or mark.text.endswith(" "))
                self.paint_text_run(mark, " " if apart else "")

    def rgb_values(self, ink: Ink) -> tuple[float, float, float]:
        value = self.brand.rgb(ink, self.scene.ground)
        red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return red, green, blue

    def paint_shape(self, mark: Shape) -> None:
        if mark.clip:
            self.canvas.saveState()
            self.canvas.clipPath(self.pdf_path(VectorPath.rectangle(mark.clip)), stroke=0, fill=0)
        if mark.fill:
            self.canvas.setFillColorRGB(*self.rgb_values(mark.fill))
        if mark.stroke:
            self.canvas.setStrokeColorRGB(*self.rgb_values(mark.stroke))
            self.canvas.setLineWidth(mark.stroke_width)
        self.canvas.drawPath(
            self.pdf_path(mark.path), stroke=int(mark.stroke is not None), fill=int(mark.fill is not None), fillMode=1
        )
        if mark.clip:
            self.canvas.restoreState()

    def pdf_path(self, path: VectorPath) -> Any:
        high, drawn = self.scene.size.height, self.canvas.beginPath()
        draw = {"M": drawn.moveTo, "L": drawn.lineTo, "C": drawn.curveTo, "Z": drawn.close}
        for operator, values in path.segments:
            draw[operator](*(high - v if i % 2 else v for i, v in enumerate(values)))
        return drawn

    def paint_text_run(self, mark: TextRun, suffix: str) -> None:
        text = self.canvas.beginText(mark.x, self.scene.size.height - mark.y)
        text.setFont(registered_font_name(mark.family, mark.weight), mark.size)
        text.setCharSpace(mark.tracking)
        text.setHorizScale(100 * mark.stretch)
        text.setTextRenderMode(VISIBLE_TEXT if mark.ink else INVISIBLE_TEXT)
        if mark.ink:
            text.setFillColorRGB(*self.rgb_values(mark.ink))
        text.textOut(mark.text + suffix)
        text.setTextRenderMode(VISIBLE_TEXT)
        text.setHorizScale(100)
        text.setCharSpace(0)
        self.canvas.drawText(text)

    def add_link(self, link: Element) -> None:
        """Let the words of a link lead to its address: another page of the document, or one of the web."""
        blocks = ((self.scene.blocks[part.block].block, part) for part in link.mark_ranges())
        marks = (m for block, p in blocks if isinstance(block, Drawing) for m in block.marks[p.start : p.stop])
        box, high = (
            Box.bounding(text_run_box(mark) for mark in marks if isinstance(mark, TextRun)),
            self.scene.size.height,
        )
        place = box.x, high - box.bottom, box.right, high - box.y
        to = link.link.target if link.link else ""
        if to.startswith("#"):
            self.canvas.linkRect("", to[1:], place, relative=0, thickness=0, Border="[0 0 0]")
        elif to.startswith(("https://", "http://")):
            self.canvas.linkURL(to, place, relative=0, thickness=0)
        else:
            raise DrawError(f"the link {quote_value(to)} is no web address", "report this", self.scene.name)
