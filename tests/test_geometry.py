"""Boxes, grids, vector paths and track center lines."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.geometry import Box, Centerline, Grid, VectorPath, rounded_rectangle

positions = st.floats(-1000, 1000)
lengths = st.floats(0, 1000)
boxes = st.builds(Box, positions, positions, lengths, lengths)
legs = st.lists(
    st.one_of(st.tuples(st.floats(5, 300), st.just(0.0)), st.tuples(st.floats(60, 300), st.floats(10, 340)))
    | st.tuples(st.floats(60, 300), st.floats(-340, -10)),
    min_size=1,
    max_size=6,
)
tracks = st.builds(Centerline, positions, positions, st.floats(0, 360), legs.map(tuple))


def points(path: VectorPath) -> list[tuple[float, float]]:
    """Return points along a path: all ends, and the middle of each curve."""
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
def test_bounding_box_contains_all_boxes(found: list[Box]) -> None:
    """It contains each box, and touches one on each side."""
    bounding = Box.bounding(found)
    assert all(bounding.contains(box) for box in found)
    assert bounding.x == min(b.x for b in found)
    assert math.isclose(bounding.bottom, max(b.bottom for b in found), abs_tol=1e-6)


@given(boxes, boxes)
def test_overlap_is_symmetric(one: Box, other: Box) -> None:
    """Two boxes overlap each other, or neither does."""
    assert one.overlaps(other) == other.overlaps(one)


@given(boxes)
def test_adjacent_boxes_do_not_overlap(box: Box) -> None:
    """A box that starts where another ends does not overlap it. Moved back into it, it does."""
    assert not box.overlaps(Box(box.right, box.y, box.width, box.height))
    assert not box.overlaps(Box(box.x, box.bottom, box.width, box.height))
    if min(box.width, box.height) > 2:
        assert box.overlaps(Box(box.right - 1, box.bottom - 1, box.width, box.height))


def test_box_does_not_contain_box_outside() -> None:
    """A box that leaves another on any side is not contained."""
    page = Box(0, 0, 100, 100)
    assert page.contains(Box(0, 0, 100, 100))
    for outside in (Box(-1, 5, 5, 5), Box(5, -1, 5, 5), Box(96, 5, 5, 5), Box(5, 96, 5, 5)):
        assert not page.contains(outside)


@given(st.floats(300, 2000), st.floats(0, 100), st.floats(0, 20), st.integers(1, 11))
def test_columns_and_gutters_fill_the_text_width(width: float, margin: float, gutter: float, cut: int) -> None:
    """Twelve columns with gutters fill the width between the margins, however they are divided."""
    grid = Grid(width, margin, gutter)
    assert grid.x(0) == margin
    assert math.isclose(grid.span(12), grid.text_width, abs_tol=1e-6)
    assert math.isclose(grid.x(12) - gutter, grid.right, abs_tol=1e-6)
    assert math.isclose(grid.span(cut) + gutter + grid.span(12 - cut), grid.text_width, abs_tol=1e-6)


# ── Paths ─────────────────────────────────────────────────────────────────────────────────────────


@given(positions, positions, st.floats(1, 500), st.booleans(), st.booleans(), positions, positions)
def test_arc_keeps_its_endpoints(
    x: float, y: float, radius: float, large: bool, sweep: bool, to_x: float, to_y: float
) -> None:
    """An arc that becomes cubic curves keeps its start and end."""
    path = VectorPath.parse(
        f"M{x:.4f},{y:.4f}A{radius:.4f},{radius:.4f} 0 {int(large)} {int(sweep)} {to_x:.4f},{to_y:.4f}"
    )
    assert path.segments[0] == ("M", (round(x, 4), round(y, 4)))
    assert points(path)[-1] == pytest.approx((to_x, to_y), abs=1e-3)


def test_quarter_arc_stays_on_its_circle() -> None:
    """Its curve stays within 0.05 of the circle of radius 100."""
    path = VectorPath.parse("M100,0A100,100 0 0 1 0,100")
    assert all(math.isclose(math.hypot(x, y), 100, abs_tol=0.05) for x, y in points(path))


def test_quadratic_curve_keeps_its_shape() -> None:
    """Its cubic form has the same ends and middle."""
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
        "M0,0h--2",
    ],
)
def test_invalid_path_data_raises(text: str) -> None:
    """Other text raises a ValueError that quotes it."""
    with pytest.raises(ValueError, match="not SVG path data"):
        VectorPath.parse(text)


@given(st.text("MLHVCSQTAZmlhvcsqtaz0123456789.,- e+", max_size=30))
def test_path_parser_only_raises_value_error(text: str) -> None:
    """Any text is a valid path or a ValueError."""
    try:
        path = VectorPath.parse(text)
    except ValueError:
        return
    assert all(len(values) == {"M": 2, "L": 2, "C": 6, "Z": 0}[operator] for operator, values in path.segments)


@given(st.floats(0.1, 10), positions, positions)
def test_transform_scales_then_moves(scale: float, dx: float, dy: float) -> None:
    """It scales about the origin, then moves."""
    bounds = VectorPath.rectangle(Box(1, 2, 3, 4)).transformed(dx, dy, scale).bounds
    assert (bounds.x, bounds.y) == pytest.approx((scale + dx, 2 * scale + dy))
    assert (bounds.width, bounds.height) == pytest.approx((3 * scale, 4 * scale), abs=1e-6)


def test_rounded_rectangle_fills_its_box() -> None:
    """Rounded corners stay inside the box; the outline touches all sides."""
    box = Box(10, 20, 100, 50)
    bounds = rounded_rectangle(box, 8).bounds
    assert (bounds.x, bounds.y, bounds.width, bounds.height) == pytest.approx((10, 20, 100, 50), abs=0.01)


# ── Tracks ────────────────────────────────────────────────────────────────────────────────────────


@given(tracks, st.floats(-50, 50))
def test_lane_keeps_its_offset(track: Centerline, offset: float) -> None:
    """A lane has the same distance from the center line everywhere, on the right if the offset is positive."""
    center, lane = points(track.offset_path()), points(track.offset_path(offset))
    heading = math.radians(track.heading + sum(turn for _, turn in track.legs))
    right = center[-1][0] - math.sin(heading) * offset, center[-1][1] + math.cos(heading) * offset
    assert lane[-1] == pytest.approx(right, abs=0.1)
    assert len(center) == len(lane)
    for (x, y), (lane_x, lane_y) in zip(center, lane, strict=True):
        assert math.isclose(math.hypot(lane_x - x, lane_y - y), abs(offset), abs_tol=0.1)


@given(tracks)
def test_legs_join_smoothly(track: Centerline) -> None:
    """Where two legs meet, the direction does not change."""
    segments = [values for operator, values in track.offset_path(10).segments if operator in "LC"]
    starts = [track.offset_path(10).segments[0][1], *(values[-2:] for values in segments)]
    for (before, after), joint in zip(pairwise(segments), starts[1:], strict=False):
        previous = before[-4:-2] if len(before) == 6 else starts[segments.index(before)]
        incoming = math.atan2(joint[1] - previous[1], joint[0] - previous[0])
        outgoing = math.atan2(after[1] - joint[1], after[0] - joint[0])
        assert math.isclose(math.cos(incoming - outgoing), 1, abs_tol=0.001)


def test_straight_has_the_same_length_in_each_lane() -> None:
    """An offset moves a straight and keeps its length."""
    track = Centerline(0, 0, 0).with_straight(100).with_bend(50, 90)
    for offset in (-20, 0, 20):
        (x, y), (to_x, _) = points(track.offset_path(offset))[:2]
        assert (x, y, to_x - x) == pytest.approx((0, offset, 100))


def test_positive_turn_is_to_the_right() -> None:
    """From heading right, a turn of 90 degrees leads down."""
    assert points(Centerline(0, 0, 0).with_bend(10, 90).offset_path())[-1] == pytest.approx((10, 10))
    assert points(Centerline(0, 0, 0).with_bend(10, -90).offset_path())[-1] == pytest.approx((10, -10))
