"""What each sentence of the pages claims, checked against the rows alone; nothing here asks the story.

`CLAIMS` are the sentences with their truth condition, `LABELS` those that claim nothing. A sentence in
neither is unknown: who adds a phrase says here when it is true.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from acsm_report.dataset.model import Certification, Dataset, Fact

WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DEGREES = ("diploma", "bachelor", "master")
CODE, CODES = r"C\d", r"(C\d(?:(?:, C\d)* and C\d)?)"
ALL, FIRST = "pass_rate", "first_time_pass_rate"
MEASURE = {"pass rate": "pass_rate", "first-time pass rate": "first_time_pass_rate"}
PASSING = {"passed": "pass_rate", "passed first time": "first_time_pass_rate"}


@dataclass
class Rows:
    """The rows of a package, and what can be read off them: the rates of one measure, the main one if not named."""

    data: Dataset
    basis: str = ""

    @property
    def lanes(self) -> tuple[Certification, ...]:
        return self.data.certifications

    def lane(self, code: str) -> Certification:
        return next(c for c in self.lanes if c.code == code)

    def of(self, kind: str, code: str = "") -> list[Fact]:
        return [f for f in self.data.facts if (f.kind, f.certification) == (kind, code)]

    def by_year(self, kind: str, code: str) -> dict[str, float]:
        return {f.period: f.number for f in sorted(self.of(kind, code), key=lambda f: f.period)}

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The measure of each certification with rates: the one with the latest."""
        found = {c.code: {max(self.by_year(m, c.code), default=""): m for m in (FIRST, ALL)} for c in self.lanes}
        return {code: measures[max(measures)] for code, measures in found.items() if max(measures)}

    @cached_property
    def measure(self) -> str:
        """The measure of most certifications; of two equal ones the newer."""

        def rank(measure: str) -> tuple[int, str]:
            codes = [code for code, chosen in self.chosen.items() if chosen == measure]
            return len(codes), max((max(self.by_year(measure, code)) for code in codes), default="")

        return self.basis or (FIRST if rank(FIRST) > rank(ALL) else ALL)

    @cached_property
    def groups(self) -> tuple[Rows, ...]:
        """These rows and, if certifications have the other measure, those of that one."""
        other = set(self.chosen.values()) - {self.measure}
        return (self, *(Rows(self.data, measure) for measure in other))

    @cached_property
    def rates(self) -> dict[str, dict[str, float]]:
        return {
            c.code: self.by_year(self.measure, c.code) for c in self.lanes if self.chosen.get(c.code) == self.measure
        }

    @property
    def years(self) -> list[str]:
        return sorted({year for record in self.rates.values() for year in record})

    @property
    def ends(self) -> tuple[str, str]:
        return self.years[0], self.years[-1]

    def moves(self) -> list[float | None]:
        """The change of every exam from the first to the last year; None where one of them is missing."""
        first, last = self.ends
        return [r[last] - r[first] if {first, last} <= set(r) else None for r in self.rates.values()]

    def sat(self, code: str, year: str) -> float | None:
        return self.by_year("candidates", code).get(year)

    def passing(self, code: str, year: str) -> float | None:
        sat, published = self.sat(code, year), self.by_year("passed", code).get(year)
        if sat is None:
            return None
        return published if published is not None else sat * self.rates[code][year] / 100

    def is_published(self, code: str, year: str) -> bool:
        return year in self.by_year("passed", code)

    @property
    def approximates(self) -> bool:
        """Whether passes of any exam and year are computed."""
        return any(
            self.sat(code, year) is not None and not self.is_published(code, year)
            for code, record in self.rates.items()
            for year in record
        )

    def counts(self, approximate: str | None, passed: str, year: str) -> bool:
        """Whether the passes of all exams in a year are told as they are: published ones exactly, else about."""
        sat, passes = self.whole()[year]
        if all(self.is_published(code, year) for code in self.rates):
            return not approximate and number(passed) == passes
        return bool(approximate) and about(passed, passes, sat)

    def whole(self) -> dict[str, tuple[float, float]]:
        """Candidates and passes of all exams together, by the years in which all are known and somebody sat."""
        found: dict[str, tuple[float, float]] = {}
        for year in self.years:
            sat = [self.sat(code, year) if year in record else None for code, record in self.rates.items()]
            if None not in sat and sum(sat):  # type: ignore[arg-type]
                found[year] = sum(sat), sum(self.passing(code, year) for code in self.rates)  # type: ignore[misc,arg-type]
        return found

    @cached_property
    def decimals(self) -> int:
        """How many decimals rates have: as many as the longest of an exam, of several exams the fewest."""
        longest = (
            max(len(f"{rate:g}".partition(".")[2]) for rate in record.values()) for record in self.rates.values()
        )
        return min(longest, default=0)

    def percent(self, rate: float) -> str:
        return f"{rounded(rate * 10**self.decimals) / 10**self.decimals:.{self.decimals}f}%"

    def in_order(self, years: list[str], told: Callable[[str], str]) -> str:
        """What is told of each year, and of the years that are missing between them."""
        known = [int(year) for year in self.years]
        step = min((b - a for a, b in pairwise(known)), default=1) if len(known) > 2 else 1
        parts = [told(years[0])] if years else []
        for before, after in pairwise(years):
            first, last = int(before) + step, int(after) - step
            if first <= last:
                parts.append(f"not published in {first}" if first == last else span_text(first, last))
            parts.append(told(after))
        return ", ".join(parts)

    def overall(self) -> dict[str, float]:
        """The rate of all exams together, by the same years; of one exam its own rate."""
        alone = next(iter(self.rates.values())) if len(self.rates) == 1 else {}
        return {year: alone.get(year, 100 * passed / sat) for year, (sat, passed) in self.whole().items()}

    def degree(self, code: str) -> str | None:
        """The lowest education of a lane."""
        return min((f.dimension for f in self.of("education", code)), key=DEGREES.index, default=None)

    def hours(self, code: str) -> bool:
        """Whether hours are asked of everybody, or of who comes with the lowest degree."""
        degree = self.degree(code)
        asked = {f.dimension: f.number for f in self.of("clinical_hours", code)}
        routes = [asked[d] for d in ("minimum", "maximum", *([degree] if degree else DEGREES)) if d in asked]
        return bool(routes) and min(routes) > 0

    def height(self, code: str) -> tuple[int, bool]:
        degree = self.degree(code)
        return (DEGREES.index(degree), self.hours(code)) if degree else (-1, False)

    def certified(self) -> dict[str, Fact]:
        return {
            c.code: max(found, key=lambda f: f.period) for c in self.lanes if (found := self.of("certified", c.code))
        }

    @property
    def without_rate(self) -> set[str]:
        return {c.code for c in self.lanes if c.code not in self.chosen}

    def without(self, kind: str) -> set[str]:
        return {c.code for c in self.lanes if not self.of(kind, c.code)}


def span_text(first: int, last: int) -> str:
    """Years that are missing, the second short when it follows the first."""
    is_short = last == first + 1 and last // 100 == first // 100
    return f"not published in {first}–{last % 100:02}" if is_short else f"not published in {first}–{last}"


Truth = Callable[[Rows, re.Match[str]], bool]
CLAIMS: list[tuple[re.Pattern[str], Truth]] = []


def claim(pattern: str) -> Callable[[Truth], Truth]:
    def add(truth: Truth) -> Truth:
        CLAIMS.append((re.compile(pattern), truth))
        return truth

    return add


def listed(text: str) -> set[str]:
    return set(re.findall(CODE, text))


def number(text: str) -> float:
    return float(re.sub(r"[,%+ a-z]", "", text))


def rounded(value: float) -> int:
    """Return the nearest whole number, and of two the one that is farther from zero."""
    return int(math.copysign(math.floor(abs(value) + 0.5 + 1e-9), value))


def near(text: str, value: float, slack: float = 0.5) -> bool:
    return abs(number(text) - value) <= slack + 1e-9


def about(text: str, passed: float, sat: float) -> bool:
    """Whether a number of passes is told as well as it can be: to people, or to tens where many sat."""
    return near(text, passed, 5 if sat >= 300 else 0.5) and number(text) <= sat


SHARES: dict[str, Callable[[float], bool]] = {
    "nobody": lambda rate: rate == 0,
    "fewer than one in a hundred": lambda rate: rate < 1,
    "fewer than one in ten": lambda rate: rate < 10,
    "fewer than a quarter": lambda rate: rate < 25,
    "about a quarter": lambda rate: abs(rate - 25) <= 3,
    "more than a quarter": lambda rate: rate > 25,
    "about a third": lambda rate: abs(rate - 100 / 3) <= 3,
    "more than a third": lambda rate: rate > 100 / 3,
    "fewer than half": lambda rate: rate < 50,
    "nearly half": lambda rate: 45 <= rate < 50,
    "half": lambda rate: abs(rate - 50) <= 0.5,
    "just over half": lambda rate: 50 < rate <= 55,
    "more than half": lambda rate: rate > 50,
    "about two thirds": lambda rate: abs(rate - 200 / 3) <= 3.2,
    "more than two thirds": lambda rate: rate > 200 / 3,
    "about three quarters": lambda rate: abs(rate - 75) <= 3,
    "more than three quarters": lambda rate: rate > 75,
    "more than nine in ten": lambda rate: rate >= 90,
    "nearly all": lambda rate: 95 <= rate < 100,
    "all": lambda rate: rate == 100,
}
SHARE = "|".join(sorted((f"[{w[0].upper()}{w[0]}]{w[1:]}" for w in SHARES), key=len, reverse=True))

# ── Exams ─────────────────────────────────────────────────────────────────────────────────────────

YEARS = r"(\d{4})[–-](\d{4})|(\d{4}) to (\d{4})"


@claim(r"A (smaller|larger) share (passed(?: first time)?) in"
       r" (the C\d exam|both exams|all (\w+) exams|(\w+) of (\w+) exams),"
       r" (\d{4}) to (\d{4})")  # fmt: skip
def _share(r: Rows, m: re.Match[str]) -> bool:
    way, passing, what, every, some, of, first, last = m.groups()
    moves = r.moves()
    count = sum(1 for c in moves if c and (c < 0) == (way == "smaller"))
    if some:
        told = (WORDS.index(some), WORDS.index(of)) == (count, len(moves)) and 2 * count > len(moves)
    else:
        told = (
            count
            == len(moves)
            == (1 if what.startswith("the C") else 2 if what == "both exams" else WORDS.index(every))
        )
    return told and PASSING[passing] == r.measure and (first, last) == r.ends


@claim(r"(All (\w+)|Both|Most|The C\d) pass rates? (fell|rose)")
def _all(r: Rows, m: re.Match[str]) -> bool:
    who, every, way = m.groups()
    moves = r.moves()
    count = sum(1 for c in moves if c and (c < 0) == (way == "fell"))
    if who == "Most":
        return 2 * count > len(moves)
    return count == len(moves) == {"Both": 2}.get(who, 1 if who.startswith("The") else WORDS.index(every or ""))


@claim(r"(?:Pass rates|The C\d pass rate) held(?: from (\d{4}) to (\d{4}))?")
def _held(r: Rows, m: re.Match[str]) -> bool:
    still = all(len(set(record.values())) == 1 and len(record) > 1 for record in r.rates.values())
    return still and None not in r.moves() and m.groups() in ((None, None), r.ends)


@claim(r"How pass rates moved(?: from (\d{4}) to (\d{4}))?")
def _moved(r: Rows, m: re.Match[str]) -> bool:
    return len(r.years) > 1 and m.groups() in ((None, None), r.ends)


@claim(rf"Highest ((?:first-time )?pass rate): ({CODE})\. Lowest: ({CODE}), in (\d{{4}})")
def _extremes(r: Rows, m: re.Match[str]) -> bool:
    what, top, bottom, year = m.groups()
    last = {code: record[year] for code, record in r.rates.items() if year in record}
    rest = [rate for code, rate in last.items() if code not in (top, bottom)]
    strict = last[top] > max([*rest, last[bottom]]) and last[bottom] < min([*rest, last[top]])
    return strict and year == r.ends[1] and MEASURE[what] == r.measure


@claim(r"Distance run = ((?:first-time )?pass rate), % of candidates\.(?: Right: change (\d{4}) to (\d{4}), points\.)?")
def _distance(r: Rows, m: re.Match[str]) -> bool:
    right = m[2] is None or ((m[2], m[3]) == r.ends and any(move is not None for move in r.moves()))
    return MEASURE[m[1]] == r.measure and right


@claim(
    r"Distance run = ((?:first-time )?pass rate), % of candidates, (\d{4})(?: to (\d{4}))?\."
    r"(?: Right: change (\d{4}) to (\d{4}), points\.)?"
)
def _distances(r: Rows, m: re.Match[str]) -> bool:
    return MEASURE[m[1]] == r.measure and (m[2], m[3] or m[2]) == r.ends


@claim(r"(Pass rate|First-time pass rate), %: (?:(\d{4}) solid, (\d{4}) faint; right, change in points"
       r"|latest year solid, first year faint)")  # fmt: skip
def _solid(r: Rows, m: re.Match[str]) -> bool:
    spanned = any(move is not None for move in r.moves())
    told = (m[3], m[2]) == r.ends and spanned if m[2] else not spanned
    return MEASURE[m[1].lower()] == r.measure and len(r.years) > 1 and told


@claim(r"(Pass rate|First-time pass rate), % of candidates, (\d{4})")
def _one_year(r: Rows, m: re.Match[str]) -> bool:
    return MEASURE[m[1].lower()] == r.measure and r.years == [m[2]]


@claim(rf"({CODE}): ([\d.]+)% in (\d{{4}})(?:, ([\d.]+)% in (\d{{4}}))?( \(change in points: [^)]+\))?")
def _alt_lane(r: Rows, m: re.Match[str]) -> bool:
    record = r.rates[m[1]]
    told = [(m[3], f"{m[2]}%"), *([(m[5], f"{m[4]}%")] if m[5] else [])]
    ends = [(year, r.percent(record[year])) for year in dict.fromkeys((min(record), max(record)))]
    return told == ends and (m[6] or "") == change(r, m[1])


@claim(r"in (\d{4})")
def _in_year(r: Rows, m: re.Match[str]) -> bool:
    ends = {year for record in r.rates.values() for year in (min(record), max(record))}
    return m[1] in ends | set(r.whole()) | {f.period for f in r.of("jobs")}


@claim(rf"{CODES}: no ((?:first-time )?pass rate) in our sources\.")
def _no_rate(r: Rows, m: re.Match[str]) -> bool:
    return MEASURE[m[2]] == r.measure and bool(r.rates) and listed(m[1]) == r.without_rate


@claim(rf"(Pass rate|First-time pass rate):? {CODES}")
def _group(r: Rows, m: re.Match[str]) -> bool:
    return MEASURE[m[1].lower()] == r.measure and listed(m[2]) == set(r.rates) and len(r.groups) > 1


@claim(r"(Pass rate|First-time pass rate), not compared with the others: (C\d [\d.]+% \(\d{4}\)[^:]*)\.(?=$|\s)")
def _apart(r: Rows, m: re.Match[str]) -> bool:
    told = set(re.findall(r"(C\d) ([\d.]+%) \((\d{4})\)", m[2]))
    return MEASURE[m[1].lower()] == r.measure and told == {
        (code, r.percent(record[max(record)]), max(record)) for code, record in r.rates.items()
    }


@claim(r"Points, (\d{4}) to (\d{4})")
def _points(r: Rows, m: re.Match[str]) -> bool:
    return m.groups() == r.ends and any(move is not None for move in r.moves())


@claim(
    rf"In (\d{{4}}) (no field|every field|(?:only )?the {CODE} field|the fields of {CODES})"
    r" (got|did not get) past halfway\."
)
def _halfway(r: Rows, m: re.Match[str]) -> bool:
    past = {code for code, record in r.rates.items() if record.get(m[1], -1) > 50}
    named = set(r.rates) if m[2] == "every field" else listed(m[2])
    if m[4] == "did not get":
        return m[1] == r.ends[1] and not past and named == set(r.rates)
    return m[1] == r.ends[1] and past == named and (not m[2].startswith("only") or len(past) == 1)


@claim(rf"Steepest fall: ({CODE}) lost (\d+) of its (\d+) points from (\d{{4}}) to (\d{{4}})")
def _steepest(r: Rows, m: re.Match[str]) -> bool:
    def lost(code: str) -> float:
        told = [*r.rates[code].values()]
        return told[0] - told[-1]

    code, worst, whole, before, after = m.groups()
    record, years = r.rates[code], [*r.rates[code]]
    falls = [record[a] - record[b] for a, b in pairwise(years)]
    fall = record[before] - record[after]
    between = [y for y in years if before < y < after]
    alone = all(lost(other) < lost(code) for other in r.rates if other != code)
    told = near(worst, fall) and near(whole, lost(code)) and int(whole) > 0
    return alone and told and not between and fall == max(falls) <= lost(code)


@claim(r"Small numbers, fewer than 300 candidates: ((?:[^;.]|\.\d)+(?:; (?:[^;.]|\.\d)+)*)\.(?!\d)")
def _small(r: Rows, m: re.Match[str]) -> bool:
    told = set()
    for one in m[1].split("; "):
        form = (
            r"the (C\d) rate of (\d{4}), ([\d.]+)% of ([\d,]+) (?:people|person),"
            r" may stand for (\d+) to (\d+)% \(95% interval\)"
        )
        code, year, rate, sat, low, high = re.fullmatch(form, one).groups()  # type: ignore[union-attr]
        record = r.rates[code]
        if not (year == max(record) and f"{rate}%" == r.percent(record[year]) and number(sat) == r.sat(code, year)):
            return False
        if not (0 <= float(low) <= rounded(record[year]) <= float(high) <= 100):
            return False
        told.add(code)
    few = {code for code, record in r.rates.items() if 0 < (r.sat(code, max(record)) or 0) < 300}
    return told == few


@claim(rf"{CODES}: candidates and ((?:first-time )?pass rate) are not in our sources\.")
def _unpublished(r: Rows, m: re.Match[str]) -> bool:
    missing = r.without("candidates") & r.without_rate
    alone = len(listed(m[1])) == 1 and listed(m[1]) <= missing  # on its own page
    return MEASURE[m[2]] == r.measure and (alone or listed(m[1]) == missing)


@claim(rf"{CODES}: our sources publish no ((?:first-time )?pass rate) that we can rely on\.")
def _rateless(r: Rows, m: re.Match[str]) -> bool:
    return MEASURE[m[2]] == r.measure and listed(m[1]) == r.without_rate - r.without("candidates")


@claim(r"Exam statistics (\d{4})(?:–(\d{4}))?")
def _years(r: Rows, m: re.Match[str]) -> bool:
    years = [year for rows in r.groups for year in rows.years]
    return (m[1], m[2] or m[1]) == (min(years), max(years)) and m[1] != m[2]


@claim(r"(Statistics as|As) of (?:June (\d{1,2}), )?(\d{4})\.?")
def _as_of(r: Rows, m: re.Match[str]) -> bool:
    told = [f for f in r.data.facts if f.kind in PASSING.values()] + [*r.certified().values()]
    told += [
        f
        for f in r.data.facts
        if f.kind in ("candidates", "passed")
        and any(f.period in rows.rates.get(f.certification, {}) for rows in r.groups)
    ]
    dates = [f.as_of or f.period.partition("/")[0] for f in (told or r.data.facts) if f.as_of or f.period]
    last = max(dates, key=lambda d: d + "~")
    return (m[1] == "Statistics as") == bool(told) and last == (f"{m[3]}-06-{m[2]}" if m[2] else m[3])


# ── People ────────────────────────────────────────────────────────────────────────────────────────


def finish(r: Rows, first_time: str | None) -> bool:
    return bool(first_time) == (r.measure == "first_time_pass_rate")


@claim(r"(More|Fewer) people at the start(, fewer| and) (?:over the finish|passing( first time))")
def _people(r: Rows, m: re.Match[str]) -> bool:
    whole = r.whole()
    (sat, passed), (later, then) = whole[r.ends[0]], whole[r.ends[1]]
    more = m[1] == "More"
    return finish(r, m[3]) and (later > sat) == more and later != sat and (
        then < passed if m[2] == ", fewer" else (then > passed) == more and then != passed
    )  # fmt: skip


@claim(r"People at the start and (?:over the finish|passing( first time))")
def _start(r: Rows, m: re.Match[str]) -> bool:
    return finish(r, m[1])


@claim(r"Candidates \(full bar\) and passes \(solid\), number of people\."
       r" Passes (= |as published, else )candidates × ((?:first-time )?pass rate), rounded\.")  # fmt: skip
def _passes(r: Rows, m: re.Match[str]) -> bool:
    sat = {(f.certification, f.period) for f in r.data.facts if f.kind == "candidates"}
    published = any(
        f.kind == "passed" and (f.certification, f.period) in sat and f.period in r.rates.get(f.certification, {})
        for f in r.data.facts
    )
    as_published = m[1] != "= "
    return MEASURE[m[2]] == r.measure and as_published == published


@claim(
    r"(?:All-exam rates, and passes that are not published, are our calculation: candidates × (.+?),"
    r" rounded, because published rates are rounded"
    r"|All-exam rates, and passes that are not published: our calculation, candidates × (.+?)"
    r"|All-exam rate: our calculation, candidates × (.+?))\."
)
def _method(r: Rows, m: re.Match[str]) -> bool:
    several = len(r.rates) > 1 or r.approximates
    return MEASURE[m[1] or m[2] or m[3]] == r.measure and bool(r.whole()) and several


@claim(r"Every candidate is taken for a first attempt\.")
def _taken(r: Rows, m: re.Match[str]) -> bool:
    return r.measure == "first_time_pass_rate" and r.approximates


@claim(r"(The C\d exam|Both exams together|All (\w+) exams together), (passed(?: first time)?)")
def _together(r: Rows, m: re.Match[str]) -> bool:
    count = 1 if m[1].startswith("The") else 2 if m[1].startswith("Both") else WORDS.index(m[2] or "")
    return count == len(r.rates) and PASSING[m[3]] == r.measure


@claim(r"of ([\d,]+) in (\d{4})")
def _of(r: Rows, m: re.Match[str]) -> bool:
    return r.whole()[m[2]][0] == number(m[1])


@claim(r"([\d,]+) candidates? for (\w+) exams? in (\d{4}); (about )?([\d,]+)"
       r" (passed(?: first time)?)\.(?: \[[\d, –]+\])?")  # fmt: skip
def _sat(r: Rows, m: re.Match[str]) -> bool:
    sat, count, year, approximate, passed, passing = m.groups()
    told, people = r.whole(), number(sat)
    right = year == max(told) and told[year][0] == people and r.counts(approximate, passed, year)
    return right and WORDS.index(count) == len(r.rates) and PASSING[passing] == r.measure


@claim(r"In (\d{4}): ([\d,]+) candidates?; (about )?([\d,]+) (passed(?: first time)?)\.")
def _before(r: Rows, m: re.Match[str]) -> bool:
    year, sat, approximate, passed, passing = m.groups()
    told = r.whole()
    right = year == min(told) and len(told) > 1 and told[year][0] == number(sat)
    return right and r.counts(approximate, passed, year) and PASSING[passing] == r.measure


@claim(
    rf"In (\d{{4}}) (only )?({SHARE})"
    r" (?:reached the finish|passed(?: the C\d exam)?( first time)|passed the C\d exam)"
)
def _reached(r: Rows, m: re.Match[str]) -> bool:
    rates = r.overall()
    fell = not m[2] or rates[max(rates)] < rates[min(rates)]
    return m[1] == max(rates) and share(m[3], rates[m[1]]) and fell and finish(r, m[4])


@claim(rf"In (\d{{4}}) (only )?({SHARE}) passed(?: the C\d exam)? first time")
def _passed_first(r: Rows, m: re.Match[str]) -> bool:
    rates = r.overall()
    fell = not m[2] or rates[max(rates)] < rates[min(rates)]
    return m[1] == max(rates) and share(m[3], rates[m[1]]) and fell and r.measure == "first_time_pass_rate"


@claim(
    r"(Both exams|The C\d exam|All (\w+) exams): (?:([\d.]+)% of ([\d,]+) in (\d{4}), )?"
    r"([\d.]+)% of ([\d,]+)(?: candidates?)?"
    r" in (\d{4})\."
)
def _all_exams(r: Rows, m: re.Match[str]) -> bool:
    told = r.whole()
    count = 1 if m[1].startswith("The") else 2 if m[1].startswith("Both") else WORDS.index(m[2] or "")
    ends = [(max(told), m[6], m[7], m[8])] + ([(min(told), m[3], m[4], m[5])] if m[3] else [])
    return (len(told) > 1) == bool(m[3]) and count == len(r.rates) and all(
        year == named and number(sat) == told[year][0] and near(rate, r.overall()[year])
        for year, rate, sat, named in ends
    )  # fmt: skip


def share(words: str, rate: float) -> bool:
    """Whether a share in per cent is what the words say: "half" is what rounds to it or nearly."""
    return SHARES[words.lower()](rate)


@claim(r"(passed(?: first time)?) in (\d{4})")
def _passing(r: Rows, m: re.Match[str]) -> bool:
    last = {max(record) for record in r.rates.values()}
    return PASSING[m[1]] == r.measure and (m[2] in r.whole() or last == {m[2]} or (len(r.groups) > 1 and m[2] in last))


@claim(r"([\d.]+)% (passed(?: first time)?) in (\d{4})")
def _rate_passed(r: Rows, m: re.Match[str]) -> bool:
    last = [(max(record), record[max(record)]) for record in r.rates.values()]
    return PASSING[m[2]] == r.measure and any(year == m[3] and near(m[1], rate) for year, rate in last)


@claim(rf"({SHARE}|The largest part) of (the field is|those counted:) ({CODE})")
def _field(r: Rows, m: re.Match[str]) -> bool:
    counts = {code: f.number for code, f in r.certified().items()}
    if (m[2] == "the field is") != (len(counts) == len(r.lanes)) or len(counts) < 2:
        return False
    if m[1] == "The largest part":
        return all(n < counts[m[3]] for code, n in counts.items() if code != m[3])
    return share(m[1], 100 * counts[m[3]] / sum(counts.values()))


@claim(
    rf"(Currently certified, number of people,|certified (?:in|on)) "
    rf"((?:June 23, )?\d{{4}}(?: and (?:June 23, )?\d{{4}})?)"
    rf"(?: \({CODES} not published\))?"
)
def _certified(r: Rows, m: re.Match[str]) -> bool:
    days = {f.period for f in r.certified().values()}
    told = {day.replace("June 23, 2015", "2015-06-23") for day in m[2].split(" and ")}
    if m[1] != "Currently certified, number of people," and not m[3] and told <= days:  # of one certification
        return True
    return told == days and listed(m[3] or "") == r.without("certified")


# ── What is asked ─────────────────────────────────────────────────────────────────────────────────


@claim(r"(\w+) certification(s)?\. (?:Which lane is yours|Is this lane yours)\?")
def _lanes(r: Rows, m: re.Match[str]) -> bool:
    return WORDS.index(m[1].lower()) == len(r.lanes) and bool(m[2]) == (len(r.lanes) != 1)


@claim(r"(\w+) lanes? opens? with a diploma, (\w+) needs? a degree")
def _open(r: Rows, m: re.Match[str]) -> bool:
    lowest = [r.degree(c.code) for c in r.lanes]
    low, high = lowest.count("diploma"), sum(d in ("bachelor", "master") for d in lowest)
    return (WORDS.index(m[1].lower()), WORDS.index(m[2])) == (low, high)


@claim(r"(Diploma or equivalent|Bachelor’s degree|Master’s degree): (\w+) lanes? opens?, (\w+) needs? more")
def _opens(r: Rows, m: re.Match[str]) -> bool:
    lowest = [DEGREES.index(degree) for c in r.lanes if (degree := r.degree(c.code))]
    opening = DEGREES.index(re.split("’| ", m[1].lower())[0])
    low, high = lowest.count(opening), sum(level > opening for level in lowest)
    return min(lowest) == opening and (WORDS.index(m[2]), WORDS.index(m[3])) == (low, high)


@claim(
    r"Every (clinical|fitness) lane asks more than every (?:fitness|clinical) lane"
    r"|(?:Staggered start lines: the|The) more (clinical) the work, the longer the run-up(?: before the exam\.)?"
    r"|Staggered start lines: every (fitness) lane asks more before the exam than any other lane\."
    r"|(Fitness): the longest run-up"
)
def _longer(r: Rows, m: re.Match[str]) -> bool:
    track = next(filter(None, m.groups())).lower()
    longer = [r.height(c.code) for c in r.lanes if c.track == track]
    others = [r.height(c.code) for c in r.lanes if c.track != track]
    return all(r.degree(c.code) for c in r.lanes) and bool(longer and others) and min(longer) > max(others)


@claim(
    r"(?i)(?:(?:, | and )?(?:what (?:it|each one) asks of you|how hard the exam is|what it costs|how you keep it))+\.$"
)
def _promised(r: Rows, m: re.Match[str]) -> bool:
    kinds, said = {fact.kind for fact in r.data.facts}, m[0].lower()
    known = {
        "asks of you": kinds & {"population", "minimum_age", "education", "life_support", "clinical_hours"},
        "how hard": r.rates,
        "costs": kinds & {"exam_fee", "renewal_fee"},
        "keep it": kinds & {"renewal_cycle", "renewal_credits"},
    }
    return all((words in said) == bool(facts) for words, facts in known.items())


@claim(r"^(\w+) lanes?, (\w+) certifications?$")
def _lanes_alone(r: Rows, m: re.Match[str]) -> bool:
    return m[1].lower() == m[2].lower() == WORDS[len(r.lanes)]


@claim(rf"A degree closes no lane: {CODES} (?:stay|stays) open to everyone who meets (?:their|its) start line\.")
def _closes(r: Rows, m: re.Match[str]) -> bool:
    named = {r.degree(code) for code in listed(m[1])}
    rest = {r.degree(c.code) for c in r.lanes if c.code not in listed(m[1])}
    ranks = [[DEGREES.index(degree) if degree else -1 for degree in group] for group in (named, rest)]
    return len(named) == 1 and -1 not in ranks[0] + ranks[1] and all(rank > ranks[0][0] for rank in ranks[1])


@claim(rf"({CODE}) is now (?:(New name of C\d) \((\w+)\)|(N\d))\.")
def _now(r: Rows, m: re.Match[str]) -> bool:
    lane = r.lane(m[1])
    changed = (lane.code_now, lane.name_now or lane.name) != (lane.code, lane.name)
    return changed and (lane.name_now, lane.code_now) == (m[2] or "", m[3] or m[4])


@claim(r"Your (?:degree and your clients choose|degree chooses|clients choose) the lane")
def _choose(r: Rows, m: re.Match[str]) -> bool:
    degrees = {r.degree(c.code) for c in r.lanes} - {None}
    served = {frozenset(f.dimension for f in r.of("population", c.code)) for c in r.lanes} - {frozenset()}
    return ("degree" not in m[0] or len(degrees) > 1) and ("clients" not in m[0] or len(served) > 1)


@claim(r"Do you hold the (bachelor|master)’s degree that is asked for\?")
def _gate(r: Rows, m: re.Match[str]) -> bool:
    return m[1] in {r.degree(c.code) for c in r.lanes}


@claim(r"Will your clients’ conditions go beyond stable and controlled\?")
def _disease(r: Rows, m: re.Match[str]) -> bool:
    return any(f.dimension == "disease" for c in r.lanes for f in r.of("population", c.code))


@claim(r"Will you work with (individuals|groups|people with stable conditions)\?")
def _clients(r: Rows, m: re.Match[str]) -> bool:
    named = "stable conditions" if "stable" in m[1] else m[1]
    served = [{f.dimension for f in r.of("population", c.code)} for c in r.lanes]
    return any(named in some for some in served) and any(some and named not in some for some in served)


@claim(r"(?:Yes|No) · (one to one|groups|stable|disease|diploma|bachelor’s|master’s)")
def _answer(r: Rows, m: re.Match[str]) -> bool:
    if m[1].removesuffix("’s") in DEGREES:
        return m[1].removesuffix("’s") in {r.degree(c.code) for c in r.lanes}
    named = {"one to one": "individuals", "stable": "stable conditions"}.get(m[1], m[1])
    return any(f.dimension == named for c in r.lanes for f in r.of("population", c.code))


@claim(rf"Ended (for {CODE})")
def _closed(r: Rows, m: re.Match[str]) -> bool:
    return not next(c for c in r.lanes if c.note == f"ended {m[1]}").code_now


@claim(rf"(Name of {CODE})(?: → (\w+)|, (\w+))?")
def _name(r: Rows, m: re.Match[str]) -> bool:
    lane = next(c for c in r.lanes if c.name == m[1])
    return (m[2] or m[3]) in (None, lane.code_now if lane.is_renamed else None)


@claim(rf"(New name of {CODE}|Name of {CODE}), (\w+)")
def _called(r: Rows, m: re.Match[str]) -> bool:
    return any((c.name_now, c.code_now) == m.groups() or (c.name, c.code_now) == m.groups() for c in r.lanes)


@claim(r"Same name")
def _same(r: Rows, m: re.Match[str]) -> bool:
    return any((c.code_now, c.name_now) == (c.code, c.name) for c in r.lanes)


@claim(
    rf"(?:Clients|clients|Support|support|Diploma|diploma|Bachelor|bachelor|Master|master)( \w+)? of ({CODE})"
    rf"(?:; (?:or )?(\w+)( \w+)? of ({CODE}))*"
)
def _words(r: Rows, m: re.Match[str]) -> bool:
    values = {"clinical hours", "18+", *(str(f.value) for f in r.data.facts)}
    return {part[0].lower() + part[1:] for part in re.split("; (?:or )?", m[0])} <= values


def needs(r: Rows, code: str, own_words: bool) -> list[str]:
    degree = r.degree(code)
    known = {
        "diploma": "diploma or equivalent",
        "bachelor": "bachelor’s degree",
        "master": "master’s degree",
    }
    asks = ["18+"] if r.of("minimum_age", code) else []
    asks += [f"{degree} of {code}" if own_words else known[degree]] if degree else []
    return asks + (["clinical hours"] if r.hours(code) and (own_words or degree) else [])


@claim(r"Needs (.+)$")
def _needs(r: Rows, m: re.Match[str]) -> bool:
    return m[1] in [", ".join(needs(r, c.code, False)) for c in r.lanes]


@claim(r"(?:(?:18\+, )?(?:[Dd]iploma|[Bb]achelor|[Mm]aster) of C\d|18\+)(?:, clinical hours)?|Clinical hours")
def _asks(r: Rows, m: re.Match[str]) -> bool:
    told = [", ".join(needs(r, c.code, True)) for c in r.lanes]
    return m[0][0].lower() + m[0][1:] in told or _words(r, m)


@claim(r"\d+ h with a (?:bachelor|master)’s degree(?:; or \d+ h with a (?:bachelor|master)’s degree)?")
def _route(r: Rows, m: re.Match[str]) -> bool:
    told = {degree: float(hours) for hours, degree in re.findall(r"(\d+) h with a (\w+)", m[0])}
    return any({f.dimension: f.number for f in r.of("clinical_hours", c.code)} == told for c in r.lanes)


@claim(r"(?:up to )?(\d+)(?:–(\d+))? h")
def _hours(r: Rows, m: re.Match[str]) -> bool:
    told = [{f.dimension: f.number for f in r.of("clinical_hours", c.code)} for c in r.lanes]
    wanted = {"maximum": float(m[1])} if "up to" in m[0] else {"minimum": float(m[1])}
    if m[2]:
        wanted["maximum"] = float(m[2])
    both = {"minimum", "maximum"}
    told += [{d: n for d, n in one.items() if n} for one in told]
    by_degree = not m[2] and any(one.get(degree) == float(m[1]) for one in told for degree in DEGREES)
    return by_degree or any({d: n for d, n in one.items() if d in both} == wanted for one in told)


# ── A certification's page ────────────────────────────────────────────────────────────────────────


@claim(rf"Lane (\d): ({CODE})|LANE (\d) OF (\d)")
def _lane(r: Rows, m: re.Match[str]) -> bool:
    if m[3]:
        return int(m[4]) == len(r.lanes) and int(m[3]) in {c.lane for c in r.lanes}
    return r.lane(m[2]).lane == int(m[1])


@claim(
    rf"({SHARE}) passed the ({CODE}) exam( first time)?"
    r" in (\d{4})"
)
def _half(r: Rows, m: re.Match[str]) -> bool:
    record = r.rates[m[2]]
    return m[4] == max(record) and share(m[1], record[m[4]]) and finish(r, m[3])


def outline(r: Rows, code: str) -> list[Fact]:
    """The domains of an exam by its newest outline."""
    return newest(r, "domain_weight", code)


def newest(r: Rows, kind: str, code: str = "") -> list[Fact]:
    """What holds of a kind: what has no period, else what the latest says."""
    found = r.of(kind, code)
    latest = "" if any(not f.period for f in found) else max((f.period for f in found), default="")
    return [f for f in found if f.period == latest]


@claim(rf"The largest subject is ([\d.]+)% of the ({CODE}) exam")
def _subject(r: Rows, m: re.Match[str]) -> bool:
    return m[2] not in r.chosen and float(m[1]) == max(f.number for f in outline(r, m[2]))


@claim(rf"(\d+) questions, ({SHARE}) about a single subject")
def _questions(r: Rows, m: re.Match[str]) -> bool:
    def fits(code: str) -> bool:
        asked = [f.number for f in r.of("exam_questions", code) if f.dimension == "total"]
        return asked == [float(m[1])] and share(m[2], max((f.number for f in outline(r, code)), default=-1))

    return any(fits(c.code) for c in r.lanes if c.code not in r.chosen)


@claim(rf"({SHARE}) of the ({CODE}) exam is about a single subject")
def _single(r: Rows, m: re.Match[str]) -> bool:
    return m[2] not in r.chosen and share(m[1], max(f.number for f in outline(r, m[2])))


@claim(r"questions in the exam(?:, ([\d.]+)% of it about (.+? of C\d))?\.")
def _heaviest(r: Rows, m: re.Match[str]) -> bool:
    told = [outline(r, c.code) for c in r.lanes if c.code not in r.chosen and r.of("exam_questions", c.code)]
    if m[1] is None:
        return [] in told
    tops = [max(some, key=lambda f: f.number) for some in told if some]
    return any((f.number, f.dimension) == (float(m[1]), m[2]) for f in tops)


@claim(rf"({CODE}) starts after ([\d,]+) clinical hours or more")
def _after(r: Rows, m: re.Match[str]) -> bool:
    asked = [f.number for f in r.of("clinical_hours", m[1]) if f.dimension != "maximum"]
    return m[1] not in r.chosen and number(m[2]) == min(asked) > 0


@claim(r"clinical hours before the exam, (?:at least|with a (bachelor|master)’s degree)\.")
def _before_exam(r: Rows, m: re.Match[str]) -> bool:
    told = [f for c in r.lanes for f in r.of("clinical_hours", c.code) if c.code not in r.chosen]
    return any(f.dimension == (m[1] or "minimum") for f in told)


@claim(r"(passed(?: first time)?) in (\d{4}): (about )?([\d,]+) of ([\d,]+) candidates?\.")
def _passed_of(r: Rows, m: re.Match[str]) -> bool:
    passing, year, roughly, passed, sat = m.groups()
    fits = [
        code
        for code, record in r.rates.items()
        if year == max(record)
        and r.sat(code, year) == number(sat)
        and about(passed, r.passing(code, year) or 0, number(sat))
    ]
    published = [code for code in fits if year in r.by_year("passed", code)]
    return PASSING[passing] == r.measure and bool(set(fits) - set(published) if roughly else published)


@claim(r"(passed(?: first time)?) in (\d{4})\.")
def _passed_in(r: Rows, m: re.Match[str]) -> bool:
    bare = [code for code, record in r.rates.items() if m[2] == max(record) and r.sat(code, m[2]) is None]
    return PASSING[m[1]] == r.measure and bool(bare)


@claim(r"With so few, the true rate may be (\d+) to (\d+)%\.")
def _few(r: Rows, m: re.Match[str]) -> bool:
    low, high = int(m[1]), int(m[2])
    last = {code: max(record) for code, record in r.rates.items()}
    return any(
        low <= rounded(r.rates[code][year]) <= high and 0 < (r.sat(code, year) or 0) < 300
        for code, year in last.items()
    )


@claim(r"Each (?:year|time) a (smaller|larger) share passed")
def _each(r: Rows, m: re.Match[str]) -> bool:
    steps = [[b - a for a, b in pairwise(record.values())] for record in r.rates.values()]
    return any(some and all(step < 0 if m[1] == "smaller" else step > 0 for step in some) for some in steps)


@claim(r"A (smaller|larger) share passed in (\d{4})")
def _once(r: Rows, m: re.Match[str]) -> bool:
    pairs = [list(record.values()) for record in r.rates.values() if len(record) == 2 and max(record) == m[2]]
    return any(later < before if m[1] == "smaller" else later > before for before, later in pairs)


@claim(r"Up in (\d{4}), (?:then down every year|then down each time|down in (\d{4}))")
def _turned(r: Rows, m: re.Match[str]) -> bool:
    steps = [[*record.items()] for record in r.rates.values()]
    return any(
        ((len(some), some[-1][0]) == (3, m[2]) if m[2] else len(some) > 3)
        and some[1][0] == m[1]
        and some[1][1] > some[0][1]
        and all(a[1] > b[1] for a, b in pairwise(some[1:]))
        for some in steps
    )


@claim(r"may be chance")
def _chance(r: Rows, m: re.Match[str]) -> bool:
    def meet(code: str, record: dict[str, float]) -> bool:
        ends = [(record[y], r.sat(code, y)) for y in r.ends if y in record]
        if len(ends) < 2 or not all(sat for _, sat in ends):
            return False
        (low, high), (bottom, top) = (wilson(rate, sat) for rate, sat in ends if sat)
        return max(low, bottom) <= min(high, top)

    return any(meet(code, record) for code, record in r.rates.items())


@claim(r"[A-Z][a-z ,]+ are not in our sources\.")
def _lacking(r: Rows, m: re.Match[str]) -> bool:
    kinds = ("minimum_age", "education", "life_support")
    return any(not any(r.of(kind, c.code) for kind in kinds) for c in r.lanes)


@claim(rf"({CODE}) ((?:first-time )?pass rate), % of candidates\.")
def _of_candidates(r: Rows, m: re.Match[str]) -> bool:
    return m[1] in r.rates and MEASURE[m[2]] == r.measure


@claim(r"Share of the exam(?:, outline of (\d{4}))?")
def _outline(r: Rows, m: re.Match[str]) -> bool:
    return any(some[0].period == (m[1] or "") for c in r.lanes if (some := outline(r, c.code)))


@claim(r"Its domains; their shares are not in our sources\.")
def _named(r: Rows, m: re.Match[str]) -> bool:
    return any(r.of("exam_domain", c.code) and not outline(r, c.code) for c in r.lanes)


@claim(r"Exam fee: not published")
def _no_fee(r: Rows, m: re.Match[str]) -> bool:
    return any(not r.of("exam_fee", c.code) for c in r.lanes)


@claim(r"(questions|minutes)(?:, (\d{4}))?(?:; (\d+) scored)?")
def _size(r: Rows, m: re.Match[str]) -> bool:
    kind = {"questions": "exam_questions", "minutes": "exam_time"}[m[1]]
    facts = [f for c in r.lanes for f in r.of(kind, c.code)]
    scored = not m[3] or any(f.dimension == "scored" and f.number == number(m[3]) for f in facts)
    return any(f.period == (m[2] or "") for f in facts) and scored


@claim(r"credits (?:every year|every (\w+) years|to renew)")
def _every(r: Rows, m: re.Match[str]) -> bool:
    cycle = [f.number for f in newest(r, "renewal_cycle")]
    return cycle == [WORDS.index(m[1])] if m[1] else (cycle == [1]) == ("every year" in m[0])


# ── Renewals, pay, changes ────────────────────────────────────────────────────────────────────────


@claim(r"(\d+)(?: to (\d+))? credits? every (?:year|(\w+) years) (?:to )?keep it")
def _keep(r: Rows, m: re.Match[str]) -> bool:
    asked = [f.number for c in r.lanes for f in newest(r, "renewal_credits", c.code)]
    years = newest(r, "renewal_cycle")[0].number
    return (min(asked), max(asked), years) == (int(m[1]), int(m[2] or m[1]), WORDS.index(m[3]) if m[3] else 1)


@claim(r"Passing opens a lap of (\w+) years?\. At its end you renew, and the next begins\.")
def _lap(r: Rows, m: re.Match[str]) -> bool:
    return WORDS.index(m[1]) == newest(r, "renewal_cycle")[0].number


@claim(r"\$([\d,.]+)(?: (members|others|to retake|with voucher))?")
def _fee(r: Rows, m: re.Match[str]) -> bool:
    kinds = {"members": "member", "others": "non_member", "to retake": "retest", "with voucher": "voucher"}
    facts = [f for f in r.data.facts if f.unit == "USD" and f.number == number(m[1])]
    pay = [f.number for f in r.of("median_pay")]
    tick = not m[2] and pay and (number(m[1]) % 10_000 == 0 or (m[1], any(pay)) == ("1", False))
    return bool(tick) or any(not m[2] or f.dimension == kinds[m[2]] for f in facts)


@claim(
    r"In (\d{4}) (fitness trainers|exercise physiologists) earned more than (fitness trainers|exercise physiologists)"
)
def _earned(r: Rows, m: re.Match[str]) -> bool:
    pay = {(f.dimension, f.period): f.number for f in r.of("median_pay")}
    both = [year for o, year in pay if o == m[2] and (m[3], year) in pay]
    return m[1] == max(both) and pay[m[2], m[1]] > pay[m[3], m[1]]


@claim(r"([\d,]+) openings? a year (?:are|is) projected, ([\d–]+)")
def _openings(r: Rows, m: re.Match[str]) -> bool:
    return any(f.number == number(m[1]) and f.period.replace("/", "–") == m[2] for f in r.of("openings"))


@claim(r"Employers ask for: (.+)$")
def _employers(r: Rows, m: re.Match[str]) -> bool:
    return m[1] in {str(f.value) for f in r.of("entry_education")}


@claim(
    r"(\w+) names? changed,?(?: (\w+) certifications? closed)?|(\w+) certifications?"
    r" (have other names|has another name|(?:is|are) closed) now"
)
def _changed(r: Rows, m: re.Match[str]) -> bool:
    renamed = sum(bool(c.code_now) and (c.code_now, c.name_now or c.name) != (c.code, c.name) for c in r.lanes)
    closed = sum(not c.code_now for c in r.lanes)
    if m[1]:
        return (WORDS.index(m[1].lower()), WORDS.index(m[2])) == (renamed, closed)
    return WORDS.index(m[3].lower()) == (renamed if "name" in m[4] else closed) and 0 in (renamed, closed)


WHO = r"(fitness trainers|exercise physiologists)"


def of_workers(r: Rows, kind: str, who: str, period: str) -> list[float]:
    told = period.replace("–", "/")
    return [f.number for f in r.of(kind) if (f.dimension, f.period) == (who, told)]


@claim(rf"Half of all {WHO} earned more than \$([\d,]+) in (\d{{4}})")
def _half_earned(r: Rows, m: re.Match[str]) -> bool:
    return of_workers(r, "median_pay", m[1], m[3]) == [number(m[2])]


@claim(rf"(jobs of |growth of jobs of )?{WHO}, (\d{{4}}(?:–\d{{4}})?)")
def _workers(r: Rows, m: re.Match[str]) -> bool:
    kind = {None: "median_pay", "jobs of ": "jobs", "growth of jobs of ": "job_growth"}[m[1]]
    return bool(of_workers(r, kind, m[2], m[3]))


@claim(rf"New name of {CODE}")
def _name_now(r: Rows, m: re.Match[str]) -> bool:
    return m[0] in {c.name_now for c in r.lanes}


@claim(rf"Few took the ({CODE}) exam: its rate says less")
def _loose(r: Rows, m: re.Match[str]) -> bool:
    few = {code for code, record in r.rates.items() if 0 < (r.sat(code, max(record)) or 0) < 300}
    return few == {m[1]}


@claim(r"What the rates of (\d{4}) may stand for")
def _stand(r: Rows, m: re.Match[str]) -> bool:
    return m[1] in {max(record) for record in r.rates.values()}


@claim(r"([\d.]+)% of ([\d,]+) candidates?")
def _rate_of(r: Rows, m: re.Match[str]) -> bool:
    last = {code: max(record) for code, record in r.rates.items()}
    told = f"{m[1]}%", number(m[2])
    return any((r.percent(r.rates[code][year]), r.sat(code, year)) == told for code, year in last.items())


@claim(r"(\d+)–(\d+)%")
def _range(r: Rows, m: re.Match[str]) -> bool:
    known = [(rate, r.sat(code, year)) for code, record in r.rates.items() for year, rate in record.items()]
    return any(tuple(map(round, wilson(rate, sat))) == (int(m[1]), int(m[2])) for rate, sat in known if sat)


@claim(r"Something happened in (\d{4})")
def _event(r: Rows, m: re.Match[str]) -> bool:
    return any(f.period == m[1] for f in r.of("event"))


@claim(r"You pass at (\d+)")
def _pass_at(r: Rows, m: re.Match[str]) -> bool:
    return [f.number for f in r.of("passing_score")] == [float(m[1])]


@claim(r"((?:First-time p|P)ass rate), % of candidates, with its 95% interval: wider where fewer took it")
def _interval(r: Rows, m: re.Match[str]) -> bool:
    return MEASURE[m[1].lower()] == r.measure


# ── Charts in words ───────────────────────────────────────────────────────────────────────────────


SHOWN = r"(first-time )?pass rates by exam and year"
DATED = r", (\d{4})(?: to (\d{4}))?"


def shown(r: Rows, first_time: str | None, first: str, last: str | None) -> bool:
    """Whether a chart of rates is of the measure and of the years that it says."""
    return finish(r, first_time) and (first, last or first) == r.ends and first != last


def change(r: Rows, code: str) -> str:
    """The change of an exam in points, where it has both ends, and whether its intervals meet."""
    record, (first, last) = r.rates[code], r.ends
    if first == last or not {first, last} <= set(record):
        return ""
    points = rounded(record[last] - record[first])
    ends = [wilson(record[year], sat) for year in (first, last) if (sat := r.sat(code, year))]
    meet = len(ends) == 2 and max(low for low, _ in ends) <= min(high for _, high in ends)
    return f" (change in points: {points:+,d}{', may be chance' * (meet and points != 0)})".replace("+0", "0")


@claim(rf"Bar chart of {SHOWN}{DATED}\. (.+?)\.(?: (Steepest fall: [^.]+|Highest in \d{{4}}: C\d)\.)?$")
def _alt_rates(r: Rows, m: re.Match[str]) -> bool:
    told = "; ".join(
        f"{code}: " + r.in_order([*record], lambda y, record=record: f"{r.percent(record[y])} in {y}") + change(r, code)  # type: ignore[misc]
        for code, record in r.rates.items()
    )
    return m[4] == told and shown(r, *m.groups()[:3]) and not (m[5] and lies(r, m[5]))


@claim(rf"Steepest fall: ({CODE})\.?$")
def _falls_most(r: Rows, m: re.Match[str]) -> bool:
    falls = {code: record[min(record)] - record[max(record)] for code, record in r.rates.items()}
    alone = all(fall < falls[m[1]] for code, fall in falls.items() if code != m[1])
    return alone and falls[m[1]] > 0 and len(falls) > 1


@claim(rf"Highest in (\d{{4}}): ({CODE})\.?$")
def _ends_highest(r: Rows, m: re.Match[str]) -> bool:
    last = {code: record[m[1]] for code, record in r.rates.items()}
    return m[1] == r.ends[1] and all(rate < last[m[2]] for code, rate in last.items() if code != m[2])


@claim(rf"Bar chart of candidates and passes by exam and year{DATED}\. (.+?)\.(?: ((?:More|Fewer) sat .+)\.)?$")
def _alt_people(r: Rows, m: re.Match[str]) -> bool:
    one = r"([\d,]+) sat and (about )?([\d,]+) (passed(?: first time)?) in (\d{4})"
    told = [
        (code, *parts)
        for exam in m[3].split("; ")
        for code, _, sittings in [exam.partition(": ")]
        for parts in re.findall(rf"(?:^|, ){one}(?=, |$)", sittings)
    ]
    known = [(code, year) for code, record in r.rates.items() for year in record if r.sat(code, year) is not None]
    years = sorted({year for _, year in known})
    published = {(f.certification, f.period) for f in r.data.facts if f.kind == "passed"}
    return (
        [(code, year) for code, *_, year in told] == known
        and (m[1], m[2] or m[1]) == (years[0], years[-1])
        and not (m[4] and lies(r, m[4]))
        and all(
            number(sat) == r.sat(code, year)
            and about(passed, r.passing(code, year) or 0, number(sat))
            and bool(guess) != ((code, year) in published)
            and PASSING[how] == r.measure
            for code, sat, guess, passed, how, year in told
        )
    )


@claim(r"(More|Fewer) sat and (more|fewer) passed( first time)? in (\d{4}) than in (\d{4})\.?$")
def _people_moved(r: Rows, m: re.Match[str]) -> bool:
    whole = r.whole()
    (sat, passed), (later, then) = whole[r.ends[0]], whole[r.ends[1]]
    told = (later > sat, then > passed) == (m[1] == "More", m[2] == "more") and later != sat and then != passed
    return told and (m[5], m[4]) == r.ends and finish(r, m[3])


@claim(r"(?:Bar chart of|Lanes as wide as their share of) certified professionals, (.+?)(?:, (C\d) picked out)?"
       r"\. (.+?)\.(?: Most: (C\d)\.)?$")  # fmt: skip
def _alt_certified(r: Rows, m: re.Match[str]) -> bool:
    counts = r.certified()
    most = m[4] is None or all(f.number < counts[m[4]].number for code, f in counts.items() if code != m[4])
    return m[3] == "; ".join(f"{code} {f.value:,}" for code, f in counts.items()) and most and m[2] in (None, *counts)


@claim(rf"Bar chart of ({CODE}) (first-time )?pass rates by year{DATED}\. (.+?)\."
       r"(?: (\d+ points? (?:lost|gained) in .+? years?)\.)?$")  # fmt: skip
def _alt_exam(r: Rows, m: re.Match[str]) -> bool:
    record = r.rates[m[1]]
    told = r.in_order([*record], lambda year: f"{r.percent(record[year])} in {year}")
    dated = (m[3], m[4] or m[3]) == (min(record), max(record)) and m[3] != m[4]
    return m[5] == told and dated and finish(r, m[2]) and (m[6] is None or moved(record, m[6]))


def moved(record: dict[str, float], words: str) -> bool:
    """Whether a record moved so many points one way in so many years."""
    m = re.fullmatch(r"(\d+) points? (lost|gained) in (\w+) years?", words)
    (first, before), *_, (last, after) = (*record.items(), *record.items())
    sign, years = (-1 if m and m[2] == "lost" else 1), int(last) - int(first)
    return bool(m) and (int(m[1]), m[3]) == (rounded(sign * (after - before)), WORDS[years])  # type: ignore[index]


@claim(r"\d+ points? (?:lost|gained) in \w+ years?")
def _bracket(r: Rows, m: re.Match[str]) -> bool:
    return any(moved(record, m[0]) for record in r.rates.values())


@claim(rf"Bar chart of the ({CODE}) exam’s domains by their share of the exam(?:, (\d{{4}}))?\. (.+?)\."
       r"(?: Largest: ([^.]+)\.)?$")  # fmt: skip
def _alt_domains(r: Rows, m: re.Match[str]) -> bool:
    told = sorted(r.of("domain_weight", m[1]), key=lambda f: -f.number)
    most = m[4] is None or (m[4] == told[0].dimension and told[0].number > told[1].number)
    same = m[3] == "; ".join(f"{f.dimension}: {f.number:g}%" for f in told)
    return same and most and {f.period for f in told} == {m[2] or ""}


@claim(rf"(?:Testing|Care, and whatever else is asked|Law) of {CODE}")
def _domain(r: Rows, m: re.Match[str]) -> bool:
    named = {f.dimension for f in r.data.facts if f.kind == "domain_weight"}
    return m[0] in named | {f.value for f in r.data.facts if f.kind == "exam_domain"}


@claim(r"Scale of the exam’s scores from (\d+) to (\d+)\. (\d+) and more is a pass\.$")
def _alt_score(r: Rows, m: re.Match[str]) -> bool:
    ends = {f.dimension: f.number for f in r.of("score_scale")}
    told = float(m[1]), float(m[2]), [float(m[3])]
    return told == (ends["minimum"], ends["maximum"], [f.number for f in r.of("passing_score")])


@claim(r"Bar chart of what a renewal asks\. (.+?)\.(?: (Fewest credits|Lowest fee): ([^.]+)\.)?$")
def _alt_renewal(r: Rows, m: re.Match[str]) -> bool:
    kind = "renewal_fee" if m[2] == "Lowest fee" else "renewal_credits"
    known = {c.code: f.number for c in r.lanes for f in newest(r, kind, c.code)}
    low = {code for code, n in known.items() if n == min(known.values())}
    least = m[2] is None or (listed(m[3]) == low < {c.code for c in r.lanes} == set(known))
    told = []
    for c in r.lanes:
        asks = [f"credits {f.value}" for f in newest(r, "renewal_credits", c.code)]
        asks += [f"renewal fee ${f.value}" for f in newest(r, "renewal_fee", c.code)]
        told.append(f"{c.code}: {', '.join(asks) or 'not published'}")
    return m[1] == "; ".join(told) and least


def wilson(rate: float, sat: float) -> tuple[float, float]:
    """The 95 % interval of a rate, both in per cent."""
    z, p = 1.959964, rate / 100
    middle, half = p + z * z / (2 * sat), z * (p * (1 - p) / sat + z * z / (4 * sat * sat)) ** 0.5
    low, high = (100 * min(1, max(0, (middle + s * half) / (1 + z * z / sat))) for s in (-1, 1))
    return low, high


def _sat_in(last: float | None, year: str) -> str:
    return "" if last is None else f" ({last:,} sat in {year})"


@claim(rf"Dot chart of {SHOWN}(, with their 95% intervals)?{DATED}\. (.*?)\."
       r"(?: Least certain: (C\d) in (\d{4})\.)?$")  # fmt: skip
def _alt_intervals(r: Rows, m: re.Match[str]) -> bool:
    told, widths = [], {}
    for code, record in r.rates.items():
        rates, last = dict[str, str](), r.sat(code, max(record))
        for year, rate in record.items():
            low, high = wilson(rate, sat) if (sat := r.sat(code, year)) else (None, None)
            if low is not None and high is not None:
                widths[code, year] = high - low
            interval = f" ({rounded(low)}% to {rounded(high)}%)" if low is not None and high is not None else ""
            rates[year] = f"{r.percent(rate)} in {year}{interval}"
        told.append(f"{code}{_sat_in(last, max(record))}: {r.in_order([*rates], rates.__getitem__)}")
    least = m[6], m[7]
    widest = least == (None, None) or all(w < widths[least] for one, w in widths.items() if one != least)
    return m[5] == "; ".join(told) and widest and bool(m[2]) == bool(widths) and shown(r, m[1], m[3], m[4])


OCCUPATIONS = {"fitness trainers": "Fitness trainers", "exercise physiologists": "Exercise physiologists"}


def by_occupation(r: Rows, kind: str) -> dict[str, list[Fact]]:
    """The rows of a kind by the printed name of the occupation, the earliest first."""
    found = {name: [f for f in r.of(kind) if f.dimension == who] for who, name in OCCUPATIONS.items()}
    return {name: sorted(rows, key=lambda f: f.period[-4:]) for name, rows in found.items() if rows}


@claim(rf"Line chart of median annual pay by occupation and year{DATED}\. (.+?)\."
       r"(?: Highest in (\d{4}): (\w+ \w+)\.)?$")  # fmt: skip
def _alt_pay(r: Rows, m: re.Match[str]) -> bool:
    rows = by_occupation(r, "median_pay")
    told = "; ".join(
        f"{name}: " + ", ".join(f"${f.value:,} in {f.period}" for f in facts) for name, facts in rows.items()
    )
    years = sorted({f.period for facts in rows.values() for f in facts})
    both = {year for year in years if all(year in {f.period for f in facts} for facts in rows.values())}
    then = {name: f.number for name, facts in rows.items() for f in facts if f.period == m[4]}
    top = m[4] is None or (
        m[4] == max(both) and len(then) > 1 and all(n < then[m[5]] for name, n in then.items() if name != m[5])
    )
    return m[3] == told and top and (m[1], m[2] or m[1]) == (years[0], years[-1])


@claim(r"Bar chart of jobs by occupation(, with projected growth)?\. (.+?)\.(?: Most jobs: (\w+ \w+)\.)?$")
def _alt_jobs(r: Rows, m: re.Match[str]) -> bool:
    jobs, growth = by_occupation(r, "jobs"), by_occupation(r, "job_growth")
    told = []
    for name in OCCUPATIONS.values():
        parts = [f"{jobs[name][-1].value:,} in {jobs[name][-1].period}" if name in jobs else "not published"]
        for f in growth.get(name, [])[-1:]:
            parts.append(f"projected growth {'+' if f.number > 0 else ''}{f.value}% {f.period.replace('/', '–')}")
        told += [f"{name}: {', '.join(parts)}"] if name in jobs or name in growth else []
    last = {name: facts[-1] for name, facts in jobs.items()}
    most = m[3] is None or (
        all(f.number < last[m[3]].number for name, f in last.items() if name != m[3])
        and len({f.period for f in last.values()}) == 1
        and len(last) > 1
    )
    return m[2] == "; ".join(told) and most and bool(m[1]) == bool(growth)


@claim(r"(Median annual pay by occupation is|Jobs by occupation are) not published\.")
def _alt_none(r: Rows, m: re.Match[str]) -> bool:
    kinds = ("median_pay",) if m[1].startswith("Median") else ("jobs", "job_growth")
    return not any(r.of(kind) for kind in kinds)


@claim(r"Step chart of the education( and the clinical hours)? asked before the exam\. (.+?)\."
       r"( Every (?:clinical|fitness) lane asks more than every (?:fitness|clinical) lane\.)?$")  # fmt: skip
def _alt_ladder(r: Rows, m: re.Match[str]) -> bool:
    told, hours = [], False
    for lane in r.lanes:
        asked = {f.dimension: f.number for f in r.of("clinical_hours", lane.code)}
        routes = []
        for degree in sorted((f.dimension for f in r.of("education", lane.code)), key=DEGREES.index):
            least, most = asked.get("minimum", 0), asked.get("maximum", 0)
            if degree in asked:
                least, most = asked[degree], 0
            span = f"{least:g}–{most:g} h" if 0 < least < most else f"{least:g} h" if least else f"up to {most:g} h"
            routes.append(f"{degree} of {lane.code}" + (f", then {span} of clinical experience" * bool(least or most)))
            hours = hours or bool(least or most)
        told.append(f"{lane.code}: {', or '.join(routes) or 'not published'}")
    return m[2] == "; ".join(told) and bool(m[1]) == hours and not (m[3] and lies(r, m[3].strip(" .")))


@claim(rf"A lap of a running track: (\w+) years? from passing to renewal, with a lane each for {CODES}\.")
def _alt_lap(r: Rows, m: re.Match[str]) -> bool:
    (cycle,) = newest(r, "renewal_cycle")
    years = WORDS.index(m[1]) if m[1] in WORDS else int(m[1])
    return years == cycle.number and listed(m[2]) <= {c.code for c in r.lanes}


@claim(r"Step chart of the education asked before the exam\. ([^.]+)\.$")
def _alt_steps(r: Rows, m: re.Match[str]) -> bool:
    words = dict(zip(DEGREES, ("Diploma", "Bachelor’s", "Master’s"), strict=True))
    steps = {c.code: r.degree(c.code) for c in r.lanes}
    told = (
        f"{code}: {words[degree] + ' + hours' * r.hours(code) if degree else 'not published'}"
        for code, degree in steps.items()
    )
    return m[1] == "; ".join(told)


# ── What claims nothing, or is checked figure by figure ───────────────────────────────────────────

FIGURES = (
    r"[+-]?\$?[\d,]+(?:\.\d+)?%?\+?", r"[\d,]+ (passed(?: first time)?)", r"Halfway 50%", rf"{CODE}", r"N\d",
    r"\[[\d, –]+\]",
)  # fmt: skip
LABELS = (
    *FIGURES,
    r"CERTIFICATION GUIDE", r"An independent guide to ACSM’s health and fitness certifications",
    r"Is this your lane\?", r"What we print", r"Before you register", r"What share passed(?:, exam by exam)?",
    r"What happened, and when\?", r"Choose the lane that fits you\.", r"Collect what your start line asks\.",
    r"What the latest rates may stand for",
    r"(?:Totals, changes, and rates that are not published, are our calculation from the published rows\. )?"
    r"Where sources disagree we print official sources first, then copies of them, then secondary ones; "
    r"of equals the newer\.",
    r"Independent: not published or endorsed by ACSM\.", r"Sources?: ACSM\.",
    r"Staggered start lines: what each lane asks before the exam", r"(?:Diploma|Bachelor’s|Master’s) \+ hours",
    r"Independent guide: not published, endorsed or reviewed by the American College of Sports Medicine \(ACSM\)\.",
    r"At a glance|Requirements side by side|Exam statistics|Sources|Every lane at a glance",
    r"START(: what do you hold(, and who will you work with)?\?|: who will you work with\?)?", r"Yes", r"Start",
    r"ACSM founded|members and certified professionals|core certifications", r"not published|Not published",
    r"Clinical hours", r"credits|renewal fee|pass",
    r"What each lane asks before (?:you may start|the exam)",
    r"Staggered start lines: what you must have before you may take the exam\.",
    r"(?:Minimum age|Education|Life support|Exam questions|Exam time|Exam fee|Renewal credits|Renewal fee)",
    r"Ask before you register|What our sources do not say: ask before you register|Open questions",
    r"(?:Our sources do not say\. )?Write the answers here\.", r"in this guide",
    rf"{CODE}: what to ask before you register",
    r"(?:un)?scored questions", r"people passed in \d{4}",
    r"High-school|diploma or|equivalent|degree|clinical hours|\+ hours",  # the lines of the steps
    r"(?:Diploma|Bachelor’s|Master’s)(?: \+)?",
    r"Full name|Now called|Track|You serve|Minimum age|Education|Life support|Fitness|Clinical",
    r"How hard is the exam\?", r"How many are certified", r"Which certification is your lane\?",
    r"Sources?:(?: ACSM)? \[[\d, –]+\]\.", r"Sources: \[1\] ACSM: A page",
    r"ACSM Certification Requirements and Statistics",
    r"Where every number in this guide comes from", r"1|ACSM: A page \(2015; official\)|example\.org/page",
    r"Our calculation|Before you use it|Notes on single figures|Sources disagree",
    r"Rates of all exams, totals, changes, and passes that are not published, .* of equals the newer\.",
    r"True at the date of this edition\..* no logo or artwork of ACSM is used\.",
    r"is the score that gets you over the line", r"Scaled score, from 200 to 800 points\.(?: \[[\d, –]+\])?",
    r"Passing standard: scaled score 550, on a scale from 200 to 800\.(?: \[[\d, –]+\])?",
    r"→ [A-Z][a-z ]+, page \d+", r"Contents", r"Find your question, then read its page", r"How to read the lanes",
    r"A lane is a certification", r"The same color, number and place on every page\. .* reads in black and white\.",
    r"The start line|Light to dark|Halfway|The finish|Where it comes from|\[n\]",
    r"What you must have before you may take the exam\. The longer the run-up, the more is asked\.",
    r"Years, from the first to the latest\. The latest is in full color\.",
    r"Half of the candidates\. A bar that ends before this line: fewer than half passed\.",
    r"All of them: every scale of pass rates ends here, and starts at zero\.",
    r"Numbers in brackets are sources\. Their list is at the end, with what they disagree on\.",
    r"Not in our sources: we say so, and never guess\.",
    r"Which certification fits me\?|What is each of them about\?|What is it about\?",
    r"What must I have before I may start\?",
    r"How do I keep it, and what does it cost\?|What does the work pay\?|Which names are still in use\?",
    r"Where do the numbers come from\?", r"A scaled score, not a percentage",
    rf"{CODE}: what it asks(?:, and whom you will serve| before you may start)", r"What share passed, year by year",
    r"What the exam asks about|Your start line|Whom you will serve|Where you may work",
    r"The exam, and after",
    r"(?:exam fee(?:, members of ACSM|, others| with a voucher)?|to retake|to renew)",
    r"months? of grace to renew|late fee|to be reinstated",
    r"for each further certification renewed|credits a year for CPR and first aid",
    r"credits a year, at most, for committee work", r"Staying certified|What it takes to stay certified",
    r"Year \d|years?|a lap|You pass: start\. You renew: finish, and start again\.", r"What a renewal takes",
    r"Continuing education credits(?:, and the fee in US dollars)?",
    r"The fee in US dollars", r"To take the exam, US dollars",
    r"Pay and jobs|What the work pays, and how many do it|Median pay: half earned more, half less",
    r"How many jobs there are",
    r"Of the whole occupation, certified or not: our sources do not tell the certified apart\.",
    r"Median annual pay, US dollars, (?:not adjusted for prices|of different years: do not compare)",
    r"Jobs, and how their number is projected to grow", r"Fitness trainers|Exercise physiologists",
    r"What changed(?:, and when)?|In this guide|Now called|Year by year|Back cover|Handed out by",
    r"Name, address or stamp",
    r"Edition [0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\.?",  # test_stamp knows whether it is the right one
    r"Where sources disagree, and what we computed", r"Notes|Before you register: what to do",
    r"Choose the lane that fits your degree and the people you want to serve\.",
    r"Read the current candidate handbook of ACSM: this guide is true at its date\.",
    r"Collect what your start line asks: degree, life support, hours\.",
    r"Plan your study by what the exam asks about\.|Put the first renewal into your calendar\.",
    r"How far (?:a|each) rate can be trusted",
    r"\$1",  # the only mark of a scale of pay on which nobody earns anything
    r"\d{4}(?:–\d{4})?", r"sat in \d{4}", r"in \d{4}", r"passed(?: first time)?",
    r"Steps of education are equal(?:; clinical hours are to scale)?\.", r"Start with the people you want to serve",
)  # fmt: skip
PLAIN = [re.compile(pattern) for pattern in LABELS]


def lies(rows: Rows, text: str) -> list[str]:
    """Return what in a text is not true by the rows, and what nobody says when it is true."""
    found, rest = list[str](), " ".join(text.split())
    while rest:
        fits = [(m, truth) for pattern, truth in CLAIMS if (m := pattern.match(rest)) and ends(rest, m)]
        plain = [m for pattern in PLAIN if (m := pattern.match(rest)) and ends(rest, m)]
        longest = max((len(m[0]) for m in (*plain, *(m for m, _ in fits))), default=0)
        if not longest:
            return [*found, f"unknown: {rest!r}"]
        told = [(m, truth) for m, truth in fits if len(m[0]) == longest]
        if told and not any(holds(truth, some, m) for m, truth in told for some in rows.groups):
            found.append(f"false: {told[0][0][0]!r}")
        rest = rest[longest:].lstrip()
    return found


def holds(truth: Truth, rows: Rows, match: re.Match[str]) -> bool:
    """Whether a sentence is true of the certifications with one measure; not if it is about another one."""
    try:
        return truth(rows, match)
    except KeyError:
        return False


def ends(text: str, match: re.Match[str]) -> bool:
    return match.end() == len(text) or text[match.end()] == " "
