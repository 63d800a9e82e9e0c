"""Works on placed blocks: moves them, gives them roles, collects their facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..dataset.model import Certification, Fact
from ..geometry import Box
from .scene import Chart, Drawing, FactLength, Mark, PlacedBlock, RasterPicture, TextRun

__all__ = [
    "caption_role",
    "collect_origins",
    "empty_block",
    "figure_role",
    "list_item",
    "move_blocks",
    "place_chart",
    "text_of_blocks",
    "with_role",
]


def text_of_blocks(placed: Iterable[PlacedBlock]) -> str:
    """Return the text of blocks, in order."""
    return " ".join(item.block.text for item in placed if isinstance(item.block, Drawing) and item.block.text)


def move_blocks(placed: Iterable[PlacedBlock], dx: float, dy: float) -> list[PlacedBlock]:
    """Return blocks moved right by `dx` and down by `dy` points."""
    return [_move_block(item, dx, dy) for item in placed]


def _move_block(block: PlacedBlock, dx: float, dy: float) -> PlacedBlock:
    box = block.box.moved(dx, dy)
    lengths = tuple(n._replace(box=n.box.moved(dx, dy)) for n in block.lengths)
    if isinstance(block.block, Chart):
        return replace(block, box=box, lengths=lengths)
    marks = tuple(_move_mark(mark, dx, dy) for mark in block.block.marks)
    return replace(block, box=box, block=Drawing(marks), lengths=lengths)


def _move_mark(mark: Mark, dx: float, dy: float) -> Mark:
    if isinstance(mark, TextRun):
        return replace(mark, x=mark.x + dx, y=mark.y + dy)
    if isinstance(mark, RasterPicture):
        return replace(mark, box=mark.box.moved(dx, dy))
    clip = mark.clip.moved(dx, dy) if mark.clip else None
    return replace(mark, path=mark.path.transformed(dx, dy), clip=clip)


def with_role(placed: Iterable[PlacedBlock], role: str) -> list[PlacedBlock]:
    """Return blocks with a new role. Artifacts stay artifacts."""
    return [item if item.role == "Artifact" else replace(item, role=role) for item in placed]


def list_item(placed: Iterable[PlacedBlock], list_name: str, number: int) -> list[PlacedBlock]:
    """Return blocks as item `number` of a list. Artifacts stay artifacts."""
    return with_role(placed, f"L:{list_name}/LI:{number}/LBody:{number}")


def empty_block(role: str, x: float, y: float) -> PlacedBlock:
    """Return an empty block, for a table cell without content."""
    return PlacedBlock(Box(x, y, 1, 1), Drawing(()), role)


def figure_role(chart: Chart) -> str:
    """Return the role of a chart. Text beside the chart may have it too."""
    return f"Figure:{chart.name.replace('/', '-')}"


def caption_role(chart: Chart) -> str:
    """Return the role of a chart's caption."""
    return f"{figure_role(chart)}/Caption"


def place_chart(x: float, y: float, chart: Chart, fit: str = "") -> PlacedBlock:
    """Place a chart that is not drawn yet."""
    lengths = tuple(FactLength(f, replace(b, x=x + b.x, y=y + b.y)) for f, b in chart.lengths)
    return PlacedBlock(
        Box(x, y, chart.size.width, chart.size.height),
        chart,
        figure_role(chart),
        chart.facts,
        chart.alt,
        lengths,
        fit,
        chart.data_table,
    )


def collect_origins(placed: Sequence[PlacedBlock]) -> list[Fact | Certification]:
    """Return what has a source in these blocks: facts, and certifications of which more than the code is shown."""
    runs = (mark for item in placed if isinstance(item.block, Drawing) for mark in item.block.marks)
    spans = (span for run in runs if isinstance(run, TextRun) for span in run.spans)
    lanes = (span.origin for span in spans if isinstance(span.origin, Certification) and span.shows != "code")
    return [*collect_facts(placed), *dict.fromkeys(lanes)]


def collect_facts(placed: Iterable[PlacedBlock]) -> tuple[Fact, ...]:
    """Return the facts of these blocks."""
    return tuple(f for item in placed for f in item.facts)
