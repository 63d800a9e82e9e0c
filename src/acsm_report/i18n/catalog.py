"""A language: messages with placeholders, and the format of numbers, dates and lists.

Catalogs are gettext PO files with symbolic ids (assets/languages/en.po). A placeholder is {name}, {name.period},
{name:words}, {name:number}, {name:candidates} (with the plural of what is counted), {name.period:in} ("in 2014", "on
June 23, 2015") or, capitalized, {name:Text}, {name:Title}, {name:UPPER} or {name.period:In}. Its value is a fact, a
phrase, a row of the data, a literal or plain text. The phrase records which part shows which value, so each numeral on
a page can be traced to its source.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from ..dataset.currencies import CURRENCIES
from ..dataset.model import Fact, Term
from ..dataset.parsing import parse_date, parse_period
from ..dataset.rounding import round_number
from ..errors import UsageError
from ..system import resources
from .phrase import CAPITALS, LiteralText, Phrase, capitalize_phrase, phrase_with_span

__all__ = ["Language", "load_language", "round_for_print"]

ISO_DATE = re.compile(r"\d{4}-\d{2}(?:-\d{2})?", re.ASCII)
ISO_RANGE = re.compile(r"(\d{4}[-\d]*)/(\d{4}[-\d]*)", re.ASCII)
TWO_YEARS = re.compile(r"(\d{2})(\d{2})/\1(\d{2})", re.ASCII)  # of one century
CURRENCY_SYMBOL = re.compile("[A-Z]*[$€£¥]?")  # others are missing in many fonts
NUMBER_PATTERN = re.compile("[#0,.]+")
INTERVAL_SKELETONS = {"date": "yMMMd", "month": "yMMM"}  # the parts; the language orders them
NO_BREAK_SPACE = "\u00a0"
THIN_SPACE = "\u2009"  # beside the dash of an interval; many fonts lack it
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
    @property
    def decimals(self) -> int | None: ...


@dataclass(frozen=True)
class Language:
    """A language: its code, "en" for instance, and its messages by id."""

    code: str
    messages: dict[str, str] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.code)

    def message(self, message_id: str, **values: Any) -> Phrase:
        """Return a message with its placeholders filled. Raise KeyError if there is no such message.

        A placeholder takes a fact, a phrase, a literal or plain text; with an attribute, {source.title}, a row of the
        data. If `organization` has a form of the message, ID.own or ID.unnamed, that is the message.
        """
        form = f"{message_id}.{values['organization'].form}" if "organization" in values else ""
        message_id = form if form in self.messages else message_id
        parts: list[Phrase | str] = []
        for words, place, spec, _ in string.Formatter().parse(self.messages[message_id]):
            parts.append(words)
            if place is not None:
                name, _, attribute = place.partition(".")
                part = self._fill_placeholder(values[name], attribute, spec or "")
                parts.append(capitalize_phrase(part, spec) if spec in CAPITALS else part)
        return Phrase.join("", parts)

    def plural_message(self, message_id: str, n: Fact, **values: Any) -> Phrase:
        """Return message ID.2 for exactly two things, else ID.one, ID.other and so on, by the language's grammar.

        A message that is the same for any number is ID.
        """
        from babel import Locale

        forms = f"{message_id}.{n.value}", f"{message_id}.{Locale.parse(self.code).plural_form(n.number)}"
        return self.message(next((form for form in forms if form in self.messages), message_id), n=n, **values)

    def term_message(self, message_id: str, term: Term, **values: Any) -> Phrase:
        """Return a message with {label} and {short} of a term.

        A shipped term without words of the data may have a message of its own, ID.<term>, or with all such terms,
        ID.shipped.
        """
        own = () if term.label else (f"{message_id}.{term.key}", f"{message_id}.shipped")
        words = {"label": self.term_phrase(term), "short": self.term_phrase(term, short=True)}
        return self.message(next((form for form in own if form in self.messages), message_id), **words, **values)

    def term_phrase(self, term: Term, *, short: bool = False) -> Phrase:
        """Return the words for a term: the data's own, else those that are shipped."""
        if short and term.short:
            return self.attribute_phrase(term, "short")
        if term.label:
            return self.attribute_phrase(term, "label")
        shipped = f"term.{term.list}.{term.key}"
        return self.message(f"{shipped}.short" if short and f"{shipped}.short" in self.messages else shipped)

    def literal(self, text: str, kind: str) -> Phrase:
        """Return a numeral that is not a fact as a phrase. `kind` is one of LITERAL_KINDS."""
        return phrase_with_span(text, LiteralText(text, kind), kind)

    def attribute_phrase(self, origin: Any, attribute: str, *, short: bool = False) -> Phrase:
        """Return an attribute of a fact or a row of the data as a phrase with its span; dates `short`, if asked."""
        text = getattr(origin, attribute)
        if isinstance(text, Phrase):
            return text
        text = self.format_period(text, short=short) if attribute in DATE_ATTRIBUTES else text
        phrase = phrase_with_span(text, origin, attribute)
        return phrase.with_facts(origin) if hasattr(origin, "kind") else phrase

    def _fill_placeholder(self, value: Any, attribute: str, spec: str) -> Phrase | str:
        if isinstance(value, Phrase | str):
            return value
        if not attribute:
            if f"count.{spec}.other" in self.messages:
                return self.plural_message(f"count.{spec}", value)
            if spec.lower() == "words":
                text = self.messages.get(f"number.{value.value}", self.format_value(value))
            else:
                text = self.format_number(value) if spec == "number" else self.format_value(value)
            return phrase_with_span(text, value, "value").with_facts(value)
        phrase = self.attribute_phrase(value, attribute)
        return self._with_preposition(phrase, getattr(value, attribute)) if spec.lower() == "in" else phrase

    def _with_preposition(self, phrase: Phrase, period: str) -> Phrase:
        """Return "in 2014", "on June 23, 2015" or "during June 1–5, 2022"."""
        first, _, last = period.partition("/")
        form = "in" if not parse_date(first) else "during" if last else "on"
        return self.message(f"period.{form}", period=phrase)

    def format_value(self, fact: FactValue) -> str:
        """Return a fact's value with its unit: "5,152", "69%", "600 h", "45,000+"."""
        if fact.unit in CURRENCIES:
            text = self.money_phrase(self._format_amount(fact), fact.unit).text
        else:
            text = self.messages.get(f"unit.{fact.unit}", "{}").format(self.format_number(fact))
        return self.messages["more-than"].format(text) if fact.dimension == "more than" else text

    def money_phrase(self, amount: Phrase | str, currency: str) -> Phrase:
        """Return an amount with the sign of its currency, or its code if fonts may lack the sign."""
        before, after = _currency_affixes(currency, self.code)
        return Phrase.join("", [before, amount, after])

    def currency_names(self, currencies: Iterable[str]) -> Phrase:
        """Return the names of currencies: "US dollars", "euros and Swiss francs"."""
        from babel.numbers import get_currency_name

        names = (get_currency_name(code, count=2, locale=self.code) for code in dict.fromkeys(currencies))
        return self.format_list(names)

    def _format_amount(self, fact: FactValue) -> str:
        """Return an amount of money: whole, or with the decimals of its currency."""
        value = round_for_print(fact)
        if isinstance(value, str) or value == int(value):
            return self.format_number(fact)
        from babel.numbers import get_currency_precision

        digits = get_currency_precision(fact.unit)
        return _format_decimal(round_number(value, digits), f"#,##0.{'0' * digits}".rstrip("."), self.code)

    def format_number(self, fact: FactValue) -> str:
        """Return a fact's value without its unit: as published, whole if derived, or with its own decimals."""
        if isinstance(fact.value, str):
            return fact.value
        value = round_for_print(fact)  # before formatting: -0.4 becomes 0, not -0
        plain = fact.unit in ("year", "score")  # no thousands separator
        pattern = "0" if plain else "+#,##0;-#,##0" if fact.unit == "points" and value else "#,##0.######"
        if fact.decimals is not None:
            pattern = f"#,##0.{'0' * fact.decimals}".rstrip(".")
        return _format_decimal(value, pattern, self.code)

    def format_period(self, text: str, *, short: bool = False) -> str:
        """Return a period: "2014", "June 23, 2015", "2011–2014", "2015–16", "Apr–Jun 2022"; with `short`, "Jun 23".

        Other text stays as it is.
        """
        if following := TWO_YEARS.fullmatch(text):
            century, first, last = following.groups()
            if int(last) == int(first) + 1:
                return f"{century}{first}–{last}"
        if period_range := ISO_RANGE.fullmatch(text):
            ends = period_range.groups()
            return self._format_dates(*ends, short=short) or "–".join(self.format_period(e, short=short) for e in ends)
        return self._format_dates(text, text, short=short) or text

    def _format_dates(self, first: str, last: str, *, short: bool) -> str:
        """Return a day, a month, or the time between two of them; "" for what is neither."""
        from babel.dates import format_date, format_interval

        found = [parse_period(end) if ISO_DATE.fullmatch(end) else None for end in (first, last)]
        if not (found[0] and found[1]) or len(first) != len(last):
            return ""
        kind = "date" if parse_date(first) else "month"
        if first == last:
            pattern = self.messages[f"format.{kind}{'.short' if short else ''}"]
            return str(format_date(found[0].first, pattern, locale=self.code))
        interval = format_interval(found[0].first, found[1].first, INTERVAL_SKELETONS[kind], locale=self.code)
        return str(interval).replace(THIN_SPACE, "")

    def format_list(self, items: Iterable[Phrase | str]) -> Phrase:
        """Return "CPT, GEI and HFS"."""
        from babel.lists import format_list

        parts = list(items)
        marks = [chr(0xE000 + number) for number in range(len(parts))]  # private use: in no message
        pattern = format_list(marks, locale=self.messages["format.locale"])
        part_of = dict(zip(marks, parts, strict=True))
        return Phrase.join("", [part_of.get(character, character) for character in pattern])


def round_for_print(fact: FactValue) -> float | str:
    """Return the value of a fact as it is printed: a derived one is rounded to a whole number, or to its decimals."""
    if isinstance(fact.value, str) or not (fact.formula or fact.decimals is not None):
        return fact.value
    return round_number(fact.value, fact.decimals or 0)


@lru_cache(maxsize=4096)
def _format_decimal(value: float, pattern: str, code: str) -> str:
    from babel.numbers import format_decimal

    return str(format_decimal(value, format=pattern, locale=code))


@lru_cache(maxsize=64)
def _currency_affixes(currency: str, code: str) -> tuple[str, str]:
    """Return what stands before and after an amount: "$" and "" in English, "" and " €" in German."""
    from babel import Locale
    from babel.numbers import get_currency_symbol

    symbol = str(get_currency_symbol(currency, locale=code))
    symbol = symbol if CURRENCY_SYMBOL.fullmatch(symbol) else currency
    before, after = NUMBER_PATTERN.split(Locale.parse(code).currency_formats["standard"].pattern.split(";")[0], 1)
    gap = NO_BREAK_SPACE if before.endswith("¤") and symbol[-1:].isalpha() else ""
    return before.replace("¤", symbol + gap), after.replace("¤", symbol)


@lru_cache(maxsize=8)
def load_language(code: str) -> Language:
    """Read the catalog of a language. Raise UsageError if there is none."""
    from babel.messages.pofile import read_po

    path = resources.language_file(code)
    if not path.is_file():
        raise UsageError(f"there is no language {code!r}", f"add {path.name} beside the others")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    return Language(code, {str(m.id): str(m.string) for m in catalogue if m.id})
