"""Contents, and how to read the guide: its marks, each with an example and what it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import blocks, charts
from ..brand import Ink
from ..dataset import Certification
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart, Folios, Link, Placed, Scene
from ..story import Story
from .column import Column
from .furniture import foot, lane_name, lanes_of, numbers, scene, source_line

__all__ = ["contents"]

TOP, ROW, LANE = 174, 38, 25  # of the list: its top, and from one question or lane to the next, at most ...
LEAST, LEAST_LANE = 24, 15.5  # ... and at least
STYLES = ("lead", "label.small", "axis.strong")  # of a question
SIGN, BESIDE = 40, 12  # a mark's width, and how far its words stand from it
GAP, CLOSEST = 26, 10  # between two marks, at most and at least
BAR = 14  # how tall a mark's bars are


def contents(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page: the questions with their pages at the left, the marks at the right."""
    items = [*_listed(story, edition, folios), *_signs(story, edition)]
    about = source_line(story, edition, blocks.rows_in(items))
    return (scene("contents", edition, story, folios, edition.say("contents.title"), items, about),)


def _listed(story: Story, edition: Edition, folios: Folios) -> list[Placed]:
    """Place the list: a question for each page, the lanes below theirs, and at its end the score that passes."""
    grid, lanes = edition.grid, lanes_of(story, edition)
    asked = [name for name in folios.of if f"ask.{name}" in edition.language.messages]
    known = [lane for lane in lanes if folios.at(_page(lane))]
    high = foot(edition) - 14 - TOP
    score = charts.score(story, edition, grid.span(6) - 20)
    tall = 76 + score.size.h if score else 0.0
    rows = len(asked) + bool(known)
    lane = min(LANE, (high - rows * LEAST) / max(len(known), 1))
    row = min(ROW, (high - tall - len(known) * lane) / max(rows, 1))
    if row < LEAST:
        tall, row = 0.0, (high - len(known) * lane) / max(rows, 1)
    if (lowest := min(row, lane)) < LEAST_LANE:
        missing = (LEAST_LANE - lowest) * (rows + len(known))
        raise FitError("list of pages", edition.say("contents.section"), missing)
    column = Column(edition, grid.x(0), TOP - 11, grid.span(6) - 20)
    for name in asked:
        _question(edition, column, edition.say(f"ask.{name}"), name, folios, row)
        if name == "glance" and known:
            _question(edition, column, edition.say("contents.lanes"), _page(known[0]), folios, row, "lanes")
            for one in known:
                _entry(edition, column, one, folios, lane)
    if score and tall:
        _score(story, edition, column, score)
    return column.items


def _page(lane: Certification) -> str:
    return f"lane-{lane.lane}"


def _question(
    edition: Edition, column: Column, words: Phrase, name: str, folios: Folios, pitch: float, entry: str = ""
) -> None:
    """Place a question that a page answers, with the number of that page; `entry` is what it is called in the list."""
    how: dict[str, Any] = {"link": Link(f"#{name}"), "role": f"TOC/TOCI:{entry or name}/Reference:{entry or name}"}
    end = column.y + pitch
    column.rule(pitch * 0.3)
    folio = edition.literal(str(folios.at(name)), "page")
    at, left = column.y + 9, column.measure - blocks.text_width(edition, "lead", folio) - 4
    column.items += [
        blocks.line(edition, STYLES, column.x, at, left, words, "question", **how),
        blocks.text(edition, "lead", column.x + column.measure, at, folio, anchor="end", **how),
    ]
    column.y = end


def _entry(edition: Edition, column: Column, lane: Certification, folios: Folios, pitch: float) -> None:
    """Place a lane with its page: its block, its code, and its name as far as a line holds it."""
    side, y, entry = min(18, pitch - 3), column.y + 6, f"TOC/TOCI:lanes/TOC/TOCI:{_page(lane)}"
    how: dict[str, Any] = {"link": Link(f"#{_page(lane)}"), "role": f"{entry}/Reference:{_page(lane)}"}
    column.items += blocks.lane_block(edition, lane.lane, column.x, y - side * 0.5, side, role=f"{entry}/Lbl")
    ink = Ink(f"lane.{lane.lane}.text")
    code = blocks.text(edition, "lead", column.x + 26, y + 4, edition.told(lane, "code"), ink=ink, **how)
    folio = edition.literal(str(folios.at(_page(lane))), "page")
    end = column.x + column.measure
    column.items.append(code)
    name, left = lane_name(edition, lane), code.box.right + 8
    style = next((s for s in ("body", "axis.ink") if blocks.text_width(edition, s, name) < end - 24 - left), "")
    if style:
        column.items.append(blocks.text(edition, style, left, y + 4, name, **how))
    column.items.append(blocks.text(edition, "body", end, y + 4, folio, anchor="end", **how))
    column.y += pitch


def _score(story: Story, edition: Edition, column: Column, ruler: Chart) -> None:
    passing = story.dataset.first("passing_score")
    assert passing
    column.y += 10
    column.rule(20, Ink("ink"), 0.8)
    column.text("heading", edition.say("contents.score", passing=passing), gap=8, role="H2")
    told = numbers(story, edition, ruler.facts)
    column.text("body.grey", edition.say("contents.score.sub", numbers=told), gap=12, role=blocks.captioning(ruler))
    column.add([blocks.chart(column.x, column.y, ruler)], ruler.size.h)


Sign = Callable[[Edition, float, float, int], list[Placed]]


def _signs(story: Story, edition: Edition) -> list[Placed]:
    """Place every mark of the guide with its meaning, closer to each other on a low sheet."""
    grid, lane = edition.grid, story.certifications[0].lane
    head = _marks(edition, lane, GAP)
    if (over := head.y - foot(edition) + 6) > 0:
        head = _marks(edition, lane, max(CLOSEST, GAP - over / len(SIGNS)))
    if head.y > foot(edition):
        raise FitError("list of marks", edition.say("contents.signs"), head.y - foot(edition))
    panel = Box(grid.x(6), TOP - 11, grid.right - grid.x(6), head.y - TOP + 14)
    return [blocks.panel(panel, Ink("sand")), *head.items]


def _marks(edition: Edition, lane: int, gap: float) -> Column:
    """Return the marks one below another: an example at the left, the words beside it."""
    grid = edition.grid
    head = Column(edition, grid.x(6) + 16, TOP + 9, grid.right - grid.x(6) - 30)
    head.text("heading", edition.say("contents.signs"), gap=18, role="H2")
    for name, sign in SIGNS.items():
        words = Column(edition, head.x + SIGN + BESIDE, head.y, head.measure - SIGN - BESIDE)
        words.text("body.strong", edition.say(f"sign.{name}"), gap=5, role=f"H3:{name}")
        words.text("body", edition.say(f"sign.{name}.about"), lead=12.5, gap=gap)
        head.items += [*sign(edition, head.x, head.y, lane), *words.items]
        head.y = words.y
    return head


def _block(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    return list(blocks.lane_block(edition, lane, x, y - 2, 26))


def _start(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    return [
        blocks.panel(Box(x, y + 1, SIGN, BAR), Ink(f"lane.{lane}", 30, "sand")),
        blocks.panel(Box(x, y + 1, SIGN * 0.5, BAR), Ink(f"lane.{lane}")),
        blocks.panel(Box(x + SIGN * 0.5, y - 2, 3, BAR + 6), Ink("ink")),
    ]


def _years(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    shares = [edition.brand.shade(n, 3) for n in range(3)]
    return [
        blocks.panel(Box(x, y + n * 8, SIGN * (1 - 0.12 * n), 6), Ink(f"lane.{lane}", share, "sand"))
        for n, share in enumerate(shares)
    ]


def _halfway(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    return [
        blocks.panel(Box(x, y + 1, SIGN, BAR), Ink("ink", 8, "sand")),
        blocks.panel(Box(x, y + 1, SIGN * 0.34, BAR), Ink(f"lane.{lane}")),
        blocks.panel(Box(x + SIGN / 2, y - 3, 1, BAR + 8), Ink("ink")),
    ]


def _finish(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    return [
        blocks.panel(Box(x, y + 1, SIGN - 8, BAR), Ink(f"lane.{lane}")),
        blocks.chequer(x + SIGN - 8, y - 2, BAR + 6, 4),
    ]


def _source(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    words = edition.say("source.numbers", numbers=edition.say("sign.source.example"))
    return [blocks.text(edition, "heading", x, y + 12, words, role="H3:source")]


def _unknown(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    return [
        blocks.panel(Box(x, y + 1, SIGN, BAR), Ink("ink", 8, "sand")),
    ]


SIGNS: dict[str, Sign] = {
    "lane": _block,
    "start": _start,
    "years": _years,
    "halfway": _halfway,
    "finish": _finish,
    "source": _source,
    "unknown": _unknown,
}
