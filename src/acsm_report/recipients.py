"""Who is given a copy: a table of recipients, read and checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from .errors import DataErrors, shown
from .fields import RECIPIENTS
from .problems import Problem, in_order
from .tables import Row, single
from .validation import KEY, cells, lacking, twice
from .values import web

__all__ = ["NOBODY", "REST", "Recipient", "Recipients", "read"]

REST = "mend these, and run it again"
NAME = 100  # bytes of a code in the name of a file
LONGEST = 200  # characters of an address of the web: a QR code of more is too fine to be read from paper


class Recipient(NamedTuple):
    """A row of the table: its number there, and what it says; `logo` is the path of a picture, "" for none."""

    row: int
    name: str
    address: tuple[str, ...] = ()
    url: str = ""
    logo: str = ""
    code: str = ""

    @property
    def stem(self) -> str:
        """What tells its copy from others in the name of a file: its code, else the number of its row."""
        return self.code or f"row-{self.row:06}"


NOBODY = Recipient(0, "")


class Recipients(NamedTuple):
    """A table of recipients, at least one, in the order of its rows; `columns` are its header."""

    file: str
    sheet: str
    columns: tuple[str, ...]
    all: tuple[Recipient, ...]

    def problem(self, recipient: Recipient, rule: str, what: str, hint: str, column: str = "") -> Problem:
        """Return a problem with the row of a recipient, or one of its cells."""
        number = self.columns.index(column) + 1 if column in self.columns else 0
        return Problem(rule, what, hint, self.file, self.sheet, recipient.row, number, column)


def read(path: Path, covers: Callable[[str], bool], font: str) -> Recipients:
    """Read the recipients in a .csv or a .xlsx.

    `covers` tells whether the fonts, called `font`, have a character. Raise DataErrors for all that is wrong.
    """
    rows, problems = single(path, RECIPIENTS)
    found = [*problems, *_examined(rows, lru_cache(maxsize=None)(covers), font)]
    if not rows and not found:
        found.append(Problem("empty-table", "the table has no recipients", "write one a row", str(path)))
    if found:
        raise DataErrors([str(problem) for problem in in_order(found)], REST)
    first = rows[0]
    return Recipients(first.file, first.sheet, first.columns, tuple(map(_recipient, rows)))


def _examined(rows: Sequence[Row], covers: Callable[[str], bool], font: str) -> Iterator[Problem]:
    for row in rows:
        yield from cells(row)
        yield from lacking(row, covers, font)
        url, code = web(row.cells["url"]), row.cells["code"]
        if row.cells["url"].lower().startswith("mailto:"):
            yield row.problem("not-an-address", "url", "a copy leads to the web alone", "write a https:// address")
        elif len(url) > LONGEST:
            what = f"the url has {len(url)} characters, more than {LONGEST}"
            yield row.problem("limit", "url", what, "write a shorter one: its QR code could not be read from paper")
        if code and (KEY.fullmatch(code) is None or code.casefold().startswith((".", "row-"))):
            hint = "begin with a letter or digit, not with row-, and write letters, digits, . - and _ only"
            yield row.problem("not-a-key", "code", f"{shown(code)} cannot name a file", hint)
        elif len(code.encode()) > NAME:
            yield row.problem("limit", "code", f"the code has more than {NAME} bytes", "write a shorter one")
    yield from twice(rows, "code", str.casefold)  # some disks tell no small letter from a large one


def _recipient(row: Row) -> Recipient:
    say = row.cells
    return Recipient(row.number, say["name"], tuple(say["address"].split("\n")) if say["address"] else (),
                     web(say["url"]), say["logo"], say["code"])  # fmt: skip
