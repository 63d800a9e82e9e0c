"""Are finished files what the data gives? Names each that is not, with the facts that it tells otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from . import language, manifest
from .bulletin import UNPRINTED
from .comparison import Comparison, compare
from .errors import ReportError, StaleError
from .inspection import carried
from .ledger import parsed

__all__ = ["refuse_missing", "refuse_stale"]

MOST = 3  # facts that are named of one file


def refuse_missing(files: Collection[Path]) -> None:
    """Raise StaleError where none of the files is there: to know that nothing has to be built."""
    if not any(path.exists() for path in files):
        raise StaleError([(str(path), "is missing") for path in files])


def refuse_stale(
    files: Mapping[Path, bytes], documents: Mapping[Path, str], book: Path, known: Mapping[str, Any]
) -> None:
    """Raise StaleError for the files that are not there with just these bytes, each with why.

    `documents` are the names of the documents that the files are of, `book` is the ledger of all among the files, and
    `known` is what manifest.inputs says of this build.
    """
    stale = {path: wrong for path, content in files.items() if (wrong := _wrong(path, content))}
    if not stale:
        return
    found = _since(book, files[book])
    others = ", ".join(manifest.differences(book.with_name(manifest.FILE), known))
    told = []
    for path, wrong in stale.items():
        why = _why(found, documents.get(path, ""), others) if path.is_file() else ""
        told.append((str(path), f"{wrong} ({why})" if why else wrong))
    raise StaleError(told)


def _wrong(path: Path, content: bytes) -> str:
    """Return what is wrong with a file; "" where it is there with just these bytes."""
    try:
        if not path.is_file():  # nor is a pipe waited for
            return "is no file" if path.exists() else "is missing"
        return "" if path.read_bytes() == content else "is not what the data gives"
    except OSError as error:
        return f"cannot be compared ({error.strerror})"


def _since(book: Path, content: bytes) -> Comparison | None:
    """Compare the ledger that is there with the one that the data gives; None where it cannot be read."""
    try:
        return compare(carried(book), parsed(content, str(book)), ("", ""), language.load("en"))
    except ReportError:
        return None


def _why(found: Comparison | None, document: str, others: str) -> str:
    """Return why a file is stale: the facts that it, or all, should print, else the `others` that it was made with."""
    made = f"made with another {others}" if others else ""
    if found is None:  # nobody knows what it prints
        return made
    about = found.of(document) if document else found
    told = [f"{row.what}: {row.fields[0][1] or UNPRINTED} → {row.fields[0][2] or UNPRINTED}" for row in about.rows]
    if not told:
        same = "" if about.verdict == "reprint" else "no printed figure is another"
        return "; ".join(filter(None, (same, made))) if made else ""
    more = len(told) - MOST
    return ", ".join([*told[:MOST], *([f"and {more} more"] if more > 0 else [])])
