"""The styles of an SVG picture: attributes, style attributes and style sheets of simple rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...errors import DataError
from ...theme.colors import parse_css_color
from ..scene import LINE_CAPS, LINE_JOINS
from .svg_values import parse_share
from .xml_tree import XmlElement

__all__ = [
    "INITIAL_STYLE",
    "OWN_PROPERTIES",
    "StyleRule",
    "parse_style_sheet",
    "refuse",
    "resolve_color",
    "resolve_style",
]

INITIAL_STYLE = {
    "color": "black", "fill": "black", "fill-opacity": "1", "fill-rule": "nonzero", "stroke": "none",
    "stroke-opacity": "1", "stroke-width": "1", "stroke-linecap": "butt", "stroke-linejoin": "miter",
    "stroke-miterlimit": "4", "stroke-dasharray": "none", "visibility": "visible",
    "marker": "none", "marker-start": "none", "marker-mid": "none", "marker-end": "none",
}  # fmt: skip
OWN_PROPERTIES = {  # that children do not inherit
    "display": "inline", "opacity": "1", "clip-path": "none", "mask": "none", "filter": "none",
    "mix-blend-mode": "normal", "transform": "",
}  # fmt: skip
ONLY_VALUES = {  # the properties of which only these values can be drawn
    "stroke-linecap": LINE_CAPS, "stroke-linejoin": LINE_JOINS, "fill-rule": ("nonzero", "evenodd"),
    "visibility": ("visible", "hidden", "collapse"),
    "stroke-dasharray": ("none", "0"), "marker": ("none",), "marker-start": ("none",), "marker-mid": ("none",),
    "marker-end": ("none",), "mask": ("none",), "filter": ("none",), "mix-blend-mode": ("normal",),
}  # fmt: skip
SELECTOR = re.compile(r"\*|(?P<name>[A-Za-z]\w*)?(?:(?P<sign>[.#])(?P<key>[\w-]+))?")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)


class StyleRule(NamedTuple):
    """A rule of a style sheet: what it applies to, its rank among others, and its properties."""

    name: str
    sign: str
    key: str
    rank: tuple[int, int]
    properties: Mapping[str, str]

    def applies_to(self, element: XmlElement) -> bool:
        if self.name and self.name != element.name:
            return False
        if self.sign == ".":
            return self.key in element.attributes.get("class", "").split()
        return not self.sign or self.key == element.attributes.get("id")


def refuse(element: XmlElement, what: str) -> DataError:
    """Return the error for a part of SVG that cannot be drawn."""
    hint = "save it as PNG, or convert text to paths" if element.name in ("text", "tspan") else "save it as PNG"
    return DataError(f"has {what} in line {element.line}, which cannot be drawn", hint)


def parse_style_sheet(element: XmlElement, first_rank: int) -> Iterator[StyleRule]:
    """Yield the rules of a <style> element. Raise DataError for rules that are not simple."""
    text = COMMENT.sub("", element.text)
    if "@" in text or "url(" in text.replace("url(#", ""):
        raise refuse(element, "a style sheet with @ or url()")
    for number, found in enumerate(RULE.finditer(text), first_rank):
        properties = _parse_declarations(found[2])
        for selector in found[1].split(","):
            match = SELECTOR.fullmatch(selector.strip())
            if match is None:
                raise refuse(element, f"a style for {' '.join(selector.split())!r}")
            name, sign, key = (match[group] or "" for group in ("name", "sign", "key"))
            rank = {"": 0, ".": 1, "#": 2}[sign] * 2 + bool(name)
            yield StyleRule(name, sign, key, (rank, number), properties)
    if RULE.sub("", text).strip():
        raise refuse(element, "a style sheet that cannot be read")


def _parse_declarations(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in COMMENT.sub("", text).split(";"))
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs if value.strip()}


def resolve_style(element: XmlElement, parent: Mapping[str, str], rules: list[StyleRule]) -> dict[str, str]:
    """Return the properties of an element, given those of its parent. Raise DataError for what cannot be drawn."""
    known = {**INITIAL_STYLE, **OWN_PROPERTIES}
    own = {name: value.strip() for name, value in element.attributes.items() if name in known}
    for rule in sorted((rule for rule in rules if rule.applies_to(element)), key=lambda rule: rule.rank):
        own.update(rule.properties)
    own.update(_parse_declarations(element.attributes.get("style", "")))
    inherited = {name: value for name, value in parent.items() if name in INITIAL_STYLE}
    style = {**OWN_PROPERTIES, **inherited}
    for name, value in own.items():
        if name in known and value != "inherit":
            style[name] = known[name] if value == "initial" else value
    for name, values in ONLY_VALUES.items():
        if style[name] not in values:
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
        raise refuse(element, f"the {part} {value!r}") from None
    return (color, opacity) if opacity > 0 else None
