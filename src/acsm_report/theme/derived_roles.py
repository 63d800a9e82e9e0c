"""Derives the color roles of a theme from the few colors of a brand.

- The paper is the lighter of background and foreground, lightened until black has 16:1 on it.
- The ink is the darker of the two, darkened until it has 7:1 on the paper.
- The stage, the dark ground of the cover, is the primary color, darkened until white has 14:1 on it. A primary color on
  which white has less than 3:1 would turn brown, so the stage is the ink then.
- Secondary text, panels and lines are mixtures of ink and paper, of white and stage.
"""

from __future__ import annotations

from collections.abc import Mapping

from .colors import BLACK, NON_TEXT_CONTRAST, TEXT_CONTRAST, WHITE, contrast_ratio, mix_colors
from .lightness import nearest_with_contrast
from .named_colors import NamedColors

__all__ = ["derive_roles", "derive_white_ground", "readable_on"]

PAPER_CONTRAST = 16.0  # of black on the paper
INK_CONTRAST = 7.0  # of the ink on the paper
STAGE_CONTRAST = 14.0  # of white on the stage
COVER_INK_CONTRAST = 10.0  # of the words of a white cover on white, so that they can be read on tints of lanes, too
PANEL_SHARES = (8, 6, 4, 2, 0)  # percent of the primary color in panels
FAINT_INK_SHARE = 0.08  # of the ink in what lies beneath text on panels


def derive_roles(colors: NamedColors, own: Mapping[str, str]) -> dict[str, str]:
    """Return the color of each role, "#RRGGBB". `own` are roles that the brand decides itself."""
    roles = dict(own)
    background, foreground = colors.theme.get("background", WHITE), colors.theme.get("foreground", BLACK)
    if "foreground" not in colors.theme:
        foreground = colors.theme.get("dark") or colors.theme.get("primary") or BLACK
    light, dark = sorted((background, foreground), key=lambda color: -contrast_ratio(color, BLACK))
    primary = colors.theme.get("primary", dark)

    paper = roles.setdefault("paper", nearest_with_contrast(light, [BLACK], PAPER_CONTRAST, darker=False) or WHITE)
    roles.setdefault("ground", paper)
    ink = roles.setdefault("ink", nearest_with_contrast(dark, [paper], INK_CONTRAST, lighter=False) or BLACK)
    roles.setdefault("white", WHITE)
    sand = roles.setdefault("sand", _panel(primary, paper, ink))
    roles.setdefault("grey", _secondary_text(ink, [sand]))
    roles.setdefault("rule", mix_colors(ink, paper, 0.2))
    roles.setdefault("idle", mix_colors(ink, paper, 0.16))

    base = primary if contrast_ratio(primary, WHITE) >= NON_TEXT_CONTRAST else ink
    stage = roles.setdefault("stage", nearest_with_contrast(base, [WHITE], STAGE_CONTRAST, lighter=False) or BLACK)
    words = roles.setdefault("stage.words", readable_on(stage, (WHITE, ink)))
    roles.setdefault("stage.soft", _mixed(words, stage, stage, 8))
    roles.setdefault("stage.large", _mixed(words, stage, stage, TEXT_CONTRAST))
    return roles


def derive_white_ground(roles: Mapping[str, str]) -> dict[str, str]:
    """Return the roles that differ on white paper, of a theme with these roles."""
    ink = roles["ink"]
    sand = mix_colors(ink, WHITE, 0.05)
    grey = _secondary_text(ink, [sand])
    gray_line = mix_colors(ink, WHITE, 0.18)
    page = {"ground": WHITE, "paper": WHITE, "sand": sand, "rule": gray_line, "idle": gray_line, "grey": grey}
    words = nearest_with_contrast(ink, [WHITE], COVER_INK_CONTRAST, lighter=False) or BLACK
    return {**page, "stage": WHITE, "stage.words": words, "stage.soft": grey, "stage.large": grey}


def readable_on(background: str, colors: tuple[str, ...]) -> str:
    """Return the color with the most contrast on a background; black or white if all have less than 4.5:1."""
    best = max(colors, key=lambda color: contrast_ratio(color, background))
    if contrast_ratio(best, background) >= TEXT_CONTRAST:
        return best
    return max((BLACK, WHITE), key=lambda color: contrast_ratio(color, background))


def _panel(primary: str, paper: str, ink: str) -> str:
    """Return the paper with as much of the primary color as lets the ink keep 6:1 of its contrast."""
    panels = (mix_colors(primary, paper, share / 100) for share in PANEL_SHARES)
    return next((panel for panel in panels if contrast_ratio(ink, panel) >= INK_CONTRAST - 1), paper)


def _secondary_text(ink: str, panels: list[str]) -> str:
    """Return the lightest mixture of the ink that can be read on what is faintly tinted on panels."""
    grounds = [mix_colors(ink, panel, FAINT_INK_SHARE) for panel in panels]
    return next(
        (
            mixed
            for share in range(60, 100)
            if min(contrast_ratio(mixed := mix_colors(ink, panels[0], share / 100), g) for g in grounds)
            >= TEXT_CONTRAST
        ),
        ink,
    )


def _mixed(color: str, ground: str, background: str, ratio: float) -> str:
    """Return the mixture of a color with a ground that has the ratio with a background, with the least of the color."""
    mixtures = (mix_colors(color, ground, share / 100) for share in range(40, 100))
    return next((mixed for mixed in mixtures if contrast_ratio(mixed, background) >= ratio), color)
