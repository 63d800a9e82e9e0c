"""Which typefaces a file is set in, for its record."""

from __future__ import annotations

from ..brand import Brand
from ..errors import SetupError

__all__ = ["versions"]

FULL, VERSION = 4, 5  # what a TrueType font says of itself, by the numbers of OpenType's table of names


def versions(brand: Brand) -> dict[str, str]:
    """Return the versions of the brand's faces by their names. Raise SetupError for a file that cannot be read."""
    from fontTools.ttLib import TTFont

    found = {}
    for face in brand.faces:
        try:
            with TTFont(face.path, lazy=True) as font:
                names = font["name"]
                named = names.getDebugName(FULL) or f"{face.family} {face.weight}"
                found[named] = names.getDebugName(VERSION) or "not told"
        except Exception as error:  # the reader of a broken font fails in many ways
            raise SetupError(
                f"the font cannot be read ({error})", "name another in brand.yml", str(face.path)
            ) from None
    return dict(sorted(found.items()))
