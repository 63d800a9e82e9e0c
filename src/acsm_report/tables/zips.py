"""A data package in a zip, at its top or in one folder at its top. It is read in place and never unpacked."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path, PureWindowsPath

from ..fields import TABLES
from .folders import DESCRIPTOR, gather
from .limits import FileError, archive, member
from .rows import Package

__all__ = ["load"]

NAMES = {DESCRIPTOR, *(f"{table}.csv" for table in TABLES)}


class Zip:
    """A shelf that is a zip; `root` is "" or the folder at its top, with a slash."""

    def __init__(self, file: str, opened: zipfile.ZipFile, root: str) -> None:
        self.file, self.opened, self.root = file, opened, root
        self.names = {info.filename for info in opened.infolist() if not info.is_dir()}

    def has(self, name: str) -> bool:
        return self._member(name) in self.names

    def holds(self, name: str) -> bool:
        return not _leads_out(name)

    def read(self, name: str) -> bytes:
        return member(self.opened, self._member(name))

    def where(self, name: str) -> tuple[str, str]:
        return self.file, self._member(name)

    def _member(self, name: str) -> str:
        return self.root + posixpath.normpath(name)


def load(path: Path, data: bytes) -> Package:
    """Read the package in a zip of these bytes. Raise FileError."""
    with archive(data, "a zip") as opened:
        names = opened.namelist()
        if strange := next(filter(_leads_out, names), ""):
            raise FileError("outside", f"{strange!a} in it leads out of the zip", "make it anew from the folder alone")
        roots = {name.rpartition("/")[0] for name in names if name.rpartition("/")[2] in NAMES}
        tops = sorted(root for root in roots if "/" not in root)
        if not tops:
            raise FileError("missing-file", f"there is no {DESCRIPTOR} and no facts.csv in it", "put them at its top")
        if len(tops) > 1:
            told = ", ".join(ascii(top) if top else "its top" for top in tops)
            raise FileError("not-a-package", f"tables lie in several places of it: {told}", "zip one package")
        root = f"{tops[0]}/" if tops[0] else ""
        return gather(Zip(str(path), opened, root), str(path), path.stem)


def _leads_out(name: str) -> bool:
    path = PureWindowsPath(name)  # which knows both slashes, and letters of drives
    return bool(path.drive or path.root) or ".." in path.parts
