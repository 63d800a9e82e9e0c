"""An incremental update of a PDF: objects in the place of those that it has, and new ones (ISO 32000-1, 7.5.6).

Whoever made the file packed objects into streams, so what is appended has a cross-reference stream, too.
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
    """A file that is appended to: its length and where its last cross-reference begins, in bytes.

    `size` is the number of its objects, those that are free included; `root`, `info` and the first half of `identity`
    are those of its trailer, as they are written there.
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

    start = int(content[content.rindex(b"startxref") + len(b"startxref") : content.rindex(b"%%EOF")])
    with pikepdf.open(io.BytesIO(content)) as document:
        trailer = document.trailer
        root, info = (f"{trailer[name].objgen[0]} {trailer[name].objgen[1]} R" for name in ("/Root", "/Info"))
        return BaseFile(len(content), start, int(trailer.Size), root, info, bytes(trailer.ID[0]).hex())


def build_update(base_file: BaseFile, objects: Mapping[int, bytes]) -> bytes:
    """Return what, written after a file, puts objects in the place of its own, by their numbers."""
    parts = list[bytes]()
    update = IncrementalUpdate(base_file, parts.append)
    for number, body in sorted(objects.items()):
        update.write_object(body, number)
    update.close()
    return b"".join(parts)


def build_stream_object(content: bytes, entries: str) -> bytes:
    """Return a stream object whose dictionary has these entries, its content deflated."""
    squeezed = zlib.compress(content)
    told = f"<< {entries} /Filter /FlateDecode /Length {len(squeezed)} >>".encode()
    return told + b"\nstream\n" + squeezed + b"\nendstream"


class IncrementalUpdate:
    """An update that is written as its objects come; nothing is kept of them but where they lie."""

    def __init__(self, base_file: BaseFile, write: Callable[[bytes], object]) -> None:
        self.base_file, self.write, self.offset = base_file, write, base_file.length
        self.replaced_offsets: dict[int, int] = {}
        self.new_offsets = array("Q")  # places of the objects from number to.size on
        self.digest = hashlib.sha256()

    def reserve_number(self) -> int:
        """Return the number of a new object, which must be put later."""
        self.new_offsets.append(0)
        return self.base_file.object_count + len(self.new_offsets) - 1

    def write_object(self, body: bytes, number: int | None = None) -> int:
        """Write an object, a new one where no number is given; return its number."""
        number = self.reserve_number() if number is None else number
        if number < self.base_file.object_count:
            self.replaced_offsets[number] = self.offset
        else:
            self.new_offsets[number - self.base_file.object_count] = self.offset
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def close(self, root: str = "") -> None:
        """Write where all lies; `root` is a reference to another catalogue than the file has."""
        start, number = self.offset, self.reserve_number()
        self.new_offsets[-1] = start
        places = [place for _, place in sorted(self.replaced_offsets.items())]
        rows = b"".join(b"\1" + place.to_bytes(5) + b"\0" for some in (places, self.new_offsets) for place in some)
        numbers = [*sorted(self.replaced_offsets), *range(self.base_file.object_count, number + 1)]
        index = " ".join(f"{first} {count}" for first, count in _consecutive_ranges(numbers))
        told = f"/Type /XRef /Size {number + 1} /W [1 5 1] /Index [{index}] /Prev {self.base_file.xref_offset}"
        own = self.digest.hexdigest()[:32]
        told += (
            f" /Root {root or self.base_file.root} /Info {self.base_file.info} /ID [<{self.base_file.file_id}> <{own}>]"
        )
        self._write(
            b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, build_stream_object(rows, told), start)
        )

    def _write(self, part: bytes) -> None:
        self.digest.update(part)
        self.write(part)
        self.offset += len(part)


def _consecutive_ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield numbers in order as runs: the first of each, and how many."""
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
