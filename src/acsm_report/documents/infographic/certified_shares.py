"""Who is certified: the field seen from above, each lane as wide as its share, down to the finish line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...charts.data_table import build_data_table
from ...dataset.insights import Insights
from ...dataset.model import Fact
from ...errors import FitError
from ...geometry import Box, VectorPath, checkered_squares
from ...layout.context import LayoutContext
from ...layout.measure import CAP_HEIGHT
from ...layout.scene import Drawing, FactLength, PlacedBlock, Shape
from ...layout.shapes import display_number, display_number_width, shape_block
from ...layout.text import text_line, text_width
from ...theme.model import Ink
from .text_fitting import line_segments_around_text

__all__ = ["CERTIFIED_SHARES_ROLE", "certified_shares", "min_certified_shares_height"]

CERTIFIED_SHARES_ROLE = "Figure:field"  # the path of its element

MIN_CAP_SHARE, BARE_LANE_SHARE = (
    0.5,
    0.4,
)  # of the brand's cap height: lower figures do not stand in a lane; of its height: a bare lane


class CertifiedShare(NamedTuple):
    """A lane of the field: its fact, its number, its left and its width in points."""

    fact: Fact
    lane: int
    x: float
    w: float


def certified_shares(
    insights: Insights, context: LayoutContext, area: Box, left: float, right: float
) -> list[PlacedBlock]:
    """Place the lanes side by side in `area`, a chequered finish at its foot.

    Words stand between `left` and `right`; those too wide for their lane stand above it, on a leader. Raise FitError
    for an area that is too low for them.
    """
    m, (caps, outside) = context.metrics("field"), _fit_numbers(insights, context, area, left, right)
    strips, missing = list(caps), min_certified_shares_height(insights, context, area, left, right) - area.height
    if missing > 0.01:
        raise FitError("field", context.page_format.name, missing)
    top = area.y + m["leader"] * len(outside)
    placed = [_draw_lanes(insights, context, strips, Box(area.x, top, area.width, area.bottom - top))]
    for strip in strips:
        if strip not in outside:
            placed += _labels_inside(context, strip, max(left, strip.x + m["pad"]), top, caps[strip])
    return [*placed, *_labels_above(context, outside, area, top, left, right)]


def min_certified_shares_height(
    insights: Insights, context: LayoutContext, area: Box, left: float, right: float
) -> float:
    """Return how tall the field must be, in points: leaders' rows, and lanes as tall as the words in them."""
    m, (caps, outside) = context.metrics("field"), _fit_numbers(insights, context, area, left, right)
    words = 2.9 * m["pad"] + CAP_HEIGHT * context.style("code").size + max(caps.values(), default=0)
    lanes = BARE_LANE_SHARE * m["height"] if len(outside) == len(caps) else words + 2 * m["square"]
    return m["leader"] * len(outside) + lanes


def _fit_numbers(
    insights: Insights, context: LayoutContext, area: Box, left: float, right: float
) -> tuple[dict[CertifiedShare, float], list[CertifiedShare]]:
    """Return how high the figures in each lane may be, and the lanes that are too narrow for theirs."""
    caps = {strip: _number_height(context, strip, left, right) for strip in _divide_area(insights, context, area)}
    return caps, [strip for strip, cap in caps.items() if cap < MIN_CAP_SHARE * context.metrics("field")["cap"]]


def _divide_area(insights: Insights, context: LayoutContext, area: Box) -> list[CertifiedShare]:
    lanes, gap = {c.code: c.lane for c in insights.certifications}, context.metrics("field")["gap"]
    whole = sum(f.number for f in insights.certified_counts) or 1
    room, x, strips = area.width - gap * (len(insights.certified_counts) - 1), area.x, list[CertifiedShare]()
    for fact in insights.certified_counts:
        strips.append(CertifiedShare(fact, lanes[fact.certification], x, room * fact.number / whole))
        x += strips[-1].w + gap
    return strips


def _number_height(context: LayoutContext, share: CertifiedShare, left: float, right: float) -> float:
    """Return how high the figures of a lane may be, 0 where its code has no room."""
    m = context.metrics("field")
    room = min(share.x + share.w - m["pad"], right) - max(left, share.x + m["pad"])
    if text_width(context, "code", share.fact.certification) > room:
        return 0
    return min(
        m["cap"], m["cap"] * room / display_number_width(context, context.message("figure", fact=share.fact), m["cap"])
    )


def _draw_lanes(insights: Insights, context: LayoutContext, shares: list[CertifiedShare], area: Box) -> PlacedBlock:
    """Draw the lanes and the finish line at their foot, as one figure that says how many hold what."""
    square = context.metrics("field")["square"]
    boxes = [Box(strip.x, area.y, strip.w, area.height) for strip in shares]
    shapes = [
        Shape(VectorPath.rectangle(box), fill=Ink(f"lane.{strip.lane}"))
        for strip, box in zip(shares, boxes, strict=True)
        if box.width
    ]
    line = Box(area.x, area.bottom - 2 * square, area.width, 2 * square)
    shapes.append(Shape(VectorPath.rectangle(line), fill=Ink("white")))
    squares = checkered_squares(line.x, line.y, line.height, square, columns=int(line.width / square) + 1)
    cut = (Box(b.x, b.y, min(b.width, line.right - b.x), b.height) for b in squares if b.x < line.right - 0.01)
    shapes += [Shape(VectorPath.rectangle(box), fill=Ink("ink")) for box in cut]
    told = "; ".join(context.message("alt.holds", code=s.fact.certification, count=s.fact).text for s in shares)
    days = {f.period: context.attribute_phrase(f, "period") for f in insights.certified_counts}.values()
    alt = context.message("alt.field", certified=told, day=context.language.format_list(days)).text
    lengths = tuple(FactLength(strip.fact, box) for strip, box in zip(shares, boxes, strict=True))
    facts = tuple(strip.fact for strip in shares)
    return PlacedBlock(
        area,
        Drawing(tuple(shapes)),
        CERTIFIED_SHARES_ROLE,
        facts,
        alt,
        lengths,
        data_table=build_data_table(context, facts),
    )


def _labels_inside(
    context: LayoutContext, share: CertifiedShare, x: float, top: float, height: float
) -> list[PlacedBlock]:
    """Place a lane's code and count within it."""
    m, ink = context.metrics("field"), Ink(f"lane.{share.lane}.on")
    y = top + m["pad"] + CAP_HEIGHT * context.style("code").size
    code = text_line(context, "code", x, y, context.attribute_phrase(share.fact, "certification"), ink=ink, role="H3")
    count = context.message("figure", fact=share.fact)
    return [code, display_number(context, x, y + 0.9 * m["pad"] + height, count, height, ink)]


def _labels_above(
    context: LayoutContext, shares: list[CertifiedShare], area: Box, top: float, left: float, right: float
) -> list[PlacedBlock]:
    """Place the codes and counts of narrow lanes in rows above, each beside a leader down to its lane."""
    m, gap, rows = (
        context.metrics("field"),
        0.35 * context.style("code").size,
        list[tuple[CertifiedShare, float, list[PlacedBlock]]](),
    )
    words = {
        s: (context.attribute_phrase(s.fact, "certification"), context.message("figure", fact=s.fact)) for s in shares
    }
    wide = {
        strip: text_width(context, "code", code) + gap + text_width(context, "value.latest", count)
        for strip, (code, count) in words.items()
    }
    for row, (strip, x) in enumerate(_order_labels(wide, gap, left, right)):
        start = area.y + row * m["leader"]
        y, (code, count) = start + CAP_HEIGHT * context.style("code").size, words[strip]
        said = text_line(context, "code", x, y, code, ink=Ink(f"lane.{strip.lane}.text"), role="H3")
        rows.append((strip, start, [said, text_line(context, "value.latest", said.box.right + gap, y, count)]))
    told, placed = [item for _, _, items in rows for item in items], list[PlacedBlock]()
    for strip, start, items in rows:
        x, ink = strip.x + strip.w / 2, Ink(f"lane.{strip.lane}")
        lines = [
            VectorPath.polyline((x, a), (x, b)) for a, b in line_segments_around_text(x, start, top, told, gap / 2)
        ]
        if lines:
            placed.append(shape_block(*(Shape(line, stroke=ink, stroke_width=m["gap"] / 1.5) for line in lines)))
        placed += items
    return placed


def _order_labels(
    widths: Mapping[CertifiedShare, float], gap: float, left: float, right: float
) -> list[tuple[CertifiedShare, float]]:
    """Return from the top where words of these widths begin, `gap` points beside the leaders of their lanes.

    Right of their leaders the first lane is highest, left of them and below the last: so no leader runs through
    another's words. Where neither side has room they keep the margin, and leaders are broken for them.
    """
    after, before, bound = list[tuple[CertifiedShare, float]](), list[tuple[CertifiedShare, float]](), left
    for strip, w in widths.items():
        middle = strip.x + strip.w / 2
        if middle - gap - w < bound and (bound == left or middle + gap + w <= right):
            after.append((strip, max(min(middle + gap, right - w), left)))
            bound = max(bound, middle + gap)
        else:
            before.append((strip, max(min(middle - gap, right) - w, left)))
    return [*after, *reversed(before)]
