"""The charts of the neutral description by altair, drawn to SVG by vl-convert."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

Plain = dict[str, Any]
SIDES = {"start": "left", "middle": "center", "end": "right"}


def font_folders(same: Plain) -> list[str]:
    """Make the typeface known to vl-convert; return its folders."""
    folders = sorted({str(Path(path).parent) for path in same["fonts"].values()})
    for folder in folders:
        vl_convert.register_font_directory(folder)
    return folders


def svg(chart: Plain, family: str) -> str:
    """Draw a chart at its size."""
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, chart["w"]], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[chart["h"], 0], nice=False, zero=False), axis=None)
    colour = alt.Color("colour:N", scale=None)
    whole = alt.layer(*_layers(chart, x, y, colour, family)).properties(width=chart["w"], height=chart["h"], padding=0)
    whole = whole.configure_view(stroke=None).configure(background="transparent")
    return vl_convert.vegalite_to_svg(whole.to_json(indent=None, validate=False))


def _layers(chart: Plain, x: alt.X, y: alt.Y, colour: alt.Color, family: str) -> Iterator[alt.Chart]:
    for boxes in filter(None, (chart["rects"], chart["bars"])):
        rows = [{"x": b["x"], "y": b["y"], "r": b["x"] + b["w"], "b": b["y"] + b["h"], **b} for b in boxes]
        yield _of(rows).mark_rect().encode(x, y, alt.X2("r"), alt.Y2("b"), colour)
    for line in chart["lines"]:
        rows = [{"x": a, "y": b} for a, b in line["path"]]
        yield _of(rows).mark_line(color=line["colour"], strokeWidth=line["width"]).encode(x, y, order="x:Q")
    if points := chart["points"]:
        rows = [{**p, "area": 3.1416 * (p["size"] / 2) ** 2} for p in points]
        yield _of(rows).mark_circle(opacity=1).encode(x, y, colour, alt.Size("area:Q", scale=None))

    def style(word: Plain) -> tuple[str, int, float]:
        return word["anchor"], word["weight"], word["size"]

    for (anchor, weight, size), words in groupby(sorted(chart["labels"], key=style), style):
        text = {"font": family, "fontWeight": weight, "fontSize": size, "align": SIDES[anchor], "baseline": "middle"}
        yield _of(list(words)).mark_text(**text).encode(x, y, colour, text="text:N")


def _of(rows: list[Plain]) -> alt.Chart:
    return alt.Chart(alt.Data(values=rows))
