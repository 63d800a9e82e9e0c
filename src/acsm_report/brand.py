"""A brand is a folder: brand.yml in the published brand.yml vocabulary, plus our own corner.

The corner (defaults.acsm-report) says what the roles are that pages and charts speak of:
colours, lanes, type scales, styles and the drawn lane figures. A value that is missing or
misspelt is a UsageError with file:line:column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from . import __version__, resources
from .cache import Cache
from .cache import key as named
from .errors import UsageError, shown
from .geometry import Path as Outline

__all__ = ["Brand", "Contact", "Face", "Ink", "contrast", "load", "places"]

LARGEST = 100_000  # bytes of a brand.yml
DEEP = re.compile(r"(?:[\[{]\s*){40}|(?:-[ \t]+){40}")
Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour by its role; `share` per cent of it are mixed with the colour `over`."""

    role: str
    share: float = 100
    over: str = "ground"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Open(BaseModel):  # the published vocabulary is larger than what we read of it
    model_config = ConfigDict(extra="ignore", frozen=True)


class Lane(_Strict):
    """A lane's colours by palette name: its fill, words in its colour, type upon its fill, its fill on the stage."""

    fill: str
    text: str
    on: str
    stage: str = ""  # where it is not written: the fill


class TextStyle(_Strict):
    """A style of type: a token of the type scale, weight, tracking (1/1000 em), colour role."""

    size: str
    weight: int = 400
    tracking: float = 0
    ink: str = "ink"


class Figure(_Strict):
    """A drawn lane figure in a box 100 high: its width, its stroked and its filled SVG paths."""

    width: float
    strokes: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()

    @field_validator("strokes", "fills")
    @classmethod
    def _are_paths(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for data in paths:
            Outline.parse(data)
        return paths


class Contact(_Strict):
    """Who hands a document out: their name, further lines such as an address, and a web address."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    lines: Annotated[tuple[str, ...], Field(max_length=8)] = ()
    link: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]{1,400}$")] = ""


class _Corner(_Strict):
    contact: Contact | None = None
    roles: dict[str, str]
    grounds: dict[str, dict[str, str]]
    lanes: tuple[Lane, ...]
    years: Annotated[tuple[float, ...], Field(min_length=1)]
    type: dict[str, dict[str, tuple[float, float]]]
    styles: dict[str, TextStyle]
    grid: dict[str, tuple[float, float]]
    charts: dict[str, dict[str, dict[str, float]]]
    figures: dict[str, Figure]
    figure_gap: float
    figure_stroke: float


class _FontFile(_Open):
    path: str
    weight: int = 400


class _Font(_Open):
    family: str
    files: tuple[_FontFile, ...] = ()


class _Typography(_Open):
    fonts: tuple[_Font, ...]


class _Colour(_Open):
    palette: dict[str, Hex]


class _Meta(_Open):
    name: str


class _Defaults(_Open):
    acsm_report: _Corner = Field(alias="acsm-report")


class _File(_Open):
    meta: _Meta
    color: _Colour
    typography: _Typography
    defaults: _Defaults


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface at one weight: a TrueType file."""

    family: str
    weight: int
    path: Path


@dataclass(frozen=True, eq=False, repr=False)
class Brand:
    """A brand: faces, palette and the roles of its own corner (compared and hashed by identity)."""

    name: str
    contact: Contact | None
    faces: tuple[Face, ...]
    palette: dict[str, str]
    roles: dict[str, str]
    grounds: dict[str, dict[str, str]]
    lanes: tuple[Lane, ...]
    years: tuple[float, ...]
    type: dict[str, dict[str, tuple[float, float]]]
    styles: dict[str, TextStyle]
    grid: dict[str, tuple[float, float]]
    charts: dict[str, dict[str, dict[str, float]]]
    figures: dict[str, Figure]
    figure_gap: float
    figure_stroke: float

    def __repr__(self) -> str:
        return f"Brand({self.name!r})"

    def on_ground(self, name: str) -> Brand:
        """Return the brand with the roles that it has on the ground `name`, one of its `grounds`.

        A lane's fill for the stage is for the brand's own stage: on a ground with another one it is the plain fill.
        Raise UsageError for a ground that it does not have.
        """
        if name not in self.grounds:
            raise UsageError(f"the brand has no ground {shown(name)}", f"choose {', '.join(self.grounds)}")
        changed = self.grounds[name]
        lanes = (
            tuple(lane.model_copy(update={"stage": ""}) for lane in self.lanes) if "stage" in changed else self.lanes
        )
        return replace(self, roles={**self.roles, **changed}, lanes=lanes)

    def rgb(self, ink: Ink, ground: str = "ground") -> str:
        """Return the screen colour of `ink`, "#RRGGBB", on a page whose ground has the role `ground`."""
        colour = self._solid(ground if ink.role == "ground" else ink.role)
        if ink.share >= 100:
            return colour
        return _mix(colour, self._solid(ground if ink.over == "ground" else ink.over), ink.share / 100)

    def _solid(self, role: str) -> str:
        if role.startswith("#"):  # only artwork read back from a chart
            return role.upper()
        if role.startswith("lane."):
            _, number, part = f"{role}.fill".split(".")[:3]
            lane = self.lanes[int(number) - 1]
            return self.palette[getattr(lane, part) or lane.fill]
        return self.palette[self.roles[role]]

    @property
    def families(self) -> str:
        """The names of its typefaces, in words."""
        return " or ".join(dict.fromkeys(face.family for face in self.faces))

    def on(self, ink: Ink, ground: str = "ground") -> Ink:
        """Return the ink for words upon `ink`: the dark or the light one, whichever is easier to read."""
        under = self.rgb(ink, ground)
        return max((Ink("ink"), Ink("white")), key=lambda words: contrast(self.rgb(words), under))

    def shade(self, index: int, count: int) -> float:
        """Return the share of its colour that the period `index` of `count` has: the latest is full."""
        if count == 1:
            return self.years[-1]
        at = index * (len(self.years) - 1) / (count - 1)
        left = min(int(at), len(self.years) - 2)
        return self.years[left] + (self.years[left + 1] - self.years[left]) * (at - left)


@lru_cache(maxsize=8)
def load(folder: Path, kept: Path | None = None) -> Brand:
    """Read the brand in `folder`, what was read before from the cache `kept`.

    Raise UsageError with the place of the first thing that is wrong.
    """
    path, cache = folder / "brand.yml", Cache(kept)
    said = _said(path, cache)
    try:
        file = _File.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        where = _place(path, first["loc"])
        raise UsageError(f"{key}: {first['msg']} ({shown(first['input'])})", "correct the value", where) from None
    reference = resources.brand_folder() / "brand.yml"
    if path != reference:
        _refuse_gaps(path, said, _said(reference, cache), ("defaults", "acsm-report"))
    corner = file.defaults.acsm_report
    faces = tuple(
        Face(font.family, entry.weight, resources.within(folder, entry.path))
        for font in file.typography.fonts
        for entry in font.files
    )
    brand = Brand(
        name=file.meta.name,
        faces=faces,
        palette=file.color.palette,
        **{k: getattr(corner, k) for k in _Corner.model_fields},
    )
    _refuse_unknown(brand, path)
    return brand


def _said(path: Path, cache: Cache) -> Any:
    """Return what a brand.yml says; what was read before is kept as JSON, for to read YAML takes long."""
    name = ""
    with suppress(OSError, UnicodeDecodeError):  # which is told below
        if cache.place and path.stat().st_size <= LARGEST:
            name = named("brand", __version__, path.read_text(encoding="utf-8"))
    if name and (text := cache.get(name)) is not None:
        return json.loads(text)
    tree = _tree(path)
    with suppress(TypeError, ValueError):  # a date, say, is nothing to JSON
        plain = json.dumps(tree)
        if name and json.loads(plain) == tree:
            cache.put({name: plain})
    return tree


def _tree(path: Path) -> Any:
    """Read YAML that remembers its lines."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"it is larger than {LARGEST:,} bytes", "name colours and fonts only", str(path))
        text = path.read_text(encoding="utf-8")
        _refuse_aliases(text, path)
        if DEEP.search(text):  # at once; a reader that tries would take seconds to give up
            raise RecursionError
        return YAML().load(text)
    except RecursionError:
        raise UsageError("nested too deeply", "write it as flat as the brand that is shipped", str(path)) from None
    except FileNotFoundError:
        raise UsageError("there is no brand.yml", "name the folder of a brand", str(path.parent)) from None
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", "name the folder of a brand", str(path)) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"byte {error.start} is not UTF-8", "save the file as UTF-8", str(path)) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise UsageError(str(error.problem or error.context), "correct the YAML", where) from None
    except YAMLError as error:
        raise UsageError(f"not YAML ({error})", "correct it", str(path)) from None


def _refuse_aliases(text: str, path: Path) -> None:
    """Raise UsageError for an alias: nine lines of them can stand for more than any machine holds."""
    if re.search(r"[&*]\S", text) is None:
        return
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent

    for event in YAML().parse(text):
        if isinstance(event, AliasEvent):
            mark = event.start_mark
            where = f"{path}:{mark.line + 1}:{mark.column + 1}"
            raise UsageError(f"the alias *{event.anchor} is not read", "write out what it stands for", where)


def _refuse_gaps(path: Path, said: Any, reference: Any, keys: tuple[str, ...]) -> None:
    """Raise UsageError for what the default brand says in our corner and this one does not: all of it is used."""
    ours, theirs = said, reference
    for key in keys:
        ours, theirs = ours[key], theirs[key]
    for key, value in theirs.items():
        if key not in ours:
            hint = f"copy it from the brand {resources.DEFAULT_BRAND}"
            raise UsageError(f"{'.'.join(keys[2:])} lacks {shown(key)}", hint, _place(path, keys))
        if isinstance(value, dict):
            _refuse_gaps(path, said, reference, (*keys, key))


def places(folder: Path) -> Callable[[tuple[int | str, ...]], tuple[int, int]]:
    """Return what gives line and column in brand.yml of a key of our corner, ("roles", "ink"), or of what holds it."""
    tree = _tree(folder / "brand.yml")
    return lambda keys: _found(tree, ("defaults", "acsm-report", *keys))


def _place(path: Path, keys: tuple[int | str, ...]) -> str:
    """Return file:line:column of the deepest part of `keys` that the file has."""
    return ":".join(map(str, (path, *_found(_tree(path), keys))))


def _found(tree: Any, keys: tuple[int | str, ...]) -> tuple[int, int]:
    line, column = 0, 0
    for key in keys:
        try:
            line, column = tree.lc.item(key) if isinstance(key, int) else tree.lc.key(key)
            tree = tree[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line + 1, column + 1


def _refuse_unknown(brand: Brand, path: Path) -> None:
    """Raise UsageError for a role, a lane, a ground or a style that names what does not exist."""
    grounds = (name for roles in brand.grounds.values() for name in roles.values())
    lanes = (name for lane in brand.lanes for name in (lane.fill, lane.text, lane.on, lane.stage or lane.fill))
    for name in (*brand.roles.values(), *grounds, *lanes):
        if name not in brand.palette:
            raise UsageError(f"{shown(name)} is not in the palette", "add it under color.palette", str(path))
    for role in (*(r for roles in brand.grounds.values() for r in roles), *(s.ink for s in brand.styles.values())):
        if role not in brand.roles:
            raise UsageError(f"{shown(role)} is no role", f"choose {', '.join(brand.roles)}", str(path))
    weights = {face.weight for face in brand.faces}
    for name, style in brand.styles.items():
        if style.weight not in weights or any(style.size not in scale for scale in brand.type.values()):
            raise UsageError(
                f"style {shown(name)} uses an unknown size or weight", "use one that the brand has", str(path)
            )
    for face in brand.faces:
        if not face.path.is_file():
            raise UsageError(f"the font {face.path.name} is missing", "correct its path", str(path))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours "#RRGGBB", 1 to 21 (WCAG 2.2)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in _channels(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(colour: str, ground: str, share: float) -> str:
    mixed = (round(a * share + b * (1 - share)) for a, b in zip(_channels(colour), _channels(ground), strict=True))
    return "#" + "".join(f"{v:02X}" for v in mixed)
