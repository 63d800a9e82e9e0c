"""acsm-report recall: is the sheet of paper in your hand still right?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from ...errors import StaleError
from .. import shared_options

__all__ = ["recall"]


@click.command()
@click.argument("code")
@shared_options.data_option()
@click.option(
    "--among",
    type=shared_options.NAME_OR_PATH,
    multiple=True,
    metavar="PATH",
    help="Older data, or a folder of older files, to look in too.",
)
@shared_options.rendering_options
@click.option("--json", "as_json", is_flag=True, help="Print what is known as JSON.")
@click.pass_context
def recall(
    context: click.Context, /, code: str, data: str, among: tuple[str, ...], as_json: bool, **chosen: Any
) -> None:
    """Tell whether a sheet with the edition CODE is current and, if not, what changed since.

    \b
    acsm-report recall M7DS-8BNB --data my-data
    acsm-report recall M7DS-8BNB --data my-data.xlsx --among archive/2025.xlsx

    Older editions are sought among the paths that are named, in what git remembers of the data and of finished files,
    and in the editions that are shipped. Exit status: 0 current, 1 not, 2 a code that cannot be.
    """
    from ...pipeline import recall
    from ...provenance import diff_report
    from ...provenance.edition_code import parse_edition_code

    wanted = parse_edition_code(code)
    with shared_options.show_status() as looking:
        sheet = recall.look_up_edition(
            wanted, shared_options.create_build_options({**chosen, "data": data}), among, looking
        )
    if as_json:
        known = {"known": bool(sheet.product)}
        click.echo(
            json.dumps(
                {**asdict(sheet), **known, "since": sheet.since and diff_report.to_plain_data(sheet.since)}, indent=1
            )
        )
    elif sheet.current:
        shared_options.print_text(f"{sheet.code}: current, the {sheet.product} of {sheet.edition}\n")
    elif sheet.since is None:
        told = "not known; neither the data of today nor any older edition that was found prints these figures"
        shared_options.print_text(f"{sheet.code}: {told} (older ones: --among; another paper: --paper)\n")
    else:
        shared_options.print_text(f"{sheet.code}: not current; it is the {sheet.product} of {sheet.edition}\n\n")
        shared_options.print_text(diff_report.format_text(sheet.since))
    context.exit(0 if sheet.current else StaleError.exit_status)
