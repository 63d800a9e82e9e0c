"""Checks a brand's colors: contrast of text and shapes with their grounds, and distance between lanes.

Contrast follows WCAG 2.2; the difference of two colors is CIEDE2000. Color vision deficiency is simulated after
Machado, Oliveira and Fernandes (2009) at full severity. Lanes also carry a number and a code, so nobody needs to tell
them apart by color; `MIN_LANE_DISTANCE` is enough for a glance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from .brand_file import Keys
from .colors import NON_TEXT_CONTRAST, TEXT_CONTRAST, contrast_ratio
from .model import Brand, Ink
from .vision import VISIONS, color_difference, to_lab

__all__ = [
    "MIN_LANE_DISTANCE",
    "ColorReport",
    "ContrastCheck",
    "LaneColorDistance",
    "check_colors",
]

MIN_LANE_DISTANCE = 10.0  # CIEDE2000 between two lanes; the shipped brand has 15 on paper and 14 on the stage
APPROACH_SHARE = 30  # percent of a lane's color before its start line
SECONDARY_TEXT_SHARE = 88  # percent of the text color in smaller text on the cover
BAR_TINTS = (30,)  # percent of a lane's color in bars, besides the shares of the years


@dataclass(frozen=True, slots=True)
class ContrastCheck:
    """The contrast of a color with its background on one ground. `key` is the one in brand.yml that sets the color."""

    ground: str
    subject: str
    surface: str
    color: str
    background: str
    required: float
    key: Keys | None

    @property
    def ratio(self) -> float:
        """The contrast ratio, 1 to 21."""
        return contrast_ratio(self.color, self.background)

    @property
    def passes(self) -> bool:
        """Whether the requirement is met."""
        return self.ratio >= self.required


@dataclass(frozen=True, slots=True)
class LaneColorDistance:
    """The CIEDE2000 distance of two lanes in one kind of color vision, with their fills on paper or on the stage."""

    color_part: str
    vision: str
    lanes: tuple[int, int]
    delta: float
    key: Keys | None

    @property
    def passes(self) -> bool:
        """Whether the requirement is met."""
        return self.delta >= MIN_LANE_DISTANCE


@dataclass(frozen=True, slots=True)
class ColorReport:
    """All checks of a brand, and the lightness of each lane in gray (L*, 0 to 100)."""

    contrasts: tuple[ContrastCheck, ...]
    distances: tuple[LaneColorDistance, ...]
    lightness: tuple[float, ...]

    @property
    def passes(self) -> bool:
        """Whether all checks pass."""
        return all(row.passes for row in self.contrasts) and all(row.passes for row in self.distances)

    def closest(self, color_part: str, vision: str, first: int = 10**6) -> LaneColorDistance | None:
        """Return the two most similar lanes among the `first` ones; None if there is only one lane."""
        pairs = [
            d for d in self.distances if (d.color_part, d.vision) == (color_part, vision) and max(d.lanes) <= first
        ]
        return min(pairs, key=lambda d: d.delta, default=None)


def check_colors(brand: Brand, lane_count: int | None = None) -> ColorReport:
    """Check the brand on each of its grounds, with its first `lane_count` lanes, or with all of them."""
    brand = replace(brand, lanes=brand.lanes[:lane_count])
    contrasts = [row for name in brand.grounds for row in _check_contrasts(brand.with_ground(name), name)]
    fills = [brand.rgb(Ink(f"lane.{n}")) for n, _ in enumerate(brand.lanes, 1)]
    return ColorReport(
        tuple(contrasts), tuple(_measure_lane_distances(brand)), tuple(to_lab(fill)[0] for fill in fills)
    )


def _check_contrasts(brand: Brand, ground: str) -> Iterator[ContrastCheck]:
    """Yield the contrast of text and lanes on one ground. `brand` has that ground."""

    def row(subject: str, surface: str, ink: Ink, under: Ink, required: float) -> ContrastCheck:
        colors = brand.rgb(ink, "paper"), brand.rgb(under, "paper")
        return ContrastCheck(ground, subject, surface, *colors, required, brand.color_key(ink.role))

    for role in dict.fromkeys(style.ink for style in brand.styles.values()):
        styles = [name for name, style in brand.styles.items() if style.ink == role]
        subject = f"{role} ({styles[0] if len(styles) == 1 else f'{len(styles)} styles'})"
        for under in ("paper", "sand"):
            yield row(subject, under, Ink(role), Ink(under), TEXT_CONTRAST)
    yield row("white", "ink", Ink("white"), Ink("ink"), TEXT_CONTRAST)
    for role, share, required in (
        ("stage.words", 100, TEXT_CONTRAST),
        ("stage.words", SECONDARY_TEXT_SHARE, TEXT_CONTRAST),
        ("stage.soft", 100, TEXT_CONTRAST),
        ("stage.large", 100, NON_TEXT_CONTRAST),
    ):
        subject = role if share == 100 else f"{role} {share}%"
        yield row(subject, "stage", Ink(role, share, "stage"), Ink("stage"), required)
    for n, _ in enumerate(brand.lanes, 1):
        fill, stage, subject = Ink(f"lane.{n}"), Ink(f"lane.{n}.stage"), f"lane {n}"
        text, on = Ink(f"lane.{n}.text"), Ink(f"lane.{n}.on")
        run_up = Ink(stage.role, APPROACH_SHARE, "stage")
        shades = [Ink(fill.role, share, "paper") for share in sorted({*BAR_TINTS, *brand.years})]
        worst = min(
            shades,
            key=lambda under: contrast_ratio(
                brand.rgb(brand.contrasting_ink(under, "paper")), brand.rgb(under, "paper")
            ),
        )
        yield row(subject, "on paper", fill, Ink("paper"), NON_TEXT_CONTRAST)
        yield row(subject, "text on paper", text, Ink("paper"), TEXT_CONTRAST)
        yield row(subject, "text on white", text, Ink("white"), TEXT_CONTRAST)
        yield row(subject, "text on sand", text, Ink("sand"), NON_TEXT_CONTRAST)
        yield row(subject, "number", on, fill, TEXT_CONTRAST)
        yield row(subject, "in tints", brand.contrasting_ink(worst, "paper"), worst, TEXT_CONTRAST)
        yield row(subject, "on stage", stage, Ink("stage"), NON_TEXT_CONTRAST)
        yield row(subject, "run-up", Ink("stage.words"), run_up, TEXT_CONTRAST)


def _measure_lane_distances(brand: Brand) -> Iterator[LaneColorDistance]:
    """Yield the distance of each pair of lanes in each vision, once for grounds with the same colors."""
    known = set[tuple[str, ...]]()
    numbers = range(1, len(brand.lanes) + 1)
    for part in ("fill", "stage"):
        for ground in brand.grounds:
            on = brand.with_ground(ground)
            colors = tuple(on.rgb(Ink(f"lane.{n}.{part}")) for n in numbers)
            if colors in known:
                continue
            known.add(colors)
            name = part if ground == next(iter(brand.grounds)) else f"{part}, {ground}"
            for vision in VISIONS:
                seen = [to_lab(color, vision) for color in colors]
                for one, other in combinations(numbers, 2):
                    delta = color_difference(seen[one - 1], seen[other - 1])
                    yield LaneColorDistance(name, vision, (one, other), delta, on.color_key(f"lane.{other}.{part}"))
