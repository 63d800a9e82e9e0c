"""What tests of charts share: formats, labels and where they stand."""

from __future__ import annotations

import html
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from acsm_report.geometry import Box
from acsm_report.layout.context import LayoutContext, TextStyle
from acsm_report.layout.measure import CAP_HEIGHT, DESCENT, string_width
from acsm_report.layout.scene import Chart
from acsm_report.page_formats import PAGE_FORMATS

FORMAT_NAMES = ("letter", "infographic")
ANCHORS = {"middle right": 0.0, "middle center": 0.5, "middle left": 1.0}


def trace(chart: Chart, kind: str) -> dict[str, Any]:
    """The bars of a chart, or its words."""
    return next(t for t in chart.figure["data"] if t["type"] == kind and t.get("mode", "text") == "text")


def bars(chart: Chart) -> Iterator[Box]:
    """Every horizontal bar of a chart, in points."""
    if not any(t.get("orientation") == "h" for t in chart.figure["data"]):
        return
    layout, drawn = chart.figure["layout"], trace(chart, "bar")
    left, right = layout["xaxis"]["range"]
    bottom, top = layout["yaxis"]["range"]
    scale = chart.size.width / (right - left), chart.size.height / (bottom - top)
    bases = drawn.get("base", [0] * len(drawn["x"]))
    for x, y, width, base in zip(drawn["x"], drawn["y"], drawn["width"], bases, strict=True):
        yield Box((base - left) * scale[0], (y - width / 2 - top) * scale[1], x * scale[0], width * scale[1])


def labels(chart: Chart) -> Iterator[tuple[str, Box]]:
    """Every word of a chart with its box, in points from the chart's top left corner."""
    layout, words = chart.figure["layout"], trace(chart, "scatter")
    left, right = layout["xaxis"]["range"]
    bottom, top = layout["yaxis"]["range"]
    font = words["textfont"]
    for number, text in enumerate(words["text"]):
        size = font["size"][number]
        wide = string_width(
            html.unescape(text), TextStyle(font["family"][number], font["weight"][number], size, size, 0, "")
        )
        x = (words["x"][number] - left) / (right - left) * chart.size.width - wide * ANCHORS[
            words["textposition"][number]
        ]
        baseline = (words["y"][number] - top) / (bottom - top) * chart.size.height + 0.25 * size
        below = DESCENT if set(text) & set("gjpqy,") else 0
        yield text, Box(x, baseline - CAP_HEIGHT * size, wide, (CAP_HEIGHT + below) * size)


def assert_in_its_box(chart: Chart) -> None:
    sheet = chart.size.box
    assert [text for text, box in labels(chart) if not sheet.contains(box, tolerance=0.5)] == []
    assert all(sheet.contains(bar, tolerance=0.5) for bar in bars(chart))


def assert_apart(chart: Chart) -> None:
    touching = [(a, b) for (a, one), (b, two) in combinations(labels(chart), 2) if one.overlaps(two, tolerance=0.5)]
    assert touching == []


def on(context: LayoutContext, name: str) -> LayoutContext:
    return context.with_page_format(PAGE_FORMATS[name])
