"""The contact sheet: everything hangs, straight and apart, with its name."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.contact_sheet.items import DatasetItems, collect_items
from acsm_report.documents.contact_sheet.layout import PlacedItem, lay_out_contact_sheet
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Drawing, Scene, TextRun
from support.paths import DATASETS

SHOWS = ((DATASETS[0],), DATASETS, (*DATASETS, "again"))


@pytest.fixture(scope="module")
def halls(stories: dict[str, Insights], context: LayoutContext) -> dict[str, DatasetItems]:
    found = {name: collect_items(insights, context) for name, insights in stories.items()}
    return {**found, "again": found[DATASETS[0]]}


@pytest.fixture(params=SHOWS, ids=len, scope="module")
def show(
    request: pytest.FixtureRequest, halls: dict[str, DatasetItems], context: LayoutContext
) -> tuple[list[DatasetItems], Scene, tuple[PlacedItem, ...]]:
    """One edition, both, three: what hangs, and the sheet."""
    some = [halls[name] for name in request.param]
    return some, *lay_out_contact_sheet(some, context)


Show = tuple[list[DatasetItems], Scene, tuple[PlacedItem, ...]]


def test_everything_hangs_once_and_the_pages_once_more_in_grey(show: Show) -> None:
    """Each exhibit of each hall hangs in colour once; the greyscale proof is the same pages again."""
    halls, _, hung = show
    for number, each in enumerate(halls):
        colour = [id(h.item) for h in hung if h.dataset_number == number and not h.is_gray]
        grey = [id(h.item) for h in hung if h.dataset_number == number and h.is_gray]
        assert sorted(colour) == sorted(id(e) for kind in each.items_by_kind.values() for e in kind)
        assert sorted(grey) == sorted(id(e) for e in each.pages)


def test_nothing_covers_anything(show: Show) -> None:
    """Boxes lie on the sheet, apart from each other and from all words; a spread's pages may touch."""
    _, scene, hung = show
    assert all(scene.size.box.contains(h.box) for h in hung)
    assert [(a.item.name, b.item.name) for a, b in combinations(hung, 2) if a.box.overlaps(b.box)] == []
    words = [item for item in scene.blocks if isinstance(item.block, Drawing) and item.block.text]
    assert [(w.block.text, h.item.name) for w in words for h in hung if w.box.overlaps(h.box)] == []  # type: ignore[union-attr]
    assert list(find_layout_errors([scene])) == []


def test_everything_keeps_its_shape_and_its_kind_one_scale(show: Show) -> None:
    """Nothing is stretched; pages, proofs, charts and pictures each hang at a scale of their own."""
    _, _, hung = show
    scales: dict[tuple[str, bool], set[float]] = {}
    for h in hung:
        size = h.item.scene.size
        assert abs(h.box.height - h.box.width * size.height / size.width) <= 1
        kind = h.item.note.text[-2:] if h.item.note.text[-2:] in ("px", "pt") else "pages"
        scales.setdefault((kind, h.is_gray), set()).add(h.box.width / size.width)
    assert set(scales) == {("pages", False), ("pages", True), ("pt", False), ("px", False)}
    assert all(max(some) / min(some) < 1.01 for some in scales.values())


def test_everything_in_colour_has_its_name_below_it(show: Show) -> None:
    """Right below each exhibit stands its name, flush with its left edge."""
    _, scene, hung = show
    runs = [m for i in scene.blocks if isinstance(i.block, Drawing) for m in i.block.marks if isinstance(m, TextRun)]
    for h in hung:
        if not h.is_gray:
            below = [r.text for r in runs if abs(r.x - h.box.x) < 1 and 0 < r.y - h.box.bottom < 60]
            assert below == [h.item.name]


def test_the_outside_of_the_brochure_is_one_spread(show: Show) -> None:
    """The back cover hangs to the left of the cover, as the open sheet shows them; then pages 2 and 3."""
    _, _, hung = show
    first = [h for h in hung if h.dataset_number == 0 and not h.is_gray][:4]
    assert [h.item.scene.name for h in first] == ["back", "cover", "contents", "glance"]
    assert first[0].box.right == first[1].box.x
    assert first[2].box.right == first[3].box.x


def test_an_edition_without_charts_hangs(halls: dict[str, DatasetItems], context: LayoutContext) -> None:
    """Facts of which nothing can be drawn leave the place of the charts empty."""
    _, hung = lay_out_contact_sheet([replace(halls[DATASETS[0]], chart_groups=())], context)
    assert {h.item.name for h in hung} >= {e.name for e in halls[DATASETS[0]].pages}
