"""Reads XML of unknown origin: nothing from elsewhere, no entities that grow, and limits for size and depth."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from ...errors import DataError, quote_value

__all__ = ["XmlElement", "parse_xml"]

MAX_ELEMENTS, MAX_DEPTH = 20_000, 60
MAX_ENTITY = 100  # characters of an entity; Illustrator writes namespaces as entities
MAX_BYTES_WITH_ENTITIES = 2_000_000  # of a file that has any
XLINK = "http://www.w3.org/1999/xlink"


@dataclass
class XmlElement:
    """An element: its name and namespace, its attributes that have no namespace, its line, its text and its children.

    An href of XLink counts as one without a namespace.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[XmlElement] = field(default_factory=list)


def parse_xml(content: bytes) -> XmlElement:
    """Return the root element. Raise DataError, with the line, for what is not XML or is not safe."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root = XmlElement("", "", {}, 0)
    stack, count = [root], 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(stack) > MAX_DEPTH:
            raise DataError("is too large an SVG picture", "simplify it, or save it as PNG")
        namespace, _, local = name.rpartition(" ")
        plain = {key: value for key, value in attributes.items() if " " not in key}
        if link := attributes.get(f"{XLINK} href"):
            plain.setdefault("href", link)
        element = XmlElement(local, namespace, plain, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def characters(text: str) -> None:
        stack[-1].text += text

    def check_entity(name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        is_plain = value is not None and len(value) <= MAX_ENTITY and not {*"&%<"} & {*value}
        if is_parameter or not is_plain or len(content) > MAX_BYTES_WITH_ENTITIES:
            what = f"line {parser.CurrentLineNumber} declares the entity {quote_value(name, 40)}"
            raise DataError(f"is not read: {what}", "delete <!DOCTYPE …>, or save it as PNG")

    def check_instruction(target: str, _: str) -> None:
        if target == "xml-stylesheet":
            what = f"has a style sheet of another file in line {parser.CurrentLineNumber}, which is not read"
            raise DataError(what, "save it as PNG")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = check_entity
    parser.ProcessingInstructionHandler = check_instruction
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter for an unknown encoding
        line = getattr(error, "lineno", 1)
        raise DataError(f"is a damaged SVG picture (line {line} is not XML)", "save it again, or as PNG") from None
    return root.children[0]
