"""Loads a brand: a folder with brand.yml or _brand.yml, or that file.

The file is in the vocabulary of the brand.yml standard. What it leaves out comes from the shipped brand. A value that
is wrong raises UsageError with file:line:column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import quote_value
from ..system import resources
from ..system.cache import Cache
from .brand_file import BrandFile, Keys, read_brand_file
from .derived_theme import derive_colors
from .font_files import find_fonts
from .font_roles import choose_families, join_faces, note_missing_weights, set_available_weights, set_role_weights
from .logo_files import find_logos
from .model import Brand, Contact
from .named_colors import NamedColors, parse_color, read_colors
from .settings import SECTION, ReportSettings, find_color_keys, merge_settings, refuse_unknown_keys, section_of
from .standard_keys import find_unknown_keys
from .vocabulary import BrandSections, Meta

__all__ = ["load_brand"]

WRITE_KEYS = "write keys below it"
INVALID_VALUES = {  # by pydantic's type of error
    **dict.fromkeys(("model_type", "dict_type"), ("it is not a mapping", WRITE_KEYS)),
    **dict.fromkeys(
        ("tuple_type", "list_type"), ("it is not a list", "write each entry on a line of its own, after a -")
    ),
    "string_type": ("it is not text", "put it in quotes"),
    "string_pattern_mismatch": ("it is not a web address", "write it as https://example.org"),
}
OTHER_SCHEME = re.compile(r"[a-z]+:(?!\d)", re.I)  # such as mailto:, but not the port of example.org:8080

Model = TypeVar("Model", bound=BaseModel)


@lru_cache(maxsize=8)
def load_brand(path: Path, cache_folder: Path | None = None) -> Brand:
    """Load the brand of a file, or in a folder. Its content is read from the cache in `cache_folder` if it is there.

    Raise UsageError with file:line:column of the first thing that is wrong.
    """
    cache = Cache(cache_folder)
    file, shipped_path = read_brand_file(resources.find_brand_file(str(path)), cache), resources.find_brand_file()
    shipped = file if file.path == shipped_path else read_brand_file(shipped_path, cache)
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
    wanted = set_role_weights(settings.styles, own.get("styles") or {}, sections.typography)
    fonts = find_fonts(file, sections.typography, wanted.values(), cache_folder)
    shipped_typography = _validate(shipped, BrandSections, shipped.content, ()).typography
    shipped_faces = find_fonts(shipped, shipped_typography, wanted.values(), cache_folder).faces
    families = choose_families(sections.typography, fonts.faces, shipped_faces)
    faces = join_faces(fonts.faces, shipped_faces)
    styles = set_available_weights(wanted, families, faces)
    text_families = [families["base"], *sorted({families[s.font] for s in styles.values()} - {families["base"]})]
    brand = Brand(
        **{k: getattr(settings, k) for k in ReportSettings.model_fields if k not in ("contact", "styles")},
        path=file.path,
        name=sections.meta.name.full or sections.meta.name.short or file.path.resolve().parent.name,
        short_name=sections.meta.name.short or sections.meta.name.full,
        contact=settings.contact or _contact_of(file, sections.meta),
        logos=logos,
        typography=sections.typography,
        font_faces=tuple(face for family in text_families for face in faces if face.family == family),
        fallback_faces=tuple(face for face in faces if face.family not in text_families),
        families=families,
        styles=styles,
        diagnostics=(
            *find_unknown_keys(file),
            *diagnostics,
            *fonts.diagnostics,
            *note_missing_weights(wanted, styles, families, file),
        ),
        color_keys=find_color_keys(own) if file.path != shipped.path else {},
        contact_keys=(*SECTION, "contact") if settings.contact else ("meta",),
        palette=palette,
    )
    _refuse_unknown_names(brand, file)
    return brand


def _validate(file: BrandFile, model: type[Model], content: Any, parents: Keys) -> Model:
    """Return the content as a model. `parents` are the keys above it."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        keys = (*parents, *first["loc"])
        what, hint = INVALID_VALUES.get(first["type"], (first["msg"], "correct the value"))
        if hint == WRITE_KEYS and isinstance(first["input"], int | float):
            hint = "put it in quotes"  # a name such as 1899
        file.fail(keys, f"{'.'.join(map(str, keys))}: {what} ({quote_value(first['input'])})", hint)


def _contact_of(file: BrandFile, meta: Meta) -> Contact | None:
    """Return the brand itself as the contact, if it has a name and a home page."""
    name, link = meta.name.full or meta.name.short, meta.link.home
    if not (name and link):
        return None
    url = link if "://" in link or OTHER_SCHEME.match(link) else f"https://{link}"
    return _validate(file, Contact, {"name": name, "link": url}, ("meta",))


def _resolve_colors(file: BrandFile, settings: ReportSettings, palette: dict[str, str], colors: NamedColors) -> None:
    """Add the theme colors and colors of CSS that our section names to the palette, under their names.

    Raise UsageError for a name that is not a color.
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
            what = f"{'.'.join(map(str, keys))}: {quote_value(role)} is not a role"
            file.fail((*SECTION, *keys), what, f"choose {', '.join(brand.roles)}")
    scale, *others = brand.type.values()
    sizes = [size for size in scale if all(size in other for other in others)]
    for name, style in brand.styles.items():
        if style.size not in sizes:
            what = f"styles.{name}.size: {quote_value(style.size)} is not a size"
            file.fail((*SECTION, "styles", name, "size"), what, f"choose {', '.join(sizes)}")
