"""The properties of the elements of an SVG picture. What would change the drawing and cannot be drawn is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ...theme.colors import parse_css_color
from ..scene import LINE_CAPS, LINE_JOINS
from .svg_css import StyleRule, declared_properties, refuse
from .svg_values import parse_share
from .xml_tree import XmlElement

__all__ = ["INITIAL_STYLE", "OWN_PROPERTIES", "resolve_color", "resolve_style"]

INITIAL_STYLE = {
    "color": "black", "fill": "black", "fill-opacity": "1", "fill-rule": "nonzero", "stroke": "none",
    "stroke-opacity": "1", "stroke-width": "1", "stroke-linecap": "butt", "stroke-linejoin": "miter",
    "stroke-miterlimit": "4", "stroke-dasharray": "none", "paint-order": "normal", "visibility": "visible",
    "marker": "none", "marker-start": "none", "marker-mid": "none", "marker-end": "none",
}  # fmt: skip
OWN_PROPERTIES = {  # that children do not inherit
    "display": "inline", "opacity": "1", "clip-path": "none", "mask": "none", "filter": "none",
    "mix-blend-mode": "normal", "transform": "", "transform-origin": "0 0", "transform-box": "view-box",
    "vector-effect": "none",
}  # fmt: skip
ONLY_VALUES = {  # the properties of which only these values can be drawn
    "stroke-linecap": LINE_CAPS, "stroke-linejoin": LINE_JOINS, "fill-rule": ("nonzero", "evenodd"),
    "visibility": ("visible", "hidden", "collapse"), "stroke-dasharray": ("none", "0"),
    "marker": ("none",), "marker-start": ("none",), "marker-mid": ("none",), "marker-end": ("none",),
    "mask": ("none",), "filter": ("none",), "mix-blend-mode": ("normal",), "transform-box": ("view-box",),
    "vector-effect": ("none",),
}  # fmt: skip
WITHOUT_EFFECT = re.compile(  # on shapes: of text, of gradients that are refused, hints, and of editors
    r"-inkscape-.*|--.*|font.*|text-.*|(letter|word)-spacing|line-height|writing-mode|direction|unicode-bidi|white-space"
    r"|baseline-shift|(dominant|alignment)-baseline|glyph-orientation-.*|kerning|block-progression|inline-size"
    r"|shape-.*|(color|image)-rendering|color-interpolation.*|color-profile|solid-.*|stop-.*|flood-.*|lighting-color"
    r"|enable-background|isolation|overflow.*|clip-rule|stroke-dashoffset|pointer-events|cursor|user-select|mask-type"
    r"|will-change"
)
PAGE_PROPERTIES = re.compile(r"(max-|min-)?(width|height)|margin.*|position|top|left|vertical-align")  # of the root


def resolve_style(element: XmlElement, parent: Mapping[str, str], rules: Iterable[StyleRule]) -> dict[str, str]:
    """Return the properties of an element, given those of its parent. Raise DataError for what cannot be drawn."""
    known = {**INITIAL_STYLE, **OWN_PROPERTIES}
    own = {name: value.strip() for name, value in element.attributes.items() if name in known}
    own |= declared_properties(element, rules)
    inherited = {name: value for name, value in parent.items() if name in INITIAL_STYLE}
    style = {**OWN_PROPERTIES, **inherited}
    for name, value in own.items():
        if name in known:
            style[name] = {"inherit": parent.get(name, known[name]), "initial": known[name]}.get(value, value)
        elif not (WITHOUT_EFFECT.fullmatch(name) or (element.name == "svg" and PAGE_PROPERTIES.fullmatch(name))):
            raise refuse(element, f"the style {name[:40]!r}")
    for name, values in ONLY_VALUES.items():
        if style[name] not in values and style["display"] != "none":
            raise refuse(element, f"{name} {style[name][:40]!r}")
    return style


def resolve_color(element: XmlElement, style: Mapping[str, str], part: str) -> tuple[str, float] | None:
    """Return the color of "fill" or "stroke", "#RRGGBB", and its opacity; None if it paints nothing."""
    value = style[part]
    if value.lower() in ("none", "transparent"):
        return None
    if value.lower() == "currentcolor":
        value = style["color"]
    if value.startswith("url("):
        raise refuse(element, f"a gradient or pattern as its {part}")
    try:
        color, alpha = parse_css_color(value)
        opacity = alpha * parse_share(style[f"{part}-opacity"])
    except ValueError:
        raise refuse(element, f"the {part} {value[:40]!r}") from None
    return (color, opacity) if opacity > 0 else None
