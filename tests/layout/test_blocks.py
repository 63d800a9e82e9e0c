"""What can stand on a page: each block knows its box, its words and its facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from acsm_report.dataset.model import Fact
from acsm_report.errors import FitError
from acsm_report.geometry import Box, Size
from acsm_report.i18n.phrase import Phrase
from acsm_report.layout.blocks import collect_facts, move_blocks, place_chart
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.measure import CAP_HEIGHT, DESCENT, string_width
from acsm_report.layout.qr import qr_code
from acsm_report.layout.scene import Chart, Drawing, FactLength, PlacedBlock, Shape, TextRun
from acsm_report.layout.shapes import (
    checkered_strip,
    display_number,
    display_number_width,
    filled_rectangle,
    horizontal_rule,
    lane_badge,
)
from acsm_report.layout.text import fitted_paragraph, join_text_blocks, last_baseline, paragraph, text_line
from acsm_report.theme.model import Ink

INK = Ink("ink")
FACT = Fact("pass_rate", 55, "%")


def runs(placed: PlacedBlock) -> list[TextRun]:
    assert isinstance(placed.block, Drawing)
    return [m for m in placed.block.marks if isinstance(m, TextRun)]


def marks(placed: PlacedBlock) -> list[Shape]:
    assert isinstance(placed.block, Drawing)
    return [m for m in placed.block.marks if isinstance(m, Shape)]


def test_words_that_go_on_in_the_next_column_are_one_text(context: LayoutContext) -> None:
    """Two columns are one block, around both, with the words and the facts of both in order."""
    first = text_line(context, "body", 10, 20, context.message("figure", fact=FACT))
    second = text_line(context, "body", 200, 90, "went on")
    placed = join_text_blocks([first, second])
    assert isinstance(placed.block, Drawing)
    assert placed.block.text == "55% went on"
    assert (placed.box, placed.facts, placed.role) == (Box.bounding([first.box, second.box]), (FACT,), "P")


@pytest.mark.parametrize(("anchor", "share"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_text_is_anchored(anchor: str, share: float, context: LayoutContext) -> None:
    """x is the start, the middle or the end of the words, y their baseline."""
    placed = text_line(context, "wordmark", 300, 100, "Certified", anchor=anchor)
    assert placed.box.x + share * placed.box.width == pytest.approx(300)
    assert (runs(placed)[0].x, runs(placed)[0].y) == (placed.box.x, 100)


def test_the_box_of_text_ends_with_its_last_letter(context: LayoutContext) -> None:
    """Tracking after the last letter is not part of the box; capitals and descenders are."""
    style = context.style("wordmark")
    box = text_line(context, "wordmark", 0, 100, "AB").box
    assert box.width == pytest.approx(string_width("AB", style) - style.tracking)
    assert box.y == pytest.approx(100 - CAP_HEIGHT * style.size)
    assert box.bottom == pytest.approx(100 + DESCENT * style.size)


def test_a_paragraph_stays_in_its_column(context: LayoutContext) -> None:
    """Every line starts at x, ends before the measure, and stands a lead below the one before."""
    lead = context.style("body").leading

    @given(st.lists(st.sampled_from(["pass", "rates", "of", "all", "exams"]), min_size=1, max_size=40).map(" ".join))
    def check(text: str) -> None:
        placed = paragraph(context, "body", 50, 100, 120, text)
        lines = runs(placed)
        assert placed.box.right <= 170.02
        assert [(run.x, run.y) for run in lines] == [(50, pytest.approx(100 + n * lead)) for n in range(len(lines))]
        assert "".join(run.text for run in lines) == text

    check()


def test_lines_read_as_words(context: LayoutContext) -> None:
    """Where a line ends a space is set, so that words copied from the page do not grow together."""
    placed = paragraph(context, "body", 0, 0, 60, "one two three four five six")
    *before, last = runs(placed)
    assert before and all(run.text.endswith(" ") for run in before)
    assert not last.text.endswith(" ")


def test_a_paragraph_takes_another_lead(context: LayoutContext) -> None:
    """A lead of its own moves the lines, and `baseline` tells where the last one stands."""
    placed = paragraph(context, "body", 0, 10, 60, "one two three four five six", leading=30)
    assert runs(placed)[1].y == 40
    assert last_baseline(placed) == 10 + 30 * (len(runs(placed)) - 1)


def test_a_phrase_brings_its_facts_to_the_page(context: LayoutContext) -> None:
    """Words that tell facts are placed with them; plain words with none."""
    for placed in (
        text_line(context, "body", 0, 0, Phrase("55%", (FACT,))),
        display_number(context, 0, 0, Phrase("55%", (FACT,)), 50, INK),
    ):
        assert placed.facts == (FACT,)
    assert text_line(context, "body", 0, 0, "55%").facts == ()
    assert collect_facts([placed, placed]) == (FACT, FACT)


def test_lane_figures_fill_their_box(context: LayoutContext) -> None:
    """Drawn figures stand on their baseline, as wide as was measured, and no mark leaves their box."""

    @given(st.text("0123456789,%+-", min_size=1, max_size=8), st.floats(5, 200))
    def check(text: str, cap: float) -> None:
        placed = display_number(context, 300, 400, text, cap, INK, anchor="end")
        assert placed.box.right == pytest.approx(300)
        assert placed.box.width == pytest.approx(display_number_width(context, text, cap))
        assert (placed.box.bottom, placed.box.height) == (pytest.approx(400), cap)
        reach = Box(placed.box.x, placed.box.y, placed.box.width, cap * 1.2)  # the comma reaches below
        half = context.brand.figure_stroke * cap / 200
        assert all(
            reach.contains(mark.path.bounds, tolerance=half if mark.stroke else 0.01 * cap) for mark in marks(placed)
        )

    check()


def test_the_text_of_lane_figures_is_there_and_not_seen(context: LayoutContext) -> None:
    """Beneath the drawing lies real text without ink, stretched to the drawing's width, to be found and copied."""
    placed = display_number(context, 10, 100, "45,000+", 24, INK)
    (run,) = runs(placed)
    style = context.style("code")
    natural = string_width(run.text, style) * run.size / style.size
    assert (run.text, run.ink) == ("45,000+", None)
    assert natural * run.stretch == pytest.approx(placed.box.width)


def test_lane_figures_are_strokes_and_fills_of_the_ink(context: LayoutContext) -> None:
    """A figure's strokes are as wide as a lane at its size, and all its marks have its colour."""
    placed = display_number(context, 0, 100, "52%", 50, Ink("lane.2"))
    assert {m.fill or m.stroke for m in marks(placed)} == {Ink("lane.2")}
    assert {m.stroke_width for m in marks(placed) if m.stroke} == {context.brand.figure_stroke / 2}


def test_shapes_are_boxed_with_their_strokes(context: LayoutContext) -> None:
    """A rule's box has the thickness of the rule, a panel's box is the panel."""
    assert horizontal_rule(10, 50, 110, INK, 2).box == Box(9, 49, 102, 2)
    assert filled_rectangle(Box(1, 2, 3, 4), INK).box == Box(1, 2, 3, 4)
    assert horizontal_rule(0, 0, 9, INK).role == "Artifact"


def test_the_finish_is_chequered(context: LayoutContext) -> None:
    """No two squares of the finish touch by an edge, and none leaves the strip."""
    placed = checkered_strip(10, 20, 33, 6, columns=2)
    squares = [m.path.bounds for m in marks(placed)]
    assert Box(10, 20, 12, 33).contains(placed.box)
    assert placed.box.bottom == pytest.approx(53)
    touching = [
        (a, b) for a in squares for b in squares if a is not b and ((a.x == b.x and abs(a.y - b.y) < 7) or a.y == b.y)
    ]
    assert touching == []


def test_a_start_block_is_a_lane_with_its_number(context: LayoutContext) -> None:
    """The number stands in the middle of a square in the lane's colour."""
    square, number = lane_badge(context, 3, 100, 200, 26)
    assert square.box == Box(100, 200, 26, 26)
    assert marks(square)[0].fill == Ink("lane.3")
    assert number.box.x + number.box.width / 2 == pytest.approx(113)
    assert number.box.y + number.box.height / 2 == pytest.approx(213)
    assert runs(number)[0].text == "3"


def test_a_chart_is_placed_with_what_it_shows() -> None:
    """A placed chart keeps its size, its alternative text and its facts."""
    what = Chart("rates", {}, Size(200, 100), "Bar chart of rates.", (FACT,))
    placed = place_chart(10, 20, what)
    assert (placed.box, placed.role, placed.alt, placed.facts) == (
        Box(10, 20, 200, 100),
        "Figure:rates",
        what.alt,
        (FACT,),
    )


# ── Fit ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("width", "height", "size", "fit"), [(400, 20, 12, ""), (120, 60, 12, "wrapped"), (120, 22, 9.5, "smaller")]
)
def test_words_wrap_and_then_are_a_step_smaller(
    width: float, height: float, size: float, fit: str, context: LayoutContext
) -> None:
    """The first style in which the words fit their room is taken, and the block says what was done."""
    words = "Certified Clinical Exercise Physiologist"
    placed = fitted_paragraph(context, ("standfirst", "body"), 10, 10, Size(width, height), words, "name")
    assert {run.size for run in runs(placed)} == {size}
    assert placed.fit == fit


def test_words_without_room_say_what_they_lack(context: LayoutContext) -> None:
    """Where no style helps the error names the block, the words and the points."""
    with pytest.raises(FitError, match=r"the name 'Certified Trainer' does not fit: it needs [\d.]+ pt more; choose"):
        fitted_paragraph(context, ("standfirst", "body"), 10, 10, Size(60, 5), "Certified Trainer", "name")


def test_moved_blocks_keep_their_shape(context: LayoutContext) -> None:
    """Boxes, marks, charts and the lengths of facts move together."""
    length = FactLength(FACT, Box(1, 2, 3, 4))
    chart = replace(place_chart(5, 6, Chart("c", {}, Size(9, 9), "", (FACT,))), lengths=(length,))
    one = display_number(context, 10, 50, context.message("figure", fact=FACT), 20, INK)
    for before, after in zip([chart, one], move_blocks([chart, one], 7, -3), strict=True):
        assert (after.box.x - before.box.x, after.box.y - before.box.y) == (7, -3)
        assert (after.box.width, after.box.height, after.facts) == (before.box.width, before.box.height, before.facts)
        assert [n.box for n in after.lengths] == [replace(n.box, x=n.box.x + 7, y=n.box.y - 3) for n in before.lengths]
    assert runs(move_blocks([one], 7, -3)[0])[0].x == pytest.approx(runs(one)[0].x + 7)


@pytest.mark.parametrize("flush", [False, True], ids=["within", "flush"])
def test_a_qr_code_is_dark_on_white_and_says_its_link(flush: bool) -> None:
    """A reader finds the link in it; it stands within a quiet zone of four modules, and has no colour of the page.

    The zone lies in the box, or around it.
    """
    link = "https://example.edu/exercise"
    ground, dark = marks(qr_code(link, Box(100, 200, 82, 82), flush))
    assert (ground.fill, dark.stroke, dark.fill) == (Ink("white"), INK, None)
    zone, side = ground.path.bounds, dark.stroke_width
    ends = [values for _, values in dark.path.segments]
    count = round(zone.width / side)
    picture = Image.new("L", (count, count), 255)
    for (left, y), (right, _) in zip(ends[::2], ends[1::2], strict=True):
        row, first = round((y - zone.y) / side - 0.5), round((left - zone.x) / side)
        for column in range(first, first + round((right - left) / side)):
            picture.putpixel((column, row), 0)
    around = [picture.getpixel((x, y)) for x in range(count) for y in (0, 3, count - 4, count - 1)]
    assert set(around) == {255}
    assert picture.getpixel((4, 4)) == picture.getpixel((count - 5, 4)) == picture.getpixel((4, count - 5)) == 0
    assert [code.text for code in zxingcpp.read_barcodes(picture.resize((4 * count, 4 * count), 0))] == [link]
    inner = (zone.x + 4 * side, zone.width - 8 * side)
    assert (inner if flush else (zone.x, zone.width)) == pytest.approx((100, 82))
