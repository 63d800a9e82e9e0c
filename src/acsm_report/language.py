"""A language: phrases with places for facts, numbers and dates as its readers write them.

The catalogues are gettext PO files with symbolic ids (assets/languages/en.po). A place is {name},
{name.period}, {name:words}, {name:number} or {name:Text} (capitalised); what fills it is a fact,
another phrase, a row of the data, a literal or a plain text. A phrase knows where in its text what
stands, so that every numeral of a finished page can be asked where it comes from.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import resources
from .errors import UsageError

if TYPE_CHECKING:
    from .dataset import Fact
    from .ledger import FactRecord

__all__ = ["LITERALS", "Language", "Literal", "Phrase", "Span", "load", "printed"]

DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
BETWEEN = re.compile(r"(\d{4}[-\d]*)/(\d{4}[-\d]*)", re.ASCII)
DATED = ("period", "as_of", "published")


@dataclass(frozen=True, slots=True)
class Literal:
    """A numeral that is no fact: the number of a page or a lane, a mark on a scale, a limit that we state."""

    text: str
    what: str  # one of LITERALS


LITERALS = {
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
    of: Any
    shows: str = "value"

    def cut(self, start: int, end: int) -> Span | None:
        """Return the span within the part [start, end) of the text, counted from there; None outside it."""
        first, last = max(self.start, start), min(self.end, end)
        return Span(first - start, last - start, self.of, self.shows) if first < last else None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ready to be set, with the facts that they tell and where in the text what of them stands."""

    text: str
    facts: tuple[Any, ...] = ()
    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return self.text

    def part(self, start: int, end: int) -> Phrase:
        """Return the part [start, end) of the text, with all facts of the whole."""
        cut = (span.cut(start, end) for span in self.spans)
        return Phrase(self.text[start:end], self.facts, tuple(span for span in cut if span))

    @property
    def lines(self) -> list[Phrase]:
        """The lines of the text, without the breaks between them."""
        ends = [place for place, character in enumerate(self.text) if character == "\n"]
        return [self.part(a, b) for a, b in zip([0, *(e + 1 for e in ends)], [*ends, len(self.text)], strict=True)]

    def telling(self, *facts: Any) -> Phrase:
        """Return the same words, said to tell these facts too."""
        return replace(self, facts=(*self.facts, *facts))

    @staticmethod
    def joined(separator: str, parts: Iterable[Phrase | str]) -> Phrase:
        """Return the parts in a row with a separator between them."""
        text, facts, spans = "", list[Any](), list[Span]()
        for number, part in enumerate(parts):
            text += separator if number else ""
            if isinstance(part, Phrase):
                facts += part.facts
                at = len(text)  # by hand: dataclasses.replace takes four times as long, and this is done very often
                spans += [Span(s.start + at, s.end + at, s.of, s.shows) for s in part.spans]
            text += str(part)
        return Phrase(text, tuple(facts), tuple(spans))


@dataclass(frozen=True)
class Language:
    """A language's code, for instance "en", and its messages by id."""

    code: str
    messages: dict[str, str] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.code)

    def say(self, key: str, **values: Any) -> Phrase:
        """Return the phrase called `key` with its places filled. Raise KeyError when it does not exist.

        A place takes a fact, a phrase, a literal, a plain text, or with an attribute, {source.title},
        a row of the data.
        """
        parts: list[Phrase | str] = []
        for words, place, spec, _ in string.Formatter().parse(self.messages[key]):
            parts.append(words)
            if place is not None:
                name, _, attribute = place.partition(".")
                part = self._filled(values[name], attribute, spec or "")
                parts.append(_capital(part) if (spec or "")[:1].isupper() else part)
        return Phrase.joined("", parts)

    def counted(self, key: str, n: Fact, **values: Any) -> Phrase:
        """Return the phrase `key`.2 for exactly two things, else `key`.one, `key`.other ... as the grammar wants."""
        from babel import Locale

        exact = f"{key}.{n.value}"
        form = exact if exact in self.messages else f"{key}.{Locale.parse(self.code).plural_form(n.number)}"
        return self.say(form, n=n, **values)

    def literal(self, text: str, what: str) -> Phrase:
        """Return a numeral that is no fact as a phrase; `what` is one of LITERALS."""
        return _telling(text, Literal(text, what), what)

    def told(self, of: Any, attribute: str) -> Phrase:
        """Return what a fact or a row of the data says under `attribute`, as a phrase that knows it."""
        text = getattr(of, attribute)
        phrase = _telling(self.period(text) if attribute in DATED else text, of, attribute)
        return phrase.telling(of) if hasattr(of, "kind") else phrase

    def _filled(self, value: Any, attribute: str, spec: str) -> Phrase | str:
        if isinstance(value, Phrase | str):
            return value
        if not attribute:
            if spec.lower() == "words":
                text = self.messages.get(f"number.{value.value}", self.figure(value))
            else:
                text = self.number(value) if spec == "number" else self.figure(value)
            return _telling(text, value, "value").telling(value)
        return self.told(value, attribute)

    def figure(self, fact: Fact | FactRecord) -> str:
        """Return a fact's value with its unit as it is printed: "5,152", "69%", "600 h", "45,000+"."""
        text = self.messages.get(f"unit.{fact.unit}", "{}").format(self.number(fact))
        return self.messages["more-than"].format(text) if fact.dimension == "more than" else text

    def number(self, fact: Fact | FactRecord) -> str:
        """Return a fact's value without its unit: a published one as published, a computed one in whole numbers."""
        if isinstance(fact.value, str):
            return fact.value
        value = printed(fact)  # rounded first: a change of -0.4 is 0, not -0
        plain = fact.unit in ("year", "score")  # never grouped: a year is a name, a score a mark on a scale
        pattern = "0" if plain else "+#,##0;-#,##0" if fact.unit == "points" and value else "#,##0.######"
        return _decimal(value, pattern, self.code)

    def period(self, text: str) -> str:
        """Return a period as it is printed: "2014", "June 2015", "23 June 2015", "2011–2014".

        What is no date, such as "several snapshots", stays as it is.
        """
        from babel.dates import format_date

        if between := BETWEEN.fullmatch(text):
            return "–".join(self.period(end) for end in between.groups())
        if day := DAY.fullmatch(text):
            with suppress(ValueError):  # no such day
                form = "format.date" if day[1] else "format.month"
                moment = date.fromisoformat(text if day[1] else f"{text}-01")
                return str(format_date(moment, self.messages[form], locale=self.code))
        return text

    def listed(self, items: Iterable[Phrase | str]) -> Phrase:
        """Return "CPT, GEI and HFS"."""
        from babel.lists import format_list

        every = list(items)
        marks = [chr(0xE000 + number) for number in range(len(every))]  # private use: no text of ours holds them
        pattern = format_list(marks, locale=self.messages["format.locale"])
        words = dict(zip(marks, every, strict=True))
        return Phrase.joined("", [words.get(character, character) for character in pattern])


def printed(fact: Fact | FactRecord) -> float | str:
    """Return the value that is printed of a fact, or of a record of one: a computed one in whole numbers."""
    return round(fact.value) if fact.formula and not isinstance(fact.value, str) else fact.value


@lru_cache(maxsize=4096)
def _decimal(value: float, pattern: str, code: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(value, format=pattern, locale=code))


def _telling(text: str, of: Any, shows: str) -> Phrase:
    return Phrase(text, (), (Span(0, len(text), of, shows),) if text else ())


def _capital(part: Phrase | str) -> Phrase | str:
    """Return it with a capital, unless that has another length."""
    text = str(part)
    upper = text[:1].upper() + text[1:]
    if len(upper) != len(text):
        return part
    return replace(part, text=upper) if isinstance(part, Phrase) else upper


@lru_cache(maxsize=8)
def load(code: str) -> Language:
    """Read a language's catalogue. Raise UsageError when there is none."""
    from babel.messages.pofile import read_po

    path = resources.language_file(code)
    if not path.is_file():
        raise UsageError(f"there is no language {code!r}", f"add {path.name} beside the others")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    return Language(code, {str(m.id): str(m.string) for m in catalogue if m.id})
