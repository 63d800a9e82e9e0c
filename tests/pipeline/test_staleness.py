"""Files that are not what the data gives are named, each with the facts that it tells otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import INFOGRAPHIC
from acsm_report.errors import StaleError
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.pipeline import build_manifest
from acsm_report.pipeline.outputs import MANIFEST_FILE
from acsm_report.pipeline.staleness import check_files_exist, check_up_to_date
from acsm_report.provenance.builder import build_ledger, merge_ledgers
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import serialize_ledger
from support.packages import Package

KNOWN: dict[str, Any] = {
    "program": "acsm-report 1", "source": "a", "python": "3", "libraries": {"plotly": "7"},
    "choices": {"paper": "a4"}, "inputs": {"data/facts.csv": "b"},
}  # fmt: skip


def book_of(insights: Insights, context: LayoutContext) -> bytes:
    scenes = {
        "infographic": place_labels(
            compose(INFOGRAPHIC, insights, context.with_page_format(PAGE_FORMATS["infographic"]))
        )
    }
    return serialize_ledger(merge_ledgers(insights.dataset, [build_ledger(insights.dataset, scenes)], scenes))


@pytest.fixture
def there(tmp_path: Path, insights: Insights, context: LayoutContext) -> dict[Path, bytes]:
    """A picture and its ledger as they lie in a folder."""
    files = {tmp_path / "out.png": b"picture", tmp_path / LEDGER_FILE: book_of(insights, context)}
    for path, content in files.items():
        path.write_bytes(content)
    return files


def told(files: dict[Path, bytes], known: dict[str, Any] = KNOWN) -> tuple[str, ...]:
    """What is said of files that should have these bytes."""
    png, book = files
    with pytest.raises(StaleError) as stale:
        check_up_to_date(files, {png: "infographic"}, book, known)
    return tuple(line.replace(f"{png.parent}/", "") for line in stale.value.lines)


def test_files_with_just_these_bytes_are_fresh(there: dict[Path, bytes]) -> None:
    png, book = there
    check_up_to_date(there, {png: "infographic"}, book, KNOWN)


def test_a_stale_file_is_named_with_its_facts(
    there: dict[Path, bytes], package: Package, context: LayoutContext
) -> None:
    """Three of them, and how many more there are; computed ones come after the row that they follow from."""
    package.change("facts", {"certification": "CPT", "kind": "pass_rate", "period": "2014"}, value="57")
    png, book = there
    lines = told({png: b"other", book: book_of(package.tell(), context)})
    facts = "CPT pass rate 2014: 55% → 57%, overall pass rate 2014: 50% → 51%, passes 2014: 4,300 → 4,410, and 1 more"
    assert lines[0] == f"out.png: is not what the data gives ({facts}); run this again without --check"
    assert lines[1].startswith(f"{LEDGER_FILE}: is not what the data gives (CPT pass rate 2014: 55% → 57%, ")


def test_where_no_fact_is_another_the_cause_is_told(there: dict[Path, bytes]) -> None:
    """It is another program, library, choice or file that went in."""
    png, book = there
    (book.parent / MANIFEST_FILE).write_bytes(build_manifest.serialize_manifest(KNOWN, {}, {}))
    other = {**KNOWN, "libraries": {"plotly": "8"}, "choices": {"paper": "a4", "ground": "white"}}
    why = "no printed figure is another; made with another plotly, ground"
    wrong = f"out.png: is not what the data gives ({why}); run this again without --check"
    assert told({png: b"other", book: there[book]}, other) == (wrong,)


def test_a_file_that_is_missing_or_none_is_told(there: dict[Path, bytes]) -> None:
    png = next(iter(there))
    png.unlink()
    assert told(there) == ("out.png: is missing; run this again without --check",)
    png.mkdir()
    assert told(there) == ("out.png: is not a file; run this again without --check",)


def test_that_nothing_is_there_is_known_at_once(there: dict[Path, bytes]) -> None:
    """Where a file is there, the others are told when it is known what they should be."""
    png = next(iter(there))
    check_files_exist([png, png.with_name("other.pdf")])
    png.unlink()
    with pytest.raises(StaleError, match="is missing"):
        check_files_exist([png])


def test_without_a_ledger_nothing_is_claimed_of_the_figures(there: dict[Path, bytes]) -> None:
    """What is known is what the files were made with."""
    png, book = there
    (book.parent / MANIFEST_FILE).write_bytes(build_manifest.serialize_manifest(KNOWN, {}, {}))
    book.unlink()
    lines = told({png: b"other", book: there[book]}, {**KNOWN, "choices": {"paper": "letter"}})
    assert lines[0] == "out.png: is not what the data gives (made with another paper); run this again without --check"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 9}'])
def test_without_a_ledger_the_file_alone_is_named(content: bytes, there: dict[Path, bytes]) -> None:
    png, book = there
    book.write_bytes(content)
    lines = told({png: b"other", book: there[book]})
    assert lines[0] == "out.png: is not what the data gives; run this again without --check"
