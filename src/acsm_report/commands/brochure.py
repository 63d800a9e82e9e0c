"""acsm-report brochure: the PDF brochure alone."""

from pathlib import Path
from typing import Any

import click

from .options import choices, make, output

__all__ = ["brochure"]


@click.command()
@output("brochure.pdf", "FILE.pdf")
@choices
def brochure(output: Path, **chosen: Any) -> None:
    """Make the brochure.

    \b
    acsm-report brochure -o guide.pdf
    acsm-report brochure -o guide-a4.pdf --paper a4
    """
    from ..documents import BROCHURE

    make({output: BROCHURE}, **chosen)
