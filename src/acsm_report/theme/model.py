"""A brand is a folder: brand.yml in the published brand.yml vocabulary, plus our own corner.

The corner (defaults.acsm-report) says what the roles are that pages and charts speak of:
colours, lanes, type scales, styles and the drawn lane figures. A value that is missing or
misspelt is a UsageError with file:line:column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from ..errors import UsageError, quote_value
from ..geometry import VectorPath as Outline
from .colors import contrast_ratio, mix_colors

__all__ = ["Brand", "Contact", "FontFace", "Ink"]

HexColor = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour by its role; `share` per cent of it are mixed with the colour `over`."""

    role: str
    share: float = 100
    over: str = "ground"


class StrictModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LaneColors(StrictModel):
    """A lane's colours by palette name: its fill, words in its colour, type upon its fill, its fill on the stage."""

    fill: str
    text: str
    on: str
    stage: str = ""  # where it is not written: the fill


class TextStyleSpec(StrictModel):
    """A style of type: a token of the type scale, weight, tracking (1/1000 em), colour role."""

    size: str
    weight: int = 400
    tracking: float = 0
    ink: str = "ink"


class DisplayGlyph(StrictModel):
    """A drawn lane figure in a box 100 high: its width, its stroked and its filled SVG paths."""

    width: float
    strokes: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()

    @field_validator("strokes", "fills")
    @classmethod
    def _check_paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for data in paths:
            Outline.parse(data)
        return paths


class Contact(StrictModel):
    """Who hands a document out: their name, further lines such as an address, and a web address."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    lines: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    link: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]{1,400}$")] = ""


@dataclass(frozen=True, slots=True)
class FontFace:
    """A typeface at one weight: a TrueType file."""

    family: str
    weight: int
    path: Path


@dataclass(frozen=True, eq=False, repr=False)
class Brand:
    """A brand: faces, palette and the roles of its own corner (compared and hashed by identity)."""

    name: str
    contact: Contact | None
    font_faces: tuple[FontFace, ...]
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
        """Return the brand with the roles that it has on the ground `name`, one of its `grounds`.

        A lane's fill for the stage is for the brand's own stage: on a ground with another one it is the plain fill.
        Raise UsageError for a ground that it does not have.
        """
        if name not in self.grounds:
            raise UsageError(f"the brand has no ground {quote_value(name)}", f"choose {', '.join(self.grounds)}")
        changed = self.grounds[name]
        lanes = (
            tuple(lane.model_copy(update={"stage": ""}) for lane in self.lanes) if "stage" in changed else self.lanes
        )
        return replace(self, roles={**self.roles, **changed}, lanes=lanes)

    def rgb(self, ink: Ink, ground: str = "ground") -> str:
        """Return the screen colour of `ink`, "#RRGGBB", on a page whose ground has the role `ground`."""
        colour = self._color_of_role(ground if ink.role == "ground" else ink.role)
        if ink.share >= 100:
            return colour
        return mix_colors(colour, self._color_of_role(ground if ink.over == "ground" else ink.over), ink.share / 100)

    def _color_of_role(self, role: str) -> str:
        if role.startswith("#"):  # only artwork read back from a chart
            return role.upper()
        if role.startswith("lane."):
            _, number, part = f"{role}.fill".split(".")[:3]
            lane = self.lanes[int(number) - 1]
            return self.palette[getattr(lane, part) or lane.fill]
        return self.palette[self.roles[role]]

    @property
    def font_family_names(self) -> str:
        """The names of its typefaces, in words."""
        return " or ".join(dict.fromkeys(face.family for face in self.font_faces))

    def contrasting_ink(self, ink: Ink, ground: str = "ground") -> Ink:
        """Return the ink for words upon `ink`: the dark or the light one, whichever is easier to read."""
        under = self.rgb(ink, ground)
        return max((Ink("ink"), Ink("white")), key=lambda words: contrast_ratio(self.rgb(words), under))

    def year_share(self, index: int, count: int) -> float:
        """Return the share of its colour that the period `index` of `count` has: the latest is full."""
        if count == 1:
            return self.years[-1]
        at = index * (len(self.years) - 1) / (count - 1)
        left = min(int(at), len(self.years) - 2)
        return self.years[left] + (self.years[left + 1] - self.years[left]) * (at - left)
