"""Pictures with captions to one file of HTML that contains everything it needs, fetches nothing and runs no script."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import NamedTuple

from ...geometry import Size
from ...layout.scene import DocumentMetadata
from ...theme.model import Brand, Ink
from .stylesheet import build_stylesheet
from .templates import render_template

__all__ = ["GalleryRow", "GallerySection", "GalleryTile", "render_gallery"]


class GalleryTile(NamedTuple):
    """A picture as SVG of this size in points, its name, its note and its text alternative."""

    name: str
    note: str
    alt: str
    svg: bytes
    size: Size

    @property
    def pixel_width(self) -> int:
        return round(self.size.width)

    @property
    def pixel_height(self) -> int:
        return round(self.size.height)

    @property
    def data_uri(self) -> str:
        return f"data:image/svg+xml;base64,{base64.b64encode(self.svg).decode()}"


class GalleryRow(NamedTuple):
    """Tiles under a heading and the name of the data that they show."""

    heading: str
    name: str
    tiles: tuple[GalleryTile, ...]


class GallerySection(NamedTuple):
    """Rows of one kind under a heading; `kind` is pages, charts or pictures."""

    heading: str
    kind: str
    rows: tuple[GalleryRow, ...]


def render_gallery(
    about: DocumentMetadata,
    sections: Iterable[GallerySection],
    brand: Brand,
    grayscale_label: str,
    lane_count: int,
    font_face_rules: Iterable[str] = (),
) -> bytes:
    """Return a page of sections in the brand's colors; `grayscale_label` names the box that turns all pictures gray.

    `font_face_rules` are CSS rules that embed the brand's typeface.
    """
    lanes = range(1, lane_count + 1)
    return render_template(
        "gallery.html.jinja",
        about=about,
        styles=[*font_face_rules, build_stylesheet(brand, lanes, "gallery.css", "sand")],
        sections=list(sections),
        grayscale_label=grayscale_label,
        lane_colors=[brand.rgb(Ink(f"lane.{lane}.stage")) for lane in lanes],
    ).encode()
