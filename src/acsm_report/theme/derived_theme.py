"""Fills in the colors that a brand.yml leaves out: roles, the white ground and lanes, from the colors that it has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..system.cache import Cache, cache_key
from . import derived_lanes
from .derived_lanes import LANE_COUNT, derive_lanes, lane_seeds
from .derived_roles import derive_roles, derive_white_ground
from .model import LaneColors
from .named_colors import NamedColors
from .settings import ReportSettings

__all__ = ["derive_colors"]

WHITE_GROUND = "white"


def derive_colors(
    settings: ReportSettings, own: Mapping[str, Any], colors: NamedColors, palette: dict[str, str], cache: Cache
) -> ReportSettings:
    """Return the settings of a brand with all colors. `own` is our section of its brand.yml.

    A brand without colors of its own has those of the shipped brand. Derived colors are added to the `palette`.
    """
    own_lanes, own_roles = own.get("lanes") or (), own.get("roles") or {}
    has_all = settings.roles.keys() <= own_roles.keys() and len(own_lanes) >= LANE_COUNT
    if not (colors.palette or colors.theme or own_lanes) or (has_all and all(map(_is_complete, settings.lanes))):
        return settings
    own_white = (own.get("grounds") or {}).get(WHITE_GROUND) or {}
    if colors.palette or colors.theme:
        roles = derive_roles(colors, {role: palette[settings.roles[role]] for role in own_roles})
        white = derive_white_ground(roles) | {role: palette[name] for role, name in own_white.items()}
    else:
        roles = {role: palette[name] for role, name in settings.roles.items()}
        white = {role: palette[name] for role, name in settings.grounds[WHITE_GROUND].items()}
    given = [_as_colors(lane, palette) for lane in settings.lanes] if own_lanes else []
    lanes = _derive_lanes(lane_seeds(colors), roles, given, cache)
    named = [*roles.values(), *white.values(), *(color for lane in lanes for color in _colors_of(lane))]
    palette.update({color: color for color in named})
    grounds = {**settings.grounds, WHITE_GROUND: white}
    return settings.model_copy(update={"roles": roles, "grounds": grounds, "lanes": lanes})


def _is_complete(lane: LaneColors) -> bool:
    return bool(lane.text and lane.on)


def _as_colors(lane: LaneColors, palette: Mapping[str, str]) -> LaneColors:
    """Return a lane with colors in place of their names."""
    parts = {part: palette[name] for part, name in lane.model_dump().items() if name}
    return LaneColors(**parts)


def _colors_of(lane: LaneColors) -> Sequence[str]:
    return tuple(lane.model_dump().values())


def _derive_lanes(
    seeds: Sequence[str], roles: Mapping[str, str], own: Sequence[LaneColors], cache: Cache
) -> tuple[LaneColors, ...]:
    """Return nine lanes, from the cache if they are there: to tell colors apart takes half a second."""
    given = [lane.model_dump() for lane in own]
    rules = Path(derived_lanes.__file__).read_text(encoding="utf-8")  # lanes of other rules are of no use
    key = cache_key("lanes", rules, json.dumps([seeds, dict(roles), given]))
    if (text := cache.get(key)) is not None:
        return tuple(LaneColors(**lane) for lane in json.loads(text))
    lanes = derive_lanes(seeds, roles, own)
    cache.put({key: json.dumps([lane.model_dump() for lane in lanes])})
    return lanes
