"""Checks that the brand's contact is in characters that can be set."""

from __future__ import annotations

from ..dataset.diagnostics import Diagnostic
from ..dataset.scripts import refused_scripts
from ..errors import UsageError, quote_value
from .fonts import has_glyph
from .model import Brand

__all__ = ["find_missing_contact_glyphs", "refuse_missing_contact_glyphs"]


def find_missing_contact_glyphs(brand: Brand) -> tuple[Diagnostic, ...]:
    """Return an error for each line of the contact with a character that no font of the brand has."""
    found = []
    for text in (brand.contact.name, *brand.contact.lines) if brand.contact else ():
        missing = next((c for c in text if not has_glyph(brand, c)), "")
        if refused := next(refused_scripts(text), ""):
            what, hint = f"{refused} cannot be set", "write it in letters that stand side by side from left to right"
        elif missing:
            what = f"U+{ord(missing):04X} {quote_value(missing)} is not in {brand.font_family_names}"
            hint = "write it with other characters, or add a family that has it to typography.fonts"
        else:
            continue
        found.append(Diagnostic("missing-character", f"contact {quote_value(text)}: {what}", hint, "brand.yml"))
    return tuple(found)


def refuse_missing_contact_glyphs(brand: Brand) -> None:
    """Raise UsageError for the first line of the contact that cannot be set."""
    for error in find_missing_contact_glyphs(brand):
        raise UsageError(error.what, error.hint, error.file)
