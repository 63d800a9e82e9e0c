"""What it takes to stay certified: credits and fee of a renewal, lane by lane, each on a scale of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from .. import fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box
from ..language import Phrase
from ..scene import Chart
from ..story import Story
from .alternatives import dated, in_words
from .parts import Canvas, widest
from .tabulated import tabulated

__all__ = ["renewal"]

COLUMNS = {"renewal_credits": "renewal.credits", "renewal_fee": "renewal.fee"}  # kind → its heading
CODE, HEADING, UNKNOWN, VALUE = "code", "axis", "axis", "value.latest"  # styles


class _Column(NamedTuple):
    """The facts of a kind by lane, their place after zero, their width and that of the longest bar, in points."""

    kind: str
    heading: Phrase
    facts: dict[str, Fact]
    x: float
    width: float
    longest: float

    def points(self, fact: Fact) -> float:
        """Return how long a fact is."""
        high = max(other.number for other in self.facts.values())
        return fact.number / high * self.longest if high else 0

    def unknown(self, edition: Edition) -> list[Phrase]:
        """Return the lines that stand where a lane has no fact."""
        return fonts.wrapped(edition.say("unknown"), edition.style(UNKNOWN), self.width)

    def least(self, lane: Certification, edition: Edition) -> float:
        """Return how tall the row of a lane must be for what is written in it."""
        return 0 if lane.code in self.facts else len(self.unknown(edition)) * edition.style(UNKNOWN).lead


def renewal(story: Story, edition: Edition, width: float, height: float = math.inf) -> Chart | None:
    """Draw the credits and the fee of a renewal, a row a lane; what nobody has of them has no column.

    Its rows stand closer where they would be taller than `height` points. None when neither is published. Raise
    FitError when a column is too narrow for its words.
    """
    lanes, m = story.certifications, edition.measures("renewal")
    label = math.ceil(max(m["label"], widest(edition, CODE, (c.code for c in lanes)) + m["bar"] * 0.75))
    columns = _columns(story, edition, width - label, m)
    if not columns:
        return None
    heads = [fonts.wrapped(column.heading, edition.style(HEADING), column.width) for column in columns]
    code = edition.style(CODE).size
    tall = [max(m["bar"], math.ceil(fonts.CAP * code), *(c.least(lane, edition) for c in columns)) for lane in lanes]
    head, over = edition.style(HEADING), m["bar"] / 2
    top = math.ceil(head.size * fonts.CAP + (max(map(len, heads)) - 1) * head.lead + over)
    between = (height - top - math.fsum(tall)) / max(len(lanes) - 1, 1)
    between = min(m["group"], max(fonts.DESCENT * code, between))
    canvas = Canvas(edition, width, high=1, label=label, right=0, top=top)
    for column, lines in zip(columns, heads, strict=True):
        for number, line in enumerate(reversed(lines)):
            canvas.text(HEADING, line, column.x, -over - number * head.lead)
    rows, y = [], 0.0
    for lane, row in zip(lanes, tall, strict=True):
        _row(canvas, lane, columns, y + row / 2, m["bar"])
        rows.append((y + row / 2, canvas.span))
        y += row + between
    facts = [column.facts[lane.code] for lane in lanes for column in columns if lane.code in column.facts]
    table = tabulated(edition, facts, [lane.code for lane in lanes])
    return canvas.chart("renewal", y - between, _alt(edition, lanes, columns), rows, table)


def _columns(story: Story, edition: Edition, width: float, m: dict[str, float]) -> list[_Column]:
    """Return the columns within `width`, as wide as each other."""
    found = {kind: [story.dataset.newest(kind, c.code)[:1] for c in story.certifications] for kind in COLUMNS}
    told = {kind: [fact for few in facts for fact in few] for kind, facts in found.items()}
    told = {kind: facts for kind, facts in told.items() if facts}
    wide, columns = (width - m["column"] * (len(told) - 1)) / max(len(told), 1), list[_Column]()
    for kind, facts in told.items():
        heading, values = edition.say(COLUMNS[kind]), [edition.say("figure", fact=fact) for fact in facts]
        longest = wide - _gap(m["bar"]) - widest(edition, VALUE, values)
        if longest < m["bar"]:
            raise FitError("chart", heading, m["bar"] - longest)
        x = len(columns) * (wide + m["column"])
        columns.append(_Column(kind, heading, {f.certification: f for f in facts}, x, wide, longest))
    return columns


def _gap(bar: float) -> float:
    return bar * 0.4


def _row(canvas: Canvas, lane: Certification, columns: list[_Column], middle: float, bar: float) -> None:
    """Draw what one lane asks, a bar a column, and say where nothing is published."""
    edition, ink = canvas.edition, Ink(f"lane.{lane.lane}")
    code = edition.told(lane, "code")
    canvas.beside(CODE, code, -canvas.label, middle, ink=Ink(f"lane.{lane.lane}.text"))
    for column in columns:
        fact = column.facts.get(lane.code)
        if fact:
            long = column.points(fact)
            canvas.bar_at(fact, Box(column.x, middle - bar / 2, long, bar), ink)
            canvas.beside(VALUE, edition.say("figure", fact=fact), column.x + long + _gap(bar), middle)
            continue
        lines, lead = column.unknown(edition), edition.style(UNKNOWN).lead
        for number, line in enumerate(lines):
            canvas.beside(UNKNOWN, line, column.x, middle + (number - (len(lines) - 1) / 2) * lead)


def _alt(edition: Edition, lanes: Sequence[Certification], columns: list[_Column]) -> str:
    """Return the chart in words: what every lane asks, and who asks least where it is known of all."""
    what = dated(edition, edition.say("alt.renewal"), (fact for c in columns for fact in c.facts.values()))
    least = next((words for column in columns if (words := _least(edition, lanes, column))), None)
    return in_words(edition, what, (_told(edition, lane, columns) for lane in lanes), least)


def _least(edition: Edition, lanes: Sequence[Certification], column: _Column) -> Phrase | None:
    low = min(fact.number for fact in column.facts.values())
    some = [fact for fact in column.facts.values() if fact.number == low]
    if len(column.facts) < len(lanes) or len(some) == len(lanes):
        return None
    codes = edition.language.listed(edition.told(fact, "certification") for fact in some)
    return edition.say(f"alt.least.{column.kind}", codes=codes)


def _told(edition: Edition, lane: Certification, columns: list[_Column]) -> Phrase:
    facts = [(c.kind, c.facts[lane.code]) for c in columns if lane.code in c.facts]
    asks = Phrase.joined(", ", (edition.say(f"alt.{kind}", fact=fact) for kind, fact in facts))
    return edition.say("alt.rates", code=lane.code, rates=asks if facts else edition.say("unknown"))
