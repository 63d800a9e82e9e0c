"""The HTML page on which the browser draws charts, and a hash of all that drawings depend on besides their figures."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from pathlib import Path

from ...errors import SetupError
from ...system import resources

__all__ = ["build_font_face_rules", "build_page", "eager_plotly_js", "hash_drawing_inputs"]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src file: 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:"
)
# the layout sets text without kerning and hinting, so plotly must measure it in the same way
TEXT_CSS = "*{font-kerning:none;font-variant-ligatures:none;text-rendering:geometricPrecision}"

# start and end of the function that contains all of plotly.js, and the same in parentheses
EAGER_COMPILE_EDITS = (
    (b', () => {\n"use strict";', b', (() => {\n"use strict";'),
    (b"return Plotly;\n}));", b"return Plotly;\n})));"),
)

FontFiles = Sequence[tuple[str, int, Path]]  # family, weight, TrueType file


def build_page(plotly_js: Path) -> str:
    """Return the page as HTML: a plotly.js and our script, nothing from the network. The fonts are added later."""
    scripts = (html.escape(script.as_uri()) for script in (plotly_js, *_script_paths()[1:]))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
        f"<style>{TEXT_CSS}</style>"
        + "".join(f'<script src="{script}" charset="utf-8"></script>' for script in scripts)
        + "</head><body></body></html>"
    )


def eager_plotly_js() -> bytes:
    """Return plotly.js with its one large function in parentheses, or unchanged if it is written differently.

    V8 then compiles the function at once instead of scanning it first: 6 % off a cold build, see bench/README.md.
    """
    script = _script_paths()[0].read_bytes()
    if all(script.count(plain) == 1 for plain, _ in EAGER_COMPILE_EDITS):
        for plain, parenthesized in EAGER_COMPILE_EDITS:
            script = script.replace(plain, parenthesized)
    return script


def build_font_face_rules(font_files: FontFiles) -> str:
    """Return CSS rules with the complete fonts of a brand. Raise OSError for a file that cannot be read."""
    return "".join(map(_full_font_face_rule, font_files))


def hash_drawing_inputs(font_files: FontFiles) -> str:
    """Return a hash of all that drawings have in common: fonts, plotly.js, our script, the page.

    The browser's version is left out: three versions that were compared drew the same.
    Raise SetupError for a file that cannot be read.
    """
    found = hashlib.sha256((CONTENT_SECURITY_POLICY + TEXT_CSS).encode())
    try:
        for family, weight, path in font_files:
            found.update(f"{family}\0{weight}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
        for script in _script_paths():
            found.update(hashlib.sha256(script.read_bytes()).digest())
    except OSError as error:
        what = f"{Path(error.filename).name} cannot be read: {error.strerror}"
        raise SetupError(what, "correct the brand's fonts, or reinstall acsm-report", str(error.filename)) from None
    return found.hexdigest()


def _script_paths() -> tuple[Path, ...]:
    """Return the scripts of the page in the order in which they load, without importing plotly."""
    return (
        resources.resolve_reference(Path(), "package://plotly/package_data/plotly.min.js"),
        resources.browser_script(),
    )


def _full_font_face_rule(font_file: tuple[str, int, Path]) -> str:
    family, weight, path = font_file
    name = re.sub(r"[^\w -]", lambda letter: f"\\{ord(letter[0]):x} ", family, flags=re.ASCII)
    data = base64.b64encode(path.read_bytes()).decode()
    return f"@font-face{{font-family:'{name}';font-weight:{weight:d};src:url(data:font/ttf;base64,{data})}}"
