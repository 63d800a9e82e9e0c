"""What a transcript may consist of: the one list of its elements, attributes and its content security policy.

The templates in `assets/html` write these and no others; `html_reader` reports anything else.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "ALLOWED_ATTRIBUTES",
    "CONTENT_SECURITY_POLICY",
    "INLINE_TAGS",
    "READABLE_ATTRIBUTES",
    "REPEATED_CONTENT_CLASS",
    "SUPPLEMENT_TAGS",
    "VOID_TAGS",
]

CONTENT_SECURITY_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
VOID_TAGS = frozenset({"meta", "wbr"})
INLINE_TAGS = frozenset({"a", "b", "span"})  # words go on in them without a space
SUPPLEMENT_TAGS = frozenset({"title", "desc", "details", "header", "footer"})  # hold or repeat words beside the pages
REPEATED_CONTENT_CLASS = "beside"  # of marks in a picture whose words stand elsewhere on the page
READABLE_ATTRIBUTES = frozenset({"content", "data-folio", "data-head", "aria-label"})  # attributes that somebody reads

PAINT_ATTRIBUTES = frozenset({"fill", "fill-opacity", "stroke", "stroke-width", "clip-path"})
REGION_ATTRIBUTES = frozenset({"role", "tabindex", "aria-label"})

ALLOWED_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    # the page
    "html": frozenset({"lang"}),
    "head": frozenset(),
    "meta": frozenset({"charset", "name", "content", "http-equiv"}),
    "style": frozenset(),
    "script": frozenset({"type", "id"}),
    "body": frozenset(),
    "header": frozenset(),
    "nav": frozenset({"class", "aria-labelledby"}),
    "main": frozenset({"id", "tabindex"}),
    "section": frozenset({"id", "class", "aria-label", "aria-labelledby", "data-page", "data-folio"}),
    "footer": frozenset(),
    # blocks
    "div": frozenset({"class"}) | REGION_ATTRIBUTES,
    "h1": frozenset(),
    "h2": frozenset({"id"}),
    "h3": frozenset({"id"}),
    "h4": frozenset({"id"}),
    "p": frozenset({"id", "class"}),
    "ul": frozenset({"class", "role"}),
    "ol": frozenset({"class", "role"}),
    "li": frozenset({"value"}),
    "dl": frozenset({"class"}),
    "dt": frozenset(),
    "dd": frozenset(),
    "table": frozenset({"role", "aria-labelledby"}),
    "caption": frozenset(),
    "thead": frozenset({"role"}),
    "tbody": frozenset({"role"}),
    "tr": frozenset({"role"}),
    "th": frozenset({"role", "scope"}),
    "td": frozenset({"role", "data-head"}),
    "figure": frozenset(),
    "figcaption": frozenset(),
    "details": frozenset(),
    "summary": frozenset(),
    # words
    "a": frozenset({"href", "class"}),
    "b": frozenset({"class"}),
    "span": frozenset({"class", "role", "aria-label"}),
    "wbr": frozenset(),
    # pictures; HTML parsers read names in lower case
    "svg": frozenset({"class", "role", "aria-labelledby", "aria-describedby", "viewbox", "width", "height", "style"}),
    "title": frozenset({"id"}),
    "desc": frozenset({"id"}),
    "clippath": frozenset({"id"}),
    "g": frozenset({"class"}),
    "path": frozenset({"d"}) | PAINT_ATTRIBUTES,
    "rect": frozenset({"x", "y", "width", "height", "fill"}),
    "text": frozenset(
        {"x", "y", "transform", "font-family", "font-weight", "font-size", "letter-spacing"}
        | {"textlength", "lengthadjust"}
        | PAINT_ATTRIBUTES
    ),
}
