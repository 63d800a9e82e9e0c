"""The colors of a brand.yml by name: its palette, and the theme colors of its standard, foreground to danger.

A color is #RGB, #RRGGBB, another notation of CSS, a CSS name, or the name of another color of the brand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from ..errors import quote_value
from .brand_file import BrandFile, Keys
from .colors import parse_css_color

__all__ = ["THEME_COLORS", "NamedColors", "parse_color", "read_colors"]

THEME_COLORS = (
    "foreground",
    "background",
    "primary",
    "secondary",
    "tertiary",
    "success",
    "info",
    "warning",
    "danger",
    "light",
    "dark",
    "link",
)
HEX_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")


class NamedColors:
    """The colors of a brand, "#RRGGBB": its palette in the file's order, and the theme colors that it defines."""

    def __init__(self, palette: Mapping[str, str], theme: Mapping[str, str]) -> None:
        self.palette, self.theme = dict(palette), dict(theme)

    def find(self, name: str) -> str | None:
        """Return the color of a name; one of the palette comes first."""
        return self.palette.get(name) or self.theme.get(name)


def read_colors(file: BrandFile) -> NamedColors:
    """Return the colors of a brand.yml. Raise UsageError with file:line:column for what is not a color."""
    section = file.content.get("color") or {}
    if not isinstance(section, Mapping):
        file.fail(("color",), "color: it is not a mapping of names to colors", "write palette: and primary: below it")
    palette = section.get("palette") or {}
    if not isinstance(palette, Mapping):
        file.fail(
            ("color", "palette"), "color.palette: it is not a mapping of names to colors", 'write blue: "#005CA9"'
        )
    theme = {name: section[name] for name in THEME_COLORS if name in section}
    values: dict[Keys, Any] = {("color", name): _light_variant(value) for name, value in theme.items()}
    values |= {("color", "palette", name): _light_variant(value) for name, value in palette.items()}
    colors = {keys: _resolve(file, values, keys, ()) for keys in values}
    return NamedColors(
        {name: colors["color", "palette", name] for name in palette}, {name: colors["color", name] for name in theme}
    )


def _light_variant(value: Any) -> Any:
    """Return the color for light backgrounds of a pair of `light` and `dark`, or its only one; others as they are."""
    return value.get("light", value.get("dark", value)) if isinstance(value, Mapping) else value


def _resolve(file: BrandFile, values: Mapping[Keys, Any], keys: Keys, seen: tuple[Keys, ...]) -> str:
    """Return the color of a key, "#RRGGBB", through any number of names."""
    value, key = values[keys], ".".join(map(str, keys))
    if not isinstance(value, str):
        what = "has no value" if value is None else f"{quote_value(value)} is not a color"
        file.fail(keys, f"{key}: {what}", 'write a color in quotes, "#005CA9": without them # begins a comment')
    if keys in seen or (value == keys[-1] and len(keys) == 2 and ("color", "palette", value) not in values):
        file.fail(keys, f"{key}: {quote_value(value)} refers back to itself", 'write a color, "#005CA9"')
    for named in (("color", "palette", value), ("color", value)):
        if named in values and named != keys:
            return _resolve(file, values, named, (*seen, keys))
    return parse_color(file, keys, value, (str(named[-1]) for named in values))


def parse_color(file: BrandFile, keys: Keys, text: str, names: Iterable[str]) -> str:
    """Return the color of CSS that a key of a brand.yml has, "#RRGGBB".

    Raise UsageError with file:line:column for another text; it suggests one of the `names` that the brand has.
    """
    if HEX_COLOR.fullmatch(text):
        return text.upper()
    key = ".".join(map(str, keys))
    try:
        color, opacity = parse_css_color(text)
    except ValueError:
        file.fail(
            keys, f"{key}: {quote_value(text)} is neither a color nor the name of one", _suggest_color(text, names)
        )
    if opacity < 1:
        file.fail(keys, f"{key}: {quote_value(text)} is transparent", 'write an opaque color, "#005CA9"')
    return color


def _suggest_color(text: str, names: Iterable[str]) -> str:
    from coloraide.css.color_names import name2val_map

    near = get_close_matches(text.lower(), [*names, *name2val_map], 1)
    if re.fullmatch(r"[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}", text):
        near = [f"#{text}"]
    return f"did you mean {quote_value(near[0])}?" if near else 'write "#005CA9"'
