"""What can stand on a page: text, lane figures, shapes, the marks of the track. Each is Placed.

Positions are points from the top left corner; text is placed by its baseline.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["LITERAL_KINDS", "LiteralText", "Phrase", "Span"]


@dataclass(frozen=True, slots=True)
class LiteralText:
    """A numeral that is no fact: the number of a page or a lane, a mark on a scale, a limit that we state."""

    text: str
    kind: str  # one of LITERALS


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
    "edition": "the code of this edition, by which it is recalled",
    "issued": "the day of issue that was asked for",
}


@dataclass(frozen=True, slots=True)
class Span:
    """The part [start, end) of a text that tells something of a fact, a row of the data or a literal.

    `shows` says what of it: value, period, note, name, title ...
    """

    start: int
    end: int
    origin: Any
    shows: str = "value"

    def clip(self, start: int, end: int) -> Span | None:
        """Return the span within the part [start, end) of the text, counted from there; None outside it."""
        first, last = max(self.start, start), min(self.end, end)
        return Span(first - start, last - start, self.origin, self.shows) if first < last else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ready to be set, with the facts that they tell and where in the text what of them stands."""

    text: str
    facts: tuple[Any, ...] = ()
    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return self.text

    def slice(self, start: int, end: int) -> Phrase:
        """Return the part [start, end) of the text, with all facts of the whole."""
        cut = (span.clip(start, end) for span in self.spans)
        return Phrase(self.text[start:end], self.facts, tuple(span for span in cut if span))

    @property
    def lines(self) -> list[Phrase]:
        """The lines of the text, without the breaks between them."""
        ends = [place for place, character in enumerate(self.text) if character == "\n"]
        return [self.slice(a, b) for a, b in zip([0, *(e + 1 for e in ends)], [*ends, len(self.text)], strict=True)]

    def with_facts(self, *facts: Any) -> Phrase:
        """Return the same words, said to tell these facts too."""
        return replace(self, facts=(*self.facts, *facts))

    @staticmethod
    def join(separator: str, phrases: Iterable[Phrase | str]) -> Phrase:
        """Return the parts in a row with a separator between them."""
        text, facts, spans = "", list[Any](), list[Span]()
        for number, part in enumerate(phrases):
            text += separator if number else ""
            if isinstance(part, Phrase):
                facts += part.facts
                at = len(text)  # by hand: dataclasses.replace takes four times as long, and this is done very often
                spans += [Span(s.start + at, s.end + at, s.origin, s.shows) for s in part.spans]
            text += str(part)
        return Phrase(text, tuple(facts), tuple(spans))


def phrase_with_span(text: str, origin: Any, shows: str) -> Phrase:
    return Phrase(text, (), (Span(0, len(text), origin, shows),) if text else ())


def capitalize_phrase(part: Phrase | str) -> Phrase | str:
    """Return it with a capital, unless that has another length."""
    text = str(part)
    upper = text[:1].upper() + text[1:]
    if len(upper) != len(text):
        return part
    return replace(part, text=upper) if isinstance(part, Phrase) else upper


PhraseOrText = Phrase | str


def as_phrase(words: PhraseOrText) -> Phrase:
    return words if isinstance(words, Phrase) else Phrase(words)
