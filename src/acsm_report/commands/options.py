"""The options that several commands share, and the progress that they show."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.types import StringParamType

from .. import resources
from ..errors import UsageError, shown

if TYPE_CHECKING:
    from datetime import date

    from ..build import Choice

__all__ = [
    "NAMED", "WORDS", "Named", "brand", "choice", "choices", "data", "day", "epoch", "how", "known", "make", "named",
    "output", "session", "show", "typed", "watched",
]  # fmt: skip

STEPS = ("read", "compose", "draw", "export")
WORDS = {"read": "Reading the data", "compose": "Composing", "draw": "Drawing the charts", "export": "Writing"}


class Named(StringParamType):
    """The name of something shipped, or a path, which a file of settings means from where it lies."""

    envvar_list_splitter = os.pathsep  # else a variable would be parted at the blanks of a path


NAMED = Named()


def typed(name: str) -> bool:
    """Is the value of a parameter from the command line itself, and not settled or a default?"""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def output(default: str, metavar: str, text: str = "The file to write.") -> Callable[..., Any]:
    """Return the option -o, whose value is a path."""
    kind = click.Path(path_type=Path)
    return click.option(
        "-o", "--output", type=kind, default=Path(default), metavar=metavar, show_default=True, help=text
    )


def data(text: str = "Data: a shipped edition, a folder, a .zip or a .xlsx workbook.") -> Callable[..., Any]:
    """Return the option --data, with `text` as its help."""
    return _named("--data", resources.DEFAULT_DATA, text)


def brand(text: str = "Brand: a shipped one or a folder with a brand.yml.") -> Callable[..., Any]:
    """Return the option --brand, with `text` as its help."""
    return _named("--brand", resources.DEFAULT_BRAND, text)


def _named(name: str, default: str, text: str) -> Callable[..., Any]:
    return click.option(name, type=NAMED, default=default, metavar="NAME|PATH", show_default=True, help=text)


def choices(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what is built, and how."""
    fit = click.option("--explain-fit", is_flag=True, help="Tell what was done so that everything fits.")
    proof = click.option(
        "--evidence",
        type=click.Path(path_type=Path),
        metavar="FILE.json",
        help="Write what of accessibility was checked by machine, and what needs a person.",
    )
    for option in (proof, fit, how, data()):
        command = option(command)
    return command


def _issued(context: click.Context, option: click.Parameter, text: str | None) -> str:
    found = epoch() if text is None else day(text, "--issued")
    return found.isoformat() if found else ""


def day(text: str, option: str) -> date:
    """Return the day of the calendar that the value of an option names. Raise UsageError for a text that is none."""
    from ..values import day as named

    if (found := named(text)) is None:
        raise UsageError(f"{option} {shown(text)} is not a day of the calendar", "write it as 2026-01-31")
    return found


def epoch() -> date | None:
    """Return the day of the variable SOURCE_DATE_EPOCH, None where it is not set. Raise UsageError for no time."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds:
        return None
    from datetime import UTC, datetime

    try:
        if re.fullmatch(r"\d{1,12}", seconds, re.ASCII) is None:
            raise ValueError
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        cure = "set it to the seconds since 1970, or unset it"
        raise UsageError(f"the variable SOURCE_DATE_EPOCH is {shown(seconds)}, no time", cure) from None


def how(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how something is built, of whatever data."""
    for option in reversed(
        (
            brand(),
            click.option(
                "--paper",
                default="letter",
                metavar="NAME|SIZE",
                show_default=True,
                help="Paper of the brochure: letter, a4, or a size such as 200x250mm.",
            ),
            click.option(
                "--ground",
                default="screen",
                metavar="NAME",
                show_default=True,
                help="Ground of the pages: screen, or white for an office printer.",
            ),
            click.option(
                "--issued",
                metavar="DATE",
                callback=_issued,
                help="Day of issue, 2026-01-31, to print.  [default: SOURCE_DATE_EPOCH, else the latest of the data]",
            ),
            click.option(
                "--cache/--no-cache", default=True, help="Draw again only what was not drawn before.", show_default=True
            ),
            click.option(
                "--deadline",
                type=click.FloatRange(1, 3600),
                default=60.0,
                metavar="SECONDS",
                show_default=True,
                help="Longest wait for the browser.",
            ),
        )
    ):
        command = option(command)
    return command


def known(**chosen: Any) -> dict[str, Any] | None:
    """Return what a build with these choices depends on; None when that cannot be told."""
    from ..manifest import inputs

    shaping = ("data", "brand", "paper", "ground", "picture", "issued")
    return inputs(**{name: value for name, value in chosen.items() if name in shaping and value})


def session(chosen: dict[str, Any]) -> Any:
    """Return a browser for a build with these choices, whose cache becomes a folder."""
    import json

    from ..browser import Session
    from ..cache import Cache, folder, key

    chosen["cache"] = folder() if chosen["cache"] else None
    plan = key("plan", json.dumps(chosen["known"])) if chosen["known"] else ""
    return Session(None, chosen["deadline"], Cache(chosen["cache"]), plan)


def choice(chosen: Mapping[str, Any]) -> Choice:
    """Return what a user chose, of whom nothing is drawn: the cache is a folder, and the rest as it was given."""
    from ..build import Choice
    from ..cache import folder

    return Choice(**{**chosen, "cache": folder() if chosen.get("cache", True) else None})


@contextlib.contextmanager
def watched() -> Iterator[Callable[[str], object]]:
    """Give what tells on standard error, when it is a terminal, what is looked at just now; in a pipe nothing."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.text import Text

    from ..problems import printable

    with Console(stderr=True).status("") as status:
        yield lambda what: status.update(Text(printable(what)))


def show(text: str) -> None:
    """Print to standard output; what its encoding lacks is escaped."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)


def make(outputs: Callable[[], dict[Path, Any]], explain_fit: bool = False, **chosen: Any) -> None:
    """Build the outputs with progress on a terminal, then name each finished file on standard output.

    With `explain_fit` standard error says what was done so that everything fits.
    """
    gc.disable()  # a run is short, and keeps what it makes to its end: a tenth of its time
    fits: list[str] = []
    chosen.setdefault("known", known(**chosen))
    with session(chosen) as browser:  # it starts while we import, too
        from ..build import Choice, build

        named(lambda step: build(outputs(), Choice(**chosen, step=step, fit=fits.append), browser))
    for line in fits if explain_fit else ():
        click.echo(line, err=True)


def named(work: Callable[[Callable[[str], None]], Iterable[Path]]) -> None:
    """Do the work, which tells its steps, with progress on a terminal; then name each file that it wrote."""
    with _progress() as step:
        written = work(step)
    for path in written:
        click.echo(str(path))


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error when it is a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))
        yield lambda name: bar.update(task, description=WORDS[name], completed=STEPS.index(name))
        bar.update(task, completed=len(STEPS))
