"""Finds the file of each table by its name, as spreadsheet programs name their exports: "My guide - facts.csv"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..schema import TABLES

__all__ = ["find_table_file", "is_table_file"]

SYSTEM_FILE = re.compile(r"(?:.*/)?(?:\._[^/]*|\.DS_Store)|__MACOSX/.*")  # as macOS puts them into a zip
EXPORT_NAME = re.compile(rf"(?:.+ - )?({'|'.join(TABLES)})(?:-Table 1)?\.csv", re.IGNORECASE)  # of Google, of Numbers


def is_table_file(name: str) -> bool:
    """Tell whether a file, here with its folder, has the name of a table."""
    return not SYSTEM_FILE.fullmatch(name) and EXPORT_NAME.fullmatch(name.rpartition("/")[2]) is not None


def find_table_file(table: str, names: Iterable[str]) -> str:
    """Return the name of the file of a table: its usual name, or else the only other one, or else the usual name."""
    usual = f"{table}.csv"
    found = [name for name in names if (match := EXPORT_NAME.fullmatch(name)) and match[1].lower() == table]
    return found[0] if usual not in found and len(found) == 1 else usual
