"""The sections of a brand.yml as its standard defines them (https://posit-dev.github.io/brand-yml/).

Where the standard allows a short form, such as a font's name in place of a mapping, the models have the long form.
The standard has more keys than a printed document can use; those are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

__all__ = ["FontFamily", "FontFile", "LogoSection", "Meta", "TextFont", "Typography", "long_form"]

WEIGHT_NAMES = {
    "thin": 100,
    "extra-light": 200,
    "ultra-light": 200,
    "light": 300,
    "normal": 400,
    "regular": 400,
    "medium": 500,
    "semi-bold": 600,
    "demi-bold": 600,
    "bold": 700,
    "extra-bold": 800,
    "ultra-bold": 800,
    "black": 900,
}
GENERIC_FAMILIES = {"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui"}  # of CSS: no fonts


class _StandardModel(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty_keys(cls, value: Any) -> Any:
        """A key without a value, such as `typography:`, is the same as no key."""
        return {key: item for key, item in value.items() if item is not None} if isinstance(value, Mapping) else value


def long_form(key: str) -> BeforeValidator:
    """Accept a text in place of a mapping: it is the value of `key`."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def _parse_weight(value: Any) -> Any:
    return WEIGHT_NAMES.get(value.strip().lower(), value) if isinstance(value, str) else value


def _parse_file_weight(value: Any) -> Any:
    """Return one weight, or None for a file that has many: "200..900", [200, 900] or "auto"."""
    is_many = isinstance(value, list) or (isinstance(value, str) and ("." in value or value == "auto"))
    return None if is_many else _parse_weight(value)


def _parse_weights(value: Any) -> Any:
    """Return a list of weights: of one, of a list, or of the hundreds in a range such as "600..900"."""
    if isinstance(value, str) and (found := re.fullmatch(r"(\d{3})\.\.(\d{3})", value)):
        return list(range(int(found[1]), int(found[2]) + 1, 100))
    return [_parse_weight(item) for item in (value if isinstance(value, list) else [value])]


Weight = Annotated[int, BeforeValidator(_parse_weight), Field(ge=1, le=1000)]


_OneLine = Annotated[str, AfterValidator(lambda text: " ".join(text.split()))]


class _Name(_StandardModel):
    full: _OneLine = ""
    short: _OneLine = ""


class _Link(_StandardModel):
    home: str = ""


class Meta(_StandardModel):
    """The name of a brand and its links."""

    name: Annotated[_Name, long_form("full")] = _Name()
    link: Annotated[_Link, long_form("home")] = _Link()


class FontFile(_StandardModel):
    """A font file of a family. With the weight None, the file says which weights it has."""

    path: str
    weight: Annotated[Annotated[int, Field(ge=1, le=1000)] | None, BeforeValidator(_parse_file_weight)] = None
    style: str = "normal"


class FontFamily(_StandardModel):
    """A font family, and where its files are from."""

    family: str
    source: Literal["file", "google", "bunny", "system"] = "google"
    weight: Annotated[tuple[Weight, ...], BeforeValidator(_parse_weights)] = (400, 700)
    files: tuple[Annotated[FontFile, long_form("path")], ...] = ()


def _first_family(families: str) -> str:
    """Return the first family of a list as CSS writes it, such as "Arial, sans-serif"; "" for a generic one."""
    first = families.partition(",")[0].strip(" '\"")
    return "" if first in GENERIC_FAMILIES else first


class TextFont(_StandardModel):
    """The font family of a kind of text, "" for that of the base, and its weight."""

    family: Annotated[str, AfterValidator(_first_family)] = ""
    weight: Weight | None = None


class Typography(_StandardModel):
    """The font families, and which of them text and headings use."""

    fonts: tuple[FontFamily, ...] = ()
    base: Annotated[TextFont, long_form("family")] = TextFont()
    headings: Annotated[TextFont, long_form("family")] = TextFont()
    monospace: Annotated[TextFont, long_form("family")] = TextFont()


class LogoResource(_StandardModel):
    """The path of a logo, or the name of one in `images`, and its alternative text."""

    path: str
    alt: str = ""


def _parse_variants(value: Any) -> Any:
    """Return the logo for light and for dark backgrounds. One without variants is for both."""
    if isinstance(value, Mapping) and "path" not in value:
        return value
    return {"light": value, "dark": value}


Resource = Annotated[LogoResource, long_form("path")]


class LogoVariants(_StandardModel):
    """A logo for light backgrounds and one for dark backgrounds; one of them may be missing."""

    light: Resource | None = None
    dark: Resource | None = None


def _parse_sizes(value: Any) -> Any:
    """Return the logo by size. A single one is of all sizes."""
    if isinstance(value, Mapping) and not {"path", "light", "dark"} & value.keys():
        return value
    return {"small": value, "medium": value, "large": value}


Variants = Annotated[LogoVariants, BeforeValidator(_parse_variants)]


class LogoSection(_StandardModel):
    """The logo in three sizes, and the pictures that these may name."""

    images: dict[str, Resource] = {}
    small: Variants | None = None
    medium: Variants | None = None
    large: Variants | None = None


class BrandSections(_StandardModel):
    """The sections that the standard defines, except colors, and except our own in `defaults`."""

    meta: Meta = Meta()
    logo: Annotated[LogoSection, BeforeValidator(_parse_sizes)] = LogoSection()
    typography: Typography = Typography()
