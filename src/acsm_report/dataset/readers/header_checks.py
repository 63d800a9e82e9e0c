"""Checks the header of a table: missing, repeated and unknown columns."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import quote_value
from ..diagnostics import Diagnostic
from ..schema import ALL_TABLES
from .cells import Cell, CellFault
from .headers import ColumnMatch, match_columns, required_columns
from .limits import MAX_COLUMNS
from .rows import TableLocation

__all__ = ["check_header"]


def check_header(location: TableLocation, row: int, names: Sequence[str], cells: Sequence[Cell]) -> list[Diagnostic]:
    """Return what is wrong with a header, and notes on columns with other names or none that is known."""
    if len(names) > MAX_COLUMNS:
        what = f"the table has {len(names):,} columns, more than {MAX_COLUMNS}"
        return [location.diagnostic(CellFault("limit", what, "remove the needless ones"), row)]
    matches = match_columns(location.table, names)
    diagnostics = []
    for number, (name, cell) in enumerate(zip(names, cells, strict=False), 1):
        fault = cell if isinstance(cell, CellFault) else _check_name(location.table, name, matches, number - 1)
        if fault:
            diagnostics.append(location.diagnostic(fault, row, number, name, name))
    found = {match.name for match in matches}
    if missing := [name for name in required_columns(location.table) if name not in found]:
        what = f"the header lacks {', '.join(missing)}"
        fault = CellFault("missing-column", what, f"write {','.join(required_columns(location.table))}")
        diagnostics.append(location.diagnostic(fault, row))
    if not diagnostics:
        diagnostics += _note_synonyms(location, row, names, matches)
    return diagnostics + _note_unknown(location, row, names, matches)


def _check_name(table: str, name: str, matches: Sequence[ColumnMatch], index: int) -> CellFault | None:
    match = matches[index]
    if match.meant:
        what = f"{quote_value(name)} is not a column of {table}"
        return CellFault("unknown-column", what, f"did you mean {match.meant!r}?")
    if match.name and match.name in [earlier.name for earlier in matches[:index]]:
        other_name = "" if name == match.name else f", here as {quote_value(name)}"
        what = f"the column {match.name!r} stands twice{other_name}"
        return CellFault("duplicate-column", what, "remove or rename one of the two")
    return None


def _note_synonyms(
    location: TableLocation, row: int, names: Sequence[str], matches: Sequence[ColumnMatch]
) -> list[Diagnostic]:
    numbers = [number for number, match in enumerate(matches, 1) if match.is_synonym]
    if not numbers:
        return []
    read = ", ".join(f"{quote_value(names[number - 1])} as {matches[number - 1].name}" for number in numbers)
    fault = CellFault(
        "column-name", f"columns are read by other names: {read}", "rename one that is another", severity="note"
    )
    return [location.diagnostic(fault, row, numbers[0])]


def _note_unknown(
    location: TableLocation, row: int, names: Sequence[str], matches: Sequence[ColumnMatch]
) -> list[Diagnostic]:
    numbers = [number for number, match in enumerate(matches, 1) if names[number - 1] and match == ColumnMatch("")]
    if not numbers:
        return []
    unknown = ", ".join(quote_value(names[number - 1]) for number in numbers)
    known = ", ".join(column.name for column in ALL_TABLES[location.table])
    what = f"the column{'' if len(numbers) == 1 else 's'} {unknown} {'is' if len(numbers) == 1 else 'are'} not read"
    fault = CellFault("unknown-column", what, f"the columns of {location.table} are {known}", severity="note")
    return [location.diagnostic(fault, row, numbers[0])]
