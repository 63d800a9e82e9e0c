"""The way to the shipped files: the only module that knows where they lie.

In a wheel they stand beside this module; in a checkout they stand at the top of the repository.
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


def find_brand_folder(name: str = DEFAULT_BRAND) -> Path:
    """Return the folder of the brand called `name`, or the folder that `name` is the path of."""
    return _find_shipped(name, _ROOT / "assets" / "brands", "brand", "--brand")


def find_data_package(name: str = DEFAULT_DATASET) -> Path:
    """Return the folder of the edition called `name`, or the folder or file that `name` is the path of."""
    return _find_shipped(name, _ROOT / "data", "data package", "--data")


def shipped_datasets() -> tuple[str, ...]:
    """Return the names of all shipped editions of the data, the oldest first."""
    return _folder_names(_ROOT / "data")


def is_shipped(name: str) -> bool:
    """Is a brand or an edition of this name shipped?"""
    return name in (*shipped_datasets(), *_folder_names(_ROOT / "assets" / "brands"))


def language_file(code: str) -> Path:
    """Return the message catalogue of a language, for instance "en"."""
    return _ROOT / "assets" / "languages" / f"{code}.po"


def browser_script() -> Path:
    """Return the script that draws a list of figures in one call, inside the browser."""
    return _ROOT / "assets" / "browser" / "draw.js"


def html_template_folder() -> Path:
    """Return the folder of the templates and style sheets that HTML is made with."""
    return _ROOT / "assets" / "html"


def color_profile() -> Path:
    """Return the ICC profile of the colours in which everything is told: sRGB."""
    return _ROOT / "assets" / "colour" / "sRGB.icc"


def ledger_schema() -> Path:
    """Return the published JSON Schema of the ledger."""
    return _ROOT / "assets" / "ledger.schema.json"


def project_template_files(service: str) -> dict[str, Path]:
    """Return the files by path that a project of one's own begins with: those of "all", or of a service of CI."""
    return list_files(_ROOT / "assets" / "project" / service)


def checkout_folder() -> Path | None:
    """Return the checkout of the repository that the program runs from; None for an installed program."""
    return _ROOT if (_ROOT / ".git").exists() else None


def list_files(folder: Path) -> dict[str, Path]:
    """Return all files in a folder and below, in order, by their paths in it."""
    paths = sorted(Path(path) for path in _walk_files(str(folder)))
    return {path.relative_to(folder).as_posix(): path for path in paths}


def program_files() -> dict[str, Path]:
    """Return the files by name that decide what the program does: modules, messages, scripts, templates, colors."""
    shelves = {
        "source": _PACKAGE,
        **{name: _ROOT / "assets" / name for name in ("browser", "colour", "html", "languages")},
    }
    return {
        f"{shelf}/{path[len(str(root)) + 1 :]}": Path(path)
        for shelf, root in shelves.items()
        for path in _walk_files(str(root))
        if shelf != "source" or path.endswith(".py")
    }


def _walk_files(folder: str) -> Iterator[str]:
    """Yield the paths of all files in a folder and below."""
    for entry in os.scandir(folder):
        if entry.is_file():
            yield entry.path
        elif entry.name != "__pycache__":
            yield from _walk_files(entry.path)


def resolve_reference(folder: Path, reference: str) -> Path:
    """Return the file that a brand or a data package refers to.

    `reference` is a path inside `folder`, or package://NAME/PATH for a file of an installed
    Python package (fonts come as packages). Raise UsageError when it leads out of the folder.
    """
    if reference.startswith("package://"):
        package, _, inner = reference.removeprefix("package://").partition("/")
        spec = find_spec(package) if package.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            cure = f"pip install {package.replace('_', '-')}"
            raise SetupError(f"the package {quote_value(package)} is not installed", cure)
        base = Path(next(iter(spec.submodule_search_locations))).resolve()
    else:
        base, inner = folder.resolve(), reference
    try:
        path = (base / inner).resolve()
    except (OSError, ValueError, RuntimeError):  # a zero byte, links that lead in a circle
        raise UsageError(f"{quote_value(reference)} is no path", "name a file inside the folder") from None
    if not path.is_relative_to(base):
        raise UsageError(f"{quote_value(reference)} leads out of {base}", "name a file inside the folder")
    return path


def _find_shipped(name: str, folder: Path, noun: str, option: str) -> Path:
    if os.path.exists(name):  # noqa: PTH110  # Path.exists raises for a name that is too long
        return Path(name)  # as it was given: messages name files in the user's own words
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
