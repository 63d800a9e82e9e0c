"""Checks that the brand's contact is in characters that can be set."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataset.diagnostics import Diagnostic
from ..dataset.scripts import refused_scripts
from ..errors import UsageError, quote_value
from .brand_file import BrandFile, Keys
from .fonts import has_glyph
from .model import Brand

__all__ = ["find_missing_contact_glyphs", "refuse_missing_contact_glyphs"]


def find_missing_contact_glyphs(brand: Brand) -> tuple[Diagnostic, ...]:
    """Return an error for each line of the contact with a character that no font of the brand has."""
    found, file = [], BrandFile(brand.path, {})
    for keys, text in _texts(brand):
        missing = next((c for c in text if not has_glyph(brand, c)), "")
        if refused := next(refused_scripts(text), ""):
            what, hint = f"{refused} cannot be set", "write it in letters that stand side by side from left to right"
        elif missing:
            what = f"U+{ord(missing):04X} {quote_value(missing)} is not in {brand.font_family_names}"
            hint = "write it with other characters, or add a family that has it to typography.fonts"
        else:
            continue
        line, column = file.line_and_column((*brand.contact_keys, *keys))
        what = f"contact {quote_value(text)}: {what}"
        found.append(Diagnostic("missing-character", what, hint, str(brand.path), row=line, column=column))
    return tuple(found)


def _texts(brand: Brand) -> Iterator[tuple[Keys, str]]:
    """Yield the name and each line of the contact with its keys."""
    if brand.contact:
        yield ("name",), brand.contact.name
        yield from ((("lines", number), line) for number, line in enumerate(brand.contact.lines))


def refuse_missing_contact_glyphs(brand: Brand) -> None:
    """Raise UsageError for the first line of the contact that cannot be set."""
    for error in find_missing_contact_glyphs(brand):
        raise UsageError(error.what, error.hint, error.location)
