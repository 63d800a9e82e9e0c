"""acsm-report explain: where a printed number comes from; with --all an audit of all numbers of a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from ...dataset.diagnostics import make_printable
from ...errors import DataError, UsageError, quote_value
from ...provenance.model import Ledger, PrintedValue
from ..command import ConfigurableCommand
from ..shared_options import NAME_OR_PATH, is_from_command_line

__all__ = ["explain"]


class NegativeNumberCommand(ConfigurableCommand):
    """A command that takes -16 for a number, not for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"−{a[1:]}" if re.fullmatch(r"-\d.*", a) else a for a in args])


@click.command(cls=NegativeNumberCommand)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("text", required=False)
@click.option("--page", type=click.IntRange(1), metavar="N", help="Only figures on this page.")
@click.option(
    "--all",
    "audit_file",
    is_flag=True,
    help="Audit a PDF, SVG or HTML file: every printed number must be in its ledger.",
)
@click.option(
    "--data", type=NAME_OR_PATH, metavar="NAME|PATH", help="With --all: check that the file agrees with this data."
)
@click.option("--json", "as_json", is_flag=True, help="Print the chain as JSON.")
@click.pass_context
def explain(
    context: click.Context,
    file: Path,
    text: str | None,
    page: int | None,
    audit_file: bool,
    data: str | None,
    as_json: bool,
) -> None:
    """Trace a printed figure to its source.

    \b
    acsm-report explain out/brochure.pdf 50%
    acsm-report explain out/brochure.pdf --page 4 5,152
    acsm-report explain out/infographic.png 63%
    acsm-report explain --all out/brochure.pdf
    acsm-report explain --all out/brochure.pdf --data acsm-2014

    FILE is a PDF, a PNG, an SVG or an HTML that acsm-report made, or a ledger.json.
    """
    if audit_file == (text is not None):
        raise UsageError("explain needs either TEXT or --all", "name what is printed, or audit the whole file")
    if audit_file and (
        is_from_command_line("as_json") or is_from_command_line("page")
    ):  # settings need not go together with --all
        raise UsageError("--all audits the whole file in plain text", "leave out --page and --json")
    if is_from_command_line("data") and not audit_file:
        raise UsageError("--data goes with --all", "leave it out")
    if audit_file:
        _audit(context, file, data)
        return
    if not (text or "").strip():
        raise UsageError("TEXT is empty", "name what is printed")
    from ...provenance import attachments, explain

    ledger = attachments.read_ledger(file)
    printed_values = explain.find_printed_values(ledger, text or "", page)
    if not printed_values:
        where = f" on page {page}" if page else ""
        hint = "write it as it is printed; acsm-report explain --all tells what is not in the ledger"
        raise DataError(f"no figure{where} reads {quote_value(text)}", hint, str(file))
    click.echo(_format_json(ledger, printed_values) if as_json else "\n\n".join(_format_chains(ledger, printed_values)))


def _audit(context: click.Context, file: Path, data: str | None) -> None:
    from ...pipeline.build import compose_documents
    from ...pipeline.options import BuildOptions
    from ...provenance import attachments, audit, ledger_check

    count, found = audit.audit_file(file)
    findings = list(found)
    if data:
        findings += ledger_check.compare_with_data(
            attachments.read_ledger(file), compose_documents(BuildOptions(data=data)).ledger
        )
    for finding in findings:
        click.echo(f"{file}: {make_printable(str(finding))}")
    right = f"as the data {data} has it" if data else "as the ledger has it"
    wrong = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
    verdict = wrong if findings else f"every one is in the ledger and agrees with its row, {right}"
    click.echo(f"{file}: {count} numerals read back, {verdict}")
    context.exit(DataError.exit_status if findings else 0)


def _group_by_record(printed_values: tuple[PrintedValue, ...]) -> dict[str, list[PrintedValue]]:
    """Group printed values by the record that they show."""
    groups: dict[str, list[PrintedValue]] = {}
    for value in printed_values:
        groups.setdefault(value.of, []).append(value)
    return groups


def _format_chains(ledger: Ledger, printed_values: tuple[PrintedValue, ...]) -> list[str]:
    from ...provenance import explain

    chains = []
    for of, group in _group_by_record(printed_values).items():
        places = dict.fromkeys(
            f"{quote_value(f.text)} ({make_printable(f.document)}, page {f.page}, {f.shows})" for f in group
        )
        steps = (
            f"{'  ' * (link.depth + 1)}{make_printable(link.text)}" for link in explain.trace_provenance(ledger, of)
        )
        chains.append("\n".join([*places, *steps]))
    return chains


def _format_json(ledger: Ledger, printed_values: tuple[PrintedValue, ...]) -> str:
    from ...provenance import explain

    groups = [
        {
            "of": of,
            "figures": [value.model_dump() for value in group],
            "chain": [{"depth": link.depth, "text": link.text} for link in explain.trace_provenance(ledger, of)],
        }
        for of, group in _group_by_record(printed_values).items()
    ]
    return json.dumps(groups, ensure_ascii=False, indent=1)
