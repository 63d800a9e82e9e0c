"""Reading, contrast and mixing of colors, and the contrast that WCAG 2.2 requires."""

from __future__ import annotations

__all__ = [
    "BLACK",
    "NON_TEXT_CONTRAST",
    "TEXT_CONTRAST",
    "WHITE",
    "contrast_ratio",
    "is_dark",
    "mix_colors",
    "parse_css_color",
]

BLACK, WHITE = "#000000", "#FFFFFF"
TEXT_CONTRAST = 4.5  # of text on its background (WCAG 2.2, 1.4.3)
NON_TEXT_CONTRAST = 3.0  # of large text and of shapes (1.4.3, 1.4.11)


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, "#RRGGBB", 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_relative_luminance(one), _relative_luminance(other)))
    return (high + 0.05) / (low + 0.05)


def is_dark(color: str) -> bool:
    """Tell whether white is easier to see than black on a color."""
    return contrast_ratio(WHITE, color) > contrast_ratio(BLACK, color)


def parse_css_color(text: str) -> tuple[str, float]:
    """Return a color as CSS writes it, such as "navy" or "rgb(0 0 0 / 50%)", as "#RRGGBB" and opacity, 0 to 1.

    Raise ValueError if it is not a color.
    """
    from coloraide import Color  # takes a tenth of a second to import

    color = Color(text.strip()).convert("srgb").clip()
    return str(color.to_string(hex=True, alpha=False)).upper(), float(color.alpha(nans=False))


def _rgb_channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _relative_luminance(color: str) -> float:
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in _rgb_channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix_colors(color: str, ground: str, share: float) -> str:
    """Return `share` (0 to 1) of a color mixed with a ground, all as "#RRGGBB"."""
    mixed = (
        round(a * share + b * (1 - share)) for a, b in zip(_rgb_channels(color), _rgb_channels(ground), strict=True)
    )
    return "#" + "".join(f"{v:02X}" for v in mixed)
