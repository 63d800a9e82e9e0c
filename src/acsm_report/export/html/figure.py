"""A figure of a page as a picture in HTML: its marks, and what lies under and in it on its page, on the same ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from ...layout.logical_tree import Element, MarkRange
from ...layout.scene import Chart, Drawing, Scene, Shape, TextRun
from ...theme.model import Brand, Ink
from ..svg import SvgPen, format_length

__all__ = ["FigureSvg", "render_figure_svg"]

PADDING = 4  # points around a figure
NATURAL_BODY_TYPE = 15  # pixels: size of body type in a figure where there is room
MIN_TYPE = 7.5  # pixels: least size of the smallest type in a figure
MAX_UNSCROLLED_WIDTH = 330  # pixels: a figure that needs no more shrinks a little on the narrowest screen
PX_PER_REM = 16
SEPARATING_ROLES = ("H1", "H2", "Figure")  # blocks with these roles end the figure before them


class FigureSvg(NamedTuple):
    """A figure as SVG: lengths in points of its page as text, its marks as lines of SVG."""

    id: str
    title: str
    alt: str
    ground: str
    ground_color: str
    x: str
    y: str
    width: str
    height: str
    natural_width: int  # pixels
    natural_height: int
    min_width: str  # rem; "" for a figure that a narrow screen need not scroll
    clip_paths: tuple[str, ...]
    marks: tuple[FigureMarks, ...]
    used_characters: dict[tuple[str, int], set[str]]


class FigureMarks(NamedTuple):
    """Consecutive marks; those of other blocks are marked, because their words stand elsewhere on the page."""

    is_own: bool
    lines: tuple[str, ...]


def render_figure_svg(
    scene: Scene, element: Element, brand: Brand, body_size: float, figure_id: str, title: str
) -> FigureSvg:
    """Return a Figure as a picture called `title`, on a page with type of `body_size` points.

    `figure_id` begins the identifiers in the picture: ID-title, ID-description, ID-clip-1 and so on. Raise DrawError
    for a chart that was not drawn.
    """
    assert element.box
    box = element.box.padded(PADDING).intersection(scene.size.box)
    pen = SvgPen(scene, brand, figure_id)
    blocks = list(_blocks_shown(scene, element))
    marks = list[FigureMarks]()
    for is_own, group in groupby(blocks, lambda shown: shown[0]):
        if lines := tuple(line for _, block in group for line in pen.block_lines(block)):
            marks.append(FigureMarks(is_own, lines))
    sizes = [m.size for _, block in blocks for m in getattr(block, "marks", ()) if isinstance(m, TextRun) and m.ink]
    min_width = box.width * MIN_TYPE / min(sizes, default=body_size)  # pixels
    x, y, width, height = map(format_length, (box.x, box.y, box.width, box.height))
    return FigureSvg(
        id=figure_id,
        title=title,
        alt=element.alt,
        ground=scene.ground,
        ground_color=pen.color(Ink(scene.ground)),
        x=x,
        y=y,
        width=width,
        height=height,
        natural_width=round(box.width * NATURAL_BODY_TYPE / body_size),
        natural_height=round(box.height * NATURAL_BODY_TYPE / body_size),
        min_width=format_length(min_width / PX_PER_REM, 1) if min_width > MAX_UNSCROLLED_WIDTH else "",
        clip_paths=tuple(pen.clip_path_elements()),
        marks=tuple(marks),
        used_characters=pen.used_characters,
    )


def _blocks_shown(scene: Scene, element: Element) -> Iterator[tuple[bool, Drawing | Chart]]:
    """Yield the blocks that a figure shows, from the back, each with whether it is the figure's own.

    The others lie under it or in it on its page: shapes, and words that are read after it, up to the next heading or
    figure.
    """
    assert element.box
    kids = (kid for kid in element.children if isinstance(kid, MarkRange) or kid.tag != "Caption")
    own = {part.block for kid in kids for part in ([kid] if isinstance(kid, MarkRange) else kid.mark_ranges())}
    separators = (
        i for i, placed in enumerate(scene.blocks) if i not in own and placed.role.startswith(SEPARATING_ROLES)
    )
    end = next((i for i in separators if own and i > min(own)), len(scene.blocks))
    for index, placed in enumerate(scene.blocks[:end]):
        is_inside = element.box.padded(PADDING).contains(placed.box)
        if index in own:
            yield True, _without_links(placed.block)
        elif placed.role == "Artifact" and (is_inside or placed.box.contains(element.box)):
            yield False, Drawing(tuple(m for m in getattr(placed.block, "marks", ()) if isinstance(m, Shape)))
        elif placed.role != "Artifact" and is_inside and own and index > min(own):
            yield False, _without_links(placed.block)


def _without_links(block: Drawing | Chart) -> Drawing | Chart:
    """Return a drawing without links: the words in a picture cannot be focused one by one."""
    if not isinstance(block, Drawing):
        return block
    return Drawing(tuple(replace(mark, link=None) if isinstance(mark, TextRun) else mark for mark in block.marks))
