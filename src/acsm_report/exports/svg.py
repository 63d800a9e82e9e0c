"""A scene to SVG: vectors, real text in embedded fonts cut down to its letters, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path

from .. import fonts
from ..brand import Brand, Face, Ink
from ..cache import Cache, key
from ..errors import DrawError, SetupError, shown
from ..geometry import Box
from ..geometry import Path as Outline
from ..scene import About, Drawing, Mark, Run, Scene, Shape
from ..structure import alternative
from .metadata import FORBIDDEN, plain

__all__ = ["Pen", "face_rule", "number", "svg"]

TABLES = {"GlyphOrder", "head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"}  # that stay
KERNING = {"GDEF", "GPOS", "kern"}
NAMES = (0, 1, 2, 13, 14)  # of a font's names those that stay: copyright, family, style, licence and its address
LOOK = (
    'stroke-linejoin="miter" stroke-linecap="butt" stroke-miterlimit="8" text-rendering="geometricPrecision"'
    ' style="font-kerning:none;font-variant-ligatures:none"'  # words as wide as they were measured
)


def svg(
    scene: Scene,
    brand: Brand,
    about: About,
    attached: Mapping[str, bytes] | None = None,
    cache: Cache | None = None,
) -> bytes:
    """Return a finished scene as a standalone SVG, a point a pixel; `attached` JSON files travel in it as metadata.

    Raise DrawError for a chart that was not drawn and for a link that leads nowhere, UsageError for a face that
    the brand lacks, SetupError for one that cannot be embedded.
    """
    pen = Pen(scene, brand)
    body = [line for item in scene.items for line in pen.block(item.block)]
    wide, high = number(scene.size.w), number(scene.size.h)
    title, description = (f"{scene.name}-{part}" for part in ("title", "description"))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}" lang="{plain(about.language)}" xml:lang="{plain(about.language)}"'
        f' xml:space="preserve" role="img" aria-labelledby="{title}" aria-describedby="{description}" {LOOK}>',
        f'<title id="{title}">{plain(about.title)}</title>',
        f'<desc id="{description}">{plain(alternative(scene))}</desc>',
        *(f'<metadata id="{plain(name)}">{_json(content)}</metadata>' for name, content in (attached or {}).items()),
        "<style>",
        *(
            face_rule(face, pen.used[face.family, face.weight], cache=cache)
            for face in brand.faces
            if (face.family, face.weight) in pen.used
        ),
        "</style>",
        *pen.definitions(),
        f'<rect width="{wide}" height="{high}" fill="{pen.colour(Ink(scene.ground))}"/>',
        *body,
        "</svg>\n",
    ]
    return "\n".join(lines).encode()


class Pen:
    """Writes the marks of one scene, and remembers what they need: the characters of each face, the clips.

    `name` begins the names of the clips, which are those of no other picture in the same file.
    """

    def __init__(self, scene: Scene, brand: Brand, name: str = "") -> None:
        self.scene, self.brand, self.name = scene, brand, name or scene.name
        self.used: dict[tuple[str, int], set[str]] = {}
        self.clips: dict[Box, str] = {}

    def colour(self, ink: Ink) -> str:
        return self.brand.rgb(ink, self.scene.ground)

    def block(self, block: object) -> Iterator[str]:
        """Yield the lines of a block, a mark each; those of several marks are a group."""
        if not isinstance(block, Drawing):
            name = getattr(block, "name", "")
            raise DrawError("the chart was not drawn", "report this", f"{self.scene.name}/{name}")
        lines = [line for mark in block.marks if (line := self.mark(mark))]
        yield from ["<g>", *lines, "</g>"] if len(lines) > 1 else lines

    def mark(self, mark: Mark) -> str:
        if isinstance(mark, Shape):
            return self.shape(mark)
        return self.run(mark) if mark.text.strip() else ""

    def shape(self, mark: Shape) -> str:
        stroke = f' stroke="{self.colour(mark.stroke)}" stroke-width="{number(mark.width)}"' if mark.stroke else ""
        clip = f' clip-path="url(#{self.clip(mark.clip)})"' if mark.clip else ""
        fill = self.colour(mark.fill) if mark.fill else "none"
        return f'<path d="{_data(mark.path)}" fill="{fill}"{stroke}{clip}/>'

    def clip(self, box: Box) -> str:
        return self.clips.setdefault(box, f"{self.name}-clip-{len(self.clips) + 1}")

    def definitions(self) -> Iterator[str]:
        """Yield the clips that the shapes written so far are seen through."""
        for box, name in self.clips.items():
            yield f'<clipPath id="{name}"><path d="{_data(Outline.box(box))}"/></clipPath>'

    def run(self, mark: Run) -> str:
        """Write words as text that keeps its width where a viewer has to take another font.

        Words with tracking are left to it: viewers disagree on what the length of such words is.
        """
        words = mark.text.rstrip()
        self.used.setdefault((mark.family, mark.weight), set()).update(words)
        x, y = number(mark.x), number(mark.y)
        place = f'x="{x}" y="{y}"' if mark.stretch == 1 else f'transform="matrix({mark.stretch:.5g} 0 0 1 {x} {y})"'
        width = f'textLength="{number(fonts.run_width(mark) / mark.stretch)}" lengthAdjust="spacingAndGlyphs"'
        if mark.tracking:
            width = f'letter-spacing="{number(mark.tracking, 4)}"'
        fill = f'fill="{self.colour(mark.ink)}"' if mark.ink else 'fill-opacity="0"'
        text = (
            f'<text {place} font-family="{_family(mark.family)}" font-weight="{mark.weight}"'
            f' font-size="{number(mark.size)}" {width} {fill}>{plain(words)}</text>'
        )
        return self.linked(mark.link.to, text) if mark.link else text

    def linked(self, link: str, words: str) -> str:
        """Return words that lead to an address of the web; a picture has no other pages to lead to."""
        if link.startswith("#"):
            return words
        if link.startswith(("https://", "http://")):
            return f'<a href="{plain(link)}">{words}</a>'
        raise DrawError(f"the link {shown(link)} is no web address", "report this", self.scene.name)


def face_rule(face: Face, characters: Iterable[str], kerned: bool = False, cache: Cache | None = None) -> str:
    """Return the rule of CSS that embeds a face with the glyphs of these characters and no others.

    Words that nobody measured may be `kerned`. What was cut before is in the cache. Raise SetupError for a face that
    cannot be embedded.
    """
    letters = "".join(sorted(characters))
    kept = cache or Cache(None)
    name = key("face", _font_tools(), _fingerprint(face.path), letters, str(kerned)) if kept.place else ""
    font = kept.get(name) if name else None
    if font is None:
        font = base64.b64encode(_subset(face.path, letters, kerned)).decode()
        kept.put({name: font})
    named = _quoted(face.family)
    return f"@font-face{{font-family:{named};font-weight:{face.weight};src:url(data:font/woff;base64,{font})}}"


def _family(name: str) -> str:
    return plain(f"{_quoted(name)},sans-serif")


def _quoted(name: str) -> str:
    """Return a name as a string of CSS, which reads alike as XML and as HTML."""
    return "'" + re.sub(r"[\\'{}<>&\x00-\x1f]", lambda found: f"\\{ord(found[0]):x} ", name) + "'"


@lru_cache(maxsize=64)
def _subset(path: Path, characters: str, kerned: bool) -> bytes:
    """Return a font file as WOFF with the glyphs of these characters alone, without ligatures; kerning if wanted.

    Raise SetupError for one that cannot be read.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(hinting=False, notdef_outline=True, name_IDs=list(NAMES), layout_features=["kern"])
    kept = TABLES | KERNING if kerned else TABLES
    buffer = io.BytesIO()
    try:
        with TTFont(path, lazy=True, recalcTimestamp=False) as font:
            for table in {*font.keys()} - kept:
                del font[table]
            subsetter = Subsetter(options)
            subsetter.populate(text=characters)
            subsetter.subset(font)
            font.flavor = "woff"
            font.save(buffer)
    except Exception as error:  # the reader of a broken font fails in many ways, struct.error among them
        raise SetupError(f"the font cannot be embedded ({error})", "name another in brand.yml", str(path)) from None
    return buffer.getvalue()


def _font_tools() -> str:
    from fontTools import version

    return str(version)


@lru_cache(maxsize=64)
def _fingerprint(path: Path) -> str:
    """Return the hash of a font file. Raise SetupError for one that cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        what = f"the font cannot be embedded ({error.strerror})"
        raise SetupError(what, "name another in brand.yml", str(path)) from None


def _data(path: Outline) -> str:
    return "".join(operator + " ".join(map(number, values)) for operator, values in path.segments)


def number(value: float, digits: int = 2) -> str:
    """Return a length with at most so many decimals, and no sign before nothing."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _json(content: bytes) -> str:
    """Return a JSON file as text of XML; what XML cannot hold is escaped as JSON does it."""
    return escape(FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", content.decode()), quote=False)
