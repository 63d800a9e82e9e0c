"""Reads a transcript back: the words of each page, all other words, and anything in it that we never write.

It reads what a browser reads and shares no code with the writer. Elements, attributes and CSS that could hide, add or
fetch something are reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from ..errors import DataError
from ..geometry import Box
from .html_format import (
    ALLOWED_ATTRIBUTES,
    CONTENT_SECURITY_POLICY,
    INLINE_TAGS,
    READABLE_ATTRIBUTES,
    REPEATED_CONTENT_CLASS,
    SUPPLEMENT_TAGS,
    VOID_TAGS,
)
from .numerals import NUMERAL

__all__ = ["HtmlText", "find_html_attachment", "find_unlisted_numerals", "read_html"]

MAX_TAGS = 200_000
FETCHING_CSS = re.compile(r"@import|url\((?!data:)")
TEXT_GENERATING_CSS = re.compile(r"(?<![-\w])content:(?!attr\(data-(?:folio|head)\)(?:/\"\")?[;}]|''[;}])")
LINK_TARGET = re.compile(r"#|https?://")
MIN_WIDTH_STYLE = re.compile(r"min-width:\d+(?:\.\d+)?rem")


class HtmlText(NamedTuple):
    """The words of each page by its number, all other words of the file, and what is in it that we never write."""

    pages: dict[int, str]
    supplements: tuple[str, ...]
    unexpected: tuple[str, ...]


def read_html(data: bytes, where: str) -> HtmlText:
    """Read a transcript. Raise DataError for a file that is not HTML or has too many elements."""
    reader = _parse_html(data, where)
    return HtmlText(
        {page: "".join(words) for page, words in reader.pages.items()},
        tuple(words for words in ("".join(reader.supplements).splitlines()) if words.strip()),
        tuple(dict.fromkeys(reader.unexpected)),
    )


def find_html_attachment(data: bytes, name: str, where: str) -> bytes | None:
    """Return the JSON file of that name that is embedded in a page of HTML, or None. Raise as `read_html` does."""
    found = _parse_html(data, where).files.get(name)
    return None if found is None else "".join(found).encode()


def _parse_html(data: bytes, where: str) -> _HtmlReader:
    reader = _HtmlReader()
    try:
        text = data.decode()
        if text[:15].lower() != "<!doctype html>" or text.count("<") > MAX_TAGS:
            raise ValueError
        reader.feed(text)
        reader.close()
    except (ValueError, AssertionError):  # the parser raises the second for some broken declarations
        raise DataError("it is not a readable HTML file", "name another file", where) from None
    return reader


class _HtmlReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open_elements: list[tuple[str, bool]] = []  # tag, and whether its words belong to a page
        self.page = 0
        self.pages: dict[int, list[str]] = {}
        self.supplements: list[str] = []
        self.unexpected: list[str] = []
        self.files: dict[str, list[str]] = {}
        self.current_file: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.unexpected += _unexpected_in_tag(tag, attributes)
        self.add_text("" if tag in INLINE_TAGS else " ")
        readable = READABLE_ATTRIBUTES
        if attributes.get("name", "description") != "description":  # other metadata is for browsers
            readable = READABLE_ATTRIBUTES - {"content"}
        self.supplements += (f"\n{attributes[name]}\n" for name in attributes.keys() & readable)
        if tag == "section":
            number = attributes.get("data-page", "")
            self.page = int(number) if re.fullmatch("[1-9][0-9]{0,3}", number) else 0
            self.unexpected += [] if self.page and self.page not in self.pages else ["a section is not a page"]
            self.pages.setdefault(self.page, [])
        if tag == "script":
            self.current_file = self.files.setdefault(attributes.get("id", ""), [])
        elif tag not in VOID_TAGS:
            is_supplement = tag in SUPPLEMENT_TAGS or REPEATED_CONTENT_CLASS in attributes.get("class", "").split()
            is_in_page = not self.open_elements or self.open_elements[-1][1]
            self.open_elements.append((tag, is_in_page and not is_supplement))
            self.supplements += ["\n"] if is_supplement else []

    def handle_endtag(self, tag: str) -> None:
        self.add_text("" if tag in INLINE_TAGS else " ")
        if tag == "script":
            self.current_file = None
        elif tag not in VOID_TAGS and self.open_elements and self.open_elements[-1][0] == tag:
            self.supplements += [] if self.open_elements.pop()[1] else ["\n"]
            self.page = 0 if tag == "section" else self.page
        elif tag not in VOID_TAGS:
            self.unexpected.append("its elements are not nested as we write them")

    def handle_data(self, data: str) -> None:
        if self.current_file is not None:
            self.current_file.append(data)
        elif self.open_elements and self.open_elements[-1][0] == "style":
            self.unexpected += ["its style fetches something"] if FETCHING_CSS.search(data) else []
            self.unexpected += ["its style writes words"] if TEXT_GENERATING_CSS.search(data) else []
        else:
            self.add_text(data)

    def handle_comment(self, data: str) -> None:
        self.unexpected.append("it holds a comment")

    def add_text(self, words: str) -> None:
        if self.page and self.open_elements and self.open_elements[-1][1]:
            self.pages[self.page].append(words)
        else:
            self.supplements.append(words)


def _unexpected_in_tag(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    """Yield a sentence for everything in an element that we never write."""
    if tag not in ALLOWED_ATTRIBUTES:
        yield f"it holds {tag}, which we never write"
        return
    yield from (f"its {tag} has {name}, which we never write" for name in attributes.keys() - ALLOWED_ATTRIBUTES[tag])
    if tag == "script" and attributes.get("type") != "application/json":
        yield "it holds a script that runs"
    if not LINK_TARGET.match(attributes.get("href", "#")):
        yield "it leads to something that is not a web address"
    if not MIN_WIDTH_STYLE.fullmatch(attributes.get("style", "min-width:1rem")):
        yield f"its {tag} has a look of its own"
    if "http-equiv" in attributes and attributes.get("content") != CONTENT_SECURITY_POLICY:
        yield "it may fetch things"


def find_unlisted_numerals(words: str, values: Iterable[tuple[str, Box]]) -> Iterator[str]:
    """Yield the numerals in words that are not printed values in their order, each with its sign and its unit.

    A printed value is a text and its box in points; some may be missing in the words.
    """
    texts = [text for text, _ in _outermost_values([v for v in values if NUMERAL.search(v[0])])]
    wanted = [(text, match.start(), match[0]) for text in texts for match in NUMERAL.finditer(text)]
    found = [(match.start(), match[0]) for match in NUMERAL.finditer(words)]
    matched = {at for _, at in _longest_common_subsequence(wanted, found, words)}
    yield from (numeral for at, (_, numeral) in enumerate(found) if at not in matched)


def _outermost_values(values: Sequence[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Yield the printed values that lie in no other one of the page."""
    for number, (text, box) in enumerate(values):
        others = (o for n, o in enumerate(values) if n != number and o[1].contains(box, 0.1) and text in o[0])
        if not any(o != (text, box) or number > values.index(o) for o in others):
            yield text, box


def _longest_common_subsequence(
    wanted: Sequence[tuple[str, int, str]], found: Sequence[tuple[int, str]], words: str
) -> Iterator[tuple[int, int]]:
    """Yield the longest common subsequence of printed values and numerals, as pairs of their indexes."""
    rows = len(wanted)
    lengths = [[0] * (len(found) + 1) for _ in range(rows + 1)]
    same = [[numeral == value[2] and _is_same_value(words, at, value) for at, numeral in found] for value in wanted]
    for i in range(rows - 1, -1, -1):
        for j in range(len(found) - 1, -1, -1):
            longest = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = max(longest, lengths[i + 1][j + 1] + 1) if same[i][j] else longest
    i = j = 0
    while i < rows and j < len(found):
        if same[i][j] and lengths[i][j] == lengths[i + 1][j + 1] + 1:
            yield i, j
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1


def _is_same_value(words: str, at: int, value: tuple[str, int, str]) -> bool:
    """Tell whether words contain a printed value around the numeral at an index; spaces do not count."""
    text, start, _ = value
    before, after = "".join(text[:start].split()), "".join(text[start:].split())
    reach = len(text) * 2 + 8  # characters, enough for a space after each
    left, right = "".join(words[max(at - reach, 0) : at].split()), "".join(words[at : at + reach].split())
    return left.endswith(before) and right.startswith(after)
