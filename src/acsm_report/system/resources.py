"""Finds the files that are shipped with the program. Only this module knows their paths.

A wheel has them inside the package; a checkout has them at the top of the repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from ..errors import SetupError, UsageError, quote_value

__all__ = [
    "browser_script",
    "checkout_folder",
    "color_profile",
    "find_brand_file",
    "find_brand_folder",
    "find_data_package",
    "html_template_folder",
    "is_shipped",
    "language_file",
    "ledger_schema",
    "list_files",
    "program_files",
    "project_template_files",
    "resolve_reference",
    "shipped_datasets",
]

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOT = _PACKAGE if (_PACKAGE / "assets").is_dir() else _PACKAGE.parents[1]

DEFAULT_DATASET = "acsm-2014"
DEFAULT_BRAND = "track"
BRAND_FILES = ("brand.yml", "_brand.yml", "brand.yaml", "_brand.yaml")  # `_brand.yml` is the standard's name


def find_brand_file(name: str = DEFAULT_BRAND) -> Path:
    """Return the brand.yml of a shipped brand, of a folder, or `name` as the path of a file. It may be missing.

    Raise UsageError if `name` is neither a shipped brand nor a path.
    """
    path = Path(name)
    if path.name in BRAND_FILES and path.parent.is_dir():
        return path
    path = _find_shipped(name, _ROOT / "assets" / "brands", "brand", "--brand")
    if not path.is_dir():
        return path
    return next((path / file for file in BRAND_FILES if (path / file).is_file()), path / BRAND_FILES[0])


def find_brand_folder(name: str = DEFAULT_BRAND) -> Path:
    """Return the folder of a brand's file. Raise UsageError if `name` is neither a shipped brand nor a path."""
    return find_brand_file(name).parent


def find_data_package(name: str = DEFAULT_DATASET) -> Path:
    """Return the folder of a shipped dataset, or `name` as a path if it exists. Raise UsageError if neither exists."""
    return _find_shipped(name, _ROOT / "data", "data package", "--data")


def shipped_datasets() -> tuple[str, ...]:
    """Return the names of all shipped datasets, oldest first."""
    return _folder_names(_ROOT / "data")


def is_shipped(name: str) -> bool:
    """Tell whether a brand or dataset of this name is shipped."""
    return name in (*shipped_datasets(), *_folder_names(_ROOT / "assets" / "brands"))


def language_file(code: str) -> Path:
    """Return the message catalog of a language, for instance "en"."""
    return _ROOT / "assets" / "languages" / f"{code}.po"


def browser_script() -> Path:
    """Return the script that draws a list of plotly figures in one call, inside the browser."""
    return _ROOT / "assets" / "browser" / "draw.js"


def html_template_folder() -> Path:
    """Return the folder of the HTML templates and style sheets."""
    return _ROOT / "assets" / "html"


def color_profile() -> Path:
    """Return the ICC profile of all colors: sRGB."""
    return _ROOT / "assets" / "colour" / "sRGB.icc"


def ledger_schema() -> Path:
    """Return the published JSON Schema of the ledger."""
    return _ROOT / "assets" / "ledger.schema.json"


def project_template_files(service: str) -> dict[str, Path]:
    """Return the files of a new project by path. `service` is a CI service, or "all" for the files that all share."""
    return list_files(_ROOT / "assets" / "project" / service)


def checkout_folder() -> Path | None:
    """Return the checkout that the program runs from, or None if it is installed."""
    return _ROOT if (_ROOT / ".git").exists() else None


def list_files(folder: Path) -> dict[str, Path]:
    """Return all files in a folder and its subfolders by relative path, sorted."""
    paths = sorted(Path(path) for path in _walk_files(str(folder)))
    return {path.relative_to(folder).as_posix(): path for path in paths}


def program_files() -> dict[str, Path]:
    """Return the files, by name, that determine output: modules, messages, scripts, templates and color profile."""
    roots = {
        "source": _PACKAGE,
        **{name: _ROOT / "assets" / name for name in ("browser", "colour", "html", "languages")},
    }
    return {
        f"{group}/{path[len(str(root)) + 1 :]}": Path(path)
        for group, root in roots.items()
        for path in _walk_files(str(root))
        if group != "source" or path.endswith(".py")
    }


def _walk_files(folder: str) -> Iterator[str]:
    """Yield the paths of all files in a folder and its subfolders, without bytecode."""
    for entry in os.scandir(folder):
        if entry.is_file():
            yield entry.path
        elif entry.name != "__pycache__":
            yield from _walk_files(entry.path)


def resolve_reference(folder: Path, reference: str) -> Path:
    """Return the file that a brand or data package refers to.

    `reference` is a path inside `folder`, or package://NAME/PATH for a file of an installed Python package, such as a
    font. Raise UsageError if it leads out of the folder, SetupError if the package is not installed.
    """
    if reference.startswith("package://"):
        package, _, inner = reference.removeprefix("package://").partition("/")
        spec = find_spec(package) if package.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            hint = f"pip install {package.replace('_', '-')}"
            raise SetupError(f"the package {quote_value(package)} is not installed", hint)
        base = Path(next(iter(spec.submodule_search_locations))).resolve()
    else:
        base, inner = folder.resolve(), reference
    try:
        path = (base / inner).resolve()
    except (OSError, ValueError, RuntimeError):  # a zero byte, a loop of links
        raise UsageError(f"{quote_value(reference)} is not a path", "name a file inside the folder") from None
    if not path.is_relative_to(base):
        raise UsageError(f"{quote_value(reference)} leads out of {base}", "name a file inside the folder")
    return path


def _find_shipped(name: str, folder: Path, noun: str, option: str) -> Path:
    if os.path.exists(name):  # noqa: PTH110  # Path.exists raises for a name that is too long
        return Path(name)  # not resolved: messages show the path as the user typed it
    shipped = _folder_names(folder)
    if name in shipped:
        return folder / name
    raise UsageError(
        f"no {noun} is called {quote_value(name)} and no such folder exists",
        f"shipped: {', '.join(shipped)}",
        option=option,
    )


def _folder_names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(p.name for p in folder.iterdir() if p.is_dir()))
