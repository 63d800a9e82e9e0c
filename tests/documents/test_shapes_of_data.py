"""Pages of small data of any shape say only what it has, and say it in grammatical English."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report import charts
from acsm_report.dataset.insights import compute_insights
from acsm_report.dataset.model import Organization
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.i18n.organization import organization_terms
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.measure import text_run_width
from acsm_report.layout.scene import Chart
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.pipeline.products import describe_document
from support.made_up import write_made_up
from support.packages import read
from support.small_data import insights_of, words


def test_cover_promises_what_the_guide_has(tmp_path: Path, context: LayoutContext) -> None:
    """Of a rate alone it says how hard the exam is, and nothing of requirements and costs."""
    pages = compose(BROCHURE, insights_of(tmp_path, "AAA,first_time_pass_rate,,2023,71.4,%", lanes=1), context)
    cover = words(pages[:1])
    assert "How hard the exam is." in cover
    assert "asks" not in cover and "costs" not in cover


def test_guide_without_statistics_does_not_explain_them(tmp_path: Path, context: LayoutContext) -> None:
    """Neither the symbols of rates nor the method of their calculation is printed."""
    said = words(compose(BROCHURE, compute_insights(read(write_made_up(tmp_path / "made-up"))), context))
    assert "How to read the lanes" in said
    for unused in ("Halfway", "The finish", "Light to dark", "weighted by candidates", "how hard the exam is"):
        assert unused not in said


def test_question_about_an_own_level_is_no_degree(tmp_path: Path, context: LayoutContext) -> None:
    """The note beside it agrees in number with the lanes that it names."""
    said = words(compose(BROCHURE, compute_insights(read(write_made_up(tmp_path / "made-up"))), context))
    assert "If you answer yes, you can still choose AAA" in said
    assert "A degree closes" not in said and "What you hold chooses the lane" in said


def test_names_that_did_not_change_are_not_listed(tmp_path: Path, context: LayoutContext) -> None:
    """A history has its events alone, and the table no row of present names."""
    insights = insights_of(tmp_path, ",event,,1999,A tent is raised,", "AAA,minimum_age,,,18,years")
    said = words(compose(BROCHURE, insights, context))
    assert "A tent is raised" in said
    assert "Same name" not in said and "Now called" not in said


@pytest.mark.parametrize(("period", "said"), [("2023-05", "the rates of May 2023"), ("2023-04", "the latest rates")])
def test_intervals_are_dated_only_where_all_have_the_date(
    period: str, said: str, tmp_path: Path, context: LayoutContext
) -> None:
    """A heading never gives one exam the month of another."""
    months = [f"{code},{row}" for code, months in (("AAA", ("01", "02", "03", "05")), ("BBB", ("01", period[-2:])))
              for m in months for row in (f"candidates,,2023-{m},40,people", f"pass_rate,,2023-{m},60,%")]  # fmt: skip
    found = words(compose(BROCHURE, insights_of(tmp_path, *months), context))
    assert f"What {said} may stand for" in found


def test_interval_too_narrow_to_print_has_no_page(tmp_path: Path, context: LayoutContext) -> None:
    """Of millions of candidates no page says 40 to 40 percent."""
    rows = [f"AAA,{row}" for year in range(2018, 2023)
            for row in (f"candidates,,{year},4000000,people", f"passed,,{year},1600000,people")]  # fmt: skip
    found = words(compose(BROCHURE, insights_of(tmp_path, *rows), context))
    assert "may stand for" not in found and "can be trusted" not in found


@pytest.mark.parametrize(
    ("name", "possessive"),
    [("Guild of Clowns", "Guild of Clowns’"), ("Circus Board", "Circus Board’s"), ("CSS", "CSS’s")],
)
def test_possessive_follows_the_name(name: str, possessive: str, context: LayoutContext) -> None:
    """A plural takes the apostrophe alone."""
    assert str(organization_terms(context.language, Organization(name=name)).possessive) == possessive


@pytest.mark.parametrize(("publication", "author"), [("own", "Circus Board"), ("independent", "")])
def test_author_of_an_own_handout_is_the_organization(
    publication: str, author: str, tmp_path: Path, context: LayoutContext
) -> None:
    """The program is the author of an independent guide."""
    folder = write_made_up(tmp_path / "made-up")
    (folder / "organization.csv").write_text(f"name,publication\nCircus Board,{publication}\n", encoding="utf-8")
    assert describe_document(BROCHURE, context, read(folder)).author == author


def test_infographic_of_rates_alone_composes(tmp_path: Path, context: LayoutContext) -> None:
    """It has no line that says only that requirements are not published."""
    insights = insights_of(tmp_path, "AAA,first_time_pass_rate,,2023,71.4,%")
    said = words(compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"])))
    assert "What each lane asks" not in said and "Not published" not in said


@pytest.mark.parametrize("months", [("01", "02", "03", "06"), ("01", "02", "11")])
def test_words_in_a_gap_stand_clear_of_the_halfway_line(
    months: tuple[str, ...], tmp_path: Path, context: LayoutContext
) -> None:
    """However long the name of the period is, no line crosses it."""
    insights = insights_of(tmp_path, *(f"AAA,pass_rate,,2023-{m},60,%" for m in months))
    chart = charts.pass_rates(insights, context, 360)
    middle = next(run for run in chart.labels if "Halfway" in run.text)
    half = middle.x + text_run_width(middle) / 2
    gap = [run for run in chart.labels if "–" in run.text or run.text == "not published"]
    assert len(gap) == 2
    assert all(not run.x < half < run.x + text_run_width(run) for run in gap)


def test_steps_without_hours_leave_no_empty_panel(tmp_path: Path, context: LayoutContext) -> None:
    """The chart of requirements is as tall as its steps."""
    insights = insights_of(tmp_path, "AAA,education,diploma,,a diploma,", "BBB,education,diploma,,a diploma,")
    pages = compose(BROCHURE, insights, context)
    chart = next(p for s in pages for p in s.blocks if isinstance(p.block, Chart) and p.block.name == "ladder")
    assert chart.box.height < 160


def test_page_of_few_sources_has_the_checklist(tmp_path: Path, context: LayoutContext) -> None:
    """It stands there once, and not again on a page of its own."""
    pages = compose(BROCHURE, insights_of(tmp_path, "AAA,pass_rate,,2023,60,%"), context)
    assert words(pages).count("Read the current candidate handbook") == 1
    assert "Read the current candidate handbook" in words(tuple(p for p in pages if p.name == "sources"))


def test_each_certification_is_shown_by_its_own_measure(tmp_path: Path, context: LayoutContext) -> None:
    """A rate of first attempts beside one of all is printed by its own words, under a heading of its own."""
    insights = insights_of(tmp_path, "AAA,pass_rate,,2023,61,%", "BBB,first_time_pass_rate,,2023,71,%")
    pages = {scene.name: words((scene,)) for scene in compose(BROCHURE, insights, context)}
    assert all(f"{what} in 2023" in pages["glance"] for what in ("passed", "passed first time"))
    assert "BBB first-time pass rate, % of candidates" in pages["lane-2"]
    assert [f"{what} BBB" in pages["statistics"] for what in ("First-time pass rate:", "Pass rate:")] == [True, False]
    picture = context.with_page_format(PAGE_FORMATS["infographic"])
    left_out = "Pass rate, not compared with the others: AAA 61% (2023)."
    other = "First-time pass rate, not compared with the others: BBB 71% (2023)."
    told = words(compose(INFOGRAPHIC, insights, picture))
    assert (other in told, left_out in told) == (True, False)


def test_requirement_known_of_no_certification_is_not_listed(tmp_path: Path, context: LayoutContext) -> None:
    """It is no gap of one certification; where another has it, its absence is said."""
    insights = insights_of(tmp_path, "AAA,education,diploma,,a diploma,", "BBB,minimum_age,,,18,years")
    said = words(tuple(s for s in compose(BROCHURE, insights, context) if s.name == "lane-1"))
    assert "Minimum age Not published" in said
    assert "Life support Not published" not in said and "Whom you will serve" not in said
