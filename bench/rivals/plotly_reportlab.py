"""Rival: plotly's charts through kaleido, pages by reportlab.

Usage: python plotly_reportlab.py each|together SAME.json FOLDER
`each` calls fig.write_image for each chart, as most tutorials do; `together` gives all figures to one write_images.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
from reportlab.lib.utils import ImageReader
from sheet import documents

Plain = dict[str, Any]
SCALE = 3  # pixels a point: 216 dpi, the least for print


def figure(chart: Plain, family: str) -> go.Figure:
    """Return the chart as a plotly figure of its size."""
    bars, labels = chart["bars"], chart["labels"]
    traces: list[Any] = [
        go.Bar(
            orientation="h",
            base=[b["x"] for b in bars],
            x=[b["w"] for b in bars],
            y=[b["y"] + b["h"] / 2 for b in bars],
            width=[b["h"] for b in bars],
            marker={"color": [b["colour"] for b in bars], "line": {"width": 0}},
        )
    ]
    for line in chart["lines"]:
        xs, ys = zip(*line["path"], strict=True)
        traces.append(go.Scatter(x=xs, y=ys, mode="lines", line={"color": line["colour"], "width": line["width"]}))
    points = chart["points"]
    marker = {"size": [p["size"] for p in points], "color": [p["colour"] for p in points]}
    traces.append(go.Scatter(x=[p["x"] for p in points], y=[p["y"] for p in points], mode="markers", marker=marker))
    sides = {"start": "right", "middle": "center", "end": "left"}
    font = {
        "family": family, "size": [w["size"] for w in labels], "weight": [w["weight"] for w in labels],
        "color": [w["colour"] for w in labels],
    }  # fmt: skip
    traces.append(
        go.Scatter(
            x=[w["x"] for w in labels], y=[w["y"] for w in labels], text=[w["text"] for w in labels], mode="text",
            textfont=font, textposition=[f"middle {sides[w['anchor']]}" for w in labels], cliponaxis=False,
        )
    )  # fmt: skip
    shapes = [
        {"type": "rect", "x0": r["x"], "x1": r["x"] + r["w"], "y0": r["y"], "y1": r["y"] + r["h"], "layer": "below",
         "fillcolor": r["colour"], "line": {"width": 0}}
        for r in chart["rects"]
    ]  # fmt: skip
    layout = go.Layout(
        width=chart["w"], height=chart["h"], shapes=shapes, barmode="overlay", showlegend=False, template="none",
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        xaxis={"range": [0, chart["w"]], "visible": False}, yaxis={"range": [chart["h"], 0], "visible": False},
    )  # fmt: skip
    return go.Figure(traces, layout)


def main() -> None:
    """Draw the charts into a temporary folder, then the pages."""
    how, source, folder = sys.argv[1:]
    same = json.loads(Path(source).read_text(encoding="utf-8"))
    charts = [c for name in ("brochure", "infographic") for page in same[name] for c in page["charts"]]
    figures = [figure(chart, same["family"]) for chart in charts]
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / f"{number}.png" for number in range(len(charts))]
        if how == "each":
            for fig, file in zip(figures, files, strict=True):
                fig.write_image(file, scale=SCALE)
        else:
            pio.write_images(figures, files, scale=SCALE)
        pictures = iter(files)
        documents(same, Path(folder), lambda chart: ImageReader(str(next(pictures))))


if __name__ == "__main__":
    main()
