"""Every product of unusual figures composes: many steps of education, low lanes, long periods with gaps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.dataset.model import Organization
from acsm_report.documents.brochure.decision_path import decision_path
from acsm_report.documents.brochure.open_questions import open_questions
from acsm_report.documents.brochure.statistics import statistics
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import FitError
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import PageReferences, Scene
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.pipeline.contrast_faults import find_unreadable_texts
from support.small_data import CODES, faults, insights_of, words

LEVELS = ("none at all", "primary school", "secondary school", "college certificate", "doctorate")


def picture(insights: Insights, context: LayoutContext, name: str = "infographic") -> tuple[Scene, ...]:
    return compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS[name]))


@pytest.mark.parametrize("count", [3, 5, 9])
def test_names_of_many_steps_stand_apart(count: int, tmp_path: Path, context: LayoutContext) -> None:
    """Names of steps that have no room beside each other are broken into lines, or stand on two levels."""
    levels = [LEVELS[n % 5] + " again" * (n // 5) for n in range(count)]
    terms = "list,term,label,short\n" + "".join(f"education,l{n},{level},\n" for n, level in enumerate(levels))
    facts = [f"{CODES[n]},education,l{n},,{level}," for n, level in enumerate(levels)]
    insights = insights_of(tmp_path, *facts, lanes=count, tables={"terms": terms})
    assert len(insights.steps) == count
    assert faults(picture(insights, context)) == []


@pytest.mark.parametrize(("name", "count"), [("social", 9), ("square", 7)])
def test_words_in_low_lanes_stand_clear_of_the_first_rate(
    name: str, count: int, tmp_path: Path, context: LayoutContext
) -> None:
    """The strip of a first rate below the latest is no taller than the lane leaves free below its words."""
    facts = [
        f"{code},pass_rate,,{year},{value},%" for code in CODES[:count] for year, value in ((2014, 40), (2023, 50))
    ]
    scenes = picture(insights_of(tmp_path, *facts, lanes=count), context, name)
    assert [*find_unreadable_texts(scenes, context.brand, name)] == []


def test_a_gap_of_long_periods_stays_within_its_chart(tmp_path: Path, context: LayoutContext) -> None:
    """The words about a gap do not reach the change beside the bars."""
    periods = ("2020-01/2020-03", "2020-07/2020-09", "2022-01/2022-03")
    facts = [f"AAA,pass_rate,,{period},{value},%" for period, value in zip(periods, (70, 60, 22), strict=True)]
    assert faults(picture(insights_of(tmp_path, *facts, lanes=1), context)) == []


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_quarters_fit_below_narrow_charts(paper: str, tmp_path: Path, context: LayoutContext) -> None:
    """The first and the last quarter of each exam stand below its chart of intervals."""
    facts = []
    for code in CODES[:5]:
        for n in range(4):
            period = f"2022-{3 * n + 1:02}/2022-{3 * n + 3:02}"
            facts += [f"{code},pass_rate,,{period},{50 + 5 * n},%", f"{code},candidates,,{period},{200 + n},people"]
    scenes = compose(BROCHURE, insights_of(tmp_path, *facts, lanes=5), context.with_page_format(PAGE_FORMATS[paper]))
    assert faults(scenes) == []


def test_every_open_question_of_nine_certifications_is_asked(tmp_path: Path, context: LayoutContext) -> None:
    """The table of questions has a cell for each certification; what the guide has is named as that."""
    insights = insights_of(tmp_path, "AAA,minimum_age,,,18,years", "CCC,exam_fee,,,90,USD", lanes=9)
    (page,) = open_questions(insights, context, PageReferences(1, {}, "", True))
    cells = [placed.role.rpartition("/")[2] for placed in page.blocks if placed.role.startswith("Table/TBody")]
    assert cells.count("TD") == 9 * 8
    said = words([page])
    assert all(code in said for code in CODES) and said.count("in this guide") == 2
    assert faults((page,)) == []


def test_a_page_without_numbers_asks_for_them(tmp_path: Path, context: LayoutContext) -> None:
    """Where nothing is known of an exam and its costs, the page of its certification has room for the answers."""
    pages = compose(BROCHURE, insights_of(tmp_path, "AAA,minimum_age,,,18,years", "BBB,exam_fee,,,90,USD"), context)
    (page,) = (scene for scene in pages if scene.name == "lane-1")
    assert "Ask before you register" in words([page]) and "Exam fee: not published" not in words([page])


def test_one_row_is_no_page_of_requirements(tmp_path: Path, context: LayoutContext) -> None:
    """Ages alone are on the pages of the certifications; there is nothing else to set side by side."""
    ages = "AAA,minimum_age,,,18,years", "BBB,minimum_age,,,21,years"
    pages = compose(BROCHURE, insights_of(tmp_path, *ages), context)
    assert "requirements" not in [scene.name for scene in pages]


def test_answers_end_before_the_badges_of_their_lanes(tmp_path: Path, context: LayoutContext) -> None:
    """A long answer is smaller, or its first word alone; the badge covers none of it."""
    terms = "list,term,label,short\n" + "".join(f"education,l{n},{level},\n" for n, level in enumerate(LEVELS))
    facts = [f"{CODES[n]},education,l{n},,{level}," for n, level in enumerate(LEVELS)]
    insights = insights_of(tmp_path, *facts, lanes=5, tables={"terms": terms})
    (page,) = decision_path(insights, context, PageReferences(3, {}, "", True))
    answers = [placed for placed in page.blocks if str(getattr(placed.block, "text", "")).startswith(("No", "Yes ·"))]
    assert len(answers) == 5
    assert all(placed.box.right < context.grid.x(4) - 8 for placed in answers)


def test_periods_of_quarters_are_joined_by_words(tmp_path: Path, context: LayoutContext) -> None:
    """Of two quarters the cover says "to", because each of them has a dash; of two years it has the dash."""
    quarters = [f"AAA,pass_rate,,{period},60,%" for period in ("2022-01/2022-03", "2022-10/2022-12")]
    assert "Exam statistics Jan–Mar 2022 to Oct–Dec 2022" in words(
        compose(BROCHURE, insights_of(tmp_path, *quarters), context)[:1]
    )
    years = [f"AAA,pass_rate,,{period},60,%" for period in (2021, 2022)]
    assert "Exam statistics 2021–2022" in words(compose(BROCHURE, insights_of(tmp_path, *years), context)[:1])


@pytest.mark.parametrize("name", ["link", "square", "social", "story", "infographic"])
def test_two_quarters_fit_every_picture(name: str, tmp_path: Path, context: LayoutContext) -> None:
    """The words below two rates of all exams stand apart, even if both name a quarter."""
    facts = []
    for period, rate in (("2022-01/2022-03", 78), ("2022-10/2022-12", 72)):
        facts += [f"AAA,pass_rate,,{period},{rate},%", f"AAA,candidates,,{period},900,people"]
    assert faults(picture(insights_of(tmp_path, *facts, lanes=1), context, name)) == []


def test_a_long_wordmark_stands_above_the_title_of_a_link(tmp_path: Path, context: LayoutContext) -> None:
    """A noun of two words wraps in the narrow column; the title moves down."""
    organization = Organization("Made-up Circus", noun="certificat d’aptitude", plural="certificats d’aptitude")
    insights = insights_of(tmp_path, "AAA,pass_rate,,2022,78,%")
    (scene,) = picture(insights, replace(context, organization=organization), "link")
    mark, title = scene.blocks[0], next(placed for placed in scene.blocks if placed.tag == "H1")
    assert mark.box.bottom + 10 < title.box.y


def test_panel_of_all_exams_stands_clear_of_every_count(tmp_path: Path, context: LayoutContext) -> None:
    """Beside short bars of the last exam it may not reach up to the long ones of the exam above."""
    facts = []
    for code, first, count in (("AAA", 2014, 900), ("BBB", 2021, 20)):
        for year in range(first, 2024):
            facts += [f"{code},pass_rate,,{year},60,%", f"{code},candidates,,{year},{count},people"]
    assert faults(statistics(insights_of(tmp_path, *facts), context, PageReferences(9, {}, "", True))) == []


def test_a_gap_too_long_for_a_poster_is_refused_by_its_words(tmp_path: Path, context: LayoutContext) -> None:
    """In the narrow chart of a wall poster it may not run across the finish, where it could not be read."""
    facts = [f"{code},pass_rate,,2020-{month},10,%" for code in CODES[:2] for month in ("01", "06")]
    with pytest.raises(FitError, match="the gap 'Feb–May 2020'"):
        picture(insights_of(tmp_path, *facts), context, "tabloid")
