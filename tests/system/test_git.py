"""Reading files and revisions from temporary git repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from acsm_report.errors import SetupError, UsageError
from acsm_report.system.git import Repository, find_repository
from support.processes import git


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with two commits of a file in a folder: "one", then "two"."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "in a folder").mkdir()
    for text in ("one", "two"):
        (tmp_path / "in a folder" / "ledger.json").write_text(text)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", f"Say {text}")
    found = find_repository(tmp_path / "in a folder")
    assert found
    return found


def test_extract_file_and_folder(repository: Repository) -> None:
    """Both are as of the commit. The work tree does not change, and the copies are removed at the end."""
    file = repository.root / "in a folder" / "ledger.json"
    with (
        repository.extract(repository.resolve_commit("HEAD~1"), file) as then,
        repository.extract(repository.resolve_commit("HEAD~1"), file.parent) as folder,
    ):
        assert then.read_text() == (folder / "ledger.json").read_text() == "one"
    assert file.read_text() == "two"
    assert not then.exists()


def test_extract_repository_without_links(repository: Repository) -> None:
    """Symbolic links are left out, because they could lead anywhere."""
    (repository.root / "link").symlink_to("/etc/hostname")
    (repository.root / "near").symlink_to("in a folder/ledger.json")
    git(repository.root, "add", "-A")
    git(repository.root, "commit", "-q", "-m", "Link")
    with repository.extract(repository.resolve_commit("HEAD"), repository.root) as then:
        assert [path.name for path in then.iterdir()] == ["in a folder"]


@pytest.mark.parametrize("name", ["new.csv", "../elsewhere"])
def test_extract_missing_path_raises(name: str, repository: Repository) -> None:
    """A file that the commit does not have, and a path outside the repository."""
    (repository.root / name).write_text("x")
    with (
        pytest.raises(UsageError, match=r"the revision \w{10} has no '"),
        repository.extract(repository.resolve_commit("main"), repository.root / name),
    ):
        pass


@pytest.mark.parametrize("name", ["nowhere", "", "--all", "HEAD:in a folder", "-h", "HEAD~9"])
def test_unknown_revision_name(name: str, repository: Repository) -> None:
    assert repository.resolve_commit(name) == ""


def test_revisions_newest_first(repository: Repository) -> None:
    changed = repository.revisions_of(repository.root / "in a folder")
    assert [revision.subject for revision in changed] == ["Say two", "Say one"]
    assert repository.resolve_commit("HEAD") == changed[0].commit
    assert str(changed[0]) == f"{changed[0].commit[:10]} of {changed[0].date}, “Say two”"
    assert repository.revisions_of(repository.root / "nowhere") == ()


def test_any_commit_message_is_read(repository: Repository) -> None:
    """Unicode line separators, colors and signatures do not break it."""
    git(repository.root, "config", "color.ui", "always")
    git(repository.root, "config", "log.showSignature", "true")
    git(repository.root, "commit", "-q", "--allow-empty", "-m", "Say\u2028nothing\x85\tat all")
    (repository.root / "in a folder" / "ledger.json").write_text("three")
    git(repository.root, "commit", "-q", "-a", "-m", "Say\u2028three\tor so")
    assert repository.revisions_of(repository.root / "in a folder")[0].subject == "Say\u2028three\tor so"
    found = repository.find_last_revision_with("three", "ledger.json")
    assert found and found[1] == repository.root / "in a folder" / "ledger.json"


def test_find_last_revision_with_text(repository: Repository) -> None:
    """It finds text that was removed later, in files of the given name only."""
    found = repository.find_last_revision_with("one", "ledger.json")
    assert found
    assert (found[0].subject, found[1]) == ("Say one", repository.root / "in a folder" / "ledger.json")
    assert repository.find_last_revision_with("three", "ledger.json") is None
    assert repository.find_last_revision_with("one", "other.json") is None


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert find_repository(tmp_path) is None


def test_missing_git_raises(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(SetupError, match="git cannot be run"):
        find_repository(repository.root)


def test_refused_repository_raises(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container often has a checkout of another user. The error passes on what git says, and its cure."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    with pytest.raises(UsageError) as raised:
        find_repository(repository.root)
    assert raised.value.what.startswith("git refuses to read the repository: detected dubious ownership")
    assert raised.value.hint == f"run git config --global --add safe.directory {repository.root}"


def test_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """A clone with the newest commit only says so."""
    assert not repository.is_shallow()
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository.root}", "clone")
    clone = find_repository(tmp_path / "clone")
    assert clone and clone.is_shallow()


def test_missing_folder_belongs_to_repository(repository: Repository) -> None:
    assert find_repository(repository.root / "archive" / "2014") == repository


def test_git_hook_variables_are_ignored(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """git sets variables for its hooks. The path of the caller decides."""
    monkeypatch.setenv("GIT_DIR", str(repository.root / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert find_repository(repository.root) == repository
    assert subprocess.run(["git", "-C", str(repository.root), "status"], capture_output=True, check=False).returncode
