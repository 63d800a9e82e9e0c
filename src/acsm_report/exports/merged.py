"""All copies in one PDF for the press: a page tree with the pages of every copy, which share all but what is theirs.

It is an update of the template, written as it comes. It is paper to be: without tags, bookmarks and links, and so it
claims nothing of the sort.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .increment import Update, base
from .press import LOGO, Plate

__all__ = ["Merged"]

CATALOGUE = ("/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences")  # what is kept of the template's
PAGE = ("/MediaBox", "/Resources", "/Group")


class Merged:
    """Writes copies of a template, which claims nothing, one after another, by `write`."""

    def __init__(self, template: bytes, plate: Plate, write: Callable[[bytes], object]) -> None:
        import pikepdf

        self.plate = plate
        with pikepdf.open(io.BytesIO(template)) as document:
            self.pages = [(_written(page.obj, PAGE), _contents(page.obj.Contents)) for page in document.pages]
            self.catalogue = _written(document.Root, CATALOGUE)
        write(template)
        self.update = Update(base(template), write)
        self.top = self.update.number()
        self.copies: list[int] = []

    def add(self, objects: Mapping[int, bytes]) -> None:
        """Write the pages of a copy, whose objects have the numbers of those in the template that they replace."""
        put = self.update.put
        own = {slot.page: put(objects[slot.stream]) for slot in self.plate.slots}
        logo = put(objects[self.plate.logo]) if self.plate.logo in objects else self.plate.logo
        copy, pages = self.update.number(), list[int]()
        for number, (entries, contents) in enumerate(self.pages):
            if number in own:
                contents = [contents[0], f"{own[number]} 0 R"]
                entries = entries.replace(f"/{LOGO} {self.plate.logo} 0 R", f"/{LOGO} {logo} 0 R")
            told = f"<< /Type /Page /Parent {copy} 0 R {entries} /Contents [{' '.join(contents)}] >>"
            pages.append(put(told.encode()))
        put(_pages(pages, len(pages), f"/Parent {self.top} 0 R "), copy)
        self.copies.append(copy)

    def close(self) -> None:
        """Write what leads to all pages."""
        self.update.put(_pages(self.copies, len(self.copies) * len(self.pages)), self.top)
        root = self.update.put(f"<< /Type /Catalog /Pages {self.top} 0 R {self.catalogue} >>".encode())
        self.update.close(f"{root} 0 R")


def _pages(kids: Iterable[int], count: int, parent: str = "") -> bytes:
    return f"<< /Type /Pages {parent}/Count {count} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()


def _written(holder: Any, names: Iterable[str]) -> str:
    """Return some entries of a dictionary as a PDF has them."""
    return " ".join(f"{name} {holder[name].unparse().decode('ascii')}" for name in names if name in holder)


def _contents(contents: Any) -> list[str]:
    """Return the references to the streams of a page."""
    import pikepdf

    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [stream.unparse().decode("ascii") for stream in streams]
