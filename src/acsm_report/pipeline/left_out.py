"""What a dataset has and no product shows, and charts that it has no figures for. Nothing is left out in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..dataset.diagnostics import Diagnostic
from ..dataset.insights import Insights
from ..dataset.model import Dataset
from ..dataset.readers.rows import DataPackage, Row
from ..dataset.schema import FACT_KINDS
from ..export.chrome.svg_import import place_labels
from ..layout.scene import Chart, Scene
from ..provenance.builder import build_ledger
from ..theme.model import Brand

__all__ = ["find_missing_charts", "find_missing_logos", "find_unprinted_rows"]

MAX_LISTED_ROWS = 3
MAX_LISTED_KINDS = 8  # in one note


class ChartNeeds(NamedTuple):
    """What the data must have, so that the brochure shows a chart. `name` is the chart's, without a code.

    If it `is_of_certification`, each certification has a chart of its own.
    """

    name: str
    title: str
    needs: str
    is_of_certification: bool = False


CHART_NEEDS = (
    ChartNeeds("pass_rates", "pass rates by exam", "pass rates of two exams or periods"),
    ChartNeeds("pass_rate", "pass rates of one exam", "pass rates", is_of_certification=True),
    ChartNeeds("candidates", "candidates and passes", "candidates and pass rates of two exams or periods"),
    ChartNeeds("intervals", "intervals of pass rates", "candidates and pass rates of the same period"),
    ChartNeeds("domains", "domains of the exam", "domain weights", is_of_certification=True),
    ChartNeeds("score", "passing score", "a passing score and both ends of the score scale"),
    ChartNeeds("ladder", "education and clinical hours", "education"),
    ChartNeeds("renewal", "renewal credits and fees", "renewal credits and a renewal fee"),
    ChartNeeds("pay", "median pay", "the median pay of two periods, in one currency, of up to four occupations"),
    ChartNeeds("jobs", "jobs by occupation", "jobs of each of several occupations"),
)


def find_unprinted_rows(
    package: DataPackage, dataset: Dataset, layouts: Iterable[Sequence[Scene]]
) -> Iterator[Diagnostic]:
    """Yield notes on the rows of facts that none of the products prints or computes with."""
    documents = {str(number): place_labels(tuple(scenes)) for number, scenes in enumerate(layouts)}
    printed = build_ledger(dataset, documents).facts
    rows = {row.location: row for row in package.rows["facts"]}
    unprinted: dict[str, list[Row]] = defaultdict(list)
    for fact in dataset.facts:
        if fact.key not in printed:
            unprinted[fact.kind].append(rows[fact.place])
    without_page = [kind for kind in unprinted if not FACT_KINDS[kind].pages]
    for kind in (kind for kind in unprinted if FACT_KINDS[kind].pages):
        is_older = FACT_KINDS[kind].newest_of
        reason = "pages show only the newest" if is_older else "pages show other facts in their place"
        what = f"no product prints {kind} of {_list_rows(unprinted[kind])}: {reason}"
        yield unprinted[kind][0].diagnostic("not-printed", "kind", what, "", "note")
    for start in range(0, len(without_page), MAX_LISTED_KINDS):
        kinds = without_page[start : start + MAX_LISTED_KINDS]
        listed = ", ".join(f"{kind} ({_list_rows(unprinted[kind])})" for kind in kinds)
        what = f"no page shows these kinds of fact: {listed}"
        yield unprinted[kinds[0]][0].diagnostic("not-printed", "kind", what, "", "note")


def _list_rows(rows: Sequence[Row]) -> str:
    """Return for instance "row 7" or "rows 7, 8, 9 and 2 more"."""
    listed = ", ".join(str(row.number) for row in rows[:MAX_LISTED_ROWS])
    more = f" and {len(rows) - MAX_LISTED_ROWS} more" if len(rows) > MAX_LISTED_ROWS else ""
    return f"row {listed}" if len(rows) == 1 else f"rows {listed}{more}"


def find_missing_charts(
    package: DataPackage, insights: Insights, layouts: Iterable[Sequence[Scene]]
) -> Iterator[Diagnostic]:
    """Yield a note for each chart that no product shows, with what it needs."""
    blocks = [placed.block for scenes in layouts for scene in scenes for placed in scene.charts]
    shown = {block.name for block in blocks if isinstance(block, Chart)}
    codes = [certification.code for certification in insights.certifications]
    for name, title, needs, is_of_certification in CHART_NEEDS:
        missing = [code for code in codes if f"{name}.{code}" not in shown] if is_of_certification else []
        if missing or (not is_of_certification and name not in shown):
            of = f", for {', '.join(missing)}" if missing else ""
            what = f"the chart of {title}{of} is left out: it needs {needs}"
            yield Diagnostic("no-chart", what, "", package.file, severity="note")


def find_missing_logos(brand: Brand, layouts: Mapping[str, Sequence[Scene]]) -> Iterator[Diagnostic]:
    """Yield a note if the brand's logo has no room on a page of a product, by the product's name."""
    lacking = [
        name for name, scenes in layouts.items() if any(item.fit == "logoless" for s in scenes for item in s.blocks)
    ]
    if lacking:
        what = f"the logo has no room on some pages of {', '.join(lacking)}: they show the name alone"
        yield Diagnostic("no-logo", what, "add a more compact version", str(brand.path), severity="note")
