"""The rules for a logo: which version is drawn on which ground, on a plate or not, and how large it is.

A logo keeps clear space of a quarter of its shorter side. It is printed with at least MIN_DPI. The version made for the
ground is taken if it can be seen there, then the other; if neither can, the logo gets a light or a dark plate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import DataError, FitError
from ..geometry import POINTS_PER_INCH, Box, Size
from ..theme.model import Brand, Ink
from .pictures.picture import Picture, resolution_in

__all__ = [
    "LOGO_NAME",
    "MIN_DPI",
    "LogoLook",
    "LogoPlace",
    "choose_version",
    "fit_logo",
    "logo_look",
    "refuse_coarse_image",
]

LOGO_NAME = "logo"  # in the role of its figure
MIN_DPI = 150
CLEAR_SPACE = 0.25  # around a logo, and between it and the edge of its plate, of its shorter side
PLATES = (Ink("white"), Ink("ink"))  # in the order in which they are tried


class LogoLook(NamedTuple):
    """How a logo looks in a layout: its size in a unit of its own, its plate, and its largest size in points."""

    size: Size
    plate: Ink | None = None
    limit: Size | None = None


class LogoPlace(NamedTuple):
    """The box of a logo, and the same with its plate."""

    box: Box
    outer: Box


def choose_version(versions: Sequence[Picture], brand: Brand, ground: Ink) -> tuple[Picture, Ink | None]:
    """Return the version of a logo for a ground, and its plate. `versions` begins with the one made for the ground.

    If no version can be seen as a whole on any plate, the one of which most can be seen is taken.
    """
    looks = [(version, plate) for plate in (None, *PLATES) for version in versions]
    colors = {plate: brand.rgb(plate or ground) for plate in (None, *PLATES)}
    for version, plate in looks:
        if version.appearance.is_visible_on(colors[plate]):
            return version, plate
    return max(looks, key=lambda look: look[0].appearance.visible_share(colors[look[1]]))


def logo_look(picture: Picture, plate: Ink | None) -> LogoLook:
    """Return how a picture looks in a layout. An image of pixels has a largest size."""
    if picture.image is None:
        return LogoLook(picture.size, plate)
    points_per_pixel = POINTS_PER_INCH / MIN_DPI
    limit = Size(picture.image.width * points_per_pixel, picture.image.height * points_per_pixel)
    return LogoLook(picture.size, plate, limit)


def refuse_coarse_image(picture: Picture, printed_size: Size) -> None:
    """Raise DataError if an image has too few pixels to be printed within `printed_size` points."""
    if picture.image and (dpi := resolution_in(picture.image.size, printed_size)) < MIN_DPI:
        what = f"has {dpi:.0f} pixels per inch where it is printed, less than {MIN_DPI}"
        raise DataError(what, "take a larger picture, or an SVG")


def fit_logo(logo: LogoLook, room: Box, max_area: float = math.inf) -> LogoPlace:
    """Return the largest place of a logo in the top left corner of `room`, plate included.

    Its area is at most `max_area`, so that a wide logo does not outweigh a compact one. Raise FitError if there is no
    room.
    """
    if min(room.width, room.height) <= 0:
        raise FitError("logo", "", -min(room.width, room.height))
    size = logo.size
    padding = CLEAR_SPACE * min(size.width, size.height) if logo.plate else 0.0
    scale = min(
        room.width / (size.width + 2 * padding),
        room.height / (size.height + 2 * padding),
        math.sqrt(max_area / (size.width * size.height)),
        logo.limit.width / size.width if logo.limit else math.inf,
    )
    padding *= scale
    box = Box(room.x + padding, room.y + padding, size.width * scale, size.height * scale)
    return LogoPlace(box, box.padded(padding))
