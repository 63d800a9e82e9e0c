"""The action and the job for GitLab at work: their scripts are run as CI runs them, in a project that git keeps."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from ruamel.yaml import YAML

from acsm_report.system import resources
from support.github_runner import GIT, Job
from support.paths import BAD, ROOT
from support.processes import run
from support.shared_folder import once

FIGURE, ANOTHER, IMPOSSIBLE = (f",passing_score,,,{score},score,page" for score in (550, 560, 155))
HUB = """#!/bin/sh
# stands for GitHub's gh: keeps what it was asked, and the one pull request
echo "$*" >>"$(dirname "$0")/asked"
case "$1 $2" in
    'pr list') cat "$(dirname "$0")/open" 2>/dev/null || : ;;
    'pr create') echo 7 >"$(dirname "$0")/open" ;;
esac
"""


def lacking() -> Iterator[str]:
    if Path(sys.prefix) != ROOT / ".venv":
        yield "the environment of bin/test, which bin/acsm-report finds ready"
    yield from (name for name in ("git", "bash") if not shutil.which(name))


pytestmark = [pytest.mark.browser, pytest.mark.needs(SimpleNamespace(missing=lacking))]


def git(folder: Path, *words: str) -> str:
    """Ask git something about a repository."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
    command = ["git", "-C", str(folder), *who, *words]
    done = subprocess.run(command, env={**os.environ, **GIT}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def tree(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose handouts the action made, committed and pushed to a bare repository beside it."""

    def fill(folder: Path) -> None:
        tree = folder / "tree"
        assert run("init", tree, "--data", BAD / "base").returncode == 0  # which is small
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
        git(tree, "init", "--quiet", "--initial-branch=main")
        git(tree, "remote", "add", "origin", "../origin.git")
        done = job(tree, artifact="").run()
        assert done.status == 0, done.said
        (folder / "first.json").write_text(json.dumps([done.outputs["changed"], done.summary, [*done.used]]))
        shutil.rmtree(done.box)
        commit(tree)

    shutil.copytree(once(tmp_path_factory, "project", fill), tmp_path / "repositories")
    return tmp_path / "repositories" / "tree"


def commit(tree: Path) -> None:
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", "Work")
    git(tree, "push", "--quiet", "origin", "main")


def change(tree: Path, new: str, old: str = FIGURE) -> None:
    """Change one figure, and commit it without building."""
    path = tree / "data" / "facts.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    commit(tree)


def job(tree: Path, **inputs: str) -> Job:
    """Return a job on a work tree, and give it a gh that keeps what it is asked."""
    box = Path(str(tree) + "-runner")
    box.mkdir(exist_ok=True)
    (box / "gh").write_text(HUB)
    (box / "gh").chmod(0o755)
    return Job(tree, box, {name.replace("_", "-"): value for name, value in inputs.items()})


def asked(job: Job) -> list[str]:
    """What gh was asked."""
    path = job.box / "asked"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def test_nothing_is_done_where_the_files_are_what_the_data_gives(tree: Path) -> None:
    """Nothing changes, which the summary says; the files are uploaded all the same."""
    done = job(tree, pull_request="true", fail_when_stale="true").run()
    assert (done.status, done.outputs["changed"]) == (0, "false"), done.said
    assert git(tree, "status", "--porcelain") == ""
    assert done.summary == "The files in `handouts` are what the data gives.\n"
    assert Path(done.outputs["summary"]).read_text(encoding="utf-8") == done.summary
    assert done.used["actions/upload-artifact"] == {"name": "handouts", "path": str(tree / "handouts")}
    assert asked(done) == []


def test_a_changed_figure_refreshes_the_files_and_asks_for_them_to_be_taken(tree: Path) -> None:
    """The summary tells the old and the new figure; a branch has the files, one pull request asks for it."""
    change(tree, ANOTHER)
    base = git(tree, "rev-parse", "main")
    done = job(tree, pull_request="true").run()
    assert (done.status, done.outputs["changed"]) == (0, "true"), done.said
    assert f"handouts{os.sep}brochure.pdf" in done.said  # the comparison names it
    assert re.search(r"\b550\b.*\b560\b", done.summary)
    assert run("build", "--check", cwd=tree).returncode == 0

    origin, branch = tree.parent / "origin.git", "acsm-report/main"
    changed = git(origin, "diff", "--name-only", f"main..{branch}").splitlines()
    assert {"handouts/brochure.pdf", "handouts/ledger.json"} <= set(changed)
    assert all(name.startswith("handouts/") for name in changed)
    assert git(origin, "rev-parse", f"{branch}~", "main") == f"{base}\n{base}"
    assert (git(tree, "status", "--porcelain"), git(tree, "rev-parse", "main")) == ("", base)
    _, create = asked(done)
    assert create.startswith(f"pr create --head {branch} --base main ")
    assert Path(create.split("--body-file ")[1]).read_text(encoding="utf-8") == done.summary


def test_the_next_run_brings_the_request_up_to_date(tree: Path) -> None:
    """Its branch is the same, and has one commit; with `fail-when-stale` the job fails when all that is done."""
    done = job(tree, pull_request="true", fail_when_stale="true")
    (summary := tree.parent / "summary.md").write_text("What changed\n")
    for text in ("one", "two"):  # as if each had found the files to be others
        git(tree, "switch", "--quiet", "--force", "main")
        (tree / "handouts" / "brochure.html").write_text(text)
        done.told, done.status = {"compare": {"changed": "true"}, "tell": {"summary": str(summary)}}, 0
        done.run("Open a pull request")
        assert done.status == 1
        assert done.said.splitlines()[-1].startswith("::error::The files in handouts were not what the data gives")
    origin = tree.parent / "origin.git"
    assert git(origin, "show", "acsm-report/main:handouts/brochure.html") == "two"
    assert git(origin, "rev-list", "--count", "main..acsm-report/main") == "1"
    _, _, _, update = asked(done)
    assert update.startswith("api --silent --method PATCH repos/{owner}/{repo}/pulls/7 --field body=@")


def test_problems_in_the_data_end_the_job_with_a_note_at_their_line(tree: Path) -> None:
    """No file is touched, and nothing is asked."""
    change(tree, IMPOSSIBLE)
    done = job(tree, pull_request="true").run()
    line = (tree / "data" / "facts.csv").read_text(encoding="utf-8").split(IMPOSSIBLE)[0].count("\n") + 1
    assert done.status == 1
    assert re.search(rf"^::error file=data/facts\.csv,line={line},col=5,", done.said, re.MULTILINE)
    assert (git(tree, "status", "--porcelain"), done.outputs["changed"], asked(done)) == ("", "", [])


def test_warnings_end_the_job_only_when_it_is_strict(tree: Path) -> None:
    """A fact that should have been looked at again is a warning, here of a project that is a folder of a repository."""
    change(tree, f"{FIGURE},,,,stats,,,2016-01-01", f"{FIGURE},,,,stats,,,")
    (tree / "part").mkdir()
    for name in ("data", "brand", "acsm-report.toml"):
        (tree / name).rename(tree / "part" / name)
    done = job(tree, strict="true", working_directory="part").run()
    assert done.status == 1 and done.said.count("::warning file=part/data/facts.csv") == 1
    assert "compare" not in done.told


def test_files_that_were_never_made_are_made(tree: Path) -> None:
    """There is nothing to compare them with; and under no name nothing is uploaded."""
    changed, summary, used = json.loads((tree.parent / "first.json").read_text())
    assert (changed, summary) == ("true", "The files in `handouts` were made for the first time.\n")
    assert "actions/cache" in used and "actions/upload-artifact" not in used
    assert json.loads((tree / "handouts" / "ledger.json").read_bytes())


def test_a_checkout_of_another_user_is_compared(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a job with a container, root works on files of the runner's user; git compares them all the same."""
    change(tree, ANOTHER)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    done = job(tree, artifact="").run()
    assert done.status == 0, done.said
    assert "560" in done.summary


def test_without_a_repository_nothing_is_compared(tree: Path) -> None:
    """The summary does not call the files new."""
    change(tree, ANOTHER)
    shutil.rmtree(tree / ".git")
    done = job(tree, artifact="").run()
    assert done.status == 0, done.said
    assert done.summary == "The files in `handouts` were refreshed. Without a git repository nothing is compared.\n"


def test_the_action_needs_no_programs_that_only_linux_has(tree: Path) -> None:
    """On macOS realpath has no long options, and there may be no sha256sum."""
    done = job(tree, output="data/../handouts", artifact="")
    for name in ("realpath", "sha256sum"):
        (done.box / name).write_text("#!/bin/sh\nexit 1\n")
        (done.box / name).chmod(0o755)
    done.run()
    assert done.status == 0, done.said
    assert done.summary == "The files in `handouts` are what the data gives.\n"


@pytest.mark.parametrize("condition", ["always()", "inputs.data", "inputs.a == 'b'", "github.actor == 'b'"])
def test_the_tests_runner_refuses_what_it_does_not_understand(condition: str, tmp_path: Path) -> None:
    """No step is passed over because its condition was not read."""
    with pytest.raises(ValueError, match="nobody here"):
        Job(tmp_path, tmp_path, {}).holds(condition)


# ── GitLab ────────────────────────────────────────────────────────────────────────────────────────

PIPELINE = YAML(typ="safe").load(resources.project_template_files("gitlab")[".gitlab-ci.yml"])["handouts"]


def shell(tree: Path, lines: list[str]) -> subprocess.CompletedProcess[str]:
    """Run lines of the job as GitLab's runner does: one script, in which all must succeed."""
    tools = tree.parent / "tools"
    tools.mkdir()
    (tools / "acsm-report").symlink_to(ROOT / "bin" / "acsm-report")
    environment = {**os.environ, **GIT, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(lines)]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_job_for_gitlab_passes_files_that_are_what_the_data_gives(tree: Path) -> None:
    """And says so in a file beside them."""
    check, *rest = PIPELINE["script"]
    assert check == "acsm-report check"  # which the other test runs
    done = shell(tree, rest)
    assert done.returncode == 0, done.stderr
    assert (tree / "changes.md").read_text(encoding="utf-8") == "The handouts are what the data gives.\n"


def test_the_job_for_gitlab_fails_with_refreshed_files_and_what_changed(tree: Path) -> None:
    """Both are there to be taken as artifacts."""
    change(tree, ANOTHER)
    assert shell(tree, PIPELINE["script"]).returncode == 1
    assert re.search(r"\b550\b.*\b560\b", (tree / "changes.md").read_text(encoding="utf-8"))
    assert run("build", "--check", cwd=tree).returncode == 0
    assert PIPELINE["artifacts"]["paths"] == ["handouts/", "changes.md"] and PIPELINE["artifacts"]["when"] == "always"


def test_neither_job_makes_up_where_the_program_is(tmp_path: Path) -> None:
    """Where nobody has said it, the first thing that they do is to fail, and to name the variable."""
    workflow = YAML(typ="safe").load(resources.project_template_files("github")[".github/workflows/handouts.yml"])
    first = workflow["jobs"]["handouts"]["steps"][0]
    assert first["if"] == "env.PROGRAM == ''" and workflow["env"]["PROGRAM"] == "${{ vars.HANDOUTS_PROGRAM }}"
    for number, script in enumerate((first["run"], PIPELINE["before_script"][0])):
        (tree := tmp_path / str(number) / "tree").mkdir(parents=True)
        done = shell(tree, [script])
        assert done.returncode == 1 and "HANDOUTS_PROGRAM" in done.stdout
