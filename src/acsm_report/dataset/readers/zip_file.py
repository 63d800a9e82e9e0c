"""Reads a data package from a zip, at its top or in one folder at its top, without unpacking it to disk."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path, PureWindowsPath

from .file_names import is_table_file
from .folder import DESCRIPTOR, read_package_files
from .limits import FileError, open_zip, read_member
from .rows import DataPackage

__all__ = ["read_zip"]


class ZipFiles:
    """The files of a data package in a zip. `root` is "", or the folder at its top with a slash."""

    def __init__(self, file: str, archive: zipfile.ZipFile, root: str) -> None:
        self.file, self.archive, self.root = file, archive, root
        self.names_in_zip = {info.filename for info in archive.infolist() if not info.is_dir()}

    def names(self) -> list[str]:
        inside = (name.removeprefix(self.root) for name in sorted(self.names_in_zip) if name.startswith(self.root))
        return [name for name in inside if "/" not in name]

    def has(self, name: str) -> bool:
        return self._member_name(name) in self.names_in_zip

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
            raise FileError("outside", f"{outside!a} in it leads out of the zip", "make it again from the folder alone")
        roots = {name.rpartition("/")[0] for name in names if is_table_file(name) or _is_descriptor(name)}
        tops = sorted(root for root in roots if "/" not in root)
        if not tops:
            hint = "unpack it, and name the workbook" if any(map(_is_workbook, names)) else "put them at its top"
            raise FileError("missing-file", f"there is no {DESCRIPTOR} and no facts.csv in it", hint)
        if len(tops) > 1:
            listed = ", ".join(ascii(top) if top else "its top" for top in tops)
            raise FileError("not-a-package", f"tables lie in several places of it: {listed}", "zip one package")
        root = f"{tops[0]}/" if tops[0] else ""
        return read_package_files(ZipFiles(str(path), opened, root), str(path), path.stem)


def _is_descriptor(name: str) -> bool:
    return name.rpartition("/")[2] == DESCRIPTOR


def _is_workbook(name: str) -> bool:
    return name.lower().endswith(".xlsx")


def _escapes_folder(name: str) -> bool:
    path = PureWindowsPath(name)  # it handles both slashes and drive letters
    return bool(path.drive or path.root) or ".." in path.parts
