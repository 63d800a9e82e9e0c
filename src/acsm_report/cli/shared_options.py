"""Options that several commands share, and what commands print."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
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

    from ..export.chrome.session import BrowserSession

__all__ = [
    "NAME_OR_PATH",
    "STEP_LABELS",
    "NameOrPath",
    "brand_option",
    "build_options",
    "collect_build_inputs",
    "create_session",
    "data_option",
    "is_from_command_line",
    "output_option",
    "parse_date_option",
    "print_paths",
    "print_text",
    "read_source_date_epoch",
    "rendering_options",
    "run_build",
    "set_cache",
    "show_progress",
    "show_status",
]  # fmt: skip

Command = Callable[..., Any]  # the function of a command, which click calls with its parameters by name
STEPS = ("read", "compose", "draw", "export")
STEP_LABELS = {"read": "Reading the data", "compose": "Composing", "draw": "Drawing the charts", "export": "Writing"}


class NameOrPath(StringParamType):
    """The name of something shipped, or a path; paths in a configuration file are relative to that file."""

    envvar_list_splitter = os.pathsep  # otherwise a variable would be split at the spaces of a path


NAME_OR_PATH = NameOrPath()


def is_from_command_line(name: str) -> bool:
    """Return whether a value was typed, rather than a setting or a default."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def output_option(default: str, metavar: str, text: str = "The file to write.") -> Callable[..., Any]:
    """Return the option -o, whose value is a path."""
    kind = click.Path(path_type=Path)
    return click.option(
        "-o", "--output", type=kind, default=Path(default), metavar=metavar, show_default=True, help=text
    )


def data_option(text: str = "Data: a shipped data set, a folder, a .zip or a .xlsx workbook.") -> Callable[..., Any]:
    """Return the option --data, with `text` as its help."""
    return _name_or_path_option("--data", resources.DEFAULT_DATASET, text)


def brand_option(text: str = "Brand: a shipped one, a brand.yml or its folder.") -> Callable[..., Any]:
    """Return the option --brand, with `text` as its help."""
    return _name_or_path_option("--brand", resources.DEFAULT_BRAND, text)


def _name_or_path_option(name: str, default: str, text: str) -> Callable[..., Any]:
    return click.option(name, type=NAME_OR_PATH, default=default, metavar="NAME|PATH", show_default=True, help=text)


def build_options(command: Command) -> Command:
    """Add the options of a build: `data`, `evidence`, `explain_fit` and those of `rendering_options`."""
    explain_fit = click.option(
        "--explain-fit", is_flag=True, help="List what was wrapped, set smaller, moved or continued."
    )
    evidence = click.option(
        "--evidence",
        type=click.Path(path_type=Path),
        metavar="FILE.json",
        help="Write which accessibility checks passed, and which need a person.",
    )
    for option in (evidence, explain_fit, rendering_options, data_option()):
        command = option(command)
    return command


def _parse_issued(context: click.Context, option: click.Parameter, text: str | None) -> str:
    found = read_source_date_epoch() if text is None else parse_date_option(text, "--issued")
    return found.isoformat() if found else ""


def parse_date_option(text: str, option: str) -> date:
    """Parse the value of an option as a date. Raise UsageError for anything else."""
    from ..dataset.parsing import parse_date

    if (found := parse_date(text)) is None:
        what = f"{option} {quote_value(text)} is not a day of the calendar"
        raise UsageError(what, "write it as 2026-01-31", option=option)
    return found


def read_source_date_epoch() -> date | None:
    """Return the date of the variable SOURCE_DATE_EPOCH, None if it is not set. Raise UsageError for an invalid one."""
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


def rendering_options(command: Command) -> Command:
    """Add the options of everything that is rendered. The command gets them as `options`, and `use_cache`."""

    @functools.wraps(command)
    def with_options(
        *args: Any,
        brand: str,
        paper: str,
        ground: str,
        issued: str,
        cache: bool,
        deadline: float,
        **others: Any,
    ) -> Any:
        options = BuildOptions(brand=brand, paper=paper, ground=ground, issued=issued, deadline=deadline)
        return command(*args, options=options, use_cache=cache, **others)

    decorated: Command = with_options
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
                help="Issue date to print, such as 2026-01-31.  [default: SOURCE_DATE_EPOCH, or the data's latest]",
            ),
            click.option("--cache/--no-cache", default=True, help="Reuse cached drawings.", show_default=True),
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
        decorated = option(decorated)
    return decorated


def set_cache(options: BuildOptions, use_cache: bool) -> BuildOptions:
    """Return the options with the cache folder of the user, if wanted. This imports what finds the folder."""
    from ..system.cache import cache_folder

    return options._replace(cache=cache_folder() if use_cache else None)


def collect_build_inputs(options: BuildOptions) -> dict[str, Any] | None:
    """Return what a build with these options depends on; None for data or a brand that cannot be read."""
    from ..pipeline.build_manifest import collect_inputs

    choices = {"paper": options.paper, "ground": options.ground}
    if options.issued:
        choices["issued"] = options.issued
    return collect_inputs(options.data, options.brand, choices)


def create_session(
    options: BuildOptions, inputs: Mapping[str, Any] | None = None, products: Collection[str] = ()
) -> BrowserSession:
    """Return a browser session. It starts no browser while the cache has all that the same inputs drew before."""
    import json

    from ..export.chrome.session import BrowserSession
    from ..system.cache import Cache, cache_key

    plan_key = cache_key("plan", json.dumps([inputs, options.picture, sorted(products)])) if inputs else ""
    return BrowserSession(None, options.deadline, Cache(options.cache), plan_key)


@contextlib.contextmanager
def show_status() -> Iterator[Callable[[str], object]]:
    """Yield a function that shows a status line on standard error, if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda what: None
        return
    from rich.console import Console
    from rich.text import Text

    from ..dataset.diagnostics import make_printable

    with Console(stderr=True).status("") as status:
        yield lambda what: status.update(Text(make_printable(what)))


def print_text(text: str) -> None:
    """Print to standard output; characters that its encoding lacks are escaped."""
    encoding = sys.stdout.encoding if sys.stdout else "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding), nl=False)


def run_build(
    outputs: Mapping[Path, str],
    options: BuildOptions,
    *,
    use_cache: bool,
    explain_fit: bool,
    inputs: Mapping[str, Any] | None = None,
) -> None:
    """Build the outputs with progress on a terminal, then print the path of each file.

    With `explain_fit` standard error lists what was adjusted so that everything fits. A terminal is told how many notes
    there are on the data.
    """
    gc.disable()  # 10 % less CPU time, see bench/README.md
    options = set_cache(options, use_cache)
    inputs = inputs or collect_build_inputs(options)
    adjustments, note_counts = list[str](), list[int]()
    with create_session(options, inputs, set(outputs.values())) as session:  # the browser starts during the imports
        from ..pipeline.build import build
        from ..pipeline.options import Progress

        with show_progress() as on_step:
            written = build(
                outputs, options, Progress(on_step, adjustments.append, on_notes=note_counts.append), session, inputs
            )
    print_paths(written)
    if sys.stderr.isatty():
        print_note_count(sum(note_counts))
    for line in adjustments if explain_fit else ():
        click.echo(line, err=True)


def print_note_count(count: int) -> None:
    """Say on standard error how many warnings and notes there are on the data, if any."""
    if count:
        what = "1 warning or note" if count == 1 else f"{count} warnings and notes"
        click.echo(f"{what} on the data; run `acsm-report check`", err=True)


def print_paths(paths: Iterable[Path]) -> None:
    """Print the path of each written file, a line each."""
    for path in paths:
        click.echo(str(path))


@contextlib.contextmanager
def show_progress() -> Iterator[Callable[[str], object]]:
    """Yield a callback for the steps of a build, shown as a bar if standard error is a terminal."""
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
