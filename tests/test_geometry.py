"""Sizes, boxes, paths and tracks."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.geometry import Box, Centerline, Grid, VectorPath, rounded_rectangle

places = st.floats(-1000, 1000)
lengths = st.floats(0, 1000)
boxes = st.builds(Box, places, places, lengths, lengths)
legs = st.lists(
    st.one_of(st.tuples(st.floats(5, 300), st.just(0.0)), st.tuples(st.floats(60, 300), st.floats(10, 340)))
    | st.tuples(st.floats(60, 300), st.floats(-340, -10)),
    min_size=1,
    max_size=6,
)
tracks = st.builds(Centerline, places, places, st.floats(0, 360), legs.map(tuple))


def points(path: VectorPath) -> list[tuple[float, float]]:
    """Points all along a path: every end, and the middle of every curve."""
    found = [(path.segments[0][1][0], path.segments[0][1][1])]
    for _, values in path.segments[1:]:
        (x0, y0), x, y = found[-1], values[-2], values[-1]
        if len(values) == 6:
            x1, y1, x2, y2 = values[:4]
            found.append(((x0 + 3 * x1 + 3 * x2 + x) / 8, (y0 + 3 * y1 + 3 * y2 + y) / 8))
        found.append((x, y))
    return found


# ── Boxes ─────────────────────────────────────────────────────────────────────────────────────────


@given(st.lists(boxes, min_size=1, max_size=8))
def test_the_box_around_boxes_contains_them_all(found: list[Box]) -> None:
    """Box.around contains every box, and touches one on each side."""
    around = Box.bounding(found)
    assert all(around.contains(box) for box in found)
    assert around.x == min(b.x for b in found)
    assert math.isclose(around.bottom, max(b.bottom for b in found), abs_tol=1e-6)


@given(boxes, boxes)
def test_overlap_goes_both_ways(one: Box, other: Box) -> None:
    """Two boxes overlap each other, or neither does."""
    assert one.overlaps(other) == other.overlaps(one)


@given(boxes)
def test_neighbours_do_not_overlap(box: Box) -> None:
    """A box that begins where another ends does not overlap it; one drawn back into it does."""
    assert not box.overlaps(Box(box.right, box.y, box.width, box.height))
    assert not box.overlaps(Box(box.x, box.bottom, box.width, box.height))
    if min(box.width, box.height) > 2:
        assert box.overlaps(Box(box.right - 1, box.bottom - 1, box.width, box.height))


def test_a_box_contains_no_box_that_sticks_out() -> None:
    """What sticks out on any side is not contained."""
    sheet = Box(0, 0, 100, 100)
    assert sheet.contains(Box(0, 0, 100, 100))
    for out in (Box(-1, 5, 5, 5), Box(5, -1, 5, 5), Box(96, 5, 5, 5), Box(5, 96, 5, 5)):
        assert not sheet.contains(out)


@given(st.floats(300, 2000), st.floats(0, 100), st.floats(0, 20), st.integers(1, 11))
def test_columns_and_gutters_fill_the_measure(width: float, margin: float, gutter: float, cut: int) -> None:
    """Twelve columns with their gutters fill the page between its margins, however they are divided."""
    grid = Grid(width, margin, gutter)
    assert grid.x(0) == margin
    assert math.isclose(grid.span(12), grid.text_width, abs_tol=1e-6)
    assert math.isclose(grid.x(12) - gutter, grid.right, abs_tol=1e-6)
    assert math.isclose(grid.span(cut) + gutter + grid.span(12 - cut), grid.text_width, abs_tol=1e-6)


# ── Paths ─────────────────────────────────────────────────────────────────────────────────────────


@given(places, places, st.floats(1, 500), st.booleans(), st.booleans(), places, places)
def test_an_arc_ends_where_it_should(
    x: float, y: float, radius: float, large: bool, sweep: bool, to_x: float, to_y: float
) -> None:
    """An arc that is read as cubic curves begins and ends at its own points."""
    path = VectorPath.parse(
        f"M{x:.4f},{y:.4f}A{radius:.4f},{radius:.4f} 0 {int(large)} {int(sweep)} {to_x:.4f},{to_y:.4f}"
    )
    assert path.segments[0] == ("M", (round(x, 4), round(y, 4)))
    assert points(path)[-1] == pytest.approx((to_x, to_y), abs=1e-3)


def test_a_quarter_arc_stays_on_its_circle() -> None:
    """A bend read as a curve stays within a hundredth of its circle."""
    path = VectorPath.parse("M100,0A100,100 0 0 1 0,100")
    assert all(math.isclose(math.hypot(x, y), 100, abs_tol=0.05) for x, y in points(path))


def test_a_quadratic_curve_is_the_same_curve_as_a_cubic_one() -> None:
    """A quadratic curve keeps its ends and its middle."""
    path = VectorPath.parse("M0,0Q10,20 20,0")
    assert points(path) == [(0, 0), (pytest.approx(10), pytest.approx(10)), (20, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "M1",
        "M1,2L",
        "12,3",
        "M0,0A1,1 0 0",
        "M0,0X4",
        "M0,0X",
        "M0,0 hello L1,1",
        "M0,0L1;1",
        "L1,1",
        "H5",
        "Z",
        "Q1,1 2,2",
    ],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    """Anything that is not path data is a ValueError that shows it."""
    with pytest.raises(ValueError, match="not SVG path data"):
        VectorPath.parse(text)


@given(st.text("MLHVCSQTAZmlhvcsqtaz0123456789.,- e+", max_size=30))
def test_no_text_breaks_the_reader_of_paths(text: str) -> None:
    """Whatever is read as a path is a path or a ValueError, nothing else."""
    try:
        path = VectorPath.parse(text)
    except ValueError:
        return
    assert all(len(values) == {"M": 2, "L": 2, "C": 6, "Z": 0}[operator] for operator, values in path.segments)


@given(st.floats(0.1, 10), places, places)
def test_a_placed_path_is_scaled_and_then_moved(scale: float, dx: float, dy: float) -> None:
    """Placing scales about the origin, then moves."""
    there = VectorPath.rectangle(Box(1, 2, 3, 4)).transformed(dx, dy, scale).bounds
    assert (there.x, there.y) == pytest.approx((scale + dx, 2 * scale + dy))
    assert (there.width, there.height) == pytest.approx((3 * scale, 4 * scale), abs=1e-6)


def test_a_rounded_box_fills_its_box() -> None:
    """Round corners stay inside the box and touch all its sides."""
    box = Box(10, 20, 100, 50)
    bounds = rounded_rectangle(box, 8).bounds
    assert (bounds.x, bounds.y, bounds.width, bounds.height) == pytest.approx((10, 20, 100, 50), abs=0.01)


# ── Tracks ────────────────────────────────────────────────────────────────────────────────────────


@given(tracks, st.floats(-50, 50))
def test_lanes_are_concentric(track: Centerline, offset: float) -> None:
    """Everywhere along a track a lane runs at its offset from the centre line, to the runner's right."""
    middle, lane = points(track.offset_path()), points(track.offset_path(offset))
    heads = math.radians(track.heading + sum(turn for _, turn in track.legs))
    right = middle[-1][0] - math.sin(heads) * offset, middle[-1][1] + math.cos(heads) * offset
    assert lane[-1] == pytest.approx(right, abs=0.1)
    assert len(middle) == len(lane)
    for (x, y), (at_x, at_y) in zip(middle, lane, strict=True):
        assert math.isclose(math.hypot(at_x - x, at_y - y), abs(offset), abs_tol=0.1)


@given(tracks)
def test_a_track_bends_without_a_kink(track: Centerline) -> None:
    """Where two legs meet, the line goes on in the direction that it came from."""
    segments = [values for operator, values in track.offset_path(10).segments if operator in "LC"]
    starts = [track.offset_path(10).segments[0][1], *(values[-2:] for values in segments)]
    for (before, after), at in zip(pairwise(segments), starts[1:], strict=False):
        came_from = before[-4:-2] if len(before) == 6 else starts[segments.index(before)]
        came = math.atan2(at[1] - came_from[1], at[0] - came_from[0])
        goes = math.atan2(after[1] - at[1], after[0] - at[0])
        assert math.isclose(math.cos(came - goes), 1, abs_tol=0.001)


def test_a_straight_keeps_its_length_in_every_lane() -> None:
    """The straights of all lanes are equally long, the bends are not."""
    track = Centerline(0, 0, 0).with_straight(100).with_bend(50, 90)
    for offset in (-20, 0, 20):
        (x, y), (to_x, _) = points(track.offset_path(offset))[:2]
        assert (x, y, to_x - x) == pytest.approx((0, offset, 100))


def test_a_positive_turn_is_to_the_right() -> None:
    """Heading right and turning right by 90 degrees, one runs downwards."""
    assert points(Centerline(0, 0, 0).with_bend(10, 90).offset_path())[-1] == pytest.approx((10, 10))
    assert points(Centerline(0, 0, 0).with_bend(10, -90).offset_path())[-1] == pytest.approx((10, -10))
