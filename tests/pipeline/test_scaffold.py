"""A project of one's own: acsm-report init writes all of it at once, and it says nothing that nobody knows."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from acsm_report.dataset import readers
from acsm_report.dataset.workbook_template import build_workbook
from acsm_report.errors import DataErrors, UsageError
from acsm_report.pipeline import scaffold
from acsm_report.pipeline.scaffold import ProgramSource
from acsm_report.system import resources
from support.paths import DATASETS
from support.processes import run

WORKFLOW = ".github/workflows/handouts.yml"
SHARED = [".gitattributes", ".gitignore", "README.md", "acsm-report.toml"]


def begun(folder: Path, *options: str) -> Path:
    """A project that the command has made."""
    ended = run("init", folder, *options)
    assert (ended.returncode, ended.stderr) == (0, "")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_project_has_data_brand_configuration_and_a_workflow_and_all_are_named(tmp_path: Path) -> None:
    """The data and the brand are copies of the shipped ones; standard output names each file, and nothing else."""
    ended = run("init", tmp_path / "new" / "mine")
    made = files(tmp_path / "new" / "mine")
    assert sorted(ended.stdout.splitlines()) == sorted(f"{tmp_path}/new/mine/{name}" for name in made)
    data, brand = files(resources.find_data_package()), files(resources.find_brand_folder())
    copies = {f"data/{name}": content for name, content in data.items()}
    copies |= {f"brand/{name}": content for name, content in brand.items()}
    assert {name: content for name, content in made.items() if "/" in name and name != WORKFLOW} == copies
    assert sorted(set(made) - set(copies)) == sorted([*SHARED, WORKFLOW])


def test_what_a_project_holds_is_sound(tmp_path: Path) -> None:
    """Its data and its brand pass the check as they are, and no table of colors is printed unless one asks."""
    folder = begun(tmp_path / "mine", "--ci", "none")
    ended = run("check", cwd=folder)
    assert ended.returncode == 0 and ended.stderr.splitlines()[-1].startswith("no problem")
    assert all(": note: " in line for line in ended.stdout.splitlines())
    assert "contrast" in run("check", "--brand", "brand", cwd=folder).stdout


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_project_begins_with_the_data_that_one_names(dataset: str, tmp_path: Path) -> None:
    """Any shipped edition, or a folder."""
    folder = begun(tmp_path / "mine", "--data", dataset)
    assert files(folder / "data") == files(resources.find_data_package(dataset))
    again = begun(tmp_path / "again", "--data", str(folder / "data"))
    assert files(again) == files(folder)


def test_nothing_but_the_data_is_taken_from_a_folder(tmp_path: Path) -> None:
    """Where it is the top of a repository there is more in it than tables, and some of it may be secret."""
    shutil.copytree(resources.find_data_package(), tmp_path / "mine")
    (tmp_path / "mine" / ".git").mkdir()
    (tmp_path / "mine" / ".git" / "config").write_text("secret")
    (tmp_path / "mine" / ".env").write_text("secret")
    made = scaffold.build_project_files(tmp_path / "mine", "none", None)
    expected = {"README.md", "datapackage.json", "certifications.csv", "facts.csv", "organization.csv", "sources.csv"}
    assert {name.removeprefix("data/") for name in made if name.startswith("data/")} == expected


@pytest.mark.parametrize("suffix", ["xlsx", "zip"])
def test_a_project_uses_the_file_that_one_names(suffix: str, tmp_path: Path) -> None:
    """A workbook or a zip is copied, and the configuration names it; the project is sound."""
    path = tmp_path / f'Our "figures".{suffix}'
    package = resources.find_data_package()
    if suffix == "xlsx":
        path.write_bytes(build_workbook(readers.read_package(package)))
    else:
        path = Path(shutil.make_archive(str(path.with_suffix("")), "zip", package))
    folder = begun(tmp_path / "mine", "--data", str(path))
    assert (folder / "data" / path.name).read_bytes() == path.read_bytes()
    ended = run("check", cwd=folder)
    assert ended.returncode == 0 and ended.stderr.startswith("no problem")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("facts.xlsx", "is not a workbook"),
        ("facts.csv", "is a single table; name the folder with all of them"),
        ("facts.xls", "is a workbook of the old kind; save it as .xlsx"),
    ],
)
def test_data_that_cannot_be_read_is_no_beginning(name: str, error: str, tmp_path: Path) -> None:
    """Nothing is written, and the reader says why."""
    (tmp_path / name).write_bytes(b"x")
    ended = run("init", tmp_path / "mine", "--data", tmp_path / name)
    assert ended.returncode == 1 and f"{tmp_path / name}: {error}" in ended.stderr
    assert not (tmp_path / "mine").exists()


def test_a_folder_without_tables_is_no_beginning(tmp_path: Path) -> None:
    """A project without data would be of no use."""
    with pytest.raises(DataErrors, match=r"there is no datapackage.json and no certifications.csv"):
        scaffold.build_project_files(tmp_path, "none", None)


def test_tables_with_names_of_their_own_are_copied(tmp_path: Path) -> None:
    """Those that the descriptor names."""
    shutil.copytree(resources.find_data_package(), tmp_path / "mine")
    (tmp_path / "mine" / "facts.csv").rename(tmp_path / "mine" / "our figures.csv")
    descriptor = tmp_path / "mine" / "datapackage.json"
    descriptor.write_text(descriptor.read_text().replace("facts.csv", "our figures.csv"))
    assert "data/our figures.csv" in scaffold.build_project_files(tmp_path / "mine", "none", None)


@pytest.mark.parametrize(("service", "own"), [("github", [WORKFLOW]), ("gitlab", [".gitlab-ci.yml"]), ("none", [])])
def test_only_the_service_that_runs_it_gets_a_file(service: str, own: list[str], tmp_path: Path) -> None:
    """And README tells of that service and of no other."""
    made = files(begun(tmp_path, "--ci", service))
    assert sorted(name for name in made if "/" not in name or name in own) == sorted([*SHARED, *own])
    readme = made["README.md"].decode()
    assert [name for name in ("GitHub", "GitLab") if name in readme] == [
        n for n in ("GitHub", "GitLab") if n.lower() == service
    ]


@pytest.mark.parametrize("name", ["README.md", "data/facts.csv", WORKFLOW])
def test_nothing_that_is_there_is_replaced(name: str, tmp_path: Path) -> None:
    """One file of the project's is enough to be refused, by its name, and nothing is written."""
    taken = tmp_path / name
    taken.parent.mkdir(parents=True, exist_ok=True)
    taken.write_text("an afternoon of typing")
    ended = run("init", tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == f"acsm-report: error: {taken}: is there already; begin in another folder\n"
    assert files(tmp_path) == {name: b"an afternoon of typing"}


def test_a_project_may_begin_among_other_files(tmp_path: Path) -> None:
    """What is not the project's own does not matter."""
    (tmp_path / "notes.txt").write_text("mine")
    begun(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


# ── Where the program is ──────────────────────────────────────────────────────────────────────────


def placed(home: ProgramSource | None, service: str = "github") -> str:
    """What the job of a service says of where the program is."""
    made = scaffold.build_project_files(resources.find_data_package(), service, home)
    return made[WORKFLOW if service == "github" else ".gitlab-ci.yml"].decode()


def test_a_workflow_asks_a_variable_for_what_nobody_knows() -> None:
    """No repository is made up: both are variables, and the first step fails where they say nothing."""
    text = placed(None)
    assert 'PROGRAM: "${{ vars.HANDOUTS_PROGRAM }}"' in text
    assert 'REVISION: "${{ vars.HANDOUTS_REVISION }}"' in text


def test_a_workflow_says_where_the_program_is_when_that_is_known() -> None:
    """As words in quotes: a revision 1.10 is not a number."""
    text = placed(ProgramSource("somebody/acsm-report", "1.10"))
    assert 'PROGRAM: "somebody/acsm-report"' in text and 'REVISION: "1.10"' in text
    assert "vars." not in text
    assert 'REVISION: ""' in placed(ProgramSource("somebody/acsm-report"))


def test_the_command_takes_the_place_of_the_program(tmp_path: Path) -> None:
    """--action is written into the workflow, and has a meaning for no other service."""
    folder = begun(tmp_path / "mine", "--action", "somebody/acsm-report@v1")
    assert 'PROGRAM: "somebody/acsm-report"' in (folder / WORKFLOW).read_text()
    ended = run("init", tmp_path / "other", "--ci", "gitlab", "--action", "somebody/acsm-report")
    assert ended.returncode == 2 and "--action is for a workflow of GitHub" in ended.stderr


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("a/b", ProgramSource("a/b")),
        ("some-body/acsm.report@v1.2", ProgramSource("some-body/acsm.report", "v1.2")),
        ("a/b@feature/x", ProgramSource("a/b", "feature/x")),
    ],
)
def test_a_repository_may_have_a_revision(told: str, known: ProgramSource) -> None:
    """A branch, a tag or a commit."""
    assert scaffold.parse_program_source(told) == known


@pytest.mark.parametrize(
    "told", ["", "a", "a/b/c", "a/b@", "https://github.com/a/b", 'a/b@v1"\n', "a b/c", "./b", "a/${{ b }}"]
)
def test_what_is_no_repository_is_refused(told: str) -> None:
    """Nothing gets into a workflow that is not a name."""
    with pytest.raises(UsageError, match="is not a GitHub repository; write it as OWNER/NAME@REVISION"):
        scaffold.parse_program_source(told)


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://github.com/somebody/acsm-report.git", "somebody/acsm-report"),
        ("https://github.com/somebody/acsm-report", "somebody/acsm-report"),
        ("https://user:secret@github.com/somebody/acsm-report", "somebody/acsm-report"),
        ("git@github.com:somebody/acsm-report.git", "somebody/acsm-report"),
        ("ssh://git@github.com/somebody/acsm-report.git", "somebody/acsm-report"),
        ("https://gitlab.com/somebody/acsm-report.git", None),
        ("https://example.org/github.com/somebody/acsm-report", None),
        ("../acsm-report", None),
    ],
)
def test_a_checkout_knows_where_on_github_it_is_from(address: str, repository: str | None, tmp_path: Path) -> None:
    """Its origin says so, if it is there; nothing else of the address is kept."""
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert scaffold.find_program_source(tmp_path) is None
    subprocess.run(["git", "-C", tmp_path, "remote", "add", "origin", address], check=True)
    assert scaffold.find_program_source(tmp_path) == (ProgramSource(repository) if repository else None)


def test_an_installed_program_asks_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may lie in somebody's project, whose origin is another matter; and where git is missing, nothing is known."""
    assert scaffold.find_program_source(None) is None
    monkeypatch.setenv("PATH", str(tmp_path))
    assert scaffold.find_program_source(tmp_path) is None
