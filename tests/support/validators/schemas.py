"""check-jsonschema validates configuration files of CI services against their schemas."""

from __future__ import annotations

import sys
from pathlib import Path

from support.validators import run_tool


def check(kind: str, path: Path) -> None:
    """Raise RuntimeError with its findings unless a file is valid as this kind, such as "github-actions"."""
    run_tool(sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", path)
