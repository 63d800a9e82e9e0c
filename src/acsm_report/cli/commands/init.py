"""acsm-report init: the files of a new project."""

from pathlib import Path

import click

from ...system import resources
from .. import shared_options
from ..command import ConfigurableCommand

__all__ = ["init"]


@click.command(cls=ConfigurableCommand)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@shared_options.data_option("Data to start with, copied: a shipped data set, a folder, a .zip or a .xlsx workbook.")
@click.option(
    "--ci",
    "service",
    type=click.Choice(["github", "gitlab", "none"]),
    default="github",
    show_default=True,
    help="The CI service that refreshes the handouts.",
)
@click.option(
    "--action",
    metavar="OWNER/NAME@REV",
    help="The GitHub repository of acsm-report.  [default: the origin of this checkout]",
)
def init(folder: Path, data: str, service: str, action: str | None) -> None:
    """Start a project of your own: data, brand, configuration and a CI job.

    \b
    acsm-report init my-handouts
    cd my-handouts && acsm-report build
    acsm-report init my-handouts --data my-data.xlsx
    """
    from ...errors import UsageError
    from ...pipeline import scaffold
    from ...system.atomic_files import check_writable, write_atomically

    if action and service != "github":
        raise UsageError("--action is for a workflow of GitHub", "leave it out, or add --ci github", option="--action")
    source = (
        scaffold.parse_program_source(action) if action else scaffold.find_program_source(resources.checkout_folder())
    )
    files = {
        folder / path: content
        for path, content in scaffold.build_project_files(resources.find_data_package(data), service, source).items()
    }
    check_writable(files)
    if taken := next((path for path in files if path.exists()), None):
        raise UsageError("is there already", "begin in another folder", str(taken))
    write_atomically(files)
    for path in files:
        click.echo(str(path))
