"""acsm-report build: everything."""

from pathlib import Path
from typing import Any

import click

from .options import choices, make, output

__all__ = ["build"]


@click.command()
@output("out", "DIR", "Folder for the files; made when missing.")
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
