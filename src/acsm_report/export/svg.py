"""Writes a scene as SVG: vector shapes, text in embedded font subsets, reproducible bytes."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from html import escape

from ..errors import DrawError, quote_value
from ..geometry import Box, VectorPath
from ..layout.logical_tree import compose_alt_text
from ..layout.measure import text_run_width
from ..layout.scene import (
    PLAIN_STROKE,
    DocumentMetadata,
    Drawing,
    Mark,
    RasterPicture,
    Scene,
    Shape,
    StrokeStyle,
    TextRun,
)
from ..system.cache import Cache
from ..theme.fonts import font_runs, share_characters
from ..theme.model import Brand, FontFace, Ink
from .font_subset import css_string, font_face_rule
from .xmp import INVALID_XML_CHARACTERS, escape_xml

__all__ = ["SvgPen", "format_length", "render_svg", "svg_font_characters"]

ROOT_ATTRIBUTES = (
    'stroke-linejoin="miter" stroke-linecap="butt" stroke-miterlimit="8" text-rendering="geometricPrecision"'
    ' style="font-kerning:none;font-variant-ligatures:none;font-synthesis:none"'  # as the text was measured
)


def render_svg(
    scene: Scene,
    brand: Brand,
    about: DocumentMetadata,
    attachments: Mapping[str, bytes] | None = None,
    cache: Cache | None = None,
) -> bytes:
    """Return a scene as a standalone SVG of one pixel per point, with `attachments` (JSON by name) as metadata.

    Raise DrawError for a chart that has not been drawn and for a link that is not a web address, UsageError for a font
    face that the brand does not have, SetupError for one that cannot be embedded.
    """
    pen = SvgPen(scene, brand)
    body = [line for placed in scene.blocks for line in pen.block_lines(placed.block)]
    width, height = format_length(scene.size.width), format_length(scene.size.height)
    title, description = (f"{escape_xml(scene.name)}-{part}" for part in ("title", "description"))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" lang="{escape_xml(about.language)}" xml:lang="{escape_xml(about.language)}"'
        f' xml:space="preserve" role="img" aria-labelledby="{title}"'
        f' aria-describedby="{description}" {ROOT_ATTRIBUTES}>',
        f'<title id="{title}">{escape_xml(about.title)}</title>',
        f'<desc id="{description}">{escape_xml(compose_alt_text(scene))}</desc>',
        *(
            f'<metadata id="{escape_xml(name)}">{_json_as_xml_text(content)}</metadata>'
            for name, content in (attachments or {}).items()
        ),
        "<style>",
        *(font_face_rule(face, used, cache=cache) for face, used in svg_font_characters(scene, brand).items()),
        "</style>",
        *pen.clip_path_elements(),
        f'<rect width="{width}" height="{height}" fill="{pen.color(Ink(scene.ground))}"/>',
        *body,
        "</svg>\n",
    ]
    return "\n".join(lines).encode()


def svg_font_characters(scene: Scene, brand: Brand) -> dict[FontFace, set[str]]:
    """Return the characters that the SVG of a scene embeds of each font face; charts need not be drawn."""
    used: dict[tuple[str, int], set[str]] = {}
    for placed in scene.blocks:
        for mark in placed.block.marks if isinstance(placed.block, Drawing) else ():
            if isinstance(mark, TextRun) and mark.text.strip():
                _add_characters(mark, used)
    return {face: used[key] for face in brand.all_faces if (key := (face.family, face.weight)) in used}


class SvgPen:
    """Writes the marks of one scene and collects the characters of each font face and the clip paths that they use.

    `id_prefix` starts the ids of the clip paths, so that several pictures can stand in one HTML file.
    """

    def __init__(self, scene: Scene, brand: Brand, id_prefix: str = "") -> None:
        self.scene, self.brand, self.id_prefix = scene, brand, escape_xml(id_prefix or scene.name)
        self.used_characters: dict[tuple[str, int], set[str]] = {}
        self.clips: dict[Box, str] = {}

    def color(self, ink: Ink) -> str:
        return escape_xml(self.brand.rgb(ink, self.scene.ground))

    def block_lines(self, block: object) -> Iterator[str]:
        """Yield one line for each mark of a block, in a group if there are several. Raise DrawError for a chart."""
        if not isinstance(block, Drawing):
            name = getattr(block, "name", "")
            raise DrawError("the chart was not drawn", "report this", f"{self.scene.name}/{name}")
        lines = [line for mark in block.marks if (line := self.mark_element(mark))]
        yield from ["<g>", *lines, "</g>"] if len(lines) > 1 else lines

    def mark_element(self, mark: Mark) -> str:
        if isinstance(mark, Shape):
            return self.path_element(mark)
        if isinstance(mark, RasterPicture):
            return self.image_element(mark)
        return self.text_element(mark) if mark.text.strip() else ""

    def image_element(self, mark: RasterPicture) -> str:
        x, y, width, height = map(format_length, (mark.box.x, mark.box.y, mark.box.width, mark.box.height))
        media_type = "image/jpeg" if mark.image.is_jpeg else "image/png"
        content = base64.b64encode(mark.image.content).decode()
        return (
            f'<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="none"'
            f' xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="data:{media_type};base64,{content}"/>'
        )

    def path_element(self, mark: Shape) -> str:
        stroke = (
            f' stroke="{self.color(mark.stroke)}" stroke-width="{format_length(mark.stroke_width)}"'
            f"{_stroke_style_attributes(mark.stroke_style)}"
            if mark.stroke
            else ""
        )
        clip = f' clip-path="url(#{self.clip_id(mark.clip)})"' if mark.clip else ""
        fill = self.color(mark.fill) if mark.fill else "none"
        rule = ' fill-rule="evenodd"' if mark.is_even_odd else ""
        opacity = f' opacity="{format_length(mark.opacity, 3)}"' if mark.opacity < 1 else ""
        return f'<path d="{_path_data(mark.path)}" fill="{fill}"{rule}{stroke}{clip}{opacity}/>'

    def clip_id(self, box: Box) -> str:
        return self.clips.setdefault(box, f"{self.id_prefix}-clip-{len(self.clips) + 1}")

    def clip_path_elements(self) -> Iterator[str]:
        """Yield the clip paths of the shapes written so far."""
        for box, name in self.clips.items():
            yield f'<clipPath id="{name}"><path d="{_path_data(VectorPath.rectangle(box))}"/></clipPath>'

    def text_element(self, mark: TextRun) -> str:
        """Return text with its measured width, which it keeps in a viewer that replaces the font.

        Tracking is adjusted to it, not the letters: viewers disagree on whether the last character's tracking counts.
        """
        text = mark.text.rstrip()
        _add_characters(mark, self.used_characters)
        x, y = format_length(mark.x), format_length(mark.y)
        position = f'x="{x}" y="{y}"' if mark.stretch == 1 else f'transform="matrix({mark.stretch:.5g} 0 0 1 {x} {y})"'
        width = f'textLength="{format_length(text_run_width(mark) / mark.stretch)}"'
        width += ' lengthAdjust="spacing' + ('"' if mark.tracking else 'AndGlyphs"')
        if mark.tracking:
            width = f'letter-spacing="{format_length(mark.tracking, 4)}" {width}'
        fill = f'fill="{self.color(mark.ink)}"' if mark.ink else 'fill-opacity="0"'
        element = (
            f'<text {position} font-family="{_font_families(mark)}" font-weight="{mark.weight}"'
            f' font-size="{format_length(mark.size)}" {width} {fill}>{escape_xml(text)}</text>'
        )
        return self.wrap_in_link(mark.link.target, element) if mark.link else element

    def wrap_in_link(self, link: str, element: str) -> str:
        """Return an element linked to a web address, or as it is for a page reference: a picture has no other pages."""
        if link.startswith("#"):
            return element
        if link.startswith(("https://", "http://")):
            return f'<a href="{escape_xml(link)}">{element}</a>'
        raise DrawError(f"the link {quote_value(link)} is not a web address", "report this", self.scene.name)


def _add_characters(run: TextRun, used: dict[tuple[str, int], set[str]]) -> None:
    for face, characters in share_characters(run.text.rstrip(), run.family, run.weight).items():
        used.setdefault(face, set()).update(characters)


def _font_families(run: TextRun) -> str:
    """Return the families that set a run, its own first."""
    names = dict.fromkeys((run.family, *(part.face.family for part in font_runs(run.text, run.family, run.weight))))
    return escape_xml(",".join([*map(css_string, names), "sans-serif"]))


def _stroke_style_attributes(style: StrokeStyle) -> str:
    """Return the attributes in which a style differs from that of the whole drawing."""
    names = ("stroke-linecap", "stroke-linejoin", "stroke-miterlimit")
    changed = zip(names, style, PLAIN_STROKE, strict=True)
    return "".join(f' {name}="{escape_xml(str(value))}"' for name, value, usual in changed if value != usual)


def _path_data(path: VectorPath) -> str:
    return "".join(operator + " ".join(map(format_length, values)) for operator, values in path.segments)


def format_length(value: float, decimals: int = 2) -> str:
    """Return a number with at most `decimals` decimals, without trailing zeros and never "-0"."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _json_as_xml_text(content: bytes) -> str:
    """Return JSON as XML text; characters that XML does not allow become JSON escapes."""
    return escape(INVALID_XML_CHARACTERS.sub(lambda match: f"\\u{ord(match[0]):04x}", content.decode()), quote=False)
