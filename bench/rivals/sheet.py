"""The pages of the neutral description through reportlab, for the rivals whose layout it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

Plain = dict[str, Any]
Picture = Callable[[Plain], ImageReader]  # a chart of the description → its picture


def documents(same: Plain, folder: Path, picture: Picture) -> None:
    """Write brochure.pdf, infographic.pdf and infographic.png."""
    folder.mkdir(parents=True, exist_ok=True)
    for weight, path in same["fonts"].items():
        pdfmetrics.registerFont(TTFont(weight, path))
    for name in ("brochure", "infographic"):
        canvas = Canvas(str(folder / f"{name}.pdf"), pageCompression=1)
        for page in same[name]:
            _page(canvas, page, picture)
        canvas.save()
    with pypdfium2.PdfDocument(folder / "infographic.pdf") as paper:
        paper[0].render(scale=1).to_pil().save(folder / "infographic.png")


def _page(canvas: Canvas, page: Plain, picture: Picture) -> None:
    height = page["h"]
    canvas.setPageSize((page["w"], height))
    canvas.bookmarkPage(page["title"])
    canvas.addOutlineEntry(page["title"], page["title"])
    canvas.setFillColor(HexColor(page["ground"]))
    canvas.rect(0, 0, page["w"], height, stroke=0, fill=1)
    for shape in page["shapes"]:
        _shape(canvas, shape, height)
    for chart in page["charts"]:
        at = chart["x"], height - chart["y"] - chart["h"]
        canvas.drawImage(picture(chart), *at, chart["w"], chart["h"], mask="auto")
    for word in page["words"]:
        canvas.setFont(str(word["weight"]), word["size"])
        canvas.setFillColor(HexColor(word["colour"]))
        canvas.drawString(word["x"], height - word["y"], word["text"], charSpace=word["tracking"])
    canvas.showPage()


def _shape(canvas: Canvas, shape: Plain, height: float) -> None:
    path = canvas.beginPath()
    steps = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}
    for step, values in shape["path"]:
        steps[step](*(height - v if i % 2 else v for i, v in enumerate(values)))
    if shape["fill"]:
        canvas.setFillColor(HexColor(shape["fill"]))
    if shape["stroke"]:
        canvas.setStrokeColor(HexColor(shape["stroke"]))
        canvas.setLineWidth(shape["width"])
    canvas.drawPath(path, stroke=bool(shape["stroke"]), fill=bool(shape["fill"]))
