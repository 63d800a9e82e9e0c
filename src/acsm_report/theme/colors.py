"""A brand is a folder: brand.yml in the published brand.yml vocabulary, plus our own corner.

The corner (defaults.acsm-report) says what the roles are that pages and charts speak of:
colours, lanes, type scales, styles and the drawn lane figures. A value that is missing or
misspelt is a UsageError with file:line:column.
"""

from __future__ import annotations

__all__ = ["contrast_ratio"]


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours "#RRGGBB", 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_relative_luminance(one), _relative_luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _rgb_channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _relative_luminance(color: str) -> float:
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in _rgb_channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix_colors(color: str, ground: str, share: float) -> str:
    mixed = (
        round(a * share + b * (1 - share)) for a, b in zip(_rgb_channels(color), _rgb_channels(ground), strict=True)
    )
    return "#" + "".join(f"{v:02X}" for v in mixed)
