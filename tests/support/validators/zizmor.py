"""zizmor finds security problems in GitHub actions and workflows and in pre-commit hooks."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from support.validators import HERE, run_tool


def check(*paths: Path) -> None:
    """Raise RuntimeError with its findings of medium confidence or more."""
    program = Path(sysconfig.get_path("scripts")) / "zizmor"
    options = "--quiet", "--offline", "--strict-collection", "--collect=all", "--min-confidence=medium"
    run_tool(program, *options, "--config", HERE / "zizmor.yml", *paths)
