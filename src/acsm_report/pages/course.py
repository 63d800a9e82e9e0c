"""Fat lanes for small pictures: each exam runs from the left edge as far as its rate, or to its start line.

Words stand in the lane where it leaves room: in the solid part, in the faint one or on the empty track.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .. import blocks, fonts
from ..brand import Ink
from ..charts.alternatives import exam_in_words
from ..dataset import Certification, Fact
from ..edition import Edition
from ..eligibility import Rung
from ..errors import FitError
from ..findings import Record
from ..geometry import Box, Path
from ..language import Phrase
from ..scene import Drawing, Length, Placed, Shape
from ..story import Story
from .furniture import lane_name, lanes_of

__all__ = ["Course", "rate_lanes", "start_lanes"]

TRACK, FAINT = Ink("stage.words", 6, "stage"), 42  # an empty track; what of a lane's colour the first year keeps
PAD = 14  # around words; between lanes
LEAST, TWO = 42, 120  # heights: of the lowest lane, and with two lines of words
SMALLER, LOWEST = 0.7, 0.2  # of their height: figures in the solid part, and figures anywhere, have at least so much
STEPS = ("label", "label.small")  # styles of what a lane asks for


@dataclass(frozen=True)
class Course:
    """Where the lanes run: `box` from zero to the finish; their words start at `text`. `spare` leaves the first year
    without words."""

    edition: Edition
    box: Box
    text: float
    spare: bool = False

    def at(self, percent: float) -> float:
        """Return where a share of the way lies."""
        return self.box.x + self.box.w * percent / 100

    def rows(self, count: int) -> list[Box]:
        """Return the boxes of so many lanes. Raise FitError where they would be too low."""
        high = (self.box.h + PAD) / count - PAD
        if high < LEAST:
            raise FitError("course", f"{count} lanes", (LEAST - high) * count)
        return [Box(self.box.x, self.box.y + n * (high + PAD), self.box.w, high) for n in range(count)]


@dataclass
class Part:
    """A stretch of a lane that is still free of words, and the ink for words upon it."""

    start: float
    end: float
    ink: Ink

    def takes(self, wide: float) -> bool:
        return self.end - self.start >= wide

    def from_left(self, wide: float) -> float:
        """Take room at the left; return where it starts."""
        x, self.start = self.start, self.start + wide + PAD
        return x

    def from_right(self, wide: float) -> float:
        """Take room at the right; return where it starts."""
        x, self.end = self.end - wide, self.end - wide - PAD
        return x


@dataclass
class Lane:
    """One lane in the making: its box, its ends in x from the first, and what is written in it."""

    course: Course
    certification: Certification
    box: Box
    ends: Sequence[tuple[float, Ink]]  # of the stretches but the last, and the ink for words upon them
    placed: list[Placed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.two = self.box.h >= TWO
        self.top = self._parts()
        self.foot = self._parts() if self.two else self.top
        inset = min(18, self.box.h * 0.13)
        self.upper, self.lower = self.box.y + inset, self.box.bottom - inset
        size = self.course.edition.style("code").size
        self.code_cap, room = fonts.CAP * size, self.box.h - 2 * inset - (fonts.CAP + fonts.DESCENT) * size
        self.cap = min(0.4 * self.box.h, 190, room - 4) if self.two else min(0.5 * self.box.h, 44)

    def _parts(self) -> list[Part]:
        parts, start = list[Part](), self.course.text
        for end, ink in (*self.ends, (self.box.right, Ink("stage.words"))):
            parts.append(Part(start, end - PAD, ink))
            start = max(self.course.text, end + PAD)
        return parts

    def line(self, upper: bool) -> float:
        """Return the baseline of the words at the top or at the foot; a low lane has one."""
        if not self.two:
            return self.box.y + (self.box.h + max(self.cap, self.code_cap)) / 2
        return self.upper + self.code_cap if upper else self.lower

    def write(self, style: str, words: Phrase, x: float, upper: bool, ink: Ink, role: str = "P") -> None:
        self.placed.append(blocks.text(self.course.edition, style, x, self.line(upper), words, ink=ink, role=role))

    def figures(self, words: Phrase, cap: float, x: float, upper: bool, ink: Ink) -> None:
        y = self.upper + cap if upper and self.two else self.line(upper)
        self.placed.append(blocks.figures(self.course.edition, x, y, words, cap, ink))

    def code(self) -> None:
        """Write the code at the left. Raise FitError where it has no room."""
        edition, words = self.course.edition, self.course.edition.told(self.certification, "code")
        wide = blocks.text_width(edition, "code", words)
        part = next((p for p in self.top if p.takes(wide)), None)
        if part is None:
            raise FitError("code", words, wide - max(p.end - p.start for p in self.top))
        self.write("code", words, part.from_left(wide), True, part.ink, "H2")

    def name(self) -> Placed | None:
        """Return the name, beside the code or on the empty track, in two lines if need be; None without room."""
        edition, words, style = self.course.edition, lane_name(self.course.edition, self.certification), "body.semibold"
        y, lead = self.line(True), 1.12 * edition.style(style).size
        wide = blocks.text_width(edition, style, words)
        for part in self.top:
            if part.takes(wide):
                return blocks.text(edition, style, part.start, y, words, ink=part.ink)
        for part in reversed(self.top):
            below = self.cap if part is self.top[0] else self.code_cap
            if y + lead + fonts.DESCENT * lead + PAD / 2 > self.lower - below or not self.two:
                continue
            if all(part.takes(blocks.text_width(edition, style, word)) for word in words.text.split()):
                text = blocks.paragraph(
                    edition, style, part.start, y, part.end - part.start, words, ink=part.ink, lead=lead
                )
                free = not any(text.box.overlaps(other.box) for other in self.placed)
                if free and len(text.block.marks) == 2:  # type: ignore[union-attr]
                    return text
        return None

    def patches(self, x: float) -> list[Placed]:
        """Return pieces of empty track that break the line at x where words stand upon it."""
        crossed = sorted((i.box.y - 8, i.box.bottom + 8) for i in self.placed if i.box.x - PAD < x < i.box.right + PAD)
        spans = list[tuple[float, float]]()
        for top, bottom in crossed:
            if spans and top - spans[-1][1] < 2 * PAD:  # no crumb of a line between two
                spans[-1] = spans[-1][0], max(bottom, spans[-1][1])
            else:
                spans.append((top, bottom))
        spans = [(max(top, self.box.y), min(bottom, self.box.bottom)) for top, bottom in spans]
        return [blocks.panel(Box(x - 3, top, 6, bottom - top), TRACK) for top, bottom in spans]


def rate_lanes(story: Story, edition: Edition, course: Course) -> list[Placed]:
    """Draw every exam's latest rate as a solid lane and its first rate as a faint one, on tracks of 100 per cent."""
    lanes_of(story, edition)
    rows, half = course.rows(len(story.records)), course.at(50)
    back, front = list[Placed](), list[Placed]()
    lanes = [_rates(story, course, record, box) for record, box in zip(story.records, rows, strict=True)]
    _write_names([lane for _, lane in lanes], figure=True)
    for (figure, lane), box in zip(lanes, rows, strict=True):
        back.append(blocks.panel(box, TRACK))
        empty = max(end for end, _ in lane.ends) < half
        front += [figure, *(lane.patches(half) if empty else []), *lane.placed]
    line = blocks.panel(Box(half - 1.5, rows[0].y - 8, 3, rows[-1].bottom - rows[0].y + 8), Ink("stage.words"))
    square = 8.0
    finish = blocks.chequer(course.box.right, course.box.y, course.box.h, square, ink=Ink("stage.words"))
    return [*_axis(course), *back, line, *front, finish]


def _write_names(lanes: Sequence[Lane], figure: bool = False) -> None:
    """Write the names of all lanes, or of none where one of them has no room; as parts of their figures or not."""
    names = [lane.name() for lane in lanes]
    if all(names):
        for lane, name in zip(lanes, names, strict=True):
            lane.placed += blocks.roled([name], lane.placed[-1].role if figure else "P") if name else []


def _axis(course: Course) -> list[Placed]:
    """Write what the two marks on the scale are."""
    edition, y = course.edition, course.box.y - 0.72 * course.edition.style("axis").size
    half, full = (edition.literal(str(value), "tick") for value in (50, 100))
    ink = Ink("stage.words")
    right = min(edition.grid.right, course.box.right + 16)
    return [
        blocks.text(edition, "axis.strong", course.at(50), y, edition.say("axis.halfway", value=half), anchor="middle",
                    ink=ink),
        blocks.text(edition, "axis.strong", right, y, edition.say("axis.percent", value=full), anchor="end", ink=ink),
    ]  # fmt: skip


def _rates(story: Story, course: Course, record: Record, box: Box) -> tuple[Placed, Lane]:
    """Return one exam's bars, and its lane with its code, its rates and its change."""
    edition, ink = course.edition, Ink(f"lane.{record.certification.lane}")
    last, first = record.latest.rate, record.sittings[0].rate
    faint = Ink(ink.role, FAINT, "stage")
    solid, reach = course.at(last.number), course.at(max(last.number, first.number))
    ends = [(solid, Ink(f"{ink.role}.on")), (reach, edition.brand.on(faint))]
    lane = Lane(course, record.certification, box, ends if reach > solid else ends[:1])
    lane.code()
    _latest(story, lane, last)
    if record.change and story.spans(record):
        _change(lane, record.change)
    if first is not last and not course.spare:
        _first(lane, first)
    bars = [(first, faint, box), (last, ink, box)]
    if first.number < last.number:  # the first year, which the solid lane would hide, on a strip at its foot
        bars = [(last, ink, box), (first, faint, Box(box.x, box.bottom - 10, box.w, 10))]
    lengths = [Length(f, Box(course.box.x, b.y, course.at(f.number) - course.box.x, b.h)) for f, _, b in bars]
    shapes = tuple(Shape(Path.box(length.box), fill=i) for length, (_, i, _) in zip(lengths, bars, strict=True))
    facts = tuple(dict.fromkeys((first, last)))
    alt, role = exam_in_words(story, edition, record, facts).text, f"Figure:lane-{record.certification.lane}"
    lane.placed = blocks.roled(lane.placed, role)
    return Placed(box, Drawing(shapes), role, facts, alt, tuple(dict.fromkeys(lengths))), lane


def _latest(story: Story, lane: Lane, rate: Fact) -> None:
    """Write the latest rate in lane figures, and its year when that is not the last of all.

    Raise FitError where even the lowest figures have no room.
    """
    edition, words = lane.course.edition, lane.course.edition.say("figure", fact=rate)
    year = None if rate.period == story.years[-1] else edition.say("post.year", rate=rate)
    cap, wide = lane.cap, blocks.figures_width(edition, words, lane.cap)
    beside = blocks.text_width(edition, "body", year) + PAD if year else 0
    part = next((p for p in lane.foot if p.takes(SMALLER * wide + beside)), None)
    part = part or max(lane.foot, key=lambda p: p.end - p.start)
    fit = min(1, (part.end - part.start - beside) / wide)
    if fit < LOWEST:
        raise FitError("rate", words, LOWEST * wide + beside - (part.end - part.start))
    cap, wide = cap * fit, wide * fit
    x = part.from_left(wide + beside + PAD)
    lane.figures(words, cap, x, False, part.ink)
    if year:
        lane.write("body", year, x + wide + PAD, False, part.ink)


def _change(lane: Lane, change: Fact) -> None:
    """Write the change in lane figures at the right."""
    words = lane.course.edition.say("figure", fact=change)
    cap = min(0.28 * lane.box.h, 90) if lane.two else min(0.42 * lane.box.h, 36)
    wide = blocks.figures_width(lane.course.edition, words, cap)
    part = next((p for p in reversed(lane.top) if p.takes(wide)), None)
    if part:
        lane.figures(words, cap, part.from_right(wide), True, part.ink)


def _first(lane: Lane, rate: Fact) -> None:
    """Write the first rate and its year behind its end, or else before it."""
    edition = lane.course.edition
    words, year = edition.say("figure", fact=rate), edition.say("post.year", rate=rate)
    wide = blocks.text_width(edition, "code", words) + PAD / 1.4 + blocks.text_width(edition, "body", year)
    part = next((p for p in reversed(lane.foot) if p.takes(wide)), None)
    if part is None:
        return
    x = part.from_left(wide) if part is lane.foot[-1] else part.from_right(wide)
    lane.write("code", words, x, False, part.ink)
    lane.write("body", year, lane.placed[-1].box.right + PAD / 1.4, False, part.ink)


def start_lanes(story: Story, edition: Edition, course: Course) -> list[Placed]:
    """Draw every certification's run-up, to a start line that stands as far in as its step is high."""
    placed, made = list[Placed](), list[Lane]()
    lanes = lanes_of(story, edition)
    for certification, box in zip(lanes, course.rows(len(lanes)), strict=True):
        rung, ink = story.rung(certification), Ink(f"lane.{certification.lane}")
        start = course.at(_share(story, rung))
        lane = Lane(course, certification, box, [(start + 8, Ink(f"{ink.role}.on"))])
        lane.code()
        words = Phrase.joined(" ", edition.say(_step(rung)).lines) if rung else edition.say("unknown")
        if education := story.education(certification):
            words = words.telling(education)
        _asked(lane, edition.say("upper", words=words))
        made.append(lane)
        placed += [
            blocks.panel(box, TRACK),
            blocks.panel(Box(box.x, box.y, start - box.x, box.h), ink),
            blocks.panel(Box(start, box.y, 8, box.h), Ink("stage.words")),
        ]
    _write_names(made)
    return [*placed, *(item for lane in made for item in lane.placed)]


def _asked(lane: Lane, words: Phrase) -> None:
    """Write what a lane asks for, as far right as it has room, a step down if need be. Raise FitError without room."""
    missing = 0.0
    for style in STEPS:
        wide = blocks.text_width(lane.course.edition, style, words)
        if part := next((p for p in reversed(lane.foot) if p.takes(wide)), None):
            lane.write(style, words, part.from_left(wide), False, part.ink)
            return
        missing = wide - max(p.end - p.start for p in lane.foot)
    raise FitError("step", words, missing)


def _step(rung: Rung) -> str:
    return f"short.{rung.education}.hours" if rung.hours else f"short.{rung.education}"


def _share(story: Story, rung: Rung | None) -> float:
    """Return how far in a start line stands, in per cent of the way; one that is not known is at the left."""
    if rung is None:
        return 20
    return 30 + 32 * story.ladder.index(rung) / max(len(story.ladder) - 1, 1)
