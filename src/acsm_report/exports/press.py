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

from ..brand import Brand
from ..errors import DataError
from ..geometry import Box, Size
from ..scene import About, Placed, Scene
from .increment import packed
from .pdf import CUT, Letters, painted, pdf, saved

__all__ = ["Logo", "Plate", "Slot", "logo", "plate", "printed", "template"]

MARK = re.compile(rb"/MCID (\d+)")
LEAST, MOST = 150, 1200  # pixels per inch of a logo as it is printed; pixels of a side that are kept
PIXELS = 25_000_000  # that a picture may have: it takes four bytes of memory for each
LOGO = "Logo"  # its name on a page


class Slot(NamedTuple):
    """Where a recipient's blocks of a page lie: the page from 0, the number of its stream, that of the first mark."""

    page: int
    stream: int
    first: int


class Plate(NamedTuple):
    """Which objects of a template a copy replaces: those streams, the file with what it tells, the logo."""

    slots: tuple[Slot, ...]
    slip: int
    logo: int


class Logo(NamedTuple):
    """A picture: its size in pixels, and the object that it is."""

    size: Size
    content: bytes


def template(
    scenes: Sequence[Scene], brand: Brand, about: About, attached: Mapping[str, bytes], letters: Letters, slip: str
) -> bytes:
    """Return the PDF of scenes whose own blocks are nobody's; the file `slip` in it tells of no recipient."""
    import pikepdf

    made = pdf(scenes, brand, about, {**attached, slip: b"{}\n"}, letters)
    with pikepdf.open(io.BytesIO(made)) as document:
        what = pikepdf.Object.parse(f"<< {_picture(1, 1)} >>".encode())
        white = document.make_stream(b"\xff\xff\xff", what)  # in the place of a logo
        for page, scene in zip(document.pages, scenes, strict=True):
            if scene.own:
                shared, _, own = page.Contents.read_bytes().partition(CUT.encode())
                page.obj.Contents = pikepdf.Array([document.make_stream(shared), document.make_stream(own)])
                page.Resources.XObject = pikepdf.Dictionary({f"/{LOGO}": white})
        return saved(document)


def plate(content: bytes, scenes: Sequence[Scene], slip: str) -> Plate:
    """Return where in a finished template the copies differ."""
    import pikepdf

    slots, picture = list[Slot](), 0
    with pikepdf.open(io.BytesIO(content)) as document:
        for number, (page, scene) in enumerate(zip(document.pages, scenes, strict=True)):
            if scene.own:
                stream = page.Contents[1]
                first = MARK.search(stream.read_bytes())
                slots.append(Slot(number, stream.objgen[0], int(first[1]) if first else 0))
                picture = page.Resources.XObject[f"/{LOGO}"].objgen[0]
        return Plate(tuple(slots), document.attachments[slip].obj.EF.F.objgen[0], picture)


def printed(
    where: Plate, canvas: Any, pages: Sequence[tuple[Scene, Sequence[Placed], Box | None]], brand: Brand, slip: bytes
) -> dict[int, bytes]:
    """Return the objects of a copy by number: its blocks on each page with a slot, with the box of the logo there.

    `canvas` was started with the letters of the template; on it they are painted, and put aside.
    """
    objects = {where.slip: _attached(slip)}
    for slot, (scene, placed, box) in zip(where.slots, pages, strict=True):
        painted(canvas, replace(scene, items=tuple(placed)), brand, slot.first)
        content = canvas.getCurrentPageContent()
        canvas.showPage()
        if box:
            up = scene.size.h - box.bottom
            content += f" /Artifact BMC q {box.w:.2f} 0 0 {box.h:.2f} {box.x:.2f} {up:.2f} cm /{LOGO} Do Q EMC"
        objects[slot.stream] = packed(content.encode(), "")
    return objects


def logo(content: bytes, most: Size) -> Logo:
    """Read a picture that is to be printed on white, at most so large in points. Raise DataError for what is none."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is told below, or matters to nobody
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as opened:
                if opened.width * opened.height > PIXELS:
                    raise DataError("is too large a picture", f"make it {MOST} pixels wide")
                held = ImageOps.exif_transpose(opened)  # as a camera did
                if held.mode.startswith("I"):  # 16 bits a pixel, which a conversion would cut off
                    held = held.convert("I").point(lambda value: value * (1 / 257)).convert("L")
                rich = held.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise DataError("is no picture that can be read", "save it as .png or .jpg") from None
    rich.thumbnail((MOST, MOST))
    flat = Image.new("RGB", rich.size, "white")
    flat.paste(rich, mask=rich.getchannel("A"))
    wide, high = flat.size
    across = wide / min(most.w, most.h * wide / high) * 72
    if across < LEAST:
        what = f"has {across:.0f} pixels per inch where it is printed, less than {LEAST}"
        raise DataError(what, "take a larger picture")
    return Logo(Size(wide, high), packed(flat.tobytes(), _picture(wide, high)))


def _picture(wide: int, high: int) -> str:
    """Return the entries of a picture of three bytes a pixel."""
    sized = f"/Width {wide} /Height {high}"
    return f"/Type /XObject /Subtype /Image {sized} /ColorSpace /DeviceRGB /BitsPerComponent 8"


def _attached(content: bytes) -> bytes:
    """Return a JSON file as the object that a PDF holds it in."""
    told = f"/Params << /Size {len(content)} /CheckSum <{hashlib.md5(content, usedforsecurity=False).hexdigest()}> >>"
    return packed(content, f"/Type /EmbeddedFile /Subtype /application#2Fjson {told}")
