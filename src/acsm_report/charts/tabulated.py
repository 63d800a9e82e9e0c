"""A chart's facts as a table of words: a row for each subject, a column for each kind, by period where there are many.

Where several kinds are told of the same periods, a row is a subject in a period, so that what belongs
together stands together: who sat and who passed, a rate and its interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ..dataset import Fact
from ..edition import Edition
from ..fields import KINDS, MEASURES, OCCUPATIONS
from ..language import Phrase
from ..scene import Table

__all__ = ["tabulated", "titled", "widened"]

PARTED = ("interval", "points_moved", "score_scale")  # kinds whose dimension is a column: low and high, lost and gained


class Subject(NamedTuple):
    """What a row is about: a certification, one of its parts, a period; each "" where that tells no rows apart."""

    code: str
    dimension: str
    period: str = ""


class Aspect(NamedTuple):
    """What a column is about: a kind of fact, and which part of it."""

    kind: str
    part: str


def tabulated(edition: Edition, facts: Iterable[Fact], codes: Sequence[str] = ()) -> Table | None:
    """Return the facts in words as a table, their values as they are printed; None without any.

    Rows and kinds are in the order of their first fact, periods in that of time. `codes` are certifications that
    have a row even if no fact is about them. A cell without a fact says that it is not published, or not computed
    where the others of its column are. Raise KeyError for a kind that the language has no word for.
    """
    told = list(dict.fromkeys(facts))
    return _Pivot(edition, told, tuple(codes)).table() if told else None


def widened(table: Table, head: Phrase | str, cells: Iterable[Phrase | str]) -> Table:
    """Return the table with one more column, a cell for each of its rows."""
    rows = zip(table.rows, cells, strict=True)
    return Table((*table.heads, str(head)), tuple((*row, str(cell)) for row, cell in rows))


def titled(edition: Edition, words: Phrase) -> Phrase:
    """Return words as the head of a column: with a capital."""
    return edition.say("upper", words=words)


def _aspect(fact: Fact) -> Aspect:
    if fact.kind == "passes":  # of which measure its rate is, is all that tells its kinds apart
        return Aspect(fact.kind, next((f.kind for f in fact.inputs if f.kind in MEASURES), MEASURES[0]))
    return Aspect(fact.kind, fact.dimension if fact.kind in PARTED else "")


def _subject(fact: Fact) -> Subject:
    return Subject(fact.certification, "" if fact.kind in PARTED else fact.dimension)


@dataclass(frozen=True)
class _Pivot:
    """The facts on their way into a table."""

    edition: Edition
    facts: list[Fact]
    codes: tuple[str, ...]

    @cached_property
    def aspects(self) -> list[Aspect]:
        return list(dict.fromkeys(map(_aspect, self.facts)))

    @cached_property
    def dated(self) -> list[Aspect]:
        """The kinds that a subject has of several periods: only these are apart by period."""
        periods: dict[tuple[Aspect, Subject], set[str]] = {}
        for fact in self.facts:
            periods.setdefault((_aspect(fact), _subject(fact)), set()).add(fact.period)
        return list(dict.fromkeys(aspect for (aspect, _), found in periods.items() if len(found) > 1))

    @cached_property
    def long(self) -> bool:
        """Whether a row is a subject in a period: where other kinds are told of the periods that one is told of."""
        rows = {(_subject(f), f.period) for f in self.facts if _aspect(f) in self.dated}
        return bool(rows) and len(self.aspects) > 1 and all((_subject(f), f.period) in rows for f in self.facts)

    def table(self) -> Table:
        cells: dict[tuple[Subject, tuple[Aspect, str]], list[Fact]] = {}
        columns: dict[tuple[Aspect, str], list[Fact]] = {}
        rows = dict.fromkeys(Subject(code, "") for code in self.codes)
        for fact in self.facts:
            row = _subject(fact)._replace(period=fact.period if self.long else "")
            column = _aspect(fact), fact.period if _aspect(fact) in self.dated and not self.long else ""
            rows[row] = None
            cells.setdefault((row, column), []).append(fact)
            columns.setdefault(column, []).append(fact)
        order = sorted(columns, key=lambda column: (self.aspects.index(column[0]), column[1]))
        heads = [self.first(rows), *(self.head(column, columns[column]) for column in order)]
        told = [
            [self.label(row, rows), *(self.cell(cells.get((row, c), []), columns[c], bool(c[1])) for c in order)]
            for row in rows
        ]
        return Table(tuple(map(str, heads)), tuple(tuple(map(str, row)) for row in told))

    def coded(self, rows: Iterable[Subject]) -> bool:
        """Whether rows need the code of their certification: of one exam its parts alone are told."""
        return len({row.code for row in rows}) > 1 or not any(row.dimension for row in rows)

    def first(self, rows: Iterable[Subject]) -> Phrase:
        """Return what a row is; of a single kind over several periods, what its cells are too."""
        found = list(rows)
        parts = ["certification"] if self.coded(found) and any(row.code for row in found) else []
        parts += dict.fromkeys(self.part(fact) for fact in self.facts if _subject(fact).dimension)
        parts += ["period"] if self.long else []
        row = self.edition.language.listed(self.edition.say(f"table.row.{part}") for part in parts or ["exam"])
        if len(self.aspects) == 1 and self.dated:
            return self.edition.say("table.of", kind=self.named(self.aspects[0]), row=row)
        return titled(self.edition, row)

    def part(self, fact: Fact) -> str:
        """Return what the dimension of a fact is."""
        return "occupation" if fact.dimension in OCCUPATIONS else "domain" if fact.kind == "domain_weight" else "part"

    def label(self, row: Subject, rows: Iterable[Subject]) -> Phrase:
        parts: list[Phrase | str] = [row.code] if row.code and self.coded(rows) else []
        about = [f for f in self.facts if _subject(f) == row._replace(period="") and row.period in ("", f.period)]
        if row.dimension in OCCUPATIONS:
            parts.append(self.edition.say(f"occupation.{row.dimension}"))
        elif row.dimension:
            parts.append(self.edition.told(about[0], "dimension"))
        if row.period:
            parts.append(self.edition.told(about[0], "period"))
        return Phrase.joined(", ", parts or [self.edition.say("table.exams")])

    def named(self, aspect: Aspect) -> Phrase:
        """Return a kind of fact in words: those of the data have theirs, the computed ones the table's."""
        if aspect.part:
            return self.edition.say(f"table.{aspect.kind}.{aspect.part}")
        return self.edition.say(f"kind.{aspect.kind}" if aspect.kind in KINDS else f"table.{aspect.kind}")

    def head(self, column: tuple[Aspect, str], facts: Sequence[Fact]) -> Phrase:
        """Return what a column holds, with its period where it has one; the period alone where nothing else differs."""
        aspect, period = column
        if period and len(self.aspects) == 1:
            return self.edition.told(facts[0], "period")
        same = len({fact.period for fact in facts}) == 1 and bool(facts[0].period) and not self.long
        name = self.named(aspect)
        return self.edition.say("table.head", name=name, fact=facts[0]) if same else titled(self.edition, name)

    def cell(self, facts: Sequence[Fact], column: Sequence[Fact], dated: bool) -> Phrase:
        """Return what stands in a cell: with the period that neither its row nor the head of its column has."""
        if not facts:
            return self.edition.say("table.uncomputed" if all(fact.formula for fact in column) else "unknown")
        bare = dated or self.long or len({fact.period for fact in column}) == 1
        key = "figure" if bare else "table.dated"
        told = [self.edition.say(key if fact.period else "figure", fact=fact) for fact in facts]
        return told[0] if len(told) == 1 else self.edition.language.listed(told)
