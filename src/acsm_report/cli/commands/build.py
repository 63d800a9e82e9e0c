"""acsm-report build: everything."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from ...errors import UsageError
from ..shared_options import build_options, collect_build_inputs, is_from_command_line, output_option, run_build

__all__ = ["build"]


@click.command()
@output_option("out", "DIR", "Folder for the files; made when missing.")
@build_options
@click.option("--check", is_flag=True, help="Compare the files with what the data gives; write nothing.")
@click.pass_context
def build(context: click.Context, /, output: Path, check: bool, **chosen: Any) -> None:
    """Make the brochure and the infographic.

    Where nothing has changed since, as build.json knows, nothing is done; with --no-cache that is not believed. With
    --check the exit status is 1 when a file differs.

    \b
    acsm-report build
    acsm-report build -o handouts --paper a4
    acsm-report build --data my-data --brand my-brand
    acsm-report build --check
    """
    from ...pipeline import build_manifest

    asked_for = context.get_parameter_source("issued") is not ParameterSource.DEFAULT
    if (
        check
        and not asked_for
        and (before := build_manifest.read_issue_date(output / build_manifest.MANIFEST_FILE)) is not None
    ):
        chosen["issued"] = before  # on another day the same sheets are as right as they were
    what = collect_build_inputs(**chosen)
    if check and is_from_command_line("evidence"):
        raise UsageError("--check writes nothing, and --evidence would", "ask for one of them", "--evidence")
    chosen["evidence"] = None if check else chosen["evidence"]
    asked = chosen["explain_fit"] or chosen["evidence"]  # of the making of the files
    believed = chosen["cache"] and not asked
    if (
        what
        and believed
        and (
            names := build_manifest.find_unchanged_outputs(
                output / build_manifest.MANIFEST_FILE, what, build_manifest.output_names()
            )
        )
    ):
        for name in () if check else (*names, build_manifest.MANIFEST_FILE):
            click.echo(str(output / name))
        return

    def outputs() -> dict[Path, Any]:
        from ...pipeline.products import all_outputs

        return all_outputs(output)

    run_build(outputs, check=check, inputs=what, **chosen)
