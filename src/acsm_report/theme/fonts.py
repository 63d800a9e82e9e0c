"""Registers the brand's fonts with reportlab, chooses the font of each character, and measures text.

A character that a font lacks comes from the next of the brand's families that has it, and at last from the shipped
fonts. reportlab keeps fonts in one global table by name. A name contains a digest of the file, so two brands in one
process do not mix up widths.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from ..dataset.scripts import unsupported_script
from ..errors import SetupError, UsageError, quote_value
from .model import Brand, FontFace, nearest_weight

__all__ = [
    "FontRun", "font_runs", "has_glyph", "register_fonts", "registered_font_name", "share_characters",
    "untracked_width",
]  # fmt: skip


class RegisteredFace(NamedTuple):
    """A font face under the name that reportlab has for it."""

    name: str
    family: str
    weight: int


class FontRun(NamedTuple):
    """Characters in a row that one font sets."""

    text: str
    face: RegisteredFace


Stack = tuple[RegisteredFace, ...]  # a face, and those that follow where it lacks a character

_stacks: dict[tuple[str, int], Stack] = {}  # by family and weight, for the brand in use


def register_fonts(brand: Brand) -> None:
    """Register the brand's fonts. Raise SetupError for a file that is not a TrueType font.

    Of two brands with one family, the one registered last sets text: register a brand before you measure for it.
    """
    stacks = _build_stacks(brand)
    _stacks.update({(stack[0].family, stack[0].weight): stack for stack in stacks})


@lru_cache(maxsize=8)
def _build_stacks(brand: Brand) -> tuple[Stack, ...]:
    taken = dict[str, str]()  # names of fonts in a PDF, and reportlab's names of them
    registered = {face: _register_face(face, taken) for face in brand.all_faces}
    families = dict.fromkeys(face.family for face in brand.all_faces)
    stacks = []
    for first in brand.font_faces:
        others = (nearest_weight(brand.all_faces, name, first.weight) for name in families if name != first.family)
        stacks.append(tuple(registered[face] for face in (first, *others)))
    return tuple(stacks)


def _register_face(face: FontFace, taken: dict[str, str]) -> RegisteredFace:
    """Register a font. A name in the PDF that is `taken` by another file gets the digest of this file."""
    try:
        digest = hashlib.sha256(face.path.read_bytes()).hexdigest()[:12]
        name = f"{face.family.replace(' ', '')}-{digest}"
        own_name = _register_file(face.path, name)
        if taken.setdefault(own_name, name) != name:
            name = f"{name}-renamed"
            _register_file(face.path, name, f"{own_name}-{digest}")
    except Exception as error:  # a broken font raises many kinds of errors
        raise SetupError(
            f"not a usable TrueType font ({error})", "name a .ttf file in brand.yml", str(face.path)
        ) from None
    return RegisteredFace(name, face.family, face.weight)


def _register_file(path: Path, name: str, name_in_pdf: str = "") -> str:
    """Register a font file under a name. Return its name in a PDF, its own by default."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if name not in pdfmetrics.getRegisteredFontNames():
        font = TTFont(name, str(path))
        found = name_in_pdf.encode() or font.face.name
        font.face.name = name.encode()  # while it is registered: reportlab takes fonts of one name for one font
        pdfmetrics.registerFont(font)
        font.face.name = found
    return str(pdfmetrics.getFont(name).face.name.decode())


def registered_font_name(family: str, weight: int) -> str:
    """Return reportlab's name of a registered font. Raise UsageError if the brand has no such font."""
    return _find_stack(family, weight)[0].name


def _find_stack(family: str, weight: int) -> Stack:
    try:
        return _stacks[family, weight]
    except KeyError:
        raise UsageError(f"the brand has no face {family} {weight}", "add it to brand.yml") from None


def has_glyph(brand: Brand, character: str) -> bool:
    """Tell whether text in any style of the brand can have the character.

    Raise SetupError for a file that is not a font. Characters that must be shaped or turned count as missing.
    """
    return ord(character) in _common_characters(brand) and not unsupported_script(character)


@lru_cache(maxsize=8)
def _common_characters(brand: Brand) -> frozenset[int]:
    """Return the characters that the fonts behind every style have together."""
    return frozenset.intersection(*(frozenset().union(*map(_glyphs, stack)) for stack in _build_stacks(brand)))


@lru_cache(maxsize=64)
def _glyphs(face: RegisteredFace) -> dict[int, int]:
    """Return the glyphs of a font by character."""
    from reportlab.pdfbase import pdfmetrics

    glyphs: dict[int, int] = pdfmetrics.getFont(face.name).face.charToGlyph
    return glyphs


def font_runs(text: str, family: str, weight: int) -> tuple[FontRun, ...]:
    """Return text split by the font of each character. Raise UsageError for a character that no font has."""
    return _split_text(text, _find_stack(family, weight))


@lru_cache(maxsize=4096)
def _split_text(text: str, stack: Stack) -> tuple[FontRun, ...]:
    if text and all(ord(character) in _glyphs(stack[0]) for character in set(text)):
        return (FontRun(text, stack[0]),)
    faces = [_face_of(character, stack) for character in text]
    if None in faces:
        missing, name = text[faces.index(None)], _full_name(stack[0])
        what = f"the font {name} has no character U+{ord(missing):04X} of {quote_value(text)}"
        raise UsageError(what, "change the text or the brand's font")
    pairs = zip(text, faces, strict=True)
    return tuple(
        FontRun("".join(c for c, _ in run), face) for face, run in groupby(pairs, lambda pair: pair[1]) if face
    )


def _full_name(face: RegisteredFace) -> str:
    from reportlab.pdfbase import pdfmetrics

    return str(pdfmetrics.getFont(face.name).face.name.decode())


def _face_of(character: str, stack: Stack) -> RegisteredFace | None:
    return next((face for face in stack if ord(character) in _glyphs(face)), None)


def share_characters(characters: Iterable[str], family: str, weight: int) -> dict[tuple[str, int], set[str]]:
    """Return the characters by family and weight of the font that sets each. The first font gets what no font has."""
    stack, shared = _find_stack(family, weight), dict[tuple[str, int], set[str]]()
    for character in characters:
        face = _face_of(character, stack) or stack[0]
        shared.setdefault((face.family, face.weight), set()).add(character)
    return shared


@lru_cache(maxsize=4096)
def _width(text: str, stack: Stack, size: float) -> float:
    from reportlab.pdfbase import pdfmetrics

    return float(sum(pdfmetrics.getFont(run.face.name).stringWidth(run.text, size) for run in _split_text(text, stack)))


def untracked_width(text: str, family: str, weight: int, size: float) -> float:
    """Return the width of `text` in points, without tracking or kerning.

    Raise UsageError for a character that no font has.
    """
    return _width(text, _find_stack(family, weight), size)
