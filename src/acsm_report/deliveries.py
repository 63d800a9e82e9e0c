"""Copies in a folder, and what was written there: a line of a list for each, so that a run that ended goes on.

A copy stands whole under its name, or it is not there. What the list says of a file is believed only after the file
was read: a machine that failed may have lost what it was told to write. One run at a time has the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from .errors import SetupError
from .exports.files import opened, unwritable

__all__ = ["Deliveries"]


class _Copy(NamedTuple):
    sha256: str  # of the file; "" for one of an earlier batch
    recipient: str  # a hash of all that it was made for


class Deliveries:
    """The folder of a batch, and its list; `batch` is what all its copies have in common, `shared` how each begins.

    A list that begins with the same batch is gone on with, any other is begun anew. Raise SetupError for a folder or a
    file that cannot be written, or where another run is writing.
    """

    def __init__(self, path: Path, batch: dict[str, Any], shared: bytes) -> None:
        self.folder, self.path, self.batch, self.shared = path.parent, path, batch, shared
        self.begun = hashlib.sha256(shared)
        self.there: dict[str, _Copy] = {}  # as the list says, by the name of the file
        self.told: dict[str, _Copy] = {}  # of this run, in order
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.lock = _locked(self.folder)
            lines = list(_lines(path))
            known = lines[:1] == [batch]
            for line in lines[1:]:
                copy = _Copy(line["sha256"], line["recipient"]) if known else _Copy("", "")
                self.there[line["file"]] = copy
            self._write(self.there)
            self.list = path.open("ab")
        except OSError as error:
            raise unwritable(error, path) from None

    def __enter__(self) -> Deliveries:
        return self

    def __exit__(self, *_: object) -> None:
        self.list.close()
        if self.lock is not None:
            os.close(self.lock)

    def has(self, name: str, recipient: str) -> bool:
        """Tell whether a copy for a recipient lies there, just as it was written."""
        copy = self.there.get(name)
        if copy is None or copy.recipient != recipient:
            return False
        try:
            with (self.folder / name).open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == copy.sha256
        except OSError:
            return False
        if same:
            self.told[name] = copy
        return same

    def put(self, name: str, recipient: str, own: bytes) -> None:
        """Write a copy, whole or not at all: what all share, and what is its own. Raise SetupError."""
        digest, part = self.begun.copy(), self.folder / f".{name}.part"
        digest.update(own)
        try:
            with part.open("wb") as file:
                file.writelines((self.shared, own))
            part.replace(self.folder / name)
            self.told[name] = _Copy(digest.hexdigest(), recipient)
            self.list.write(_line({"file": name, **self.told[name]._asdict()}))
        except OSError as error:
            raise unwritable(error, self.folder / name) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def flush(self) -> None:
        """Put on the disk which copies there are."""
        self.list.flush()
        os.fsync(self.list.fileno())

    def finish(self) -> list[str]:
        """Write the list anew, in the order of this run; return what earlier ones left, which is listed last."""
        left = [name for name in self.there if name not in self.told and (self.folder / name).exists()]
        self._write({**self.told, **dict.fromkeys(left, _Copy("", ""))})
        return left

    def _write(self, copies: Mapping[str, _Copy]) -> None:
        """Replace the list; what half a line may have been is gone with it."""
        with opened(self.path) as write:
            write(_line(self.batch))
            for name, copy in copies.items():
                write(_line({"file": name, **copy._asdict()}))


def _locked(folder: Path) -> int | None:
    """Keep other runs out of a folder for as long as what is returned is open. Raise SetupError when one is there."""
    try:
        import fcntl
    except ImportError:  # Windows, where a file that is open cannot be replaced by another run
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        cure = "wait for its end, or choose another place with -o"
        raise SetupError("another run is writing there", cure, str(folder)) from None
    return handle


def _line(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a list as far as they are sound: a run that was killed may have left half of one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(text.splitlines()):
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            return
        sound = isinstance(told, dict) and all(isinstance(told.get(k), str) for k in ("file", "sha256", "recipient"))
        if not sound and number:
            return
        yield told
