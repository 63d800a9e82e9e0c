"""Tells which characters the program cannot set: those whose letters join, reorder or run from right to left."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from ..errors import quote_value

__all__ = ["refused_scripts", "unsupported_script"]

RIGHT_TO_LEFT = ("R", "AL", "AN", "RLE", "RLO", "RLI")  # bidirectional classes
SHAPED_SCRIPTS = {
    "AHOM", "BALINESE", "BATAK", "BENGALI", "BHAIKSUKI", "BRAHMI", "BUGINESE", "BUHID", "CHAKMA", "CHAM", "DEVANAGARI",
    "DOGRA", "GRANTHA", "GUJARATI", "GUNJALA", "GURMUKHI", "HANUNOO", "JAVANESE", "KAITHI", "KANNADA", "KAWI",
    "KAYAH", "KHAROSHTHI", "KHMER", "KHOJKI", "KHUDAWADI", "LAO", "LEPCHA", "LIMBU", "MAHAJANI", "MAKASAR",
    "MALAYALAM", "MARCHEN", "MASARAM", "MEETEI", "MODI", "MONGOLIAN", "MULTANI", "MYANMAR", "NANDINAGARI", "NEWA",
    "ORIYA", "PHAGS-PA", "REJANG", "SAURASHTRA", "SHARADA", "SIDDHAM", "SINHALA", "SOYOMBO", "SUNDANESE", "SYLOTI",
    "TAGALOG", "TAGBANWA", "TAI", "TAKRI", "TAMIL", "TELUGU", "THAI", "TIBETAN", "TIRHUTA", "VEDIC", "ZANABAZAR",
}  # fmt: skip


def refused_scripts(text: str) -> Iterator[str]:
    """Yield the name of each script in text that cannot be set, with its first character; marks come as such."""
    for script, character in {unsupported_script(c): c for c in reversed(text)}.items():
        if script == "combining":
            yield f"the combining mark U+{ord(character):04X} {quote_value(character)}"
        elif script:
            yield f"the {script} script (U+{ord(character):04X} {quote_value(character)})"


@lru_cache(maxsize=4096)
def unsupported_script(character: str) -> str:
    """Return the script of a character that must be shaped or turned, "Arabic", or "combining" for a mark; else ""."""
    if character.isascii():
        return ""
    first = unicodedata.name(character, "").partition(" ")[0]
    if first in SHAPED_SCRIPTS or unicodedata.bidirectional(character) in RIGHT_TO_LEFT:
        return first.title()
    is_jamo = 0x1100 <= ord(character) <= 0x11FF  # parts of Korean syllables
    return "combining" if unicodedata.category(character).startswith("M") or is_jamo else ""
