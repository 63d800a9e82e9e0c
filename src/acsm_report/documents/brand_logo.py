"""The brand's logo on the pages: in place of the wordmark in headers, and larger on the covers.

`layout.logo` has the rules for version, plate and size.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ..errors import DataError, FitError, UsageError
from ..geometry import Box, Size
from ..layout.context import LayoutContext
from ..layout.logo import LOGO_NAME, choose_version, fit_logo, logo_look, refuse_coarse_image
from ..layout.measure import CAP_HEIGHT
from ..layout.pictures.file import read_picture
from ..layout.pictures.picture import Picture
from ..layout.scene import Drawing, PlacedBlock
from ..layout.shapes import filled_rectangle
from ..layout.text import paragraph
from ..theme.colors import is_dark
from ..theme.model import Brand, Ink, LogoFile

__all__ = ["Wordmark", "cover_logo", "find_logo_errors", "mark_logoless", "wordmark"]

SIZES = {  # of a logo in brand.yml: the one that is made for the place, then the nearest
    "small": ("small", "medium", "large"),
    "medium": ("medium", "large", "small"),
    "large": ("large", "medium", "small"),
}
LARGEST = Size(250, 80)  # in points; a file has pixels for this size
COVER_SIZE, COVER_AREA = Size(190, 56), 6800  # on the covers, in points and square points
MIN_COVER_LENGTH = 24  # of its longer side on a cover, in points; a smaller one could not be read
HEADER_SIZE = Size(12, 2.4)  # in a header, in ems of the wordmark
RAISED = {"small": 0.0, "medium": 0.3}  # above the middle of the wordmark, in ems of it: away from a large title
MIN_HEADER_HEIGHT = 1.0  # below this many ems of the wordmark, its words remain


class Wordmark(NamedTuple):
    """The wordmark or the logo in its place, and where it ends."""

    blocks: tuple[PlacedBlock, ...]
    right: float


def wordmark(
    context: LayoutContext,
    x: float,
    y: float,
    size: str,
    ground: str,
    ink: str,
    role: str = "P",
    width: float = math.inf,
) -> Wordmark:
    """Place the wordmark on the baseline y, or the logo of `size`, if the brand has one, at its height.

    `ground` and `ink` are the roles of the page's ground there and of words on it. An Artifact stays one.
    Words that are wider than `width` wrap.
    """
    words = paragraph(context, "wordmark", x, y, width, context.message("wordmark"), ink=Ink(ink), role=role)
    em = context.style("wordmark").size
    top = y - ((CAP_HEIGHT + HEADER_SIZE.height) / 2 + RAISED[size]) * em
    room = Box(x, top, HEADER_SIZE.width * em, HEADER_SIZE.height * em)
    logo = _place_logo(context, size, room, Ink(ground), (0, 0.5), role=role)
    if not logo or logo[-1].box.height < MIN_HEADER_HEIGHT * em:
        return Wordmark((mark_logoless(context, words, ()),), words.box.right)
    return Wordmark(logo, logo[0].box.right)


def cover_logo(context: LayoutContext, room: Box, anchor: tuple[float, float]) -> tuple[PlacedBlock, ...]:
    """Place the large logo on a cover, in a room on the stage; nothing if there is no room or the brand has no logo.

    `anchor` says where in the room: (0, 0) is its top left corner, (1, 1) its bottom right one. Raise UsageError for a
    file that cannot be used.
    """
    try:
        logo = _place_logo(context, "large", room, Ink("stage"), anchor, COVER_SIZE, COVER_AREA)
    except FitError:
        return ()
    return logo if logo and max(logo[-1].box.width, logo[-1].box.height) >= MIN_COVER_LENGTH else ()


def mark_logoless(context: LayoutContext, words: PlacedBlock, logo: Sequence[PlacedBlock]) -> PlacedBlock:
    """Return the wordmark beside a logo, marked if the logo has no room there."""
    return replace(words, fit="logoless") if context.brand.logos and not logo else words


def _place_logo(
    context: LayoutContext,
    size: str,
    room: Box,
    ground: Ink,
    anchor: tuple[float, float],
    limit: Size | None = None,
    max_area: float = 1e9,
    role: str = "",
) -> tuple[PlacedBlock, ...]:
    """Place a logo: its plate, if it needs one, and the logo itself."""
    found = _find_versions(context.brand, size, is_dark(context.brand.rgb(ground)))
    if not found:
        return ()
    pictures = [_read(file) for file in found]
    picture, plate = choose_version(pictures, context.brand, ground)
    most = limit or Size(room.width, room.height)
    inner = Box(0, 0, min(room.width, most.width), min(room.height, most.height))
    place = fit_logo(logo_look(picture, plate), inner, max_area)
    dx = room.x + (room.width - place.outer.width) * anchor[0]
    dy = room.y + (room.height - place.outer.height) * anchor[1]
    box, outer = place.box.moved(dx, dy), place.outer.moved(dx, dy)
    alt = found[pictures.index(picture)].alt or str(context.message("logo.alt", name=context.brand.name))
    is_artifact = role == "Artifact"
    logo = PlacedBlock(
        box,
        Drawing(picture.marks(box)),
        "Artifact" if is_artifact else f"Figure:{LOGO_NAME}",
        alt="" if is_artifact else alt,
    )
    return (filled_rectangle(outer, plate), logo) if plate else (logo,)


def _find_versions(brand: Brand, size: str, is_dark_ground: bool) -> list[LogoFile]:
    """Return the files of a logo in the nearest size, the one for the ground first."""
    logo = next((brand.logos[name] for name in SIZES[size] if name in brand.logos), None)
    if logo is None:
        return []
    files = (logo.dark, logo.light) if is_dark_ground else (logo.light, logo.dark)
    return list(dict.fromkeys(file for file in files if file))


def find_logo_errors(brand: Brand) -> Iterator[UsageError]:
    """Yield an error for each file of the brand's logo that cannot be used."""
    for file in dict.fromkeys(file for logo in brand.logos.values() for file in (logo.light, logo.dark) if file):
        try:
            _read(file)
        except UsageError as error:
            yield error


@lru_cache(maxsize=16)
def _read(file: LogoFile) -> Picture:
    """Read a logo. Raise UsageError for a file that cannot be used."""
    try:
        picture = read_picture(file.path.parent, file.path.name, LARGEST)
        refuse_coarse_image(picture, Size(60, 20))
    except DataError as error:
        raise UsageError(f"the logo {error.what}", error.hint, str(file.path)) from None
    return picture
