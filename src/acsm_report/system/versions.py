"""What went into a build and what came out, as hashes: build.json, by which an unchanged build is known at once.

Standard library only, and quick: the answer is wanted before anything heavy is imported. Nothing here trusts a date
of a file; whatever cannot be read is a build that is not known, and the build itself says what is wrong with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

__all__ = ["installed_versions"]


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """Return the versions of installed distributions by name; the names of their folders tell most of them at once."""
    installed = {}
    spec = find_spec("reportlab")
    for place in {str(Path(root).parent) for root in (spec.submodule_search_locations or () if spec else ())}:
        for entry in os.scandir(place):
            name, _, rest = entry.name.partition("-")
            if rest.endswith(".dist-info"):
                installed[name.replace("_", "-").lower()] = rest.removesuffix(".dist-info")
    return {name: installed.get(name) or _read_version(name) for name in names}


def _read_version(name: str) -> str:
    from importlib.metadata import version

    return version(name)
