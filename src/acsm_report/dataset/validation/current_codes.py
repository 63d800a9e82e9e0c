"""Checks that a certification without a current code is closed, and fills in codes that nobody had to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..diagnostics import Diagnostic
from ..readers.rows import DataPackage, Row

__all__ = ["check_current_codes", "fill_current_codes"]


def check_current_codes(rows: Sequence[Row]) -> Iterator[Diagnostic]:
    """Yield an error for each certification without a current code or a note that says why.

    If no row has a current code, name or note, none has changed; yield one note.
    """
    if rows and _are_unchanged(rows):
        what = "no certification has a current code, so all codes and names are taken as current"
        yield rows[0].diagnostic("unchanged-codes", "code_now", what, "fill in code_now if one has changed", "note")
        return
    for row in rows:
        if not row.cells["code_now"] and not row.cells["note"]:
            what = "the certification has no current code, and the note does not say why"
            yield row.diagnostic("closed-without-note", "note", what, "write what became of it, or fill in code_now")


def fill_current_codes(package: DataPackage) -> DataPackage:
    """Return the package with the code of each certification as its current code if no certification has changed."""
    rows = package.rows["certifications"]
    if not _are_unchanged(rows):
        return package
    filled = tuple(replace(row, cells={**row.cells, "code_now": row.cells["certification"]}) for row in rows)
    return replace(package, rows={**package.rows, "certifications": filled})


def _are_unchanged(rows: Sequence[Row]) -> bool:
    return not any(row.cells[name] for row in rows for name in ("code_now", "name_now", "note"))
