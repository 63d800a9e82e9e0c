"""What git remembers: files and folders as they were at a revision, the revisions that changed them, or knew a text."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .errors import SetupError, UsageError, shown

__all__ = ["Repository", "Revision", "repository"]

OTHERS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")  # what a hook is told of a repository, which may be another


class Revision(NamedTuple):
    """A commit: its full hash, its day, 2026-11-27, and the first line of its message."""

    commit: str
    day: str
    subject: str

    def __str__(self) -> str:
        return f"{self.commit[:10]} of {self.day}, {self.subject}"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of git by the folder of its work tree."""

    top: Path

    def commit(self, name: str) -> str:
        """Return the full hash of the commit that a branch, a tag or a hash names; "" for none."""
        told = self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        return told.strip() if told else ""

    def changing(self, path: Path) -> tuple[Revision, ...]:
        """Return the revisions that changed a file or a folder, the newest first."""
        return self._log("--", str(path.resolve()))

    def knowing(self, text: str, file: str) -> tuple[Revision, Path] | None:
        """Return the newest revision in which a file of that name, in any folder, has a text, and the file; else None.

        All branches are looked at.
        """
        for revision in self._log("--all", f"-S{text}", "--", f":(top,glob)**/{file}"):
            told = self._try("grep", "-l", "-z", "-F", "-e", text, revision.commit, "--", f":(top,glob)**/{file}")
            if told:  # else the text went in this revision
                return revision, self.top / told.split("\0")[0].partition(":")[2]
        return None

    @contextmanager
    def at(self, commit: str, *paths: Path) -> Iterator[tuple[Path, ...]]:
        """Give copies of files and folders as they were at a commit, until the end of the block.

        What lies elsewhere is given as it is. Raise UsageError for what the commit does not have.
        """
        with tempfile.TemporaryDirectory(prefix="acsm-report-") as folder:
            yield tuple(self._copied(commit, path, Path(folder)) for path in paths)

    def _copied(self, commit: str, path: Path, folder: Path) -> Path:
        whole = path.resolve()
        if not whole.is_relative_to(self.top):
            return path
        inner = whole.relative_to(self.top)
        try:
            packed = _git(self.top, "archive", "--format=tar", commit, "--", inner.as_posix())
        except UsageError:
            what = f"the revision {commit[:10]} has no {shown(inner.as_posix())}"
            raise UsageError(what, "name one that has it", str(path)) from None
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        return folder / inner

    def _log(self, *arguments: str) -> tuple[Revision, ...]:
        told = self._try("log", "--format=%H%x09%cs%x09%s", *arguments)
        return tuple(Revision(*line.split("\t", 2)) for line in (told or "").splitlines())

    def _try(self, *arguments: str) -> str | None:
        """Return what git says, None for what it cannot do."""
        try:
            return _git(self.top, *arguments).decode(errors="replace")
        except UsageError:
            return None


def repository(path: Path) -> Repository | None:
    """Return the repository in whose work tree a path lies; None where it lies in none, or there is no git."""
    try:
        told = _git(path if path.is_dir() else path.absolute().parent, "rev-parse", "--show-toplevel")
    except (SetupError, UsageError):
        return None
    return Repository(Path(told.decode(errors="surrogateescape").rstrip("\n")).resolve())


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git says. Raise UsageError for what it cannot do, SetupError where there is none."""
    command = ["git", "-C", str(folder), *arguments]
    ours = {name: value for name, value in os.environ.items() if name not in OTHERS}
    try:
        done = subprocess.run(command, env=ours, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise SetupError(f"git cannot be run ({error.strerror})", "install git") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines() or ["it gives no reason"]
        raise UsageError(f"git says {shown(said[-1], 200)}", "name a revision and a path that it knows", str(folder))
    return done.stdout
