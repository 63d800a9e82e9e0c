"""Stores drawn charts and other texts as small files in the user's cache folder, by the hash of their inputs.

Any number of runs may use it at the same time. Each entry starts with its checksum; a damaged entry is ignored.
A folder that cannot be written to only makes runs slower.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

__all__ = ["FONT_FOLDER", "Cache", "cache_folder", "cache_key"]

MAX_BYTES = 64_000_000  # of all entries together
TRIM_FRACTION = 0.75  # of MAX_BYTES remain after the oldest entries are removed
CHECKSUM_BYTES = 65  # SHA-256 in hexadecimal digits and a line feed, before the content
FONT_FOLDER = "fonts"  # inside the cache folder: instances of variable fonts
PART_SUFFIX = ".part"  # of a file that is being written


def cache_folder() -> Path | None:
    """Return the cache folder of this user, or None without a home folder. On Linux, XDG_CACHE_HOME moves it."""
    from platformdirs import user_cache_path

    with suppress(RuntimeError):  # in a container, a user may have an id but no home
        folder = user_cache_path("acsm-report", appauthor=False)
        return folder if folder.is_absolute() else None
    return None


def cache_key(*parts: str) -> str:
    """Return the SHA-256 of these texts, in 64 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class CacheSize(NamedTuple):
    """The number of entries, and their bytes together."""

    entries: int
    total_bytes: int


class Cache:
    """Texts by key, in a folder. Without a folder it stores nothing. The least recently used are removed first."""

    def __init__(self, folder: Path | None, max_bytes: int = MAX_BYTES) -> None:
        self.folder, self.max_bytes = folder, max_bytes

    def get(self, key: str) -> str | None:
        """Return the text of a key, or None if it is missing or damaged."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            content = path.read_bytes()
            checksum, text = content[:CHECKSUM_BYTES], content[CHECKSUM_BYTES:]
            if checksum != _checksum_line(text):
                return None
            os.utime(path)  # it was used now, so it is removed later
            return text.decode()
        except OSError:
            return None

    def put(self, texts: Mapping[str, str]) -> None:
        """Store texts by key, each completely or not at all. Errors are ignored."""
        if self.folder is None or not texts:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, text in texts.items():
                self._write(self.folder / name, text.encode())
            self._trim()

    def has_listed(self, key: str) -> bool:
        """Tell whether a key has an entry that lists other keys, one a line, and all of those exist."""
        listed, folder = self.get(key), self.folder
        return listed is not None and folder is not None and all((folder / line).is_file() for line in listed.split())

    def size(self) -> CacheSize:
        """Return the number of entries and their bytes."""
        sizes = [size for _, size, _ in self._entries()]
        return CacheSize(len(sizes), sum(sizes))

    def clear(self) -> CacheSize:
        """Remove all entries; return what was removed. Raise OSError if an entry cannot be removed."""
        before = self.size()
        for _, _, path in self._entries(with_parts=True):
            path.unlink(missing_ok=True)
        return before

    def _write(self, path: Path, content: bytes) -> None:
        handle, part = tempfile.mkstemp(suffix=PART_SUFFIX, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum_line(content) + content)
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)

    def _trim(self) -> None:
        entries = sorted(self._entries(with_parts=True))
        total = sum(size for _, size, _ in entries)
        if total <= self.max_bytes:
            return
        for _, size, path in entries:
            if total <= self.max_bytes * TRIM_FRACTION:
                return
            path.unlink(missing_ok=True)
            total -= size

    def _entries(self, with_parts: bool = False) -> list[tuple[float, int, Path]]:
        """Return time of last use, size and path of each entry; `with_parts` also of unfinished files."""
        found = []
        with suppress(FileNotFoundError, NotADirectoryError):
            fonts = self.folder.glob(f"{FONT_FOLDER}/*") if self.folder else ()
            for path in (*self.folder.iterdir(), *fonts) if self.folder else ():
                with suppress(FileNotFoundError):  # another run removed it
                    if len(path.stem) == 64 or (with_parts and path.suffix == PART_SUFFIX):
                        state = path.stat()
                        found.append((state.st_mtime, state.st_size, path))
        return found


def _checksum_line(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"
