"""The style sheets and style attributes of an SVG picture: simple rules only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...errors import DataError
from .xml_tree import XmlElement

__all__ = ["StyleRule", "declared_properties", "parse_style_sheet", "refuse"]

MAX_RULES = 1_000
SCREEN_MEDIA = ("", "all", "screen")
STYLE_TYPES = ("", "text/css")
SELECTOR = re.compile(r"\*|(?P<name>[A-Za-z]\w*)?(?:(?P<sign>[.#])(?P<key>[\w-]+))?")
RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)


class Declaration(NamedTuple):
    """A property, its value, and whether it is !important."""

    name: str
    value: str
    is_important: bool


class StyleRule(NamedTuple):
    """A rule of a style sheet: what it applies to, its rank among others, and its declarations."""

    name: str
    sign: str
    key: str
    rank: tuple[int, int]
    declarations: tuple[Declaration, ...]

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
    if element.attributes.get("type", "") not in STYLE_TYPES or element.attributes.get("media", "") not in SCREEN_MEDIA:
        raise refuse(element, "a style sheet of another type or medium")
    text = COMMENT.sub("", element.text)
    if "@" in text or "url(" in re.sub(r"url\(\s*[\"']?#", "", text):
        raise refuse(element, "a style sheet with @ or url()")
    for number, found in enumerate(RULE.finditer(text), first_rank):
        if number >= MAX_RULES:
            raise refuse(element, f"more than {MAX_RULES:,} rules of style")
        declarations = tuple(_parse_declarations(found[2]))
        for selector in found[1].split(","):
            match = SELECTOR.fullmatch(selector.strip())
            if match is None or not selector.strip():
                raise refuse(element, f"a style for {' '.join(selector.split())!r}")
            name, sign, key = (match[group] or "" for group in ("name", "sign", "key"))
            rank = {"": 0, ".": 1, "#": 2}[sign] * 2 + bool(name)
            yield StyleRule(name, sign, key, (rank, number), declarations)
    if RULE.sub("", text).strip():
        raise refuse(element, "a style sheet that cannot be read")


def declared_properties(element: XmlElement, rules: Iterable[StyleRule]) -> Mapping[str, str]:
    """Return the properties that rules and its style attribute give to an element, in the order of CSS."""
    applied = sorted((rule for rule in rules if rule.applies_to(element)), key=lambda rule: rule.rank)
    declarations = [declaration for rule in applied for declaration in rule.declarations]
    declarations += _parse_declarations(element.attributes.get("style", ""))
    declarations.sort(key=lambda declaration: declaration.is_important)
    return {declaration.name: declaration.value for declaration in declarations}


def _parse_declarations(text: str) -> Iterator[Declaration]:
    for part in COMMENT.sub("", text).split(";"):
        name, _, value = part.partition(":")
        if value.strip():
            yield Declaration(name.strip().lower(), IMPORTANT.sub("", value).strip(), bool(IMPORTANT.search(value)))
