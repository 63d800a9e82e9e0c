"""Titles and sentences about one exam, one period or one thing say no more than the data, in grammatical English."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from support.small_data import insights_of, titles, words

ONE_OF_TWO = [
    f"AAA,{kind},,{year},{value},{unit}"
    for year, rate in ((2020, 70), (2021, 65), (2022, 60))
    for kind, value, unit in (("pass_rate", rate, "%"), ("candidates", 500 + year, "people"))
]


def test_titles_about_one_of_several_exams_name_it(tmp_path: Path, context: LayoutContext) -> None:
    """The rates of one exam are not those of "the exam" where there are several."""
    insights = insights_of(tmp_path, *ONE_OF_TWO)
    poster = compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"]))
    pages = compose(BROCHURE, insights, context)
    found = titles([*pages, *poster])
    assert "A smaller share passed in the AAA exam, 2020 to 2022" in found
    assert "The AAA pass rate fell" in found and "In 2022 more than half passed the AAA exam" in found
    assert "In 2022 the AAA field got past halfway." in words(pages)


def test_change_of_nothing_is_not_chance(tmp_path: Path, context: LayoutContext) -> None:
    """Equal rates have the change 0 without a remark."""
    facts = [
        f"AAA,{kind}" for year in (2022, 2023) for kind in (f"pass_rate,,{year},50,%", f"candidates,,{year},90,people")
    ]
    said = words(compose(BROCHURE, insights_of(tmp_path, *facts), context))
    assert "may be chance" not in said and "The AAA pass rate held" in said


def test_title_promises_clients_only_if_they_are_known(tmp_path: Path, context: LayoutContext) -> None:
    """A certification whose clients are not known has a title about its requirements alone."""
    facts = "AAA,minimum_age,,,18,years", "BBB,minimum_age,,,18,years", "BBB,population,groups,,groups,"
    found = titles(compose(BROCHURE, insights_of(tmp_path, *facts), context))
    assert "AAA: what it asks before you may start" in found and "BBB: what it asks, and whom you will serve" in found


def test_one_change_is_not_each_year(tmp_path: Path, context: LayoutContext) -> None:
    """Of two rates the title names the later period."""
    facts = "AAA,pass_rate,,2020,70,%", "AAA,pass_rate,,2023,60,%"
    said = words(compose(BROCHURE, insights_of(tmp_path, *facts), context))
    assert "A smaller share passed in 2023" in said and "Each" not in said


def test_one_thing_is_singular(tmp_path: Path, context: LayoutContext) -> None:
    """One opening "is" projected, one credit and one month have no plural."""
    facts = (
        ",openings,fitness trainers,2023/2033,1,jobs", ",renewal_cycle,,,2,years", ",grace_period,,,1,months",
        "AAA,renewal_credits,,,1,credits", "BBB,renewal_credits,,,1,credits",
    )  # fmt: skip
    said = words(compose(BROCHURE, insights_of(tmp_path, *facts), context))
    for sentence in ("1 opening a year is projected", "1 credit every two years to keep it", "month of grace to renew"):
        assert sentence in said


def test_renewal_without_credits_is_no_title(tmp_path: Path, context: LayoutContext) -> None:
    """Zero credits do not keep anything."""
    facts = ",renewal_cycle,,,2,years", "AAA,renewal_credits,,,0,credits"
    found = titles(compose(BROCHURE, insights_of(tmp_path, *facts), context))
    assert "What it takes to stay certified" in found


@pytest.mark.parametrize(
    ("period", "date"), [("2022-10/2022-12", "December 2022"), ("2022/2023", "2023"), ("2023", "2023")]
)
def test_statistics_are_as_of_the_end_of_their_period(
    period: str, date: str, tmp_path: Path, context: LayoutContext
) -> None:
    """A quarter and an academic year have ended when their rates are known."""
    said = words(compose(BROCHURE, insights_of(tmp_path, f"AAA,pass_rate,,{period},70,%"), context))
    assert f"Statistics as of {date} " in said
