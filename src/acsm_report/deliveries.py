"""Copies in a folder, and what was written there: a line of batch.jsonl for each, so that a run that ended goes on.

A copy stands whole under its name, or it is not there. What the list says of a file is believed only after the file
was read: a machine that failed may have lost what it was told to write.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .exports.files import unwritable

__all__ = ["LIST", "Deliveries"]

LIST = "batch.jsonl"


class _Copy(NamedTuple):
    sha256: str  # of the file
    recipient: str  # a hash of all that it was made for


class Deliveries:
    """The folder of a batch; `batch` is what all its copies have in common, `shared` how each of them begins.

    A list that begins with the same batch is gone on with, any other is begun anew. Raise SetupError for a folder or a
    file that cannot be written.
    """

    def __init__(self, folder: Path, batch: dict[str, Any], shared: bytes) -> None:
        self.folder, self.path, self.batch, self.shared = folder, folder / LIST, batch, shared
        self.begun = hashlib.sha256(shared)
        self.there: dict[str, _Copy] = {}  # as the list says, by the name of the file
        self.told: dict[str, _Copy] = {}  # of this run, in order
        lines = list(_lines(self.path))
        self.before = [line["file"] for line in lines[1:]]  # of whatever batch
        if lines[:1] == [batch]:
            self.there = {line["file"]: _Copy(line["sha256"], line["recipient"]) for line in lines[1:]}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._write(self.there)
            self.list = self.path.open("a", encoding="utf-8")
        except OSError as error:
            raise unwritable(error, self.path) from None

    def __enter__(self) -> Deliveries:
        return self

    def __exit__(self, *_: object) -> None:
        self.list.close()

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
            part.unlink(missing_ok=True)

    def flush(self) -> None:
        """Put on the disk which copies there are."""
        self.list.flush()
        os.fsync(self.list.fileno())

    def finish(self) -> list[str]:
        """Write the list anew, of this run alone and in its order; return the files of earlier ones that are left."""
        self._write(self.told)
        return [name for name in self.before if name not in self.told and (self.folder / name).exists()]

    def _write(self, copies: Mapping[str, _Copy]) -> None:
        """Replace the list; what half a line may have been is gone with it."""
        part = self.path.with_name(f".{LIST}.part")
        with part.open("w", encoding="utf-8") as file:
            file.write(_line(self.batch))
            file.writelines(_line({"file": name, **copy._asdict()}) for name, copy in copies.items())
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False) + "\n"


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
