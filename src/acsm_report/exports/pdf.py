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

from .. import fonts, resources
from ..brand import Brand, Ink
from ..errors import DrawError, shown
from ..geometry import Box, Path
from ..scene import About, Drawing, Mark, Run, Scene, Shape
from ..structure import HEADINGS, Element, Part, text_of, tree
from .metadata import AUTHOR, CLAIM, EXTENSION, packet
from .tags import Marked, tag

__all__ = ["CUT", "About", "Letters", "Pen", "painted", "pdf", "saved", "started"]

INVISIBLE, VISIBLE = 3, 0  # text render modes
CUT = "% what follows is a recipient's own"  # where the content of a page is parted
ABOVE = 12  # points that a bookmark shows above its heading
COLOURS = "sRGB IEC61966-2.1"


Letters = Mapping[tuple[str, int], str]  # by family and weight of a face: characters that it has in the file


def pdf(
    scenes: Iterable[Scene],
    brand: Brand,
    about: About,
    attached: Mapping[str, bytes] | None = None,
    letters: Letters | None = None,
) -> bytes:
    """Return the scenes as a PDF, a page each; `attached` JSON files travel inside it, by name.

    Its fonts have `letters`, whether or not they are seen. Raise DrawError when a chart was not drawn.
    """
    pages = tuple(scenes)
    root, marked, buffer = tree(pages), Marked(), io.BytesIO()
    canvas = started(brand, about, letters or {}, buffer)
    canvas.setTitle(about.title)
    canvas.setSubject(about.subject)
    canvas.setAuthor(AUTHOR)
    canvas.setCreator(AUTHOR)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    owners, headings = _owners(root), _by_page(root, HEADINGS)
    links = _by_page(root, ("Link",))
    for number, scene in enumerate(pages):
        canvas.addPageLabel(number, style="ARABIC", start=number + 1)
        canvas.setPageSize((scene.size.w, scene.size.h))
        canvas.bookmarkPage(scene.name)
        _outline(canvas, pages, headings[number])
        _page(canvas, scene, brand, owners[number], links[number], marked)
        canvas.showPage()
    canvas.save()
    return _finished(buffer, root, pages, marked, about, attached or {})


def started(brand: Brand, about: About, letters: Letters, buffer: io.BytesIO) -> Any:
    """Return a canvas whose fonts have these letters: those of two canvases with the same have the same codes."""
    from reportlab.pdfgen.canvas import Canvas

    first = brand.faces[0]
    initial = fonts.face_name(first.family, first.weight)
    canvas = Canvas(buffer, invariant=1, pageCompression=1, lang=about.language, initialFontName=initial)
    for (family, weight), characters in letters.items():
        text = canvas.beginText()  # it is never drawn
        text.setFont(fonts.face_name(family, weight), 10)
        text.textOut(characters)
    return canvas


Owners = dict[int, list[tuple[Part, Element, bool]]]  # by block: its parts, whose they are, whether more words follow


def _owners(root: Element) -> dict[int, Owners]:
    """Return by page and block the parts of it that belong to elements."""
    found: dict[int, Owners] = defaultdict(lambda: defaultdict(list))
    for element in root.walk():
        if element.tag == "Link":
            continue
        held = [(part, kid) for kid in element.kids for part, kid in _held(kid, element)]
        for number, (part, owner) in enumerate(held, 1):
            found[part.page][part.item].append((part, owner, number < len(held)))
    return found


def _held(kid: Element | Part, element: Element) -> Iterator[tuple[Part, Element]]:
    """Yield the parts of an element's own, those in its links too."""
    if isinstance(kid, Part):
        yield kid, element
    elif kid.tag == "Link":
        yield from ((part, kid) for part in kid.parts())


def _by_page(root: Element, tags: Sequence[str]) -> dict[int, list[Element]]:
    """Return the elements with these tags by page, in reading order."""
    found: dict[int, list[Element]] = defaultdict(list)
    for element in root.walk():
        if element.tag in tags:
            found[element.page].append(element)
    return found


def _outline(canvas: Any, pages: Sequence[Scene], headings: Sequence[Element]) -> None:
    """Let every heading of a page be a bookmark, those of a lower level within."""
    for number, heading in enumerate(headings, 1):
        part = next(heading.parts())
        scene = pages[part.page]
        key, top = f"{scene.name}.{number}", scene.size.h - scene.items[part.item].box.y + ABOVE
        whole = heading.tag == HEADINGS[0]
        canvas.bookmarkPage(
            key, **({"fit": "Fit"} if whole else {"fit": "XYZ", "left": 0, "top": min(top, scene.size.h)})
        )
        canvas.addOutlineEntry(text_of(heading, pages), key, level=HEADINGS.index(heading.tag), closed=True)


def _finished(
    paper: io.BytesIO,
    root: Element,
    pages: Sequence[Scene],
    marked: Marked,
    about: About,
    attached: Mapping[str, bytes],
) -> bytes:
    """Return the painted file with its tree, its metadata, what its colours mean, and the files that go with it."""
    import pikepdf

    name = pikepdf.Name
    with pikepdf.open(paper) as document:
        tag(document, root, pages, marked)
        for key in set(document.docinfo.keys()) - {"/Title", "/Subject", "/Author", "/Creator", "/Producer"}:
            del document.docinfo[key]
        for key in ("/CreationDate", "/ModDate") if about.issued else ():
            document.docinfo[key] = f"D:{about.issued.replace('-', '')}000000Z"
        told = {"xmp:CreatorTool": AUTHOR, "pdf:Producer": str(document.docinfo.Producer)}
        xmp = document.make_stream(packet(about, told, EXTENSION + " " * len(CLAIM)))
        xmp.Type, xmp.Subtype = name.Metadata, name.XML
        profile = document.make_stream(resources.colour_profile().read_bytes(), N=3)
        colours = pikepdf.String(COLOURS)
        intent = pikepdf.Dictionary(Type=name.OutputIntent, S=name.GTS_PDFA1, OutputConditionIdentifier=colours)
        intent.Info, intent.DestOutputProfile = colours, profile
        document.Root.OutputIntents = pikepdf.Array([intent])
        document.Root.Metadata = xmp
        _attach(document, attached)
        return saved(document)


def saved(document: Any) -> bytes:
    """Return a pikepdf document as a file, the same bytes each time."""
    import pikepdf

    result, packed = io.BytesIO(), pikepdf.ObjectStreamMode.generate  # the tree is many small objects
    how = {"deterministic_id": True, "min_version": "1.7", "object_stream_mode": packed}
    document.save(result, fix_metadata_version=False, **how)  # the metadata stay as we write them
    return result.getvalue()


def _attach(document: Any, attached: Mapping[str, bytes]) -> None:
    """Associate files with a document, as PDF/A-3 wants them: the data that it was made from."""
    import pikepdf

    specs = []
    for name, content in attached.items():
        spec = pikepdf.AttachedFileSpec(
            document, content, filename=name, mime_type="application/json", relationship=pikepdf.Name.Data
        )
        document.attachments[name] = spec
        specs.append(document.attachments[name].obj)
    if specs:
        document.Root.AF = document.make_indirect(pikepdf.Array(specs))


def _page(canvas: Any, scene: Scene, brand: Brand, owners: Owners, links: Sequence[Element], marked: Marked) -> None:
    pen, shared = Pen(canvas, scene, brand, marked), len(scene.items) - scene.own
    with pen.artifact():
        pen.shape(Shape(Path.box(scene.size.box), fill=Ink(scene.ground)))
    _painted(pen, scene, range(shared), owners)
    if scene.own:
        canvas.addLiteral(CUT)
        _painted(pen, scene, range(shared, len(scene.items)), owners)
    for number, link in enumerate(links):
        pen.link(link)
        marked.annotations[list(link.parts())[-1]] = number


def painted(canvas: Any, scene: Scene, brand: Brand, first: int) -> None:
    """Paint the blocks of a scene on a canvas and nothing else, their marks counted from `first`."""
    pen = Pen(canvas, scene, brand, Marked())
    pen.count = first
    _painted(pen, scene, range(len(scene.items)), _owners(tree((scene,)))[0])


def _painted(pen: Pen, scene: Scene, numbers: Iterable[int], owners: Owners) -> None:
    """Paint blocks of a page by their numbers, each part marked as its owner's."""
    for number in numbers:
        item = scene.items[number]
        if not isinstance(item.block, Drawing):
            raise DrawError("the chart was not drawn", "report this", f"{scene.name}/{item.block.name}")
        done = 0
        for part, element, goes_on in owners[number]:
            with pen.part(part, element):
                pen.marks(item.block.marks[part.start : part.stop], goes_on)
            done = part.stop
        if done < len(item.block.marks):  # nobody claims it
            with pen.artifact():
                pen.marks(item.block.marks[done:])


class Pen:
    """Paints marks on one page; PDF counts upwards from the bottom."""

    def __init__(self, canvas: Any, scene: Scene, brand: Brand, marked: Marked) -> None:
        self.canvas, self.scene, self.brand, self.marked = canvas, scene, brand, marked
        self.count = 0
        canvas.setMiterLimit(8)

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is painted meanwhile as no part of the content."""
        self.canvas.addLiteral("/Artifact BMC")
        yield
        self.canvas.addLiteral("EMC")

    @contextmanager
    def part(self, part: Part, element: Element) -> Iterator[None]:
        """Mark what is painted meanwhile as a part of an element."""
        self.canvas.addLiteral(f"/{element.tag} <</MCID {self.count}>> BDC")
        self.marked.numbers[part] = self.count
        self.count += 1
        yield
        self.canvas.addLiteral("EMC")

    def marks(self, marks: Sequence[Mark], goes_on: bool = False) -> None:
        """Paint marks in order; words are ended by a space where the words of their element go on."""
        last = max((number for number, mark in enumerate(marks) if isinstance(mark, Run)), default=-1)
        for number, mark in enumerate(marks):
            if isinstance(mark, Shape):
                self.shape(mark)
            else:
                apart = (goes_on or number < last) and not (mark.glued or mark.text.endswith(" "))
                self.run(mark, " " if apart else "")

    def colour(self, ink: Ink) -> tuple[float, float, float]:
        value = self.brand.rgb(ink, self.scene.ground)
        red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return red, green, blue

    def shape(self, mark: Shape) -> None:
        if mark.clip:
            self.canvas.saveState()
            self.canvas.clipPath(self.path(Path.box(mark.clip)), stroke=0, fill=0)
        if mark.fill:
            self.canvas.setFillColorRGB(*self.colour(mark.fill))
        if mark.stroke:
            self.canvas.setStrokeColorRGB(*self.colour(mark.stroke))
            self.canvas.setLineWidth(mark.width)
        self.canvas.drawPath(
            self.path(mark.path), stroke=int(mark.stroke is not None), fill=int(mark.fill is not None), fillMode=1
        )
        if mark.clip:
            self.canvas.restoreState()

    def path(self, path: Path) -> Any:
        high, drawn = self.scene.size.h, self.canvas.beginPath()
        draw = {"M": drawn.moveTo, "L": drawn.lineTo, "C": drawn.curveTo, "Z": drawn.close}
        for operator, values in path.segments:
            draw[operator](*(high - v if i % 2 else v for i, v in enumerate(values)))
        return drawn

    def run(self, mark: Run, ending: str) -> None:
        text = self.canvas.beginText(mark.x, self.scene.size.h - mark.y)
        text.setFont(fonts.face_name(mark.family, mark.weight), mark.size)
        text.setCharSpace(mark.tracking)
        text.setHorizScale(100 * mark.stretch)
        text.setTextRenderMode(VISIBLE if mark.ink else INVISIBLE)
        if mark.ink:
            text.setFillColorRGB(*self.colour(mark.ink))
        text.textOut(mark.text + ending)
        text.setTextRenderMode(VISIBLE)
        text.setHorizScale(100)
        text.setCharSpace(0)
        self.canvas.drawText(text)

    def link(self, link: Element) -> None:
        """Let the words of a link lead to its address: another page of the document, or one of the web."""
        blocks = ((self.scene.items[part.item].block, part) for part in link.parts())
        marks = (m for block, p in blocks if isinstance(block, Drawing) for m in block.marks[p.start : p.stop])
        box, high = Box.around(fonts.run_box(mark) for mark in marks if isinstance(mark, Run)), self.scene.size.h
        place = box.x, high - box.bottom, box.right, high - box.y
        to = link.link.to if link.link else ""
        if to.startswith("#"):
            self.canvas.linkRect("", to[1:], place, relative=0, thickness=0, Border="[0 0 0]")
        elif to.startswith(("https://", "http://")):
            self.canvas.linkURL(to, place, relative=0, thickness=0)
        else:
            raise DrawError(f"the link {shown(to)} is no web address", "report this", self.scene.name)
