"""Colors as eyes see them: normal, and without a kind of cone; and how far apart two colors look.

Color vision deficiency is simulated after Machado, Oliveira and Fernandes (2009) at full severity. The difference of
two colors is CIEDE2000.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

__all__ = ["VISIONS", "LabColor", "color_difference", "smallest_distance", "to_lab"]

VISIONS = {"normal": "", "protan": "protan", "deutan": "deutan", "tritan": "tritan"}
LabColor = tuple[float, float, float]


@lru_cache(maxsize=4096)
def to_lab(color: str, vision: str = "normal") -> LabColor:
    """Return a color, "#RRGGBB", in CIELAB (D65), as one of the `VISIONS` sees it."""
    from coloraide import Color  # takes a tenth of a second to import

    seen = Color(color)
    if VISIONS[vision]:
        seen = seen.filter(VISIONS[vision], 1, method="machado").clip("srgb")
    lightness, a, b = seen.convert("lab-d65").coords()
    return lightness, a, b


def color_difference(one: LabColor, other: LabColor) -> float:
    """Return the CIEDE2000 difference of two colors in CIELAB."""
    from coloraide import Color

    return float(Color("lab-d65", one).delta_e(Color("lab-d65", other), method="2000"))


def smallest_distance(color: str, others: Iterable[str]) -> float:
    """Return the difference of a color from the others that is smallest in any vision; 100 if there are none."""
    return min((_distance(color, other) for other in others), default=100.0)


@lru_cache(maxsize=65_536)
def _distance(one: str, other: str) -> float:
    return min(color_difference(to_lab(one, vision), to_lab(other, vision)) for vision in VISIONS)
