"""What git remembers, asked as its users would, in repositories made here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from acsm_report.errors import SetupError, UsageError
from acsm_report.system.git import Repository, find_repository
from support.processes import git


@pytest.fixture
def held(tmp_path: Path) -> Repository:
    """A repository in which a file says one, then two, and beside it a folder lies."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "in a folder").mkdir()
    for text in ("one", "two"):
        (tmp_path / "in a folder" / "ledger.json").write_text(text)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "-m", f"Say {text}")
    found = find_repository(tmp_path / "in a folder")
    assert found
    return found


def test_a_file_is_given_as_it_was(held: Repository) -> None:
    """A folder, too; the work tree stays as it is, and the copies are gone in the end."""
    file = held.root / "in a folder" / "ledger.json"
    with (
        held.extract(held.resolve_commit("HEAD~1"), file) as then,
        held.extract(held.resolve_commit("HEAD~1"), file.parent) as folder,
    ):
        assert then.read_text() == (folder / "ledger.json").read_text() == "one"
    assert file.read_text() == "two"
    assert not then.exists()


def test_the_whole_of_a_repository_is_given_but_its_links(held: Repository) -> None:
    """A link may lead anywhere; it is no data, and no reason to give up."""
    (held.root / "link").symlink_to("/etc/hostname")
    (held.root / "near").symlink_to("in a folder/ledger.json")
    git(held.root, "add", "-A")
    git(held.root, "commit", "-q", "-m", "Link")
    with held.extract(held.resolve_commit("HEAD"), held.root) as then:
        assert [path.name for path in then.iterdir()] == ["in a folder"]


@pytest.mark.parametrize("name", ["new.csv", "../elsewhere"])
def test_what_a_revision_lacks_is_told(name: str, held: Repository) -> None:
    """What was not there, and what lies in another place altogether."""
    (held.root / name).write_text("x")
    with (
        pytest.raises(UsageError, match=r"the revision \w{10} has no '"),
        held.extract(held.resolve_commit("main"), held.root / name),
    ):
        pass


@pytest.mark.parametrize("name", ["nowhere", "", "--all", "HEAD:in a folder", "-h", "HEAD~9"])
def test_what_names_no_revision_names_none(name: str, held: Repository) -> None:
    assert held.resolve_commit(name) == ""


def test_the_revisions_that_changed_a_file_are_told_newest_first(held: Repository) -> None:
    changed = held.revisions_of(held.root / "in a folder")
    assert [revision.subject for revision in changed] == ["Say two", "Say one"]
    assert held.resolve_commit("HEAD") == changed[0].commit
    assert str(changed[0]) == f"{changed[0].commit[:10]} of {changed[0].date}, “Say two”"
    assert held.revisions_of(held.root / "nowhere") == ()


def test_any_message_is_a_message(held: Repository) -> None:
    """Whatever Unicode calls the end of a line, and whatever colours and signatures its user wants to see."""
    git(held.root, "config", "color.ui", "always")
    git(held.root, "config", "log.showSignature", "true")
    git(held.root, "commit", "-q", "--allow-empty", "-m", "Say\u2028nothing\x85\tat all")
    (held.root / "in a folder" / "ledger.json").write_text("three")
    git(held.root, "commit", "-q", "-a", "-m", "Say\u2028three\tor so")
    assert held.revisions_of(held.root / "in a folder")[0].subject == "Say\u2028three\tor so"
    found = held.find_last_revision_with("three", "ledger.json")
    assert found and found[1] == held.root / "in a folder" / "ledger.json"


def test_the_revision_that_knew_a_text_is_found(held: Repository) -> None:
    """Also where the text is gone since; not where no file of that name ever had it."""
    found = held.find_last_revision_with("one", "ledger.json")
    assert found
    assert (found[0].subject, found[1]) == ("Say one", held.root / "in a folder" / "ledger.json")
    assert held.find_last_revision_with("three", "ledger.json") is None
    assert held.find_last_revision_with("one", "other.json") is None


def test_where_there_is_no_repository_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert find_repository(tmp_path) is None


def test_where_there_is_no_git_that_is_told(held: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(SetupError, match="git cannot be run"):
        find_repository(held.root)


def test_a_folder_that_is_gone_lay_in_the_repository(held: Repository) -> None:
    assert find_repository(held.root / "archive" / "2014") == held


def test_a_hook_of_another_repository_does_not_mislead(held: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """git tells its hooks where it is by variables; the path that is asked for counts."""
    monkeypatch.setenv("GIT_DIR", str(held.root / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert find_repository(held.root) == held
    assert subprocess.run(["git", "-C", str(held.root), "status"], capture_output=True, check=False).returncode
