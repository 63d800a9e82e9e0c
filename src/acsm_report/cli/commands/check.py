"""acsm-report check: is the data sound and up to date?"""

from __future__ import annotations

import re
from datetime import date

import click

from ...dataset.readers.rows import DataPackage
from ...errors import DataErrors, UsageError, quote_value
from ...system import resources
from .. import shared_options
from ..command import ConfigurableCommand

__all__ = ["check"]

FORMATS = ("human", "json", "github", "sarif")


@click.command(cls=ConfigurableCommand)
@shared_options.data_option()
@shared_options.brand_option("Brand whose fonts must have every character and whose colors must be readable.")
@click.option("--strict", is_flag=True, help="Fail for warnings, too.")
@click.option(
    "--as-of",
    metavar="DATE",
    help="Date to judge by, such as 2026-01-31.  [default: SOURCE_DATE_EPOCH, or today]",
)
@click.option("--max-age", metavar="AGE", help="Warn about older facts: 18m, 2y or 90d.")
@click.option(
    "--output-format", type=click.Choice(FORMATS), default="human", show_default=True, help="Format of the output."
)
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
    """Check the data: list every problem, its place and its fix.

    \b
    acsm-report check
    acsm-report check --data my-data --max-age 18m --strict
    acsm-report check --data my-data.xlsx --output-format github
    acsm-report check --brand my-brand

    It also checks the colors of the brand, and prints a table of contrasts if --brand is typed or a color fails.
    Exit status: 0 no error, 1 an error (with --strict also a warning), 2 usage.
    """
    from ...dataset import diagnostics, readers
    from ...pipeline.data_check import check_data
    from ...theme import color_checks, color_table, color_warnings
    from ...theme.loader import load_brand

    today = (
        shared_options.read_source_date_epoch() or _today()
        if as_of is None
        else shared_options.parse_date_option(as_of, "--as-of")
    )
    oldest = _parse_max_age(max_age, today)
    package = readers.read_package(resources.find_data_package(data))
    loaded = load_brand(resources.find_brand_file(brand))
    color_report = color_checks.check_colors(loaded, _lane_count(package)) if brand != resources.DEFAULT_BRAND else None
    warnings = [*color_warnings.find_color_warnings(color_report, loaded)] if color_report else []
    found = diagnostics.sort_diagnostics([*check_data(package, loaded, today, oldest), *warnings])
    if shared_options.is_from_command_line("output_format"):  # the short form may be set in a file
        as_json = shared_options.is_from_command_line("as_json")
    form = "json" if as_json else output_format
    shared_options.print_text(diagnostics.FORMATTERS[form](found))
    if form == "human" and (warnings or shared_options.is_from_command_line("brand")):
        color_report = color_report or color_checks.check_colors(loaded, _lane_count(package))
        shared_options.print_text(color_table.format_color_report(color_report))
    click.echo(f"{diagnostics.summarize_counts(found)} in {package.name}: {_describe_size(package)}", err=True)
    if any(problem.severity in (("error", "warning") if strict else ("error",)) for problem in found):
        context.exit(DataErrors.exit_status)


def _lane_count(package: DataPackage) -> int:
    """Return the number of the last lane that the data has."""
    lanes = (row.cells["lane"] for row in package.rows.get("certifications", ()))
    return max((int(lane) for lane in lanes if lane.isdecimal()), default=1)


def _describe_size(package: DataPackage) -> str:
    """Return for instance "54 facts, 10 sources, 3 conflicts"."""
    facts, sources = package.rows.get("facts", ()), package.rows.get("sources", ())
    subject = ("certification", "kind", "dimension", "period")
    conflicts = {tuple(row.cells[name] for name in subject) for row in facts if row.cells["status"]}
    fact_count = sum(not row.cells["status"] for row in facts)
    sizes = (fact_count, "fact"), (len(sources), "source"), (len(conflicts), "conflict")
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in sizes)


def _today() -> date:
    return date.today()  # noqa: TID251, DTZ011  # `check` judges from the user's own day; builds never read the clock


def _parse_max_age(max_age: str | None, today: date) -> date | None:
    """Return the date before which a fact is too old. Raise UsageError for an age that cannot be parsed."""
    from ...dataset.parsing import subtract_from_date

    if max_age is None:
        return None
    found = re.fullmatch(r"(\d{1,5})([dmy])", max_age.strip().lower(), re.ASCII)
    if found is None:
        raise UsageError(
            f"--max-age {quote_value(max_age)} is not an age",
            "write 18m for months, 2y for years, 90d for days",
            option="--max-age",
        )
    count = int(found[1])
    return (
        subtract_from_date(today, days=count)
        if found[2] == "d"
        else subtract_from_date(today, count * (12 if found[2] == "y" else 1))
    )
