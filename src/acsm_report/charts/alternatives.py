"""The alternative of a chart: what it shows and when, every value of it, and what they come to, as sentences.

For who does not see it, so it needs no look at the chart and repeats no heading of the page.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..dataset import Fact
from ..edition import Edition
from ..findings import Record
from ..language import Phrase
from ..story import Story

__all__ = ["dated", "exam_in_words", "in_words", "measured"]


def in_words(
    edition: Edition, what: Phrase, values: Iterable[Phrase | str], finding: Phrase | str | None = None
) -> str:
    """Return what a chart shows, its values (for instance one phrase an exam), and the finding where there is one."""
    told = edition.say("alt.chart", what=what, values=Phrase.joined("; ", values))
    return (edition.say("alt.remark", chart=told, words=finding) if finding else told).text


def exam_in_words(story: Story, edition: Edition, record: Record, rates: Iterable[Fact]) -> Phrase:
    """Return an exam with these of its rates, and its change in points where it has the first and the last year."""
    told = Phrase.joined(", ", (edition.say("alt.rate", rate=rate) for rate in rates))
    if record.change and story.spans(record):
        key = "alt.changed.chance" if record.within_chance else "alt.changed"
        told = edition.say(key, rates=told, change=record.change, chance=edition.say("chance"))
    return edition.say("alt.rates", code=record.certification.code, rates=told)


def dated(edition: Edition, what: Phrase, facts: Iterable[Fact | None]) -> Phrase:
    """Return what a chart shows with the period of these facts, from the first to the last; as it is without any."""
    known = sorted({fact.period: fact for fact in facts if fact and fact.period}.values(), key=lambda f: f.period)
    if not known:
        return what
    key = "alt.years" if len(known) > 1 else "alt.year"
    return edition.say(key, what=what, first=known[0], last=known[-1])


def measured(edition: Edition, measure: str) -> Phrase:
    """Return the rates of a measure of the exams, one of fields.MEASURES, in words."""
    return edition.say(f"alt.measure.{measure}")
