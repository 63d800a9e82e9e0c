"""Are finished files what the data gives? Names each that is not, with the facts that it tells otherwise."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..errors import ReportError, StaleError
from ..i18n import catalog
from ..provenance.attachments import read_ledger
from ..provenance.diff import LedgerDiff, diff_ledgers
from ..provenance.diff_report import NOT_PRINTED
from ..provenance.model import parse_ledger
from . import build_manifest

__all__ = ["check_files_exist", "check_up_to_date"]

MAX_LISTED_FACTS = 3  # facts that are named of one file


def check_files_exist(files: Collection[Path]) -> None:
    """Raise StaleError where none of the files is there: to know that nothing has to be built."""
    if not any(path.exists() for path in files):
        raise StaleError([(str(path), "is missing") for path in files])


def check_up_to_date(
    files: Mapping[Path, bytes], documents: Mapping[Path, str], ledger_path: Path, inputs: Mapping[str, Any]
) -> None:
    """Raise StaleError for the files that are not there with just these bytes, each with why.

    `documents` are the names of the documents that the files are of, `book` is the ledger of all among the files, and
    `known` is what manifest.inputs says of this build.
    """
    stale = {path: wrong for path, content in files.items() if (wrong := _describe_mismatch(path, content))}
    if not stale:
        return
    found = _compare_ledgers(ledger_path, files[ledger_path])
    others = ", ".join(build_manifest.find_changed_inputs(ledger_path.with_name(build_manifest.MANIFEST_FILE), inputs))
    told = []
    for path, wrong in stale.items():
        why = _explain_staleness(found, documents.get(path, ""), others) if path.is_file() else ""
        told.append((str(path), f"{wrong} ({why})" if why else wrong))
    raise StaleError(told)


def _describe_mismatch(path: Path, content: bytes) -> str:
    """Return what is wrong with a file; "" where it is there with just these bytes."""
    try:
        if not path.is_file():  # nor is a pipe waited for
            return "is no file" if path.exists() else "is missing"
        return "" if path.read_bytes() == content else "is not what the data gives"
    except OSError as error:
        return f"cannot be compared ({error.strerror})"


def _compare_ledgers(ledger_path: Path, content: bytes) -> LedgerDiff | None:
    """Compare the ledger that is there with the one that the data gives; None where it cannot be read."""
    try:
        return diff_ledgers(
            read_ledger(ledger_path), parse_ledger(content, str(ledger_path)), ("", ""), catalog.load_language("en")
        )
    except ReportError:
        return None


def _explain_staleness(comparison: LedgerDiff | None, document: str, changed_inputs: str) -> str:
    """Return why a file is stale: the facts that it, or all, should print, else the `others` that it was made with."""
    made = f"made with another {changed_inputs}" if changed_inputs else ""
    if comparison is None:  # nobody knows what it prints
        return made
    about = comparison.for_document(document) if document else comparison
    told = [f"{row.what}: {row.fields[0][1] or NOT_PRINTED} → {row.fields[0][2] or NOT_PRINTED}" for row in about.rows]
    if not told:
        same = "" if about.verdict == "reprint" else "no printed figure is another"
        return "; ".join(filter(None, (same, made))) if made else ""
    more = len(told) - MAX_LISTED_FACTS
    return ", ".join([*told[:MAX_LISTED_FACTS], *([f"and {more} more"] if more > 0 else [])])
