"""One neutral description of our documents: the pages, words, shapes and charts that every rival draws.

Points from the top left corner; a colour is #RRGGBB. A chart is plain series in the coordinates of its own box.
Usage: python same.py FILE.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from acsm_report.dataset.insights import compute_insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.layout.scene import Chart, Drawing, Scene, TextRun
from acsm_report.page_formats import find_picture_format
from acsm_report.pipeline.build import read
from acsm_report.pipeline.options import BuildOptions
from acsm_report.system import resources
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand, Ink

__all__ = ["same"]

Plain = dict[str, Any]
ANCHORS = {"left": "end", "center": "middle", "right": "start"}  # of plotly: where the text is, seen from its point


def same() -> Plain:
    """Return the documents of a build of the shipped data, as numbers and words only."""
    options = BuildOptions()
    brand = load_brand(resources.find_brand_folder(options.brand)).with_ground(options.ground)
    dataset, context = read(options, brand)
    insights = compute_insights(dataset)
    pages = compose(BROCHURE, insights, context)
    (picture,) = compose(INFOGRAPHIC, insights, context.with_page_format(find_picture_format(options.picture)))
    return {
        "fonts": {str(face.weight): str(face.path) for face in brand.font_faces},
        "family": brand.font_faces[0].family,
        "brochure": [_page(page, brand) for page in pages],
        "infographic": [_page(picture, brand)],
    }


def _page(scene: Scene, brand: Brand) -> Plain:
    marks = [m for item in scene.blocks if isinstance(item.block, Drawing) for m in item.block.marks]

    def rgb(ink: Ink | None) -> str | None:
        return brand.rgb(ink, scene.ground) if ink else None

    return {
        "title": scene.title,
        "w": scene.size.width,
        "h": scene.size.height,
        "ground": rgb(Ink(scene.ground)),
        "shapes": [
            {"path": m.path.segments, "fill": rgb(m.fill), "stroke": rgb(m.stroke), "width": m.stroke_width}
            for m in marks
            if not isinstance(m, TextRun)
        ],
        "words": [
            {
                "x": m.x, "y": m.y, "text": m.text, "size": m.size, "weight": m.weight, "tracking": m.tracking,
                "colour": rgb(m.ink),
            }
            for m in marks
            if isinstance(m, TextRun) and m.ink
        ],
        "charts": [_placed(item.box, item.block) for item in scene.charts if isinstance(item.block, Chart)],
    }  # fmt: skip


def _placed(box: Any, chart: Chart) -> Plain:
    plain: Plain = {"name": chart.name, "x": box.x, "y": box.y, "w": box.width, "h": box.height}
    layout = chart.figure["layout"]
    plain |= {
        "rects": [_rect(shape, layout, chart) for shape in layout.get("shapes", ())],
        "bars": [],
        "lines": [],
        "points": [],
    }
    plain["labels"] = []
    for trace in chart.figure["data"]:
        x, y = (
            _scale(layout, trace, axis, length) for axis, length in (("x", chart.size.width), ("y", chart.size.height))
        )
        if trace["type"] == "bar":
            plain["bars"] += _bars(trace, x, y)
        elif trace["mode"] == "text":
            plain["labels"] += _labels(trace, x, y)
        else:
            places = [None if a is None else (x(a), y(b)) for a, b in zip(trace["x"], trace["y"], strict=True)]
            if trace["mode"] == "lines":
                line = {"width": trace["line"]["width"], "colour": trace["line"]["color"]}
                plain["lines"] += [{"path": list(path), **line} for drawn, path in groupby(places, bool) if drawn]
            else:
                mark = {"size": trace["marker"]["size"], "colour": trace["marker"]["color"]}
                plain["points"] += [{"x": place[0], "y": place[1], **mark} for place in places if place]
    return plain


def _scale(layout: Plain, trace: Plain, axis: str, length: float) -> Any:
    """Return the function from values of a trace to points from the top left corner."""
    about = layout[trace.get(f"{axis}axis", axis).replace(axis, f"{axis}axis")]
    (first, last), (low, high) = about["range"], about.get("domain", (0, 1))

    def place(value: float) -> float:
        share = low + (high - low) * (value - first) / (last - first)
        return float(round(length * (share if axis == "x" else 1 - share), 3))

    return place


def _rect(shape: Plain, layout: Plain, chart: Chart) -> Plain:
    x, y = (_scale(layout, {}, axis, length) for axis, length in (("x", chart.size.width), ("y", chart.size.height)))
    (x0, x1), (y0, y1) = sorted(map(x, (shape["x0"], shape["x1"]))), sorted(map(y, (shape["y0"], shape["y1"])))
    return {"x": x0, "y": y0, "w": x1 - x0, "h": y1 - y0, "colour": shape["fillcolor"]}


def _bars(trace: Plain, x: Any, y: Any) -> Iterator[Plain]:
    for i, (a, b, wide) in enumerate(zip(trace["x"], trace["y"], trace["width"], strict=True)):
        base, colours = trace.get("base", 0), trace["marker"]["color"]
        from_ = base[i] if isinstance(base, list) else base
        if trace["orientation"] == "h":
            xs, ys = (x(from_), x(from_ + a)), (y(b - wide / 2), y(b + wide / 2))
        else:
            xs, ys = (x(a - wide / 2), x(a + wide / 2)), (y(from_), y(from_ + b))
        colour = colours[i] if isinstance(colours, list) else colours
        yield {"x": min(xs), "y": min(ys), "w": abs(xs[1] - xs[0]), "h": abs(ys[1] - ys[0]), "colour": colour}


def _labels(trace: Plain, x: Any, y: Any) -> Iterator[Plain]:
    font = trace["textfont"]
    styles = zip(font["size"], font["weight"], font["color"], trace["textposition"], strict=True)
    places = zip(trace["text"], trace["x"], trace["y"], strict=True)
    for (text, a, b), (size, weight, colour, position) in zip(places, styles, strict=True):
        anchor = ANCHORS[position.split()[1]]
        yield {
            "x": x(a), "y": y(b), "text": text, "size": size, "weight": weight, "colour": colour, "anchor": anchor,
        }  # fmt: skip


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(same(), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
