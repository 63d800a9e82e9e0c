"""Sources and method: where every number comes from, what we computed, and who we are not."""

from __future__ import annotations

from .. import blocks
from ..brand import Ink
from ..edition import Edition
from ..geometry import Track
from ..scene import Placed, Scene, Shape
from ..story import ROUND_FROM, Story
from .furniture import FIRST, foot, lanes_of, scene

__all__ = ["sources"]

TOPICS = {
    "statistics": ("candidates", "pass_rate", "certified"),
    "score": ("score_scale", "passing_score"),
    "requirements": ("minimum_age", "education", "life_support", "clinical_hours", "population"),
    "organisation": ("founded", "community", "core_certifications"),
}


def sources(story: Story, edition: Edition, folio: int) -> Scene:
    """Compose the page: the sources by topic, the method, the lanes at their finish."""
    items, y = _topics(story, edition)
    items += _legend(story, edition, y + 2)
    items += _finish(story, edition, y + 46)
    return scene(
        "sources", edition, story, folio, edition.say("sources.title"), tuple(items), edition.say("independent")
    )


def _topics(story: Story, edition: Edition) -> tuple[list[Placed], float]:
    """Place a row for each topic with its sources; return where the next thing may stand."""
    named = {"organisation": [c.source for c in story.certifications]}
    told = [(f"topic.{t}", _cited(story, edition, kinds, named.get(t, []))) for t, kinds in TOPICS.items()]
    told.append(("topic.notes", _notes(story, edition)))
    told.append(("topic.method", edition.say("sources.method", limit=str(ROUND_FROM)).text))
    told.append(("topic.use", edition.say("sources.use").text))
    grid, y = edition.grid, float(FIRST)
    placed: list[Placed] = []
    for key, words in told:
        if not words:
            continue
        if placed:
            placed.append(blocks.rule(grid.x(0), y - 13, grid.right, Ink("rule"), 0.7))
        placed.append(blocks.text(edition, "body.strong", grid.x(0), y, edition.say(key), role="H2"))
        text = blocks.paragraph(edition, "source", grid.x(4), y, grid.span(8), words, ink=Ink("ink"))
        placed.append(text)
        y = blocks.baseline(text) + 20
    return placed, y


def _cited(story: Story, edition: Edition, kinds: tuple[str, ...], more: list[str]) -> str:
    """Return the sources of all facts of these kinds, and `more` keys, in words: the most frequent first."""
    keys = [f.source for kind in kinds for f in story.dataset.facts if f.kind == kind] + more
    known = story.dataset.sources
    return "; ".join(
        edition.say(
            "source.cited",
            publisher=known[key].publisher,
            title=known[key].title,
            published=edition.language.period(known[key].published),
            reliability=edition.say(f"reliability.{known[key].reliability}"),
        ).text
        for key in sorted(dict.fromkeys(keys), key=lambda key: -keys.count(key))
    )


def _notes(story: Story, edition: Edition) -> str:
    """Return what the rows note about their facts, conflicts between sources among them."""
    noted = [(f, edition.say(f"kind.{f.kind}").text) for f in story.dataset.facts if f.note]
    return "; ".join(
        edition.say("note", what=" ".join(filter(None, (f.certification, kind))), note=f.note).text for f, kind in noted
    )


def _legend(story: Story, edition: Edition, y: float) -> list[Placed]:
    """Place every lane's block with its code and track."""
    grid, lanes = edition.grid, lanes_of(story, edition)
    pitch = (grid.measure + grid.gutter) / len(lanes)
    placed: list[Placed] = []
    for number, certification in enumerate(lanes):
        x = grid.x(0) + number * pitch
        placed += blocks.lane_block(edition, certification.lane, x, y, 24)
        ink = Ink(f"lane.{certification.lane}.text")
        placed.append(blocks.text(edition, "lead", x + 31, y + 11, certification.code, ink=ink))
        placed.append(blocks.text(edition, "body.grey", x + 31, y + 23, edition.say(f"track.{certification.track}")))
    return placed


def _finish(story: Story, edition: Edition, top: float) -> list[Placed]:
    """Draw the tail of the cover's track: in from the right, round the bend, over the finish."""
    grid, lanes, pitch = edition.grid, lanes_of(story, edition), 21
    end, middle = foot(edition) - 33, (len(lanes) - 1) / 2
    if end - top < len(lanes) * pitch + 64:
        return []
    centre, line = grid.x(0) + middle * pitch + 9, top + middle * pitch + 9
    bend = min(92, end - line - 30)
    start = edition.format.width + 12
    track = Track(start, line, 180).straight(start - centre - bend).bend(bend, -90).straight(end - line - bend)
    placed = [
        blocks.shapes(Shape(track.lane((i - middle) * pitch), stroke=Ink(f"lane.{c.lane}"), width=18.4))
        for i, c in enumerate(lanes)
    ]
    squares = 4 * len(lanes)
    square = ((len(lanes) - 1) * pitch + 18.4) / squares
    placed.append(blocks.chequer(centre - middle * pitch - 9.2, end - square, 2 * square, square, columns=squares))
    return placed + _score(story, edition, end - 20)


def _score(story: Story, edition: Edition, y: float) -> list[Placed]:
    """Place the score that passes, large, with its scale."""
    find, x = story.dataset.first, edition.grid.x(4) + 6
    low, high = find("score_scale", dimension="minimum"), find("score_scale", dimension="maximum")
    if not (passing := find("passing_score")):
        return []
    score = blocks.figures(edition, x, y, edition.say("figure", fact=passing), 64, Ink("ink"))
    beside = score.box.right + 14
    placed = [
        score,
        blocks.paragraph(edition, "heading", beside, y - 38, edition.grid.right - beside, edition.say("score.passes")),
    ]
    if low and high:
        placed.append(blocks.text(edition, "body.grey", beside, y - 1, edition.say("score.scale", low=low, high=high)))
    return placed
