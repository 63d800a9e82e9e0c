"""A page for notes, so that the sheets of a folded guide are full: a list to tick off before the exam, then lines."""

from __future__ import annotations

from .. import blocks
from ..brand import Ink
from ..edition import Edition
from ..geometry import Box, Path
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .column import Column
from .furniture import foot, scene

__all__ = ["lines", "notes"]

STEPS = ("lane", "handbook", "start", "score", "keep")  # of the list
SIDE, LINE, TOP = 11, 24, 182  # of a box to tick; between two lines; where the list begins


def notes(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose a page of what to do before the exam, with lines to write on."""
    grid = edition.grid
    column = Column(edition, grid.x(0) + 24, TOP, grid.measure - 24)
    for step in STEPS:
        box = Shape(Path.box(Box(grid.x(0), column.y - 1.5, SIDE, SIDE)), stroke=Ink("ink"), width=1)
        column.items.append(blocks.shapes(box))
        column.text("standfirst", edition.say(f"notes.{step}"), gap=16, role=f"L:steps/LI:{step}/LBody")
    items = [*column.items, *_ruled(edition, column.y + 20)]
    title = edition.say("notes.title")
    return (scene("notes", edition, story, folios, title, items, edition.say("independent")),)


def lines(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose a page of lines to write on."""
    section = edition.say("notes.section")
    items, about = _ruled(edition, TOP), edition.say("independent")
    return (scene(f"lines-{folios.own}", edition, story, folios, section, items, about, section),)


def _ruled(edition: Edition, y: float) -> list[Placed]:
    count = int((foot(edition) - 16 - y) / LINE) + 1
    grid = edition.grid
    return [blocks.rule(grid.x(0), y + n * LINE, grid.right, Ink("rule"), 0.7) for n in range(count)]
