"""Fills a page from the top down: columns of blocks, and sections that share the height."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Unpack

from ..errors import FitError
from ..i18n.phrase import PhraseOrText
from ..theme.model import Ink
from .blocks import move_blocks, text_of_blocks
from .context import LayoutContext
from .measure import CAP_HEIGHT
from .scene import PlacedBlock
from .shapes import display_number, display_number_width, horizontal_rule
from .text import ParagraphOptions, last_baseline, paragraph, text_width

__all__ = ["MIN_SECTION_GAP", "FlowColumn", "FlowSection", "distribute_sections", "paginate"]

SMALLER_STYLES = {  # the next smaller style
    "body": "axis.ink", "body.grey": "axis", "body.strong": "axis.strong", "code": "lead", "heading": "lead",
    "lead": "label.small", "standfirst": "body",
}  # fmt: skip
MIN_SECTION_GAP, MAX_SECTION_GAP = 20, 54  # points between sections
SPACE_BELOW_DISPLAY_NUMBER = 0.31  # of its height


@dataclass
class FlowColumn:
    """Stacks blocks in a column, `width` points wide, from `y` down."""

    context: LayoutContext
    x: float
    y: float
    width: float
    blocks: list[PlacedBlock] = field(default_factory=list)

    def add_paragraph(
        self, style: str, words: PhraseOrText, *, gap: float | None = None, **options: Unpack[ParagraphOptions]
    ) -> PlacedBlock:
        """Set a paragraph, in the next smaller style if a word is wider than the column.

        `gap` points lie between its last baseline and the capitals of the next block; by default, its leading does.
        """
        longest = max((text_width(self.context, style, word) for word in str(words).split()), default=0)
        fit = "smaller" if longest > self.width + 0.01 and style in SMALLER_STYLES else ""
        style = SMALLER_STYLES[style] if fit else style
        s = self.context.style(style)
        ascent = CAP_HEIGHT * s.size
        placed = paragraph(self.context, style, self.x, self.y + ascent, self.width, words, **options)
        placed = replace(placed, fit=fit)
        self.blocks.append(placed)
        self.y = last_baseline(placed) + ((options.get("leading") or s.leading) - ascent if gap is None else gap)
        return placed

    def add_display_number(self, words: PhraseOrText, cap_height: float, ink: Ink, gap: float) -> PlacedBlock:
        """Draw a display number, smaller if it is wider than the column."""
        natural_width = display_number_width(self.context, words, cap_height)
        placed = display_number(
            self.context, self.x, self.y + cap_height, words, cap_height * min(1, self.width / natural_width), ink
        )
        self.blocks.append(placed)
        self.y += cap_height + max(gap, SPACE_BELOW_DISPLAY_NUMBER * cap_height)  # a comma hangs below the baseline
        return placed

    def add_rule(self, gap: float, ink: Ink | None = None, stroke_width: float = 0.7) -> None:
        """Draw a line across the column, `gap` points above the next block."""
        self.blocks.append(horizontal_rule(self.x, self.y, self.x + self.width, ink or Ink("rule"), stroke_width))
        self.y += gap

    def add_blocks(self, placed: Iterable[PlacedBlock], height: float) -> None:
        """Add placed blocks, `height` points tall."""
        self.blocks += placed
        self.y += height


class FlowSection(NamedTuple):
    """A part of a page that is not split: blocks placed from y = 0, and their height."""

    blocks: list[PlacedBlock]
    height: float


def paginate(
    sections: Iterable[FlowSection], first_height: float, next_height: float, gap: float = MIN_SECTION_GAP
) -> list[list[FlowSection]]:
    """Return the sections page by page. The first page has `first_height` points for them, others `next_height`.

    Raise FitError for a section that is taller than a page.
    """
    pages: list[list[FlowSection]] = [[]]
    for section in sections:
        heights, available = [s.height for s in pages[-1]], first_height if len(pages) == 1 else next_height
        if section.height > max(available, next_height) + 0.01:
            raise FitError("section", text_of_blocks(section.blocks), section.height - next_height)
        if math.fsum(heights) + len(heights) * gap + section.height > available + 0.01:
            pages.append([])
        pages[-1].append(section)
    return pages


def distribute_sections(
    context: LayoutContext, sections: list[FlowSection], top: float, height: float, max_gap: float = MAX_SECTION_GAP
) -> list[PlacedBlock]:
    """Place sections below each other with equal gaps of at most `max_gap` points and a line in each gap."""
    spare = height - math.fsum(s.height for s in sections)
    gap = min(max(spare / max(len(sections) - 1, 1), MIN_SECTION_GAP), max_gap)
    placed, y = list[PlacedBlock](), float(top)
    for number, section in enumerate(sections):
        if number:
            placed.append(horizontal_rule(context.grid.x(0), y - gap / 2 - 1, context.grid.right, Ink("rule"), 0.8))
        placed += move_blocks(section.blocks, 0, y)
        y += section.height + gap
    return placed
