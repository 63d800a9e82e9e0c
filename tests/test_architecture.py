"""The code follows ARCHITECTURE.md: packages import in one direction, and few modules import each library."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.paths import ROOT, SOURCE

FILES = sorted(SOURCE.rglob("*.py"))
CLOCKS = {"random", "secrets", "locale", "datetime.datetime.now", "datetime.date.today"}
READ_AS_FILES = {"font-source-sans-pro", "plotly"}  # installed for their files, not imported
DISTRIBUTIONS = {"PIL": "pillow", "ruamel": "ruamel.yaml", "zxingcpp": "zxing-cpp"}  # named differently from the import


def architecture() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def package_order() -> list[str]:
    """Return the packages, and the modules beside them, in the order that ARCHITECTURE.md gives them."""
    match = re.search(r"A test reads this line:\n```\n(.+)\n```", architecture())
    assert match, "no line of packages after the words 'A test reads this line:'"
    return match[1].split(" → ")


def library_importers() -> dict[str, list[str]]:
    """Return the table of libraries in ARCHITECTURE.md: for each library the packages and modules that import it."""
    section = architecture().partition("A test reads this table.")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\w, ]+) \| (`.+`) \|$", section, re.MULTILINE)
    table = {name: re.findall(r"`([\w.]+)`", where) for names, where in rows for name in names.split(", ")}
    assert table, "no table of libraries in ARCHITECTURE.md"
    return table


def dotted(path: Path) -> str:
    """Return a file's module name below acsm_report: "layout.scene", "charts" for charts/__init__.py."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything that a file imports, also inside functions and for types only."""
    package = ["acsm_report", *path.relative_to(SOURCE).parent.parts]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *((node.module or "").split(".") if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def own_imports(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield line and parts of what a file imports of this program, without the leading acsm_report."""
    for line, name in imports(path):
        if name.startswith("acsm_report."):
            yield line, name.split(".")[1:]


def library(name: str) -> str:
    return name.partition(".")[0]


def test_architecture_lists_every_package() -> None:
    """ARCHITECTURE.md lists each top-level package and module of the source once, and no other."""
    names = {dotted(path).partition(".")[0] for path in FILES} - {"", "__main__"}
    assert sorted(package_order()) == sorted(names)


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_a_module_imports_only_packages_to_the_left(path: Path) -> None:
    """Imports go one way, those for types and those inside functions included; within a package they are free."""
    order, package = package_order(), dotted(path).partition(".")[0]
    if package in ("", "__main__"):
        return
    for line, parts in own_imports(path):
        if parts[0] not in ("__version__", package):
            assert order.index(parts[0]) < order.index(package), f"line {line}: {package} imports {parts[0]}"


def test_modules_do_not_import_each_other_in_a_cycle() -> None:
    """No chain of imports that run at import time leads back to its beginning."""
    names = {dotted(path) for path in FILES}
    edges: dict[str, set[str]] = {}
    for path in FILES:
        lines = {node.lineno for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)}
        found = (".".join(parts) for line, parts in own_imports(path) if line in lines)
        edges[dotted(path)] = {n if n in names else n.rpartition(".")[0] for n in found} & names - {dotted(path)}
    finished: set[str] = set()

    def visit(name: str, chain: tuple[str, ...]) -> None:
        assert name not in chain, " → ".join([*chain[chain.index(name) :], name])
        if name not in finished:
            for other in sorted(edges[name]):
                visit(other, (*chain, name))
            finished.add(name)

    for name in sorted(edges):
        visit(name, ())


@pytest.mark.parametrize("name", library_importers())
def test_a_library_is_imported_only_where_architecture_says(name: str) -> None:
    """A library is imported by the packages and modules in the table, by each of them, and nowhere else."""
    places = library_importers()[name]
    importing = {dotted(path) for path in FILES for _, imported in imports(path) if library(imported) == name}
    covering = {place: {m for m in importing if m == place or m.startswith(f"{place}.")} for place in places}
    assert importing - set().union(*covering.values()) == set()
    assert [place for place, modules in covering.items() if not modules] == []


def test_every_library_is_in_the_table_and_declared() -> None:
    """The program imports no library that ARCHITECTURE.md does not list, and declares none that it does not use."""
    known = {*library_importers(), "acsm_report", *sys.stdlib_module_names}
    assert {library(name) for path in FILES for _, name in imports(path)} - known == set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=\[ ]", entry)[0] for entry in project["dependencies"]}
    used = {DISTRIBUTIONS.get(name, name).lower() for name in library_importers()}
    assert declared - used - READ_AS_FILES == set()


def test_no_class_name_is_used_twice() -> None:
    """Each class of the program has a name of its own, private ones included."""
    names = Counter(node.name for path in FILES for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []


def test_nothing_reads_the_clock() -> None:
    """Nothing is random and nothing that is built knows today's date; only `check` asks for it."""
    found = {(dotted(p), name) for p in FILES for _, name in imports(p) if name in CLOCKS or library(name) in CLOCKS}
    assert found == set()
    calls = re.compile(r"\b(today|now|utcnow|urandom|uuid4)\(")
    check = SOURCE / "cli" / "commands" / "check.py"
    assert [dotted(path) for path in FILES if path != check and calls.search(path.read_text(encoding="utf-8"))] == []
    assert len(re.findall(r"\bdate\.today\(", check.read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_a_module_has_a_docstring_and_lists_names_that_it_defines(path: Path) -> None:
    """Each module has a docstring, and each name in its __all__ is a name that it defines or imports."""
    module = tree(path)
    assert ast.get_docstring(module)
    defined = {alias.asname or alias.name for n in module.body if isinstance(n, ast.ImportFrom) for alias in n.names}
    defined |= {n.name for n in module.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    defined |= {
        n.id for s in module.body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    for node in module.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            names = ast.literal_eval(node.value)
            assert len(names) == len(set(names))
            assert set(names) - defined == set()


def test_every_package_has_tests() -> None:
    """For every package there is a folder of tests, and for every module beside them a test module."""
    tests = ROOT / "tests"
    assert [n for n in package_order() if not ((tests / n).is_dir() or (tests / f"test_{n}.py").is_file())] == []
