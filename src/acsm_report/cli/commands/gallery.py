"""acsm-report gallery: the contact sheet, as a picture or as HTML."""

from pathlib import Path

import click

from ...pipeline.options import BuildOptions
from ...system import resources
from ..command import ConfigurableCommand
from ..shared_options import NAME_OR_PATH, output_option, print_paths, rendering_options, set_cache, show_progress

__all__ = ["gallery"]


@click.command(cls=ConfigurableCommand)
@output_option("gallery.png", "FILE.png|.html", "The file to write; its ending sets the format.")
@click.option(
    "--data",
    type=NAME_OR_PATH,
    multiple=True,
    metavar="NAME|PATH",
    help="Data: a shipped data set, a folder, a .zip or a .xlsx; more than once for several.  [default: all shipped]",
)
@click.option(
    "--apart",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder for a small picture of each item, too; created if missing.",
)
@rendering_options
def gallery(output: Path, data: tuple[str, ...], apart: Path | None, options: BuildOptions, use_cache: bool) -> None:
    """Show every page of the brochure, every chart and every infographic on one sheet.

    \b
    acsm-report gallery -o gallery.png
    acsm-report gallery -o gallery.html --data my-data.xlsx
    """
    from ...pipeline.gallery import build_gallery
    from ...pipeline.options import Progress

    names = data or resources.shipped_datasets()
    with show_progress() as on_step:
        written = build_gallery(output, set_cache(options, use_cache), names, apart, Progress(on_step))
    print_paths(written)
