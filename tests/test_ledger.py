"""The ledger: every figure of every page, its box, its row; nothing printed that it does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from acsm_report import resources
from acsm_report.documents import BROCHURE, INFOGRAPHIC, compose
from acsm_report.edition import Edition
from acsm_report.errors import DataError
from acsm_report.geometry import FORMATS, Box
from acsm_report.language import LITERALS
from acsm_report.ledger import Ledger, joined, ledger, parsed, written
from acsm_report.scene import Drawing, Run, Scene
from acsm_report.story import Story, tell
from conftest import EDITIONS, Package, labelled, read

DIGIT = re.compile(r"\d")


def scenes_of(story: Story, edition: Edition) -> dict[str, tuple[Scene, ...]]:
    """Both documents, their charts as the words and bars that they will have."""
    tall = edition.on(FORMATS["infographic"])
    return {
        "brochure": labelled(compose(BROCHURE, story, edition)),
        "infographic": labelled(compose(INFOGRAPHIC, story, tall)),
    }


@pytest.fixture(params=EDITIONS)
def told(request: pytest.FixtureRequest) -> Story:
    """What each shipped edition tells."""
    return tell(read(resources.data_package(request.param)))


@pytest.fixture
def book(told: Story, edition: Edition) -> Ledger:
    """The ledger of both documents."""
    return ledger(told.dataset, scenes_of(told, edition))


def runs(scenes: dict[str, tuple[Scene, ...]]) -> Iterator[Run]:
    for pages in scenes.values():
        for item in (item for scene in pages for item in scene.items):
            assert isinstance(item.block, Drawing)
            yield from (mark for mark in item.block.marks if isinstance(mark, Run))


def typed_in(story: Story, edition: Edition) -> list[str]:
    """The words of both documents with a digit that nothing names."""
    typed = []
    for run in runs(scenes_of(story, edition)):
        named = {place for span in run.spans for place in range(span.start, span.end)}
        typed += [run.text for match in DIGIT.finditer(run.text) if match.start() not in named]
    return typed


def test_no_number_is_typed_in(told: Story, edition: Edition) -> None:
    """Every digit on every page stands in a fact, a row of the data or a declared literal."""
    assert typed_in(told, edition) == []


def test_digits_in_the_data_are_known_too(package: Package, edition: Edition) -> None:
    """A name, a code or a note with digits in it is traced to its row like a figure."""
    for number, row in enumerate(package.rows("certifications"), 1):
        where = {"certification": row["certification"]}
        package.change(
            "certifications", where, name=f"Trainer {number}7", code_now=f"X{number}", note="closed: in 1999"
        )
    assert typed_in(package.tell(), edition) == []


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
            assert key in LITERALS
        else:
            assert (book.sources | book.certifications)[key].place, figure


def test_what_is_computed_says_how(book: Ledger) -> None:
    """A computed fact has its formula in words and its inputs; a row has neither."""
    for key, record in book.facts.items():
        assert bool(record.formula) != bool(record.place), key
        assert bool(record.inputs) <= bool(record.formula), key


def test_every_figure_lies_on_its_page(told: Story, edition: Edition) -> None:
    """Boxes are in points from the top left corner of the page, and stay on it."""
    scenes = scenes_of(told, edition)
    for figure in ledger(told.dataset, scenes).figures:
        sheet = scenes[figure.document][figure.page - 1].size.box
        assert sheet.contains(Box(*figure.box), slack=6), figure


def test_every_bar_is_in_the_ledger(told: Story, edition: Edition) -> None:
    """What is drawn is named as well as what is printed: as many lengths as bars, each with its box."""
    scenes = scenes_of(told, edition)
    charts = [item for pages in scenes.values() for scene in pages for item in scene.items if item.alt]
    lengths = [f for f in ledger(told.dataset, scenes).figures if f.shows == "length"]
    assert len(lengths) == sum(len(chart.lengths) for chart in charts) > 0
    assert all(f.text == "" and f.box[2] >= 0 for f in lengths)


def test_the_ledger_is_valid_by_its_published_schema(book: Ledger) -> None:
    """What is written is JSON that the published schema accepts."""
    schema = json.loads(resources.ledger_schema().read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(written(book)), schema)


def test_the_published_schema_is_that_of_the_model(golden: Callable[[Path, str], None]) -> None:
    """assets/ledger.schema.json is generated from the model, and true."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Ledger.model_json_schema()}
    golden(resources.ledger_schema(), f"{json.dumps(schema, indent=1, ensure_ascii=False)}\n")


def test_a_ledger_reads_back(book: Ledger) -> None:
    """Writing and reading lose nothing."""
    assert parsed(written(book), "x") == book


def test_a_changed_figure_is_a_line_of_difference(book: Ledger) -> None:
    """Each record stands on a line of its own."""
    lines = written(book).decode().splitlines()
    assert sum(line.startswith('{"document"') for line in lines) == len(book.figures)
    assert sum(line.startswith('"') and '"kind"' in line for line in lines) == len(book.facts)


def test_a_conflict_travels_with_its_fact(package: Package, edition: Edition) -> None:
    """What other sources say stands beside what is told."""
    row = {"certification": "CPT", "kind": "pass_rate", "period": "2014"}
    before = next(r for r in package.rows("facts") if row.items() <= r.items())
    package.add("facts", {**before, "value": "54", "source": "studyguidezone", "status": "conflict"})
    story = package.tell()
    book = ledger(story.dataset, scenes_of(story, edition))
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
    spoil: Callable[[bytes], bytes], told_of: str, story: Story, edition: Edition
) -> None:
    """A ledger that is none, has other fields, or leads nowhere is a DataError in one line."""
    whole = written(ledger(story.dataset, scenes_of(story, edition)))
    with pytest.raises(DataError, match=told_of):
        parsed(spoil(whole), "guide.pdf")


def test_the_ledgers_of_documents_make_that_of_all(told: Story, edition: Edition) -> None:
    """Joined, they are what one ledger of them all would be, record by record in the same order."""
    scenes = scenes_of(told, edition)
    books = [ledger(told.dataset, {name: pages}) for name, pages in scenes.items()]
    whole = joined(told.dataset, books, scenes)
    assert whole.passages
    assert written(whole.model_copy(update={"passages": ()})) == written(ledger(told.dataset, scenes))


def test_a_fact_within_itself_is_told(story: Story, edition: Edition) -> None:
    """A formula cannot be among its own inputs."""
    book = ledger(story.dataset, scenes_of(story, edition))
    key = ":as_of::2015-06-23"
    circle = book.facts[key].model_copy(update={"inputs": (key,)})
    with pytest.raises(DataError, match="leads to no row"):
        parsed(written(book.model_copy(update={"facts": {**book.facts, key: circle}})), "guide.pdf")


def test_figures_name_the_text_that_is_there(told: Story, edition: Edition) -> None:
    """The text of a figure is part of the words of its page."""
    scenes = scenes_of(told, edition)
    for figure in ledger(told.dataset, scenes).figures:
        page = scenes[figure.document][figure.page - 1]
        assert any(figure.text in item.block.text for item in page.items if isinstance(item.block, Drawing)), figure
