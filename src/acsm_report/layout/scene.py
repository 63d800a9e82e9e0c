"""A finished layout is data: a Scene is a size and its placed blocks in reading order.

Nothing after this moves anything. The role and the order of the blocks are all that tagging
needs, their facts all that provenance needs. Coordinates are points from the top left corner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..dataset.model import Fact
from ..geometry import Box, Size, VectorPath
from ..i18n.phrase import Span
from ..theme.model import Ink

__all__ = [
    "FIT_ADJUSTMENTS",
    "Chart",
    "DataTable",
    "DocumentMetadata",
    "Drawing",
    "FactLength",
    "Link",
    "Mark",
    "PageReferences",
    "PlacedBlock",
    "RecipientField",
    "Scene",
    "Shape",
    "TextRun",
]

FIT_ADJUSTMENTS = ("wrapped", "smaller", "lowered", "continued")  # how a block is made to fit, from the mildest


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled or stroked or both, seen only inside `clip` when there is one."""

    path: VectorPath
    fill: Ink | None = None
    stroke: Ink | None = None
    stroke_width: float = 1
    clip: Box | None = None


class Link(NamedTuple):
    """Where words lead: an address of the web, or "#" and the name of a page; and what is found there.

    Without a purpose that is the title of the page, or the address itself.
    """

    target: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Words on one baseline in one style; `ink` None is real text that is not seen.

    `y` is the baseline, `tracking` is added after every character, `stretch` widens the letters.
    `spans` say what of the text comes from where; `glued` words go on in the next run without a space.
    """

    x: float
    y: float
    text: str
    family: str
    weight: int
    size: float
    tracking: float = 0
    ink: Ink | None = None
    stretch: float = 1
    spans: tuple[Span, ...] = ()
    link: Link | None = None
    unspaced: bool = False


class DataTable(NamedTuple):
    """The figures of a chart in words: what each column holds, and its rows; their first cell says what a row is."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class FactLength(NamedTuple):
    """A fact that is seen as a length, not as words, and the box of its mark."""

    fact: Fact
    box: Box


Mark = Shape | TextRun


@dataclass(frozen=True, slots=True)
class Drawing:
    """A block that is ready: marks at their places on the page."""

    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The words of the block, in order."""
        return "".join(
            m.text if m.unspaced or m.text.endswith(" ") else f"{m.text} " for m in self.marks if isinstance(m, TextRun)
        ).strip()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart to be drawn: a plotly figure (plain dict) of exactly this size, and what it shows.

    `labels` are its words in the order of the figure, where they will stand, `bars` its facts as
    lengths. `rows` are its groups of bars from the top: (centre, right end of what is drawn there).
    `kept` are boxes that it leaves to the page: for a lane's number, with the code of its certification.
    All in points from its top left corner, so that a page can align with them.
    """

    name: str
    figure: dict[str, Any]
    size: Size
    alt: str
    facts: tuple[Fact, ...]
    bar_rows: tuple[tuple[float, float], ...] = ()
    labels: tuple[TextRun, ...] = ()
    lengths: tuple[FactLength, ...] = ()
    reserved_boxes: tuple[tuple[str, Box], ...] = ()
    data_table: DataTable | None = None


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block at its place: what it is and the facts that it shows.

    `role` is a path of tags from the page inwards, "H1" or "Table/TBody/TR:age/TD"; `structure` tells which blocks
    make one element. Artifact is what carries no meaning. `alt` and `table` say in words what a Figure shows, `alt`
    also what is read in the place of words that tell something only by where they stand;
    `lengths` are those among them that are seen so, with their boxes on the page; `fit` says what was
    done so that it fits its room, one of FITS, or "" for nothing.
    """

    box: Box
    block: Drawing | Chart
    role: str = "Artifact"
    facts: tuple[Fact, ...] = ()
    alt: str = ""
    lengths: tuple[FactLength, ...] = ()
    fit: str = ""
    data_table: DataTable | None = None

    @property
    def tag(self) -> str:
        """The innermost tag of its role: H1, P, TD, Figure, Artifact ..."""
        return self.role.rpartition("/")[2].partition(":")[0]


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """What a file says about itself: title, subject, language and, when known, the day of its issue, 2026-11-27."""

    title: str
    subject: str
    language: str
    issued: str = ""


class PageReferences(NamedTuple):
    """The number of a page, and those of all pages of its document by name: 0 while they are not known.

    `code` gives the code of the edition, "" while that is not known.
    """

    page_number: int
    page_numbers: Mapping[str, int] = {}
    get_edition_code: Callable[[], str] = str

    def page_number_of(self, name: str) -> int:
        """Return the number of the page called `name`."""
        return self.page_numbers.get(name, 0)

    def advanced_by(self, count: int = 1) -> PageReferences:
        """Return those of the page `count` pages later."""
        return self._replace(page_number=self.page_number + count)


class RecipientField(NamedTuple):
    """Where on a page a copy says whose it is: "name", a line, or "panel", all that is known of a recipient."""

    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Scene:
    """A finished page: its title for bookmarks, its size, the colour role of its ground, its blocks.

    The last `own` blocks are a recipient's, placed in `rooms`; other copies of the page differ in nothing else.
    """

    name: str
    title: str
    size: Size
    blocks: tuple[PlacedBlock, ...]
    ground: str = "paper"
    recipient_fields: tuple[RecipientField, ...] = ()
    recipient_block_count: int = 0

    @property
    def charts(self) -> tuple[PlacedBlock, ...]:
        """The blocks that still have to be drawn."""
        return tuple(item for item in self.blocks if isinstance(item.block, Chart))

    def describe(self) -> str:
        """Return the layout as text: a line a block, so that a moved box is a one-line difference."""
        lines = [f"scene {self.name} {self.size.width:g}×{self.size.height:g} on {self.ground}: {self.title}"]
        for item in self.blocks:
            b = item.box
            if isinstance(item.block, Chart):
                told = f"chart {item.block.name}: {item.block.alt}"
            else:
                told = item.block.text or f"{len(item.block.marks)} shapes"
            lines.append(f"  {item.role:<9}{b.x:7.1f},{b.y:7.1f} {b.width:6.1f}×{b.height:<6.1f} {told}")
        return "\n".join(lines) + "\n"
