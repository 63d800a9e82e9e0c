"""The gallery: the same figure as yesterday, every bar a fact, every word in its box."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acsm_report import fonts
from acsm_report.charts import GALLERY, candidates, certified, jobs, pass_rates
from acsm_report.edition import Edition, Style
from acsm_report.fields import OCCUPATIONS
from acsm_report.geometry import FORMATS, Box
from acsm_report.scene import Chart
from acsm_report.story import Story
from conftest import Package
from test_story import made

Maker = Callable[[Story, Edition, float], Chart]
FORMAT_NAMES = ("letter", "infographic")
ANCHORS = {"middle right": 0.0, "middle center": 0.5, "middle left": 1.0}
BARS = (pass_rates, candidates, certified, jobs)  # the charts of horizontal bars
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
    for x, y, width in zip(drawn["x"], drawn["y"], drawn["width"], strict=True):
        yield Box(-left * scale[0], (y - width / 2 - top) * scale[1], x * scale[0], width * scale[1])


def assert_in_its_box(chart: Chart) -> None:
    sheet = chart.size.box
    assert [text for text, box in labels(chart) if not sheet.contains(box, slack=0.5)] == []
    assert all(sheet.contains(bar, slack=0.5) for bar in bars(chart))


def assert_apart(chart: Chart) -> None:
    touching = [(a, b) for (a, one), (b, two) in combinations(labels(chart), 2) if one.overlaps(two, slack=0.5)]
    assert touching == []


def on(edition: Edition, name: str) -> Edition:
    return edition.on(FORMATS[name])


# ── The shipped edition ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("chart", GALLERY, ids=lambda c: c.__name__)
def test_a_chart_is_the_figure_that_it_was(
    chart: Maker, name: str, story: Story, edition: Edition, golden: Callable[[str, str], None]
) -> None:
    """Every chart of the gallery is the same figure as its golden, on the page and on the poster."""
    made = chart(story, on(edition, name), on(edition, name).grid.measure)
    text = json.dumps(rounded(made.figure), indent=1, sort_keys=True, ensure_ascii=False)
    golden(f"charts/{made.name}.{name}.json", f"{text}\n")


@pytest.mark.parametrize("chart", GALLERY, ids=lambda c: c.__name__)
def test_a_chart_says_in_words_what_it_shows(chart: Maker, story: Story, edition: Edition) -> None:
    """The alternative text names every figure, and is a sentence."""
    made = chart(story, edition, 528)
    assert made.alt.endswith(".")
    assert [f for f in made.facts if edition.language.number(f) not in made.alt] == []


@pytest.mark.parametrize("chart", BARS, ids=lambda c: c.__name__)
def test_a_chart_has_the_size_and_the_place_that_it_says(chart: Maker, story: Story, edition: Edition) -> None:
    """A chart is as wide as its box; its rows stand level with the middle of their bars."""
    made = chart(story, edition, 500)
    heights = [bar.y + bar.h / 2 for bar in bars(made)]
    assert made.size.w == 500
    assert len(made.rows) in (len(story.records), len(story.certified), len(OCCUPATIONS))
    assert all(min(heights) - 0.01 <= centre <= max(heights) + 0.01 for centre, _ in made.rows)
    assert [centre for centre, _ in made.rows] == sorted(centre for centre, _ in made.rows)


@pytest.mark.parametrize("chart", [pass_rates, certified, jobs], ids=lambda c: c.__name__)
def test_every_bar_is_a_fact(chart: Maker, story: Story, edition: Edition) -> None:
    """As many bars as facts, each as long as its fact's value."""
    made = chart(story, edition, 528)
    assert trace(made, "bar")["x"] == [fact.number for fact, _ in made.bars]


def test_every_bar_of_people_is_a_fact_too(story: Story, edition: Edition) -> None:
    """The full bar is the candidates; the solid one the passes before they were rounded to tens."""
    made = candidates(story, edition, 528)
    lengths, facts = trace(made, "bar")["x"], list(made.facts)
    assert lengths[::2] == [f.number for f in facts if f.kind == "candidates"]
    for length, passes in zip(lengths[1::2], (f for f in facts if f.kind == "passes"), strict=True):
        assert abs(length - passes.number) <= 5


@pytest.mark.parametrize("chart", BARS, ids=lambda c: c.__name__)
def test_every_bar_begins_at_zero(chart: Maker, story: Story, edition: Edition) -> None:
    """No axis is cut: twice the value is twice the length."""
    drawn = list(bars(chart(story, edition, 528)))
    values = trace(chart(story, edition, 528), "bar")["x"]
    assert len({round(bar.w / value, 6) for bar, value in zip(drawn, values, strict=True)}) == 1
    assert len({bar.x for bar in drawn}) == 1
    assert "base" not in trace(chart(story, edition, 528), "bar")


@pytest.mark.parametrize("chart", GALLERY, ids=lambda c: c.__name__)
def test_a_chart_has_no_look_of_its_own(chart: Maker, story: Story, edition: Edition) -> None:
    """Colours are the brand's, faces too; nothing of plotly's default look, no number at the mercy of a browser."""
    made = chart(story, edition, 528)
    layout = made.figure["layout"]
    assert not layout.get("template")
    assert not layout["xaxis"]["visible"] and not layout["yaxis"]["visible"]
    assert set(trace(made, "scatter")["textfont"]["family"]) == {edition.brand.faces[0].family}
    json.dumps(made.figure, allow_nan=False)


def test_a_chart_is_data_and_the_same_each_time(story: Story, edition: Edition) -> None:
    """Composing twice gives equal charts."""
    for chart in GALLERY:
        assert chart(story, edition, 528) == chart(story, edition, 528)


# ── Other figures ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("chart", GALLERY, ids=lambda c: c.__name__)
def test_the_words_of_a_chart_stay_in_it_and_apart(chart: Maker, name: str, story: Story, edition: Edition) -> None:
    """No label of the shipped edition leaves its box or touches another."""
    made = chart(story, on(edition, name), on(edition, name).grid.measure)
    assert_in_its_box(made)
    assert_apart(made)


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
