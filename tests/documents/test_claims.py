"""Whatever the data says, every sentence on every page is true of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from acsm_report.charts.registry import CHART_BUILDERS
from acsm_report.dataset.insights import compute_insights
from acsm_report.dataset.model import Certification, Dataset, Fact, Source
from acsm_report.dataset.schema import OCCUPATIONS
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import FitError, ReportError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.layout.blocks import place_chart as placed
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Drawing, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES
from support.claims import CLAIMS, DEGREES, WORDS, Rows, lies, rounded
from support.packages import Package

SOURCE = Source("s", "A page", "ACSM", "https://example.org/page", "2015", "official")
SERVED = ("individuals", "groups", "stable conditions", "disease")
DOMAINS = ("Testing", "Care, and whatever else is asked", "Law")
DAYS = ("2014", "2015-06-23")

# ── Data ──────────────────────────────────────────────────────────────────────────────────────────

whole = st.integers(0, 100) | st.sampled_from((0, 40, 50, 50, 51, 60, 100))
rates = whole | st.integers(0, 1000).map(lambda tenths: tenths / 10 if tenths % 10 else tenths // 10)
people = st.none() | st.sampled_from((0, 1, 294, 299, 300, 306)) | st.integers(1, 400) | st.integers(300, 20_000)


few = st.integers(60, 299)
TIDY, LONG = (2012, 2013, 2014), (2010, 2011, 2012, 2013, 2014)
SHAPES = ("fall", "rise", "flat", "free", "cross", "once", "turn")


@st.composite
def exams(draw: Any, code: str, kind: str, shape: str = "") -> list[Fact]:
    """The rows of an exam in one measure: some years with a rate, some of these with people; all in a tidy shape."""
    rows = []

    def row(kind: str, value: float, unit: str, year: int) -> None:
        rows.append(Fact(kind, value, unit, code, period=str(year), source="s"))

    early = draw(st.integers(0, 1)) * (kind == "pass_rate")
    years = (
        TIDY[-1:]
        if shape == "once"
        else LONG
        if shape == "turn"
        else TIDY
        if shape
        else sorted(draw(st.sets(st.integers(2010, 2014 - early), max_size=5)))
    )
    told = draw(st.lists(rates, min_size=len(years), max_size=len(years)))
    shape = {"cross": "fall" if code in ("C1", "C3") else "rise"}.get(shape, shape)
    down = sorted(((58, 41, 33)[: len(told)] if (shape, code) == ("fall", "C2") else told), reverse=True)
    turn = [*down[-1:], *down[:-1]]
    told = {"fall": down, "rise": down[::-1], "flat": told[:1] * len(told), "turn": turn}.get(shape, told)
    bare = draw(st.integers(0, 6)) == 0
    for year, rate in zip(years, told, strict=True):
        sat = (
            None
            if bare
            else draw(few if (shape, code) == ("turn", "C2") else st.integers(300, 5000) if shape else people)
        )
        row(kind, rate, "%", year)
        if sat is not None:
            row("candidates", sat, "people", year)
            if draw(st.integers(0, 5)) == 0:
                row("passed", round(sat * rate / 100), "people", year)
    return rows


@st.composite
def asked(draw: Any, code: str, degree: str) -> list[Fact]:
    """The rows of what is asked of a certification, any of them missing; a `degree` that is given is the only one."""

    def fact(kind: str, value: float | str, unit: str = "", dimension: str = "") -> Fact:
        return Fact(kind, value, unit, code, dimension, source="s")

    if not degree and draw(st.integers(0, 5)) == 0:
        return [fact("population", f"clients d of {code}", "", "disease")] * draw(st.integers(0, 1))
    degrees = [degree] if degree else [d for d in DEGREES if draw(st.integers(0, 2)) == 0]
    rows = [fact("education", f"{d} of {code}", "", d) for d in degrees]
    ill = degree in DEGREES[1:] and code > "C2"
    served = {SERVED[3 if ill else 0]} if degree else draw(st.sets(st.sampled_from(SERVED), max_size=2))
    rows += [fact("population", f"clients {'abcd'[SERVED.index(d)]} of {code}", "", d) for d in SERVED if d in served]
    hours = draw(st.sampled_from(((), ("minimum",), ("maximum",), ("minimum", "maximum"), DEGREES[1:], DEGREES[2:])))
    least = draw(st.sampled_from((0, 400)))
    rows += [fact("clinical_hours", least if d == "minimum" else 600, "hours", d) for d in hours]
    rows += [fact("minimum_age", 18, "years")] * draw(st.integers(0, 1))
    rows += [fact("life_support", f"support of {code}")] * draw(st.integers(0, 1))
    return rows


@st.composite
def laps(draw: Any, code: str) -> list[Fact]:
    """The rows of what an exam is about, how long it is, and of what keeps its certification, any of them missing."""

    def fact(kind: str, value: float | str, unit: str, dimension: str = "", period: str = "") -> Fact:
        return Fact(kind, value, unit, code, dimension, period, "s")

    weights = draw(st.dictionaries(st.sampled_from(DOMAINS), st.sampled_from((0, 5, 30, 100)), max_size=3))
    outline = draw(st.sampled_from(("", "2012")))
    rows = [fact("domain_weight", n, "%", f"{name} of {code}", outline) for name, n in weights.items()]
    named = draw(st.integers(0, 2))
    rows += [fact("exam_domain", f"{name} of {code}", "", f"{n}") for n, name in enumerate(DOMAINS[:named], 1)]
    asked = draw(st.dictionaries(st.sampled_from(("renewal_credits", "renewal_fee")), st.sampled_from((0, 45, 60))))
    units = {"renewal_credits": "credits", "renewal_fee": "USD"}
    rows += [fact(kind, n, units[kind]) for kind, n in asked.items()]
    if draw(st.booleans()):
        rows.append(fact("exam_questions", 140, "questions", "total", outline))
        rows += [fact("exam_questions", 125, "questions", "scored", outline)] * draw(st.integers(0, 1))
    rows += [fact("exam_time", 210, "minutes", period=outline)] * draw(st.integers(0, 1))
    fees = draw(st.sets(st.sampled_from(("", "member", "non_member", "retest", "voucher")), max_size=3))
    rows += [fact("exam_fee", 200 + len(fee), "USD", fee) for fee in sorted(fees)]
    rows += [fact("work_settings", f"support of {code}", "")] * draw(st.integers(0, 1))
    return rows


@st.composite
def renewals(draw: Any) -> list[Fact]:
    """The rows of what renewals take of everybody, and of what happened, any of them missing."""
    units = {"grace_period": "months", "late_fee": "USD", "reinstatement_fee": "USD", "additional_fee": "USD",
             "service_credits": "credits", "life_support_credits": "credits"}  # fmt: skip
    told = draw(st.dictionaries(st.sampled_from(sorted(units)), st.sampled_from((0, 6, 25, 165))))
    rows = [Fact(kind, n, units[kind], source="s") for kind, n in told.items()]
    cycle = draw(st.sampled_from((0, 1, 3, 3)))
    rows += [Fact("renewal_cycle", cycle, "years", source="s")] if cycle else []
    years = draw(st.sets(st.integers(1990, 2018), max_size=5))
    return rows + [Fact("event", f"something happened in {y}", "", period=str(y), source="s") for y in sorted(years)]


@st.composite
def occupations(draw: Any) -> list[Fact]:
    """The rows of the occupations' pay and jobs, any of them missing."""
    rows = []
    for who in OCCUPATIONS:
        told = draw(st.dictionaries(st.integers(2010, 2018), st.sampled_from((0, 40_000, 40_000, 51_230)), max_size=3))
        rows += [Fact("median_pay", pay, "USD", "", who, str(year), "s") for year, pay in told.items()]
        jobs = draw(st.sets(st.sampled_from((2012, 2016)), max_size=2))
        rows += [Fact("jobs", draw(st.sampled_from((900, 900, 356_900))), "jobs", "", who, str(y), "s") for y in jobs]
        growth = draw(st.none() | st.sampled_from((-5, 0, 13)))
        rows += [] if growth is None else [Fact("job_growth", growth, "%", "", who, "2016/2026", "s")]
        if draw(st.integers(0, 2)) == 0:
            rows.append(Fact("openings", 69_000, "jobs", "", who, "2016/2026", "s"))
            rows.append(Fact("entry_education", f"a degree for {who}", "", "", who, source="s"))
    return rows


@st.composite
def datasets(draw: Any) -> Dataset:
    """A small package: one to five certifications, whatever is known of each."""
    lanes, facts = [], list[Fact]()
    count = draw(st.integers(1, 5))
    some = st.lists(st.sampled_from(DEGREES), min_size=count, max_size=count)
    degrees = draw(st.just([""] * count) | some.map(lambda found: sorted(found, key=DEGREES.index)))
    kind = draw(st.sampled_from(("pass_rate", "first_time_pass_rate")))
    shape = draw(st.sampled_from(("", *SHAPES)))
    days = draw(st.sampled_from((DAYS[:1], DAYS)))
    for lane in range(1, count + 1):
        code = f"C{lane}"
        now, name_now = draw(
            st.sampled_from(((code, f"Name of {code}"), (code, ""), (code, f"New name of {code}"),
                             (f"N{lane}", f"New name of {code}"), (f"N{lane}", ""), ("", "")))
        )  # fmt: skip
        clinical = (degrees[lane - 1] == "master") if degrees[0] else draw(st.booleans())
        track, note = "clinical" if clinical else "fitness", "" if now else f"ended for {code}"
        lanes.append(Certification(code, lane, f"Name of {code}", track, now, name_now, "s", note))
        facts += draw(asked(code, degrees[lane - 1]))
        other = {"pass_rate": "first_time_pass_rate", "first_time_pass_rate": "pass_rate"}[kind]
        mine = draw(exams(code, kind if shape or draw(st.integers(0, 4)) else other, shape))
        facts += mine if draw(st.integers(0, 4)) else [f for f in mine if f.kind not in (kind, other, "passed")]
        for day in days:
            if draw(st.integers(0, 3)):
                holders = draw(st.sampled_from((0, 500, 500)) | st.integers(0, 9000))
                facts.append(Fact("certified", holders, "people", code, period=day, source="s"))
    if draw(st.booleans()):
        marks = (("passing_score", "", 550), ("score_scale", "minimum", 200), ("score_scale", "maximum", 800))
        facts += [Fact(k, n, "score", "", d, source="s") for k, d, n in marks]
        facts.append(Fact("founded", 1954, "year", source="s"))
        facts.append(Fact("community", 45000, "people", "", "more than", source="s"))
    for certification in lanes:
        facts += draw(laps(certification.code))
    facts += [*draw(renewals()), *draw(occupations())]
    return Dataset("made", "made", tuple(lanes), tuple(facts), {"s": SOURCE})


def mixed() -> Dataset:
    """Three exams of which one rose and two fell: too rare to be met by chance."""
    names = ("C1", "C2", "C3")
    lanes = (Certification(c, n, f"Name of {c}", "fitness", c, f"Name of {c}", "s") for n, c in enumerate(names, 1))
    rates = {"C1": (60, 75), "C2": (60, 50), "C3": (55, 40)}
    facts = [
        Fact(kind, value, unit, code, period=year, source="s")
        for code, both in rates.items()
        for year, rate in zip(("2012", "2014"), both, strict=True)
        for kind, value, unit in (("pass_rate", rate, "%"), ("candidates", 1000, "people"))
    ]
    return Dataset("made", "made", tuple(lanes), tuple(facts), {"s": SOURCE})


# ── Pages ─────────────────────────────────────────────────────────────────────────────────────────


def pages(data: Dataset, context: LayoutContext) -> Iterator[Scene]:
    """Every page of both documents and one of every chart, charts as words; of the fixed shapes those with room."""
    insights = compute_insights(data)
    charts = [chart for draw in CHART_BUILDERS for chart in draw(insights, context, context.grid.text_width)]
    yield from place_labels(
        (Scene("gallery", "", context.page_format.size, tuple(placed(0, 0, chart) for chart in charts)),)
    )
    yield from place_labels(compose(BROCHURE, insights, context))
    for picture in PICTURE_NAMES:
        try:
            yield from place_labels(compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS[picture])))
        except FitError:
            if PAGE_FORMATS[picture].height is None:
                raise


def texts(scenes: list[Scene]) -> Iterator[str]:
    for scene in scenes:
        for item in scene.blocks:
            assert isinstance(item.block, Drawing)
            yield from (text for text in (item.block.text, item.alt) if text)


def plain(rows: Rows, fact: Fact) -> set[str]:
    """What may stand for a fact: its value with and without its unit, small counts in words."""
    if isinstance(fact.value, str):
        return {fact.value, fact.value[:1].upper() + fact.value[1:]}
    if fact.decimals is not None:
        shown = {some.percent(fact.number) for some in rows.groups}
        return shown | {percent.rstrip("%") for percent in shown}
    value = rounded(fact.value) if fact.formula else fact.value
    digits = f"{value:d}" if fact.unit in ("year", "score") else f"{'$' * (fact.unit == 'USD')}{value:,}"
    signed = f"+{digits}" if fact.unit == "points" and value > 0 else digits
    words = {WORDS[int(value)], WORDS[int(value)].capitalize()} if value in range(1, len(WORDS)) else set()
    more = "+" if fact.dimension == "more than" else ""
    return {signed, signed + {"%": "%", "hours": " h"}.get(fact.unit, "") + more, *words}


def computed(rows: Rows, fact: Fact) -> Iterator[float | None]:
    """A computed figure, from the rows of each measure alone; None for what a sentence tells."""
    for some in rows.groups:
        with suppress(KeyError):
            yield computed_of_measure(some, fact)


def computed_of_measure(rows: Rows, fact: Fact) -> float | None:
    code, period = fact.certification, fact.period
    if fact.kind == "change":
        first, last = period.split("/")
        return rows.rates[code][last] - rows.rates[code][first]
    if fact.kind == "points_moved":
        first, last = period.split("/")
        return rounded(abs(rows.rates[code][last] - rows.rates[code][first]))
    if fact.kind == "years_between":
        first, last = period.split("/")
        return int(last) - int(first)
    if fact.kind == "candidates":
        return rows.whole()[period][0]
    if fact.kind == "overall_pass_rate":
        sat, passed = rows.whole()[period]
        return 100 * passed / sat
    return sum(f.number for f in rows.certified().values()) if fact.kind == "certified_total" else None


def wrong(rows: Rows, scenes: list[Scene]) -> list[str]:
    """The figures that are not as their row says, and the computed ones that come out otherwise."""
    found = []
    told = (run for scene in scenes for item in scene.blocks for run in item.block.marks if isinstance(run, TextRun))  # type: ignore[union-attr]
    for span, text in ((span, run.text[span.start : span.end]) for run in told for span in run.spans):
        fact = span.origin
        if not isinstance(fact, Fact) or span.shows != "value":
            continue
        same = replace(fact, decimals=None) in rows.data.facts if not fact.formula else True
        values = list(computed(rows, fact)) if fact.formula else [None]
        reckoned = any(value is None or abs(value - fact.number) < 1e-6 for value in values)
        words = isinstance(fact.value, str) and text.lower() in fact.value.lower()  # a line of it
        part = any(text in whole.split() for whole in plain(rows, fact))  # a figure may part from its unit
        if not (same and reckoned and (words or part or text in plain(rows, fact))):
            found.append(f"{text!r} for {fact}")
    return found


def test_every_sentence_is_true_whatever_the_data(context: LayoutContext, thorough: bool) -> None:
    """Of any years, rates, people and demands, whatever is missing, no page says what is not so.

    The examples meet nearly all claims, and all of them in the thorough profile.
    """
    met = set[str]()

    @settings(max_examples=2 * settings().max_examples)
    @given(datasets())
    @example(mixed())
    def check(data: Dataset) -> None:
        try:
            rows, scenes = Rows(data), list(pages(data, context))
        except ReportError as error:
            assert re.search(r"room|fit", str(error)), error
            return
        said = [" ".join(text.split()) for text in dict.fromkeys(texts(scenes))]
        met.update(truth.__name__ for pattern, truth in CLAIMS if any(map(pattern.search, said)))
        assert [*wrong(rows, scenes), *(lie for text in said for lie in lies(rows, text))] == []

    check()
    missed = [truth.__name__ for _, truth in CLAIMS if truth.__name__ not in met | IN_WORDS]
    assert len(missed) <= (0 if thorough else len(CLAIMS) // 20), missed


IN_WORDS = {"_alt_none"}  # said by charts that no page places


# ── Other data, other words ───────────────────────────────────────────────────────────────────────


def said(package: Package, context: LayoutContext) -> str:
    """The titles of both documents."""
    insights = package.tell()
    scenes = [
        *compose(BROCHURE, insights, context),
        *compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"])),
    ]
    heads = [item.block.text for s in scenes for item in s.blocks if item.tag in ("H1", "H2")]  # type: ignore[union-attr]
    return " | ".join(" ".join(head.split()) for head in heads)


RATE, EDUCATION = {"kind": "pass_rate"}, {"kind": "education"}
CHANGED: dict[str, Callable[[Package], object]] = {
    "A smaller share passed in all four exams, 2012 to 2014": lambda p: p.change(
        "facts", {**RATE, "certification": "CES", "period": "2014"}, value="99"
    ),
    "All four pass rates fell": lambda p: p.change(
        "facts", {**RATE, "certification": "CES", "period": "2014"}, value="99"
    ),
    "In 2014 only half reached the finish": lambda p: p.change("facts", {**RATE, "period": "2014"}, value="60"),
    "More people at the start, fewer over the finish": lambda p: p.change(
        "facts", {"kind": "candidates", "period": "2014"}, value="9"
    ),
    "Nearly half of those counted: CPT": lambda p: p.change(
        "facts", {"kind": "certified", "certification": "HFS"}, value="90000"
    ),
    "Two lanes open with a diploma, three need a degree": lambda p: p.change(
        "facts", {**EDUCATION, "certification": "GEI"}, dimension="bachelor"
    ),
    "The more clinical the work, the longer the run-up": lambda p: p.change(
        "facts", {**EDUCATION, "certification": "HFS"}, dimension="master"
    ),
    "Your degree and your clients choose the lane": lambda p: p.keep("facts", lambda r: r["kind"] != "population"),
    "Five certifications. Which lane is yours?": lambda p: p.only("CPT", "HFS", "CES", "RCEP"),
}


@pytest.mark.parametrize("title", CHANGED)
def test_a_title_that_the_data_no_longer_bears_out_is_another(
    title: str, package: Package, context: LayoutContext
) -> None:
    """Each title of the shipped edition stands only as long as its rows do."""
    assert title in said(package, context)
    CHANGED[title](package)
    assert title not in said(package, context)
