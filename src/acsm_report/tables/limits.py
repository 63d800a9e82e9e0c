"""What a file may hold at most, measured while it is read: a size that a file states itself is not believed."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["CHARACTERS", "COLUMNS", "LINES", "MOST_ROWS", "ROWS", "FileError", "archive", "content", "member"]

FILE = 20_000_000  # bytes of one file
MEMBERS = 1_000
INFLATED = 100_000_000  # bytes of all members of a zip together
RATIO = 200  # inflated bytes to a byte of the zip; what is small anyway may be as dense as it likes
SMALL = 1_000_000
TAGS = 2_000_000  # of a workbook: each costs its reader time
WHOLE = re.compile(r"\[Content_Types\]\.xml|xl/(workbook|styles)\.xml|(xl/theme|docProps)/.*|.*\.rels")
WHOLE_TAGS = 100_000  # of a part that the reader takes as a whole: each costs it half a kilobyte
LINES = 1_048_576  # of a table, blank ones too: no spreadsheet has more
ROWS = 20_000
MOST_ROWS = {"recipients": 200_000}  # of tables that have others
COLUMNS = 64
CHARACTERS = 2_000  # of a cell
CHUNK = 1 << 18
DOCTYPE = b"<!DOCTYPE"


class FileError(Exception):
    """A file or a table that cannot be read on: the rule, what is wrong, how to mend it, the row and column or 0."""

    def __init__(self, rule: str, what: str, hint: str, row: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.rule, self.what, self.hint, self.row, self.column = rule, what, hint, row, column


def content(path: Path, most: int = FILE) -> bytes:
    """Return the at most `most` bytes of a regular file. Raise FileError; a pipe or a device is not even opened."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise FileError("unreadable", "cannot be read (it is no regular file)", "correct the file or --data")
        if found.st_size > most:
            raise _too_large(f"{found.st_size:,} bytes", most)
        with path.open("rb") as file:
            read = file.read(most + 1)
    except FileNotFoundError:
        raise FileError("missing-file", "the file is missing", "restore it or correct --data") from None
    except OSError as error:
        raise FileError("unreadable", f"cannot be read ({error.strerror})", "correct the file or --data") from None
    except ValueError:  # a zero byte in the name
        raise FileError("unreadable", "is no name of a file", "correct the file or --data") from None
    if len(read) > most:  # it grew
        raise _too_large("more bytes", most)
    return read


def _too_large(size: str, most: int) -> FileError:
    return FileError("limit", f"the file has {size}, more than {most:,}", "split it, or remove what is not needed")


def archive(data: bytes, what: str, markup: bool = False) -> zipfile.ZipFile:
    """Open a zip, here called `what`, after inflating it once in pieces to learn its true size. Raise FileError.

    `markup`: its members are XML; no document type is accepted, as a few lines of it can stand for gigabytes.
    """
    if data.count(b"PK\x01\x02") > MEMBERS:  # counted before zipfile makes an object of each
        raise FileError("limit", f"{what} holds more than {MEMBERS:,} files", "remove what is not needed")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # zipfile raises whatever its parsing stumbles over
        raise FileError("not-a-zip", f"is not {what}, or it is cut off", "save or make it anew") from None
    names: set[str] = set()
    total = tags = 0
    for info in opened.infolist():
        if info.filename in names:
            raise FileError("not-a-zip", f"{what} holds {info.filename!a} twice", "save or make it anew")
        names.add(info.filename)
        scanned = markup and not info.filename.startswith("xl/media/")
        tail, whole = b"", WHOLE_TAGS if WHOLE.fullmatch(info.filename) else TAGS
        for chunk in _chunks(opened, info):
            total += len(chunk)
            if total > INFLATED:
                raise FileError(
                    "limit", f"{what} inflates to more than {INFLATED:,} bytes", "remove what is not needed"
                )
            if total > max(SMALL, RATIO * len(data)):
                raise FileError("limit", f"{what} inflates to more than {RATIO} times its size", "save or make it anew")
            if scanned:
                found = chunk.count(b"<")
                tags, whole = tags + found, whole - found
                tail = _markup(tail, chunk, tags > TAGS or whole < 0, what)
    return opened


def _markup(tail: bytes, chunk: bytes, many: bool, what: str) -> bytes:
    """Refuse a piece of XML that would cost too much; return its end, which the next piece may go on from."""
    text = (tail + chunk).replace(b"\0", b"")  # UTF-16 hides nothing
    if DOCTYPE in text:
        raise FileError("doctype", f"{what} holds a document type definition", "save it anew in a spreadsheet program")
    if many:
        told = f"{what} holds more than {TAGS:,} XML tags, or {WHOLE_TAGS:,} beside its cells"
        raise FileError("limit", told, "copy the cells, without formats, into a new workbook, or save them as .csv")
    if len(chunk) == CHUNK and b"<" not in chunk:
        raise FileError("limit", f"{what} holds a cell of more than {CHARACTERS:,} characters", "shorten it")
    return text[-len(DOCTYPE) :]


def member(opened: zipfile.ZipFile, name: str) -> bytes:
    """Return a member's bytes. Raise FileError when it is missing, damaged or larger than a file may be."""
    try:
        info = opened.getinfo(name)
    except KeyError:
        raise FileError("missing-file", "the file is missing", "restore it or correct --data") from None
    read = bytearray()
    for chunk in _chunks(opened, info):
        read += chunk
        if len(read) > FILE:
            raise _too_large("more bytes", FILE)
    return bytes(read)


def _chunks(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.flag_bits & 1:
        raise FileError("encrypted", f"{info.filename!a} is encrypted", "make it anew without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileError("not-a-zip", f"{info.filename!a} is packed in a rare way", "make it anew with deflate")
    try:
        with opened.open(info) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except Exception:  # a wrong checksum, bad deflate, an end too early: zipfile and zlib raise many kinds
        raise FileError("not-a-zip", f"{info.filename!a} in it is damaged", "save or make it anew") from None
