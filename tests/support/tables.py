"""Small data packages for tests of readers, as grids of cells: written to folders, zips and workbooks."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from acsm_report.dataset.readers.headers import required_columns
from acsm_report.dataset.readers.rows import DataPackage
from acsm_report.dataset.schema import OPTIONAL_TABLES, TABLES

HEADER = {table: list(required_columns(table)) for table in TABLES}
GOOD = {
    "certifications": [["CPT", "1", "Trainer", "fitness", "page"]],
    "facts": [["CPT", "pass_rate", "", "2014", "69.5", "%", "page"], ["", "event", "", "1954", "a, b", "", "page"]],
    "sources": [["page", "A page", "ACSM", "https://acsm.org", "2015", "official"]],
    "organization": [["Board of Made-up Examples"]],
    "terms": [["track", "fitness"]],
}
VALUE = HEADER["facts"].index("value")
REQUIRED_TABLES = [table for table in TABLES if table not in OPTIONAL_TABLES]
Grid = list[list[Any]]


def grids(**changed: Grid) -> dict[str, Grid]:
    """Return the tables of the valid package with their headers; `changed` replaces tables."""
    return {table: changed.get(table, [HEADER[table], *GOOD[table]]) for table in TABLES}


def grids_with_fact(**cells: Any) -> dict[str, Grid]:
    """Return the tables of the valid package with one fact, changed by `cells`."""
    row = dict(zip(HEADER["facts"], GOOD["facts"][0], strict=True)) | cells
    return grids(facts=[list(row), list(row.values())])


def text(grid: Grid, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(grid)
    return out.getvalue()


def folder(place: Path, all_grids: dict[str, Grid], write: Callable[[Grid], bytes] | None = None) -> Path:
    place.mkdir(exist_ok=True)
    for table, grid in all_grids.items():
        (place / f"{table}.csv").write_bytes(write(grid) if write else text(grid).encode())
    return place


def with_facts(place: Path, content: bytes) -> Path:
    """Write the valid package, with other bytes for its facts."""
    (folder(place, grids()) / "facts.csv").write_bytes(content)
    return place


def write_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def members(all_grids: dict[str, Grid], top: str = "") -> dict[str, bytes | str]:
    return {f"{top}{table}.csv": text(grid) for table, grid in all_grids.items()}


def book(path: Path, all_grids: dict[str, Grid], touch: Callable[[Any], None] = lambda book: None) -> Path:
    """Write a workbook of these tables; `touch` may change it before it is saved."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for table, grid in all_grids.items():
        sheet = made.create_sheet(table)
        for row in grid:
            sheet.append(row)
    touch(made)
    made.save(path)
    return path


def rewrite_members(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """Replace each member of a zip by what `change` returns."""
    with zipfile.ZipFile(path) as file:
        old = {name: file.read(name) for name in file.namelist()}
    return write_zip(path, {name: change(name, content) for name, content in old.items()})


def cells(package: DataPackage) -> dict[str, Grid]:
    return {table: [[row.cells[c] for c in HEADER[table]] for row in rows] for table, rows in package.rows.items()}


def messages(package: DataPackage) -> list[str]:
    """Return the diagnostics as lines, without the folder of the test."""
    base = str(Path(package.file).parent)
    return [str(problem).removeprefix(f"{base}{os.sep}") for problem in package.diagnostics]


def only_line(package: DataPackage) -> str:
    lines = messages(package)
    assert len(lines) == 1, lines
    return lines[0]


def all_formats(place: Path, all_grids: dict[str, Grid]) -> Iterator[Path]:
    """Write the same tables as a folder, a zip and a workbook; yield the paths."""
    yield folder(place / "mine", all_grids)
    yield write_zip(place / "mine.zip", members(all_grids))
    yield book(place / "mine.xlsx", all_grids)
