"""qpdf checks the file structure of a PDF."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from support.validators import run_tool


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    if not shutil.which("qpdf"):
        yield "qpdf"


def check(path: Path) -> None:
    """Raise RuntimeError with the findings of qpdf."""
    run_tool("qpdf", "--check", path)
