"""`build --check`: are finished files what the data gives? Explains each that is not by the facts that differ."""

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
from .build_manifest import find_changed_inputs
from .outputs import MANIFEST_FILE

__all__ = ["check_files_exist", "check_up_to_date"]

MAX_LISTED_FACTS = 3  # of one file


def check_files_exist(files: Collection[Path]) -> None:
    """Raise StaleError if none of the files exists. That is known without a build."""
    if not any(path.exists() for path in files):
        raise StaleError([(str(path), "is missing") for path in files])


def check_up_to_date(
    files: Mapping[Path, bytes], outputs: Mapping[Path, str], ledger_path: Path, inputs: Mapping[str, Any]
) -> None:
    """Raise StaleError for the files that do not exist with exactly these bytes, with the reason for each.

    `files` are the outputs and their ledger, `outputs` the product of each output; `inputs` come from collect_inputs.
    """
    mismatches = {path: wrong for path, content in files.items() if (wrong := _describe_mismatch(path, content))}
    if not mismatches:
        return
    difference = _compare_ledgers(ledger_path, files[ledger_path])
    changed_inputs = ", ".join(find_changed_inputs(ledger_path.with_name(MANIFEST_FILE), inputs))
    stale = []
    for path, wrong in mismatches.items():
        why = _explain_staleness(difference, outputs.get(path, ""), changed_inputs) if path.is_file() else ""
        stale.append((str(path), f"{wrong} ({why})" if why else wrong))
    raise StaleError(stale)


def _describe_mismatch(path: Path, content: bytes) -> str:
    """Return what is wrong with a file; "" if it exists with exactly these bytes."""
    try:
        if not path.is_file():  # reading a pipe might never end
            return "is not a file" if path.exists() else "is missing"
        return "" if path.read_bytes() == content else "is not what the data gives"
    except OSError as error:
        return f"cannot be compared ({error.strerror})"


def _compare_ledgers(path: Path, content: bytes) -> LedgerDiff | None:
    """Compare the ledger at a path with the one that the data gives; None if it cannot be read."""
    try:
        old, new = read_ledger(path), parse_ledger(content, str(path))
        return diff_ledgers(old, new, ("", ""), catalog.load_language("en"))
    except ReportError:
        return None


def _explain_staleness(difference: LedgerDiff | None, product: str, changed_inputs: str) -> str:
    """Return the facts that a file of a product (of all, if "") should print instead, else the inputs that changed."""
    inputs_text = f"made with another {changed_inputs}" if changed_inputs else ""
    if difference is None:  # nothing is known of what the file prints
        return inputs_text
    own = difference.for_document(product) if product else difference
    facts = [f"{row.what}: {row.fields[0][1] or NOT_PRINTED} → {row.fields[0][2] or NOT_PRINTED}" for row in own.rows]
    if not facts:
        same = "" if own.verdict == "reprint" else "no printed figure is another"
        return "; ".join(filter(None, (same, inputs_text))) if inputs_text else ""
    more = len(facts) - MAX_LISTED_FACTS
    return ", ".join([*facts[:MAX_LISTED_FACTS], *([f"and {more} more"] if more > 0 else [])])
