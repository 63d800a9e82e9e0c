"""The infographic for feeds: square, social, story and link. Each tells less, larger, and leaves nothing to zoom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .. import blocks
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..fields import EDUCATION
from ..geometry import Box, Size
from ..language import Phrase
from ..scene import Placed, Scene
from ..story import Story
from . import colophon
from .course import Course, rate_lanes, start_lanes
from .furniture import as_of, calculated, codes, measure
from .poster import even, finding, fitting, shares

__all__ = ["link", "social", "square", "tall"]

AXIS, FOOT = 76, 50  # from the words above the lanes to the lanes, which their marks need; from the lanes to the foot
LEAST = 60  # cap height of the large rates of a link
WHITE, SOFT = Ink("stage.words"), Ink("stage.soft")


@dataclass(frozen=True)
class Foot:
    """The closing lines of a picture, from the top: style, words and ink of each."""

    lines: tuple[tuple[str, Phrase, Ink], ...]

    def placed(self, edition: Edition, bottom: float) -> list[Placed]:
        """Return them with their last baseline at `bottom`."""
        tried = self._from(edition, 0)
        return self._from(edition, bottom - blocks.baseline(tried[-1]))

    def _from(self, edition: Edition, y: float) -> list[Placed]:
        grid, placed = edition.grid, list[Placed]()
        for style, words, ink in self.lines:
            measure = even(edition, style, grid.measure, words)
            placed.append(blocks.paragraph(edition, style, grid.x(0), y, measure, words, ink=ink))
            y = blocks.baseline(placed[-1]) + 1.04 * edition.style(style).lead
        return placed


def social(story: Story, edition: Edition) -> Scene:
    """Compose 1080 × 1350: the finding, the lanes, all exams together, where it comes from."""
    lines = (*_together(story, edition), *_method(story, edition))
    return _post(story, edition, bottom=62, wordmark=94, lines=lines)


def square(story: Story, edition: Edition) -> Scene:
    """Compose 1080 × 1080: the finding, the lanes, where it comes from."""
    return _post(story, edition, bottom=58, wordmark=84)


def tall(story: Story, edition: Edition) -> Scene:
    """Compose 1080 × 1920: nothing in the 250 px at top and foot, where a platform has its own; the rates huge."""
    return _post(story, edition, bottom=262, wordmark=290, lines=_open(story, edition), hero=(130, 236))


def _post(
    story: Story,
    edition: Edition,
    bottom: float,
    wordmark: float,
    lines: tuple[tuple[str, Phrase, Ink], ...] = (),
    hero: tuple[float, float] | None = None,
) -> Scene:
    """Compose a picture from both ends: its lanes fill what the words leave; `bottom` points below them stay free."""
    grid, size = edition.grid, edition.format.sized
    mark = blocks.text(edition, "wordmark", grid.x(0), wordmark, edition.say("wordmark"), ink=WHITE)
    first = wordmark + 0.36 * edition.style("cover").size + 0.8 * edition.style("cover").lead
    words = fitting(story, edition, grid.measure)
    title = blocks.paragraph(edition, "cover", grid.x(0), first, grid.measure, words, ink=WHITE, role="H1")
    head, y = [mark, title], blocks.baseline(title)
    if hero and story.overall:
        y += 74 + hero[1]
        head += shares(story, edition, grid.x(0), grid.right, y, hero, 46)
        y += 46 + 40
    sub = blocks.paragraph(edition, "body", grid.x(0), y + 56, grid.measure, _sub(story, edition), ink=SOFT)
    foot = _foot(story, edition, [*head], lines).placed(edition, size.h - bottom)
    course_top = blocks.baseline(sub) + (AXIS if story.records else 34)
    end = min(item.box.y for item in foot) - FOOT + 8
    box = Box(0, course_top, grid.right - 16, end - course_top)
    return _scene(edition, size, [*head, sub, *_lanes(story, edition, Course(edition, box, grid.x(0))), *foot])


def link(story: Story, edition: Edition) -> Scene:
    """Compose 1200 × 630: the finding and the two rates at the left, the lanes at the right."""
    grid, size = edition.grid, edition.format.sized
    left, right = grid.x(0), grid.x(5.5)
    mark = blocks.text(edition, "wordmark", left, 84, edition.say("wordmark"), ink=WHITE)
    title = blocks.paragraph(
        edition, "cover", left, 164, right - left - 48, finding(story, edition, "link"), ink=WHITE, role="H1"
    )
    asked = () if story.overall else _open(story, edition)
    below = [blocks.paragraph(edition, "heading", left, 0, right - left - 56, words, ink=SOFT) for _, words, _ in asked]
    foot = _foot(story, edition, [title, *below], ()).placed(edition, size.h - 46)
    end = min(item.box.y for item in foot) - 40
    cap = min(end - 44 - blocks.baseline(title) - 40, 106)
    if story.overall and cap > LEAST:
        below = shares(story, edition, left, right - 56, end - 40, (0.54 * cap, cap), 38)
    elif below:
        y, words = end - blocks.baseline(below[0]), asked[0][1]
        below = [blocks.paragraph(edition, "heading", left, y, right - left - 56, words, ink=SOFT)]
    measured, said = grid.right - right, _sub(story, edition)
    sub = blocks.paragraph(edition, "body", right, 84, even(edition, "body", measured, said), said, ink=SOFT)
    top = blocks.baseline(sub) + (AXIS - 12 if story.records else 30)
    box = Box(right, top, grid.right - 16 - right, end - top)
    course = Course(edition, box, right + 14, spare=True)
    return _scene(edition, size, [mark, title, *below, sub, *_lanes(story, edition, course), *foot])


def _scene(edition: Edition, size: Size, items: Iterable[Placed]) -> Scene:
    return Scene("infographic", edition.say("infographic.name").text, size, tuple(items), ground="stage")


def _lanes(story: Story, edition: Edition, course: Course) -> list[Placed]:
    return rate_lanes(story, edition, course) if story.records else start_lanes(story, edition, course)


def _sub(story: Story, edition: Edition) -> Phrase:
    """Return what the lanes show."""
    if not story.ends:
        return edition.say("post.sub.steps")
    spanned = any(story.spans(r) for r in story.records)
    key = "post.sub.one" if not story.trend else "post.sub" if spanned else "post.sub.years"
    return edition.say(key, measure=measure(story, edition), first=story.ends[0], last=story.ends[1])


def _together(story: Story, edition: Edition) -> tuple[tuple[str, Phrase, Ink], ...]:
    """Return the line about all exams together, first year and last."""
    if not story.overall:
        return ()
    told = {"rate": story.overall[-1], "sat": story.totals[-1]}
    words = edition.counted("post.all", story.exams, **told)
    if len(story.overall) > 1:
        before = {"first": story.overall[0], "before": story.totals[0]}
        words = edition.counted("post.all.before", story.exams, **told, **before)
    return (("label", words, WHITE),)


def _method(story: Story, edition: Edition) -> tuple[tuple[str, Phrase, Ink], ...]:
    if not story.overall:
        return ()
    return (("source", edition.say("post.method", **calculated(story, edition)), SOFT),)


def _open(story: Story, edition: Edition) -> tuple[tuple[str, Phrase, Ink], ...]:
    """Return the line about what the lanes ask, where both kinds are known."""
    low, high = story.open_with(EDUCATION[:1]), story.open_with(EDUCATION[1:])
    if not (low.number and high.number):
        return ()
    lines = edition.counted("requirements.open", low), edition.counted("requirements.degree", high)
    return (("label", Phrase.joined(" ", lines), WHITE),)


def _foot(story: Story, edition: Edition, placed: list[Placed], lines: tuple[tuple[str, Phrase, Ink], ...]) -> Foot:
    """Return the closing lines: those given, then date, source, what is not published, and whose work it is."""
    facts: list[Fact] = [*blocks.facts_in(placed), *(f for _, words, _ in lines for f in words.facts)]
    facts += [sitting.rate for record in story.records for sitting in (record.sittings[0], record.latest)]
    if not story.records:
        facts += [f for c in story.certifications if (f := story.education(c))]
    parts = [_source(story, edition, facts)]
    if day := as_of(story, edition):
        parts.insert(0, edition.say("sentence", words=day))
    missing = (*story.unpublished, *story.rateless)
    if story.records and missing:
        parts.append(edition.say("post.unpublished", codes=codes(edition, missing), measure=measure(story, edition)))
    parts += [edition.say("independent.short"), edition.say("sentence", words=colophon.line(edition))]
    return Foot((*lines, ("source", Phrase.joined(" ", [p for p in parts if p.text]), SOFT)))


def _source(story: Story, edition: Edition, facts: Iterable[Fact]) -> Phrase:
    """Return who published these facts, in a sentence; of the certifications where there are none."""
    keys = {key for fact in facts for key in fact.sources} or {c.source for c in story.certifications}
    sources = [story.dataset.sources[key] for key in story.cited if key in keys]
    names = {source.publisher: edition.told(source, "publisher") for source in sources}
    key = "post.source.one" if len(names) == 1 else "post.source.other"
    return edition.say(key, names=edition.language.listed(names.values()))
