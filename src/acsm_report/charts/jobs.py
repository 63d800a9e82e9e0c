"""Jobs of the occupations, and how many more there are to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .. import fonts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..fields import OCCUPATIONS
from ..language import Phrase
from ..scene import Chart, Table
from ..story import Story
from .alternatives import in_words
from .parts import Canvas
from .tabulated import titled

__all__ = ["jobs"]

Words = list[tuple[str, Phrase]]  # a line: words each in its style


class Row(NamedTuple):
    """An occupation: its newest number of jobs and its newest projection, as far as they are known."""

    occupation: str
    jobs: Fact | None
    growth: Fact | None


def jobs(story: Story, edition: Edition, width: float) -> Chart:
    """Draw how many jobs each occupation has, a bar an occupation; its projected growth is told behind the bar."""
    m, rows = edition.measures("jobs"), _rows(story)
    high = max((row.jobs.number for row in rows if row.jobs), default=1)
    canvas = Canvas(edition, width, high=high, label=m["label"], right=m["right"])
    lines = [_lines(edition, row) for row in rows]

    def ends() -> list[float]:
        wide = [max(_width(canvas, line, m["gap"]) for line in told) for told in lines]
        return [_start(canvas, row, m["gap"]) + far for row, far in zip(rows, wide, strict=True)]

    canvas.make_room(ends)
    places, y = [], 0.0
    for row, told, reach in zip(rows, lines, ends(), strict=True):
        name = fonts.wrapped(
            edition.say(f"occupation.{row.occupation}"), edition.style("body.strong"), m["label"] - m["gap"]
        )
        tall = max(m["bar"], len(name) * m["lead"], len(told) * m["lead"])
        middle = y + tall / 2
        for number, line in enumerate(name):
            canvas.beside("body.strong", line, -m["label"], middle + (number - (len(name) - 1) / 2) * m["lead"])
        if row.jobs:
            share = 100 if row.occupation == OCCUPATIONS[0] else m["share"]
            canvas.bar(row.jobs, row.jobs.number, middle - m["bar"] / 2, m["bar"], Ink("ink", share))
        for number, words in enumerate(told):
            _write(
                canvas,
                words,
                _start(canvas, row, m["gap"]),
                middle + (number - (len(told) - 1) / 2) * m["lead"],
                m["gap"],
            )
        places.append((middle, reach))
        y += tall + m["group"]
    return canvas.chart("jobs", max(y - m["group"], 1), _alt(edition, rows), places, _table(edition, rows))


def _rows(story: Story) -> list[Row]:
    found = []
    for occupation in OCCUPATIONS:
        newest = [story.dataset.first(kind, "", occupation) for kind in ("jobs", "job_growth")]
        if any(newest):
            found.append(Row(occupation, *newest))
    return found


def _lines(edition: Edition, row: Row) -> list[Words]:
    """Return what stands behind the bar: the jobs and when, and below them the growth."""
    if row.jobs:
        first: Words = [("value.latest", edition.say("figure", fact=row.jobs))]
        if row.jobs.period:
            first.append(("body", edition.say("jobs.when", jobs=row.jobs)))
    else:
        first = [("body.grey", edition.say("unknown"))]
    return [first, *([[("body", _growth(edition, row.growth))]] if row.growth else [])]


def _growth(edition: Edition, growth: Fact) -> Phrase:
    key = "jobs.growth.more" if growth.number > 0 else "jobs.growth"
    return edition.say(key, growth=growth)


def _start(canvas: Canvas, row: Row, gap: float) -> float:
    return canvas.points(row.jobs.number) + gap if row.jobs else 0


def _width(canvas: Canvas, line: Words, gap: float) -> float:
    wide = (fonts.width(words.text, canvas.edition.style(style)) for style, words in line)
    return sum(wide) + gap / 2 * (len(line) - 1)


def _write(canvas: Canvas, line: Words, x: float, middle: float, gap: float) -> None:
    """Write words of several styles on one baseline, the first centred on `middle`."""
    y = middle + canvas.edition.style(line[0][0]).size * fonts.CAP / 2
    for style, words in line:
        x += canvas.text(style, words, x, y) + gap / 2


def _alt(edition: Edition, rows: Sequence[Row]) -> str:
    """Return the chart in words: every number with its growth, and who has the most where all are of one period."""
    if not rows:
        return edition.say("alt.jobs.none").text
    what = edition.say("alt.jobs" if any(row.growth for row in rows) else "alt.jobs.bare")
    told = (
        edition.say("alt.rates", code=edition.say(f"occupation.{row.occupation}"), rates=_told(edition, row))
        for row in rows
    )
    known = sorted(((row.jobs, row) for row in rows if row.jobs), key=lambda one: one[0].number)
    alone = len(known) > 1 and known[-1][0].number > known[-2][0].number
    if not alone or len({jobs.period for jobs, _ in known}) > 1:
        return in_words(edition, what, told)
    name = edition.say(f"occupation.{known[-1][1].occupation}")
    return in_words(edition, what, told, edition.say("alt.jobs.most", name=name))


def _told(edition: Edition, row: Row) -> Phrase:
    """Return what stands behind a bar, and that its growth is a projection."""
    counted = _counted(edition, row)
    if row.growth is None:
        return counted
    return Phrase.joined(", ", (counted, edition.say("alt.jobs.growth", growth=_growth(edition, row.growth))))


def _counted(edition: Edition, row: Row) -> Phrase:
    return Phrase.joined(" ", (words for _, words in _lines(edition, row)[0]))


def _table(edition: Edition, rows: Sequence[Row]) -> Table | None:
    """Return the rows as a table, jobs and growth each with their own period; without growth where nobody tells any."""
    if not rows:
        return None
    wide = 3 if any(row.growth for row in rows) else 2
    heads = (edition.say("table.row.occupation"), edition.say("kind.jobs"), edition.say("kind.job_growth"))
    told = (
        (
            edition.say(f"occupation.{row.occupation}"),
            _counted(edition, row),
            _growth(edition, row.growth) if row.growth else edition.say("unknown"),
        )
        for row in rows
    )
    return Table(
        tuple(titled(edition, head).text for head in heads[:wide]),
        tuple(tuple(cell.text for cell in cells[:wide]) for cells in told),
    )
