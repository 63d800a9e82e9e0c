"""The journal of a batch: a JSON line for each copy in the folder, so that an interrupted run can continue.

A copy is written whole or not at all. Before a copy counts as written, its hash is compared: a machine that failed may
have lost it. One run at a time uses a folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import SetupError
from ..system.atomic_files import open_atomically, write_error

__all__ = ["BatchJournal"]


class _CopyRecord(NamedTuple):
    sha256: str  # of the file; "" for a copy of an earlier batch
    recipient: str  # hash of the recipient


class BatchJournal:
    """A folder of copies and its journal. All copies share the `header` and begin with the bytes `common_start`.

    A journal with the same header is continued, any other is started anew. Raise SetupError for a folder or file that
    cannot be written, or if another run is writing there.
    """

    def __init__(self, path: Path, header: dict[str, Any], common_start: bytes) -> None:
        self.folder, self.path, self.header, self.common_start = path.parent, path, header, common_start
        self.start_hash = hashlib.sha256(common_start)
        self.recorded_copies: dict[str, _CopyRecord] = {}  # from the journal, by file name
        self.confirmed_copies: dict[str, _CopyRecord] = {}  # of this run, in order
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.lock = _lock_folder(self.folder)
            lines = list(_read_journal(path))
            known = lines[:1] == [header]
            for line in lines[1:]:
                copy = _CopyRecord(line["sha256"], line["recipient"]) if known else _CopyRecord("", "")
                self.recorded_copies[line["file"]] = copy
            self._rewrite(self.recorded_copies)
            self.file = path.open("ab")
        except OSError as error:
            raise write_error(error, path) from None

    def __enter__(self) -> BatchJournal:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        if self.lock is not None:
            os.close(self.lock)

    def has_copy(self, name: str, recipient_hash: str) -> bool:
        """Return whether a copy for the recipient exists exactly as it was written."""
        copy = self.recorded_copies.get(name)
        if copy is None or copy.recipient != recipient_hash:
            return False
        try:
            with (self.folder / name).open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == copy.sha256
        except OSError:
            return False
        if same:
            self.confirmed_copies[name] = copy
        return same

    def write_copy(self, name: str, recipient_hash: str, own_bytes: bytes) -> None:
        """Write a copy whole or not at all: the common start and its own bytes. Raise SetupError if that fails."""
        digest, part = self.start_hash.copy(), self.folder / f".{name}.part"
        digest.update(own_bytes)
        try:
            with part.open("wb") as file:
                file.writelines((self.common_start, own_bytes))
            part.replace(self.folder / name)
            self.confirmed_copies[name] = _CopyRecord(digest.hexdigest(), recipient_hash)
            self.file.write(_to_json_line({"file": name, **self.confirmed_copies[name]._asdict()}))
        except OSError as error:
            raise write_error(error, self.folder / name) from None
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def flush(self) -> None:
        """Write the journal to the disk."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def finish(self) -> list[str]:
        """Rewrite the journal in the order of this run. Return the files of earlier runs alone, which come last."""
        obsolete = [
            name for name in self.recorded_copies if name not in self.confirmed_copies and (self.folder / name).exists()
        ]
        self._rewrite({**self.confirmed_copies, **dict.fromkeys(obsolete, _CopyRecord("", ""))})
        return obsolete

    def _rewrite(self, copies: Mapping[str, _CopyRecord]) -> None:
        """Replace the journal, and with it a last line that may be incomplete."""
        with open_atomically(self.path) as write:
            write(_to_json_line(self.header))
            for name, copy in copies.items():
                write(_to_json_line({"file": name, **copy._asdict()}))


def _lock_folder(folder: Path) -> int | None:
    """Lock a folder while the returned file descriptor is open. Raise SetupError if another run has it."""
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


def _to_json_line(record: dict[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()


def _read_journal(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a journal up to the first malformed line: a killed run may have left half of one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for number, line in enumerate(text.splitlines()):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            return
        is_copy = isinstance(record, dict) and all(
            isinstance(record.get(k), str) for k in ("file", "sha256", "recipient")
        )
        if number and not is_copy:  # the first line is the header
            return
        yield record
