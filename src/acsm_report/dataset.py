"""read(): a data package's files into a Dataset of facts, each with its source and its place.

The package is a Frictionless Data Package: datapackage.json names three CSV tables
(certifications, facts, sources). What cannot be trusted is a DataError with file:line:column.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from .errors import DataError, shown
from .fields import CERTIFICATION_COLUMNS, FACT_COLUMNS, KINDS, RELIABILITIES, SOURCE_COLUMNS, TRACKS

__all__ = ["Certification", "Dataset", "Fact", "Source", "read"]

T = TypeVar("T")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Source:
    """Where figures come from: a page or a paper, who published it and how far it is to be trusted."""

    key: str
    title: str
    publisher: str
    url: str
    published: str
    reliability: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number or words with their unit, period and source; a derived one keeps formula and inputs.

    `value` is a float or int in `unit`, or a string when the unit is "". `place` is file:line.
    """

    kind: str
    value: float | str
    unit: str
    certification: str = ""
    dimension: str = ""
    period: str = ""
    source: str = ""
    note: str = ""
    place: str = ""
    formula: str = ""
    inputs: tuple[Fact, ...] = ()

    @property
    def number(self) -> float:
        """The value of a figure. Raise TypeError for words."""
        if isinstance(self.value, str):
            raise TypeError(f"{self.kind} is words, not a figure")
        return self.value


@dataclass(frozen=True, slots=True)
class Certification:
    """A certification in this edition: its code, its lane (from 1), its name then and now."""

    code: str
    lane: int
    name: str
    track: str
    code_now: str
    name_now: str
    source: str
    note: str = ""

    @property
    def renamed(self) -> bool:
        return bool(self.code_now) and self.code_now != self.code


@dataclass(frozen=True, slots=True)
class Dataset:
    """An edition's certifications in lane order, its facts as they stand in the file, its sources by key."""

    name: str
    title: str
    certifications: tuple[Certification, ...]
    facts: tuple[Fact, ...] = field(repr=False)
    sources: dict[str, Source] = field(repr=False)

    def find(self, kind: str, certification: str = "", dimension: str | None = None) -> tuple[Fact, ...]:
        """Return the facts of a kind about a certification, in file order; a dimension of None is any."""
        return tuple(
            f
            for f in self.facts
            if f.kind == kind and f.certification == certification and dimension in (None, f.dimension)
        )

    def first(self, kind: str, certification: str = "", dimension: str | None = None) -> Fact | None:
        """Return the first of them, or None when it is not known."""
        return next(iter(self.find(kind, certification, dimension)), None)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with its place; `column` says which cell an error is about."""

    table: Path
    line: int
    cells: dict[str, str]

    def error(self, column: str, what: str, hint: str) -> DataError:
        number = list(self.cells).index(column) + 1
        return DataError(what, hint, f"{self.table}:{self.line}:{number}")

    def one_of(self, column: str, known: tuple[str, ...] | list[str]) -> str:
        """Return the cell when it is one of `known`; else raise with the nearest match."""
        value = self.cells[column]
        if value in known:
            return value
        near = get_close_matches(value, [k for k in known if k], n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(k or 'an empty cell' for k in known)}"
        raise self.error(column, f"{shown(value)} is not a known {column}", hint)

    def filled(self, column: str) -> str:
        if value := self.cells[column]:
            return value
        raise self.error(column, f"the {column} is missing", "fill in the cell")


def read(folder: Path) -> Dataset:
    """Read the data package in `folder`. Raise DataError for the first thing that cannot be trusted."""
    package = _descriptor(folder / "datapackage.json")
    paths = {str(r.get("name")): r.get("path") for r in package["resources"] if isinstance(r, dict)}

    def rows(table: str, columns: tuple[str, ...]) -> Iterator[Row]:
        path = paths.get(table)
        if not isinstance(path, str) or not _inside(folder, path):
            raise DataError(
                f"no table {table!r} is named", "name its CSV under resources", str(folder / "datapackage.json")
            )
        return _rows(folder / path, columns)

    sources = _keyed(rows("sources", SOURCE_COLUMNS), "source", _source)
    lanes: set[int] = set()
    certifications = _keyed(
        rows("certifications", CERTIFICATION_COLUMNS), "certification", lambda r: _certification(r, sources, lanes)
    )
    if not certifications:
        raise DataError("there is no certification", "add a row", str(folder / str(paths["certifications"])))
    facts = tuple(_fact(row, list(certifications), sources) for row in rows("facts", FACT_COLUMNS))
    _refuse_twins(facts)
    return Dataset(
        name=str(package.get("name", folder.name)),
        title=str(package.get("title", folder.name)),
        certifications=tuple(sorted(certifications.values(), key=lambda c: c.lane)),
        facts=facts,
        sources=sources,
    )


def _inside(folder: Path, path: str) -> bool:
    try:
        return (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a zero byte, links that lead in a circle
        return False


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError("the file is missing", "restore it or correct --data", str(path)) from None
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start} is not UTF-8", "save the file as UTF-8", str(path)) from None
    except OSError as error:
        raise DataError(f"cannot be read ({error.strerror})", "correct the file or --data", str(path)) from None


def _descriptor(path: Path) -> dict[str, Any]:
    try:
        package = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise DataError(f"not JSON: {error.msg}", "correct it", f"{path}:{error.lineno}:{error.colno}") from None
    except RecursionError:
        raise DataError("nested too deeply", "write a plain Data Package descriptor", str(path)) from None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise DataError("not a Data Package", 'give it a list of "resources"', str(path))
    return package


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a CSV table. Its header must be exactly `columns`, in any order."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = next(reader, [])
        if sorted(header) != sorted(columns):
            wrong = sorted(set(header) ^ set(columns)) or ["a column twice"]
            raise DataError(
                f"the header differs in {', '.join(map(shown, wrong))}", f"write {','.join(columns)}", f"{path}:1"
            )
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise DataError(
                    f"the row has {len(cells)} cells, the header {len(header)}",
                    'put quotation marks round a text that holds a comma: "a, b"',
                    f"{path}:{reader.line_num}",
                )
            row = Row(path, reader.line_num, dict(zip(header, (c.strip() for c in cells), strict=True)))
            for column, value in row.cells.items():
                if not value.isprintable():
                    raise row.error(column, f"{shown(value)} holds a control character", "type the text anew")
            yield row
    except csv.Error as error:
        raise DataError(f"not CSV: {error}", "check the quotation marks", f"{path}:{reader.line_num}") from None


def _keyed(rows: Iterator[Row], column: str, make: Callable[[Row], T]) -> dict[str, T]:
    """Return what `make` makes of each row, by the unique value of `column`."""
    found: dict[str, T] = {}
    for row in rows:
        key = row.filled(column)
        if key in found:
            raise row.error(column, f"{shown(key)} stands twice", "remove one of the rows")
        found[key] = make(row)
    return found


def _source(row: Row) -> Source:
    c = row.cells
    if re.fullmatch(r"[\w.-]+", row.filled("source")) is None:
        raise row.error("source", f"{shown(c['source'])} is not a key", "write letters, digits, dots, - and _ only")
    return Source(
        c["source"],
        row.filled("title"),
        row.filled("publisher"),
        row.filled("url"),
        c["published"],
        row.one_of("reliability", RELIABILITIES),
        c["note"],
    )


def _certification(row: Row, sources: dict[str, Source], lanes: set[int]) -> Certification:
    """Return a row's certification; its lane joins `lanes`, those that are taken."""
    c = row.cells
    if re.fullmatch(r"[1-9]\d{0,3}", c["lane"], re.ASCII) is None:
        raise row.error("lane", f"{shown(c['lane'])} is not a lane", "write 1, 2, 3 ...")
    if int(c["lane"]) in lanes:
        raise row.error("lane", f"lane {c['lane']} stands twice", "give every certification a lane of its own")
    lanes.add(int(c["lane"]))
    if not c["code_now"]:
        row.filled("note")  # which says why it has no code today
    return Certification(
        code=c["certification"],
        lane=int(c["lane"]),
        name=row.filled("name"),
        track=row.one_of("track", TRACKS),
        code_now=c["code_now"],
        name_now=c["name_now"],
        source=row.one_of("source", list(sources)),
        note=c["note"],
    )


def _fact(row: Row, certifications: list[str], sources: dict[str, Source]) -> Fact:
    c = row.cells
    kind = KINDS[row.one_of("kind", list(KINDS))]
    if not _is_period(c["period"]):
        raise row.error("period", f"{shown(c['period'])} is not a period", "write 2014, 2015-06-23 or 2011/2014")
    return Fact(
        kind=kind.name,
        value=_value(row, kind.name),
        unit=row.one_of("unit", [kind.unit]),
        certification=row.one_of("certification", certifications if kind.of_certification else [""]),
        dimension=row.one_of("dimension", kind.dimensions),
        period=c["period"],
        source=row.one_of("source", list(sources)),
        note=c["note"],
        place=f"{row.table.name}:{row.line}",
    )


def _is_period(text: str) -> bool:
    """Tell whether a text is empty, a year, a month, a day, or two of them with a slash, the earlier first."""
    ends = text.split("/") if text else []
    return len(ends) <= 2 and ends == sorted(ends) and all(map(_is_date, ends))


def _is_date(text: str) -> bool:
    if DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _value(row: Row, name: str) -> float | str:
    kind, text = KINDS[name], row.filled("value")
    if not kind.unit:
        return text
    if re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", text, re.ASCII) is None:
        raise row.error("value", f"{shown(text)} is not a number", "write digits only, such as 5152 or 63.2")
    number = float(text)
    if not kind.low <= number <= kind.high:
        raise row.error("value", f"{text} is no {name} in {kind.unit}", f"it lies from {kind.low:g} to {kind.high:g}")
    return int(number) if number.is_integer() else number


def _refuse_twins(facts: tuple[Fact, ...]) -> None:
    seen: dict[tuple[str, str, str, str], Fact] = {}
    for fact in facts:
        key = fact.certification, fact.kind, fact.dimension, fact.period
        if key in seen:
            raise DataError(f"the same fact stands at {seen[key].place}", "keep one of the two rows", fact.place)
        seen[key] = fact
