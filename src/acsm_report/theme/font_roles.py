"""Chooses the font family of each role and a weight of it for each text style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..dataset.diagnostics import Diagnostic
from .brand_file import BrandFile
from .model import FontFace, TextStyleSpec, nearest_weight
from .vocabulary import Typography

__all__ = ["choose_families", "join_faces", "note_missing_weights", "set_available_weights", "set_role_weights"]

REGULAR = 400
Styles = dict[str, TextStyleSpec]


def set_role_weights(styles: Styles, own: Mapping[str, Any], typography: Typography) -> Styles:
    """Return the styles with the weights that typography gives to headings and to regular text of the base.

    Styles of the brand's `own` keep their weight.
    """

    def weight_of(style: TextStyleSpec) -> int:
        if style.font == "base" and style.weight != REGULAR:
            return style.weight
        return getattr(typography, style.font).weight or style.weight

    return {
        name: style if name in own else style.model_copy(update={"weight": weight_of(style)})
        for name, style in styles.items()
    }


def choose_families(typography: Typography, own: Sequence[FontFace], shipped: Sequence[FontFace]) -> dict[str, str]:
    """Return the font family of each role.

    A base without a name is the first family of the brand. Other roles without a name or a file have the base's.
    """
    available = list(dict.fromkeys(face.family for face in own))
    named = typography.base.family or next(iter(available), "")
    base = named if named in available else shipped[0].family
    families = {role: getattr(typography, role).family for role in ("headings", "monospace")}
    return {"base": base, **{role: name if name in available else base for role, name in families.items()}}


def join_faces(own: Sequence[FontFace], shipped: Sequence[FontFace]) -> tuple[FontFace, ...]:
    """Return the brand's faces, then the shipped ones, renamed if the brand has that family from other files."""
    families, paths = {face.family for face in own}, {face.path for face in own}
    added = (face for face in shipped if face.path not in paths)
    renamed = (
        FontFace(f"{face.family} shipped" if face.family in families else face.family, face.weight, face.path)
        for face in added
    )
    return (*own, *renamed)


def set_available_weights(styles: Styles, families: Mapping[str, str], faces: Sequence[FontFace]) -> Styles:
    """Return the styles with the nearest weight that their family has."""
    return {
        name: style.model_copy(update={"weight": nearest_weight(faces, families[style.font], style.weight).weight})
        for name, style in styles.items()
    }


def note_missing_weights(
    wanted: Styles, found: Styles, families: Mapping[str, str], file: BrandFile
) -> Iterator[Diagnostic]:
    """Yield a note for each weight of a family that a style wants and another takes the place of."""
    pairs = ((families[style.font], style.weight, found[name].weight) for name, style in wanted.items())
    for family, weight, nearest in sorted(set(pairs)):
        if weight != nearest:
            line, column = file.line_and_column(("typography", "fonts"))
            what = f"{family} has no weight {weight}; {nearest} is used"
            hint = f"add a file of weight {weight} to typography.fonts if you have one"
            yield Diagnostic("missing-weight", what, hint, str(file.path), row=line, column=column, severity="note")
