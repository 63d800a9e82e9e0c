"""Poppler, the reader of many Linux desktops, tells the structure of a PDF."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from support.validators import Node, told

LINE = re.compile(
    r'(?P<indent>(?:  )*)(?:"(?P<text>.*)"'
    r'|(?P<role>[A-Z]\w*)(?: <[^>]*>)?(?: ".*")?(?: r\d+)?(?: \((?:inline|block)\))?:?'  # identifier, title, revision
    r"| /\w+ .*|Object \d+ \d+)"  # attributes, annotations: dropped
)


def missing() -> Iterator[str]:
    """Name what it needs and this machine lacks."""
    if not shutil.which("pdfinfo"):
        yield "pdfinfo (poppler-utils)"


def tree(path: Path) -> Node:
    """Return the structure tree of a whole PDF, below a Root as pdf.js has it.

    Raise ValueError for a line that is none of those that pdfinfo prints as far as we know.
    """
    opened = [Node("Root")]
    for line in told("pdfinfo", "-struct-text", path).split("\n")[:-1]:
        found = LINE.fullmatch(line)
        if not found:
            raise ValueError(f"pdfinfo printed what nobody knows: {line!r}")
        del opened[len(found["indent"]) // 2 + 1 :]
        if found["role"]:
            element = Node(found["role"])
            opened[-1].kids.append(element)
            opened.append(element)
        elif found["text"] is not None:
            opened[-1].kids.append(found["text"])
    return opened[0]


def text(path: Path) -> str:
    """Return the words of a file in the order in which its pages paint them."""
    return told("pdftotext", "-raw", path, "-")
