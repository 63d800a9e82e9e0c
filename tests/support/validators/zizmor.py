"""zizmor knows what makes actions and workflows of GitHub, and hooks of pre-commit, unsafe, and judges ours."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from support.validators import HERE, told


def check(*paths: Path) -> None:
    """Raise RuntimeError with its complaints unless it has none of which it is at least fairly sure."""
    program = Path(sysconfig.get_path("scripts")) / "zizmor"
    options = "--quiet", "--offline", "--strict-collection", "--collect=all", "--min-confidence=medium"
    told(program, *options, "--config", HERE / "zizmor.yml", *paths)
