"""qpdf tells whether a PDF is sound as a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from support.validators import told


def missing() -> Iterator[str]:
    """Name what it needs and this machine lacks."""
    if not shutil.which("qpdf"):
        yield "qpdf"


def check(path: Path) -> None:
    """Raise RuntimeError with all that qpdf finds wrong."""
    told("qpdf", "--check", path)
