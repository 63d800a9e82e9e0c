"""What can stand on a page: text, lane figures, shapes, the marks of the track. Each is Placed.

Positions are points from the top left corner; text is placed by its baseline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..dataset.model import Certification, Fact
from ..geometry import Box
from .scene import Chart, Drawing, FactLength, PlacedBlock, TextRun

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
    """Return the words of blocks, in order."""
    return " ".join(item.block.text for item in placed if isinstance(item.block, Drawing) and item.block.text)


def move_blocks(placed: Iterable[PlacedBlock], dx: float, dy: float) -> list[PlacedBlock]:
    """Return blocks at another place, so many points to the right and further down."""
    return [_move_block(item, dx, dy) for item in placed]


def _move_block(block: PlacedBlock, dx: float, dy: float) -> PlacedBlock:
    box = replace(block.box, x=block.box.x + dx, y=block.box.y + dy)
    lengths = tuple(n._replace(box=replace(n.box, x=n.box.x + dx, y=n.box.y + dy)) for n in block.lengths)
    if isinstance(block.block, Chart):
        return replace(block, box=box, lengths=lengths)
    marks = tuple(
        replace(m, x=m.x + dx, y=m.y + dy) if isinstance(m, TextRun) else replace(m, path=m.path.transformed(dx, dy))
        for m in block.block.marks
    )
    return replace(block, box=box, block=Drawing(marks), lengths=lengths)


def with_role(placed: Iterable[PlacedBlock], role: str) -> list[PlacedBlock]:
    """Return blocks as parts of one element, which `role` is the path of; an Artifact stays one."""
    return [item if item.role == "Artifact" else replace(item, role=role) for item in placed]


def list_item(placed: Iterable[PlacedBlock], list_name: str, number: int) -> list[PlacedBlock]:
    """Return blocks as one entry of the list called `name`; an Artifact stays one."""
    return with_role(placed, f"L:{list_name}/LI:{number}/LBody:{number}")


def empty_block(role: str, x: float, y: float) -> PlacedBlock:
    """Return a block with nothing in it, for a cell that must be there."""
    return PlacedBlock(Box(x, y, 1, 1), Drawing(()), role)


def figure_role(chart: Chart) -> str:
    """Return the path of the element that a chart is; words beside it may be parts of it."""
    return f"Figure:{chart.name.replace('/', '-')}"


def caption_role(chart: Chart) -> str:
    """Return the path of a chart's caption."""
    return f"{figure_role(chart)}/Caption"


def place_chart(x: float, y: float, chart: Chart, fit: str = "") -> PlacedBlock:
    """Place a chart that is still to be drawn."""
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
    """Return what these blocks tell that has a source: facts, and certifications of which more than the code."""
    runs = (mark for item in placed if isinstance(item.block, Drawing) for mark in item.block.marks)
    spans = (span for run in runs if isinstance(run, TextRun) for span in run.spans)
    lanes = (span.origin for span in spans if isinstance(span.origin, Certification) and span.shows != "code")
    return [*collect_facts(placed), *dict.fromkeys(lanes)]


def collect_facts(placed: Iterable[PlacedBlock]) -> tuple[Fact, ...]:
    """Return the facts that these blocks show."""
    return tuple(f for item in placed for f in item.facts)
