"""The contact sheet: everything hangs, straight and apart, with its name."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from acsm_report.edition import Edition
from acsm_report.exhibits import Hall, hall
from acsm_report.hanging import Hung, hang
from acsm_report.proof import faults
from acsm_report.scene import Drawing, Run, Scene
from acsm_report.story import Story
from conftest import EDITIONS

SHOWS = ((EDITIONS[0],), EDITIONS, (*EDITIONS, "again"))


@pytest.fixture(scope="module")
def halls(stories: dict[str, Story], edition: Edition) -> dict[str, Hall]:
    found = {name: hall(story, edition) for name, story in stories.items()}
    return {**found, "again": found[EDITIONS[0]]}


@pytest.fixture(params=SHOWS, ids=len, scope="module")
def show(
    request: pytest.FixtureRequest, halls: dict[str, Hall], edition: Edition
) -> tuple[list[Hall], Scene, tuple[Hung, ...]]:
    """One edition, both, three: what hangs, and the sheet."""
    some = [halls[name] for name in request.param]
    return some, *hang(some, edition)


Show = tuple[list[Hall], Scene, tuple[Hung, ...]]


def test_everything_hangs_once_and_the_pages_once_more_in_grey(show: Show) -> None:
    """Each exhibit of each hall hangs in colour once; the greyscale proof is the same pages again."""
    halls, _, hung = show
    for number, each in enumerate(halls):
        colour = [id(h.exhibit) for h in hung if h.hall == number and not h.grey]
        grey = [id(h.exhibit) for h in hung if h.hall == number and h.grey]
        assert sorted(colour) == sorted(id(e) for kind in each.shown.values() for e in kind)
        assert sorted(grey) == sorted(id(e) for e in each.pages)


def test_nothing_covers_anything(show: Show) -> None:
    """Boxes lie on the sheet, apart from each other and from all words; a spread's pages may touch."""
    _, scene, hung = show
    assert all(scene.size.box.contains(h.box) for h in hung)
    assert [(a.exhibit.name, b.exhibit.name) for a, b in combinations(hung, 2) if a.box.overlaps(b.box)] == []
    words = [item for item in scene.items if isinstance(item.block, Drawing) and item.block.text]
    assert [(w.block.text, h.exhibit.name) for w in words for h in hung if w.box.overlaps(h.box)] == []  # type: ignore[union-attr]
    assert list(faults([scene])) == []


def test_everything_keeps_its_shape_and_its_kind_one_scale(show: Show) -> None:
    """Nothing is stretched; pages, proofs, charts and pictures each hang at a scale of their own."""
    _, _, hung = show
    scales: dict[tuple[str, bool], set[float]] = {}
    for h in hung:
        size = h.exhibit.scene.size
        assert abs(h.box.h - h.box.w * size.h / size.w) <= 1
        kind = h.exhibit.note.text[-2:] if h.exhibit.note.text[-2:] in ("px", "pt") else "pages"
        scales.setdefault((kind, h.grey), set()).add(h.box.w / size.w)
    assert set(scales) == {("pages", False), ("pages", True), ("pt", False), ("px", False)}
    assert all(max(some) / min(some) < 1.01 for some in scales.values())


def test_everything_in_colour_has_its_name_below_it(show: Show) -> None:
    """Right below each exhibit stands its name, flush with its left edge."""
    _, scene, hung = show
    runs = [m for i in scene.items if isinstance(i.block, Drawing) for m in i.block.marks if isinstance(m, Run)]
    for h in hung:
        if not h.grey:
            below = [r.text for r in runs if abs(r.x - h.box.x) < 1 and 0 < r.y - h.box.bottom < 60]
            assert below == [h.exhibit.name]


def test_the_outside_of_the_brochure_is_one_spread(show: Show) -> None:
    """The back cover hangs to the left of the cover, as the open sheet shows them; then pages 2 and 3."""
    _, _, hung = show
    first = [h for h in hung if h.hall == 0 and not h.grey][:4]
    assert [h.exhibit.scene.name for h in first] == ["back", "cover", "contents", "glance"]
    assert first[0].box.right == first[1].box.x
    assert first[2].box.right == first[3].box.x


def test_an_edition_without_charts_hangs(halls: dict[str, Hall], edition: Edition) -> None:
    """Facts of which nothing can be drawn leave the place of the charts empty."""
    _, hung = hang([replace(halls[EDITIONS[0]], charts=())], edition)
    assert {h.exhibit.name for h in hung} >= {e.name for e in halls[EDITIONS[0]].pages}
