"""acsm-report template: a workbook to fill in."""

from pathlib import Path

import click

from .. import resources
from . import options

__all__ = ["template"]


@click.command()
@options.output("my-data.xlsx", "FILE.xlsx")
@click.option("--force", is_flag=True, help="Replace a workbook that is there.")
@options.data("Its example: a shipped edition, a folder, a .zip or a .xlsx.")
def template(output: Path, force: bool, data: str) -> None:
    """Write a workbook to fill in.

    \b
    acsm-report template -o my-data.xlsx
    acsm-report template -o next.xlsx --data my-data.xlsx
    """
    from .. import tables
    from ..errors import DataErrors, UsageError
    from ..exports.files import commit, refuse_unwritable
    from ..template import workbook

    if output.suffix.lower() != ".xlsx":
        raise UsageError("is no name of a workbook", "end it in .xlsx", str(output))
    refuse_unwritable([output])
    if output.exists() and not force:  # somebody may have filled it in
        raise UsageError("is there already", "name another file, or add --force", str(output))
    package = tables.load(resources.data_package(data))
    if package.problems:
        raise DataErrors([str(problem) for problem in package.problems])
    commit({output: workbook(package)})
    click.echo(str(output))
