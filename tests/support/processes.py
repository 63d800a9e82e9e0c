"""Programs that tests run: this Python, the command line, git."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from .paths import SOURCE


def python(*arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    """Run this Python on this source tree; return its status and what it wrote."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent), **how.pop("env", {})}  # type: ignore[dict-item]
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, text=True, capture_output=True, timeout=120, check=False, **how)  # type: ignore[call-overload]


def run(*arguments: object, **how: object) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return python("-m", "acsm_report", *map(str, arguments), **how)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody who has told it nothing; return what it says."""
    who = {f"GIT_{role}_{what}": f"a@b.{role}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
