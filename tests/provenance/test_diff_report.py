"""What changed is told in four ways: all of it, safely, and so that a reviewer finds it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from acsm_report.geometry import Box
from acsm_report.provenance import diff_report
from acsm_report.provenance.diff import LedgerDiff, PageArea, PageSection, ProductDiff, RowChange, TextChange
from acsm_report.provenance.diff_report import SectionPictures

NASTY = "a|b `c` <script>alert(1)</script> [d](e) \x1b[31m *f* _g_\nh"
PAGE = PageSection("brochure", 4, "Each year a smaller share passed")
SEEN = PageArea(4, Box(1, 2, 3, 4))
OLD = "Bar chart of rates. CPT: 69% in 2012, 55% in 2014; HFS: 59% in 2012. It fell."
NEW = "Bar chart of rates. CPT: 69% in 2012, 57% in 2014; HFS: 59% in 2012. It fell."


def row(what: str = "CPT pass rate 2014", **more: object) -> RowChange:
    told = {
        "key": "fact:x", "fields": (("value", "55%", "57%"),), "old_source": "ACSM: Statistics",
        "new_source": "ACSM: Statistics", "row": "facts.csv:126", "formula": "",
        "places": (PAGE, PageSection("brochure", 9), PageSection("infographic", 1)),
    }  # fmt: skip
    return RowChange(what=what, **{**told, **more})  # type: ignore[arg-type]


def found(*rows: RowChange, words: tuple[TextChange, ...] = (), verdict: str = "reprint") -> LedgerDiff:
    product = ProductDiff("brochure", verdict, "AAAA-AAAA", "BBBB-BBBB", 16, 16, words, 0)  # type: ignore[arg-type]
    return LedgerDiff("then", "now", (), rows, (product,))


CHART = TextChange("chart", PAGE, OLD, NEW, SEEN, SEEN)
TITLE = TextChange("title", PAGE, "Half passed", "", SEEN, None)
WHOLE = found(row(), words=(CHART, TITLE))


def test_a_terminal_is_told_the_verdict_the_figures_and_the_words() -> None:
    assert diff_report.format_text(WHOLE) == (
        "then → now\n"
        "brochure: reprint, figures or names that it prints are others (edition AAAA-AAAA → BBBB-BBBB)\n"
        "\n"
        "CPT pass rate 2014\n"
        "  value: 55% → 57%\n"
        "  from: ACSM: Statistics, facts.csv:126\n"
        "  printed: brochure 4, 9; infographic 1\n"
        "\n"
        "brochure, page 4: Each year a smaller share passed\n"
        "  chart, Bar chart of rates: CPT: 69% in 2012, 55% in 2014; → CPT: 69% in 2012, 57% in 2014;\n"
        "  title: Half passed → nothing\n"
    )


def test_a_source_that_is_another_is_told_with_the_one_before() -> None:
    told = diff_report.format_text(found(row(old_source="BLS: Pay", fields=(("sources", "bls", "acsm"),))))
    assert "  from: BLS: Pay → ACSM: Statistics, facts.csv:126\n" in told


def test_what_is_computed_is_told_with_its_formula() -> None:
    computed = found(row(formula="a − b"))
    assert "  from: computed: a − b\n" in diff_report.format_text(computed)
    assert "computed: a − b" in diff_report.format_markdown(computed)


def test_a_row_that_came_or_went_is_one_that_was_not_printed() -> None:
    """It may well be in the data."""
    assert "  value: 55% → not printed\n" in diff_report.format_text(found(row(fields=(("value", "55%", ""),))))


def test_how_many_pages_there_are_is_told_where_that_is_another() -> None:
    product = replace(WHOLE.products[0], new_pages=20)
    for form in (diff_report.format_text, diff_report.format_markdown):
        assert "16 → 20 pages" in form(replace(WHOLE, products=(product,)), ())
        assert "16 → 16 pages" not in form(WHOLE, ())


def test_what_else_it_was_made_with_is_told() -> None:
    for form in (diff_report.format_text, diff_report.format_markdown):
        assert "made with another plotly, another brand/brand.yml" in form(
            replace(WHOLE, made=("another plotly", "another brand/brand.yml")), ()
        )


def test_what_no_page_shows_is_told_so() -> None:
    assert "  printed: on no page\n" in diff_report.format_text(found(row(places=())))


def test_nothing_can_steer_a_terminal() -> None:
    told = diff_report.format_text(
        found(row(NASTY), words=(TextChange("sentence", PAGE, NASTY, NASTY + "!", SEEN, SEEN),))
    )
    assert all(line.isprintable() for line in told.splitlines())


def test_a_pull_request_shows_tables_and_folds_pages() -> None:
    told = diff_report.format_markdown(WHOLE, [SectionPictures(PAGE, "crops/1-before.png", "")])
    assert told.startswith("## Handouts: reprint\n")
    assert "| brochure | **reprint**: figures or names that it prints are others | AAAA-AAAA → BBBB-BBBB |" in told
    assert "| CPT pass rate 2014 | 55% | 57% | ACSM: Statistics, facts.csv:126 | brochure 4, 9; infographic 1 |" in told
    assert "<summary>brochure, page 4: Each year a smaller share passed</summary>" in told
    assert "- title: Half passed → **nothing**" in told
    assert "![before](crops/1-before.png)" in told
    assert "![after]" not in told


def test_nothing_of_the_data_is_markup_in_a_pull_request() -> None:
    """A cell stays one cell, a link no link, and no tag gets through."""
    told = diff_report.format_markdown(found(row(NASTY)))
    line = next(line for line in told.splitlines() if "a\\|b" in line)
    assert len(re.findall(r"(?<!\\)\|", line)) == 6
    assert "<script" not in told
    assert "\\[d\\](e)" in told


def test_a_pull_request_is_never_too_long() -> None:
    """GitHub refuses a body of more than 65,536 characters: then the pages are left to the file with all of it."""
    many = tuple(
        TextChange("sentence", PageSection("brochure", n), "a " * 300, "b " * 300, SEEN, SEEN) for n in range(90)
    )
    told = diff_report.format_markdown(found(row(), words=many))
    assert len(told) < 65_000
    assert "CPT pass rate 2014" in told
    assert "90 changes" in told


def test_a_pull_request_of_many_rows_is_never_too_long() -> None:
    """What does not fit is counted."""
    told = diff_report.format_markdown(found(*(row(f"fact {n} " + "a" * 200) for n in range(400))))
    assert len(told) < 65_000
    assert re.search(r"And \d+ more: acsm-report diff", told)


def test_nobody_is_called_by_a_pull_request() -> None:
    """Nor is an issue."""
    told = diff_report.format_markdown(found(row("ask @acsm/all about #12")))
    assert "ask &#64;acsm/all about \\#12" in told


def test_a_picture_in_any_folder_is_found() -> None:
    told = diff_report.format_markdown(WHOLE, [SectionPictures(PAGE, "my crops (1)/a.png", "")])
    assert "![before](my%20crops%20%281%29/a.png)" in told


def test_alternatives_that_differ_in_blanks_alone_are_told_whole() -> None:
    change = TextChange("chart", PAGE, "Bar chart. It fell. ", "Bar chart. It fell.", SEEN, SEEN)
    assert "  chart, Bar chart: Bar chart. It fell. → Bar chart. It fell.\n" in diff_report.format_text(
        found(words=(change,))
    )


@pytest.mark.parametrize("verdict", ["unchanged", "cosmetic", "reprint"])
def test_programs_are_told_the_verdict_and_everything(verdict: str) -> None:
    told = json.loads(diff_report.format_json(found(row(), words=(CHART,), verdict=verdict)))
    assert told["verdict"] == verdict
    assert told["rows"][0]["fields"] == [["value", "55%", "57%"]]
    assert told["products"][0]["words"][0]["place"] == ["brochure", 4, PAGE.panel]


def test_nothing_changed_is_told_in_every_form() -> None:
    nothing = LedgerDiff("then", "now", (), (), (ProductDiff("brochure", "unchanged", "A", "A", 16, 16, (), 0),))
    assert (
        diff_report.format_text(nothing) == "then → now\nbrochure: unchanged, what is printed stays right (edition A)\n"
    )
    for form in diff_report.FORMATS.values():
        assert "unchanged" in form(nothing, ())
