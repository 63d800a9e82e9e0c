"""Places text: lines and paragraphs, by baseline, in points from the top left corner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TypedDict, Unpack

from ..errors import FitError
from ..geometry import Box, Size
from ..i18n.phrase import Phrase, PhraseOrText, as_phrase
from ..theme.model import Ink
from .context import LayoutContext
from .fitting import first_fit
from .measure import CAP_HEIGHT, DESCENT, largest_fitting_style, string_width, wrap_phrase
from .scene import Drawing, Link, PlacedBlock, TextRun

__all__ = [
    "LineOptions",
    "ParagraphOptions",
    "break_url",
    "first_baseline",
    "fitted_line",
    "fitted_paragraph",
    "join_text_blocks",
    "last_baseline",
    "paragraph",
    "text_line",
    "text_width",
]


class LineOptions(TypedDict, total=False):
    """Options of a line of text.

    `anchor` says whether x is the "start", "middle" or "end" of the line; `ink` replaces the ink of the style.
    """

    anchor: str
    ink: Ink | None
    role: str
    link: Link | None


class ParagraphOptions(LineOptions, total=False):
    """Options of a paragraph.

    `leading` replaces the leading of the style. Lines end with a space, so that extracted text keeps its words apart,
    unless they are `unspaced`.
    """

    leading: float | None
    unspaced: bool


def text_line(
    context: LayoutContext, style: str, x: float, y: float, words: PhraseOrText, **options: Unpack[LineOptions]
) -> PlacedBlock:
    """Set `words` on one line."""
    return _place_lines(context, style, x, y, [as_phrase(words)], words, **options)


def fitted_line(
    context: LayoutContext,
    styles: Sequence[str],
    x: float,
    y: float,
    width: float,
    words: PhraseOrText,
    block_name: str,
    **options: Unpack[LineOptions],
) -> PlacedBlock:
    """Set `words` on one line in the first of `styles` in which they fit `width` points.

    Raise FitError, with `block_name` and the missing points, if none fits.
    """
    style = largest_fitting_style(context, styles, words, width)
    missing = text_width(context, style, words) - width
    if missing > 0.01:
        raise FitError(block_name, words, missing)
    return replace(text_line(context, style, x, y, words, **options), fit="" if style == styles[0] else "smaller")


def paragraph(
    context: LayoutContext,
    style: str,
    x: float,
    y: float,
    width: float,
    words: PhraseOrText,
    **options: Unpack[ParagraphOptions],
) -> PlacedBlock:
    """Set `words` in lines no wider than `width`, anchored at x, with the first baseline at y.

    Raise FitError for a word wider than `width`.
    """
    lines = wrap_phrase(words, context.style(style), width)
    return _place_lines(context, style, x, y, lines, words, **options)


def _place_lines(
    context: LayoutContext,
    style: str,
    x: float,
    y: float,
    lines: list[Phrase],
    words: PhraseOrText,
    **options: Unpack[ParagraphOptions],
) -> PlacedBlock:
    s, runs, boxes = context.style(style), [], []
    source, end = as_phrase(words).text, 0
    leading, unspaced = options.get("leading") or s.leading, options.get("unspaced", False)
    ink, link = options.get("ink") or Ink(s.ink), options.get("link")
    shift = {"start": 0, "middle": 0.5, "end": 1}[options.get("anchor", "start")]
    for number, line in enumerate(lines):
        line_width = string_width(line.text, s) - (s.tracking if line.text else 0)
        left = x - line_width * shift
        baseline = y + number * leading
        is_last = number == len(lines) - 1
        end = source.index(line.text, end) + len(line.text)
        is_unspaced = unspaced or not source[end : end + 1].isspace()  # a line may end between two ideographs
        text = line.text if is_unspaced or is_last else f"{line} "
        font = (s.family, s.weight, s.size, s.tracking, ink)
        runs.append(
            TextRun(left, baseline, text, *font, spans=line.spans, link=link, unspaced=is_unspaced and not is_last)
        )
        boxes.append(Box(left, baseline - CAP_HEIGHT * s.size, line_width, (CAP_HEIGHT + DESCENT) * s.size))
    return PlacedBlock(Box.bounding(boxes), Drawing(tuple(runs)), options.get("role", "P"), as_phrase(words).facts)


def fitted_paragraph(
    context: LayoutContext,
    styles: Sequence[str],
    x: float,
    y: float,
    available: Size,
    words: PhraseOrText,
    block_name: str,
    **options: Unpack[ParagraphOptions],
) -> PlacedBlock:
    """Set `words` as a paragraph in the first of `styles` in which they fit `available`, first baseline at y.

    Text wraps first, then takes the next style. Raise FitError, with `block_name` and the missing points, if none fits.
    """

    def in_style(style: str) -> PlacedBlock:
        placed = paragraph(context, style, x, y, available.width, words, **options)
        missing = last_baseline(placed) - y + context.style(styles[0]).size * CAP_HEIGHT - available.height
        if missing > 0.01:
            raise FitError(block_name, words, missing)
        is_wrapped = isinstance(placed.block, Drawing) and len(as_phrase(words).lines) < len(placed.block.marks)
        return replace(placed, fit="smaller" if style != styles[0] else "wrapped" if is_wrapped else "")

    return first_fit(partial(in_style, style) for style in styles)


def join_text_blocks(parts: Sequence[PlacedBlock]) -> PlacedBlock:
    """Return several blocks of text as one, for text that continues in the next column."""
    marks = tuple(mark for part in parts if isinstance(part.block, Drawing) for mark in part.block.marks)
    facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
    return PlacedBlock(Box.bounding(part.box for part in parts), Drawing(marks), parts[0].role, facts)


def text_width(context: LayoutContext, style: str, words: PhraseOrText) -> float:
    """Return the width of `words` on one line, in points."""
    return string_width(str(words), context.style(style))


def last_baseline(placed: PlacedBlock) -> float:
    """Return the last baseline of a block of text."""
    assert isinstance(placed.block, Drawing)
    return max(m.y for m in placed.block.marks if isinstance(m, TextRun))


def first_baseline(placed: PlacedBlock) -> float:
    """Return the first baseline of a block of text."""
    assert isinstance(placed.block, Drawing)
    return min(m.y for m in placed.block.marks if isinstance(m, TextRun))


def break_url(context: LayoutContext, style: str, words: Phrase, width: float) -> Phrase:
    """Return a URL without its scheme, broken into lines after a slash, or at the line end if there is none."""
    text_style, start = context.style(style), words.text.find("://") + 3 if "://" in words.text else 0
    rest = words.slice(start, len(words.text.rstrip("/")))
    lines: list[Phrase] = []
    while rest.text:
        count = len(rest.text)
        while count > 1 and string_width(rest.text[:count], text_style) > width:
            count -= 1
        if count < len(rest.text) and (slash := rest.text.rfind("/", count // 2, count)) > 0:
            count = slash + 1
        lines.append(rest.slice(0, count))
        rest = rest.slice(count, len(rest.text))
    return Phrase.join("\n", lines)
