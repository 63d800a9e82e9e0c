"""Named page and picture sizes, and custom paper sizes such as 200x250mm."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import UsageError, quote_value
from .geometry import Size

__all__ = ["PAGE_FORMATS", "PAPER_NAMES", "PICTURE_NAMES", "PageFormat", "find_paper_format", "find_picture_format"]

INCH = 72.0
MM = INCH / 25.4
PX = 1.0  # a screen format's pixel is one point, as in Illustrator and Figma


@dataclass(frozen=True, slots=True)
class PageFormat:
    """A paper or picture size, in points. If `height` is None, the content determines it.

    `type_scale` names the type scale of the brand: "page" for a page in the hand, "poster" for a scrolling screen,
    "post" and "card" for a phone, "wall" for reading from one to two meters away. `dpi` is the resolution of its PNG,
    in pixels per inch.
    """

    name: str
    width: float
    height: float | None
    type_scale: str = "page"
    dpi: float = 72

    @property
    def size(self) -> Size:
        """Its size. Raise UsageError if the content determines its height."""
        if self.height is None:
            raise UsageError(f"{self.name} is not a paper size", "choose a paper such as letter or a4")
        return Size(self.width, self.height)


PAGE_FORMATS = {
    f.name: f
    for f in (
        PageFormat("letter", 8.5 * INCH, 11 * INCH),
        PageFormat("a4", 210 * MM, 297 * MM),
        PageFormat("infographic", 1080 * PX, None, type_scale="poster"),
        PageFormat("square", 1080 * PX, 1080 * PX, type_scale="post"),
        PageFormat("social", 1080 * PX, 1350 * PX, type_scale="post"),
        PageFormat("story", 1080 * PX, 1920 * PX, type_scale="post"),
        PageFormat("link", 1200 * PX, 630 * PX, type_scale="card"),
        PageFormat("a3", 297 * MM, 420 * MM, type_scale="wall", dpi=300),
        PageFormat("tabloid", 11 * INCH, 17 * INCH, type_scale="wall", dpi=300),
    )
}
PAPER_NAMES = tuple(name for name, f in PAGE_FORMATS.items() if f.type_scale == "page")
PICTURE_NAMES = tuple(name for name in PAGE_FORMATS if name not in PAPER_NAMES)
POINTS_PER_UNIT = {"mm": MM, "cm": 10 * MM, "in": INCH, "pt": 1.0}
CUSTOM_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*[x×]\s*(\d{1,5}(?:\.\d{1,3})?)\s*(mm|cm|in|pt)", re.ASCII)
MIN_SIDE, MAX_SIDE = 3 * INCH, 60 * INCH  # of a custom paper size


def find_paper_format(name: str) -> PageFormat:
    """Return the paper called `name`, or of a size such as 200x250mm. Raise UsageError if `name` is neither."""
    key = name.strip().lower()
    if key in PAPER_NAMES:
        return PAGE_FORMATS[key]
    found = CUSTOM_SIZE.fullmatch(key)
    if found is None:
        hint = f"choose {', '.join(PAPER_NAMES)}, or a size such as 200x250mm or 8x10in"
        raise UsageError(f"no paper is called {quote_value(name)}", hint, option="--paper")
    width, height = (float(found[side]) * POINTS_PER_UNIT[found[3]] for side in (1, 2))
    if not all(MIN_SIDE <= side <= MAX_SIDE for side in (width, height)):
        hint = f"choose sides from {MIN_SIDE / MM:.0f} to {MAX_SIDE / MM:.0f} mm"
        raise UsageError(f"a paper of {quote_value(name)} cannot be composed", hint, option="--paper")
    return PageFormat(key, width, height)


def find_picture_format(name: str) -> PageFormat:
    """Return the picture format called `name`. Raise UsageError if there is none."""
    if name.lower() not in PICTURE_NAMES:
        hint = f"choose {', '.join(PICTURE_NAMES)}"
        raise UsageError(f"no picture is called {quote_value(name)}", hint, option="--format")
    return PAGE_FORMATS[name.lower()]
