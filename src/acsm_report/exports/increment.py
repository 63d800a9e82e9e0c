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

__all__ = ["Base", "Update", "appended", "base", "packed"]


class Base(NamedTuple):
    """A file that is appended to: its length and where its last cross-reference begins, in bytes.

    `size` is the number of its objects, those that are free included; `root`, `info` and the first half of `identity`
    are those of its trailer, as they are written there.
    """

    length: int
    start: int
    size: int
    root: str
    info: str
    identity: str


def base(content: bytes) -> Base:
    """Return what an update must know of a file."""
    import pikepdf

    start = int(content[content.rindex(b"startxref") + len(b"startxref") : content.rindex(b"%%EOF")])
    with pikepdf.open(io.BytesIO(content)) as document:
        trailer = document.trailer
        root, info = (f"{trailer[name].objgen[0]} {trailer[name].objgen[1]} R" for name in ("/Root", "/Info"))
        return Base(len(content), start, int(trailer.Size), root, info, bytes(trailer.ID[0]).hex())


def appended(to: Base, objects: Mapping[int, bytes]) -> bytes:
    """Return what, written after a file, puts objects in the place of its own, by their numbers."""
    parts = list[bytes]()
    update = Update(to, parts.append)
    for number, body in sorted(objects.items()):
        update.put(body, number)
    update.close()
    return b"".join(parts)


def packed(content: bytes, entries: str) -> bytes:
    """Return a stream object whose dictionary has these entries, its content deflated."""
    squeezed = zlib.compress(content)
    told = f"<< {entries} /Filter /FlateDecode /Length {len(squeezed)} >>".encode()
    return told + b"\nstream\n" + squeezed + b"\nendstream"


class Update:
    """An update that is written as its objects come; nothing is kept of them but where they lie."""

    def __init__(self, to: Base, write: Callable[[bytes], object]) -> None:
        self.to, self.write, self.end = to, write, to.length
        self.replaced: dict[int, int] = {}
        self.new = array("Q")  # places of the objects from number to.size on
        self.identity = hashlib.sha256()

    def number(self) -> int:
        """Return the number of a new object, which must be put later."""
        self.new.append(0)
        return self.to.size + len(self.new) - 1

    def put(self, body: bytes, number: int | None = None) -> int:
        """Write an object, a new one where no number is given; return its number."""
        number = self.number() if number is None else number
        if number < self.to.size:
            self.replaced[number] = self.end
        else:
            self.new[number - self.to.size] = self.end
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def close(self, root: str = "") -> None:
        """Write where all lies; `root` is a reference to another catalogue than the file has."""
        start, number = self.end, self.number()
        self.new[-1] = start
        places = [place for _, place in sorted(self.replaced.items())]
        rows = b"".join(b"\1" + place.to_bytes(5) + b"\0" for some in (places, self.new) for place in some)
        numbers = [*sorted(self.replaced), *range(self.to.size, number + 1)]
        index = " ".join(f"{first} {count}" for first, count in _runs(numbers))
        told = f"/Type /XRef /Size {number + 1} /W [1 5 1] /Index [{index}] /Prev {self.to.start}"
        own = self.identity.hexdigest()[:32]
        told += f" /Root {root or self.to.root} /Info {self.to.info} /ID [<{self.to.identity}> <{own}>]"
        self._write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (number, packed(rows, told), start))

    def _write(self, part: bytes) -> None:
        self.identity.update(part)
        self.write(part)
        self.end += len(part)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
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
