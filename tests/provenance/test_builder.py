"""The ledger: every figure of every page, its box, its row; nothing printed that it does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import DataError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.geometry import Box
from acsm_report.i18n.phrase import LITERAL_KINDS
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Drawing, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.provenance.builder import build_ledger, merge_ledgers
from acsm_report.provenance.model import Ledger, parse_ledger, serialize_ledger
from acsm_report.system import resources
from support.packages import Package, read
from support.paths import DATASETS

DIGIT = re.compile(r"\d")


def scenes_of(insights: Insights, context: LayoutContext) -> dict[str, tuple[Scene, ...]]:
    """Both documents, their charts as the words and bars that they will have."""
    tall = context.with_page_format(PAGE_FORMATS["infographic"])
    return {
        "brochure": place_labels(compose(BROCHURE, insights, context)),
        "infographic": place_labels(compose(INFOGRAPHIC, insights, tall)),
    }


@pytest.fixture(params=DATASETS)
def told(request: pytest.FixtureRequest) -> Insights:
    """What each shipped edition tells."""
    return compute_insights(read(resources.find_data_package(request.param)))


@pytest.fixture
def book(told: Insights, context: LayoutContext) -> Ledger:
    """The ledger of both documents."""
    return build_ledger(told.dataset, scenes_of(told, context))


def runs(scenes: dict[str, tuple[Scene, ...]]) -> Iterator[TextRun]:
    for pages in scenes.values():
        for item in (item for scene in pages for item in scene.blocks):
            assert isinstance(item.block, Drawing)
            yield from (mark for mark in item.block.marks if isinstance(mark, TextRun))


def typed_in(insights: Insights, context: LayoutContext) -> list[str]:
    """The words of both documents with a digit that nothing names."""
    typed = []
    for run in runs(scenes_of(insights, context)):
        named = {place for span in run.spans for place in range(span.start, span.end)}
        typed += [run.text for match in DIGIT.finditer(run.text) if match.start() not in named]
    return typed


def test_no_number_is_typed_in(told: Insights, context: LayoutContext) -> None:
    """Every digit on every page stands in a fact, a row of the data or a declared literal."""
    assert typed_in(told, context) == []


def test_digits_in_the_data_are_known_too(package: Package, context: LayoutContext) -> None:
    """A name, a code or a note with digits in it is traced to its row like a figure."""
    for number, row in enumerate(package.rows("certifications"), 1):
        where = {"certification": row["certification"]}
        package.change(
            "certifications", where, name=f"Trainer {number}7", code_now=f"X{number}", note="closed: in 1999"
        )
    assert typed_in(package.tell(), context) == []


def test_every_figure_leads_to_rows_and_sources(book: Ledger) -> None:
    """From each figure one arrives at rows with a place and a source, or at a declared literal."""

    def rows(key: str) -> Iterator[Any]:
        record = book.facts[key]
        if not record.formula:
            yield record
        for inner in record.inputs:
            yield from rows(inner)

    for figure in book.figures:
        what, _, key = figure.of.partition(":")
        if what == "fact":
            assert all(row.place and row.sources for row in rows(key)), figure
        elif what == "literal":
            assert key in LITERAL_KINDS
        else:
            assert (book.sources | book.certifications)[key].place, figure


def test_what_is_computed_says_how(book: Ledger) -> None:
    """A computed fact has its formula in words and its inputs; a row has neither."""
    for key, record in book.facts.items():
        assert bool(record.formula) != bool(record.place), key
        assert bool(record.inputs) <= bool(record.formula), key


def test_every_figure_lies_on_its_page(told: Insights, context: LayoutContext) -> None:
    """Boxes are in points from the top left corner of the page, and stay on it."""
    scenes = scenes_of(told, context)
    for figure in build_ledger(told.dataset, scenes).figures:
        sheet = scenes[figure.document][figure.page - 1].size.box
        assert sheet.contains(Box(*figure.box), tolerance=6), figure


def test_every_bar_is_in_the_ledger(told: Insights, context: LayoutContext) -> None:
    """What is drawn is named as well as what is printed: as many lengths as bars, each with its box."""
    scenes = scenes_of(told, context)
    charts = [item for pages in scenes.values() for scene in pages for item in scene.blocks if item.alt]
    lengths = [f for f in build_ledger(told.dataset, scenes).figures if f.shows == "length"]
    assert len(lengths) == sum(len(chart.lengths) for chart in charts) > 0
    assert all(f.text == "" and f.box[2] >= 0 for f in lengths)


def test_the_ledger_is_valid_by_its_published_schema(book: Ledger) -> None:
    """What is written is JSON that the published schema accepts."""
    schema = json.loads(resources.ledger_schema().read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(serialize_ledger(book)), schema)


def test_the_published_schema_is_that_of_the_model(golden: Callable[[Path, str], None]) -> None:
    """assets/ledger.schema.json is generated from the model, and true."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Ledger.model_json_schema()}
    golden(resources.ledger_schema(), f"{json.dumps(schema, indent=1, ensure_ascii=False)}\n")


def test_a_ledger_reads_back(book: Ledger) -> None:
    """Writing and reading lose nothing."""
    assert parse_ledger(serialize_ledger(book), "x") == book


def test_a_changed_figure_is_a_line_of_difference(book: Ledger) -> None:
    """Each record stands on a line of its own."""
    lines = serialize_ledger(book).decode().splitlines()
    assert sum(line.startswith('{"document"') for line in lines) == len(book.figures)
    assert sum(line.startswith('"') and '"kind"' in line for line in lines) == len(book.facts)


def test_a_conflict_travels_with_its_fact(package: Package, context: LayoutContext) -> None:
    """What other sources say stands beside what is told."""
    row = {"certification": "CPT", "kind": "pass_rate", "period": "2014"}
    before = next(r for r in package.rows("facts") if row.items() <= r.items())
    package.add("facts", {**before, "value": "54", "source": "studyguidezone", "status": "conflict"})
    insights = package.tell()
    book = build_ledger(insights.dataset, scenes_of(insights, context))
    (rival,) = book.facts["CPT:pass_rate::2014"].conflicts
    assert (book.facts[rival].value, book.facts[rival].sources) == (54, ("studyguidezone",))


@pytest.mark.parametrize(
    ("spoil", "told_of"),
    [
        (lambda b: b"", "damaged at the start"),
        (lambda b: b"[]", "damaged at the start"),
        (lambda b: b.replace(b'"kind"', b'"kynd"', 1), "damaged at facts"),
        (lambda b: b.replace(b'"format": 1', b'"format": 99'), "damaged at format"),
        (lambda b: b.replace(b'"of": "fact:', b'"of": "fact:x', 1), "leads to no row"),
        (lambda b: b.replace(b'"CPT:pass_rate::2014": {', b'"CPT:pass_rate::2099": {', 1), "leads to no row"),
        (lambda b: re.sub(rb'"inputs": \["[^"]+"', rb'"inputs": ["lost"', b, count=1), "leads to no row"),
    ],
)  # fmt: skip
def test_a_damaged_ledger_is_told(
    spoil: Callable[[bytes], bytes], told_of: str, insights: Insights, context: LayoutContext
) -> None:
    """A ledger that is none, has other fields, or leads nowhere is a DataError in one line."""
    whole = serialize_ledger(build_ledger(insights.dataset, scenes_of(insights, context)))
    with pytest.raises(DataError, match=told_of):
        parse_ledger(spoil(whole), "guide.pdf")


def test_the_ledgers_of_documents_make_that_of_all(told: Insights, context: LayoutContext) -> None:
    """Joined, they are what one ledger of them all would be, record by record in the same order."""
    scenes = scenes_of(told, context)
    books = [build_ledger(told.dataset, {name: pages}) for name, pages in scenes.items()]
    whole = merge_ledgers(told.dataset, books, scenes)
    assert whole.passages
    assert serialize_ledger(whole.model_copy(update={"passages": ()})) == serialize_ledger(
        build_ledger(told.dataset, scenes)
    )


def test_a_fact_within_itself_is_told(insights: Insights, context: LayoutContext) -> None:
    """A formula cannot be among its own inputs."""
    book = build_ledger(insights.dataset, scenes_of(insights, context))
    key = ":as_of::2015-06-23"
    circle = book.facts[key].model_copy(update={"inputs": (key,)})
    with pytest.raises(DataError, match="leads to no row"):
        parse_ledger(serialize_ledger(book.model_copy(update={"facts": {**book.facts, key: circle}})), "guide.pdf")


def test_figures_name_the_text_that_is_there(told: Insights, context: LayoutContext) -> None:
    """The text of a figure is part of the words of its page."""
    scenes = scenes_of(told, context)
    for figure in build_ledger(told.dataset, scenes).figures:
        page = scenes[figure.document][figure.page - 1]
        assert any(figure.text in item.block.text for item in page.blocks if isinstance(item.block, Drawing)), figure
