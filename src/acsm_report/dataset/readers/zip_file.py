"""Reads a data package from a zip, at its top or in one folder at its top, without unpacking it to disk."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path, PureWindowsPath

from ..schema import TABLES
from .folder import DESCRIPTOR, read_package_files
from .limits import FileError, open_zip, read_member
from .rows import DataPackage

__all__ = ["read_zip"]

PACKAGE_FILE_NAMES = {DESCRIPTOR, *(f"{table}.csv" for table in TABLES)}


class ZipFiles:
    """The files of a data package in a zip. `root` is "", or the folder at its top with a slash."""

    def __init__(self, file: str, archive: zipfile.ZipFile, root: str) -> None:
        self.file, self.archive, self.root = file, archive, root
        self.names = {info.filename for info in archive.infolist() if not info.is_dir()}

    def has(self, name: str) -> bool:
        return self._member_name(name) in self.names

    def is_inside(self, name: str) -> bool:
        return not _escapes_folder(name)

    def read(self, name: str) -> bytes:
        return read_member(self.archive, self._member_name(name))

    def location(self, name: str) -> tuple[str, str]:
        return self.file, self._member_name(name)

    def _member_name(self, name: str) -> str:
        return self.root + posixpath.normpath(name)


def read_zip(path: Path, data: bytes) -> DataPackage:
    """Read the data package from the bytes of a zip. Raise FileError if there is none, or several."""
    with open_zip(data, "a zip") as opened:
        names = opened.namelist()
        if outside := next(filter(_escapes_folder, names), ""):
            raise FileError("outside", f"{outside!a} in it leads out of the zip", "make it anew from the folder alone")
        roots = {name.rpartition("/")[0] for name in names if name.rpartition("/")[2] in PACKAGE_FILE_NAMES}
        tops = sorted(root for root in roots if "/" not in root)
        if not tops:
            raise FileError("missing-file", f"there is no {DESCRIPTOR} and no facts.csv in it", "put them at its top")
        if len(tops) > 1:
            listed = ", ".join(ascii(top) if top else "its top" for top in tops)
            raise FileError("not-a-package", f"tables lie in several places of it: {listed}", "zip one package")
        root = f"{tops[0]}/" if tops[0] else ""
        return read_package_files(ZipFiles(str(path), opened, root), str(path), path.stem)


def _escapes_folder(name: str) -> bool:
    path = PureWindowsPath(name)  # it handles both slashes and drive letters
    return bool(path.drive or path.root) or ".." in path.parts
