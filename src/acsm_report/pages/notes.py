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

__all__ = ["notes"]

STEPS = ("lane", "handbook", "start", "score", "keep")  # of the list
SIDE, LINE, TOP = 11, 24, 182  # of a box to tick; between two lines; where the list begins


def notes(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose a page: what to do before the exam, and lines to write on."""
    grid = edition.grid
    column = Column(edition, grid.x(0) + 24, TOP, grid.measure - 24)
    for step in STEPS:
        box = Shape(Path.box(Box(grid.x(0), column.y - 1.5, SIDE, SIDE)), stroke=Ink("ink"), width=1)
        column.items.append(blocks.shapes(box))
        column.text("standfirst", edition.say(f"notes.{step}"), gap=16, role="LI")
    lines: list[Placed] = []
    y = column.y + 20
    while y < foot(edition) - 16:
        lines.append(blocks.rule(grid.x(0), y, grid.right, Ink("rule"), 0.7))
        y += LINE
    items = [*column.items, *lines]
    name = f"notes-{folios.own}"
    title, section = edition.say("notes.title"), edition.say("notes.section")
    return (scene(name, edition, story, folios, title, items, edition.say("independent"), section),)
