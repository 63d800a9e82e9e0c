"""Facts, sources, certifications and the dataset that holds them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from .parsing import parse_leading_period

__all__ = ["NO_ORGANIZATION", "Certification", "Conflict", "Dataset", "Fact", "Organization", "Source", "Term"]


@dataclass(frozen=True, slots=True)
class Source:
    """A source: a web page or a document, its publisher and its reliability. `place` is file:line."""

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
    """A value with its unit, period and source. A derived fact also has a formula and inputs.

    `value` is a number in `unit`, or text if the unit is "". `place` is file:line. `reliability` is the fact's own or
    its source's. `also` holds the keys of further sources. `status` is "" if the fact is stated. `decimals` says how
    many are printed; None prints a fact as it is published, and a derived one as a whole number.
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
    decimals: int | None = None

    @property
    def number(self) -> float:
        """The value of a numeric fact. Raise TypeError for text."""
        if isinstance(self.value, str):
            raise TypeError(f"{self.kind} is words, not a figure")
        return self.value

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of its sources; a derived fact has those of all inputs."""
        return tuple(key for key in self.source.split(", ") if key)

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """Certification, kind, dimension and period. Only one stated fact may have the same subject."""
        return self.certification, self.kind, self.dimension, self.period

    @property
    def key(self) -> str:
        """Its key, unique among stated facts: "CPT:pass_rate::2014". Other facts add "@source=value"."""
        name = ":".join(self.subject)
        if not {":", "@"} & set(self.dimension):  # a trailing ":" of the dimension must stay
            name = name.rstrip(":")
        return f"{name}@{self.source}={self.value}" if self.status else name


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification: its code, lane (from 1), and its name in the dataset and today."""

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
        """Its status today: "closed", "renamed" (another code or name) or "same"."""
        if not self.code_now:
            return "closed"
        return "renamed" if self.is_renamed or self.name_now not in ("", self.name) else "same"


@dataclass(frozen=True, slots=True)
class Organization:
    """The organization that certifies, as the data tells of it; "" is what the data does not tell.

    `noun` and `plural` are what it calls its certifications. `publication` is own, independent or "".
    """

    name: str = ""
    name_in_text: str = ""
    short_name: str = ""
    url: str = ""
    noun: str = ""
    plural: str = ""
    description: str = ""
    handbook: str = ""
    publication: str = ""
    place: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the organization hands out these products itself."""
        return self.publication == "own"


NO_ORGANIZATION = Organization()  # of data without the table


@dataclass(frozen=True, slots=True)
class Term:
    """A term of an open list, such as an occupation. `place` is the row that declares it, else one that uses it.

    `label` and `short` are the data's own words; "" if the language has words for a shipped term.
    """

    list: str
    key: str
    label: str = ""
    short: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Facts on one subject that disagree: the one that is stated, if any, and the others."""

    stated: Fact | None
    others: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Certifications in lane order, stated facts in file order, sources by key.

    `organization` has no name if the data does not tell it. `conflicts` holds facts that are not stated, `terms` the
    declared terms, in order. `digests` holds the SHA-256 of each file by name, `note_count` how many warnings and notes
    reading and validation gave.
    """

    name: str
    title: str
    certifications: tuple[Certification, ...]
    facts: tuple[Fact, ...] = field(repr=False)
    sources: dict[str, Source] = field(repr=False)
    conflicts: tuple[Conflict, ...] = field(default=(), repr=False)
    digests: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    organization: Organization = NO_ORGANIZATION
    terms: tuple[Term, ...] = field(default=(), repr=False)
    note_count: int = field(default=0, repr=False, compare=False)

    @property
    def latest_date(self) -> str:
        """The date of the newest source or fact, 2015-06-23; the first day of a month or year; "" without any."""
        texts = (*(s.published for s in self.sources.values()), *(f.as_of for f in self.facts))
        return max((found.first.isoformat() for text in texts if (found := parse_leading_period(text))), default="")

    @property
    def digest(self) -> str:
        """One SHA-256 for all files: that of the output of `sha256sum` on them, in order of name."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def find(self, kind: str, certification: str = "", dimension: str | None = None) -> tuple[Fact, ...]:
        """Return the facts of a kind for a certification, in file order. `dimension` None matches any."""
        return tuple(
            f
            for f in self.facts
            if f.kind == kind and f.certification == certification and dimension in (None, f.dimension)
        )

    def newest_fact(self, kind: str, certification: str = "", dimension: str | None = None) -> Fact | None:
        """Return the first of the `newest_facts`, or None."""
        return next(iter(self.newest_facts(kind, certification, dimension)), None)

    def newest_facts(self, kind: str, certification: str = "", dimension: str | None = None) -> tuple[Fact, ...]:
        """Return the facts of a kind without a period, otherwise those of the latest period."""
        found = self.find(kind, certification, dimension)
        timeless = tuple(f for f in found if not f.period)
        latest = max((f.period for f in found), default="", key=lambda p: p.rpartition("/")[2])
        return timeless or tuple(f for f in found if f.period == latest)
