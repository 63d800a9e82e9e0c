"""Contents, and how to read the guide: its marks, each with an example and what it means."""

from __future__ import annotations

from collections.abc import Callable

from .. import blocks
from ..brand import Ink
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box
from ..language import Phrase
from ..scene import Folios, Placed, Scene
from ..story import Story
from .column import Column
from .furniture import foot, lane_name, lanes_of, scene

__all__ = ["contents"]

TOP, MOST, LEAST = 174, 27, 15.5  # of the list: its top, its greatest and its least pitch
SIGN, BESIDE = 40, 12  # a mark's width, and how far its words stand from it
BAR = 14  # how tall a mark's bars are


def contents(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page: the list of pages at the left, the marks at the right."""
    grid = edition.grid
    items = [*_listed(story, edition, folios), *_signs(story, edition)]
    return (
        scene(
            "contents", edition, story, folios, edition.say("contents.title"), items, edition.say("independent")
        ),
    ) if grid else ()


def _entries(story: Story, edition: Edition, folios: Folios) -> list[tuple[str, Phrase]]:
    """Return every page after this one by its name, with what the list calls it; a page that goes on only once."""
    lanes = {f"lane-{c.lane}": c for c in story.certifications}
    told = []
    for name in folios.of:
        if name in lanes:
            told.append((name, lane_name(edition, lanes[name])))
        elif (key := f"{name}.section") in edition.language.messages and folios.at(name) > folios.own:
            told.append((name, edition.say(key)))
    return told


def _listed(story: Story, edition: Edition, folios: Folios) -> list[Placed]:
    """Place the list: a line a page, the lanes with their blocks; long names are a step smaller."""
    grid, told = edition.grid, _entries(story, edition, folios)
    room = foot(edition) - 24 - TOP
    pitch = min(MOST, room / max(len(told), 1))
    if pitch < LEAST:
        raise FitError("list of pages", edition.say("contents.section"), (LEAST - pitch) * len(told))
    lanes = {f"lane-{c.lane}": c for c in lanes_of(story, edition)}
    placed: list[Placed] = []
    right = grid.x(6) - grid.gutter
    for number, (name, words) in enumerate(told):
        y, x = TOP + number * pitch, grid.x(0)
        placed.append(blocks.rule(x, y - pitch * 0.66, right, Ink("rule"), 0.7))
        if lane := lanes.get(name):
            side = min(18, pitch - 3)
            placed += blocks.lane_block(edition, lane.lane, x, y - side * 0.78, side)
            code = edition.told(lane, "code")
            ink = Ink(f"lane.{lane.lane}.text")
            placed.append(blocks.text(edition, "lead", x + 26, y, code, ink=ink, link=f"#{name}", role="LI"))
            x += 34 + blocks.text_width(edition, "lead", code)
        style = next(
            (s for s in ("standfirst", "body", "source") if blocks.text_width(edition, s, words) < right - 24 - x), ""
        )
        if style:
            placed.append(blocks.text(edition, style, x, y, words, link=f"#{name}", role="LI"))
        folio = edition.literal(str(folios.at(name)), "folio")
        placed.append(blocks.text(edition, "lead", right, y, folio, anchor="end", link=f"#{name}", role="LI"))
    return placed


Sign = Callable[[Edition, float, float, int], list[Placed]]


def _signs(story: Story, edition: Edition) -> list[Placed]:
    """Place every mark of the guide with its meaning: an example at the left, the words beside it."""
    grid, lane = edition.grid, story.certifications[0].lane
    head = Column(edition, grid.x(6) + 14, TOP - 11, grid.right - grid.x(6) - 14)
    head.text("heading", edition.say("contents.signs"), gap=18, role="H2")
    signs: tuple[tuple[str, Sign], ...] = (
        ("lane", _block), ("start", _start), ("years", _years), ("halfway", _halfway), ("finish", _finish),
        ("source", _source), ("unknown", _unknown),
    )  # fmt: skip
    for name, sign in signs:
        words = Column(edition, head.x + SIGN + BESIDE, head.y, head.measure - SIGN - BESIDE)
        words.text("body.strong", edition.say(f"sign.{name}"), gap=5, role="H3")
        words.text("body", edition.say(f"sign.{name}.about"), lead=12.5, gap=17)
        head.items += [*sign(edition, head.x, head.y, lane), *words.items]
        head.y = words.y
    panel = Box(grid.x(6) - 2, TOP - 30, grid.right - grid.x(6) + 2, head.y - TOP + 32)
    return [blocks.panel(panel, Ink("sand")), *head.items]


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
    return [blocks.text(edition, "heading", x, y + 12, words)]


def _unknown(edition: Edition, x: float, y: float, lane: int) -> list[Placed]:
    return [
        blocks.panel(Box(x, y + 1, SIGN, BAR), Ink("ink", 8, "sand")),
    ]
