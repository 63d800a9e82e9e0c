"""acsm-report explain: where a printed figure comes from, and whether every one of a file does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import DataError, UsageError, shown
from ..problems import printable
from .options import NAMED, typed

if TYPE_CHECKING:
    from ..ledger import Figure, Ledger

__all__ = ["explain"]


class Figures(click.Command):
    """A command that takes -16 for a figure and not for an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [f"−{a[1:]}" if re.fullmatch(r"-\d.*", a) else a for a in args])


@click.command(cls=Figures)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("text", required=False)
@click.option("--page", type=click.IntRange(1), metavar="N", help="Only what stands on this page.")
@click.option("--all", "whole", is_flag=True, help="Audit a PDF, SVG or HTML: is every numeral of it in its ledger?")
@click.option("--data", type=NAMED, metavar="NAME|PATH", help="With --all: does the file say what this data says?")
@click.option("--json", "as_json", is_flag=True, help="Print the chain as JSON.")
@click.pass_context
def explain(
    context: click.Context,
    file: Path,
    text: str | None,
    page: int | None,
    whole: bool,
    data: str | None,
    as_json: bool,
) -> None:
    """Tell where a printed figure comes from.

    \b
    acsm-report explain out/brochure.pdf 50%
    acsm-report explain out/brochure.pdf --page 4 5,152
    acsm-report explain out/infographic.png 63%
    acsm-report explain --all out/brochure.pdf
    acsm-report explain --all out/brochure.pdf --data acsm-2014

    FILE is a PDF, a PNG, an SVG or an HTML that acsm-report made, or a ledger.json.
    """
    if whole == (text is not None):
        raise UsageError("explain needs either TEXT or --all", "name what is printed, or audit the whole file")
    if whole and (typed("as_json") or typed("page")):  # what is settled once need not go with all
        raise UsageError("--all audits the whole file in plain text", "leave out --page and --json")
    if typed("data") and not whole:
        raise UsageError("--data goes with --all", "leave it out")
    if whole:
        _audit(context, file, data)
        return
    if not (text or "").strip():
        raise UsageError("TEXT is empty", "name what is printed")
    from .. import inspection

    book = inspection.carried(file)
    figures = inspection.figures_reading(book, text or "", page)
    if not figures:
        where = f" on page {page}" if page else ""
        hint = "write it as it is printed; acsm-report explain --all tells what is not in the ledger"
        raise DataError(f"no figure{where} reads {shown(text)}", hint, str(file))
    click.echo(_json(book, figures) if as_json else "\n\n".join(_lines(book, figures)))


def _audit(context: click.Context, file: Path, data: str | None) -> None:
    from .. import agreement, inspection

    count, found = inspection.audit(file)
    findings = list(found)
    if data:
        from ..build import Choice, plan

        findings += agreement.against(inspection.carried(file), plan(Choice(data=data)).ledger)
    for finding in findings:
        click.echo(f"{file}: {printable(str(finding))}")
    right = f"as the data {data} has it" if data else "as the ledger has it"
    wrong = f"{len(findings)} finding{'' if len(findings) == 1 else 's'}"
    verdict = wrong if findings else f"every one is in the ledger and agrees with its row, {right}"
    click.echo(f"{file}: {count} numerals read back, {verdict}")
    context.exit(DataError.exit_status if findings else 0)


def _grouped(figures: tuple[Figure, ...]) -> dict[str, list[Figure]]:
    """Return the figures by the record that they tell."""
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.of, []).append(figure)
    return groups


def _lines(book: Ledger, figures: tuple[Figure, ...]) -> list[str]:
    from .. import inspection

    told = []
    for of, group in _grouped(figures).items():
        places = dict.fromkeys(f"{shown(f.text)} ({printable(f.document)}, page {f.page}, {f.shows})" for f in group)
        steps = (f"{'  ' * (link.depth + 1)}{printable(link.text)}" for link in inspection.chain(book, of))
        told.append("\n".join([*places, *steps]))
    return told


def _json(book: Ledger, figures: tuple[Figure, ...]) -> str:
    from .. import inspection

    groups = [
        {
            "of": of,
            "figures": [figure.model_dump() for figure in group],
            "chain": [{"depth": link.depth, "text": link.text} for link in inspection.chain(book, of)],
        }
        for of, group in _grouped(figures).items()
    ]
    return json.dumps(groups, ensure_ascii=False, indent=1)
