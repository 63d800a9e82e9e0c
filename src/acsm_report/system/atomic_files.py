"""Writes files atomically: each is replaced completely or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from ..errors import SetupError, UsageError, quote_value

__all__ = ["check_writable", "open_atomically", "write_atomically", "write_error"]


def check_writable(paths: Iterable[Path]) -> None:
    """Check that all files can be written, before any work is done. Missing folders are fine.

    Raise UsageError if a path is a folder or special file, or lies in a file. Raise SetupError without permission.
    """
    for path in paths:
        try:
            is_existing = path.exists()
            folder = next(p for p in path.absolute().parents if p.exists())
        except OSError as error:
            raise SetupError(
                f"cannot be written ({error.strerror})", "name another file", quote_value(str(path))
            ) from None
        if path.is_dir():
            raise UsageError("is a folder", "name a file", str(path))
        if is_existing and not path.is_file():
            raise UsageError("is not a regular file", "name another", str(path))
        if not folder.is_dir():
            raise UsageError(f"{folder} is not a folder", "name another place", str(path))
        if not os.access(folder, os.W_OK | os.X_OK) or (is_existing and not os.access(path, os.W_OK)):
            raise SetupError("no permission to write", "choose another place with -o", str(path))


def write_atomically(files: Mapping[Path, bytes]) -> None:
    """Write all files under temporary names, sync them to disk, then rename them. Raise SetupError on failure.

    After a full disk, a kill or a crash, each target is either old or new. Symbolic links are kept; their targets are
    replaced.
    """
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, content in files.items():
            target = Path(os.path.realpath(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.append((_write_part(target, content), target))
        for part, path in staged:
            part.replace(path)
            _sync_folder(path.parent)
    except OSError as error:
        raise write_error(error, path) from None
    finally:
        for part, _ in staged:
            part.unlink(missing_ok=True)


def write_error(error: OSError, path: Path) -> SetupError:
    """Return the error that tells a user why a file cannot be written."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    hint = "free some space" if is_full else "choose another place with -o"
    return SetupError(f"cannot be written ({error.strerror})", hint, str(path))


@contextlib.contextmanager
def open_atomically(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Yield a function that appends bytes; the file replaces `path` at the end of the block. For large files.

    Raise SetupError if the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    with _report_write_errors(path):
        target.parent.mkdir(parents=True, exist_ok=True)
    with _open_part(target) as (part, file):

        def write(content: bytes) -> None:
            with _report_write_errors(path):
                file.write(content)

        yield write
    with _report_write_errors(path):
        part.replace(target)
        _sync_folder(target.parent)


@contextlib.contextmanager
def _report_write_errors(path: Path) -> Iterator[None]:
    """Turn OSError into a SetupError that names the file."""
    try:
        yield
    except OSError as error:
        raise write_error(error, path) from None


def _write_part(target: Path, content: bytes) -> Path:
    """Write `content` to a temporary file next to `target` and sync it; return its path."""
    with _open_part(target) as (part, file):
        file.write(content)
    return part


@contextlib.contextmanager
def _open_part(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a temporary file next to `target`. Sync it and copy the permissions of `target`; remove it on failure."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield part, file
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(target.stat().st_mode))
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows cannot open folders; NTFS journals their entries
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
