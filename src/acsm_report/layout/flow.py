"""How a page is filled from the top down: columns of blocks, sections that share the height. No page of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ..errors import FitError
from ..i18n.phrase import PhraseOrText
from ..theme.model import Ink
from .blocks import move_blocks, text_of_blocks
from .context import LayoutContext
from .measure import CAP_HEIGHT
from .scene import PlacedBlock
from .shapes import display_number, display_number_width, horizontal_rule
from .text import last_baseline, paragraph, text_width

__all__ = ["MIN_SECTION_GAP", "FlowColumn", "FlowSection", "distribute_sections", "paginate"]

SMALLER_STYLES = {  # a step down the scale
    "body": "axis.ink", "body.grey": "axis", "body.strong": "axis.strong", "code": "lead", "heading": "lead",
    "lead": "label.small", "standfirst": "body",
}  # fmt: skip
MIN_SECTION_GAP, MAX_SECTION_GAP = 20, 54  # points between two sections
SPACE_BELOW_DISPLAY_NUMBER = 0.31  # of a figure's height that stays free below it


@dataclass
class FlowColumn:
    """Blocks one under another, `measure` points wide, from the top `y` downwards."""

    context: LayoutContext
    x: float
    y: float
    width: float
    blocks: list[PlacedBlock] = field(default_factory=list)

    def add_paragraph(self, style: str, words: PhraseOrText, *, gap: float | None = None, **how: Any) -> PlacedBlock:
        """Set a paragraph; `gap` points lie between its last baseline and the next capitals, else its own lead.

        It is a step smaller where a word is wider than the column.
        """
        longest = max((text_width(self.context, style, word) for word in str(words).split()), default=0)
        fit = "smaller" if longest > self.width + 0.01 and style in SMALLER_STYLES else ""
        style = SMALLER_STYLES[style] if fit else style
        s = self.context.style(style)
        high = CAP_HEIGHT * s.size
        placed = paragraph(self.context, style, self.x, self.y + high, self.width, words, **how)
        placed = replace(placed, fit=fit)
        self.blocks.append(placed)
        self.y = last_baseline(placed) + ((how.get("leading") or s.leading) - high if gap is None else gap)
        return placed

    def add_display_number(self, words: PhraseOrText, cap_height: float, ink: Ink, gap: float) -> PlacedBlock:
        """Draw a number in lane figures, lower when it is wider than the column."""
        wide = display_number_width(self.context, words, cap_height)
        placed = display_number(
            self.context, self.x, self.y + cap_height, words, cap_height * min(1, self.width / wide), ink
        )
        self.blocks.append(placed)
        self.y += cap_height + max(gap, SPACE_BELOW_DISPLAY_NUMBER * cap_height)  # a comma hangs below the line
        return placed

    def add_rule(self, gap: float, ink: Ink | None = None, stroke_width: float = 0.7) -> None:
        """Draw a line across the column, `gap` points above what follows."""
        self.blocks.append(horizontal_rule(self.x, self.y, self.x + self.width, ink or Ink("rule"), stroke_width))
        self.y += gap

    def add_blocks(self, placed: Iterable[PlacedBlock], height: float) -> None:
        """Take in blocks that are already placed, `height` points tall."""
        self.blocks += placed
        self.y += height


class FlowSection(NamedTuple):
    """A part of a page that is not broken: what is placed as if it began at 0, and how tall it is."""

    blocks: list[PlacedBlock]
    height: float


def paginate(
    sections: Iterable[FlowSection], first_height: float, next_height: float, gap: float = MIN_SECTION_GAP
) -> list[list[FlowSection]]:
    """Return the sections sheet by sheet: the first has `room` points for them and their gaps, the others `more`.

    Raise FitError for a section that is taller than a sheet.
    """
    filled: list[list[FlowSection]] = [[]]
    for section in sections:
        held, has = [s.height for s in filled[-1]], first_height if len(filled) == 1 else next_height
        if section.height > max(has, next_height) + 0.01:
            raise FitError("section", text_of_blocks(section.blocks), section.height - next_height)
        if math.fsum(held) + len(held) * gap + section.height > has + 0.01:
            filled.append([])
        filled[-1].append(section)
    return filled


def distribute_sections(
    context: LayoutContext, sections: list[FlowSection], top: float, height: float, max_gap: float = MAX_SECTION_GAP
) -> list[PlacedBlock]:
    """Place sections one below another with equal gaps of at most `most` points, and a line in each gap."""
    spare = height - math.fsum(s.height for s in sections)
    gap = min(max(spare / max(len(sections) - 1, 1), MIN_SECTION_GAP), max_gap)
    items, y = list[PlacedBlock](), float(top)
    for number, section in enumerate(sections):
        if number:
            items.append(horizontal_rule(context.grid.x(0), y - gap / 2 - 1, context.grid.right, Ink("rule"), 0.8))
        items += move_blocks(section.blocks, 0, y)
        y += section.height + gap
    return items
