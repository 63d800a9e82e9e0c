"""pdf.js, the PDF reader of Firefox, reports the structure tree of a PDF."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.validators import HERE, MODULES, Node, run_tool


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    if not shutil.which("node"):
        yield "node"
    if not (MODULES / "pdfjs-dist").is_dir():
        yield "pdfjs-dist (npm ci --prefix tests/node)"


def trees(path: Path) -> list[Node]:
    """Return for each page the part of the structure tree with content there, below a Root that pdf.js adds."""
    return [_node(tree) for tree in json.loads(run_tool("node", HERE / "structure.mjs", path))]


def _node(tree: dict[str, Any]) -> Node:
    return Node(tree["role"], [kid if isinstance(kid, str) else _node(kid) for kid in tree["kids"]], tree["alt"])


def tree(path: Path) -> Node:
    """Return the structure tree of a document in which no element but the topmost spans pages.

    Raise ValueError for a file without a structure tree.
    """
    pages = [top for root in trees(path) for top in root.kids if isinstance(top, Node)]
    if not pages:
        raise ValueError(f"{path.name} has no structure tree")
    return Node("Root", [Node(pages[0].role, [kid for page in pages for kid in page.kids])])
