"""What hangs in the gallery: everything that can be drawn of an edition, each thing once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acsm_report.charts.registry import CHART_BUILDERS
from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import Document, compose
from acsm_report.documents.contact_sheet import items
from acsm_report.documents.contact_sheet.items import CHART_PADDING, DatasetItems, collect_items
from acsm_report.documents.registry import BROCHURE
from acsm_report.errors import FitError
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Chart, Scene
from acsm_report.page_formats import PICTURE_NAMES
from support.paths import DATASETS


@pytest.fixture(scope="module")
def halls(stories: dict[str, Insights], context: LayoutContext) -> dict[str, DatasetItems]:
    return {name: collect_items(insights, context) for name, insights in stories.items()}


@pytest.mark.parametrize("name", DATASETS)
def test_every_page_is_shown_in_order(
    name: str, halls: dict[str, DatasetItems], stories: dict[str, Insights], context: LayoutContext
) -> None:
    """The pages are those of the brochure, with their numbers, names and messages."""
    pages = halls[name].pages
    told = [f"{number} {scene.name}" for number, scene in enumerate(compose(BROCHURE, stories[name], context), 1)]
    assert [page.name for page in pages] == told
    assert all(page.note.text == page.scene.title for page in pages)


@pytest.mark.parametrize("name", DATASETS)
def test_every_chart_is_shown_once(
    name: str, halls: dict[str, DatasetItems], stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Each chart of the gallery hangs there once, as wide as the measure or half of it, alone on its ground."""
    wanted = [c.name for chart in CHART_BUILDERS for c in chart(stories[name], context, context.grid.text_width)]
    shown = halls[name].items_by_kind["charts"]
    assert [exhibit.name for exhibit in shown] == wanted
    assert len(set(wanted)) == len(wanted)
    for exhibit in shown:
        placed = exhibit.scene.blocks[0]
        assert isinstance(placed.block, Chart)
        assert (placed.box.x, placed.box.right) == (CHART_PADDING, exhibit.scene.size.width - CHART_PADDING)
        assert exhibit.note.text == f"{placed.box.width:.0f} × {placed.box.height:.0f} pt"


@pytest.mark.parametrize("name", DATASETS)
def test_a_chart_shows_the_number_of_each_lane_that_it_keeps_room_for(
    name: str, halls: dict[str, DatasetItems]
) -> None:
    """Where a page would set a lane's number, the gallery does."""
    for exhibit in halls[name].items_by_kind["charts"]:
        placed = exhibit.scene.blocks[0]
        assert isinstance(placed.block, Chart)
        assert len(exhibit.scene.blocks) == 1 + len(placed.block.reserved_boxes)


@pytest.mark.parametrize("name", DATASETS)
def test_every_shape_of_the_infographic_is_shown(name: str, halls: dict[str, DatasetItems]) -> None:
    """Each picture format has its infographic, with its size in pixels."""
    assert tuple(exhibit.name for exhibit in halls[name].pictures) == PICTURE_NAMES
    size = halls[name].pictures[0].scene.size
    assert halls[name].pictures[0].note.text == f"{size.width:.0f} × {size.height:.0f} px"


@pytest.mark.parametrize("name", DATASETS)
def test_no_words_of_an_exhibit_collide(name: str, halls: dict[str, DatasetItems]) -> None:
    """What hangs alone is as sound as what stands on a page."""
    assert [str(fault) for group in halls[name].scene_groups.values() for fault in find_layout_errors(group)] == []


def test_scenes_come_back_to_their_places(halls: dict[str, DatasetItems]) -> None:
    """A hall whose scenes are exchanged for others has them where its own were."""
    before = halls["acsm-2014"]
    named = {
        group: tuple(replace(s, title=f"{s.name}!") for s in scenes) for group, scenes in before.scene_groups.items()
    }
    after = before.with_scenes(named)
    assert after.scene_groups == named
    assert [e.name for kind in after.items_by_kind.values() for e in kind] == [
        e.name for k in before.items_by_kind.values() for e in k
    ]


def test_no_two_scenes_of_a_group_have_one_name(halls: dict[str, DatasetItems]) -> None:
    """Within a group a chart is known by its scene's name and its own."""
    for each in halls.values():
        for group in each.scene_groups.values():
            assert len({scene.name for scene in group}) == len(group)


def test_a_shape_without_room_is_left_out(
    insights: Insights, context: LayoutContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of a fixed shape that its words do not fit does not take the gallery with it."""

    def without(spec: Document, insights: Insights, context: LayoutContext) -> tuple[Scene, ...]:
        if context.page_format.name == "social":
            raise FitError("course", "20 lanes", 9)
        return compose(spec, insights, context)

    monkeypatch.setattr(items, "compose", without)
    assert [e.name for e in collect_items(insights, context).pictures] == [
        name for name in PICTURE_NAMES if name != "social"
    ]
