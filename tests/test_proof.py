"""Proofreading: words that leave a page or cover others."""

from __future__ import annotations

import pytest

from acsm_report import blocks
from acsm_report.documents import BROCHURE, compose
from acsm_report.edition import Edition
from acsm_report.errors import DrawError
from acsm_report.geometry import Size
from acsm_report.proof import adjustments, faults, proofread
from acsm_report.scene import Chart, Placed, Run, Scene
from acsm_report.story import Story


def page(*items: Placed) -> list[Scene]:
    return [Scene("trial", "Trial", Size(612, 792), items)]


def test_the_shipped_pages_pass(story: Story, edition: Edition) -> None:
    """Nothing of the shipped edition leaves its page or covers anything."""
    proofread(compose(BROCHURE, story, edition))


@pytest.mark.parametrize(("x", "y"), [(600, 100), (-9, 100), (100, 2), (100, 795)])
def test_words_that_leave_the_page_are_named(x: float, y: float, edition: Edition) -> None:
    """Past any edge of the sheet, the words and the page are told."""
    with pytest.raises(DrawError, match=r"page trial: the words 'Certified' leave the page; shorten"):
        proofread(page(blocks.text(edition, "body", x, y, "Certified")))


@pytest.mark.parametrize("dy", [0, 4, -4])
def test_words_that_cover_others_are_named(dy: float, edition: Edition) -> None:
    """Two lines that share ink are told, both."""
    one = blocks.text(edition, "body", 100, 100, "Certified")
    two = blocks.text(edition, "body", 120, 100 + dy, "Trainer")
    with pytest.raises(DrawError, match=r"'(Certified|Trainer)' cover '(Certified|Trainer)'"):
        proofread(page(one, two))


def test_lines_one_under_another_are_fine(edition: Edition) -> None:
    """At the lead of their style, lines do not touch."""
    lead = edition.style("body").lead
    proofread(page(*(blocks.text(edition, "body", 100, 100 + n * lead, "Certified") for n in range(4))))


def test_a_chart_is_proofread_before_it_is_drawn(edition: Edition) -> None:
    """The words of a chart that is still to be drawn are known, so that what they cover is told without a browser."""
    run = Run(5, 10, "5,152", "Source Sans Pro", 400, 10)
    chart = blocks.chart(100, 100, Chart("rates", {}, Size(50, 20), "Bar chart.", (), (), (run,)))
    other = blocks.text(edition, "body", 105, 110, "Certified")
    assert [fault.what for fault in faults(page(chart, other))] in (
        ["the words '5,152' cover 'Certified'"],
        ["the words 'Certified' cover '5,152'"],
    )


def test_what_was_done_to_fit_is_told(edition: Edition) -> None:
    """A line each: the page by number and name, the words or the chart, and the rule; a further sheet is told too."""
    small = blocks.fitted(edition, ("standfirst", "body"), 100, 100, Size(90, 22), "Certified Trainer of all", "name")
    low = blocks.chart(100, 300, Chart("rates", {}, Size(50, 20), "Bar chart.", ()), fit="lowered")
    scenes = [Scene("cover", "", Size(612, 792), ()), Scene("keep", "", Size(612, 792), (small, low))]
    told = list(adjustments("brochure", [*scenes, Scene("keep-2", "", Size(612, 792), ())]))
    assert told == [
        "brochure page 2, keep: 'Certified Trainer of all' smaller",
        "brochure page 2, keep: rates lowered",
        "brochure page 3, keep-2: continued from keep",
    ]
