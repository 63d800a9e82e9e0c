"""The way to the shipped files, in a checkout and in a wheel."""

from __future__ import annotations

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


def test_every_shipped_file_is_there() -> None:
    """The default brand, edition, language and the page's script exist."""
    assert (resources.find_brand_folder() / "brand.yml").is_file()
    assert (resources.find_data_package() / "datapackage.json").is_file()
    assert resources.language_file("en").is_file()
    assert resources.browser_script().is_file()


def test_a_folder_is_taken_by_name_or_by_path(tmp_path: Path) -> None:
    """A path that exists is taken as it is, a name is looked up on the shelf."""
    assert resources.find_brand_folder("track").name == "track"
    assert resources.find_brand_folder(str(tmp_path)) == tmp_path


def test_what_is_shipped_is_known_by_name() -> None:
    """Brands and editions alike; a path to one is no name."""
    assert resources.is_shipped("track") and resources.is_shipped("acsm-2023")
    assert not resources.is_shipped("data/acsm-2014") and not resources.is_shipped("")


@pytest.mark.parametrize("name", ["tracks", "../brands/track", "", "x" * 5000, "a\\b", "a/b"])
def test_an_unknown_name_says_what_is_shipped(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is neither shipped nor a path is refused with the names that are."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="shipped: track"):
        resources.find_brand_folder(name)


@pytest.mark.parametrize("reference", ["../secret", "a/../../secret", "/etc/passwd", "package://babel/../../secret"])
def test_a_path_that_leads_out_is_refused(reference: str, tmp_path: Path) -> None:
    """A brand or a data package reaches no file outside its own folder."""
    with pytest.raises(UsageError, match="leads out of"):
        resources.resolve_reference(tmp_path / "brand", reference)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    """Not even through a link."""
    folder = tmp_path / "brand"
    folder.mkdir()
    (folder / "fonts").symlink_to(tmp_path)
    with pytest.raises(UsageError, match="leads out of"):
        resources.resolve_reference(folder, "fonts/secret.ttf")


def test_a_path_inside_is_taken(tmp_path: Path) -> None:
    """A reference inside the folder, or inside an installed package, is a path."""
    assert resources.resolve_reference(tmp_path, "fonts/../a.ttf") == tmp_path.resolve() / "a.ttf"
    assert resources.resolve_reference(
        tmp_path, "package://font_source_sans_pro/files/SourceSansPro-Bold.ttf"
    ).is_file()


def test_a_package_that_is_not_installed_says_how_to_install_it(tmp_path: Path) -> None:
    """A font package that is missing is named as pip names it."""
    with pytest.raises(SetupError, match="the package 'font_of_nobody' is not installed; pip install font-of-nobody"):
        resources.resolve_reference(tmp_path, "package://font_of_nobody/a.ttf")


@example("font\0.ttf")
@given(st.one_of(st.text(max_size=20), st.text("./\\ab:\0", max_size=12).map("package://".__add__)))
def test_no_reference_breaks_out_or_breaks_down(reference: str) -> None:
    """Whatever a brand refers to is a path inside, or an error that a user can read."""
    folder = Path("brand").resolve()
    try:
        found = resources.resolve_reference(folder, reference)
    except ReportError:
        return
    assert reference.startswith("package://") or found.is_relative_to(folder)


# ── In a wheel ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel: all that a user gets."""

    def fill(folder: Path) -> None:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
        built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert built.returncode == 0, built.stderr
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            archive.extractall(folder / "site")

    return once(tmp_path_factory, "wheel", fill) / "site"


def test_an_installed_program_finds_its_files(wheel: Path, tmp_path: Path) -> None:
    """From a wheel, far from any checkout, the data, the brand, the language and the script are found."""
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


def test_an_installed_program_begins_a_project(wheel: Path, tmp_path: Path) -> None:
    """From a wheel the same files are written, those whose names begin with a dot too."""
    ended = python("-m", "acsm_report", "init", "mine", cwd=tmp_path, env={"PYTHONPATH": str(wheel)})
    assert (ended.returncode, ended.stderr) == (0, "")
    (tmp_path / "again").mkdir()
    again = python("-m", "acsm_report", "init", "mine", cwd=tmp_path / "again")
    assert ended.stdout == again.stdout and "mine/.github/workflows/handouts.yml\n" in ended.stdout


def test_an_installed_program_tells_its_version(wheel: Path, tmp_path: Path) -> None:
    """python -m acsm_report --version works from a wheel, and is the version of its metadata."""
    done = python("-m", "acsm_report", "--version", cwd=tmp_path, env={"PYTHONPATH": str(wheel)})
    version = next(wheel.glob("*.dist-info")).name.split("-")[1].removesuffix(".dist")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"acsm-report, version {version}\n"


def test_a_wheel_carries_its_licence_and_no_tests(wheel: Path) -> None:
    """The licence and the brand's licences are in the wheel; tests and caches are not."""
    with zipfile.ZipFile(next(wheel.parent.glob("*.whl"))) as archive:
        names = archive.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "test" in name or "__pycache__" in name]
