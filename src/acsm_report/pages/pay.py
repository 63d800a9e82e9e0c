"""Pay and jobs of the occupations that the certified work in."""

from __future__ import annotations

from .. import blocks, charts
from ..dataset import Fact
from ..edition import Edition
from ..errors import FitError
from ..fields import OCCUPATIONS
from ..language import Phrase
from ..scene import Folios, Placed, Scene
from ..story import Story
from .column import Column
from .furniture import foot, numbers, scene, source_line

__all__ = ["pay"]

TOP, PAY, APART = 174, 230, 30  # of the first chart; its greatest height; between two sections
KINDS = ("median_pay", "jobs")


def pay(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page; none when neither pay nor jobs are known."""
    known = [kind for kind in KINDS if story.dataset.find(kind)]
    if not known:
        return ()
    grid = edition.grid
    column = Column(edition, grid.x(0), TOP, grid.measure)
    sub = edition.say("pay.sub")
    column.items.append(blocks.paragraph(edition, "standfirst", grid.x(0), 152, grid.measure, sub))
    for kind in known:
        if kind != known[0]:
            column.rule(20, width=0.8)
        chart = charts.pay(story, edition, grid.measure, PAY) if kind == "median_pay" else charts.jobs(story, edition, grid.measure)
        column.text("heading", edition.say(f"pay.{kind}"), gap=8, role="H2")
        column.text("body.grey", edition.say(f"pay.{kind}.sub", numbers=numbers(story, edition, chart.facts)), gap=14)
        column.add([blocks.chart(column.x, column.y, chart)], chart.size.h + APART)
    _asked(story, edition, column)
    if column.y > foot(edition) - 14:
        raise FitError("page", edition.say("pay.section"), column.y - foot(edition) + 14)
    about = source_line(story, edition, blocks.rows_in(column.items))
    return (scene("pay", edition, story, folios, _title(story, edition), column.items, about),)


def _title(story: Story, edition: Edition) -> Phrase:
    """Return which occupation earned more in the last year for which both are known."""
    trainers, others = ({f.period: f for f in story.dataset.find("median_pay", "", o)} for o in OCCUPATIONS)
    both = sorted(trainers.keys() & others.keys())
    if not both:
        return edition.say("pay.title.plain")
    one, other = trainers[both[-1]], others[both[-1]]
    if one.number == other.number:
        return edition.say("pay.title.plain")
    more, less = (one, other) if one.number > other.number else (other, one)
    return edition.say("pay.title.more", more=_named(edition, more), less=_named(edition, less), fact=more).telling(more, less)


def _named(edition: Edition, fact: Fact) -> Phrase:
    return edition.say(f"occupation.{fact.dimension}")


def _asked(story: Story, edition: Edition, column: Column) -> None:
    """Place what employers ask for and how many posts open, occupation by occupation, side by side."""
    grid, tall = edition.grid, column.y
    told = [(o, _facts(story, o)) for o in OCCUPATIONS]
    if not any(facts for _, facts in told):
        return
    column.rule(20, width=0.8)
    for number, (occupation, facts) in enumerate(told):
        one = Column(edition, grid.x(6 * number), column.y, grid.span(6))
        one.text("heading", edition.say("upper", words=edition.say(f"occupation.{occupation}")), gap=12, role="H2")
        for fact in facts:
            one.text("body", edition.say(f"pay.{fact.kind}", fact=fact), gap=8)
        column.items += one.items
        tall = max(tall, one.y)
    column.y = tall


def _facts(story: Story, occupation: str) -> list[Fact]:
    return [f for kind in ("entry_education", "openings") for f in story.dataset.find(kind, "", occupation)]
