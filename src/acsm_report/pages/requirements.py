"""Requirements side by side: staggered start lines, and below them the table."""

from __future__ import annotations

import math
from typing import NamedTuple

from .. import blocks, fonts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Certification
from ..edition import Edition
from ..eligibility import Rung
from ..fields import EDUCATION
from ..geometry import Box
from ..language import Phrase
from ..scene import Folios, Placed, Scene
from ..story import Story
from .asked import hours, routes
from .furniture import foot, lanes_of, numbers, scene, source_line

__all__ = ["requirements"]

GAP, INSET, LEAD, ABOVE, BELOW = 5, 5, 11.6, 13, 7  # between columns, inside a cell; of a row: its lead, its padding
HEAD = 82  # the column of the rows' names
TOP, BED = 182, 20  # where the beds of the lanes begin, and how far they reach above the last step


def requirements(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page: the steps take the height that the table leaves."""
    columns = _columns(story, edition)
    rows = [(_head(story, edition, f"row.{key}", cells), cells) for key, cells in _table(story, edition)]
    heights = [_height(edition, head, cells, columns[0][2]) for head, cells in rows]
    step = 0.0
    if story.ladder:
        room = foot(edition) - 12 - math.fsum(heights) - 32 - TOP - BED
        step = max(28, min(room / len(story.ladder), 54))
    base = TOP + BED + step * len(story.ladder)
    items = [
        *_standfirst(story, edition),
        *_steps(story, edition, columns, base, step),
        *_rows(edition, columns, rows, heights, base),
    ]
    about = source_line(story, edition, blocks.rows_in(items))
    return (scene("requirements", edition, story, folios, _heading(story, edition), items, about),)


def _columns(story: Story, edition: Edition) -> list[tuple[Certification, float, float]]:
    """Return each certification with the left and the width of its column."""
    lanes, grid = lanes_of(story, edition), edition.grid
    first = grid.x(0) + HEAD
    pitch = (grid.right - first + GAP) / len(lanes)
    return [(c, first + i * pitch, pitch - GAP) for i, c in enumerate(lanes)]


def _heading(story: Story, edition: Edition) -> Words:
    low, high = story.open_with(EDUCATION[:1]), story.open_with(EDUCATION[1:])
    if not (low.number and high.number):
        return edition.say("requirements.title.plain")
    lines = edition.counted("requirements.open", low), edition.counted("requirements.degree", high)
    return Phrase.joined("\n", lines)


def _standfirst(story: Story, edition: Edition) -> tuple[Placed, ...]:
    key = "requirements.sub.longer" if story.clinical_is_longer else "requirements.sub"
    return (blocks.text(edition, "standfirst", edition.grid.x(0), 152, edition.say(key)),)


def _steps(
    story: Story, edition: Edition, columns: list[tuple[Certification, float, float]], base: float, step: float
) -> list[Placed]:
    """Draw the run-up of every lane: a step for each thing that it asks, the start line on the last."""
    placed: list[Placed] = [blocks.panel(Box(x, TOP, width, base - TOP), Ink("sand")) for _, x, width in columns]
    left = edition.grid.x(0)
    for number, rung in enumerate(story.ladder):
        y = base - (number + 1) * step
        placed.append(blocks.rule(left, y, columns[0][1] - 6, Ink("rule")))
        for row, line in enumerate(_rung_lines(edition, rung)):
            style = "body.strong" if row == 0 else "body"
            placed.append(blocks.text(edition, style, left, y + 14 + row * 11, line))
    for certification, x, width in columns:
        if asked := story.rung(certification):
            placed += _start(edition, certification, x, width, base, step, story.ladder.index(asked) + 1)
    return placed


def _rung_lines(edition: Edition, rung: Rung) -> list[Phrase]:
    return edition.say(f"step.{rung.education}.hours" if rung.hours else f"step.{rung.education}").lines


def _start(
    edition: Edition, certification: Certification, x: float, width: float, base: float, step: float, level: int
) -> list[Placed]:
    """Draw one lane's run-up of `level` steps, its number on the last, its start line above."""
    ink, top = Ink(f"lane.{certification.lane}"), base - level * step
    cap = min(26, step * 0.54)
    placed = [blocks.panel(Box(x, top, width, step), ink)]
    if level > 1:
        placed.insert(0, blocks.panel(Box(x, top + step, width, base - top - step), Ink(ink.role, 36)))
        placed += [blocks.rule(x, base - n * step, x + width, Ink("paper"), 1) for n in range(1, level)]
    number = blocks.figures(
        edition,
        x + width / 2,
        top + (step + cap) / 2,
        edition.literal(str(certification.lane), "lane"),
        cap,
        Ink(f"{ink.role}.on"),
        anchor="middle",
    )
    return [
        *placed,
        blocks.panel(Box(x, top - 3, width, 3), Ink("ink")),
        number,
        blocks.text(
            edition, "body.strong", x + width / 2, top - 8, edition.say("start"), anchor="middle", role="Artifact"
        ),
    ]


def _table(story: Story, edition: Edition) -> list[tuple[str, list[Words]]]:
    """Return the rows: what is asked, and what each certification answers; "" is not published."""
    lanes = story.certifications

    def told(kind: str) -> list[Words]:
        return [routes(story, edition, kind, c) for c in lanes]

    rows: list[tuple[str, list[Words]]] = [
        ("name", [edition.told(c, "name") for c in lanes]),
        ("now", [_now(edition, c) for c in lanes]),
        ("track", [edition.say(f"track.{c.track}") for c in lanes]),
        ("population", told("population")),
        ("minimum_age", told("minimum_age")),
        ("education", told("education")),
        ("life_support", told("life_support")),
        ("clinical_hours", [hours(story, edition, c) for c in lanes]),
    ]
    return [(key, cells) for key, cells in rows if any(str(cell) for cell in cells)]


def _now(edition: Edition, certification: Certification) -> Words:
    if not certification.code_now:
        return edition.say("status", lane=certification)
    if not certification.name_now:
        return edition.told(certification, "code_now")
    if not certification.renamed and certification.name_now == certification.name:
        return edition.say("now.same")
    return edition.say("now.renamed", lane=certification)


class Head(NamedTuple):
    """What a row is called, the numbers of its sources, and whether these have a line of their own."""

    name: Phrase
    numbers: Phrase
    below: bool


def _head(story: Story, edition: Edition, key: str, cells: list[Words]) -> Head:
    name = edition.say(key)
    phrases = [cell for cell in cells if isinstance(cell, Phrase)]
    rows = [span.of for phrase in phrases for span in phrase.spans if isinstance(span.of, Certification)]
    told = numbers(story, edition, [*rows, *(f for phrase in phrases for f in phrase.facts)])
    wide = blocks.text_width(edition, "body.strong", name) + 3 + blocks.text_width(edition, "source", told)
    return Head(name, told, wide > HEAD - INSET)


def _height(edition: Edition, head: Head, cells: list[Words], width: float) -> float:
    lines = max(len(fonts.wrap(str(cell), edition.style("body"), width - INSET)) for cell in cells)
    return ABOVE + BELOW + (max(lines, 1 + head.below) - 1) * LEAD


def _rows(
    edition: Edition,
    columns: list[tuple[Certification, float, float]],
    rows: list[tuple[Head, list[Words]]],
    heights: list[float],
    base: float,
) -> list[Placed]:
    """Place the codes and the rows of the table; what nobody published says so in grey."""
    left, right, y = edition.grid.x(0), edition.grid.right, base + 32
    placed = [
        blocks.text(edition, "code", x, base + 22, edition.told(c, "code"), ink=Ink(f"lane.{c.lane}.text"), role="TH")
        for c, x, _ in columns
    ]
    unknown = edition.say("unknown")
    for (head, cells), height in zip(rows, heights, strict=True):
        placed.append(blocks.rule(left, y, right, Ink("rule"), 0.7))
        name = blocks.text(edition, "body.strong", left, y + ABOVE, head.name, role="TH")
        at = (left, y + ABOVE + LEAD) if head.below else (name.box.right + 3, y + ABOVE)
        placed += [name, *([blocks.text(edition, "source", *at, head.numbers)] if head.numbers.text else [])]
        for (_, x, width), cell in zip(columns, cells, strict=True):
            style = "body" if str(cell) else "body.grey"
            placed.append(
                blocks.paragraph(edition, style, x, y + ABOVE, width - INSET, cell or unknown, role="TD", lead=LEAD)
            )
        y += height
    return [*placed, blocks.rule(left, y, right, Ink("rule"), 0.7)]
