"""What a brand decides: colors, font faces, type, measures and the glyphs of display numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from ..errors import UsageError, quote_value
from ..geometry import VectorPath
from .colors import BLACK, TEXT_CONTRAST, contrast_ratio, mix_colors

if TYPE_CHECKING:
    from ..dataset.diagnostics import Diagnostic
    from .brand_file import Keys
    from .vocabulary import Typography

__all__ = ["Brand", "Contact", "FontFace", "Ink", "Logo", "LogoFile", "nearest_weight"]

AREA_CONTRAST = 2.5  # of a large area with its surroundings; its text and its length say the same


@dataclass(frozen=True, slots=True)
class Ink:
    """A color by its role. `share` is the percentage of it that is mixed with the color `over`."""

    role: str
    share: float = 100
    over: str = "ground"


class StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LaneColors(StrictModel):
    """The colors of a lane by palette name: fill, text in its color, text on its fill, fill on the dark stage.

    A brand.yml may have the name of the fill alone.
    """

    fill: str
    text: str = ""  # what is empty is derived when the brand is loaded, but an empty stage can be the fill
    on: str = ""
    stage: str = ""


class TextStyleSpec(StrictModel):
    """A text style: name of a size in the type scale, role of its font, weight, tracking in 1/1000 em, color role."""

    size: str
    font: Literal["base", "headings", "monospace"] = "base"
    weight: int = 400
    tracking: float = 0
    ink: str = "ink"


class DisplayGlyph(StrictModel):
    """A glyph of display numbers in a box 100 high: its width, stroked and filled SVG paths."""

    width: float
    strokes: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()

    @field_validator("strokes", "fills")
    @classmethod
    def _check_paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for data in paths:
            VectorPath.parse(data)
        return paths


class Contact(StrictModel):
    """Who hands out a document: name, further lines such as an address, and a URL."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    lines: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    link: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]{1,400}$")] = ""


@dataclass(frozen=True, slots=True)
class FontFace:
    """A font family in one weight: a TrueType file."""

    family: str
    weight: int
    path: Path


def nearest_weight(faces: Iterable[FontFace], family: str, weight: int) -> FontFace:
    """Return the face of a family that style sheets take for a weight: that weight, or the next one.

    A light weight takes a lighter one first, a bold weight a bolder one, and a regular weight one up to 500.
    """
    found = {face.weight: face for face in faces if face.family == family}
    lighter, bolder = sorted((w for w in found if w < weight), reverse=True), sorted(w for w in found if w > weight)
    middle = [w for w in bolder if 400 <= weight <= w <= 500]
    order = [weight, *middle, *lighter, *bolder] if weight <= 500 else [weight, *bolder, *lighter]
    return next(found[w] for w in order if w in found)


@dataclass(frozen=True, slots=True)
class LogoFile:
    """A picture file of a logo with its alternative text, "" for none."""

    path: Path
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Logo:
    """A logo in one size: the file for light backgrounds and that for dark ones.

    It is the same file if the brand does not say which background a file is for; None if it has none for it.
    """

    light: LogoFile | None
    dark: LogoFile | None


@dataclass(frozen=True, eq=False, repr=False)
class Brand:
    """A brand. Compared and hashed by identity.

    `logos` are by size: small, medium, large. `typography` is that section of brand.yml. `font_faces` are those
    that text styles use, the family of the base first; `fallback_faces` set what these lack. `families` are by role:
    base, headings, monospace.
    `diagnostics` are warnings and notes about brand.yml, such as a logo's file that is missing. `color_keys` are the
    keys of brand.yml that set a color, by role ("ink", "lane.1.fill"), ground and role ("white/ink") or text style
    ("styles/body"); colors of the shipped brand and derived ones have none, because nobody can change them there.
    `contact_keys` are the keys above the contact's name.
    """

    path: Path
    name: str
    short_name: str
    contact: Contact | None
    logos: dict[str, Logo]
    typography: Typography
    font_faces: tuple[FontFace, ...]
    fallback_faces: tuple[FontFace, ...]
    families: dict[str, str]
    diagnostics: tuple[Diagnostic, ...]
    color_keys: dict[str, Keys]
    contact_keys: Keys
    palette: dict[str, str]
    roles: dict[str, str]
    grounds: dict[str, dict[str, str]]
    lanes: tuple[LaneColors, ...]
    years: tuple[float, ...]
    type: dict[str, dict[str, tuple[float, float]]]
    styles: dict[str, TextStyleSpec]
    grid: dict[str, tuple[float, float]]
    charts: dict[str, dict[str, dict[str, float]]]
    figures: dict[str, DisplayGlyph]
    figure_gap: float
    figure_stroke: float

    def __repr__(self) -> str:
        return f"Brand({self.name!r})"

    def with_ground(self, name: str) -> Brand:
        """Return the brand with the roles of its ground `name`.

        If that ground changes the stage, lanes use their plain fill there. Raise UsageError for an unknown ground.
        """
        if name not in self.grounds:
            raise UsageError(
                f"the brand has no ground {quote_value(name)}", f"choose {', '.join(self.grounds)}", option="--ground"
            )
        changed = self.grounds[name]
        lanes = (
            tuple(lane.model_copy(update={"stage": ""}) for lane in self.lanes) if "stage" in changed else self.lanes
        )
        kept = {role: keys for role, keys in self.color_keys.items() if role not in changed}
        own = {role: self.color_keys[f"{name}/{role}"] for role in changed if f"{name}/{role}" in self.color_keys}
        return replace(self, roles={**self.roles, **changed}, lanes=lanes, color_keys={**kept, **own})

    def rgb(self, ink: Ink, ground: str = "ground") -> str:
        """Return the screen color of `ink`, "#RRGGBB", on a page whose ground has the role `ground`."""
        color = self._color_of_role(ground if ink.role == "ground" else ink.role)
        if ink.share >= 100:
            return color
        return mix_colors(color, self._color_of_role(ground if ink.over == "ground" else ink.over), ink.share / 100)

    def _color_of_role(self, role: str) -> str:
        if role.startswith("#"):  # from a drawn chart
            return role.upper()
        if role.startswith("lane."):
            number, part = self._lane_part(role)
            return self.palette[getattr(self.lanes[number - 1], part)]
        return self.palette[self.roles[role]]

    def color_key(self, role: str) -> Keys | None:
        """Return the key of brand.yml that sets the color of a role on this ground, None if there is none."""
        if role.startswith("lane."):
            number, part = self._lane_part(role)
            role = f"lane.{number}.{part}"
        return self.color_keys.get(role)

    def _lane_part(self, role: str) -> tuple[int, str]:
        """Return number and part of the lane in a role such as "lane.1"; a part without a color is the fill."""
        _, number, part = f"{role}.fill".split(".")[:3]
        return int(number), part if getattr(self.lanes[int(number) - 1], part) else "fill"

    @property
    def all_faces(self) -> tuple[FontFace, ...]:
        """The font faces in the order in which a character is looked up."""
        return (*self.font_faces, *self.fallback_faces)

    @property
    def font_family_names(self) -> str:
        """The names of its font families, joined by "or"."""
        return " or ".join(dict.fromkeys(face.family for face in self.all_faces))

    def contrasting_ink(self, ink: Ink, ground: str = "ground") -> Ink:
        """Return the ink for text on `ink`: dark or light, whichever has more contrast; black if that is too little."""
        under = self.rgb(ink, ground)
        best = self._dark_or_light_ink(under)
        return best if contrast_ratio(self.rgb(best), under) >= TEXT_CONTRAST else Ink(BLACK)

    def _dark_or_light_ink(self, under: str) -> Ink:
        return max((Ink("ink"), Ink("white")), key=lambda words: contrast_ratio(self.rgb(words), under))

    def fill_on_stage(self, lane: int) -> tuple[Ink, Ink]:
        """Return the fill of a lane for areas on the stage, and the ink of text on it.

        It is the lane's plain fill unless that has too little contrast with the stage.
        """
        fill, on_stage = Ink(f"lane.{lane}"), Ink(f"lane.{lane}.stage")
        if contrast_ratio(self.rgb(fill), self.rgb(Ink("stage"))) >= AREA_CONTRAST:
            return fill, Ink(f"lane.{lane}.on")
        return on_stage, self.contrasting_ink(on_stage)

    def year_tint(self, lane: int, index: int, count: int) -> Ink:
        """Return the tint of a lane's color for period `index` of `count`; text can be read on it."""
        return self.readable_tint(Ink(f"lane.{lane}", self.year_share(index, count)))

    def readable_tint(self, ink: Ink) -> Ink:
        """Return the ink with the share nearest to its own on which dark or light text can be read on every ground.

        If neither can be read on any tint of the color, return the ink itself; text on it is black then.
        """
        shares = sorted((ink.share, *range(10, 101)), key=lambda share: abs(share - ink.share))
        return next((tint for tint in (replace(ink, share=share) for share in shares) if self._bears_text(tint)), ink)

    @cached_property
    def _on_each_ground(self) -> tuple[Brand, ...]:
        return tuple(map(self.with_ground, self.grounds))

    def _bears_text(self, ink: Ink) -> bool:
        """Return whether text on an ink has enough contrast on paper, on every ground."""
        grounds = ((brand, brand.rgb(ink, "paper")) for brand in self._on_each_ground)
        return all(
            contrast_ratio(brand.rgb(brand._dark_or_light_ink(under)), under) >= TEXT_CONTRAST
            for brand, under in grounds
        )

    def year_share(self, index: int, count: int) -> float:
        """Return the share of its color, in percent, for period `index` of `count`. The latest has the most."""
        if count == 1:
            return self.years[-1]
        at = index * (len(self.years) - 1) / (count - 1)
        left = min(int(at), len(self.years) - 2)
        return self.years[left] + (self.years[left + 1] - self.years[left]) * (at - left)
