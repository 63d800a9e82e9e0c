"""The words of placed blocks as lines of inline elements, each with a text style, which becomes class names.

A style is a step of the brand's type scale, a weight and a color by role; the style sheet says what each is on a
screen. A display number, strokes over invisible words, becomes these words in large type.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ...geometry import Box
from ...layout.logical_tree import Element, MarkRange
from ...layout.measure import CAP_HEIGHT
from ...layout.scene import Drawing, Link, Mark, Scene, Shape, TextRun
from ...theme.model import Brand, Ink
from .page_model import InlineElement

__all__ = ["HtmlLine", "HtmlTextRun", "HtmlTextStyle", "HtmlTypesetter", "is_inline"]

MIN_BOLD_WEIGHT = 600  # the lightest weight that counts as bold
LARGE_NUMBER, HUGE_NUMBER = (
    0.6,
    1.6,
)  # display numbers by their size relative to the cover's type
MAX_SHORT_ENTRY = 12  # characters of an entry that stands in a row with others
INLINE_TAGS = ("Link", "Reference", "LBody", "Lbl")
BREAK_OPPORTUNITY = "\x00"  # between the parts of an address
LANE_ROLE = re.compile(r"lane\.(\d+)(\.on)?")
SECONDARY_ROLES = {"grey", "stage.soft", "stage.large"}


class HtmlTextStyle(NamedTuple):
    """The style of words: step of the type scale ("" for body type) or display number (n1, n2, n3), weight, color."""

    size: str = ""
    bold: bool = False
    color: str = ""

    def classes(self, parent: HtmlTextStyle, *more: str) -> str:
        """Return the class names that set words apart from those around them, after the names `more`."""
        names = [*more]
        names += [self.size or "s"] if self.size != parent.size else []
        names += ["b" if self.bold else "r"] if self.bold != parent.bold else []
        names += [self.color or "ink"] if self.color != parent.color else []
        return " ".join(names)


class HtmlTextRun(NamedTuple):
    """Words of one block in one style, with their link and their box on the page."""

    text: str
    style: HtmlTextStyle
    link: Link | None
    block_index: int
    box: Box


HtmlLine = list[HtmlTextRun]


def is_inline(kid: Element | MarkRange) -> bool:
    """Tell whether an element consists of words only and is not a block of its own."""
    return isinstance(kid, MarkRange) or (kid.tag in INLINE_TAGS and all(map(is_inline, kid.children)))


class HtmlTypesetter:
    """Sets the words of a document.

    `lanes` are the lanes whose colors it uses, `body_size` is the size of its body type in points. `resolve_link`
    returns the address of a link target.
    """

    def __init__(self, scenes: Sequence[Scene], brand: Brand, resolve_link: Callable[[str], str]) -> None:
        self.scenes, self.resolve_link = scenes, resolve_link
        sizes = Counter(run.size for scene in scenes for run in _visible_text_runs(scene) if run.ink)
        scale = max(brand.type.values(), key=lambda scale: sum(sizes[size] for size in {s for s, _ in scale.values()}))
        self.size_classes = {size: "" if step == "S" else step.lower() for step, (size, _) in scale.items()}
        self.body_size, self.cover_size = scale["S"][0], scale["C"][0]
        self.lanes = sorted({lane for scene in scenes for lane in _lanes_used(scene)})

    # ── What is read together ─────────────────────────────────────────────────────────────────────

    def lines(self, kids: Sequence[Element | MarkRange]) -> list[HtmlLine]:
        """Return the words of elements and marks: those on one line of the page together, a huge number alone."""
        lines: list[HtmlLine] = []
        for piece in self.text_runs(kids):
            if lines and _continues_line(lines[-1][-1], piece):
                lines[-1].append(piece)
            else:
                lines.append([piece])
        return lines

    def text_runs(self, kids: Sequence[Element | MarkRange], link: Link | None = None) -> Iterator[HtmlTextRun]:
        for kid in kids:
            if isinstance(kid, MarkRange):
                yield from self.text_runs_of_part(kid, link)
            else:
                yield from self.text_runs(kid.children, kid.link or link)

    def text_runs_of_part(self, part: MarkRange, link: Link | None) -> Iterator[HtmlTextRun]:
        marks = self.marks_of_part(part)
        runs = [mark for mark in marks if isinstance(mark, TextRun)]
        if not runs:
            return
        left, top = min(run.x for run in runs), min(run.y - CAP_HEIGHT * run.size for run in runs)
        box = Box(left, top, 0, max(run.y for run in runs) - top)
        is_shrunk = self.scenes[part.page].blocks[part.block].fit == "smaller"  # to fit its page; here is room
        for style, same in groupby(runs, lambda run: self.style_of(run, marks)):
            texts = (
                run.text + (BREAK_OPPORTUNITY if run.unspaced else "" if run.text.endswith(" ") else " ")
                for run in same
            )
            fitted = style._replace(size="") if is_shrunk and style.size == "xs" else style
            yield HtmlTextRun("".join(texts), fitted, link, part.block, box)

    def marks_of_part(self, part: MarkRange) -> Sequence[Mark]:
        block = self.scenes[part.page].blocks[part.block].block
        return block.marks[part.start : part.stop] if isinstance(block, Drawing) else ()

    def style_of(self, run: TextRun, marks: Sequence[Mark]) -> HtmlTextStyle:
        """Return the style of words; those of a display number have the color of its strokes."""
        if run.ink:
            return HtmlTextStyle(
                self.size_classes.get(run.size, ""), run.weight >= MIN_BOLD_WEIGHT, _color_class(run.ink.role)
            )
        drawn = next((mark.stroke or mark.fill for mark in marks if isinstance(mark, Shape)), None)
        share = run.size / self.cover_size
        size = "n1" if share > HUGE_NUMBER else "n2" if share > LARGE_NUMBER else "n3"
        return HtmlTextStyle(size, True, _color_class(drawn.role) if drawn else "")

    # ── What kind of list it is ───────────────────────────────────────────────────────────────────

    def definition_list_kind(self, bodies: Sequence[Sequence[HtmlLine]]) -> str:
        """Return where descriptions of bold terms stand: below (stack), beside (rows), "" if entries are not such."""
        firsts = [[line[0] for line in self.split_entry(body)] for body in bodies]
        if not all(len(some) > 1 and some[0].style.bold and not _is_display_number(some[0]) for some in firsts):
            return ""
        if any(second.box.x < first.box.x - 1 or second.style.bold for first, second, *_ in firsts):
            return ""
        return "rows" if all(_overlaps_vertically(first, second) for first, second, *_ in firsts) else "stack"

    def split_entry(self, body: Sequence[HtmlLine]) -> list[HtmlLine]:
        """Return the words of an entry: those of its first block, then the others line by line."""
        first = body[0][0].block_index if body else 0
        lines = [
            [piece for piece in line if (piece.block_index == first) is alone]
            for alone in (True, False)
            for line in body
        ]
        return [line for line in lines if line]

    def list_kind(self, bodies: Sequence[Sequence[HtmlLine]]) -> str:
        """Return the kind of a list without terms: display numbers, sums beside their labels, short words, or plain."""
        parted = [self.split_entry(body) for body in bodies if body]
        if any(_is_display_number(piece) for body in bodies for line in body for piece in line):
            return "figures"
        if parted and all(len(some) > 1 and some[1][0].box.x < some[0][0].box.x for some in parted):
            return "sums"
        longest = max((len(piece.text) for body in bodies for line in body for piece in line), default=0)
        return "short" if longest <= MAX_SHORT_ENTRY else "plain"

    # ── Where it stands ───────────────────────────────────────────────────────────────────────────

    def is_on_stage(self, kid: Element | MarkRange) -> bool:
        """Tell whether words have a color that is used only on the dark ground."""
        inks = (
            ink.role
            for part in (kid.mark_ranges() if isinstance(kid, Element) else (kid,))
            for mark in self.marks_of_part(part)
            for ink in _inks_of_mark(mark)
        )
        return not (isinstance(kid, Element) and kid.tag == "Figure") and any(r.startswith("stage") for r in inks)

    def single_lane(self, scene: Scene) -> int:
        """Return the lane whose color a page has, 0 for none or several."""
        lanes = set(_lanes_used(scene))
        return lanes.pop() if len(lanes) == 1 else 0

    # ── As HTML ───────────────────────────────────────────────────────────────────────────────────

    def base_style(self, lines: Sequence[HtmlLine]) -> HtmlTextStyle:
        """Return the style that most of the words have."""
        lengths: Counter[HtmlTextStyle] = Counter()
        for piece in (piece for line in lines for piece in line):
            lengths[piece.style] += len(piece.text)
        return lengths.most_common(1)[0][0] if lengths else HtmlTextStyle()

    def inline_words(self, lines: Sequence[HtmlLine], base: HtmlTextStyle) -> list[str | InlineElement]:
        """Return lines as words inside an element of the style `base`; several lines get an element each."""
        if len(lines) == 1 and self.base_style(lines) == base:
            return self.line_words(lines[0], base)
        styles = [self.base_style([line]) for line in lines]
        return _join_spans(
            InlineElement("span", self.line_words(line, style), style.classes(base, "line"))
            for line, style in zip(lines, styles, strict=True)
        )

    def block_words(self, kids: Sequence[Element | MarkRange]) -> list[str | InlineElement]:
        """Return words with an element for each block, and one link around all blocks that lead to one place."""
        parts = list[str | InlineElement]()
        for link, linked_runs in groupby(self.text_runs(kids), lambda run: run.link):
            blocks = _join_spans(
                InlineElement("span", self.line_words(list(block), HtmlTextStyle(), linked=False))
                for _, block in groupby(linked_runs, lambda run: run.block_index)
            )
            parts += [" "] if parts else []
            parts += [InlineElement("a", blocks, href=self.resolve_link(link.target))] if link else blocks
        return parts

    def line_words(self, line: HtmlLine, base: HtmlTextStyle, linked: bool = True) -> list[str | InlineElement]:
        """Return one line without space around it; the space around a link stands outside of it."""
        words = list[str | InlineElement]()
        for link, link_runs in groupby(line, lambda run: run.link):
            parts = [
                part
                for style, runs in groupby(link_runs, lambda run: run.style)
                for part in _styled_words(style, list(runs), base)
            ]
            if link and linked:
                before, inner, after = _split_outer_space(parts)
                words += [*before, InlineElement("a", inner, href=self.resolve_link(link.target)), *after]
            else:
                words += parts
        return _split_outer_space(words)[1]


def _styled_words(style: HtmlTextStyle, runs: Sequence[HtmlTextRun], base: HtmlTextStyle) -> list[str | InlineElement]:
    """Return the words of runs in one style; the space around them stands outside of their element."""
    text = re.sub(r"\s+", " ", "".join(run.text for run in runs))
    first, *others = text.strip().split(BREAK_OPPORTUNITY)
    words: list[str | InlineElement] = [first]
    for part in others:
        words += [InlineElement("wbr"), part]
    classes = style.classes(base)
    if classes:
        words = [InlineElement("b", words) if classes == "b" else InlineElement("span", words, classes)]
    return [*[" "][: text.startswith(" ")], *words, *[" "][: text.endswith(" ")]]


def _split_outer_space(
    words: list[str | InlineElement],
) -> tuple[list[str | InlineElement], list[str | InlineElement], list[str | InlineElement]]:
    """Return the space before words, the words without space around them, and the space after them."""
    start, end = 0, len(words)
    while start < end and words[start] in (" ", ""):
        start += 1
    while end > start and words[end - 1] in (" ", ""):
        end -= 1
    return words[:start], words[start:end], words[end:]


def _join_spans(spans: Iterable[InlineElement]) -> list[str | InlineElement]:
    """Return elements with a space between each two."""
    return [part for span in spans for part in (" ", span)][1:]


def _color_class(role: str) -> str:
    if found := LANE_ROLE.match(role):
        return f"{'chip' if found[2] else 'lane'}-{found[1]}"
    return "soft" if role in SECONDARY_ROLES else ""


def _is_display_number(text_run: HtmlTextRun) -> bool:
    return text_run.style.size in ("n1", "n2", "n3")


def _continues_line(before: HtmlTextRun, after: HtmlTextRun) -> bool:
    """Tell whether a run is read on the same line as the run before it."""
    if before.block_index == after.block_index or before.style.color.startswith(
        "chip"
    ):  # a number in a chip starts a line
        return True
    return "n1" not in (before.style.size, after.style.size) and _overlaps_vertically(before, after)


def _overlaps_vertically(one: HtmlTextRun, other: HtmlTextRun) -> bool:
    common = min(one.box.bottom, other.box.bottom) - max(one.box.y, other.box.y)
    return common > 0.5 * min(one.box.height, other.box.height)


def _visible_text_runs(scene: Scene) -> Iterator[TextRun]:
    for item in scene.blocks:
        if isinstance(item.block, Drawing) and item.role != "Artifact":
            yield from (mark for mark in item.block.marks if isinstance(mark, TextRun))


def _lanes_used(scene: Scene) -> Iterator[int]:
    """Yield the lane of every mark that has a lane's color."""
    for item in scene.blocks:
        for mark in item.block.marks if isinstance(item.block, Drawing) else ():
            yield from (int(found[1]) for ink in _inks_of_mark(mark) if (found := LANE_ROLE.match(ink.role)))


def _inks_of_mark(mark: Mark) -> Iterator[Ink]:
    if isinstance(mark, Shape | TextRun):
        inks = (mark.stroke, mark.fill) if isinstance(mark, Shape) else (mark.ink,)
        yield from filter(None, inks)
