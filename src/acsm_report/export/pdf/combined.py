"""All copies in one PDF for the press: a page tree with the pages of every copy, which share all but what is theirs.

It is an update of the template, written as it comes. It is paper to be: without tags, bookmarks and links, and so it
claims nothing of the sort.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .incremental import IncrementalUpdate, read_base_file
from .mail_merge import LOGO_RESOURCE, TemplateObjects

__all__ = ["CombinedPdfWriter"]

CATALOG_KEYS = ("/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences")  # what is kept of the template's
PAGE_KEYS = ("/MediaBox", "/Resources", "/Group")


class CombinedPdfWriter:
    """Writes copies of a template, which claims nothing, one after another, by `write`."""

    def __init__(self, template: bytes, template_objects: TemplateObjects, write: Callable[[bytes], object]) -> None:
        import pikepdf

        self.template_objects = template_objects
        with pikepdf.open(io.BytesIO(template)) as document:
            self.pages = [
                (_serialize_entries(page.obj, PAGE_KEYS), _content_references(page.obj.Contents))
                for page in document.pages
            ]
            self.catalog = _serialize_entries(document.Root, CATALOG_KEYS)
        write(template)
        self.update = IncrementalUpdate(read_base_file(template), write)
        self.page_tree_number = self.update.reserve_number()
        self.copy_numbers: list[int] = []

    def add_copy(self, objects: Mapping[int, bytes]) -> None:
        """Write the pages of a copy, whose objects have the numbers of those in the template that they replace."""
        put = self.update.write_object
        own = {slot.page: put(objects[slot.stream_number]) for slot in self.template_objects.slots}
        logo = (
            put(objects[self.template_objects.logo_number])
            if self.template_objects.logo_number in objects
            else self.template_objects.logo_number
        )
        copy, pages = self.update.reserve_number(), list[int]()
        for number, (entries, contents) in enumerate(self.pages):
            if number in own:
                contents = [contents[0], f"{own[number]} 0 R"]
                entries = entries.replace(
                    f"/{LOGO_RESOURCE} {self.template_objects.logo_number} 0 R", f"/{LOGO_RESOURCE} {logo} 0 R"
                )
            told = f"<< /Type /Page /Parent {copy} 0 R {entries} /Contents [{' '.join(contents)}] >>"
            pages.append(put(told.encode()))
        put(_page_tree_node(pages, len(pages), f"/Parent {self.page_tree_number} 0 R "), copy)
        self.copy_numbers.append(copy)

    def close(self) -> None:
        """Write what leads to all pages."""
        self.update.write_object(
            _page_tree_node(self.copy_numbers, len(self.copy_numbers) * len(self.pages)), self.page_tree_number
        )
        root = self.update.write_object(
            f"<< /Type /Catalog /Pages {self.page_tree_number} 0 R {self.catalog} >>".encode()
        )
        self.update.close(f"{root} 0 R")


def _page_tree_node(kids: Iterable[int], count: int, parent: str = "") -> bytes:
    return f"<< /Type /Pages {parent}/Count {count} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()


def _serialize_entries(dictionary: Any, names: Iterable[str]) -> str:
    """Return some entries of a dictionary as a PDF has them."""
    return " ".join(f"{name} {dictionary[name].unparse().decode('ascii')}" for name in names if name in dictionary)


def _content_references(contents: Any) -> list[str]:
    """Return the references to the streams of a page."""
    import pikepdf

    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [stream.unparse().decode("ascii") for stream in streams]
