"""Tests of documents: their pages in order, page references, and that each shown fact has a source."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Fact
from acsm_report.dataset.schema import FACT_KINDS, OCCUPATIONS
from acsm_report.documents.compose import Document, Page, compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC, PERSONALIZED_DOCUMENTS
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import describe_adjustments
from acsm_report.layout.scene import Drawing, PageReferences, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PAPER_NAMES
from acsm_report.system import resources
from support.insights import insights_of
from support.packages import Package, read
from support.paths import DATASETS, SOURCE

SHARED_BY_PAGES = {  # modules that are no pages
    "candidates_section", "certification_sections", "checklist", "lane_details", "latest_rates", "organization_facts",
    "rate_intervals", "rates_section", "requirements_table", "statistics_notes",
}  # fmt: skip


def composed(document: Document, insights: Insights, context: LayoutContext) -> tuple[Scene, ...]:
    own_context = context.with_page_format(PAGE_FORMATS["infographic"]) if document is INFOGRAPHIC else context
    return place_labels(compose(document, insights, own_context))


def facts_of(scenes: tuple[Scene, ...]) -> dict[Fact, None]:
    """Return the facts that the scenes show, each once, in reading order."""
    return dict.fromkeys(fact for scene in scenes for item in scene.blocks for fact in item.facts)


PAGES = [
    "cover", "contents", "glance", "lane-1", "lane-2", "lane-3", "lane-4", "lane-5", "requirements", "statistics",
    "keep", "pay", "changed", "sources", "sources-2", "back",
]  # fmt: skip


@pytest.mark.parametrize("paper", PAPER_NAMES)
def test_the_brochure_has_its_pages_in_order(paper: str, insights: Insights, context: LayoutContext) -> None:
    """The brochure runs from cover to back cover, with a page per certification, all of the same size."""
    scenes = composed(BROCHURE, insights, context.with_page_format(PAGE_FORMATS[paper]))
    assert [s.name for s in scenes] == PAGES
    assert {s.size for s in scenes} == {scenes[0].size}


@pytest.mark.parametrize("name", DATASETS)
def test_the_shipped_data_sets_fill_their_sheets(name: str, context: LayoutContext) -> None:
    """A folded sheet has four pages. The shipped data sets fill their sheets without pages for notes."""
    scenes = composed(BROCHURE, compute_insights(read(resources.find_data_package(name))), context)
    assert len(scenes) % 4 == 0
    assert [s.name for s in scenes if s.name.startswith(("notes", "lines"))] == []


def test_filler_pages_complete_the_last_sheet(package: Package, context: LayoutContext) -> None:
    """If the page count is not a multiple of four, a checklist and then ruled pages come before the back cover."""
    package.keep("facts", lambda row: row["kind"] not in ("median_pay", "jobs", "event"))
    package.only("CPT", "GEI")
    names = [s.name for s in composed(BROCHURE, package.tell(), context)]
    assert len(names) % 4 == 0
    assert names[-1] == "back"
    filled = [name for name in names if name.startswith(("notes", "lines"))]
    assert filled and names[-1 - len(filled) : -1] == filled
    assert filled[0] == "notes" and all(name.startswith("lines") for name in filled[1:])


@pytest.mark.parametrize(
    ("exams", "pages"),
    [
        ([[(63, None)]], ["cover", "lane-1", "sources", "back"]),
        ([[(63, 400), (57, 410)]], ["cover", "contents", "lane-1", "statistics", "sources", "notes", "open", "back"]),
        (
            [[(63, None)], []],
            ["cover", "contents", "glance", "lane-1", "lane-2", "sources", "open", "back"],
        ),
        ([[], []], ["cover", "contents", "glance", "lane-1", "lane-2", "sources", "open", "back"]),
    ],
)
def test_little_data_makes_a_short_brochure(
    exams: list[list[tuple[float, int | None]]], pages: list[str], context: LayoutContext
) -> None:
    """Of four or eight pages each has something to say, and none is for notes alone."""
    assert [s.name for s in composed(BROCHURE, insights_of(*exams), context)] == pages


def test_little_known_certification_has_open_questions(context: LayoutContext) -> None:
    """Its page has room for the answers, and no section says that nothing is published."""
    (page,) = (s for s in composed(BROCHURE, insights_of([(63, None)], []), context) if s.name == "lane-2")
    words = " ".join(item.block.text for item in page.blocks if isinstance(item.block, Drawing))
    assert "Exam fee" in words and "Minimum age" in words
    assert "Not published" not in words and "not in our sources" not in words


@pytest.mark.parametrize(("kind", "words"), [("candidates", "sat in 2019"), ("passed", "people passed in 2019")])
def test_counts_without_a_rate_are_printed(kind: str, words: str, context: LayoutContext) -> None:
    """Candidates or passes alone give no rate; the page of the certification has the number."""
    count = Fact(kind, 1_234_567, "people", "C1", period="2019", source="s")
    (page,) = (s for s in composed(BROCHURE, insights_of([], others=(count,)), context) if s.name == "lane-1")
    told = [item.block.text for item in page.blocks if isinstance(item.block, Drawing)]
    assert "1,234,567" in told and words in told


def test_passes_without_candidates_are_printed_beside_the_rate(context: LayoutContext) -> None:
    """The sentence at the head of the page has them."""
    passed = Fact("passed", 252, "people", "C1", period="2010", source="s")
    (page,) = (s for s in composed(BROCHURE, insights_of([(63, None)], others=(passed,)), context) if "lane" in s.name)
    assert any("252 people" in item.block.text for item in page.blocks if isinstance(item.block, Drawing))


def test_references_follow_when_a_page_grows(package: Package, context: LayoutContext) -> None:
    """Contents and cross-references give the right page numbers, however many pages come before."""
    rows = [r for r in package.rows("facts") if r["kind"] == "event"]
    package.keep("facts", lambda row: row["kind"] != "event")
    for scenes in (
        composed(BROCHURE, package.tell(), context),
        composed(BROCHURE, insights_with_rows(package, rows), context),
    ):
        page_numbers = {s.name: number for number, s in enumerate(scenes, 1)}
        runs = [run for s in scenes for item in s.blocks for run in item.block.marks if isinstance(run, TextRun)]  # type: ignore[union-attr]
        links = [(run.link.target[1:], run.text) for run in runs if run.link and run.link.target.startswith("#")]
        wrong = [
            (name, text)
            for name, text in links
            if re.search(r"\d+$", text) and not text.endswith(str(page_numbers[name]))
        ]
        assert (len(links) > 20, wrong) == (True, [])


def insights_with_rows(package: Package, rows: list[dict[str, str]]) -> Insights:
    package.add("facts", *rows)
    return package.tell()


def test_the_infographic_is_one_page(insights: Insights, context: LayoutContext) -> None:
    """The infographic has one page."""
    assert len(composed(INFOGRAPHIC, insights, context)) == 1


def test_every_page_module_is_used_by_a_document() -> None:
    """Every page module is used by a document."""
    page_functions = {
        page.lay_out
        for document in (BROCHURE, INFOGRAPHIC, *PERSONALIZED_DOCUMENTS.values())
        for page in (*document.pages, *document.filler_pages, *document.closing_pages)
    }
    modules = {p.stem for p in (SOURCE / "documents" / "brochure").glob("*.py")} - {"__init__"} - SHARED_BY_PAGES
    assert {p.__module__.rpartition(".")[2] for p in page_functions} == modules | {"formats", "portrait"}


def test_pages_print_their_own_number(insights: Insights, context: LayoutContext) -> None:
    """Each page between the covers prints its own number in the footer."""
    for number, scene in enumerate(composed(BROCHURE, insights, context)[1:-1], 2):
        last = [i.block.text for i in scene.blocks if i.box.y > scene.size.height - 60 and i.role == "Artifact"]  # type: ignore[union-attr]
        assert str(number) in last


@pytest.mark.parametrize("document", [BROCHURE, INFOGRAPHIC], ids=lambda d: d.name)
def test_every_shown_fact_has_a_source(document: Document, insights: Insights, context: LayoutContext) -> None:
    """Each fact on a page leads, through formulas, to rows of the data with a source."""

    def sourced(fact: Fact) -> bool:
        if fact.formula:
            return all(map(sourced, fact.inputs))
        return bool(fact.place) and fact.source in insights.dataset.sources

    facts = facts_of(composed(document, insights, context))
    assert len(facts) > 20
    assert [f for f in facts if not sourced(f)] == []


def test_every_row_of_the_data_is_shown(insights: Insights, context: LayoutContext) -> None:
    """The brochure shows each fact that a page can show, directly or as the input of a derived fact."""

    def rows(fact: Fact) -> set[Fact]:
        return {fact}.union(*map(rows, fact.inputs))

    shown = set().union(*map(rows, facts_of(composed(BROCHURE, insights, context))))
    assert [f"{f.place} {f.kind}" for f in insights.dataset.facts if insights.is_shown(f) and f not in shown] == []


def test_composing_is_pure(insights: Insights, context: LayoutContext) -> None:
    """The same insights and layout context give equal pages."""
    for document in (BROCHURE, INFOGRAPHIC):
        assert composed(document, insights, context) == composed(document, insights, context)


def test_only_the_newest_renewal_credits_are_shown(insights: Insights, context: LayoutContext) -> None:
    """Credits of an earlier period are on no page."""
    facts = [f for f in insights.dataset.facts if f.kind != "renewal_credits"]
    for period, credits in (("2014", 45), ("2019", 60)):
        facts.append(Fact("renewal_credits", credits, "credits", "CPT", period=period, source=facts[0].source))
    shown = facts_of(composed(BROCHURE, compute_insights(replace(insights.dataset, facts=tuple(facts))), context))
    assert [f.value for f in shown if f.kind == "renewal_credits"] == [60]


def test_job_growth_alone_has_a_page(insights: Insights, context: LayoutContext) -> None:
    """The pay page exists if job growth is the only fact about occupations."""
    pay = {kind.name for kind in FACT_KINDS.values() if "pay" in kind.pages} - {"job_growth"}
    dataset = replace(insights.dataset, facts=tuple(f for f in insights.dataset.facts if f.kind not in pay))
    growth = {f for occupation in OCCUPATIONS for f in dataset.newest_facts("job_growth", "", occupation)}
    shown = facts_of(composed(BROCHURE, compute_insights(dataset), context))
    assert growth
    assert growth == {f for f in shown if f.kind == "job_growth"}


def test_without_facts_about_occupations_there_is_no_pay_page(insights: Insights, context: LayoutContext) -> None:
    """Without facts about occupations, the brochure has no pay page."""
    dataset = replace(
        insights.dataset, facts=tuple(f for f in insights.dataset.facts if "pay" not in FACT_KINDS[f.kind].pages)
    )
    assert "pay" not in {scene.name for scene in composed(BROCHURE, compute_insights(dataset), context)}


def test_a_page_is_laid_out_again_only_when_what_it_prints_has_changed(
    insights: Insights, context: LayoutContext
) -> None:
    """Page numbers are known after the first pass. The second pass lays out only pages that refer to others."""
    calls: list[str] = []

    def page(name: str, *others: str) -> Page:
        def lay_out(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
            calls.append(f"{name} {[references.page_number_of(other) for other in others]}")
            return (Scene(name, name, context.page_format.size, ()),)

        return Page(name, lay_out, refers_to=others)

    def index(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
        calls.append(f"index {list(references.page_numbers)}")
        return (Scene("index", "index", context.page_format.size, ()),)

    pages = (Page("index", index, lists_pages=True), page("one", "two"), page("two"), page("three", "none"))
    document = Document("trial", "brochure.name", pages)
    assert [scene.name for scene in compose(document, insights, context)] == ["index", "one", "two", "three"]
    assert calls == [
        "index []", "one [0]", "two []", "three [0]",
        "index ['index', 'one', 'two', 'three']", "one [3]", "three [0]",
    ]  # fmt: skip


def test_a_page_cannot_print_the_number_of_a_page_that_it_does_not_declare(
    insights: Insights, context: LayoutContext
) -> None:
    """Otherwise the number could be out of date unnoticed."""

    def lay_out(insights: Insights, context: LayoutContext, references: PageReferences) -> tuple[Scene, ...]:
        references.page_number_of("two")
        return (Scene("one", "one", context.page_format.size, ()),)

    document = Document("trial", "brochure.name", (Page("one", lay_out),))
    with pytest.raises(KeyError):
        compose(document, insights, context)


def test_contents_report_a_name_without_room(package: Package, context: LayoutContext) -> None:
    """A certification whose name has no room in the contents is listed by its code; --explain-fit says so."""
    package.change("certifications", {"certification": "CPT"}, name="Certified Personal Trainer " * 4)
    scenes = compose(BROCHURE, package.tell(), context)
    assert [line for line in describe_adjustments("brochure", scenes) if "nameless" in line] == [
        "brochure page 2, contents: 'CPT' nameless"
    ]
