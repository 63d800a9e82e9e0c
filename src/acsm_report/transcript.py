"""A transcript of ours read back: the words of each of its pages, whatever else it says, and what in it we never write.

This reads what a browser reads and knows nothing of what wrote it: elements, attributes and rules that could hide, add
or fetch something are told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from .errors import DataError
from .geometry import Box
from .lettering import NUMERAL

__all__ = ["Reading", "attached", "compared", "read"]

TAGS = 200_000
VOID = {"meta", "wbr"}
INLINE = {"a", "b", "span"}  # what words go on in without a space
ASIDE = {"title", "desc", "details", "header", "footer"}  # words that are not those of a page, or are them once more
ARIA = {"aria-label", "aria-labelledby", "aria-describedby"}
MARK = {"fill", "fill-opacity", "stroke", "stroke-width", "clip-path"}
COMMON = {"id", "class", "role", "tabindex", *ARIA}
KNOWN = {
    **dict.fromkeys(("body", "header", "nav", "main", "footer", "div", "p", "h1", "h2", "h3", "h4", "ul"), COMMON),
    **dict.fromkeys(("ol", "dl", "dt", "dd", "span", "b", "figure", "figcaption", "details", "summary"), COMMON),
    **dict.fromkeys(("table", "caption", "thead", "tbody", "tr", "g", "wbr", "head", "title", "desc", "style"), COMMON),
    "html": {"lang"}, "meta": {"charset", "name", "content", "http-equiv"}, "a": {"href", "class"}, "li": {"value"},
    "section": {*COMMON, "data-page", "data-folio"}, "th": {*COMMON, "scope"}, "td": {*COMMON, "data-head"},
    "script": {"type", "id"}, "svg": {*COMMON, "viewbox", "width", "height", "style"}, "clippath": {"id"},
    "path": {"d", *MARK}, "rect": {"x", "y", "width", "height", "fill"},
    "text": {
        "x", "y", "transform", "font-family", "font-weight", "font-size", "letter-spacing", "textlength",
        "lengthadjust", *MARK,
    },
}  # fmt: skip
TOLD = {"content", "data-folio", "data-head", "aria-label"}  # attributes that somebody reads
POLICY = "default-src 'none'"
FETCHED = re.compile(r"@import|url\((?!data:)")
WRITTEN = re.compile(r"(?<![-\w])content:(?!attr\(data-(?:folio|head)\)(?:/\"\")?[;}]|''[;}])")
LEADS = re.compile(r"#|https?://")
NARROW = re.compile(r"min-width:\d+(?:\.\d+)?rem")


class Reading(NamedTuple):
    """The words of each page by its number, all other words of the file, and what it holds that we never write."""

    pages: dict[int, str]
    beside: tuple[str, ...]
    foreign: tuple[str, ...]


def read(data: bytes, where: str) -> Reading:
    """Read a transcript. Raise DataError for what is no HTML, and for what would cost too much to read."""
    reader = _opened(data, where)
    return Reading(
        {page: "".join(words) for page, words in reader.pages.items()},
        tuple(words for words in ("".join(reader.beside).splitlines()) if words.strip()),
        tuple(dict.fromkeys(reader.foreign)),
    )


def attached(data: bytes, name: str, where: str) -> bytes | None:
    """Return the JSON file of that name that travels in a page of HTML, or None. Raise as `read` does."""
    found = _opened(data, where).files.get(name)
    return None if found is None else "".join(found).encode()


def _opened(data: bytes, where: str) -> _Reader:
    reader = _Reader()
    try:
        text = data.decode()
        if text[:15].lower() != "<!doctype html>" or text.count("<") > TAGS:
            raise ValueError
        reader.feed(text)
        reader.close()
    except (ValueError, AssertionError):  # the second is what the parser says of some broken declarations
        raise DataError("it is no readable HTML", "name another file", where) from None
    return reader


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []  # the elements that we are in, each with whether its words are a page's
        self.page = 0
        self.pages: dict[int, list[str]] = {}
        self.beside: list[str] = []
        self.foreign: list[str] = []
        self.files: dict[str, list[str]] = {}
        self.file: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.foreign += _foreign(tag, given)
        self.hear("" if tag in INLINE else " ")
        told = TOLD if given.get("name", "description") == "description" else TOLD - {"content"}
        self.beside += (f"\n{given[name]}\n" for name in given.keys() & told)
        if tag == "section":
            number = given.get("data-page", "")
            self.page = int(number) if re.fullmatch("[1-9][0-9]{0,3}", number) else 0
            self.foreign += [] if self.page and self.page not in self.pages else ["a section of it is no page"]
            self.pages.setdefault(self.page, [])
        if tag == "script":
            self.file = self.files.setdefault(given.get("id", ""), [])
        elif tag not in VOID:
            aside = tag in ASIDE or "beside" in given.get("class", "").split()
            self.open.append((tag, not aside and (not self.open or self.open[-1][1])))
            self.beside += ["\n"] if aside else []

    def handle_endtag(self, tag: str) -> None:
        self.hear("" if tag in INLINE else " ")
        if tag == "script":
            self.file = None
        elif tag not in VOID and self.open and self.open[-1][0] == tag:
            self.beside += [] if self.open.pop()[1] else ["\n"]
            self.page = 0 if tag == "section" else self.page
        elif tag not in VOID:
            self.foreign.append("its elements are not nested as we write them")

    def handle_data(self, data: str) -> None:
        if self.file is not None:
            self.file.append(data)
        elif self.open and self.open[-1][0] == "style":
            self.foreign += ["its style fetches something"] if FETCHED.search(data) else []
            self.foreign += ["its style writes words"] if WRITTEN.search(data) else []
        else:
            self.hear(data)

    def handle_comment(self, data: str) -> None:
        self.foreign.append("it holds a comment")

    def hear(self, words: str) -> None:
        if self.page and self.open and self.open[-1][1]:
            self.pages[self.page].append(words)
        else:
            self.beside.append(words)


def _foreign(tag: str, given: dict[str, str]) -> Iterator[str]:
    """Yield, in words, what of an element we never write."""
    if tag not in KNOWN:
        yield f"it holds {tag}, which we never write"
        return
    yield from (f"its {tag} has {name}, which we never write" for name in given.keys() - KNOWN[tag])
    if tag == "script" and given.get("type") != "application/json":
        yield "it holds a script that runs"
    if not LEADS.match(given.get("href", "#")):
        yield "it leads to what is no address of the web"
    if not NARROW.fullmatch(given.get("style", "min-width:1rem")):
        yield f"its {tag} has a look of its own"
    if "http-equiv" in given and POLICY not in given.get("content", ""):
        yield "it may fetch things"


def compared(words: str, figures: Iterable[tuple[str, Box]]) -> Iterator[str]:
    """Yield the numerals of words that are no figure of theirs, one after the other, with its sign and its unit.

    A figure is a text and its box in points; the words need not read all of them.
    """
    whole = [text for text, _ in _outermost([f for f in figures if NUMERAL.search(f[0])])]
    wanted = [(text, match.start(), match[0]) for text in whole for match in NUMERAL.finditer(text)]
    found = [(match.start(), match[0]) for match in NUMERAL.finditer(words)]
    matched = {at for _, at in _common(wanted, found, words)}
    yield from (numeral for at, (_, numeral) in enumerate(found) if at not in matched)


def _outermost(figures: Sequence[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Yield the figures that are in no other one of the page."""
    for number, (text, box) in enumerate(figures):
        others = (o for n, o in enumerate(figures) if n != number and o[1].contains(box, 0.1) and text in o[0])
        if not any(box != other or text != told or number > figures.index((told, other)) for told, other in others):
            yield text, box


def _common(
    wanted: Sequence[tuple[str, int, str]], found: Sequence[tuple[int, str]], words: str
) -> Iterator[tuple[int, int]]:
    """Yield the longest run of figures and numerals that are the same, in both orders, as pairs of their places."""
    rows = len(wanted)
    lengths = [[0] * (len(found) + 1) for _ in range(rows + 1)]
    same = [[numeral == figure[2] and _same(words, at, figure) for at, numeral in found] for figure in wanted]
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


def _same(words: str, at: int, figure: tuple[str, int, str]) -> bool:
    """Tell whether words read a figure where a numeral of both begins, whatever spaces are between."""
    text, start, _ = figure
    before, after = "".join(text[:start].split()), "".join(text[start:].split())
    room = len(text) * 2 + 8
    left, right = "".join(words[max(at - room, 0) : at].split()), "".join(words[at : at + room].split())
    return left.endswith(before) and right.startswith(after)
