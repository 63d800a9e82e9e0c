"""A data package as files: datapackage.json, when there is one, names the three CSV tables."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Protocol

from ..fields import TABLES
from ..problems import Problem
from . import csvs
from .limits import FileError, content
from .rows import Fault, Package, Place, Row, clean, tabulate

__all__ = ["DESCRIPTOR", "Shelf", "gather", "load"]

DESCRIPTOR = "datapackage.json"
DESCRIPTOR_BYTES = 1_000_000


class Shelf(Protocol):
    """Where the files of a package lie."""

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""

    def holds(self, name: str) -> bool:
        """Tell whether a name, of a file or of none, leads nowhere else."""

    def read(self, name: str) -> bytes:
        """Return a file's bytes. Raise FileError."""

    def where(self, name: str) -> tuple[str, str]:
        """Return the file as the user knows it, and the member of it or ""."""


class Folder:
    """A shelf that is a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def has(self, name: str) -> bool:
        return os.path.lexists(self.path / name)

    def holds(self, name: str) -> bool:
        try:
            return (self.path / name).resolve().is_relative_to(self.path.resolve())
        except (OSError, ValueError, RuntimeError):  # a zero byte, links that lead in a circle
            return False

    def read(self, name: str) -> bytes:
        return content(self.path / name)

    def where(self, name: str) -> tuple[str, str]:
        return str(self.path / name), ""


def load(path: Path) -> Package:
    """Read the package in a folder. Raise FileError when there is none."""
    return gather(Folder(path), str(path), path.resolve().name)


def gather(shelf: Shelf, file: str, name: str) -> Package:
    """Read the three tables on a shelf; `name` is the package's when its descriptor gives none. Raise FileError."""
    digests: dict[str, str] = {}
    problems: list[Problem] = []
    rows: dict[str, tuple[Row, ...]] = dict.fromkeys(TABLES, ())
    paths: dict[str, Any] = {table: f"{table}.csv" for table in TABLES}
    words = {"name": name, "title": name}
    if described := shelf.has(DESCRIPTOR):
        place = Place("", *shelf.where(DESCRIPTOR), "")
        try:
            descriptor = _descriptor(_read(shelf, DESCRIPTOR, digests))
        except FileError as refused:
            problem = place.problem(refused, refused.row, refused.column)
            return Package(file, name, name, rows, digests, (problem,))
        paths = {str(r.get("name")): r.get("path") for r in descriptor["resources"] if isinstance(r, dict)}
        for key in words:
            words[key], fault = _word(descriptor, key, words["name"])
            problems += [place.problem(fault, field=key)] if fault else []
    elif not any(shelf.has(path) for path in paths.values()):
        names = " and no ".join((DESCRIPTOR, *paths.values()))
        raise FileError("missing-file", f"there is no {names}", "name the folder that has them")
    for table in TABLES:
        path = paths.get(table)
        if described and (not isinstance(path, str) or not shelf.holds(path)):
            fault = Fault("missing-table", f"no table {table!r} is named", "name its CSV under resources")
            problems.append(place.problem(fault))
            continue
        rows[table], found = _table(shelf, table, str(path), digests)
        problems += found
    return Package(file, words["name"], words["title"], rows, digests, tuple(problems))


def _read(shelf: Shelf, path: str, digests: dict[str, str]) -> bytes:
    if not shelf.holds(path):
        raise FileError("outside", "the file lies outside the folder", "put it inside")
    data = shelf.read(path)
    digests[path] = hashlib.sha256(data).hexdigest()
    return data


def _table(shelf: Shelf, table: str, path: str, digests: dict[str, str]) -> tuple[tuple[Row, ...], list[Problem]]:
    place = Place(table, *shelf.where(path), csvs.RAGGED)
    try:
        return tabulate(place, csvs.records(table, csvs.decoded(_read(shelf, path, digests))))
    except FileError as refused:
        return (), [place.problem(refused, refused.row)]


def _descriptor(data: bytes) -> dict[str, Any]:
    if len(data) > DESCRIPTOR_BYTES:
        raise FileError("limit", f"the file has more than {DESCRIPTOR_BYTES:,} bytes", "name the three tables only")
    try:
        package = json.loads(csvs.decoded(data))
    except json.JSONDecodeError as error:
        raise FileError("not-json", f"not JSON: {error.msg}", "correct it", error.lineno, error.colno) from None
    except ValueError:  # a number of thousands of digits
        raise FileError("not-json", "holds a number that is too long", "correct it") from None
    except RecursionError:
        raise FileError("not-json", "nested too deeply", "write a plain Data Package descriptor") from None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise FileError("not-a-package", "not a Data Package", 'give it a list of "resources"')
    return package


def _word(descriptor: dict[str, Any], key: str, otherwise: str) -> tuple[str, Fault | None]:
    """Return a line of text from a descriptor, and what is wrong with it."""
    found = descriptor.get(key, otherwise)
    if not isinstance(found, str):
        return otherwise, Fault("not-a-package", f"its {key} is no text", "write it in quotation marks")
    text, fault = clean(found)
    return text or otherwise, fault
