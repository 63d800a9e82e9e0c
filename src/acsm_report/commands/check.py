"""acsm-report check: is the data sound, and is it still fresh?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from .. import resources
from ..errors import DataErrors, ReportError, UsageError, shown
from . import options

if TYPE_CHECKING:
    from ..brand import Brand
    from ..palette import Judgement
    from ..problems import Problem
    from ..tables import Package

__all__ = ["check"]

FORMATS = ("human", "json", "github", "sarif")


@click.command()
@options.data()
@options.brand("Brand whose fonts must have every character; where one is named, its colours are judged too.")
@click.option("--strict", is_flag=True, help="Fail for warnings too.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="The day to judge from, 2026-01-31.  [default: SOURCE_DATE_EPOCH, else today]",
)
@click.option("--max-age", metavar="AGE", help="Warn of facts that are older: 18m, 2y or 90d.")
@click.option("--output-format", type=click.Choice(FORMATS), default="human", show_default=True, help="How to tell.")
@click.option("--json", "as_json", is_flag=True, help="Short for --output-format json.")
@click.pass_context
def check(
    context: click.Context,
    data: str,
    brand: str,
    strict: bool,
    as_of: str | None,
    max_age: str | None,
    output_format: str,
    as_json: bool,
) -> None:
    """Check the data: every problem with its place and its cure.

    \b
    acsm-report check
    acsm-report check --data my-data --max-age 18m --strict
    acsm-report check --data my-data.xlsx --output-format github
    acsm-report check --brand my-brand

    Exit status: 0 no error, 1 an error (with --strict also a warning), 2 usage.
    """
    from .. import palette, problems, tables

    today = options.epoch() or _today() if as_of is None else options.day(as_of, "--as-of")
    oldest = _oldest(max_age, today)
    package = tables.load(resources.data_package(data))
    found, judgement = _problems(package, brand, today, oldest), None
    if context.get_parameter_source("brand") is not ParameterSource.DEFAULT:
        judgement, unfair = _judged(brand)
        found = problems.in_order([*found, *unfair])
    if options.typed("output_format"):  # the short form may be settled
        as_json = options.typed("as_json")
    form = "json" if as_json else output_format
    options.show(problems.FORMATS[form](found))
    if judgement and form == "human":
        options.show(palette.table(judgement))
    click.echo(f"{problems.counted(found)} in {package.name}: {_size(package)}", err=True)
    if any(strict or problem.severity == "error" for problem in found):
        context.exit(DataErrors.exit_status)


def _problems(package: Package, brand: str, today: date, oldest: date | None) -> Sequence[Problem]:
    from .. import brand as brands
    from .. import fonts
    from ..problems import in_order
    from ..validation import examine, missing_glyphs, stale

    loaded = brands.load(resources.brand_folder(brand))
    missing = missing_glyphs(package, partial(fonts.covers, loaded), loaded.families)
    found = in_order([*examine(package), *stale(package, today, oldest), *missing])
    if any(problem.severity == "error" for problem in found):
        return found
    return in_order([*found, *_unfit(package, loaded)])


def _judged(brand: str) -> tuple[Judgement, Sequence[Problem]]:
    """Judge the colours of a brand; return the judgement and an error, with its line, for each that fails."""
    from .. import brand as brands
    from .. import palette

    folder = resources.brand_folder(brand)
    judgement = palette.judge(brands.load(folder))
    return judgement, [*palette.problems(judgement, str(folder / "brand.yml"), brands.places(folder))]


def _unfit(package: Package, brand: Brand) -> Iterator[Problem]:
    """Yield what the pages have no room for, on each paper and picture: they are laid out, and nothing is drawn.

    What a build makes unasked must have room; that a picture of fixed shape has none is a warning.
    """
    from .. import fonts, language
    from ..dataset import read
    from ..documents import BROCHURE, INFOGRAPHIC, compose
    from ..edition import Edition
    from ..geometry import FORMATS, PAPERS, PICTURES
    from ..problems import Problem
    from ..proof import faults
    from ..story import tell

    fonts.register(brand)
    story, english = tell(read(package)), language.load("en")
    sheets = [(BROCHURE, paper) for paper in PAPERS] + [(INFOGRAPHIC, picture) for picture in PICTURES]
    for document, name in sheets:
        try:
            found: list[ReportError] = [*faults(compose(document, story, Edition(brand, english, FORMATS[name])))]
        except ReportError as refused:  # a word wider than its column, a lane without a colour
            found = [refused]
        for fault in found:
            severity = "error" if name in PAPERS or FORMATS[name].height is None else "warning"
            where = f"{document.name} on {name}" + (f", {fault.where}" if fault.where else "")
            yield Problem("does-not-fit", f"{where}: {fault.what}", fault.hint, package.file, severity=severity)


def _size(package: Package) -> str:
    """Return for instance "54 facts, 10 sources, 3 conflicts"."""
    facts, sources = package.rows.get("facts", ()), package.rows.get("sources", ())
    subject = ("certification", "kind", "dimension", "period")
    conflicts = {tuple(row.cells[name] for name in subject) for row in facts if row.cells["status"]}
    told = sum(not row.cells["status"] for row in facts)
    sizes = (told, "fact"), (len(sources), "source"), (len(conflicts), "conflict")
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in sizes)


def _today() -> date:
    return date.today()  # noqa: TID251, DTZ011  # stale means stale today, where the user is; nothing built asks


def _oldest(max_age: str | None, today: date) -> date | None:
    """Return the day before which a fact is too old. Raise UsageError for an age that is none."""
    from ..values import before

    if max_age is None:
        return None
    found = re.fullmatch(r"(\d{1,5})([dmy])", max_age.strip().lower(), re.ASCII)
    if found is None:
        raise UsageError(
            f"--max-age {shown(max_age)} is not an age", "write 18m for months, 2y for years, 90d for days"
        )
    count = int(found[1])
    return before(today, days=count) if found[2] == "d" else before(today, count * (12 if found[2] == "y" else 1))
