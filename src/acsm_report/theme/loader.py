"""Reads a brand: a folder with brand.yml in the published brand.yml vocabulary.

Our own settings are in its section defaults.acsm-report: colors by role, lanes, type scales, text styles, chart
metrics and the glyphs of display numbers. Measures that a brand leaves out come from the shipped brand.
A color that is missing, or a value that is misspelled, raises UsageError with file:line:column.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .. import __version__
from ..errors import UsageError, quote_value
from ..system import resources
from ..system.cache import Cache, cache_key
from .model import Brand, Contact, DisplayGlyph, FontFace, HexColor, LaneColors, StrictModel, TextStyleSpec

__all__ = ["load_brand", "make_key_locator"]

MAX_BYTES = 100_000  # of a brand.yml
SECTION = ("defaults", "acsm-report")  # where our own settings are in brand.yml
MEASURES = ("charts", "figure_gap", "figure_stroke", "figures", "grid", "styles", "type", "years")
DEEP_NESTING = re.compile(r"(?:[\[{]\s*){40}|(?:-[ \t]+){40}")


class _LenientModel(BaseModel):  # the published vocabulary has more keys than we read
    model_config = ConfigDict(extra="ignore", frozen=True)


class _ReportSettings(StrictModel):
    contact: Contact | None = None
    roles: dict[str, str]
    grounds: dict[str, dict[str, str]]
    lanes: tuple[LaneColors, ...]
    years: Annotated[tuple[float, ...], Field(min_length=1)]
    type: dict[str, dict[str, tuple[float, float]]]
    styles: dict[str, TextStyleSpec]
    grid: dict[str, tuple[float, float]]
    charts: dict[str, dict[str, dict[str, float]]]
    figures: dict[str, DisplayGlyph]
    figure_gap: float
    figure_stroke: float


class _FontFile(_LenientModel):
    path: str
    weight: int = 400


class _FontFamily(_LenientModel):
    family: str
    files: tuple[_FontFile, ...] = ()


class _Typography(_LenientModel):
    fonts: tuple[_FontFamily, ...]


class _ColorSection(_LenientModel):
    palette: dict[str, HexColor]


class _Meta(_LenientModel):
    name: str


class _Defaults(_LenientModel):
    acsm_report: _ReportSettings = Field(alias="acsm-report")


class _BrandFile(_LenientModel):
    meta: _Meta
    color: _ColorSection
    typography: _Typography
    defaults: _Defaults


@lru_cache(maxsize=8)
def load_brand(folder: Path, cache_folder: Path | None = None) -> Brand:
    """Read the brand in `folder`, from the cache in `cache_folder` if it is there.

    Raise UsageError with file:line:column of the first thing that is wrong.
    """
    path, cache = folder / "brand.yml", Cache(cache_folder)
    content = _read_yaml_cached(path, cache)
    shipped_path = resources.find_brand_folder() / "brand.yml"
    if path != shipped_path:
        shipped = _read_yaml_cached(shipped_path, cache)
        content = _with_shipped_measures(content, shipped)
    try:
        file = _BrandFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        where = _key_location(path, first["loc"])
        raise UsageError(f"{key}: {first['msg']} ({quote_value(first['input'])})", "correct the value", where) from None
    if path != shipped_path:
        _refuse_missing_keys(path, content, shipped, SECTION)
    settings = file.defaults.acsm_report
    faces = tuple(
        FontFace(font.family, entry.weight, resources.resolve_reference(folder, entry.path))
        for font in file.typography.fonts
        for entry in font.files
    )
    brand = Brand(
        name=file.meta.name,
        font_faces=faces,
        palette=file.color.palette,
        **{k: getattr(settings, k) for k in _ReportSettings.model_fields},
    )
    _refuse_unknown_names(brand, path)
    return brand


def _with_shipped_measures(content: Any, shipped: Any) -> Any:
    """Return the content of a brand.yml, with the shipped brand's measures where it has none of its own.

    Content of another shape is returned as it is; its validation says what is wrong.
    """
    top, key = SECTION
    section = content.get(top) if isinstance(content, dict) else None
    settings = section.get(key) if isinstance(section, dict) else None
    if not isinstance(section, dict) or not isinstance(settings, dict):
        return content
    measures = {name: shipped[top][key][name] for name in MEASURES}
    return {**content, top: {**section, key: _merge(measures, settings)}}


def _merge(defaults: Any, values: Any) -> Any:
    """Return `values` with the keys that only `defaults` has, at every depth."""
    if not (isinstance(defaults, dict) and isinstance(values, dict)):
        return values
    return {**defaults, **{key: _merge(defaults.get(key), value) for key, value in values.items()}}


def _read_yaml_cached(path: Path, cache: Cache) -> Any:
    """Return the content of a brand.yml. It is cached as JSON, because reading YAML is slow."""
    name = ""
    with suppress(OSError, UnicodeDecodeError):  # reported below
        if cache.folder and path.stat().st_size <= MAX_BYTES:
            name = cache_key("brand", __version__, path.read_text(encoding="utf-8"))
    if name and (text := cache.get(name)) is not None:
        return json.loads(text)
    tree = _read_yaml(path)
    with suppress(TypeError, ValueError):  # JSON has no dates, for instance
        plain = json.dumps(tree)
        if name and json.loads(plain) == tree:
            cache.put({name: plain})
    return tree


def _read_yaml(path: Path) -> Any:
    """Read YAML with the line and column of each key."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"it is larger than {MAX_BYTES:,} bytes", "name colours and fonts only", str(path))
        text = path.read_text(encoding="utf-8")
        _refuse_aliases(text, path)
        if DEEP_NESTING.search(text):  # the parser would take seconds to fail
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
    """Raise UsageError for an alias: nine lines of aliases can expand to more than any machine holds."""
    if re.search(r"[&*]\S", text) is None:
        return
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent

    for event in YAML().parse(text):
        if isinstance(event, AliasEvent):
            mark = event.start_mark
            where = f"{path}:{mark.line + 1}:{mark.column + 1}"
            raise UsageError(f"the alias *{event.anchor} is not read", "write out what it stands for", where)


def _refuse_missing_keys(path: Path, content: Any, reference: Any, keys: tuple[str, ...]) -> None:
    """Raise UsageError for a key of our section that the shipped brand has and this one lacks."""
    own, expected = content, reference
    for key in keys:
        own, expected = own[key], expected[key]
    for key, value in expected.items():
        if key not in own:
            hint = f"copy it from the brand {resources.DEFAULT_BRAND}"
            raise UsageError(f"{'.'.join(keys[2:])} lacks {quote_value(key)}", hint, _key_location(path, keys))
        if isinstance(value, dict):
            _refuse_missing_keys(path, content, reference, (*keys, key))


def make_key_locator(folder: Path) -> Callable[[tuple[int | str, ...]], tuple[int, int]]:
    """Return a function that gives line and column of a key of our section, ("roles", "ink"), or of its parent."""
    tree = _read_yaml(folder / "brand.yml")
    return lambda keys: _line_and_column(tree, (*SECTION, *keys))


def _key_location(path: Path, keys: tuple[int | str, ...]) -> str:
    """Return file:line:column of the deepest of the nested `keys` that the file has."""
    return ":".join(map(str, (path, *_line_and_column(_read_yaml(path), keys))))


def _line_and_column(tree: Any, keys: tuple[int | str, ...]) -> tuple[int, int]:
    line, column = 0, 0
    for key in keys:
        try:
            line, column = tree.lc.item(key) if isinstance(key, int) else tree.lc.key(key)
            tree = tree[key]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    return line + 1, column + 1


def _refuse_unknown_names(brand: Brand, path: Path) -> None:
    """Raise UsageError if a role, lane, ground or style refers to a name that does not exist."""
    grounds = (name for roles in brand.grounds.values() for name in roles.values())
    lanes = (name for lane in brand.lanes for name in (lane.fill, lane.text, lane.on, lane.stage or lane.fill))
    for name in (*brand.roles.values(), *grounds, *lanes):
        if name not in brand.palette:
            raise UsageError(f"{quote_value(name)} is not in the palette", "add it under color.palette", str(path))
    for role in (*(r for roles in brand.grounds.values() for r in roles), *(s.ink for s in brand.styles.values())):
        if role not in brand.roles:
            raise UsageError(f"{quote_value(role)} is no role", f"choose {', '.join(brand.roles)}", str(path))
    weights = {face.weight for face in brand.font_faces}
    for name, style in brand.styles.items():
        if style.weight not in weights or any(style.size not in scale for scale in brand.type.values()):
            raise UsageError(
                f"style {quote_value(name)} uses an unknown size or weight", "use one that the brand has", str(path)
            )
    for face in brand.font_faces:
        if not face.path.is_file():
            raise UsageError(f"the font {face.path.name} is missing", "correct its path", str(path))
