"""acsm-report brochure: the brochure alone, as PDF or HTML."""

from pathlib import Path

import click

from ...pipeline.options import BuildOptions
from ..command import ConfigurableCommand
from ..shared_options import build_options, output_option, run_build

__all__ = ["brochure"]


@click.command(cls=ConfigurableCommand)
@output_option("brochure.pdf", "FILE.pdf|.html", "The file to write; its ending sets the format.")
@build_options
def brochure(
    output: Path, options: BuildOptions, data: str, use_cache: bool, explain_fit: bool, evidence: Path | None
) -> None:
    """Make the brochure.

    \b
    acsm-report brochure -o guide.pdf
    acsm-report brochure -o guide.html
    acsm-report brochure -o guide-a4.pdf --paper a4
    """
    options = options._replace(data=data, evidence=evidence)
    run_build({output: "brochure"}, options, use_cache=use_cache, explain_fit=explain_fit)
