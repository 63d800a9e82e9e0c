"""Reads files, folders and revisions from git repositories, with the git program."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..errors import SetupError, UsageError, quote_value

__all__ = ["Repository", "Revision", "find_repository"]

CONFIG_OPTIONS = ("-c", "color.ui=false", "-c", "log.showSignature=false")  # the user may have set others
REPOSITORY_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
)  # a git hook sets them, perhaps to another repository

NO_WORK_TREE = ("fatal: not a git repository", "fatal: this operation must be run in a work tree")


class Revision(NamedTuple):
    """A commit: full hash, date such as 2026-11-27, and first line of the message."""

    commit: str
    date: str
    subject: str

    def __str__(self) -> str:
        return f"{self.commit[:10]} of {self.date}, “{self.subject}”"


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository; `root` is the top folder of its work tree."""

    root: Path

    def resolve_commit(self, name: str) -> str:
        """Return the full hash of the commit that a branch, tag or hash names; "" if there is none."""
        return _decode_output(
            self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        ).strip()

    def is_shallow(self) -> bool:
        """Return whether a clone has the newest commits only, as CI services make it."""
        return _decode_output(self._run("rev-parse", "--is-shallow-repository")).strip() == "true"

    def revisions_of(self, path: Path) -> tuple[Revision, ...]:
        """Return the revisions that changed a file or folder, newest first."""
        return self._log("--", str(path.resolve()))

    def find_last_revision_with(self, text: str, file: str) -> tuple[Revision, Path] | None:
        """Search all branches for the newest revision in which a file of that name, in any folder, contains `text`.

        Return the revision and the path of the file, or None.
        """
        for revision in self._log("--all", f"-S{text}", "--", f":(top,glob)**/{file}"):
            matches = self._run("grep", "-l", "-z", "-F", "-e", text, revision.commit, "--", f":(top,glob)**/{file}")
            if matches:  # otherwise this revision removed the text
                return revision, self.root / _decode_output(matches).split("\0")[0].partition(":")[2]
        return None

    @contextmanager
    def extract(self, commit: str, path: Path) -> Iterator[Path]:
        """Yield a temporary copy of a file or folder as of a commit, without symbolic links.

        Raise UsageError if the commit does not have it, or it is outside the repository.
        """
        resolved = path.resolve()
        inner = resolved.relative_to(self.root) if resolved.is_relative_to(self.root) else None
        archive_bytes = self._run("archive", "--format=zip", "-0", commit, "--", inner.as_posix()) if inner else None
        if inner is None or archive_bytes is None:
            what = f"the revision {commit[:10]} has no {quote_value(str(inner or path))}"
            raise UsageError(what, "name one that has it", str(path))
        with tempfile.TemporaryDirectory(prefix="acsm-report-") as folder:
            with zipfile.ZipFile(io.BytesIO(archive_bytes)) as archive:
                archive.extractall(folder, (entry for entry in archive.infolist() if not _is_link(entry)))
            yield Path(folder) / inner

    def origin_url(self) -> str:
        """Return the URL of the remote "origin"; "" if there is none."""
        return _decode_output(self._run("remote", "get-url", "origin")).strip()

    def _log(self, *arguments: str) -> tuple[Revision, ...]:
        output = _decode_output(self._run("log", "--format=%H%x09%cs%x09%s", *arguments))
        return tuple(Revision(*line.split("\t", 2)) for line in output.split("\n") if line)

    def _run(self, *arguments: str) -> bytes | None:
        """Return the output of git, or None if it fails."""
        finished = _run_git(self.root, *arguments)
        return None if finished.returncode else finished.stdout


def find_repository(path: Path) -> Repository | None:
    """Return the repository that contains a path, which need not exist; None if there is none.

    Raise SetupError if git is not installed, UsageError if it refuses to read the repository.
    """
    folder = next(folder for folder in (path.absolute(), *path.absolute().parents) if folder.is_dir())
    finished = _run_git(folder, "rev-parse", "--show-toplevel")
    if finished.returncode == 0:
        return Repository(Path(_decode_output(finished.stdout).rstrip("\n")).resolve())
    what, *rest = _decode_output(finished.stderr).strip().splitlines() or [""]
    if what.startswith(NO_WORK_TREE):
        return None
    command = next((line.strip() for line in rest if "safe.directory" in line), "git status")
    raise UsageError(f"git refuses to read the repository: {what.removeprefix('fatal: ')}", f"run {command}", str(path))


def _run_git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder. Raise SetupError if it is not installed."""
    environment = {name: value for name, value in os.environ.items() if name not in REPOSITORY_VARIABLES}
    environment["LC_ALL"] = "C"  # its messages are read
    command = ["git", *CONFIG_OPTIONS, "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise SetupError(f"git cannot be run ({error.strerror})", "install git") from None


def _decode_output(output: bytes | None) -> str:
    return (output or b"").decode(errors="surrogateescape")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a symbolic link, which could lead out of the folder."""
    return stat.S_ISLNK(entry.external_attr >> 16)
