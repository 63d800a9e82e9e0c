"""The infographic for a wall, A3 or tabloid: everything on one sheet, read from one to two metres.

The dark head and foot take what their words need, the two columns between them all the rest.
"""

from __future__ import annotations

from dataclasses import replace

from .. import blocks, charts, fonts
from ..brand import Ink
from ..edition import Edition
from ..errors import FitError
from ..geometry import Box
from ..language import Phrase
from ..scene import Placed, Scene
from ..story import Story
from . import colophon
from .field import FIELD, field, least
from .furniture import changes
from .ladder import Ladder, bundle, run_up
from .poster import certified_heading, even, finding, notes, passing_standard, rates_heading, shares, sums

__all__ = ["wall"]

COLUMNS, GAP = 7.2, 26  # of twelve for the ladder; between the columns, and above the foot
CAPS, CHANGE = (42, 78), 24  # heights of the lane figures
CODE = 92  # the side of a QR code
SHARES, LEAST_SHARES = 310, 220  # how wide the large rates are, and how narrow they may be
WHITE, SOFT = Ink("stage.words"), Ink("stage.soft")


def wall(story: Story, edition: Edition) -> Scene:
    """Compose the sheet: the finding, the ladder beside rates and certified, the sources.

    Where there is no room for it, whom the lanes serve is left out. Raise FitError where that is not enough.
    """
    try:
        return _wall(story, edition, brief=False)
    except FitError:
        return _wall(story, edition, brief=True)


def _wall(story: Story, edition: Edition, brief: bool) -> Scene:
    size, grid, alone = edition.format.sized, edition.grid, not (story.records or story.certified)
    split = grid.right if alone else grid.x(COLUMNS) - GAP
    head, top = _head(story, edition)
    ladder = Ladder(story, edition, top, split, size.w if alone else split, brief=brief)
    facts = [*head, *ladder.placed()[0], *_statistics(story, edition, top, size.h)]
    foot, bottom = _foot(story, edition, facts, size.h)
    items = [*head, *_ladder(ladder, bottom), *_statistics(story, edition, top, bottom), *foot]
    return Scene("infographic", edition.say("infographic.name").text, size, tuple(items))


def _head(story: Story, edition: Edition) -> tuple[list[Placed], float]:
    """Place the finding and the rates of all exams on the dark ground, above the bundle of lanes; return its end."""
    grid, m, words = edition.grid, run_up(story, edition), finding(story, edition, "link")
    longest = max(blocks.text_width(edition, "cover", line) for line in words.lines)
    measure = min(longest + 1, grid.measure - LEAST_SHARES - GAP) if story.overall else grid.measure
    title = blocks.paragraph(edition, "cover", grid.x(0), 106, measure, words, ink=WHITE, role="H1")
    placed, y = [title], blocks.baseline(title)
    if story.overall:
        left = max(grid.x(0) + measure + GAP, grid.right - SHARES)
        words, room = sums(story, edition), left - GAP - grid.x(0)
        whole = all(blocks.text_width(edition, "standfirst", line) <= room for line in words.lines)
        style = "standfirst" if whole else "body"
        told = blocks.paragraph(edition, style, grid.x(0), y + 34, room, words, ink=WHITE)
        y, fit = blocks.baseline(told), (grid.right - left) / SHARES
        placed += [told, *shares(story, edition, left, grid.right, y - 24, (CAPS[0] * fit, CAPS[1] * fit), 24)]
    top = y + 24 + bundle(m, len(story.certifications)) + m["start"]
    mark = blocks.text(edition, "wordmark", grid.x(0), 52, edition.say("wordmark"), ink=WHITE)
    name = blocks.text(edition, "axis", grid.right, 52, edition.say("infographic.name"), anchor="end", ink=SOFT)
    return [blocks.panel(Box(0, 0, edition.format.width, top), Ink("stage")), mark, name, *placed], top


def _ladder(ladder: Ladder, bottom: float) -> list[Placed]:
    """Return the ladder with its rows as far apart as the sheet allows. Raise FitError where it is too tall."""
    spare = bottom - GAP - ladder.placed()[1]
    if spare < 0:
        raise FitError("ladder", ladder.edition.format.name, -spare)
    steps = len(ladder.story.certifications) - 1
    return replace(ladder, extra=spare / steps if steps else 0, lower=0 if steps else 0.4 * spare).placed()[0]


def _statistics(story: Story, edition: Edition, top: float, bottom: float) -> list[Placed]:
    """Fill the right column from `top` to `bottom`: the pass rates, and down to the foot who is certified."""
    placed, y, m = list[Placed](), top + edition.measures("run_up")["head"], edition.measures("field")
    left, right = edition.grid.x(COLUMNS), edition.grid.right
    below = _heading(edition, 0, *certified_heading(story, edition), FIELD) if story.certified else []
    area = Box(left, y, edition.format.width - left, 0)
    high = max(m["height"], least(story, edition, area, left, right)) if below else 0
    needed = blocks.baseline(below[-1]) + edition.measures("run_up")["head"] + high if below else 0
    if story.records:
        sketch = charts.pass_rates(story, edition, right - left)
        heading = _heading(edition, y, *rates_heading(story, edition, sketch), blocks.captioning(sketch))
        y = blocks.baseline(heading[-1]) + 14
        chart = charts.pass_rates(story, edition, right - left, max(bottom - y - needed - GAP, 1))
        if chart.size.h > bottom - y - needed:
            raise FitError("chart", chart.name, chart.size.h - (bottom - y - needed))
        placed += [*heading, blocks.chart(left, y, chart), *changes(story, edition, chart, y, CHANGE)]
        y += chart.size.h + edition.measures("run_up")["head"]
    if below:
        if story.records:
            placed.append(
                blocks.panel(Box(left, y - edition.measures("run_up")["head"] + 10, right - left, 2.5), Ink("ink"))
            )
        placed += _heading(edition, y + 8, *certified_heading(story, edition), f"{FIELD}/Caption")
        start = blocks.baseline(placed[-1]) + 14
        placed += field(story, edition, replace(area, y=start, h=bottom - start), left, right)
    return placed


def _heading(edition: Edition, y: float, title: Phrase, sub: Phrase, role: str) -> list[Placed]:
    """Place a title in the right column, the first baseline at y, and the line under it, whose role is given."""
    left, measure = edition.grid.x(COLUMNS), edition.grid.right - edition.grid.x(COLUMNS)
    heading = blocks.paragraph(edition, "title", left, y, even(edition, "title", measure, title), title, role="H2")
    lead, measure = edition.style("body.grey").lead, even(edition, "body.grey", measure, sub)
    y = blocks.baseline(heading) + 1.2 * lead
    return [heading, blocks.paragraph(edition, "body.grey", left, y, measure, sub, role=role)]


def _foot(story: Story, edition: Edition, placed: list[Placed], height: float) -> tuple[list[Placed], float]:
    """Place the passing standard on the dark ground, below it sources and method in two even columns.

    Return also where the ground begins.
    """
    grid, style = edition.grid, edition.style("source")
    code = colophon.square(edition, Box(grid.right - CODE, height - 28 - CODE, CODE, CODE))
    wide = (grid.measure - (CODE + GAP if code else 0) - GAP) / 2
    named = blocks.text(edition, "axis.strong", grid.right, 0, colophon.line(edition), anchor="end", ink=WHITE)
    first = list[Placed]()
    if score := passing_standard(story, edition):
        measure = named.box.x - GAP - grid.x(0)
        first.append(blocks.paragraph(edition, "axis.strong", grid.x(0), 0, measure, score, ink=WHITE))
    lines = fonts.wrapped(Phrase.joined("\n", notes(story, edition, [*placed, *first])), style, wide)
    half = (len(lines) + 1) // 2
    y = height - 34 - (half - 1) * style.lead
    at = y - max(blocks.baseline(item) for item in (*first, named)) - 1.35 * style.lead
    body, top = blocks.moved([*first, named], 0, at), at - 28
    columns = [
        blocks.paragraph(edition, "source", x, y, wide, Phrase.joined("\n", told), ink=SOFT)
        for x, told in ((grid.x(0), lines[:half]), (grid.x(0) + wide + GAP, lines[half:]))
        if told
    ]
    body.append(blocks.joined(columns))  # one text: a sentence may run on in the second column
    top = min(top, *(item.box.y - 28 for item in code), height)
    return [blocks.panel(Box(0, top, edition.format.width, height - top), Ink("stage")), *body, *code], top
