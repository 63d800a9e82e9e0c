"""check-jsonschema has the schemas by which services of CI know their files, and judges ours by them."""

from __future__ import annotations

import sys
from pathlib import Path

from support.validators import told


def check(kind: str, path: Path) -> None:
    """Raise RuntimeError with its complaints unless a file is one of this kind, for instance "github-actions"."""
    told(sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", path)
