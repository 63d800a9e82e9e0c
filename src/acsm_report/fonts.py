"""The brand's typefaces: the only place that registers fonts and measures text.

reportlab keeps fonts in one global table by name; a face is registered there once, under a name
made of its family, weight and file, so that two brands in one process cannot take each other's widths.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from .brand import Brand, Face
from .edition import Edition, Style
from .errors import FitError, SetupError, UsageError, shown
from .geometry import Box
from .language import Phrase
from .scene import Run

__all__ = [
    "CAP",
    "DESCENT",
    "covers",
    "face_name",
    "largest",
    "register",
    "run_box",
    "run_width",
    "width",
    "wrap",
    "wrapped",
]

CAP = 0.66  # height of a capital in em; a line of text reaches from there ...
DESCENT = 0.2  # ... to this far below its baseline

_faces: dict[tuple[str, int], str] = {}  # (family, weight) → reportlab's name, of the brand in use


def register(brand: Brand) -> None:
    """Make the brand's faces known. Raise SetupError for a file that is no TrueType font."""
    for face in brand.faces:
        _faces[face.family, face.weight] = _registered(face)


@lru_cache(maxsize=64)
def _registered(face: Face) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = f"{face.family.replace(' ', '')}-{face.weight}-{hashlib.sha256(str(face.path).encode()).hexdigest()[:6]}"
    try:
        pdfmetrics.registerFont(TTFont(name, str(face.path)))
    except Exception as error:  # the reader of a broken font fails in many ways, struct.error among them
        raise SetupError(
            f"not a usable TrueType font ({error})", "name a .ttf file in brand.yml", str(face.path)
        ) from None
    return name


def face_name(family: str, weight: int) -> str:
    """Return reportlab's name of a registered face. Raise UsageError when the brand has no such face."""
    try:
        return _faces[family, weight]
    except KeyError:
        raise UsageError(f"the brand has no face {family} {weight}", "add it to brand.yml") from None


def covers(brand: Brand, character: str) -> bool:
    """Tell whether every face of the brand can set the character. Raise SetupError for a file that is no font.

    Nothing is shaped: a mark that combines with the letter before it would stand beside that.
    """
    from reportlab.pdfbase import pdfmetrics

    faces = (pdfmetrics.getFont(_registered(face)).face for face in brand.faces)
    combines = unicodedata.category(character).startswith("M")
    return not combines and all(ord(character) in face.charToGlyph for face in faces)


def width(text: str, style: Style) -> float:
    """Return the width of `text` in points. Raise UsageError for a character that the face lacks."""
    return _width(text, face_name(style.family, style.weight), style.size) + style.tracking * len(text)


@lru_cache(maxsize=4096)
def _width(text: str, name: str, size: float) -> float:
    from reportlab.pdfbase import pdfmetrics

    font = pdfmetrics.getFont(name)
    for character in text:
        if ord(character) not in font.face.charToGlyph:
            raise UsageError(
                f"the font {font.face.name.decode()} has no character U+{ord(character):04X} of {shown(text)}",
                "change the text or the brand's font",
            )
    return float(font.stringWidth(text, size))


def run_width(run: Run, end: int | None = None) -> float:
    """Return how wide the first `end` characters of a run are on the page, in points; all without trailing spaces."""
    text = run.text.rstrip() if end is None else run.text[:end]
    return width(text, Style(run.family, run.weight, run.size, run.size, run.tracking, "")) * run.stretch


def run_box(run: Run, start: int = 0, end: int | None = None) -> Box:
    """Return the box of the characters [start, end) of a run on its page, from capitals to descenders.

    Lane figures, whose text is not seen, are drawn without descenders.
    """
    left = run_width(run, start) if start else 0.0
    high = CAP * run.size
    below = DESCENT * run.size if run.ink else 0.0
    return Box(run.x + left, run.y - high, run_width(run, end) - left, high + below)


def largest(edition: Edition, styles: Sequence[str], words: Phrase | str, measure: float) -> str:
    """Return the first of `styles` in which words stand on a line of `measure` points, else the last of them."""
    found = (name for name in styles if width(str(words), edition.style(name)) <= measure + 0.01)
    return next(found, styles[-1])


def wrap(text: str, style: Style, measure: float) -> list[str]:
    """Break `text` into lines no wider than `measure` points; a newline always breaks.

    Raise FitError for a word that is wider than the measure.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if width(word, style) > measure + 0.01:
                raise FitError("word", word, width(word, style) - measure)
            longer = f"{line} {word}" if line else word
            if line and width(longer, style) > measure + 0.01:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def wrapped(words: Phrase | str, style: Style, measure: float) -> list[Phrase]:
    """Break words like `wrap`; every line keeps what its part of the text tells."""
    phrase, lines, start = words if isinstance(words, Phrase) else Phrase(words), list[Phrase](), 0
    for line in wrap(phrase.text, style, measure):
        start = phrase.text.index(line, start)
        lines.append(phrase.part(start, start + len(line)))
        start += len(line)
    return lines
