"""The files by which others run the program are what those others read: GitHub, GitLab, pre-commit, Docker."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from acsm_report.cli import config_file
from acsm_report.cli.main import COMMANDS
from acsm_report.export.chrome import discovery
from acsm_report.system import resources
from support.paths import ROOT
from support.processes import run
from support.validators import dockerfile, schemas, zizmor

ACTION = ROOT / "action.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
DOCKERFILE = ROOT / "Dockerfile"
WORKFLOW = resources.project_template_files("github")[".github/workflows/handouts.yml"]
PIPELINE = resources.project_template_files("gitlab")[".gitlab-ci.yml"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def loaded(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("kind", "path"), [("github-actions", ACTION), ("github-workflows", WORKFLOW), ("gitlab-ci", PIPELINE)]
)
def test_every_file_for_ci_is_one_of_its_kind(kind: str, path: Path) -> None:
    """By the schema that its service publishes."""
    schemas.check(kind, path)


def test_nothing_for_github_or_pre_commit_is_unsafe() -> None:
    """The action, the workflow and the hook: no stranger's words in a script, no permission without need."""
    zizmor.check(ACTION, WORKFLOW, HOOKS)


def test_no_script_of_the_action_has_words_of_others_in_it() -> None:
    """What a user says reaches a script as a variable, which no shell reads as code."""
    scripts = [step["run"] for step in loaded(ACTION)["runs"]["steps"] if "run" in step]
    assert scripts and not [script for script in scripts if "${{" in script]


def test_the_action_offers_nothing_that_it_does_not_do() -> None:
    """Every input is used, and every one that is used exists."""
    action = loaded(ACTION)
    used = set(re.findall(r"\binputs\.([\w-]+)", ACTION.read_text(encoding="utf-8")))
    assert used == set(action["inputs"])
    assert all(entry["description"] for entry in (*action["inputs"].values(), *action["outputs"].values()))


def test_the_readme_names_every_input_and_output_of_the_action() -> None:
    """In the section about CI."""
    action, readme = loaded(ACTION), (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in readme] == []


def test_the_workflow_uses_the_action_as_it_is() -> None:
    """It asks for nothing that the action does not have."""
    (job,) = loaded(WORKFLOW)["jobs"].values()
    ours = next(step for step in job["steps"] if step.get("uses", "").startswith("./"))
    assert set(ours["with"]) <= set(loaded(ACTION)["inputs"])
    assert job["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert loaded(WORKFLOW)["permissions"] == {}


@pytest.mark.parametrize("path", [ACTION, WORKFLOW, PIPELINE], ids=lambda path: path.name)
def test_no_variable_of_ci_settles_an_option_by_chance(path: Path) -> None:
    """The program refuses a variable with its prefix that is none of its options."""
    assert config_file.VARIABLE_PREFIX not in path.read_text(encoding="utf-8")


def hook() -> dict[str, Any]:
    (only,) = loaded(HOOKS)
    assert isinstance(only, dict)
    return only


@pytest.mark.parametrize("name", ["data/facts.csv", "facts.csv", "a/my-data.xlsx", "data.zip", "data/datapackage.json",
                                  "brand/brand.yml", "acsm-report.toml"])  # fmt: skip
def test_the_hook_is_asked_when_data_changes(name: str) -> None:
    """For tables in any form, their descriptor, the brand and the configuration."""
    assert re.search(hook()["files"], name)


@pytest.mark.parametrize(
    "name", ["README.md", "src/a.py", "package.json", "other.yml", "handouts/brochure.pdf", "a.csv.bak"]
)
def test_the_hook_is_not_asked_when_something_else_changes(name: str) -> None:
    """For nothing that is none."""
    assert not re.search(hook()["files"], name)


def test_the_hook_checks_the_data(tmp_path: Path) -> None:
    """Its entry is the command check, installed with the package, and passes and fails with the data."""
    program, *words = hook()["entry"].split()
    assert program in PROJECT["scripts"] and words[0] in COMMANDS
    assert run("init", tmp_path, "--ci", "none").returncode == 0
    assert run(*words, cwd=tmp_path).returncode == 0
    facts = tmp_path / "data" / "facts.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("pass_rate,,2014,55,%", "pass_rate,,2014,155,%"))
    assert run(*words, cwd=tmp_path).returncode == 1


# ── The container ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.needs(dockerfile)
def test_the_dockerfile_is_sound() -> None:
    """Its linter has no complaint."""
    dockerfile.check(DOCKERFILE)


def instructions(name: str) -> list[str]:
    """What the instructions of this name say, in order, in one line each."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text(encoding="utf-8"))
    return re.findall(rf"^{name} (.+)$", text, re.MULTILINE)


def test_the_container_runs_the_program_as_nobody_of_importance() -> None:
    """Its user is known by a number and is not root; the last of its stages ends with the program."""
    user, *others = instructions("USER")
    assert not others and int(user) >= 1000 and f"--uid {user} " in " ".join(instructions("RUN"))
    assert instructions("ENTRYPOINT") == [f'["{next(iter(PROJECT["scripts"]))}"]']


def test_the_container_has_a_browser_and_a_python_of_which_the_program_knows() -> None:
    """Debian's browser that the program looks for first, and a Python of the project's own list."""
    (system,) = (line for line in instructions("RUN") if "apt-get" in line)
    assert (
        f"--no-install-recommends {discovery.EXECUTABLE_NAMES[0]} " in system
        and "rm -rf /var/lib/apt/lists/*" in system
    )
    versions = {line.split()[0].removeprefix("python:").removesuffix("-slim") for line in instructions("FROM")}
    (version,) = versions
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]


def test_the_container_holds_only_libraries_of_the_lock_file() -> None:
    """Every library is known by its hash; the program's own wheel brings none."""
    installs = [line for line in instructions("RUN") if re.search(r"pip (install|wheel)", line)]
    assert len(installs) == 3
    assert all(("--no-deps" in line) != ("--require-hashes -r /tmp/requirements.lock" in line) for line in installs)


def test_the_container_is_given_what_the_wheel_is_made_of_and_nothing_else() -> None:
    """No .git, no environment, no finished file gets into the image, and what pyproject.toml names does."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    wanted = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[0] == "*" and all((ROOT / name).exists() for name in wanted)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["force-include"], *(path.split("/")[0] for path in wheel["packages"]), "pyproject.toml"}
    assert wanted == needed | {PROJECT["readme"], *PROJECT["license-files"], "requirements.lock"}
    assert not fnmatch.filter(wanted, ".*")
