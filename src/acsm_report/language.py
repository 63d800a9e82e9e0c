"""A language: phrases with places for facts, numbers and dates as its readers write them.

The catalogues are gettext PO files with symbolic ids (assets/languages/en.po). A place is {name},
{name.period}, {name:words}, {name:number} or {name:Text} (capitalised); what fills it is a fact,
another phrase or a plain text.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import resources
from .errors import UsageError

if TYPE_CHECKING:
    from .dataset import Fact

__all__ = ["Language", "Phrase", "load"]


DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SPAN = re.compile(r"(\d{4}[-\d]*)/(\d{4}[-\d]*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ready to be set, with the facts that they tell."""

    text: str
    facts: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Language:
    """A language's code, for instance "en", and its messages by id."""

    code: str
    messages: dict[str, str] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.code)

    def say(self, key: str, **values: Fact | Phrase | str) -> Phrase:
        """Return the phrase called `key` with its places filled. Raise KeyError when it does not exist."""
        parts: list[str] = []
        facts: list[Any] = []
        for words, place, spec, _ in string.Formatter().parse(self.messages[key]):
            parts.append(words)
            if place is None:
                continue
            name, _, attribute = place.partition(".")
            value = values[name]
            if isinstance(value, Phrase):
                facts.extend(value.facts)
            elif not isinstance(value, str):
                facts.append(value)
            parts.append(self._filled(value, attribute, spec or ""))
        return Phrase("".join(parts), tuple(facts))

    def counted(self, key: str, n: Fact, **values: Fact | Phrase | str) -> Phrase:
        """Return the phrase `key`.one, `key`.other ... that the language's grammar wants for `n` things."""
        from babel import Locale

        return self.say(f"{key}.{Locale.parse(self.code).plural_form(n.number)}", n=n, **values)

    def _filled(self, value: Fact | Phrase | str, attribute: str, spec: str) -> str:
        if isinstance(value, Phrase | str):
            text = str(value)
        elif attribute == "period":
            text = self.period(value.period)
        elif spec.lower() == "words":
            text = self.messages.get(f"number.{value.value}", self.figure(value))
        elif spec == "number":
            text = self.number(value)
        else:
            text = self.figure(value)
        return text[:1].upper() + text[1:] if spec[:1].isupper() else text

    def figure(self, fact: Fact) -> str:
        """Return a fact's value with its unit as it is printed: "5,152", "69%", "600 h", "45,000+"."""
        text = self.messages.get(f"unit.{fact.unit}", "{}").format(self.number(fact))
        return self.messages["more-than"].format(text) if fact.dimension == "more than" else text

    def number(self, fact: Fact) -> str:
        """Return a fact's value without its unit: a published one as published, a computed one in whole numbers."""
        from babel.numbers import format_decimal

        if isinstance(fact.value, str):
            return fact.value
        value = round(fact.value) if fact.formula else fact.value  # first: a change of -0.4 is 0, not -0
        plain = fact.unit in ("year", "score")  # never grouped: a year is a name, a score a mark on a scale
        pattern = "0" if plain else "+#,##0;-#,##0" if fact.unit == "points" and value else "#,##0.######"
        return str(format_decimal(value, format=pattern, locale=self.code))

    def period(self, text: str) -> str:
        """Return a period as it is printed: "2014", "23 June 2015", "2011–2014".

        What is no date, such as "several snapshots", stays as it is.
        """
        from babel.dates import format_date

        if span := SPAN.fullmatch(text):
            return "–".join(self.period(end) for end in span.groups())
        with suppress(ValueError):  # no such day
            if DAY.fullmatch(text):
                return format_date(date.fromisoformat(text), self.messages["format.date"], locale=self.code)
        return text

    def listed(self, items: Iterable[str]) -> str:
        """Return "CPT, GEI and HFS"."""
        from babel.lists import format_list

        return format_list(list(items), locale=self.messages["format.locale"])


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
