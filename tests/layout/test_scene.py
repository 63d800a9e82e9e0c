"""A finished layout is data: it can be described, and its facts can be listed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.dataset.model import Fact
from acsm_report.documents.compose import Document, compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Chart, Drawing, PlacedBlock, Scene, Shape, TextRun
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.theme.model import Ink

ONE, TWO = Fact("candidates", 1, "people"), Fact("candidates", 2, "people")


def words(*texts: str) -> Drawing:
    return Drawing(tuple(TextRun(0, 0, text, "Source Sans Pro", 400, 10) for text in texts))


@pytest.mark.parametrize("document", [BROCHURE, INFOGRAPHIC], ids=lambda d: d.name)
def test_a_page_is_laid_out_as_it_was(
    document: Document, insights: Insights, context: LayoutContext, golden: Callable[[str, str], None]
) -> None:
    """Every page of both documents is described by its golden, block by block."""
    on = context.with_page_format(PAGE_FORMATS["infographic"]) if document is INFOGRAPHIC else context
    golden(f"{document.name}.txt", "\n".join(scene.describe() for scene in compose(document, insights, on)))


def test_a_moved_block_is_a_line_of_difference() -> None:
    """A description says the page, then a line for each block: its role, its box, its words."""
    chart = Chart("rates", {}, Size(30, 40), "Bar chart.", ())
    scene = Scene(
        "page", "A page", Size(612, 792),
        (
            PlacedBlock(Box(1, 2, 3, 4), words("Pass ", "rates"), "H1"),
            PlacedBlock(Box(5, 6, 7, 8), Drawing((Shape(VectorPath.rectangle(Box(0, 0, 1, 1)), Ink("ink")),))),
            PlacedBlock(Box(10, 20, 30, 40), chart, "Figure"),
        ),
        ground="ink",
    )  # fmt: skip
    assert [" ".join(line.split()) for line in scene.describe().splitlines()] == [
        "scene page 612×792 on ink: A page",
        "H1 1.0, 2.0 3.0×4.0 Pass rates",
        "Artifact 5.0, 6.0 7.0×8.0 1 shapes",
        "Figure 10.0, 20.0 30.0×40.0 chart rates: Bar chart.",
    ]


def test_the_words_of_a_block_are_apart() -> None:
    """Lines are joined by exactly one space, whether or not they end in one."""
    assert words("More people ", "at the start", "and over").text == "More people at the start and over"
    assert words().text == ""


def test_only_charts_are_left_to_draw() -> None:
    """A scene knows which of its blocks still have to be drawn."""
    chart = PlacedBlock(Box(0, 0, 1, 1), Chart("c", {}, Size(1, 1), "", ()))
    scene = Scene("a", "a", Size(1, 1), (PlacedBlock(Box(0, 0, 1, 1), words("x")), chart))
    assert scene.charts == (chart,)


def test_nothing_moves_a_finished_layout() -> None:
    """A scene and what stands on it cannot be changed."""
    placed = PlacedBlock(Box(0, 0, 1, 1), words("x"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        placed.box = Box(1, 1, 1, 1)  # type: ignore[misc]
