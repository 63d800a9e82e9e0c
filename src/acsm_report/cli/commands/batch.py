"""acsm-report batch: a copy for each recipient."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ...pipeline.options import BuildOptions, Progress
from ..command import ConfigurableCommand
from ..shared_options import create_session, data_option, output_option, rendering_options, set_cache

__all__ = ["batch"]

MAX_DIAGNOSTICS = 50  # that are printed


@click.command(cls=ConfigurableCommand)
@click.argument("recipients", type=click.Path(path_type=Path), metavar="RECIPIENTS.csv|.xlsx")
@output_option("handouts", "DIR|FILE.pdf", "Folder for one file each, or one file for the press with all copies.")
@click.option(
    "--template",
    "document",
    type=click.Choice(["brochure", "infographic"]),
    default="brochure",
    show_default=True,
    help="The product that each recipient gets.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Number of processes.  [default: one for each processor]",
)
@click.option("--scheduler", default="", metavar="ADDRESS", help="Use the workers of a dask cluster.")
@data_option()
@rendering_options
def batch(
    recipients: Path,
    output: Path,
    document: str,
    jobs: int | None,
    scheduler: str,
    data: str,
    options: BuildOptions,
    use_cache: bool,
) -> None:
    """Make a copy for each recipient, with its own name, address, logo, QR code and code.

    RECIPIENTS is a table with the column name. Other columns are optional: address (or street, city, state, postcode,
    country), url, logo (.png, .jpg or .svg) and code. An interrupted run continues where it stopped. DIR/brochure.jsonl
    lists the copies with their hashes.

    \b
    acsm-report batch gyms.csv -o handouts
    acsm-report batch gyms.xlsx --template infographic
    acsm-report batch gyms.csv -o press.pdf
    acsm-report batch gyms.csv --scheduler tcp://10.0.0.5:8786
    """
    options = set_cache(options._replace(data=data), use_cache)
    with create_session(options) as session:  # the browser starts during the imports
        from ...pipeline.batch import BatchOptions, build_copies

        order = BatchOptions(recipients, output, document, jobs or _count_processors(), scheduler)
        with _show_copy_progress() as progress:
            outcome = build_copies(order, options, progress, session)
    for diagnostic in outcome.diagnostics[:MAX_DIAGNOSTICS]:
        click.echo(f"acsm-report: {diagnostic.severity}: {diagnostic}", err=True)
    if len(outcome.diagnostics) > MAX_DIAGNOSTICS:
        click.echo(f"acsm-report: ... and {len(outcome.diagnostics) - MAX_DIAGNOSTICS} more", err=True)
    for name in outcome.obsolete_files:
        click.echo(f"{output / name}: no row of the table makes this copy any more; delete it", err=True)
    click.echo(outcome.summary, err=True)
    click.echo(str(outcome.path))


def _count_processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def _show_copy_progress() -> Iterator[Progress]:
    """Yield callbacks, shown as a bar with rate and time left if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield Progress()
        return
    from rich import progress as rich_progress
    from rich.console import Console

    from ..shared_options import STEP_LABELS

    columns = (
        rich_progress.TextColumn("{task.description:<20}"), rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(), rich_progress.TextColumn("{task.fields[rate]}"),
        rich_progress.TimeRemainingColumn(),
    )  # fmt: skip
    with rich_progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        number = bar.add_task("", total=None, rate="")
        (task,) = bar.tasks

        def show_step(name: str) -> None:
            bar.update(number, description=STEP_LABELS[name])

        def show_copies(done: int, total: int) -> None:
            bar.update(number, completed=done, total=total, rate=f"{task.speed:.0f} a second" if task.speed else "")

        yield Progress(on_step=show_step, on_copy=show_copies)
