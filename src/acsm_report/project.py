"""A project of one's own: data, brand, configuration, and the job that keeps its handouts what the data gives."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from . import resources
from .errors import SetupError, UsageError, shown
from .manifest import package
from .revisions import repository

__all__ = ["Program", "files", "origin", "program"]

HOME = re.compile(r"([\w-][\w.-]*/[\w-][\w.-]*?)(?:@([\w][\w./-]*))?", re.ASCII)
GITHUB = re.compile(
    r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[/:]([\w-][\w.-]*/[\w-][\w.-]*?)(?:\.git)?/?", re.ASCII
)


class Program(NamedTuple):
    """Where on GitHub acsm-report is, OWNER/NAME, and a branch, tag or commit of it; empty is its default branch."""

    repository: str
    revision: str = ""


def program(told: str) -> Program:
    """Return what OWNER/NAME@REVISION says. Raise UsageError for what says nothing of the kind."""
    if (found := HOME.fullmatch(told)) is None:
        raise UsageError(f"{shown(told)} is no repository of GitHub", "write it as OWNER/NAME@REVISION")
    return Program(found[1], found[2] or "")


def origin(checkout: Path | None) -> Program | None:
    """Return where on GitHub a checkout is from; None where it is from elsewhere, or there is none."""
    with suppress(SetupError):  # no git
        held = repository(checkout) if checkout else None
        if held and (found := GITHUB.fullmatch(held.origin())):
            return Program(found[1])
    return None


def files(data: Path, service: str, home: Program | None) -> dict[str, bytes]:
    """Return the files of a project by path: copies of `data` and of the default brand, and what CI is told.

    `service` is of CI: github, gitlab or none. Raise UsageError for data that is no folder.
    """
    if not data.is_dir():
        raise UsageError("is no folder", "name a shipped edition or a folder of tables", str(data))
    tables = {**dict(package(data)), **{path.name: path for path in data.glob("README.md")}}
    copied = {"data": tables, "brand": resources.tree(resources.brand_folder())}
    made = {f"{name}/{path}": file.read_bytes() for name, found in copied.items() for path, file in found.items()}
    for part in ("all",) if service == "none" else ("all", service):
        for path, file in resources.project_files(part).items():
            made[path] = made.get(path, b"") + _of(home, file.read_bytes())  # both have something to say in README
    return made


def _of(home: Program | None, content: bytes) -> bytes:
    """Return a file with the place of the program where it asks a variable for it, if that place is known."""
    for variable, value in zip(("PROGRAM", "REVISION"), home or (), strict=False):
        content = content.replace(f"${{{{ vars.HANDOUTS_{variable} }}}}".encode(), value.encode())
    return content
