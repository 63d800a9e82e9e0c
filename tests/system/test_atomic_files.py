"""Files are written completely or not at all, with the right permissions, and errors say what to do."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from pathlib import Path

import pytest

from acsm_report.errors import SetupError, UsageError
from acsm_report.system.atomic_files import check_writable, write_atomically


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let fsync fail as on a full disk."""

    def fsync(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)


def file_names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_writes_files_and_leaves_no_others(tmp_path: Path) -> None:
    """Missing folders are created, and no temporary file stays."""
    write_atomically({tmp_path / "a" / "b" / "one.pdf": b"one", tmp_path / "a" / "two.png": b"two"})
    assert (tmp_path / "a" / "b" / "one.pdf").read_bytes() == b"one"
    assert file_names(tmp_path / "a") == ["b", "two.png"]
    assert file_names(tmp_path / "a" / "b") == ["one.pdf"]


def test_full_disk_keeps_the_old_file(tmp_path: Path, full_disk: None) -> None:
    """The old file stays byte for byte, no other file stays, and the error says what to do."""
    (tmp_path / "one.pdf").write_bytes(b"old")
    with pytest.raises(SetupError, match=r"one\.pdf: cannot be written \(No space left on device\); free some space"):
        write_atomically({tmp_path / "one.pdf": b"new"})
    assert (tmp_path / "one.pdf").read_bytes() == b"old"
    assert file_names(tmp_path) == ["one.pdf"]


def test_several_files_are_replaced_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second of two files does not fit, the first keeps its old content."""
    real, calls = os.fsync, []

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    for name in ("one.pdf", "two.png"):
        (tmp_path / name).write_bytes(b"old")
    with pytest.raises(SetupError, match=r"two\.png"):
        write_atomically({tmp_path / "one.pdf": b"new", tmp_path / "two.png": b"new"})
    assert [(tmp_path / n).read_bytes() for n in file_names(tmp_path)] == [b"old", b"old"]


def test_interruption_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C while writing leaves the old file and no other."""

    def fsync(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "one.pdf").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_atomically({tmp_path / "one.pdf": b"new"})
    assert (tmp_path / "one.pdf").read_bytes() == b"old"
    assert file_names(tmp_path) == ["one.pdf"]


def test_mounted_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    """The same on a small mounted disk, where the system allows mounting one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("cannot mount a small disk")
    try:
        (disk / "one.pdf").write_bytes(b"old")
        with pytest.raises(SetupError, match="No space left on device"):
            write_atomically({disk / "one.pdf": bytes(100_000)})
        assert (disk / "one.pdf").read_bytes() == b"old"
        assert file_names(disk) == ["one.pdf"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A replaced file has the permissions of the old one."""
    (tmp_path / "one.pdf").write_bytes(b"old")
    (tmp_path / "one.pdf").chmod(0o640)
    write_atomically({tmp_path / "one.pdf": b"new"})
    assert (tmp_path / "one.pdf").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "one.pdf").read_bytes() == b"new"


def test_symbolic_link_stays_a_link(tmp_path: Path) -> None:
    """The link stays and its target is replaced."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "one.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real" / "one.pdf")
    write_atomically({tmp_path / "link.pdf": b"new"})
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real" / "one.pdf").read_bytes() == b"new"
    assert file_names(tmp_path) == ["link.pdf", "real"]


def test_new_file_obeys_the_umask(tmp_path: Path) -> None:
    """A new file gets the permissions that the umask allows."""
    before = os.umask(0o027)
    try:
        write_atomically({tmp_path / "one.pdf": b"new"})
    finally:
        os.umask(before)
    assert (tmp_path / "one.pdf").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("folder", UsageError, "folder: is a folder; name a file"),
        ("file/one.pdf", UsageError, "file is not a folder; name another place"),
        ("file/deep/one.pdf", UsageError, "file is not a folder; name another place"),
        (f"{'x' * 300}.pdf", SetupError, "cannot be written"),
        (f"{'x' * 250}.pdf", SetupError, "cannot be written"),
    ],
    ids=["folder", "in a file", "deep in a file", "name too long", "name too long for a temporary file"],
)
def test_path_that_cannot_be_a_file_is_an_error(
    name: str, error: type[Exception], message: str, tmp_path: Path
) -> None:
    """A folder, a path inside a file, and a name that is too long are errors that say so."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text")
    with pytest.raises(error, match=re.escape(message)):
        check_writable([tmp_path / name])
        write_atomically({tmp_path / name: b"new"})
    assert file_names(tmp_path) == ["file", "folder"]


def test_missing_folders_can_be_written_to(tmp_path: Path) -> None:
    """A path in missing folders below a writable one is accepted, and nothing is created."""
    check_writable([tmp_path / "new" / "deep" / "one.pdf"])
    assert file_names(tmp_path) == []
