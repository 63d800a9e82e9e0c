"""How a page is filled from the top down: columns, and sections that share its height."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.errors import FitError
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.flow import MIN_SECTION_GAP, FlowColumn, FlowSection, distribute_sections, paginate
from acsm_report.layout.text import text_line
from acsm_report.theme.model import Ink

heights = st.lists(st.floats(1, 300), min_size=1, max_size=8)


def section(context: LayoutContext, height: float) -> FlowSection:
    return FlowSection([text_line(context, "body", 42, 8, "words")], height)


@given(heights, st.floats(300, 600), st.floats(300, 600))
def test_sections_fill_a_sheet_before_the_next(tall: list[float], room: float, more: float) -> None:
    """Each stands on one sheet, in order, within its room; a next sheet begins only where it must."""
    filled = paginate([FlowSection([], h) for h in tall], room, more)
    assert [s.height for sheet in filled for s in sheet] == tall
    for number, sheet in enumerate(filled):
        used = math.fsum(s.height for s in sheet) + MIN_SECTION_GAP * (len(sheet) - 1)
        assert used <= (room if not number else more) + 0.02
        if number:
            before = filled[number - 1]
            held = math.fsum(s.height for s in before) + MIN_SECTION_GAP * len(before)
            assert held + sheet[0].height > (room if number == 1 else more)


def test_a_section_taller_than_a_sheet_is_refused(context: LayoutContext) -> None:
    """It says which words, and how many points they lack."""
    with pytest.raises(FitError, match=r"the section 'words' does not fit: it needs 20\.0 pt more"):
        paginate([section(context, 320)], 300, 300)


def test_sections_are_spread_over_the_room(context: LayoutContext) -> None:
    """What is left goes into equal gaps, so that the last one ends at the foot."""
    placed = distribute_sections(context, [section(context, 50), section(context, 50), section(context, 50)], 100, 210)
    words = [item for item in placed if item.role == "P"]
    tops = [item.box.y for item in words]
    assert tops[1] - tops[0] == pytest.approx(tops[2] - tops[1]) == pytest.approx(50 + 30)
    assert len(placed) == 5  # and a line in each gap


def test_a_column_goes_down_by_what_it_holds(context: LayoutContext) -> None:
    """Blocks stand below each other and do not touch."""
    column = FlowColumn(context, 42, 100, 120)
    for _ in range(3):
        column.add_paragraph("body", "some words that need more than a line of it")
    boxes = [item.box for item in column.blocks]
    assert all(upper.bottom <= lower.y + 0.01 for upper, lower in pairwise(boxes))
    assert boxes[-1].bottom <= column.y + 4


def test_a_number_wider_than_its_column_is_lower(context: LayoutContext) -> None:
    """Lane figures keep their shape: what does not fit across is drawn smaller, and the next block stands as before."""
    wide, narrow = FlowColumn(context, 42, 100, 400), FlowColumn(context, 42, 100, 60)
    for column in (wide, narrow):
        column.add_display_number("28,463", 40, Ink("ink"), 20)
    assert wide.blocks[0].box.height == pytest.approx(40)
    assert narrow.blocks[0].box.width == pytest.approx(60)
    assert narrow.blocks[0].box.height < 40
    assert wide.y == narrow.y == 160
