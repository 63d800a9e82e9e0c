"""What the gallery shows of an edition: its pages, every chart and every shape of the infographic, each as a scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from ...charts.registry import CHART_BUILDERS, ChartBuilder
from ...dataset.insights import Insights
from ...errors import FitError
from ...geometry import Size
from ...i18n.phrase import Phrase
from ...layout.blocks import place_chart
from ...layout.context import LayoutContext
from ...layout.scene import Chart, PlacedBlock, Scene
from ...layout.shapes import display_number
from ...page_formats import INCH, PAGE_FORMATS, PICTURE_NAMES
from ...theme.model import Ink
from ..compose import compose
from ..registry import BROCHURE, INFOGRAPHIC

__all__ = ["CHART_PADDING", "ContactSheetItem", "DatasetItems", "collect_items"]

CHART_PADDING = 12  # points of ground around a chart that stands alone
MAX_LANE_NUMBER_HEIGHT = 24  # height of a lane's number in the room that a chart keeps for it


@dataclass(frozen=True, slots=True)
class ContactSheetItem:
    """A scene to be shown, its name, and what is said beside that: the message of a page, the size of others."""

    name: str
    note: Phrase
    scene: Scene


@dataclass(frozen=True, slots=True)
class DatasetItems:
    """What one edition of the data has to show; charts come in groups, those of one kind together."""

    name: str
    title: str
    pages: tuple[ContactSheetItem, ...]
    chart_groups: tuple[tuple[ContactSheetItem, ...], ...]
    pictures: tuple[ContactSheetItem, ...]
    lane_count: int

    @property
    def items_by_kind(self) -> dict[str, tuple[ContactSheetItem, ...]]:
        """Its exhibits by kind, in the order in which they hang: pages, charts, pictures."""
        charts = tuple(exhibit for group in self.chart_groups for exhibit in group)
        return {"pages": self.pages, "charts": charts, "pictures": self.pictures}

    def with_scenes(self, scenes: Mapping[str, tuple[Scene, ...]]) -> DatasetItems:
        """Return the hall with other scenes in the place of its own, by the names that `scenes` gives them."""
        drawn = iter(scenes[f"{self.name}/charts"])
        return replace(
            self,
            pages=_replace_scenes(self.pages, scenes[f"{self.name}/pages"]),
            chart_groups=tuple(_replace_scenes(group, islice(drawn, len(group))) for group in self.chart_groups),
            pictures=tuple(replace(e, scene=scenes[f"{self.name}/{e.name}"][0]) for e in self.pictures),
        )

    @property
    def scene_groups(self) -> dict[str, tuple[Scene, ...]]:
        """All scenes in groups, in each of which no two have one name; the pages of the brochure are one group."""
        return {
            **{f"{self.name}/{kind}": tuple(e.scene for e in self.items_by_kind[kind]) for kind in ("pages", "charts")},
            **{f"{self.name}/{exhibit.name}": (exhibit.scene,) for exhibit in self.pictures},
        }


def collect_items(insights: Insights, context: LayoutContext) -> DatasetItems:
    """Compose everything that can be shown of a story; its charts are still to be drawn.

    A picture whose fixed shape has no room for the words is left out, as `infographic --format` would refuse it.
    Raise FitError for a page that has none.
    """
    pages = compose(BROCHURE, insights, context)
    shown = (
        ContactSheetItem(f"{number} {scene.name}", Phrase(scene.title), scene) for number, scene in enumerate(pages, 1)
    )
    groups = (tuple(_chart_items(gallery, insights, context)) for gallery in CHART_BUILDERS)
    return DatasetItems(
        insights.dataset.name,
        insights.dataset.title,
        tuple(shown),
        tuple(group for group in groups if group),
        tuple(_infographic_items(insights, context)),
        max(certification.lane for certification in insights.certifications),
    )


def _replace_scenes(items: tuple[ContactSheetItem, ...], scenes: Iterable[Scene]) -> tuple[ContactSheetItem, ...]:
    return tuple(replace(exhibit, scene=scene) for exhibit, scene in zip(items, scenes, strict=True))


def _infographic_items(insights: Insights, context: LayoutContext) -> Iterator[ContactSheetItem]:
    """Yield the infographic in each of its shapes, with its size in pixels."""
    for name in PICTURE_NAMES:
        shape = context.with_page_format(PAGE_FORMATS[name])
        try:
            scenes = compose(INFOGRAPHIC, insights, shape)
        except FitError:
            if shape.page_format.height is None:  # it grows with its words
                raise
            continue
        for scene in scenes:
            note = _format_size(context, "gallery.pixels", scene.size, shape.page_format.dpi / INCH)
            yield ContactSheetItem(name, note, scene)


def _chart_items(builder: ChartBuilder, insights: Insights, context: LayoutContext) -> Iterator[ContactSheetItem]:
    """Yield the charts of a kind as wide as the measure of a page, or half as wide where each lane has one."""
    whole = context.grid.text_width
    found = list(builder(insights, context, whole))
    if len(found) > 1:
        with suppress(FitError):  # words that need the whole measure
            found = list(builder(insights, context, (whole - 3 * CHART_PADDING) / 2))
    for chart in found:
        size = Size(chart.size.width + 2 * CHART_PADDING, chart.size.height + 2 * CHART_PADDING)
        items = (place_chart(CHART_PADDING, CHART_PADDING, chart), *_place_lane_numbers(insights, context, chart))
        note = _format_size(context, "gallery.points", chart.size)
        yield ContactSheetItem(chart.name, note, Scene(chart.name, chart.name, size, items))


def _place_lane_numbers(insights: Insights, context: LayoutContext, chart: Chart) -> Iterable[PlacedBlock]:
    """Place the numbers of the lanes for which a chart keeps room."""
    lanes = {certification.code: certification.lane for certification in insights.certifications}
    for code, box in chart.reserved_boxes:
        lane, cap = lanes[code], min(MAX_LANE_NUMBER_HEIGHT, box.height * 0.6)
        words, x, y = (
            context.literal(str(lane), "lane"),
            CHART_PADDING + box.x + box.width / 2,
            CHART_PADDING + box.y + (box.height + cap) / 2,
        )
        yield display_number(context, x, y, words, cap, Ink(f"lane.{lane}.on"), anchor="middle")


def _format_size(context: LayoutContext, key: str, size: Size, scale: float = 1) -> Phrase:
    wide, high = (context.literal(f"{side * scale:.0f}", "size") for side in (size.width, size.height))
    return context.message(key, wide=wide, high=high)
