"""What git remembers: files and folders as they were at a revision, the revisions that changed them, or knew a text."""

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

CONFIG_OPTIONS = ("-c", "color.ui=false", "-c", "log.showSignature=false")  # whatever its user likes better
REPOSITORY_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
)  # what a hook is told of a repository, which may be another


class Revision(NamedTuple):
    """A commit: its full hash, its day, 2026-11-27, and the first line of its message."""

    commit: str
    date: str
    subject: str

    def __str__(self) -> str:
        return f"{self.commit[:10]} of {self.date}, “{self.subject}”"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository of git by the folder of its work tree."""

    root: Path

    def resolve_commit(self, name: str) -> str:
        """Return the full hash of the commit that a branch, a tag or a hash names; "" for none."""
        return _decode_output(
            self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        ).strip()

    def revisions_of(self, path: Path) -> tuple[Revision, ...]:
        """Return the revisions that changed a file or a folder, the newest first."""
        return self._log("--", str(path.resolve()))

    def find_last_revision_with(self, text: str, file: str) -> tuple[Revision, Path] | None:
        """Return the newest revision in which a file of that name, in any folder, has a text, and the file; else None.

        All branches are looked at.
        """
        for revision in self._log("--all", f"-S{text}", "--", f":(top,glob)**/{file}"):
            told = self._run("grep", "-l", "-z", "-F", "-e", text, revision.commit, "--", f":(top,glob)**/{file}")
            if told:  # else the text went in this revision
                return revision, self.root / _decode_output(told).split("\0")[0].partition(":")[2]
        return None

    @contextmanager
    def extract(self, commit: str, path: Path) -> Iterator[Path]:
        """Give a copy of a file or a folder as it was at a commit, without links, until the end of the block.

        Raise UsageError for what the commit does not have, or what lies elsewhere.
        """
        whole = path.resolve()
        inner = whole.relative_to(self.root) if whole.is_relative_to(self.root) else None
        packed = self._run("archive", "--format=zip", "-0", commit, "--", inner.as_posix()) if inner else None
        if inner is None or packed is None:
            what = f"the revision {commit[:10]} has no {quote_value(str(inner or path))}"
            raise UsageError(what, "name one that has it", str(path))
        with tempfile.TemporaryDirectory(prefix="acsm-report-") as folder:
            with zipfile.ZipFile(io.BytesIO(packed)) as archive:
                archive.extractall(folder, (entry for entry in archive.infolist() if not _is_link(entry)))
            yield Path(folder) / inner

    def origin_url(self) -> str:
        """Return the address of the remote called origin; "" without one."""
        return _decode_output(self._run("remote", "get-url", "origin")).strip()

    def _log(self, *arguments: str) -> tuple[Revision, ...]:
        told = _decode_output(self._run("log", "--format=%H%x09%cs%x09%s", *arguments))
        return tuple(Revision(*line.split("\t", 2)) for line in told.split("\n") if line)

    def _run(self, *arguments: str) -> bytes | None:
        return _run_git(self.root, *arguments)


def find_repository(path: Path) -> Repository | None:
    """Return the repository in whose work tree a path lies, or would lie; None for none.

    Raise SetupError where there is no git.
    """
    folder = next(place for place in (path.absolute(), *path.absolute().parents) if place.is_dir())
    told = _run_git(folder, "rev-parse", "--show-toplevel")
    return Repository(Path(_decode_output(told).rstrip("\n")).resolve()) if told else None


def _run_git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git says, None for what it cannot do. Raise SetupError where there is none."""
    ours = {name: value for name, value in os.environ.items() if name not in REPOSITORY_VARIABLES}
    command = ["git", *CONFIG_OPTIONS, "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, env=ours, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise SetupError(f"git cannot be run ({error.strerror})", "install git") from None
    return None if done.returncode else done.stdout


def _decode_output(output: bytes | None) -> str:
    return (output or b"").decode(errors="surrogateescape")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is a link, which is no data: it may lead anywhere."""
    return stat.S_ISLNK(entry.external_attr >> 16)
