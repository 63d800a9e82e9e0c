"""Words that cannot be read: contrast with whatever lies beneath them, where it lies."""

from __future__ import annotations

import pytest

from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.contrast import find_low_contrast_text
from acsm_report.layout.scene import Drawing, Mark, PlacedBlock, Scene, Shape, TextRun
from acsm_report.layout.shapes import lane_badge
from acsm_report.theme.model import Brand, Ink

BLACK, WHITE, GREY = Ink("#000000"), Ink("#FFFFFF"), Ink("#949494")  # grey on white is 3.03:1
BOX = Box(10, 20, 80, 20)


def words(ink: Ink | None, x: float = 20, size: float = 10, weight: int = 400, text: str = "words") -> TextRun:
    return TextRun(x, 34, text, "Source Sans Pro", weight, size, ink=ink)


def found(brand: Brand, *marks: Mark, ground: str = "paper") -> list[tuple[str, float]]:
    scene = Scene("page", "Page", Size(100, 60), (PlacedBlock(BOX, Drawing(marks), "P"),), ground)
    return [(p.text, round(p.ratio, 1)) for p in find_low_contrast_text([scene], brand)]


def test_words_on_the_ground_are_held_against_it(brand: Brand) -> None:
    """Dark words on paper pass, light ones do not; on the dark stage it is the other way round."""
    assert found(brand, words(BLACK)) == [] == found(brand, words(WHITE), ground="stage")
    assert found(brand, words(WHITE))[0][0] == "words" == found(brand, words(BLACK), ground="stage")[0][0]


def test_the_last_shape_beneath_counts(brand: Brand) -> None:
    """A panel hides what lies under it, and one that is painted after the words is not beneath them."""
    dark, light = Shape(VectorPath.rectangle(BOX), BLACK), Shape(VectorPath.rectangle(BOX), WHITE)
    assert found(brand, dark, light, words(BLACK)) == [] == found(brand, words(BLACK), dark)
    assert found(brand, light, dark, words(BLACK)) == [("words", 1.0)]


def test_words_that_reach_over_an_edge_are_found(brand: Brand) -> None:
    """It is enough that the last letter stands on a ground of its own colour."""
    half = Shape(VectorPath.rectangle(Box(40, 20, 50, 20)), BLACK)
    assert found(brand, half, words(BLACK)) == [("words", 1.0)]
    assert found(brand, half, words(BLACK, x=12, text="wo")) == []


@pytest.mark.parametrize(
    ("size", "weight", "passes"),
    [(10, 400, False), (17, 400, False), (18, 400, True), (13, 700, False), (14, 900, True)],
)
def test_large_words_need_less(brand: Brand, size: float, weight: int, passes: bool) -> None:
    """From 18 points, or 14 in bold, 3:1 is enough; below, 4.5:1 is needed."""
    panel = Shape(VectorPath.rectangle(Box(0, 0, 100, 60)), WHITE)
    assert (found(brand, panel, words(GREY, size=size, weight=weight)) == []) == passes


def test_a_stroke_covers_what_it_paints_and_ends_square(brand: Brand) -> None:
    """Words on a thick line are held against it; words just past its end are not."""
    line = Shape(VectorPath.polyline((0, 30), (19, 30)), stroke=BLACK, stroke_width=30)
    assert found(brand, line, words(BLACK, x=5)) == [("words", 1.0)]
    assert found(brand, line, words(BLACK, x=20)) == []


@pytest.mark.parametrize("first", [1, 2, 30])
def test_a_stroke_ends_square_however_short_its_first_part_is(brand: Brand, first: float) -> None:
    """Words past the end of a thick line of two parts are not on it, words beside its second part are."""
    line = Shape(VectorPath.polyline((19, 30), (19 - first, 30), (-60, 30)), stroke=BLACK, stroke_width=30)
    assert found(brand, line, words(BLACK)) == []
    assert found(brand, line, words(BLACK, x=5)) == [("words", 1.0)]


def test_a_stroke_paints_the_outer_side_of_a_corner(brand: Brand) -> None:
    """Words in the wedge between two parts of a thick line are on it."""
    line = Shape(VectorPath.polyline((30, 90), (30, 34), (-60, 34)), stroke=BLACK, stroke_width=40)
    assert found(brand, line, words(BLACK, x=32, text="w")) == [("w", 1.0)]


def test_a_bend_covers_what_it_paints(brand: Brand) -> None:
    """A curved stroke is followed: words in its bow stand on the ground."""
    bow = Shape(VectorPath.parse("M0,0A60,30 0 0 1 60,30"), stroke=BLACK, stroke_width=4)
    assert found(brand, bow, words(BLACK, x=12)) == []
    ring = Shape(VectorPath.parse("M50,5A25,25 0 1 1 49.9,5Z"), stroke=BLACK, stroke_width=6)
    assert found(brand, ring, words(BLACK, x=34, size=6)) == []
    assert found(brand, ring, words(BLACK, x=60)) == [("words", 1.0)]


def test_a_hole_shows_the_ground(brand: Brand) -> None:
    """Where a filled path winds back, nothing is painted (nonzero)."""
    outer, hole = "M0,0H100V60H0Z", "M15,15V45H85V15Z"
    assert found(brand, Shape(VectorPath.parse(outer + hole), BLACK), words(BLACK)) == []
    assert found(brand, Shape(VectorPath.parse(outer), BLACK), words(BLACK)) == [("words", 1.0)]


def test_a_clip_hides_a_shape(brand: Brand) -> None:
    """A shape is beneath words only where its clip shows it."""
    shown = Shape(VectorPath.rectangle(Box(0, 0, 100, 60)), BLACK, clip=Box(0, 0, 10, 60))
    assert found(brand, shown, words(BLACK)) == []


def test_drawn_figures_are_held_against_what_was_there_before(brand: Brand, context: LayoutContext) -> None:
    """The outlines of a lane's number are its words: judged by their own ink, on the block beneath them."""
    scene = Scene("page", "Page", Size(100, 60), lane_badge(context, 1, 10, 10, 26))
    assert list(find_low_contrast_text([scene], brand)) == []
    figure = Drawing((Shape(VectorPath.rectangle(Box(20, 24, 8, 10)), WHITE), words(None, text="1")))
    (item,) = find_low_contrast_text([Scene("page", "Page", Size(100, 60), (PlacedBlock(BOX, figure, "P"),))], brand)
    assert (item.text, item.page) == ("1", 1)


def test_words_that_are_not_seen_need_no_contrast(brand: Brand) -> None:
    """Real text without outlines or ink is for the ear alone."""
    assert found(brand, words(None)) == []
