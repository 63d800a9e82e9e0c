"""Writes scenes as a tagged PDF: vectors and real text in embedded fonts, the same bytes each time.

reportlab paints the pages. pikepdf adds the structure tree, metadata, output intent and attachments. Every mark either
belongs to an element of the logical tree or is an artifact. The file meets PDF/UA-1 and PDF/A-3a but does not claim so:
`conformance` checks it first.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from ...errors import DrawError, quote_value
from ...geometry import Box, VectorPath
from ...layout.logical_tree import HEADING_TAGS, Element, MarkRange, build_logical_tree, text_of_element
from ...layout.measure import text_run_box
from ...layout.scene import (
    LINE_CAPS,
    LINE_JOINS,
    PLAIN_STROKE,
    DocumentMetadata,
    Drawing,
    Mark,
    RasterPicture,
    Scene,
    Shape,
    TextRun,
)
from ...system import resources
from ...theme.fonts import font_runs, registered_font_name
from ...theme.model import Brand, Ink
from ..xmp import PROGRAM, RESERVED_CLAIM, build_xmp_packet
from .pictures import add_picture_resources, opacity_name
from .tags import PaintedParts, write_structure_tree
from .to_unicode import remove_null_mappings

__all__ = [
    "RECIPIENT_CONTENT_MARKER",
    "FaceCharacters",
    "PdfPen",
    "paint_blocks",
    "render_pdf",
    "save_document",
    "start_canvas",
]

INVISIBLE_TEXT, VISIBLE_TEXT = 3, 0  # text render modes
RECIPIENT_CONTENT_MARKER = "% what follows is a recipient's own"  # comment before the recipient blocks of a page
BOOKMARK_MARGIN = 12  # points above a heading that its bookmark shows
OUTPUT_CONDITION = "sRGB IEC61966-2.1"
FaceCharacters = Mapping[tuple[str, int], str]  # characters to embed by family and weight of a font face


class OwnedPart(NamedTuple):
    """A part of a block, the element that owns it, and whether the element has more text after it."""

    part: MarkRange
    element: Element
    text_continues: bool


PageParts = Mapping[int, Sequence[OwnedPart]]  # the owned parts of a page by block number


def render_pdf(
    scenes: Iterable[Scene],
    brand: Brand,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes] | None = None,
    face_characters: FaceCharacters | None = None,
) -> bytes:
    """Return the scenes as a PDF with one page each, and with JSON attachments by file name.

    The fonts contain `face_characters` even when no page shows them. Raise DrawError for a chart that was not drawn.
    """
    pages = tuple(scenes)
    root, painted_parts, buffer = build_logical_tree(pages), PaintedParts(), io.BytesIO()
    canvas = start_canvas(brand, about, face_characters or {}, buffer)
    canvas.setTitle(about.title)
    canvas.setSubject(about.subject)
    canvas.setAuthor(about.author or PROGRAM)
    canvas.setCreator(PROGRAM)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    parts = _find_owned_parts(root)
    headings, links = _elements_by_page(root, HEADING_TAGS), _elements_by_page(root, ("Link",))
    for number, scene in enumerate(pages):
        canvas.addPageLabel(number, style="ARABIC", start=number + 1)
        canvas.setPageSize((scene.size.width, scene.size.height))
        canvas.bookmarkPage(scene.name)
        _add_bookmarks(canvas, pages, headings[number])
        _paint_page(canvas, scene, brand, parts[number], links[number], painted_parts)
        canvas.showPage()
    canvas.save()
    return _finish_document(buffer, root, pages, painted_parts, about, attachments or {})


def start_canvas(brand: Brand, about: DocumentMetadata, face_characters: FaceCharacters, buffer: io.BytesIO) -> Any:
    """Return a canvas whose fonts contain these characters.

    Canvases with the same characters encode them with the same codes.
    """
    from reportlab.pdfgen.canvas import Canvas

    face = brand.font_faces[0]
    font_name = registered_font_name(face.family, face.weight)
    canvas = Canvas(buffer, invariant=1, pageCompression=1, lang=about.language, initialFontName=font_name)
    for (family, weight), characters in face_characters.items():
        text = canvas.beginText()  # never drawn: encoding the characters adds them to the font
        for run in font_runs(characters, family, weight):
            text.setFont(run.face.name, 10)
            text.textOut(run.text)
    return canvas


def _find_owned_parts(root: Element) -> defaultdict[int, dict[int, list[OwnedPart]]]:
    """Return the parts of blocks that belong to elements, by page and block number."""
    found: defaultdict[int, dict[int, list[OwnedPart]]] = defaultdict(lambda: defaultdict(list))
    for element in root.walk():
        if element.tag == "Link":  # handled with the element around it
            continue
        owned = [(part, owner) for kid in element.children for part, owner in _parts_of_child(kid, element)]
        for number, (part, owner) in enumerate(owned, 1):
            found[part.page][part.block].append(OwnedPart(part, owner, number < len(owned)))
    return found


def _parts_of_child(kid: Element | MarkRange, element: Element) -> Iterator[tuple[MarkRange, Element]]:
    """Yield the part that an element has as a child, or the parts of a link in it, each with its owner."""
    if isinstance(kid, MarkRange):
        yield kid, element
    elif kid.tag == "Link":
        yield from ((part, kid) for part in kid.mark_ranges())


def _elements_by_page(root: Element, tags: Sequence[str]) -> defaultdict[int, list[Element]]:
    """Return the elements with these tags by page, in reading order."""
    found: defaultdict[int, list[Element]] = defaultdict(list)
    for element in root.walk():
        if element.tag in tags:
            found[element.page].append(element)
    return found


def _add_bookmarks(canvas: Any, pages: Sequence[Scene], headings: Sequence[Element]) -> None:
    """Add a bookmark for every heading of a page, nested by level; a heading of the first level shows the full page."""
    for number, heading in enumerate(headings, 1):
        part = next(heading.mark_ranges())
        scene = pages[part.page]
        key = f"{scene.name}.{number}"
        if heading.tag == HEADING_TAGS[0]:
            canvas.bookmarkPage(key, fit="Fit")
        else:
            top = scene.size.height - scene.blocks[part.block].box.y + BOOKMARK_MARGIN
            canvas.bookmarkPage(key, fit="XYZ", left=0, top=min(top, scene.size.height))
        canvas.addOutlineEntry(text_of_element(heading, pages), key, level=HEADING_TAGS.index(heading.tag), closed=True)


def _finish_document(
    painted_pdf: io.BytesIO,
    root: Element,
    pages: Sequence[Scene],
    painted_parts: PaintedParts,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes],
) -> bytes:
    """Return the painted file with structure tree, metadata, output intent and attachments."""
    import pikepdf

    with pikepdf.open(painted_pdf) as document:
        remove_null_mappings(document)
        add_picture_resources(document, pages)
        write_structure_tree(document, root, pages, painted_parts)
        _write_metadata(document, about)
        _write_output_intent(document)
        _attach_files(document, attachments)
        return save_document(document)


def _write_metadata(document: Any, about: DocumentMetadata) -> None:
    """Set the dates of the document information, and write XMP that agrees with it."""
    import pikepdf

    for key in set(document.docinfo.keys()) - {"/Title", "/Subject", "/Author", "/Creator", "/Producer"}:
        del document.docinfo[key]
    for key in ("/CreationDate", "/ModDate") if about.issued else ():
        document.docinfo[key] = f"D:{about.issued.replace('-', '')}000000Z"
    properties = {"xmp:CreatorTool": PROGRAM, "pdf:Producer": str(document.docinfo.Producer)}
    document.Root.Metadata = document.make_stream(
        build_xmp_packet(about, properties, RESERVED_CLAIM), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
    )


def _write_output_intent(document: Any) -> None:
    """Declare that all colors are sRGB."""
    import pikepdf

    condition = pikepdf.String(OUTPUT_CONDITION)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=condition,
        Info=condition,
        DestOutputProfile=document.make_stream(resources.color_profile().read_bytes(), N=3),
    )
    document.Root.OutputIntents = pikepdf.Array([intent])


def save_document(document: Any) -> bytes:
    """Return a pikepdf document as a file, the same bytes each time."""
    import pikepdf

    result = io.BytesIO()
    document.save(
        result,
        deterministic_id=True,
        min_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,  # packs the many small objects of the structure tree
        fix_metadata_version=False,  # would rewrite our XMP packet
    )
    return result.getvalue()


def _attach_files(document: Any, attachments: Mapping[str, bytes]) -> None:
    """Attach JSON files and associate them with the document as its data, as PDF/A-3 requires."""
    import pikepdf

    specs = []
    for name, content in attachments.items():
        document.attachments[name] = pikepdf.AttachedFileSpec(
            document, content, filename=name, mime_type="application/json", relationship=pikepdf.Name.Data
        )
        specs.append(document.attachments[name].obj)
    if specs:
        document.Root.AF = document.make_indirect(pikepdf.Array(specs))


def _paint_page(
    canvas: Any, scene: Scene, brand: Brand, parts: PageParts, links: Sequence[Element], painted_parts: PaintedParts
) -> None:
    pen = PdfPen(canvas, scene, brand, painted_parts)
    shared_block_count = len(scene.blocks) - scene.recipient_block_count
    with pen.tag_artifact():
        pen.paint_shape(Shape(VectorPath.rectangle(scene.size.box), fill=Ink(scene.ground)))
    _paint_numbered_blocks(pen, range(shared_block_count), parts)
    if scene.recipient_block_count:
        canvas.addLiteral(RECIPIENT_CONTENT_MARKER)
        _paint_numbered_blocks(pen, range(shared_block_count, len(scene.blocks)), parts)
    for number, link in enumerate(links):
        pen.add_link(link)
        *_, last_part = link.mark_ranges()
        painted_parts.annotation_indexes[last_part] = number


def paint_blocks(canvas: Any, scene: Scene, brand: Brand, first_mcid: int) -> None:
    """Paint the blocks of a scene without its ground and links; their MCIDs count from `first_mcid`."""
    pen = PdfPen(canvas, scene, brand, PaintedParts())
    pen.next_mcid = first_mcid
    _paint_numbered_blocks(pen, range(len(scene.blocks)), _find_owned_parts(build_logical_tree((scene,)))[0])


def _paint_numbered_blocks(pen: PdfPen, numbers: Iterable[int], parts: PageParts) -> None:
    """Paint blocks of a page by number; tag each part with its element, and marks without an element as artifacts."""
    for number in numbers:
        placed = pen.scene.blocks[number]
        if not isinstance(placed.block, Drawing):
            raise DrawError("the chart was not drawn", "report this", f"{pen.scene.name}/{placed.block.name}")
        marks, end = placed.block.marks, 0
        for part, element, text_continues in parts.get(number, ()):
            with pen.tag_part(part, element):
                pen.paint_marks(marks[part.start : part.stop], text_continues)
            end = part.stop
        if end < len(marks):
            with pen.tag_artifact():
                pen.paint_marks(marks[end:])


class PdfPen:
    """Paints marks on one page. Scenes measure y from the top, PDF from the bottom."""

    def __init__(self, canvas: Any, scene: Scene, brand: Brand, painted_parts: PaintedParts) -> None:
        self.canvas, self.scene, self.brand, self.painted_parts = canvas, scene, brand, painted_parts
        self.next_mcid = 0
        canvas.setMiterLimit(8)

    @contextmanager
    def tag_artifact(self) -> Iterator[None]:
        """Tag what is painted inside the `with` block as an artifact."""
        self.canvas.addLiteral("/Artifact BMC")
        yield
        self.canvas.addLiteral("EMC")

    @contextmanager
    def tag_part(self, part: MarkRange, element: Element) -> Iterator[None]:
        """Tag what is painted inside the `with` block as a part of an element, with the next MCID."""
        self.canvas.addLiteral(f"/{element.tag} <</MCID {self.next_mcid}>> BDC")
        self.painted_parts.mcids[part] = self.next_mcid
        self.next_mcid += 1
        yield
        self.canvas.addLiteral("EMC")

    def paint_marks(self, marks: Sequence[Mark], text_continues: bool = False) -> None:
        """Paint marks in order; a text run that more text of its element follows gets a space at its end."""
        last = max((number for number, mark in enumerate(marks) if isinstance(mark, TextRun)), default=-1)
        for number, mark in enumerate(marks):
            if isinstance(mark, Shape):
                self.paint_shape(mark)
            elif isinstance(mark, RasterPicture):
                self.paint_picture(mark)
            else:
                needs_space = (text_continues or number < last) and not (mark.unspaced or mark.text.endswith(" "))
                self.paint_text_run(mark, " " if needs_space else "")

    def rgb_values(self, ink: Ink) -> tuple[float, float, float]:
        """Return red, green and blue from 0 to 1."""
        value = self.brand.rgb(ink, self.scene.ground)
        red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return red, green, blue

    def paint_picture(self, mark: RasterPicture) -> None:
        bottom = self.scene.size.height - mark.box.bottom
        matrix = f"{mark.box.width:.2f} 0 0 {mark.box.height:.2f} {mark.box.x:.2f} {bottom:.2f} cm"
        self.canvas.addLiteral(f"q {matrix} /{mark.image.name} Do Q")

    def paint_shape(self, mark: Shape) -> None:
        changes_state = mark.clip is not None or mark.opacity < 1 or mark.stroke_style != PLAIN_STROKE
        if changes_state:
            self.canvas.saveState()
        if mark.opacity < 1:
            self.canvas.addLiteral(f"/{opacity_name(mark.opacity)} gs")
        if mark.stroke_style != PLAIN_STROKE:
            cap, join, miter_limit = mark.stroke_style
            self.canvas.setLineCap(LINE_CAPS.index(cap))
            self.canvas.setLineJoin(LINE_JOINS.index(join))
            self.canvas.setMiterLimit(miter_limit)
        if mark.clip:
            self.canvas.clipPath(self.pdf_path(VectorPath.rectangle(mark.clip)), stroke=0, fill=0)
        if mark.fill:
            self.canvas.setFillColorRGB(*self.rgb_values(mark.fill))
        if mark.stroke:
            self.canvas.setStrokeColorRGB(*self.rgb_values(mark.stroke))
            self.canvas.setLineWidth(mark.stroke_width)
        self.canvas.drawPath(
            self.pdf_path(mark.path),
            stroke=int(mark.stroke is not None),
            fill=int(mark.fill is not None),
            fillMode=0 if mark.is_even_odd else 1,
        )
        if changes_state:
            self.canvas.restoreState()

    def pdf_path(self, path: VectorPath) -> Any:
        height, pdf_path = self.scene.size.height, self.canvas.beginPath()
        methods = {"M": pdf_path.moveTo, "L": pdf_path.lineTo, "C": pdf_path.curveTo, "Z": pdf_path.close}
        for operator, values in path.segments:
            methods[operator](*(height - value if i % 2 else value for i, value in enumerate(values)))
        return pdf_path

    def paint_text_run(self, mark: TextRun, suffix: str) -> None:
        text = self.canvas.beginText(mark.x, self.scene.size.height - mark.y)
        text.setCharSpace(mark.tracking)
        text.setHorizScale(100 * mark.stretch)
        text.setTextRenderMode(VISIBLE_TEXT if mark.ink else INVISIBLE_TEXT)
        if mark.ink:
            text.setFillColorRGB(*self.rgb_values(mark.ink))
        for run in font_runs(mark.text + suffix, mark.family, mark.weight):
            text.setFont(run.face.name, mark.size)
            text.textOut(run.text)
        text.setTextRenderMode(VISIBLE_TEXT)
        text.setHorizScale(100)
        text.setCharSpace(0)
        self.canvas.drawText(text)

    def add_link(self, link: Element) -> None:
        """Add an annotation over the text of a link. Raise DrawError unless it leads to a page or a web address."""
        boxes = []
        for part in link.mark_ranges():
            block = self.scene.blocks[part.block].block
            marks = block.marks[part.start : part.stop] if isinstance(block, Drawing) else ()
            boxes += [text_run_box(mark) for mark in marks if isinstance(mark, TextRun)]
        box, height = Box.bounding(boxes), self.scene.size.height
        rectangle = box.x, height - box.bottom, box.right, height - box.y
        target = link.link.target if link.link else ""
        if target.startswith("#"):
            self.canvas.linkRect("", target[1:], rectangle, relative=0, thickness=0, Border="[0 0 0]")
        elif target.startswith(("https://", "http://")):
            self.canvas.linkURL(target, rectangle, relative=0, thickness=0)
        else:
            raise DrawError(f"the link {quote_value(target)} is not a web address", "report this", self.scene.name)
