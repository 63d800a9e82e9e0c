"""Pages of data with lists of its own: tracks, levels of education, occupations, populations, fees, currencies."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.readers.leftovers import is_missing_word
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Drawing, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS
from support.made_up import CERTIFICATIONS, FACTS, SOURCES, write_made_up
from support.packages import read

WORDS = (
    st.text("abcdefghij klmnopqrstuvwxyz", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda word: word and not is_missing_word(word))
)


@pytest.fixture
def made_up(tmp_path: Path) -> Insights:
    return compute_insights(read(write_made_up(tmp_path / "made-up")))


def texts(scenes: tuple[Scene, ...]) -> str:
    """Return all words of some pages."""
    blocks = [placed.block for scene in scenes for placed in scene.blocks]
    marks = (mark for block in blocks for mark in (block.marks if isinstance(block, Drawing) else block.labels))
    runs = (mark.text for mark in marks if isinstance(mark, TextRun))
    return " ".join(" ".join(runs).split())


def brochure(insights: Insights, context: LayoutContext) -> str:
    return texts(compose(BROCHURE, insights, context))


def test_tracks_are_printed_in_their_own_words(made_up: Insights, context: LayoutContext) -> None:
    """A declared label, and the term itself where none is declared."""
    words = brochure(made_up, context)
    assert "1 outdoor work, 2 stage, 1 academic" in words
    assert "every academic lane asks more before the exam than any other lane" in words


def test_levels_are_asked_in_their_order(made_up: Insights) -> None:
    """A doctorate is above an associate degree because it is declared below it."""
    assert [gate.term.key for gate in made_up.decision_path] == ["associate", "doctorate"]
    assert [step.education.key for step in made_up.steps] == ["none", "associate", "doctorate"]


def test_lowest_level_is_in_the_title(made_up: Insights, context: LayoutContext) -> None:
    assert "No degree: one lane opens, three need more" in brochure(made_up, context)


def test_occupation_is_printed_in_its_own_words(made_up: Insights, context: LayoutContext) -> None:
    """No shipped occupation takes its place."""
    words = brochure(made_up, context)
    assert "jobs of stilt walkers" in words
    assert "In 2019 fire eaters earned the most" in words
    assert "trainers" not in words


def test_other_fees_are_printed(made_up: Insights, context: LayoutContext) -> None:
    words = brochure(made_up, context)
    assert "exam fee: early bird" in words and "€120.00 early bird" in words


def test_currency_is_named(made_up: Insights, context: LayoutContext) -> None:
    words = brochure(made_up, context)
    assert "To take the exam, euros" in words and "€90.50" in words
    assert "dollar" not in words and "$" not in words


def test_amounts_in_two_currencies_have_no_bars(tmp_path: Path, context: LayoutContext) -> None:
    """A euro is not a dollar: their fees stand side by side without a common scale, and no pay is called more."""
    folder = write_made_up(tmp_path / "mixed")
    facts = FACTS.replace("60,eur", "60,USD").replace("41000,EUR", "41000,CHF")
    (folder / "facts.csv").write_text(facts, encoding="utf-8")
    scenes = compose(BROCHURE, compute_insights(read(folder)), context)
    fees = {fact.kind for scene in scenes for placed in scene.blocks for fact, _ in placed.lengths}
    assert "renewal_fee" not in fees
    words = texts(scenes)
    assert "The fee in euros and US dollars" in words
    assert "earned the most" not in words and "in euros and Swiss francs: do not compare" in words


@given(
    levels=st.lists(WORDS, min_size=1, max_size=6, unique_by=str.casefold),
    tracks=st.lists(WORDS, min_size=4, max_size=4),
    occupations=st.lists(WORDS, min_size=1, max_size=5, unique_by=str.casefold),
    labels=st.lists(WORDS | st.just(""), min_size=6, max_size=6),
    currency=st.sampled_from(["USD", "EUR", "CHF", "INR", "JPY", "XAF"]),
    pick=st.integers(0, 1000),
)
def test_any_terms_compose(
    levels: list[str],
    tracks: list[str],
    occupations: list[str],
    labels: list[str],
    currency: str,
    pick: int,
    context: LayoutContext,
) -> None:
    """Whatever the words of the lists, the brochure and the infographic have room for them."""
    codes = ("AAA", "BBB", "CCC", "DDD")
    terms = ["list,term,label,short", *(f"education,{t},{n}," for t, n in zip(levels, labels, strict=False))]
    lanes = [f"{c},{n},Made-up {c},{t},{c},,s" for n, (c, t) in enumerate(zip(codes, tracks, strict=True), 1)]
    facts = [f"{c},education,{levels[(pick + n * n) % len(levels)]},,words,,s" for n, c in enumerate(codes)]
    facts += [f",median_pay,{who},{2017 + n % 3},{(pick + 1) * 97},{currency},s" for n, who in enumerate(occupations)]
    facts += [f"{c},renewal_fee,,,{pick + 1},{currency},s" for c in codes]
    with tempfile.TemporaryDirectory() as place:
        tables = {
            "terms": terms,
            "certifications": [CERTIFICATIONS.splitlines()[0], *lanes],
            "facts": [FACTS.splitlines()[0], *facts],
            "sources": SOURCES.splitlines(),
        }
        for name, lines in tables.items():
            (Path(place) / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        insights = compute_insights(read(Path(place)))
    assert compose(BROCHURE, insights, context)
    assert compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"]))
