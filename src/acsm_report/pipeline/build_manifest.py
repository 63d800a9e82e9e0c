"""What went into a build and what came out, as hashes: build.json, by which an unchanged build is known at once.

Standard library only, and quick: the answer is wanted before anything heavy is imported. Nothing here trusts a date
of a file; whatever cannot be read is a build that is not known, and the build itself says what is wrong with it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import ReportError
from ..provenance.file_names import LEDGER_FILE
from ..system import resources
from ..system.versions import installed_versions

__all__ = [
    "MALFORMED_JSON_ERRORS",
    "MANIFEST_FILE",
    "OUTPUT_SUFFIXES",
    "collect_inputs",
    "collect_program_versions",
    "find_changed_inputs",
    "find_unchanged_outputs",
    "list_dataset_files",
    "output_names",
    "read_issue_date",
    "serialize_manifest",
]

MANIFEST_FILE = "build.json"
OUTPUT_SUFFIXES = {"brochure": (".pdf", ".html"), "infographic": (".png", ".pdf", ".svg", ".html")}
RENDERING_LIBRARIES = (  # those that make what is seen
    "babel", "font-source-sans-pro", "fonttools", "kaleido", "pikepdf", "pillow", "plotly", "pypdfium2", "reportlab",
    "zxing-cpp",
)  # fmt: skip
DESCRIPTOR_FILE, MAX_DESCRIPTOR_BYTES = "datapackage.json", 1_000_000  # its name, and the bytes that it may have
TABLE_FILES = ("certifications.csv", "facts.csv", "sources.csv")
MALFORMED_JSON_ERRORS = (
    OSError,
    ValueError,
    AttributeError,
    KeyError,
    TypeError,
    RecursionError,
)  # of JSON that is another
PACKAGE_REFERENCE = re.compile(r"package://[^\s\"'#]+")  # a file of an installed package, as brand.yml names it


def collect_inputs(data: str, brand: str, **chosen: Any) -> dict[str, Any] | None:
    """Return all that a build depends on: its choices, the versions of what works on it, the hash of each file.

    None for data or a brand that cannot be read as a whole.
    """
    try:
        chosen["data"] = resources.find_data_package(data).resolve().name  # its title where it gives itself none
        files = {f"data/{name}": path for name, path in list_dataset_files(resources.find_data_package(data))}
        files |= {f"brand/{name}": path for name, path in _list_brand_files(resources.find_brand_folder(brand))}
        return {
            **collect_program_versions(),
            "choices": {name: str(value) for name, value in sorted(chosen.items())},
            "inputs": {name: _hash_file(path) for name, path in sorted(files.items())},
        }
    except (*MALFORMED_JSON_ERRORS, ReportError):
        return None


def collect_program_versions() -> dict[str, Any]:
    """Return what works on the data: the program, the hash of its own files, the versions of what it uses."""
    return {
        "program": f"acsm-report {__version__}",
        "source": _hash_files(resources.program_files()),
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": installed_versions(RENDERING_LIBRARIES),
    }


def output_names() -> tuple[str, ...]:
    """Return the names of the files of a whole build, but the manifest."""
    return (*(f"{name}{suffix}" for name, suffixes in OUTPUT_SUFFIXES.items() for suffix in suffixes), LEDGER_FILE)


def find_unchanged_outputs(path: Path, inputs: Mapping[str, Any], names: Collection[str]) -> tuple[str, ...]:
    """Return the names of the files beside the manifest at `path`, if it is of these inputs and they are as it says.

    Nothing when anything is different but the version of Python, which changes no byte, or when these are not `names`.
    """
    try:
        told = json.loads(path.read_bytes())
        outputs = told["outputs"]
        same = set(outputs) == set(names) and all(told[key] == inputs[key] for key in inputs if key != "python")
        same = same and all(_hash_file(path.parent / name) == digest for name, digest in outputs.items())
        return tuple(outputs) if same else ()
    except MALFORMED_JSON_ERRORS:
        return ()


def read_issue_date(path: Path) -> str | None:
    """Return the day of issue that was asked for when the files beside the manifest at `path` were made, "" for none.

    None without a manifest that says so.
    """
    try:
        day = json.loads(path.read_bytes())["choices"].get("issued", "")
        return date.fromisoformat(day).isoformat() if day else ""
    except MALFORMED_JSON_ERRORS:
        return None


def find_changed_inputs(path: Path, inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what of these inputs is another than in the manifest at `path`: "plotly", "paper", "data/facts.csv".

    Nothing without a manifest.
    """
    try:
        told = json.loads(path.read_bytes())
        found = [] if all(told[key] == inputs[key] for key in ("program", "source")) else ["program"]
        for group in ("libraries", "choices", "inputs"):
            names = dict.fromkeys((*told[group], *inputs[group]))
            found += (name for name in names if told[group].get(name) != inputs[group].get(name))
        return tuple(found)
    except MALFORMED_JSON_ERRORS:
        return ()


def serialize_manifest(
    inputs: Mapping[str, Any], outputs: Mapping[str, bytes], build_details: Mapping[str, Any]
) -> bytes:
    """Return the manifest of files by name, with what went into them, and what else was `seen` when they were made."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    told = {**inputs, "made": build_details, "outputs": hashes}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits. Raise OSError for what is no regular file."""
    if not path.is_file():  # to read a pipe or a device might never end
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_dataset_files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a data package by name: a single file, or a descriptor with the tables that it names."""
    if not path.is_dir():
        yield path.suffix, path
        return
    names = set(TABLE_FILES)
    if (path / DESCRIPTOR_FILE).exists():
        yield DESCRIPTOR_FILE, path / DESCRIPTOR_FILE
        if not (path / DESCRIPTOR_FILE).is_file() or (path / DESCRIPTOR_FILE).stat().st_size > MAX_DESCRIPTOR_BYTES:
            raise ValueError
        described = json.loads((path / DESCRIPTOR_FILE).read_bytes())
        named = [entry.get("path") for entry in described.get("resources", ()) if isinstance(entry, dict)]
        names |= {name for name in named if isinstance(name, str)}
    yield from ((name, path / name) for name in sorted(names) if (path / name).exists())


def _list_brand_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a brand by name, and those of installed packages that it names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path
    named = PACKAGE_REFERENCE.findall((folder / "brand.yml").read_text(encoding="utf-8"))
    yield from ((name, resources.resolve_reference(folder, name)) for name in named)


def _hash_files(files: Mapping[str, Path]) -> str:
    """Return one hash of many files, by name."""
    found = hashlib.sha256()
    for name, path in sorted(files.items()):
        found.update(f"{name}\0{_hash_file(path)}\0".encode())
    return found.hexdigest()
