"""Text that remembers which of its parts show which facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["LITERAL_KINDS", "LiteralText", "Phrase", "Span"]


@dataclass(frozen=True, slots=True)
class LiteralText:
    """A numeral that is not a fact: a page or lane number, a tick of a scale, a limit that the program states."""

    text: str
    kind: str  # one of LITERAL_KINDS


CAPITALS = {  # what each style writes in upper case
    "Text": re.compile(r"\A."),
    "In": re.compile(r"\A."),
    "Words": re.compile(r"\A."),
    "Title": re.compile(r"\b(?<!’)\w"),
    "UPPER": re.compile(r".+"),
}
LITERAL_KINDS = {
    "folio": "the number of the page",
    "page": "the number of another page",
    "lane": "the number of a lane",
    "tick": "a mark on the scale",
    "limit": "a limit that the program states",
    "mark": "a year of a lap",
    "size": "the size of a picture",
    "recipient": "what the table of recipients says",
    "contact": "what the brand says of who hands it out",
    "organization": "what the data says of the organization",
    "edition": "the code of this edition, by which it is recalled",
    "issued": "the day of issue that was asked for",
}


@dataclass(frozen=True, slots=True)
class Span:
    """The part [start, end) of a text that shows an attribute of a fact, a row of the data or a literal.

    `shows` names the attribute: value, period, note, name, title and so on.
    """

    start: int
    end: int
    origin: Any
    shows: str = "value"

    def clip(self, start: int, end: int) -> Span | None:
        """Return the span relative to the part [start, end) of the text, or None if it lies outside."""
        first, last = max(self.start, start), min(self.end, end)
        return Span(first - start, last - start, self.origin, self.shows) if first < last else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Formatted text, the facts that it states, and the spans that show them."""

    text: str
    facts: tuple[Any, ...] = ()
    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return self.text

    def slice(self, start: int, end: int) -> Phrase:
        """Return the part [start, end) of the text, with all facts of the phrase."""
        clipped = (span.clip(start, end) for span in self.spans)
        return Phrase(self.text[start:end], self.facts, tuple(span for span in clipped if span))

    @property
    def lines(self) -> list[Phrase]:
        """The lines of the text, without line breaks."""
        ends = [place for place, character in enumerate(self.text) if character == "\n"]
        return [self.slice(a, b) for a, b in zip([0, *(e + 1 for e in ends)], [*ends, len(self.text)], strict=True)]

    def with_facts(self, *facts: Any) -> Phrase:
        """Return the phrase with more facts."""
        return replace(self, facts=(*self.facts, *facts))

    @staticmethod
    def join(separator: str, phrases: Iterable[Phrase | str]) -> Phrase:
        """Return the phrases joined by a separator."""
        text, facts, spans = "", list[Any](), list[Span]()
        for number, part in enumerate(phrases):
            text += separator if number else ""
            if isinstance(part, Phrase):
                facts += part.facts
                at = len(text)  # not dataclasses.replace, which takes four times as long
                spans += [Span(s.start + at, s.end + at, s.origin, s.shows) for s in part.spans]
            text += str(part)
        return Phrase(text, tuple(facts), tuple(spans))


def phrase_with_span(text: str, origin: Any, shows: str) -> Phrase:
    """Return a phrase whose whole text shows an attribute of `origin`."""
    return Phrase(text, (), (Span(0, len(text), origin, shows),) if text else ())


def capitalize_phrase(part: Phrase | str, style: str) -> Phrase | str:
    """Return a phrase with the capitals of a style of CAPITALS, if that keeps its length."""
    text = str(part)
    upper = CAPITALS[style].sub(lambda found: found[0].upper(), text)
    if len(upper) != len(text):
        return part
    return replace(part, text=upper) if isinstance(part, Phrase) else upper


PhraseOrText = Phrase | str


def as_phrase(words: PhraseOrText) -> Phrase:
    """Return plain text as a phrase without facts."""
    return words if isinstance(words, Phrase) else Phrase(words)
