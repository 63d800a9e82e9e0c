"""acsm-report infographic: the infographic alone, as PNG, PDF, SVG or HTML."""

from pathlib import Path

import click

from ...page_formats import PICTURE_NAMES
from ...pipeline.options import BuildOptions
from ..command import ConfigurableCommand
from ..shared_options import build_options, output_option, run_build

__all__ = ["infographic"]


@click.command(cls=ConfigurableCommand)
@output_option("infographic.png", "FILE.png|.pdf|.svg|.html", "The file to write; its ending sets the format.")
@click.option(
    "--format",
    "picture",
    default="infographic",
    metavar="NAME",
    show_default=True,
    help=f"Shape of the picture, each with its own layout: {', '.join(PICTURE_NAMES)}.",
)
@build_options
def infographic(
    output: Path,
    options: BuildOptions,
    picture: str,
    data: str,
    use_cache: bool,
    explain_fit: bool,
    evidence: Path | None,
) -> None:
    """Make the infographic "{organization} Certification Requirements and Statistics".

    \b
    acsm-report infographic -o infographic.png
    acsm-report infographic -o infographic.pdf
    acsm-report infographic -o infographic.svg
    acsm-report infographic -o infographic.html
    acsm-report infographic --format square -o square.png
    acsm-report infographic --format a3 -o wall.pdf
    """
    options = options._replace(data=data, picture=picture, evidence=evidence)
    run_build({output: "infographic"}, options, use_cache=use_cache, explain_fit=explain_fit)
