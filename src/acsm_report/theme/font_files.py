"""Finds the font files of a brand's families: named in brand.yml, in the brand's folder, or installed.

Nothing is fetched from the network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..dataset.diagnostics import Diagnostic
from ..errors import ReportError, SetupError, quote_value
from ..system import resources
from ..system.cache import Cache
from .brand_file import BrandFile, Keys
from .font_checks import NO_REMARKS, check_font
from .font_instances import make_faces, read_details
from .font_warnings import NamedFont, warn_of_font, warn_of_missing_family
from .model import FontFace, TextStyleSpec
from .vocabulary import FontFamily, Typography

__all__ = ["FoundFonts", "find_fonts"]

SUFFIXES = {".ttf", ".otf", ".woff", ".woff2"}
INSTALLED = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts",
    "/System/Library/Fonts", "~/Library/Fonts", "%WINDIR%/Fonts", "%LOCALAPPDATA%/Microsoft/Windows/Fonts",
)  # fmt: skip


class FoundFonts(NamedTuple):
    """The faces of a brand's families, and warnings about families without a file."""

    faces: tuple[FontFace, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_fonts(
    file: BrandFile, typography: Typography, styles: Collection[TextStyleSpec], cache_folder: Path | None
) -> FoundFonts:
    """Return the faces of all families that a brand names, in order. Variable fonts have the weights of the styles.

    Raise UsageError with file:line:column for a file that is missing or is not a usable font.
    """
    wanted, roles = {style.weight for style in styles}, {style.font for style in styles}
    base = typography.base.family or next((family.family for family in typography.fonts), "")
    text_families = {getattr(typography, role).family or base for role in roles}
    faces, diagnostics = dict[tuple[str, int], FontFace](), list[Diagnostic]()
    for keys, family in _named_families(typography, roles):
        named = list(_named_files(file, keys, family, Cache(cache_folder)))
        if not named:
            diagnostics.append(warn_of_missing_family(file, keys, family.family))
        for font in sorted(named, key=lambda font: len(font.report.missing)):  # the most complete first
            try:
                found = make_faces(family.family, font.path, font.weight, wanted, cache_folder)
            except SetupError as error:
                file.fail(font.keys, f"{font.path.name}: {error.what}", error.hint)
            is_taken = all((face.family, face.weight) in faces for face in found)
            diagnostics += warn_of_font(file, font, found[0], is_taken, family.family in text_families)
            for face in found:
                faces.setdefault((face.family, face.weight), face)
    return FoundFonts(tuple(faces.values()), tuple(diagnostics))


def _named_families(typography: Typography, roles: Iterable[str]) -> Iterator[tuple[Keys, FontFamily]]:
    """Yield the families in typography.fonts, and those that one of the roles names without an entry there.

    Each comes with its keys.
    """
    listed = {family.family for family in typography.fonts}
    yield from ((("typography", "fonts", at), family) for at, family in enumerate(typography.fonts))
    for role in sorted(roles):
        name = getattr(typography, role).family
        if name and name not in listed:
            listed.add(name)
            yield ("typography", role), FontFamily(family=name, source="system")


def _named_files(file: BrandFile, keys: Keys, family: FontFamily, cache: Cache) -> Iterator[NamedFont]:
    """Yield each upright file of a family, checked. Raise UsageError for one that cannot be used."""
    is_shipped = file.path == resources.find_brand_file()
    for place, path, weight in _font_files(file, keys, family):
        try:
            report = NO_REMARKS if is_shipped else check_font(path, cache)
        except SetupError as error:
            file.fail(place, f"{path.name}: {error.what}", error.hint)
        yield NamedFont(place, path, weight, report)


def _font_files(file: BrandFile, keys: Keys, family: FontFamily) -> Iterator[tuple[Keys, Path, int | None]]:
    """Yield each upright file of a family with its keys and the weight that brand.yml gives it."""
    for number, entry in enumerate(family.files):
        place = (*keys, "files", number)
        if entry.style != "normal":
            continue
        if re.match(r"https?://", entry.path):
            what = f"the font {quote_value(entry.path)} is on the web, and nothing is fetched"
            file.fail(place, what, "download it as a .ttf file, and write its path beside brand.yml")
        try:
            path = resources.resolve_reference(file.path.parent, entry.path)
        except ReportError as error:
            file.fail(place, f"{family.family}: {error.what}", error.hint)
        if not path.is_file():
            file.fail(place, f"the font {path.name} is missing", "correct its path")
        yield place, path, entry.weight
    if not family.files:
        beside = [*_list_fonts([file.path.parent], "*"), *_list_fonts([file.path.parent / "fonts"], "**/*")]
        yield from ((keys, path, None) for path in _of_family(beside, family.family) or _installed_files(family.family))


def _installed_files(family: str) -> list[Path]:
    folders = [Path(os.path.expandvars(folder)).expanduser() for folder in INSTALLED]
    return _of_family(_list_fonts(folders, "**/*"), family)


def _list_fonts(folders: Iterable[Path], pattern: str) -> list[Path]:
    return sorted(
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.glob(pattern)
        if path.suffix.lower() in SUFFIXES
    )


def _of_family(paths: Iterable[Path], family: str) -> list[Path]:
    """Return the upright fonts whose own name is that of the family."""
    found = []
    for path in paths:
        try:
            details = read_details(path)
        except SetupError:
            continue
        if details.is_upright and family.casefold() in map(str.casefold, details.families):
            found.append(path)
    return found
