"""The errors that a user can meet, and how one reads.

    ReportError
    ├── DataError          the data cannot be trusted                      exit 1
    │   └── DataErrors     the same, for several reasons                   exit 1
    ├── StaleError         finished files are not what the data gives      exit 1
    ├── ConformanceError   a finished file is not what it would claim      exit 1
    ├── UsageError         the command line asks for something impossible  exit 2
    ├── SetupError         browser, fonts, disk: the machine is not ready  exit 3
    └── DrawError          a chart or a page could not be made             exit 4
        └── FitError       words or marks have no room on their page       exit 4

Every one is shown as one line, where, what is wrong, how to mend it; DataErrors as one for each reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = [
    "ConformanceError",
    "DataError",
    "DataErrors",
    "DrawError",
    "FitError",
    "ReportError",
    "SetupError",
    "StaleError",
    "UsageError",
    "quote_value",
]


class ReportError(Exception):
    """Something a user can mend: what is wrong, how to mend it, and where.

    `option` is the option that the error is about, such as "--paper"; "" for none.
    """

    exit_status = 1

    def __init__(self, what: str, hint: str, where: str = "", *, option: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.where, self.option = what, hint, where, option

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_error, (type(self), self.args, self.__dict__)  # from a worker it comes as it was

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(f"{place}{self.what}; {self.hint}".split())

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown, line by line."""
        return (str(self),)

    def replace_path(self, path: str, name: str) -> ReportError:
        """Return the same error, in which what lies at a place goes by another name."""
        self.where = self.where.replace(path, name)
        return self


def _rebuild_error(kind: type[ReportError], args: tuple[Any, ...], state: dict[str, Any]) -> ReportError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class DataError(ReportError):
    """The data cannot be trusted. Exit status 1."""

    exit_status = 1


class DataErrors(DataError):  # noqa: N818  # it holds several
    """Several problems in the data, in `lines`, at least one; `rest` says how to see more than fit a screen.

    Exit status 1.
    """

    def __init__(self, lines: Sequence[str], rest: str = "acsm-report check tells all") -> None:
        super().__init__(lines[0], f"{len(lines)} in all")
        self._lines, self.rest = tuple(lines), rest

    def __str__(self) -> str:
        """The first of them, and how many more there are."""
        more = f" (and {len(self._lines) - 1} more)" if len(self._lines) > 1 else ""
        return self._lines[0] + more

    @property
    def lines(self) -> tuple[str, ...]:
        return self._lines

    def replace_path(self, path: str, name: str) -> DataErrors:
        self._lines = tuple(line.replace(path, name) for line in self._lines)
        return self


class ConformanceError(ReportError):
    """A finished file is not what it would claim to be; nothing is written. Exit status 1."""

    exit_status = 1


class StaleError(ReportError):
    """Finished files are not what the data gives, one of `lines` for each. Exit status 1."""

    exit_status = 1

    def __init__(self, files: Sequence[tuple[str, str]]) -> None:
        super().__init__(files[0][1], "run this again without --check", files[0][0])
        self._files = tuple(files)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(f"{file}: {what}; {self.hint}" for file, what in self._files)


class UsageError(ReportError):
    """The command line asks for something impossible. Exit status 2."""

    exit_status = 2


class SetupError(ReportError):
    """The machine is not ready: no browser, no font, no space, no permission. Exit status 3."""

    exit_status = 3


class DrawError(ReportError):
    """A chart or a page could not be made. Exit status 4."""

    exit_status = 4


class FitError(DrawError):
    """A block has no room on its page: it lacks so many points. Exit status 4."""

    def __init__(self, block: str, text: object, missing_pt: float, where: str = "") -> None:
        what = f"the {block} {quote_value(str(text), 60)} does not fit: it needs {max(missing_pt, 0.1):.1f} pt more"
        super().__init__(what, "shorten it in the data, or choose another paper", where)
        self.block = block

    def add_page(self, page: str) -> FitError:
        """Return the same error, said of a page; one that names a place already keeps it."""
        self.where = self.where or f"page {page}"
        return self


def quote_value(value: object, limit: int = 80) -> str:
    """Return user data fit for a message: quoted, control characters escaped, cut at `limit`."""
    text = ascii(value) if not str(value).isprintable() else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
