"""Reads cells in the meaning of their columns, as people type them, and notes what was read other than as written.

What has more than one meaning is an error that names them. What has none is left for `validation` to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..diagnostics import Diagnostic
from ..readers.rows import Row
from ..schema import ALL_TABLES, Column
from .columns import ColumnContext, Interpreted, collect_context, interpret_cell

__all__ = ["interpret_rows"]


def interpret_rows(tables: Mapping[str, tuple[Row, ...]]) -> tuple[dict[str, tuple[Row, ...]], list[Diagnostic]]:
    """Return the rows with their cells in the spelling of the schema, and the notes and errors about them."""
    context = collect_context(tables)
    diagnostics: list[Diagnostic] = []
    return {
        table: tuple(_interpret_row(row, context, diagnostics) for row in rows) for table, rows in tables.items()
    }, diagnostics


def _interpret_row(row: Row, context: ColumnContext, diagnostics: list[Diagnostic]) -> Row:
    cells = dict(row.cells)
    for column in ALL_TABLES[row.table]:
        text = cells[column.name]
        shown = row.shown.get(column.name, "")
        if text and (found := interpret_cell(row.table, column, text, shown, cells, context)):
            cells[column.name] = found.text
            diagnostics += _diagnose(row, column, found)
    return row if cells == row.cells else replace(row, cells=cells)


def _diagnose(row: Row, column: Column, found: Interpreted) -> list[Diagnostic]:
    if not found.what:
        return []
    severity = "error" if found.is_error else "note"
    return [row.diagnostic(found.rule, column.name, found.what, found.hint, severity)]
