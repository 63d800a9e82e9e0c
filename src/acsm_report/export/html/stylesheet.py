"""The style sheet of a page in the colors, typeface and lanes of a brand, for light and dark screens and paper.

Text has a contrast of at least 4.5:1 on its ground (WCAG 2.2): a color with less is mixed with the text color. The dark
scheme has the colors of the brand's stage; a brand with a light stage has no dark scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ...theme.colors import TEXT_CONTRAST, contrast_ratio, is_dark
from ...theme.model import Brand, Ink
from ..font_subset import css_string
from .templates import compact_css, read_stylesheet, render_template

__all__ = ["build_stylesheet"]

MIX_SHARES = (100, 85, 70, 55, 40, 25, 0)  # percent of a color, until its contrast is enough
STRIPE_HEIGHT, STRIPE_GAP = 11, 2  # pixels of a lane at the foot of a stage


class LaneStyle(NamedTuple):
    """The colors of a lane, and where its stripes stand."""

    number: int
    color: str
    text_color: str  # of words on the lane's color
    stage_color: str
    signature_offset: int  # pixels
    signature_top: int  # pixels
    stripe_indent: int  # rem
    stripe_top: int  # pixels


def build_stylesheet(brand: Brand, lanes: Sequence[int], page: str = "transcript.css", ground: str = "paper") -> str:
    """Return the rules for a page on the color `ground` that uses the colors of these lanes.

    `page` is the style sheet of this kind of page.
    """
    rules = render_template(
        "brand.css.jinja",
        light=_color_variables(brand, lanes, ground, "ink", "grey", "text"),
        stage=_color_variables(brand, lanes, "stage", "stage.words", "stage.soft", "stage"),
        is_dark_scheme=is_dark(brand.rgb(Ink("stage"))),
        base_families=_family_list(brand, "base"),
        heading_families=_family_list(brand, "headings"),
        paper=brand.rgb(Ink("paper")),
        lanes=[_lane_style(brand, lane, step) for step, lane in enumerate(lanes)],
        start_line_color=brand.rgb(Ink("stage.words")),
        stripe_height=STRIPE_HEIGHT,
        stripes_height=len(lanes) * (STRIPE_HEIGHT + STRIPE_GAP) - STRIPE_GAP,
    )
    return read_stylesheet("page.css") + compact_css(rules) + read_stylesheet(page)


def _family_list(brand: Brand, role: str) -> str:
    """Return the font families of a role as CSS, its own first, then those that set what it lacks."""
    first = brand.families[role]
    names = dict.fromkeys((first, *(face.family for face in brand.fallback_faces)))
    return ", ".join(map(css_string, names))


def _color_variables(
    brand: Brand, lanes: Iterable[int], ground: str, text: str, secondary: str, lane_part: str
) -> Mapping[str, str]:
    """Return the CSS variables of the colors on a ground: text, hairlines, and the lanes' colors for words."""
    inks = {
        "ground": Ink(ground),
        "ink": Ink(text),
        "soft": _ensure_contrast(brand, secondary, text, ground),
        "rule": Ink(text, 30, ground) if ground == "stage" else Ink("rule"),
    }
    inks |= {f"lane-{lane}": _ensure_contrast(brand, f"lane.{lane}.{lane_part}", text, ground) for lane in lanes}
    return {name: brand.rgb(ink) for name, ink in inks.items()}


def _ensure_contrast(brand: Brand, role: str, text: str, ground: str) -> Ink:
    """Return a color for words, mixed with as much of the text color as its contrast on the ground needs."""
    mixed = (Ink(role, share, text) for share in MIX_SHARES)
    return next(
        (ink for ink in mixed if contrast_ratio(brand.rgb(ink), brand.rgb(Ink(ground))) >= TEXT_CONTRAST),
        Ink(text),
    )


def _lane_style(brand: Brand, lane: int, step: int) -> LaneStyle:
    """Return the style of the lane that is number `step` from 0; each stripe begins further right than the last."""
    fill, on_fill = Ink(f"lane.{lane}"), Ink(f"lane.{lane}.on")
    if contrast_ratio(brand.rgb(on_fill), brand.rgb(fill)) < TEXT_CONTRAST:
        on_fill = brand.contrasting_ink(fill)
    return LaneStyle(
        number=lane,
        color=brand.rgb(fill),
        text_color=brand.rgb(on_fill),
        stage_color=brand.rgb(Ink(f"lane.{lane}.stage")),
        signature_offset=step * 12,
        signature_top=20 + step * 7,
        stripe_indent=step * 2,
        stripe_top=step * (STRIPE_HEIGHT + STRIPE_GAP),
    )
