"""The run-up as a poster shows it: lanes run in from the right, turn down, and stop at their start lines.

Its measures are the brand's for the edition's scale, in points.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .. import blocks
from ..brand import Ink
from ..charts.alternatives import in_words
from ..dataset import Certification
from ..edition import Edition
from ..eligibility import Rung
from ..errors import FitError
from ..geometry import Box, Path, Track
from ..language import Phrase
from ..scene import Placed, Shape
from ..story import Story
from .furniture import lane_name, lanes_of, numbers
from .poster import broken, stepped

__all__ = ["TITLES", "Ladder", "bundle", "run_up"]

TITLES, NAMES, SMALL = ("title", "title.plain"), ("label", "label.small", "axis.strong"), "axis.ink"  # steps down
RUN_UP = "Figure:run_up"  # the path of its element
AIR = 0.75  # of a lane, between the bundle and what lies beside it


def bundle(m: Mapping[str, float], lanes: int) -> float:
    """Return how far the outermost of so many lanes reaches from the middle of their bundle, in points."""
    return (lanes - 1) / 2 * m["pitch"] + m["lane"] / 2


def run_up(story: Story, edition: Edition) -> dict[str, float]:
    """Return the brand's measures of the run-up; of more lanes than it has room for, the words stand further off."""
    m = edition.measures("run_up")
    half, air = bundle(m, len(story.certifications)), AIR * m["lane"]
    text = max(m["text"], edition.grid.x(0) + 2 * half + air)
    return {
        **m,
        "start": max(m["start"], half + air),
        "bend": max(m["bend"], half + m["lane"] / 2),
        "text": text,
        "first": max(m["first"], text),
    }


@dataclass(frozen=True)
class Ladder:
    """The ladder below `top`: its words end at `right`, its tracks at `end`; rows stand `extra` further apart, the
    first `lower`. A `brief` one does not say whom the lanes serve.

    The lanes enter from the sheet's right edge, above `top`, on whatever lies there.
    """

    story: Story
    edition: Edition
    top: float
    right: float
    end: float
    extra: float = 0
    lower: float = 0
    brief: bool = False

    @property
    def m(self) -> dict[str, float]:
        return run_up(self.story, self.edition)

    def placed(self) -> tuple[list[Placed], float]:
        """Return its blocks, from back to front, and its last baseline."""
        story, m = self.story, self.m
        title, labels, start, y = self._head()
        starts = self._starts()
        lanes, told = list[Placed](), list[Placed]()
        last = y
        for number, certification in enumerate(lanes_of(story, self.edition)):
            words, at = self._words(certification, y)
            place = number - (len(story.certifications) - 1) / 2
            asked = story.rung(certification)
            lanes += self._lane(certification, place, at, starts[asked] if asked else None)
            told += words
            last = max(map(blocks.baseline, words))
            y = last + m["next"] + self.extra
            bottom = at
        guides = [self._guide(x, y0=start, y1=bottom, words=told) for x in starts.values()]
        drawn = [*labels, *(g for g in guides if g), *lanes]
        figure = [replace(i, role=RUN_UP, alt="" if number else self._alternative()) for number, i in enumerate(drawn)]
        return [title, *figure, *told], last

    def _alternative(self) -> str:
        """Return what the run-ups and their start lines show: each lane's step."""
        edition, story = self.edition, self.story
        steps = {c: story.rung(c) for c in story.certifications}
        told = (
            edition.say(
                "alt.rates", code=c.code, rates=Phrase.joined(" ", self._step(r)) if r else edition.say("unknown")
            )
            for c, r in steps.items()
        )
        return in_words(edition, edition.say("alt.ladder.bare"), told)

    def _starts(self) -> dict[Rung, float]:
        """Return where each step starts; the first further left where the names of the steps need it."""
        m, steps = self.m, self.story.ladder
        wide = max((blocks.text_width(self.edition, "axis.strong", w) for r in steps for w in self._step(r)), default=0)
        first, last = m["first"], min(m["last"], self.right - m["block"] - wide / 2)
        if len(steps) > 1 and (last - first) / (len(steps) - 1) < 1.08 * wide:
            first = max(m["text"], m["text"] - AIR * m["lane"] + wide / 2 - m["block"] - m["bar"] / 2)
        return {rung: first + (last - first) * i / max(len(steps) - 1, 1) for i, rung in enumerate(steps)}

    def _step(self, rung: Rung) -> list[Phrase]:
        return self.edition.say(f"short.{rung.education}.hours" if rung.hours else f"short.{rung.education}").lines

    def _head(self) -> tuple[Placed, list[Placed], float, float]:
        """Return the title, the steps' names, where these end, and where the first lane's words begin."""
        edition, m = self.edition, self.m
        key = "ladder.title.longer" if self.story.clinical_is_longer else "ladder.title"
        title = stepped(
            edition, TITLES, m["text"], self.top + m["head"], self.right - m["text"], edition.say(key), role="H2"
        )
        placed, y = list[Placed](), blocks.baseline(title) + m["steps"]
        most = max((len(self._step(rung)) for rung in self.story.ladder), default=0)
        for rung, x in self._starts().items():
            for number, line in enumerate(self._step(rung), most - len(self._step(rung))):
                at = x + m["block"] + m["bar"] / 2
                placed.append(blocks.text(edition, "axis.strong", at, y + number * m["step"], line, anchor="middle"))
        below = y + max(most - 1, 0) * m["step"]
        return title, placed, below + 0.3 * m["step"], below + m["row"] + self.lower

    def _lane(self, certification: Certification, place: float, y: float, start: float | None) -> list[Placed]:
        """Draw one lane, `place` lanes from the middle of the bundle, to its start line; without one past its bend."""
        edition, m, ink = self.edition, self.m, Ink(f"lane.{certification.lane}")
        wide, middle = edition.format.width, (len(self.story.certifications) - 1) / 2
        x = edition.grid.x(0) + (middle - place) * m["pitch"] + m["lane"] / 2
        known, start = start is not None, x + m["turn"] if start is None else start
        top, bend = self.top - m["start"] - place * m["pitch"], m["bend"] + place * m["pitch"]
        track = Track(wide + m["lane"], top, 180).straight(wide + m["lane"] - x - bend).bend(bend, -90)
        track = track.straight(y - m["turn"] - top - bend).bend(m["turn"], -90)
        path = track.straight(max(start - x - m["turn"], 0.01)).lane()
        block = m["block"]
        return [
            blocks.panel(Box(start, y - m["lane"] / 2, self.end - start, m["lane"]), Ink(ink.role, 16)),
            blocks.shapes(Shape(path, stroke=ink, width=m["lane"])),
            *blocks.lane_block(edition, certification.lane, start, y - block / 2, block, cap=0.58),
            *([blocks.panel(Box(start + block, y - block / 2, m["bar"], block), Ink("ink"))] if known else []),
        ]

    def _words(self, certification: Certification, y: float) -> tuple[list[Placed], float]:
        """Return a lane's words, the first of them on the baseline y, and where its middle lies below their heading."""
        story, edition, m = self.story, self.edition, self.m
        ink, left = Ink(f"lane.{certification.lane}.text"), m["text"]
        code = blocks.text(
            edition, "code", left, y, edition.told(certification, "code"), ink=ink, role=f"H3:{certification.lane}"
        )
        named = self._name(certification, code)
        middle = blocks.baseline(named[-1]) + m["above"]
        needs, asked = self._needs(certification)
        serves = None if self.brief else story.dataset.first("population", certification.code)
        sources = numbers(story, edition, [certification, *needs.facts, *([serves] if serves else [])])
        beside = named[-1].box.right + 0.5 * edition.style("label").size
        cited = blocks.text(edition, "body.grey", beside, y, sources)
        fits = cited.box.right <= self.right and blocks.baseline(named[-1]) == y
        placed, below = [*named], middle + m["below"]
        told = [("body", edition.say("upper", words=asked))]
        if serves:
            told.append(("body.grey", edition.say("figure.Words", fact=serves)))
        if not fits:
            told[-1] = (told[-1][0], Phrase.joined(" ", [told[-1][1], sources]))
        if not certification.code_now:
            told.append(("body.semibold", edition.say("status", lane=certification)))
        for style, words in told:
            text = stepped(edition, (style, SMALL), left, below, self.right - left, words, lead=m["lead"])
            placed.append(text)
            below = blocks.baseline(text) + m["lead"]
        if fits:
            placed[len(named) : len(named) + 1] = blocks.roled([placed[len(named)], cited], "P:needs")
        return placed, middle

    def _name(self, certification: Certification, code: Placed) -> list[Placed]:
        """Return a lane's code and beside it its name, a step or two smaller where a word is wide; else the code."""
        edition, words = self.edition, lane_name(self.edition, certification)
        x = code.box.right + 0.4 * edition.style("label").size
        try:
            return [code, stepped(edition, NAMES, x, blocks.baseline(code), self.right - x, words, role=code.role)]
        except FitError:
            return [replace(code, fit="continued")]

    def _needs(self, certification: Certification) -> tuple[Phrase, Phrase]:
        """Return what a lane asks, and the same or that it is not published."""
        story, edition = self.story, self.edition
        asks = list[Phrase]()
        if age := story.dataset.first("minimum_age", certification.code):
            asks.append(edition.say("needs.age", age=age))
        if education := story.education(certification):
            asks.append(edition.say("figure", fact=education))
        if hours := story.hours(certification):
            asks.append(edition.say("needs.hours").telling(hours))
        needs = Phrase.joined(", ", asks)
        return needs, needs if asks else edition.say("unknown")

    def _guide(self, x: float, y0: float, y1: float, words: list[Placed]) -> Placed | None:
        """Draw the hairline of a step down to y1 behind the lanes, broken where words stand."""
        m = self.m
        x, pad = x + m["block"] + m["bar"] / 2, 0.3 * m["step"]
        width, pieces = m["bar"] / 3, broken(x, y0, y1, words, pad)
        lines = [Shape(Path.line((x, a), (x, b)), stroke=Ink("ink", 30), width=width) for a, b in pieces]
        return blocks.shapes(*lines) if lines else None
