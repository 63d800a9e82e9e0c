"""What the infographic's shapes share: the finding, the large rates, the headings, and where it all comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from .. import blocks, fonts
from ..brand import Ink
from ..dataset import Certification, Fact
from ..edition import Edition
from ..language import Phrase
from ..scene import Chart, Placed
from ..story import Story
from .furniture import as_of, calculated, cited, codes, measure, numbers, remarks, share_of, unpublished

__all__ = [
    "broken",
    "certified_heading",
    "even",
    "finding",
    "fitting",
    "notes",
    "passing_standard",
    "rates_heading",
    "shares",
    "stepped",
    "sums",
]

BETWEEN = 0.4  # of the height of the last rate, between it and the first, at least


def even(edition: Edition, style: str, measure: float, words: Phrase) -> float:
    """Return the narrowest measure in which the words need no more lines than in `measure`: no last word alone.

    Words of which one is wider than `measure` keep it.
    """
    how, least = edition.style(style), _widest(edition, style, words)
    if least > measure:
        return measure
    lines = len(fonts.wrap(words.text, how, measure))
    while measure - 0.5 * how.size >= least and len(fonts.wrap(words.text, how, measure - 0.5 * how.size)) == lines:
        measure -= 0.5 * how.size
    return measure


def _widest(edition: Edition, style: str, words: Phrase) -> float:
    return max(blocks.text_width(edition, style, word) for word in words.text.replace("\n", " ").split(" "))


def stepped(
    edition: Edition, styles: Sequence[str], x: float, y: float, measure: float, words: Phrase, **how: Any
) -> Placed:
    """Set a paragraph in the first of `styles` in which none of its words is wider than `measure` points.

    Raise FitError, which names the word, where it is too wide in all of them.
    """
    style = next((s for s in styles if _widest(edition, s, words) <= measure + 0.01), styles[-1])
    placed = blocks.paragraph(edition, style, x, y, measure, words, **how)
    return replace(placed, fit="" if style == styles[0] else "smaller")


def broken(x: float, y: float, end: float, words: Iterable[Placed], pad: float) -> list[tuple[float, float]]:
    """Return the pieces of an upright line at x, from `y` down to `end`, that keep `pad` points off the words."""
    gaps = sorted((w.box.y - pad, w.box.bottom + pad) for w in words if w.box.x - pad < x < w.box.right + pad)
    pieces = list[tuple[float, float]]()
    for top, bottom in [*gaps, (end + pad, end)]:
        if min(top, end + pad) - y > pad:
            pieces.append((y, min(top, end)))
        y = max(y, bottom)
    return [(top, bottom) for top, bottom in pieces if bottom > top]


def fitting(story: Story, edition: Edition, measure: float) -> Phrase:
    """Return the finding in two lines where they fit the measure, else in more."""
    words = finding(story, edition, "post")
    fits = all(blocks.text_width(edition, "cover", line) <= measure for line in words.lines)
    return words if fits else finding(story, edition, "link")


def finding(story: Story, edition: Edition, form: str = "infographic") -> Phrase:
    """Return what the rate of all exams comes to, in words; short in the forms post, for a wide measure, and link."""
    if not story.overall:
        return edition.say("infographic.title.plain")
    first, last = story.overall[0], story.overall[-1]
    share = share_of(last.number)
    finish = edition.say(f"finish.{story.measure}" if form == "infographic" else f"post.finish.{story.measure}")
    moved = "rate" if share != "half" else "fell" if last.number < first.number - 1 else "half"
    told = {"rate": last, "share": edition.say(f"half.{share}"), "finish": finish}
    key = f"post.title.{moved}" if form == "post" else f"infographic.title.{moved}"
    return edition.say(key, **told).telling(last)


def sums(story: Story, edition: Edition) -> Phrase:
    """Return how many sat and passed all exams, in the last year and in the first, with the sources' numbers."""
    first, last = (story.totals[0], story.passes[0]), (story.totals[-1], story.passes[-1])
    passing = edition.say(f"passing.{story.measure}")
    told = edition.counted("infographic.sum", story.exams, sat=last[0], passed=last[1], passing=passing)
    if len(story.totals) > 1:
        told = edition.say("infographic.sum.before", told=told, before=first[0], then=first[1], passing=passing)
    return Phrase.joined(" ", [told, numbers(story, edition, (*last, *first))])


def shares(
    story: Story, edition: Edition, left: float, right: float, y: float, caps: tuple[float, float], below: float
) -> list[Placed]:
    """Place the first and the last rate of all exams between `left` and `right`, in lane figures of heights `caps`.

    They stand on the baseline y, an arrow between them, their words `below` it. One rate alone has the second height.
    Both are lower where they would leave the arrow no room.
    """
    placed, before, ends = list[Placed](), None, (story.overall[0], story.overall[-1])
    told = list({edition.say("figure", fact=share).text: share for share in ends}.values())  # no step from 56% to 56%
    sizes = [blocks.figures_width(edition, edition.say("figure", fact=share), 1) for share in told]
    natural = sum(w * cap for w, cap in zip(sizes, caps[-len(sizes) :], strict=True)) + BETWEEN * caps[1]
    caps = (caps[0] * min(1, (right - left) / natural), caps[1] * min(1, (right - left) / natural))
    passing = edition.say(f"passing.{story.measure}")
    final = edition.say("infographic.passed", rate=told[-1], passing=passing)
    wide = max(
        blocks.text_width(edition, "body.semibold", final),
        blocks.figures_width(edition, edition.say("figure", fact=told[-1]), caps[1]),
    )
    room = right - wide - edition.style("body").size - left
    for number, share in enumerate(told):
        words, last = edition.say("figure", fact=share), share is told[-1]
        cap = caps[1] if last else caps[0]
        x = right - blocks.figures_width(edition, words, cap) if before else left
        if before:
            start, long = before.box.right, 0.52 * caps[1]
            long = min(long, 0.62 * (x - start))
            middle = y - caps[0] / 2
            placed.append(blocks.arrow((start + x - long) / 2, middle, long, 0.08 * long, Ink("stage.words")))
        passed = edition.say("infographic.passed", rate=share, passing=passing)
        before = blocks.figures(edition, x, y, words, cap, Ink("stage.words" if last else "stage.large"))
        soft = Ink("stage.words" if last else "stage.soft")
        wide = blocks.text_width(edition, "body.semibold", passed)
        at = right - wide if len(told) > 1 and last and x + wide > right else x
        if len(told) > 1 and not last and wide > room:  # too long to stand beside the other: the year alone
            passed = edition.say("post.year", rate=share)
        of = blocks.text(edition, "body.semibold", at, y + below, passed, ink=soft)
        placed += blocks.entry([before, of], "shares", number)
    return placed


def rates_heading(story: Story, edition: Edition, chart: Chart) -> tuple[Phrase, Phrase]:
    """Return the title of the pass rates and the line under it."""
    title = edition.counted(f"rates.title.{story.trend or 'plain'}", story.exams)
    assert story.ends
    ends = {"first": story.ends[0], "last": story.ends[1]}
    told = {"measure": measure(story, edition), "numbers": numbers(story, edition, chart.facts)}
    spanned = any(story.spans(r) for r in story.records)
    key = "rates.sub.one" if not story.trend else "rates.sub" if spanned else "rates.sub.years"
    return title, edition.say(key, **ends, **told)


def certified_heading(story: Story, edition: Edition) -> tuple[Phrase, Phrase]:
    """Return the title of who is certified and the line under it."""
    missing = story.uncounted
    if story.largest:
        certification, share = story.largest
        part = edition.say(f"certified.{share_of(share.number)}")
        title = "certified.title.without" if missing else "certified.title"
        heading = edition.say(title, share=part, lane=certification).telling(share)
    else:
        heading = edition.say("certified.title.plain")
    key = "certified.sub.without" if missing else "certified.sub"
    days = {f.period: edition.told(f, "period") for f in story.certified}.values()
    told = {"codes": codes(edition, missing), "numbers": numbers(story, edition, story.certified)}
    return heading, edition.say(key, day=edition.language.listed(days), **told)


def passing_standard(story: Story, edition: Edition) -> Phrase | None:
    """Return the score that passes and its scale, or None when they are not known."""
    find = story.dataset.first
    passing = find("passing_score")
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing and low and high):
        return None
    sources = numbers(story, edition, (passing, low, high))
    return edition.say("infographic.score", score=passing, low=low, high=high, numbers=sources)


def notes(story: Story, edition: Edition, placed: Iterable[Placed]) -> list[Phrase]:
    """Return the lines of a full sheet's foot: date and sources, method, remarks, and whose work it is."""
    rows: list[Fact | Certification] = [*blocks.facts_in(placed), *story.certifications]
    day = as_of(story, edition)
    dated = edition.say("sentence", words=day) if day else Phrase("")
    method = edition.say("sources.method.short" if story.totals else "none", **calculated(story, edition))
    told = (
        (dated, edition.say("infographic.sources", sources=Phrase.joined("; ", cited(story, edition, rows)))),
        (unpublished(story, edition) or Phrase(""), method),
        tuple(remarks(story, edition, (story.measure,))),
        (edition.say("independent"),),
    )
    lines = [Phrase.joined(" ", [part for part in note if part.text]) for note in told]
    return [line for line in lines if line.text]
