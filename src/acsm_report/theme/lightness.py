"""Colors as lightness, chroma and hue (OKLCH): the nearest one with enough contrast, and shades of a hue."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .colors import contrast_ratio

__all__ = [
    "chroma_of",
    "from_oklch",
    "hue_of",
    "lightness_of",
    "nearest_that_passes",
    "nearest_with_contrast",
    "with_lightness",
]

BISECTIONS = 12  # of a range of lightness; more do not change eight bits


def lightness_of(color: str) -> float:
    """Return the lightness of a color, 0 to 1."""
    return _oklch(color)[0]


def chroma_of(color: str) -> float:
    """Return the chroma of a color; below 0.04 it looks gray."""
    return _oklch(color)[1]


def hue_of(color: str) -> float:
    """Return the hue of a color in degrees."""
    return _oklch(color)[2]


def with_lightness(color: str, lightness: float) -> str:
    """Return a color of the same hue with another lightness; its chroma is less if a screen has no such color."""
    _, chroma, hue = _oklch(color)
    return from_oklch(lightness, chroma, hue)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the color with these coordinates, with less chroma if a screen has no such color."""
    from coloraide import Color

    color = Color("oklch", [lightness, chroma, hue]).convert("srgb").fit(method="oklch-chroma")
    return color.to_string(hex=True, upper=True, compress=False)


def nearest_with_contrast(
    color: str, backgrounds: Iterable[str], ratio: float, *, darker: bool = True, lighter: bool = True
) -> str | None:
    """Return the color of nearest lightness that has a contrast ratio with all backgrounds, or None."""
    backgrounds = tuple(backgrounds)
    return nearest_that_passes(
        color,
        lambda candidate: all(contrast_ratio(candidate, background) >= ratio for background in backgrounds),
        darker=darker,
        lighter=lighter,
    )


def nearest_that_passes(
    color: str, passes: Callable[[str], bool], *, darker: bool = True, lighter: bool = True
) -> str | None:
    """Return the color of nearest lightness that passes a test: itself if it does, None if no lightness does.

    The search can be limited to one direction.
    """
    if passes(color):
        return color
    start = lightness_of(color)
    found = [_closest(color, start, end, passes) for end, wanted in ((0.0, darker), (1.0, lighter)) if wanted]
    return min(filter(None, found), key=lambda c: abs(lightness_of(c) - start), default=None)


def _closest(color: str, failing: float, passing: float, passes: Callable[[str], bool]) -> str | None:
    """Return the color between two values of lightness that is nearest to the failing one, or None."""
    best = with_lightness(color, passing)
    if not passes(best):
        return None
    for _ in range(BISECTIONS):
        middle = (failing + passing) / 2
        candidate = with_lightness(color, middle)
        if passes(candidate):
            passing, best = middle, candidate
        else:
            failing = middle
    return best


def _oklch(color: str) -> tuple[float, float, float]:
    from coloraide import Color  # takes a tenth of a second to import

    lightness, chroma, hue = Color(color).convert("oklch").coords(nans=False)
    return lightness, chroma, hue
