"""The page that shows what changed between two editions."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from acsm_report.export.html.diff_report import format_html
from acsm_report.geometry import Box
from acsm_report.provenance.diff import LedgerDiff, PageArea, PageSection, ProductDiff, RowChange, TextChange
from acsm_report.provenance.diff_report import SectionPictures
from acsm_report.provenance.html_format import CONTENT_SECURITY_POLICY

NASTY = "a|b `c` <script>alert(1)</script> [d](e) \x1b[31m *f* _g_\nh"
SECTION = PageSection("brochure", 4, "Each year a smaller share passed")
AREA = PageArea(4, Box(1, 2, 3, 4))


def row_change(what: str = "CPT pass rate 2014", formula: str = "") -> RowChange:
    return RowChange(
        key="fact:x",
        what=what,
        fields=(("value", "55%", "57%"),),
        old_source="ACSM: Statistics",
        new_source="ACSM: Statistics",
        row="facts.csv:126",
        formula=formula,
        places=(SECTION, PageSection("infographic", 1)),
    )


def ledger_diff(*rows: RowChange, changes: tuple[TextChange, ...] = ()) -> LedgerDiff:
    product = ProductDiff("brochure", "reprint", "AAAA-AAAA", "BBBB-BBBB", 16, 16, changes, 0)
    return LedgerDiff("then", "now", (), rows, (product,))


TITLE = TextChange("title", SECTION, "Half passed", "", AREA, None)
DIFF = ledger_diff(row_change(), changes=(TITLE,))


class PageParser(HTMLParser):
    """Collects the tags, the picture addresses, the policies and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.pictures: list[str] = []
        self.policies: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.pictures += [attributes["src"]] if tag == "img" else []
        self.policies += [attributes["content"]] if "http-equiv" in attributes else []

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.texts += [data.strip()] if data.strip() else []


def test_the_page_shows_every_change_in_order() -> None:
    """Verdict, products, changed rows with their sources, and changes of each section, in this order."""
    assert PageParser(format_html(DIFF)).texts == [
        "Handouts: reprint",
        "Handouts: reprint",
        "then → now",
        *("product", "verdict", "edition"),
        *("brochure", "reprint: figures or names that it prints are others", "AAAA-AAAA → BBBB-BBBB"),
        "Data",
        *("what", "before", "after", "from"),
        *("CPT pass rate 2014", "brochure 4; infographic 1", "55%", "57%", "ACSM: Statistics, facts.csv:126"),
        "Pages",
        "brochure, page 4: Each year a smaller share passed",
        *("title", "Half passed", "nothing"),
    ]


def test_a_derived_fact_shows_its_formula() -> None:
    assert "computed: a − b" in format_html(ledger_diff(row_change(formula="a − b")))


def test_a_change_of_the_page_count_is_shown() -> None:
    product = replace(DIFF.products[0], new_pages=20)
    assert "16 → 20 pages" in format_html(replace(DIFF, products=(product,)))
    assert "pages</td>" not in format_html(DIFF)


def test_changes_of_the_tools_are_shown() -> None:
    page = format_html(replace(DIFF, made=("another plotly", "another brand/brand.yml")))
    assert "<p>made with another plotly, another brand/brand.yml</p>" in page


def test_an_unchanged_edition_has_neither_rows_nor_pages() -> None:
    product = ProductDiff("brochure", "unchanged", "A", "A", 16, 16, (), 0)
    page = PageParser(format_html(LedgerDiff("then", "now", (), (), (product,))))
    assert "unchanged: what is printed stays right" in page.texts
    assert page.tags.count("table") == 1 and "h2" not in page.tags


@pytest.mark.parametrize("new", ["data:image/png;base64,BB", ""])
def test_pictures_show_a_section_before_and_after(new: str) -> None:
    """A picture that does not exist is replaced by a word."""
    page = PageParser(format_html(DIFF, [SectionPictures(SECTION, "data:image/png;base64,AA", new)]))
    assert page.pictures == ["data:image/png;base64,AA", *filter(None, [new])]
    assert page.texts.count("nothing") == (1 if new else 2)


def test_the_page_fetches_nothing() -> None:
    assert PageParser(format_html(DIFF)).policies == [CONTENT_SECURITY_POLICY]


def test_data_is_never_markup() -> None:
    """Markup and control characters in the data are text."""
    page = format_html(
        ledger_diff(row_change(NASTY), changes=(TextChange("sentence", SECTION, NASTY, NASTY, AREA, AREA),))
    )
    assert "script" not in PageParser(page).tags
    assert "\x1b" not in page
