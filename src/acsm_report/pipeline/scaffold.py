"""A project of one's own: data, brand, configuration, and the job that keeps its handouts what the data gives."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..errors import SetupError, UsageError, quote_value
from ..system import resources
from ..system.git import find_repository
from .build_manifest import list_dataset_files

__all__ = ["ProgramSource", "build_project_files", "find_program_source", "parse_program_source"]

GITHUB_REPOSITORY = re.compile(r"([\w-][\w.-]*/[\w-][\w.-]*?)(?:@([\w][\w./-]*))?", re.ASCII)
GITHUB_REMOTE = re.compile(
    r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[/:]([\w-][\w.-]*/[\w-][\w.-]*?)(?:\.git)?/?", re.ASCII
)


class ProgramSource(NamedTuple):
    """Where on GitHub acsm-report is, OWNER/NAME, and a branch, tag or commit of it; empty is its default branch."""

    repository: str
    revision: str = ""


def parse_program_source(text: str) -> ProgramSource:
    """Return what OWNER/NAME@REVISION says. Raise UsageError for what says nothing of the kind."""
    if (found := GITHUB_REPOSITORY.fullmatch(text)) is None:
        raise UsageError(
            f"{quote_value(text)} is no repository of GitHub", "write it as OWNER/NAME@REVISION", option="--action"
        )
    return ProgramSource(found[1], found[2] or "")


def find_program_source(checkout: Path | None) -> ProgramSource | None:
    """Return where on GitHub a checkout is from; None where it is from elsewhere, or there is none."""
    with suppress(SetupError):  # no git
        held = find_repository(checkout) if checkout else None
        if held and (found := GITHUB_REMOTE.fullmatch(held.origin_url())):
            return ProgramSource(found[1])
    return None


def build_project_files(data: Path, ci_service: str, program_source: ProgramSource | None) -> dict[str, bytes]:
    """Return the files of a project by path: copies of `data` and of the default brand, and what CI is told.

    `service` is of CI: github, gitlab or none. Raise UsageError for data that is no folder.
    """
    if not data.is_dir():
        raise UsageError("is no folder", "name a shipped edition or a folder of tables", str(data), option="--data")
    tables = {**dict(list_dataset_files(data)), **{path.name: path for path in data.glob("README.md")}}
    copied = {"data": tables, "brand": resources.list_files(resources.find_brand_folder())}
    made = {f"{name}/{path}": file.read_bytes() for name, found in copied.items() for path, file in found.items()}
    for part in ("all",) if ci_service == "none" else ("all", ci_service):
        for path, file in resources.project_template_files(part).items():
            made[path] = made.get(path, b"") + _insert_program_source(
                program_source, file.read_bytes()
            )  # both have something to say in README
    return made


def _insert_program_source(program_source: ProgramSource | None, content: bytes) -> bytes:
    """Return a file with the place of the program where it asks a variable for it, if that place is known."""
    for variable, value in zip(("PROGRAM", "REVISION"), program_source or (), strict=False):
        content = content.replace(f"${{{{ vars.HANDOUTS_{variable} }}}}".encode(), value.encode())
    return content
