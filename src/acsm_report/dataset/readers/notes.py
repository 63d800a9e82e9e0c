"""Makes one note of all notes of a kind in a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..diagnostics import Diagnostic

__all__ = ["merge_notes"]

MAX_LISTED_PLACES = 3  # in a note


def merge_notes(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with one note for each rule and table, at the first place; it lists the others."""
    merged: list[Diagnostic] = []
    notes: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        if diagnostic.severity == "note":
            notes.setdefault((diagnostic.file, diagnostic.sheet, diagnostic.rule), []).append(diagnostic)
        else:
            merged.append(diagnostic)
    for same in notes.values():
        _, *others = dict.fromkeys(note.short_location for note in same)
        also = f" (likewise {_list_places(others)})" if others else ""
        merged.append(replace(same[0], what=f"{same[0].what}{also}"))
    return tuple(merged)


def _list_places(places: Sequence[str]) -> str:
    """Return "E2", "E2 and E7", "E2, E7 and E8" or "E2, E7, E8 and 12 more"."""
    left_out = len(places) - MAX_LISTED_PLACES
    *listed, last = [*places[:MAX_LISTED_PLACES], *([f"{left_out} more"] if left_out > 0 else [])]
    return f"{', '.join(listed)} and {last}" if listed else last
