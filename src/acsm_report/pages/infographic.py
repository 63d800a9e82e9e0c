"""The infographic: one tall page for screens. Its height is that of its content."""

from __future__ import annotations

from dataclasses import dataclass, field

from .. import blocks, charts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..geometry import Box, Size, Track
from ..language import Phrase
from ..scene import Folios, Placed, Scene, Shape
from ..story import Story
from .furniture import (
    as_of,
    calculated,
    changes,
    cited,
    codes,
    lane_name,
    lanes_of,
    measure,
    numbers,
    remarks,
    unpublished,
)

__all__ = ["infographic"]

LANE, PITCH, LEAD = 24, 28, 31  # a lane's width, lane to lane in the bundle, line to line under a lane
BUNDLE = 5  # as many lanes have this pitch; more of them share its width
TURN, ABOVE, BELOW, NEXT = (
    46,
    36,
    46,
    92,
)  # a lane's last bend; from a lane to the words above it and below it, from those to the next lane
LABEL = 28  # from line to line in the name of a step
TEXT, FIRST_STEP, LAST_STEP = 250, 400, 880  # left of the ladder's words; where its first and last start line stand


@dataclass
class Scroll:
    """The page in the making: what is placed, and how far down it has come."""

    story: Story
    edition: Edition
    y: float = 0
    items: list[Placed] = field(default_factory=list)

    def add(self, *placed: Placed) -> None:
        self.items += placed


def infographic(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the infographic from the top down: finding, ladder, pass rates, certified, sources."""
    page = Scroll(story, edition)
    _header(page)
    _ladder(page)
    if story.records:
        _rates(page)
    if story.certified:
        _certified(page)
    _footer(page)
    size = Size(edition.format.width, page.y)
    return (Scene("infographic", edition.say("infographic.name").text, size, tuple(page.items)),)


def half(share: float) -> str:
    """Return the name of the phrase for a share in per cent: few, nearly, half, over or most."""
    for name, above in (("most", 55), ("over", 50.5), ("half", 49.5), ("nearly", 45)):
        if share > above:
            return name
    return "few"


def _header(page: Scroll) -> None:
    """Place the finding on the dark ground: the pass rate of all exams, first year and last."""
    story, edition, grid = page.story, page.edition, page.edition.grid
    white, mist = Ink("stage.words"), Ink("stage.soft")
    title = blocks.paragraph(
        edition, "cover", grid.x(0), 208, grid.measure, _finding(story, edition), ink=white, role="H1"
    )
    placed, y = [title], blocks.baseline(title)
    if story.overall:
        sums, ink = _sums(story, edition), Ink("stage.words", 88, "stage")
        placed.append(blocks.paragraph(edition, "standfirst", grid.x(0), y + 56, grid.measure, sums, ink=ink))
        y = blocks.baseline(placed[-1]) + 230
        placed += _shares(story, edition, y)
    page.y = y + 236
    page.add(
        blocks.panel(Box(0, 0, edition.format.width, page.y), Ink("stage")),
        blocks.text(edition, "wordmark", grid.x(0), 88, edition.say("wordmark"), ink=white),
        blocks.text(edition, "body", grid.right, 88, edition.say("infographic.name"), anchor="end", ink=mist),
        *placed,
    )


def _finding(story: Story, edition: Edition) -> Phrase:
    if not story.overall:
        return edition.say("infographic.title.plain")
    first, last = story.overall[0], story.overall[-1]
    share, finish = half(last.number), edition.say(f"finish.{story.measure}")
    moved = "rate" if share != "half" else "fell" if last.number < first.number - 1 else "half"
    told = {"rate": last, "share": edition.say(f"half.{share}"), "finish": finish}
    return edition.say(f"infographic.title.{moved}", **told).telling(last)


def _sums(story: Story, edition: Edition) -> Phrase:
    first, last = (story.totals[0], story.passes[0]), (story.totals[-1], story.passes[-1])
    passing = _passing(story, edition)
    told = edition.counted("infographic.sum", story.exams, sat=last[0], passed=last[1], passing=passing)
    if len(story.totals) > 1:
        told = edition.say("infographic.sum.before", told=told, before=first[0], then=first[1], passing=passing)
    return Phrase.joined(" ", [told, numbers(story, edition, (*last, *first))])


def _passing(story: Story, edition: Edition) -> Phrase:
    return edition.say(f"passing.{story.measure}")


def _shares(story: Story, edition: Edition, y: float) -> list[Placed]:
    """Place the first and the last pass rate of all exams in the largest lane figures."""
    grid, left, placed = edition.grid, edition.grid.x(0), list[Placed]()
    ends = (story.overall[0], story.overall[-1])
    shares = list({edition.say("figure", fact=share).text: share for share in ends}.values())  # no step from 56% to 56%
    for share in shares:
        words, last = edition.say("figure", fact=share), share is shares[-1]
        x = grid.right - blocks.figures_width(edition, words, 170) if placed else left
        if placed:
            placed.append(blocks.arrow((placed[0].box.right + x) / 2 - 44, y - 85, 88, 7, Ink("stage.words")))
        passed = edition.say("infographic.passed", rate=share, passing=_passing(story, edition))
        placed.append(blocks.figures(edition, x, y, words, 170, Ink("stage.words" if last else "stage.large")))
        soft = Ink("stage.words" if last else "stage.soft")
        placed.append(blocks.text(edition, "body.semibold", x, y + 40, passed, ink=soft))
    return placed


def _ladder(page: Scroll) -> None:
    """Let the lanes run in from the right, turn down, and stop at their start lines."""
    story, edition = page.story, page.edition
    lanes = lanes_of(story, edition)
    key = "ladder.title.longer" if story.clinical_is_longer else "ladder.title"
    page.add(
        blocks.paragraph(edition, "title", TEXT, page.y + 84, edition.grid.right - TEXT, edition.say(key), role="H2")
    )
    steps = [
        (FIRST_STEP + (LAST_STEP - FIRST_STEP) * i / max(len(story.ladder) - 1, 1), rung)
        for i, rung in enumerate(story.ladder)
    ]
    labels = [edition.say(f"short.{r.education}.hours" if r.hours else f"short.{r.education}").lines for _, r in steps]
    for (x, _), lines in zip(steps, labels, strict=True):
        for number, line in enumerate(lines):
            y = page.y + 198 + number * LABEL
            page.add(blocks.text(edition, "axis.strong", x + 51, y, line, anchor="middle"))
    starts = {rung: x for x, rung in steps}
    told: list[Placed] = []
    y = page.y + 292 + LABEL * (max(map(len, labels), default=1) - 1)
    for number, certification in enumerate(lanes):
        asked = story.rung(certification)
        _lane(page, certification, number - (len(lanes) - 1) / 2, y, starts[asked] if asked else TEXT - 90)
        told += (words := _words(page, certification, y))
        y = blocks.baseline(words[-1]) + NEXT
    page.add(*told)
    page.y = y - NEXT + 64


def _lane(page: Scroll, certification: Certification, place: float, y: float, start: float) -> None:
    """Draw one lane, `place` lanes from the middle of the bundle, to its start line at `start`."""
    width, ink = page.edition.format.width, Ink(f"lane.{certification.lane}")
    count = len(page.story.certifications)
    scale = min(1, BUNDLE / count)
    lane, pitch, middle = LANE * scale, PITCH * scale, (count - 1) / 2
    x = page.edition.grid.x(0) + (middle - place) * pitch + lane / 2
    top, bend = page.y - 96 - place * pitch, 110 + place * pitch
    start = max(start, x + TURN)
    track = Track(width + 10, top, 180).straight(width + 10 - x - bend).bend(bend, -90)
    path = track.straight(y - TURN - top - bend).bend(TURN, -90).straight(start - x - TURN).lane()
    page.add(
        blocks.panel(Box(start, y - lane / 2, width - start, lane), Ink(ink.role, 16)),
        blocks.shapes(
            Shape(path, stroke=Ink("paper"), width=2 * pitch - lane),  # the lines of a track, on the dark ground
            Shape(path, stroke=ink, width=lane),
        ),
        *blocks.lane_block(page.edition, certification.lane, start, y - 24, 48, cap=0.58),
        blocks.panel(Box(start + 48, y - 24, 6, 48), Ink("ink")),
    )


def _words(page: Scroll, certification: Certification, y: float) -> list[Placed]:
    """Return a lane's code and name above it, and below it what it asks and whom it serves."""
    story, edition = page.story, page.edition
    ink = Ink(f"lane.{certification.lane}.text")
    code = blocks.text(edition, "code", TEXT, y - ABOVE, edition.told(certification, "code"), ink=ink, role="H3")
    name = blocks.text(edition, "label", code.box.right + 16, y - ABOVE, lane_name(edition, certification), role="H3")
    find, asks = story.dataset.first, list[Phrase]()
    if age := find("minimum_age", certification.code):
        asks.append(edition.say("needs.age", age=age))
    if education := story.education(certification):
        asks.append(edition.say("figure", fact=education))
    if hours := story.hours(certification):
        asks.append(edition.say("needs.hours").telling(hours))
    needs = Phrase.joined(", ", asks)
    serves = story.dataset.first("population", certification.code)
    rows = [certification, *needs.facts, *([serves] if serves else [])]
    sources = numbers(story, edition, rows)
    beside = blocks.text(edition, "body.grey", name.box.right + 14, y - ABOVE, sources)
    fits = beside.box.right <= edition.grid.right
    placed, below = [code, name, *([beside] if fits else [])], y + BELOW
    for style, words in (
        ("body", edition.say("upper", words=needs) if asks else edition.say("upper", words=edition.say("unknown"))),
        ("body.grey", edition.say("figure.Words", fact=serves) if serves else None),
        ("body.grey", None if fits else sources),
        ("body.semibold", None if certification.code_now else edition.say("status", lane=certification)),
    ):
        if words:
            text = blocks.paragraph(edition, style, TEXT, below, edition.grid.right - TEXT, words, lead=LEAD)
            placed.append(text)
            below = blocks.baseline(text) + LEAD
    return placed


def _section(page: Scroll, title: Phrase, sub: Phrase) -> None:
    """Open a section with a heavy rule, its title and its subtitle."""
    edition, grid = page.edition, page.edition.grid
    page.add(
        blocks.panel(Box(grid.x(0), page.y - 12, grid.measure, 4), Ink("ink")),
        blocks.text(edition, "title", grid.x(0), page.y + 64, title, role="H2"),
        blocks.text(edition, "body.grey", grid.x(0), page.y + 108, sub),
    )
    page.y += 108


def _rates(page: Scroll) -> None:
    story, edition, grid = page.story, page.edition, page.edition.grid
    trend = story.trend or "plain"
    title = edition.counted(f"rates.title.{trend}", story.exams)
    assert story.ends
    ends = {"first": story.ends[0], "last": story.ends[1]}
    chart = charts.pass_rates(story, edition, grid.measure)
    told = {"measure": measure(story, edition), "numbers": numbers(story, edition, chart.facts)}
    spanned = any(story.spans(r) for r in story.records)
    key = "rates.sub.one" if not story.trend else "rates.sub" if spanned else "rates.sub.years"
    sub = edition.say(key, **ends, **told)
    _section(page, title, sub)
    top = page.y + 24
    page.add(blocks.chart(grid.x(0), top, chart), *changes(story, edition, chart.rows, top, 52))
    page.y = top + chart.size.h + 50


def _certified(page: Scroll) -> None:
    story, edition, grid = page.story, page.edition, page.edition.grid
    missing = story.uncounted
    if story.largest:
        certification, share = story.largest
        share_of = edition.say(f"certified.{half(share.number)}")
        title = "certified.title.without" if missing else "certified.title"
        heading = edition.say(title, share=share_of, lane=certification).telling(share)
    else:
        heading = edition.say("certified.title.plain")
    key = "certified.sub.without" if missing else "certified.sub"
    chart = charts.certified(story, edition, grid.measure)
    days = {f.period: edition.told(f, "period") for f in story.certified}.values()
    told = {"codes": codes(edition, missing), "numbers": numbers(story, edition, chart.facts)}
    _section(page, heading, edition.say(key, day=edition.language.listed(days), **told))
    page.add(blocks.chart(grid.x(0), page.y + 26, chart))
    page.y += 26 + chart.size.h + 40


def _footer(page: Scroll) -> None:
    """Place the passing standard, the sources, the method and whose work this is, on the dark ground."""
    story, edition, grid = page.story, page.edition, page.edition.grid
    find, white, mist = story.dataset.first, Ink("stage.words"), Ink("stage.soft")
    y = page.y + 52
    placed: list[Placed] = []
    passing = find("passing_score")
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if passing and low and high:
        sources = numbers(story, edition, (passing, low, high))
        words = edition.say("infographic.score", score=passing, low=low, high=high, numbers=sources)
        placed.append(blocks.text(edition, "label", grid.x(0), y, words, ink=white))
        y += 44
    rows: list[Fact | Certification] = [*blocks.facts_in([*page.items, *placed]), *story.certifications]
    day = as_of(story, edition)
    dated = edition.say("sentence", words=day) if day else Phrase("")
    method = edition.say("sources.method.short" if story.totals else "none", **calculated(story, edition))
    notes = (
        (dated, edition.say("infographic.sources", sources=Phrase.joined("; ", cited(story, edition, rows)))),
        (unpublished(story, edition) or Phrase(""), method),
        tuple(remarks(story, edition, (story.measure,))),
        (edition.say("independent"),),
    )
    lines = [Phrase.joined(" ", [part for part in note if part.text]) for note in notes]
    words = Phrase.joined("\n", [line for line in lines if line.text])
    body = blocks.paragraph(edition, "body", grid.x(0), y, grid.measure, words, ink=mist)
    bottom = blocks.baseline(body) + 56
    page.add(blocks.panel(Box(0, page.y, edition.format.width, bottom - page.y), Ink("stage")), *placed, body)
    page.y = bottom
