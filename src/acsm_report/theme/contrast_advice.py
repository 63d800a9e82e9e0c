"""Says which color of brand.yml to change, and to what, where text cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from .brand_file import BrandFile, Keys
from .colors import contrast_ratio, mix_colors
from .lightness import nearest_that_passes
from .model import Brand, Ink

__all__ = ["UnreadablePair", "advise", "find_key", "format_ratio", "locate_key", "suggest_color"]

TEXT_ON_FILLS = ("ink", "white")  # inks that the program chooses between, so that the fill is what can be changed


class UnreadablePair(NamedTuple):
    """Text of one ink on another, with less contrast than is required, on a page whose ground has the role `ground`.

    `brand` is the brand on the ground that was chosen.
    """

    brand: Brand
    ground: str
    ink: Ink
    background: Ink
    required: float

    @property
    def colors(self) -> tuple[str, str]:
        """The colors of the text and of its background."""
        return self.brand.rgb(self.ink, self.ground), self.brand.rgb(self.background, self.ground)

    @property
    def ratio(self) -> float:
        """The contrast ratio."""
        return contrast_ratio(*self.colors)

    @property
    def what(self) -> str:
        """What is wrong: "#3D94DC on #FFFFFF is 3.23:1, below 4.5:1"."""
        color, background = self.colors
        return f"{color} on {background} is {format_ratio(self.ratio)}:1, below {self.required:g}:1"


def format_ratio(value: float) -> str:
    """Return a number with two decimals, never rounded up: 4.499 is not 4.50."""
    return f"{int(value * 100) / 100:.2f}"


def find_key(pair: UnreadablePair) -> Keys | None:
    """Return the key of brand.yml to change, or None if the brand sets neither color."""
    inks = [pair.ink, pair.background]
    if pair.ink.role in TEXT_ON_FILLS and pair.background.role.startswith("lane."):
        inks.reverse()
    return next(filter(None, (_key_of(pair, ink) for ink in inks)), None)


def _key_of(pair: UnreadablePair, ink: Ink) -> Keys | None:
    brand, role = pair.brand, _named_role(pair, ink)
    styles = [name for name, style in brand.styles.items() if style.ink == role]
    if ink is pair.ink and len(styles) == 1 and f"styles/{styles[0]}" in brand.color_keys:
        return brand.color_keys[f"styles/{styles[0]}"]
    return brand.color_key(role)


def _named_role(pair: UnreadablePair, ink: Ink) -> str:
    """Return the role of an ink; that of the ground is named."""
    return pair.ground if ink.role == "ground" else ink.role


def suggest_color(pairs: Sequence[UnreadablePair], keys: Keys) -> str | None:
    """Return the nearest color that makes all these pairs readable if it is set at `keys`, or None."""
    first = pairs[0]
    is_text = _key_of(first, first.ink) == keys
    changed = first.ink if is_text else first.background

    def passes(color: str) -> bool:
        return all(_ratio_with(pair, color, keys) >= pair.required for pair in pairs)

    return nearest_that_passes(first.brand.rgb(Ink(_named_role(first, changed)), first.ground), passes)


def _ratio_with(pair: UnreadablePair, color: str, keys: Keys) -> float:
    """Return the contrast of a pair if `color` is set at `keys`."""
    shades = []
    for ink in (pair.ink, pair.background):
        shade = pair.brand.rgb(ink, pair.ground)
        if _key_of(pair, ink) == keys:
            over = pair.brand.rgb(Ink(pair.ground if ink.over == "ground" else ink.over), pair.ground)
            shade = color if ink.share >= 100 else mix_colors(color, over, ink.share / 100)
        shades.append(shade)
    return contrast_ratio(*shades)


def locate_key(brand: Brand, keys: Keys) -> tuple[str, int, int]:
    """Return file, line and column of a key of brand.yml."""
    return str(brand.path), *BrandFile(brand.path, {}).line_and_column(keys)


@lru_cache(maxsize=64)  # hundreds of words may share a color, and brand.yml is read for each line and column
def advise(pair: UnreadablePair) -> str:
    """Return what to do about one pair: "#2A76B5 passes (brand.yml:12:5)"."""
    keys = find_key(pair)
    if keys is None:
        return "report this"
    color = suggest_color([pair], keys)
    place = ":".join(map(str, locate_key(pair.brand, keys)))
    return f"{color} passes ({place})" if color else f"choose another color ({place})"
