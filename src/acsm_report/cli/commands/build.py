"""acsm-report build: everything."""

from pathlib import Path

import click
from click.core import ParameterSource

from ...errors import UsageError
from ...pipeline.options import BuildOptions
from ..command import ConfigurableCommand
from ..shared_options import (
    build_options,
    collect_build_inputs,
    is_from_command_line,
    output_option,
    print_paths,
    run_build,
)

__all__ = ["build"]


@click.command(cls=ConfigurableCommand)
@output_option("out", "DIR", "Folder for the files; created if missing.")
@build_options
@click.option("--check", is_flag=True, help="Compare the files with the data; write nothing.")
@click.pass_context
def build(
    context: click.Context,
    /,
    output: Path,
    options: BuildOptions,
    data: str,
    use_cache: bool,
    explain_fit: bool,
    evidence: Path | None,
    check: bool,
) -> None:
    """Make the brochure and the infographic.

    If nothing has changed since build.json was written, there is nothing to do; --no-cache builds anyway. With --check,
    the exit status is 1 if a file differs.

    \b
    acsm-report build
    acsm-report build -o handouts --paper a4
    acsm-report build --data my-data --brand my-brand
    acsm-report build --check
    """
    from ...pipeline import build_manifest
    from ...pipeline.outputs import MANIFEST_FILE, all_outputs, output_names

    manifest = output / MANIFEST_FILE
    if check and is_from_command_line("evidence"):
        what = "--check writes nothing, and --evidence would"
        raise UsageError(what, "ask for one of them", "--evidence", option="--evidence")
    options = options._replace(data=data, check=check, evidence=None if check else evidence)
    if check and context.get_parameter_source("issued") is ParameterSource.DEFAULT:
        recorded = build_manifest.read_issue_date(manifest)
        if recorded is not None:  # files do not get stale because another day has come
            options = options._replace(issued=recorded)
    inputs = collect_build_inputs(options)
    wants_build = not use_cache or explain_fit or bool(options.evidence)
    if inputs and not wants_build:
        unchanged = build_manifest.find_unchanged_outputs(manifest, inputs, output_names())
        if unchanged:
            if not check:
                click.echo("nothing to do: these files are what the data gives", err=True)
                print_paths(output / name for name in (*unchanged, MANIFEST_FILE))
            return
    run_build(all_outputs(output), options, use_cache=use_cache, explain_fit=explain_fit, inputs=inputs)
