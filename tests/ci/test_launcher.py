"""The launchers: set up once, repair what is half done, and otherwise stay out of the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ("acsm-report", "test", "prepare")
PROGRAM = 'import sys\ndef run():\n    print("arguments:", sys.argv[1:])\n'
PIP = 'import sys\nprint("pip:", *sys.argv[1:], file=sys.stderr)\n'
TOOLS = ("sh", "dirname", "readlink", "cmp", "cp", "mv", "rm", "mkdir", "cat", "id", "flock")
BROWSER = 'import sys\nprint("/bin/true")\nprint("asked for a browser", file=sys.stderr)\n'

Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX shell scripts")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose program is three lines and whose lock files ask for nothing; a space in its path."""
    root = tmp_path / "a checkout"
    shutil.copytree(ROOT / "bin", root / "bin")
    package = root / "src" / "acsm_report"
    for folder, module, text in (("cli", "main", PROGRAM), ("export/chrome", "discovery", BROWSER)):
        (package / folder).mkdir(parents=True)
        (package / folder / f"{module}.py").write_text(text)
    for folder in ("", "cli", "export", "export/chrome"):
        (package / folder / "__init__.py").touch()
    (root / "requirements.lock").write_text("# nothing\n")
    (root / "requirements-dev.lock").write_text("# nothing, twice\n")
    return root


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH without apt-get, and with a bare Debian's python3: one that has no ensurepip."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    real = Path(sys.executable).resolve()
    program(folder / "python3", f'case "$*" in *ensurepip*) exit 1;; esac\nexec "{real}" "$@"')
    return folder


@pytest.fixture
def environment(tmp_path: Path, tools: Path) -> dict[str, str]:
    """An environment without a home; its pip says what it was asked for and installs nothing."""
    pip = tmp_path / "fakes" / "pip"
    pip.mkdir(parents=True)
    (pip / "__init__.py").touch()
    (pip / "__main__.py").write_text(PIP)
    return {"PATH": str(tools), "PYTHONPATH": str(pip.parent)}


@pytest.fixture
def run(checkout: Path, environment: dict[str, str]) -> Run:
    """Runs a launcher from another folder."""

    def run(*arguments: str, script: str = "acsm-report", root: Path = checkout) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [root / "bin" / script, *arguments], cwd=root.parent, env=environment, capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip

    return run


def program(path: Path, script: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_launcher_is_a_posix_shell_script(script: str) -> None:
    path = ROOT / "bin" / script
    assert path.read_text().startswith("#!/bin/sh\n") and os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", path], capture_output=True).stderr == b""


def test_the_first_run_sets_up_and_says_so_and_the_second_is_quiet_and_quick(run: Run) -> None:
    first = run("build", "-o", "a b")
    assert (first.returncode, first.stdout) == (0, "arguments: ['build', '-o', 'a b']\n")
    assert "making .venv" in first.stderr and "asked for a browser" in first.stderr
    began = time.monotonic()
    second = run("--help")
    assert (second.returncode, second.stdout, second.stderr) == (0, "arguments: ['--help']\n", "")
    assert time.monotonic() - began < 1


def test_only_libraries_with_the_hashes_of_the_lock_file_are_installed(run: Run, checkout: Path) -> None:
    line = next(line for line in run().stderr.splitlines() if line.startswith("pip: install"))
    assert "--require-hashes" in line and line.endswith(f"-r {checkout}/requirements.lock")


def test_what_the_tests_need_is_enough_for_the_program(run: Run) -> None:
    assert "requirements-dev.lock" in run("requirements-dev.lock", script="prepare").stderr
    assert run("build").stderr == ""


def test_what_the_program_needs_is_not_enough_for_the_tests(run: Run) -> None:
    assert run("build").returncode == 0
    assert "requirements-dev.lock" in run("requirements-dev.lock", script="prepare").stderr


def test_modules_are_compiled_even_where_python_keeps_nothing(
    run: Run, checkout: Path, environment: dict[str, str]
) -> None:
    """Images of containers often forbid it; every run would then compile the whole program."""
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    assert run().returncode == 0
    assert list((checkout / "src" / "acsm_report" / "cli" / "__pycache__").glob("main.*.pyc"))
    assert run().stderr == ""


def test_a_set_up_that_was_killed_is_begun_anew(run: Run, checkout: Path) -> None:
    """Here while pip was at work."""
    assert run().returncode == 0
    (checkout / ".venv" / "unfinished").touch()
    (checkout / ".venv" / "half").touch()
    again = run()
    assert again.returncode == 0 and "making .venv" in again.stderr
    assert not (checkout / ".venv" / "half").exists()
    assert run().stderr == ""


def test_libraries_that_cannot_be_installed_end_in_one_line_and_the_next_run_tries_again(
    run: Run, environment: dict[str, str]
) -> None:
    pip = Path(environment["PYTHONPATH"], "pip", "__main__.py")
    pip.write_text("raise SystemExit(1)\n")
    failed = run()
    assert failed.returncode == 3 and failed.stdout == ""
    assert failed.stderr.splitlines()[-1].startswith("acsm-report: error: the libraries could not be installed")
    pip.write_text(PIP)
    assert run().returncode == 0


def test_a_python_that_has_gone_is_replaced(run: Run, checkout: Path) -> None:
    assert run().returncode == 0
    python = checkout / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert run().returncode == 0
    assert run().stderr == ""


def test_a_changed_lock_file_is_installed_into_the_same_venv(run: Run, checkout: Path) -> None:
    assert run().returncode == 0
    kept = checkout / ".venv" / "kept"
    kept.touch()
    (checkout / "requirements.lock").write_text("# another nothing\n")
    assert "installing the libraries" in run().stderr
    assert kept.exists() and run().stderr == ""


@pytest.mark.skipif(not shutil.which("flock"), reason="no flock on this system")
def test_two_set_ups_at_the_same_time_do_not_disturb_each_other(checkout: Path, environment: dict[str, str]) -> None:
    launcher = [checkout / "bin" / "acsm-report"]
    both = [
        subprocess.Popen(launcher, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted(b"making .venv" in words for words in said) == [False, True]


def test_a_browser_that_has_gone_is_looked_for_again(run: Run, checkout: Path) -> None:
    assert run().returncode == 0
    (checkout / ".venv" / "browser.path").write_text("/nowhere/chromium\n")
    assert "asked for a browser" in run().stderr
    assert run().stderr == ""


def test_a_machine_without_a_browser_still_shows_help_and_is_asked_once(run: Run, checkout: Path) -> None:
    (checkout / "src" / "acsm_report" / "export" / "chrome" / "discovery.py").write_text(
        'raise SystemExit("no browser here")\n'
    )
    first = run("--help")
    assert first.returncode == 0 and "no browser here" in first.stderr
    assert run("--help").stderr == ""


def test_without_a_new_enough_python_one_line_says_what_to_install(run: Run, checkout: Path, tools: Path) -> None:
    program(tools / "python3", "exit 1")
    done = run("build")
    assert done.returncode == 3
    assert done.stderr.startswith("acsm-report: error: Python 3.11 or newer is needed; install")
    assert done.stderr.count("\n") == 1 and not (checkout / ".venv").exists()


def test_a_launcher_may_be_reached_by_a_link(run: Run, checkout: Path, tmp_path: Path) -> None:
    link = tmp_path / "bin" / "acsm-report"
    link.parent.mkdir()
    link.symlink_to(checkout / "bin" / "acsm-report")
    assert run("build", root=tmp_path).stdout == "arguments: ['build']\n"
