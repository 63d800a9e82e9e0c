"""acsm-report template: a workbook to fill in."""

from pathlib import Path

import click

from ...system import resources
from .. import shared_options
from ..command import ConfigurableCommand

__all__ = ["template"]


@click.command(cls=ConfigurableCommand)
@shared_options.output_option("my-data.xlsx", "FILE.xlsx")
@click.option("--force", is_flag=True, help="Replace an existing workbook.")
@click.option("--empty", is_flag=True, help="Leave out the example: columns, notes and lists only.")
@shared_options.data_option("Its example: a shipped data set, a folder, a .zip or a .xlsx.")
def template(output: Path, force: bool, empty: bool, data: str) -> None:
    """Write a workbook to fill in.

    \b
    acsm-report template -o my-data.xlsx
    acsm-report template -o my-data.xlsx --empty
    acsm-report template -o next.xlsx --data my-data.xlsx
    """
    from ...dataset import readers
    from ...dataset.workbook_template import build_workbook
    from ...errors import DataErrors, UsageError
    from ...system.atomic_files import check_writable, write_atomically

    if output.suffix.lower() != ".xlsx":
        raise UsageError("is not the name of a workbook", "end it in .xlsx", str(output))
    check_writable([output])
    if output.exists() and not force:  # it may have been filled in
        raise UsageError("is there already", "name another file, or add --force", str(output))
    if empty and shared_options.is_from_command_line("data"):
        raise UsageError("--data is the example, and --empty leaves it out", "name one of them", option="--empty")
    package = readers.DataPackage.empty(output) if empty else readers.read_package(resources.find_data_package(data))
    if errors := [str(problem) for problem in package.diagnostics if problem.severity == "error"]:
        raise DataErrors(errors)
    write_atomically({output: build_workbook(package)})
    click.echo(str(output))
