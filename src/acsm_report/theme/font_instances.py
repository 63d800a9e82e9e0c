"""Makes static TrueType files of variable fonts and web fonts, and keeps them in the cache folder."""

from __future__ import annotations

import atexit
import hashlib
import io
import shutil
import struct
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import SetupError
from ..system.atomic_files import write_atomically
from ..system.cache import FONT_FOLDER
from .model import FontFace

__all__ = ["NAME_TTF", "FontDetails", "is_upright", "make_faces", "open_font", "read_details"]

FULL_NAME_ID, POSTSCRIPT_NAME_ID, WINDOWS_ENGLISH = 4, 6, (3, 1, 0x409)  # of OpenType's name table
FAMILY_NAME_IDS = (16, 1)  # of OpenType's name table: of all weights, of four styles
NORMAL_WIDTH, ITALIC = 5, 1  # usWidthClass, and a bit of fsSelection, of OpenType's OS/2 table
NAME_TTF = "name a TrueType file (.ttf) of this font"


class FontDetails(NamedTuple):
    """What a font file says of itself: families, weight, whether it is upright, and the lightest and boldest weight."""

    families: tuple[str, ...]
    weight: int
    is_upright: bool
    weights: tuple[int, int] | None


def make_faces(
    family: str, path: Path, weight: int | None, wanted: Iterable[int], folder: Path | None
) -> list[FontFace]:
    """Return the faces of a font file: one, or one for each wanted weight that a variable font has or comes close to.

    `weight` is what brand.yml says of the file. Raise SetupError for a file that is not a usable TrueType font.
    """
    signature, tags = _read_table_tags(path)
    is_web_font = signature in (b"wOFF", b"wOF2")
    if not is_web_font and "fvar" not in tags and weight is not None:
        return [FontFace(family, weight, path)]
    details = read_details(path)
    if details.weights is None:
        file = _make_static(path, None, folder) if is_web_font else path
        return [FontFace(family, weight or details.weight, file)]
    lightest, boldest = details.weights
    weights = sorted({min(max(each, lightest), boldest) for each in wanted})
    return [FontFace(family, each, _make_static(path, each, folder)) for each in weights]


def _read_table_tags(path: Path) -> tuple[bytes, set[str]]:
    """Return the signature of a font file and the names of its tables, without importing a library."""
    with suppress(OSError, struct.error), path.open("rb") as file:
        signature, count = struct.unpack(">4sH6x", file.read(12))
        return signature, {file.read(16)[:4].decode("latin-1") for _ in range(min(count, 100))}
    return b"", set()


@cache
def read_details(path: Path) -> FontDetails:
    """Return what a font file says of itself. Raise SetupError for a file that cannot be read."""
    with open_font(path) as font:
        style = font["OS/2"]
        name_ids = FAMILY_NAME_IDS if style.usWidthClass == NORMAL_WIDTH else FAMILY_NAME_IDS[1:]
        names = tuple(name for each in name_ids if (name := font["name"].getDebugName(each)))
        axes = {axis.axisTag: axis for axis in font["fvar"].axes} if "fvar" in font else {}
        weights = (round(axes["wght"].minValue), round(axes["wght"].maxValue)) if "wght" in axes else None
        return FontDetails(names, int(style.usWeightClass), is_upright(font), weights)


def is_upright(font: Any) -> bool:
    """Tell whether an open font is not italic."""
    return not font["OS/2"].fsSelection & ITALIC


@contextmanager
def open_font(path: Path) -> Iterator[Any]:
    """Open a font file with fontTools. Raise SetupError for whatever goes wrong inside the `with` block."""
    from fontTools.ttLib import TTFont

    try:
        with TTFont(path, lazy=True, recalcTimestamp=False) as font:
            yield font
    except SetupError:
        raise
    except ImportError:
        raise SetupError("is a WOFF2 file", "convert it to a TrueType file (.ttf)", str(path)) from None
    except Exception as error:  # fontTools raises errors of many types for a broken font
        raise SetupError(f"not a usable TrueType font ({error})", NAME_TTF, str(path)) from None


def _make_static(path: Path, weight: int | None, folder: Path | None) -> Path:
    """Return a TrueType file with one weight of a variable font, other axes at their default, from the cache or new.

    Raise SetupError for a font that cannot be instanced.
    """
    from fontTools import version
    from fontTools.varLib.instancer import instantiateVariableFont

    key = hashlib.sha256(f"{version} {weight} ".encode() + path.read_bytes()).hexdigest()
    target = (folder / FONT_FOLDER if folder else _temporary_folder()) / f"{key}.ttf"
    if target.is_file():
        with suppress(OSError):
            target.touch()  # it was used now, so it is removed later
        return target
    buffer = io.BytesIO()
    with open_font(path) as font:
        if "fvar" in font:
            axes = {axis.axisTag: axis.defaultValue for axis in font["fvar"].axes}
            instantiateVariableFont(font, axes | ({"wght": weight} if weight else {}), inplace=True)
            own_name = font["name"].getDebugName(POSTSCRIPT_NAME_ID) or path.stem
            font["name"].setName(f"{own_name[:50]}-{weight}", POSTSCRIPT_NAME_ID, *WINDOWS_ENGLISH)
            font["name"].setName(f"{own_name[:50]}-{weight}", FULL_NAME_ID, *WINDOWS_ENGLISH)
        font.flavor = None
        font.save(buffer)
    try:
        write_atomically({target: buffer.getvalue()})
    except (OSError, SetupError):  # the cache folder cannot be written to
        target = _temporary_folder() / target.name
        write_atomically({target: buffer.getvalue()})
    return target


@cache
def _temporary_folder() -> Path:
    """Return a folder for the fonts of this process, where there is no cache."""
    folder = tempfile.mkdtemp(prefix="acsm-report-fonts-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
