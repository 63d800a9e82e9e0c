"""The build manifest, build.json: hashes of the inputs and outputs of a build, by which an unchanged build is skipped.

Standard library only: the answer is needed before anything heavy is imported. File dates are never trusted. Inputs that
cannot be read count as unknown; the build then reports what is wrong with them.
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
from ..system import resources
from ..system.versions import installed_versions

__all__ = [
    "MALFORMED_JSON_ERRORS",
    "collect_inputs",
    "collect_program_versions",
    "find_changed_inputs",
    "find_unchanged_outputs",
    "read_issue_date",
    "serialize_manifest",
]

RENDERING_LIBRARIES = (  # whose versions can change the output
    "babel", "font-source-sans-pro", "fonttools", "kaleido", "pikepdf", "pillow", "plotly", "pypdfium2", "reportlab",
    "zxing-cpp",
)  # fmt: skip
DESCRIPTOR_FILE, MAX_DESCRIPTOR_BYTES = "datapackage.json", 1_000_000
TABLE_FILES = ("certifications.csv", "facts.csv", "organization.csv", "sources.csv", "terms.csv")
MALFORMED_JSON_ERRORS = (
    OSError,
    ValueError,
    AttributeError,
    KeyError,
    TypeError,
    RecursionError,
)  # of reading JSON of an unexpected shape
PACKAGE_REFERENCE = re.compile(r"package://[^\s\"'#]+")  # how brand.yml names a file of an installed package
FILE_REFERENCE = re.compile(r"[^\s\"'{}\[\],:][^\"'{}\[\],:\n]*\.\w{3,4}\b")  # and one of its own folder


def collect_inputs(data: str, brand: str, choices: Mapping[str, object]) -> dict[str, Any] | None:
    """Return what a build depends on: the choices by name, the versions of the program and its libraries, file hashes.

    Return None for data or a brand that cannot be read.
    """
    try:
        # the name of the folder is the title of data that has none
        choices = {**choices, "data": resources.find_data_package(data).resolve().name}
        files = {f"data/{name}": path for name, path in _list_dataset_files(resources.find_data_package(data))}
        files |= {f"brand/{name}": path for name, path in _list_brand_files(brand)}
        return {
            **collect_program_versions(),
            "choices": {name: str(value) for name, value in sorted(choices.items())},
            "inputs": {name: _hash_file(path) for name, path in sorted(files.items())},
        }
    except (*MALFORMED_JSON_ERRORS, ReportError):
        return None


def collect_program_versions() -> dict[str, Any]:
    """Return the versions of the program, Python and the libraries, and the hash of the program's own files."""
    return {
        "program": f"acsm-report {__version__}",
        "source": _hash_files(resources.program_files()),
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": installed_versions(RENDERING_LIBRARIES),
    }


def find_unchanged_outputs(path: Path, inputs: Mapping[str, Any], names: Collection[str]) -> tuple[str, ...]:
    """Return the names of the outputs beside the manifest at `path` if inputs and outputs still have its hashes.

    Return () if anything differs but the version of Python, which changes no byte, or if the outputs are not `names`.
    """
    try:
        manifest = json.loads(path.read_bytes())
        outputs = manifest["outputs"]
        same = set(outputs) == set(names) and all(manifest[key] == inputs[key] for key in inputs if key != "python")
        same = same and all(_hash_file(path.parent / name) == digest for name, digest in outputs.items())
        return tuple(outputs) if same else ()
    except MALFORMED_JSON_ERRORS:
        return ()


def read_issue_date(path: Path) -> str | None:
    """Return the issue date that was chosen for the build of a manifest, "" for none.

    Return None without a readable manifest.
    """
    try:
        day = json.loads(path.read_bytes())["choices"].get("issued", "")
        return date.fromisoformat(day).isoformat() if day else ""
    except MALFORMED_JSON_ERRORS:
        return None


def find_changed_inputs(path: Path, inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the inputs that differ from the manifest at `path`: "plotly", "paper", "data/facts.csv".

    Return () without a readable manifest.
    """
    try:
        manifest = json.loads(path.read_bytes())
        found = [] if all(manifest[key] == inputs[key] for key in ("program", "source")) else ["program"]
        for group in ("libraries", "choices", "inputs"):
            names = dict.fromkeys((*manifest[group], *inputs[group]))
            found += (name for name in names if manifest[group].get(name) != inputs[group].get(name))
        return tuple(found)
    except MALFORMED_JSON_ERRORS:
        return ()


def serialize_manifest(
    inputs: Mapping[str, Any], outputs: Mapping[str, bytes], build_details: Mapping[str, Any]
) -> bytes:
    """Return the manifest of output files by name, with their inputs and other details of the build."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    manifest = {**inputs, "made": build_details, "outputs": hashes}
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def _hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits. Raise OSError for anything but a regular file."""
    if not path.is_file():  # reading a pipe or a device might never end
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_dataset_files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a dataset by name: a single file, or a descriptor and the tables that it names."""
    if not path.is_dir():
        yield path.suffix, path
        return
    names = {*TABLE_FILES, *(file.name for file in path.iterdir() if file.suffix.lower() == ".csv")}
    if (path / DESCRIPTOR_FILE).exists():
        yield DESCRIPTOR_FILE, path / DESCRIPTOR_FILE
        if not (path / DESCRIPTOR_FILE).is_file() or (path / DESCRIPTOR_FILE).stat().st_size > MAX_DESCRIPTOR_BYTES:
            raise ValueError
        descriptor = json.loads((path / DESCRIPTOR_FILE).read_bytes())
        paths = [entry.get("path") for entry in descriptor.get("resources", ()) if isinstance(entry, dict)]
        names |= {name for name in paths if isinstance(name, str)}
    yield from ((name, path / name) for name in sorted(names) if (path / name).exists())


def _list_brand_files(brand: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a brand by name, and the files of installed packages that it refers to.

    Of a brand that is named by its file, these are the file and what it refers to; of any other, its whole folder.
    """
    file = resources.find_brand_file(brand)
    text, folder = file.read_text(encoding="utf-8"), file.parent
    named = [folder / reference for reference in FILE_REFERENCE.findall(text)]
    for path in [file, *named] if Path(brand).is_file() else sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path
    references = PACKAGE_REFERENCE.findall(text)
    yield from ((reference, resources.resolve_reference(folder, reference)) for reference in references)


def _hash_files(files: Mapping[str, Path]) -> str:
    """Return one hash of many small files, by name."""
    combined = hashlib.sha256()
    for name, path in sorted(files.items()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()  # for small files twice as fast as file_digest
        combined.update(f"{name}\0{digest}\0".encode())
    return combined.hexdigest()
