"""Checks that a font file of a brand can be used: complete, with outlines that we can draw, and free to be embedded."""

from __future__ import annotations

import hashlib
import io
import json
import string
from pathlib import Path
from typing import Any, NamedTuple

from ..dataset.readers.limits import FileError, read_bytes
from ..errors import SetupError
from ..system.cache import Cache, cache_key
from .font_instances import NAME_TTF, is_upright, open_font

__all__ = ["BASIC_CHARACTERS", "NO_REMARKS", "FontReport", "check_font"]

MAX_BYTES = 60_000_000  # the largest fonts of all Chinese, Japanese and Korean characters have half of that
TRUETYPE, WEB_FONTS = (b"\0\1\0\0", b"true"), (b"wOFF", b"wOF2")
POSTSCRIPT = "has PostScript outlines, which a PDF of this program cannot embed"
COLLECTION = "is a collection of fonts"
TABLES = ("head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "name", "post", "loca", "glyf")
COLOR_TABLES = {"COLR", "CBDT", "sbix"}
USAGE, RESTRICTED = 0xF, 2  # bits of fsType of OpenType's OS/2 table, and their value if embedding is forbidden
NO_SUBSET, BITMAPS_ONLY = 0x100, 0x200  # further bits of fsType
BASIC_CHARACTERS = string.ascii_letters + string.digits + ".,:;!?&%$()/-–’“”"


class FontReport(NamedTuple):
    """What a usable font file is like: its weight, whether it is upright, and the basic characters that it lacks."""

    weight: int
    is_upright: bool
    missing: str


NO_REMARKS = FontReport(0, True, "")


def check_font(path: Path, cache: Cache) -> FontReport:
    """Return the report on a font file, from the cache if it is there.

    Raise SetupError for a file that cannot be used.
    """
    try:
        content = read_bytes(path, MAX_BYTES, "")
    except FileError as error:
        raise SetupError(error.what, error.hint, str(path)) from None
    rules = Path(__file__).read_text(encoding="utf-8")  # a report by other rules is of no use
    key = cache_key("font", rules, hashlib.sha256(content).hexdigest())
    if (text := cache.get(key)) is not None:
        return FontReport(*json.loads(text))
    if what := _name_other_kind(content):
        raise SetupError(what, NAME_TTF, str(path))
    with open_font(path) as font:
        report = _examine(font, path)
        if content.startswith(TRUETYPE):
            from reportlab.pdfbase.ttfonts import TTFontFile

            TTFontFile(io.BytesIO(content))  # it refuses more than fontTools does
    cache.put({key: json.dumps(report)})
    return report


def _name_other_kind(content: bytes) -> str:
    """Return what a file is if it is not a font that we can use, judged by its first bytes; else ""."""
    if content.startswith(b"OTTO"):
        return POSTSCRIPT
    if content.startswith(b"ttcf"):
        return COLLECTION
    if content.startswith((*TRUETYPE, *WEB_FONTS)):
        return ""
    return "is a web page, not a font" if b"<html" in content[:2000].lower() else "is not a font"


def _examine(font: Any, path: Path) -> FontReport:
    """Read the tables of an open font. Raise SetupError for what it lacks or forbids."""
    tags = set(font.keys())
    if {"CFF ", "CFF2"} & tags:
        raise SetupError(POSTSCRIPT, NAME_TTF, str(path))
    if COLOR_TABLES & tags:
        raise SetupError("has colored glyphs, which cannot be drawn", "name a font of one color", str(path))
    if lacking := next((tag for tag in TABLES if tag not in tags), ""):
        raise SetupError(f"is incomplete: it has no table {lacking}", "name the complete font", str(path))
    for tag in TABLES:
        font[tag]  # reads all of it
    characters = font.getBestCmap()
    if not characters:
        raise SetupError("has no Unicode characters", "name a font with a Unicode character map", str(path))
    allowed = font["OS/2"].fsType
    if allowed & USAGE == RESTRICTED or allowed & (NO_SUBSET | BITMAPS_ONLY):
        what = f"its license forbids to embed parts of it in a document (fsType {allowed})"
        raise SetupError(what, "name another font, or get a license and file that allow it", str(path))
    present = [character for character in BASIC_CHARACTERS if ord(character) in characters]
    for character in present:
        name = characters[ord(character)]
        font["glyf"][name].expand(font["glyf"])
        if font["hmtx"][name][0] <= 0:
            raise SetupError(f"its character {character!r} has no width", "name another font", str(path))
    missing = "".join(character for character in BASIC_CHARACTERS if character not in present)
    return FontReport(int(font["OS/2"].usWeightClass), is_upright(font), missing)
