"""Pay and jobs of the occupations that the certified work in."""

from __future__ import annotations

from .. import blocks, charts
from ..brand import Ink
from ..dataset import Fact
from ..edition import Edition
from ..fields import OCCUPATIONS
from ..language import Phrase
from ..scene import Folios, Placed, Scene
from ..story import Story
from .column import Column, Section, sheets, spread
from .furniture import foot, numbers, paged, standfirst

__all__ = ["pay"]

TOP, LINES = 174, 230  # of the first section; how tall pay is drawn over time
NUMERAL, SMALLER = 52, 34  # how tall two figures are, and more of them
KINDS = (("median_pay",), ("jobs", "job_growth"))  # what each section tells


def pay(story: Story, edition: Edition, folios: Folios) -> tuple[Scene, ...]:
    """Compose the page; none when nothing is known of the occupations."""
    known = [kind for kind, *more in KINDS if any(story.dataset.find(k) for k in (kind, *more))]
    sections = [(_drawn if _drawable(story, kind) else _counted)(story, edition, kind) for kind in known]
    sections += _asked(story, edition)
    if not sections:
        return ()
    room = foot(edition) - 12 - TOP
    filled = [spread(edition, some, TOP, room) for some in sheets(sections, room, room)]
    filled[0].insert(0, standfirst(edition, edition.say("pay.sub")))
    return paged("pay", edition, story, folios, _title(story, edition), filled)


def _drawn(story: Story, edition: Edition, kind: str) -> Section:
    """Return a chart below its heading."""
    column = Column(edition, edition.grid.x(0), 0, edition.grid.measure)
    if kind == "median_pay":
        chart = charts.pay(story, edition, column.measure, LINES)
    else:
        chart = charts.jobs(story, edition, column.measure)
    column.text("heading", edition.say(f"pay.{kind}"), gap=8, role="H2")
    column.text(
        "body.grey",
        edition.say(f"pay.{kind}.sub", numbers=numbers(story, edition, chart.facts)),
        gap=14,
        role=blocks.captioning(chart),
    )
    column.add([blocks.chart(column.x, column.y, chart)], chart.size.h)
    return Section(column.items, column.y)


def _drawable(story: Story, kind: str) -> bool:
    """Tell whether a kind wants a picture: pay over several years, or jobs of several occupations."""
    counts = [len(story.dataset.find(kind, "", o)) for o in OCCUPATIONS]
    return max(counts) > 1 if kind == "median_pay" else min(counts) > 0


def _counted(story: Story, edition: Edition, kind: str) -> Section:
    """Return figures that are too few for a chart, large, each with what it counts."""
    facts = [f for o in OCCUPATIONS for f in story.dataset.newest(kind, "", o)]
    facts += [f for o in OCCUPATIONS for f in story.dataset.newest("job_growth", "", o)] if kind == "jobs" else []
    head = Column(edition, edition.grid.x(0), 0, edition.grid.measure)
    head.text("heading", edition.say(f"pay.{kind}"), gap=8, role="H2")
    years = {f.period for f in facts if f.kind == kind}
    sub = f"pay.{kind}.years" if kind == "median_pay" and len(years) > 1 else f"pay.{kind}.sub"
    head.text("body.grey", edition.say(sub, numbers=numbers(story, edition, facts)), gap=18)
    pitch, tall = (head.measure + edition.grid.gutter) / max(len(facts), 2), head.y
    for number, fact in enumerate(facts):
        one = Column(edition, head.x + pitch * number, head.y, pitch - edition.grid.gutter)
        one.figure(edition.say("figure", fact=fact), NUMERAL if len(facts) < 3 else SMALLER, Ink("ink"), 12)
        one.text("standfirst", edition.say(f"pay.{fact.kind}.of", fact=fact, who=_named(edition, fact)), gap=4)
        head.items += blocks.entry(one.items, kind, number)
        tall = max(tall, one.y)
    return Section(head.items, tall)


def _title(story: Story, edition: Edition) -> Phrase:
    """Return which occupation earned more in the last year for which both are known."""
    trainers, others = ({f.period: f for f in story.dataset.find("median_pay", "", o)} for o in OCCUPATIONS)
    both = sorted(trainers.keys() & others.keys())
    if not both:
        newest = [f for o in OCCUPATIONS for f in story.dataset.newest("median_pay", "", o)]
        if not newest:
            return edition.say("pay.title.plain")
        last = max(newest, key=lambda f: f.period)
        return edition.say("pay.title.half", who=_named(edition, last), fact=last)
    one, other = trainers[both[-1]], others[both[-1]]
    if one.number == other.number:
        return edition.say("pay.title.plain")
    more, less = (one, other) if one.number > other.number else (other, one)
    told = {"more": _named(edition, more), "less": _named(edition, less)}
    return edition.say("pay.title.more", fact=more, **told).telling(more, less)


def _named(edition: Edition, fact: Fact) -> Phrase:
    return edition.say(f"workers.{fact.dimension}")


def _asked(story: Story, edition: Edition) -> list[Section]:
    """Return what employers ask for and how many posts open, occupation by occupation, side by side."""
    grid, items, tall = edition.grid, list[Placed](), 0.0
    told = [(o, _facts(story, o)) for o in OCCUPATIONS if _facts(story, o)]
    for number, (occupation, facts) in enumerate(told):
        one = Column(edition, grid.x(6 * number), 0, grid.span(6))
        one.text("heading", edition.say(f"occupation.{occupation}"), gap=12, role="H2")
        for fact in facts:
            one.text("standfirst", edition.say(f"pay.{fact.kind}", fact=fact), gap=8)
        items += one.items
        tall = max(tall, one.y)
    return [Section(items, tall)] if items else []


def _facts(story: Story, occupation: str) -> list[Fact]:
    return [f for kind in ("entry_education", "openings") for f in story.dataset.newest(kind, "", occupation)]
