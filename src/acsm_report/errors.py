"""Errors that users see, and how they read.

    ReportError
    ├── DataError          the data has errors                             exit 1
    │   └── DataErrors     the same, for several errors at once            exit 1
    ├── StaleError         finished files do not match the data            exit 1
    ├── ConformanceError   a finished file fails PDF/UA or PDF/A checks    exit 1
    ├── UsageError         an option or argument cannot be used            exit 2
    ├── SetupError         browser, font, disk or permission is missing    exit 3
    └── DrawError          a chart or page could not be drawn              exit 4
        └── FitError       a block does not fit on its page                exit 4

An error is shown in one line: where it is, what is wrong, how to fix it. DataErrors and StaleError have several lines.
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
    """An error that a user can fix: what is wrong, how to fix it, and where.

    `option` is the command-line option that the error is about, such as "--paper"; "" for none.
    """

    exit_status = 1

    def __init__(self, what: str, hint: str, where: str = "", *, option: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.where, self.option = what, hint, where, option

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_error, (
            type(self),
            self.args,
            self.__dict__,
        )  # subclasses take other arguments, so pickle rebuilds state

    def __str__(self) -> str:
        location = f"{self.where}: " if self.where else ""
        return " ".join(f"{location}{self.what}; {self.hint}".split())

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are shown."""
        return (str(self),)

    def replace_path(self, path: str, name: str) -> ReportError:
        """Replace a path by `name` where the error names its location; return the same error."""
        self.where = self.where.replace(path, name)
        return self


def _rebuild_error(kind: type[ReportError], args: tuple[Any, ...], state: dict[str, Any]) -> ReportError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class DataError(ReportError):
    """The data has errors. Exit status 1."""

    exit_status = 1


class DataErrors(DataError):  # noqa: N818  # plural: it holds several errors
    """At least one error in the data, each in one of `lines`. `rest` says how to list those that are not shown.

    Exit status 1.
    """

    def __init__(self, lines: Sequence[str], rest: str = "acsm-report check lists all") -> None:
        super().__init__(lines[0], f"{len(lines)} in all")
        self._lines, self.rest = tuple(lines), rest

    def __str__(self) -> str:
        """The first line, and the number of others."""
        more = f" (and {len(self._lines) - 1} more)" if len(self._lines) > 1 else ""
        return self._lines[0] + more

    @property
    def lines(self) -> tuple[str, ...]:
        return self._lines

    def replace_path(self, path: str, name: str) -> DataErrors:
        self._lines = tuple(line.replace(path, name) for line in self._lines)
        return self


class ConformanceError(ReportError):
    """A finished file fails the checks of a standard that it claims; nothing is written. Exit status 1."""

    exit_status = 1


class StaleError(ReportError):
    """Finished files do not match the data. `files` holds pairs of path and reason, at least one. Exit status 1."""

    exit_status = 1

    def __init__(self, files: Sequence[tuple[str, str]]) -> None:
        super().__init__(files[0][1], "run this again without --check", files[0][0])
        self._files = tuple(files)

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(f"{file}: {what}; {self.hint}" for file, what in self._files)


class UsageError(ReportError):
    """An option or argument cannot be used. Exit status 2."""

    exit_status = 2


class SetupError(ReportError):
    """The machine lacks a browser, a font, disk space or permission. Exit status 3."""

    exit_status = 3


class DrawError(ReportError):
    """A chart or page could not be drawn; `texts` are the texts that have no room there, if any. Exit status 4."""

    exit_status = 4

    def __init__(self, what: str, hint: str, where: str = "", *, texts: tuple[str, ...] = ()) -> None:
        super().__init__(what, hint, where)
        self.texts = texts


class FitError(DrawError):
    """A block does not fit on its page; it needs `missing_pt` more points. Exit status 4."""

    def __init__(self, block: str, text: object, missing_pt: float, where: str = "") -> None:
        what = f"the {block} {quote_value(str(text), 60)} does not fit: it needs {max(missing_pt, 0.1):.1f} pt more"
        super().__init__(what, "choose a larger paper or picture", where, texts=(str(text),))
        self.block = block

    def add_page(self, page: str) -> FitError:
        """Set a page as the location, unless there is one; return the same error."""
        self.where = self.where or f"page {page}"
        return self


def quote_value(value: object, limit: int = 80) -> str:
    """Return user data for a message: quoted, control characters escaped, cut to `limit` characters."""
    text = ascii(value) if not str(value).isprintable() else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
