"""acsm-report recall: check whether a printed edition is current"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from ...errors import StaleError
from ...pipeline.options import BuildOptions
from .. import shared_options
from ..command import ConfigurableCommand

__all__ = ["recall"]


@click.command(cls=ConfigurableCommand)
@click.argument("code")
@shared_options.data_option()
@click.option(
    "--among",
    type=shared_options.NAME_OR_PATH,
    multiple=True,
    metavar="PATH",
    help="Older data, or a folder of older files, to search, too.",
)
@shared_options.rendering_options
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def recall(
    context: click.Context,
    /,
    code: str,
    data: str,
    among: tuple[str, ...],
    options: BuildOptions,
    use_cache: bool,
    as_json: bool,
) -> None:
    """Check whether a sheet with the edition CODE is current and, if not, list what changed since.

    \b
    acsm-report recall M7DS-8BNB --data my-data
    acsm-report recall M7DS-8BNB --data my-data.xlsx --among archive/2025.xlsx

    The command looks for older editions in the --among paths, in git (data and finished files) and in the shipped data.
    Exit status: 0 current, 1 not current, 2 not a valid code.
    """
    from ...pipeline import recall
    from ...provenance import diff_report
    from ...provenance.edition_code import parse_edition_code

    wanted = parse_edition_code(code)
    options = shared_options.set_cache(options._replace(data=data), use_cache)
    with shared_options.show_status() as on_search:
        status = recall.look_up_edition(wanted, options, among, on_search)
    if as_json:
        difference = status.since and diff_report.to_plain_data(status.since)
        click.echo(json.dumps({**asdict(status), "known": bool(status.product), "since": difference}, indent=1))
    elif status.current:
        shared_options.print_text(f"{status.code}: current, the {status.product} of {status.edition}\n")
    elif status.since is None:
        unknown = "unknown; neither the current data nor an older edition that was found prints these figures"
        shared_options.print_text(f"{status.code}: {unknown} (older ones: --among; another paper: --paper)\n")
    else:
        shared_options.print_text(f"{status.code}: not current; it is the {status.product} of {status.edition}\n\n")
        shared_options.print_text(diff_report.format_text(status.since))
    context.exit(0 if status.current else StaleError.exit_status)
