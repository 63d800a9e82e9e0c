"""The words of placed blocks set as HTML: what is read as one line, and in which look, which becomes a class.

A look is a step of the brand's type scale, a weight and a colour by role; `look` says what each is on a screen. A lane
figure, strokes over words that are not seen, becomes these words, large.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ..brand import Brand
from ..geometry import Box
from ..scene import Drawing, Link, Mark, Run, Scene, Shape
from ..structure import Element, Part
from .metadata import plain

__all__ = ["Line", "Look", "Piece", "Setting", "is_inline"]

CAP = 0.66  # height of a capital in em
BOLD = 600  # the lightest weight that is
LARGE, HUGE = 0.6, 1.6  # lane figures by their size to that of the cover's type: numbers of blocks are smaller
SHORT = 12  # characters of an entry that stands beside others
INLINE = ("Link", "Reference", "LBody", "Lbl")
GLUE = "\x00"  # between words of one address: a line may break there
LANE = re.compile(r"lane\.(\d+)(\.on)?")
SOFT = {"grey", "stage.soft", "stage.large"}


class Look(NamedTuple):
    """How words look: a step of the type scale ("" is the body's), or of lane figures (n1, n2, n3); weight, colour."""

    size: str = ""
    bold: bool = False
    colour: str = ""

    def classes(self, within: Look, *more: str) -> str:
        """Return, as an attribute, what sets words apart from those around them, and `more`; "" for nothing."""
        told = [*more]
        told += [self.size or "s"] if self.size != within.size else []
        told += ["b" if self.bold else "r"] if self.bold != within.bold else []
        told += [self.colour or "ink"] if self.colour != within.colour else []
        return f' class="{" ".join(told)}"' if told else ""


class Piece(NamedTuple):
    """Words of one block in one look: what they are, where they lead, where on their page they stand."""

    text: str
    look: Look
    link: Link | None
    item: int
    box: Box


Line = list[Piece]


def is_inline(kid: Element | Part) -> bool:
    """Tell whether it is words, in no block of their own."""
    return isinstance(kid, Part) or (kid.tag in INLINE and all(map(is_inline, kid.kids)))


class Setting:
    """Sets the words of a document; `lanes` are those whose colours it uses, `body` the size of its type in points.

    `target` says where a link leads.
    """

    def __init__(self, scenes: Sequence[Scene], brand: Brand, target: Callable[[str], str]) -> None:
        self.scenes, self.target = scenes, target
        sizes = Counter(run.size for scene in scenes for run in _runs(scene) if run.ink)
        scale = max(brand.type.values(), key=lambda scale: sum(sizes[size] for size in {s for s, _ in scale.values()}))
        self.steps = {size: "" if step == "S" else step.lower() for step, (size, _) in scale.items()}
        self.body, self.cover = scale["S"][0], scale["C"][0]
        self.lanes = sorted({lane for scene in scenes for lane in _lanes(scene)})

    # ── What is read together ─────────────────────────────────────────────────────────────────────

    def lines(self, kids: Sequence[Element | Part]) -> list[Line]:
        """Return the words of elements and marks: those on one line of the page together, a tall figure alone."""
        lines: list[Line] = []
        for piece in self.pieces(kids):
            if lines and _beside(lines[-1][-1], piece):
                lines[-1].append(piece)
            else:
                lines.append([piece])
        return lines

    def pieces(self, kids: Sequence[Element | Part], link: Link | None = None) -> Iterator[Piece]:
        for kid in kids:
            if isinstance(kid, Part):
                yield from self.part(kid, link)
            else:
                yield from self.pieces(kid.kids, kid.link or link)

    def part(self, part: Part, link: Link | None) -> Iterator[Piece]:
        marks = self.marks(part)
        runs = [mark for mark in marks if isinstance(mark, Run)]
        if not runs:
            return
        left, top = min(run.x for run in runs), min(run.y - CAP * run.size for run in runs)
        box = Box(left, top, 0, max(run.y for run in runs) - top)
        small = self.scenes[part.page].items[part.item].fit == "smaller"  # for want of room, which there is here
        for look, same in groupby(runs, lambda run: self.look(run, marks)):
            ends = (run.text + (GLUE if run.glued else "" if run.text.endswith(" ") else " ") for run in same)
            fitted = look._replace(size="") if small and look.size == "xs" else look
            yield Piece("".join(ends), fitted, link, part.item, box)

    def marks(self, part: Part) -> Sequence[Mark]:
        block = self.scenes[part.page].items[part.item].block
        return block.marks[part.start : part.stop] if isinstance(block, Drawing) else ()

    def look(self, run: Run, marks: Sequence[Mark]) -> Look:
        """Return the look of words; those of a lane figure have the colour of its strokes."""
        if run.ink:
            return Look(self.steps.get(run.size, ""), run.weight >= BOLD, _colour(run.ink.role))
        drawn = next((mark.stroke or mark.fill for mark in marks if isinstance(mark, Shape)), None)
        share = run.size / self.cover
        size = "n1" if share > HUGE else "n2" if share > LARGE else "n3"
        return Look(size, True, _colour(drawn.role) if drawn else "")

    # ── What kind of list it is ───────────────────────────────────────────────────────────────────

    def terms(self, bodies: Sequence[Sequence[Line]]) -> str:
        """Tell whether these entries are bold terms and what is said of them: below (stack), beside (rows), or ""."""
        firsts = [[line[0] for line in self.parted(body)] for body in bodies]
        if not all(len(some) > 1 and some[0].look.bold and not _figure(some[0]) for some in firsts):
            return ""
        if any(second.box.x < first.box.x - 1 or second.look.bold for first, second, *_ in firsts):
            return ""
        return "rows" if all(_level(first, second) for first, second, *_ in firsts) else "stack"

    def parted(self, body: Sequence[Line]) -> list[Line]:
        """Return the words of an entry: those of its first block, then the others line by line."""
        first = body[0][0].item if body else 0
        lines = [
            [piece for piece in line if (piece.item == first) is alone] for alone in (True, False) for line in body
        ]
        return [line for line in lines if line]

    def kind(self, bodies: Sequence[Sequence[Line]]) -> str:
        """Return what a list is without being one of terms: figures, sums beside their words, short words, or plain."""
        parted = [self.parted(body) for body in bodies if body]
        if any(_figure(piece) for body in bodies for line in body for piece in line):
            return "figures"
        if parted and all(len(some) > 1 and some[1][0].box.x < some[0][0].box.x for some in parted):
            return "sums"
        longest = max((len(piece.text) for body in bodies for line in body for piece in line), default=0)
        return "short" if longest <= SHORT else "plain"

    # ── Where it stands ───────────────────────────────────────────────────────────────────────────

    def on_stage(self, kid: Element | Part) -> bool:
        """Tell whether words have a colour that they have on the dark ground alone."""
        inks = (
            ink.role
            for part in (kid.parts() if isinstance(kid, Element) else (kid,))
            for mark in self.marks(part)
            for ink in ((mark.stroke, mark.fill) if isinstance(mark, Shape) else (mark.ink,))
            if ink
        )
        return not (isinstance(kid, Element) and kid.tag == "Figure") and any(r.startswith("stage") for r in inks)

    def subject(self, scene: Scene) -> int:
        """Return the one lane whose colour a page has, 0 for none or several."""
        lanes = set(_lanes(scene))
        return lanes.pop() if len(lanes) == 1 else 0

    # ── As HTML ───────────────────────────────────────────────────────────────────────────────────

    def base(self, lines: Sequence[Line]) -> Look:
        """Return the look that most of the words have."""
        told: Counter[Look] = Counter()
        for piece in (piece for line in lines for piece in line):
            told[piece.look] += len(piece.text)
        return told.most_common(1)[0][0] if told else Look()

    def inline(self, lines: Sequence[Line], base: Look) -> str:
        """Return lines of words within words of the look `base`, each in a box of its own where there are several."""
        if len(lines) == 1 and self.base(lines) == base:
            return self.line(lines[0], base)
        looks = [self.base([line]) for line in lines]
        told = ((look.classes(base, "line"), self.line(line, look)) for line, look in zip(lines, looks, strict=True))
        return " ".join(f"<span{classes}>{line}</span>" for classes, line in told)

    def apart(self, kids: Sequence[Element | Part]) -> str:
        """Return words with those of each block in a box of its own, those that lead to one place in one link."""
        pieces = list(self.pieces(kids))
        parts = []
        for link, some in groupby(pieces, lambda piece: piece.link):
            blocks = (
                self.line(list(block), Look(), linked=False) for _, block in groupby(some, lambda piece: piece.item)
            )
            words = " ".join(f"<span>{block}</span>" for block in blocks)
            parts.append(f'<a href="{plain(self.target(link.to))}">{words}</a>' if link else words)
        return " ".join(parts)

    def line(self, line: Line, base: Look, linked: bool = True) -> str:
        parts = []
        for link, pieces in groupby(line, lambda piece: piece.link):
            words = "".join(_dressed(look, list(some), base) for look, some in groupby(pieces, lambda p: p.look))
            if link and linked:
                before, after = " " * words.startswith(" "), " " * words.endswith(" ")
                words = f'{before}<a href="{plain(self.target(link.to))}">{words.strip()}</a>{after}'
            parts.append(words)
        return "".join(parts).strip()


def _dressed(look: Look, pieces: Sequence[Piece], base: Look) -> str:
    """Return words in a look, as HTML, with the space that follows them outside."""
    text = re.sub(r"\s+", " ", "".join(piece.text for piece in pieces))
    words = "<wbr/>".join(map(plain, text.strip().split(GLUE)))
    classes = look.classes(base)
    if classes == ' class="b"':
        words = f"<b>{words}</b>"
    elif classes:
        words = f"<span{classes}>{words}</span>"
    return " " * text.startswith(" ") + words + " " * text.endswith(" ")


def _colour(role: str) -> str:
    if found := LANE.match(role):
        return f"{'chip' if found[2] else 'lane'}-{found[1]}"
    return "soft" if role in SOFT else ""


def _figure(piece: Piece) -> bool:
    return piece.look.size in ("n1", "n2", "n3")


def _beside(before: Piece, after: Piece) -> bool:
    """Tell whether one piece is read on the same line as the other before it."""
    if before.item == after.item or before.look.colour.startswith("chip"):  # a number in its block opens a line
        return True
    return "n1" not in (before.look.size, after.look.size) and _level(before, after)


def _level(one: Piece, other: Piece) -> bool:
    common = min(one.box.bottom, other.box.bottom) - max(one.box.y, other.box.y)
    return common > 0.5 * min(one.box.h, other.box.h)


def _runs(scene: Scene) -> Iterator[Run]:
    for item in scene.items:
        if isinstance(item.block, Drawing) and item.role != "Artifact":
            yield from (mark for mark in item.block.marks if isinstance(mark, Run))


def _lanes(scene: Scene) -> Iterator[int]:
    """Yield the lanes whose colour a mark of a page has."""
    for item in scene.items:
        for mark in item.block.marks if isinstance(item.block, Drawing) else ():
            inks = (mark.fill, mark.stroke) if isinstance(mark, Shape) else (mark.ink,)
            yield from (int(found[1]) for ink in inks if ink and (found := LANE.match(ink.role)))
