"""Copies of a document for many recipients: what the copies share is written once, in a template.

On each page with recipient blocks, the template has a second content stream for them. A copy replaces these streams,
the recipient record and the logo in an incremental update. The streams of all copies have the same number of MCIDs in
the same order, so that structure tree, parent tree and fonts stay those of the template.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...geometry import Box
from ...layout.scene import DocumentMetadata, PlacedBlock, Scene
from ...theme.model import Brand
from .incremental import build_stream_object
from .pictures import resource_group
from .writer import RECIPIENT_CONTENT_MARKER, FaceCharacters, paint_blocks, render_pdf, save_document

__all__ = [
    "RecipientSlot",
    "TemplateObjects",
    "build_copy_objects",
    "find_template_objects",
    "render_template",
]

LOGO_RESOURCE = "Logo"  # name of the logo among the resources of a page

WHITE_PIXEL_ENTRIES = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 >>"
)


class RecipientSlot(NamedTuple):
    """Where a page shows a recipient: its number from 0, the object number of its stream, and its first MCID."""

    page: int
    stream_number: int
    first_mcid: int


class TemplateObjects(NamedTuple):
    """The objects of a template that a copy replaces: the slots, and the numbers of the recipient record and logo.

    `logo_number` is 0 when no page has a slot.
    """

    slots: tuple[RecipientSlot, ...]
    record_number: int
    logo_number: int


def render_template(
    scenes: Sequence[Scene],
    brand: Brand,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes],
    face_characters: FaceCharacters,
    recipient_file: str,
) -> bytes:
    """Return the template as a PDF, with an empty record as the attachment `recipient_file` and a white logo.

    `scenes` have the blocks of a recipient without name, address and code.
    """
    import pikepdf

    content = render_pdf(scenes, brand, about, {**attachments, recipient_file: b"{}\n"}, face_characters)
    with pikepdf.open(io.BytesIO(content)) as document:
        entries = pikepdf.Object.parse(WHITE_PIXEL_ENTRIES)
        white_pixel = document.make_stream(b"\xff\xff\xff", entries)
        for page, scene in zip(document.pages, scenes, strict=True):
            if scene.recipient_block_count:
                # split at a comment, as parsing and unparsing would rewrite every number of the page
                shared, _, own = page.Contents.read_bytes().partition(RECIPIENT_CONTENT_MARKER.encode())
                page.obj.Contents = pikepdf.Array([document.make_stream(shared), document.make_stream(own)])
                resource_group(page, "/XObject")[f"/{LOGO_RESOURCE}"] = white_pixel
        return save_document(document)


def find_template_objects(content: bytes, scenes: Sequence[Scene], recipient_file: str) -> TemplateObjects:
    """Return which objects of a finished template a copy replaces."""
    import pikepdf

    slots, logo_number = list[RecipientSlot](), 0
    with pikepdf.open(io.BytesIO(content)) as document:
        for number, (page, scene) in enumerate(zip(document.pages, scenes, strict=True)):
            if scene.recipient_block_count:
                _, own = page.Contents
                slots.append(RecipientSlot(number, own.objgen[0], _first_mcid(own)))
                logo_number = page.Resources.XObject[f"/{LOGO_RESOURCE}"].objgen[0]
        record = document.attachments[recipient_file].obj.EF.F
        return TemplateObjects(tuple(slots), record.objgen[0], logo_number)


def _first_mcid(stream: Any) -> int:
    """Return the first MCID in a content stream, or 0 for one that has only artifacts."""
    import pikepdf

    for instruction in pikepdf.parse_content_stream(stream, "BDC"):
        if str(instruction.operator) == "BDC":
            _, properties = instruction.operands
            return int(properties.MCID)
    return 0


def build_copy_objects(
    template_objects: TemplateObjects,
    canvas: Any,
    pages: Sequence[tuple[Scene, Sequence[PlacedBlock], Box | None]],
    brand: Brand,
    recipient_record: bytes,
) -> dict[int, bytes]:
    """Return the objects of a copy by number, without the logo itself.

    `pages` has for each slot the scene, the recipient blocks and the box of the logo, if any. `canvas` was started with
    the face characters of the template; the blocks are painted on it, but it is never saved.
    """
    objects = {template_objects.record_number: _embedded_file_object(recipient_record)}
    for slot, (scene, placed, logo_box) in zip(template_objects.slots, pages, strict=True):
        paint_blocks(canvas, replace(scene, blocks=tuple(placed)), brand, slot.first_mcid)
        content = canvas.getCurrentPageContent()
        canvas.showPage()
        if logo_box:
            bottom = scene.size.height - logo_box.bottom
            matrix = f"{logo_box.width:.2f} 0 0 {logo_box.height:.2f} {logo_box.x:.2f} {bottom:.2f} cm"
            content += f" /Artifact BMC q {matrix} /{LOGO_RESOURCE} Do Q EMC"
        objects[slot.stream_number] = build_stream_object(content.encode(), "")
    return objects


def _embedded_file_object(content: bytes) -> bytes:
    """Return a JSON file as an embedded file stream."""
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    params = f"/Params << /Size {len(content)} /CheckSum <{digest}> >>"
    return build_stream_object(content, f"/Type /EmbeddedFile /Subtype /application#2Fjson {params}")
