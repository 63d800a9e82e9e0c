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

from ..errors import UsageError, quote_value
from ..pipeline.options import BuildOptions
from ..system import resources

if TYPE_CHECKING:
    from datetime import date


__all__ = [
    "NAME_OR_PATH",
    "STEP_LABELS",
    "NameOrPath",
    "brand_option",
    "build_options",
    "collect_build_inputs",
    "create_build_options",
    "create_session",
    "data_option",
    "is_from_command_line",
    "output_option",
    "parse_date_option",
    "print_text",
    "read_source_date_epoch",
    "rendering_options",
    "run_build",
    "run_with_progress",
    "show_status",
]  # fmt: skip

STEPS = ("read", "compose", "draw", "export")
STEP_LABELS = {"read": "Reading the data", "compose": "Composing", "draw": "Drawing the charts", "export": "Writing"}


class NameOrPath(StringParamType):
    """The name of something shipped, or a path, which a file of settings means from where it lies."""

    envvar_list_splitter = os.pathsep  # else a variable would be parted at the blanks of a path


NAME_OR_PATH = NameOrPath()


def is_from_command_line(name: str) -> bool:
    """Is the value of a parameter from the command line itself, and not settled or a default?"""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def output_option(default: str, metavar: str, text: str = "The file to write.") -> Callable[..., Any]:
    """Return the option -o, whose value is a path."""
    kind = click.Path(path_type=Path)
    return click.option(
        "-o", "--output", type=kind, default=Path(default), metavar=metavar, show_default=True, help=text
    )


def data_option(text: str = "Data: a shipped edition, a folder, a .zip or a .xlsx workbook.") -> Callable[..., Any]:
    """Return the option --data, with `text` as its help."""
    return _name_or_path_option("--data", resources.DEFAULT_DATASET, text)


def brand_option(text: str = "Brand: a shipped one or a folder with a brand.yml.") -> Callable[..., Any]:
    """Return the option --brand, with `text` as its help."""
    return _name_or_path_option("--brand", resources.DEFAULT_BRAND, text)


def _name_or_path_option(name: str, default: str, text: str) -> Callable[..., Any]:
    return click.option(name, type=NAME_OR_PATH, default=default, metavar="NAME|PATH", show_default=True, help=text)


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say what is built, and how."""
    fit = click.option("--explain-fit", is_flag=True, help="Tell what was done so that everything fits.")
    proof = click.option(
        "--evidence",
        type=click.Path(path_type=Path),
        metavar="FILE.json",
        help="Write what of accessibility was checked by machine, and what needs a person.",
    )
    for option in (proof, fit, rendering_options, data_option()):
        command = option(command)
    return command


def _parse_issued(context: click.Context, option: click.Parameter, text: str | None) -> str:
    found = read_source_date_epoch() if text is None else parse_date_option(text, "--issued")
    return found.isoformat() if found else ""


def parse_date_option(text: str, option: str) -> date:
    """Return the day of the calendar that the value of an option names. Raise UsageError for a text that is none."""
    from ..dataset.parsing import parse_date as named

    if (found := named(text)) is None:
        raise UsageError(f"{option} {quote_value(text)} is not a day of the calendar", "write it as 2026-01-31")
    return found


def read_source_date_epoch() -> date | None:
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
        raise UsageError(f"the variable SOURCE_DATE_EPOCH is {quote_value(seconds)}, no time", cure) from None


def rendering_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how something is built, of whatever data."""
    for option in reversed(
        (
            brand_option(),
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
                callback=_parse_issued,
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


def collect_build_inputs(**chosen: Any) -> dict[str, Any] | None:
    """Return what a build with these choices depends on; None when that cannot be told."""
    from ..pipeline.build_manifest import collect_inputs

    shaping = ("data", "brand", "paper", "ground", "picture", "issued")
    return collect_inputs(**{name: value for name, value in chosen.items() if name in shaping and value})


def create_session(chosen: dict[str, Any]) -> Any:
    """Return a browser for a build with these choices, whose cache becomes a folder."""
    import json

    from ..export.chrome.session import BrowserSession
    from ..system.cache import Cache, cache_folder, cache_key

    chosen["cache"] = cache_folder() if chosen["cache"] else None
    plan = cache_key("plan", json.dumps(chosen["inputs"])) if chosen["inputs"] else ""
    return BrowserSession(None, chosen["deadline"], Cache(chosen["cache"]), plan)


def create_build_options(chosen: Mapping[str, Any]) -> BuildOptions:
    """Return what a user chose, of whom nothing is drawn: the cache is a folder, and the rest as it was given."""
    from ..pipeline.options import BuildOptions
    from ..system.cache import cache_folder

    return BuildOptions(**{**chosen, "cache": cache_folder() if chosen.get("cache", True) else None})


@contextlib.contextmanager
def show_status() -> Iterator[Callable[[str], object]]:
    """Give what tells on standard error, when it is a terminal, what is looked at just now; in a pipe nothing."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.text import Text

    from ..dataset.diagnostics import make_printable

    with Console(stderr=True).status("") as status:
        yield lambda what: status.update(Text(make_printable(what)))


def print_text(text: str) -> None:
    """Print to standard output; what its encoding lacks is escaped."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)


def run_build(outputs: Callable[[], dict[Path, Any]], explain_fit: bool = False, **chosen: Any) -> None:
    """Build the outputs with progress on a terminal, then name each finished file on standard output.

    With `explain_fit` standard error says what was done so that everything fits.
    """
    gc.disable()  # a run is short, and keeps what it makes to its end: a tenth of its time
    fits: list[str] = []
    chosen.setdefault("inputs", collect_build_inputs(**chosen))
    with create_session(chosen) as browser:  # it starts while we import, too
        from ..pipeline.build import build
        from ..pipeline.options import BuildOptions

        run_with_progress(
            lambda step: build(outputs(), BuildOptions(**chosen, on_step=step, on_adjustment=fits.append), browser)
        )
    for line in fits if explain_fit else ():
        click.echo(line, err=True)


def run_with_progress(work: Callable[[Callable[[str], None]], Iterable[Path]]) -> None:
    """Do the work, which tells its steps, with progress on a terminal; then name each file that it wrote."""
    with _show_progress() as step:
        written = work(step)
    for path in written:
        click.echo(str(path))


@contextlib.contextmanager
def _show_progress() -> Iterator[Callable[[str], None]]:
    """Show a bar on standard error when it is a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(STEPS))
        yield lambda name: bar.update(task, description=STEP_LABELS[name], completed=STEPS.index(name))
        bar.update(task, completed=len(STEPS))
