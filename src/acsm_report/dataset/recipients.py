"""Reads and checks the table of recipients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..errors import DataErrors, quote_value
from .diagnostics import Diagnostic, sort_diagnostics
from .parsing import normalize_url
from .readers import read_table
from .readers.rows import Row
from .schema import RECIPIENTS_TABLE
from .validation.rules import KEY_PATTERN, check_cells, check_glyphs, find_duplicates

__all__ = ["NO_RECIPIENT", "RETRY_HINT", "Recipient", "RecipientTable", "read_recipients"]

RETRY_HINT = "mend these, and run it again"
MAX_CODE_BYTES = 100  # a code is part of a file name
MAX_URL_CHARACTERS = 200  # a QR code with more is too fine to scan from paper


class Recipient(NamedTuple):
    """A row of the table, with its row number. `logo` is the path of a picture, or ""."""

    row: int
    name: str
    address: tuple[str, ...] = ()
    url: str = ""
    logo: str = ""
    code: str = ""

    @property
    def file_stem(self) -> str:
        """The part of a file name that identifies the copy: the code, otherwise the row number."""
        return self.code or f"row-{self.row:06}"


NO_RECIPIENT = Recipient(0, "")


class RecipientTable(NamedTuple):
    """A table with at least one recipient, in order of rows.

    `columns` is its header. `remarks` are warnings, and notes on what was read other than as written.
    """

    file: str
    sheet: str
    columns: tuple[str, ...]
    recipients: tuple[Recipient, ...]
    remarks: tuple[Diagnostic, ...] = ()

    def diagnostic(self, recipient: Recipient, rule: str, what: str, hint: str, column: str = "") -> Diagnostic:
        """Return a diagnostic for the row of a recipient, or for one of its cells."""
        number = self.columns.index(column) + 1 if column in self.columns else 0
        return Diagnostic(rule, what, hint, self.file, self.sheet, recipient.row, number, column)


def read_recipients(path: Path, covers: Callable[[str], bool], font: str) -> RecipientTable:
    """Read recipients from a .csv or .xlsx file.

    `covers` tells whether the fonts, called `font`, have a character. Raise DataErrors with all errors at once.
    """
    rows, diagnostics = read_table(path, RECIPIENTS_TABLE)
    found = sort_diagnostics([*diagnostics, *_check_rows(rows, lru_cache(maxsize=None)(covers), font)])
    errors = [diagnostic for diagnostic in found if diagnostic.severity == "error"]
    if not rows and not errors:
        errors.append(Diagnostic("empty-table", "the table has no recipients", "write one a row", str(path)))
    if errors:
        raise DataErrors([str(diagnostic) for diagnostic in errors], RETRY_HINT)
    first = rows[0]
    return RecipientTable(first.file, first.sheet, first.columns, tuple(map(_build_recipient, rows)), found)


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
        if code and (KEY_PATTERN.fullmatch(code) is None or code.casefold().startswith((".", "row-"))):
            hint = "begin with a letter or digit, not with row-, and write letters, digits, . - and _ only"
            yield row.diagnostic("not-a-key", "code", f"{quote_value(code)} cannot name a file", hint)
        elif len(code.encode()) > MAX_CODE_BYTES:
            yield row.diagnostic(
                "limit", "code", f"the code has more than {MAX_CODE_BYTES} bytes", "write a shorter one"
            )
    yield from find_duplicates(rows, "code", str.casefold)  # some file systems ignore case


def _build_recipient(row: Row) -> Recipient:
    cells = row.cells
    address = tuple(cells["address"].split("\n")) if cells["address"] else ()
    return Recipient(row.number, cells["name"], address, normalize_url(cells["url"]), cells["logo"], cells["code"])
