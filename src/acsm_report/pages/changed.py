"""What changed: every name then and now, and the events of the years."""

from __future__ import annotations

from .. import blocks, fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box, Path, Size
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .column import Column
from .furniture import foot, lanes_of, scene, source_line

__all__ = ["changed"]

TOP, ROW, LOOSE, LEAST = 166, 56, 64, 30  # of the lanes: their top; their pitch, the greatest and the least
FEW = 6  # so few events stand in one column, larger
LANE, NOW = 9, 7  # a lane's width; the column where it arrives
WHEN, DOT = 108, 3.4  # from an event's dot to its words; half a dot
WEEK = 7  # points from one event's last line to the next one's first


def changed(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page; nothing when nothing is known to have changed."""
    events = story.events
    moved = [c for c in story.certifications if _fate(c) != "same"]
    if not events and not moved:
        return ()
    lanes, y = _lanes(story, edition, len(events))
    items = [*lanes, *(_events(edition, events, y) if events else [])]
    about = source_line(story, edition, blocks.rows_in(items))
    return (scene("changed", edition, story, folios, _title(story, edition), items, about),)


def _fate(certification: Certification) -> str:
    """Return what became of a certification: renamed, closed or the same."""
    if not certification.code_now:
        return "closed"
    return "renamed" if certification.renamed else "same"


def _title(story: Story, edition: Edition) -> Phrase:
    if not (story.renamed.number or story.closed.number):
        return edition.say("changed.title.plain")
    if not story.closed.number:
        return edition.counted("changed.title.renamed", story.renamed)
    if not story.renamed.number:
        return edition.counted("changed.title.closed", story.closed)
    lines = edition.counted("changed.renamed", story.renamed), edition.counted("changed.closed", story.closed)
    return Phrase.joined("\n", lines)


def _lanes(story: Story, edition: Edition, events: int) -> tuple[list[Placed], float]:
    """Place every lane from its name in this edition to its name today; return where the lanes end."""
    grid, lanes = edition.grid, lanes_of(story, edition)
    most = LOOSE if events <= FEW else ROW
    row = most if len(lanes) <= 5 else max(LEAST, most * 5 / len(lanes))
    left, right = grid.x(0), grid.x(NOW) - 14
    placed = [
        blocks.text(edition, "body.strong", left, TOP, edition.say("changed.then")),
        blocks.text(edition, "body.strong", grid.x(NOW), TOP, edition.say("changed.now")),
    ]
    for number, lane in enumerate(lanes):
        y, ink = TOP + 26 + number * row, Ink(f"lane.{lane.lane}")
        placed += _track(edition, lane, left, right, y + 12)
        code = blocks.text(edition, "code", left + 34, y, edition.told(lane, "code"), ink=Ink(f"{ink.role}.text"))
        placed += blocks.lane_block(edition, lane.lane, left, y - 12, 24)
        room = Size(right - 20 - code.box.right - 8, 11)
        name = edition.told(lane, "name")
        fitted = _one_line(edition, ("label", "body.strong", "axis.strong"), code.box.right + 8, y, room, name)
        placed += [code, *fitted, *_today(edition, lane, grid.x(NOW), y, grid.span(5), row)]
    return placed, TOP + 26 + len(lanes) * row


def _one_line(edition: Edition, styles: tuple[str, ...], x: float, y: float, room: Size, words: Phrase) -> list[Placed]:
    """Place words on one line in the first of these styles that they fit; nothing where none does."""
    for number, style in enumerate(styles):
        if blocks.text_width(edition, style, words) <= room.w:
            return [blocks.text(edition, style, x, y, words)] if number < len(styles) else []
    return []


def _track(edition: Edition, lane: Certification, left: float, right: float, y: float) -> list[Placed]:
    """Draw a lane's line: it runs on, or ends at the finish when the certification is closed."""
    ink, fate = Ink(f"lane.{lane.lane}"), _fate(lane)
    start = left + 34
    if fate == "closed":
        end = right - 60
        return [
            blocks.panel(Box(start, y - LANE / 2 + 3, end - start, LANE * 0.6), ink),
            blocks.chequer(end, y - LANE / 2, LANE + 2, LANE / 3 + 0.5),
        ]
    tip = Path.parse(f"M{right - 9},{y - 6}L{right},{y + 0.7}L{right - 9},{y + 7.4}Z")
    return [
        blocks.panel(Box(start, y - LANE / 2 + 3, right - 8 - start, LANE * 0.6), ink),
        blocks.shapes(Shape(tip, fill=ink)),
    ]


def _today(edition: Edition, lane: Certification, x: float, y: float, measure: float, row: float) -> list[Placed]:
    """Place what a certification is called today, or what became of it, as far as its row holds it.

    Its full name of today stands in the table of the requirements too.
    """
    fate = _fate(lane)
    words = Column(edition, x, y - 11, measure)
    if fate == "renamed":
        words.text("code", edition.told(lane, "code_now"), gap=6, ink=Ink(f"lane.{lane.lane}.text"))
    elif fate == "same":
        words.text("standfirst", edition.say("now.same"), gap=6)
    more = [("body", edition.told(lane, "name_now"))] if fate == "renamed" and lane.name_now else []
    more += (
        [("body.strong" if fate == "closed" else "body.grey", edition.say("status", lane=lane))] if lane.note else []
    )
    for style, said in more:
        lines = len(fonts.wrap(str(said), edition.style(style), measure))
        if words.y + lines * 11 <= y - 11 + row + 4:
            words.text(style, said, lead=11)
        elif style == "body.strong":
            raise FitError("note", said, words.y + lines * 11 - (y - 7 + row))
    return words.items


def _events(edition: Edition, events: tuple[Fact, ...], top: float) -> list[Placed]:
    """Place the events in the order of time, in as many columns as they need."""
    grid = edition.grid
    head = Column(edition, grid.x(0), top + 6, grid.measure)
    head.rule(22, Ink("rule"), 0.8)
    head.text("heading", edition.say("changed.events"), gap=16, role="H2")
    when_at = WHEN if len(events) > FEW else WHEN * 1.3
    half = (len(events) + 1) // 2 if len(events) > FEW else len(events)
    placed = head.items
    for number, some in enumerate((events[:half], events[half:])):
        x = grid.x(6 * number)
        width = grid.span(6) if len(events) > FEW else grid.measure
        line = Column(edition, x + when_at, head.y, width - when_at)
        dots: list[float] = []
        for event in some:
            start = line.y
            strong, plain = ("body.strong", "body") if len(events) > FEW else ("label", "standfirst")
            high = edition.style(strong).size * fonts.CAP
            when = blocks.text(edition, strong, x + 14, start + high, edition.told(event, "period"))
            line.items.append(when)
            line.text(plain, edition.say("figure.Words", fact=event), gap=WEEK + 4 if len(events) > FEW else 2 * WEEK)
            dots.append(start + high / 2)
        if line.y > foot(edition) - 10:
            raise FitError("list of events", edition.say("changed.events"), line.y - foot(edition) + 10)
        if dots:
            stem = Path.line((x + 3, dots[0]), (x + 3, dots[-1]))
            placed.append(blocks.shapes(Shape(stem, stroke=Ink("ink"), width=1.2)))
            placed += [blocks.panel(Box(x + 3 - DOT, dot - DOT, 2 * DOT, 2 * DOT), Ink("ink")) for dot in dots]
        placed += line.items
    return placed
