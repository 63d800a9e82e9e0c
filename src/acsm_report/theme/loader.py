"""Loads a brand: a folder with brand.yml or _brand.yml, or that file.

The file is in the vocabulary of the brand.yml standard. What it leaves out comes from the shipped brand. A value that
is wrong raises UsageError with file:line:column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import ReportError, quote_value
from ..system import resources
from ..system.cache import Cache
from .brand_file import BrandFile, Keys, read_brand_file
from .derived_theme import derive_colors
from .logo_files import find_logos
from .model import Brand, Contact, FontFace, TextStyleSpec
from .named_colors import NamedColors, parse_color, read_colors
from .settings import SECTION, ReportSettings, merge_settings, refuse_unknown_keys, section_of
from .vocabulary import BrandSections, Meta, Typography

__all__ = ["load_brand", "make_key_locator"]

Model = TypeVar("Model", bound=BaseModel)


@lru_cache(maxsize=8)
def load_brand(path: Path, cache_folder: Path | None = None) -> Brand:
    """Load the brand of a file, or in a folder. Its content is read from the cache in `cache_folder` if it is there.

    Raise UsageError with file:line:column of the first thing that is wrong.
    """
    cache = Cache(cache_folder)
    file = read_brand_file(resources.find_brand_file(str(path)), cache)
    shipped = read_brand_file(resources.find_brand_file(), cache)
    sections = _validate(file, BrandSections, file.content, ())
    own, base = section_of(file), section_of(shipped)
    refuse_unknown_keys(file, own, base)
    settings = _validate(file, ReportSettings, merge_settings(base, own), SECTION)
    colors, shipped_colors = read_colors(file), read_colors(shipped)
    palette = {**shipped_colors.palette, **colors.palette}
    _resolve_colors(file, settings, palette, colors)
    if file.path != shipped.path:
        settings = derive_colors(settings, own, colors, palette, cache)
    logos, diagnostics = find_logos(file, sections.logo)
    faces = _find_font_faces(file, sections.typography)
    if not faces:
        faces = _find_font_faces(shipped, _validate(shipped, BrandSections, shipped.content, ()).typography)
    brand = Brand(
        **{k: getattr(settings, k) for k in ReportSettings.model_fields if k not in ("contact", "styles")},
        name=sections.meta.name.full or sections.meta.name.short or file.path.resolve().parent.name,
        short_name=sections.meta.name.short or sections.meta.name.full,
        contact=settings.contact or _contact_of(file, sections.meta),
        logos=logos,
        typography=sections.typography,
        font_faces=faces,
        styles=_with_available_weights(settings.styles, own.get("styles") or {}, faces),
        diagnostics=tuple(diagnostics),
        palette=palette,
    )
    _refuse_unknown_names(brand, file)
    return brand


def make_key_locator(path: Path) -> Callable[[Keys], tuple[int, int]]:
    """Return a function that gives line and column of a key of our section, ("roles", "ink"), or of its parent."""
    file = BrandFile(resources.find_brand_file(str(path)), {})
    return lambda keys: file.line_and_column((*SECTION, *keys))


def _validate(file: BrandFile, model: type[Model], content: Any, parents: Keys) -> Model:
    """Return the content as a model. `parents` are the keys above it."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        keys = (*parents, *first["loc"])
        what = f"{'.'.join(map(str, keys))}: {first['msg']} ({quote_value(first['input'])})"
        file.fail(keys, what, "correct the value")


def _contact_of(file: BrandFile, meta: Meta) -> Contact | None:
    """Return the brand itself as the contact, if it has a name and a home page."""
    name, link = meta.name.full or meta.name.short, meta.link.home
    if not (name and link):
        return None
    url = link if "://" in link else f"https://{link}"
    return _validate(file, Contact, {"name": name, "link": url}, ("meta",))


def _find_font_faces(file: BrandFile, typography: Typography) -> tuple[FontFace, ...]:
    """Return the font files that a brand names. Raise UsageError with its line for a file that is missing."""
    faces = []
    for at, family in enumerate(typography.fonts):
        for number, entry in enumerate(family.files):
            keys = ("typography", "fonts", at, "files", number)
            try:
                path = resources.resolve_reference(file.path.parent, entry.path)
            except ReportError as error:
                file.fail(keys, f"{family.family}: {error.what}", error.hint)
            if not path.is_file():
                file.fail(keys, f"the font {path.name} is missing", "correct its path")
            faces.append(FontFace(family.family, entry.weight or 400, path))
    return tuple(faces)


def _with_available_weights(
    styles: dict[str, TextStyleSpec], own: Mapping[str, Any], faces: Iterable[FontFace]
) -> dict[str, TextStyleSpec]:
    """Return the styles, with the closest weight of the brand's fonts where a style of the shipped brand has another.

    Styles of the brand's `own` keep their weight.
    """
    weights = sorted({face.weight for face in faces})
    closest = {s.weight: min(weights, key=lambda w: abs(w - s.weight)) for s in styles.values()}
    return {
        name: style if name in own else style.model_copy(update={"weight": closest[style.weight]})
        for name, style in styles.items()
    }


def _resolve_colors(file: BrandFile, settings: ReportSettings, palette: dict[str, str], colors: NamedColors) -> None:
    """Add the theme colors and colors of CSS that our section names to the palette, under their names.

    Raise UsageError for a name that is no color.
    """
    for keys, name in _color_names(settings):
        if name not in palette:
            palette[name] = colors.find(name) or parse_color(file, (*SECTION, *keys), name, palette)


def _color_names(settings: ReportSettings) -> Iterator[tuple[Keys, str]]:
    """Yield each color of our section by its keys."""
    yield from ((("roles", role), name) for role, name in settings.roles.items())
    for ground, roles in settings.grounds.items():
        yield from ((("grounds", ground, role), name) for role, name in roles.items())
    for number, lane in enumerate(settings.lanes):
        yield from ((("lanes", number, part), name) for part, name in lane.model_dump().items() if name)


def _refuse_unknown_names(brand: Brand, file: BrandFile) -> None:
    """Raise UsageError if a ground or style refers to a role, size or weight that does not exist."""
    roles = [(("grounds", ground, role), role) for ground, roles in brand.grounds.items() for role in roles]
    roles += [(("styles", name, "ink"), style.ink) for name, style in brand.styles.items()]
    for keys, role in roles:
        if role not in brand.roles:
            what = f"{'.'.join(map(str, keys))}: {quote_value(role)} is no role"
            file.fail((*SECTION, *keys), what, f"choose {', '.join(brand.roles)}")
    weights = {face.weight for face in brand.font_faces}
    for name, style in brand.styles.items():
        if style.weight not in weights or any(style.size not in scale for scale in brand.type.values()):
            what = f"style {quote_value(name)} uses an unknown size or weight"
            file.fail((*SECTION, "styles", name), what, "use one that the brand has")
