"""read(): a data package into a Dataset of facts, each with its source and its place.

What `tables` reads and `validation` finds nothing wrong with becomes values here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .parsing import parse_leading_period

__all__ = ["Certification", "Conflict", "Dataset", "Fact", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: a page or a paper, who published it and how far it is to be trusted."""

    key: str
    title: str
    publisher: str
    url: str
    published: str
    reliability: str
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or words with their unit, period and source; a derived one keeps formula and inputs.

    `value` is a float or int in `unit`, or a string when the unit is "". `place` is file:line. `reliability`
    is its own or else its source's; `also` are the keys of further sources; `status` is "" when it is told.
    """

    kind: str
    value: float | str
    unit: str
    certification: str = ""
    dimension: str = ""
    period: str = ""
    source: str = ""
    note: str = ""
    place: str = ""
    formula: str = ""
    inputs: tuple[Fact, ...] = ()
    as_of: str = ""
    reliability: str = ""
    also: tuple[str, ...] = ()
    status: str = ""

    @property
    def number(self) -> float:
        """The value of a figure. Raise TypeError for words."""
        if isinstance(self.value, str):
            raise TypeError(f"{self.kind} is words, not a figure")
        return self.value

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of its sources: a row's one, those of all inputs of a computed one."""
        return tuple(key for key in self.source.split(", ") if key)

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """Its certification, kind, dimension and period: what only one told fact may be about."""
        return self.certification, self.kind, self.dimension, self.period

    @property
    def key(self) -> str:
        """Its name, unique among told facts: "CPT:pass_rate::2014"; one that is not told adds "@source=value"."""
        name = ":".join(self.subject)
        if not {":", "@"} & set(self.dimension):  # else the end of the dimension could pass for something else
            name = name.rstrip(":")
        return f"{name}@{self.source}={self.value}" if self.status else name


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification in this edition: its code, its lane (from 1), its name then and now."""

    code: str
    lane: int
    name: str
    track: str
    code_now: str
    name_now: str
    source: str
    note: str = ""
    place: str = ""

    @property
    def is_renamed(self) -> bool:
        """Whether it has another code today."""
        return bool(self.code_now) and self.code_now != self.code

    @property
    def present_status(self) -> str:
        """What became of it: closed, renamed (another code or another name) or the same."""
        if not self.code_now:
            return "closed"
        return "renamed" if self.is_renamed or self.name_now not in ("", self.name) else "same"


@dataclass(frozen=True, slots=True)
class Conflict:
    """What sources say against each other about one thing: the fact that is told, if any is, and the others."""

    stated: Fact | None
    others: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """An edition's certifications in lane order, its told facts as they stand in the file, its sources by key.

    `conflicts` are the facts that are kept and not told; `digests` are the files' sha256, by name.
    """

    name: str
    title: str
    certifications: tuple[Certification, ...]
    facts: tuple[Fact, ...] = field(repr=False)
    sources: dict[str, Source] = field(repr=False)
    conflicts: tuple[Conflict, ...] = field(default=(), repr=False)
    digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def latest_date(self) -> str:
        """The day, 2015-06-23, of its newest source or fact, the first of a month or year; "" without any."""
        said = (*(s.published for s in self.sources.values()), *(f.as_of for f in self.facts))
        return max((found.first.isoformat() for text in said if (found := parse_leading_period(text))), default="")

    @property
    def digest(self) -> str:
        """One sha256 for all files, that of what `sha256sum` prints of them in the order of their names."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def find(self, kind: str, certification: str = "", dimension: str | None = None) -> tuple[Fact, ...]:
        """Return the facts of a kind about a certification, in file order; a dimension of None is any."""
        return tuple(
            f
            for f in self.facts
            if f.kind == kind and f.certification == certification and dimension in (None, f.dimension)
        )

    def newest_fact(self, kind: str, certification: str = "", dimension: str | None = None) -> Fact | None:
        """Return the first of the `newest` facts of a kind, or None when none is known."""
        return next(iter(self.newest_facts(kind, certification, dimension)), None)

    def newest_facts(self, kind: str, certification: str = "", dimension: str | None = None) -> tuple[Fact, ...]:
        """Return the facts of a kind that hold for the whole edition, else those of the latest period."""
        found = self.find(kind, certification, dimension)
        lasting = tuple(f for f in found if not f.period)
        latest = max((f.period for f in found), default="", key=lambda p: p.rpartition("/")[2])
        return lasting or tuple(f for f in found if f.period == latest)
