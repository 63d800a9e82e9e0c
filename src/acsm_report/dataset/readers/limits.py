"""Limits on files and tables, measured while reading. Sizes that a file states are not trusted."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

__all__ = [
    "MAX_CELL_CHARACTERS",
    "MAX_COLUMNS",
    "MAX_LINES",
    "MAX_ROWS",
    "MAX_ROWS_BY_TABLE",
    "FileError",
    "open_zip",
    "read_bytes",
    "read_member",
]

MAX_FILE_BYTES = 20_000_000
MAX_MEMBERS = 1_000  # of a zip
MAX_INFLATED_BYTES = 100_000_000  # of all members of a zip together
MAX_COMPRESSION_RATIO = 200  # inflated bytes for each byte of the zip
RATIO_EXEMPT_BYTES = 1_000_000  # of inflated bytes; below, any compression ratio is fine
MAX_XML_TAGS = 2_000_000  # of a workbook, because each takes time to parse
IN_MEMORY_PARTS = re.compile(r"\[Content_Types\]\.xml|xl/(workbook|styles)\.xml|(xl/theme|docProps)/.*|.*\.rels")
MAX_IN_MEMORY_TAGS = 100_000  # of a part that openpyxl loads completely: about 500 bytes each
MAX_LINES = 1_048_576  # of a table with its blank lines; no spreadsheet program has more
MAX_ROWS = 20_000
MAX_ROWS_BY_TABLE = {"recipients": 200_000}  # for tables with another limit
MAX_COLUMNS = 64
MAX_CELL_CHARACTERS = 2_000
CHUNK_BYTES = 1 << 18
DOCTYPE = b"<!DOCTYPE"
LOCK_FILE_PREFIX = "~$"
LFS_POINTER = b"version https://git-lfs.github.com/spec/"


class FileError(Exception):
    """A file or table that cannot be read. Its fields are as in Diagnostic."""

    def __init__(self, rule: str, what: str, hint: str, row: int = 0, column: int = 0) -> None:
        super().__init__(what)
        self.rule, self.what, self.hint, self.row, self.column = rule, what, hint, row, column


def read_bytes(path: Path, max_bytes: int = MAX_FILE_BYTES, option: str = "--data") -> bytes:
    """Return the bytes of a regular file. Hints name `option`, which gave the path; "" for an argument.

    Raise FileError if the file cannot be read or has more than `max_bytes`. Pipes and devices are not opened.
    """
    hint = f"correct the file or {option}" if option else "correct the file"
    if path.name.startswith(LOCK_FILE_PREFIX):
        what = "only tells that a spreadsheet program has the workbook open"
        raise FileError("lock-file", what, f"name the workbook, {path.name.removeprefix(LOCK_FILE_PREFIX)}")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise FileError("unreadable", "cannot be read (it is not a regular file)", hint)
        if status.st_size > max_bytes:
            raise _too_large_error(f"{status.st_size:,} bytes", max_bytes)
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except FileNotFoundError:
        raise FileError(
            "missing-file", "the file is missing", f"restore it or correct {option or 'the name'}"
        ) from None
    except OSError as error:
        raise FileError("unreadable", f"cannot be read ({error.strerror})", hint) from None
    except ValueError:  # a zero byte in the name
        raise FileError("unreadable", "is not a file name", hint) from None
    if len(content) > max_bytes:  # it grew after stat
        raise _too_large_error("more bytes", max_bytes)
    return _check_is_no_pointer(content)


def _check_is_no_pointer(content: bytes) -> bytes:
    """Return the content of a file. Raise FileError if it only says where Git LFS keeps it."""
    if content.startswith(LFS_POINTER):
        hint = "run git lfs pull; in a workflow, give the checkout lfs: true"
        raise FileError("lfs-pointer", "is a pointer of Git LFS, not the file itself", hint)
    return content


def _too_large_error(size: str, max_bytes: int) -> FileError:
    return FileError("limit", f"the file has {size}, more than {max_bytes:,}", "split it, or remove what is not needed")


def open_zip(data: bytes, what: str, is_xml: bool = False) -> zipfile.ZipFile:
    """Open a zip after inflating it once in chunks to measure it. `what` names it in messages.

    If `is_xml`, its members are XML: document type definitions are refused, because their entities can expand to
    gigabytes. Raise FileError if it is not a zip, damaged, encrypted or over a limit.
    """
    if data.count(b"PK\x01\x02") > MAX_MEMBERS:  # counted first: zipfile creates an object for each
        raise FileError("limit", f"{what} holds more than {MAX_MEMBERS:,} files", "remove what is not needed")
    try:
        opened = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # zipfile raises many types on damaged input
        raise FileError("not-a-zip", f"is not {what}, or it is cut off", "save or make it again") from None
    names: set[str] = set()
    total = tags = 0
    for info in opened.infolist():
        if info.filename in names:
            raise FileError("not-a-zip", f"{what} holds {info.filename!a} twice", "save or make it again")
        names.add(info.filename)
        is_scanned = is_xml and not info.filename.startswith("xl/media/")
        max_member_tags = MAX_IN_MEMORY_TAGS if IN_MEMORY_PARTS.fullmatch(info.filename) else MAX_XML_TAGS
        tail, member_tags = b"", 0
        for chunk in _inflate_chunks(opened, info):
            total += len(chunk)
            if total > MAX_INFLATED_BYTES:
                raise FileError(
                    "limit", f"{what} inflates to more than {MAX_INFLATED_BYTES:,} bytes", "remove what is not needed"
                )
            if total > max(RATIO_EXEMPT_BYTES, MAX_COMPRESSION_RATIO * len(data)):
                raise FileError(
                    "limit",
                    f"{what} inflates to more than {MAX_COMPRESSION_RATIO} times its size",
                    "save or make it again",
                )
            if is_scanned:
                chunk_tags = chunk.count(b"<")
                tags, member_tags = tags + chunk_tags, member_tags + chunk_tags
                tail = _check_xml(tail, chunk, tags > MAX_XML_TAGS or member_tags > max_member_tags, what)
    return opened


def _check_xml(tail: bytes, chunk: bytes, too_many_tags: bool, what: str) -> bytes:
    """Check a chunk of XML; return its end, in case a match continues in the next chunk. Raise FileError."""
    text = (tail + chunk).replace(b"\0", b"")  # so that UTF-16 is found, too
    if DOCTYPE in text:
        raise FileError("doctype", f"{what} holds a document type definition", "save it again in a spreadsheet program")
    if too_many_tags:
        message = f"{what} holds more than {MAX_XML_TAGS:,} XML tags, or {MAX_IN_MEMORY_TAGS:,} beside its cells"
        raise FileError("limit", message, "copy the cells, without formats, into a new workbook, or save them as .csv")
    if len(chunk) == CHUNK_BYTES and b"<" not in chunk:
        raise FileError("limit", f"{what} holds a cell of more than {MAX_CELL_CHARACTERS:,} characters", "shorten it")
    return text[-len(DOCTYPE) :]


def read_member(opened: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of a member. Raise FileError if it is missing, damaged or larger than MAX_FILE_BYTES."""
    try:
        info = opened.getinfo(name)
    except KeyError:
        raise FileError("missing-file", "the file is missing", "restore it or correct --data") from None
    content = bytearray()
    for chunk in _inflate_chunks(opened, info):
        content += chunk
        if len(content) > MAX_FILE_BYTES:
            raise _too_large_error("more bytes", MAX_FILE_BYTES)
    return _check_is_no_pointer(bytes(content))


def _inflate_chunks(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.flag_bits & 1:
        raise FileError("encrypted", f"{info.filename!a} is encrypted", "make it again without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileError("not-a-zip", f"{info.filename!a} is packed in a rare way", "make it again with deflate")
    try:
        with opened.open(info) as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except Exception:  # zipfile and zlib raise many types on damaged input
        raise FileError("not-a-zip", f"{info.filename!a} in it is damaged", "save or make it again") from None
