"""pdf.js, the reader of Firefox, tells the structure of a PDF."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from support.validators import HERE, MODULES, Node, told


def missing() -> Iterator[str]:
    """Name what it needs and this machine lacks."""
    if not shutil.which("node"):
        yield "node"
    if not (MODULES / "pdfjs-dist").is_dir():
        yield "pdfjs-dist (npm ci --prefix tests/node)"


def trees(path: Path) -> list[Node]:
    """Return of each page the structure tree, below a Root of pdf.js's own, as far as it has content on the page."""
    return [_node(tree) for tree in json.loads(told("node", HERE / "structure.mjs", path))]


def _node(tree: dict[str, Any]) -> Node:
    return Node(tree["role"], [kid if isinstance(kid, str) else _node(kid) for kid in tree["kids"]], tree["alt"])


def tree(path: Path) -> Node:
    """Return the structure tree of the whole document: of the elements of a page only the topmost goes on to the next.

    Raise ValueError for a file without one.
    """
    pages = [top for root in trees(path) for top in root.kids if isinstance(top, Node)]
    if not pages:
        raise ValueError(f"{path.name} has no structure tree")
    return Node("Root", [Node(pages[0].role, [kid for page in pages for kid in page.kids])])
