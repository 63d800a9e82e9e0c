"""Registers the brand's fonts with reportlab and measures text in them.

reportlab keeps fonts in one global table by name. Each font is registered once, under a name made of its family, weight
and file, so two brands in one process do not mix up widths.
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

from ..errors import SetupError, UsageError, quote_value
from .model import Brand, FontFace

__all__ = ["has_glyph", "register_fonts", "registered_font_name", "untracked_width"]

_registered_names: dict[tuple[str, int], str] = {}  # by (family, weight), for the brand in use


def register_fonts(brand: Brand) -> None:
    """Register the brand's fonts. Raise SetupError for a file that is not a TrueType font."""
    for face in brand.font_faces:
        _registered_names[face.family, face.weight] = _register_face(face)


@lru_cache(maxsize=64)
def _register_face(face: FontFace) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = f"{face.family.replace(' ', '')}-{face.weight}-{hashlib.sha256(str(face.path).encode()).hexdigest()[:6]}"
    try:
        pdfmetrics.registerFont(TTFont(name, str(face.path)))
    except Exception as error:  # a broken font raises many kinds of errors
        raise SetupError(
            f"not a usable TrueType font ({error})", "name a .ttf file in brand.yml", str(face.path)
        ) from None
    return name


def registered_font_name(family: str, weight: int) -> str:
    """Return reportlab's name of a registered font. Raise UsageError if the brand has no such font."""
    try:
        return _registered_names[family, weight]
    except KeyError:
        raise UsageError(f"the brand has no face {family} {weight}", "add it to brand.yml") from None


def has_glyph(brand: Brand, character: str) -> bool:
    """Tell whether every font of the brand has the character. Raise SetupError for a file that is not a font.

    Combining marks count as missing, because text is not shaped.
    """
    from reportlab.pdfbase import pdfmetrics

    faces = (pdfmetrics.getFont(_register_face(face)).face for face in brand.font_faces)
    combines = unicodedata.category(character).startswith("M")
    return not combines and all(ord(character) in face.charToGlyph for face in faces)


@lru_cache(maxsize=4096)
def untracked_width(text: str, name: str, size: float) -> float:
    """Return the width of `text`, in points, in a registered font without tracking or kerning.

    Raise UsageError for a character that the font lacks.
    """
    from reportlab.pdfbase import pdfmetrics

    font = pdfmetrics.getFont(name)
    for character in text:
        if ord(character) not in font.face.charToGlyph:
            raise UsageError(
                f"the font {font.face.name.decode()} has no character U+{ord(character):04X} of {quote_value(text)}",
                "change the text or the brand's font",
            )
    return float(font.stringWidth(text, size))
