"""The table of what each certification asks: rows that a page may be filled with one by one. No page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from .. import blocks, fonts
from ..blocks import Words
from ..brand import Ink
from ..dataset import Certification
from ..edition import Edition
from ..errors import FitError
from ..language import Phrase
from ..scene import Placed
from ..story import Story
from .asked import hours, routes
from .column import Section
from .furniture import numbers

__all__ = ["HEAD", "Lane", "codes_row", "columns", "table"]

GAP, INSET, LEAD, ABOVE, BELOW = 5, 5, 11.6, 13, 7  # between columns, inside a cell; of a row: its lead, its padding
HEAD, CODES = 82, 32  # the column of the rows' names; the height of the row of codes
CODE = ("code", "lead", "label.small", "axis.strong")  # of a code
STYLES = ("body", "axis.ink")  # of a cell: the first in which its words fit the column


class Lane(NamedTuple):
    """A certification's column: its left and its width."""

    certification: Certification
    x: float
    width: float


def columns(edition: Edition, lanes: Sequence[Certification]) -> list[Lane]:
    """Return the columns of these certifications, right of the column of names."""
    first = edition.grid.x(0) + HEAD
    pitch = (edition.grid.right - first + GAP) / len(lanes)
    return [Lane(c, first + i * pitch, pitch - GAP) for i, c in enumerate(lanes)]


def codes_row(edition: Edition, lanes: Sequence[Lane]) -> Section:
    """Return the row of the codes, each in its lane's colour."""
    placed = [
        blocks.line(
            edition,
            CODE,
            x,
            22,
            width - INSET,
            edition.told(c, "code"),
            "code",
            ink=Ink(f"lane.{c.lane}.text"),
            role="Table/THead/TR/TH",
        )
        for c, x, width in lanes
    ]
    return Section([blocks.empty("Table/THead/TR/TD", edition.grid.x(0), 0), *placed], CODES)


def table(story: Story, edition: Edition, lanes: Sequence[Lane]) -> list[Section]:
    """Return the rows, those of which nothing is known left out; what one lacks is said to be not published."""
    rows = (_row(story, edition, key, cells, lanes) for key, cells in _cells(story, edition, lanes))
    return [row for row in rows if row]


def _cells(story: Story, edition: Edition, lanes: Sequence[Lane]) -> list[tuple[str, list[Words]]]:
    """Return what is asked, and what each certification answers; "" is not published."""
    some = [lane.certification for lane in lanes]

    def told(kind: str) -> list[Words]:
        return [routes(story, edition, kind, c) for c in some]

    return [
        ("name", [edition.told(c, "name") for c in some]),
        ("now", [_now(edition, c) for c in some]),
        ("population", told("population")),
        ("minimum_age", told("minimum_age")),
        ("education", told("education")),
        ("life_support", told("life_support")),
        ("clinical_hours", [hours(story, edition, c) for c in some]),
    ]


def _now(edition: Edition, certification: Certification) -> Words:
    if not certification.code_now:
        return edition.say("status", lane=certification)
    if not certification.name_now:
        return edition.told(certification, "code_now")
    if not certification.renamed and certification.name_now == certification.name:
        return edition.say("now.same")
    return edition.say("now.renamed", lane=certification)


def _row(story: Story, edition: Edition, key: str, cells: Sequence[Words], lanes: Sequence[Lane]) -> Section | None:
    if not any(str(cell) for cell in cells):
        return None
    head = _head(story, edition, key, cells)
    left, unknown, low = edition.grid.x(0), edition.say("unknown"), max(map(blocks.baseline, head))
    placed: list[Placed] = [blocks.rule(left, 0, edition.grid.right, Ink("rule"), 0.7), *head]
    for lane, cell in zip(lanes, cells, strict=True):
        style, fit = _style(edition, cell, lane.width - INSET) if str(cell) else ("body.grey", "")
        text = blocks.paragraph(
            edition,
            style,
            lane.x,
            ABOVE,
            lane.width - INSET,
            cell or unknown,
            role=f"Table/TBody/TR:{key}/TD",
            lead=LEAD,
        )
        placed.append(replace(text, fit=fit))
        low = max(low, blocks.baseline(text))
    return Section(placed, low + BELOW)


def _style(edition: Edition, words: Words, measure: float) -> tuple[str, str]:
    """Return the first style in which no word is wider than the column, and what that is as a fit."""
    for number, style in enumerate(STYLES):
        if all(fonts.width(word, edition.style(style)) <= measure for word in str(words).split()):
            return style, "smaller" if number else ""
    longest = max(str(words).split(), key=lambda word: fonts.width(word, edition.style(STYLES[-1])))
    raise FitError("cell", longest, fonts.width(longest, edition.style(STYLES[-1])) - measure)


def _head(story: Story, edition: Edition, key: str, cells: Sequence[Words]) -> list[Placed]:
    """Place what a row is called with the numbers of its sources, beside it or, where they are many, below."""
    phrases = [cell for cell in cells if isinstance(cell, Phrase)]
    rows = [span.of for phrase in phrases for span in phrase.spans if isinstance(span.of, Certification)]
    told = numbers(story, edition, [*rows, *(f for phrase in phrases for f in phrase.facts)])
    left, role = edition.grid.x(0), f"Table/TBody/TR:{key}/TH:{key}"
    name = blocks.text(edition, "body.strong", left, ABOVE, edition.say(f"row.{key}"), role=role)
    if not told.text:
        return [name]
    if name.box.right + 3 + blocks.text_width(edition, "source", told) <= left + HEAD - 2 * INSET:
        return [name, blocks.text(edition, "source", name.box.right + 3, ABOVE, told, role=role)]
    return [name, blocks.paragraph(edition, "source", left, ABOVE + LEAD, HEAD - INSET, told, role=role)]
