"""acsm-report init: a project of one's own."""

from pathlib import Path

import click

from .. import resources
from . import options

__all__ = ["init"]


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.data("Data to begin with: a shipped edition or a folder.")
@click.option(
    "--ci",
    "service",
    type=click.Choice(["github", "gitlab", "none"]),
    default="github",
    show_default=True,
    help="What keeps the handouts fresh.",
)
@click.option(
    "--action", metavar="OWNER/NAME@REV", help="Where on GitHub acsm-report is.  [default: the origin of this checkout]"
)
def init(folder: Path, data: str, service: str, action: str | None) -> None:
    """Begin a project of your own: data, brand, configuration and a job for CI.

    \b
    acsm-report init my-handouts
    cd my-handouts && acsm-report build
    """
    from .. import project
    from ..errors import UsageError
    from ..exports.files import commit, refuse_unwritable

    if action and service != "github":
        raise UsageError("--action is for a workflow of GitHub", "leave it out, or add --ci github")
    home = project.program(action) if action else project.origin(resources.checkout())
    made = {
        folder / path: content for path, content in project.files(resources.data_package(data), service, home).items()
    }
    refuse_unwritable(made)
    if taken := next((path for path in made if path.exists()), None):
        raise UsageError("is there already", "begin in another folder", str(taken))
    commit(made)
    for path in made:
        click.echo(str(path))
