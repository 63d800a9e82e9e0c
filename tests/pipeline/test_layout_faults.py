"""Faults of a layout and what their reader can change."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.errors import DrawError, FitError
from acsm_report.pipeline.layout_faults import add_cell, locate_layout_errors


def test_text_of_the_data_is_located(insights: Insights) -> None:
    """The hint names the row whose cell holds the text that has no room."""
    certification = insights.certifications[0]
    error = FitError("name", certification.name, 12)
    assert add_cell(error, insights.dataset).hint.startswith(f"shorten the text at {certification.place}, or choose")


def test_a_word_of_the_data_is_located_though_it_begins_a_line(insights: Insights) -> None:
    """A page may write a word of the data with a capital."""
    fact = next(fact for fact in insights.dataset.facts if fact.kind == "life_support")
    error = FitError("cell", str(fact.value).capitalize(), 3)
    assert re.match(r"shorten the text at facts\.csv:\d+, or", add_cell(error, insights.dataset).hint)


def test_the_programs_own_words_blame_no_cell(insights: Insights) -> None:
    """Nobody can shorten a word that no cell holds."""
    error = DrawError("the words cover each other", "choose another paper", texts=("Halfway through Zanzibar",))
    assert add_cell(error, insights.dataset).hint == "choose another paper"


@pytest.mark.parametrize("text", ["100%", "Points, 2012 to 2014", "Pointed"])
def test_a_cell_is_blamed_only_for_whole_words_of_its_own(text: str, insights: Insights) -> None:
    """A number, or a cell that is a letter of the text, is not the text of the data."""
    certification = replace(insights.certifications[0], code="P", name="T 100% 2012", code_now="o", name_now="in")
    dataset = replace(insights.dataset, certifications=(certification,), facts=(), sources={})
    error = DrawError("the words cover each other", "choose another paper", texts=(text,))
    assert add_cell(error, dataset).hint == "choose another paper"


def test_an_error_without_text_keeps_its_hint(insights: Insights) -> None:
    """A lane without a color has nothing to do with the length of a text."""
    with pytest.raises(DrawError, match="report this"), locate_layout_errors(insights.dataset):
        raise DrawError("its page numbers do not settle", "report this")


def test_a_build_locates_the_text_too(insights: Insights) -> None:
    """An error that passes through names the row as well."""
    name = insights.certifications[0].name
    with (
        pytest.raises(FitError, match=r"shorten the text at certifications\.csv:2"),
        locate_layout_errors(insights.dataset),
    ):
        raise FitError("name", name, 12)
