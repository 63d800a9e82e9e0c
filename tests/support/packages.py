"""Data packages for tests to edit: a copy of the shipped one, and a small one."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.dataset.loader import build_dataset
from acsm_report.dataset.model import Dataset
from acsm_report.dataset.readers import read_package
from acsm_report.dataset.schema import TABLES
from acsm_report.system import resources

from .paths import BAD

Row = dict[str, str]
SHIPPED_TABLES = tuple(table for table in TABLES if table != "terms")  # the shipped words are terms enough


def read(path: Path) -> Dataset:
    """Read the data package at a path."""
    return build_dataset(read_package(path))


class Package:
    """A copy of the shipped data package, with methods that edit its tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(resources.find_data_package(), folder)

    def rows(self, table: str) -> list[Row]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def save(self, table: str, rows: list[Row]) -> None:
        columns = list(self.rows(table)[0])
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, where: Row, **cells: str) -> int:
        """Set cells of all rows that match `where`; return the line of the last one."""
        rows, last = self.rows(table), 0
        for line, row in enumerate(rows, 2):
            if where.items() <= row.items():
                row.update(cells)
                last = line
        assert last, f"no row of {table} has {where}"
        self.save(table, rows)
        return last

    def keep(self, table: str, wanted: Callable[[Row], bool]) -> None:
        """Keep only the rows for which `wanted` is true."""
        self.save(table, [row for row in self.rows(table) if wanted(row)])

    def add(self, table: str, *rows: Row) -> None:
        self.save(table, [*self.rows(table), *rows])

    def only(self, *codes: str) -> None:
        """Keep these certifications with new lane numbers, their facts, and facts about no certification."""
        self.keep("certifications", lambda row: row["certification"] in codes)
        self.keep("facts", lambda row: row["certification"] in ("", *codes))
        lanes = [{**row, "lane": str(number)} for number, row in enumerate(self.rows("certifications"), 1)]
        self.save("certifications", lanes)

    def read(self) -> Dataset:
        return read(self.folder)

    def tell(self) -> Insights:
        return compute_insights(self.read())


class Small:
    """A copy of tests/data/invalid/base, a small package without errors. For the syntax of edits see test_rules."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(BAD / "base", folder, dirs_exist_ok=True)

    def rows(self, file: str) -> list[list[str]]:
        with (self.folder / file).open(encoding="utf-8", newline="") as text:
            return list(csv.reader(text))

    def save(self, file: str, rows: list[list[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        (self.folder / file).write_bytes(text.getvalue().encode())

    def edit(self, line: str) -> None:
        """Apply one edit, such as "facts.csv 7 value = 55%"."""
        file, what, *rest = line.split(" ", 2)
        rows = self.rows(file)
        if what == "+":
            rows.append(next(csv.reader(rest)))
        elif what == "-":
            del rows[int(rest[0]) - 1]
        else:
            column, _, text = rest[0].partition(" =")
            text = re.sub(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", lambda m: chr(int(m[1] or m[2], 16)), text)
            rows[int(what) - 1][rows[0].index(column)] = text.removeprefix(" ")
        self.save(file, rows)
