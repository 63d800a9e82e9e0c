"""A picture that was read from a file: its marks, and on which grounds it can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...geometry import POINTS_PER_INCH, Box, Size
from ...theme.colors import contrast_ratio, is_dark
from ..scene import Mark, RasterImage, RasterPicture, Shape

__all__ = ["Appearance", "Picture", "resolution_in"]

FAINT_CONTRAST, MAX_FAINT_SHARE = 1.3, 0.1  # what has less contrast is lost; how much of a picture may be lost
CLEAR_CONTRAST = {"light": 2.0, "dark": 3.0}  # by ground: eyes tell dark colors apart less than the ratio says
MIN_CLEAR_SHARE = 0.5  # of a picture that must have clear contrast
MIN_INNER_SHARE = 0.01  # of a picture with a ground of its own that must differ from the page


@dataclass(frozen=True, slots=True)
class Appearance:
    """The colors, "#RRGGBB", at evenly spread points that a picture paints.

    `is_opaque` if it fills its whole box: then it brings its own ground.
    """

    colors: tuple[str, ...]
    is_opaque: bool

    def is_visible_on(self, ground: str) -> bool:
        """Tell whether the picture can be seen on a ground of this color."""
        faint = self._share_below(FAINT_CONTRAST, ground)
        if self.is_opaque:
            return 1 - faint >= MIN_INNER_SHARE
        return faint <= MAX_FAINT_SHARE and self.visible_share(ground) >= MIN_CLEAR_SHARE

    def visible_share(self, ground: str) -> float:
        """Return the share of the picture with clear contrast on a ground of this color."""
        return 1 - self._share_below(CLEAR_CONTRAST["dark" if is_dark(ground) else "light"], ground)

    def _share_below(self, contrast: float, ground: str) -> float:
        return sum(contrast_ratio(color, ground) < contrast for color in self.colors) / len(self.colors)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its size in a unit of its own, and either an image or shapes within that size."""

    size: Size
    appearance: Appearance
    image: RasterImage | None = None
    shapes: Sequence[Shape] = ()

    def marks(self, box: Box) -> tuple[Mark, ...]:
        """Return the marks of the picture in `box`, which has its proportions."""
        if self.image:
            return (RasterPicture(box, self.image),)
        return tuple(_place_shape(shape, box, box.width / self.size.width) for shape in self.shapes)


def resolution_in(pixels: Size, room: Size) -> float:
    """Return the pixels per inch of an image that is as large as its proportions allow in a room, in points."""
    return pixels.width / min(room.width, room.height * pixels.width / pixels.height) * POINTS_PER_INCH


def _place_shape(shape: Shape, box: Box, scale: float) -> Shape:
    clip = shape.clip
    if clip:
        clip = Box(box.x + clip.x * scale, box.y + clip.y * scale, clip.width * scale, clip.height * scale)
    path = shape.path.transformed(box.x, box.y, scale)
    return replace(shape, path=path, stroke_width=shape.stroke_width * scale, clip=clip)
