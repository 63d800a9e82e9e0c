"""Reads XML of unknown origin: no document type, so no entities, and limits for size and depth."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from ...errors import DataError

__all__ = ["XmlElement", "parse_xml"]

MAX_ELEMENTS, MAX_DEPTH = 20_000, 60


@dataclass
class XmlElement:
    """An element: its name and namespace, its attributes without namespaces, its line, its text and its children."""

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
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = XmlElement(local, namespace, plain, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def characters(text: str) -> None:
        stack[-1].text += text

    def refuse_document_type(*_: object) -> None:
        what = f"line {parser.CurrentLineNumber} has a DOCTYPE"
        raise DataError(f"is not read: {what}", "delete <!DOCTYPE …>, or save it as PNG")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter for an unknown encoding
        line = getattr(error, "lineno", 1)
        raise DataError(f"is a damaged SVG picture (line {line} is not XML)", "save it again, or as PNG") from None
    return root.children[0]
