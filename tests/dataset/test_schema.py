"""The schema, and the shipped data packages that follow it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import Any

import frictionless
import pytest

from acsm_report.dataset import schema
from acsm_report.dataset.insights import compute_insights
from acsm_report.dataset.model import Fact
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.i18n import catalog
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.system import resources
from support.packages import SHIPPED_TABLES, Package, read
from support.paths import DATASETS

each_dataset = pytest.mark.parametrize("name", DATASETS)
UNUSED = {"passed"}  # no source of the shipped datasets publishes passes


@each_dataset
def test_shipped_package_is_valid_for_frictionless(name: str) -> None:
    """An independent reader finds no errors."""
    report = frictionless.validate(str(resources.find_data_package(name) / "datapackage.json"))
    assert report.flatten(["type", "message"]) == []
    assert report.valid


@each_dataset
def test_descriptor_is_generated_from_schema(name: str, golden: Callable[[Path, str], None]) -> None:
    """datapackage.json describes the columns as the schema does."""
    path = resources.find_data_package(name) / "datapackage.json"
    descriptor: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert [r["name"] for r in descriptor["resources"]] == list(SHIPPED_TABLES)
    for resource in descriptor["resources"]:
        resource["schema"] = schema.table_schema(resource["name"])
    golden(path, f"{json.dumps(descriptor, indent=2, ensure_ascii=False)}\n")


@each_dataset
def test_readme_ends_with_the_data_dictionary(name: str, golden: Callable[[Path, str], None]) -> None:
    """The README of a package describes all columns and kinds, generated from the schema."""
    path = resources.find_data_package(name) / "README.md"
    text, heading, _ = path.read_text(encoding="utf-8").partition("## Dictionary\n")
    assert heading
    golden(path, f"{text}{heading}{schema.data_dictionary()}")


@each_dataset
def test_shipped_tables_have_all_columns(name: str) -> None:
    """The header of each shipped CSV is that of the schema."""
    for table in SHIPPED_TABLES:
        columns = schema.TABLES[table]
        header = (resources.find_data_package(name) / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header.split(",") == [column.name for column in columns]


def test_kinds_are_keyed_by_name() -> None:
    """FACT_KINDS maps the name of each kind to the kind."""
    assert all(kind.name == key for key, kind in schema.FACT_KINDS.items())


def test_each_kind_is_used() -> None:
    """A shipped dataset has a fact of each kind."""
    sets = [read(resources.find_data_package(name)) for name in DATASETS]
    facts = chain.from_iterable((*s.facts, *(f for c in s.conflicts for f in c.others)) for s in sets)
    assert {f.kind for f in facts} == set(schema.FACT_KINDS) - UNUSED


def test_bounds_of_kinds() -> None:
    """Text has no bounds; those of numbers are in order."""
    for kind in schema.FACT_KINDS.values():
        assert kind.low <= kind.high
        assert kind.unit or (kind.low, kind.high, kind.is_integer) == (0, float("inf"), False)
    assert (schema.FACT_KINDS["pass_rate"].low, schema.FACT_KINDS["pass_rate"].high) == (0, 100)


def test_pages_of_kinds_are_the_pages_that_show_them(package: Package, context: LayoutContext) -> None:
    """Checked with both datasets, and with published passes."""
    rates = [r for r in package.rows("facts") if r["kind"] == "candidates" and not r["status"]]
    rate = {(r["certification"], r["period"]): r["value"] for r in package.rows("facts") if r["kind"] == "pass_rate"}
    for row in rates:
        passed = round(int(row["value"]) * int(rate[row["certification"], row["period"]]) / 100)
        package.add("facts", {**row, "kind": "passed", "value": str(passed)})
    all_insights = [package.tell(), *(compute_insights(read(resources.find_data_package(name))) for name in DATASETS)]
    seen: dict[str, set[str]] = {}
    for insights in all_insights:
        scenes = [
            *compose(BROCHURE, insights, context),
            *compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"])),
        ]
        for scene in scenes:
            for shown in {f for item in scene.blocks for f in item.facts if f.kind != "as_of"}:
                for fact in rows(shown):
                    seen.setdefault(fact.kind, set()).add(re.sub(r"(-\d+)+$", "", scene.name))
    assert {kind: pages - {"sources"} for kind, pages in seen.items() if pages - {"sources"}} == {
        kind.name: set(kind.pages) - {"sources"} for kind in schema.FACT_KINDS.values() if set(kind.pages) - {"sources"}
    }


def rows(fact: Fact) -> set[Fact]:
    """Return the rows of the data that a fact is, or is derived from."""
    return {fact} if fact.place else set().union(*map(rows, fact.inputs))


def test_each_shown_kind_has_a_message() -> None:
    """Each kind that pages show has a name in the message catalog."""
    messages = catalog.load_language("en").messages
    assert [k.name for k in schema.FACT_KINDS.values() if k.pages and f"kind.{k.name}" not in messages] == []


def test_rate_bases_are_percentages() -> None:
    """They are kinds in percent, about a certification."""
    assert all(schema.FACT_KINDS[m].unit == "%" and schema.FACT_KINDS[m].is_of_certification for m in schema.RATE_BASES)
