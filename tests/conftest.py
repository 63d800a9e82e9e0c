"""What the tests share: the shipped story, packages with changed cells, one real build, goldens."""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from acsm_report import brand as brands
from acsm_report import dataset, fonts, language, resources, tables
from acsm_report.artwork import labelled
from acsm_report.brand import Brand
from acsm_report.edition import Edition
from acsm_report.geometry import FORMATS
from acsm_report.story import Story, tell

__all__ = ["labelled"]  # what no browser draws; many ask for it here

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "acsm_report"
BAD = ROOT / "tests" / "bad"
GOLDEN = ROOT / "tests" / "golden"
EDITIONS = ("acsm-2014", "acsm-2023")
Row = dict[str, str]

settings.register_profile("house", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is now into tests/golden")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for finished files or drawings needs a browser."""
    for item in items:
        if {"drawings", "finished", "good", "papers"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test when its judges lack something; on CI, where everything is there, nothing passes by being skipped."""
    judges = [judge for mark in item.iter_markers("needs") for judge in mark.args]
    if lacking := sorted({what for judge in judges for what in judge.missing()}):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"not on this machine: {', '.join(lacking)}")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let no test see what its user has drawn; the command lines of a worker draw a chart once."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


def read(path: Path) -> dataset.Dataset:
    """Read the data package at a path."""
    return dataset.read(tables.load(path))


@pytest.fixture(scope="session")
def brand() -> Brand:
    """The default brand, its faces registered."""
    found = brands.load(resources.brand_folder())
    fonts.register(found)
    return found


@pytest.fixture(scope="session")
def edition(brand: Brand) -> Edition:
    """US Letter, in English."""
    return Edition(brand, language.load("en"), FORMATS["letter"])


@pytest.fixture(scope="session")
def story() -> Story:
    """What the shipped data tells."""
    return tell(read(resources.data_package()))


@pytest.fixture(scope="session")
def stories() -> dict[str, Story]:
    """What every shipped edition tells, by name."""
    return {name: tell(read(resources.data_package(name))) for name in EDITIONS}


def once(factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """Return a folder that is filled once for the whole run: by the first worker that asks; the others wait.

    (xdist's loadgroup would do, but it does not group on pytest 9.2: pytest-xdist issue 1386.)
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, outcome = base / name, base / f"{name}.outcome"
    try:
        folder.mkdir()
    except FileExistsError:
        until = time.monotonic() + 120
        while not outcome.exists() and time.monotonic() < until:
            time.sleep(0.05)
        if told := outcome.read_text(encoding="utf-8"):
            pytest.fail(f"another worker could not make {name}: {told}")
        return folder
    told = "it was interrupted"
    try:
        fill(folder)
        told = ""
    except Exception as error:
        told = repr(error)
        raise
    finally:
        part = outcome.with_suffix(".part")
        part.write_text(told, encoding="utf-8")
        part.replace(outcome)
    return folder


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that a real build makes, made once for the whole run."""
    from acsm_report.build import Choice, build, everything

    return once(tmp_path_factory, "finished", lambda folder: build(everything(folder), Choice()))


PAPERS = tuple(f"{edition}-{kind}.pdf" for edition in EDITIONS for kind in ("letter", "a4", "infographic"))


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with PAPERS: every PDF for screens of both editions, made once for the whole run."""
    from acsm_report.build import Choice, build
    from acsm_report.documents import BROCHURE, INFOGRAPHIC

    def fill(folder: Path) -> None:
        for edition in EDITIONS:
            letter, a4, infographic = (folder / f"{edition}-{kind}.pdf" for kind in ("letter", "a4", "infographic"))
            build({letter: BROCHURE, infographic: INFOGRAPHIC}, Choice(data=edition))
            build({a4: BROCHURE}, Choice(data=edition, paper="a4"))

    return once(tmp_path_factory, "papers", fill)


@pytest.fixture(params=PAPERS)
def paper(request: pytest.FixtureRequest, papers: Path) -> Path:
    """Each of the papers."""
    return papers / request.param


class Package:
    """A copy of the shipped data package, to be changed cell by cell."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(resources.data_package(), folder)

    def rows(self, table: str) -> list[Row]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def save(self, table: str, rows: list[Row]) -> None:
        columns = list(self.rows(table)[0])
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def change(self, table: str, where: Row, **cells: str) -> int:
        """Change cells of the rows that `where` fits; return the line of the last of them."""
        rows, found = self.rows(table), 0
        for line, row in enumerate(rows, 2):
            if where.items() <= row.items():
                row.update(cells)
                found = line
        assert found, f"no row of {table} has {where}"
        self.save(table, rows)
        return found

    def keep(self, table: str, wanted: Callable[[Row], bool]) -> None:
        """Remove every row that is not wanted."""
        self.save(table, [row for row in self.rows(table) if wanted(row)])

    def add(self, table: str, *rows: Row) -> None:
        self.save(table, [*self.rows(table), *rows])

    def only(self, *codes: str) -> None:
        """Keep these certifications, numbered anew, and what is told about them and about nobody."""
        self.keep("certifications", lambda row: row["certification"] in codes)
        self.keep("facts", lambda row: row["certification"] in ("", *codes))
        lanes = [{**row, "lane": str(number)} for number, row in enumerate(self.rows("certifications"), 1)]
        self.save("certifications", lanes)

    def read(self) -> dataset.Dataset:
        return read(self.folder)

    def tell(self) -> Story:
        return tell(self.read())


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A data package of the test's own."""
    return Package(tmp_path / "package")


class Small:
    """A copy of tests/bad/base, a small package without a fault, to be spoilt by edits (see test_validation)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(BAD / "base", folder, dirs_exist_ok=True)

    def rows(self, file: str) -> list[list[str]]:
        with (self.folder / file).open(encoding="utf-8", newline="") as text:
            return list(csv.reader(text))

    def save(self, file: str, rows: list[list[str]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        (self.folder / file).write_bytes(text.getvalue().encode())

    def edit(self, line: str) -> None:
        file, what, *rest = line.split(" ", 2)
        rows = self.rows(file)
        if what == "+":
            rows.append(next(csv.reader(rest)))
        elif what == "-":
            del rows[int(rest[0]) - 1]
        else:
            column, _, text = rest[0].partition(" =")
            text = re.sub(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})", lambda m: chr(int(m[1] or m[2], 16)), text)
            rows[int(what) - 1][rows[0].index(column)] = text.removeprefix(" ")
        self.save(file, rows)


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A copy of the small package without a fault."""
    return Small(tmp_path / "base")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str | Path, str], None]:
    """Compare a text with tests/golden/<name>, or with a file; `pytest --update-golden` writes it there."""

    def compare(name: str | Path, now: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        if now != before:
            lines = before.splitlines(), now.splitlines()
            difference = difflib.unified_diff(*lines, f"golden/{name}", "now", lineterm="", n=1)
            pytest.fail("\n".join([*difference, "if that is meant: pytest --update-golden"]), pytrace=False)

    return compare


def python(*arguments: str, **how: object) -> subprocess.CompletedProcess[str]:
    """Run this Python on this source tree; return its status and what it wrote."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent), **how.pop("env", {})}  # type: ignore[dict-item]
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, text=True, capture_output=True, timeout=120, check=False, **how)  # type: ignore[call-overload]


def run(*arguments: object, **how: object) -> subprocess.CompletedProcess[str]:
    """Run the real command line in a process of its own."""
    return python("-m", "acsm_report", *map(str, arguments), **how)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody who has told it nothing; return what it says."""
    who = {f"GIT_{role}_{what}": f"a@b.{role}" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    environment = {**os.environ, **who, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(folder), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout
