"""Measures and wraps text in text styles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import FitError
from ..geometry import Box
from ..i18n.phrase import Phrase
from ..theme.fonts import untracked_width
from .context import LayoutContext, TextStyle
from .scene import TextRun

__all__ = [
    "CAP_HEIGHT",
    "DESCENT",
    "largest_fitting_style",
    "string_width",
    "text_run_box",
    "text_run_width",
    "wrap_phrase",
    "wrap_text",
]

IDEOGRAPH = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff10-\uff5a\U00020000-\U0003ffff]"  # or kana
KEPT_AT_START = r"[\s,.;:!?%)\]}’”、。〉》」』】ぁぃぅぇぉっゃゅょァィゥェォッャュョ・ー！），．：；？]"
KEPT_AT_END = r"[(\[{‘“〈《「『【（]"
IDEOGRAPH_BREAK = re.compile(f"(?:(?<={IDEOGRAPH})|(?={IDEOGRAPH}))(?<!^)(?<!{KEPT_AT_END})(?!{KEPT_AT_START})(?!$)")
CAP_HEIGHT = 0.66  # em above the baseline
DESCENT = 0.2  # em below the baseline


def string_width(text: str, style: TextStyle) -> float:
    """Return the width of `text` in points. Raise UsageError for a character that the font lacks."""
    return untracked_width(text, style.family, style.weight, style.size) + style.tracking * len(text)


def text_run_width(run: TextRun, end: int | None = None) -> float:
    """Return the width of the first `end` characters of a run, in points; of all without trailing spaces by default."""
    text = run.text.rstrip() if end is None else run.text[:end]
    return string_width(text, TextStyle(run.family, run.weight, run.size, run.size, run.tracking, "")) * run.stretch


def text_run_box(run: TextRun, start: int = 0, end: int | None = None) -> Box:
    """Return the box of the characters [start, end) of a run on its page, from capitals to descenders.

    Display numbers, whose text is invisible, have no descenders.
    """
    left = text_run_width(run, start) if start else 0.0
    ascent = CAP_HEIGHT * run.size
    descent = DESCENT * run.size if run.ink else 0.0
    return Box(run.x + left, run.y - ascent, text_run_width(run, end) - left, ascent + descent)


def largest_fitting_style(context: LayoutContext, styles: Sequence[str], words: Phrase | str, width: float) -> str:
    """Return the first of `styles` in which words fit on a line of `width` points; the last one if none fits."""
    found = (name for name in styles if string_width(str(words), context.style(name)) <= width + 0.01)
    return next(found, styles[-1])


def wrap_text(text: str, style: TextStyle, width: float) -> list[str]:
    """Break `text` into lines no wider than `width` points, and at each newline.

    It breaks at spaces, and beside ideographs. Raise FitError for a word that is wider than `width`.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for space, word in _break_words(paragraph):
            if string_width(word, style) > width + 0.01:
                raise FitError("word", word, string_width(word, style) - width)
            longer = f"{line}{space}{word}" if line else word
            if line and string_width(longer, style) > width + 0.01:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _break_words(paragraph: str) -> Iterator[tuple[str, str]]:
    """Yield each part of text that a line must not break, with the space before it."""
    for word in paragraph.split(" "):
        space = " "
        for part in IDEOGRAPH_BREAK.split(word):
            yield space, part
            space = ""


def wrap_phrase(words: Phrase | str, style: TextStyle, width: float) -> list[Phrase]:
    """Break words as `wrap_text` does. Each line keeps the spans of its part of the text."""
    phrase, lines, start = words if isinstance(words, Phrase) else Phrase(words), list[Phrase](), 0
    for line in wrap_text(phrase.text, style, width):
        start = phrase.text.index(line, start)
        lines.append(phrase.slice(start, start + len(line)))
        start += len(line)
    return lines
