"""Writes all copies into one PDF for the print shop, as an incremental update of the template.

The pages of a copy share everything with the template but the recipient's content. The file has no tags, bookmarks or
links, and claims no conformance.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from .incremental import IncrementalUpdate, read_base_file
from .mail_merge import LOGO_RESOURCE, TemplateObjects

__all__ = ["CombinedPdfWriter"]

CATALOG_KEYS = ("/Lang", "/Metadata", "/OutputIntents", "/ViewerPreferences")  # kept from the template
PAGE_KEYS = ("/MediaBox", "/Group")


class _TemplatePage(NamedTuple):
    """A page of the template, serialized: its entries, its resources, the references to its streams.

    `pictures` are its XObjects but the recipient's logo, which belong to the resources.
    """

    entries: str
    resources: str
    pictures: str
    contents: tuple[str, ...]


class CombinedPdfWriter:
    """Writes copies of a template, which claims no conformance, one after another through `write`."""

    def __init__(self, template: bytes, template_objects: TemplateObjects, write: Callable[[bytes], object]) -> None:
        import pikepdf

        self.template_objects = template_objects
        with pikepdf.open(io.BytesIO(template)) as document:
            self.pages = [_read_page(page.obj) for page in document.pages]
            self.catalog = _serialize_entries(document.Root, CATALOG_KEYS)
        write(template)
        self.update = IncrementalUpdate(read_base_file(template), write)
        self.page_tree_number = self.update.reserve_number()
        self.copy_numbers: list[int] = []
        self.logo_numbers: dict[bytes, int] = {}

    def add_copy(self, objects: Mapping[int, bytes]) -> None:
        """Write the pages of a copy; `objects` has the numbers of the template's objects that it replaces."""
        write_object = self.update.write_object
        stream_numbers = {slot.page: write_object(objects[slot.stream_number]) for slot in self.template_objects.slots}
        logo_number = self._logo_number(objects)
        copy_number, page_numbers = self.update.reserve_number(), list[int]()
        for index, page in enumerate(self.pages):
            pictures, contents = page.pictures, page.contents
            if index in stream_numbers:
                pictures += f" /{LOGO_RESOURCE} {logo_number} 0 R"
                contents = contents[0], f"{stream_numbers[index]} 0 R"
            resources = page.resources + (f" /XObject << {pictures} >>" if pictures else "")
            entries = f"{page.entries} /Resources << {resources} >> /Contents [{' '.join(contents)}]"
            page_numbers.append(write_object(f"<< /Type /Page /Parent {copy_number} 0 R {entries} >>".encode()))
        parent = f"/Parent {self.page_tree_number} 0 R "
        write_object(_page_tree_node(page_numbers, len(page_numbers), parent), copy_number)
        self.copy_numbers.append(copy_number)

    def _logo_number(self, objects: Mapping[int, bytes]) -> int:
        """Return the number of a copy's logo. A logo is written once, for all copies that have it."""
        number = self.template_objects.logo_number
        if number not in objects:
            return number
        digest = hashlib.sha256(objects[number]).digest()
        if digest not in self.logo_numbers:
            self.logo_numbers[digest] = self.update.write_object(objects[number])
        return self.logo_numbers[digest]

    def close(self) -> None:
        """Write the page tree of all copies and the catalog."""
        page_count = len(self.copy_numbers) * len(self.pages)
        self.update.write_object(_page_tree_node(self.copy_numbers, page_count), self.page_tree_number)
        catalog = f"<< /Type /Catalog /Pages {self.page_tree_number} 0 R {self.catalog} >>"
        self.update.close(f"{self.update.write_object(catalog.encode())} 0 R")


def _page_tree_node(kids: Iterable[int], page_count: int, parent: str = "") -> bytes:
    return f"<< /Type /Pages {parent}/Count {page_count} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()


def _read_page(page: Any) -> _TemplatePage:
    import pikepdf

    streams = list(page.Contents) if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
    resources = _serialize_entries(page.Resources, sorted(set(page.Resources.keys()) - {"/XObject"}))
    pictures = page.Resources.get("/XObject", pikepdf.Dictionary())
    own = " ".join(f"{name} {_reference(pictures[name])}" for name in pictures if name != f"/{LOGO_RESOURCE}")
    return _TemplatePage(_serialize_entries(page, PAGE_KEYS), resources, own, tuple(map(_serialize, streams)))


def _reference(stream: Any) -> str:
    number, generation = stream.objgen
    return f"{number} {generation} R"


def _serialize_entries(dictionary: Any, keys: Iterable[str]) -> str:
    """Return some entries of a pikepdf dictionary in PDF syntax."""
    return " ".join(f"{key} {_serialize(dictionary[key])}" for key in keys if key in dictionary)


def _serialize(value: Any) -> str:
    return str(value.unparse().decode("ascii"))
