"""The schema as a table, and the shipped data package that follows it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from acsm_report import fields, resources
from acsm_report.story import Story

TABLES = {
    "certifications": fields.CERTIFICATION_COLUMNS,
    "facts": fields.FACT_COLUMNS,
    "sources": fields.SOURCE_COLUMNS,
}


@pytest.mark.parametrize("table", TABLES)
def test_a_tables_columns_are_those_of_its_descriptor(table: str) -> None:
    """datapackage.json, the header of the CSV and the schema here name the same columns."""
    folder = resources.data_package()
    resources_of: list[dict[str, Any]] = json.loads((folder / "datapackage.json").read_text())["resources"]
    described = next(r for r in resources_of if r["name"] == table)
    header = (folder / described["path"]).read_text(encoding="utf-8").splitlines()[0]
    assert tuple(header.split(",")) == TABLES[table]
    assert tuple(f["name"] for f in described["schema"]["fields"]) == TABLES[table]


def test_a_kind_is_found_by_its_own_name() -> None:
    """The table of kinds is keyed by their names."""
    assert all(kind.name == key for key, kind in fields.KINDS.items())


def test_every_kind_is_used_by_the_shipped_edition(story: Story) -> None:
    """No kind of fact exists for nothing."""
    assert {f.kind for f in story.dataset.facts} == set(fields.KINDS)


def test_words_have_no_bounds_and_figures_have_sane_ones() -> None:
    """A kind without a unit is words; bounds belong to figures and lie in order."""
    for kind in fields.KINDS.values():
        assert kind.low <= kind.high
        assert kind.unit or (kind.low, kind.high) == (0, float("inf"))
    assert (fields.KINDS["pass_rate"].low, fields.KINDS["pass_rate"].high) == (0, 100)
