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
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from ..dataset.model import Fact
from ..errors import UsageError
from ..system import resources
from .phrase import LiteralText, Phrase, capitalize_phrase, phrase_with_span

__all__ = ["Language", "load_language", "round_for_print"]

ISO_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
ISO_RANGE = re.compile(r"(\d{4}[-\d]*)/(\d{4}[-\d]*)", re.ASCII)
DATE_ATTRIBUTES = ("period", "as_of", "published")


class FactValue(Protocol):
    """What formatting asks of a fact: a dataset's own, or the ledger's record of one."""

    @property
    def value(self) -> float | str: ...
    @property
    def unit(self) -> str: ...
    @property
    def dimension(self) -> str: ...
    @property
    def formula(self) -> str: ...


@dataclass(frozen=True)
class Language:
    """A language's code, for instance "en", and its messages by id."""

    code: str
    messages: dict[str, str] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.code)

    def message(self, message_id: str, **values: Any) -> Phrase:
        """Return the phrase called `key` with its places filled. Raise KeyError when it does not exist.

        A place takes a fact, a phrase, a literal, a plain text, or with an attribute, {source.title},
        a row of the data.
        """
        parts: list[Phrase | str] = []
        for words, place, spec, _ in string.Formatter().parse(self.messages[message_id]):
            parts.append(words)
            if place is not None:
                name, _, attribute = place.partition(".")
                part = self._fill_placeholder(values[name], attribute, spec or "")
                parts.append(capitalize_phrase(part) if (spec or "")[:1].isupper() else part)
        return Phrase.join("", parts)

    def plural_message(self, message_id: str, n: Fact, **values: Any) -> Phrase:
        """Return the phrase `key`.2 for exactly two things, else `key`.one, `key`.other ... as the grammar wants."""
        from babel import Locale

        exact = f"{message_id}.{n.value}"
        form = exact if exact in self.messages else f"{message_id}.{Locale.parse(self.code).plural_form(n.number)}"
        return self.message(form, n=n, **values)

    def literal(self, text: str, kind: str) -> Phrase:
        """Return a numeral that is no fact as a phrase; `what` is one of LITERALS."""
        return phrase_with_span(text, LiteralText(text, kind), kind)

    def attribute_phrase(self, origin: Any, attribute: str) -> Phrase:
        """Return what a fact or a row of the data says under `attribute`, as a phrase that knows it."""
        text = getattr(origin, attribute)
        phrase = phrase_with_span(self.format_period(text) if attribute in DATE_ATTRIBUTES else text, origin, attribute)
        return phrase.with_facts(origin) if hasattr(origin, "kind") else phrase

    def _fill_placeholder(self, value: Any, attribute: str, spec: str) -> Phrase | str:
        if isinstance(value, Phrase | str):
            return value
        if not attribute:
            if spec.lower() == "words":
                text = self.messages.get(f"number.{value.value}", self.format_value(value))
            else:
                text = self.format_number(value) if spec == "number" else self.format_value(value)
            return phrase_with_span(text, value, "value").with_facts(value)
        return self.attribute_phrase(value, attribute)

    def format_value(self, fact: FactValue) -> str:
        """Return a fact's value with its unit as it is printed: "5,152", "69%", "600 h", "45,000+"."""
        text = self.messages.get(f"unit.{fact.unit}", "{}").format(self.format_number(fact))
        return self.messages["more-than"].format(text) if fact.dimension == "more than" else text

    def format_number(self, fact: FactValue) -> str:
        """Return a fact's value without its unit: a published one as published, a computed one in whole numbers."""
        if isinstance(fact.value, str):
            return fact.value
        value = round_for_print(fact)  # rounded first: a change of -0.4 is 0, not -0
        plain = fact.unit in ("year", "score")  # never grouped: a year is a name, a score a mark on a scale
        pattern = "0" if plain else "+#,##0;-#,##0" if fact.unit == "points" and value else "#,##0.######"
        return _format_decimal(value, pattern, self.code)

    def format_period(self, text: str) -> str:
        """Return a period as it is printed: "2014", "June 2015", "23 June 2015", "2011–2014".

        What is no date, such as "several snapshots", stays as it is.
        """
        from babel.dates import format_date

        if between := ISO_RANGE.fullmatch(text):
            return "–".join(self.format_period(end) for end in between.groups())
        if day := ISO_DATE.fullmatch(text):
            with suppress(ValueError):  # no such day
                form = "format.date" if day[1] else "format.month"
                moment = date.fromisoformat(text if day[1] else f"{text}-01")
                return str(format_date(moment, self.messages[form], locale=self.code))
        return text

    def format_list(self, items: Iterable[Phrase | str]) -> Phrase:
        """Return "CPT, GEI and HFS"."""
        from babel.lists import format_list

        every = list(items)
        marks = [chr(0xE000 + number) for number in range(len(every))]  # private use: no text of ours holds them
        pattern = format_list(marks, locale=self.messages["format.locale"])
        words = dict(zip(marks, every, strict=True))
        return Phrase.join("", [words.get(character, character) for character in pattern])


def round_for_print(fact: FactValue) -> float | str:
    """Return the value that is printed of a fact, or of a record of one: a computed one in whole numbers."""
    return round(fact.value) if fact.formula and not isinstance(fact.value, str) else fact.value


@lru_cache(maxsize=4096)
def _format_decimal(value: float, pattern: str, code: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(value, format=pattern, locale=code))


@lru_cache(maxsize=8)
def load_language(code: str) -> Language:
    """Read a language's catalogue. Raise UsageError when there is none."""
    from babel.messages.pofile import read_po

    path = resources.language_file(code)
    if not path.is_file():
        raise UsageError(f"there is no language {code!r}", f"add {path.name} beside the others")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    return Language(code, {str(m.id): str(m.string) for m in catalogue if m.id})
