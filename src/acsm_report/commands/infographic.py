"""acsm-report infographic: the infographic alone, as a picture, a PDF or an SVG."""

from pathlib import Path
from typing import Any

import click

from .options import choices, make, output

__all__ = ["infographic"]


@click.command()
@output("infographic.png", "FILE.png|.pdf|.svg", "The file to write; its ending says what.")
@choices
def infographic(output: Path, **chosen: Any) -> None:
    """Make the infographic "ACSM Certification Requirements and Statistics".

    \b
    acsm-report infographic -o infographic.png
    acsm-report infographic -o infographic.pdf
    acsm-report infographic -o infographic.svg
    """
    from ..documents import INFOGRAPHIC

    make({output: INFOGRAPHIC}, **chosen)
