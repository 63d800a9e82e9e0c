"""dockerfile-utils, the linter of many editors, checks Dockerfiles."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from support.validators import MODULES, run_tool

PROGRAM = MODULES / "dockerfile-utils" / "bin" / "dockerfile-utils"


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    if not shutil.which("node"):
        yield "node"
    if not PROGRAM.is_file():
        yield "dockerfile-utils (npm ci --prefix tests/node)"


def check(path: Path) -> None:
    """Raise RuntimeError with its errors and warnings, if any."""
    if warnings := run_tool("node", PROGRAM, "lint", path):
        raise RuntimeError(warnings)
