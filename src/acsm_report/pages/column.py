"""How a page is filled from the top down: columns of blocks, sections that share the height. No page of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from .. import blocks, fonts
from ..blocks import Words
from ..brand import Ink
from ..edition import Edition
from ..errors import FitError
from ..scene import Placed

__all__ = ["LEAST", "Column", "Section", "sheets", "spread"]

STEPS = {  # a step down the scale
    "body": "axis.ink", "body.grey": "axis", "body.strong": "axis.strong", "code": "lead", "heading": "lead",
    "lead": "label.small", "standfirst": "body",
}  # fmt: skip
LEAST, MOST = 20, 54  # points between two sections
BELOW = 0.31  # of a figure's height that stays free below it


@dataclass
class Column:
    """Blocks one under another, `measure` points wide, from the top `y` downwards."""

    edition: Edition
    x: float
    y: float
    measure: float
    items: list[Placed] = field(default_factory=list)

    def text(self, style: str, words: Words, *, gap: float | None = None, **how: Any) -> Placed:
        """Set a paragraph; `gap` points lie between its last baseline and the next capitals, else its own lead.

        It is a step smaller where a word is wider than the column.
        """
        longest = max((blocks.text_width(self.edition, style, word) for word in str(words).split()), default=0)
        fit = "smaller" if longest > self.measure + 0.01 and style in STEPS else ""
        style = STEPS[style] if fit else style
        s = self.edition.style(style)
        high = fonts.CAP * s.size
        placed = blocks.paragraph(self.edition, style, self.x, self.y + high, self.measure, words, **how)
        placed = replace(placed, fit=fit)
        self.items.append(placed)
        self.y = blocks.baseline(placed) + ((how.get("lead") or s.lead) - high if gap is None else gap)
        return placed

    def figure(self, words: Words, cap: float, ink: Ink, gap: float) -> Placed:
        """Draw a number in lane figures, lower when it is wider than the column."""
        wide = blocks.figures_width(self.edition, words, cap)
        placed = blocks.figures(self.edition, self.x, self.y + cap, words, cap * min(1, self.measure / wide), ink)
        self.items.append(placed)
        self.y += cap + max(gap, BELOW * cap)  # a comma hangs below the line
        return placed

    def rule(self, gap: float, ink: Ink | None = None, width: float = 0.7) -> None:
        """Draw a line across the column, `gap` points above what follows."""
        self.items.append(blocks.rule(self.x, self.y, self.x + self.measure, ink or Ink("rule"), width))
        self.y += gap

    def add(self, placed: Iterable[Placed], height: float) -> None:
        """Take in blocks that are already placed, `height` points tall."""
        self.items += placed
        self.y += height


class Section(NamedTuple):
    """A part of a page that is not broken: what is placed as if it began at 0, and how tall it is."""

    items: list[Placed]
    height: float


def sheets(sections: Iterable[Section], room: float, more: float, gap: float = LEAST) -> list[list[Section]]:
    """Return the sections sheet by sheet: the first has `room` points for them and their gaps, the others `more`.

    Raise FitError for a section that is taller than a sheet.
    """
    filled: list[list[Section]] = [[]]
    for section in sections:
        held, has = [s.height for s in filled[-1]], room if len(filled) == 1 else more
        if section.height > max(has, more) + 0.01:
            raise FitError("section", blocks.text_of(section.items), section.height - more)
        if math.fsum(held) + len(held) * gap + section.height > has + 0.01:
            filled.append([])
        filled[-1].append(section)
    return filled


def spread(edition: Edition, sections: list[Section], top: float, room: float, most: float = MOST) -> list[Placed]:
    """Place sections one below another with equal gaps of at most `most` points, and a line in each gap."""
    spare = room - math.fsum(s.height for s in sections)
    gap = min(max(spare / max(len(sections) - 1, 1), LEAST), most)
    items, y = list[Placed](), float(top)
    for number, section in enumerate(sections):
        if number:
            items.append(blocks.rule(edition.grid.x(0), y - gap / 2 - 1, edition.grid.right, Ink("rule"), 0.8))
        items += blocks.moved(section.items, 0, y)
        y += section.height + gap
    return items
