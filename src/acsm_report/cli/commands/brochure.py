"""acsm-report brochure: the brochure alone, as a PDF or a transcript."""

from pathlib import Path
from typing import Any

import click

from ..shared_options import build_options, output_option, run_build

__all__ = ["brochure"]


@click.command()
@output_option("brochure.pdf", "FILE.pdf|.html", "The file to write; its ending says what.")
@build_options
def brochure(output: Path, **chosen: Any) -> None:
    """Make the brochure.

    \b
    acsm-report brochure -o guide.pdf
    acsm-report brochure -o guide.html
    acsm-report brochure -o guide-a4.pdf --paper a4
    """

    def outputs() -> dict[Path, Any]:
        from ...documents.registry import BROCHURE

        return {output: BROCHURE}

    run_build(outputs, **chosen)
