"""A column of text in the making: what is placed, and how far down it has come. No page of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .. import blocks, fonts
from ..blocks import Words
from ..brand import Ink
from ..edition import Edition
from ..scene import Placed

__all__ = ["Column"]


@dataclass
class Column:
    """Blocks one under another, `measure` points wide, from the top `y` downwards."""

    edition: Edition
    x: float
    y: float
    measure: float
    items: list[Placed] = field(default_factory=list)

    def text(self, style: str, words: Words, *, gap: float | None = None, **how: Any) -> Placed:
        """Set a paragraph; `gap` points lie between its last baseline and the next capitals, else its own lead."""
        s = self.edition.style(style)
        high = fonts.CAP * s.size
        placed = blocks.paragraph(self.edition, style, self.x, self.y + high, self.measure, words, **how)
        self.items.append(placed)
        self.y = blocks.baseline(placed) + ((how.get("lead") or s.lead) - high if gap is None else gap)
        return placed

    def figure(self, words: Words, cap: float, ink: Ink, gap: float) -> Placed:
        """Draw a number in lane figures, lower when it is wider than the column."""
        wide = blocks.figures_width(self.edition, words, cap)
        placed = blocks.figures(self.edition, self.x, self.y + cap, words, cap * min(1, self.measure / wide), ink)
        self.items.append(placed)
        self.y += cap + gap
        return placed

    def rule(self, gap: float, ink: Ink | None = None, width: float = 0.7) -> None:
        """Draw a line across the column, `gap` points above what follows."""
        self.items.append(blocks.rule(self.x, self.y, self.x + self.measure, ink or Ink("rule"), width))
        self.y += gap

    def add(self, placed: Iterable[Placed], height: float) -> None:
        """Take in blocks that are already placed, `height` points tall."""
        self.items += placed
        self.y += height
