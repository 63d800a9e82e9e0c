"""Which typefaces a file is set in, for its record."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ..errors import SetupError
from ..system.cache import Cache, cache_key
from ..theme.model import Brand, FontFace

__all__ = ["font_face_rule", "font_versions"]

FULL_NAME_ID, VERSION_NAME_ID = 4, 5  # what a TrueType font says of itself, by the numbers of OpenType's table of names


def font_versions(brand: Brand) -> dict[str, str]:
    """Return the versions of the brand's faces by their names. Raise SetupError for a file that cannot be read."""
    from fontTools.ttLib import TTFont

    found = {}
    for face in brand.font_faces:
        try:
            with TTFont(face.path, lazy=True) as font:
                names = font["name"]
                named = names.getDebugName(FULL_NAME_ID) or f"{face.family} {face.weight}"
                found[named] = names.getDebugName(VERSION_NAME_ID) or "not told"
        except Exception as error:  # the reader of a broken font fails in many ways
            raise SetupError(
                f"the font cannot be read ({error})", "name another in brand.yml", str(face.path)
            ) from None
    return dict(sorted(found.items()))


KEPT_TABLES = {
    "GlyphOrder",
    "head",
    "hhea",
    "maxp",
    "OS/2",
    "hmtx",
    "cmap",
    "loca",
    "glyf",
    "name",
    "post",
}  # that stay
KERNING_TABLES = {"GDEF", "GPOS", "kern"}
KEPT_NAME_IDS = (
    0,
    1,
    2,
    13,
    14,
)  # of a font's names those that stay: copyright, family, style, licence and its address


def font_face_rule(face: FontFace, characters: Iterable[str], kerning: bool = False, cache: Cache | None = None) -> str:
    """Return the rule of CSS that embeds a face with the glyphs of these characters and no others.

    Words that nobody measured may be `kerned`. What was cut before is in the cache. Raise SetupError for a face that
    cannot be embedded.
    """
    letters = "".join(sorted(characters))
    kept = cache or Cache(None)
    name = (
        cache_key("face", _fonttools_version(), _font_file_hash(face.path), letters, str(kerning))
        if kept.folder
        else ""
    )
    font = kept.get(name) if name else None
    if font is None:
        font = base64.b64encode(_subset_font(face.path, letters, kerning)).decode()
        kept.put({name: font})
    named = css_string(face.family)
    return f"@font-face{{font-family:{named};font-weight:{face.weight};src:url(data:font/woff;base64,{font})}}"


def css_string(name: str) -> str:
    """Return a name as a string of CSS, which reads alike as XML and as HTML."""
    return "'" + re.sub(r"[\\'{}<>&\x00-\x1f]", lambda found: f"\\{ord(found[0]):x} ", name) + "'"


@lru_cache(maxsize=64)
def _subset_font(path: Path, characters: str, kerning: bool) -> bytes:
    """Return a font file as WOFF with the glyphs of these characters alone, without ligatures; kerning if wanted.

    Raise SetupError for one that cannot be read.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, notdef_outline=True, name_IDs=list(KEPT_NAME_IDS), layout_features=["kern"])
    kept = KEPT_TABLES | KERNING_TABLES if kerning else KEPT_TABLES
    buffer = io.BytesIO()
    try:
        with TTFont(path, lazy=True, recalcTimestamp=False) as font:
            for table in {*font.keys()} - kept:
                del font[table]
            subsetter = Subsetter(options)
            subsetter.populate(text=characters)
            subsetter.subset(font)
            font.flavor = "woff"
            font.save(buffer)
    except Exception as error:  # the reader of a broken font fails in many ways, struct.error among them
        raise SetupError(f"the font cannot be embedded ({error})", "name another in brand.yml", str(path)) from None
    return buffer.getvalue()


def _fonttools_version() -> str:
    from fontTools import version

    return str(version)


@lru_cache(maxsize=64)
def _font_file_hash(path: Path) -> str:
    """Return the hash of a font file. Raise SetupError for one that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        what = f"the font cannot be embedded ({error.strerror})"
        raise SetupError(what, "name another in brand.yml", str(path)) from None
