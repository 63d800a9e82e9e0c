"""The page on which the browser draws, and what a drawing depends on besides its figure."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Sequence
from pathlib import Path

from ...errors import SetupError
from ...system import resources

__all__ = ["build_font_face_rules", "build_page", "hash_drawing_inputs", "patch_plotly_js"]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src file: 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data: blob:; font-src data:"
)
# our own layout sets type without kerning: measure it so, and unhinted
TEXT_CSS = "*{font-kerning:none;font-variant-ligatures:none;text-rendering:geometricPrecision}"

# what begins and ends the one function that all of plotly.js is in, and the same in brackets
EAGER_COMPILE_EDITS = (
    (b', () => {\n"use strict";', b', (() => {\n"use strict";'),
    (b"return Plotly;\n}));", b"return Plotly;\n})));"),
)

FontFiles = Sequence[tuple[str, int, Path]]  # of faces: family, weight, TrueType file


def build_page(plotly_js: Path) -> str:
    """Return the page that draws: plotly.js, kaleido's script, ours; nothing from elsewhere. Its faces come later."""
    scripts = (html.escape(script.as_uri()) for script in (plotly_js, *_script_paths()[1:]))
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
        f"<style>{TEXT_CSS}</style>"
        + "".join(f'<script src="{script}" charset="utf-8"></script>' for script in scripts)
        + "</head><body></body></html>"
    )


def build_font_face_rules(font_files: FontFiles) -> str:
    """Return the rules of CSS that bring the brand's faces to the page. Raise OSError for one that cannot be read."""
    return "".join(map(_full_font_face_rule, font_files))


def patch_plotly_js() -> bytes:
    """Return plotly.js with its one large function in brackets.

    The browser then compiles it at once, else it first reads all of it over to find its end: a quarter of its start.
    A plotly.js that is written otherwise is returned as it is.
    """
    script = _script_paths()[0].read_bytes()
    if all(script.count(plain) == 1 for plain, _ in EAGER_COMPILE_EDITS):
        for plain, bracketed in EAGER_COMPILE_EDITS:
            script = script.replace(plain, bracketed)
    return script


def hash_drawing_inputs(font_files: FontFiles) -> str:
    """Return a hash of all that is the same for every drawing: faces, plotly.js, the other scripts, their page.

    The browser is not in it: measured, three of them draw the same. Raise SetupError for a file that cannot be read.
    """
    try:
        return _hash_inputs(font_files)
    except OSError as error:
        what = f"{Path(error.filename).name} cannot be read: {error.strerror}"
        raise SetupError(what, "correct the brand's fonts, or install acsm-report anew", str(error.filename)) from None


def _hash_inputs(font_files: FontFiles) -> str:
    found = hashlib.sha256((CONTENT_SECURITY_POLICY + TEXT_CSS).encode())
    for family, weight, path in font_files:
        found.update(f"{family}\0{weight}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    for script in _script_paths():
        found.update(hashlib.sha256(script.read_bytes()).digest())
    return found.hexdigest()


def _script_paths() -> tuple[Path, ...]:
    """Return the scripts of the page, in order; they are found without importing whose they are."""
    return (
        resources.resolve_reference(Path(), "package://plotly/package_data/plotly.min.js"),
        resources.resolve_reference(Path(), "package://kaleido/vendor/kaleido_scopes.js"),
        resources.browser_script(),
    )


def _full_font_face_rule(font_file: tuple[str, int, Path]) -> str:
    family, weight, path = font_file
    name = re.sub(r"[^\w -]", lambda letter: f"\\{ord(letter[0]):x} ", family, flags=re.ASCII)
    data = base64.b64encode(path.read_bytes()).decode()
    return f"@font-face{{font-family:'{name}';font-weight:{weight:d};src:url(data:font/ttf;base64,{data})}}"
