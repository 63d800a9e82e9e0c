"""A finished page as data: a Scene has a size and placed blocks in reading order.

Nothing is moved afterwards. Tagging needs only the roles and the order of the blocks, provenance only their facts.
Coordinates are points from the top left corner.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..dataset.model import Fact
from ..geometry import Box, Size, VectorPath
from ..i18n.phrase import Span
from ..theme.model import Ink

__all__ = [
    "FIT_ADJUSTMENTS",
    "LINE_CAPS",
    "LINE_JOINS",
    "PLAIN_STROKE",
    "Chart",
    "DataTable",
    "DocumentMetadata",
    "Drawing",
    "FactLength",
    "Link",
    "Mark",
    "PageReferences",
    "PlacedBlock",
    "RasterImage",
    "RasterPicture",
    "RecipientField",
    "Scene",
    "Shape",
    "StrokeStyle",
    "TextRun",
]

FIT_ADJUSTMENTS = (
    "wrapped",
    "smaller",
    "lowered",
    "nameless",
    "logoless",
    "continued",
)  # how a block was made to fit, from the mildest


LINE_CAPS, LINE_JOINS = ("butt", "round", "square"), ("miter", "round", "bevel")  # in the order of their PDF numbers


class StrokeStyle(NamedTuple):
    """The ends and corners of a line, in the words of SVG."""

    cap: str = "butt"  # of LINE_CAPS
    join: str = "miter"  # of LINE_JOINS
    miter_limit: float = 8


PLAIN_STROKE = StrokeStyle()


@dataclass(frozen=True, slots=True)
class Shape:
    """A path, filled or stroked or both, and clipped to `clip` if given.

    `is_even_odd` fills by the even-odd rule. `opacity` is from 0 to 1.
    """

    path: VectorPath
    fill: Ink | None = None
    stroke: Ink | None = None
    stroke_width: float = 1
    clip: Box | None = None
    stroke_style: StrokeStyle = PLAIN_STROKE
    is_even_odd: bool = False
    opacity: float = 1


@dataclass(frozen=True, slots=True)
class RasterImage:
    """An image of pixels in sRGB: its width and height in pixels, and its PNG or JPEG file."""

    width: int
    height: int
    content: bytes = field(repr=False)

    @property
    def size(self) -> Size:
        return Size(self.width, self.height)

    @property
    def is_jpeg(self) -> bool:
        return self.content.startswith(b"\xff\xd8")

    @property
    def name(self) -> str:
        """A name that only the same file has."""
        return f"Image-{hashlib.sha256(self.content).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class RasterPicture:
    """An image at its place on the page."""

    box: Box
    image: RasterImage


class Link(NamedTuple):
    """A link: its target, a URL or "#" and a page name, and its purpose.

    Without a purpose, the title of the page or the URL is used.
    """

    target: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text on one baseline in one style. Text with `ink` None is invisible but can be selected and read.

    `y` is the baseline, `tracking` is added after each character, `stretch` widens the letters. `spans` trace parts of
    the text to facts. No space follows an `unspaced` run.
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
    """The data of a chart as text: column headers, and rows that begin with a row header."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class FactLength(NamedTuple):
    """A fact that is shown as a length, such as a bar, and the box of its mark."""

    fact: Fact
    box: Box


Mark = Shape | TextRun | RasterPicture


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished block: marks at their places on the page."""

    marks: tuple[Mark, ...]

    @property
    def text(self) -> str:
        """The text of the block, in order."""
        return "".join(
            m.text if m.unspaced or m.text.endswith(" ") else f"{m.text} " for m in self.marks if isinstance(m, TextRun)
        ).strip()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is not drawn yet: a plotly figure, as a plain dictionary, of exactly this size.

    `labels` are its texts in the order of the figure, `lengths` the facts that it shows as bars, `areas` what is filled
    beneath its labels. `bar_rows` holds the center and the right end of each group of bars, from the top.
    `reserved_boxes` are left free for the page, by certification code: for the number of a lane. All coordinates are
    points from the chart's top left corner.
    """

    name: str
    figure: dict[str, Any]
    size: Size
    alt: str
    facts: tuple[Fact, ...]
    bar_rows: tuple[tuple[float, float], ...] = ()
    labels: tuple[TextRun, ...] = ()
    lengths: tuple[FactLength, ...] = ()
    areas: tuple[Shape, ...] = ()
    reserved_boxes: tuple[tuple[str, Box], ...] = ()
    data_table: DataTable | None = None


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block with its box on the page, its role and the facts that it shows.

    `role` is a path of PDF tags from the page inward, "H1" or "Table/TBody/TR:age/TD"; see `logical_tree`. An Artifact
    has no meaning of its own. `alt` and `data_table` describe a Figure; `alt` also replaces text that makes sense
    only by its position. `lengths` are the facts shown as lengths, with boxes on the page. `fit` says how the block
    was made to fit, one of FIT_ADJUSTMENTS, or "".
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
        """The innermost tag of the role: H1, P, TD, Figure, Artifact and so on."""
        return self.role.rpartition("/")[2].partition(":")[0]


@dataclass(frozen=True, slots=True)
class DocumentMetadata:
    """Metadata of a file: title, subject, language, the issue date, 2026-11-27, if known, and the author.

    Without an author, the program is the author.
    """

    title: str
    subject: str
    language: str
    issued: str = ""
    author: str = ""


class PageReferences(NamedTuple):
    """The number of a page, and what it prints of its document: numbers of other pages by name, and the edition code.

    Until `is_resolved`, before the document is laid out, other pages have the number 0. After that, 0 stands for a page
    that the document does not have, and the number of a page that was not declared raises KeyError.
    """

    page_number: int
    page_numbers: Mapping[str, int] = {}
    edition_code: str = ""
    is_resolved: bool = False

    def page_number_of(self, name: str) -> int:
        """Return the number of the page called `name`. Raise KeyError if the page may not refer to it."""
        return self.page_numbers[name] if self.is_resolved else self.page_numbers.get(name, 0)

    def advanced_by(self, count: int = 1) -> PageReferences:
        """Return the references of the page `count` pages later."""
        return self._replace(page_number=self.page_number + count)


class RecipientField(NamedTuple):
    """Where a page names the recipient of a copy: "name" is a line, "panel" has all that is known."""

    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Scene:
    """A finished page or picture: name, title for bookmarks, size in points, blocks, and the color role of its ground.

    The last `recipient_block_count` blocks belong to a recipient and lie in `recipient_fields`. Copies of a page differ
    only in these.
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
        """The blocks that are charts, not drawn yet."""
        return tuple(item for item in self.blocks if isinstance(item.block, Chart))

    def describe(self) -> str:
        """Return the layout as text with one line per block, so that a moved box is one line of a diff."""
        lines = [f"scene {self.name} {self.size.width:g}×{self.size.height:g} on {self.ground}: {self.title}"]
        for item in self.blocks:
            b = item.box
            if isinstance(item.block, Chart):
                content = f"chart {item.block.name}: {item.block.alt}"
            else:
                content = item.block.text or f"{len(item.block.marks)} shapes"
            lines.append(f"  {item.role:<9}{b.x:7.1f},{b.y:7.1f} {b.width:6.1f}×{b.height:<6.1f} {content}")
        return "\n".join(lines) + "\n"
