"""Who is certified: the field seen from above, each lane as wide as its share, down to the finish line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .. import blocks, charts, fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box, Path, chequered
from ..scene import Drawing, Length, Placed, Shape
from ..story import Story
from .poster import broken

__all__ = ["FIELD", "field", "least"]

FIELD = "Figure:field"  # the path of its element

LEAST, BARE = 0.5, 0.4  # of the brand's cap height: lower figures do not stand in a lane; of its height: a bare lane


class Strip(NamedTuple):
    """A lane of the field: its fact, its number, its left and its width in points."""

    fact: Fact
    lane: int
    x: float
    w: float


def field(story: Story, edition: Edition, area: Box, left: float, right: float) -> list[Placed]:
    """Place the lanes side by side in `area`, a chequered finish at its foot.

    Words stand between `left` and `right`; those too wide for their lane stand above it, on a leader. Raise FitError
    for an area that is too low for them.
    """
    m, (caps, outside) = edition.measures("field"), _sorted(story, edition, area, left, right)
    strips, missing = list(caps), least(story, edition, area, left, right) - area.h
    if missing > 0.01:
        raise FitError("field", edition.format.name, missing)
    top = area.y + m["leader"] * len(outside)
    placed = [_lanes(story, edition, strips, Box(area.x, top, area.w, area.bottom - top))]
    for strip in strips:
        if strip not in outside:
            placed += _inside(edition, strip, max(left, strip.x + m["pad"]), top, caps[strip])
    return [*placed, *_above(edition, outside, area, top, left, right)]


def least(story: Story, edition: Edition, area: Box, left: float, right: float) -> float:
    """Return how tall the field must be, in points: leaders' rows, and lanes as tall as the words in them."""
    m, (caps, outside) = edition.measures("field"), _sorted(story, edition, area, left, right)
    words = 2.9 * m["pad"] + fonts.CAP * edition.style("code").size + max(caps.values(), default=0)
    lanes = BARE * m["height"] if len(outside) == len(caps) else words + 2 * m["square"]
    return m["leader"] * len(outside) + lanes


def _sorted(
    story: Story, edition: Edition, area: Box, left: float, right: float
) -> tuple[dict[Strip, float], list[Strip]]:
    """Return how high the figures in each lane may be, and the lanes that are too narrow for theirs."""
    caps = {strip: _cap(edition, strip, left, right) for strip in _strips(story, edition, area)}
    return caps, [strip for strip, cap in caps.items() if cap < LEAST * edition.measures("field")["cap"]]


def _strips(story: Story, edition: Edition, area: Box) -> list[Strip]:
    lanes, gap = {c.code: c.lane for c in story.certifications}, edition.measures("field")["gap"]
    whole = sum(f.number for f in story.certified) or 1
    room, x, strips = area.w - gap * (len(story.certified) - 1), area.x, list[Strip]()
    for fact in story.certified:
        strips.append(Strip(fact, lanes[fact.certification], x, room * fact.number / whole))
        x += strips[-1].w + gap
    return strips


def _cap(edition: Edition, strip: Strip, left: float, right: float) -> float:
    """Return how high the figures of a lane may be, 0 where its code has no room."""
    m = edition.measures("field")
    room = min(strip.x + strip.w - m["pad"], right) - max(left, strip.x + m["pad"])
    if blocks.text_width(edition, "code", strip.fact.certification) > room:
        return 0
    return min(
        m["cap"], m["cap"] * room / blocks.figures_width(edition, edition.say("figure", fact=strip.fact), m["cap"])
    )


def _lanes(story: Story, edition: Edition, strips: list[Strip], area: Box) -> Placed:
    """Draw the lanes and the finish line at their foot, as one figure that says how many hold what."""
    square = edition.measures("field")["square"]
    boxes = [Box(strip.x, area.y, strip.w, area.h) for strip in strips]
    shapes = [
        Shape(Path.box(box), fill=Ink(f"lane.{strip.lane}")) for strip, box in zip(strips, boxes, strict=True) if box.w
    ]
    line = Box(area.x, area.bottom - 2 * square, area.w, 2 * square)
    shapes.append(Shape(Path.box(line), fill=Ink("white")))
    squares = chequered(line.x, line.y, line.h, square, columns=int(line.w / square) + 1)
    cut = (Box(b.x, b.y, min(b.w, line.right - b.x), b.h) for b in squares if b.x < line.right - 0.01)
    shapes += [Shape(Path.box(box), fill=Ink("ink")) for box in cut]
    told = "; ".join(edition.say("alt.holds", code=s.fact.certification, count=s.fact).text for s in strips)
    days = {f.period: edition.told(f, "period") for f in story.certified}.values()
    alt = edition.say("alt.field", certified=told, day=edition.language.listed(days)).text
    lengths = tuple(Length(strip.fact, box) for strip, box in zip(strips, boxes, strict=True))
    facts = tuple(strip.fact for strip in strips)
    return Placed(area, Drawing(tuple(shapes)), FIELD, facts, alt, lengths, table=charts.tabulated(edition, facts))


def _inside(edition: Edition, strip: Strip, x: float, top: float, cap: float) -> list[Placed]:
    """Place a lane's code and count within it."""
    m, ink = edition.measures("field"), Ink(f"lane.{strip.lane}.on")
    y = top + m["pad"] + fonts.CAP * edition.style("code").size
    code = blocks.text(edition, "code", x, y, edition.told(strip.fact, "certification"), ink=ink, role="H3")
    count = edition.say("figure", fact=strip.fact)
    return [code, blocks.figures(edition, x, y + 0.9 * m["pad"] + cap, count, cap, ink)]


def _above(edition: Edition, strips: list[Strip], area: Box, top: float, left: float, right: float) -> list[Placed]:
    """Place the codes and counts of narrow lanes in rows above, each beside a leader down to its lane."""
    m, gap, rows = (
        edition.measures("field"),
        0.35 * edition.style("code").size,
        list[tuple[Strip, float, list[Placed]]](),
    )
    words = {s: (edition.told(s.fact, "certification"), edition.say("figure", fact=s.fact)) for s in strips}
    wide = {
        strip: blocks.text_width(edition, "code", code) + gap + blocks.text_width(edition, "value.latest", count)
        for strip, (code, count) in words.items()
    }
    for row, (strip, x) in enumerate(_beside(wide, gap, left, right)):
        start = area.y + row * m["leader"]
        y, (code, count) = start + fonts.CAP * edition.style("code").size, words[strip]
        said = blocks.text(edition, "code", x, y, code, ink=Ink(f"lane.{strip.lane}.text"), role="H3")
        rows.append((strip, start, [said, blocks.text(edition, "value.latest", said.box.right + gap, y, count)]))
    told, placed = [item for _, _, items in rows for item in items], list[Placed]()
    for strip, start, items in rows:
        x, ink = strip.x + strip.w / 2, Ink(f"lane.{strip.lane}")
        lines = [Path.line((x, a), (x, b)) for a, b in broken(x, start, top, told, gap / 2)]
        if lines:
            placed.append(blocks.shapes(*(Shape(line, stroke=ink, width=m["gap"] / 1.5) for line in lines)))
        placed += items
    return placed


def _beside(wide: Mapping[Strip, float], gap: float, left: float, right: float) -> list[tuple[Strip, float]]:
    """Return from the top where words of these widths begin, `gap` points beside the leaders of their lanes.

    Right of their leaders the first lane is highest, left of them and below the last: so no leader runs through
    another's words. Where neither side has room they keep the margin, and leaders are broken for them.
    """
    after, before, bound = list[tuple[Strip, float]](), list[tuple[Strip, float]](), left
    for strip, w in wide.items():
        middle = strip.x + strip.w / 2
        if middle - gap - w < bound and (bound == left or middle + gap + w <= right):
            after.append((strip, max(min(middle + gap, right - w), left)))
            bound = max(bound, middle + gap)
        else:
            before.append((strip, max(min(middle - gap, right) - w, left)))
    return [*after, *reversed(before)]
