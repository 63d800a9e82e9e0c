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

__all__ = ["Cache", "folder", "key"]

MOST = 64_000_000  # bytes that all entries together may have
KEPT = 0.75  # of that after the oldest have gone
MARK = 65  # bytes before the content: its hash in hexadecimal digits, and the end of the line
PART = ".part"  # the ending of a file that is being written


def folder() -> Path | None:
    """Return the folder of this user, None for one without a home; XDG_CACHE_HOME moves it on Linux."""
    from platformdirs import user_cache_path

    with suppress(RuntimeError):  # a user who is a number alone, in a container
        place = user_cache_path("acsm-report", appauthor=False)
        return place if place.is_absolute() else None
    return None


def key(*parts: str) -> str:
    """Return a name for what these texts make: 64 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Held(NamedTuple):
    """What is in a cache: the number of entries, and the bytes that they have."""

    entries: int
    size: int


class Cache:
    """Texts by their keys, in a folder; without a folder nothing is kept. The oldest go when there are too many."""

    def __init__(self, place: Path | None, most: int = MOST) -> None:
        self.place, self.most = place, most

    def get(self, name: str) -> str | None:
        """Return the text of a key; None when there is none, or when it was damaged."""
        if self.place is None:
            return None
        path = self.place / name
        try:
            content = path.read_bytes()
            mark, text = content[:MARK], content[MARK:]
            if mark != _mark(text):
                return None
            os.utime(path)  # the oldest are those that nobody asked for
            return text.decode()
        except OSError:
            return None

    def put(self, texts: Mapping[str, str]) -> None:
        """Keep texts by their keys, each whole or not at all."""
        if self.place is None or not texts:
            return
        with suppress(OSError):
            self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name, text in texts.items():
                self._write(self.place / name, text.encode())
            self._shrink()

    def holds(self, name: str) -> bool:
        """Tell whether there is an entry of a key that lists others, a line each, and those are there, too."""
        listed = self.get(name)
        place = self.place
        return listed is not None and place is not None and all((place / line).is_file() for line in listed.split())

    def held(self) -> Held:
        """Return how much is in it."""
        sizes = [size for _, size, _ in self._entries()]
        return Held(len(sizes), sum(sizes))

    def clear(self) -> Held:
        """Remove every entry; return how much that was. Raise OSError for one that cannot be removed."""
        before = self.held()
        for _, _, path in self._entries(parts=True):
            path.unlink(missing_ok=True)
        return before

    def _write(self, path: Path, content: bytes) -> None:
        handle, part = tempfile.mkstemp(suffix=PART, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_mark(content) + content)
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)

    def _shrink(self) -> None:
        entries = sorted(self._entries(parts=True))
        size = sum(size for _, size, _ in entries)
        wanted = self.most * KEPT if size > self.most else size
        for _, gone, path in entries:
            if size <= wanted:
                return
            path.unlink(missing_ok=True)
            size -= gone

    def _entries(self, parts: bool = False) -> list[tuple[float, int, Path]]:
        """Return when each entry was last asked for, its size and its file; with unfinished ones too."""
        found = []
        with suppress(FileNotFoundError, NotADirectoryError):
            for path in self.place.iterdir() if self.place else ():
                with suppress(FileNotFoundError):  # another run has removed it
                    if len(path.name) == 64 or (parts and path.suffix == PART):
                        state = path.stat()
                        found.append((state.st_mtime, state.st_size, path))
        return found


def _mark(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"
