"""The house stands as ARCHITECTURE.md draws it: who may import whom, who talks to outsiders, how large a room is."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paths import ROOT, SOURCE

DOORS = {
    "platformdirs": {"cache"},
    "distributed": {"workers"},
    "kaleido": {"painter"},
    "choreographer": {"painter"},
    "reportlab": {"fonts", "exports"},
    "openpyxl": {"tables", "template"},
    "PIL": {"exports", "inspection"},
    "pikepdf": {"exports", "inspection", "tagged"},
    "pypdfium2": {"exports", "inspection"},
    "pydantic": {"brand", "ledger"},
    "ruamel": {"brand"},
    "babel": {"language"},
    "fontTools": {"geometry", "exports"},
    "click": {"cli", "commands"},
    "coloraide": {"palette"},
    "rich": {"commands"},
    "zxingcpp": {"blocks"},
}
TYPES_ONLY = {
    ("language", "dataset"),
    ("language", "ledger"),
    ("edition", "dataset"),
}  # see "Exceptions" in ARCHITECTURE.md
CLOCKS = {"random", "secrets", "locale", "datetime.datetime.now", "datetime.date.today"}
FILES = sorted(SOURCE.rglob("*.py"))


def listed() -> list[str]:
    """The rooms in the order that ARCHITECTURE.md gives them."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    match = re.search(r"Import order[^`]*```\n([a-z_ \n]+?)\n```", text)
    assert match, "no line of modules after the words 'Import order'"
    return match[1].split()


def room(path: Path) -> str:
    """The room that a file belongs to: its module, or its folder."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in it, by its full name."""
    here = ["acsm_report", *path.relative_to(SOURCE).parent.parts]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else []
            module = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def rooms_imported(path: Path) -> Iterator[tuple[int, str]]:
    for line, name in imported(path):
        if name.startswith("acsm_report."):
            yield line, name.split(".")[1]


def only_for_types(path: Path) -> set[int]:
    """The lines that are only read by a type checker."""
    blocks = (n for n in ast.walk(tree(path)) if isinstance(n, ast.If) and getattr(n.test, "id", "") == "TYPE_CHECKING")
    return {leaf.lineno for block in blocks for leaf in ast.walk(block) if isinstance(leaf, ast.stmt)}


def test_every_room_is_listed_and_every_listed_room_exists() -> None:
    """ARCHITECTURE.md lists each module and each folder of the source, once, and no other."""
    names = {room(path) for path in FILES} - {"__init__", "__main__"}
    assert sorted(listed()) == sorted(names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    """Imports go one way: a room uses rooms listed before its own, or its own."""
    order, here = listed(), room(path)
    if here in ("__init__", "__main__"):
        return
    typed = only_for_types(path)
    for line, name in rooms_imported(path):
        if name in ("__version__", here) or (line in typed and (here, name) in TYPES_ONLY | {("edition", "brand")}):
            continue
        assert order.index(name) < order.index(here), f"line {line}: {here} imports {name}"


SHARED = ("increment", "look", "metadata", "pdf", "plate", "press", "setting", "svg", "tags")


def test_carriers_do_not_know_pages_nor_each_other() -> None:
    """An exporter looks at a scene: it imports no page, no chart, no story, and no other exporter."""
    # what carriers write with
    shared = {f"acsm_report.exports.{name}" for name in SHARED}
    below = {"cache", "fonts", "brand", "errors", "geometry", "resources", "scene", "structure"}
    for path in (SOURCE / "exports").glob("*.py"):
        rooms = {name for _, name in rooms_imported(path)} - {"exports"}
        others = {name.rpartition(".")[0] for _, name in imported(path) if ".exports." in name}
        assert rooms <= below and others <= shared, path.name


@pytest.mark.parametrize("outsider", DOORS)
def test_one_room_talks_to_each_outsider(outsider: str) -> None:
    """A library is imported in its room and nowhere else, and in that room it is."""
    rooms = {room(path) for path in FILES for _, name in imported(path) if name.split(".")[0] == outsider}
    assert rooms <= DOORS[outsider]
    assert rooms


def test_every_outsider_has_a_door() -> None:
    """No library comes in that this list does not know: neither undeclared nor unnoticed."""
    known = {*DOORS, "acsm_report", *sys.stdlib_module_names}
    strange = {name.split(".")[0] for path in FILES for _, name in imported(path)} - known
    assert strange == set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[ ]", entry)[0] for entry in project["dependencies"]}
    files = {"font-source-sans-pro", "plotly"}  # that are read, not imported
    unused = declared - {door.lower() for door in DOORS} - {"pillow", "ruamel.yaml", "zxing-cpp"} - files
    assert unused == set()


def test_nobody_reads_the_clock() -> None:
    """Nothing is random and nothing that is built knows today; only `check` does: stale means stale today."""
    found = {
        (path.name, name)
        for path in FILES
        for _, name in imported(path)
        if name in CLOCKS or name.split(".")[0] in CLOCKS
    }
    assert found == set()
    asks = re.compile(r"\b(today|now|utcnow|urandom|uuid4)\(")
    asking = {path: asks.findall(path.read_text(encoding="utf-8")) for path in FILES}
    check = SOURCE / "commands" / "check.py"
    assert [path.name for path, calls in asking.items() if calls and path != check] == []
    assert len(re.findall(r"\bdate\.today\(", check.read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_room_is_small(path: Path) -> None:
    """No module has more than 400 lines, no function more than 50."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= 50, node.name


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_a_module_says_what_it_is_and_what_it_gives(path: Path) -> None:
    """Each module has a docstring, and whatever it lists in __all__ it has, in order."""
    module = tree(path)
    assert ast.get_docstring(module)
    for node in module.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            names = ast.literal_eval(node.value)
            text = path.read_text(encoding="utf-8")
            assert len(names) == len(set(names))
            assert [
                n
                for n in names
                if not re.search(rf"^(?:(?:async )?def|class|from .* import .*)?\b.*\b{n}\b", text, re.MULTILINE)
            ] == []


def test_every_module_is_tested() -> None:
    """For every room there is a test module of its name."""
    missing = {name for name in listed() if not (ROOT / "tests" / f"test_{name}.py").is_file()}
    # tried with brand and charts, browser, browser, cli and build
    assert missing <= {"edition", "chromium", "painter", "commands"}
