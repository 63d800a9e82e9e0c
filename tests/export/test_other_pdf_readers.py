"""Independent PDF readers agree on the structure and text of our files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from support.paths import PAPERS
from support.validators import Node, pdfjs, poppler, qpdf, sample

URL = re.compile(r"[\w-]+(\.[\w-]+)+/")


def comparable(node: Node) -> Node:
    """Return a tree without the differences between readers that say nothing about the file.

    pdf.js leaves out elements without content, such as empty table cells; poppler does not. pdf.js guesses spaces
    between the labels of a chart from their positions, and adds one where a URL wraps; poppler does neither.
    """
    kids: list[Node | str] = []
    for kid in node.kids:
        if isinstance(kid, str):
            has_reliable_spaces = node.role != "Figure" and not URL.match(kid.strip())
            kids.append(kid if has_reliable_spaces else "".join(kid.split()))
        elif (element := comparable(kid)).kids:
            kids.append(element)
    return Node(node.role, kids, node.alt)


def elements(node: Node) -> Iterator[Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from elements(kid)


def as_node(tree: sample.Tree) -> Node:
    return Node(tree[0], [as_node(kid) if isinstance(kid, tuple) else kid for kid in tree[1:]])


@pytest.mark.needs(pdfjs, poppler)
def test_both_readers_report_a_known_tree(tmp_path: Path) -> None:
    """Both readers report the structure tree that a file is known to have."""
    path = tmp_path / "a.pdf"
    path.write_bytes(sample.tagged("ua1"))
    expected = list(Node("Root", [as_node(sample.DOCUMENT)]).lines())
    assert list(pdfjs.tree(path).lines()) == expected
    assert list(poppler.tree(path).lines()) == expected
    assert {node.alt for node in elements(pdfjs.tree(path)) if node.role == "Figure"} == {"A drawing of a half"}


@pytest.mark.needs(pdfjs, poppler)
@pytest.mark.parametrize("name", [name for name in PAPERS if "a4" not in name])  # poppler is slow
def test_two_readers_find_the_same_tree(name: str, papers: Path) -> None:
    """pdf.js and poppler find the same elements in the same order with the same text.

    The text that poppler extracts without the tree contains the text of every element, in the order of the tree.
    Spaces do not count there: poppler misses them between words of very different sizes.
    """
    tree = poppler.tree(papers / name)
    pdfjs_lines, poppler_lines = (list(comparable(root).lines()) for root in (pdfjs.tree(papers / name), tree))
    if difference := list(unified_diff(pdfjs_lines, poppler_lines, "pdf.js", "poppler", lineterm="", n=2)):
        pytest.fail("\n".join(difference), pytrace=False)
    extracted, position = "".join(poppler.text(papers / name).split()), 0
    for element in (node for node in elements(tree) if node.role not in ("Figure", "Link")):
        text = "".join("".join(kid for kid in element.kids if isinstance(kid, str)).split())
        start = extracted.find(text, position)
        before = extracted[max(position - 60, 0) : position]
        assert start >= 0, f"{element.role} {text!r} does not come after {before!r}"
        position = start + len(text)


@pytest.mark.needs(pdfjs)
def test_every_figure_has_alt_text_for_pdfjs(paper: Path) -> None:
    figures = [node for node in elements(pdfjs.tree(paper)) if node.role == "Figure"]
    assert figures
    assert [figure for figure in figures if not figure.alt] == []


@pytest.mark.needs(qpdf)
def test_qpdf_finds_no_errors(paper: Path) -> None:
    qpdf.check(paper)
