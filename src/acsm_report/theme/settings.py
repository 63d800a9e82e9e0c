"""Our own section of a brand.yml, defaults.acsm-report: colors by role, lanes, type, styles, sizes of charts, glyphs.

A brand writes only what it changes. Every other key has the value of the shipped brand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import Field

from ..errors import quote_value
from .brand_file import BrandFile, Keys
from .model import Contact, DisplayGlyph, LaneColors, StrictModel, TextStyleSpec
from .vocabulary import long_form

__all__ = ["SECTION", "ReportSettings", "find_color_keys", "merge_settings", "refuse_unknown_keys", "section_of"]

SECTION = ("defaults", "acsm-report")
CLOSED_SECTIONS = {"roles": 1, "styles": 1, "type": 1, "grid": 1, "charts": 3}  # levels without keys of one's own


class ReportSettings(StrictModel):
    """The section with all of its keys."""

    contact: Contact | None = None
    roles: dict[str, str]
    grounds: dict[str, dict[str, str]]
    lanes: Annotated[tuple[Annotated[LaneColors, long_form("fill")], ...], Field(min_length=1)]
    years: Annotated[tuple[float, ...], Field(min_length=1)]
    type: dict[str, dict[str, tuple[float, float]]]
    styles: dict[str, TextStyleSpec]
    grid: dict[str, tuple[float, float]]
    charts: dict[str, dict[str, dict[str, float]]]
    figures: dict[str, DisplayGlyph]
    figure_gap: float
    figure_stroke: float


def section_of(file: BrandFile) -> dict[str, Any]:
    """Return our section of a brand.yml; it is empty if the file has none. Raise UsageError for another shape."""
    section: dict[str, Any] = file.content
    for depth, key in enumerate(SECTION, 1):
        section = section.get(key) or {}
        if not isinstance(section, dict):
            file.fail(SECTION[:depth], f"{'.'.join(SECTION[:depth])}: it is not a mapping", "write keys below it")
    return section


def find_color_keys(own: Mapping[str, Any]) -> dict[str, Keys]:
    """Return the keys of our section that set a color, as `Brand.color_keys` has them."""
    found: dict[str, Keys] = {role: (*SECTION, "roles", role) for role in own.get("roles") or {}}
    for ground, roles in (own.get("grounds") or {}).items():
        found |= {f"{ground}/{role}": (*SECTION, "grounds", ground, role) for role in roles}
    for number, lane in enumerate(own.get("lanes") or (), 1):
        keys: Keys = (*SECTION, "lanes", number - 1)
        parts = lane if isinstance(lane, Mapping) else {}
        for part in LaneColors.model_fields:  # what a lane leaves out comes from its fill
            found[f"lane.{number}.{part}"] = (*keys, part if part in parts else "fill") if parts else keys
    return found | {f"styles/{name}": (*SECTION, "styles", name) for name in own.get("styles") or {}}


def merge_settings(shipped: Any, own: Any) -> Any:
    """Return `own` with the keys that only `shipped` has, at every depth."""
    if not (isinstance(shipped, dict) and isinstance(own, dict)):
        return own
    return {**shipped, **{key: merge_settings(shipped.get(key), value) for key, value in own.items()}}


def refuse_unknown_keys(file: BrandFile, own: Mapping[str, Any], shipped: Mapping[str, Any]) -> None:
    """Raise UsageError with a suggestion for a key of our section that means nothing to the program."""
    known = [*ReportSettings.model_fields]
    for keys, names in _walk_keys(own, shipped, known):
        name = str(keys[-1])
        near = get_close_matches(name, names, 1)
        hint = f"did you mean {quote_value(near[0])}?" if near else f"choose {', '.join(names)}"
        file.fail((*SECTION, *keys), f"{'.'.join(map(str, keys))}: there is no key {quote_value(name)}", hint)


def _walk_keys(
    own: Mapping[str, Any], shipped: Mapping[str, Any], known: list[str]
) -> Iterator[tuple[Keys, list[str]]]:
    """Yield each unknown key with the names that are possible in its place."""
    for key, value in own.items():
        if key not in known:
            yield (key,), known
        elif key in CLOSED_SECTIONS:
            yield from _unknown_below((key,), value, shipped[key], CLOSED_SECTIONS[key])


def _unknown_below(keys: Keys, own: Any, shipped: Any, depth: int) -> Iterator[tuple[Keys, list[str]]]:
    if not (depth and isinstance(own, Mapping) and isinstance(shipped, Mapping)):
        return
    for key, value in own.items():
        if key in shipped:
            yield from _unknown_below((*keys, key), value, shipped[key], depth - 1)
        else:
            yield (*keys, key), list(shipped)
