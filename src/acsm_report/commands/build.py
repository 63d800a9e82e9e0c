"""acsm-report build: everything."""

from pathlib import Path
from typing import Any

import click

from .options import choices, make

__all__ = ["build"]


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=True),
    default=Path("out"),
    metavar="DIR",
    show_default=True,
    help="Folder for the files; made when missing.",
)
@choices
def build(output: Path, **chosen: Any) -> None:
    """Make the brochure and the infographic.

    \b
    acsm-report build
    acsm-report build -o handouts --paper a4
    acsm-report build --data my-data --brand my-brand
    """
    from ..build import everything

    make({Path(path): document for path, document in everything(output).items()}, **chosen)
