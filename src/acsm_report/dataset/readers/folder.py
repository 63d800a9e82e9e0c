"""Reads a data package from a folder of CSV files; datapackage.json may name them."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, Protocol

from ..diagnostics import Diagnostic
from ..schema import OPTIONAL_TABLES, TABLES
from .cell_text import clean_text
from .cells import CellFault
from .csv_file import read_csv
from .encoding import decode_text
from .file_names import find_table_file
from .limits import FileError, read_bytes
from .rows import DataPackage, Row, TableLocation

__all__ = ["DESCRIPTOR", "PackageFiles", "read_folder", "read_package_files"]

DESCRIPTOR = "datapackage.json"
MAX_DESCRIPTOR_BYTES = 1_000_000


class PackageFiles(Protocol):
    """The files of a data package, in a folder or a zip."""

    def names(self) -> list[str]:
        """Return the names of the files, without those in folders."""

    def has(self, name: str) -> bool:
        """Tell whether a file of this name exists."""

    def is_inside(self, name: str) -> bool:
        """Tell whether a name, also of a missing file, stays inside the package."""

    def read(self, name: str) -> bytes:
        """Return the bytes of a file. Raise FileError if it cannot be read."""

    def location(self, name: str) -> tuple[str, str]:
        """Return the path as the user typed it, and the member of a zip or ""."""


class FolderFiles:
    """The files of a data package in a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        return sorted(file.name for file in self.path.iterdir())

    def has(self, name: str) -> bool:
        return os.path.lexists(self.path / name)

    def is_inside(self, name: str) -> bool:
        try:
            return (self.path / name).resolve().is_relative_to(self.path.resolve())
        except (OSError, ValueError, RuntimeError):  # a zero byte, a loop of links
            return False

    def read(self, name: str) -> bytes:
        return read_bytes(self.path / name)

    def location(self, name: str) -> tuple[str, str]:
        return str(self.path / name), ""


def read_folder(path: Path) -> DataPackage:
    """Read the data package in a folder. Raise FileError if there is none."""
    return read_package_files(FolderFiles(path), str(path), path.resolve().name)


def read_package_files(files: PackageFiles, file: str, name: str) -> DataPackage:
    """Read the tables of a data package. `name` is its name if the descriptor has none.

    A table that may be missing is read from its usual file even if the descriptor does not name it.
    Raise FileError if there is neither a descriptor nor a table.
    """
    digests: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    rows: dict[str, tuple[Row, ...]] = dict.fromkeys(TABLES, ())
    paths: dict[str, Any] = {table: find_table_file(table, files.names()) for table in TABLES}
    found_paths = dict(paths)
    texts = {"name": name, "title": name}
    if has_descriptor := files.has(DESCRIPTOR):
        location = TableLocation("", *files.location(DESCRIPTOR))
        try:
            descriptor = _parse_descriptor(_read_package_file(files, DESCRIPTOR, digests))
        except FileError as error:
            diagnostic = location.diagnostic(error, error.row, error.column)
            return DataPackage(file, name, name, rows, digests, (diagnostic,))
        paths = {str(r.get("name")): r.get("path") for r in descriptor["resources"] if isinstance(r, dict)}
        for key in texts:
            texts[key], faults = _text_property(descriptor, key, texts["name"])
            diagnostics += [location.diagnostic(fault, field=key) for fault in faults]
    elif not any(files.has(path) for path in paths.values()):
        names = " and no ".join((DESCRIPTOR, *(path for table, path in paths.items() if table not in OPTIONAL_TABLES)))
        books = [name for name in files.names() if name.lower().endswith(".xlsx") and not name.startswith("~$")]
        hint = f"name the workbook {books[0]} itself" if books else "name the folder that has them"
        raise FileError("missing-file", f"there is no {names}", hint)
    for table in TABLES:
        path = paths.get(table)
        if table in OPTIONAL_TABLES and (path is None or not has_descriptor):
            path = found_paths[table]
            if not files.has(path):
                continue
        if has_descriptor and (not isinstance(path, str) or not files.is_inside(path)):
            fault = CellFault("missing-table", f"no table {table!r} is named", "name its CSV under resources")
            diagnostics.append(location.diagnostic(fault))
            continue
        rows[table], found = _read_csv_table(files, table, str(path), digests)
        diagnostics += found
        if path == found_paths[table] and str(path).lower() != f"{table}.csv":
            what = f"the file is read as {table}, by its name"
            note = CellFault("renamed-file", what, f"call it {table}.csv to be sure", severity="note")
            diagnostics.append(TableLocation(table, *files.location(str(path))).diagnostic(note))
    return DataPackage(file, texts["name"], texts["title"], rows, digests, tuple(diagnostics))


def _read_package_file(files: PackageFiles, path: str, digests: dict[str, str]) -> bytes:
    if not files.is_inside(path):
        raise FileError("outside", "the file lies outside the folder", "put it inside")
    data = files.read(path)
    digests[path] = hashlib.sha256(data).hexdigest()
    return data


def _read_csv_table(
    files: PackageFiles, table: str, path: str, digests: dict[str, str]
) -> tuple[tuple[Row, ...], list[Diagnostic]]:
    location = TableLocation(table, *files.location(path))
    try:
        return read_csv(location, _read_package_file(files, path, digests))
    except FileError as error:
        return (), [location.diagnostic(error, error.row)]


def _parse_descriptor(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_DESCRIPTOR_BYTES:
        raise FileError("limit", f"the file has more than {MAX_DESCRIPTOR_BYTES:,} bytes", "name the tables only")
    try:
        package = json.loads(decode_text(data))
    except json.JSONDecodeError as error:
        raise FileError("not-json", f"not JSON: {error.msg}", "correct it", error.lineno, error.colno) from None
    except ValueError:  # Python refuses numbers of thousands of digits
        raise FileError("not-json", "holds a number that is too long", "correct it") from None
    except RecursionError:
        raise FileError("not-json", "nested too deeply", "write a plain Data Package descriptor") from None
    if not isinstance(package, dict) or not isinstance(package.get("resources"), list):
        raise FileError("not-a-package", "not a Data Package", 'give it a list of "resources"')
    return package


def _text_property(descriptor: dict[str, Any], key: str, default: str) -> tuple[str, list[CellFault]]:
    """Return a text of the descriptor in one line, and its faults."""
    value = descriptor.get(key, default)
    if not isinstance(value, str):
        return default, [CellFault("not-a-package", f"its {key} is not text", "write it in quotation marks")]
    text, faults = clean_text(value)
    return text or default, faults
