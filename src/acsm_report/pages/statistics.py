"""Exam statistics: the pass rates on their track, and how many stood at the start and passed."""

from __future__ import annotations

from .. import blocks, charts
from ..blocks import Words
from ..brand import Ink
from ..edition import Edition
from ..geometry import Box
from ..language import Phrase
from ..scene import Placed, Scene
from ..story import Story
from .furniture import changes, down, foot, scene, source_line, stacked, unpublished

__all__ = ["statistics"]


def statistics(story: Story, edition: Edition, folio: int) -> Scene:
    """Compose the page; without any exam statistics it says so."""
    if not story.records:
        items: list[Placed] = list(
            stacked(
                edition, "standfirst", edition.grid.x(0), 152, edition.grid.measure, [edition.say("statistics.none")]
            )
        )
        return scene("statistics", edition, story, folio, edition.say("statistics.title.plain"), tuple(items), "")
    items = [*_rates(story, edition), *_people(story, edition)]
    method = edition.say("statistics.method") if story.totals else None
    notes: list[Words] = [n for n in (unpublished(story, edition), method) if n]
    last = foot(edition) - 10 * len(notes) - 3
    items += stacked(edition, "source", edition.grid.x(0), last, edition.grid.measure, notes)
    about = source_line(story, edition, blocks.facts_in(items))
    return scene("statistics", edition, story, folio, _heading(story, edition), tuple(items), about)


def _heading(story: Story, edition: Edition) -> Phrase:
    if not story.trend:
        return edition.say("statistics.title.plain")
    ends = {"first": story.years[0], "last": story.years[-1]}
    return edition.counted(f"statistics.title.{story.trend}", story.exams, **ends)


def _halfway(story: Story, edition: Edition) -> Phrase:
    """Return the sentence about which exams more than half of the candidates passed in the last year."""
    passed = story.past_halfway
    key = (
        "none" if not passed else "all" if len(passed) == len(story.records) else "one" if len(passed) == 1 else "some"
    )
    codes = edition.language.listed(r.certification.code for r in passed)
    facts = tuple(r.latest.rate for r in story.records)
    return Phrase(edition.say(f"halfway.{key}", codes=codes, year=story.years[-1]).text, facts)


def _rates(story: Story, edition: Edition) -> list[Placed]:
    """Place the standfirst, the chart of pass rates and the changes at its right."""
    grid = edition.grid
    chart = charts.pass_rates(story, edition, grid.measure)
    top = down(edition, 168)
    sub = edition.say("statistics.sub", halfway=_halfway(story, edition))
    placed = [
        blocks.text(edition, "standfirst", grid.x(0), 152, sub),
        blocks.chart(grid.x(0), top, chart),
        *changes(story, edition, chart.rows, top, 22),
    ]
    if any(r.change for r in story.records):
        words = edition.say("statistics.points", first=story.years[0], last=story.years[-1])
        placed.append(blocks.text(edition, "axis", grid.right, top + 9.5, words, anchor="end"))
    return placed


def _people(story: Story, edition: Edition) -> list[Placed]:
    """Place the chart of candidates and, beside its short bars or below them, the exams together."""
    grid, top = edition.grid, down(edition, 448)
    if not story.totals:
        return []
    chart = charts.candidates(story, edition, grid.measure)
    at = top + 38
    heading = edition.say(f"people.title.{story.people_trend}")
    placed = [
        blocks.rule(grid.x(0), top - 18, grid.right, Ink("rule")),
        blocks.text(edition, "heading", grid.x(0), top + 6, heading, role="H2"),
        blocks.text(edition, "body.grey", grid.x(0), top + 21, edition.say("people.sub")),
        blocks.chart(grid.x(0), at, chart),
    ]
    return [*placed, *_together(story, edition, chart.rows, Box(grid.x(0), at, chart.size.w, chart.size.h))]


def _together(story: Story, edition: Edition, rows: tuple[tuple[float, float], ...], chart: Box) -> list[Placed]:
    """Place the panel with the pass rate of all exams: beside short bars, else below them where there is room."""
    width, height = edition.grid.right - edition.grid.x(6) + 10, 98.0
    x, y = edition.grid.right - width, chart.bottom - height + 4
    beside = [reach for centre, reach in rows if chart.y + centre > y - 20]
    if y < chart.y or any(chart.x + reach > x - 8 for reach in beside):
        y = chart.bottom + 16
    if y + height > foot(edition) - 36:
        return []
    first, last = story.overall[0], story.overall[-1]
    left, middle = x + 14, y + 64
    share = edition.say("figure", fact=first)
    head = edition.counted("together.title", story.exams)
    one = blocks.figures(edition, left, middle, share, 32, Ink("ink"))
    placed = [
        blocks.panel(Box(x, y, width, height), Ink("sand")),
        blocks.text(edition, "lead", left, y + 20, head, role="H3"),
        one,
    ]
    told = [(one.box.x, story.totals[0])]
    if first is not last:
        placed.append(blocks.arrow(one.box.right + 10, middle - 16, 20, 2, Ink("ink")))
        two = blocks.figures(edition, one.box.right + 42, middle, edition.say("figure", fact=last), 32, Ink("ink"))
        placed.append(two)
        told.append((two.box.x, story.totals[-1]))
    for at, total in told:
        placed.append(blocks.text(edition, "body", at, middle + 18, edition.say("together.of", total=total)))
    return placed
