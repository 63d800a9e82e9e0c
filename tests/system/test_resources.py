"""Finding the shipped files, in a checkout and in a wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from acsm_report.errors import ReportError, SetupError, UsageError
from acsm_report.system import resources
from support.paths import ROOT
from support.processes import python
from support.shared_folder import once


def test_shipped_files_exist() -> None:
    """The default brand, dataset, language and browser script exist."""
    assert (resources.find_brand_folder() / "brand.yml").is_file()
    assert (resources.find_data_package() / "datapackage.json").is_file()
    assert resources.language_file("en").is_file()
    assert resources.browser_script().is_file()


def test_folder_by_name_or_path(tmp_path: Path) -> None:
    """An existing path is used as is; a name is looked up among the shipped folders."""
    assert resources.find_brand_folder("track").name == "track"
    assert resources.find_brand_folder(str(tmp_path)) == tmp_path


def test_is_shipped() -> None:
    """It knows the names of brands and datasets; a path is not a name."""
    assert resources.is_shipped("track") and resources.is_shipped("acsm-2023")
    assert not resources.is_shipped("data/acsm-2014") and not resources.is_shipped("")


@pytest.mark.parametrize("name", ["tracks", "../brands/track", "", "x" * 5000, "a\\b", "a/b"])
def test_unknown_name_lists_shipped_names(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is neither shipped nor a path raises, with all shipped names."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="shipped: track"):
        resources.find_brand_folder(name)


@pytest.mark.parametrize("reference", ["../secret", "a/../../secret", "/etc/passwd", "package://babel/../../secret"])
def test_reference_outside_folder_raises(reference: str, tmp_path: Path) -> None:
    """A brand or data package cannot use files outside its folder."""
    with pytest.raises(UsageError, match="leads out of"):
        resources.resolve_reference(tmp_path / "brand", reference)


def test_link_outside_folder_raises(tmp_path: Path) -> None:
    """Nor through a symbolic link."""
    folder = tmp_path / "brand"
    folder.mkdir()
    (folder / "fonts").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="leads out of"):
        resources.resolve_reference(folder, "fonts/secret.ttf")


def test_reference_inside_folder(tmp_path: Path) -> None:
    """A path inside the folder or inside an installed package is accepted."""
    assert resources.resolve_reference(tmp_path, "fonts/../a.ttf") == tmp_path.resolve() / "a.ttf"
    assert resources.resolve_reference(
        tmp_path, "package://font_source_sans_pro/files/SourceSansPro-Bold.ttf"
    ).is_file()


def test_missing_package_has_install_hint(tmp_path: Path) -> None:
    """The hint names the package as pip does."""
    with pytest.raises(SetupError, match="the package 'font_of_nobody' is not installed; pip install font-of-nobody"):
        resources.resolve_reference(tmp_path, "package://font_of_nobody/a.ttf")


@example("font\0.ttf")
@given(st.one_of(st.text(max_size=20), st.text("./\\ab:\0", max_size=12).map("package://".__add__)))
def test_any_reference_is_inside_or_an_error(reference: str) -> None:
    """Any reference is a path inside the folder, or raises a ReportError."""
    folder = Path("brand").resolve()
    try:
        found = resources.resolve_reference(folder, reference)
    except ReportError:
        return
    assert reference.startswith("package://") or found.is_relative_to(folder)


# ── In a wheel ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the unpacked wheel."""

    def fill(folder: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            archive.extractall(folder / "site")

    return once(tmp_path_factory, "wheel", fill) / "site"


def test_wheel_finds_its_files(wheel: Path, tmp_path: Path) -> None:
    """Without a checkout, it finds data, brand, language and script."""
    code = """if True:
        from acsm_report.dataset import loader, readers
        from acsm_report.i18n.catalog import load_language
        from acsm_report.system import resources
        from acsm_report.theme.loader import load_brand
        print(resources.__file__)
        print(len(loader.build_dataset(readers.read_package(resources.find_data_package())).facts))
        print(load_brand(resources.find_brand_folder()).name, len(load_language("en").messages) > 100)
        print(resources.browser_script().is_file())
    """
    done = python("-c", code, cwd=tmp_path, env={"PYTHONPATH": str(wheel)})
    assert done.stderr == ""
    place, facts, brand, script = done.stdout.splitlines()
    assert Path(place).is_relative_to(wheel)
    assert int(facts) > 40
    assert (brand, script) == ("Track True", "True")


def test_wheel_creates_the_same_project(wheel: Path, tmp_path: Path) -> None:
    """It writes the same files as a checkout, also those whose names start with a dot."""
    ended = python("-m", "acsm_report", "init", "mine", cwd=tmp_path, env={"PYTHONPATH": str(wheel)})
    assert (ended.returncode, ended.stderr) == (0, "")
    (tmp_path / "again").mkdir()
    again = python("-m", "acsm_report", "init", "mine", cwd=tmp_path / "again")
    assert ended.stdout == again.stdout and "mine/.github/workflows/handouts.yml\n" in ended.stdout


def test_wheel_prints_its_version(wheel: Path, tmp_path: Path) -> None:
    """The version is that of the metadata."""
    done = python("-m", "acsm_report", "--version", cwd=tmp_path, env={"PYTHONPATH": str(wheel)})
    version = next(wheel.glob("*.dist-info")).name.split("-")[1].removesuffix(".dist")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"acsm-report, version {version}\n"


def test_wheel_has_license_and_no_tests(wheel: Path) -> None:
    """It has the license and those of the brand, but no tests or bytecode."""
    with zipfile.ZipFile(next(wheel.parent.glob("*.whl"))) as archive:
        names = archive.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if re.search("(^|/)(tests/|test_|__pycache__/)", name)]
