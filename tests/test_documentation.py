"""What is written down is true: links lead somewhere, commands exist, locks hold what is asked for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from acsm_report.cli.main import COMMANDS, cli
from acsm_report.errors import DataError, DrawError, ReportError, SetupError, UsageError
from support.paths import ROOT

OTHERS = re.compile(r"(^|/)(\.|(out|node_modules)/)")
DOCUMENTS = [path for path in ROOT.rglob("*.md") if not OTHERS.search(path.relative_to(ROOT).as_posix())]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    """The packages that a lock file holds, with their versions."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE))


def normal(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!\[; ]", requirement)[0]).lower()


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_a_newcomer_finds_the_usual_papers(name: str) -> None:
    """The usual papers are there, and say something."""
    assert len((ROOT / name).read_text(encoding="utf-8")) > 200


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    """Each relative link in a document leads to a file, and each anchor to a heading."""
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name) if name else path
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}, target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_path_in_a_document_exists(path: Path) -> None:
    """A file of the repository that a document names between back ticks exists; acsm-report.toml is its user's."""
    for name in re.findall(
        r"`((?:src|tests|data|assets|bin|bench)/[\w./-]+|(?!acsm-report\.)[\w-]+\.(?:toml|lock))`",
        path.read_text(encoding="utf-8"),
    ):
        assert (ROOT / name).exists(), name


def test_every_command_in_the_documents_exists() -> None:
    """README and CONTRIBUTING name only commands and options that the program has, and README names every command."""
    named = set()
    for name in ("README.md", "CONTRIBUTING.md"):
        for line in re.findall(
            r"acsm-report ((?:--debug )?[a-z]+(?: [^`\n#&|]*)?)", (ROOT / name).read_text(encoding="utf-8")
        ):
            words = line.removeprefix("--debug ").split()
            if words[0] not in COMMANDS:
                continue
            named.add(words[0])
            command = cli.get_command(None, words[0])  # type: ignore[arg-type]
            options = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}  # type: ignore[union-attr]
            assert {w for w in words if re.match(r"--?[a-z]", w)} <= options | {"--help"}, line
    assert named == set(COMMANDS)


def test_documents_call_only_commands_that_exist() -> None:
    """Where a document shows acsm-report as code, at the start of a line or between ticks, a command follows."""
    for path in DOCUMENTS:
        for word in re.findall(
            r"(?:^|`)(?:bin/)?acsm-report ([^\s`]+)", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert word in COMMANDS or word.startswith(("-", "reads")), (path.name, word)


def test_the_exit_statuses_are_those_of_the_errors() -> None:
    """README's table of exit statuses says of each error what its class says."""
    table = dict(re.findall(r"^\| (\d) \| (.+?) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    words: dict[type[ReportError], str]
    words = {DataError: "data", UsageError: "usage", SetupError: "machine", DrawError: "drawn"}
    assert all(word in table[str(error.exit_status)] for error, word in words.items())


def test_the_tests_are_locked_with_the_same_versions_as_the_program() -> None:
    """Whatever the program's lock file pins, the developers' one pins alike."""
    program, everyone = pins("requirements.lock"), pins("requirements-dev.lock")
    assert program
    assert program.items() <= everyone.items()


def test_every_dependency_is_locked() -> None:
    """Each dependency of the project is in the lock file, each of the developers in theirs."""
    program, everyone = ({normal(name) for name in pins(f)} for f in ("requirements.lock", "requirements-dev.lock"))
    assert {normal(entry) for entry in PROJECT["project"]["dependencies"]} <= program
    assert {normal(entry) for entry in PROJECT["dependency-groups"]["dev"]} <= everyone


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_its_hashes(name: str) -> None:
    """A pinned package is known by its content, not only by its number."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [e.split()[0] for e in entries if "==" in e and "--hash=sha256:" not in e] == []


def test_no_document_knows_somebodys_machine() -> None:
    """No document and no test holds a path of somebody's home."""
    files = [*DOCUMENTS, *(ROOT / "tests").glob("*.py"), *(ROOT / "tests" / "golden").rglob("*.*")]
    home = re.compile("/" + "(home|Users|root)/|" + "/" + r"work/")
    assert [p.name for p in files if home.search(p.read_text(encoding="utf-8"))] == []


def test_the_readme_shows_pictures_that_are_there() -> None:
    """Each picture that README shows exists, is described in words, and is neither tiny nor heavy."""
    shown = re.findall(r"<img ([^>]*)>", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(shown) >= 4
    for picture in shown:
        told = dict(re.findall(r'(\w+)="([^"]*)"', picture))
        assert len(told["alt"]) > 30, told
        path = ROOT / told["src"]
        assert path.is_file(), f"{told['src']}: bin/pictures draws it"
        assert 5_000 < path.stat().st_size < 250_000, told["src"]
        with Image.open(path) as drawn:
            assert 400 <= drawn.width <= 1000, told["src"]
