"""Judges: other people's programs that look at what we made, each asked through a small module.

Each of these has `missing()`, which names what it needs and this machine lacks: a test marked with `needs` and the
module is skipped then, and fails on CI.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent


def told(*command: object) -> str:
    """Run a program; return what it prints. Raise RuntimeError with its complaint when it fails."""
    parts = [str(part) for part in command]
    done = subprocess.run(parts, capture_output=True, encoding="utf-8", errors="replace", timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{parts[0]} failed: {done.stderr or done.stdout}")
    return done.stdout
