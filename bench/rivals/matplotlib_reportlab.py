"""Rival: matplotlib's charts, pages by reportlab.

Usage: python matplotlib_reportlab.py SAME.json FOLDER
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from reportlab.lib.utils import ImageReader
from sheet import documents

Plain = dict[str, Any]
DPI = 216  # 3 pixels a point, the least for print
SIDES = {"start": "left", "middle": "center", "end": "right"}


def picture(chart: Plain, fonts: dict[str, str]) -> ImageReader:
    """Draw a chart at its size; without pyplot, whose state costs time and memory."""
    figure = Figure(figsize=(chart["w"] / 72, chart["h"] / 72), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for z, boxes in ((1, chart["rects"]), (2, chart["bars"])):
        axes.barh(
            [b["y"] + b["h"] / 2 for b in boxes], [b["w"] for b in boxes], [b["h"] for b in boxes],
            left=[b["x"] for b in boxes], color=[b["colour"] for b in boxes], zorder=z,
        )  # fmt: skip
    for line in chart["lines"]:
        axes.plot(*zip(*line["path"], strict=True), color=line["colour"], linewidth=line["width"], zorder=3)
    points = chart["points"]
    axes.scatter(
        [p["x"] for p in points], [p["y"] for p in points], [p["size"] ** 2 for p in points],
        [p["colour"] for p in points], linewidths=0, zorder=4,
    )  # fmt: skip
    for word in chart["labels"]:
        font = FontProperties(fname=fonts[str(word["weight"])], size=word["size"])
        axes.text(
            word["x"], word["y"], word["text"].replace("$", r"\$"), fontproperties=font, color=word["colour"],
            ha=SIDES[word["anchor"]], va="center", zorder=5,
        )  # fmt: skip
    axes.set_xlim(0, chart["w"])
    axes.set_ylim(chart["h"], 0)
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=DPI, transparent=True)
    file.seek(0)
    return ImageReader(file)


def main() -> None:
    """Draw each chart as its page comes."""
    source, folder = sys.argv[1:]
    same = json.loads(Path(source).read_text(encoding="utf-8"))
    documents(same, Path(folder), lambda chart: picture(chart, same["fonts"]))


if __name__ == "__main__":
    main()
