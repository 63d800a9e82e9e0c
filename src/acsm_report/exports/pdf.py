"""Scenes to PDF: every mark by reportlab, real text in embedded fonts, the same bytes each time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from typing import Any

from .. import fonts
from ..brand import Brand, Ink
from ..errors import DrawError, shown
from ..geometry import Path
from ..scene import About, Drawing, Mark, Run, Scene, Shape

__all__ = ["About", "pdf"]

INVISIBLE, VISIBLE = 3, 0  # text render modes


def pdf(scenes: Iterable[Scene], brand: Brand, about: About, attached: Mapping[str, bytes] | None = None) -> bytes:
    """Return the scenes as a PDF, a page each; `attached` JSON files travel inside it, by name.

    Raise DrawError when a chart was not drawn.
    """
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    first = brand.faces[0]
    canvas = Canvas(
        buffer,
        invariant=1,
        pageCompression=1,
        lang=about.language,
        initialFontName=fonts.face_name(first.family, first.weight),
    )
    canvas.setTitle(about.title)
    canvas.setSubject(about.subject)
    canvas.setAuthor("acsm-report")
    canvas.setCreator("acsm-report")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for number, scene in enumerate(scenes, 1):
        canvas.addPageLabel(number - 1, style="ARABIC", start=number)
        canvas.setPageSize((scene.size.w, scene.size.h))
        canvas.bookmarkPage(scene.name)
        canvas.addOutlineEntry(scene.title, scene.name)
        _page(canvas, scene, brand)
        canvas.showPage()
    canvas.save()
    return _with_files(buffer, attached) if attached else buffer.getvalue()


def _with_files(paper: io.BytesIO, attached: Mapping[str, bytes]) -> bytes:
    """Return the PDF with files associated with it, as PDF/A-3 wants them: the data that it was made from."""
    import pikepdf

    with pikepdf.open(paper) as document:
        specs = []
        for name, content in attached.items():
            spec = pikepdf.AttachedFileSpec(
                document, content, filename=name, mime_type="application/json", relationship=pikepdf.Name.Data
            )
            document.attachments[name] = spec
            specs.append(document.attachments[name].obj)
        document.Root.AF = document.make_indirect(pikepdf.Array(specs))
        result = io.BytesIO()
        document.save(result, deterministic_id=True, min_version="1.7")
    return result.getvalue()


def _page(canvas: Any, scene: Scene, brand: Brand) -> None:
    pen = _Pen(canvas, scene, brand)
    pen.shape(Shape(Path.box(scene.size.box), fill=Ink(scene.ground)))
    for item in scene.items:
        if not isinstance(item.block, Drawing):
            raise DrawError("the chart was not drawn", "report this", f"{scene.name}/{item.block.name}")
        for mark in item.block.marks:
            pen.mark(mark)


class _Pen:
    """Paints marks on one page; PDF counts upwards from the bottom."""

    def __init__(self, canvas: Any, scene: Scene, brand: Brand) -> None:
        self.canvas, self.scene, self.brand = canvas, scene, brand
        canvas.setMiterLimit(8)

    def colour(self, ink: Ink) -> tuple[float, float, float]:
        value = self.brand.rgb(ink, self.scene.ground)
        red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return red, green, blue

    def mark(self, mark: Mark) -> None:
        if isinstance(mark, Shape):
            self.shape(mark)
        else:
            self.run(mark)

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
        for operator, values in path.segments:
            up = [high - v if i % 2 else v for i, v in enumerate(values)]
            {"M": drawn.moveTo, "L": drawn.lineTo, "C": drawn.curveTo, "Z": drawn.close}[operator](*up)
        return drawn

    def run(self, mark: Run) -> None:
        text = self.canvas.beginText(mark.x, self.scene.size.h - mark.y)
        text.setFont(fonts.face_name(mark.family, mark.weight), mark.size)
        text.setCharSpace(mark.tracking)
        text.setHorizScale(100 * mark.stretch)
        text.setTextRenderMode(VISIBLE if mark.ink else INVISIBLE)
        if mark.ink:
            text.setFillColorRGB(*self.colour(mark.ink))
        text.textOut(mark.text)
        text.setTextRenderMode(VISIBLE)
        text.setHorizScale(100)
        text.setCharSpace(0)
        self.canvas.drawText(text)
        if mark.link:
            self.link(mark)

    def link(self, mark: Run) -> None:
        """Let the words of a run lead to its address: another page of the document, or one of the web."""
        box, high = fonts.run_box(mark), self.scene.size.h
        place = box.x, high - box.bottom, box.right, high - box.y
        to = mark.link.to if mark.link else ""
        if to.startswith("#"):
            self.canvas.linkRect("", to[1:], place, relative=0, thickness=0, Border="[0 0 0]")
        elif to.startswith(("https://", "http://")):
            self.canvas.linkURL(to, place, relative=0, thickness=0)
        else:
            raise DrawError(f"the link {shown(to)} is no web address", "report this", self.scene.name)
