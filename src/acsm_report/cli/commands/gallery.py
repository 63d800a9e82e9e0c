"""acsm-report gallery: the contact sheet, as a picture or as HTML."""

from pathlib import Path
from typing import Any

import click

from ...system import resources
from ..shared_options import NAME_OR_PATH, output_option, rendering_options, run_with_progress

__all__ = ["gallery"]


@click.command()
@output_option("gallery.png", "FILE.png|.html", "The file to write; its ending says what.")
@click.option(
    "--data",
    type=NAME_OR_PATH,
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
@rendering_options
def gallery(output: Path, data: tuple[str, ...], apart: Path | None, **chosen: Any) -> None:
    """Show every page of the brochure, every chart and every infographic on one sheet.

    \b
    acsm-report gallery -o gallery.png
    acsm-report gallery -o gallery.html --data my-data.xlsx
    """
    from ...pipeline.gallery import build_gallery as shown
    from ...pipeline.options import BuildOptions
    from ...system.cache import cache_folder

    chosen["cache"] = cache_folder() if chosen["cache"] else None
    run_with_progress(
        lambda step: shown(output, BuildOptions(**chosen, on_step=step), data or resources.shipped_datasets(), apart)
    )
