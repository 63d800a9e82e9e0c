"""What was drawn before: small files in the user's cache folder, named by all that made them.

Any number of runs may use it at once. An entry carries its own hash and is passed over when that does not fit, so the
worst that a damaged cache can do is to be slow; so is a folder that cannot be written to.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

__all__ = ["Cache", "cache_folder", "cache_key"]

MAX_BYTES = 64_000_000  # bytes that all entries together may have
TRIM_FRACTION = 0.75  # of that after the oldest have gone
CHECKSUM_BYTES = 65  # bytes before the content: its hash in hexadecimal digits, and the end of the line
PART_SUFFIX = ".part"  # the ending of a file that is being written


def cache_folder() -> Path | None:
    """Return the folder of this user, None for one without a home; XDG_CACHE_HOME moves it on Linux."""
    from platformdirs import user_cache_path

    with suppress(RuntimeError):  # a user who is a number alone, in a container
        place = user_cache_path("acsm-report", appauthor=False)
        return place if place.is_absolute() else None
    return None


def cache_key(*parts: str) -> str:
    """Return a name for what these texts make: 64 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class CacheSize(NamedTuple):
    """What is in a cache: the number of entries, and the bytes that they have."""

    entries: int
    total_bytes: int


class Cache:
    """Texts by their keys, in a folder; without a folder nothing is kept. The oldest go when there are too many."""

    def __init__(self, folder: Path | None, max_bytes: int = MAX_BYTES) -> None:
        self.folder, self.max_bytes = folder, max_bytes

    def get(self, key: str) -> str | None:
        """Return the text of a key; None when there is none, or when it was damaged."""
        if self.folder is None:
            return None
        path = self.folder / key
        try:
            content = path.read_bytes()
            mark, text = content[:CHECKSUM_BYTES], content[CHECKSUM_BYTES:]
            if mark != _checksum_line(text):
                return None
            os.utime(path)  # the oldest are those that nobody asked for
            return text.decode()
        except OSError:
            return None

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep texts by their keys, each whole or not at all."""
        if self.folder is None or not texts:
            return
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, text in texts.items():
                self._write(self.folder / name, text.encode())
            self._trim()

    def has_listed(self, key: str) -> bool:
        """Tell whether there is an entry of a key that lists others, a line each, and those are there, too."""
        listed = self.get(key)
        place = self.folder
        return listed is not None and place is not None and all((place / line).is_file() for line in listed.split())

    def size(self) -> CacheSize:
        """Return how much is in it."""
        sizes = [size for _, size, _ in self._entries()]
        return CacheSize(len(sizes), sum(sizes))

    def clear(self) -> CacheSize:
        """Remove every entry; return how much that was. Raise OSError for one that cannot be removed."""
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
        size = sum(size for _, size, _ in entries)
        wanted = self.max_bytes * TRIM_FRACTION if size > self.max_bytes else size
        for _, gone, path in entries:
            if size <= wanted:
                return
            path.unlink(missing_ok=True)
            size -= gone

    def _entries(self, with_parts: bool = False) -> list[tuple[float, int, Path]]:
        """Return when each entry was last asked for, its size and its file; with unfinished ones too."""
        found = []
        with suppress(FileNotFoundError, NotADirectoryError):
            for path in self.folder.iterdir() if self.folder else ():
                with suppress(FileNotFoundError):  # another run has removed it
                    if len(path.name) == 64 or (with_parts and path.suffix == PART_SUFFIX):
                        state = path.stat()
                        found.append((state.st_mtime, state.st_size, path))
        return found


def _checksum_line(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"
