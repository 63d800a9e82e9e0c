"""Dots, lines and steps: each stands where its fact is, on a scale that nobody cut, and no word on another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.charts import eligibility_steps, job_outlook, median_pay, pass_rate_intervals
from acsm_report.charts.xy_canvas import decimal_year
from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Certification, Dataset, Fact
from acsm_report.dataset.schema import EDUCATION_LEVELS, OCCUPATIONS
from acsm_report.errors import FitError
from acsm_report.geometry import Box
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.measure import text_run_box
from acsm_report.layout.scene import Chart
from support.chart_checks import FORMAT_NAMES, assert_apart, assert_in_its_box, labels, on
from support.insights import insights_of
from support.paths import DATASETS

WIDTHS = {"letter": (250.0, 528.0), "infographic": (952.0,)}
TRAINERS, PHYSIOLOGISTS = OCCUPATIONS


def dots(chart: Chart) -> Iterator[tuple[float, float, Box]]:
    """The value (x, y) of every dot with its box, by the axes of the figure alone."""
    layout, size = chart.figure["layout"], chart.size
    for trace in chart.figure["data"]:
        if trace.get("mode") != "markers":
            continue
        across, up = (layout[f"{trace[f'{letter}axis'][0]}axis{trace[f'{letter}axis'][1:]}"] for letter in "xy")
        for x, y in zip(trace["x"], trace["y"], strict=True):
            shares = ((v - a["range"][0]) / (a["range"][1] - a["range"][0]) for v, a in ((x, across), (y, up)))
            right, high = (a["domain"][0] + s * (a["domain"][1] - a["domain"][0])
                           for s, a in zip(shares, (across, up), strict=True))  # fmt: skip
            wide = trace["marker"]["size"]
            yield x, y, Box(right * size.width - wide / 2, (1 - high) * size.height - wide / 2, wide, wide)


def assert_readable(chart: Chart) -> None:
    """Words are in the box and apart from each other and from every dot; so are the runs that the ledger reads."""
    assert_in_its_box(chart)
    assert_apart(chart)
    runs = [text_run_box(run) for run in chart.labels]
    assert all(chart.size.box.contains(box, tolerance=0.5) for box in runs)
    assert not any(one.overlaps(two, tolerance=0.5) for one, two in combinations(runs, 2))
    marks = [box for _, _, box in dots(chart)]
    assert [text for text, box in labels(chart) if any(box.overlaps(mark, tolerance=0.5) for mark in marks)] == []
    assert all(chart.size.box.contains(mark, tolerance=0.5) for mark in marks)


def pays(*rows: tuple[str, str, float], kind: str = "median_pay", unit: str = "USD") -> Insights:
    """The story of rows (occupation, period, value)."""
    facts = tuple(Fact(kind, value, unit, "", who, period, "s") for who, period, value in rows)
    return compute_insights(Dataset("test", "Test", (), facts, {}))


# ── Intervals ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", DATASETS)
def test_every_rate_is_a_dot_at_its_value(data: str, stories: dict[str, Insights], context: LayoutContext) -> None:
    """A dot a rate, at its height from 0 to 100 and at its year, and the ledger's box is where it stands."""
    drawn = pass_rate_intervals(stories[data], context, 528)
    rates = [s.rate for r in stories[data].records for s in r.exam_years]
    assert [(x, y) for x, y, _ in dots(drawn)] == [(float(f.period), f.number) for f in rates]
    boxes = {length.fact.key: length.box for length in drawn.lengths if length.fact in rates}
    for rate, (_, _, box) in zip(rates, dots(drawn), strict=True):
        assert (box.x, box.y) == (pytest.approx(boxes[rate.key].x), pytest.approx(boxes[rate.key].y))


def test_all_panels_have_one_scale(insights: Insights, context: LayoutContext) -> None:
    """Every exam is drawn from 0 to 100 per cent and over all the years, however few it has."""
    layout = pass_rate_intervals(insights, context, 528).figure["layout"]
    ranges = {name: axis["range"] for name, axis in layout.items() if name[1:5] == "axis" and name[5:]}
    assert len(ranges) == 2 * len(insights.records)
    assert {tuple(r) for name, r in ranges.items() if name[0] == "y"} == {(0, 100)}
    assert {tuple(r) for name, r in ranges.items() if name[0] == "x"} == {(2012, 2014)}


def test_an_interval_reaches_from_its_low_to_its_high_end(insights: Insights, context: LayoutContext) -> None:
    """The band behind a dot is the interval that the story tells: two facts, each an end of it."""
    drawn = pass_rate_intervals(insights, context, 528)
    ends = [f.number for r in insights.records for s in r.exam_years for f in s.interval or ()]
    bands = [t for t in drawn.figure["data"] if t.get("mode") == "lines"][::2]
    assert [y for band in bands for y in band["y"] if y is not None] == ends
    assert [f.number for f in drawn.facts if f.kind == "interval"] == ends


def test_a_rate_without_people_is_a_dot_alone(context: LayoutContext) -> None:
    """Where nobody tells how many sat, no interval is drawn and none is told."""
    drawn = pass_rate_intervals(insights_of([(50, None), (60, None)]), context, 528)
    assert not [f for f in drawn.facts if f.kind == "interval"]
    assert len(list(dots(drawn))) == 2
    assert "(" not in drawn.alt


def test_a_year_that_is_missing_breaks_the_line(package: Any, context: LayoutContext) -> None:
    """Between two years with a year of other exams between them no line says that all is known."""
    package.keep("facts", lambda r: (r["kind"], r["certification"], r["period"]) != ("pass_rate", "CPT", "2013"))
    lines = [t for t in pass_rate_intervals(package.tell(), context, 528).figure["data"] if t.get("mode") == "lines"][
        1::2
    ]
    assert lines[0]["y"] == [69, None, 55]
    assert None not in lines[1]["y"]


def test_intervals_can_be_read_whatever_they_are(context: LayoutContext) -> None:
    """Exams of one to six years, any rates and people: no word leaves the chart, or covers another or a dot."""
    rate = st.integers(0, 100) | st.integers(0, 1000).map(lambda tenths: tenths / 10)
    sitting = st.tuples(rate, st.none() | st.integers(0, 100_000))

    @given(st.lists(st.lists(sitting, min_size=1, max_size=6), min_size=1, max_size=5), st.booleans())
    def check(records: list[list[tuple[float, int | None]]], low: bool) -> None:
        for name in FORMAT_NAMES:
            for width in WIDTHS[name]:
                drawn = pass_rate_intervals(insights_of(*records), on(context, name), width, 200 if low else 9999)
                assert drawn.size.width == width
                assert_readable(drawn)

    check()


@pytest.mark.parametrize("count", range(1, 10))
def test_as_many_exams_as_there_are_stand_in_rows(count: int, context: LayoutContext) -> None:
    """Up to nine panels stand in rows of at most five, all as wide as each other."""
    lanes = context.brand.lanes * 2
    many = replace(context, brand=replace(context.brand, lanes=lanes))
    drawn = pass_rate_intervals(insights_of(*([[(40, 90), (60, 400)]] * count)), many, 528)
    axes = [a for name, a in drawn.figure["layout"].items() if name.startswith("xaxis") and name != "xaxis"]
    lefts = [round(axis["domain"][0], 6) for axis in axes]
    assert max(lefts.count(left) for left in lefts) == -(-count // 5)
    assert len(set(lefts)) <= 5
    assert_readable(drawn)


def test_intervals_are_as_tall_as_they_may_be(insights: Insights, context: LayoutContext) -> None:
    """A lower room lowers the scale, and nothing else."""
    assert (
        pass_rate_intervals(insights, context, 528, 150).size.height
        <= 150
        < pass_rate_intervals(insights, context, 528).size.height
    )


# ── Pay ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", DATASETS)
def test_pay_starts_at_nothing_and_time_is_to_scale(
    data: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Twice the pay is twice the height, twice the years are twice the distance; a dot a fact."""
    drawn = median_pay(stories[data], context, 528)
    found = {
        (f.number, float(f.period)) for who in OCCUPATIONS for f in stories[data].dataset.find("median_pay", "", who)
    }
    assert {(y, x) for x, y, _ in dots(drawn)} == found
    layout = drawn.figure["layout"]
    assert layout["yaxis2"]["range"][0] == 0
    first, last = layout["xaxis2"]["range"]
    assert (first, last) == (min(x for _, x in found), max(x for _, x in found))


def test_every_pay_of_the_shipped_editions_is_printed(stories: dict[str, Insights], context: LayoutContext) -> None:
    """No value of the shipped editions is left to its dot alone, on the page and on the poster."""
    for insights in stories.values():
        for name in FORMAT_NAMES:
            for width in WIDTHS[name]:
                drawn = median_pay(insights, on(context, name), width)
                texts = [text for text, _ in labels(drawn)]
                told = [context.language.format_value(f) for f in drawn.facts]
                assert [value for value in told if value not in texts] == []
                assert_readable(drawn)


def test_a_line_has_its_name_and_its_weight(insights: Insights, context: LayoutContext) -> None:
    """Occupations are no lanes: they differ by weight and tint of ink, and each has its name at its line."""
    drawn = median_pay(insights, context, 528)
    widths = [t["line"]["width"] for t in drawn.figure["data"] if t.get("mode") == "lines"]
    assert len(widths) == len(set(widths)) == 2
    texts = " ".join(text for text, _ in labels(drawn))
    assert "Fitness trainers" in texts and "Exercise physiologists" in texts


def test_pay_can_be_read_whatever_it_is(context: LayoutContext) -> None:
    """Any pay in any years, alike or far apart: no word leaves the chart, or covers another or a dot."""
    value = st.integers(0, 200_000) | st.sampled_from((0, 31_720, 38_160, 38_500, 1_000_000))
    years = st.dictionaries(st.integers(2008, 2024), value, max_size=6)

    @given(years, years, st.booleans())
    def check(trainers: dict[int, int], physiologists: dict[int, int], low: bool) -> None:
        rows = [(who, str(year), n) for who, told in zip(OCCUPATIONS, (trainers, physiologists), strict=True)
                for year, n in told.items()]  # fmt: skip
        for name in FORMAT_NAMES:
            for width in WIDTHS[name]:
                drawn = median_pay(pays(*rows), on(context, name), width, 120 if low else 9999)
                assert_readable(drawn)
                assert [f for f in drawn.facts if context.language.format_value(f) not in drawn.alt] == []

    check()


def test_two_pays_of_one_year_stand_apart(context: LayoutContext) -> None:
    """Two occupations with nearly the same pay in the same year keep all their words."""
    drawn = median_pay(pays((TRAINERS, "2020", 50_000), (PHYSIOLOGISTS, "2020", 50_100)), context, 250)
    assert {"$50,000", "$50,100"} <= {text for text, _ in labels(drawn)}
    assert_readable(drawn)


def test_of_two_values_of_one_year_the_higher_stands_above(context: LayoutContext) -> None:
    """Where lines cross, each value still stands on the side of its own dot."""
    rows = [(TRAINERS, 40_000), (PHYSIOLOGISTS, 41_000)], [(TRAINERS, 42_000), (PHYSIOLOGISTS, 41_500)]
    years = [(who, str(year), n) for year, told in enumerate((*rows, rows[0]), 2018) for who, n in told]
    places = {text: box.y for text, box in labels(median_pay(pays(*years), context, 528))}
    assert places["$41,000"] < places["$40,000"]
    assert places["$42,000"] < places["$41,500"]


@pytest.mark.parametrize(
    ("period", "when"),
    [
        ("2014", 2014),
        ("2016", 2016),
        ("2014-07", 2014.04),
        ("2012/2014", 2013),
        ("9999", 9999),
        ("", None),
        ("x", None),
    ],
)
def test_a_period_has_its_moment(period: str, when: float | None) -> None:
    """A year stands at its number, a month within its year, a span in its middle; words stand nowhere."""
    found = decimal_year(period)
    assert (found is None) == (when is None)
    assert found is None or found == pytest.approx(when, abs=0.01)


# ── Jobs ──────────────────────────────────────────────────────────────────────────────────────────


def test_jobs_are_the_newest_that_each_has(stories: dict[str, Insights], context: LayoutContext) -> None:
    """Of several years the last is drawn; growth is of the newest projection and told with its years."""
    drawn = job_outlook(stories["acsm-2014"], context, 528)
    assert [(f.dimension, f.period, f.value) for f, _ in drawn.lengths] == [
        (TRAINERS, "2018", 356_900),
        (PHYSIOLOGISTS, "2018", 15_800),
    ]
    assert {"+13% 2018–2028", "+13% 2016–2026"} <= {text for text, _ in labels(drawn)}


def test_jobs_that_nobody_counted_have_no_bar(stories: dict[str, Insights], context: LayoutContext) -> None:
    """An occupation of which only the growth is known says so, and has no bar."""
    drawn = job_outlook(stories["acsm-2023"], context, 528)
    assert len(drawn.lengths) == 1
    assert {"not published", "+10% 2023–2033"} <= {text for text, _ in labels(drawn)}


def test_jobs_can_be_read_whatever_they_are(context: LayoutContext) -> None:
    """Any jobs and any growth, a loss too, leave every word in the chart and apart."""
    some = st.none() | st.integers(0, 9_999_999)
    growth = st.none() | st.integers(-100, 300)

    @given(st.tuples(some, growth), st.tuples(some, growth))
    def check(one: tuple[int | None, int | None], two: tuple[int | None, int | None]) -> None:
        facts = [
            Fact(kind, n, unit, "", who, period, "s")
            for who, both in zip(OCCUPATIONS, (one, two), strict=True)
            for n, kind, unit, period in zip(
                both, ("jobs", "job_growth"), ("jobs", "%"), ("2018", "2018/2028"), strict=True
            )
            if n is not None
        ]
        insights = compute_insights(Dataset("test", "Test", (), tuple(facts), {}))
        for name in FORMAT_NAMES:
            for width in WIDTHS[name]:
                assert_readable(job_outlook(insights, on(context, name), width))

    check()


# ── Ladder ────────────────────────────────────────────────────────────────────────────────────────


def asked(*lanes: dict[str, float | None], general: tuple[tuple[str, float], ...] = ()) -> Insights:
    """The story of lanes, each its degrees with the hours of that route; `general` hours are those of the first."""
    codes = [f"C{number}" for number in range(1, len(lanes) + 1)]
    facts = []
    for code, routes in zip(codes, lanes, strict=True):
        for degree, hours in routes.items():
            facts.append(Fact("education", f"{degree} of {code}", "", code, degree, source="s"))
            if hours is not None:
                facts.append(Fact("clinical_hours", hours, "hours", code, degree, source="s"))
    facts += [Fact("clinical_hours", n, "hours", codes[0], end, source="s") for end, n in general]
    tracks = tuple(Certification(c, lane, c, "fitness", c, c, "s") for lane, c in enumerate(codes, 1))
    return compute_insights(Dataset("test", "Test", tracks, tuple(facts), {}))


def hours(chart: Chart) -> list[tuple[float, float]]:
    """The hours that are drawn, with their heights in points."""
    return [(f.number, box.height) for f, box in chart.lengths if f.kind == "clinical_hours"]


@pytest.mark.parametrize("data", DATASETS)
@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_hours_are_to_scale_in_every_lane(
    data: str, name: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """An hour is as tall in one lane as in another, and as at the end of a range."""
    drawn = eligibility_steps(stories[data], on(context, name), on(context, name).grid.text_width)
    scales = [tall / number for number, tall in hours(drawn)]
    assert len(scales) > 1
    assert scales == [pytest.approx(scales[0])] * len(scales)
    assert_readable(drawn)


def test_steps_of_education_are_equal(insights: Insights, context: LayoutContext) -> None:
    """A bachelor's degree is two steps, a master's three; all steps are as high as each other."""
    heights = {
        f.certification: box.height
        for f, box in eligibility_steps(insights, context, 528).lengths
        if f.kind == "education"
    }
    one = heights["CPT"]
    assert heights == {"CPT": one, "GEI": one, "HFS": 2 * one, "CES": 2 * one, "RCEP": 3 * one}


def test_two_routes_stand_side_by_side_the_lower_first(stories: dict[str, Insights], context: LayoutContext) -> None:
    """The 1,200 hours of the bachelor's route stand left of the 600 of the master's, each half as wide."""
    drawn = eligibility_steps(stories["acsm-2023"], context, 528)
    (long, one), (short, two) = ((f.number, box) for f, box in drawn.lengths if f.kind == "clinical_hours")
    assert (long, short) == (1200, 600)
    assert one.right < two.x and one.width == pytest.approx(two.width)
    assert [code for code, _ in drawn.reserved_boxes] == ["CPT", "EP", "CEP", "CEP"]


def test_a_lane_whose_education_nobody_published_has_no_step(
    stories: dict[str, Insights], context: LayoutContext
) -> None:
    """It says so in its column, and has no start line."""
    drawn = eligibility_steps(stories["acsm-2023"], context, 528)
    texts = [text for text, _ in labels(drawn)]
    assert texts.count("not published") == 1
    assert texts.count("Start") == 4
    assert not [f for f in drawn.facts if f.certification == "GEI"]


def test_lanes_stand_where_the_page_wants_them(insights: Insights, context: LayoutContext) -> None:
    """Columns that are given are kept: every block is as wide as its column and stands there."""
    columns = [(100 + 90.0 * n, 80.0) for n in range(5)]
    drawn = eligibility_steps(insights, context, 540, 230, columns)
    assert drawn.size.height == 230
    assert [(box.x, box.width) for _, box in drawn.reserved_boxes] == columns


def test_a_ladder_can_be_read_whatever_is_asked(context: LayoutContext) -> None:
    """Any degrees with any hours, on one to five lanes: words are in the chart and apart, numbers in their blocks."""
    routes = st.dictionaries(st.sampled_from(EDUCATION_LEVELS), st.none() | st.integers(0, 3000), max_size=2)
    ends = st.sampled_from(((), (("minimum", 400.0),), (("maximum", 500.0),), (("minimum", 20.0), ("maximum", 500.0))))

    @given(st.lists(routes, min_size=1, max_size=5).filter(any), ends, st.sampled_from((150, 212, 300)))
    def check(lanes: list[dict[str, float | None]], general: tuple[tuple[str, float], ...], tall: int) -> None:
        for name in FORMAT_NAMES:
            shown = on(context, name)
            high = tall * (3 if name == "infographic" else 1)
            drawn = eligibility_steps(asked(*lanes, general=general), shown, shown.grid.text_width, high)
            assert drawn.size.height <= high  # it is lower where no hours are asked
            assert_readable(drawn)
            scales = [points / number for number, points in hours(drawn)]
            assert all(scale == pytest.approx(scales[0]) for scale in scales)
            for code, box in drawn.reserved_boxes:
                assert box.height > 0 and drawn.size.box.contains(box), code
                assert not any(box.overlaps(text_run_box(run), tolerance=0.5) for run in drawn.labels)

    check()


def test_a_word_wider_than_its_lane_is_told(context: LayoutContext) -> None:
    """What cannot be set is refused, with the points that are missing."""
    columns = [(80.0, 12.0)]
    with pytest.raises(FitError, match="published"):
        eligibility_steps(asked({}), context, 100, 200, columns)
