"""Renders the templates and style sheets in `assets/html`. The only module that imports Jinja2."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ...provenance.html_format import CONTENT_SECURITY_POLICY
from ...system import resources
from ..xmp import INVALID_XML_CHARACTERS

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["compile_templates", "read_stylesheet", "render_template"]

CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CSS_OPTIONAL_SPACE = re.compile(r"\s*([{};,>])\s*|(?<=:)\s+")


def render_template(name: str, **context: object) -> str:
    """Return a template filled in. Every value is escaped unless the template marks it as safe."""
    return _environment().get_template(name).render(context)


def compile_templates(prefix: str) -> None:
    """Compile the templates whose names start with `prefix`, and the shared ones, before they are needed."""
    for path in resources.html_template_folder().glob("*.jinja"):
        if path.name.startswith((prefix, "page.", "blocks.", "brand.")):
            _environment().get_template(path.name)


@cache
def read_stylesheet(name: str) -> str:
    """Return a style sheet without comments and optional white space."""
    return compact_css((resources.html_template_folder() / name).read_text(encoding="utf-8"))


def compact_css(css: str) -> str:
    """Return CSS without comments and optional white space, one rule a line."""
    compact = CSS_OPTIONAL_SPACE.sub(r"\1", CSS_COMMENT.sub("", css)).strip()
    return compact.replace(";}", "}").replace("}", "}\n")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # slow to import: while the browser draws

    environment = Environment(
        loader=FileSystemLoader(resources.html_template_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        finalize=_replace_invalid_characters,
    )
    environment.globals["content_security_policy"] = CONTENT_SECURITY_POLICY
    return environment


def _replace_invalid_characters(value: object) -> object:
    """Return a text in which U+FFFD stands for characters that XML cannot hold, other values as they are."""
    if type(value) is not str or value.isprintable():  # all characters that XML cannot hold are unprintable
        return value
    return INVALID_XML_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", value)
