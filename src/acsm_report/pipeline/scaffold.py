"""`init`: the files of a new project: data, brand, configuration and a CI job that keeps the handouts up to date."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..dataset.readers import read_package
from ..errors import DataErrors, SetupError, UsageError, quote_value
from ..system import resources
from ..system.git import find_repository

__all__ = ["ProgramSource", "build_project_files", "find_program_source", "parse_program_source"]

CONFIGURATION_FILE = "acsm-report.toml"
GITHUB_REPOSITORY = re.compile(r"([\w-][\w.-]*/[\w-][\w.-]*?)(?:@([\w][\w./-]*))?", re.ASCII)
GITHUB_REMOTE = re.compile(
    r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[/:]([\w-][\w.-]*/[\w-][\w.-]*?)(?:\.git)?/?", re.ASCII
)


class ProgramSource(NamedTuple):
    """The GitHub repository of acsm-report, OWNER/NAME, and a branch, tag or commit; "" for the default branch."""

    repository: str
    revision: str = ""


def parse_program_source(text: str) -> ProgramSource:
    """Parse OWNER/NAME or OWNER/NAME@REVISION. Raise UsageError for anything else."""
    if (found := GITHUB_REPOSITORY.fullmatch(text)) is None:
        raise UsageError(
            f"{quote_value(text)} is not a GitHub repository", "write it as OWNER/NAME@REVISION", option="--action"
        )
    return ProgramSource(found[1], found[2] or "")


def find_program_source(checkout: Path | None) -> ProgramSource | None:
    """Return the GitHub repository of a checkout; None for another origin or no checkout."""
    with suppress(SetupError, UsageError):  # no git, or a repository that it refuses to read
        repository = find_repository(checkout) if checkout else None
        if repository and (found := GITHUB_REMOTE.fullmatch(repository.origin_url())):
            return ProgramSource(found[1])
    return None


def build_project_files(data: Path, ci_service: str, program_source: ProgramSource | None) -> dict[str, bytes]:
    """Return the files of a project by path: copies of `data` and of the default brand, configuration and CI files.

    `ci_service` is github, gitlab or none. Raise DataErrors for data that cannot be read.
    """
    copied = {"data": _find_data_files(data), "brand": resources.list_files(resources.find_brand_folder())}
    files = {f"{name}/{path}": file.read_bytes() for name, found in copied.items() for path, file in found.items()}
    for part in ("all",) if ci_service == "none" else ("all", ci_service):
        for path, file in resources.project_template_files(part).items():
            content = _insert_program_source(program_source, file.read_bytes())
            if path == CONFIGURATION_FILE and not data.is_dir():
                content = content.replace(b'"data"', json.dumps(f"data/{data.name}", ensure_ascii=False).encode())
            files[path] = files.get(path, b"") + content  # README has a part of each
    return files


def _find_data_files(data: Path) -> dict[str, Path]:
    """Return the files of a dataset by name: a workbook or a zip, or the tables of a folder and its README."""
    package = read_package(data)
    if not package.digests:
        raise DataErrors([str(diagnostic) for diagnostic in package.diagnostics])
    if not data.is_dir():
        return {data.name: data}
    return {name: data / name for name in (*package.digests, "README.md") if (data / name).is_file()}


def _insert_program_source(program_source: ProgramSource | None, content: bytes) -> bytes:
    """Return a file with its variables for the program's repository replaced, if that repository is known."""
    for variable, value in zip(("PROGRAM", "REVISION"), program_source or (), strict=False):
        content = content.replace(f"${{{{ vars.HANDOUTS_{variable} }}}}".encode(), value.encode())
    return content
