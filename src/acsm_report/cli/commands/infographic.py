"""acsm-report infographic: the infographic alone, as a picture, a PDF, an SVG or a transcript."""

from pathlib import Path
from typing import Any

import click

from ...page_formats import PICTURE_NAMES
from ..shared_options import build_options, output_option, run_build

__all__ = ["infographic"]


@click.command()
@output_option("infographic.png", "FILE.png|.pdf|.svg|.html", "The file to write; its ending says what.")
@click.option(
    "--format",
    "picture",
    default="infographic",
    metavar="NAME",
    show_default=True,
    help=f"Its shape, each composed for itself: {', '.join(PICTURE_NAMES)}.",
)
@build_options
def infographic(output: Path, **chosen: Any) -> None:
    """Make the infographic "ACSM Certification Requirements and Statistics".

    \b
    acsm-report infographic -o infographic.png
    acsm-report infographic -o infographic.pdf
    acsm-report infographic -o infographic.svg
    acsm-report infographic -o infographic.html
    acsm-report infographic --format square -o square.png
    acsm-report infographic --format a3 -o wall.pdf
    """

    def outputs() -> dict[Path, Any]:
        from ...documents.registry import INFOGRAPHIC

        return {output: INFOGRAPHIC}

    run_build(outputs, **chosen)
