"""Incremental updates of a PDF: objects that replace those of the file, and new ones (ISO 32000-1, 7.5.6).

The base file has object streams, so an update ends in a cross-reference stream. pikepdf cannot write updates.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

__all__ = ["BaseFile", "IncrementalUpdate", "build_stream_object", "build_update", "read_base_file"]


class BaseFile(NamedTuple):
    """The file that an update is appended to: its length and the offset of its last cross-reference, in bytes.

    `object_count` includes free objects. `root` and `info` are references in PDF syntax; `file_id` is the first half
    of the trailer's ID in hexadecimal.
    """

    length: int
    xref_offset: int
    object_count: int
    root: str
    info: str
    file_id: str


def read_base_file(content: bytes) -> BaseFile:
    """Return what an update must know of a file."""
    import pikepdf

    xref_offset = int(content[content.rindex(b"startxref") + len(b"startxref") : content.rindex(b"%%EOF")])
    with pikepdf.open(io.BytesIO(content)) as document:
        trailer = document.trailer
        root, info = (" ".join([*map(str, trailer[key].objgen), "R"]) for key in ("/Root", "/Info"))
        return BaseFile(len(content), xref_offset, int(trailer.Size), root, info, bytes(trailer.ID[0]).hex())


def build_update(base_file: BaseFile, objects: Mapping[int, bytes]) -> bytes:
    """Return the bytes that, appended to a file, replace these objects by number."""
    parts = list[bytes]()
    update = IncrementalUpdate(base_file, parts.append)
    for number, body in sorted(objects.items()):
        update.write_object(body, number)
    update.close()
    return b"".join(parts)


def build_stream_object(content: bytes, entries: str) -> bytes:
    """Return the body of a stream object with compressed content and these dictionary entries in PDF syntax."""
    compressed = zlib.compress(content)
    dictionary = f"<< {entries} /Filter /FlateDecode /Length {len(compressed)} >>"
    return dictionary.encode() + b"\nstream\n" + compressed + b"\nendstream"


class IncrementalUpdate:
    """Writes an update object by object through `write`; keeps only the offsets of the objects."""

    def __init__(self, base_file: BaseFile, write: Callable[[bytes], object]) -> None:
        self.base_file, self.write, self.offset = base_file, write, base_file.length
        self.replaced_offsets: dict[int, int] = {}
        self.new_offsets = array("Q")  # of the objects from number base_file.object_count on
        self.digest = hashlib.sha256()

    def reserve_number(self) -> int:
        """Return the number of a new object that will be written later."""
        self.new_offsets.append(0)
        return self.base_file.object_count + len(self.new_offsets) - 1

    def write_object(self, body: bytes, number: int | None = None) -> int:
        """Write an object, a new one without a number; return its number."""
        number = self.reserve_number() if number is None else number
        if number < self.base_file.object_count:
            self.replaced_offsets[number] = self.offset
        else:
            self.new_offsets[number - self.base_file.object_count] = self.offset
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def close(self, root: str = "") -> None:
        """Write the cross-reference stream; `root` is a reference to a catalog that replaces the file's."""
        base, xref_offset, xref_number = self.base_file, self.offset, self.reserve_number()
        self.new_offsets[-1] = xref_offset
        replaced = sorted(self.replaced_offsets.items())
        numbers = [*(number for number, _ in replaced), *range(base.object_count, xref_number + 1)]
        offsets = (*(offset for _, offset in replaced), *self.new_offsets)
        rows = b"".join(b"\1" + offset.to_bytes(5) + b"\0" for offset in offsets)
        index = " ".join(f"{first} {count}" for first, count in _consecutive_ranges(numbers))
        entries = (
            f"/Type /XRef /Size {xref_number + 1} /W [1 5 1] /Index [{index}] /Prev {base.xref_offset}"
            f" /Root {root or base.root} /Info {base.info} /ID [<{base.file_id}> <{self.digest.hexdigest()[:32]}>]"
        )
        body = build_stream_object(rows, entries)
        self._write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (xref_number, body, xref_offset))

    def _write(self, part: bytes) -> None:
        self.digest.update(part)
        self.write(part)
        self.offset += len(part)


def _consecutive_ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first number and the length of each range in ascending numbers."""
    first = count = 0
    for number in numbers:
        if count and number == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = number, 1
    if count:
        yield first, count
