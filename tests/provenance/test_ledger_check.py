"""What is printed agrees with its row, its code with what is printed, a ledger with the data."""

from __future__ import annotations

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import INFOGRAPHIC
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.provenance import ledger_check
from acsm_report.provenance.builder import build_ledger
from acsm_report.provenance.model import Ledger, PrintedValue


@pytest.fixture
def book(insights: Insights, context: LayoutContext) -> Ledger:
    """The ledger of the infographic, issued on a day."""
    scenes = place_labels(compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"])))
    return build_ledger(insights.dataset, {"infographic": scenes}, "2026-11-07")


def literal(text: str, what: str) -> PrintedValue:
    return PrintedValue(
        document="infographic", page=1, text=text, box=(0.0, 0.0, 1.0, 1.0), shows=what, of=f"literal:{what}"
    )


@pytest.mark.parametrize(
    ("text", "sound"),
    [("75", True), ("20,000", True), ("500", True), ("31,720", False), ("101", False), ("", False)],
)
def test_a_mark_on_a_scale_is_round(text: str, sound: bool, book: Ledger) -> None:
    """Up to a hundred any number may mark a scale, beyond it a round one: no other figure passes for a mark."""
    assert (ledger_check.describe_disagreement(book, literal(text, "tick")) == "") == sound


def test_only_the_code_passes_for_the_code(book: Ledger) -> None:
    assert ledger_check.describe_disagreement(book, literal(book.codes["infographic"], "edition")) == ""
    assert ledger_check.describe_disagreement(book, literal("0000-0000", "edition")).startswith(
        "it passes for the code"
    )


@pytest.mark.parametrize(
    ("text", "sound"), [("November 7, 2026", True), ("November 2026", True), ("55", False), ("November 8, 2026", False)]
)
def test_only_the_day_of_issue_passes_for_it(text: str, sound: bool, book: Ledger) -> None:
    assert (ledger_check.describe_disagreement(book, literal(text, "issued")) == "") == sound


def test_without_a_day_nothing_passes_for_one(book: Ledger) -> None:
    assert ledger_check.describe_disagreement(book.model_copy(update={"issued": ""}), literal("7", "issued"))


def test_the_code_is_that_of_the_figures(book: Ledger) -> None:
    """It is computed anew from the ledger: neither another code nor another figure goes unnoticed."""
    assert list(ledger_check.find_wrong_edition_codes(book)) == []
    assert ledger_check.edition_code_from_ledger(book, "infographic") == book.codes["infographic"]
    wrong = "the code of the infographic is of other figures"
    other = book.model_copy(update={"codes": {"infographic": "0000-0000"}})
    assert list(ledger_check.find_wrong_edition_codes(other)) == [("0000-0000", wrong)]
    key = "CPT:pass_rate::2014"
    facts = {**book.facts, key: book.facts[key].model_copy(update={"value": 57})}
    assert [what for _, what in ledger_check.find_wrong_edition_codes(book.model_copy(update={"facts": facts}))] == [
        wrong
    ]
