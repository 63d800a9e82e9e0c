"""What the gallery shows of an edition: its pages, every chart and every shape of the infographic, each as a scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from . import blocks
from .brand import Ink
from .charts import GALLERY, Gallery
from .documents import BROCHURE, INFOGRAPHIC, compose
from .edition import Edition
from .errors import FitError
from .geometry import FORMATS, INCH, PICTURES, Size
from .language import Phrase
from .scene import Chart, Placed, Scene
from .story import Story

__all__ = ["PAD", "Exhibit", "Hall", "hall"]

PAD = 12  # points of ground around a chart that stands alone
CAP = 24  # height of a lane's number in the room that a chart keeps for it


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A scene to be shown, its name, and what is said beside that: the message of a page, the size of others."""

    name: str
    note: Phrase
    scene: Scene


@dataclass(frozen=True, slots=True)
class Hall:
    """What one edition of the data has to show; charts come in groups, those of one kind together."""

    name: str
    title: str
    pages: tuple[Exhibit, ...]
    charts: tuple[tuple[Exhibit, ...], ...]
    pictures: tuple[Exhibit, ...]
    lanes: int

    @property
    def shown(self) -> dict[str, tuple[Exhibit, ...]]:
        """Its exhibits by kind, in the order in which they hang: pages, charts, pictures."""
        charts = tuple(exhibit for group in self.charts for exhibit in group)
        return {"pages": self.pages, "charts": charts, "pictures": self.pictures}

    def replaced(self, scenes: Mapping[str, tuple[Scene, ...]]) -> Hall:
        """Return the hall with other scenes in the place of its own, by the names that `scenes` gives them."""
        drawn = iter(scenes[f"{self.name}/charts"])
        return replace(
            self,
            pages=_with(self.pages, scenes[f"{self.name}/pages"]),
            charts=tuple(_with(group, islice(drawn, len(group))) for group in self.charts),
            pictures=tuple(replace(e, scene=scenes[f"{self.name}/{e.name}"][0]) for e in self.pictures),
        )

    @property
    def scenes(self) -> dict[str, tuple[Scene, ...]]:
        """All scenes in groups, in each of which no two have one name; the pages of the brochure are one group."""
        return {
            **{f"{self.name}/{kind}": tuple(e.scene for e in self.shown[kind]) for kind in ("pages", "charts")},
            **{f"{self.name}/{exhibit.name}": (exhibit.scene,) for exhibit in self.pictures},
        }


def hall(story: Story, edition: Edition) -> Hall:
    """Compose everything that can be shown of a story; its charts are still to be drawn.

    A picture whose fixed shape has no room for the words is left out, as `infographic --format` would refuse it.
    Raise FitError for a page that has none.
    """
    pages = compose(BROCHURE, story, edition)
    shown = (Exhibit(f"{number} {scene.name}", Phrase(scene.title), scene) for number, scene in enumerate(pages, 1))
    groups = (tuple(_charts(gallery, story, edition)) for gallery in GALLERY)
    return Hall(
        story.dataset.name,
        story.dataset.title,
        tuple(shown),
        tuple(group for group in groups if group),
        tuple(_pictures(story, edition)),
        max(certification.lane for certification in story.certifications),
    )


def _with(exhibits: tuple[Exhibit, ...], scenes: Iterable[Scene]) -> tuple[Exhibit, ...]:
    return tuple(replace(exhibit, scene=scene) for exhibit, scene in zip(exhibits, scenes, strict=True))


def _pictures(story: Story, edition: Edition) -> Iterator[Exhibit]:
    """Yield the infographic in each of its shapes, with its size in pixels."""
    for name in PICTURES:
        shape = edition.on(FORMATS[name])
        try:
            scenes = compose(INFOGRAPHIC, story, shape)
        except FitError:
            if shape.format.height is None:  # it grows with its words
                raise
            continue
        for scene in scenes:
            note = _size(edition, "gallery.pixels", scene.size, shape.format.dpi / INCH)
            yield Exhibit(name, note, scene)


def _charts(gallery: Gallery, story: Story, edition: Edition) -> Iterator[Exhibit]:
    """Yield the charts of a kind as wide as the measure of a page, or half as wide where each lane has one."""
    whole = edition.grid.measure
    found = list(gallery(story, edition, whole))
    if len(found) > 1:
        with suppress(FitError):  # words that need the whole measure
            found = list(gallery(story, edition, (whole - 3 * PAD) / 2))
    for chart in found:
        size = Size(chart.size.w + 2 * PAD, chart.size.h + 2 * PAD)
        items = (blocks.chart(PAD, PAD, chart), *_numbers(story, edition, chart))
        note = _size(edition, "gallery.points", chart.size)
        yield Exhibit(chart.name, note, Scene(chart.name, chart.name, size, items))


def _numbers(story: Story, edition: Edition, chart: Chart) -> Iterable[Placed]:
    """Place the numbers of the lanes for which a chart keeps room."""
    lanes = {certification.code: certification.lane for certification in story.certifications}
    for code, box in chart.kept:
        lane, cap = lanes[code], min(CAP, box.h * 0.6)
        words, x, y = edition.literal(str(lane), "lane"), PAD + box.x + box.w / 2, PAD + box.y + (box.h + cap) / 2
        yield blocks.figures(edition, x, y, words, cap, Ink(f"lane.{lane}.on"), anchor="middle")


def _size(edition: Edition, key: str, size: Size, scale: float = 1) -> Phrase:
    wide, high = (edition.literal(f"{side * scale:.0f}", "size") for side in (size.w, size.h))
    return edition.say(key, wide=wide, high=high)
