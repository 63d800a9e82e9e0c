"""The gallery: the same figure as yesterday, every bar a fact, every word in its box."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report.charts import (
    candidates,
    certified_counts,
    eligibility_steps,
    exam_domains,
    exam_pass_rates,
    job_outlook,
    median_pay,
    pass_rate_intervals,
    pass_rates,
    renewal_costs,
    score_scale,
)
from acsm_report.charts.data_table import build_data_table
from acsm_report.charts.registry import CHART_BUILDERS
from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.model import Certification, Dataset, Fact
from acsm_report.dataset.schema import OCCUPATIONS
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import FitError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.geometry import Size
from acsm_report.i18n.phrase import Phrase
from acsm_report.layout.blocks import place_chart as placed
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.layout.scene import Chart, DataTable, Drawing, Scene
from acsm_report.provenance.builder import build_ledger
from acsm_report.theme.colors import contrast_ratio
from acsm_report.theme.model import Ink
from support.chart_checks import FORMAT_NAMES, assert_apart, assert_in_its_box, bars, labels, on, trace
from support.insights import insights_of
from support.packages import Package
from support.paths import DATASETS

Maker = Callable[[Insights, LayoutContext, float], Chart]
Gallery = Callable[[Insights, LayoutContext, float], Iterator[Chart]]
WIDTHS = (("letter", 150), ("letter", 250), ("letter", 528), ("infographic", 952))
RATES = [(0, 10), (1, 500), (50, 50), (50, 50), (50, 9999), (99, 0), (100, 12000), (33, 1), (61, 100), (100, 3)]


def rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list | tuple) else value


def assert_legible(chart: Chart, context: LayoutContext) -> None:
    """Words have contrast where they stand: on the last bar below them, else on paper; no bar ends within them."""
    colours, drawn = trace(chart, "scatter")["textfont"]["color"], list(bars(chart))
    for (text, box), colour in zip(labels(chart), colours, strict=True):
        ground = context.brand.rgb(Ink("paper"))
        for bar, fill in zip(drawn, trace(chart, "bar")["marker"]["color"], strict=True):
            if bar.overlaps(box, tolerance=0.5):
                assert bar.x <= box.x + 0.5 and box.right <= bar.right + 0.5, text
                ground = fill
        assert contrast_ratio(colour, ground) >= 4.4, (
            text,
            colour,
            ground,
        )  # 4.4: dark words on the brand's worst tint


def assert_readable(chart: Chart, context: LayoutContext) -> None:
    assert_in_its_box(chart)
    assert_apart(chart)
    assert_legible(chart, context)
    around = Size(chart.size.width + 40, chart.size.height + 40)  # the proof counts descenders that a figure has not
    assert list(find_layout_errors([Scene("chart", "", around, (placed(20, 20, chart),))])) == []


# ── The shipped edition ───────────────────────────────────────────────────────────────────────────


KINDS = pytest.mark.parametrize("chart", CHART_BUILDERS, ids=lambda c: c.__name__)
PLOTS = ("pass_rate_intervals", "eligibility_steps", "median_pay")  # of dots, lines and blocks: tests/test_plot.py
BARS = [c for c in CHART_BUILDERS if c.__name__ not in PLOTS]


@pytest.mark.parametrize("name", FORMAT_NAMES)
@KINDS
def test_a_chart_is_the_figure_that_it_was(
    chart: Gallery, name: str, insights: Insights, context: LayoutContext, golden: Callable[[str, str], None]
) -> None:
    """Every chart of the gallery is the same figure as its golden, on the page and on the poster."""
    for drawn in chart(insights, on(context, name), on(context, name).grid.text_width):
        text = json.dumps(rounded(drawn.figure), indent=1, sort_keys=True, ensure_ascii=False)
        golden(f"charts/{drawn.name}.{name}.json", f"{text}\n")


@KINDS
def test_plotly_knows_every_part_of_a_figure(chart: Gallery, insights: Insights, context: LayoutContext) -> None:
    """Plotly's own validation, which is not asked while building, finds nothing in a figure; and it would."""
    for drawn in chart(insights, context, 528):
        go.Figure(drawn.figure)
        with pytest.raises(ValueError, match="colour"):
            go.Figure({**drawn.figure, "layout": {**drawn.figure["layout"], "colour": "red"}})


def test_the_gallery_has_every_chart_of_every_lane_once(insights: Insights, context: LayoutContext) -> None:
    """Charts have names of their own; a lane of which nothing is published has no chart."""
    names = [drawn.name for chart in CHART_BUILDERS for drawn in chart(insights, context, 528)]
    assert len(names) == len(set(names))
    lanes = [name.partition(".")[2] for name in names if name.startswith("domains.")]
    assert lanes == ["CPT", "GEI", "HFS", "RCEP"]


@KINDS
def test_a_chart_has_the_size_and_the_place_that_it_says(
    chart: Gallery, insights: Insights, context: LayoutContext
) -> None:
    """A chart is as wide as its box; its rows stand level with the middle of their bars."""
    for drawn in chart(insights, context, 500):
        heights = [bar.y + bar.height / 2 for bar in bars(drawn)]
        assert drawn.size.width == 500
        assert all(min(heights) - 0.01 <= centre <= max(heights) + 0.01 for centre, _ in drawn.bar_rows)
        assert [centre for centre, _ in drawn.bar_rows] == sorted(centre for centre, _ in drawn.bar_rows)


def test_the_ledger_knows_every_mark_of_every_chart(insights: Insights, context: LayoutContext) -> None:
    """Of a page with the whole gallery each bar is a length in the ledger, and each fact leads to its rows."""
    charts = [placed(0, 0, drawn) for chart in CHART_BUILDERS for drawn in chart(insights, context, 528)]
    scene = Scene("gallery", "", context.page_format.size, tuple(charts))
    book = build_ledger(insights.dataset, {"made": place_labels((scene,))})
    lengths = [figure.of for figure in book.figures if figure.shows == "length"]
    assert lengths == [f"fact:{fact.key}" for chart in charts for fact, _ in chart.lengths]
    assert {fact.key for chart in charts for fact in chart.facts} <= set(book.facts)


@pytest.mark.parametrize("chart", BARS, ids=lambda c: c.__name__)
def test_a_chart_knows_its_bars(chart: Gallery, insights: Insights, context: LayoutContext) -> None:
    """The bars that a chart says it has are those of its figure, in their boxes, and all their facts are its own."""
    for drawn in chart(insights, context, 528):
        for (fact, box), bar in zip(drawn.lengths, bars(drawn), strict=True):
            assert fact in drawn.facts
            assert (box.x, box.y, box.width, box.height) == pytest.approx((bar.x, bar.y, bar.width, bar.height))


@pytest.mark.parametrize("chart", [c for c in BARS if c.__name__ not in ("candidates", "score_scale", "renewal_costs")])
def test_every_bar_is_a_fact(chart: Gallery, insights: Insights, context: LayoutContext) -> None:
    """As many bars as facts, each as long as its fact's value."""
    for drawn in chart(insights, context, 528):
        assert trace(drawn, "bar")["x"] == [fact.number for fact, _ in drawn.lengths]


def test_every_bar_of_people_is_a_fact_too(insights: Insights, context: LayoutContext) -> None:
    """The full bar is the candidates; the solid one the passes before they were rounded to tens."""
    made = candidates(insights, context, 528)
    lengths, facts = trace(made, "bar")["x"], list(made.facts)
    assert lengths[::2] == [f.number for f in facts if f.kind == "candidates"]
    for length, passes in zip(lengths[1::2], (f for f in facts if f.kind == "passes"), strict=True):
        assert abs(length - passes.number) <= 5


@pytest.mark.parametrize("chart", [c for c in BARS if c.__name__ != "score_scale"], ids=lambda c: c.__name__)
def test_every_bar_begins_at_zero(chart: Gallery, insights: Insights, context: LayoutContext) -> None:
    """No axis is cut: of one kind of fact twice the value is twice the length."""
    for drawn in chart(insights, context, 528):
        for kind in {fact.kind for fact, _ in drawn.lengths} - {"passes"}:  # those are drawn before they are rounded
            known = [(fact.number, box) for fact, box in drawn.lengths if fact.kind == kind]
            assert len({round(box.width / value, 6) for value, box in known}) == 1
            assert len({box.x for _, box in known}) == 1


def test_the_exams_of_all_lanes_have_one_scale_of_domains(insights: Insights, context: LayoutContext) -> None:
    """Every exam's scale ends at the whole exam; of charts with names above their bars a share is as long in each."""
    made = [chart for c in insights.certifications if (chart := exam_domains(insights, context, 250, c))]
    assert {chart.labels[-1].text for chart in made} == {"100%"}
    above = [chart for chart in made if chart.lengths[0].box.x == 0]
    assert len(above) > 1
    assert len({round(box.width / fact.number, 6) for chart in above for fact, box in chart.lengths}) == 1


@KINDS
def test_a_chart_has_no_look_of_its_own(chart: Gallery, insights: Insights, context: LayoutContext) -> None:
    """Colours are the brand's, faces too; nothing of plotly's default look, no number at the mercy of a browser."""
    for drawn in chart(insights, context, 528):
        layout = drawn.figure["layout"]
        assert not layout.get("template")
        assert not layout["xaxis"]["visible"] and not layout["yaxis"]["visible"]
        assert set(trace(drawn, "scatter")["textfont"]["family"]) == {context.brand.font_faces[0].family}
        json.dumps(drawn.figure, allow_nan=False)


def test_a_chart_is_data_and_the_same_each_time(insights: Insights, context: LayoutContext) -> None:
    """Composing twice gives equal charts."""
    for chart in CHART_BUILDERS:
        assert list(chart(insights, context, 528)) == list(chart(insights, context, 528))


# ── In words ──────────────────────────────────────────────────────────────────────────────────────

EVERYWHERE = pytest.mark.parametrize(("data", "name"), list(product(DATASETS, FORMAT_NAMES)))
RATES_SHOWN = "Bar chart of (first-time )?pass rates by exam and year, 20(12 to 2014|19 to 2023)"
SHOWN = {
    "pass_rates": RATES_SHOWN,
    "candidates": "Bar chart of candidates and passes by exam and year, 20(12 to 2014|19 to 2023)",
    "certified": "Bar chart of certified professionals, June 23, 2015(, (CPT|HFS|CES|RCEP) picked out)?",
    "pass_rate": r"Bar chart of \w+ (first-time )?pass rates by year, 20(12 to 2014|19 to 2023)",
    "domains": r"Bar chart of the \w+ exam’s domains by their share of the exam(, 2017|, December 2024)?",
    "score": r"Scale of the exam’s scores from 200 to 800",
    "renewal": "Bar chart of what a renewal asks",
    "intervals": RATES_SHOWN.replace("Bar", "Dot").replace("year", "year, with their 95% intervals"),
    "ladder": "Step chart of the education and the clinical hours asked before the exam",
    "pay": "Line chart of median annual pay by occupation and year, 20(12 to 2018|19 to 2022)",
    "jobs": "Bar chart of jobs by occupation, with projected growth",
}


def gallery(insights: Insights, context: LayoutContext) -> list[Chart]:
    return [drawn for chart in CHART_BUILDERS for drawn in chart(insights, context, context.grid.text_width)]


def values(chart: Chart, context: LayoutContext) -> list[str]:
    """What a chart prints of every fact, with the signs around it; of one that it only draws, what it would print."""
    told, printed = set[Fact](), list[str]()
    for run in chart.labels:
        for span in (span for span in run.spans if span.shows == "value" and isinstance(span.origin, Fact)):
            before, after = run.text[: span.start], run.text[span.end :]
            start = len(before.rstrip("+-$"))
            printed.append(run.text[start : span.end + len(after) - len(after.lstrip("%"))])
            told.add(span.origin)
    drawn = (context.message("figure", fact=fact).text for fact in chart.facts if fact not in told)
    return list(dict.fromkeys((*printed, *drawn)))


def alone(value: str) -> re.Pattern[str]:
    """A value where it stands as it is printed: not as a part of another number or word."""
    return re.compile(rf"(?<![\w.,$+-]){re.escape(value)}(?![\w%]|[.,]\d)")


def untold(chart: Chart, context: LayoutContext) -> list[str]:
    """The values of a chart that are not in its alternative."""
    return [value for value in values(chart, context) if not alone(value).search(chart.alt)]


@EVERYWHERE
def test_the_alternative_tells_every_value(
    data: str, name: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Each value of each chart stands in its alternative as it is printed; were one not there, it would be missed."""
    for drawn in gallery(stories[data], on(context, name)):
        assert untold(drawn, context) == [], drawn.name
        for value in values(drawn, context):
            assert value in untold(replace(drawn, alt=alone(value).sub("", drawn.alt)), context)


@EVERYWHERE
def test_the_alternative_begins_with_what_is_shown(
    data: str, name: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """It says first which kind of chart it is, what it measures and, where the data is dated, of which period."""
    for drawn in gallery(stories[data], on(context, name)):
        assert re.match(rf"{SHOWN[drawn.name.partition('.')[0]]}\. .+\.$", drawn.alt), drawn.alt
        assert ("first-time" in drawn.alt) == (data == "acsm-2023" and "rates by" in drawn.alt)


def captions(insights: Insights, context: LayoutContext) -> set[str]:
    """The titles and sentences of both documents, in small letters, without those that are too short to be any."""
    scenes = [*compose(BROCHURE, insights, context), *compose(INFOGRAPHIC, insights, on(context, "infographic"))]
    items = (item for scene in scenes for item in scene.blocks if item.tag in ("H1", "H2", "H3", "P"))
    texts = [item.block.text for item in items if isinstance(item.block, Drawing)]
    said = {part for text in (*texts, *(scene.title for scene in scenes)) for part in re.split(r"(?<=\.)\s", text)}
    return {" ".join(part.split()).casefold().strip(".") for part in said if len(part.split()) > 2}


@pytest.mark.parametrize("data", DATASETS)
def test_the_alternative_repeats_no_caption(data: str, stories: dict[str, Insights], context: LayoutContext) -> None:
    """No title and no sentence of any page stands in the alternative of a chart, but values and labels of charts."""
    insights, known = stories[data], captions(stories[data], context)
    assert len(known) > 100
    labels = {"may be chance", *(str(fact.value).casefold() for fact in insights.dataset.facts)}
    for drawn in (*gallery(insights, context), *gallery(insights, on(context, "infographic"))):
        found = {caption for caption in known if caption in drawn.alt.casefold()}
        assert {c for c in found if not re.match("passed (first time )?in ", c)} <= labels, drawn.name


def test_the_alternative_tells_the_changes_beside_the_rates(
    stories: dict[str, Insights], context: LayoutContext
) -> None:
    """Every exam of both years has its change in points, in its place; one that may be chance says so."""
    for insights in stories.values():
        for records in (insights.records, insights.records[1:]):
            alt = pass_rates(insights, context, 528, records=records).alt
            told = [
                (r.certification.code, context.language.format_value(r.change), r.may_be_chance)
                for r in records
                if r.change
            ]
            found = re.findall(r"(\w+): [^;]*? \(change in points: ([+-]?\d+)(, may be chance)?\)", alt)
            assert [(code, points, bool(chance)) for code, points, chance in found] == told
            assert len(told) == len(records)


def test_without_both_years_no_change_is_told(package: Package, context: LayoutContext) -> None:
    """An exam that lacks the first or the last year of all has no change beside its rates, and none in words."""
    package.keep("facts", lambda r: (r["kind"], r["certification"], r["period"]) != ("pass_rate", "CES", "2014"))
    alt = pass_rates(package.tell(), context, 528).alt
    assert "CES: 44% in 2012, 46% in 2013; RCEP" in alt
    assert alt.count("change in points") == 3


@pytest.mark.parametrize("chart", [pass_rates, candidates], ids=lambda c: c.__name__)
def test_the_alternative_of_a_part_tells_that_part(chart: Any, insights: Insights, context: LayoutContext) -> None:
    """Of some exams only these are told, with every value, and no finding about the others."""
    for record in insights.records:
        drawn = chart(insights, context, 528, records=[record])
        assert untold(drawn, context) == []
        others = {r.certification.code for r in insights.records} - {record.certification.code}
        assert not others & set(re.findall(r"\w+", drawn.alt))
        assert "More sat" not in drawn.alt


def test_pays_of_different_years_are_not_compared(stories: dict[str, Insights], context: LayoutContext) -> None:
    """Who earned most is said of a year that all have, and of none where there is no such year."""
    assert median_pay(stories["acsm-2014"], context, 528).alt.endswith(" Highest in 2016: Exercise physiologists.")
    assert "Highest" not in median_pay(stories["acsm-2023"], context, 528).alt


def test_passes_that_are_published_are_not_said_to_be_about(context: LayoutContext) -> None:
    """Only what is computed is about so many."""
    passed = Fact("passed", 47, "people", "C1", period="2011", source="s")
    insights = insights_of([(50, 400), (50, 94)], others=(passed,))
    assert (
        "400 sat and about 200 passed in 2010, 94 sat and 47 passed in 2011" in candidates(insights, context, 528).alt
    )


# ── Other figures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("chart", BARS, ids=lambda c: c.__name__)
def test_the_words_of_a_chart_stay_in_it_and_apart(
    chart: Gallery, name: str, insights: Insights, context: LayoutContext
) -> None:
    """No label of the shipped edition leaves its box or touches another; all can be read on their ground."""
    for drawn in chart(insights, on(context, name), on(context, name).grid.text_width):
        assert_readable(drawn, on(context, name))


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize(
    "records",
    [
        [[(50, 1000)] * 3] * 4,
        [[(69, 4285)]],
        [[(0, 1000), (0, 1000)]],
        [[(100, 1000), (100, 1000)]],
        [RATES],
        [[(7, 12), (3, 9)], [(55, 98_765), (52, 123_456)]],
        [[(100, 1_000_000), (49, 1_000_000)], [(48, 1), (51, 1)]],
        [[(45 + step, 100)] for step in range(5)],
    ],
    ids=["equal values", "one bar", "0 %", "100 %", "ten periods", "two digits", "a million", "about halfway"],
)
@pytest.mark.parametrize("chart", [pass_rates, candidates], ids=lambda c: c.__name__)
def test_labels_stay_in_their_box_whatever_the_figures(
    chart: Maker, records: list[list[tuple[int, int]]], name: str, context: LayoutContext
) -> None:
    """Equal values, one bar, nothing, everything, many periods: every label is inside, and none on another."""
    drawn = chart(insights_of(*records), on(context, name), on(context, name).grid.text_width)
    assert_in_its_box(drawn)
    assert_apart(drawn)


def test_pass_rates_can_be_read_whatever_they_are(context: LayoutContext) -> None:
    """Any rates leave every label inside the box and apart from the others."""

    @given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=4), min_size=1, max_size=5))
    def check(rates: list[list[int]]) -> None:
        for name in FORMAT_NAMES:
            insights = insights_of(*([(rate, None) for rate in record] for record in rates))
            drawn = pass_rates(insights, on(context, name), on(context, name).grid.text_width)
            assert_in_its_box(drawn)
            assert_apart(drawn)

    check()


def test_candidates_can_be_read_whatever_they_are(context: LayoutContext) -> None:
    """Any numbers of people, nobody among them, leave every label inside the box and apart."""
    sitting = st.tuples(st.integers(0, 100), st.integers(0, 200_000))

    @given(st.lists(st.lists(sitting, min_size=1, max_size=3), min_size=1, max_size=5))
    def check(records: list[list[tuple[int, int]]]) -> None:
        drawn = candidates(insights_of(*records), context, context.grid.text_width)
        assert_in_its_box(drawn)
        assert_apart(drawn)

    check()


def test_certified_can_be_read_whatever_they_are(context: LayoutContext, insights: Insights) -> None:
    """Any numbers of certified, nobody among them, leave every label inside the box."""

    @given(st.lists(st.integers(0, 2_000_000), min_size=4, max_size=4))
    def check(counts: list[int]) -> None:
        changed = Insights(insights.dataset, insights.certifications, insights.records)
        changed.__dict__["certified"] = tuple(
            replace(f, value=n) for n, f in zip(counts, insights.certified_counts, strict=True)
        )
        for name in FORMAT_NAMES:
            drawn = certified_counts(changed, on(context, name), on(context, name).grid.text_width)
            assert_in_its_box(drawn)
            assert_apart(drawn)

    check()


def test_what_is_not_published_has_no_bar(package: Package, context: LayoutContext) -> None:
    """A year without candidates is left out, not drawn as nothing."""
    package.keep(
        "facts", lambda row: (row["kind"], row["certification"], row["period"]) != ("candidates", "CPT", "2013")
    )
    drawn = candidates(package.tell(), context, 528)
    assert len(trace(drawn, "bar")["x"]) == 2 * 11
    assert not [f for f in drawn.facts if (f.certification, f.period) == ("CPT", "2013")]


def test_a_name_with_signs_of_html_is_set_as_it_stands(package: Package, context: LayoutContext) -> None:
    """Plotly reads labels as HTML: what the data writes is escaped, and cannot be a tag."""
    package.change("certifications", {"certification": "CPT"}, name="R&D <b>x</b>")
    texts = trace(pass_rates(package.tell(), context, 528), "scatter")["text"]
    assert "R&amp;D &lt;b&gt;x&lt;/b&gt;" in " ".join(texts)


# ── One lane, one scale, one lap ──────────────────────────────────────────────────────────────────

LANE = Certification("C1", 1, "C1", "fitness", "C1", "C1", "s")
SHARES = [0, 5, 10, 10, 20, 55, 60, 100]
word = st.text("abcdefgijknopqrsty", min_size=1, max_size=13)
title = st.lists(word, min_size=1, max_size=6).map(" ".join)


def about(*facts: Fact, lanes: int = 1, codes: tuple[str, ...] = ()) -> Insights:
    """A story of these facts alone."""
    named = codes or tuple(f"C{number}" for number in range(1, lanes + 1))
    colours = (1 + number % 5 for number in range(len(named)))  # the brand has no more
    held = (
        Certification(*pair, pair[0], "fitness", pair[0], pair[0], "s") for pair in zip(named, colours, strict=True)
    )
    return compute_insights(Dataset("test", "Test", tuple(held), facts, {}))


def fact(kind: str, value: float, unit: str, code: str = "", dimension: str = "") -> Fact:
    return Fact(kind, value, unit, code, dimension, source="s")


def scale(low: float, passing: float, high: float) -> tuple[Fact, ...]:
    ends = fact("score_scale", low, "score", "", "minimum"), fact("score_scale", high, "score", "", "maximum")
    return (*ends, fact("passing_score", passing, "score"))


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_domains_can_be_read_whatever_they_are(name: str, width: float, context: LayoutContext) -> None:
    """Any shares and names, at any height, leave every label inside the box and apart."""
    shares = st.sampled_from(SHARES) | st.integers(0, 1000).map(lambda tenths: tenths / 10)

    @given(st.dictionaries(title, shares, min_size=1, max_size=9), st.sampled_from([float("inf"), 200, 80, 1]))
    def check(weights: dict[str, float], height: float) -> None:
        insights = about(*(fact("domain_weight", share, "%", "C1", name) for name, share in weights.items()))
        drawn = exam_domains(insights, on(context, name), width, LANE, height)
        assert drawn
        assert_readable(drawn, on(context, name))
        assert [f.number for f, _ in drawn.lengths] == sorted(weights.values(), reverse=True)

    check()


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_a_score_can_be_read_wherever_it_is(name: str, width: float, context: LayoutContext) -> None:
    """Any passing score, the ends of the scale among them, leaves every label inside the box and apart."""

    @given(st.lists(st.integers(0, 1000) | st.sampled_from((200, 201, 799, 800)), min_size=3, max_size=3))
    def check(scores: list[int]) -> None:
        low, passing, high = sorted(scores)
        drawn = score_scale(about(*scale(low, passing, high)), on(context, name), width, 1)
        assert (drawn is None) == (low == high)
        if drawn:
            assert_readable(drawn, on(context, name))

    check()


def test_the_solid_part_of_the_ruler_begins_at_the_passing_score(context: LayoutContext) -> None:
    """Of a scale from 200 to 800 the part from 550 is solid: the last five twelfths."""
    drawn = score_scale(about(*scale(200, 550, 800)), context, 240)
    assert drawn
    ((passing, box),) = drawn.lengths
    assert (passing.number, box.x, box.width) == pytest.approx((550, 140, 100))


@pytest.mark.parametrize("lost", ["score_scale minimum", "score_scale maximum", "passing_score "])
def test_a_score_without_its_scale_is_not_drawn(lost: str, context: LayoutContext) -> None:
    """Unless all three are known there is no ruler, and none of a score that is off the scale."""
    known = (f for f in scale(200, 550, 800) if f"{f.kind} {f.dimension}" != lost)
    assert score_scale(about(*known), context, 240) is None
    assert score_scale(about(*scale(200, 900, 800)), context, 240) is None


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_a_renewal_can_be_read_whatever_it_asks(name: str, width: float, context: LayoutContext) -> None:
    """Any credits and fees, any of them unpublished, one lane or nine, leave every label inside the box and apart."""
    asked = st.none() | st.sampled_from((0, 45, 60)) | st.integers(0, 999)

    @given(st.lists(st.tuples(asked, asked), min_size=1, max_size=9), st.sampled_from([float("inf"), 60, 1]))
    def check(lanes: list[tuple[int | None, int | None]], height: float) -> None:
        facts = []
        for lane, (credits, fee) in enumerate(lanes, 1):
            facts += [fact("renewal_credits", credits, "credits", f"C{lane}")] if credits is not None else []
            facts += [fact("renewal_fee", fee, "USD", f"C{lane}")] if fee is not None else []
        drawn = renewal_costs(about(*facts, lanes=len(lanes)), on(context, name), width, height)
        assert (drawn is None) == (not facts)
        if drawn:
            assert_readable(drawn, on(context, name))
            assert sorted(f.key for f, _ in drawn.lengths) == sorted(f.key for f in facts)
            told = [text for text, _ in labels(drawn)]
            assert all(heading in told or width == 150 for heading in ["credits"] * (facts[0].unit == "credits"))

    check()


def test_what_nobody_publishes_of_a_renewal_has_no_column(context: LayoutContext) -> None:
    """Without any fee there is one column; a lane without credits is said to be not published."""
    insights = about(fact("renewal_credits", 45, "credits", "C1"), lanes=2)
    drawn = renewal_costs(insights, context, 250)
    assert drawn
    assert [text for text, _ in labels(drawn)] == ["credits", "C1", "45", "C2", "not published"]
    assert drawn.alt == "Bar chart of what a renewal asks. C1: credits 45; C2: not published."


def test_a_renewal_without_room_is_refused(context: LayoutContext) -> None:
    """Where no bar has room beside its words the chart is an error, not a lie."""
    with pytest.raises(FitError):
        renewal_costs(about(fact("renewal_fee", 45, "USD", "C1")), context, 70)


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_the_rates_of_one_exam_can_be_read_whatever_they_are(name: str, width: float, context: LayoutContext) -> None:
    """One to six years of any rates, at any height, leave every label inside the box and apart."""
    rate = st.sampled_from((0, 1, 50, 50, 51, 99, 100)) | st.integers(0, 100)

    @given(st.lists(rate, min_size=1, max_size=6), st.sampled_from([float("inf"), 90, 1]))
    def check(rates: list[int], height: float) -> None:
        insights = insights_of([(rate, None) for rate in rates])
        drawn = exam_pass_rates(insights, on(context, name), width, insights.certifications[0], height)
        assert drawn
        assert_readable(drawn, on(context, name))
        moved, words = rates[-1] - rates[0], " ".join(text for text, _ in labels(drawn))
        assert ("lost in" in words, "gained in" in words) == (moved < 0, moved > 0)
        if moved:
            assert f"{abs(moved)} point{'s' * (abs(moved) > 1)} " in words

    check()


def test_a_change_that_would_read_as_nothing_has_no_bracket(context: LayoutContext) -> None:
    """Neither one year nor a change of less than half a point is told as points lost."""
    for rates in ([55], [55, 55], [55.3, 55.0]):
        insights = insights_of([(rate, None) for rate in rates])
        drawn = exam_pass_rates(insights, context, 528, insights.certifications[0])
        assert drawn and "point" not in drawn.alt


def test_only_the_subject_is_coloured(insights: Insights, context: LayoutContext) -> None:
    """With a subject its bar alone has the colour of its lane, the others are grey, all at the same places."""
    cpt = insights.certifications[0]
    drawn, gray = certified_counts(insights, context, 250, cpt), context.brand.rgb(Ink("ink", 26), "paper")
    assert trace(drawn, "bar")["marker"]["color"] == [context.brand.rgb(Ink("lane.1")), *[gray] * 3]
    assert [f.certification for f, _ in drawn.lengths] == ["CPT", "HFS", "CES", "RCEP"]


def test_a_subject_among_others_can_be_read_whatever_they_are(context: LayoutContext, insights: Insights) -> None:
    """Any numbers of certified leave every label of the small chart inside its box and apart."""

    @given(st.lists(st.integers(0, 2_000_000), min_size=4, max_size=4), st.integers(0, 4), st.sampled_from(WIDTHS))
    def check(counts: list[int], lane: int, where: tuple[str, float]) -> None:
        changed = Insights(insights.dataset, insights.certifications, insights.records)
        changed.__dict__["certified"] = tuple(
            replace(f, value=n) for n, f in zip(counts, insights.certified_counts, strict=True)
        )
        drawn = certified_counts(changed, on(context, where[0]), where[1], insights.certifications[lane])
        assert_readable(drawn, on(context, where[0]))

    check()


def test_lower_bars_fit_the_height_that_there_is(insights: Insights, context: LayoutContext) -> None:
    """Where a chart has less height than it wants its bars are lower or closer, and it is as tall as it may be."""
    cpt = insights.certifications[0]
    charts: tuple[Callable[[float], Chart | None], ...] = (
        lambda height: exam_domains(insights, context, 250, cpt, height),
        lambda height: renewal_costs(insights, context, 250, height),
        lambda height: exam_pass_rates(insights, context, 250, cpt, height),
    )
    for draw in charts:
        natural = draw(float("inf"))
        assert natural
        lower = draw(natural.size.height - 8)
        assert lower and lower.size.height == pytest.approx(natural.size.height - 8)
        assert draw(natural.size.height + 0.01) == natural


# ── What charts come to ───────────────────────────────────────────────────────────────────────────

FALLING, RISING = [(60, 1000), (40, 1200)], [(40, 1000), (60, 1200)]
FEWER = [(60, 1000), (40, 900)]


def shares(*some: float) -> Insights:
    return about(*(fact("domain_weight", share, "%", "C1", f"Domain {n}") for n, share in enumerate(some)))


def renewed(*some: float | None, kind: str = "renewal_credits", unit: str = "credits") -> Insights:
    asked = [fact(kind, n, unit, f"C{lane}") for lane, n in enumerate(some, 1) if n is not None]
    return about(*asked, lanes=len(some))


def posts(*periods: str) -> Insights:
    rows = zip(OCCUPATIONS, periods, (900, 40), strict=True)
    return about(*(Fact("jobs", n, "jobs", "", who, period, "s") for who, period, n in rows))


def held(*counts: int) -> Insights:
    rows = (Fact("certified", n, "people", f"C{lane}", period="2015", source="s") for lane, n in enumerate(counts, 1))
    return about(*rows, lanes=len(counts))


FINDINGS: dict[str, tuple[Callable[..., Chart | None], Insights, Insights]] = {
    "Steepest fall: C1.": (pass_rates, insights_of(FALLING, [(60, 9), (50, 9)]), insights_of(FALLING, FALLING)),
    "Highest in 2011: C2.": (pass_rates, insights_of([(10, 9), (20, 9)], RISING), insights_of(RISING, RISING)),
    "More sat and fewer passed in 2011 than in 2010.": (candidates, insights_of(FALLING), insights_of(RISING)),
    "More sat and more passed in 2011 than in 2010.": (candidates, insights_of(RISING), insights_of(FALLING)),
    "Fewer sat and fewer passed in 2011 than in 2010.": (candidates, insights_of(FEWER), insights_of(FALLING)),
    "Most: C2.": (certified_counts, held(5, 6), held(6, 6)),
    "Largest: Domain 0.": (
        lambda insights, context, width: exam_domains(insights, context, width, LANE),
        shares(60, 40),
        shares(50, 50),
    ),
    "Fewest credits: C1 and C3.": (renewal_costs, renewed(45, 60, 45), renewed(45, 60, None)),
    "Lowest fee: C2.": (renewal_costs, renewed(9, 8, kind="renewal_fee", unit="USD"), renewed(9, 8)),
    "Most jobs: Fitness trainers.": (job_outlook, posts("2018", "2018"), posts("2018", "2016")),
}


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_finding_is_told_where_the_data_bears_it_out(finding: str, context: LayoutContext) -> None:
    """Each finding ends the alternative of data that has it, and is not said of other data."""
    chart, having, others = FINDINGS[finding]
    drawn, other = chart(having, context, 250), chart(others, context, 250)
    assert drawn and drawn.alt.endswith(f". {finding}")
    assert other and finding not in other.alt


def test_a_ladder_says_that_clinical_lanes_ask_more_where_they_do(
    stories: dict[str, Insights], context: LayoutContext
) -> None:
    """In the edition of 2014 they do; in that of 2023 nobody knows what one fitness lane asks."""
    told = {name: eligibility_steps(insights, context, 528).alt for name, insights in stories.items()}
    assert told["acsm-2014"].endswith(". Every clinical lane asks more than every fitness lane.")
    assert "Every" not in told["acsm-2023"]


# ── In tables ─────────────────────────────────────────────────────────────────────────────────────


def assert_sound(table: DataTable | None) -> None:
    """Every row has a cell for every head; heads are words, each another; so are the names of rows."""
    assert table and table.rows
    assert all(head.strip() for head in table.headers)
    assert len(set(table.headers)) == len(table.headers)
    assert all(len(row) == len(table.headers) and all(cell.strip() for cell in row) for row in table.rows)
    assert len({row[0] for row in table.rows}) == len(table.rows)


def unseen(table: DataTable | None, values: list[str]) -> list[str]:
    """The values that stand in no cell, the names of the rows not counted."""
    cells = [cell for row in table.rows for cell in row[1:]] if table else []
    return [value for value in values if not any(alone(value).search(cell) for cell in cells)]


@EVERYWHERE
def test_every_chart_has_a_table(data: str, name: str, stories: dict[str, Insights], context: LayoutContext) -> None:
    """Each value of each chart stands in a cell of its table; were its row not there, it would be missed."""
    for drawn in gallery(stories[data], on(context, name)):
        assert_sound(drawn.data_table)
        assert drawn.data_table and unseen(drawn.data_table, values(drawn, context)) == [], drawn.name
        for row in drawn.data_table.rows:
            less = drawn.data_table._replace(rows=tuple(other for other in drawn.data_table.rows if other != row))
            others = " ".join(cell for one in less.rows for cell in one[1:])
            own = [value for value in values(drawn, context) if not unseen(drawn.data_table, [value])]
            assert unseen(less, own) == [value for value in own if not alone(value).search(others)]


@pytest.mark.parametrize("data", DATASETS)
def test_any_facts_of_a_chart_make_a_table(data: str, stories: dict[str, Insights], context: LayoutContext) -> None:
    """Whatever a chart tells can be put in rows and columns without knowing which chart it is."""
    for drawn in gallery(stories[data], context):
        table = build_data_table(context, drawn.facts)
        assert_sound(table)
        assert unseen(table, [context.language.format_value(fact) for fact in drawn.facts]) == [], drawn.name


def test_the_tables_are_what_they_were(
    stories: dict[str, Insights], context: LayoutContext, golden: Callable[[str, str], None]
) -> None:
    """The tables of both editions are those of the golden text, where a person can read them."""
    lines = list[str]()
    for name, insights in stories.items():
        for drawn in gallery(insights, context):
            assert drawn.data_table
            lines += [
                f"{name} {drawn.name}",
                *("  " + " | ".join(row) for row in (drawn.data_table.headers, *drawn.data_table.rows)),
            ]
    golden("tables.txt", "\n".join([*lines, ""]))


def test_a_cell_without_a_fact_says_so(context: LayoutContext) -> None:
    """What nobody published is not published; what could not be computed without it is not computed."""
    drawn = pass_rate_intervals(insights_of([(50, 400), (60, None)]), context, 528)
    assert drawn.data_table == DataTable(
        ("Certification and period", "Candidates", "Pass rate", "Interval from", "Interval to"),
        (
            ("C1, 2010", "400", "50%", "45%", "55%"),
            ("C1, 2011", "not published", "60%", "not computed", "not computed"),
        ),
    )


def test_one_kind_of_fact_has_its_years_as_columns(context: LayoutContext) -> None:
    """The years stand alone above their columns, in the order of time, and the first head says what is told of whom."""
    rows = (("fitness trainers", "2016"), ("exercise physiologists", "2019"), ("fitness trainers", "2012"))
    facts = [Fact("median_pay", 9000 + n, "USD", "", *row, "s") for n, row in enumerate(rows)]
    names = {"fitness trainers": Phrase("Fitness trainers"), "exercise physiologists": Phrase("Physiologists")}
    assert build_data_table(context, facts, names=names) == DataTable(
        ("Median pay by occupation", "2012", "2016", "2019"),
        (
            ("Fitness trainers", "$9,002", "$9,000", "not published"),
            ("Physiologists", "not published", "not published", "$9,001"),
        ),
    )


def test_a_figure_of_a_period_of_its_own_tells_it(context: LayoutContext) -> None:
    """Where each has the newest figure that there is, no column says of another year that it is not published."""
    newest = [Fact("certified", n, "people", f"C{n}", period=f"201{n}", source="s") for n in (4, 5)]
    assert build_data_table(context, newest) == DataTable(
        ("Certification", "Certified"), (("C4", "4, 2014"), ("C5", "5, 2015"))
    )
    same = [replace(fact, period="2015") for fact in newest]
    assert build_data_table(context, same) == DataTable(
        ("Certification", "Certified, 2015"), (("C4", "4"), ("C5", "5"))
    )


def test_no_facts_make_no_table(context: LayoutContext) -> None:
    """There is nothing to put in rows."""
    assert build_data_table(context, (), ("C1",)) is None


def test_the_parts_of_several_certifications_have_their_codes(context: LayoutContext) -> None:
    """A row of one exam is its domain; of two exams it is the exam and the domain."""
    some = [fact("domain_weight", n, "%", f"C{n}", "Testing") for n in (1, 2)]
    one, both = build_data_table(context, some[:1]), build_data_table(context, some)
    assert one == DataTable(("Domain", "Share of the exam"), (("Testing", "1%"),))
    assert both and both.headers[0] == "Certification and domain"
    assert [row[0] for row in both.rows] == ["C1, Testing", "C2, Testing"]


def test_a_lane_of_which_nothing_is_published_has_its_row(context: LayoutContext) -> None:
    """A renewal that nobody tells and a ladder without education say so in their tables as they do in the chart."""
    drawn = renewal_costs(renewed(45, None), context, 250)
    assert drawn and drawn.data_table == DataTable(
        ("Certification", "Renewal credits"), (("C1", "45"), ("C2", "not published"))
    )
    asked = about(Fact("education", "a diploma", "", "C1", "diploma", source="s"), lanes=2)
    assert eligibility_steps(asked, context, 528).data_table == DataTable(
        ("Certification", "Education"), (("C1", "a diploma"), ("C2", "not published"))
    )


def test_two_routes_are_two_rows(stories: dict[str, Insights], context: LayoutContext) -> None:
    """The hours of a route stand beside its degree, which tells its row from the other."""
    table = eligibility_steps(stories["acsm-2023"], context, 528).data_table
    assert table and [(row[0], row[2]) for row in table.rows[-2:]] == [
        ("CEP, bachelor’s degree", "1,200 h"),
        ("CEP, master’s degree", "600 h"),
    ]


def test_the_table_of_some_rates_is_of_these(insights: Insights, context: LayoutContext) -> None:
    """A part of the exams has a row each, with its change, which an exam without both years lacks."""
    table = pass_rates(insights, context, 528, records=insights.records[2:]).data_table
    assert table and [(row[0], row[-1]) for row in table.rows] == [
        ("CES", "-6, may be chance"),
        ("RCEP", "-5, may be chance"),
    ]
    short = pass_rates(insights_of([(50, 400), (30, 400)], [(60, 400)]), context, 528).data_table
    assert short and [(row[0], row[-1]) for row in short.rows] == [("C1", "-20"), ("C2", "not computed")]


def test_tables_are_sound_whatever_is_published(context: LayoutContext) -> None:
    """Of any rates and people, in any years, every table has all its cells, and every value of its chart."""
    sitting = st.tuples(st.integers(0, 100), st.none() | st.integers(0, 20_000))

    @given(st.lists(st.lists(sitting, min_size=1, max_size=4), min_size=1, max_size=4))
    def check(records: list[list[tuple[float, int | None]]]) -> None:
        insights = insights_of(*records)
        for chart in (pass_rates, candidates, pass_rate_intervals):
            drawn = chart(insights, context, 528)
            if drawn.facts:
                assert_sound(drawn.data_table)
                assert unseen(drawn.data_table, values(drawn, context)) == []
                assert untold(drawn, context) == []

    check()
