"""Judges: other people's programs that look at what we made, each asked through a small module.

Each of these has `missing()`, which names what it needs and this machine lacks: a test marked with `needs` and the
module is skipped then, and fails on CI.
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
    """An element of a PDF's structure tree as a reader tells it; its kids are elements, and content as its text."""

    role: str
    kids: list[Node | str] = field(default_factory=list)
    alt: str = ""

    def lines(self, depth: int = 0) -> Iterator[str]:
        """Yield the tree as text: the role of an element, and a step in each piece of its content that has words."""
        yield f"{'  ' * depth}{self.role}"
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.lines(depth + 1)
            elif words := " ".join(kid.split()):
                yield f"{'  ' * depth}  “{words}”"


def told(*command: object) -> str:
    """Run a program; return what it prints. Raise RuntimeError with its complaint when it fails."""
    parts = [str(part) for part in command]
    done = subprocess.run(parts, capture_output=True, encoding="utf-8", errors="replace", timeout=300, check=False)
    if done.returncode:
        raise RuntimeError(f"{parts[0]} failed: {done.stderr or done.stdout}")
    return done.stdout


def require_validators(item: pytest.Item) -> None:
    """Skip a test when a validator that it needs is not installed; on CI, fail it."""
    validators = [validator for mark in item.iter_markers("needs") for validator in mark.args]
    if lacking := sorted({what for validator in validators for what in validator.missing()}):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not on this machine: {', '.join(lacking)}")
