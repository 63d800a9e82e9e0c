"""Proofreading: words that leave a page or cover others."""

from __future__ import annotations

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE
from acsm_report.errors import DrawError
from acsm_report.geometry import Size
from acsm_report.layout.blocks import place_chart
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import describe_adjustments, find_layout_errors, preflight_scenes
from acsm_report.layout.scene import Chart, PlacedBlock, Scene, TextRun
from acsm_report.layout.text import fitted_paragraph, text_line


def page(*items: PlacedBlock) -> list[Scene]:
    return [Scene("trial", "Trial", Size(612, 792), items)]


def test_the_shipped_pages_pass(insights: Insights, context: LayoutContext) -> None:
    """Nothing of the shipped edition leaves its page or covers anything."""
    preflight_scenes(compose(BROCHURE, insights, context))


@pytest.mark.parametrize(("x", "y"), [(600, 100), (-9, 100), (100, 2), (100, 795)])
def test_words_that_leave_the_page_are_named(x: float, y: float, context: LayoutContext) -> None:
    """Past any edge of the sheet, the words and the page are told."""
    with pytest.raises(DrawError, match=r"page trial: the words 'Certified' leave the page; choose"):
        preflight_scenes(page(text_line(context, "body", x, y, "Certified")))


@pytest.mark.parametrize("dy", [0, 4, -4])
def test_words_that_cover_others_are_named(dy: float, context: LayoutContext) -> None:
    """Two lines that share ink are told, both."""
    one = text_line(context, "body", 100, 100, "Certified")
    two = text_line(context, "body", 120, 100 + dy, "Trainer")
    with pytest.raises(DrawError, match=r"'(Certified|Trainer)' cover '(Certified|Trainer)'"):
        preflight_scenes(page(one, two))


def test_lines_one_under_another_are_fine(context: LayoutContext) -> None:
    """At the lead of their style, lines do not touch."""
    lead = context.style("body").leading
    preflight_scenes(page(*(text_line(context, "body", 100, 100 + n * lead, "Certified") for n in range(4))))


def test_a_chart_is_proofread_before_it_is_drawn(context: LayoutContext) -> None:
    """The words of a chart that is still to be drawn are known, so that what they cover is told without a browser."""
    run = TextRun(5, 10, "5,152", "Source Sans Pro", 400, 10)
    chart = place_chart(100, 100, Chart("rates", {}, Size(50, 20), "Bar chart.", (), (), (run,)))
    other = text_line(context, "body", 105, 110, "Certified")
    assert [fault.what for fault in find_layout_errors(page(chart, other))] in (
        ["the words '5,152' cover 'Certified'"],
        ["the words 'Certified' cover '5,152'"],
    )


def test_what_was_done_to_fit_is_told(context: LayoutContext) -> None:
    """A line each: the page by number and name, the words or the chart, and the rule; a further sheet is told too."""
    small = fitted_paragraph(
        context, ("standfirst", "body"), 100, 100, Size(90, 22), "Certified Trainer of all", "name"
    )
    low = place_chart(100, 300, Chart("rates", {}, Size(50, 20), "Bar chart.", ()), fit="lowered")
    scenes = [Scene("cover", "", Size(612, 792), ()), Scene("keep", "", Size(612, 792), (small, low))]
    told = list(describe_adjustments("brochure", [*scenes, Scene("keep-2", "", Size(612, 792), ())]))
    assert told == [
        "brochure page 2, keep: 'Certified Trainer of all' smaller",
        "brochure page 2, keep: rates lowered",
        "brochure page 3, keep-2: continued from keep",
    ]
