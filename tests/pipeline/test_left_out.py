"""Rows and charts that no product shows are listed, with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from acsm_report.dataset.diagnostics import Diagnostic
from acsm_report.dataset.insights import Insights
from acsm_report.dataset.readers import read_package
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE
from acsm_report.layout.context import LayoutContext
from acsm_report.pipeline.data_check import check_data
from acsm_report.pipeline.left_out import CHART_NEEDS
from acsm_report.theme.model import Brand, Logo, LogoFile
from support.packages import Package

TODAY = date(2016, 1, 1)


def notes(folder: Path, brand: Brand, rule: str) -> list[Diagnostic]:
    return [d for d in check_data(read_package(folder), brand, TODAY) if d.rule == rule]


def test_a_row_that_no_page_shows_is_listed(package: Package, brand: Brand) -> None:
    """A fact of a kind without a page is named with its kind and row."""
    package.keep("facts", lambda row: row["kind"] not in ("headquarters",))
    row = {**package.rows("facts")[0], "kind": "headquarters", "period": "", "unit": "", "value": "Springfield"}
    package.add("facts", row)
    line = len(package.rows("facts")) + 1
    assert any(f"headquarters (row {line})" in d.what for d in notes(package.folder, brand, "not-printed"))


def test_an_older_row_is_listed_with_its_reason(package: Package, brand: Brand) -> None:
    """Pages show the exam time of the newest period; an older one is named."""
    found = [d for d in notes(package.folder, brand, "not-printed") if d.what.startswith("no product prints exam_time")]
    (older,) = found
    assert older.what.endswith(": pages show only the newest")
    assert package.rows("facts")[older.row - 2]["kind"] == "exam_time"


def test_a_row_that_a_computed_figure_uses_counts_as_printed(package: Package, brand: Brand) -> None:
    """Candidates of each exam are printed or added up, so none is listed."""
    assert not any("candidates" in d.what for d in notes(package.folder, brand, "not-printed"))


@pytest.mark.parametrize(
    ("kind", "chart"),
    [
        ("candidates", "the chart of candidates and passes is left out: it needs candidates and pass rates"),
        ("passing_score", "the chart of passing score is left out: it needs a passing score and both ends"),
        (
            "domain_weight",
            "the chart of domains of the exam, for CPT, GEI, HFS, CES, RCEP is left out: it needs domain",
        ),
    ],
)
def test_a_chart_without_figures_is_listed_with_what_it_needs(
    kind: str, chart: str, package: Package, brand: Brand
) -> None:
    """What the data lacks is named."""
    package.keep("facts", lambda row: row["kind"] not in (kind, "passed"))
    assert any(d.what.startswith(chart) for d in notes(package.folder, brand, "no-chart"))


def test_each_chart_of_the_shipped_brochure_has_its_needs(package: Package, brand: Brand) -> None:
    """With all figures there, only the certifications without figures of their own are named."""
    assert [d.what for d in notes(package.folder, brand, "no-chart")] == [
        "the chart of domains of the exam, for CES is left out: it needs domain weights",
        "the chart of pass rates of one exam, for GEI is left out: it needs pass rates",
    ]


def test_a_logo_without_room_is_listed_with_its_products(package: Package, brand: Brand, tmp_path: Path) -> None:
    """A logo thirty times as wide as high cannot be read in a header; on a cover it has room."""
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 1"><path d="M0 0H30V1H0z"/></svg>'
    )
    file = LogoFile(tmp_path / "logo.svg")
    branded = replace(brand, logos={"large": Logo(file, file)})
    (note,) = notes(package.folder, branded, "no-logo")
    assert note.what.startswith("the logo has no room on some pages of brochure on letter, brochure on a4, infographic")
    assert not notes(package.folder, brand, "no-logo")


def test_every_chart_of_the_brochure_says_what_it_needs(insights: Insights, context: LayoutContext) -> None:
    """A chart that a page of the shipped brochure shows is in the list, by its name without a code."""
    charts = {placed.block.name for scene in compose(BROCHURE, insights, context) for placed in scene.charts}  # type: ignore[union-attr]
    assert {name.partition(".")[0] for name in charts} == {needs.name for needs in CHART_NEEDS}
