"""The documents: which pages, in which order, and that whatever they tell has a source."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from acsm_report import pages, resources
from acsm_report.dataset import Fact
from acsm_report.documents import ADDRESSED, BROCHURE, INFOGRAPHIC, Document, Page, compose
from acsm_report.edition import Edition
from acsm_report.fields import KINDS, OCCUPATIONS
from acsm_report.geometry import FORMATS, PAPERS
from acsm_report.scene import Folios, Run, Scene
from acsm_report.story import Story, tell
from conftest import EDITIONS, Package, labelled, read


def composed(document: Document, story: Story, edition: Edition) -> tuple[Scene, ...]:
    on = edition.on(FORMATS["infographic"]) if document is INFOGRAPHIC else edition
    return labelled(compose(document, story, on))


def facts_of(scenes: tuple[Scene, ...]) -> dict[Fact, None]:
    """Every fact that the scenes show, once, in reading order."""
    return dict.fromkeys(fact for scene in scenes for item in scene.items for fact in item.facts)


PAGES = [
    "cover", "contents", "glance", "lane-1", "lane-2", "lane-3", "lane-4", "lane-5", "requirements", "statistics",
    "keep", "pay", "changed", "sources", "sources-2", "back",
]  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS)
def test_the_brochure_has_its_pages_in_order(paper: str, story: Story, edition: Edition) -> None:
    """From cover to back cover, one for each certification; each has a name of its own, and they fold into sheets."""
    scenes = composed(BROCHURE, story, edition.on(FORMATS[paper]))
    assert [s.name for s in scenes] == PAGES
    assert {s.size for s in scenes} == {scenes[0].size}


@pytest.mark.parametrize("name", EDITIONS)
def test_every_edition_fills_its_sheets(name: str, edition: Edition) -> None:
    """A folded sheet has four pages: no edition that is shipped needs a page for notes to fill them."""
    scenes = composed(BROCHURE, tell(read(resources.data_package(name))), edition)
    assert len(scenes) % 4 == 0
    assert [s.name for s in scenes if s.name.startswith(("notes", "lines"))] == []


def test_pages_for_notes_fill_what_is_left(package: Package, edition: Edition) -> None:
    """Where the pages are no multiple of four, a list to tick off comes first, then lines, before the back cover."""
    package.keep("facts", lambda row: row["kind"] not in ("median_pay", "jobs", "event"))
    package.only("CPT", "GEI")
    names = [s.name for s in composed(BROCHURE, package.tell(), edition)]
    assert len(names) % 4 == 0
    assert names[-1] == "back"
    filled = [name for name in names if name.startswith(("notes", "lines"))]
    assert filled and names[-1 - len(filled) : -1] == filled
    assert filled[0] == "notes" and all(name.startswith("lines") for name in filled[1:])


def test_a_page_that_grows_moves_the_numbers_that_name_it(package: Package, edition: Edition) -> None:
    """The list of contents and every reference name the page as it lies, whatever the pages before it take."""
    rows = [r for r in package.rows("facts") if r["kind"] == "event"]
    package.keep("facts", lambda row: row["kind"] != "event")
    for scenes in (composed(BROCHURE, package.tell(), edition), composed(BROCHURE, after(package, rows), edition)):
        at = {s.name: number for number, s in enumerate(scenes, 1)}
        runs = [run for s in scenes for item in s.items for run in item.block.marks if isinstance(run, Run)]  # type: ignore[union-attr]
        told = [(run.link.to[1:], run.text) for run in runs if run.link and run.link.to.startswith("#")]
        wrong = [(name, text) for name, text in told if re.search(r"\d+$", text) and not text.endswith(str(at[name]))]
        assert (len(told) > 20, wrong) == (True, [])


def after(package: Package, rows: list[dict[str, str]]) -> Story:
    package.add("facts", *rows)
    return package.tell()


def test_the_infographic_is_one_page(story: Story, edition: Edition) -> None:
    """An infographic is a document of one page."""
    assert len(composed(INFOGRAPHIC, story, edition)) == 1


def test_every_page_is_in_a_document() -> None:
    """No page exists for nothing."""
    every = {p for d in (BROCHURE, INFOGRAPHIC, *ADDRESSED.values()) for p in (*d.pages, *d.fillers, *d.closing)}
    assert sorted(p.__name__ for p in every) == sorted(pages.__all__)


def test_pages_are_numbered_as_they_lie(story: Story, edition: Edition) -> None:
    """Each page between the covers prints its own number at its foot."""
    for number, scene in enumerate(composed(BROCHURE, story, edition)[1:-1], 2):
        last = [i.block.text for i in scene.items if i.box.y > scene.size.h - 60 and i.role == "Artifact"]  # type: ignore[union-attr]
        assert str(number) in last


@pytest.mark.parametrize("document", [BROCHURE, INFOGRAPHIC], ids=lambda d: d.name)
def test_whatever_is_told_has_a_source(document: Document, story: Story, edition: Edition) -> None:
    """From every fact on a page one arrives, over formulas, at rows of the data with a source."""

    def sourced(fact: Fact) -> bool:
        if fact.formula:
            return all(map(sourced, fact.inputs))
        return bool(fact.place) and fact.source in story.dataset.sources

    facts = facts_of(composed(document, story, edition))
    assert len(facts) > 20
    assert [f for f in facts if not sourced(f)] == []


def test_every_row_of_the_data_is_told(story: Story, edition: Edition) -> None:
    """No fact that a page can show is left out of the brochure, by itself or within a computed one."""

    def rows(fact: Fact) -> set[Fact]:
        return {fact}.union(*map(rows, fact.inputs))

    told = set().union(*map(rows, facts_of(composed(BROCHURE, story, edition))))
    assert [f"{f.place} {f.kind}" for f in story.dataset.facts if story.shows(f) and f not in told] == []


def test_composing_is_pure(story: Story, edition: Edition) -> None:
    """The same story and edition give equal pages."""
    for document in (BROCHURE, INFOGRAPHIC):
        assert composed(document, story, edition) == composed(document, story, edition)


def test_of_several_renewals_the_newest_is_told(story: Story, edition: Edition) -> None:
    """What a renewal asked of an earlier period stands on no page."""
    facts = [f for f in story.dataset.facts if f.kind != "renewal_credits"]
    for period, credits in (("2014", 45), ("2019", 60)):
        facts.append(Fact("renewal_credits", credits, "credits", "CPT", period=period, source=facts[0].source))
    told = facts_of(composed(BROCHURE, tell(replace(story.dataset, facts=tuple(facts))), edition))
    assert [f.value for f in told if f.kind == "renewal_credits"] == [60]


def test_the_growth_of_an_occupation_alone_has_its_page(story: Story, edition: Edition) -> None:
    """Where nothing else is known of pay and jobs, the page tells what is."""
    pay = {kind.name for kind in KINDS.values() if "pay" in kind.shown} - {"job_growth"}
    dataset = replace(story.dataset, facts=tuple(f for f in story.dataset.facts if f.kind not in pay))
    growth = {f for occupation in OCCUPATIONS for f in dataset.newest("job_growth", "", occupation)}
    told = facts_of(composed(BROCHURE, tell(dataset), edition))
    assert growth
    assert growth == {f for f in told if f.kind == "job_growth"}


def test_nothing_of_the_occupations_is_no_page(story: Story, edition: Edition) -> None:
    """Without pay and jobs the brochure does without the page."""
    dataset = replace(story.dataset, facts=tuple(f for f in story.dataset.facts if "pay" not in KINDS[f.kind].shown))
    assert "pay" not in {scene.name for scene in composed(BROCHURE, tell(dataset), edition)}


def test_a_page_is_laid_out_again_only_for_a_number_that_it_asked_for(story: Story, edition: Edition) -> None:
    """Numbers are known after a first round: the second is for those pages that name others."""
    calls: list[str] = []

    def sheet(name: str, *asked: str) -> Page:
        def page(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
            calls.append(f"{name} {[folios.at(other) for other in asked]}")
            return (Scene(name, name, edition.format.sized, ()),)

        return page

    def index(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
        calls.append(f"index {list(folios.of)}")
        return (Scene("index", "index", edition.format.sized, ()),)

    document = Document("trial", "brochure.name", (index, sheet("one", "two"), sheet("two"), sheet("three", "none")))
    assert [scene.name for scene in compose(document, story, edition)] == ["index", "one", "two", "three"]
    assert calls == [
        "index []", "one [0]", "two []", "three [0]",
        "index ['index', 'one', 'two', 'three']", "one [3]",
    ]  # fmt: skip
