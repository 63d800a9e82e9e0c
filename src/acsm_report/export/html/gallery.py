"""Pictures with captions to one file of HTML: it brings everything along, fetches nothing and runs no script."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from ...geometry import Size
from ...layout.scene import DocumentMetadata
from ...theme.model import Brand, Ink

__all__ = ["GalleryRow", "GallerySection", "GalleryTile", "render_gallery"]

CONTENT_SECURITY_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
INFOGRAPHIC_SCALE = 0.3  # pixels per point of an infographic; a chart has one
GALLERY_CSS = """
:root{{color-scheme:light dark;--ground:{sand};--sheet:{paper};--ink:{ink};--soft:{grey};--rule:{rule}}}
@media(prefers-color-scheme:dark){{:root{{--ground:#16181d;--ink:#f2f2f2;--soft:#a9adb8;--rule:#3a3e48}}}}
*{{box-sizing:border-box}}
body{{margin:0;background:var(--ground);color:var(--ink);font:16px/1.4 '{family}',system-ui,sans-serif;
font-synthesis:none}}
header{{background:{stage};color:{words};padding:clamp(20px,4vw,56px);border-bottom:8px solid;border-image:
linear-gradient(90deg,{lanes}) 1}}
header p,h1,h2,h3{{margin:0;line-height:1.1}}
h1{{font-size:clamp(28px,5vw,60px);font-weight:900;letter-spacing:-.016em;margin:.35em 0 .3em}}
section{{padding:0 clamp(16px,4vw,56px) 40px}}
h2{{font-size:clamp(24px,3vw,36px);font-weight:900;border-top:3px solid;padding-top:.45em;margin-top:40px}}
h3{{font-size:20px;font-weight:900;margin:1.5em 0 .8em}}
h3 small{{font-size:14px;font-weight:400;color:var(--soft);margin-left:.6em}}
label{{display:inline-block;margin-top:1.2em;padding:.4em 0;cursor:pointer}}
.row{{display:grid;gap:28px 24px;align-items:start}}
.pages{{grid-template-columns:repeat(auto-fill,minmax(min(100%,260px),1fr))}}
.charts,.pictures{{display:flex;flex-wrap:wrap}}
figure{{margin:0;min-width:0;max-width:100%}}
.charts figure{{width:calc(var(--w)*1px)}}
.pictures figure{{width:calc(var(--w)*{picture}px)}}
img{{display:block;width:100%;height:auto;background:var(--sheet);border:1px solid var(--rule)}}
figcaption{{font-size:14px;padding-top:.5em;overflow-wrap:anywhere}}
figcaption span{{color:var(--soft);margin-left:.5em}}
:root:has(#grey:checked) img{{filter:grayscale(1)}}
"""


class GalleryTile(NamedTuple):
    """A picture as SVG of this size, its name and note, and what it says to those who do not see it."""

    name: str
    note: str
    alt: str
    svg: bytes
    size: Size


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
    """Return a page of sections in the brand's colours; `proof` names the box that turns all pictures grey.

    `faces` are rules of CSS that embed the brand's typeface.
    """
    colours = {role: brand.rgb(Ink(role)) for role in ("sand", "paper", "ink", "grey", "rule", "stage")}
    track = [brand.rgb(Ink(f"lane.{lane}.stage")) for lane in range(1, lane_count + 1)]
    stops = (f"{colour} {n / lane_count:.2%} {(n + 1) / lane_count:.2%}" for n, colour in enumerate(track))
    family = "".join(c for c in brand.font_faces[0].family if c.isalnum() or c == " ")
    look = GALLERY_CSS.format(
        **colours, words=brand.rgb(Ink("stage.words")), lanes=",".join(stops), family=family, picture=INFOGRAPHIC_SCALE
    )
    lines = [
        "<!doctype html>",
        f'<html lang="{escape(about.language)}"><head><meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}"/>',
        f"<title>{escape(about.title)}</title>",
        f"<style>{''.join(font_face_rules)}{look}</style></head><body>",
        f"<header><h1>{escape(about.title)}</h1><p>{escape(about.subject)}</p>",
        f'<label><input type="checkbox" id="grey"/> {escape(grayscale_label)}</label></header><main>',
        *(line for section in sections for line in _section_html(section)),
        "</main></body></html>\n",
    ]
    return "\n".join(lines).encode()


def _section_html(section: GallerySection) -> Iterator[str]:
    yield f"<section><h2>{escape(section.heading)}</h2>"
    for row in section.rows:
        yield f"<h3>{escape(row.heading)} <small>{escape(row.name)}</small></h3>"
        yield f'<div class="row {section.kind}">'
        yield from map(_tile_html, row.tiles)
        yield "</div>"
    yield "</section>"


def _tile_html(tile: GalleryTile) -> str:
    data = base64.b64encode(tile.svg).decode()
    alternative = escape(tile.alt).replace("\n", "&#10;")
    wide, high = f"{tile.size.width:.0f}", f"{tile.size.height:.0f}"
    return (
        f'<figure style="--w:{wide}"><img width="{wide}" height="{high}" loading="lazy" alt="{alternative}"'
        f' src="data:image/svg+xml;base64,{data}"/>'
        f"<figcaption><b>{escape(tile.name)}</b><span>{escape(tile.note)}</span></figcaption></figure>"
    )
