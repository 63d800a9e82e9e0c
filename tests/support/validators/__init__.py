"""Other people's programs that check finished files, one module for each.

`missing()` of a module yields the programs and packages that it needs and this machine lacks. A test marked with
`needs(module)` is skipped then; on CI it fails.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
MODULES = HERE.parents[1] / "node" / "node_modules"


@dataclass
class Node:
    """A structure element as a PDF reader reports it; a kid is an element, or the text of marked content."""

    role: str
    kids: list[Node | str] = field(default_factory=list)
    alt: str = ""

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield the tree as lines: the role of each element, and below it, indented, its text and its elements."""
        yield f"{'  ' * depth}{self.role}"
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.lines(depth + 1)
            elif text := " ".join(kid.split()):
                yield f"{'  ' * depth}  “{text}”"


def run_tool(*command: object) -> str:
    """Run a program; return its standard output. Raise RuntimeError with its messages when it fails."""
    arguments = [str(part) for part in command]
    result = subprocess.run(
        arguments, capture_output=True, encoding="utf-8", errors="replace", timeout=300, check=False
    )
    if result.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {result.stderr or result.stdout}")
    return result.stdout


def require_validators(item: pytest.Item) -> None:
    """Skip a test when a validator that it needs is not installed; on CI, fail it."""
    validators = [validator for mark in item.iter_markers("needs") for validator in mark.args]
    if missing := sorted({name for validator in validators for name in validator.missing()}):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not on this machine: {', '.join(missing)}")
