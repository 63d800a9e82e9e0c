"""Programs that tests run: this Python, the command line, git."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .paths import SOURCE


def python(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run this Python on this source tree. Return its exit status and output."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent), **(env or {})}
    streams: dict[str, Any] = {"capture_output": True, **options}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, cwd=cwd, text=True, timeout=120, check=False, **streams)


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return python("-m", "acsm_report", *map(str, arguments), **options)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody who has told it nothing; return what it says."""
    who = {f"GIT_{role}_{what}": f"a@b.{role}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
