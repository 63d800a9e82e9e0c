"""acsm-report gallery: the contact sheet, as a picture or as HTML."""

from pathlib import Path
from typing import Any

import click

from .. import resources
from .options import NAMED, how, named, output

__all__ = ["gallery"]


@click.command()
@output("gallery.png", "FILE.png|.html", "The file to write; its ending says what.")
@click.option(
    "--data",
    type=NAMED,
    multiple=True,
    metavar="NAME|PATH",
    help="Data: a shipped edition, a folder, a .zip or a .xlsx; more than once for several.  [default: all shipped]",
)
@click.option(
    "--apart",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for a small picture of each thing, too; made when missing.",
)
@how
def gallery(output: Path, data: tuple[str, ...], apart: Path | None, **chosen: Any) -> None:
    """Show every page of the brochure, every chart and every infographic on one sheet.

    \b
    acsm-report gallery -o gallery.png
    acsm-report gallery -o gallery.html --data my-data.xlsx
    """
    from ..build import Choice
    from ..cache import folder
    from ..gallery import gallery as shown

    chosen["cache"] = folder() if chosen["cache"] else None
    named(lambda step: shown(output, Choice(**chosen, step=step), data or resources.editions(), apart))
