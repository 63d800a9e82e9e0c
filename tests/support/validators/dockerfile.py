"""dockerfile-utils, the linter within editors of Dockerfiles, judges one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from support.validators import MODULES, told

PROGRAM = MODULES / "dockerfile-utils" / "bin" / "dockerfile-utils"


def missing() -> Iterator[str]:
    """Name what it needs and this machine lacks."""
    if not shutil.which("node"):
        yield "node"
    if not PROGRAM.is_file():
        yield "dockerfile-utils (npm ci --prefix tests/node)"


def check(path: Path) -> None:
    """Raise RuntimeError with its complaints, errors and warnings, unless it has none."""
    if warnings := told("node", PROGRAM, "lint", path):
        raise RuntimeError(warnings)
