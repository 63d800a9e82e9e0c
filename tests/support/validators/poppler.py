"""Poppler, the PDF reader of many Linux desktops, reports structure tree and text of a PDF."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from support.validators import Node, run_tool

LINE = re.compile(
    r'(?P<indent>(?:  )*)(?:"(?P<text>.*)"'
    r'|(?P<role>[A-Z]\w*)(?: <[^>]*>)?(?: ".*")?(?: r\d+)?(?: \((?:inline|block)\))?:?'  # identifier, title, revision
    r"| /\w+ .*|Object \d+ \d+)"  # attributes and annotations are ignored
)


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    if not shutil.which("pdfinfo"):
        yield "pdfinfo (poppler-utils)"


def tree(path: Path) -> Node:
    """Return the structure tree of a PDF below a Root, as `pdfjs.tree` does.

    Raise ValueError for a line of output that this module cannot parse.
    """
    ancestors = [Node("Root")]
    for line in run_tool("pdfinfo", "-struct-text", path).split("\n")[:-1]:
        match = LINE.fullmatch(line)
        if not match:
            raise ValueError(f"unknown output of pdfinfo: {line!r}")
        del ancestors[len(match["indent"]) // 2 + 1 :]
        if match["role"]:
            element = Node(match["role"])
            ancestors[-1].kids.append(element)
            ancestors.append(element)
        elif match["text"] is not None:
            ancestors[-1].kids.append(match["text"])
    return ancestors[0]


def text(path: Path) -> str:
    """Return the text of a file in painting order."""
    return run_tool("pdftotext", "-raw", path, "-")
