"""The edition code: the same for the same figures, whatever they look like, and hard to misread."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC, PERSONALIZED_DOCUMENTS
from acsm_report.errors import UsageError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Drawing, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES, find_paper_format
from acsm_report.provenance.edition_code import (
    ALPHABET,
    describe_printed_value,
    edition_code_from_scenes,
    edition_code_from_values,
    parse_edition_code,
)
from support.packages import Package
from support.paths import DATASETS, ROOT

CODES = some.builds(
    edition_code_from_values,
    some.sampled_from(("brochure", "infographic")),
    some.lists(some.text(max_size=8), max_size=4),
)


def of(insights: Insights, context: LayoutContext, form: str = "infographic") -> str:
    """The code of the infographic in a shape."""
    return edition_code_from_scenes(
        "infographic", compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS[form]))
    )


def printed(insights: Insights, context: LayoutContext) -> str:
    """What the infographic prints as its code."""
    (scene,) = compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"]))
    blocks = [placed.block for placed in scene.blocks if isinstance(placed.block, Drawing)]
    texts = [mark.text for block in blocks for mark in block.marks if isinstance(mark, TextRun)]
    return next(text for text in texts if "Edition " in text)


@given(CODES)
def test_what_is_typed_as_it_is_printed_is_understood(printed: str) -> None:
    """Small letters, blanks and the letters that Crockford's alphabet leaves out are no hindrance."""
    sloppy = printed.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_edition_code(printed) == parse_edition_code(sloppy) == parse_edition_code(f" {printed} ") == printed


@given(CODES, some.integers(0, 7), some.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(printed: str, place: int, other: str) -> None:
    plain = printed.replace("-", "")
    wrong = plain[:place] + other + plain[place + 1 :]
    if wrong != plain:
        with pytest.raises(UsageError, match="misread or mistyped"):
            parse_edition_code(wrong)


@pytest.mark.parametrize("text", ["", "AP67", "AP67-KEY6-AAAA", "ÄP67-KEY6", "AP67-KEYU", "AP67\x1b[KEY"])
def test_what_is_no_code_is_told(text: str) -> None:
    with pytest.raises(UsageError, match="is not an edition code, which has 8 letters and digits"):
        parse_edition_code(text)


def test_order_and_repetition_do_not_matter() -> None:
    assert (
        edition_code_from_values("a", ["x", "y", "x"])
        == edition_code_from_values("a", ["y", "x"])
        != edition_code_from_values("b", ["x", "y"])
    )


@pytest.mark.parametrize("name", DATASETS)
def test_the_code_is_that_of_the_data_on_every_paper(
    name: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Letter and A4 tell the same; nor does it matter whether charts are drawn, which day it is, or for whom a copy."""
    insights = stories[name]
    pages = compose(BROCHURE, insights, context)
    others = [
        compose(BROCHURE, insights, replace(context.with_page_format(find_paper_format("a4")), issued="2026-11-27")),
        compose(PERSONALIZED_DOCUMENTS["brochure"], insights, context),
        place_labels(pages),
    ]
    assert {edition_code_from_scenes("brochure", some) for some in others} == {
        edition_code_from_scenes("brochure", pages)
    }


def test_every_shape_prints_its_own_code(insights: Insights, context: LayoutContext) -> None:
    """A square tells less than a portrait, so that it may hold longer."""
    for form in PICTURE_NAMES:
        (scene,) = compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS[form]))
        assert of(insights, context, form) in " ".join(str(getattr(item.block, "text", "")) for item in scene.blocks)
    assert of(insights, context, "square") != of(insights, context)


def test_a_changed_figure_is_another_code(package: Package, context: LayoutContext) -> None:
    before = package.tell()
    package.change("facts", {"certification": "CPT", "kind": "pass_rate", "period": "2014"}, value="57")
    assert of(package.tell(), context) != of(before, context)
    assert of(package.tell(), context) in printed(package.tell(), context)


def test_a_renamed_certification_is_another_code(package: Package, context: LayoutContext) -> None:
    before = of(package.tell(), context)
    package.change("certifications", {"certification": "RCEP"}, name="Registered Exercise Physiologist")
    assert of(package.tell(), context) != before


@pytest.mark.parametrize(
    ("table", "where", "change"),
    [
        ("sources", {"source": "certstats_2015"}, {"title": "Summary of the Statistics"}),
        ("sources", {"source": "certstats_2015"}, {"url": "http://certification.acsm.org/certstats2"}),
        ("facts", {"kind": "founded"}, {"note": "another note about what this picture does not show"}),
    ],
    ids=["title", "address", "elsewhere"],
)
def test_words_without_a_figure_do_not_count(
    table: str, where: dict[str, str], change: dict[str, str], package: Package, context: LayoutContext
) -> None:
    """A corrected title or address, and what another page tells, leave the sheet as right as it was."""
    before = of(package.tell(), context)
    package.change(table, where, **change)
    assert of(package.tell(), context) == before


def test_the_date_of_a_source_counts(package: Package, context: LayoutContext) -> None:
    """The brochure prints when a source was published: that is a figure too."""
    before = edition_code_from_scenes("brochure", compose(BROCHURE, package.tell(), context))
    package.change("sources", {"source": "certstats_2015"}, published="2015-06-24")
    assert edition_code_from_scenes("brochure", compose(BROCHURE, package.tell(), context)) != before


def test_a_lane_counts(package: Package, context: LayoutContext) -> None:
    """Its number stands at every mark of a certification."""
    before = of(package.tell(), context)
    package.change("certifications", {"certification": "CPT"}, lane="2")
    package.change("certifications", {"certification": "GEI"}, lane="1")
    assert of(package.tell(), context) != before


@pytest.mark.parametrize(("note", "same"), [("indeed", True), ("since 2014", False)])
def test_of_a_note_the_numerals_count(note: str, same: bool, package: Package, context: LayoutContext) -> None:
    before = edition_code_from_scenes("brochure", compose(BROCHURE, package.tell(), context))
    told = next(row["note"] for row in package.rows("certifications") if row["certification"] == "HFS")
    package.change("certifications", {"certification": "HFS"}, note=f"{told} {note}")
    assert (edition_code_from_scenes("brochure", compose(BROCHURE, package.tell(), context)) == before) == same


def test_signs_and_points_count() -> None:
    """Minus five is not five, and one and a half is not one, five."""
    said = [SimpleNamespace(note=note) for note in ("-5", "5", "1.5", "1 5", "−5")]
    assert len({describe_printed_value("fact:a", "note", record) for record in said}) == len(said)


def test_the_readme_shows_the_code_of_the_shipped_edition(insights: Insights, context: LayoutContext) -> None:
    """Its example can be tried, and is current."""
    told = set(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert told == {edition_code_from_scenes("brochure", compose(BROCHURE, insights, context))}
