"""The back cover: the lanes at their finish, the score that passes, and who hands the guide out."""

from __future__ import annotations

from dataclasses import replace

from .. import blocks
from ..brand import Ink
from ..edition import Edition
from ..geometry import Box, Track
from ..scene import Folios, Link, Placed, Room, Scene, Shape
from ..story import Story
from . import colophon
from .addressed import panelled, sender
from .column import Column
from .furniture import down, foot, lanes_of, numbers, sheet

__all__ = ["back"]

PITCH, LANE, BEND = 21, 18.4, 92  # lane to lane, a lane's width, the bend's radius on the centre line
FROM = 300  # where the lanes come in, on Letter
SCORE, CODE = 110, 84  # the height of the score; the side of a QR code
ABOVE, TALL = 33, 172  # from the finish to the footer; the height of a recipient's room


def back(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the back cover on the ground of the cover."""
    edition = replace(edition, code=folios.code())
    return (_back(story, edition, _contact(edition, foot(edition) - ABOVE)),)


def addressed_back(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the same with room for a recipient, where the contact stands; that is a line above it."""
    edition = replace(edition, code=folios.code())
    grid, end = edition.grid, foot(edition) - ABOVE
    room = Box(grid.x(4) + 6, end - TALL, grid.right - grid.x(4) - 6, TALL)
    placed = panelled(edition, room)
    head = Column(edition, room.x, 0, room.w)
    if told := sender(edition):
        head.text("body", told, gap=22, ink=Ink("stage.soft"))
    head.text("heading", edition.say("addressed.to"), gap=12, ink=Ink("stage.words"), role="H2")
    above = blocks.moved(head.items, 0, room.y - head.y)
    scene = _back(story, edition, [])
    return (replace(scene, items=(*scene.items, *above, *placed), rooms=(Room("panel", room),)),)


def _back(story: Story, edition: Edition, handed: list[Placed]) -> Scene:
    grid, words, soft = edition.grid, Ink("stage.words"), Ink("stage.soft")
    end = foot(edition) - ABOVE
    score = _score(story, edition)
    role = "P" if score else "H1"
    items = [
        *_finish(story, edition, end),
        blocks.text(edition, "cover.wordmark", grid.x(0), 58, edition.say("wordmark"), ink=words),
        blocks.text(edition, "standfirst", grid.x(0), 76, edition.say("cover.about"), ink=soft, role=role),
        blocks.text(edition, "body.semibold", grid.right, 58, colophon.code(edition), anchor="end", ink=words),
        *(
            blocks.text(edition, "body", grid.right, 76, told, anchor="end", ink=soft)
            for told in (colophon.issue(edition),)
            if told
        ),
        *score,
        *handed,
        blocks.paragraph(
            edition, "body", grid.x(0), foot(edition) + 10, grid.measure, edition.say("independent"), ink=soft
        ),
    ]
    title = edition.say("back.title")
    return Scene("back", title.text, sheet(edition), tuple(items), ground="stage")


def _finish(story: Story, edition: Edition, end: float) -> list[Placed]:
    """Draw the tail of the cover's track: in from the right, round the bend, over the finish."""
    grid, lanes = edition.grid, lanes_of(story, edition)
    pitch = PITCH * min(1, 5 / len(lanes))
    lane, middle = pitch * LANE / PITCH, (len(lanes) - 1) / 2
    line = down(edition, FROM) + middle * pitch
    centre = grid.x(0) + middle * pitch + lane / 2
    start = edition.format.width + 12
    track = Track(start, line, 180).straight(start - centre - BEND).bend(BEND, -90).straight(end - line - BEND)
    placed = [
        blocks.shapes(Shape(track.lane((i - middle) * pitch), stroke=Ink(f"lane.{c.lane}.stage"), width=lane))
        for i, c in enumerate(lanes)
    ]
    squares = 4 * len(lanes)
    square = ((len(lanes) - 1) * pitch + lane) / squares
    left = centre - middle * pitch - lane / 2
    ink = Ink("stage.words")
    placed.append(blocks.panel(Box(left, end - square, squares * square, 2 * square), Ink("stage")))
    placed.append(blocks.chequer(left, end - square, 2 * square, square, columns=squares, ink=ink))
    return placed


def _score(story: Story, edition: Edition) -> list[Placed]:
    """Place the score that passes, large, with its scale."""
    find, grid = story.dataset.first, edition.grid
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing := find("passing_score")):
        return []
    figure, words = edition.say("figure", fact=passing), Ink("stage.words")
    score = blocks.figures(edition, grid.x(0), FROM - 65, figure, SCORE, words, role="H1:score")
    beside = Column(edition, score.box.right + 22, score.box.y + 18, grid.right - score.box.right - 22)
    beside.text("title.plain", edition.say("score.passes"), gap=14, ink=words, role="H1:score")
    if low and high:
        told = numbers(story, edition, (passing, low, high))
        beside.text("standfirst", edition.say("score.scale", low=low, high=high, numbers=told), ink=Ink("stage.soft"))
    return [score, *beside.items]


def _contact(edition: Edition, end: float) -> list[Placed]:
    """Place who hands the guide out, with a QR code to their address; without a contact, room for a stamp."""
    grid, contact = edition.grid, edition.brand.contact
    x, words, soft = grid.x(4) + 6, Ink("stage.words"), Ink("stage.soft")
    head = Column(edition, x, end - 172, grid.right - x)
    head.text("heading", edition.say("back.from"), gap=12, ink=words, role="H2")
    if contact is None:
        room = Box(x, head.y, grid.right - x, end - head.y)
        note = blocks.text(edition, "body.grey", x + 12, room.bottom - 12, edition.say("back.stamp"))
        return [*head.items, *panelled(edition, room), note]
    beside = Column(edition, x, head.y, grid.right - x - (CODE + 24 if contact.link else 0))
    beside.text("lead", edition.literal(contact.name, "contact"), gap=8, ink=words)
    for line in contact.lines:
        beside.text("body", edition.literal(line, "contact"), ink=words)
    placed = [*head.items, *beside.items]
    if contact.link:
        shown = edition.literal(contact.link.partition("://")[2].rstrip("/"), "contact")
        leads = Link(contact.link, contact.name)
        placed.append(blocks.text(edition, "body", x, beside.y + 9, shown, ink=soft, link=leads))
        placed += colophon.square(edition, Box(grid.right - CODE, head.y - 6, CODE, CODE))
    return placed
