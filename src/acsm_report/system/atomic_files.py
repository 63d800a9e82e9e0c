"""Finished bytes to disk: every file is replaced whole or left as it was."""

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
    """Raise, before any work is done, when one of the files could not be written.

    UsageError for a path that is a folder or lies in something that is no folder, SetupError for
    a folder that may not be written to. A missing folder is made later.
    """
    for path in paths:
        try:
            occupied = path.exists()
            folder = next(p for p in path.absolute().parents if p.exists())
        except OSError as error:
            raise SetupError(
                f"cannot be written ({error.strerror})", "name another file", quote_value(str(path))
            ) from None
        if path.is_dir():
            raise UsageError("is a folder", "name a file", str(path))
        if occupied and not path.is_file():
            raise UsageError("is no regular file", "name another", str(path))
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder", "name another place", str(path))
        if not os.access(folder, os.W_OK | os.X_OK) or (occupied and not os.access(path, os.W_OK)):
            raise SetupError("no permission to write", "choose another place with -o", str(path))


def write_atomically(files: Mapping[Path, bytes]) -> None:
    """Write every file beside its target, then put all in place. Raise SetupError; targets stay whole.

    The bytes are on the disk before a target is touched, so that a full disk, a kill or a crash
    leaves each target old or new. A link is kept and what it points to replaced.
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
    """Return what a user is told who cannot write a file."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    cure = "free some space" if full else "choose another place with -o"
    return SetupError(f"cannot be written ({error.strerror})", cure, str(path))


@contextlib.contextmanager
def open_atomically(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Give what writes to a file that takes the place of `path` in the end, for what is too long to be held at once.

    Raise SetupError for what cannot be written.
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
    """Tell of what cannot be done with a file as a user wants to be told."""
    try:
        yield
    except OSError as error:
        raise write_error(error, path) from None


def _write_part(target: Path, content: bytes) -> Path:
    """Write `content` beside `target`, safely on disk, with the permissions it will have."""
    with _open_part(target) as (part, file):
        file.write(content)
    return part


@contextlib.contextmanager
def _open_part(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a file beside `target` that is whole, on the disk and with its permissions in the end, or gone."""
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
    if os.name == "nt":  # a folder cannot be opened there, and its entries are journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
