"""What changed between two editions is told exactly: rows, words, charts, and the verdict on each product."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import Document, compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.i18n import catalog
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.provenance.builder import build_ledger, merge_ledgers
from acsm_report.provenance.diff import LedgerDiff, PageSection, diff_ledgers
from acsm_report.provenance.model import Ledger
from support.packages import Package

CPT = {"certification": "CPT", "kind": "pass_rate", "period": "2014"}
Books = Callable[[Insights], Ledger]
Between = Callable[[Ledger, Ledger], LedgerDiff]


def book_of(insights: Insights, context: LayoutContext, *documents: Document) -> Ledger:
    """The ledger of documents, with their passages."""
    tall = {"infographic": context.with_page_format(PAGE_FORMATS["infographic"])}
    scenes = {d.name: place_labels(compose(d, insights, tall.get(d.name, context))) for d in documents}
    return merge_ledgers(
        insights.dataset, [build_ledger(insights.dataset, {name: pages}) for name, pages in scenes.items()], scenes
    )


@pytest.fixture
def book(context: LayoutContext) -> Books:
    """Return the ledger of the infographic of a story."""
    return lambda insights: book_of(insights, context, INFOGRAPHIC)


def between(old: Ledger, new: Ledger, *made: str) -> LedgerDiff:
    return diff_ledgers(old, new, ("then", "now"), catalog.load_language("en"), made)


def test_the_same_edition_is_unchanged(insights: Insights, book: Books) -> None:
    found = between(book(insights), book(insights))
    assert (found.verdict, found.rows) == ("unchanged", ())
    assert [(p.document, p.verdict, p.words, p.moved) for p in found.products] == [("infographic", "unchanged", (), 0)]


def test_a_changed_figure_is_told_with_its_source_and_its_places(package: Package, book: Books) -> None:
    """The row comes first, then what is computed from it; charts and titles that say it are named."""
    before = book(package.tell())
    line = package.change("facts", CPT, value="57")
    found = between(before, book(package.tell()))
    row, *computed = found.rows
    assert (row.what, row.fields) == ("CPT pass rate 2014", (("value", "55%", "57%"),))
    assert row.new_source == row.old_source == "ACSM: Summary of Certification Statistics"
    assert row.row == f"facts.csv:{line}"
    assert row.places == (PageSection("infographic", 1, "All four pass rates fell"),)
    assert {r.what: r.fields for r in computed}["CPT change 2012/2014"] == (("value", "-14", "-12"),)
    assert all(r.formula for r in computed)
    assert found.verdict == "reprint"
    titles = {w.old: w.new for p in found.products for w in p.words if w.kind == "title"}
    assert titles == {"In 2014 only half reached the finish": "In 2014 just over half reached the finish"}
    (chart,) = (w for p in found.products for w in p.words if w.kind == "chart")
    assert "55% in 2014 (change in points: -14)" in chart.old
    assert "57% in 2014 (change in points: -12)" in chart.new
    assert chart.place.panel == "All four pass rates fell"


def test_where_words_stand_is_told_of_both(package: Package, book: Books) -> None:
    """So that they can be looked at: the number of the page and a box in it, before and after."""
    before = book(package.tell())
    package.change("facts", CPT, value="57")
    for words in (w for p in between(before, book(package.tell())).products for w in p.words):
        assert words.old_seen and words.new_seen
        assert words.old_seen.page == words.new_seen.page == 1
        assert words.old_seen.box.width > 1 < words.new_seen.box.height


def test_that_its_code_is_another_is_not_told_among_the_words(package: Package, book: Books) -> None:
    before = book(package.tell())
    package.change("facts", CPT, value="57")
    (product,) = between(before, book(package.tell())).products
    assert product.old_code != product.new_code
    assert [w for w in product.words if "Edition" in w.new] == []


def test_other_words_with_the_same_figures_are_cosmetic(package: Package, book: Books) -> None:
    """A corrected title of a source: no figure is another, so sheets that are printed stay right."""
    before = book(package.tell())
    package.change("sources", {"source": "certstats_2015"}, title="Summary of the Statistics")
    found = between(before, book(package.tell()))
    assert found.verdict == "cosmetic"
    source = next(row for row in found.rows if row.what == "source certstats_2015")
    assert source.fields == (("title", "Summary of Certification Statistics", "Summary of the Statistics"),)
    assert any("Summary of the Statistics" in w.new for p in found.products for w in p.words)


def test_the_years_of_a_figure_are_not_the_figure(package: Package, context: LayoutContext) -> None:
    """The cover prints the years of the rates; it is not named when a rate of one of these years changes."""
    first = {**CPT, "period": "2012"}
    before = book_of(package.tell(), context, BROCHURE)
    package.change("facts", first, value="71")
    found = between(before, book_of(package.tell(), context, BROCHURE))
    assert (row := found.rows[0]).what == "CPT pass rate 2012"
    assert row.places and 1 not in {place.page for place in row.places}
    cover = [figure for figure in before.figures if figure.page == 1 and figure.of == "fact:CPT:pass_rate::2012"]
    assert [(figure.text, figure.shows) for figure in cover] == [("2012", "period")]


def test_what_is_not_printed_is_told_and_changes_no_verdict(package: Package, book: Books) -> None:
    """A note that no page shows is a change of the data alone."""
    before = book(package.tell())
    package.change("facts", CPT, also="exercise_science_guide")
    found = between(before, book(package.tell()))
    assert found.verdict == "unchanged"
    assert [row.fields for row in found.rows] == [(("also", "", "exercise_science_guide"),)]


def test_the_same_figure_from_another_source_is_told(package: Package, book: Books) -> None:
    before = book(package.tell())
    package.change("facts", {"certification": "CPT", "kind": "certified"}, source="exercise_science_guide")
    found = between(before, book(package.tell()))
    row = next(row for row in found.rows if row.what.startswith("CPT certified"))
    assert [name for name, _, _ in row.fields] == ["sources", "reliability"]
    assert (row.old_source, row.new_source) == (
        "ACSM: Summary of Certification Statistics",
        "exercise-science-guide.com: About ACSM and Its Certifications",
    )


def test_what_came_and_what_went_is_told(package: Package, book: Books) -> None:
    before = book(package.tell())
    package.keep("facts", lambda row: not (row["certification"] == "CES" and row["kind"] == "certified"))
    after = book(package.tell())
    gone = next(row for row in between(before, after).rows if row.what.startswith("CES certified"))
    come = next(row for row in between(after, before).rows if row.what.startswith("CES certified"))
    assert gone.fields == (("value", "2,999", ""),)
    assert come.fields == (("value", "", "2,999"),)
    assert (gone.new_source, come.old_source) == ("", "")
    assert gone.places and come.places


def test_where_a_figure_was_printed_is_told_too(package: Package, context: LayoutContext) -> None:
    """Else a sheet would have to be printed anew, and nobody would say why."""
    before = book_of(package.tell(), context, BROCHURE, INFOGRAPHIC)
    after = before.model_copy(
        update={
            "facts": {
                key: record.model_copy(update={"value": 57}) if key == "CPT:pass_rate::2014" else record
                for key, record in before.facts.items()
            },
            "figures": tuple(
                f for f in before.figures if (f.of, f.document) != ("fact:CPT:pass_rate::2014", "brochure")
            ),
        }
    )
    (row,) = between(before, after).for_document("brochure").rows
    assert row.what == "CPT pass rate 2014"


def test_another_lane_is_told_and_a_reprint(package: Package, book: Books) -> None:
    before = book(package.tell())
    package.change("certifications", {"certification": "CPT"}, lane="2")
    package.change("certifications", {"certification": "GEI"}, lane="1")
    found = between(before, book(package.tell()))
    assert found.verdict == "reprint"
    assert {row.what: row.fields for row in found.rows}["certification CPT"] == (("lane", "1", "2"),)


def test_without_passages_figures_are_compared(package: Package, book: Books) -> None:
    """A ledger that travels in a file does not tell the words; whether it looks the same nobody knows."""
    before = book(package.tell()).model_copy(update={"passages": ()})
    assert between(before, book(package.tell())).verdict == "cosmetic"
    package.change("facts", CPT, value="57")
    (product,) = between(before, book(package.tell())).products
    assert (product.verdict, product.words) == ("reprint", ())


def test_another_brand_or_program_is_cosmetic(insights: Insights, book: Books) -> None:
    """Two ledgers say the same, and still everything may look different."""
    assert between(book(insights), book(insights), "another plotly").verdict == "cosmetic"


def test_what_only_moved_is_cosmetic(insights: Insights, context: LayoutContext) -> None:
    """The same words on another paper stand elsewhere."""
    letter, a4 = (
        book_of(insights, context.with_page_format(PAGE_FORMATS[paper]), BROCHURE) for paper in ("letter", "a4")
    )
    (product,) = between(letter, a4).products
    assert product.verdict == "cosmetic"
    assert product.moved > 100
    assert between(letter, a4).rows == ()


def test_a_page_that_is_new_is_told_as_new(package: Package, context: LayoutContext) -> None:
    """Its words were nothing before; pages after it are not taken for others because their numbers moved."""
    with_pay = book_of(package.tell(), context, BROCHURE)
    package.keep("facts", lambda row: row["kind"] not in ("median_pay", "jobs", "job_growth", "entry_education"))
    (product,) = between(book_of(package.tell(), context, BROCHURE), with_pay).products
    pay = {p.page for p in with_pay.passages if p.name == "pay"}
    assert product.new_pages == 16 >= product.old_pages
    assert {w.place.page for w in product.words if w.kind == "title" and not w.old} >= pay
    lanes = {p.page for p in with_pay.passages if p.name in ("glance", "requirements", "statistics")}
    assert not lanes & {w.place.page for w in product.words}


def test_the_same_words_elsewhere_on_a_page_only_moved(insights: Insights, book: Books) -> None:
    """Their order is another, and no words are."""
    before = book(insights)
    words = list(before.passages)
    words[2], words[5] = words[5], words[2]
    (product,) = between(before, before.model_copy(update={"passages": tuple(words)})).products
    assert (product.verdict, product.words, product.moved) == ("unchanged", (), 0)


def test_long_words_without_likeness_do_not_take_each_others_place(insights: Insights, book: Books) -> None:
    """One went, and another came."""
    before = book(insights)
    long = next(n for n, p in enumerate(before.passages) if p.tag == "P" and len(p.text) > 60)
    other = before.passages[long].model_copy(update={"text": "XYZ " * 20})
    passages = (*before.passages[:long], other, *before.passages[long + 1 :])
    (product,) = between(before, before.model_copy(update={"passages": passages})).products
    assert [bool(w.old) + bool(w.new) for w in product.words] == [1, 1]


def test_the_order_of_the_rows_is_no_figure(package: Package, context: LayoutContext) -> None:
    """Whoever sorts the table has not to print anew."""
    before = book_of(package.tell(), context, BROCHURE)
    package.save("facts", package.rows("facts")[::-1])
    found = between(before, book_of(package.tell(), context, BROCHURE))
    assert (found.verdict, found.rows) == ("cosmetic", ())


def test_a_comparison_can_be_about_one_product(insights: Insights, package: Package, context: LayoutContext) -> None:
    before = book_of(insights, context, BROCHURE, INFOGRAPHIC)
    package.change("facts", {"kind": "passing_score"}, value="551")
    found = between(before, book_of(package.tell(), context, BROCHURE, INFOGRAPHIC)).for_document("infographic")
    assert [product.document for product in found.products] == ["infographic"]
    assert {place.document for row in found.rows for place in row.places} == {"infographic"}
