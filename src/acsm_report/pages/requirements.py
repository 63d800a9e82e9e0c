"""Requirements side by side: staggered start lines, and below them the table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from .. import blocks, charts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Certification
from ..edition import Edition
from ..errors import FitError
from ..fields import EDUCATION
from ..geometry import Box
from ..language import Phrase
from ..scene import Folios, Placed, Scene
from ..story import Story
from .column import Section, sheets
from .furniture import foot, lanes_of, paged, standfirst
from .table import Lane, codes_row, columns, table

__all__ = ["requirements"]

MOST = 5  # certifications side by side
TOP, TALLEST, LOWEST = 172, 330, 190  # of the ladder
CLOSE = 18  # from the table's last line to the footer, at least
CAP = 26  # the height of a lane's number


def requirements(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the pages: as many certifications side by side as can be read, rows that do not fit on another."""
    every = lanes_of(story, edition)
    fewest = math.ceil(len(every) / MOST)
    for count in range(fewest, len(every) + 1):
        try:
            return _pages(story, edition, folios, math.ceil(len(every) / count))
        except FitError:  # a word is wider than its column: fewer columns are wider
            if count == len(every):
                raise
    return ()


def _pages(story: Story, edition: Edition, folios: Folios, size: int) -> tuple[Scene, ...]:
    """Compose the pages with at most `size` certifications side by side."""
    every, scenes = lanes_of(story, edition), list[Scene]()
    for start in range(0, len(every), size):
        scenes += _sheets(story, edition, folios, every[start : start + size], len(scenes))
    return tuple(scenes)


def _sheets(
    story: Story, edition: Edition, folios: Folios, some: Sequence[Certification], before: int
) -> tuple[Scene, ...]:
    """Compose the pages of these certifications: the ladder takes the height that the table leaves."""
    lanes = columns(edition, some)
    codes, rows = codes_row(edition, lanes), table(story, edition, lanes)
    room = foot(edition) - 10 - TOP
    left = room - codes.height - math.fsum(row.height for row in rows)
    ladder = _ladder(story, edition, lanes, min(max(left, LOWEST), TALLEST))
    filled = sheets([ladder, codes, *rows], room, room - codes.height, gap=0)
    placed = []
    for number, sections in enumerate(filled):
        items, y = [_standfirst(story, edition)], float(TOP)
        for section in sections if not number else [codes, *sections]:
            items += blocks.moved(section.items, 0, y)
            y += section.height
        if y < foot(edition) - CLOSE:
            items.append(blocks.rule(edition.grid.x(0), y, edition.grid.right, Ink("rule"), 0.7))
        placed.append(items)
    return paged("requirements", edition, story, folios, _heading(story, edition), placed, before=before)


def _heading(story: Story, edition: Edition) -> Words:
    low, high = story.open_with(EDUCATION[:1]), story.open_with(EDUCATION[1:])
    if not (low.number and high.number):
        return edition.say("requirements.title.plain")
    lines = edition.counted("requirements.open", low), edition.counted("requirements.degree", high)
    return Phrase.joined("\n", lines)


def _standfirst(story: Story, edition: Edition) -> Placed:
    key = "requirements.sub.longer" if story.clinical_is_longer else "requirements.sub"
    return standfirst(edition, edition.say(key))


def _ladder(story: Story, edition: Edition, lanes: Sequence[Lane], height: float) -> Section:
    """Place the run-up of every lane, with its number on its last step."""
    grid, some = edition.grid, tuple(lane.certification for lane in lanes)
    places = [(lane.x - grid.x(0), lane.width) for lane in lanes]
    chart = charts.ladder(replace(story, certifications=some), edition, grid.measure, height, places)
    lane_of = {certification.code: certification.lane for certification in some}
    numbers = [_number(edition, lane_of[code], replace(box, x=box.x + grid.x(0))) for code, box in chart.kept]
    return Section([blocks.chart(grid.x(0), 0, chart), *blocks.roled(numbers, blocks.figure_of(chart))], chart.size.h)


def _number(edition: Edition, lane: int, box: Box) -> Placed:
    """Place a lane's number in the middle of its last step, lower where that is."""
    words, cap = edition.literal(str(lane), "lane"), min(CAP, box.h * 0.6)
    ink = Ink(f"lane.{lane}.on")
    return blocks.figures(edition, box.x + box.w / 2, box.y + (box.h + cap) / 2, words, cap, ink, anchor="middle")
