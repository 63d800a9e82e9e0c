"""The documents: which pages, in which order, and that whatever they tell has a source."""

from __future__ import annotations

import pytest

from acsm_report import pages
from acsm_report.dataset import Fact
from acsm_report.documents import BROCHURE, INFOGRAPHIC, Document, compose
from acsm_report.edition import Edition
from acsm_report.geometry import FORMATS
from acsm_report.scene import Scene
from acsm_report.story import Story


def composed(document: Document, story: Story, edition: Edition) -> tuple[Scene, ...]:
    return compose(document, story, edition.on(FORMATS["infographic"]) if document is INFOGRAPHIC else edition)


def facts_of(scenes: tuple[Scene, ...]) -> dict[Fact, None]:
    """Every fact that the scenes show, once, in reading order."""
    return dict.fromkeys(fact for scene in scenes for item in scene.items for fact in item.facts)


def test_the_brochure_has_its_pages_in_order(story: Story, edition: Edition) -> None:
    """Cover, at a glance, requirements, statistics, sources; each has a name and a title of its own."""
    scenes = composed(BROCHURE, story, edition)
    assert [s.name for s in scenes] == ["cover", "glance", "requirements", "statistics", "sources"]
    assert len({s.title for s in scenes}) == len(scenes)
    assert {s.size for s in scenes} == {scenes[0].size}


def test_the_infographic_is_one_page(story: Story, edition: Edition) -> None:
    """An infographic is a document of one page."""
    assert len(composed(INFOGRAPHIC, story, edition)) == 1


def test_every_page_is_in_a_document() -> None:
    """No page exists for nothing."""
    assert {p.__name__ for d in (BROCHURE, INFOGRAPHIC) for p in d.pages} == set(pages.__all__)


def test_pages_are_numbered_as_they_lie(story: Story, edition: Edition) -> None:
    """Each page after the cover prints its own number at its foot."""
    for number, scene in enumerate(composed(BROCHURE, story, edition)[1:], 2):
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
