"""The way to the shipped files: the only module that knows where they lie.

In a wheel they stand beside this module; in a checkout they stand at the top of the repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .errors import SetupError, UsageError, shown

__all__ = [
    "brand_folder",
    "checkout",
    "colour_profile",
    "data_package",
    "editions",
    "language_file",
    "ledger_schema",
    "own_files",
    "page_script",
    "project_files",
    "shipped",
    "tree",
    "within",
]

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE if (_PACKAGE / "assets").is_dir() else _PACKAGE.parents[1]

DEFAULT_DATA = "acsm-2014"
DEFAULT_BRAND = "track"


def brand_folder(name: str = DEFAULT_BRAND) -> Path:
    """Return the folder of the brand called `name`, or the folder that `name` is the path of."""
    return _named(name, _ROOT / "assets" / "brands", "brand")


def data_package(name: str = DEFAULT_DATA) -> Path:
    """Return the folder of the edition called `name`, or the folder or file that `name` is the path of."""
    return _named(name, _ROOT / "data", "data package")


def editions() -> tuple[str, ...]:
    """Return the names of all shipped editions of the data, the oldest first."""
    return _on(_ROOT / "data")


def shipped(name: str) -> bool:
    """Is a brand or an edition of this name shipped?"""
    return name in (*editions(), *_on(_ROOT / "assets" / "brands"))


def language_file(code: str) -> Path:
    """Return the message catalogue of a language, for instance "en"."""
    return _ROOT / "assets" / "languages" / f"{code}.po"


def page_script() -> Path:
    """Return the script that draws a list of figures in one call, inside the browser."""
    return _ROOT / "assets" / "browser" / "draw.js"


def colour_profile() -> Path:
    """Return the ICC profile of the colours in which everything is told: sRGB."""
    return _ROOT / "assets" / "colour" / "sRGB.icc"


def ledger_schema() -> Path:
    """Return the published JSON Schema of the ledger."""
    return _ROOT / "assets" / "ledger.schema.json"


def project_files(part: str) -> dict[str, Path]:
    """Return the files by path that a project of one's own begins with: those of "all", or of a service of CI."""
    return tree(_ROOT / "assets" / "project" / part)


def checkout() -> Path | None:
    """Return the checkout of the repository that the program runs from; None for an installed program."""
    return _ROOT if (_ROOT / ".git").exists() else None


def tree(folder: Path) -> dict[str, Path]:
    """Return all files in a folder and below, in order, by their paths in it."""
    paths = sorted(Path(path) for path in _files(str(folder)))
    return {path.relative_to(folder).as_posix(): path for path in paths}


def own_files() -> dict[str, Path]:
    """Return the files by name that make the program what it is: its modules, its words, its scripts, its colours."""
    shelves = {"source": _PACKAGE, **{name: _ROOT / "assets" / name for name in ("browser", "colour", "languages")}}
    return {
        f"{shelf}/{path[len(str(root)) + 1 :]}": Path(path)
        for shelf, root in shelves.items()
        for path in _files(str(root))
        if shelf != "source" or path.endswith(".py")
    }


def _files(folder: str) -> Iterator[str]:
    """Yield the paths of all files in a folder and below."""
    for entry in os.scandir(folder):
        if entry.is_file():
            yield entry.path
        elif entry.name != "__pycache__":
            yield from _files(entry.path)


def within(folder: Path, reference: str) -> Path:
    """Return the file that a brand or a data package refers to.

    `reference` is a path inside `folder`, or package://NAME/PATH for a file of an installed
    Python package (fonts come as packages). Raise UsageError when it leads out of the folder.
    """
    if reference.startswith("package://"):
        package, _, inner = reference.removeprefix("package://").partition("/")
        spec = find_spec(package) if package.isidentifier() else None
        if spec is None or not spec.submodule_search_locations:
            cure = f"pip install {package.replace('_', '-')}"
            raise SetupError(f"the package {shown(package)} is not installed", cure)
        base = Path(next(iter(spec.submodule_search_locations))).resolve()
    else:
        base, inner = folder.resolve(), reference
    try:
        path = (base / inner).resolve()
    except (OSError, ValueError, RuntimeError):  # a zero byte, links that lead in a circle
        raise UsageError(f"{shown(reference)} is no path", "name a file inside the folder") from None
    if not path.is_relative_to(base):
        raise UsageError(f"{shown(reference)} leads out of {base}", "name a file inside the folder")
    return path


def _named(name: str, shelf: Path, what: str) -> Path:
    if os.path.exists(name):  # noqa: PTH110  # Path.exists raises for a name that is too long
        return Path(name)  # as it was given: messages name files in the user's own words
    shipped = _on(shelf)
    if name in shipped:
        return shelf / name
    raise UsageError(f"no {what} is called {shown(name)} and no such folder exists", f"shipped: {', '.join(shipped)}")


def _on(shelf: Path) -> tuple[str, ...]:
    return tuple(sorted(p.name for p in shelf.iterdir() if p.is_dir()))
