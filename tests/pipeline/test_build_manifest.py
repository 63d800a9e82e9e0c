"""What went into a build and what came out: unchanged is known at once, and whatever changes is noticed."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from acsm_report.pipeline import build_manifest
from acsm_report.pipeline.outputs import MANIFEST_FILE
from acsm_report.system import resources, versions
from support.packages import Package
from support.processes import python, run

NAMES = ("a.pdf", "b.png")


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with two files, and the manifest of them."""
    files = {"a.pdf": b"first", "b.png": b"second"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / MANIFEST_FILE).write_bytes(
        build_manifest.serialize_manifest({"program": "1"}, files, {"browser": ["1"]})
    )
    return tmp_path / MANIFEST_FILE


def test_files_as_the_manifest_says_are_named(made: Path) -> None:
    assert build_manifest.find_unchanged_outputs(made, {"program": "1"}, NAMES) == ("a.pdf", "b.png")


@pytest.mark.parametrize(
    "change",
    [
        lambda path: (path.parent / "a.pdf").write_bytes(b"other"),
        lambda path: (path.parent / "a.pdf").unlink(),
        lambda path: path.unlink(),
        lambda path: path.write_text("{"),
        lambda path: path.write_text("[]"),
        lambda path: path.write_text('{"outputs": 1}'),
        lambda path: path.write_text(path.read_text().replace('"1"', '"2"')),
    ],
)
def test_whatever_is_different_is_no_known_build(made: Path, change: Callable[[Path], object]) -> None:
    change(made)
    assert build_manifest.find_unchanged_outputs(made, {"program": "1"}, NAMES) == ()


def test_a_manifest_of_other_files_is_not_believed(made: Path) -> None:
    """Somebody could have left out what is wrong."""
    for names in ((*NAMES, "c.svg"), ("a.pdf",)):
        assert build_manifest.find_unchanged_outputs(made, {"program": "1"}, names) == ()


def test_another_python_makes_the_same_files(made: Path) -> None:
    """Nothing is built anew because of it."""
    made.write_bytes(
        build_manifest.serialize_manifest(
            {"python": "3.11.2", "program": "1"}, {n: (made.parent / n).read_bytes() for n in NAMES}, {}
        )
    )
    assert build_manifest.find_unchanged_outputs(made, {"python": "3.13.0", "program": "1"}, NAMES) == NAMES


@pytest.mark.parametrize(
    ("day", "told"), [("2026-11-27", "2026-11-27"), ("", ""), ("2026-13-99", None), (5, None), (None, "")]
)
def test_the_day_that_was_asked_for_is_remembered(day: object, told: str | None, tmp_path: Path) -> None:
    """One that is none is not."""
    (tmp_path / MANIFEST_FILE).write_text(json.dumps({"choices": {"issued": day}}))
    assert build_manifest.read_issue_date(tmp_path / MANIFEST_FILE) == told


def test_what_is_another_is_named(tmp_path: Path) -> None:
    path, known = (
        tmp_path / MANIFEST_FILE,
        build_manifest.collect_inputs("acsm-2014", "track", {"paper": "a4"}),
    )
    assert known
    path.write_bytes(build_manifest.serialize_manifest(known, {}, {}))
    assert build_manifest.find_changed_inputs(path, known) == ()
    other = {**known, "source": "", "choices": {}, "inputs": {**known["inputs"], "data/facts.csv": ""}}
    assert build_manifest.find_changed_inputs(path, other) == ("program", "data", "paper", "data/facts.csv")
    path.write_text("[]")
    assert build_manifest.find_changed_inputs(path, known) == ()


def known(package: Package, brand: str = "track", paper: str = "letter") -> dict[str, Any]:
    found = build_manifest.collect_inputs(str(package.folder), brand, {"paper": paper})
    assert found
    return found


def test_the_inputs_are_the_same_for_the_same_data(package: Package) -> None:
    assert known(package) == known(package)


def test_a_changed_cell_is_another_input(package: Package) -> None:
    before = known(package)
    package.change("facts", {"kind": "pass_rate"}, note="Checked again.")
    assert known(package)["inputs"] != before["inputs"]


def test_a_table_that_the_descriptor_names_otherwise_counts(package: Package) -> None:
    described = json.loads((package.folder / "datapackage.json").read_text())
    for entry in described["resources"]:
        if entry["path"] == "facts.csv":
            entry["path"] = "numbers.csv"
    (package.folder / "datapackage.json").write_text(json.dumps(described))
    (package.folder / "facts.csv").rename(package.folder / "numbers.csv")
    assert "data/numbers.csv" in known(package)["inputs"]


def test_another_choice_is_another_build(package: Package) -> None:
    assert known(package) != known(package, paper="a4")


def test_a_changed_font_of_a_brand_counts(package: Package, tmp_path: Path) -> None:
    brand = tmp_path / "brand"
    shutil.copytree(resources.find_brand_folder(), brand)
    (brand / "extra.ttf").write_bytes(b"1")
    before = known(package, brand=str(brand))
    (brand / "extra.ttf").write_bytes(b"2")
    assert known(package, brand=str(brand)) != before


@pytest.mark.parametrize(
    "text",
    ["{", "[]", "5", '{"resources": 5}', '{"resources": {"a": 1}, "b": ' + "[" * 100_000, " " * 1_000_001 + "{}"],
    ids=["cut", "list", "number", "no list", "deep", "large"],
)
def test_a_descriptor_that_is_none_is_no_known_build(text: str, tmp_path: Path) -> None:
    """What is wrong with it the reader of the data says."""
    (tmp_path / "datapackage.json").write_text(text)
    assert build_manifest.collect_inputs(str(tmp_path), "track", {}) is None


def test_data_that_is_nowhere_is_no_known_build() -> None:
    assert build_manifest.collect_inputs("nowhere", "track", {}) is None


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes")
@pytest.mark.parametrize("name", ["facts.csv", "datapackage.json"])
def test_a_pipe_is_not_waited_for(name: str, package: Package) -> None:
    (package.folder / name).unlink()
    os.mkfifo(package.folder / name)
    assert build_manifest.collect_inputs(str(package.folder), "track", {}) is None


def test_a_broken_descriptor_is_told_as_a_fault_of_the_data(package: Package, tmp_path: Path) -> None:
    """And not as one of the program."""
    (package.folder / "datapackage.json").write_text("[]")
    told = run("build", "--data", package.folder, "-o", tmp_path / "out")
    assert told.returncode == 1 and "datapackage.json" in told.stderr


def test_every_module_is_part_of_the_program() -> None:
    names = resources.program_files()
    assert {
        "source/cli/main.py",
        "source/export/pdf/writer.py",
        "languages/en.po",
        "browser/draw.js",
        "colour/sRGB.icc",
    } <= set(names)
    assert not any("__pycache__" in name for name in names)


def test_versions_are_those_that_the_packages_give_themselves() -> None:
    assert versions.installed_versions(build_manifest.RENDERING_LIBRARIES) == {
        name: version(name) for name in build_manifest.RENDERING_LIBRARIES
    }


@pytest.mark.browser
class TestBuild:
    """`build` and `build --check` on a folder of their own."""

    def test_a_build_is_done_once_checked_and_done_again_when_a_file_was_touched(self, tmp_path: Path) -> None:
        """Its second run writes nothing and says so; after a change --check exits with 1 and names the file."""
        out = tmp_path / "out"
        first = run("build", "-o", out)
        times = {path: path.stat().st_mtime_ns for path in out.iterdir()}
        again = run("build", "-o", out)
        assert (again.stdout, again.stderr) == (
            first.stdout,
            "nothing to do: these files are what the data gives\n",
        )
        assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == times
        checked = run("build", "--check", "-o", out)
        assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
        heavy = "reportlab|plotly|pikepdf|pydantic|babel|fontTools|PIL|kaleido|platformdirs"
        loaded = python("-X", "importtime", "-m", "acsm_report", "build", "--check", "-o", str(out)).stderr
        assert "acsm_report.pipeline.build_manifest" in loaded and not re.search(rf"\| +({heavy})\b", loaded)
        content = (out / "infographic.svg").read_bytes()
        (out / "infographic.svg").write_bytes(content + b"\n")
        (out / "brochure.html").unlink()
        stale = run("build", "--check", "-o", out)
        assert stale.returncode == 1
        assert stale.stderr.splitlines() == [
            f"acsm-report: error: {out / 'brochure.html'}: is missing; run this again without --check",
            f"acsm-report: error: {out / 'infographic.svg'}: is not what the data gives;"
            " run this again without --check",
        ]
        assert not (out / "brochure.html").exists()
        run("build", "-o", out)
        assert (out / "infographic.svg").read_bytes() == content and (out / "brochure.html").exists()
        (out / MANIFEST_FILE).unlink()
        assert run("build", "--check", "-o", out).returncode == 0


def test_a_check_takes_a_folder_in_the_place_of_a_file_as_a_difference_and_writes_no_evidence(tmp_path: Path) -> None:
    told = run("build", "--check", "--evidence", tmp_path / "evidence.json", "-o", tmp_path)
    assert told.returncode == 2 and "--check writes nothing" in told.stderr
    (tmp_path / "brochure.pdf").mkdir()
    told = run("build", "--check", "-o", tmp_path)
    assert told.returncode == 1 and "brochure.pdf: is not a file" in told.stderr


def test_a_folder_in_the_place_of_the_manifest_is_refused_before_the_work(tmp_path: Path) -> None:
    (tmp_path / MANIFEST_FILE).mkdir()
    told = run("build", "-o", tmp_path)
    assert told.returncode == 2 and told.stderr.endswith("build.json: is a folder; name a file\n")
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST_FILE]
