"""Many copies of a document: what they share is written once, and a copy is what it does not.

The template is the document of nobody. On each page with room for a recipient the content ends with a stream of its
own, which holds the recipient's blocks; a copy puts another there. The marks in it are the same in number and order,
so the tree, the parent tree and the fonts stay as they are in the template.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...errors import DataError
from ...geometry import Box, Size
from ...layout.scene import DocumentMetadata, PlacedBlock, Scene
from ...theme.model import Brand
from .incremental import build_stream_object
from .writer import RECIPIENT_CONTENT_MARKER, FaceCharacters, paint_blocks, render_pdf, save_document

__all__ = [
    "LogoImage",
    "RecipientSlot",
    "TemplateObjects",
    "build_copy_objects",
    "find_template_objects",
    "read_logo",
    "render_template",
]

MCID_PATTERN = re.compile(rb"/MCID (\d+)")
MIN_LOGO_DPI, MAX_LOGO_SIDE = 150, 1200  # pixels per inch of a logo as it is printed; pixels of a side that are kept
MAX_LOGO_PIXELS = 25_000_000  # that a picture may have: it takes four bytes of memory for each
LOGO_RESOURCE = "Logo"  # its name on a page


class RecipientSlot(NamedTuple):
    """Where a recipient's blocks of a page lie: the page from 0, the number of its stream, that of the first mark."""

    page: int
    stream_number: int
    first_mcid: int


class TemplateObjects(NamedTuple):
    """Which objects of a template a copy replaces: those streams, the file with what it tells, the logo."""

    slots: tuple[RecipientSlot, ...]
    recipient_file: int
    logo_number: int


class LogoImage(NamedTuple):
    """A picture: its size in pixels, and the object that it is."""

    size: Size
    content: bytes


def render_template(
    scenes: Sequence[Scene],
    brand: Brand,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes],
    face_characters: FaceCharacters,
    recipient_file: str,
) -> bytes:
    """Return the PDF of scenes whose own blocks are nobody's; the file `slip` in it tells of no recipient."""
    import pikepdf

    made = render_pdf(scenes, brand, about, {**attachments, recipient_file: b"{}\n"}, face_characters)
    with pikepdf.open(io.BytesIO(made)) as document:
        what = pikepdf.Object.parse(f"<< {_image_entries(1, 1)} >>".encode())
        white = document.make_stream(b"\xff\xff\xff", what)  # in the place of a logo
        for page, scene in zip(document.pages, scenes, strict=True):
            if scene.recipient_block_count:
                shared, _, own = page.Contents.read_bytes().partition(RECIPIENT_CONTENT_MARKER.encode())
                page.obj.Contents = pikepdf.Array([document.make_stream(shared), document.make_stream(own)])
                page.Resources.XObject = pikepdf.Dictionary({f"/{LOGO_RESOURCE}": white})
        return save_document(document)


def find_template_objects(content: bytes, scenes: Sequence[Scene], recipient_file: str) -> TemplateObjects:
    """Return where in a finished template the copies differ."""
    import pikepdf

    slots, picture = list[RecipientSlot](), 0
    with pikepdf.open(io.BytesIO(content)) as document:
        for number, (page, scene) in enumerate(zip(document.pages, scenes, strict=True)):
            if scene.recipient_block_count:
                stream = page.Contents[1]
                first = MCID_PATTERN.search(stream.read_bytes())
                slots.append(RecipientSlot(number, stream.objgen[0], int(first[1]) if first else 0))
                picture = page.Resources.XObject[f"/{LOGO_RESOURCE}"].objgen[0]
        return TemplateObjects(tuple(slots), document.attachments[recipient_file].obj.EF.F.objgen[0], picture)


def build_copy_objects(
    template_objects: TemplateObjects,
    canvas: Any,
    pages: Sequence[tuple[Scene, Sequence[PlacedBlock], Box | None]],
    brand: Brand,
    recipient_record: bytes,
) -> dict[int, bytes]:
    """Return the objects of a copy by number: its blocks on each page with a slot, with the box of the logo there.

    `canvas` was started with the letters of the template; on it they are painted, and put aside.
    """
    objects = {template_objects.recipient_file: _embedded_file(recipient_record)}
    for slot, (scene, placed, box) in zip(template_objects.slots, pages, strict=True):
        paint_blocks(canvas, replace(scene, blocks=tuple(placed)), brand, slot.first_mcid)
        content = canvas.getCurrentPageContent()
        canvas.showPage()
        if box:
            up = scene.size.height - box.bottom
            placement = f"{box.width:.2f} 0 0 {box.height:.2f} {box.x:.2f} {up:.2f} cm"
            content += f" /Artifact BMC q {placement} /{LOGO_RESOURCE} Do Q EMC"
        objects[slot.stream_number] = build_stream_object(content.encode(), "")
    return objects


def read_logo(content: bytes, max_size: Size) -> LogoImage:
    """Read a picture that is to be printed on white, at most so large in points. Raise DataError for what is none."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is told below, or matters to nobody
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > MAX_LOGO_PIXELS:
                    raise DataError("is too large a picture", f"make it {MAX_LOGO_SIDE} pixels wide")
                held = ImageOps.exif_transpose(opened)  # as a camera did
                if held.mode.startswith("I"):  # 16 bits a pixel, which a conversion would cut off
                    held = held.convert("I").point(lambda value: value * (1 / 257)).convert("L")
                rich = held.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DataError("is no picture that can be read", "save it as .png or .jpg") from None
    rich.thumbnail((MAX_LOGO_SIDE, MAX_LOGO_SIDE))
    flat = Image.new("RGB", rich.size, "white")
    flat.paste(rich, mask=rich.getchannel("A"))
    wide, high = flat.size
    across = wide / min(max_size.width, max_size.height * wide / high) * 72
    if across < MIN_LOGO_DPI:
        what = f"has {across:.0f} pixels per inch where it is printed, less than {MIN_LOGO_DPI}"
        raise DataError(what, "take a larger picture")
    return LogoImage(Size(wide, high), build_stream_object(flat.tobytes(), _image_entries(wide, high)))


def _image_entries(wide: int, high: int) -> str:
    """Return the entries of a picture of three bytes a pixel."""
    sized = f"/Width {wide} /Height {high}"
    return f"/Type /XObject /Subtype /Image {sized} /ColorSpace /DeviceRGB /BitsPerComponent 8"


def _embedded_file(content: bytes) -> bytes:
    """Return a JSON file as the object that a PDF holds it in."""
    told = f"/Params << /Size {len(content)} /CheckSum <{hashlib.md5(content, usedforsecurity=False).hexdigest()}> >>"
    return build_stream_object(content, f"/Type /EmbeddedFile /Subtype /application#2Fjson {told}")
