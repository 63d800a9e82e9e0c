"""What is printed agrees with its row, its code with what is printed, a ledger with the data."""

from __future__ import annotations

import pytest

from acsm_report import agreement
from acsm_report.artwork import labelled
from acsm_report.documents import INFOGRAPHIC, compose
from acsm_report.edition import Edition
from acsm_report.geometry import FORMATS
from acsm_report.ledger import Figure, Ledger, ledger
from acsm_report.story import Story


@pytest.fixture
def book(story: Story, edition: Edition) -> Ledger:
    """The ledger of the infographic, issued on a day."""
    scenes = labelled(compose(INFOGRAPHIC, story, edition.on(FORMATS["infographic"])))
    return ledger(story.dataset, {"infographic": scenes}, "2026-11-07")


def literal(text: str, what: str) -> Figure:
    return Figure(document="infographic", page=1, text=text, box=(0.0, 0.0, 1.0, 1.0), shows=what, of=f"literal:{what}")


@pytest.mark.parametrize(
    ("text", "sound"),
    [("75", True), ("20,000", True), ("500", True), ("31,720", False), ("101", False), ("", False)],
)
def test_a_mark_on_a_scale_is_round(text: str, sound: bool, book: Ledger) -> None:
    """Up to a hundred any number may mark a scale, beyond it a round one: no other figure passes for a mark."""
    assert (agreement.disagreement(book, literal(text, "tick")) == "") == sound


def test_only_the_code_passes_for_the_code(book: Ledger) -> None:
    assert agreement.disagreement(book, literal(book.codes["infographic"], "edition")) == ""
    assert agreement.disagreement(book, literal("0000-0000", "edition")).startswith("it passes for the code")


@pytest.mark.parametrize(
    ("text", "sound"), [("7 November 2026", True), ("November 2026", True), ("55", False), ("8 November 2026", False)]
)
def test_only_the_day_of_issue_passes_for_it(text: str, sound: bool, book: Ledger) -> None:
    assert (agreement.disagreement(book, literal(text, "issued")) == "") == sound


def test_without_a_day_nothing_passes_for_one(book: Ledger) -> None:
    assert agreement.disagreement(book.model_copy(update={"issued": ""}), literal("7", "issued"))


def test_the_code_is_that_of_the_figures(book: Ledger) -> None:
    """It is computed anew from the ledger: neither another code nor another figure goes unnoticed."""
    assert list(agreement.miscoded(book)) == []
    assert agreement.coded(book, "infographic") == book.codes["infographic"]
    wrong = "the code of the infographic is of other figures"
    other = book.model_copy(update={"codes": {"infographic": "0000-0000"}})
    assert list(agreement.miscoded(other)) == [("0000-0000", wrong)]
    key = "CPT:pass_rate::2014"
    facts = {**book.facts, key: book.facts[key].model_copy(update={"value": 57})}
    assert [what for _, what in agreement.miscoded(book.model_copy(update={"facts": facts}))] == [wrong]
