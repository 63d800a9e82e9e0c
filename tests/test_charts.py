"""The gallery: the same figure as yesterday, every bar a fact, every word in its box."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report import fonts
from acsm_report.blocks import chart as placed
from acsm_report.brand import Ink, contrast
from acsm_report.charts import (
    GALLERY,
    candidates,
    certified,
    domains,
    intervals,
    jobs,
    ladder,
    pass_rate,
    pass_rates,
    pay,
    renewal,
    score,
    tabulated,
)
from acsm_report.dataset import Certification, Dataset, Fact
from acsm_report.documents import BROCHURE, INFOGRAPHIC, compose
from acsm_report.edition import Edition, Style
from acsm_report.errors import FitError
from acsm_report.fields import OCCUPATIONS
from acsm_report.geometry import FORMATS, Box, Size
from acsm_report.ledger import ledger
from acsm_report.proof import faults
from acsm_report.scene import Chart, Drawing, Scene, Table
from acsm_report.story import Story, tell
from conftest import EDITIONS, Package, labelled
from test_story import made

Maker = Callable[[Story, Edition, float], Chart]
Gallery = Callable[[Story, Edition, float], Iterator[Chart]]
FORMAT_NAMES = ("letter", "infographic")
WIDTHS = (("letter", 150), ("letter", 250), ("letter", 528), ("infographic", 952))
ANCHORS = {"middle right": 0.0, "middle center": 0.5, "middle left": 1.0}
RATES = [(0, 10), (1, 500), (50, 50), (50, 50), (50, 9999), (99, 0), (100, 12000), (33, 1), (61, 100), (100, 3)]


def rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list | tuple) else value


def trace(chart: Chart, kind: str) -> dict[str, Any]:
    """The bars of a chart, or its words."""
    return next(t for t in chart.figure["data"] if t["type"] == kind and t.get("mode", "text") == "text")


def labels(chart: Chart) -> Iterator[tuple[str, Box]]:
    """Every word of a chart with its box, in points from the chart's top left corner."""
    layout, words = chart.figure["layout"], trace(chart, "scatter")
    left, right = layout["xaxis"]["range"]
    bottom, top = layout["yaxis"]["range"]
    font = words["textfont"]
    for number, text in enumerate(words["text"]):
        size = font["size"][number]
        wide = fonts.width(
            html.unescape(text), Style(font["family"][number], font["weight"][number], size, size, 0, "")
        )
        x = (words["x"][number] - left) / (right - left) * chart.size.w - wide * ANCHORS[words["textposition"][number]]
        baseline = (words["y"][number] - top) / (bottom - top) * chart.size.h + 0.25 * size
        below = fonts.DESCENT if set(text) & set("gjpqy,") else 0
        yield text, Box(x, baseline - fonts.CAP * size, wide, (fonts.CAP + below) * size)


def bars(chart: Chart) -> Iterator[Box]:
    """Every horizontal bar of a chart, in points."""
    if not any(t.get("orientation") == "h" for t in chart.figure["data"]):
        return
    layout, drawn = chart.figure["layout"], trace(chart, "bar")
    left, right = layout["xaxis"]["range"]
    bottom, top = layout["yaxis"]["range"]
    scale = chart.size.w / (right - left), chart.size.h / (bottom - top)
    bases = drawn.get("base", [0] * len(drawn["x"]))
    for x, y, width, base in zip(drawn["x"], drawn["y"], drawn["width"], bases, strict=True):
        yield Box((base - left) * scale[0], (y - width / 2 - top) * scale[1], x * scale[0], width * scale[1])


def assert_in_its_box(chart: Chart) -> None:
    sheet = chart.size.box
    assert [text for text, box in labels(chart) if not sheet.contains(box, slack=0.5)] == []
    assert all(sheet.contains(bar, slack=0.5) for bar in bars(chart))


def assert_apart(chart: Chart) -> None:
    touching = [(a, b) for (a, one), (b, two) in combinations(labels(chart), 2) if one.overlaps(two, slack=0.5)]
    assert touching == []


def assert_legible(chart: Chart, edition: Edition) -> None:
    """Words have contrast where they stand: on the last bar below them, else on paper; no bar ends within them."""
    colours, drawn = trace(chart, "scatter")["textfont"]["color"], list(bars(chart))
    for (text, box), colour in zip(labels(chart), colours, strict=True):
        ground = edition.brand.rgb(Ink("paper"))
        for bar, fill in zip(drawn, trace(chart, "bar")["marker"]["color"], strict=True):
            if bar.overlaps(box, slack=0.5):
                assert bar.x <= box.x + 0.5 and box.right <= bar.right + 0.5, text
                ground = fill
        assert contrast(colour, ground) >= 4.4, (text, colour, ground)  # 4.4: dark words on the brand's worst tint


def assert_readable(chart: Chart, edition: Edition) -> None:
    assert_in_its_box(chart)
    assert_apart(chart)
    assert_legible(chart, edition)
    around = Size(chart.size.w + 40, chart.size.h + 40)  # the proof counts descenders that a figure has not
    assert list(faults([Scene("chart", "", around, (placed(20, 20, chart),))])) == []


def on(edition: Edition, name: str) -> Edition:
    return edition.on(FORMATS[name])


# ── The shipped edition ───────────────────────────────────────────────────────────────────────────


KINDS = pytest.mark.parametrize("chart", GALLERY, ids=lambda c: c.__name__)
PLOTS = ("intervals", "ladder", "pay")  # of dots, lines and blocks: tests/test_plot.py
BARS = [c for c in GALLERY if c.__name__ not in PLOTS]


@pytest.mark.parametrize("name", FORMAT_NAMES)
@KINDS
def test_a_chart_is_the_figure_that_it_was(
    chart: Gallery, name: str, story: Story, edition: Edition, golden: Callable[[str, str], None]
) -> None:
    """Every chart of the gallery is the same figure as its golden, on the page and on the poster."""
    for drawn in chart(story, on(edition, name), on(edition, name).grid.measure):
        text = json.dumps(rounded(drawn.figure), indent=1, sort_keys=True, ensure_ascii=False)
        golden(f"charts/{drawn.name}.{name}.json", f"{text}\n")


@KINDS
def test_plotly_knows_every_part_of_a_figure(chart: Gallery, story: Story, edition: Edition) -> None:
    """Plotly's own validation, which is not asked while building, finds nothing in a figure; and it would."""
    for drawn in chart(story, edition, 528):
        go.Figure(drawn.figure)
        with pytest.raises(ValueError, match="colour"):
            go.Figure({**drawn.figure, "layout": {**drawn.figure["layout"], "colour": "red"}})


def test_the_gallery_has_every_chart_of_every_lane_once(story: Story, edition: Edition) -> None:
    """Charts have names of their own; a lane of which nothing is published has no chart."""
    names = [drawn.name for chart in GALLERY for drawn in chart(story, edition, 528)]
    assert len(names) == len(set(names))
    lanes = [name.partition(".")[2] for name in names if name.startswith("domains.")]
    assert lanes == ["CPT", "GEI", "HFS", "RCEP"]


@KINDS
def test_a_chart_has_the_size_and_the_place_that_it_says(chart: Gallery, story: Story, edition: Edition) -> None:
    """A chart is as wide as its box; its rows stand level with the middle of their bars."""
    for drawn in chart(story, edition, 500):
        heights = [bar.y + bar.h / 2 for bar in bars(drawn)]
        assert drawn.size.w == 500
        assert all(min(heights) - 0.01 <= centre <= max(heights) + 0.01 for centre, _ in drawn.rows)
        assert [centre for centre, _ in drawn.rows] == sorted(centre for centre, _ in drawn.rows)


def test_the_ledger_knows_every_mark_of_every_chart(story: Story, edition: Edition) -> None:
    """Of a page with the whole gallery each bar is a length in the ledger, and each fact leads to its rows."""
    charts = [placed(0, 0, drawn) for chart in GALLERY for drawn in chart(story, edition, 528)]
    scene = Scene("gallery", "", edition.format.sized, tuple(charts))
    book = ledger(story.dataset, {"made": labelled((scene,))})
    lengths = [figure.of for figure in book.figures if figure.shows == "length"]
    assert lengths == [f"fact:{fact.key}" for chart in charts for fact, _ in chart.lengths]
    assert {fact.key for chart in charts for fact in chart.facts} <= set(book.facts)


@pytest.mark.parametrize("chart", BARS, ids=lambda c: c.__name__)
def test_a_chart_knows_its_bars(chart: Gallery, story: Story, edition: Edition) -> None:
    """The bars that a chart says it has are those of its figure, in their boxes, and all their facts are its own."""
    for drawn in chart(story, edition, 528):
        for (fact, box), bar in zip(drawn.bars, bars(drawn), strict=True):
            assert fact in drawn.facts
            assert (box.x, box.y, box.w, box.h) == pytest.approx((bar.x, bar.y, bar.w, bar.h))


@pytest.mark.parametrize("chart", [c for c in BARS if c.__name__ not in ("candidates", "score", "renewal")])
def test_every_bar_is_a_fact(chart: Gallery, story: Story, edition: Edition) -> None:
    """As many bars as facts, each as long as its fact's value."""
    for drawn in chart(story, edition, 528):
        assert trace(drawn, "bar")["x"] == [fact.number for fact, _ in drawn.bars]


def test_every_bar_of_people_is_a_fact_too(story: Story, edition: Edition) -> None:
    """The full bar is the candidates; the solid one the passes before they were rounded to tens."""
    made = candidates(story, edition, 528)
    lengths, facts = trace(made, "bar")["x"], list(made.facts)
    assert lengths[::2] == [f.number for f in facts if f.kind == "candidates"]
    for length, passes in zip(lengths[1::2], (f for f in facts if f.kind == "passes"), strict=True):
        assert abs(length - passes.number) <= 5


@pytest.mark.parametrize("chart", [c for c in BARS if c.__name__ != "score"], ids=lambda c: c.__name__)
def test_every_bar_begins_at_zero(chart: Gallery, story: Story, edition: Edition) -> None:
    """No axis is cut: of one kind of fact twice the value is twice the length."""
    for drawn in chart(story, edition, 528):
        for kind in {fact.kind for fact, _ in drawn.bars} - {"passes"}:  # those are drawn before they are rounded
            known = [(fact.number, box) for fact, box in drawn.bars if fact.kind == kind]
            assert len({round(box.w / value, 6) for value, box in known}) == 1
            assert len({box.x for _, box in known}) == 1


def test_the_exams_of_all_lanes_have_one_scale_of_domains(story: Story, edition: Edition) -> None:
    """Every exam's scale ends at the whole exam; of charts with names above their bars a share is as long in each."""
    made = [chart for c in story.certifications if (chart := domains(story, edition, 250, c))]
    assert {chart.labels[-1].text for chart in made} == {"100%"}
    above = [chart for chart in made if chart.bars[0].box.x == 0]
    assert len(above) > 1
    assert len({round(box.w / fact.number, 6) for chart in above for fact, box in chart.bars}) == 1


@KINDS
def test_a_chart_has_no_look_of_its_own(chart: Gallery, story: Story, edition: Edition) -> None:
    """Colours are the brand's, faces too; nothing of plotly's default look, no number at the mercy of a browser."""
    for drawn in chart(story, edition, 528):
        layout = drawn.figure["layout"]
        assert not layout.get("template")
        assert not layout["xaxis"]["visible"] and not layout["yaxis"]["visible"]
        assert set(trace(drawn, "scatter")["textfont"]["family"]) == {edition.brand.faces[0].family}
        json.dumps(drawn.figure, allow_nan=False)


def test_a_chart_is_data_and_the_same_each_time(story: Story, edition: Edition) -> None:
    """Composing twice gives equal charts."""
    for chart in GALLERY:
        assert list(chart(story, edition, 528)) == list(chart(story, edition, 528))


# ── In words ──────────────────────────────────────────────────────────────────────────────────────

EVERYWHERE = pytest.mark.parametrize(("data", "name"), list(product(EDITIONS, FORMAT_NAMES)))
RATES_SHOWN = "Bar chart of (first-time )?pass rates by exam and year, 20(12 to 2014|19 to 2023)"
SHOWN = {
    "pass_rates": RATES_SHOWN,
    "candidates": "Bar chart of candidates and passes by exam and year, 20(12 to 2014|19 to 2023)",
    "certified": "Bar chart of certified professionals, 23 June 2015(, (CPT|HFS|CES|RCEP) picked out)?",
    "pass_rate": r"Bar chart of \w+ (first-time )?pass rates by year, 20(12 to 2014|19 to 2023)",
    "domains": r"Bar chart of the \w+ exam’s domains by their share of the exam(, 2017|, December 2024)?",
    "score": r"Scale of the exam’s scores from 200 to 800",
    "renewal": "Bar chart of what a renewal asks",
    "intervals": RATES_SHOWN.replace("Bar", "Dot").replace("year", "year, with their 95% intervals"),
    "ladder": "Step chart of the education and the clinical hours asked before the exam",
    "pay": "Line chart of median annual pay by occupation and year, 20(12 to 2018|19 to 2022)",
    "jobs": "Bar chart of jobs by occupation, with projected growth",
}


def gallery(story: Story, edition: Edition) -> list[Chart]:
    return [drawn for chart in GALLERY for drawn in chart(story, edition, edition.grid.measure)]


def values(chart: Chart, edition: Edition) -> list[str]:
    """What a chart prints of every fact, with the signs around it; of one that it only draws, what it would print."""
    told, printed = set[Fact](), list[str]()
    for run in chart.labels:
        for span in (span for span in run.spans if span.shows == "value" and isinstance(span.of, Fact)):
            before, after = run.text[: span.start], run.text[span.end :]
            start = len(before.rstrip("+-$"))
            printed.append(run.text[start : span.end + len(after) - len(after.lstrip("%"))])
            told.add(span.of)
    drawn = (edition.say("figure", fact=fact).text for fact in chart.facts if fact not in told)
    return list(dict.fromkeys((*printed, *drawn)))


def alone(value: str) -> re.Pattern[str]:
    """A value where it stands as it is printed: not as a part of another number or word."""
    return re.compile(rf"(?<![\w.,$+-]){re.escape(value)}(?![\w%]|[.,]\d)")


def untold(chart: Chart, edition: Edition) -> list[str]:
    """The values of a chart that are not in its alternative."""
    return [value for value in values(chart, edition) if not alone(value).search(chart.alt)]


@EVERYWHERE
def test_the_alternative_tells_every_value(data: str, name: str, stories: dict[str, Story], edition: Edition) -> None:
    """Each value of each chart stands in its alternative as it is printed; were one not there, it would be missed."""
    for drawn in gallery(stories[data], on(edition, name)):
        assert untold(drawn, edition) == [], drawn.name
        for value in values(drawn, edition):
            assert value in untold(replace(drawn, alt=alone(value).sub("", drawn.alt)), edition)


@EVERYWHERE
def test_the_alternative_begins_with_what_is_shown(
    data: str, name: str, stories: dict[str, Story], edition: Edition
) -> None:
    """It says first which kind of chart it is, what it measures and, where the data is dated, of which period."""
    for drawn in gallery(stories[data], on(edition, name)):
        assert re.match(rf"{SHOWN[drawn.name.partition('.')[0]]}\. .+\.$", drawn.alt), drawn.alt
        assert ("first-time" in drawn.alt) == (data == "acsm-2023" and "rates by" in drawn.alt)


def captions(story: Story, edition: Edition) -> set[str]:
    """The titles and sentences of both documents, in small letters, without those that are too short to be any."""
    scenes = [*compose(BROCHURE, story, edition), *compose(INFOGRAPHIC, story, on(edition, "infographic"))]
    items = (item for scene in scenes for item in scene.items if item.tag in ("H1", "H2", "H3", "P"))
    texts = [item.block.text for item in items if isinstance(item.block, Drawing)]
    said = {part for text in (*texts, *(scene.title for scene in scenes)) for part in re.split(r"(?<=\.)\s", text)}
    return {" ".join(part.split()).casefold().strip(".") for part in said if len(part.split()) > 2}


@pytest.mark.parametrize("data", EDITIONS)
def test_the_alternative_repeats_no_caption(data: str, stories: dict[str, Story], edition: Edition) -> None:
    """No title and no sentence of any page stands in the alternative of a chart, but values and labels of charts."""
    story, known = stories[data], captions(stories[data], edition)
    assert len(known) > 100
    labels = {"may be chance", *(str(fact.value).casefold() for fact in story.dataset.facts)}
    for drawn in (*gallery(story, edition), *gallery(story, on(edition, "infographic"))):
        found = {caption for caption in known if caption in drawn.alt.casefold()}
        assert {c for c in found if not re.match("passed (first time )?in ", c)} <= labels, drawn.name


def test_the_alternative_tells_the_changes_beside_the_rates(stories: dict[str, Story], edition: Edition) -> None:
    """Every exam of both years has its change in points, in its place; one that may be chance says so."""
    for story in stories.values():
        for records in (story.records, story.records[1:]):
            alt = pass_rates(story, edition, 528, records=records).alt
            told = [
                (r.certification.code, edition.language.figure(r.change), r.within_chance) for r in records if r.change
            ]
            found = re.findall(r"(\w+): [^;]*? \(change in points: ([+-]?\d+)(, may be chance)?\)", alt)
            assert [(code, points, bool(chance)) for code, points, chance in found] == told
            assert len(told) == len(records)


def test_without_both_years_no_change_is_told(package: Package, edition: Edition) -> None:
    """An exam that lacks the first or the last year of all has no change beside its rates, and none in words."""
    package.keep("facts", lambda r: (r["kind"], r["certification"], r["period"]) != ("pass_rate", "CES", "2014"))
    alt = pass_rates(package.tell(), edition, 528).alt
    assert "CES: 44% in 2012, 46% in 2013; RCEP" in alt
    assert alt.count("change in points") == 3


@pytest.mark.parametrize("chart", [pass_rates, candidates], ids=lambda c: c.__name__)
def test_the_alternative_of_a_part_tells_that_part(chart: Any, story: Story, edition: Edition) -> None:
    """Of some exams only these are told, with every value, and no finding about the others."""
    for record in story.records:
        drawn = chart(story, edition, 528, records=[record])
        assert untold(drawn, edition) == []
        others = {r.certification.code for r in story.records} - {record.certification.code}
        assert not others & set(re.findall(r"\w+", drawn.alt))
        assert "More sat" not in drawn.alt


def test_pays_of_different_years_are_not_compared(stories: dict[str, Story], edition: Edition) -> None:
    """Who earned most is said of a year that all have, and of none where there is no such year."""
    assert pay(stories["acsm-2014"], edition, 528).alt.endswith(" Highest in 2016: Exercise physiologists.")
    assert "Highest" not in pay(stories["acsm-2023"], edition, 528).alt


def test_passes_that_are_published_are_not_said_to_be_about(edition: Edition) -> None:
    """Only what is computed is about so many."""
    passed = Fact("passed", 47, "people", "C1", period="2011", source="s")
    story = made([(50, 400), (50, 94)], others=(passed,))
    assert "400 sat and about 200 passed in 2010, 94 sat and 47 passed in 2011" in candidates(story, edition, 528).alt


# ── Other figures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("chart", BARS, ids=lambda c: c.__name__)
def test_the_words_of_a_chart_stay_in_it_and_apart(chart: Gallery, name: str, story: Story, edition: Edition) -> None:
    """No label of the shipped edition leaves its box or touches another; all can be read on their ground."""
    for drawn in chart(story, on(edition, name), on(edition, name).grid.measure):
        assert_readable(drawn, on(edition, name))


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
    chart: Maker, records: list[list[tuple[int, int]]], name: str, edition: Edition
) -> None:
    """Equal values, one bar, nothing, everything, many periods: every label is inside, and none on another."""
    drawn = chart(made(*records), on(edition, name), on(edition, name).grid.measure)
    assert_in_its_box(drawn)
    assert_apart(drawn)


def test_pass_rates_can_be_read_whatever_they_are(edition: Edition) -> None:
    """Any rates leave every label inside the box and apart from the others."""

    @given(st.lists(st.lists(st.integers(0, 100), min_size=1, max_size=4), min_size=1, max_size=5))
    def check(rates: list[list[int]]) -> None:
        for name in FORMAT_NAMES:
            story = made(*([(rate, None) for rate in record] for record in rates))
            drawn = pass_rates(story, on(edition, name), on(edition, name).grid.measure)
            assert_in_its_box(drawn)
            assert_apart(drawn)

    check()


def test_candidates_can_be_read_whatever_they_are(edition: Edition) -> None:
    """Any numbers of people, nobody among them, leave every label inside the box and apart."""
    sitting = st.tuples(st.integers(0, 100), st.integers(0, 200_000))

    @given(st.lists(st.lists(sitting, min_size=1, max_size=3), min_size=1, max_size=5))
    def check(records: list[list[tuple[int, int]]]) -> None:
        drawn = candidates(made(*records), edition, edition.grid.measure)
        assert_in_its_box(drawn)
        assert_apart(drawn)

    check()


def test_certified_can_be_read_whatever_they_are(edition: Edition, story: Story) -> None:
    """Any numbers of certified, nobody among them, leave every label inside the box."""

    @given(st.lists(st.integers(0, 2_000_000), min_size=4, max_size=4))
    def check(counts: list[int]) -> None:
        changed = Story(story.dataset, story.certifications, story.records)
        changed.__dict__["certified"] = tuple(replace(f, value=n) for n, f in zip(counts, story.certified, strict=True))
        for name in FORMAT_NAMES:
            drawn = certified(changed, on(edition, name), on(edition, name).grid.measure)
            assert_in_its_box(drawn)
            assert_apart(drawn)

    check()


def test_what_is_not_published_has_no_bar(package: Package, edition: Edition) -> None:
    """A year without candidates is left out, not drawn as nothing."""
    package.keep(
        "facts", lambda row: (row["kind"], row["certification"], row["period"]) != ("candidates", "CPT", "2013")
    )
    drawn = candidates(package.tell(), edition, 528)
    assert len(trace(drawn, "bar")["x"]) == 2 * 11
    assert not [f for f in drawn.facts if (f.certification, f.period) == ("CPT", "2013")]


def test_a_name_with_signs_of_html_is_set_as_it_stands(package: Package, edition: Edition) -> None:
    """Plotly reads labels as HTML: what the data writes is escaped, and cannot be a tag."""
    package.change("certifications", {"certification": "CPT"}, name="R&D <b>x</b>")
    texts = trace(pass_rates(package.tell(), edition, 528), "scatter")["text"]
    assert "R&amp;D &lt;b&gt;x&lt;/b&gt;" in " ".join(texts)


# ── One lane, one scale, one lap ──────────────────────────────────────────────────────────────────

LANE = Certification("C1", 1, "C1", "fitness", "C1", "C1", "s")
SHARES = [0, 5, 10, 10, 20, 55, 60, 100]
word = st.text("abcdefgijknopqrsty", min_size=1, max_size=13)
title = st.lists(word, min_size=1, max_size=6).map(" ".join)


def about(*facts: Fact, lanes: int = 1, codes: tuple[str, ...] = ()) -> Story:
    """A story of these facts alone."""
    named = codes or tuple(f"C{number}" for number in range(1, lanes + 1))
    colours = (1 + number % 5 for number in range(len(named)))  # the brand has no more
    held = (
        Certification(*pair, pair[0], "fitness", pair[0], pair[0], "s") for pair in zip(named, colours, strict=True)
    )
    return tell(Dataset("made", "made", tuple(held), facts, {}))


def fact(kind: str, value: float, unit: str, code: str = "", dimension: str = "") -> Fact:
    return Fact(kind, value, unit, code, dimension, source="s")


def scale(low: float, passing: float, high: float) -> tuple[Fact, ...]:
    ends = fact("score_scale", low, "score", "", "minimum"), fact("score_scale", high, "score", "", "maximum")
    return (*ends, fact("passing_score", passing, "score"))


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_domains_can_be_read_whatever_they_are(name: str, width: float, edition: Edition) -> None:
    """Any shares and names, at any height, leave every label inside the box and apart."""
    shares = st.sampled_from(SHARES) | st.integers(0, 1000).map(lambda tenths: tenths / 10)

    @given(st.dictionaries(title, shares, min_size=1, max_size=9), st.sampled_from([float("inf"), 200, 80, 1]))
    def check(weights: dict[str, float], height: float) -> None:
        story = about(*(fact("domain_weight", share, "%", "C1", name) for name, share in weights.items()))
        drawn = domains(story, on(edition, name), width, LANE, height)
        assert drawn
        assert_readable(drawn, on(edition, name))
        assert [f.number for f, _ in drawn.bars] == sorted(weights.values(), reverse=True)

    check()


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_a_score_can_be_read_wherever_it_is(name: str, width: float, edition: Edition) -> None:
    """Any passing score, the ends of the scale among them, leaves every label inside the box and apart."""

    @given(st.lists(st.integers(0, 1000) | st.sampled_from((200, 201, 799, 800)), min_size=3, max_size=3))
    def check(scores: list[int]) -> None:
        low, passing, high = sorted(scores)
        drawn = score(about(*scale(low, passing, high)), on(edition, name), width, 1)
        assert (drawn is None) == (low == high)
        if drawn:
            assert_readable(drawn, on(edition, name))

    check()


def test_the_solid_part_of_the_ruler_begins_at_the_passing_score(edition: Edition) -> None:
    """Of a scale from 200 to 800 the part from 550 is solid: the last five twelfths."""
    drawn = score(about(*scale(200, 550, 800)), edition, 240)
    assert drawn
    ((passing, box),) = drawn.bars
    assert (passing.number, box.x, box.w) == pytest.approx((550, 140, 100))


@pytest.mark.parametrize("lost", ["score_scale minimum", "score_scale maximum", "passing_score "])
def test_a_score_without_its_scale_is_not_drawn(lost: str, edition: Edition) -> None:
    """Unless all three are known there is no ruler, and none of a score that is off the scale."""
    known = (f for f in scale(200, 550, 800) if f"{f.kind} {f.dimension}" != lost)
    assert score(about(*known), edition, 240) is None
    assert score(about(*scale(200, 900, 800)), edition, 240) is None


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_a_renewal_can_be_read_whatever_it_asks(name: str, width: float, edition: Edition) -> None:
    """Any credits and fees, any of them unpublished, one lane or nine, leave every label inside the box and apart."""
    asked = st.none() | st.sampled_from((0, 45, 60)) | st.integers(0, 999)

    @given(st.lists(st.tuples(asked, asked), min_size=1, max_size=9), st.sampled_from([float("inf"), 60, 1]))
    def check(lanes: list[tuple[int | None, int | None]], height: float) -> None:
        facts = []
        for lane, (credits, fee) in enumerate(lanes, 1):
            facts += [fact("renewal_credits", credits, "credits", f"C{lane}")] if credits is not None else []
            facts += [fact("renewal_fee", fee, "USD", f"C{lane}")] if fee is not None else []
        drawn = renewal(about(*facts, lanes=len(lanes)), on(edition, name), width, height)
        assert (drawn is None) == (not facts)
        if drawn:
            assert_readable(drawn, on(edition, name))
            assert sorted(f.key for f, _ in drawn.bars) == sorted(f.key for f in facts)
            told = [text for text, _ in labels(drawn)]
            assert all(heading in told or width == 150 for heading in ["credits"] * (facts[0].unit == "credits"))

    check()


def test_what_nobody_publishes_of_a_renewal_has_no_column(edition: Edition) -> None:
    """Without any fee there is one column; a lane without credits is said to be not published."""
    story = about(fact("renewal_credits", 45, "credits", "C1"), lanes=2)
    drawn = renewal(story, edition, 250)
    assert drawn
    assert [text for text, _ in labels(drawn)] == ["credits", "C1", "45", "C2", "not published"]
    assert drawn.alt == "Bar chart of what a renewal asks. C1: credits 45; C2: not published."


def test_a_renewal_without_room_is_refused(edition: Edition) -> None:
    """Where no bar has room beside its words the chart is an error, not a lie."""
    with pytest.raises(FitError):
        renewal(about(fact("renewal_fee", 45, "USD", "C1")), edition, 70)


@pytest.mark.parametrize(("name", "width"), WIDTHS)
def test_the_rates_of_one_exam_can_be_read_whatever_they_are(name: str, width: float, edition: Edition) -> None:
    """One to six years of any rates, at any height, leave every label inside the box and apart."""
    rate = st.sampled_from((0, 1, 50, 50, 51, 99, 100)) | st.integers(0, 100)

    @given(st.lists(rate, min_size=1, max_size=6), st.sampled_from([float("inf"), 90, 1]))
    def check(rates: list[int], height: float) -> None:
        story = made([(rate, None) for rate in rates])
        drawn = pass_rate(story, on(edition, name), width, story.certifications[0], height)
        assert drawn
        assert_readable(drawn, on(edition, name))
        moved, words = rates[-1] - rates[0], " ".join(text for text, _ in labels(drawn))
        assert ("lost in" in words, "gained in" in words) == (moved < 0, moved > 0)
        if moved:
            assert f"{abs(moved)} point{'s' * (abs(moved) > 1)} " in words

    check()


def test_a_change_that_would_read_as_nothing_has_no_bracket(edition: Edition) -> None:
    """Neither one year nor a change of less than half a point is told as points lost."""
    for rates in ([55], [55, 55], [55.3, 55.0]):
        story = made([(rate, None) for rate in rates])
        drawn = pass_rate(story, edition, 528, story.certifications[0])
        assert drawn and "point" not in drawn.alt


def test_only_the_subject_is_coloured(story: Story, edition: Edition) -> None:
    """With a subject its bar alone has the colour of its lane, the others are grey, all at the same places."""
    cpt = story.certifications[0]
    drawn, context = certified(story, edition, 250, cpt), edition.brand.rgb(Ink("ink", 26), "paper")
    assert trace(drawn, "bar")["marker"]["color"] == [edition.brand.rgb(Ink("lane.1")), *[context] * 3]
    assert [f.certification for f, _ in drawn.bars] == ["CPT", "HFS", "CES", "RCEP"]


def test_a_subject_among_others_can_be_read_whatever_they_are(edition: Edition, story: Story) -> None:
    """Any numbers of certified leave every label of the small chart inside its box and apart."""

    @given(st.lists(st.integers(0, 2_000_000), min_size=4, max_size=4), st.integers(0, 4), st.sampled_from(WIDTHS))
    def check(counts: list[int], lane: int, where: tuple[str, float]) -> None:
        changed = Story(story.dataset, story.certifications, story.records)
        changed.__dict__["certified"] = tuple(replace(f, value=n) for n, f in zip(counts, story.certified, strict=True))
        drawn = certified(changed, on(edition, where[0]), where[1], story.certifications[lane])
        assert_readable(drawn, on(edition, where[0]))

    check()


def test_lower_bars_fit_the_height_that_there_is(story: Story, edition: Edition) -> None:
    """Where a chart has less height than it wants its bars are lower or closer, and it is as tall as it may be."""
    cpt = story.certifications[0]
    for draw in (lambda h: domains(story, edition, 250, cpt, h), lambda h: renewal(story, edition, 250, h),
                 lambda h: pass_rate(story, edition, 250, cpt, h)):  # fmt: skip
        natural = draw(float("inf"))
        assert natural
        lower = draw(natural.size.h - 8)
        assert lower and lower.size.h == pytest.approx(natural.size.h - 8)
        assert draw(natural.size.h + 0.01) == natural


# ── What charts come to ───────────────────────────────────────────────────────────────────────────

FALLING, RISING = [(60, 1000), (40, 1200)], [(40, 1000), (60, 1200)]
FEWER = [(60, 1000), (40, 900)]


def shares(*some: float) -> Story:
    return about(*(fact("domain_weight", share, "%", "C1", f"Domain {n}") for n, share in enumerate(some)))


def renewed(*some: float | None, kind: str = "renewal_credits", unit: str = "credits") -> Story:
    asked = [fact(kind, n, unit, f"C{lane}") for lane, n in enumerate(some, 1) if n is not None]
    return about(*asked, lanes=len(some))


def posts(*periods: str) -> Story:
    rows = zip(OCCUPATIONS, periods, (900, 40), strict=True)
    return about(*(Fact("jobs", n, "jobs", "", who, period, "s") for who, period, n in rows))


def held(*counts: int) -> Story:
    rows = (Fact("certified", n, "people", f"C{lane}", period="2015", source="s") for lane, n in enumerate(counts, 1))
    return about(*rows, lanes=len(counts))


FINDINGS: dict[str, tuple[Callable[..., Chart | None], Story, Story]] = {
    "Steepest fall: C1.": (pass_rates, made(FALLING, [(60, 9), (50, 9)]), made(FALLING, FALLING)),
    "Highest in 2011: C2.": (pass_rates, made([(10, 9), (20, 9)], RISING), made(RISING, RISING)),
    "More sat and fewer passed in 2011 than in 2010.": (candidates, made(FALLING), made(RISING)),
    "More sat and more passed in 2011 than in 2010.": (candidates, made(RISING), made(FALLING)),
    "Fewer sat and fewer passed in 2011 than in 2010.": (candidates, made(FEWER), made(FALLING)),
    "Most: C2.": (certified, held(5, 6), held(6, 6)),
    "Largest: Domain 0.": (lambda *how: domains(*how, LANE), shares(60, 40), shares(50, 50)),
    "Fewest credits: C1 and C3.": (renewal, renewed(45, 60, 45), renewed(45, 60, None)),
    "Lowest fee: C2.": (renewal, renewed(9, 8, kind="renewal_fee", unit="USD"), renewed(9, 8)),
    "Most jobs: Fitness trainers.": (jobs, posts("2018", "2018"), posts("2018", "2016")),
}


@pytest.mark.parametrize("finding", FINDINGS)
def test_a_finding_is_told_where_the_data_bears_it_out(finding: str, edition: Edition) -> None:
    """Each finding ends the alternative of data that has it, and is not said of other data."""
    chart, having, others = FINDINGS[finding]
    drawn, other = chart(having, edition, 250), chart(others, edition, 250)
    assert drawn and drawn.alt.endswith(f". {finding}")
    assert other and finding not in other.alt


def test_a_ladder_says_that_clinical_lanes_ask_more_where_they_do(stories: dict[str, Story], edition: Edition) -> None:
    """In the edition of 2014 they do; in that of 2023 nobody knows what one fitness lane asks."""
    told = {name: ladder(story, edition, 528).alt for name, story in stories.items()}
    assert told["acsm-2014"].endswith(". Every clinical lane asks more than every fitness lane.")
    assert "Every" not in told["acsm-2023"]


# ── In tables ─────────────────────────────────────────────────────────────────────────────────────


def assert_sound(table: Table | None) -> None:
    """Every row has a cell for every head; heads are words, each another; so are the names of rows."""
    assert table and table.rows
    assert all(head.strip() for head in table.heads)
    assert len(set(table.heads)) == len(table.heads)
    assert all(len(row) == len(table.heads) and all(cell.strip() for cell in row) for row in table.rows)
    assert len({row[0] for row in table.rows}) == len(table.rows)


def unseen(table: Table | None, values: list[str]) -> list[str]:
    """The values that stand in no cell, the names of the rows not counted."""
    cells = [cell for row in table.rows for cell in row[1:]] if table else []
    return [value for value in values if not any(alone(value).search(cell) for cell in cells)]


@EVERYWHERE
def test_every_chart_has_a_table(data: str, name: str, stories: dict[str, Story], edition: Edition) -> None:
    """Each value of each chart stands in a cell of its table; were its row not there, it would be missed."""
    for drawn in gallery(stories[data], on(edition, name)):
        assert_sound(drawn.table)
        assert drawn.table and unseen(drawn.table, values(drawn, edition)) == [], drawn.name
        for row in drawn.table.rows:
            less = drawn.table._replace(rows=tuple(other for other in drawn.table.rows if other != row))
            others = " ".join(cell for one in less.rows for cell in one[1:])
            own = [value for value in values(drawn, edition) if not unseen(drawn.table, [value])]
            assert unseen(less, own) == [value for value in own if not alone(value).search(others)]


@pytest.mark.parametrize("data", EDITIONS)
def test_any_facts_of_a_chart_make_a_table(data: str, stories: dict[str, Story], edition: Edition) -> None:
    """Whatever a chart tells can be put in rows and columns without knowing which chart it is."""
    for drawn in gallery(stories[data], edition):
        table = tabulated(edition, drawn.facts)
        assert_sound(table)
        assert unseen(table, [edition.language.figure(fact) for fact in drawn.facts]) == [], drawn.name


def test_the_tables_are_what_they_were(
    stories: dict[str, Story], edition: Edition, golden: Callable[[str, str], None]
) -> None:
    """The tables of both editions are those of the golden text, where a person can read them."""
    lines = list[str]()
    for name, story in stories.items():
        for drawn in gallery(story, edition):
            assert drawn.table
            lines += [
                f"{name} {drawn.name}",
                *("  " + " | ".join(row) for row in (drawn.table.heads, *drawn.table.rows)),
            ]
    golden("tables.txt", "\n".join([*lines, ""]))


def test_a_cell_without_a_fact_says_so(edition: Edition) -> None:
    """What nobody published is not published; what could not be computed without it is not computed."""
    drawn = intervals(made([(50, 400), (60, None)]), edition, 528)
    assert drawn.table == Table(
        ("Certification and period", "Candidates", "Pass rate", "Interval from", "Interval to"),
        (
            ("C1, 2010", "400", "50%", "45%", "55%"),
            ("C1, 2011", "not published", "60%", "not computed", "not computed"),
        ),
    )


def test_one_kind_of_fact_has_its_years_as_columns(edition: Edition) -> None:
    """The years stand alone above their columns, in the order of time, and the first head says what is told of whom."""
    rows = (("fitness trainers", "2016"), ("exercise physiologists", "2019"), ("fitness trainers", "2012"))
    facts = [Fact("median_pay", 9000 + n, "USD", "", *row, "s") for n, row in enumerate(rows)]
    assert tabulated(edition, facts) == Table(
        ("Median pay by occupation", "2012", "2016", "2019"),
        (
            ("Fitness trainers", "$9,002", "$9,000", "not published"),
            ("Exercise physiologists", "not published", "not published", "$9,001"),
        ),
    )


def test_a_figure_of_a_period_of_its_own_tells_it(edition: Edition) -> None:
    """Where each has the newest figure that there is, no column says of another year that it is not published."""
    newest = [Fact("certified", n, "people", f"C{n}", period=f"201{n}", source="s") for n in (4, 5)]
    assert tabulated(edition, newest) == Table(("Certification", "Certified"), (("C4", "4, 2014"), ("C5", "5, 2015")))
    same = [replace(fact, period="2015") for fact in newest]
    assert tabulated(edition, same) == Table(("Certification", "Certified, 2015"), (("C4", "4"), ("C5", "5")))


def test_no_facts_make_no_table(edition: Edition) -> None:
    """There is nothing to put in rows."""
    assert tabulated(edition, (), ("C1",)) is None


def test_the_parts_of_several_certifications_have_their_codes(edition: Edition) -> None:
    """A row of one exam is its domain; of two exams it is the exam and the domain."""
    some = [fact("domain_weight", n, "%", f"C{n}", "Testing") for n in (1, 2)]
    one, both = tabulated(edition, some[:1]), tabulated(edition, some)
    assert one == Table(("Domain", "Share of the exam"), (("Testing", "1%"),))
    assert both and both.heads[0] == "Certification and domain"
    assert [row[0] for row in both.rows] == ["C1, Testing", "C2, Testing"]


def test_a_lane_of_which_nothing_is_published_has_its_row(edition: Edition) -> None:
    """A renewal that nobody tells and a ladder without education say so in their tables as they do in the chart."""
    drawn = renewal(renewed(45, None), edition, 250)
    assert drawn and drawn.table == Table(("Certification", "Renewal credits"), (("C1", "45"), ("C2", "not published")))
    asked = about(Fact("education", "a diploma", "", "C1", "diploma", source="s"), lanes=2)
    assert ladder(asked, edition, 528).table == Table(
        ("Certification", "Education"), (("C1", "a diploma"), ("C2", "not published"))
    )


def test_two_routes_are_two_rows(stories: dict[str, Story], edition: Edition) -> None:
    """The hours of a route stand beside its degree, which tells its row from the other."""
    table = ladder(stories["acsm-2023"], edition, 528).table
    assert table and [(row[0], row[2]) for row in table.rows[-2:]] == [
        ("CEP, bachelor’s degree", "1,200 h"),
        ("CEP, master’s degree", "600 h"),
    ]


def test_the_table_of_some_rates_is_of_these(story: Story, edition: Edition) -> None:
    """A part of the exams has a row each, with its change, which an exam without both years lacks."""
    table = pass_rates(story, edition, 528, records=story.records[2:]).table
    assert table and [(row[0], row[-1]) for row in table.rows] == [
        ("CES", "-6, may be chance"),
        ("RCEP", "-5, may be chance"),
    ]
    short = pass_rates(made([(50, 400), (30, 400)], [(60, 400)]), edition, 528).table
    assert short and [(row[0], row[-1]) for row in short.rows] == [("C1", "-20"), ("C2", "not computed")]


def test_tables_are_sound_whatever_is_published(edition: Edition) -> None:
    """Of any rates and people, in any years, every table has all its cells, and every value of its chart."""
    sitting = st.tuples(st.integers(0, 100), st.none() | st.integers(0, 20_000))

    @given(st.lists(st.lists(sitting, min_size=1, max_size=4), min_size=1, max_size=4))
    def check(records: list[list[tuple[float, int | None]]]) -> None:
        story = made(*records)
        for chart in (pass_rates, candidates, intervals):
            drawn = chart(story, edition, 528)
            if drawn.facts:
                assert_sound(drawn.table)
                assert unseen(drawn.table, values(drawn, edition)) == []
                assert untold(drawn, edition) == []

    check()
