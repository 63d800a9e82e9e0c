"""A figure of a page as a picture within HTML: its marks, and what lies under and in it on its page, on that ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from ...geometry import Box
from ...layout.logical_tree import Element, MarkRange
from ...layout.scene import Chart, Drawing, Scene, Shape, TextRun
from ...theme.model import Brand, Ink
from ..svg import SvgPen, format_length
from ..xmp import escape_xml

__all__ = ["FigureSvg", "render_figure_svg"]

PADDING = 4  # points around a figure
NATURAL_BODY_TYPE, MIN_TYPE = (
    15,
    7.5,
)  # pixels: of body type where there is room, of the smallest type where there is not
MAX_UNSCROLLED_WIDTH = (
    330  # pixels: a figure that needs no more is not scrolled, but a little smaller on the narrowest screen
)
PX_PER_REM = 16  # pixels
SEPARATING_ROLES = ("H1", "H2", "Figure")  # begin what is no part of the figure before


class FigureSvg(NamedTuple):
    """A picture: its lines of SVG, the characters of each face in it, and whether a narrow screen has to scroll it."""

    lines: tuple[str, ...]
    used_characters: dict[tuple[str, int], set[str]]
    is_wide: bool


def render_figure_svg(
    scene: Scene, element: Element, brand: Brand, body_size: float, id_prefix: str, title: str
) -> FigureSvg:
    """Return a Figure as a picture called `title`, described by its alternative, on a page with type of `body` points.

    `name` begins its identifiers: NAME-title, NAME-description, NAME-clip-1 and so on. Raise DrawError for a chart that
    was not drawn.
    """
    assert element.box
    box, pen, drawings = (
        _part_on_page(_with_padding(element.box), scene.size.box),
        SvgPen(scene, brand, id_prefix),
        [*_blocks_shown(scene, element)],
    )
    marks = list[str]()
    for own, some in groupby(drawings, lambda drawing: drawing[0]):
        lines = [line for _, block in some for line in pen.block_lines(block)]
        marks += lines if own or not lines else ['<g class="beside">', *lines, "</g>"]
    sizes = [m.size for _, block in drawings for m in getattr(block, "marks", ()) if isinstance(m, TextRun) and m.ink]
    least = box.width * MIN_TYPE / min(sizes, default=body_size)
    x, y, wide, high = map(format_length, (box.x, box.y, box.width, box.height))
    scrolled = f' style="min-width:{format_length(least / PX_PER_REM, 1)}rem"' if least > MAX_UNSCROLLED_WIDTH else ""
    natural_width, natural_height = (side * NATURAL_BODY_TYPE / body_size for side in (box.width, box.height))
    natural = f'width="{natural_width:.0f}" height="{natural_height:.0f}"'
    lines = [
        f'<svg class="on-{escape_xml(scene.ground)}" role="img" aria-labelledby="{id_prefix}-title"'
        f' aria-describedby="{id_prefix}-description" viewBox="{x} {y} {wide} {high}" {natural}{scrolled}>',
        f'<title id="{id_prefix}-title">{escape_xml(title)}</title>',
        f'<desc id="{id_prefix}-description">{escape_xml(element.alt)}</desc>',
        *pen.clip_path_elements(),
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{pen.color(Ink(scene.ground))}"/>',
        *marks,
        "</svg>",
    ]
    return FigureSvg(tuple(lines), pen.used_characters, bool(scrolled))


def _blocks_shown(scene: Scene, element: Element) -> Iterator[tuple[bool, Drawing | Chart]]:
    """Yield what a figure shows, from the back, each with whether it is the figure's own.

    Else it lies on its page under or in it: shapes, and words that are read after it, up to what has its own heading.
    """
    assert element.box
    kids = (kid for kid in element.children if isinstance(kid, MarkRange) or kid.tag != "Caption")
    own = {part.block for kid in kids for part in ([kid] if isinstance(kid, MarkRange) else kid.mark_ranges())}
    others = (at for at, item in enumerate(scene.blocks) if at not in own and item.role.startswith(SEPARATING_ROLES))
    end = next((at for at in others if own and at > min(own)), len(scene.blocks))
    for at, item in enumerate(scene.blocks[:end]):
        within = _with_padding(element.box).contains(item.box)
        if at in own:
            yield True, _without_links(item.block)
        elif item.role == "Artifact" and (within or item.box.contains(element.box)):
            yield False, Drawing(tuple(m for m in getattr(item.block, "marks", ()) if isinstance(m, Shape)))
        elif item.role != "Artifact" and within and own and at > min(own):
            yield False, _without_links(item.block)


def _without_links(block: Drawing | Chart) -> Drawing | Chart:
    """Return a drawing whose words lead nowhere: those of a picture are not reached one by one."""
    if not isinstance(block, Drawing):
        return block
    return Drawing(tuple(replace(mark, link=None) if isinstance(mark, TextRun) else mark for mark in block.marks))


def _with_padding(box: Box) -> Box:
    return Box(box.x - PADDING, box.y - PADDING, box.width + 2 * PADDING, box.height + 2 * PADDING)


def _part_on_page(box: Box, page: Box) -> Box:
    """Return the part of a box that lies on its page."""
    x, y = max(box.x, page.x), max(box.y, page.y)
    return Box(x, y, min(box.right, page.right) - x, min(box.bottom, page.bottom) - y)
