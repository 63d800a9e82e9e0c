"""Warns of keys that the brand.yml standard does not have: they would be ignored in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from ..dataset.diagnostics import Diagnostic
from ..errors import quote_value
from .brand_file import BrandFile, Keys
from .named_colors import THEME_COLORS

__all__ = ["find_unknown_keys"]

CLOSED_SECTIONS: dict[Keys, tuple[str, ...]] = {  # of the standard, with their keys; in `meta`, any key is allowed
    (): ("meta", "logo", "color", "typography", "defaults"),
    ("color",): ("palette", *THEME_COLORS),
    ("typography",): ("fonts", "base", "headings", "monospace", "monospace-inline", "monospace-block", "link"),
    ("logo",): ("images", "small", "medium", "large", "path", "alt", "light", "dark"),
}


def find_unknown_keys(file: BrandFile) -> Iterator[Diagnostic]:
    """Yield a warning with a suggestion for each key of a closed section that the standard does not have."""
    for keys, known in CLOSED_SECTIONS.items():
        section = file.content.get(str(keys[0])) if keys else file.content
        for key in section if isinstance(section, Mapping) else ():
            if key not in known:
                near = get_close_matches(str(key).lower(), known, 1)
                hint = f"did you mean {quote_value(near[0])}?" if near else f"the keys are {', '.join(known)}"
                what = f"{'.'.join(map(str, (*keys, key)))}: there is no such key in brand.yml; it is ignored"
                line, column = file.line_and_column((*keys, key))
                yield Diagnostic("unknown-key", what, hint, str(file.path), row=line, column=column, severity="warning")
