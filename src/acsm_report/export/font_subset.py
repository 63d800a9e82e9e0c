"""Subsets the brand's fonts for SVG and HTML, and reads their versions for the build manifest."""

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

FULL_NAME_ID, VERSION_NAME_ID = 4, 5  # of OpenType's name table
KEPT_NAME_IDS = (0, 1, 2, 13, 14)  # copyright, family, style, license, address of the license
KEPT_TABLES = {"GlyphOrder", "head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"}
KERNING_TABLES = {"GDEF", "GPOS", "kern"}


def font_versions(brand: Brand) -> dict[str, str]:
    """Return the version of each of the brand's fonts by full name. Raise SetupError for a file that cannot be read."""
    from fontTools.ttLib import TTFont

    versions = {}
    for face in brand.all_faces:
        try:
            with TTFont(face.path, lazy=True) as font:
                names = font["name"]
                full_name = names.getDebugName(FULL_NAME_ID) or f"{face.family} {face.weight}"
                versions[full_name] = names.getDebugName(VERSION_NAME_ID) or "unknown"
        except Exception as error:  # fontTools raises errors of many types for a broken font
            raise SetupError(
                f"the font cannot be read ({error})", "name another in brand.yml", str(face.path)
            ) from None
    return dict(sorted(versions.items()))


def font_face_rule(face: FontFace, characters: Iterable[str], kerning: bool = False, cache: Cache | None = None) -> str:
    """Return a CSS rule that embeds a font face with the glyphs of these characters only, as WOFF in base64.

    `kerning` keeps the kerning, for text that the layout has not measured. The cache keeps the subset.
    Raise SetupError for a font that cannot be embedded.
    """
    text = "".join(sorted(characters))
    cache = cache or Cache(None)
    inputs = (_fonttools_version(), _font_file_hash(face.path), text, str(kerning)) if cache.folder else ()
    key = cache_key("face", *inputs) if inputs else ""
    font = cache.get(key) if key else None
    if font is None:
        font = base64.b64encode(_subset_font(face.path, text, kerning)).decode()
        cache.put({key: font})
    family = css_string(face.family)
    return f"@font-face{{font-family:{family};font-weight:{face.weight};src:url(data:font/woff;base64,{font})}}"


def css_string(name: str) -> str:
    """Return a quoted CSS string that needs no escapes in XML or HTML."""
    return "'" + re.sub(r"[\\'{}<>&,;\x00-\x1f]", lambda match: f"\\{ord(match[0]):x} ", name) + "'"


@lru_cache(maxsize=64)
def _subset_font(path: Path, characters: str, kerning: bool) -> bytes:
    """Return a font file as WOFF with the glyphs of these characters only, without ligatures.

    Raise SetupError for a file that cannot be read.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, notdef_outline=True, name_IDs=list(KEPT_NAME_IDS), layout_features=["kern"])
    kept_tables = KEPT_TABLES | KERNING_TABLES if kerning else KEPT_TABLES
    buffer = io.BytesIO()
    try:
        with TTFont(path, lazy=True, recalcTimestamp=False) as font:
            for table in {*font.keys()} - kept_tables:
                del font[table]
            subsetter = Subsetter(options)
            subsetter.populate(text=characters)
            subsetter.subset(font)
            font.flavor = "woff"
            font.save(buffer)
    except Exception as error:  # fontTools raises errors of many types for a broken font, also struct.error
        raise SetupError(f"the font cannot be embedded ({error})", "name another in brand.yml", str(path)) from None
    return buffer.getvalue()


def _fonttools_version() -> str:
    from fontTools import version

    return str(version)


@lru_cache(maxsize=64)
def _font_file_hash(path: Path) -> str:
    """Return the SHA-256 of a font file. Raise SetupError for a file that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        what = f"the font cannot be embedded ({error.strerror})"
        raise SetupError(what, "name another in brand.yml", str(path)) from None
