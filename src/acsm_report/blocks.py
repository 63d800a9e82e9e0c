"""What can stand on a page: text, lane figures, shapes, the marks of the track. Each is Placed.

Positions are points from the top left corner; text is placed by its baseline.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from . import fonts
from .brand import Ink
from .dataset import Certification, Fact
from .edition import Edition
from .errors import FitError
from .geometry import Box, Path, Size, chequered
from .language import Phrase
from .scene import Chart, Drawing, Length, Link, Mark, Placed, Run, Shape

__all__ = [
    "address",
    "arrow",
    "baseline",
    "baseline_of_first",
    "captioning",
    "chart",
    "chequer",
    "empty",
    "entry",
    "figure_of",
    "figures",
    "figures_width",
    "fitted",
    "joined",
    "lane_block",
    "line",
    "moved",
    "panel",
    "paragraph",
    "qr_code",
    "roled",
    "rows_in",
    "rule",
    "shapes",
    "text",
    "text_of",
    "text_width",
]

Words = Phrase | str


def text(
    edition: Edition,
    style: str,
    x: float,
    y: float,
    words: Words,
    *,
    anchor: str = "start",
    ink: Ink | None = None,
    role: str = "P",
    link: Link | None = None,
) -> Placed:
    """Set `words` on one line; `anchor` says whether x is its start, middle or end."""
    return _lines(edition, style, x, y, [_phrase(words)], words, anchor, ink, role, link=link)


def line(
    edition: Edition, styles: Sequence[str], x: float, y: float, measure: float, words: Words, block: str, **how: Any
) -> Placed:
    """Set `words` on one line in the first of `styles` in which they fit `measure` points.

    Raise FitError, which names `block` and the points that are missing.
    """
    style = fonts.largest(edition, styles, words, measure)
    missing = text_width(edition, style, words) - measure
    if missing > 0.01:
        raise FitError(block, words, missing)
    return replace(text(edition, style, x, y, words, **how), fit="" if style == styles[0] else "smaller")


def paragraph(
    edition: Edition,
    style: str,
    x: float,
    y: float,
    measure: float,
    words: Words,
    *,
    ink: Ink | None = None,
    role: str = "P",
    lead: float | None = None,
    link: Link | None = None,
    anchor: str = "start",
    glued: bool = False,
) -> Placed:
    """Set `words` in as many lines as they need within `measure`, anchored at x, the first baseline at y.

    Lines end with a real space, which keeps their words apart where they are read as text; `glued` ones do not.
    """
    lines = fonts.wrapped(words, edition.style(style), measure)
    return _lines(edition, style, x, y, lines, words, anchor, ink, role, lead, link, glued)


def _lines(
    edition: Edition,
    style: str,
    x: float,
    y: float,
    lines: list[Phrase],
    words: Words,
    anchor: str,
    ink: Ink | None,
    role: str,
    lead: float | None = None,
    link: Link | None = None,
    glued: bool = False,
) -> Placed:
    s, runs, boxes = edition.style(style), [], []
    for number, line in enumerate(lines):
        wide = fonts.width(line.text, s) - (s.tracking if line.text else 0)
        left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        at = y + number * (lead or s.lead)
        last = number == len(lines) - 1
        spaced = line.text if glued or last else f"{line} "
        look = (s.family, s.weight, s.size, s.tracking, ink or Ink(s.ink))
        runs.append(Run(left, at, spaced, *look, spans=line.spans, link=link, glued=glued and not last))
        boxes.append(Box(left, at - fonts.CAP * s.size, wide, (fonts.CAP + fonts.DESCENT) * s.size))
    return Placed(Box.around(boxes), Drawing(tuple(runs)), role, _phrase(words).facts)


def fitted(
    edition: Edition, styles: Sequence[str], x: float, y: float, room: Size, words: Words, block: str, **how: Any
) -> Placed:
    """Set `words` as a paragraph in the first of `styles` in which they fit `room`, the first baseline at y.

    The rule is: wrap, then one step down. Raise FitError, which names `block` and the points that are missing.
    """
    last: FitError | None = None
    for number, style in enumerate(styles):
        try:
            placed = paragraph(edition, style, x, y, room.w, words, **how)
        except FitError as error:
            last = error
            continue
        missing = baseline(placed) - y + edition.style(styles[0]).size * fonts.CAP - room.h
        if missing <= 0.01:
            wrapped = len(_phrase(words).lines) < len(placed.block.marks) if isinstance(placed.block, Drawing) else 0
            return replace(placed, fit="smaller" if number else "wrapped" if wrapped else "")
        last = FitError(block, words, missing)
    assert last
    raise last


def joined(parts: Sequence[Placed]) -> Placed:
    """Return blocks of text as one, for words that go on in the next column."""
    marks = tuple(mark for part in parts if isinstance(part.block, Drawing) for mark in part.block.marks)
    facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
    return Placed(Box.around(part.box for part in parts), Drawing(marks), parts[0].role, facts)


def _phrase(words: Words) -> Phrase:
    return words if isinstance(words, Phrase) else Phrase(words)


def text_width(edition: Edition, style: str, words: Words) -> float:
    """Return how wide `words` are on one line, in points."""
    return fonts.width(str(words), edition.style(style))


def baseline(placed: Placed) -> float:
    """Return the last baseline of a block of text."""
    assert isinstance(placed.block, Drawing)
    return max(m.y for m in placed.block.marks if isinstance(m, Run))


def baseline_of_first(placed: Placed) -> float:
    """Return the first baseline of a block of text."""
    assert isinstance(placed.block, Drawing)
    return min(m.y for m in placed.block.marks if isinstance(m, Run))


def text_of(placed: Iterable[Placed]) -> str:
    """Return the words of blocks, in order."""
    return " ".join(item.block.text for item in placed if isinstance(item.block, Drawing) and item.block.text)


def figures_width(edition: Edition, words: Words, cap: float) -> float:
    """Return the width of lane figures of cap height `cap`, in points."""
    brand = edition.brand
    return (math.fsum(brand.figures[c].width + brand.figure_gap for c in str(words)) - brand.figure_gap) * cap / 100


def figures(
    edition: Edition, x: float, y: float, words: Words, cap: float, ink: Ink, *, anchor: str = "start", role: str = "P"
) -> Placed:
    """Draw a number in lane figures on the baseline y, with real text that is not seen beneath it."""
    brand, k = edition.brand, cap / 100
    wide = figures_width(edition, words, cap)
    left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    marks: list[Mark] = []
    pen = left
    for character in str(words):
        figure = brand.figures[character]
        place = {"dx": pen, "dy": y - cap, "scale": k}
        marks += [
            Shape(Path.parse(d).placed(**place), stroke=ink, width=brand.figure_stroke * k) for d in figure.strokes
        ]
        marks += [Shape(Path.parse(d).placed(**place), fill=ink) for d in figure.fills]
        pen += (figure.width + brand.figure_gap) * k
    s = edition.style("code")
    size = cap / fonts.CAP
    natural = fonts.width(str(words), s) * size / s.size
    phrase = _phrase(words)
    marks.append(Run(left, y, phrase.text, s.family, s.weight, size, stretch=wide / natural, spans=phrase.spans))
    return Placed(Box(left, y - cap, wide, cap), Drawing(tuple(marks)), role, phrase.facts)


def moved(placed: Iterable[Placed], dx: float, dy: float) -> list[Placed]:
    """Return blocks at another place, so many points to the right and further down."""
    return [_moved(item, dx, dy) for item in placed]


def _moved(item: Placed, dx: float, dy: float) -> Placed:
    box = replace(item.box, x=item.box.x + dx, y=item.box.y + dy)
    lengths = tuple(n._replace(box=replace(n.box, x=n.box.x + dx, y=n.box.y + dy)) for n in item.lengths)
    if isinstance(item.block, Chart):
        return replace(item, box=box, lengths=lengths)
    marks = tuple(
        replace(m, x=m.x + dx, y=m.y + dy) if isinstance(m, Run) else replace(m, path=m.path.placed(dx, dy))
        for m in item.block.marks
    )
    return replace(item, box=box, block=Drawing(marks), lengths=lengths)


def shapes(*marks: Shape) -> Placed:
    """Place shapes that carry no meaning of their own."""
    around = Box.around(
        Box(b.x - pad, b.y - pad, b.w + 2 * pad, b.h + 2 * pad)
        for m in marks
        for b, pad in ((m.path.bounds, m.width / 2 if m.stroke else 0),)
    )
    return Placed(around, Drawing(marks))


def address(edition: Edition, style: str, words: Phrase, measure: float) -> Phrase:
    """Return an address of the web without its scheme, broken where it may be: after a slash, else at a line's end."""
    look, start = edition.style(style), words.text.find("://") + 3 if "://" in words.text else 0
    left = words.part(start, len(words.text.rstrip("/")))
    lines: list[Phrase] = []
    while left.text:
        count = len(left.text)
        while count > 1 and fonts.width(left.text[:count], look) > measure:
            count -= 1
        if count < len(left.text) and (slash := left.text.rfind("/", count // 2, count)) > 0:
            count = slash + 1
        lines.append(left.part(0, count))
        left = left.part(count, len(left.text))
    return Phrase.joined("\n", lines)


def panel(box: Box, fill: Ink) -> Placed:
    """Fill a rectangle."""
    return shapes(Shape(Path.box(box), fill=fill))


def rule(x: float, y: float, right: float, ink: Ink, width: float = 0.8) -> Placed:
    """Draw a horizontal line."""
    return shapes(Shape(Path.line((x, y), (right, y)), stroke=ink, width=width))


def arrow(x: float, y: float, length: float, width: float, ink: Ink) -> Placed:
    """Draw an arrow to the right from (x, y)."""
    head = length * 0.28
    return shapes(
        Shape(Path.line((x, y), (x + length, y)), stroke=ink, width=width),
        Shape(
            Path.line((x + length - head, y - head), (x + length, y), (x + length - head, y + head)),
            stroke=ink,
            width=width,
        ),
    )


def chequer(x: float, y: float, height: float, square: float, *, columns: int = 2, ink: Ink | None = None) -> Placed:
    """Draw the finish: a chequered strip from (x, y), `columns` squares wide."""
    dark = ink or Ink("ink")
    return shapes(*(Shape(Path.box(box), fill=dark) for box in chequered(x, y, height, square, columns)))


def qr_code(address: str, box: Box, flush: bool = False) -> Placed:
    """Draw a QR code that leads to `address`: dark on white whatever the ground is, within its quiet zone.

    That lies inside the box, or around it where the code is to be `flush` with other things.
    """
    import zxingcpp

    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture: Any = zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False)
    rows: Any = memoryview(picture).tolist()  # a list for each, in which 0 is dark
    side = box.w / (len(rows) + (0 if flush else 8))
    if flush:
        box = Box(box.x - 4 * side, box.y - 4 * side, box.w + 8 * side, box.h + 8 * side)
    ends = list[tuple[float, float, float]]()  # of the dark runs: left, right, middle
    for number, row in enumerate(rows):
        y, column = box.y + (number + 4.5) * side, 4
        for light, run in groupby(row):
            count = len(list(run))
            if not light:
                ends.append((box.x + column * side, box.x + (column + count) * side, y))
            column += count
    dark = Path(tuple(part for left, right, y in ends for part in (("M", (left, y)), ("L", (right, y)))))
    return shapes(Shape(Path.box(box), fill=Ink("white")), Shape(dark, stroke=Ink("ink"), width=side))


def lane_block(
    edition: Edition, lane: int, x: float, y: float, side: float, cap: float = 0.54, role: str = "Artifact"
) -> tuple[Placed, ...]:
    """Draw a start block: a square in the lane's colour with its number, from its top left corner.

    `role` is that of the number.
    """
    words, ink = edition.literal(str(lane), "lane"), Ink(f"lane.{lane}.on")
    number = figures(
        edition, x + side / 2, y + side * (1 + cap) / 2, words, side * cap, ink, anchor="middle", role=role
    )
    return panel(Box(x, y, side, side), Ink(f"lane.{lane}")), number


def roled(placed: Iterable[Placed], role: str) -> list[Placed]:
    """Return blocks as parts of one element, which `role` is the path of; an Artifact stays one."""
    return [item if item.role == "Artifact" else replace(item, role=role) for item in placed]


def entry(placed: Iterable[Placed], name: str, number: int) -> list[Placed]:
    """Return blocks as one entry of the list called `name`; an Artifact stays one."""
    return roled(placed, f"L:{name}/LI:{number}/LBody:{number}")


def empty(role: str, x: float, y: float) -> Placed:
    """Return a block with nothing in it, for a cell that must be there."""
    return Placed(Box(x, y, 1, 1), Drawing(()), role)


def figure_of(what: Chart) -> str:
    """Return the path of the element that a chart is; words beside it may be parts of it."""
    return f"Figure:{what.name.replace('/', '-')}"


def captioning(what: Chart) -> str:
    """Return the path of a chart's caption."""
    return f"{figure_of(what)}/Caption"


def chart(x: float, y: float, what: Chart, fit: str = "") -> Placed:
    """Place a chart that is still to be drawn."""
    lengths = tuple(Length(f, replace(b, x=x + b.x, y=y + b.y)) for f, b in what.bars)
    return Placed(
        Box(x, y, what.size.w, what.size.h), what, figure_of(what), what.facts, what.alt, lengths, fit, what.table
    )


def rows_in(placed: Sequence[Placed]) -> list[Fact | Certification]:
    """Return what these blocks tell that has a source: facts, and certifications of which more than the code."""
    runs = (mark for item in placed if isinstance(item.block, Drawing) for mark in item.block.marks)
    spans = (span for run in runs if isinstance(run, Run) for span in run.spans)
    lanes = (span.of for span in spans if isinstance(span.of, Certification) and span.shows != "code")
    return [*facts_in(placed), *dict.fromkeys(lanes)]


def facts_in(placed: Iterable[Placed]) -> tuple[Fact, ...]:
    """Return the facts that these blocks show."""
    return tuple(f for item in placed for f in item.facts)
