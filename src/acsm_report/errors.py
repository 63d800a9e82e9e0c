"""The errors that a user can meet, and how one reads.

    ReportError
    ├── DataError          the data cannot be trusted                      exit 1
    ├── UsageError         the command line asks for something impossible  exit 2
    ├── SetupError         browser, fonts, disk: the machine is not ready  exit 3
    └── DrawError          a chart or a page could not be made             exit 4

Every one is shown as one line: where, what is wrong, how to mend it.
"""

__all__ = ["DataError", "DrawError", "ReportError", "SetupError", "UsageError", "shown"]


class ReportError(Exception):
    """Something a user can mend: what is wrong, how to mend it, and where."""

    exit_status = 1

    def __init__(self, what: str, hint: str, where: str = "") -> None:
        super().__init__(what)
        self.what, self.hint, self.where = what, hint, where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(f"{place}{self.what}; {self.hint}".split())


class DataError(ReportError):
    """The data cannot be trusted. Exit status 1."""

    exit_status = 1


class UsageError(ReportError):
    """The command line asks for something impossible. Exit status 2."""

    exit_status = 2


class SetupError(ReportError):
    """The machine is not ready: no browser, no font, no space, no permission. Exit status 3."""

    exit_status = 3


class DrawError(ReportError):
    """A chart or a page could not be made. Exit status 4."""

    exit_status = 4


def shown(value: object, limit: int = 80) -> str:
    """Return user data fit for a message: quoted, control characters escaped, cut at `limit`."""
    text = ascii(value) if not str(value).isprintable() else repr(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
