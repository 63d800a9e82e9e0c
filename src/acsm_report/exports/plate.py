"""A figure of a page as a picture within HTML: its marks, and what lies under and in it on its page, on that ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from ..brand import Brand, Ink
from ..geometry import Box
from ..scene import Chart, Drawing, Run, Scene, Shape
from ..structure import Element, Part
from .metadata import plain
from .svg import Pen, number

__all__ = ["Plate", "plate"]

PAD = 4  # points around a figure
NATURAL, LEAST = 15, 7.5  # pixels: of body type where there is room, of the smallest type where there is not
NARROW = 330  # pixels: a figure that needs no more is not scrolled, but a little smaller on the narrowest screen
REM = 16  # pixels
APART = ("H1", "H2", "Figure")  # begin what is no part of the figure before


class Plate(NamedTuple):
    """A picture: its lines of SVG, the characters of each face in it, and whether a narrow screen has to scroll it."""

    lines: tuple[str, ...]
    used: dict[tuple[str, int], set[str]]
    wide: bool


def plate(scene: Scene, element: Element, brand: Brand, body: float, name: str, title: str) -> Plate:
    """Return a Figure as a picture called `title`, described by its alternative, on a page with type of `body` points.

    `name` begins its identifiers: NAME-title, NAME-description, NAME-clip-1 and so on. Raise DrawError for a chart that
    was not drawn.
    """
    assert element.box
    box, pen, drawings = (
        _within(_grown(element.box), scene.size.box),
        Pen(scene, brand, name),
        [*_drawn(scene, element)],
    )
    marks = list[str]()
    for own, some in groupby(drawings, lambda drawing: drawing[0]):
        lines = [line for _, block in some for line in pen.block(block)]
        marks += lines if own or not lines else ['<g class="beside">', *lines, "</g>"]
    sizes = [m.size for _, block in drawings for m in getattr(block, "marks", ()) if isinstance(m, Run) and m.ink]
    least = box.w * LEAST / min(sizes, default=body)
    x, y, wide, high = map(number, (box.x, box.y, box.w, box.h))
    scrolled = f' style="min-width:{number(least / REM, 1)}rem"' if least > NARROW else ""
    natural = f'width="{box.w * NATURAL / body:.0f}" height="{box.h * NATURAL / body:.0f}"'
    lines = [
        f'<svg class="on-{plain(scene.ground)}" role="img" aria-labelledby="{name}-title"'
        f' aria-describedby="{name}-description" viewBox="{x} {y} {wide} {high}" {natural}{scrolled}>',
        f'<title id="{name}-title">{plain(title)}</title>',
        f'<desc id="{name}-description">{plain(element.alt)}</desc>',
        *pen.definitions(),
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{pen.colour(Ink(scene.ground))}"/>',
        *marks,
        "</svg>",
    ]
    return Plate(tuple(lines), pen.used, bool(scrolled))


def _drawn(scene: Scene, element: Element) -> Iterator[tuple[bool, Drawing | Chart]]:
    """Yield what a figure shows, from the back, each with whether it is the figure's own.

    Else it lies on its page under or in it: shapes, and words that are read after it, up to what has its own heading.
    """
    assert element.box
    kids = (kid for kid in element.kids if isinstance(kid, Part) or kid.tag != "Caption")
    own = {part.item for kid in kids for part in ([kid] if isinstance(kid, Part) else kid.parts())}
    others = (at for at, item in enumerate(scene.items) if at not in own and item.role.startswith(APART))
    end = next((at for at in others if own and at > min(own)), len(scene.items))
    for at, item in enumerate(scene.items[:end]):
        within = _grown(element.box).contains(item.box)
        if at in own:
            yield True, _unlinked(item.block)
        elif item.role == "Artifact" and (within or item.box.contains(element.box)):
            yield False, Drawing(tuple(m for m in getattr(item.block, "marks", ()) if isinstance(m, Shape)))
        elif item.role != "Artifact" and within and own and at > min(own):
            yield False, _unlinked(item.block)


def _unlinked(block: Drawing | Chart) -> Drawing | Chart:
    """Return a drawing whose words lead nowhere: those of a picture are not reached one by one."""
    if not isinstance(block, Drawing):
        return block
    return Drawing(tuple(replace(mark, link=None) if isinstance(mark, Run) else mark for mark in block.marks))


def _grown(box: Box) -> Box:
    return Box(box.x - PAD, box.y - PAD, box.w + 2 * PAD, box.h + 2 * PAD)


def _within(box: Box, page: Box) -> Box:
    """Return the part of a box that lies on its page."""
    x, y = max(box.x, page.x), max(box.y, page.y)
    return Box(x, y, min(box.right, page.right) - x, min(box.bottom, page.bottom) - y)
