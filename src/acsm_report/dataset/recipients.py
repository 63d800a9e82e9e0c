"""Reads and checks the table of recipients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..errors import DataErrors, quote_value
from .diagnostics import Diagnostic, sort_diagnostics
from .file_stems import unique_stems
from .postal_address import ADDRESS_PARTS, join_address
from .readers import read_table
from .readers.notes import merge_notes
from .readers.rows import Row
from .readers.tables import EMPTY_ROW_RULE
from .schema import RECIPIENTS_TABLE
from .validation.rules import KEY_PATTERN, check_cells, check_glyphs, find_duplicates
from .web_addresses import complete_url, normalize_url

__all__ = ["NO_RECIPIENT", "RETRY_HINT", "Recipient", "RecipientTable", "read_recipients"]

RETRY_HINT = "mend these, and run it again"
MAX_CODE_BYTES = 100  # a code is part of a file name
MAX_URL_CHARACTERS = 200  # a QR code with more is too fine to scan from paper


class Recipient(NamedTuple):
    """A row of the table, with its row number.

    `logo` is the path of a picture, or "". `file_stem` is the part of a file name that identifies the copy.
    """

    row: int
    name: str
    address: tuple[str, ...] = ()
    url: str = ""
    logo: str = ""
    code: str = ""
    file_stem: str = ""


NO_RECIPIENT = Recipient(0, "")


class RecipientTable(NamedTuple):
    """A table with at least one recipient, in order of rows.

    `columns` is its header. `remarks` are warnings, and notes on what was read other than as written.
    `empty_row_count` and `duplicate_count` say how many rows were skipped, and how many say the same as another.
    """

    file: str
    sheet: str
    columns: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    remarks: tuple[Diagnostic, ...] = ()
    empty_row_count: int = 0
    duplicate_count: int = 0

    def diagnostic(self, recipient: Recipient, rule: str, what: str, hint: str, column: str = "") -> Diagnostic:
        """Return a diagnostic for the row of a recipient, or for one of its cells."""
        written = (column, *(ADDRESS_PARTS if column == "address" else ()))
        column = next((name for name in written if name in self.columns), "")
        number = self.columns.index(column) + 1 if column else 0
        return Diagnostic(rule, what, hint, self.file, self.sheet, recipient.row, number, column)


def read_recipients(path: Path, covers: Callable[[str], bool], font: str) -> RecipientTable:
    """Read recipients from a .csv or .xlsx file.

    `covers` tells whether the fonts, called `font`, have a character. Raise DataErrors with all errors at once.
    """
    rows, diagnostics = read_table(path, RECIPIENTS_TABLE)
    duplicates = list(_find_same_recipients(rows))
    faulty = {(p.row, p.field) for p in diagnostics if p.severity == "error"}  # one error of a cell is enough
    checked = (p for p in _check_rows(rows, lru_cache(maxsize=None)(covers), font) if (p.row, p.field) not in faulty)
    found = sort_diagnostics(merge_notes([*diagnostics, *checked, *duplicates, *_note_joined_address(rows)]))
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    if not rows and not errors:
        errors.append(Diagnostic("empty-table", "the table has no recipients", "write one a row", str(path)))
    if errors:
        raise DataErrors([str(diagnostic) for diagnostic in errors], RETRY_HINT)
    first = rows[0]
    stems = unique_stems((row.number, row.cells["name"], row.cells["code"]) for row in rows)
    recipients = tuple(map(_build_recipient, rows, stems))
    empty_row_count = sum(p.rule == EMPTY_ROW_RULE for p in diagnostics)
    return RecipientTable(first.file, first.sheet, first.columns, recipients, found, empty_row_count, len(duplicates))


def _check_rows(rows: Sequence[Row], covers: Callable[[str], bool], font: str) -> Iterator[Diagnostic]:
    for row in rows:
        yield from check_cells(row)
        yield from check_glyphs(row, covers, font)
        url, code = normalize_url(row.cells["url"]), row.cells["code"]
        if row.cells["url"].lower().startswith("mailto:"):
            yield row.diagnostic("not-an-address", "url", "a copy leads to the web alone", "write a https:// address")
        elif len(url) > MAX_URL_CHARACTERS:
            what = f"the url has {len(url)} characters, more than {MAX_URL_CHARACTERS}"
            yield row.diagnostic("limit", "url", what, "write a shorter one: its QR code could not be read from paper")
        elif (read := complete_url(row.cells["url"])) != row.cells["url"]:
            what = f"{quote_value(row.cells['url'])} is read as {read}"
            yield row.diagnostic("no-scheme", "url", what, "", "note")
        if code and (KEY_PATTERN.fullmatch(code) is None or code.casefold().startswith((".", "row-"))):
            hint = "begin with a letter or digit, not with row-, and write letters, digits, . - and _ only"
            yield row.diagnostic("not-a-key", "code", f"{quote_value(code)} cannot name a file", hint)
        elif len(code.encode()) > MAX_CODE_BYTES:
            yield row.diagnostic(
                "limit", "code", f"the code has more than {MAX_CODE_BYTES} bytes", "write a shorter one"
            )
    yield from find_duplicates(rows, "code", str.casefold)  # some file systems ignore case


def _find_same_recipients(rows: Sequence[Row]) -> Iterator[Diagnostic]:
    """Yield a warning for each row with the name and the address of an earlier one. Both get a copy."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(" ".join(text.casefold().split()) for text in (row.cells["name"], *join_address(row)))
        if (other := first.setdefault(key, row)) is not row:
            what = f"{quote_value(row.cells['name'])} has the same name and address at {other.location}"
            hint = "both get a copy; remove one of the rows if it is the same recipient"
            yield row.diagnostic("same-recipient", "name", what, hint, "warning")


def _note_joined_address(rows: Sequence[Row]) -> Iterator[Diagnostic]:
    parts = [name for name in (rows[0].columns if rows else ()) if name in ADDRESS_PARTS]
    if parts:
        what = f"the address is joined from {', '.join(name.replace('_', ' ') for name in parts)}"
        yield Diagnostic("joined-address", what, "", rows[0].file, rows[0].sheet, severity="note")


def _build_recipient(row: Row, file_stem: str) -> Recipient:
    cells = row.cells
    url = complete_url(cells["url"])
    return Recipient(row.number, cells["name"], join_address(row), url, cells["logo"], cells["code"], file_stem)
