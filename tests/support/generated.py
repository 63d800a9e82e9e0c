"""Generated datasets for property tests: any number of certifications, any part of the figures, words of any length."""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from hypothesis import strategies as st

from acsm_report.dataset.model import NO_ORGANIZATION, Certification, Dataset, Fact, Organization, Source
from acsm_report.dataset.schema import (
    EDUCATION_LEVELS,
    FACT_KINDS,
    OCCUPATIONS,
    POPULATIONS,
    RATE_BASES,
    RELIABILITIES,
    TABLES,
)

__all__ = ["DATASET_SHAPES", "DatasetShape", "generate_dataset", "write_package"]

ALL, FIRST = RATE_BASES


@dataclass(frozen=True)
class DatasetShape:
    """How a package is made: what there is at most of everything, and what the rest is drawn with."""

    chance: Any  # a random.Random
    lanes: int
    name: int  # letters of a name, at most
    word: int  # letters of a word, at most
    letters: str
    capitals: str
    years: int
    periods: str  # the form of the periods of exams
    gaps: float  # the share of them that is missing
    passed: float  # the share of them of which passes are published, and half of these without a rate
    rates: str
    people: str
    known: float  # the share of all there is to know that is known
    events: int
    sources: int


DATASET_SHAPES = st.builds(
    DatasetShape,
    chance=st.randoms(use_true_random=True),
    lanes=st.integers(1, 9),
    name=st.integers(3, 120),
    word=st.integers(1, 18),
    letters=st.sampled_from((ascii_lowercase, ascii_lowercase, "mw", "il")),
    capitals=st.sampled_from((ascii_uppercase, ascii_uppercase, "MW", "IJ")),
    years=st.integers(1, 10),
    periods=st.sampled_from(("year", "year", "academic", "month", "day")),
    gaps=st.sampled_from((0.05, 0.05, 0.4)),
    passed=st.sampled_from((0, 0, 0.5, 1)),
    rates=st.sampled_from(("any", "decimal", "hundredths", "equal", "none", "all")),
    people=st.sampled_from(("any", "one", "few", "huge", "missing")),
    known=st.sampled_from((1, 1, 0.9, 0.6, 0.2)),
    events=st.integers(0, 20),
    sources=st.integers(1, 60),
)


class _Generator:
    """A package in the making."""

    def __init__(self, shape: DatasetShape) -> None:
        self.shape, self.chance, self.facts = shape, shape.chance, list[Fact]()
        self.dice = self.chance.random

    def whole(self, low: int, high: int) -> int:
        return int(self.chance.randint(low, high))

    def known(self) -> bool:
        return bool(self.dice() < self.shape.known)

    def words(self, length: int) -> str:
        """Words of at most that many characters together, the first with a capital."""
        length, said = self.whole(min(3, length), length), ""
        while len(said) < length:
            letters = min(self.whole(1, self.shape.word), length - len(said) - bool(said))
            word = "".join(self.chance.choices(self.shape.letters, k=max(letters, 1)))
            said = f"{said} {word}" if said else word
        return (said[:1].upper() + said[1:])[:length].strip()

    def code(self, taken: set[str]) -> str:
        for _ in count():
            code = "".join(self.chance.choices(self.shape.capitals, k=self.whole(2, 6)))
            if code not in taken:
                taken.add(code)
                return code
        raise AssertionError

    def fact(self, kind: str, value: float | str, code: str = "", dimension: str = "", period: str = "") -> None:
        assert FACT_KINDS[kind].allows(code), kind
        source, note = f"s{self.whole(1, self.shape.sources)}", self.words(200) if self.dice() < 0.02 else ""
        self.facts.append(Fact(kind, value, FACT_KINDS[kind].unit, code, dimension, period, source, note))

    def figure(self, kind: str, low: int, high: int, code: str = "", dimension: str = "", period: str = "") -> None:
        """A figure that is known, or not."""
        if self.known():
            self.fact(kind, self.whole(low, high), code, dimension, period)

    # ── of a certification ────────────────────────────────────────────────────────────────────────

    def certification(self, lane: int, taken: set[str]) -> Certification:
        code, name = self.code(taken), self.words(self.shape.name)
        fate = self.chance.choice(("same", "same", "renamed", "renamed", "retitled", "closed"))
        now = self.code(taken) if fate == "renamed" else "" if fate == "closed" else code
        name_now = self.words(self.shape.name) if fate in ("renamed", "retitled") and self.known() else ""
        name_now = name if fate == "same" and self.dice() < 0.5 else name_now
        note = self.words(self.chance.choice((40, 200))) if fate == "closed" or self.dice() < 0.2 else ""
        track, source = self.chance.choice(("fitness", "clinical")), f"s{self.whole(1, self.shape.sources)}"
        return Certification(code, lane, name, track, now, name_now, source, note)

    def rate(self) -> float:
        kinds = {"equal": 50, "none": 0, "all": 100, "any": self.whole(0, 100),
                 "decimal": self.whole(0, 999) / 10, "hundredths": self.whole(0, 9999) / 100}  # fmt: skip
        return kinds[self.shape.rates]

    def period(self, before: int) -> str:
        """The period so many periods before the last one."""
        year, month = 2020 - before, 12 - before
        forms = {"year": f"{year}", "academic": f"{year - 1}/{year}", "month": f"2020-{month:02}"}
        return forms.get(self.shape.periods, f"2020-{month:02}-23")

    def exam(self, code: str, measure: str) -> None:
        bounds = {"any": (0, 20_000), "one": (0, 1), "few": (2, 299), "huge": (1_000_000, 9_999_999)}
        periods = [self.period(n) for n in reversed(range(self.whole(1, self.shape.years)))]
        for period in periods if self.known() else []:
            if self.dice() < self.shape.gaps:
                continue
            rate, candidates = self.rate(), self.whole(*bounds.get(self.shape.people, (0, 0)))
            has_passed = self.dice() < self.shape.passed
            if self.shape.people != "missing" and self.dice() < 0.95:
                self.fact("candidates", candidates, code, "", period)
            if has_passed and self.shape.people != "missing":
                self.fact("passed", round(candidates * rate / 100), code, "", period)
            if self.dice() < (0.5 if has_passed else 0.95):
                rate = (
                    round(100 * round(candidates * rate / 100) / candidates, 2) if has_passed and candidates else rate
                )
                if not rate or rate > 1:  # a very low rate looks like a fraction
                    self.fact(measure, rate, code, "", period)
        if self.known():
            self.fact("certified", self.whole(*bounds.get(self.shape.people, (0, 9_999_999))), code, "", "2020")

    def start(self, code: str) -> None:
        self.figure("minimum_age", 16, 99, code)
        for degree in self.chance.sample(EDUCATION_LEVELS, self.whole(1, 2)) if self.known() else []:
            self.fact("education", self.words(120), code, degree)
        for whom in self.chance.sample(POPULATIONS, self.whole(1, 2)) if self.known() else []:
            self.fact("population", self.words(120), code, whom)
        if self.known():
            self.fact("life_support", self.words(80), code)
        routes = self.chance.choice((("minimum",), ("maximum",), ("minimum", "maximum"), EDUCATION_LEVELS[1:], ()))
        for low, dimension in zip((0, 1000), routes, strict=False):
            self.figure("clinical_hours", low, low + 900, code, dimension)
        if self.known():
            self.fact("work_settings", self.words(200), code)

    def outline(self, code: str) -> None:
        names = sorted({self.words(80) for _ in range(self.whole(2, 9))})
        period = self.chance.choice(("", "2019"))
        if self.dice() < 0.6:
            cuts = [0, *sorted(self.whole(0, 100) for _ in names[1:]), 100]
            for name, low, high in zip(names, cuts, cuts[1:], strict=False) if self.known() else []:
                self.fact("domain_weight", high - low, code, name, period)
        elif self.known():
            for number, name in enumerate(names, 1):
                self.fact("exam_domain", name, code, str(number))
        for form in ("total", "scored"):
            self.figure("exam_questions", 1, 400, code, form, period)
        self.figure("exam_time", 30, 600, code)

    def costs(self, code: str) -> None:
        high = self.chance.choice((999, 99_999))
        for who in ("member", "non_member", "retest", "voucher") if self.dice() < 0.6 else ("",):
            self.figure("exam_fee", 0, high, code, who)
        self.figure("renewal_credits", 0, high, code)
        self.figure("renewal_fee", 0, high, code)

    # ── of nobody in particular ───────────────────────────────────────────────────────────────────

    def organization(self) -> Organization:
        """An organization with names of any length and its own nouns, or none."""
        if self.dice() < 0.2:
            return NO_ORGANIZATION
        name, noun = self.words(self.shape.name), self.chance.choice(("", "credential", "honor", "diplomate"))
        return Organization(
            name,
            name_in_text=self.chance.choice(("", f"the {name}")),
            short_name=self.chance.choice(("", "ABC", self.words(12))),
            url=self.chance.choice(("", "https://example.org")),
            noun=noun,
            plural=noun and f"{noun}s",
            description=self.chance.choice(("", self.words(60))),
            handbook=self.chance.choice(("", "trail book")),
            publication=self.chance.choice(("", "independent", "own")),
        )

    def organization_facts(self) -> None:
        self.figure("founded", 1000, 9999)
        self.figure("community", 1, 9_999_999, "", "more than")
        self.figure("members", 1, 9_999_999)
        for part in ("total", "fitness", "clinical"):
            self.figure("core_certifications", 0, 99, "", part)
        if self.known():
            self.fact("score_scale", 200, dimension="minimum")
            self.fact("score_scale", 800, dimension="maximum")
            self.fact("passing_score", self.whole(200, 800))
        self.figure("renewal_cycle", 1, 5)
        for kind in ("grace_period", "late_fee", "reinstatement_fee", "additional_fee", "life_support_credits",
                     "service_credits"):  # fmt: skip
            self.figure(kind, 0, self.chance.choice((9, 99_999)))
        for year in range(self.whole(0, self.shape.events)):
            for month in range(1, self.whole(1, 2) + 1):
                self.fact("event", self.words(120), period=f"{1980 + year}-{month:02}")

    def occupations(self) -> None:
        for who in OCCUPATIONS:
            for year in range(self.whole(1, 5)):
                self.figure("median_pay", 0, self.chance.choice((99_999, 999_999)), "", who, str(2016 + year))
            self.figure("jobs", 0, 9_999_999, "", who, "2020")
            self.figure("job_growth", -100, 200, "", who, "2020/2030")
            self.figure("openings", 0, 999_999, "", who, "2020/2030")
            if self.known():
                self.fact("entry_education", self.words(80), "", who)

    def source(self, number: int) -> Source:
        publisher = self.words(self.chance.choice((12, 60)))
        url = f"https://{self.chance.choice(('example.org', 'www.example.com'))}/{'a-path/' * self.whole(0, 30)}"
        dated = self.chance.choice(("2015", "2015-06-23", "n/a - no date given"))
        return Source(f"s{number}", self.words(200), publisher, url, dated, self.chance.choice(RELIABILITIES[:3]))

    def dataset(self) -> Dataset:
        taken, measures = set[str](), self.chance.choice(((ALL,), (FIRST,), (ALL, FIRST), (ALL, ALL, ALL, FIRST)))
        lanes = tuple(self.certification(lane, taken) for lane in range(1, self.shape.lanes + 1))
        for lane in lanes:
            self.exam(lane.code, self.chance.choice(measures))
            for part in (self.start, self.outline, self.costs):
                part(lane.code)
        self.organization_facts()
        self.occupations()
        sources = {f"s{n}": self.source(n) for n in range(1, self.shape.sources + 1)}
        return Dataset("made", "made", lanes, tuple(self.facts), sources, organization=self.organization())


def generate_dataset(shape: DatasetShape) -> Dataset:
    """Return a dataset of a shape; it need not keep the rules that validation has for tables."""
    return _Generator(shape).dataset()


def write_package(dataset: Dataset, folder: Path) -> Path:
    """Write a dataset as a folder of CSV files; return the folder."""
    folder.mkdir()
    certifications = [{**asdict(c), "certification": c.code} for c in dataset.certifications]
    sources = [{**asdict(s), "source": s.key} for s in dataset.sources.values()]
    facts = [{**asdict(f), "value": f"{f.value:g}" if isinstance(f.value, float) else f.value} for f in dataset.facts]
    tables = {"certifications": certifications, "facts": facts, "sources": sources}
    if dataset.organization.name:
        tables["organization"] = [asdict(dataset.organization)]
    for table, rows in tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            columns = [column.name for column in TABLES[table]]
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "also": "", "reliability": row.get("reliability", "")} for row in rows)
    return folder
