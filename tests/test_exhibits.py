"""What hangs in the gallery: everything that can be drawn of an edition, each thing once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acsm_report import exhibits
from acsm_report.charts import GALLERY
from acsm_report.documents import BROCHURE, Document, compose
from acsm_report.edition import Edition
from acsm_report.errors import FitError
from acsm_report.exhibits import PAD, Hall, hall
from acsm_report.geometry import PICTURES
from acsm_report.proof import faults
from acsm_report.scene import Chart, Scene
from acsm_report.story import Story
from conftest import EDITIONS


@pytest.fixture(scope="module")
def halls(stories: dict[str, Story], edition: Edition) -> dict[str, Hall]:
    return {name: hall(story, edition) for name, story in stories.items()}


@pytest.mark.parametrize("name", EDITIONS)
def test_every_page_is_shown_in_order(
    name: str, halls: dict[str, Hall], stories: dict[str, Story], edition: Edition
) -> None:
    """The pages are those of the brochure, with their numbers, names and messages."""
    pages = halls[name].pages
    told = [f"{number} {scene.name}" for number, scene in enumerate(compose(BROCHURE, stories[name], edition), 1)]
    assert [page.name for page in pages] == told
    assert all(page.note.text == page.scene.title for page in pages)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_chart_is_shown_once(
    name: str, halls: dict[str, Hall], stories: dict[str, Story], edition: Edition
) -> None:
    """Each chart of the gallery hangs there once, as wide as the measure or half of it, alone on its ground."""
    wanted = [c.name for chart in GALLERY for c in chart(stories[name], edition, edition.grid.measure)]
    shown = halls[name].shown["charts"]
    assert [exhibit.name for exhibit in shown] == wanted
    assert len(set(wanted)) == len(wanted)
    for exhibit in shown:
        placed = exhibit.scene.items[0]
        assert isinstance(placed.block, Chart)
        assert (placed.box.x, placed.box.right) == (PAD, exhibit.scene.size.w - PAD)
        assert exhibit.note.text == f"{placed.box.w:.0f} × {placed.box.h:.0f} pt"


@pytest.mark.parametrize("name", EDITIONS)
def test_a_chart_shows_the_number_of_each_lane_that_it_keeps_room_for(name: str, halls: dict[str, Hall]) -> None:
    """Where a page would set a lane's number, the gallery does."""
    for exhibit in halls[name].shown["charts"]:
        placed = exhibit.scene.items[0]
        assert isinstance(placed.block, Chart)
        assert len(exhibit.scene.items) == 1 + len(placed.block.kept)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_shape_of_the_infographic_is_shown(name: str, halls: dict[str, Hall]) -> None:
    """Each picture format has its infographic, with its size in pixels."""
    assert tuple(exhibit.name for exhibit in halls[name].pictures) == PICTURES
    size = halls[name].pictures[0].scene.size
    assert halls[name].pictures[0].note.text == f"{size.w:.0f} × {size.h:.0f} px"


@pytest.mark.parametrize("name", EDITIONS)
def test_no_words_of_an_exhibit_collide(name: str, halls: dict[str, Hall]) -> None:
    """What hangs alone is as sound as what stands on a page."""
    assert [str(fault) for group in halls[name].scenes.values() for fault in faults(group)] == []


def test_scenes_come_back_to_their_places(halls: dict[str, Hall]) -> None:
    """A hall whose scenes are exchanged for others has them where its own were."""
    before = halls["acsm-2014"]
    named = {group: tuple(replace(s, title=f"{s.name}!") for s in scenes) for group, scenes in before.scenes.items()}
    after = before.replaced(named)
    assert after.scenes == named
    assert [e.name for kind in after.shown.values() for e in kind] == [e.name for k in before.shown.values() for e in k]


def test_no_two_scenes_of_a_group_have_one_name(halls: dict[str, Hall]) -> None:
    """Within a group a chart is known by its scene's name and its own."""
    for each in halls.values():
        for group in each.scenes.values():
            assert len({scene.name for scene in group}) == len(group)


def test_a_shape_without_room_is_left_out(story: Story, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of a fixed shape that its words do not fit does not take the gallery with it."""

    def without(spec: Document, story: Story, edition: Edition) -> tuple[Scene, ...]:
        if edition.format.name == "social":
            raise FitError("course", "20 lanes", 9)
        return compose(spec, story, edition)

    monkeypatch.setattr(exhibits, "compose", without)
    assert [e.name for e in hall(story, edition).pictures] == [name for name in PICTURES if name != "social"]
