"""Derives the colors of nine lanes from the colors of a brand.

Lanes take the primary, secondary and tertiary color, then the palette in its order, then success to danger: what is
not gray, and can be told apart from the lanes before it in some shade. Where these are too few, others follow: first
vivid ones of other hues, last what is brown, nearly gray or nearly black. A color of the brand keeps its hue;
its lightness moves until it has 3:1 on paper, and 3:1 on the stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from .colors import NON_TEXT_CONTRAST, TEXT_CONTRAST, contrast_ratio
from .derived_roles import readable_on
from .lightness import chroma_of, from_oklch, hue_of, lightness_of, nearest_with_contrast, with_lightness
from .model import LaneColors
from .named_colors import NamedColors
from .vision import smallest_distance

__all__ = ["LANE_COUNT", "derive_lanes", "lane_seeds"]

LANE_COUNT = 9
FIRST_SEEDS = ("primary", "secondary", "tertiary")
LAST_SEEDS = ("success", "info", "warning", "danger")
GRAY_CHROMA = 0.04  # a color with less looks gray
DISTANCE = 12.0  # CIEDE2000 that two lanes should have in every vision
PAPER_LIGHTNESSES = (0.62, 0.52, 0.42, 0.32, 0.22)  # of added lanes
STAGE_LIGHTNESSES = (0.56, 0.68, 0.8, 0.92)
HUES, CHROMAS = range(0, 360, 30), (1.0, 0.3)  # of added lanes: degrees, shares of the brand's chroma
LEAST_CHROMA, MOST_CHROMA = 0.1, 0.15  # of added lanes
OTHER_HUE = 40  # degrees from the hues of all lanes before, so that an added lane has a hue of its own
BROWN_HUES, BROWN_LIGHTNESS = range(35, 116), 0.6  # orange and yellow that are darker look brown
DULL_LIGHTNESS = 0.4  # of an added lane; a darker one looks nearly black


class _Fills(NamedTuple):
    """The fills of a lane on paper and on the stage."""

    paper: str
    stage: str


class _Candidate(NamedTuple):
    """The fills that an added lane could have, their hue, and whether they are vivid."""

    fills: _Fills
    hue: float
    is_vivid: bool


def lane_seeds(colors: NamedColors) -> tuple[str, ...]:
    """Return the colors of a brand that lanes can have, in order."""
    named = [colors.theme.get(name) for name in FIRST_SEEDS]
    named += [*colors.palette.values(), *(colors.theme.get(name) for name in LAST_SEEDS)]
    return tuple(dict.fromkeys(color for color in named if color and chroma_of(color) >= GRAY_CHROMA))


def derive_lanes(seeds: Sequence[str], roles: Mapping[str, str], own: Sequence[LaneColors]) -> tuple[LaneColors, ...]:
    """Return nine lanes: those of the brand's `own`, with what they leave out, and derived ones after them."""
    lanes = [_complete(lane, roles) for lane in own]
    chosen = [_Fills(lane.fill, lane.stage or lane.fill) for lane in lanes]
    for seed in seeds:
        if len(chosen) < LANE_COUNT and (
            fill := _first_distinct(_paper_shades(seed, roles), [c.paper for c in chosen])
        ):
            chosen.append(_Fills(fill, _stage_fill(seed, [c.stage for c in chosen], roles["stage"])))
    chosen += _added_fills(chosen, seeds, roles)
    derived = (LaneColors(fill=fills.paper, stage=fills.stage) for fills in chosen[len(lanes) :])
    return (*lanes, *(_complete(lane, roles) for lane in derived))


def _complete(lane: LaneColors, roles: Mapping[str, str]) -> LaneColors:
    """Return a lane with the parts that it leaves out."""
    text = lane.text or nearest_with_contrast(lane.fill, [roles["paper"], roles["sand"]], TEXT_CONTRAST, lighter=False)
    on = lane.on or readable_on(lane.fill, (roles["white"], roles["ink"]))
    stage = lane.stage or _stage_fill(lane.fill, (), roles["stage"])
    return LaneColors(fill=lane.fill, text=text or roles["ink"], on=on, stage=stage)


def _first_distinct(colors: Iterable[str], others: Sequence[str]) -> str | None:
    """Return the first color that can be told apart from the others, or None."""
    return next((color for color in colors if smallest_distance(color, others) >= DISTANCE), None)


def _paper_shades(color: str, roles: Mapping[str, str]) -> Iterator[str]:
    """Yield the color with 3:1 on paper, then darker shades of it."""
    first = nearest_with_contrast(color, [roles["paper"]], NON_TEXT_CONTRAST, lighter=False)
    if first:
        yield first
        yield from (with_lightness(color, light) for light in PAPER_LIGHTNESSES if light < lightness_of(first) - 0.03)


def _stage_fill(color: str, others: Sequence[str], stage: str) -> str:
    """Return the shade of a color with 3:1 on the stage, the nearest that can be told apart from the others."""
    first = nearest_with_contrast(color, [stage], NON_TEXT_CONTRAST) or color
    shades = [with_lightness(color, lightness) for lightness in STAGE_LIGHTNESSES]
    shades = [first, *(shade for shade in shades if contrast_ratio(shade, stage) >= NON_TEXT_CONTRAST)]
    shades.sort(key=lambda shade: abs(lightness_of(shade) - lightness_of(first)))
    return _first_distinct(shades, others) or max(shades, key=lambda shade: smallest_distance(shade, others))


def _added_fills(chosen: Sequence[_Fills], seeds: Sequence[str], roles: Mapping[str, str]) -> Iterator[_Fills]:
    """Yield the fills of lanes that have no color of the brand, each distinct from the lanes before it."""
    hues = [hue_of(color) for color in seeds] or [hue_of(fills.paper) for fills in chosen] or [0.0]
    candidates = _candidates(hues[0], max(map(chroma_of, seeds), default=0.0), roles)
    distances = dict.fromkeys(candidates, 100.0)
    new: Sequence[_Fills] = chosen
    for _ in range(LANE_COUNT - len(chosen)):
        for candidate in candidates:
            fills = candidate.fills
            pairs = ((fills.paper, [n.paper for n in new]), (fills.stage, [n.stage for n in new]))
            distances[candidate] = min(
                distances[candidate], *(smallest_distance(color, others) for color, others in pairs)
            )
        best = _preferred([c for c in candidates if distances[c] >= DISTANCE], hues)
        best = best or max(candidates, key=distances.__getitem__)
        hues.append(best.hue)
        new = [best.fills]
        yield best.fills


def _preferred(candidates: Sequence[_Candidate], hues: Sequence[float]) -> _Candidate | None:
    """Return a vivid candidate of another hue than these, else another vivid one, else any."""
    vivid = [c for c in candidates if c.is_vivid]
    other = [c for c in vivid if min(_hue_distance(c.hue, hue) for hue in hues) >= OTHER_HUE]
    return next(iter([*other, *vivid, *candidates]), None)


def _candidates(first_hue: float, chroma: float, roles: Mapping[str, str]) -> list[_Candidate]:
    """Return what an added lane can have: the hues near that of the first lane first, of each the vivid ones."""
    chroma = min(max(LEAST_CHROMA, chroma), MOST_CHROMA)
    found = []
    for hue, share in product(sorted(HUES, key=lambda hue: _hue_distance(hue, first_hue)), CHROMAS):
        colors = {light: from_oklch(light, share * chroma, hue) for light in (*PAPER_LIGHTNESSES, *STAGE_LIGHTNESSES)}
        papers = [n for n in PAPER_LIGHTNESSES if contrast_ratio(colors[n], roles["paper"]) >= NON_TEXT_CONTRAST]
        stages = [n for n in STAGE_LIGHTNESSES if contrast_ratio(colors[n], roles["stage"]) >= NON_TEXT_CONTRAST]
        for paper, stage in product(papers, stages):
            is_brown = hue in BROWN_HUES and paper < BROWN_LIGHTNESS
            is_vivid = not is_brown and share == CHROMAS[0] and paper >= DULL_LIGHTNESS
            found.append(_Candidate(_Fills(colors[paper], colors[stage]), hue, is_vivid))
    return found


def _hue_distance(hue: float, other: float) -> float:
    """Return the distance of two hues in degrees, 0 to 180."""
    return abs((hue - other + 180) % 360 - 180)
