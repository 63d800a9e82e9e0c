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
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from . import __version__, resources
from .errors import ReportError

__all__ = [
    "CARRIERS", "FILE", "LEDGER", "STRANGE", "differences", "inputs", "issued", "made", "package", "program",
    "unchanged", "versions", "written",
]  # fmt: skip

FILE, LEDGER = "build.json", "ledger.json"
CARRIERS = {"brochure": (".pdf", ".html"), "infographic": (".png", ".pdf", ".svg", ".html")}
LIBRARIES = (  # those that make what is seen
    "babel", "font-source-sans-pro", "fonttools", "kaleido", "pikepdf", "pillow", "plotly", "pypdfium2", "reportlab",
    "zxing-cpp",
)  # fmt: skip
DESCRIPTOR, LARGEST = "datapackage.json", 1_000_000  # its name, and the bytes that it may have
TABLES = ("certifications.csv", "facts.csv", "sources.csv")
STRANGE = (OSError, ValueError, AttributeError, KeyError, TypeError, RecursionError)  # of JSON that is another
PACKAGED = re.compile(r"package://[^\s\"'#]+")  # a file of an installed package, as brand.yml names it


def inputs(data: str, brand: str, **chosen: Any) -> dict[str, Any] | None:
    """Return all that a build depends on: its choices, the versions of what works on it, the hash of each file.

    None for data or a brand that cannot be read as a whole.
    """
    try:
        chosen["data"] = resources.data_package(data).resolve().name  # its title where it gives itself none
        files = {f"data/{name}": path for name, path in package(resources.data_package(data))}
        files |= {f"brand/{name}": path for name, path in _brand(resources.brand_folder(brand))}
        return {
            **program(),
            "choices": {name: str(value) for name, value in sorted(chosen.items())},
            "inputs": {name: _hash(path) for name, path in sorted(files.items())},
        }
    except (*STRANGE, ReportError):
        return None


def program() -> dict[str, Any]:
    """Return what works on the data: the program, the hash of its own files, the versions of what it uses."""
    return {
        "program": f"acsm-report {__version__}",
        "source": _digest(resources.own_files()),
        "python": ".".join(map(str, sys.version_info[:3])),
        "libraries": versions(LIBRARIES),
    }


def made() -> tuple[str, ...]:
    """Return the names of the files of a whole build, but the manifest."""
    return (*(f"{name}{suffix}" for name, suffixes in CARRIERS.items() for suffix in suffixes), LEDGER)


def unchanged(path: Path, known: Mapping[str, Any], names: Collection[str]) -> tuple[str, ...]:
    """Return the names of the files beside the manifest at `path`, if it is of these inputs and they are as it says.

    Nothing when anything is different but the version of Python, which changes no byte, or when these are not `names`.
    """
    try:
        told = json.loads(path.read_bytes())
        outputs = told["outputs"]
        same = set(outputs) == set(names) and all(told[key] == known[key] for key in known if key != "python")
        same = same and all(_hash(path.parent / name) == digest for name, digest in outputs.items())
        return tuple(outputs) if same else ()
    except STRANGE:
        return ()


def issued(path: Path) -> str | None:
    """Return the day of issue that was asked for when the files beside the manifest at `path` were made, "" for none.

    None without a manifest that says so.
    """
    try:
        day = json.loads(path.read_bytes())["choices"].get("issued", "")
        return date.fromisoformat(day).isoformat() if day else ""
    except STRANGE:
        return None


def differences(path: Path, known: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what of these inputs is another than in the manifest at `path`: "plotly", "paper", "data/facts.csv".

    Nothing without a manifest.
    """
    try:
        told = json.loads(path.read_bytes())
        found = [] if all(told[key] == known[key] for key in ("program", "source")) else ["program"]
        for group in ("libraries", "choices", "inputs"):
            names = dict.fromkeys((*told[group], *known[group]))
            found += (name for name in names if told[group].get(name) != known[group].get(name))
        return tuple(found)
    except STRANGE:
        return ()


def written(known: Mapping[str, Any], outputs: Mapping[str, bytes], seen: Mapping[str, Any]) -> bytes:
    """Return the manifest of files by name, with what went into them, and what else was `seen` when they were made."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in outputs.items()}
    told = {**known, "made": seen, "outputs": hashes}
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def versions(names: Iterable[str]) -> dict[str, str]:
    """Return the versions of installed distributions by name; the names of their folders tell most of them at once."""
    installed = {}
    spec = find_spec("reportlab")
    for place in {str(Path(root).parent) for root in (spec.submodule_search_locations or () if spec else ())}:
        for entry in os.scandir(place):
            name, _, rest = entry.name.partition("-")
            if rest.endswith(".dist-info"):
                installed[name.replace("_", "-").lower()] = rest.removesuffix(".dist-info")
    return {name: installed.get(name) or _version(name) for name in names}


def _version(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def _hash(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits. Raise OSError for what is no regular file."""
    if not path.is_file():  # to read a pipe or a device might never end
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def package(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a data package by name: a single file, or a descriptor with the tables that it names."""
    if not path.is_dir():
        yield path.suffix, path
        return
    names = set(TABLES)
    if (path / DESCRIPTOR).exists():
        yield DESCRIPTOR, path / DESCRIPTOR
        if not (path / DESCRIPTOR).is_file() or (path / DESCRIPTOR).stat().st_size > LARGEST:
            raise ValueError
        described = json.loads((path / DESCRIPTOR).read_bytes())
        named = [entry.get("path") for entry in described.get("resources", ()) if isinstance(entry, dict)]
        names |= {name for name in named if isinstance(name, str)}
    yield from ((name, path / name) for name in sorted(names) if (path / name).exists())


def _brand(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a brand by name, and those of installed packages that it names."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path
    named = PACKAGED.findall((folder / "brand.yml").read_text(encoding="utf-8"))
    yield from ((name, resources.within(folder, name)) for name in named)


def _digest(files: Mapping[str, Path]) -> str:
    """Return one hash of many files, by name."""
    found = hashlib.sha256()
    for name, path in sorted(files.items()):
        found.update(f"{name}\0{_hash(path)}\0".encode())
    return found.hexdigest()
