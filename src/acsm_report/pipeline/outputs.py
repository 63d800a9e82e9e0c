"""Which files a build writes, and where. Standard library only: an unchanged build imports this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..errors import UsageError
from ..provenance.file_names import LEDGER_FILE

__all__ = [
    "MANIFEST_FILE",
    "OUTPUT_SUFFIXES",
    "all_outputs",
    "check_suffix",
    "check_suffixes",
    "ledger_path",
    "manifest_path",
    "output_names",
]

MANIFEST_FILE = "build.json"
OUTPUT_SUFFIXES = {"brochure": (".pdf", ".html"), "infographic": (".png", ".pdf", ".svg", ".html")}


def all_outputs(folder: Path) -> dict[Path, str]:
    """Return the product of each output of a full build, by path."""
    return {folder / f"{name}{suffix}": name for name, suffixes in OUTPUT_SUFFIXES.items() for suffix in suffixes}


def output_names() -> tuple[str, ...]:
    """Return the file names of a full build without its manifest."""
    return (*(path.name for path in all_outputs(Path())), LEDGER_FILE)


def ledger_path(outputs: Iterable[Path]) -> Path:
    """Return the path of the ledger: ledger.json beside several outputs, NAME.ledger.json beside a single one."""
    first, *others = outputs
    return first.with_name(LEDGER_FILE) if others else first.with_suffix(f".{LEDGER_FILE}")


def manifest_path(outputs: Iterable[Path]) -> Path:
    """Return the path of the manifest."""
    return next(iter(outputs)).with_name(MANIFEST_FILE)


def check_suffixes(outputs: Mapping[Path, str]) -> None:
    """Raise UsageError for an output whose product cannot be written in the format of its suffix."""
    for path, product in outputs.items():
        check_suffix(path, product, OUTPUT_SUFFIXES[product])


def check_suffix(path: Path, product: str, allowed_suffixes: Sequence[str]) -> None:
    """Raise UsageError for a path whose suffix is none of the allowed ones."""
    if path.suffix.lower() not in allowed_suffixes:
        raise UsageError(
            f"the {product} cannot be written as {path.suffix or 'a file without ending'}",
            f"name a file that ends in {' or '.join(allowed_suffixes)}",
            str(path),
        )
