"""The command line: its help is its documentation, and asking for it costs nothing."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from acsm_report import __version__
from acsm_report.cli.main import COMMANDS
from acsm_report.page_formats import PAPER_NAMES
from support.paths import ROOT
from support.processes import python, run

HEAVY = (
    "plotly",
    "reportlab",
    "kaleido",
    "choreographer",
    "pypdfium2",
    "PIL",
    "pydantic",
    "ruamel",
    "babel",
    "fontTools",
    "rich",
)


@pytest.fixture(scope="module")
def helped() -> str:
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_lists_every_command(command: str, helped: str) -> None:
    """--help names each command and says in a sentence what it does."""
    assert re.search(rf"^  {command}\s+{re.escape(COMMANDS[command])}$", helped, re.MULTILINE)


def test_the_help_shows_examples_and_exit_statuses(helped: str) -> None:
    """--help shows how the program is called, and what its exit status says."""
    assert helped.startswith("Usage: acsm-report ")
    assert "acsm-report brochure -o guide.pdf" in helped
    assert "0 done, 1 problems in the data, 2 usage, 3 the machine is not ready" in " ".join(helped.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    """Each command has a help of its own with an example, its options, and their defaults."""
    done = run(command, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Usage: acsm-report {command} ")
    assert re.search(rf"^  acsm-report {command}", done.stdout, re.MULTILINE)
    if command not in ("cache", "doctor", "explain", "gallery"):
        assert "[default: acsm-2014]" in " ".join(done.stdout.split())


def test_the_version_is_that_of_the_package() -> None:
    """--version prints the name and the version, nothing else."""
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"acsm-report, version {__version__}\n", "")


def test_the_installed_command_is_this_one() -> None:
    """The script `acsm-report` of the package calls cli.run."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"acsm-report": "acsm_report.cli.main:run"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]], ids=" ".join)
def test_asking_for_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Help comes at once: no library that draws, measures or reads is imported for it."""
    code = f"""if True:
        import sys
        from acsm_report.cli.main import main
        try:
            main({arguments!r})
        except SystemExit as end:
            assert end.code == 0
        print(sorted({set(HEAVY)!r} & set(sys.modules)), file=sys.stderr)
    """
    assert python("-c", code).stderr == "[]\n"


def test_without_a_command_the_help_is_shown() -> None:
    """acsm-report alone says how it is used, and that this was not a way to use it."""
    done = run()
    assert done.returncode == 2
    assert "acsm-report build" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_is_no_error() -> None:
    """Who reads only the first line of the help ends the program quietly."""
    code = "import os; r, w = os.pipe(); os.close(r); os.dup2(w, 1)"
    done = python("-c", f"{code}\nfrom acsm_report.cli.main import main\nmain(['--help'])")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_standard_output_is_an_error_of_one_line() -> None:
    """What cannot be printed is an error like any other."""
    code = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    done = python("-c", f"{code}\nfrom acsm_report.cli.main import main\nmain(['--help'])")
    assert done.returncode == 3
    assert re.fullmatch(r"acsm-report: error: .*\n", done.stderr)


def test_the_help_names_every_paper() -> None:
    """It is written out there, so that help need not import what knows them."""
    told = " ".join(run("build", "--help").stdout.split())
    assert f"Paper of the brochure: {', '.join(PAPER_NAMES)}, or a size such as 200x250mm." in told


def run_in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which $PROGRAM is the command line."""
    program = f"{shlex.quote(sys.executable)} -m acsm_report"
    return subprocess.run(
        ["sh", "-c", command.replace("$PROGRAM", program)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="needs sh")
@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_fault(closed: str, tmp_path: Path) -> None:
    """A caller, such as a job at night, may close the standard streams: the comparison is written all the same."""
    done = run_in_shell(f"$PROGRAM diff acsm-2014 acsm-2023 -o changes.md {closed}", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "changes.md").is_file()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the folder of a process")
def test_a_removed_folder_is_named(tmp_path: Path) -> None:
    """Where the current folder no longer exists, the message says so, and blames no file."""
    done = run_in_shell("mkdir gone; cd gone; rmdir ../gone; $PROGRAM check", tmp_path)
    assert done.returncode == 3
    assert "acsm-report: error: the current folder no longer exists; change to another folder" in done.stderr
