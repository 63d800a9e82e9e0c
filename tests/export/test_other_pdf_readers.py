"""PDF readers that know nothing of us read our files alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from support.paths import PAPERS
from support.validators import Node, pdfjs, poppler, qpdf, sample

ADDRESS = re.compile(r"[\w-]+(\.[\w-]+)+/")


def comparable(node: Node) -> Node:
    """Return a tree without that in which readers differ by nature.

    pdf.js tells of a page what has content there: an empty cell of a table, for poppler an element too, is left out.
    Of a picture's labels the file only says where they stand: pdf.js guesses spaces from that, poppler does not. And an
    address has no space at the end of a line, which pdf.js tells like one.
    """
    kids: list[Node | str] = []
    for kid in node.kids:
        if isinstance(kid, str):
            kids.append(kid if node.role != "Figure" and not ADDRESS.match(kid.strip()) else "".join(kid.split()))
        elif (within := comparable(kid)).kids:
            kids.append(within)
    return Node(node.role, kids, node.alt)


def elements(node: Node) -> Iterator[Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from elements(kid)


def made(tree: sample.Tree) -> Node:
    return Node(tree[0], [made(kid) if isinstance(kid, tuple) else kid for kid in tree[1:]])


@pytest.mark.needs(pdfjs, poppler)
def test_both_readers_tell_the_tree_of_a_file(tmp_path: Path) -> None:
    """Of a file with a known tree each tells that tree."""
    path = tmp_path / "a.pdf"
    path.write_bytes(sample.tagged("ua1"))
    wanted = list(Node("Root", [made(sample.DOCUMENT)]).lines())
    assert list(pdfjs.tree(path).lines()) == wanted
    assert list(poppler.tree(path).lines()) == wanted
    assert {node.alt for node in elements(pdfjs.tree(path)) if node.role == "Figure"} == {"A drawing of a half"}


@pytest.mark.needs(pdfjs, poppler)
@pytest.mark.parametrize("name", [name for name in PAPERS if "a4" not in name])  # poppler takes its time
def test_two_readers_find_the_same_tree(name: str, papers: Path) -> None:
    """pdf.js and poppler see the same elements in the same order, with the same words in each.

    And what poppler extracts without the tree has the words of every element, whole and in the order of the tree.
    Spaces are left out there: of words in very different sizes it takes the space between them for none.
    """
    tree = poppler.tree(papers / name)
    told = [list(comparable(one).lines()) for one in (pdfjs.tree(papers / name), tree)]
    if difference := list(unified_diff(*told, "pdf.js", "poppler", lineterm="", n=2)):
        pytest.fail("\n".join(difference), pytrace=False)
    extracted, place = "".join(poppler.text(papers / name).split()), 0
    for element in (node for node in elements(tree) if node.role not in ("Figure", "Link")):
        words = "".join("".join(kid for kid in element.kids if isinstance(kid, str)).split())
        found = extracted.find(words, place)
        assert found >= 0, f"{element.role} {words!r} does not come after {extracted[max(place - 60, 0) : place]!r}"
        place = found + len(words)


@pytest.mark.needs(pdfjs)
def test_a_reader_finds_words_for_every_figure(paper: Path) -> None:
    """pdf.js gives each Figure the alternative that it has, and has one for each."""
    figures = [node for node in elements(pdfjs.tree(paper)) if node.role == "Figure"]
    assert figures
    assert [figure for figure in figures if not figure.alt] == []


@pytest.mark.needs(qpdf)
def test_qpdf_finds_nothing(paper: Path) -> None:
    """Every PDF for screens is sound as a file."""
    qpdf.check(paper)
